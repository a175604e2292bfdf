/* SPDX-License-Identifier: MIT */
/* Spans that are not speech by their form alone; see refusal.h. */
#include "refusal.h"

#include <string.h>

#define TITLE_WORDS_MIN 2
#define TITLE_WORDS_MAX 10

/* Whether the token is a word with a capital outside a headline, so that it may be part of a name. */
static bool may_be_name(const struct document *document, uint32_t index)
{
	const struct token *token = &document->tokens[index];

	return token->kind == TOKEN_WORD && (token->flags & TOKEN_CAPITAL) && !(token->flags & TOKEN_TITLE_CASE);
}

/* Ann "Buzz" Lee: both neighbours and the words within have capitals. */
static bool within_name(const struct document *document, const struct quote *quote)
{
	if (!quote->closed || !quote->open || quote->close + 1 >= document->token_count ||
	    quote->words >= STANDING_WORDS_MIN)
		return false;
	for (uint32_t i = quote->open + 1; i < quote->close; i++)
		if (document->tokens[i].kind == TOKEN_WORD && !(document->tokens[i].flags & TOKEN_CAPITAL))
			return false;
	return may_be_name(document, quote->open - 1) && may_be_name(document, quote->close + 1) &&
	       document->tokens[quote->open - 1].sentence == document->tokens[quote->close + 1].sentence;
}

/* Whether the span begins like a sentence and ends like one, the point standing within or behind its marks. */
static bool is_sentence(const struct document *document, const struct quote *quote)
{
	const struct token *first = &document->tokens[quote->open + 1], *last = &document->tokens[quote->close - 1];

	if (!(first->flags & TOKEN_CAPITAL))
		return false;
	if (last->kind == TOKEN_PUNCTUATION)
		return strchr(".?!,", document->text[last->start]) != NULL;
	if (!quote->closed || quote->close + 1 >= document->token_count)
		return false;
	last = &document->tokens[quote->close + 1];
	return last->kind == TOKEN_PUNCTUATION && strchr(".?!", document->text[last->start]) != NULL;
}

/* Whether every word of weight within the span has a capital; of at least so many. */
static bool all_capitals(const struct document *document, const struct quote *quote, uint32_t least)
{
	uint32_t capitals = 0, words = 0;

	for (uint32_t i = quote->open + 1; i < quote->close; i++) {
		const struct token *token = &document->tokens[i];

		if (token->kind != TOKEN_WORD || (token->end - token->start < 4 && !(token->flags & TOKEN_CAPITAL)))
			continue;
		words++;
		capitals += (token->flags & TOKEN_CAPITAL) != 0;
	}
	return words >= least && capitals == words;
}

bool quote_is_title(const struct document *document, const struct quote *quote, char before)
{
	if (!quote->closed || quote->words < TITLE_WORDS_MIN || quote->words > TITLE_WORDS_MAX ||
	    (document->tokens[quote->open].flags & TOKEN_TITLE_CASE))
		return false;
	return strchr("XNADSIa", before) && all_capitals(document, quote, TITLE_WORDS_MIN);
}

enum refusal quote_refusal(const struct document *document, const struct quote *quote, bool sourced)
{
	if (!quote->words)
		return REFUSED_EMPTY;
	if (within_name(document, quote))
		return REFUSED_NICKNAME;
	if (quote->words < STANDING_WORDS_MIN)
		return REFUSED_SHORT;
	if (all_capitals(document, quote, 1))
		return REFUSED_TITLE;
	return sourced || is_sentence(document, quote) ? REFUSED_NOT : REFUSED_PLAIN;
}

const char *refusal_text(enum refusal refusal)
{
	static const char *const texts[] = {
		[REFUSED_NOT] = "may stand alone",
		[REFUSED_EMPTY] = "no words within the marks",
		[REFUSED_NICKNAME] = "a nickname: it stands between the parts of a name",
		[REFUSED_SHORT] =
			"no cue governs it and it is too short to stand alone: a term, scare quote or so-called",
		[REFUSED_TITLE] = "no cue governs it and every word of weight has a capital: a title or name",
		[REFUSED_PLAIN] = "nobody has spoken before it and it is no whole sentence: a label or term",
	};

	return texts[refusal];
}
