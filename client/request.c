/* SPDX-License-Identifier: MIT */
/* The target of a request: path, segment, parameters. */
#include "request.h"

#include <ctype.h>
#include <string.h>

#include "options.h"

const struct endpoint *request_endpoint(enum endpoint_id id)
{
	const struct endpoint *endpoint = endpoints;

	while (endpoint->id != id)
		endpoint++;
	return endpoint;
}

static void encode(struct buffer *target, const char *text)
{
	for (const unsigned char *at = (const unsigned char *)text; *at; at++) {
		if (*at < 0x80 && (isalnum(*at) || strchr("-._~", *at)))
			buffer_char(target, (char)*at);
		else
			buffer_printf(target, "%%%02X", *at);
	}
}

void request_start(struct buffer *target, enum endpoint_id id, const char *segment)
{
	const char *path = request_endpoint(id)->path;
	size_t head = strcspn(path, "{");

	buffer_clear(target);
	buffer_add(target, path, head);
	if (path[head])
		encode(target, segment);
}

void request_add(struct buffer *target, const char *name, const char *value)
{
	if (!value)
		return;
	buffer_char(target, strchr(target->data, '?') ? '&' : '?');
	buffer_text(target, name);
	buffer_char(target, '=');
	encode(target, value);
}

void request_add_filters(struct buffer *target, enum endpoint_id id, const struct options *options)
{
	for (const struct option_row *row = option_table; row->name; row++)
		if (row->is_filter && row->at != offsetof(struct options, limit) &&
		    endpoint_takes(request_endpoint(id), row->name))
			request_add(target, row->name, option_value(options, row));
}
