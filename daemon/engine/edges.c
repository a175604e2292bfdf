/* SPDX-License-Identifier: MIT */
/* Where source, cue and content end; see edges.h. */
#include "edges.h"

#include <string.h>

#include "tag.h"

#define TITLE_WORDS_MAX 4

struct range edges_of_cue(const struct document *document, struct range cue)
{
	uint32_t said = cue.first;

	while (said < cue.last && !tag_is_plain_speech(document->tokens[said].tag))
		said++;
	if (said + 2 < cue.last && token_is(&document->tokens[said + 1], WORD(PREPOSITION)) &&
	    token_is(&document->tokens[said + 2], WORD(DETERMINER) | WORD(POSSESSIVE)))
		return (struct range){cue.first, said + 1};
	for (uint32_t i = cue.first; i < cue.last; i++) {
		if (document->tokens[i].kind != TOKEN_PUNCTUATION || document->text[document->tokens[i].start] != ',')
			continue;
		if (said > i && said < cue.last)
			cue.first = i + 1;
		else if (said < i)
			cue.last = i;
	}
	return cue;
}

void edges_of_refusal(const struct document *document, struct attribution *attribution)
{
	struct range *content = attribution->content;

	if (!attribution->entry || attribution->entry->stance != STANCE_DECLINE || !attribution->content_count ||
	    content->first != attribution->cue.last)
		return;
	for (uint32_t i = attribution->head + 1; i < attribution->cue.last; i++)
		if (token_is(&document->tokens[i], WORD(TO)))
			attribution->cue.last = content->first = i;
}

void edges_of_told(const struct document *document, struct attribution *attribution)
{
	struct range *content = attribution->content;

	if (!attribution->entry || !(attribution->entry->flags & CUE_TELL) || attribution->content_count < 2 ||
	    attribution->source.first < attribution->source.last || content[0].last != attribution->cue.first ||
	    document->tokens[content[0].first].quote >= 0)
		return;
	attribution->content_count--;
	memmove(content, content + 1, attribution->content_count * sizeof(*content));
}

struct range edges_of_source(const struct document *document, struct range source)
{
	const struct token *before;
	const struct quote *quote;

	while (source.first + 1 < source.last &&
	       document->tokens[source.first].paragraph != document->tokens[source.last - 1].paragraph)
		source.first++;
	before = source.first ? &document->tokens[source.first - 1] : NULL;
	quote = before && before->kind == TOKEN_MARK && before->quote >= 0 ? &document->quotes[before->quote] : NULL;
	if (quote && quote->open && quote->close + 1 == source.first && quote->words <= TITLE_WORDS_MAX &&
	    token_is(&document->tokens[quote->open - 1], WORD(DETERMINER) | WORD(POSSESSIVE)) &&
	    document->tokens[quote->open - 1].sentence == before->sentence)
		source.first = quote->open - 1;
	return source;
}

bool edges_hangs(const struct document *document, const struct attribution *attribution, struct range source)
{
	return source.first < source.last && source.first && attribution->source.first < attribution->source.last &&
	       attribution->source.first < source.first && document->tokens[source.first - 1].tag == 'I' &&
	       !token_is(&document->tokens[source.first - 1], WORD(SUBORDINATOR)) &&
	       document->tokens[source.first - 1].sentence == document->tokens[source.first].sentence;
}

bool edges_beside(const struct document *document, const struct attribution *attribution, uint32_t first)
{
	const struct token *tokens = document->tokens;
	uint32_t source = attribution->source.first;

	return attribution->source.last > source && source > first + 2 &&
	       attribution->source.last <= attribution->head && tag_is_cue(tokens[attribution->head].tag) &&
	       token_is(&tokens[source - 1], WORD(SUBORDINATOR) | WORD(BUT) | WORD(AND)) &&
	       document->text[tokens[source - 2].start] == ',';
}
