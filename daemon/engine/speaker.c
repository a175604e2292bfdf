/* SPDX-License-Identifier: MIT */
/* Who is behind each attribution's source; see speaker.h. Names and salience are names.c's and history.c's. */
#include "speaker.h"

#include <stdlib.h>
#include <string.h>

#include "resolver.h"

#define APPOSED_TITLES 6 /* tokens from an apposition's comma to its name */

struct resolver *resolver_new(const struct lexicon *lexicon)
{
	struct resolver *resolver = xcalloc(1, sizeof(*resolver));

	resolver->names.lexicon = lexicon;
	return resolver;
}

void resolver_free(struct resolver *resolver)
{
	if (!resolver)
		return;
	names_done(&resolver->names);
	history_done(&resolver->history);
	free(resolver);
}

struct speaker *resolver_add_speaker(struct resolver *resolver, struct statement *statement, const char *name,
				     enum speaker_type type, double confidence)
{
	struct speaker *speaker;

	if (!statement->speakers)
		statement->speakers = arena_alloc(resolver->arena, JOINT_MAX * sizeof(*statement->speakers));
	if (statement->speaker_count == JOINT_MAX)
		return NULL;
	speaker = &statement->speakers[statement->speaker_count++];
	speaker->name = name;
	speaker->type = type;
	if (statement->speaker_count == 1 || confidence < statement->confidence)
		statement->confidence = confidence;
	return speaker;
}

void resolver_add_entity(struct resolver *resolver, struct statement *statement, int32_t index, double confidence)
{
	struct entity *entity = names_entity(&resolver->names, index);
	struct speaker *speaker;

	for (size_t i = 0; i < statement->speaker_count; i++)
		if (!strcmp(statement->speakers[i].name, entity->name))
			return;
	speaker =
		resolver_add_speaker(resolver, statement, entity->name,
				     entity->type == ENTITY_PERSON ? SPEAKER_PERSON : SPEAKER_ORGANISATION, confidence);
	if (!speaker)
		return;
	speaker->gender = entity->type == ENTITY_PERSON ? entity_gender(entity) : 0;
	if (entity->role.end > entity->role.start)
		speaker->role = arena_copy(resolver->arena, resolver->document->text + entity->role.start,
					   entity->role.end - entity->role.start);
}

void resolver_add_words(struct resolver *resolver, struct statement *statement, struct range words,
			enum speaker_type type, double confidence)
{
	const struct token *tokens = resolver->document->tokens;

	while (words.first + 1 < words.last && names_is(resolver->document, words.first, WORD(DETERMINER)))
		words.first++;
	resolver_add_speaker(resolver, statement,
			     arena_copy(resolver->arena, resolver->document->text + tokens[words.first].start,
					tokens[words.last - 1].end - tokens[words.first].start),
			     type, confidence);
}

enum speaker_type resolver_unnamed_type(const struct document *document, uint32_t head)
{
	static const struct {
		uint64_t classes;
		enum speaker_type type;
	} types[] = {
		{WORD(DOCUMENT), SPEAKER_DOCUMENT},
		{WORD(COLLECTIVE), SPEAKER_COLLECTIVE},
		{WORD(ORGANISATION_NOUN), SPEAKER_ORGANISATION},
		{WORD(ROLE) | WORD(HUMAN) | WORD(TITLE), SPEAKER_ANONYMOUS},
	};

	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++)
		if (names_is(document, head, types[i].classes))
			return types[i].type;
	return SPEAKER_UNKNOWN;
}

void resolver_note(struct resolver *resolver, struct statement *statement, const struct referents *referents)
{
	struct buffer list = {0};

	if (referents->count < 2)
		return;
	for (uint32_t i = 0; i < referents->count; i++)
		buffer_printf(&list, "%s\"%s\" %.2f", i ? ", " : "",
			      names_entity(&resolver->names, referents->entity[i])->name, referents->score[i]);
	statement->candidates = arena_copy(resolver->arena, list.data, list.length);
	buffer_done(&list);
}

/* A verb's past form that is no noun or adjective: "released" in "a report released on Friday". */
static bool participle(const struct token *token)
{
	return token_is(token, WORD(VERB_PAST) | WORD(VERB_PART)) && !token_is(token, WORD(NOUN) | WORD(ADJECTIVE)) &&
	       !(token->flags & TOKEN_CAPITAL);
}

/* End of the source's head phrase: before a preposition, comma, bracket or relative pronoun. */
static uint32_t core_end(const struct resolver *resolver, struct range source)
{
	const struct document *document = resolver->document;
	uint32_t i = source.first;

	for (; i < source.last; i++) {
		const struct token *token = &document->tokens[i];

		if (names_at(&resolver->names, i))
			continue;
		if (token->kind == TOKEN_PUNCTUATION && !(token->flags & TOKEN_APOSTROPHE) && i > source.first &&
		    ((token->flags | document->tokens[i + 1 < source.last ? i + 1 : i].flags) & TOKEN_SPACE))
			break;
		if (i > source.first &&
		    token_is(token, WORD(PREPOSITION) | WORD(TO) | WORD(AGENT) | WORD(WHO) | WORD(WHICH)))
			break;
		if (i > source.first + 1 && participle(token) && names_is(document, i - 1, WORD(NOUN) | WORD(DOCUMENT)))
			break;
	}
	while (i > source.first + 1 && names_is(document, i - 1, WORD(ADVERB)) &&
	       !names_is(document, i - 1, WORD(NOUN)) && !names_at(&resolver->names, i - 1))
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

/* A person's name behind the source's head in apposition: "the mayor, Ann Lee,". */
static bool add_apposed(struct resolver *resolver, struct statement *statement, uint32_t from, struct range source)
{
	const struct document *document = resolver->document;

	for (uint32_t i = from; i + 1 < source.last; i++) {
		const struct mention *mention;

		if (document->text[document->tokens[i].start] != ',')
			continue;
		mention = names_at(&resolver->names, i + 1);
		for (uint32_t k = i + 2;
		     !mention && k < source.last && k < i + APPOSED_TITLES &&
		     names_is(document, k - 1, WORD(TITLE) | WORD(ROLE) | WORD(OFFICE_MODIFIER) | WORD(ADJECTIVE));
		     k++)
			mention = names_at(&resolver->names, k);
		if (mention && mention->entity >= 0 && !mention->modifier &&
		    names_entity(&resolver->names, mention->entity)->type == ENTITY_PERSON)
			return add_mention(resolver, statement, mention);
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
		const struct mention *mention = i + 1 < source.last ? names_at(&resolver->names, i + 1) : NULL;

		if (!names_is(document, i, WORD(AGENT)))
			continue;
		if (!mention && i + 2 < source.last && names_is(document, i + 1, WORD(DETERMINER)))
			mention = names_at(&resolver->names, i + 2);
		if (mention && mention->entity >= 0 && !mention->modifier)
			return add_mention(resolver, statement, mention);
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

static void resolve_source(struct resolver *resolver, struct statement *statement, struct range source)
{
	uint32_t end = core_end(resolver, source);

	if (reference_pronoun(resolver, statement, source) || relative_resolve(resolver, statement, source) ||
	    end <= source.first)
		return;
	if (add_headed(resolver, statement, source, end) || add_trailing(resolver, statement, source, end))
		return;
	if (add_names(resolver, statement, source, end)) {
		add_in_front(resolver, statement, source);
		return;
	}
	if (add_apposed(resolver, statement, end, source) || add_author(resolver, statement, end, source))
		return;
	reference_noun(resolver, statement, (struct range){source.first, end});
}

/* Index of the entity of that name, or -1. */
static int32_t entity_of(const struct resolver *resolver, const struct speaker *speaker)
{
	for (uint32_t k = 0; k < resolver->names.entity_count; k++)
		if (resolver->names.entities[k].name == speaker->name && resolver->names.entities[k].merged == k)
			return (int32_t)k;
	return -1;
}

/* Who of the speakers may be "he" in what follows. */
static void remember_persons(struct resolver *resolver, const struct statement *statement, struct range source)
{
	int32_t persons[JOINT_MAX];
	size_t count = 0;

	for (size_t i = 0; i < statement->speaker_count && count < JOINT_MAX; i++) {
		int32_t entity = entity_of(resolver, &statement->speakers[i]);

		if (entity < 0)
			continue;
		resolver->names.entities[entity].spoken++;
		if (statement->speakers[i].type == SPEAKER_PERSON)
			persons[count++] = entity;
	}
	if (count)
		history_source(&resolver->history, source, persons, count);
}

/* What the resolver remembers of a speaker for what follows. */
static void remember(struct resolver *resolver, const struct statement *statement, struct range source)
{
	uint32_t sentence = resolver->document->tokens[source.first].sentence;
	int32_t entity = statement->speaker_count == 1 ? entity_of(resolver, statement->speakers) : -1;

	if (statement->speaker_count > 1 ||
	    (statement->speaker_count && statement->speakers->type == SPEAKER_COLLECTIVE)) {
		resolver->plural = statement;
		resolver->plural_sentence = sentence;
	}
	resolver->unnamed =
		statement->speaker_count == 1 && statement->speakers->type == SPEAKER_ANONYMOUS ? statement : NULL;
	resolver->unnamed_token = source.last - 1;
	resolver->last = entity >= 0 && statement->speakers->type == SPEAKER_PERSON ? entity : -1;
	if (statement->speaker_count == 1 && statement->speakers->type == SPEAKER_ORGANISATION) {
		resolver->organisation = statement;
		resolver->last_organisation_sentence = sentence;
	}
	remember_persons(resolver, statement, source);
}

/* A short account of how the mention led to the speaker. */
static void describe(struct resolver *resolver, struct statement *statement, struct range source)
{
	const struct document *document = resolver->document;
	const struct token *first = &document->tokens[source.first], *last = &document->tokens[source.last - 1];

	if (!statement->speaker_count)
		return;
	statement->chain =
		arena_printf(resolver->arena, "\"%.*s\" at byte %u <- \"%s\"", (int)(last->end - first->start),
			     document->text + first->start, first->start, statement->speakers->name);
}

struct order {
	uint32_t token, index;
};

static int by_token(const void *a, const void *b)
{
	const struct order *x = a, *y = b;

	if (x->token != y->token)
		return x->token < y->token ? -1 : 1;
	return x->index < y->index ? -1 : x->index > y->index;
}

static void reset(struct resolver *resolver, const struct document *document, const char *byline, struct arena *arena)
{
	resolver->document = document;
	resolver->arena = arena;
	resolver->byline = byline;
	resolver->last = -1;
	resolver->plural = resolver->unnamed = resolver->organisation = NULL;
	resolver->pending_count = 0;
	history_reset(&resolver->history);
	names_find(&resolver->names, document, arena);
}

void resolver_run(struct resolver *resolver, const struct document *document, const char *byline,
		  struct statement *statements, struct arena *arena)
{
	uint32_t count = document->attribution_count;
	struct order *order = arena_alloc(arena, (count ? count : 1) * sizeof(*order));

	reset(resolver, document, byline, arena);
	for (uint32_t i = 0; i < count; i++)
		order[i] = (struct order){document->attributions[i].source.first, i};
	qsort(order, count, sizeof(*order), by_token);
	for (uint32_t k = 0; k < count; k++) {
		struct statement *statement = &statements[order[k].index];
		const struct attribution *attribution = &document->attributions[order[k].index];

		if (attribution->source.first >= attribution->source.last ||
		    (attribution->carry >= 0 && attribution->carry < (int32_t)order[k].index))
			continue;
		reference_advance(resolver, attribution->source.first);
		resolve_source(resolver, statement, attribution->source);
		describe(resolver, statement, attribution->source);
		remember(resolver, statement, attribution->source);
	}
	cataphora_resolve(resolver);
	for (uint32_t i = 0; i < count; i++)
		if (!signature_resolve(resolver, &document->attributions[i], &statements[i]))
			carry_resolve(resolver, statements, i);
}
