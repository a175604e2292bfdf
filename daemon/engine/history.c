/* SPDX-License-Identifier: MIT */
/* Salience over mentions, after the weights of Lappin and Leass (1994): nearer and more prominent counts more. */
#include "history.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tag.h"
#include "text.h"

#define LOOK_BACK 40 /* items */
#define DISTANCE_ITEMS 400
#define CANDIDATES 16
#define SOURCE_WEIGHT 1.6F
#define OWNER_WEIGHT 0.45F
#define LAST_SOURCE 0.3
#define SUBJECT 0.9F /* weight from which on an item is its sentence's subject */
#define SECTION_TOKENS 8
#define SECTION_WORD_BYTES 4 /* of the words by a time of day: "p.m.", "GMT" */
#define LAST_SUBJECT 0.3     /* of the same sentence or the one before, in the same paragraph */
#define SENTENCE_FADE 0.6    /* a sentence back */
#define PARAGRAPH_FADE 0.7

void history_init(struct history *history)
{
	memset(history, 0, sizeof(*history));
	for (int i = 0; i <= HISTORY_SENTENCES; i++)
		history->sentence_fades[i] = pow(SENTENCE_FADE, i);
	for (int i = 0; i <= HISTORY_PARAGRAPHS; i++)
		history->paragraph_fades[i] = pow(PARAGRAPH_FADE, i);
}

void history_done(struct history *history)
{
	free(history->items);
	memset(history, 0, sizeof(*history));
}

void history_reset(struct history *history)
{
	history->count = history->next = history->section = 0;
}

void history_push(struct history *history, uint32_t token, int32_t entity, float weight)
{
	document_grow((void **)&history->items, &history->room, history->count, sizeof(*history->items));
	history->items[history->count++] = (struct history_item){token, entity, weight};
}

static bool verb_follows(const struct document *document, uint32_t token)
{
	for (uint32_t i = token; i < document->token_count && i < token + 3; i++) {
		const struct token *next = &document->tokens[i];

		if (tag_is_cue(next->tag) || tag_is_finite(next->tag) ||
		    (i == token && token_is(next, WORD(VERB_PAST) | WORD(VERB_S))))
			return true;
		if (next->tag != 'R' && next->tag != 'n')
			return false;
	}
	return false;
}

/* Prominence of a mention: its place in the sentence stands in for its grammatical role. */
static float prominence(const struct document *document, const struct mention *mention)
{
	const struct token *token = &document->tokens[mention->title];
	const struct sentence *sentence = &document->sentences[token->sentence];
	float weight = 0.4F;

	if (mention->last < document->token_count && (document->tokens[mention->last].flags & TOKEN_APOSTROPHE))
		weight = 0.45F;
	else if (mention->modifier)
		weight = 0.05F;
	else if (mention->title == sentence->first || verb_follows(document, mention->last))
		weight = 1.0F;
	else if (mention->title && document->tokens[mention->title - 1].tag == 'I')
		weight = 0.3F;
	if (mention->headline)
		weight *= 0.5F;
	return token->flags & TOKEN_QUOTED ? weight * 0.25F : weight;
}

struct candidate {
	double score;
	int32_t entity;
	uint32_t seen;
};

static void add_score(struct candidate *candidates, size_t *count, int32_t entity, double score)
{
	for (size_t i = 0; i < *count; i++) {
		if (candidates[i].entity == entity) {
			candidates[i].score += candidates[i].seen++ > 1 ? score * 0.3 : score;
			return;
		}
	}
	if (*count < CANDIDATES)
		candidates[(*count)++] = (struct candidate){score, entity, 1};
}

void referents_insert(struct referents *referents, int32_t entity, double score)
{
	uint32_t at = referents->count < REFERENTS_MAX ? referents->count++ : REFERENTS_MAX;

	if (at == REFERENTS_MAX && referents->score[--at] >= score)
		return;
	for (; at > 0 && referents->score[at - 1] < score; at--) {
		referents->score[at] = referents->score[at - 1];
		referents->entity[at] = referents->entity[at - 1];
	}
	referents->score[at] = score;
	referents->entity[at] = entity;
}

double referents_confidence(const struct referents *referents)
{
	double best = referents->score[0];

	return 0.52 + 0.45 * (best - referents->score[1]) / (best + 0.15);
}

static struct referents choose(const struct names *names, const struct candidate *candidates, size_t count, char gender)
{
	struct referents referents = {{-1, -1, -1}, {0, 0, 0}, 0, 0};

	for (size_t i = 0; i < count; i++) {
		const struct entity *entity = &names->entities[candidates[i].entity];
		char own = entity_gender(entity);
		double score = candidates[i].score;

		if (gender)
			score *= (own ? 1 : 0.7) * (entity->person < 3 && !entity->spoken ? 0.6 : 1);
		if ((!gender || !own || own == gender) && score > 0)
			referents_insert(&referents, candidates[i].entity, score);
	}
	if (!referents.count)
		return referents;
	referents.confidence = referents_confidence(&referents);
	if (gender && entity_gender(&names->entities[referents.entity[0]]) != gender)
		referents.confidence -= 0.12;
	return referents;
}

static uint32_t items_before(const struct history *history, uint32_t token)
{
	uint32_t low = 0, high = history->count;

	while (low < high) {
		uint32_t middle = (low + high) / 2;

		if (history->items[middle].token < token)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

struct search {
	const struct names *names;
	const struct document *document;
	uint32_t token, sentences;
	enum entity_type type;
	int32_t barred;
};

/* Add up what the items before the token say for each entity of the type. */
static size_t weigh(const struct history *history, const struct search *search, struct candidate *candidates)
{
	const struct token *at = &search->document->tokens[search->token];
	uint32_t seen = 0, source = UINT32_MAX; /* the last one's token: that of all its speakers */
	uint32_t first = search->document->paragraphs[at->paragraph].first ==
			 search->token; /* "He" goes on from the last paragraph */
	size_t count = 0;

	for (uint32_t i = items_before(history, search->token); i-- > 0 && seen++ < LOOK_BACK;) {
		const struct history_item *item = &history->items[i];
		const struct token *there = &search->document->tokens[item->token];
		uint32_t sentences = at->sentence - there->sentence, paragraphs = at->paragraph - there->paragraph;
		double bonus = 0;

		if (sentences > search->sentences || item->token < history->section)
			break;
		if (item->entity < 0 || item->entity == search->barred ||
		    search->names->entities[item->entity].type != search->type)
			continue;
		if (item->weight >= SOURCE_WEIGHT && source == UINT32_MAX)
			source = item->token;
		if (item->token == source)
			bonus = LAST_SOURCE;
		if (sentences <= 1 && paragraphs <= first && item->weight >= SUBJECT)
			bonus += LAST_SUBJECT;
		add_score(
			candidates, &count, item->entity,
			item->weight * history->sentence_fades[sentences] *
					history->paragraph_fades[paragraphs < HISTORY_PARAGRAPHS ? paragraphs
												 : HISTORY_PARAGRAPHS] +
				bonus);
	}
	return count;
}

struct referents history_pronoun(const struct history *history, struct names *names, const struct document *document,
				 uint32_t token, char gender, int32_t barred)
{
	struct search search = {names, document, token, HISTORY_SENTENCES, ENTITY_PERSON, barred};
	struct candidate candidates[CANDIDATES];

	return choose(names, candidates, weigh(history, &search, candidates), gender);
}

struct referents history_organisation(const struct history *history, struct names *names,
				      const struct document *document, uint32_t token, uint32_t sentences)
{
	struct search search = {names, document, token, sentences, ENTITY_ORGANISATION, -1};
	struct candidate candidates[CANDIDATES];

	return choose(names, candidates, weigh(history, &search, candidates), 0);
}

uint32_t history_distance(const struct history *history, const struct document *document, uint32_t token,
			  int32_t entity)
{
	uint32_t seen = 0;

	for (uint32_t i = items_before(history, token);
	     i-- > 0 && seen++ < DISTANCE_ITEMS && history->items[i].token >= history->section;)
		if (history->items[i].entity == entity)
			return document->tokens[token].sentence - document->tokens[history->items[i].token].sentence;
	return UINT32_MAX;
}

static void take_pronoun(struct history *history, struct names *names, const struct document *document, uint32_t i)
{
	const struct token *token = &document->tokens[i];
	struct referents referents;

	if ((token->flags & TOKEN_QUOTED) || !token_is(token, WORD(SUBJECT) | WORD(OBJECT) | WORD(POSSESSIVE)) ||
	    (token->word->gender != 'm' && token->word->gender != 'f'))
		return;
	referents = history_pronoun(history, names, document, i, token->word->gender, -1);
	if (referents.count)
		history_push(history, i, referents.entity[0], token->word->classes & WORD(SUBJECT) ? 0.9F : 0.4F);
}

/* "___", "* * *", or the time of day alone, as live reports have it: another story begins behind the paragraph. */
static bool parts_sections(const struct document *document, const struct paragraph *paragraph)
{
	const struct token *first = &document->tokens[paragraph->first];

	if (paragraph->last - paragraph->first > SECTION_TOKENS)
		return false;
	if (strspn(document->text + paragraph->start, "_*-=#~. ") >= paragraph->end - paragraph->start)
		return paragraph->end - paragraph->start > 2;
	for (uint32_t i = paragraph->first + 1; i < paragraph->last; i++)
		if (document->tokens[i].end - document->tokens[i].start > SECTION_WORD_BYTES)
			return false;
	return first->kind == TOKEN_NUMBER;
}

/* Take note if a section begins at the paragraph that begins at the token. */
static void take_section(struct history *history, const struct document *document, uint32_t token)
{
	uint32_t paragraph = document->tokens[token].paragraph;

	if (paragraph && document->paragraphs[paragraph].first == token &&
	    parts_sections(document, &document->paragraphs[paragraph - 1]))
		history->section = token;
}

/* Whether nothing of the token counts: no section begins there, and it is no pronoun. */
static inline bool is_idle(const struct document *document, uint32_t i)
{
	const struct token *token = &document->tokens[i];

	return !token_is(token, WORD(SUBJECT) | WORD(OBJECT) | WORD(POSSESSIVE)) &&
	       document->paragraphs[token->paragraph].first != i;
}

void history_advance(struct history *history, struct names *names, const struct document *document, uint32_t token)
{
	while (history->next < token && history->count < MENTIONS_MAX * 2) {
		const struct mention *mention = names_at(names, history->next);

		if (!mention && is_idle(document, history->next)) {
			history->next++;
			continue;
		}
		take_section(history, document, history->next);
		if (!mention) {
			take_pronoun(history, names, document, history->next++);
			continue;
		}
		if (mention->entity >= 0)
			history_push(history, mention->first,
				     (int32_t)(names_entity(names, mention->entity) - names->entities),
				     prominence(document, mention) * (mention->rival < 0 ? 1 : 0.5F));
		history->next = mention->last;
	}
	if (token < document->token_count)
		take_section(history, document, token);
}

void history_source(struct history *history, struct range source, bool owner, const int32_t *entities, size_t count)
{
	if (source.first < history->next)
		return;
	for (size_t i = 0; i < count; i++)
		history_push(history, source.first, entities[i], owner ? OWNER_WEIGHT : SOURCE_WEIGHT);
	history->next = source.last;
}
