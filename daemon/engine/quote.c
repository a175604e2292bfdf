/* SPDX-License-Identifier: MIT */
/*
 * Pair quotation marks, paragraph by paragraph. A span left open goes on in the next paragraph if that one opens
 * with a mark too; a mark that never closes ends with its paragraph or is dropped.
 */
#include "text.h"

#include <string.h>

#define SINGLE_MAX 120     /* tokens within single marks, beyond which the mark is taken for an apostrophe */
#define ATTRIBUTION_MAX 12 /* tokens of an attribution behind words whose mark never closes */

enum direction { MARK_OPENS = 1, MARK_CLOSES = 2, MARK_EITHER = 3 };

static const struct {
	const char *text;
	char family;
	uint8_t direction;
} kinds[] = {
	{"\"", '"', MARK_EITHER},
	{"\xE2\x80\x9C", '"', MARK_EITHER}, /* “ opens, but closes after „ and where outlets mix */
	{"\xE2\x80\x9D", '"', MARK_CLOSES},
	{"\xE2\x80\x9E", '"', MARK_OPENS},
	{"\xEF\xBC\x82", '"', MARK_EITHER},
	{"''", '"', MARK_EITHER},
	{"``", '"', MARK_OPENS},
	{"\xC2\xAB", '<', MARK_EITHER},
	{"\xC2\xBB", '<', MARK_EITHER},
	{"\xE2\x80\xB9", '<', MARK_EITHER},
	{"\xE2\x80\xBA", '<', MARK_EITHER},
	{"\xE3\x80\x8C", '[', MARK_OPENS},
	{"\xE3\x80\x8D", '[', MARK_CLOSES},
	{"\xE3\x80\x8E", '[', MARK_OPENS},
	{"\xE3\x80\x8F", '[', MARK_CLOSES},
};

/* A mark token: its family and which way it can point by its shape and by the space round it. */
struct mark {
	char family;
	uint8_t direction;
};

static bool spaced_after(const struct document *document, const struct paragraph *paragraph, uint32_t index)
{
	return index + 1 >= paragraph->last || (document->tokens[index + 1].flags & TOKEN_SPACE);
}

/* Which way a mark without a direction of its own points, by the space round it. */
static uint8_t lean(const struct document *document, const struct paragraph *paragraph, uint32_t index)
{
	const struct token *token = &document->tokens[index];
	bool before = index == paragraph->first || (token->flags & TOKEN_SPACE);
	bool after = spaced_after(document, paragraph, index);

	if (!before && index > paragraph->first) {
		const struct token *last = token - 1;

		before = last->kind == TOKEN_PUNCTUATION && strchr("([-", document->text[last->start]);
		before = before ||
			 (last->kind == TOKEN_PUNCTUATION && !memcmp(document->text + last->start, "\xE2\x80\x94", 3));
	}
	if (before && !after)
		return MARK_OPENS;
	if (after && !before)
		return MARK_CLOSES;
	if (!after && index + 1 < paragraph->last && document->tokens[index + 1].kind == TOKEN_PUNCTUATION)
		return MARK_CLOSES;
	return MARK_EITHER;
}

/* Whether a mark is set as the French set theirs, with a space before and behind, or a point behind. */
static bool stands_apart(const struct document *document, const struct paragraph *paragraph, uint32_t index)
{
	bool before = index == paragraph->first || (document->tokens[index].flags & TOKEN_SPACE);

	return before &&
	       (spaced_after(document, paragraph, index) || document->tokens[index + 1].kind == TOKEN_PUNCTUATION);
}

static struct mark mark_of(const struct document *document, const struct paragraph *paragraph, uint32_t index)
{
	const struct token *token = &document->tokens[index];
	const char *text = document->text + token->start;
	size_t length = token->end - token->start;
	struct mark mark = {0, 0};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		if (strlen(kinds[i].text) != length || memcmp(kinds[i].text, text, length) != 0)
			continue;
		mark.family = kinds[i].family;
		mark.direction = kinds[i].direction;
		break;
	}
	if (mark.family == '<' && stands_apart(document, paragraph, index)) {
		mark.direction = text[1] == '\xAB' || !memcmp(text, "\xE2\x80\xB9", length) ? MARK_OPENS : MARK_CLOSES;
	} else if (mark.direction == MARK_EITHER) {
		mark.direction = lean(document, paragraph, index);
		if (!memcmp(text, "\xE2\x80\x9C", length < 3 ? length : 3) && mark.direction == MARK_EITHER)
			mark.direction = MARK_OPENS;
	}
	return mark;
}

/* A single mark that may open ('U+2018', or ' after a space and before a letter). */
static bool single_opens(const struct document *document, const struct paragraph *paragraph, uint32_t index)
{
	const struct token *token = &document->tokens[index];
	const char *text = document->text + token->start;
	bool shape = !memcmp(text, "\xE2\x80\x98", 3) || (text[0] == '\'' && token->end - token->start == 1);

	if (token->kind != TOKEN_PUNCTUATION || !shape || (token->flags & TOKEN_APOSTROPHE))
		return false;
	if (index > paragraph->first && !(token->flags & TOKEN_SPACE) &&
	    document->tokens[index - 1].kind != TOKEN_PUNCTUATION && document->tokens[index - 1].kind != TOKEN_MARK)
		return false;
	return !spaced_after(document, paragraph, index) && document->tokens[index + 1].kind == TOKEN_WORD;
}

static bool single_closes(const struct document *document, const struct paragraph *paragraph, uint32_t index)
{
	const struct token *token = &document->tokens[index];
	const char *text = document->text + token->start;
	bool shape = !memcmp(text, "\xE2\x80\x99", 3) || (text[0] == '\'' && token->end - token->start == 1);

	if (!shape || token->kind != TOKEN_PUNCTUATION || (token->flags & TOKEN_SPACE))
		return false;
	return index + 1 >= paragraph->last || (document->tokens[index + 1].flags & TOKEN_SPACE) ||
	       document->tokens[index + 1].kind != TOKEN_WORD;
}

/* The token that closes the single mark at index, or 0. Prefers one behind punctuation. */
static uint32_t single_close(const struct document *document, const struct paragraph *paragraph, uint32_t index)
{
	uint32_t limit = index + SINGLE_MAX < paragraph->last ? index + SINGLE_MAX : paragraph->last, first = 0;

	for (uint32_t i = index + 2; i < limit; i++) {
		const struct token *before = &document->tokens[i - 1];

		if (document->tokens[i].kind == TOKEN_MARK || single_opens(document, paragraph, i))
			break;
		if (!single_closes(document, paragraph, i))
			continue;
		if (before->kind == TOKEN_PUNCTUATION || i + 1 >= paragraph->last ||
		    document->tokens[i + 1].kind == TOKEN_PUNCTUATION)
			return i;
		if (document->text[before->end - 1] != 's')
			return i;
		first = first ? first : i;
	}
	return first;
}

static void add(struct document *document, uint32_t open, uint32_t close, bool closed, int32_t continues)
{
	struct quote *quote;
	uint32_t words = 0;
	int32_t index = (int32_t)document->quote_count;

	document_grow((void **)&document->quotes, &document->quote_room, document->quote_count, sizeof(*quote));
	quote = &document->quotes[document->quote_count++];
	for (uint32_t i = open + 1; i < close; i++) {
		document->tokens[i].quote = index;
		document->tokens[i].flags |= TOKEN_QUOTED;
		words += document->tokens[i].kind <= TOKEN_NUMBER;
	}
	document->tokens[open].quote = index;
	if (closed)
		document->tokens[close].quote = index;
	quote->open = open;
	quote->close = close;
	quote->closed = closed;
	quote->continues = continues;
	quote->words = words;
	quote->inside.start = document->tokens[open].end;
	quote->inside.end = closed ? document->tokens[close].start : document->tokens[close - 1].end;
}

/* Whether paragraph p begins with an opening double mark. */
static bool begins_quoted(const struct document *document, uint32_t p, char family)
{
	const struct paragraph *paragraph = &document->paragraphs[p];
	struct mark mark;

	if (p >= document->paragraph_count || document->tokens[paragraph->first].kind != TOKEN_MARK)
		return false;
	mark = mark_of(document, paragraph, paragraph->first);
	return mark.family == family && (mark.direction & MARK_OPENS);
}

/* Next mark that closes a span of the family opened before `from`, or the one that opens it anew; else last. */
static uint32_t find_close(const struct document *document, const struct paragraph *paragraph, uint32_t from,
			   char family, bool *ret_closed)
{
	for (uint32_t i = from; i < paragraph->last; i++) {
		struct mark mark;

		if (document->tokens[i].kind != TOKEN_MARK)
			continue;
		mark = mark_of(document, paragraph, i);
		if (mark.family != family)
			continue;
		*ret_closed = mark.direction & MARK_CLOSES;
		return i;
	}
	*ret_closed = false;
	return paragraph->last;
}

/* Last token of the sentence-like stretch from `from`: where a mark that never closes is let end. */
static uint32_t bail_out(const struct document *document, const struct paragraph *paragraph, uint32_t from,
			 uint32_t limit)
{
	for (uint32_t i = from; i < limit && i < paragraph->last; i++)
		if (document->tokens[i].kind == TOKEN_PUNCTUATION &&
		    strchr(".?!", document->text[document->tokens[i].start]))
			return i + 1;
	return limit;
}

/*
 * Where a mark that never closes has its paragraph's last words to itself: behind the comma before ", Lee said." The
 * words are a verb that reports, with a name or pronoun before it, or with what it may stand before.
 */
static uint32_t before_attribution(const struct document *document, const struct paragraph *paragraph, uint32_t from)
{
	uint32_t comma = paragraph->last, verb = 0;

	while (comma > from && document->text[document->tokens[comma - 1].start] != ',') {
		const struct token *token = &document->tokens[--comma];

		if (token_is(token, WORD(VERB_PAST) | WORD(VERB_S)) && token->word->cue &&
		    (token->word->cue->flags & CUE_INVERTS))
			verb = comma;
		if (paragraph->last - comma > ATTRIBUTION_MAX)
			return paragraph->last;
	}
	if (comma <= from || !verb)
		return paragraph->last;
	if (verb > comma && !token_is(&document->tokens[verb - 1], WORD(SUBJECT)) &&
	    !(document->tokens[verb - 1].flags & TOKEN_CAPITAL))
		return paragraph->last;
	return comma;
}

/* Close the span opened at `open`; returns the token to go on from. */
static uint32_t pair(struct document *document, uint32_t p, uint32_t open, char family, int32_t *carried)
{
	const struct paragraph *paragraph = &document->paragraphs[p];
	bool closed, starts = open == paragraph->first;
	uint32_t close = find_close(document, paragraph, open + 1, family, &closed);
	int32_t continues = starts ? *carried : -1;

	*carried = -1;
	if (closed) {
		if (close > open + 1)
			add(document, open, close, true, continues);
		return close + 1;
	}
	if (close == paragraph->last && p + 1 < document->paragraph_count && begins_quoted(document, p + 1, family)) {
		*carried = (int32_t)document->quote_count;
	} else if (!starts || close < paragraph->last) {
		close = bail_out(document, paragraph, open + 1, close);
	} else {
		close = before_attribution(document, paragraph, open + 1);
	}
	if (close > open + 1)
		add(document, open, close, false, continues);
	else
		*carried = -1;
	return close > open + 1 ? close : open + 1;
}

void quotes_find(struct document *document)
{
	int32_t carried = -1;

	for (uint32_t p = 0; p < document->paragraph_count; p++) {
		const struct paragraph *paragraph = &document->paragraphs[p];

		for (uint32_t i = paragraph->first; i < paragraph->last;) {
			struct mark mark = {0, 0};
			uint32_t close = 0;

			if (document->tokens[i].kind == TOKEN_MARK)
				mark = mark_of(document, paragraph, i);
			if (mark.direction & MARK_OPENS) {
				i = pair(document, p, i, mark.family, &carried);
				continue;
			}
			if (document->tokens[i].kind == TOKEN_PUNCTUATION && single_opens(document, paragraph, i))
				close = single_close(document, paragraph, i);
			if (close) {
				add(document, i, close, true, -1);
				i = close;
			}
			i++;
		}
		if (carried >= 0 && (int32_t)document->quote_count - 1 != carried)
			carried = -1;
	}
}
