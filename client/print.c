/* SPDX-License-Identifier: MIT */
/* Text for people; JSON is written by the layer that knows the record. */
#include "print.h"

#include <string.h>

#define BOLD "\033[1m"
#define DIM "\033[2m"
#define PLAIN "\033[0m"

/* Length of a control sequence that a terminal must not get: C0, DEL, C1 (U+0080-9F) and bidi controls; 0 if none. */
static size_t control_length(const unsigned char *at, size_t left)
{
	if (at[0] < 0x20 || at[0] == 0x7F)
		return 1;
	if (left >= 2 && at[0] == 0xC2 && at[1] < 0xA0)
		return 2;
	if (left >= 2 && at[0] == 0xD8 && at[1] == 0x9C)
		return 2; /* U+061C */
	if (left < 3 || at[0] != 0xE2)
		return 0;
	if (at[1] == 0x80 && (at[2] == 0x8E || at[2] == 0x8F || (at[2] >= 0xA8 && at[2] <= 0xAE)))
		return 3; /* U+200E, U+200F, U+2028 to U+202E */
	return at[1] == 0x81 && at[2] >= 0xA6 && at[2] <= 0xA9 ? 3 : 0; /* U+2066 to U+2069 */
}

void print_safe(struct buffer *out, const char *text, size_t length)
{
	const unsigned char *at = (const unsigned char *)text, *end = at + length;

	while (at < end) {
		size_t control = control_length(at, (size_t)(end - at));

		if (!control) {
			buffer_char(out, (char)*at++);
			continue;
		}
		if (*at == '\n' || *at == '\t' || *at == '\r')
			buffer_char(out, ' ');
		else
			buffer_text(out, "\xEF\xBF\xBD");
		at += control;
	}
}

void print_quotation(const struct options *options, const char *speaker, const char *reported, const char *kind,
		     const char *text, struct buffer *out)
{
	buffer_text(out, options->color ? BOLD : "");
	print_safe(out, speaker, strlen(speaker));
	buffer_text(out, options->color ? PLAIN DIM : "");
	buffer_text(out, "  ");
	print_safe(out, reported, strlen(reported));
	buffer_printf(out, " (%s)%s\n    ", kind, options->color ? PLAIN : "");
	print_safe(out, text, strlen(text));
	buffer_char(out, '\n');
}

void print_statement(const struct options *options, const struct article *article, const struct statement *statement,
		     struct buffer *out)
{
	struct buffer speaker = {0}, cue = {0}, text = {0};

	for (size_t i = 0; i < statement->speaker_count; i++) {
		buffer_text(&speaker, i ? " & " : "");
		buffer_text(&speaker, statement->speakers[i].name);
	}
	if (!speaker.length)
		buffer_text(&speaker, "(nobody named)");
	statement_text(&cue, article, &statement->cue);
	if (!cue.length)
		buffer_text(&cue, "-");
	statement_text(&text, article, &statement->content);
	if (!text.length)
		buffer_text(&text, "-");
	print_quotation(options, speaker.data, cue.data, statement_kind_name(statement->kind), text.data, out);
	buffer_done(&speaker);
	buffer_done(&cue);
	buffer_done(&text);
}
