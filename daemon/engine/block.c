/* SPDX-License-Identifier: MIT */
/* Which paragraphs are a block quotation; see block.h. */
#include "block.h"

#include <string.h>

#define BLOCK_WORDS_MAX 300
#define FINITE_CLASSES (WORD(BE) | WORD(HAVE) | WORD(DO) | WORD(MODAL) | WORD(VERB_PAST) | WORD(VERB_S) | WORD(SUBJECT))

static bool ends_sentence(const struct document *document, uint32_t i)
{
	const struct token *token = &document->tokens[i];

	return token->kind == TOKEN_PUNCTUATION && strchr(".?!", document->text[token->start]);
}

/* The span that is the paragraph's first sentence, all of it, or -1. */
static int32_t leading_quote(const struct document *document, const struct paragraph *paragraph)
{
	int32_t index = document->tokens[paragraph->first].quote;
	const struct quote *quote = index >= 0 ? &document->quotes[index] : NULL;
	uint32_t after;

	if (!quote || quote->open != paragraph->first)
		return -1;
	after = quote->close + quote->closed;
	if (after < paragraph->last && ends_sentence(document, after))
		after++;
	if (after < paragraph->last && document->tokens[after].sentence == document->tokens[quote->open].sentence)
		return -1;
	return index;
}

/* The span at the paragraph's start, and those that go on with it in the next ones. */
static uint32_t quoted_block(const struct document *document, uint32_t paragraph, struct range *ret)
{
	int32_t index = leading_quote(document, &document->paragraphs[paragraph]);
	uint32_t count = 0;

	while (index >= 0 && count < CONTENT_MAX) {
		const struct quote *quote = &document->quotes[index];
		int32_t next = index;

		ret[count++] = (struct range){quote->open, quote->close + quote->closed};
		index = -1;
		while ((uint32_t)++next < document->quote_count && index < 0 &&
		       document->quotes[next].open < quote->close + 2)
			index = document->quotes[next].continues >= 0 ? next : -1;
	}
	return count;
}

/* A paragraph of prose without marks. */
static uint32_t plain_block(const struct document *document, const struct paragraph *paragraph, struct range *ret)
{
	bool finite = false;

	if (paragraph->last - paragraph->first > BLOCK_WORDS_MAX || !ends_sentence(document, paragraph->last - 1))
		return 0;
	for (uint32_t i = paragraph->first; i < paragraph->last; i++) {
		if (document->tokens[i].quote >= 0)
			return 0;
		finite |= token_is(&document->tokens[i], FINITE_CLASSES);
	}
	*ret = (struct range){paragraph->first, paragraph->last};
	if (document->text[document->tokens[ret->last - 1].start] == '.')
		ret->last--;
	return finite;
}

uint32_t block_find(const struct document *document, uint32_t paragraph, struct range *ret)
{
	const struct paragraph *next = &document->paragraphs[paragraph + 1];

	if (paragraph + 1 >= document->paragraph_count || next->kind == PARAGRAPH_FURNITURE ||
	    next->first >= next->last)
		return 0;
	if (document->tokens[next->first].quote >= 0)
		return quoted_block(document, paragraph + 1, ret);
	return plain_block(document, next, ret);
}
