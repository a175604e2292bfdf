/* SPDX-License-Identifier: MIT */
/* Speakers taken over from another statement: of a quotation that goes on, and of an "I" within one. */
#include "resolver.h"

#define CARRY_PARAGRAPHS 4  /* as far as a quotation goes back over what the author says */
#define CARRY_STATEMENTS 40 /* and as many statements */

static bool first_person(const struct document *document, struct range source)
{
	const struct word *word = document->tokens[source.first].word;

	return source.first < source.last && word && (word->classes & WORD(SUBJECT)) && word->person == '1' &&
	       word->number == 's';
}

/* A quotation that only stands there, taken for one that goes on from an "I" that no other quotation holds. */
static bool goes_on_from_author(const struct document *document, const struct statement *statement, uint32_t i)
{
	return !statement->cue.count && first_person(document, document->attributions[i].source);
}

/* The attribution that this one goes on from, or -1. */
static int32_t carried_from(const struct document *document, const struct statement *statements, uint32_t i)
{
	int32_t from = document->attributions[i].carry;
	uint32_t paragraph = document->tokens[document->attributions[i].head].paragraph;

	if (from >= (int32_t)i)
		return -1;
	if (!goes_on_from_author(document, &statements[i], i))
		return from;
	for (from = (int32_t)i - 1; from >= 0 && from + CARRY_STATEMENTS > (int32_t)i; from--) {
		const struct attribution *before = &document->attributions[from];

		if (document->tokens[before->head].paragraph + CARRY_PARAGRAPHS < paragraph)
			return -1;
		if (!first_person(document, before->source))
			return from;
	}
	return -1;
}

/* The span within marks that an attribution's content begins with, or -1. */
static int32_t leading_quote(const struct document *document, const struct attribution *attribution)
{
	return attribution->content_count ? document->tokens[attribution->content[0].first].quote : -1;
}

/*
 * A span that is left open at its paragraph's end goes on in the next one: they have one speaker, who may be named
 * there alone. The attribution that names him, or -1.
 */
static int32_t named_ahead(const struct document *document, uint32_t i)
{
	int32_t quote = leading_quote(document, &document->attributions[i]);

	if (quote < 0 || document->quotes[quote].closed || document->quotes[quote].continues >= 0)
		return -1;
	for (uint32_t k = i + 1; k < document->attribution_count && k < i + CARRY_STATEMENTS; k++) {
		const struct attribution *next = &document->attributions[k];
		int32_t behind = leading_quote(document, next);

		if (behind < 0 || document->quotes[behind].continues != quote)
			return -1;
		if (next->carry < 0)
			return next->source.first < next->source.last ? (int32_t)k : -1;
		quote = behind;
	}
	return -1;
}

/* Take over the speakers of the statement that this one goes on from. */
static void carry(const struct document *document, struct statement *statements, uint32_t i)
{
	int32_t from = carried_from(document, statements, i);
	const struct range *source = &document->attributions[i].source;
	int32_t ahead = from >= 0 || source->first >= source->last ? named_ahead(document, i) : -1;

	if (ahead >= 0)
		from = ahead;
	if (from < 0)
		return;
	statements[i].speakers = statements[from].speakers;
	statements[i].speaker_count = statements[from].speaker_count;
	statements[i].confidence = statements[from].confidence * 0.95;
	statements[i].chain = statements[from].chain;
	statements[i].candidates = statements[from].candidates;
}

/* "I" is who speaks the words it stands in; outside marks, the article's author. */
static void resolve_first_person(struct resolver *resolver, struct statement *statements, uint32_t i)
{
	const struct document *document = resolver->document;
	uint32_t token = document->attributions[i].source.first;

	if (!(document->tokens[token].flags & TOKEN_QUOTED)) {
		if (resolver->byline)
			resolver_add_speaker(resolver, &statements[i], resolver->byline, SPEAKER_PERSON, 0.7);
		return;
	}
	for (uint32_t k = 0; k < document->attribution_count; k++) {
		const struct attribution *outer = &document->attributions[k];

		for (uint32_t c = 0; k != i && c < outer->content_count; c++) {
			if (token < outer->content[c].first || token >= outer->content[c].last ||
			    !statements[k].speaker_count)
				continue;
			statements[i].speakers = statements[k].speakers;
			statements[i].speaker_count = statements[k].speaker_count;
			statements[i].confidence = statements[k].confidence * 0.9;
			return;
		}
	}
}

void carry_resolve(struct resolver *resolver, struct statement *statements, uint32_t i)
{
	const struct document *document = resolver->document;

	carry(document, statements, i);
	if (!statements[i].speaker_count && first_person(document, document->attributions[i].source))
		resolve_first_person(resolver, statements, i);
}
