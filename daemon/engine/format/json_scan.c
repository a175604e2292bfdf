/* SPDX-License-Identifier: MIT */
/* Follow brackets and strings; what the values mean is json.c's matter. */
#include "json_scan.h"

#include <string.h>

/* What json-c takes: an object is born with a table for 16 keys. */
#define COST_OBJECT 900
#define COST_VALUE 100
#define COST_TIMES 4 /* of the text's length, that may be parsed at once */
#define COST_SMALL ((size_t)4 << 20)

static size_t skip_space(const char *text, size_t length, size_t at)
{
	while (at < length && strchr(" \t\r\n,:", text[at]) && text[at])
		at++;
	return at;
}

/* Behind the string that begins at at; length if it does not end. */
static size_t skip_string(const char *text, size_t length, size_t at)
{
	for (at++; at < length; at++) {
		if (text[at] == '\\')
			at++;
		else if (text[at] == '"')
			return at + 1;
	}
	return length + 1;
}

static size_t skip_word(const char *text, size_t length, size_t at)
{
	while (at < length && !strchr(" \t\r\n,:[]{}\"", text[at]))
		at++;
	return at;
}

bool json_scan(const char *text, size_t length, size_t at, struct json_place *ret)
{
	size_t depth = 0;

	at = skip_space(text, length, at);
	*ret = (struct json_place){.start = at};
	while (at < length) {
		char c = text[at];

		ret->cost += c == '{' ? COST_OBJECT : c == '}' || c == ']' ? 0 : COST_VALUE;
		if (c == '{' || c == '[') {
			depth++;
			at++;
		} else if (c == '}' || c == ']') {
			if (!depth)
				return false;
			depth--;
			at++;
		} else if (c == '"') {
			at = skip_string(text, length, at);
		} else {
			size_t end = skip_word(text, length, at);

			at = end > at ? end : at + 1;
		}
		if (!depth)
			break;
		at = skip_space(text, length, at);
	}
	ret->end = at;
	ret->cost += at - ret->start;
	return !depth && at > ret->start && at <= length;
}

bool json_affordable(const struct json_place *place)
{
	return place->cost <= COST_SMALL || place->cost / COST_TIMES <= place->end - place->start;
}

bool json_next(const char *text, size_t length, size_t at, struct json_place *ret)
{
	at = skip_space(text, length, at);
	return at < length && text[at] != ']' && text[at] != '}' && json_scan(text, length, at, ret);
}
