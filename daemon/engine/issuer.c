/* SPDX-License-Identifier: MIT */
/*
 * Whose a document is that a sentence or two before was brought in: "The council issued a statement …. The statement
 * said". A document's own name and maker ("the Lee report", "a report by") are reference.c's and source.c's.
 */
#include "resolver.h"

#include <string.h>

#include "tag.h"

#define SENTENCES 4       /* back to where the document is brought in */
#define NOUN_TOKENS 4     /* from "a" or "its" to the noun */
#define ISSUER_TOKENS 160 /* looked through in all */

/* "a new report", "its report": whether the noun at i is brought in there. */
static bool brought_in(const struct document *document, uint32_t i)
{
	for (uint32_t k = i;
	     k-- > 0 && k + NOUN_TOKENS > i && document->tokens[k].sentence == document->tokens[i].sentence;) {
		if (names_is(document, k, WORD(POSSESSIVE)))
			return true;
		if (names_is(document, k, WORD(DETERMINER)))
			return !description_definite(document, k);
		if (document->tokens[k].kind > TOKEN_NUMBER || names_is(document, k, WORD(PREPOSITION)))
			return false;
	}
	return false;
}

/* Take over the speakers of the source in that sentence before the token. */
static bool from_source(const struct resolver *resolver, struct statement *statement, uint32_t sentence)
{
	const struct document *document = resolver->document;
	uint32_t first = resolver->recent_count > RECENT_MAX ? resolver->recent_count - RECENT_MAX : 0;

	for (uint32_t i = resolver->recent_count; i-- > first;) {
		const struct recent *recent = &resolver->recent[i % RECENT_MAX];

		if (document->tokens[recent->token].sentence != sentence || !recent->statement->speaker_count ||
		    recent->statement->speakers->type == SPEAKER_DOCUMENT)
			continue;
		statement->speakers = recent->statement->speakers;
		statement->speaker_count = recent->statement->speaker_count;
		statement->confidence = 0.6;
		return true;
	}
	return false;
}

/* The name that the verb in front of the document has for its subject: "the council issued a statement". */
static bool from_subject(struct resolver *resolver, struct statement *statement, uint32_t noun)
{
	const struct document *document = resolver->document;
	uint32_t first = document->sentences[document->tokens[noun].sentence].first;

	for (uint32_t i = first; i < noun; i++) {
		const struct mention *mention = names_at(&resolver->names, i);
		const struct entity *entity;

		if (!mention || mention->entity < 0)
			continue;
		i = mention->last - 1;
		entity = names_entity(&resolver->names, mention->entity);
		if (mention->modifier || mention->rival >= 0 || entity->type == ENTITY_PLACE || mention->last >= noun ||
		    !(tag_is_finite(document->tokens[mention->last].tag) ||
		      tag_is_cue(document->tokens[mention->last].tag) || document->tokens[mention->last].tag == 'R'))
			continue;
		resolver_add_entity(resolver, statement, mention->entity, 0.6);
		return true;
	}
	return false;
}

bool issuer_resolve(struct resolver *resolver, struct statement *statement, struct range phrase)
{
	const struct document *document = resolver->document;
	const struct word *noun = names_word(document, phrase.last - 1);
	uint32_t sentence = document->tokens[phrase.first].sentence;

	for (uint32_t i = phrase.first; i-- > resolver->history.section && i + ISSUER_TOKENS > phrase.first &&
					document->tokens[i].sentence + SENTENCES >= sentence;) {
		if (!noun || names_word(document, i) != noun || (document->tokens[i].flags & TOKEN_QUOTED) ||
		    !brought_in(document, i))
			continue;
		return from_source(resolver, statement, document->tokens[i].sentence) ||
		       from_subject(resolver, statement, i);
	}
	return false;
}
