/* SPDX-License-Identifier: MIT */
/*
 * Roles that come before the name of who has them: a headline or lead says "a former mayor", the text then "Ann Lee,
 * who was mayor until 2010, said". What refers back is reference.c's.
 */
#include "anonymity.h"
#include "resolver.h"

#define PARAGRAPHS 3    /* of an article, its headline among them: as far as a lead goes */
#define SENTENCES 8     /* to a name that is given the same role */
#define NEW_SENTENCES 4 /* to the next person who speaks for the first time */
#define FIT_MIN 2.4

/* Whether nobody is to be named for the phrase: it says so, or who is meant says nothing. */
static bool stays_unnamed(const struct document *document, const struct statement *statement, struct range phrase)
{
	uint32_t last = document->sentences[document->tokens[phrase.first].sentence].last;

	return statement->stance == STANCE_DECLINE || anonymity_find(document, phrase.first, last) < last;
}

void cataphora_note(struct resolver *resolver, struct statement *statement, struct range phrase)
{
	if (!stays_unnamed(resolver->document, statement, phrase) &&
	    resolver->document->tokens[phrase.first].paragraph < PARAGRAPHS && resolver->pending_count < PENDING_MAX)
		resolver->pending[resolver->pending_count++] = (struct pending){statement, phrase, false};
}

void cataphora_again(struct resolver *resolver, const struct statement *statement)
{
	for (uint32_t i = 0; i < resolver->pending_count; i++)
		resolver->pending[i].again |= resolver->pending[i].statement == statement;
}

static bool may_hold(const struct resolver *resolver, const struct pending *pending, const struct entity *entity,
		     uint32_t sentences)
{
	const struct document *document = resolver->document;
	const struct word *head = names_word(document, pending->phrase.last - 1);
	uint32_t sentence = document->tokens[pending->phrase.first].sentence;
	char gender = entity_gender(entity);

	return entity->type == ENTITY_PERSON && !entity->headline && entity->first_token >= pending->phrase.last &&
	       document->tokens[entity->first_token].sentence <= sentence + sentences &&
	       !(gender && (head->gender == 'm' || head->gender == 'f') && head->gender != gender);
}

/* The first person named later who is given the role. */
static int32_t named_later(const struct resolver *resolver, const struct pending *pending)
{
	int32_t found = -1;

	for (uint32_t k = 0; k < resolver->names.entity_count && k < CANDIDATES_MAX; k++) {
		const struct entity *entity = &resolver->names.entities[k];

		if (entity->merged != k || !may_hold(resolver, pending, entity, SENTENCES) ||
		    (found >= 0 && resolver->names.entities[found].first_token <= entity->first_token) ||
		    roles_fit(resolver->document, entity, pending->phrase.first, pending->phrase.last) < FIT_MIN)
			continue;
		found = (int32_t)k;
	}
	return found;
}

/* Whether the phrase is an office and the person has another: a chairman is no spokesman. */
static bool holds_other(const struct document *document, const struct pending *pending, const struct entity *entity)
{
	const struct word *head = names_word(document, pending->phrase.last - 1);

	for (uint32_t i = 0; i < entity->role_count; i++)
		if ((entity->roles[i].head->classes & WORD(TITLE)) && entity->roles[i].head != head)
			return head->classes & WORD(TITLE);
	return false;
}

/* "the candidate", "his father": of whom the text has spoken, unless it begins there. */
static bool is_known(const struct document *document, uint32_t first)
{
	return names_is(document, first, WORD(POSSESSIVE)) ||
	       (description_definite(document, first) && document->tokens[first].sentence > 0);
}

/* The first person who speaks behind it, was not named before and is not said to hold another office. */
static int32_t speaks_next(const struct resolver *resolver, const struct pending *pending)
{
	int32_t found = -1;

	for (uint32_t k = 0; k < resolver->names.entity_count && k < CANDIDATES_MAX; k++) {
		const struct entity *entity = &resolver->names.entities[k];

		if (entity->merged == k && entity->spoken && !holds_other(resolver->document, pending, entity) &&
		    may_hold(resolver, pending, entity, NEW_SENTENCES) &&
		    (found < 0 || resolver->names.entities[found].first_token > entity->first_token))
			found = (int32_t)k;
	}
	return found;
}

void cataphora_resolve(struct resolver *resolver)
{
	for (uint32_t i = 0; i < resolver->pending_count; i++) {
		const struct pending *pending = &resolver->pending[i];
		int32_t entity = named_later(resolver, pending);
		double confidence = entity >= 0 ? 0.75 : 0.55;

		if (entity < 0 && !pending->again && !is_known(resolver->document, pending->phrase.first))
			entity = speaks_next(resolver, pending);
		if (entity < 0)
			continue;
		pending->statement->speaker_count = 0;
		resolver_add_entity(resolver, pending->statement, entity, confidence);
	}
}
