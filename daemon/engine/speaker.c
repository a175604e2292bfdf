/* SPDX-License-Identifier: MIT */
/* Who is behind each attribution's source; see speaker.h. Names and salience are names.c's and history.c's. */
#include "speaker.h"

#include <stdlib.h>
#include <string.h>

#include "history.h"
#include "names.h"
#include "tag.h"

#define JOINT_MAX 6
#define CONFIDENCE_MIN 0.5 /* below it the speaker stays unnamed */

struct resolver {
	struct names names;
	struct history history;
	int32_t last;	      /* entity of the last named source, or -1 */
	int32_t last_organisation;
	uint32_t last_organisation_sentence;
	const struct statement *plural; /* last statement whose speakers are several */
	uint32_t plural_sentence;
	const struct document *document;
	struct arena *arena;
	const char *byline;
};

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

static const char *words_of(const struct resolver *resolver, uint32_t first, uint32_t last)
{
	const struct token *tokens = resolver->document->tokens;

	while (first + 1 < last && token_is(&tokens[first], WORD(DETERMINER)))
		first++;
	return arena_copy(resolver->arena, resolver->document->text + tokens[first].start,
			  tokens[last - 1].end - tokens[first].start);
}

static struct speaker *add_speaker(struct resolver *resolver, struct statement *statement, const char *name,
				   enum speaker_type type)
{
	struct speaker *speaker;

	if (!statement->speakers)
		statement->speakers = arena_alloc(resolver->arena, JOINT_MAX * sizeof(*statement->speakers));
	if (statement->speaker_count == JOINT_MAX)
		return NULL;
	speaker = &statement->speakers[statement->speaker_count++];
	speaker->name = name;
	speaker->type = type;
	return speaker;
}

static void add_entity(struct resolver *resolver, struct statement *statement, int32_t index, double confidence)
{
	struct entity *entity = names_entity(&resolver->names, index);
	struct speaker *speaker;

	for (size_t i = 0; i < statement->speaker_count; i++)
		if (!strcmp(statement->speakers[i].name, entity->name))
			return;
	speaker = add_speaker(resolver, statement, entity->name,
			      entity->type == ENTITY_PERSON ? SPEAKER_PERSON : SPEAKER_ORGANISATION);
	if (!speaker)
		return;
	speaker->gender = entity->type == ENTITY_PERSON ? entity_gender(entity) : 0;
	if (entity->role.end > entity->role.start)
		speaker->role = arena_copy(resolver->arena, resolver->document->text + entity->role.start,
					   entity->role.end - entity->role.start);
	if (statement->speaker_count == 1 || confidence < statement->confidence)
		statement->confidence = confidence;
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
		if (token->kind == TOKEN_PUNCTUATION && !(token->flags & TOKEN_APOSTROPHE) && i > source.first)
			break;
		if (i > source.first && token_is(token, WORD(PREPOSITION) | WORD(AGENT) | WORD(WHO) | WORD(WHICH)))
			break;
	}
	return i;
}

static double name_confidence(struct names *names, const struct mention *mention)
{
	const struct entity *entity = names_entity(names, mention->entity);

	if (mention->last - mention->first > 1)
		return 0.97;
	if (entity->words > 1)
		return 0.95;
	return entity->type == ENTITY_PERSON ? 0.85 : 0.88;
}

/* Names that end in [first, last) and are not modifiers of a noun behind them. */
static size_t add_names(struct resolver *resolver, struct statement *statement, uint32_t first, uint32_t last)
{
	size_t count = 0;

	for (uint32_t i = first; i < last; i++) {
		const struct mention *mention = names_at(&resolver->names, i);

		if (!mention || mention->entity < 0)
			continue;
		i = mention->last - 1;
		if (mention->modifier && mention->last < last)
			continue;
		add_entity(resolver, statement, mention->entity, name_confidence(&resolver->names, mention));
		count++;
	}
	return count;
}

/* A name behind the source's head in apposition: "the mayor, Ann Lee,". */
static bool add_apposed(struct resolver *resolver, struct statement *statement, uint32_t from, struct range source)
{
	const struct document *document = resolver->document;

	for (uint32_t i = from; i < source.last; i++) {
		const struct mention *mention = names_at(&resolver->names, i);

		if (document->tokens[i].kind == TOKEN_PUNCTUATION && i + 1 < source.last) {
			mention = names_at(&resolver->names, i + 1);
			if (!mention)
				mention = i + 2 < source.last ? names_at(&resolver->names, i + 2) : NULL;
			if (mention && mention->entity >= 0 &&
			    names_entity(&resolver->names, mention->entity)->type == ENTITY_PERSON) {
				add_entity(resolver, statement, mention->entity, name_confidence(&resolver->names, mention));
				return true;
			}
		}
	}
	return false;
}

static void resolve_pronoun(struct resolver *resolver, struct statement *statement, uint32_t token, char gender)
{
	struct referent referent = history_pronoun(&resolver->history, &resolver->names, resolver->document, token, gender,
						   resolver->last, -1);

	if (referent.entity >= 0 && referent.confidence >= CONFIDENCE_MIN)
		add_entity(resolver, statement, referent.entity, referent.confidence > 0.98 ? 0.98 : referent.confidence);
}

/* "who" and "which" go with the name just left of them. */
static void resolve_relative(struct resolver *resolver, struct statement *statement, uint32_t token)
{
	const struct document *document = resolver->document;

	for (uint32_t i = token; i-- > 0 && i + 14 > token && document->tokens[i].sentence == document->tokens[token].sentence;) {
		const struct mention *mention = names_at(&resolver->names, i);

		if (mention && mention->entity >= 0 && !mention->modifier) {
			add_entity(resolver, statement, mention->entity, token - i < 3 ? 0.9 : 0.7);
			return;
		}
		if (token - i <= 2 && token_is(&document->tokens[i], WORD(COLLECTIVE) | WORD(HUMAN) | WORD(ROLE))) {
			add_speaker(resolver, statement, words_of(resolver, i, i + 1), SPEAKER_COLLECTIVE);
			statement->confidence = 0.6;
			return;
		}
	}
}

static void resolve_plural(struct resolver *resolver, struct statement *statement, uint32_t token)
{
	const struct token *at = &resolver->document->tokens[token];

	if (!resolver->plural || at->sentence > resolver->plural_sentence + 4)
		return;
	statement->speakers = resolver->plural->speakers;
	statement->speaker_count = resolver->plural->speaker_count;
	statement->confidence = 0.7;
}

/* The person whose titles and appositions fit the role's words best. */
static bool resolve_role(struct resolver *resolver, struct statement *statement, uint32_t first, uint32_t last)
{
	const struct document *document = resolver->document;
	const struct word *head = document->tokens[last - 1].word;
	double best = 2.6, second = 0;
	int32_t found = -1;

	for (uint32_t k = 0; k < resolver->names.entity_count && k < 256; k++) {
		const struct entity *entity = &resolver->names.entities[k];
		double score = 0;

		if (entity->merged != k || entity->type != ENTITY_PERSON || entity->first_token > last)
			continue;
		for (uint32_t r = 0; r < entity->role_count; r++) {
			if (entity->roles[r] == head)
				score += 3;
			for (uint32_t i = first; i + 1 < last; i++)
				score += entity->roles[r] == document->tokens[i].word ? 1.2 : 0;
		}
		if (score < 3)
			continue;
		if (head->gender && entity_gender(entity) && head->gender != 'e' && head->gender != entity_gender(entity))
			continue;
		score += (int32_t)k == resolver->last ? 1 : 0;
		if (score > best) {
			second = best > 2.6 ? best : 0;
			best = score;
			found = (int32_t)k;
		} else if (score > second) {
			second = score;
		}
	}
	if (found < 0 || best - second < 0.5)
		return false;
	add_entity(resolver, statement, found, 0.55 + 0.1 * (best - second > 3 ? 3 : best - second));
	return true;
}

/* "the agency": the organisation last spoken of whose name has the noun, or that spoke last. */
static bool resolve_organisation(struct resolver *resolver, struct statement *statement, uint32_t first, uint32_t last)
{
	const struct document *document = resolver->document;
	const struct token *head = &document->tokens[last - 1];

	if (!token_is(&document->tokens[first], WORD(DETERMINER)) || last - first > 2)
		return false;
	for (uint32_t i = first; i-- > 0 && i + 600 > first;) {
		const struct mention *mention = names_at(&resolver->names, i);

		if (!mention || mention->entity < 0 ||
		    names_entity(&resolver->names, mention->entity)->type != ENTITY_ORGANISATION)
			continue;
		for (uint32_t k = mention->first; k < mention->last; k++) {
			if (document->tokens[k].word && document->tokens[k].word == head->word) {
				add_entity(resolver, statement, mention->entity, 0.75);
				return true;
			}
		}
		i = mention->first;
	}
	if (resolver->last_organisation < 0 || head->sentence > resolver->last_organisation_sentence + 6)
		return false;
	add_entity(resolver, statement, resolver->last_organisation, 0.55);
	return true;
}

static enum speaker_type unnamed_type(const struct document *document, uint32_t head)
{
	static const struct {
		uint64_t classes;
		enum speaker_type type;
	} types[] = {
		{WORD(DOCUMENT), SPEAKER_DOCUMENT},	{WORD(COLLECTIVE), SPEAKER_COLLECTIVE},
		{WORD(ORGANISATION_NOUN), SPEAKER_ORGANISATION}, {WORD(ROLE) | WORD(HUMAN) | WORD(TITLE), SPEAKER_ANONYMOUS},
	};

	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++)
		if (token_is(&document->tokens[head], types[i].classes))
			return types[i].type;
	return SPEAKER_UNKNOWN;
}

static void resolve_noun(struct resolver *resolver, struct statement *statement, struct range source, uint32_t end)
{
	const struct document *document = resolver->document;
	const struct token *head = &document->tokens[end - 1];
	bool definite = token_is(&document->tokens[source.first], WORD(DETERMINER)) && end - source.first > 1;
	enum speaker_type type = unnamed_type(document, end - 1);

	if (add_apposed(resolver, statement, end, source))
		return;
	if (definite && head->word && token_is(head, WORD(ROLE) | WORD(TITLE)) &&
	    resolve_role(resolver, statement, source.first, end))
		return;
	if (definite && token_is(head, WORD(ORGANISATION_NOUN)) && resolve_organisation(resolver, statement, source.first, end))
		return;
	add_speaker(resolver, statement, words_of(resolver, source.first, end), type);
	statement->confidence = 0.65;
}

static void resolve_source(struct resolver *resolver, struct statement *statement, struct range source)
{
	const struct document *document = resolver->document;
	const struct token *first = &document->tokens[source.first];
	uint32_t end = core_end(resolver, source);
	const struct word *word = first->word;

	if (word && (word->classes & (WORD(SUBJECT) | WORD(POSSESSIVE))) && !names_at(&resolver->names, source.first) &&
	    (end - source.first == 1 || (word->classes & WORD(SUBJECT)))) {
		if (word->gender == 'm' || word->gender == 'f')
			resolve_pronoun(resolver, statement, source.first, word->gender);
		else if (word->number == 'p' && word->person != '1')
			resolve_plural(resolver, statement, source.first);
		else if (word->number == 's' && word->person == '1' && resolver->byline)
			add_speaker(resolver, statement, resolver->byline, SPEAKER_PERSON);
		return;
	}
	if (word && (word->classes & (WORD(WHO) | WORD(WHICH))) && source.last - source.first == 1) {
		resolve_relative(resolver, statement, source.first);
		return;
	}
	if (end > source.first && add_names(resolver, statement, source.first, end)) {
		if (statement->speaker_count > 1 || names_at(&resolver->names, end - 1))
			return;
		if (!token_is(&document->tokens[end - 1], WORD(ORGANISATION_NOUN) | WORD(DOCUMENT) | WORD(COLLECTIVE) | WORD(ROLE)))
			return;
		statement->speaker_count = 0;
	}
	if (end > source.first)
		resolve_noun(resolver, statement, source, end);
}

/* What the resolver remembers of a speaker for what follows. */
static void remember(struct resolver *resolver, const struct statement *statement, struct range source)
{
	const struct token *token = &resolver->document->tokens[source.first];

	if (statement->speaker_count > 1 || (statement->speaker_count && statement->speakers->type == SPEAKER_COLLECTIVE)) {
		resolver->plural = statement;
		resolver->plural_sentence = token->sentence;
	}
	if (statement->speaker_count != 1)
		return;
	for (uint32_t i = source.first; i < source.last; i++) {
		const struct mention *mention = names_at(&resolver->names, i);
		struct entity *entity = mention ? names_entity(&resolver->names, mention->entity) : NULL;

		if (entity && entity->name == statement->speakers->name && entity->type != ENTITY_PERSON) {
			resolver->last_organisation = (int32_t)(entity - resolver->names.entities);
			resolver->last_organisation_sentence = token->sentence;
		}
	}
	resolver->last = -1;
	for (uint32_t k = 0; k < resolver->names.entity_count && statement->speakers->type == SPEAKER_PERSON; k++)
		if (resolver->names.entities[k].name == statement->speakers->name)
			resolver->last = (int32_t)k;
}

/* A short account of how the mention led to the speaker. */
static void describe(struct resolver *resolver, struct statement *statement, struct range source)
{
	const struct document *document = resolver->document;
	const struct token *first = &document->tokens[source.first], *last = &document->tokens[source.last - 1];

	if (!statement->speaker_count)
		return;
	statement->chain = arena_printf(resolver->arena, "\"%.*s\" at byte %u <- \"%s\"", (int)(last->end - first->start),
					document->text + first->start, first->start, statement->speakers->name);
}

void resolver_run(struct resolver *resolver, const struct document *document, const char *byline,
		  struct statement *statements, struct arena *arena)
{
	resolver->document = document;
	resolver->arena = arena;
	resolver->byline = byline;
	resolver->last = resolver->last_organisation = -1;
	resolver->plural = NULL;
	names_find(&resolver->names, document, arena);
	history_build(&resolver->history, &resolver->names, document);
	for (uint32_t i = 0; i < document->attribution_count; i++) {
		const struct attribution *attribution = &document->attributions[i];
		struct statement *statement = &statements[i];

		if (attribution->carry >= 0 && attribution->carry < (int32_t)i) {
			const struct statement *from = &statements[attribution->carry];

			statement->speakers = from->speakers;
			statement->speaker_count = from->speaker_count;
			statement->confidence = from->confidence * 0.95;
			statement->chain = from->chain;
			continue;
		}
		if (attribution->source.first >= attribution->source.last)
			continue;
		resolve_source(resolver, statement, attribution->source);
		describe(resolver, statement, attribution->source);
		remember(resolver, statement, attribution->source);
	}
}
