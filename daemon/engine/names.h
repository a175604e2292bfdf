/* SPDX-License-Identifier: MIT */
/*
 * The people, organisations and places named in one article, and where. Which of them a source means is
 * speaker.c's matter.
 */
#ifndef QUOTED_NAMES_H
#define QUOTED_NAMES_H

#include "document.h"

#define ENTITIES_MAX 1024  /* more names in one article are left unknown */
#define MENTIONS_MAX 16384
#define ROLE_WORDS_MAX 12

enum entity_type { ENTITY_PERSON, ENTITY_ORGANISATION, ENTITY_PLACE };

struct entity {
	const char *name; /* the fullest form met */
	uint64_t key;	  /* hash of its folded words */
	uint64_t first, last; /* hashes of first and last word */
	uint32_t words;
	enum entity_type type;
	int person;	  /* evidence for a person */
	int male, female;
	uint32_t mentions;
	uint32_t first_token, last_token; /* first and latest mention */
	const struct word *roles[ROLE_WORDS_MAX]; /* words of its titles and appositions */
	uint32_t role_count;
	struct span role; /* bytes of the fullest title or apposition */
	struct span name_span;
	uint32_t merged;  /* index of the entity that it is a form of, or its own */
};

struct mention {
	uint32_t first, last; /* tokens [first, last) of the name alone */
	uint32_t title;	      /* first token with its titles */
	int32_t entity;	      /* or -1 */
	char gender;	      /* told by its title, or 0 */
	bool modifier;	      /* a possessive or stands before a noun: "the Lee campaign" */
};

struct names {
	const struct lexicon *lexicon;
	struct entity entities[ENTITIES_MAX];
	struct mention *mentions;
	uint32_t entity_count, mention_count, mention_room;
	int32_t *at; /* mention index by token, or -1 */
	uint32_t at_room;
	struct arena *arena; /* of the article at hand */
};

void names_find(struct names *names, const struct document *document, struct arena *arena);
void names_done(struct names *names);

/* The mention that covers the token, or NULL. */
const struct mention *names_at(const struct names *names, uint32_t token);
/* 'm', 'f' or 0. */
char entity_gender(const struct entity *entity);
/* The entity that stands for this one after merging. */
struct entity *names_entity(struct names *names, int32_t index);

#endif
