/* SPDX-License-Identifier: MIT */
/*
 * Salience: who was mentioned lately, how prominently, for pronouns to go back to. Names come from names.c.
 */
#ifndef QUOTED_HISTORY_H
#define QUOTED_HISTORY_H

#include "names.h"

struct history_item {
	uint32_t token;
	int32_t entity;
	float weight;
};

struct history {
	struct history_item *items;
	uint32_t count, room;
};

/* An answer to "who is meant": an entity or -1, and how sure, 0 to 1. */
struct referent {
	int32_t entity;
	double confidence;
};

/* All mentions and narrative pronouns of the article in order; pronouns are resolved as they come. */
void history_build(struct history *history, struct names *names, const struct document *document);
void history_done(struct history *history);

/*
 * Who a pronoun of that gender ('m', 'f') at the token means. speaker: the entity of the last source before it, or
 * -1; barred: an entity that cannot be meant, or -1.
 */
struct referent history_pronoun(const struct history *history, struct names *names, const struct document *document,
				uint32_t token, char gender, int32_t speaker, int32_t barred);

#endif
