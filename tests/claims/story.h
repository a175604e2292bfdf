/* SPDX-License-Identifier: MIT */
/* The invented stories once they are in a store, and what is measured on them. */
#ifndef QUOTED_TESTS_STORY_H
#define QUOTED_TESTS_STORY_H

#include <json-c/json.h>

#include "quoted/engine.h"
#include "quoted/store.h"

#define SAYS_MAX 4000
#define CLAIMS_EACH 12 /* of a statement */
#define KEYS_MAX 400   /* claims of all stories */
#define KINDS_MAX 16   /* of probes */

/* Where the store has a statement's speaker on a claim. */
struct edge {
	int64_t claim;
	int side;
	char stance[16], value[32], unit[64];
};

/* What one speaker says to a claim in a statement of a story's article; a statement may have several. */
struct say {
	const char *claim, *speaker, *value, *stance; /* value and stance: or NULL */
	char id[17];                                  /* of the statement found there, or empty */
	int64_t article;
	size_t start, end;
	int side;
	struct edge edges[CLAIMS_EACH]; /* the speaker's, by that statement */
	size_t edge_count;
	int64_t claims[CLAIMS_EACH]; /* the statement's, whoever's */
	size_t claim_count;
};

/* What a claim of a story comes to. */
struct key {
	const char *claim, *status;
};

struct score {
	long right, found, wanted;
};

/* Probes of one kind. */
struct kind {
	const char *name;
	struct score score;
};

struct measure {
	struct pack *pack;
	struct engine *engine;
	struct store *store;
	struct say says[SAYS_MAX];
	size_t count;
	struct key keys[KEYS_MAX];
	size_t key_count;
	struct kind kinds[KINDS_MAX];
	size_t kind_count;
	int articles;
	bool is_verbose;
	struct arena arena;
	struct error err;
};

void die(const char *what, const struct error *err);
/* A member of an object as a string of the measure's, or NULL. */
const char *text_of(struct measure *measure, struct json_object *object, const char *key);
struct json_object *parse(const struct buffer *text);

/* Print a line of TAP for each measure; least: "NAME=PRECISION,RECALL" of some. Returns how many fall short. */
int score_all(struct measure *measure, const char *const *least, int count);

#endif
