/* SPDX-License-Identifier: MIT */
/* Who is behind each attribution's source; see speaker.h. Names and salience are names.c's and history.c's. */
#include "speaker.h"

#include <stdlib.h>
#include <string.h>

#include "resolver.h"

#define BYLINE_PARAGRAPHS 6
#define BYLINE_TOKENS 7 /* of a line that is nothing else */
#define OWNER_MIN 0.8   /* confidence in whom "his" means, to name them */
#define ASKED_TOKENS 6  /* from the cue to the name of who is asked */

struct resolver *resolver_new(const struct lexicon *lexicon)
{
	struct resolver *resolver = xcalloc(1, sizeof(*resolver));

	resolver->names.lexicon = lexicon;
	history_init(&resolver->history);
	return resolver;
}

void resolver_note_candidates(struct resolver *resolver, bool wanted)
{
	resolver->notes_candidates = wanted;
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

/* What is left out before the words for an unnamed source: "the", "one", "even", "and". */
static bool drops(const struct document *document, uint32_t i)
{
	const struct word *word = names_word(document, i);

	if (!word || (word->classes & WORD(DETERMINER)))
		return word != NULL;
	if (word->classes & WORD(NUMBER))
		return word->number == 's';
	if (word->classes & WORD(POSSESSIVE))
		return !word->gender && !word->number && !word->person; /* "whose" */
	if (word->classes & WORD(PREPOSITION))                          /* "than 40 people", "of the polls" */
		return document->tokens[i + 1].kind == TOKEN_NUMBER ||
		       names_is(document, i + 1, WORD(NUMBER) | WORD(DETERMINER));
	return (word->classes & (WORD(ADVERB) | WORD(AND) | WORD(BUT))) &&
	       !(word->classes & (WORD(ADJECTIVE) | WORD(NOUN)));
}

/* Whose "his campaign" is, if that is one person beyond doubt; or NULL. */
static const char *owner_of(struct resolver *resolver, struct range words)
{
	const struct word *word = names_word(resolver->document, words.first);
	struct referents referents;

	if (words.last - words.first < 2 || !word || !(word->classes & WORD(POSSESSIVE)) ||
	    (word->gender != 'm' && word->gender != 'f'))
		return NULL;
	referents = history_pronoun(&resolver->history, &resolver->names, resolver->document, words.first, word->gender,
				    -1);
	return referents.count && referents.confidence >= OWNER_MIN
		       ? names_entity(&resolver->names, referents.entity[0])->name
		       : NULL;
}

void resolver_add_words(struct resolver *resolver, struct statement *statement, struct range words,
			enum speaker_type type, double confidence)
{
	const struct token *tokens = resolver->document->tokens, *from;
	const char *owner;

	while (words.first + 1 < words.last && drops(resolver->document, words.first))
		words.first++;
	owner = owner_of(resolver, words);
	from = &tokens[owner ? words.first + 1 : words.first];
	resolver_add_speaker(resolver, statement,
			     arena_printf(resolver->arena, "%s%s%.*s", owner ? owner : "", owner ? "'s " : "",
					  (int)(tokens[words.last - 1].end - from->start),
					  resolver->document->text + from->start),
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
	const struct word *word = names_word(document, head);

	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++)
		if (names_is(document, head, types[i].classes))
			return types[i].type;
	if (!word)
		word = names_last_part(document, head);
	if (word && (word->classes & WORD(DEMONYM)) && word->number == 'p')
		return SPEAKER_COLLECTIVE; /* "the French" */
	return SPEAKER_UNKNOWN;
}

void resolver_note(struct resolver *resolver, struct statement *statement, const struct referents *referents)
{
	struct buffer list = {0};

	if (!referents->count || !resolver->notes_candidates)
		return;
	for (uint32_t i = 0; i < referents->count; i++)
		buffer_printf(&list, "%s\"%s\" %.2f", i ? ", " : "",
			      names_entity(&resolver->names, referents->entity[i])->name, referents->score[i]);
	statement->candidates = arena_copy(resolver->arena, list.data, list.length);
	buffer_done(&list);
}

/* Index of the entity of that name, or -1. */
static int32_t entity_of(const struct resolver *resolver, const struct speaker *speaker)
{
	for (uint32_t k = 0; k < resolver->names.entity_count; k++)
		if (resolver->names.entities[k].name == speaker->name && resolver->names.entities[k].merged == k)
			return (int32_t)k;
	return -1;
}

/* "Lee's" before "claim". */
static bool owns(const struct resolver *resolver, struct range source)
{
	const struct token *tokens = resolver->document->tokens;
	uint32_t last = source.last;

	if (last > source.first + 1 && (tokens[last - 1].flags & TOKEN_APOSTROPHE))
		last--;
	return last < resolver->document->token_count && (tokens[last].flags & TOKEN_APOSTROPHE) &&
	       names_at(&resolver->names, last - 1);
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
		history_source(&resolver->history, source, owns(resolver, source), persons, count);
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
	resolver->recent[resolver->recent_count++ % RECENT_MAX] = (struct recent){statement, source.first};
	remember_persons(resolver, statement, source);
}

/* The person right behind a cue, with titles between: "asked the mayor, Ann Lee, where"; or NULL. */
static const struct mention *behind_cue(struct resolver *resolver, struct range cue)
{
	const struct document *document = resolver->document;

	for (uint32_t i = cue.last; i < document->token_count && i < cue.last + ASKED_TOKENS; i++) {
		const struct mention *mention = names_at(&resolver->names, i);

		if (mention && mention->entity >= 0 && mention->rival < 0 && !mention->modifier &&
		    names_entity(&resolver->names, mention->entity)->type == ENTITY_PERSON)
			return mention;
		if (!mention && (document->tokens[i].sentence != document->tokens[cue.first].sentence ||
				 !names_is(document, i,
					   WORD(DETERMINER) | WORD(ROLE) | WORD(TITLE) | WORD(ADJECTIVE) | WORD(NOUN) |
						   WORD(DEMONYM))))
			return NULL;
	}
	return NULL;
}

/* Who is asked is the next to speak: "Lee asked Ms. Roe where she was. She replied". */
static void remember_asked(struct resolver *resolver, const struct statement *statement, struct range cue)
{
	const struct mention *mention = statement->stance == STANCE_QUESTION ? behind_cue(resolver, cue) : NULL;
	int32_t entity;

	if (!mention)
		return;
	entity = (int32_t)(names_entity(&resolver->names, mention->entity) - resolver->names.entities);
	reference_advance(resolver, mention->first);
	history_source(&resolver->history, (struct range){mention->first, mention->last}, false, &entity, 1);
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

/* The words that the speaker is to be known by. */
static struct range mention_of(const struct attribution *attribution)
{
	return attribution->named.last ? attribution->named : attribution->source;
}

/* Which attribution's source is resolved when: tokens [token, last). */
struct order {
	uint32_t token, last, index;
};

static int by_token(const void *a, const void *b)
{
	const struct order *x = a, *y = b;

	if (x->token != y->token)
		return x->token < y->token ? -1 : 1;
	return x->index < y->index ? -1 : x->index > y->index;
}

/* Another section of the article begins: who spoke before it does not go on. */
static void forget(struct resolver *resolver)
{
	resolver->section = resolver->history.section;
	resolver->last = -1;
	resolver->plural = resolver->unnamed = resolver->organisation = NULL;
	resolver->head_count = resolver->recent_count = 0;
}

/* The author's name in a line of its own near the article's beginning, "By Ann Lee"; or NULL. */
static const char *byline_within(struct resolver *resolver, const struct document *document)
{
	for (uint32_t p = 0; p < document->paragraph_count && p < BYLINE_PARAGRAPHS; p++) {
		const struct paragraph *paragraph = &document->paragraphs[p];
		const struct mention *mention;

		if (paragraph->last - paragraph->first > BYLINE_TOKENS ||
		    !names_is(document, paragraph->first, WORD(AGENT)))
			continue;
		mention = names_at(&resolver->names, paragraph->first + 1);
		if (mention && mention->entity >= 0 && mention->last == paragraph->last &&
		    names_entity(&resolver->names, mention->entity)->type == ENTITY_PERSON)
			return names_entity(&resolver->names, mention->entity)->name;
	}
	return NULL;
}

static void reset(struct resolver *resolver, const struct document *document, const char *byline, struct arena *arena)
{
	resolver->document = document;
	resolver->arena = arena;
	resolver->byline = byline;
	resolver->pending_count = 0;
	history_reset(&resolver->history);
	forget(resolver);
	names_find(&resolver->names, document, arena);
	if (!byline)
		resolver->byline = byline_within(resolver, document);
}

/* The words that name attribution i's source; empty if nothing does, or if it takes over another's. */
static struct range words_of(const struct resolver *resolver, uint32_t i)
{
	const struct attribution *attribution = &resolver->document->attributions[i];
	struct range words = mention_of(attribution);

	if (attribution->carry >= 0 && attribution->carry < (int32_t)i)
		return (struct range){words.first, words.first};
	if (attribution->source.first >= attribution->source.last &&
	    (attribution->carry >= 0 || !subject_find(resolver, attribution, &words)))
		return (struct range){words.first, words.first};
	return words;
}

static void resolve_words(struct resolver *resolver, const struct attribution *attribution, struct statement *statement,
			  struct range words)
{
	reference_advance(resolver, words.first);
	if (resolver->section != resolver->history.section)
		forget(resolver);
	source_resolve(resolver, statement, words);
	if (!statement->speaker_count && attribution->source.first < attribution->source.last &&
	    subject_find(resolver, attribution, &words) && words.first >= attribution->source.first)
		source_resolve(resolver, statement, words); /* "Last month he stunned the mayor, telling her" */
	describe(resolver, statement, words);
	remember(resolver, statement, words);
	remember_asked(resolver, statement, attribution->cue);
}

void resolver_run(struct resolver *resolver, const struct document *document, const char *byline,
		  struct statement *statements, struct arena *arena)
{
	uint32_t count = document->attribution_count;
	struct order *order = arena_alloc(arena, (count ? count : 1) * sizeof(*order));

	reset(resolver, document, byline, arena);
	for (uint32_t i = 0; i < count; i++) {
		struct range words = words_of(resolver, i);

		order[i] = (struct order){words.first, words.last, i};
	}
	qsort(order, count, sizeof(*order), by_token);
	for (uint32_t k = 0; k < count; k++)
		if (order[k].token < order[k].last)
			resolve_words(resolver, &document->attributions[order[k].index], &statements[order[k].index],
				      (struct range){order[k].token, order[k].last});
	cataphora_resolve(resolver);
	for (uint32_t i = 0; i < count; i++)
		if (!signature_resolve(resolver, &document->attributions[i], &statements[i]))
			carry_resolve(resolver, statements, i);
}
