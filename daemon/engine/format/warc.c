/* SPDX-License-Identifier: MIT */
/* Read the pages of a web archive (WARC, ISO 28500): records of HTTP responses, resources and conversions. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "format.h"

#define HEADER_MAX 65536 /* bytes of a header block */

/* A block of "Name: value" lines and what follows it. */
struct block {
	const char *header;
	size_t header_length;
	const char *body;
	size_t body_length;
};

/* Split off the header: the body begins after the first empty line. false if there is none. */
static bool split(const char *bytes, size_t length, struct block *block)
{
	size_t room = length < HEADER_MAX ? length : HEADER_MAX;
	const char *end = memmem(bytes, room, "\r\n\r\n", 4);
	size_t gap = 4;

	if (!end) {
		end = memmem(bytes, room, "\n\n", 2);
		gap = 2;
	}
	if (!end)
		return false;
	*block = (struct block){bytes, (size_t)(end - bytes), end + gap, length - (size_t)(end + gap - bytes)};
	return true;
}

/* Copy a header line's value; empty if it is not there. */
static const char *header(const struct block *block, const char *name, char *to, size_t room)
{
	size_t length = strlen(name);
	const char *at = block->header, *end = at + block->header_length;

	*to = '\0';
	while (at && at < end) {
		size_t line =
			(size_t)((memchr(at, '\n', (size_t)(end - at)) ? (char *)memchr(at, '\n', (size_t)(end - at))
								       : end) -
				 at);

		if (line > length && at[length] == ':' && !strncasecmp(at, name, length)) {
			const char *value = at + length + 1;
			size_t n = line - length - 1;

			while (n && (*value == ' ' || *value == '<')) {
				value++;
				n--;
			}
			while (n && strchr(" \r>", value[n - 1]))
				n--;
			snprintf(to, room, "%.*s", (int)(n < room ? n : room - 1), value);
			return to;
		}
		at += line + 1;
	}
	return to;
}

/* An HTTP body sent in chunks, put together. */
static void join_chunks(const char *at, size_t length, struct buffer *out)
{
	const char *end = at + length;

	while (at < end) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		size_t size = 0, left = newline ? (size_t)(end - newline - 1) : 0;

		for (; newline && isxdigit((unsigned char)*at) && size <= left; at++)
			size = size * 16 + (size_t)(isdigit((unsigned char)*at) ? *at - '0' : (*at | 32) - 'a' + 10);
		if (!size || size > left)
			return;
		buffer_add(out, newline + 1, size);
		if (left - size < 2)
			return;
		at = newline + 1 + size + 2;
	}
}

/* The charset in a media type, in name; or NULL. */
static const char *charset_of(const char *type, char name[40])
{
	const char *at = strcasestr(type, "charset=");

	if (!at)
		return NULL;
	at += 8 + (at[8] == '"');
	snprintf(name, 40, "%.*s", (int)strcspn(at, "\"; "), at);
	return name;
}

static bool is_article_type(const char *type)
{
	return strstr(type, "html") || strstr(type, "text/plain") || strstr(type, "json") || strstr(type, "xml");
}

static void read_record(struct reader *reader, const char *name, const struct block *record)
{
	char kind[32], type[128], coding[32], address[2048], charset[40];
	struct block http = *record;
	struct buffer joined = {0};
	struct error err;

	header(record, "WARC-Type", kind, sizeof(kind));
	header(record, "Content-Type", type, sizeof(type));
	header(record, "WARC-Target-URI", address, sizeof(address));
	if (!strcmp(kind, "response")) {
		if (!split(record->body, record->body_length, &http) ||
		    !memmem(http.header, http.header_length < 16 ? http.header_length : 16, " 200", 4))
			return;
		header(&http, "Content-Type", type, sizeof(type));
		header(&http, "Transfer-Encoding", coding, sizeof(coding));
		if (strstr(coding, "chunked"))
			join_chunks(http.body, http.body_length, &joined);
	} else if (strcmp(kind, "resource") != 0 && strcmp(kind, "conversion") != 0) {
		return;
	}
	if (joined.length) {
		http.body = joined.data;
		http.body_length = joined.length;
	}
	/* "metadata:" tells how the archive was made */
	if (is_article_type(type) && http.body_length && strncmp(address, "metadata:", 9) != 0) {
		reader->address = address;
		reader->charset = charset_of(type, charset);
		if (format_read(reader, name, http.body, http.body_length, &err) < 0 && !reader->stopped)
			reading_fail(reader, name, &err);
		reader->address = reader->charset = NULL;
	}
	buffer_done(&joined);
}

int read_warc(struct reader *reader, const char *name, const char *bytes, size_t length, struct error *err)
{
	struct buffer title = {0};
	size_t at = 0, number = 0, before = reader->handed;
	bool cut = false;

	while (at < length && !reader->stopped) {
		struct block record;
		char size[24];
		size_t body;

		while (at < length && strchr("\r\n", bytes[at]))
			at++;
		if (at == length)
			break;
		cut = !split(bytes + at, length - at, &record);
		if (cut)
			break;
		body = strtoull(header(&record, "Content-Length", size, sizeof(size)), NULL, 10);
		cut = body > record.body_length;
		if (cut)
			break;
		record.body_length = body;
		buffer_clear(&title);
		buffer_printf(&title, "%s#%zu", name, ++number);
		read_record(reader, title.data, &record);
		at = (size_t)(record.body + body - bytes);
	}
	buffer_clear(&title);
	buffer_printf(&title, "%s#end", name);
	error_set(err, cut ? "the web archive ends within a record: it may be cut off" : "no page in the web archive");
	if (cut && reader->handed > before && !reader->stopped)
		reading_fail(reader, title.data, err);
	buffer_done(&title);
	return reader->handed > before ? 0 : -1;
}
