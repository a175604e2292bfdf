/* SPDX-License-Identifier: MIT */
/* What is taken out of plain text before anything else sees it, and nothing more. */
#include "clean.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "page.h"

#define MARGIN_MIN 40 /* bytes; shorter lines are verse, lists, captions */
#define MARGIN_MAX 120
#define FILLED_SHARE 85 /* per cent of the breaks within paragraphs that are at the margin */
#define BREAKS_MIN 2

static const char *const ligatures[] = {"ff", "fi", "fl", "ffi", "ffl", "st", "st"}; /* U+FB00 to U+FB06 */

/* What stands for the character at text: "" for a hidden one; *ret_length is its own length. NULL: itself. */
static const char *replacement(const char *text, size_t left, size_t *ret_length)
{
	const unsigned char *at = (const unsigned char *)text;

	if (left >= 3 && at[0] == 0xEF && at[1] == 0xAC && at[2] >= 0x80 && at[2] <= 0x86) {
		*ret_length = 3;
		return ligatures[at[2] - 0x80];
	}
	*ret_length = text_hidden(text, left);
	return *ret_length ? "" : NULL;
}

/* Text in the making, and where its bytes come from. */
struct rewriting {
	const struct buffer *text; /* that is rewritten */
	struct origins *origins;   /* its, or NULL */
	struct buffer out;
	uint32_t *at;
	size_t room;
};

static uint32_t origin(const struct rewriting *rewriting, size_t at)
{
	return rewriting->origins->count ? rewriting->origins->at[at] : (uint32_t)at;
}

static void put(struct rewriting *rewriting, size_t from, const char *bytes, size_t length, bool same)
{
	size_t before = rewriting->out.length;

	buffer_add(&rewriting->out, bytes, length);
	if (!rewriting->origins)
		return;
	if (rewriting->out.length >= rewriting->room) {
		rewriting->room = rewriting->out.length * 2 + 64;
		rewriting->at = xrealloc(rewriting->at, rewriting->room, sizeof(*rewriting->at));
	}
	for (size_t i = 0; i < length; i++)
		rewriting->at[before + i] = origin(rewriting, same ? from + i : from);
}

static void copy(struct rewriting *rewriting, size_t from, size_t length)
{
	put(rewriting, from, rewriting->text->data + from, length, true);
}

static void end(struct rewriting *rewriting, struct buffer *text)
{
	struct origins *origins = rewriting->origins;

	put(rewriting, text->length, "", 0, true);
	if (origins) {
		rewriting->at[rewriting->out.length] = origin(rewriting, text->length);
		free(origins->at);
		*origins = (struct origins){rewriting->at, rewriting->out.length + 1};
	}
	buffer_done(text);
	*text = rewriting->out;
}

void clean_hidden(struct buffer *text, struct origins *origins)
{
	struct rewriting rewriting = {.text = text, .origins = origins};
	size_t run = 0, at = text->length >= 3 && !memcmp(text->data, "\xEF\xBB\xBF", 3) ? 3 : 0;

	while (at < text->length) {
		size_t length;
		const char *instead;

		if ((unsigned char)text->data[at] < 0xC2 ||
		    !(instead = replacement(text->data + at, text->length - at, &length))) {
			at++;
			continue;
		}
		copy(&rewriting, run, at - run);
		put(&rewriting, at, instead, strlen(instead), false);
		at += length;
		run = at;
	}
	if (!run)
		return;
	copy(&rewriting, run, text->length - run);
	end(&rewriting, text);
}

/* A line, without the white space at its end. */
struct line {
	size_t start, length, next;
};

static struct line line_at(const struct buffer *text, size_t start)
{
	const char *newline = memchr(text->data + start, '\n', text->length - start);
	size_t end = newline ? (size_t)(newline - text->data) : text->length;
	struct line line = {start, end - start, end + 1};

	while (line.length && strchr(" \t\r", text->data[start + line.length - 1]))
		line.length--;
	return line;
}

static size_t first_word(const struct buffer *text, const struct line *line)
{
	size_t length = 0;

	while (length < line->length && text->data[line->start + length] != ' ')
		length++;
	return length;
}

/* Whether the next line's first word would not have fitted on this one. */
static bool is_filled(const struct buffer *text, const struct line *line, const struct line *next, size_t margin)
{
	return line->length + 1 + first_word(text, next) + 2 > margin;
}

/* The margin that the text is filled to, or 0. */
static size_t find_margin(const struct buffer *text)
{
	size_t margin = 0, breaks = 0, filled = 0;

	for (int pass = 0; pass < 2; pass++) {
		struct line line = line_at(text, 0), next;

		for (; line.next < text->length; line = next) {
			next = line_at(text, line.next);
			if (!pass && line.length > margin)
				margin = line.length;
			if (!pass || !line.length || !next.length)
				continue;
			breaks++;
			filled += is_filled(text, &line, &next, margin);
		}
		if (!pass && line.length > margin)
			margin = line.length;
		if (margin < MARGIN_MIN || margin > MARGIN_MAX)
			return 0;
	}
	return breaks >= BREAKS_MIN && filled * 100 >= breaks * FILLED_SHARE ? margin : 0;
}

static bool is_hyphenated(const struct buffer *text, const struct line *line, const struct line *next)
{
	return line->length > 1 && text->data[line->start + line->length - 1] == '-' &&
	       isalpha((unsigned char)text->data[line->start + line->length - 2]) &&
	       islower((unsigned char)text->data[next->start]);
}

void clean_wrapped(struct buffer *text, struct origins *origins)
{
	size_t margin = text->length ? find_margin(text) : 0;
	struct rewriting rewriting = {.text = text, .origins = origins};
	struct line line, next;

	if (!margin)
		return;
	for (line = line_at(text, 0); line.next < text->length; line = next) {
		next = line_at(text, line.next);
		if (!line.length || !next.length || !is_filled(text, &line, &next, margin)) {
			copy(&rewriting, line.start, line.next - line.start);
		} else if (is_hyphenated(text, &line, &next)) {
			copy(&rewriting, line.start, line.length - 1);
		} else {
			copy(&rewriting, line.start, line.next - 1 - line.start);
			put(&rewriting, line.next - 1, " ", 1, true);
		}
	}
	copy(&rewriting, line.start, text->length - line.start);
	end(&rewriting, text);
}
