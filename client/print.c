/* SPDX-License-Identifier: MIT */
/* Control characters made harmless, and lines broken at the width of the terminal as wcwidth(3) counts. */
#include "print.h"

#include <string.h>
#include <wchar.h>

#define REPLACEMENT "\xEF\xBF\xBD" /* U+FFFD */
#define LINE_MIN 20                /* columns that a line has at least, whatever the indent */

/* The character at text; *ret_length: its bytes. 0xFFFD, of one byte, if it is not UTF-8. */
static wchar_t character(const char *text, size_t left, size_t *ret_length)
{
	mbstate_t state = {0};
	wchar_t c = 0;
	size_t length;

	if ((unsigned char)text[0] - 1u < 0x7F) {
		*ret_length = 1;
		return text[0];
	}
	length = mbrtowc(&c, text, left, &state);
	*ret_length = length && length <= left ? length : 1;
	return length <= left ? c : 0xFFFD;
}

/* A character that a terminal would obey: C0, DEL, C1, and what changes the direction or ends a line. */
static bool is_control(wchar_t c)
{
	return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x61C || c == 0x200E || c == 0x200F ||
	       (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF;
}

void print_safe(struct buffer *out, const char *text, size_t length)
{
	size_t step;

	for (size_t i = 0; i < length; i += step) {
		wchar_t c = character(text + i, length - i, &step);

		if (c == '\n' || c == '\t' || c == '\r')
			buffer_char(out, ' ');
		else if (c == 0xFFFD || is_control(c))
			buffer_text(out, REPLACEMENT);
		else
			buffer_add(out, text + i, step);
	}
}

void print_safe_json(struct buffer *out, const char *json)
{
	size_t length = strlen(json), step;

	for (size_t i = 0; i < length; i += step) {
		wchar_t c = character(json + i, length - i, &step);

		if (c == 0xFFFD)
			buffer_text(out, REPLACEMENT);
		else if (is_control(c))
			buffer_printf(out, "\\u%04x", (unsigned)c);
		else
			buffer_add(out, json + i, step);
	}
}

/* The bytes and columns of what comes next in safe text: a colour, or a character. */
static size_t measure(const char *text, size_t left, size_t *ret_columns)
{
	const char *end;
	size_t length;
	int columns;

	*ret_columns = 0;
	if (text[0] == '\033') {
		end = memchr(text, 'm', left);
		return end ? (size_t)(end - text) + 1 : left;
	}
	columns = wcwidth(character(text, left, &length));
	*ret_columns = columns > 0 ? (size_t)columns : 0;
	return length;
}

size_t print_width(const char *text, size_t length)
{
	size_t width = 0, columns;

	for (size_t i = 0; i < length; width += columns)
		i += measure(text + i, length - i, &columns);
	return width;
}

static void new_line(struct buffer *out, size_t indent)
{
	if (out->length && out->data[out->length - 1] != '\n')
		buffer_char(out, '\n');
	for (size_t i = 0; i < indent; i++)
		buffer_char(out, ' ');
}

/* A word that begins in a column; broken before every character that would pass the width. Returns its last column. */
static size_t add_word(struct buffer *out, const char *word, size_t length, size_t indent, size_t column, size_t width)
{
	size_t columns, step;

	for (size_t i = 0; i < length; i += step) {
		step = measure(word + i, length - i, &columns);
		if (column + columns > width) {
			new_line(out, indent);
			column = indent;
		}
		column += columns;
		buffer_add(out, word + i, step);
	}
	return column;
}

void print_wrapped(struct buffer *out, const char *text, size_t indent, size_t width)
{
	size_t column = indent;

	if (width && width < indent + LINE_MIN)
		width = indent + LINE_MIN;
	for (size_t i = 0; i < indent; i++)
		buffer_char(out, ' ');
	if (!width) {
		buffer_text(out, text);
		return;
	}
	for (text += strspn(text, " "); *text; text += strspn(text, " ")) {
		size_t length = strcspn(text, " "), columns = print_width(text, length);

		if (column > indent && column + 1 + columns > width) {
			new_line(out, indent);
			column = indent;
		} else if (column > indent) {
			buffer_char(out, ' ');
			column++;
		}
		column = add_word(out, text, length, indent, column, width);
		text += length;
	}
}
