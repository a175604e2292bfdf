/* SPDX-License-Identifier: MIT */
/* Salience over mentions, after the weights of centering-like resolvers: nearer and more prominent counts more. */
#include "history.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tag.h"
#include "text.h"

#define LOOK_BACK 40 /* items */
#define SENTENCES_BACK 14
#define CANDIDATES_MAX 16

void history_done(struct history *history)
{
	free(history->items);
	memset(history, 0, sizeof(*history));
}

static void push(struct history *history, uint32_t token, int32_t entity, float weight)
{
	document_grow((void **)&history->items, &history->room, history->count, sizeof(*history->items));
	history->items[history->count++] = (struct history_item){token, entity, weight};
}

static bool verb_follows(const struct document *document, uint32_t token)
{
	for (uint32_t i = token; i < document->token_count && i < token + 3; i++) {
		const struct token *next = &document->tokens[i];

		if (tag_is_cue(next->tag) || (next->tag && strchr("dzBHOM", next->tag)))
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
	return token->flags & TOKEN_QUOTED ? weight * 0.25F : weight;
}

struct candidate {
	int32_t entity;
	double score;
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
	if (*count < CANDIDATES_MAX)
		candidates[(*count)++] = (struct candidate){entity, score, 1};
}

static struct referent choose(struct names *names, const struct candidate *candidates, size_t count, char gender)
{
	double best = 0, second = 0;
	struct referent referent = {-1, 0};
	bool known = false;

	for (size_t i = 0; i < count; i++) {
		char own = entity_gender(&names->entities[candidates[i].entity]);
		double score = own == gender ? candidates[i].score : own ? 0 : candidates[i].score * 0.7;

		if (score > best) {
			second = best;
			best = score;
			referent.entity = candidates[i].entity;
			known = own == gender;
		} else if (score > second) {
			second = score;
		}
	}
	if (referent.entity >= 0)
		referent.confidence = 0.52 + 0.45 * (best - second) / (best + 0.15) - (known ? 0 : 0.12);
	return referent;
}

struct referent history_pronoun(const struct history *history, struct names *names, const struct document *document,
				uint32_t token, char gender, int32_t speaker, int32_t barred)
{
	const struct token *at = &document->tokens[token];
	struct candidate candidates[CANDIDATES_MAX];
	uint32_t low = 0, high = history->count, seen = 0;
	size_t count = 0;

	while (low < high) {
		uint32_t middle = (low + high) / 2;

		if (history->items[middle].token < token)
			low = middle + 1;
		else
			high = middle;
	}
	for (uint32_t i = low; i-- > 0 && seen++ < LOOK_BACK;) {
		const struct history_item *item = &history->items[i];
		const struct token *there = &document->tokens[item->token];
		uint32_t sentences = at->sentence - there->sentence, paragraphs = at->paragraph - there->paragraph;

		if (sentences > SENTENCES_BACK)
			break;
		if (item->entity == barred || names->entities[item->entity].type != ENTITY_PERSON)
			continue;
		add_score(candidates, &count, item->entity,
			  item->weight * pow(0.6, sentences) * pow(0.8, paragraphs < 8 ? paragraphs : 8));
	}
	if (speaker >= 0 && speaker != barred)
		add_score(candidates, &count, speaker, 0.9);
	return choose(names, candidates, count, gender);
}

void history_build(struct history *history, struct names *names, const struct document *document)
{
	history->count = 0;
	for (uint32_t i = 0; i < document->token_count; i++) {
		const struct token *token = &document->tokens[i];
		const struct mention *mention = names_at(names, i);

		if (mention && mention->first == i && mention->entity >= 0) {
			struct entity *entity = names_entity(names, mention->entity);

			push(history, mention->first, (int32_t)(entity - names->entities), prominence(document, mention));
			i = mention->last - 1;
			continue;
		}
		if (!token->word || !token->word->gender || (token->flags & TOKEN_QUOTED) ||
		    !(token->word->classes & (WORD(SUBJECT) | WORD(OBJECT) | WORD(POSSESSIVE))) || history->count > MENTIONS_MAX)
			continue;
		if (token->word->gender == 'm' || token->word->gender == 'f') {
			struct referent referent = history_pronoun(history, names, document, i, token->word->gender, -1, -1);

			if (referent.entity >= 0)
				push(history, i, referent.entity, token->word->classes & WORD(SUBJECT) ? 0.9F : 0.4F);
		}
	}
}
