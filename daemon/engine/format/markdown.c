/* SPDX-License-Identifier: MIT */
/* Read Markdown with its front matter, as web clippers write it; md4c knows the markup. */
#include <md4c-html.h>
#include <string.h>

#include "format.h"

#define FRONT_MAX 65536       /* bytes of front matter */
#define PARAGRAPH_MAX 262144u /* bytes: md4c keeps 20 and more for each mark of a paragraph */

/* A line within the front matter. */
struct line {
	const char *text;
	size_t length;
};

static struct line next_line(const char *text, size_t length, size_t *at)
{
	const char *newline = memchr(text + *at, '\n', length - *at);
	size_t end = newline ? (size_t)(newline - text) : length;
	struct line line = {text + *at, end - *at};

	*at = end + 1;
	while (line.length && strchr(" \t\r", line.text[line.length - 1]))
		line.length--;
	return line;
}

/* A value without its quotation marks and the brackets of links and lists: "[[Ada Quill]]" is Ada Quill. */
static struct line bare(struct line value)
{
	while (value.length && strchr(" \t\"'[", *value.text)) {
		value.text++;
		value.length--;
	}
	while (value.length && strchr(" \t\"']", value.text[value.length - 1]))
		value.length--;
	return value;
}

static void end_key(struct reader *reader, struct line key, struct buffer *value)
{
	if (key.length && value->length)
		header_set(reader, key.text, key.length, value->data, value->length);
	buffer_clear(value);
}

/* Flat YAML: "key: value", and lists below a key or in brackets. */
static void read_front(struct reader *reader, const char *text, size_t length)
{
	struct line key = {0};
	struct buffer value = {0};

	for (size_t at = 0; at < length;) {
		struct line line = next_line(text, length, &at), item;
		const char *colon = memchr(line.text, ':', line.length);

		if (colon && !strchr(" \t-#", *line.text)) {
			end_key(reader, key, &value);
			key = (struct line){line.text, (size_t)(colon - line.text)};
			item = bare((struct line){colon + 1, line.length - key.length - 1});
		} else {
			size_t skip = 0;

			while (skip < line.length && strchr(" \t-", line.text[skip]))
				skip++;
			item = bare((struct line){line.text + skip, line.length - skip});
		}
		if (item.length && value.length)
			buffer_text(&value, "; ");
		buffer_add(&value, item.text, item.length);
	}
	end_key(reader, key, &value);
	buffer_done(&value);
}

/* Where the front matter between lines of "---" ends, and what is after it begins; 0 if there is none. */
static size_t front_end(const char *text, size_t length, size_t *ret_inner)
{
	size_t at = 0;

	if (length < 4 || strncmp(text, "---", 3) != 0 || (text[3] != '\n' && text[3] != '\r'))
		return 0;
	next_line(text, length, &at);
	while (at < length && at < FRONT_MAX) {
		size_t begin = at;
		struct line line = next_line(text, length, &at);

		if (line.length == 3 && (!memcmp(line.text, "---", 3) || !memcmp(line.text, "...", 3))) {
			*ret_inner = begin;
			return at < length ? at : length;
		}
	}
	return 0;
}

static void add_html(const MD_CHAR *text, MD_SIZE length, void *data)
{
	buffer_add(data, text, length);
}

/* The first heading is the title, if the front matter gives none. */
static void take_title(struct reader *reader, const char *html)
{
	const char *start = strstr(html, "<h1>"), *end = start ? strstr(start, "</h1>") : NULL;

	if (end)
		reading_set(reader, FIELD_TITLE, start + 4, (size_t)(end - start - 4));
}

/* Bytes between two empty lines. */
static size_t longest_paragraph(const char *text, size_t length)
{
	size_t longest = 0, at = 0;

	while (at < length) {
		const char *end = memmem(text + at, length - at, "\n\n", 2);
		size_t paragraph = end ? (size_t)(end - text) - at : length - at;

		longest = paragraph > longest ? paragraph : longest;
		at += paragraph + 2;
	}
	return longest;
}

int read_markdown(struct reader *reader, const char *name, const char *bytes, size_t length, struct error *err)
{
	struct reading *reading = reading_begin(reader, name);
	struct buffer html = {0};
	struct decoded decoded;
	size_t inner = 0, front, mark;
	int r;

	if (longest_paragraph(bytes, length) > PARAGRAPH_MAX)
		return read_text(reader, name, bytes, length, err);
	if (text_decode(bytes, length, reader->charset, &decoded, err) < 0)
		return -1;
	mark = decoded.length >= 3 && !memcmp(decoded.text, "\xEF\xBB\xBF", 3) ? 3 : 0;
	front = mark + front_end(decoded.text + mark, decoded.length - mark, &inner);
	if (front > mark)
		read_front(reader, decoded.text + mark + 4, inner - 4);
	r = md_html(decoded.text + front, (MD_SIZE)(decoded.length - front), add_html, &html,
		    MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH | MD_FLAG_WIKILINKS, 0);
	decoded_done(&decoded);
	if (r) {
		error_set(err, "the Markdown cannot be parsed");
	} else if (html.length) {
		take_title(reader, html.data);
		r = html_text(reader, html.data, html.length, &reading->fields[FIELD_TEXT], err);
	}
	buffer_done(&html);
	return r ? -1 : reading_end(reader, err);
}
