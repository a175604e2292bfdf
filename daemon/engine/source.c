/* SPDX-License-Identifier: MIT */
/*
 * Whom the words of a source name: its head, titles and appositions. What pronouns and common nouns refer to is
 * reference.c's matter.
 */
#include "resolver.h"

#include <string.h>

#include "run.h"
#include "tag.h"

#define HEAD_NOUNS                                                                                                     \
	(WORD(NOUN) | WORD(DOCUMENT) | WORD(ROLE) | WORD(HUMAN) | WORD(COLLECTIVE) | WORD(ORGANISATION_NOUN) |         \
	 WORD(DEMONYM))
/* What may stand between an apposition's comma and its name: "retired general", "the Rev.", "state Del." */
#define BEFORE_APPOSED                                                                                                 \
	(WORD(TITLE) | WORD(ROLE) | WORD(OFFICE_MODIFIER) | WORD(ADJECTIVE) | WORD(DETERMINER) | WORD(NOUN) |          \
	 WORD(VERB_PART) | WORD(DEMONYM) | WORD(PARTY))
#define AUTHOR_TOKENS 4  /* from "by" to the name of a document's author */
#define APPOSED_TITLES 6 /* tokens from an apposition's comma to its name */

/* A verb's form that is no noun or adjective: "released" in "a report released on Friday", "calling". */
static bool participle(const struct token *token)
{
	return token_is(token, WORD(VERB_PAST) | WORD(VERB_PART) | WORD(VERB_ING)) &&
	       !token_is(token, HEAD_NOUNS | WORD(ADJECTIVE)) && !(token->flags & TOKEN_CAPITAL);
}

/* An adverb, or an adjective behind the noun that it goes with ("an official familiar with"), at the head's end. */
static bool trails(const struct resolver *resolver, uint32_t i)
{
	const struct document *document = resolver->document;

	if (names_at(&resolver->names, i) || names_is(document, i, HEAD_NOUNS & ~WORD(NOUN)))
		return false;
	return (names_is(document, i, WORD(ADVERB)) && !names_is(document, i, WORD(NOUN))) ||
	       (names_is(document, i, WORD(ADJECTIVE)) &&
		names_is(document, i - 1, WORD(ROLE) | WORD(HUMAN) | WORD(COLLECTIVE) | WORD(DOCUMENT)));
}

static bool is_number(const struct document *document, uint32_t i)
{
	return document->tokens[i].kind == TOKEN_NUMBER || names_is(document, i, WORD(NUMBER));
}

/* Whether the source's head phrase ends before its token i, which is not its first. */
static bool ends_core(const struct document *document, struct range source, uint32_t i)
{
	const struct token *token = &document->tokens[i];
	bool spaced = (token->flags | document->tokens[i + 1 < source.last ? i + 1 : i].flags) & TOKEN_SPACE;

	if (tag_is_finite(token->tag) || tag_is_cue(token->tag))
		return true; /* a source that goes too far */
	if (token->kind == TOKEN_PUNCTUATION && !(token->flags & TOKEN_APOSTROPHE) && spaced)
		return true;
	if (i == source.first + 1 && i + 1 < source.last && token_is(token, WORD(PREPOSITION) | WORD(TO)) &&
	    is_number(document, i + 1) && !names_is(document, source.first, HEAD_NOUNS & ~WORD(NOUN)))
		return false; /* "more than 40 people" */
	if (token_is(token, WORD(PREPOSITION) | WORD(TO) | WORD(AGENT) | WORD(WHO) | WORD(WHICH)))
		return true;
	return i > source.first + 1 && participle(token) && names_is(document, i - 1, HEAD_NOUNS);
}

/* "a passenger aboard the ferry": a determiner at i behind a noun and what leads to another. */
static bool another_noun(const struct document *document, struct range source, uint32_t i)
{
	return i > source.first + 2 && names_is(document, i, WORD(DETERMINER)) &&
	       names_is(document, i - 2, HEAD_NOUNS) && !names_is(document, i - 1, HEAD_NOUNS | WORD(AND));
}

/* End of the source's head phrase: before a preposition, comma, bracket or relative pronoun. */
static uint32_t core_end(const struct resolver *resolver, struct range source)
{
	const struct document *document = resolver->document;
	uint32_t i = source.first;

	while (i < source.last &&
	       (names_at(&resolver->names, i) || i == source.first || !ends_core(document, source, i))) {
		if (!names_at(&resolver->names, i) && another_noun(document, source, i))
			return i - 1;
		i++;
	}
	while (i > source.first + 1 && trails(resolver, i - 1))
		i--;
	return i;
}

/* Add the mention's entity; if two fit it alike, nobody, and a note of both. Returns whether it settles the source. */
static bool add_mention(struct resolver *resolver, struct statement *statement, const struct mention *mention)
{
	const struct names *names = &resolver->names;
	const struct entity *entity = names_entity(&resolver->names, mention->entity);
	double confidence = mention->last - mention->first > 1 ? 0.97 : entity->words > 1 ? 0.95 : 0.85;

	if (mention->rival >= 0) {
		struct referents both = {{mention->entity, mention->rival, -1}, {1, mention->doubt, 0}, 2, 0};

		resolver_note(resolver, statement, &both);
		if (!names->entities[mention->entity].spoken != !names->entities[mention->rival].spoken)
			resolver_add_entity(resolver, statement,
					    names->entities[mention->entity].spoken ? mention->entity : mention->rival,
					    0.75);
		return true;
	}
	resolver_add_entity(resolver, statement, mention->entity, confidence - 0.3 * mention->doubt);
	if (mention->gender && statement->speaker_count)
		statement->speakers[statement->speaker_count - 1].gender = mention->gender; /* "Mrs. Lee" */
	return true;
}

/* Tokens from a name's end to the next of the names that speak with it: "(D-Ohio) and", ","; or 0. */
static uint32_t joint_gap(const struct resolver *resolver, uint32_t from, uint32_t last)
{
	const struct document *document = resolver->document;
	uint32_t i = from;

	while (i < last && document->text[document->tokens[i].start] == '(') {
		while (i < last && document->text[document->tokens[i].start] != ')')
			i++;
		i++;
	}
	for (uint32_t k = i; k < last && k < i + 5; k++) {
		const struct mention *mention = names_at(&resolver->names, k);

		if (names_is(document, k, WORD(AND)))
			return k + 1 - from;
		if (k > i && mention &&
		    resolver->names.entities[mention->entity < 0 ? 0 : mention->entity].type == ENTITY_PERSON)
			return document->text[document->tokens[k - 1].start] == ',' ? k - from : 0;
		if (!mention && document->text[document->tokens[k].start] != ',' &&
		    !names_is(document, k, WORD(PREPOSITION)))
			return 0;
	}
	return 0;
}

/* "the "Long Way Home" singer": a name within marks in a source that stands in none. */
static bool within_marks(const struct document *document, const struct mention *mention, uint32_t last)
{
	return (document->tokens[mention->first].flags & ~document->tokens[last - 1].flags & TOKEN_QUOTED) != 0;
}

/*
 * The next mention in [*at, end) that is meant by its name, not a modifier of another noun or the title of a work; *at
 * goes behind it.
 */
static const struct mention *next_name(const struct resolver *resolver, uint32_t *at, uint32_t end, uint32_t last)
{
	while (*at < end) {
		const struct mention *mention = names_at(&resolver->names, *at);

		*at = mention && mention->last > *at ? mention->last : *at + 1;
		if (mention && mention->entity >= 0 && !(mention->modifier && mention->last < last) &&
		    !within_marks(resolver->document, mention, last))
			return mention;
	}
	return NULL;
}

/* The names that the head [first, end) holds and those that speak with them. */
static bool add_names(struct resolver *resolver, struct statement *statement, struct range source, uint32_t end)
{
	const struct document *document = resolver->document;
	const struct mention *mention;
	uint32_t at = source.first;
	bool found = false;

	while ((mention = next_name(resolver, &at, end, source.last))) {
		uint32_t gap;

		if (found && names_entity(&resolver->names, mention->entity)->type == ENTITY_PLACE)
			continue;
		if (mention->first == source.first + 1 && description_acronym(resolver, statement, mention))
			return true;
		found |= add_mention(resolver, statement, mention);
		gap = joint_gap(resolver, at, source.last);
		at += gap;
		while (gap && at < source.last && !names_at(&resolver->names, at) &&
		       names_is(document, at,
				WORD(TITLE) | WORD(ROLE) | WORD(OFFICE_MODIFIER) | WORD(DEMONYM) | WORD(PARTY)))
			at++;
		if (gap && at < source.last && names_at(&resolver->names, at))
			end = names_at(&resolver->names, at)->last;
	}
	return found;
}

/* Where an apposition ends that stands behind a source without being part of it, right before its cue; or its end. */
static uint32_t apposition_end(const struct resolver *resolver, uint32_t last)
{
	const struct document *document = resolver->document;
	uint32_t i = last;
	const struct mention *mention = NULL;

	if (last + 2 >= document->token_count || document->text[document->tokens[last].start] != ',')
		return last;
	while (++i < document->token_count && i < last + APPOSED_TITLES && !mention) {
		mention = names_at(&resolver->names, i);
		if (!mention && !names_is(document, i, BEFORE_APPOSED))
			return last;
	}
	if (!mention || mention->last + 1 >= document->token_count ||
	    document->text[document->tokens[mention->last].start] != ',')
		return last;
	return tag_is_cue(document->tokens[mention->last + 1].tag) ? mention->last : last;
}

/* A person's name behind the source's head in apposition: "the mayor, Ann Lee,". */
static bool add_apposed(struct resolver *resolver, struct statement *statement, uint32_t from, struct range source)
{
	const struct document *document = resolver->document;

	source.last = apposition_end(resolver, source.last);

	for (uint32_t i = from; i + 1 < source.last; i++) {
		const struct mention *mention;

		if (document->text[document->tokens[i].start] != ',')
			continue;
		mention = names_at(&resolver->names, i + 1);
		for (uint32_t k = i + 2;
		     !mention && k < source.last && k < i + APPOSED_TITLES && names_is(document, k - 1, BEFORE_APPOSED);
		     k++)
			mention = names_at(&resolver->names, k);
		if (mention && mention->entity >= 0 && !mention->modifier &&
		    names_entity(&resolver->names, mention->entity)->type == ENTITY_PERSON)
			return add_mention(resolver, statement, mention);
	}
	return false;
}

/* "a local man named Ann Lee": a participle behind the head, and a person right behind it or its "as". */
static bool add_named(struct resolver *resolver, struct statement *statement, struct range source, uint32_t end)
{
	const struct document *document = resolver->document;
	uint32_t i = end;
	const struct mention *mention;

	if (i < source.last && document->text[document->tokens[i].start] == ',')
		i++;
	if (i + 1 >= source.last || !names_is(document, end - 1, WORD(HUMAN) | WORD(ROLE)) ||
	    !names_is(document, i, WORD(VERB_PART)))
		return false;
	i += names_is(document, i + 1, WORD(SUBORDINATOR)) ? 2 : 1;
	mention = names_at(&resolver->names, i);
	if (!mention || i >= source.last || mention->entity < 0 || mention->title != i || mention->modifier ||
	    names_entity(&resolver->names, mention->entity)->type != ENTITY_PERSON)
		return false;
	return add_mention(resolver, statement, mention);
}

/* "one of the passengers": somebody of those people. */
static bool add_one_of(struct resolver *resolver, struct statement *statement, struct range source)
{
	const struct document *document = resolver->document;
	const struct word *first = names_word(document, source.first);
	struct range people = {source.first + 3, source.last};

	if (source.last - source.first < 4 || !first || first->number != 's' ||
	    !(first->classes & (WORD(NUMBER) | WORD(DETERMINER))) ||
	    !names_is(document, source.first + 1, WORD(ORGANISATION_JOIN)) ||
	    !names_is(document, source.first + 2, WORD(DETERMINER) | WORD(POSSESSIVE)))
		return false;
	people.last = core_end(resolver, people);
	return people.last > people.first && plural_one_of(resolver, statement, people);
}

/* "Lee County (Ohio) Sheriff Ann Roe": the person whose title the organisation or place in front belongs to. */
static bool add_titled(struct resolver *resolver, struct statement *statement, struct range source)
{
	const struct document *document = resolver->document;
	const struct mention *first = names_at(&resolver->names, source.first);
	bool former = names_is(document, source.first, WORD(OFFICE_MODIFIER)); /* "former CM and leader Ann Lee" */

	if (!first && (former || names_is(document, source.first, WORD(DETERMINER))) && source.first + 1 < source.last)
		first = names_at(&resolver->names, source.first + 1);
	if (!first || first->entity < 0 || names_entity(&resolver->names, first->entity)->type == ENTITY_PERSON)
		return false;
	for (uint32_t i = first->last; i < source.last; i++) {
		const struct mention *mention = names_at(&resolver->names, i);

		if (document->text[document->tokens[i].start] == ',' || tag_is_finite(document->tokens[i].tag) ||
		    names_is(document, i, WORD(WHO) | WORD(WHICH) | (former ? 0 : WORD(AND))))
			return false;
		if (!mention || mention->entity < 0 ||
		    names_entity(&resolver->names, mention->entity)->type != ENTITY_PERSON)
			continue;
		return !mention->modifier && !joint_gap(resolver, mention->last, source.last) &&
		       names_is(document, mention->first - 1, WORD(ROLE) | WORD(TITLE)) &&
		       !names_is(document, mention->title - 1, WORD(PREPOSITION) | WORD(ORGANISATION_JOIN)) &&
		       add_mention(resolver, statement, mention);
	}
	return false;
}

/* "a report by the Lee Institute": who made the document. */
static bool add_author(struct resolver *resolver, struct statement *statement, uint32_t end, struct range source)
{
	const struct document *document = resolver->document;

	if (!names_is(document, end - 1, WORD(DOCUMENT)))
		return false;
	for (uint32_t i = end; i < source.last && i < end + 3; i++) {
		uint32_t at = i + 1;

		if (!names_is(document, i, WORD(AGENT)))
			continue;
		while (at < source.last && at < i + AUTHOR_TOKENS && !names_at(&resolver->names, at) &&
		       names_is(document, at, WORD(DETERMINER) | WORD(ADJECTIVE) | WORD(NOUN)))
			at++;
		if (at < source.last && names_at(&resolver->names, at) && !names_at(&resolver->names, at)->modifier)
			return add_names(resolver, statement, (struct range){at, source.last},
					 names_at(&resolver->names, at)->last);
	}
	return false;
}

/* "the Lee commission for trade representative Ann Roe": the person that the source ends in, behind a role. */
static bool add_trailing(struct resolver *resolver, struct statement *statement, struct range source, uint32_t end)
{
	const struct document *document = resolver->document;
	const struct mention *mention = names_at(&resolver->names, source.last - 1);

	if (end >= source.last || !mention || mention->entity < 0 || mention->last != source.last ||
	    mention->title <= end || !names_is(document, end, WORD(ORGANISATION_JOIN)) ||
	    names_entity(&resolver->names, mention->entity)->type != ENTITY_PERSON ||
	    !names_is(document, mention->first - 1, WORD(ROLE)) ||
	    !names_is(document, end - 1, WORD(ORGANISATION_NOUN) | WORD(ORGANISATION_WORD)))
		return false;
	return add_mention(resolver, statement, mention);
}

/* The person named right before the source, with a comma between and perhaps a place: "Ann Lee, of Springfield,". */
static const struct mention *name_in_front(const struct resolver *resolver, uint32_t first)
{
	const struct document *document = resolver->document;
	uint32_t comma = first - 1;
	const struct mention *mention;

	if (first > 2 && names_is(document, comma, WORD(PREPOSITION)))
		comma--;
	if (first < 2 || document->text[document->tokens[comma].start] != ',' ||
	    document->tokens[comma].sentence != document->tokens[first].sentence)
		return NULL;
	mention = names_at(&resolver->names, comma - 1);
	return mention && mention->entity >= 0 && mention->last == comma ? mention : NULL;
}

/* "Ann Lee, the mayor of Springfield, said": the source is the apposition of the name in front. */
static bool add_headed(struct resolver *resolver, struct statement *statement, struct range source, uint32_t end)
{
	const struct document *document = resolver->document;
	const struct mention *mention = name_in_front(resolver, source.first);
	const struct mention *own = names_at(&resolver->names, source.first);
	bool place = own && own->entity >= 0 && names_entity(&resolver->names, own->entity)->type == ENTITY_PLACE;

	if (!mention || names_entity(&resolver->names, mention->entity)->type != ENTITY_PERSON ||
	    !(place || document->tokens[source.first].kind == TOKEN_NUMBER ||
	      names_is(document, source.first - 1, WORD(PREPOSITION)) ||
	      names_is(document, end - 1, WORD(ROLE) | WORD(TITLE) | WORD(HUMAN))))
		return false;
	return add_mention(resolver, statement, mention);
}

/* "Ann Lee, Bob Roe and Cy Poe said": those in front of a source that holds the last two alone. */
static void add_in_front(struct resolver *resolver, struct statement *statement, struct range source)
{
	uint32_t first = source.first;

	while (statement->speaker_count > 1) {
		const struct mention *mention = name_in_front(resolver, first);

		if (!mention || names_entity(&resolver->names, mention->entity)->type != ENTITY_PERSON ||
		    mention->modifier)
			return;
		add_mention(resolver, statement, mention);
		first = mention->title;
	}
}

/* The end of a source that was cut at a number's stroke: "9/11 widow Ann Lee". */
static uint32_t behind_stroke(const struct resolver *resolver, uint32_t last)
{
	const struct document *document = resolver->document;
	const struct token *tokens = document->tokens;
	uint32_t i = last + 2;

	if (i >= document->token_count || tokens[last - 1].kind != TOKEN_NUMBER ||
	    document->text[tokens[last].start] != '/' || ((tokens[last].flags | tokens[last + 1].flags) & TOKEN_SPACE))
		return last;
	while (i < document->token_count && i < last + 2 + APPOSED_TITLES &&
	       (names_at(&resolver->names, i) || names_is(document, i, WORD(NOUN) | WORD(ROLE))))
		i++;
	return i;
}

void source_resolve(struct resolver *resolver, struct statement *statement, struct range source)
{
	uint32_t dateline = run_dateline(resolver->document, source.first), end;

	if (dateline && dateline < source.last)
		source.first = dateline;
	if (source.last > source.first + 1 && (resolver->document->tokens[source.last - 1].flags & TOKEN_APOSTROPHE))
		source.last--; /* "Lee's" */
	source.last = behind_stroke(resolver, source.last);
	end = core_end(resolver, source);
	if (reference_pronoun(resolver, statement, source) || relative_resolve(resolver, statement, source) ||
	    end <= source.first)
		return;
	if (add_titled(resolver, statement, source) || add_headed(resolver, statement, source, end) ||
	    add_named(resolver, statement, source, end) || add_trailing(resolver, statement, source, end))
		return;
	if (add_names(resolver, statement, source, end)) {
		add_in_front(resolver, statement, source);
		return;
	}
	if (add_apposed(resolver, statement, end, source) || add_author(resolver, statement, end, source))
		return;
	if (!add_one_of(resolver, statement, source))
		reference_noun(resolver, statement, (struct range){source.first, end});
}
