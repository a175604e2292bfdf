/* SPDX-License-Identifier: MIT */
/*
 * Salience: who has been named, as what and how long ago; it answers who "he" is. Mentions and narrative
 * pronouns are taken up from left to right, and what a source was found to mean goes in with them.
 */
#ifndef QUOTED_HISTORY_H
#define QUOTED_HISTORY_H

#include "names.h"

struct history_item {
	uint32_t token;
	int32_t entity;
	float weight; /* by the part it plays in its sentence */
};

#define HISTORY_SENTENCES 14 /* that a person named is remembered for, at most */
#define HISTORY_PARAGRAPHS 8 /* further ones fade no more */

struct history {
	struct history_item *items; /* in order of token */
	uint32_t count, room;
	uint32_t next;    /* first token not taken up yet */
	uint32_t section; /* first token behind the last line that parts what is told, or 0 */
	/* what is left of a weight so far back */
	double sentence_fades[HISTORY_SENTENCES + 1], paragraph_fades[HISTORY_PARAGRAPHS + 1];
};

#define REFERENTS_MAX 3

/* Who a pronoun may mean, the likeliest first. */
struct referents {
	int32_t entity[REFERENTS_MAX];
	double score[REFERENTS_MAX];
	uint32_t count;
	double confidence; /* of the first */
};

/* Put one in at its place, if it is among the best. */
void referents_insert(struct referents *referents, int32_t entity, double score);

/* How sure the first of them is, by its lead over the second. */
double referents_confidence(const struct referents *referents);

void history_init(struct history *history);
void history_reset(struct history *history);
void history_done(struct history *history);
/* Take up what stands before the token. */
void history_advance(struct history *history, struct names *names, const struct document *document, uint32_t token);
/* The tokens of source mean these entities; an owner ("Lee's claim") stands out less than who speaks. */
void history_source(struct history *history, struct range source, bool owner, const int32_t *entities, size_t count);
/* Take up one mention at the token that is no name: "the president". */
void history_push(struct history *history, uint32_t token, int32_t entity, float weight);
/* Who a pronoun of that gender ('m', 'f'; 0: any) at the token means; barred: an entity it cannot be, or -1. */
struct referents history_pronoun(const struct history *history, struct names *names, const struct document *document,
				 uint32_t token, char gender, int32_t barred);
/* Which organisation stands out most, over the given number of sentences back, at most HISTORY_SENTENCES. */
struct referents history_organisation(const struct history *history, struct names *names,
				      const struct document *document, uint32_t token, uint32_t sentences);
/* Sentences since the entity was last taken up, at the token; UINT32_MAX: never. */
uint32_t history_distance(const struct history *history, const struct document *document, uint32_t token,
			  int32_t entity);

#endif
