/* SPDX-License-Identifier: MIT */
/* Metadata in lines of "Key: value" at the top of a text, and plain text itself. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "clean.h"
#include "format.h"

#define LINES_MAX 20 /* of a header */
#define KEY_MAX 40
#define BYLINE_WITHIN 6 /* lines from the top, of which one may say by whom the text is */
#define DATE_WITHIN 12  /* lines from the top in which a line may date the text */

/* Where the line at text ends. */
static size_t line_end(const char *text, size_t length)
{
	const char *newline = memchr(text, '\n', length);

	return newline ? (size_t)(newline - text) : length;
}

static size_t trimmed(const char *text, size_t length)
{
	while (length && strchr(" \t\r", text[length - 1]))
		length--;
	return length;
}

bool header_set(struct reader *reader, const char *key, size_t key_length, const char *value, size_t length)
{
	const struct fields *fields = &reader->formats->fields;
	bool known = false;

	for (size_t i = 0; i < fields->count; i++) {
		const struct field_place *place = &fields->places[i];

		if (place->source != SOURCE_HEADER || strlen(place->key) != key_length ||
		    strncasecmp(place->key, key, key_length) != 0)
			continue;
		known = true;
		if (place->field == FIELD_URL && !(length > 7 && memmem(value, length, "://", 3)))
			continue; /* "source" may be an address or an outlet */
		if (place->field == FIELD_OUTLET && memmem(value, length, "://", 3))
			continue;
		reading_set(reader, place->field, value, length);
	}
	return known;
}

/* Length of the key before a line's colon, or 0 if the line is none of a header. */
static size_t key_length(const char *line, size_t length)
{
	const char *colon = memchr(line, ':', length < KEY_MAX ? length : KEY_MAX);

	return colon && colon != line && strchr(" \t\r\n", colon[1]) ? (size_t)(colon - line) : 0;
}

/*
 * The header's length: two lines or more of "Key: value" with known keys, then an empty line. 0 if the text begins
 * otherwise; then nothing is set.
 */
static size_t read_header(struct reader *reader, const char *text, size_t length)
{
	size_t at = 0, known = 0;

	for (size_t lines = 0; at < length && lines < LINES_MAX; lines++) {
		size_t end = line_end(text + at, length - at), used = trimmed(text + at, end), key;

		if (!used)
			break;
		key = key_length(text + at, used);
		if (!key)
			return 0;
		known += header_set(reader, text + at, key, text + at + key + 1, used - key - 1);
		at += end + 1;
	}
	return known > 1 && at < length ? at : 0;
}

void date_from_top(struct reader *reader, const char *text, size_t length)
{
	char date[40];

	for (size_t at = 0, lines = 0; at < length && lines < DATE_WITHIN;) {
		size_t end = line_end(text + at, length - at), used, blank = 0;

		while (blank < end && text[at + blank] == ' ')
			blank++;
		used = trimmed(text + at + blank, end - blank);
		if (used && date_line(&reader->formats->months, text + at + blank, used, date)) {
			reading_set(reader, FIELD_DATE, date, strlen(date));
			return;
		}
		lines += used > 0;
		at += end + 1;
	}
}

void byline_from_top(struct reader *reader)
{
	const struct buffer *whole = &reader->reading.fields[FIELD_TEXT];
	const char *text = whole->data;
	size_t at = reader->reading.body, length = whole->length;
	struct buffer names = {0};

	for (size_t lines = 0; at < length && lines < BYLINE_WITHIN && !names.length;) {
		size_t end = line_end(text + at, length - at), used = trimmed(text + at, end);

		/* without a title, the first line may be one: "By Popular Demand" */
		if (used && (lines || reader->reading.fields[FIELD_TITLE].length) &&
		    byline_line(reader->formats->bylines, text + at, used, &names))
			reader->reading.byline = (struct span){at, at + used};
		lines += used > 0;
		at += end + 1;
	}
	if (names.length)
		reading_set(reader, FIELD_BYLINE, names.data, names.length);
	buffer_done(&names);
}

int text_take(struct reader *reader, const char *name, const char *bytes, size_t length, struct error *err)
{
	struct reading *reading = reading_begin(reader, name);
	struct buffer clean = {0};
	struct origins origins = {0};
	struct decoded decoded;
	size_t mark;

	if (text_decode(bytes, length, reader->charset, &decoded, err) < 0)
		return -1;
	buffer_add(&clean, decoded.text, decoded.length);
	clean_twice(&clean, &origins);
	clean_hidden(&clean, &origins);
	clean_links(&clean, &origins);
	clean_wrapped(&clean, &origins, reader->formats->compounds);
	if (origins.count) {
		buffer_clear(&reading->original);
		buffer_add(&reading->original, decoded.text, decoded.length);
	}
	decoded_done(&decoded);
	mark = clean.length >= 3 && !memcmp(clean.data, "\xEF\xBB\xBF", 3) ? 3 : 0;
	reading->body = read_header(reader, clean.data + mark, clean.length - mark);
	if (!reading->body)
		reading_begin(reader, name);
	else
		reading->body += mark;
	date_from_top(reader, clean.data, clean.length);
	buffer_done(&reading->fields[FIELD_TEXT]);
	reading->fields[FIELD_TEXT] = clean;
	free(reading->origins.runs);
	reading->origins = origins;
	return 0;
}

int read_text(struct reader *reader, const char *name, const char *bytes, size_t length, struct error *err)
{
	return text_take(reader, name, bytes, length, err) < 0 ? -1 : reading_end(reader, err);
}
