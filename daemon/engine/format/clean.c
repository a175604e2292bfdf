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
#define ALL_SHARE 60    /* the same, short lines too */
#define BREAKS_MIN 2
#define TWICE_MIN 3      /* places in a text that was encoded twice */
#define TWICE_RUN_MAX 64 /* characters in a row that are not ASCII */

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

/* The last run that begins at or before at; there is one. */
static size_t find_run(const struct origins *origins, size_t at)
{
	size_t low = 0, high = origins->count;

	while (high - low > 1) {
		size_t middle = (low + high) / 2;

		if (origins->runs[middle].at <= at)
			low = middle;
		else
			high = middle;
	}
	return low;
}

size_t origin_of(const struct origins *origins, size_t at)
{
	const struct origin *run;

	if (!origins->count)
		return at;
	run = &origins->runs[find_run(origins, at)];
	return run->from + (at - run->at);
}

/* Text in the making, and where its bytes come from. */
struct rewriting {
	const struct buffer *text; /* that is rewritten */
	struct origins *origins;   /* its, or NULL */
	struct buffer out, runs;   /* runs: struct origin */
};

/* What is written next comes from byte from of the original. */
static void begin_run(struct rewriting *rewriting, size_t at, size_t from)
{
	struct buffer *runs = &rewriting->runs;
	struct origin *last = (struct origin *)(void *)(runs->data + runs->length),
		      run = {(uint32_t)at, (uint32_t)from};

	if (runs->length && last[-1].at == run.at)
		runs->length -= sizeof(run);
	else if (runs->length && last[-1].from + (run.at - last[-1].at) == run.from)
		return;
	buffer_add(runs, &run, sizeof(run));
}

/* Write bytes that all stand for byte from of the text. */
static void put(struct rewriting *rewriting, size_t from, const char *bytes)
{
	for (; *bytes; bytes++) {
		if (rewriting->origins)
			begin_run(rewriting, rewriting->out.length, origin_of(rewriting->origins, from));
		buffer_char(&rewriting->out, *bytes);
	}
}

static void copy(struct rewriting *rewriting, size_t from, size_t length)
{
	const struct origins *origins = rewriting->origins;
	size_t before = rewriting->out.length;

	buffer_add(&rewriting->out, rewriting->text->data + from, length);
	if (!origins || !length)
		return;
	begin_run(rewriting, before, origin_of(origins, from));
	for (size_t i = origins->count ? find_run(origins, from) + 1 : 0; i < origins->count; i++) {
		if (origins->runs[i].at >= from + length)
			break;
		begin_run(rewriting, before + origins->runs[i].at - from, origins->runs[i].from);
	}
}

static void end(struct rewriting *rewriting, struct buffer *text)
{
	struct origins *origins = rewriting->origins;

	if (origins) {
		begin_run(rewriting, rewriting->out.length, origin_of(origins, text->length));
		free(origins->runs);
		*origins = (struct origins){(struct origin *)(void *)rewriting->runs.data,
					    rewriting->runs.length / sizeof(struct origin)};
	}
	buffer_add(&rewriting->out, "", 0);
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
			size_t ascii = text_ascii(text->data + at, text->length - at);

			at += ascii ? ascii : 1;
			continue;
		}
		copy(&rewriting, run, at - run);
		put(&rewriting, at, instead);
		at += length;
		run = at;
	}
	if (!run)
		return;
	copy(&rewriting, run, text->length - run);
	end(&rewriting, text);
}

/* The characters that windows-1252 has at 0x80 to 0x9F; 0 where it has none. */
static const uint16_t upper_half[32] = {
	0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
	0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
	0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178,
};

/* The byte of windows-1252 that the character at text is, *ret_length its own bytes; -1 if it is none of it. */
static int narrow_byte(const unsigned char *text, size_t left, size_t *ret_length)
{
	unsigned c;

	*ret_length = text_sequence((const char *)text, left);
	if (*ret_length == 2)
		c = (text[0] & 0x1Fu) << 6 | (text[1] & 0x3Fu);
	else if (*ret_length == 3)
		c = (text[0] & 0x0Fu) << 12 | (text[1] & 0x3Fu) << 6 | (text[2] & 0x3Fu);
	else
		return -1;
	for (int i = 0; c > 0xFF && i < 32; i++)
		if (upper_half[i] == c)
			return 0x80 + i;
	return c <= 0xFF ? (int)c : -1;
}

/* The characters at byte at that are not ASCII, as windows-1252, in ret; where they end, or 0 if they are no UTF-8
 * then. */
static size_t narrow_run(const struct buffer *text, size_t at, char ret[TWICE_RUN_MAX + 1])
{
	size_t count = 0, length;

	while (at < text->length && (unsigned char)text->data[at] >= 0x80) {
		int byte = narrow_byte((const unsigned char *)text->data + at, text->length - at, &length);

		if (byte < 0 || count == TWICE_RUN_MAX)
			return 0;
		ret[count++] = (char)byte;
		at += length;
	}
	ret[count] = '\0';
	return text_is_utf8(ret, count) ? at : 0;
}

/* Whether all that is not ASCII was written twice. */
static bool is_twice(const struct buffer *text)
{
	char run[TWICE_RUN_MAX + 1];
	size_t runs = 0;
	bool marks = false;

	for (size_t at = 0; at < text->length;) {
		at += text_ascii(text->data + at, text->length - at);
		if (at < text->length && (unsigned char)text->data[at] < 0x80) {
			at++;
			continue;
		}
		if (at >= text->length)
			break;
		at = narrow_run(text, at, run);
		if (!at)
			return false;
		runs++;
		marks |= !strncmp(run, "\xE2\x80", 2);
	}
	return marks && runs >= TWICE_MIN;
}

void clean_twice(struct buffer *text, struct origins *origins)
{
	struct rewriting rewriting = {.text = text, .origins = origins};
	char run[TWICE_RUN_MAX + 1];

	if (!text->length || !is_twice(text))
		return;
	for (size_t at = 0, from = 0; at < text->length; from = at) {
		while (at < text->length && (unsigned char)text->data[at] < 0x80)
			at++;
		copy(&rewriting, from, at - from);
		if (at == text->length)
			break;
		from = at;
		at = narrow_run(text, at, run);
		put(&rewriting, from, run);
	}
	end(&rewriting, text);
}

/* A line, without the white space at its end. */
struct line {
	size_t start, length, next;
	size_t indent; /* bytes of white space at its beginning */
};

static size_t count_columns(const char *text, size_t length)
{
	size_t columns = 0;

	for (size_t i = 0; i < length; i++)
		columns += (text[i] & 0xC0) != 0x80;
	return columns;
}

static struct line line_at(const struct buffer *text, size_t start)
{
	const char *newline = memchr(text->data + start, '\n', text->length - start);
	size_t end = newline ? (size_t)(newline - text->data) : text->length;
	struct line line = {.start = start, .length = end - start, .next = end + 1};

	while (line.length && strchr(" \t\r", text->data[start + line.length - 1]))
		line.length--;
	while (line.indent < line.length && text->data[start + line.indent] == ' ')
		line.indent++;
	return line;
}

/* Characters of the line, with its indent. */
static size_t line_columns(const struct buffer *text, const struct line *line)
{
	return count_columns(text->data + line->start, line->length);
}

static size_t first_word_columns(const struct buffer *text, const struct line *line)
{
	size_t end = line->indent;

	while (end < line->length && text->data[line->start + end] != ' ')
		end++;
	return count_columns(text->data + line->start + line->indent, end - line->indent);
}

/* Whether the line is an item of a list. */
static bool has_bullet(const struct buffer *text, const struct line *line)
{
	static const char *const bullets[] = {"* ", "- ", "+ ", "\xE2\x80\xA2 "};
	const char *at = text->data + line->start + line->indent;
	size_t digits = strspn(at, "0123456789");

	for (size_t i = 0; i < sizeof(bullets) / sizeof(*bullets); i++)
		if (!strncmp(at, bullets[i], strlen(bullets[i])))
			return true;
	return line->indent && digits && (at[digits] == '.' || at[digits] == ')') && at[digits + 1] == ' ';
}

/* Whether the next line may go on with what this one says, as far as indents and bullets tell. */
static bool may_go_on(const struct buffer *text, const struct line *line, const struct line *next)
{
	if (!line->length || !next->length || has_bullet(text, next))
		return false;
	return next->indent <= line->indent || has_bullet(text, line);
}

/* Whether the next line's first word would not have fitted on this one. */
static bool is_filled(const struct buffer *text, const struct line *line, const struct line *next, size_t margin)
{
	return line_columns(text, line) + 1 + first_word_columns(text, next) + 2 > margin;
}

/* An address cannot be broken, and may stand out over the margin. */
static bool holds_address(const struct buffer *text, const struct line *line)
{
	return memmem(text->data + line->start, line->length, "://", 3) != NULL;
}

/* The columns of the longest line, or of the first that is longer than any margin. */
static size_t longest_line(const struct buffer *text)
{
	size_t longest = 0;

	for (size_t at = 0; at < text->length && longest <= MARGIN_MAX;) {
		struct line line = line_at(text, at);
		size_t columns = line_columns(text, &line);

		if (columns > longest && !holds_address(text, &line))
			longest = columns;
		at = line.next;
	}
	return longest;
}

/* The margin that the text is filled to, or 0. Lines of less than half of it count little: menus, names, dates. */
static size_t find_margin(const struct buffer *text)
{
	size_t margin = longest_line(text), breaks = 0, filled = 0, all = 0;
	struct line line = line_at(text, 0), next;

	if (margin < MARGIN_MIN || margin > MARGIN_MAX)
		return 0;
	for (; line.next < text->length; line = next) {
		next = line_at(text, line.next);
		if (!may_go_on(text, &line, &next))
			continue;
		all++;
		if (line_columns(text, &line) * 2 < margin)
			continue;
		breaks++;
		filled += is_filled(text, &line, &next, margin);
	}
	if (breaks < BREAKS_MIN || filled * 100 < breaks * FILLED_SHARE || filled * 100 < all * ALL_SHARE)
		return 0;
	return margin;
}

/* Join a line, written from from on, to the next: with a space, or as what the hyphen at its end is. */
static void join_lines(struct rewriting *rewriting, struct hyphenation *hyphenation, size_t from,
		       const struct line *line, const struct line *next)
{
	const char *text = rewriting->text->data;
	size_t end = line->start + line->length;
	bool hyphen = line->length > 1 && text[end - 1] == '-' && isalpha((unsigned char)text[end - 2]) &&
		      isalnum((unsigned char)text[next->start + next->indent]);
	enum hyphen kind = hyphen ? hyphen_judge(hyphenation, text + line->start, line->length,
						 text + next->start + next->indent, next->length - next->indent)
				  : HYPHEN_HANGS;

	copy(rewriting, from, end - from - (kind == HYPHEN_BREAKS));
	if (kind == HYPHEN_HANGS)
		put(rewriting, line->next - 1, " ");
}

void clean_wrapped(struct buffer *text, struct origins *origins, const struct compounds *compounds)
{
	size_t margin = text->length ? find_margin(text) : 0, from = 0;
	struct rewriting rewriting = {.text = text, .origins = origins};
	struct hyphenation hyphenation = {.compounds = compounds, .text = text->data, .length = text->length};
	struct line line, next;

	if (!margin)
		return;
	for (line = line_at(text, 0); line.next < text->length; line = next) {
		next = line_at(text, line.next);
		if (!may_go_on(text, &line, &next) || !is_filled(text, &line, &next, margin)) {
			copy(&rewriting, from, line.next - from);
			from = line.next;
		} else {
			join_lines(&rewriting, &hyphenation, from, &line, &next);
			from = next.start + next.indent;
		}
	}
	copy(&rewriting, from, text->length - from);
	hyphenation_done(&hyphenation);
	end(&rewriting, text);
}

/* The number that a line of a list of links begins with, an address behind it; 0 if it is none. */
static size_t link_number(const struct buffer *text, const struct line *line)
{
	const char *at = text->data + line->start + line->indent;
	size_t digits = strspn(at, "0123456789"), length = line->length - line->indent;

	if (!line->indent || !digits || digits > 5 || length < digits + 2 || strncmp(at + digits, ". ", 2) != 0)
		return 0;
	at += digits + 2;
	return memchr(at, ' ', length - digits - 2) || !memchr(at, ':', length - digits - 2)
		       ? 0
		       : strtoul(text->data + line->start + line->indent, NULL, 10);
}

/* Where the list of links at the end begins, with its heading, and how many there are; 0 if there is none. */
static size_t find_links(const struct buffer *text, size_t *ret_count)
{
	struct line line, last = {0};
	size_t begins = 0;

	*ret_count = 0;
	for (size_t at = 0; at < text->length; at = line.next) {
		line = line_at(text, at);
		if (!line.length)
			continue;
		if (link_number(text, &line) == *ret_count + 1) {
			if (!*ret_count)
				begins = last.length && !last.indent ? last.start : line.start;
			++*ret_count;
		} else if (*ret_count) {
			*ret_count = begins = 0;
		}
		last = line;
	}
	return begins;
}

void clean_links(struct buffer *text, struct origins *origins)
{
	struct rewriting rewriting = {.text = text, .origins = origins};
	size_t count, end_at = find_links(text, &count), run = 0;

	if (!count)
		return;
	for (size_t at = 0; at < end_at; at++) {
		size_t digits = text->data[at] == '[' ? strspn(text->data + at + 1, "0123456789") : 0;

		if (!digits || digits > 5 || text->data[at + 1 + digits] != ']' ||
		    strtoul(text->data + at + 1, NULL, 10) > count)
			continue;
		copy(&rewriting, run, at - run);
		run = at + digits + 2;
	}
	copy(&rewriting, run, end_at - run);
	end(&rewriting, text);
}
