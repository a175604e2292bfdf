/* SPDX-License-Identifier: MIT */
/*
 * Who speaks where a cue has no source of its own but its clause has a subject: "Lee, …, has tried to play it down,
 * saying", "After saying …, she", "Lee and his wife watched and said". Sources are source.c's.
 */
#include "resolver.h"

#include <string.h>

#include "tag.h"

#define BEGINNING_TOKENS 30 /* of a sentence before its subject */
#define APPOSED_TOKENS 16   /* between a subject and its verb */
#define NOUN_TOKENS 5       /* from a determiner to its noun */

static bool is_comma(const struct document *document, uint32_t i)
{
	return document->text[document->tokens[i].start] == ',';
}

static bool is_verb(const struct document *document, uint32_t i)
{
	const struct token *token = &document->tokens[i];

	return tag_is_finite(token->tag) || tag_is_cue(token->tag) ||
	       names_is(document, i, WORD(BE) | WORD(HAVE) | WORD(DO) | WORD(MODAL) | WORD(VERB_PAST) | WORD(VERB_S));
}

/* Whether the subject that ends before token i has its verb there, or behind an apposition or an adverb; "despite" and
 * the cue at limit will do. */
static bool verb_follows(const struct document *document, uint32_t i, uint32_t limit)
{
	bool apposed = i < limit && document->tokens[i].kind == TOKEN_PUNCTUATION;

	if (apposed) {
		uint32_t from = i++;

		while (i < limit && i < from + APPOSED_TOKENS && document->tokens[i].kind != TOKEN_PUNCTUATION)
			i++;
		if (i >= limit || document->tokens[i].kind != TOKEN_PUNCTUATION)
			return false;
		i++;
	}
	while (i < limit && names_is(document, i, WORD(ADVERB)))
		i++;
	return i < limit &&
	       (is_verb(document, i) || (apposed && i + 1 == limit && names_is(document, i, WORD(PREPOSITION))));
}

/* The subject that begins at token i: a name, a pronoun, or a determiner and a noun for who may speak. */
static bool subject_at(const struct resolver *resolver, uint32_t i, uint32_t limit, struct range *ret)
{
	const struct document *document = resolver->document;
	const struct mention *mention = names_at(&resolver->names, i);

	*ret = (struct range){i, i + 1};
	if (mention && mention->title == i && mention->entity >= 0 && !mention->modifier)
		ret->last = mention->last;
	else if (names_is(document, i, WORD(DETERMINER))) {
		while (ret->last < limit && ret->last < i + NOUN_TOKENS && !names_at(&resolver->names, ret->last) &&
		       !is_verb(document, ret->last) && document->tokens[ret->last].kind == TOKEN_WORD)
			ret->last++;
		if (!names_is(document, ret->last - 1,
			      WORD(ROLE) | WORD(COLLECTIVE) | WORD(HUMAN) | WORD(ORGANISATION_NOUN)))
			return false;
	} else if (mention || !token_is(&document->tokens[i], WORD(SUBJECT)))
		return false;
	return verb_follows(document, ret->last, limit);
}

/* Where the sentence's subject may begin: behind "But", "Last month", "In Ohio,". */
static uint32_t subject_start(const struct resolver *resolver, uint32_t first, uint32_t limit)
{
	const struct document *document = resolver->document;
	uint32_t i = first;

	while (i < limit && names_is(document, i, WORD(AND) | WORD(BUT) | WORD(ADVERB)))
		i++;
	if (i < limit && is_comma(document, i))
		return i + 1;
	if (names_is(document, i, WORD(PREPOSITION) | WORD(SUBORDINATOR)) && !names_at(&resolver->names, i)) {
		while (i < limit && i < first + BEGINNING_TOKENS && !is_comma(document, i))
			i++;
		return i + 1;
	}
	while (i + 1 < limit && !names_at(&resolver->names, i) && names_is(document, i, WORD(ADJECTIVE) | WORD(TIME)) &&
	       names_is(document, i + 1, WORD(TIME) | WORD(SUBJECT)))
		i++;
	return i;
}

/* "After saying …, she": the subject behind the clause that the cue, at the sentence's beginning, is in. */
static bool subject_behind(const struct resolver *resolver, const struct attribution *attribution, struct range *ret)
{
	const struct document *document = resolver->document;
	uint32_t last = document->sentences[document->tokens[attribution->head].sentence].last;
	uint32_t i = attribution->content[attribution->content_count - 1].last;

	while (i < last && document->tokens[i].kind == TOKEN_MARK)
		i++;
	if (i < last && is_comma(document, i))
		i++;
	else if (i == 0 || !is_comma(document, i - 1))
		return false;
	return i < last && subject_at(resolver, i, last, ret);
}

bool subject_find(const struct resolver *resolver, const struct attribution *attribution, struct range *ret)
{
	const struct document *document = resolver->document;
	const struct sentence *sentence = &document->sentences[document->tokens[attribution->head].sentence];
	uint32_t cue = attribution->cue.first, first = sentence->first, start;
	bool joined;

	if (attribution->cue.first >= attribution->cue.last || !attribution->content_count || cue <= first ||
	    cue >= sentence->last || (document->tokens[cue].flags & TOKEN_QUOTED))
		return false;
	joined = names_is(document, cue - 1, WORD(AND));
	if (!joined && !names_is(document, cue, WORD(VERB_ING)))
		return false;
	if (cue == first + 1 && names_is(document, first, WORD(PREPOSITION) | WORD(SUBORDINATOR)))
		return subject_behind(resolver, attribution, ret);
	if (!joined && !is_comma(document, cue - 1) &&
	    !(names_is(document, cue - 1, WORD(PREPOSITION)) && cue > first + 2 && is_comma(document, cue - 2)))
		return false;
	start = subject_start(resolver, first, cue);
	return start < cue && subject_at(resolver, start, cue, ret);
}
