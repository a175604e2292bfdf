/* SPDX-License-Identifier: MIT */
/* Reasons why sources are not named; see anonymity.h. */
#include "anonymity.h"

#include <string.h>

#define SOURCE_NEAR 80 /* tokens on each side of the cue in which such words are sought */
#define REASON_NEAR 3  /* tokens from the words of anonymity to what gives the reason */

/* Length in tokens of the entry of anonymity.list that begins at token i, or 0. */
static uint32_t length_at(const struct document *document, uint32_t i)
{
	const struct word *next = i + 1 < document->token_count ? document->tokens[i + 1].word : NULL;
	const struct phrase *phrase = lexicon_phrases_with(document->tokens[i].word, next, BEGINS_ANONYMITY);

	for (; phrase; phrase = phrase->next) {
		uint32_t k = 1;

		while (k < phrase->count && i + k < document->token_count &&
		       document->tokens[i + k].word == phrase->words[k])
			k++;
		if (k == phrase->count && (phrase->classes & WORD(ANONYMITY)))
			return k;
	}
	return token_is(&document->tokens[i], WORD(ANONYMITY));
}

uint32_t anonymity_find(const struct document *document, uint32_t first, uint32_t last)
{
	while (first < last && ((document->tokens[first].flags & TOKEN_QUOTED) || !length_at(document, first)))
		first++;
	return first;
}

/* Whether the token is said or reports, so that no reason goes on over it. */
static bool is_taken(const struct attribution *attribution, uint32_t i)
{
	if (i >= attribution->cue.first && i < attribution->cue.last)
		return true;
	for (uint32_t k = 0; k < attribution->content_count; k++)
		if (i >= attribution->content[k].first && i < attribution->content[k].last)
			return true;
	return false;
}

/* The reason that stands behind the words of anonymity at token i; empty if there is none. */
static struct range reason_behind(const struct document *document, const struct attribution *attribution, uint32_t i,
				  uint32_t last)
{
	struct range reason;
	uint32_t from = i + length_at(document, i), near = from;

	while (near < last && near < from + REASON_NEAR && !token_is(&document->tokens[near], WORD(REASON)))
		near++;
	if (near >= last || !token_is(&document->tokens[near], WORD(REASON)))
		return (struct range){0, 0};
	reason.first = reason.last = near + 1;
	while (reason.last < last && !is_taken(attribution, reason.last) &&
	       document->tokens[reason.last].kind <= TOKEN_NUMBER)
		reason.last++;
	return reason;
}

void anonymity_read(const struct document *document, struct statement *statements, struct arena *arena)
{
	for (uint32_t a = 0; a < document->attribution_count; a++) {
		const struct attribution *attribution = &document->attributions[a];
		const struct sentence *sentence = &document->sentences[document->tokens[attribution->head].sentence];
		uint32_t head = attribution->head,
			 last = sentence->last - head > SOURCE_NEAR ? head + SOURCE_NEAR : sentence->last;
		uint32_t i = head - sentence->first > SOURCE_NEAR ? head - SOURCE_NEAR : sentence->first;
		struct range reason;

		if (statements[a].speaker_count != 1 || statements[a].speakers->type == SPEAKER_PERSON ||
		    statements[a].speakers->type == SPEAKER_ORGANISATION || attribution->carry >= 0)
			continue;
		do
			i = anonymity_find(document, i, last);
		while (i < last && is_taken(attribution, i) && ++i);
		if (i == last)
			continue;
		statements[a].speakers->type = SPEAKER_ANONYMOUS;
		reason = reason_behind(document, attribution, i, last);
		if (reason.first < reason.last)
			statements[a].speakers->reason = arena_copy(
				arena, document->text + document->tokens[reason.first].start,
				document->tokens[reason.last - 1].end - document->tokens[reason.first].start);
	}
}
