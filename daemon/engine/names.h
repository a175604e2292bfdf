/* SPDX-License-Identifier: MIT */
/*
 * The people, organisations and places named in one article, and where: runs of capitals become
 * mentions (names.c), mentions become entities (registry.c) that are joined (link.c) and get roles and gender
 * (roles.c). Which of them a source means is speaker.c's matter.
 */
#ifndef QUOTED_NAMES_H
#define QUOTED_NAMES_H

#include "document.h"

#define ENTITIES_MAX 1024  /* more names in one article are left unknown */
#define CANDIDATES_MAX 384 /* as far as names are compared with one another */
#define MENTIONS_MAX 16384
#define NAME_WORDS_MAX 8
#define ROLES_MAX 10
#define CASE_BIT 0x20 /* of an ASCII letter */

/* Words that never begin or make a name of themselves. */
#define FUNCTION_WORDS                                                                                                 \
	(WORD(DETERMINER) | WORD(POSSESSIVE) | WORD(SUBJECT) | WORD(OBJECT) | WORD(WHO) | WORD(WHICH) |                \
	 WORD(WH_ADVERB) | WORD(THAT) | WORD(TO) | WORD(PREPOSITION) | WORD(AGENT) | WORD(SUBORDINATOR) | WORD(AND) |  \
	 WORD(BUT) | WORD(BE) | WORD(HAVE) | WORD(DO) | WORD(NEGATION) | WORD(TIME) | WORD(NUMBER))

enum entity_type { ENTITY_PERSON, ENTITY_ORGANISATION, ENTITY_PLACE };

/* A title, apposition or predicate: tokens [first, last) round the role noun. */
struct role {
	const struct word *head;
	uint32_t first, last;
};

struct entity {
	const char *name;               /* the fullest form met */
	uint64_t key;                   /* hash of its folded words */
	uint64_t parts[NAME_WORDS_MAX]; /* hashes of its words, suffixes left out */
	uint32_t part_count;
	uint32_t words;
	enum entity_type type;
	int person; /* evidence for a person */
	int male, female;
	int he, she; /* pronouns near its mentions */
	uint32_t mentions;
	uint32_t spoken;                  /* how often it has been a source so far */
	uint32_t first_token, last_token; /* first and latest mention */
	struct role roles[ROLES_MAX];
	uint32_t role_count;
	struct span role; /* bytes of the fullest title or apposition */
	bool headline;    /* met in title-case lines only */
	bool aside;       /* the latest mention so far says whose something is: "Ann Lee's book" */
	bool thing;       /* said to be a company or its like: "Lee, a software firm," */
	uint32_t merged;  /* index of the entity that it is a form of, or its own */
};

struct mention {
	uint32_t first, last; /* tokens [first, last) of the name alone */
	uint32_t title;       /* first token with its titles */
	int32_t entity;       /* or -1 */
	int32_t rival;        /* another entity that fits as well, or -1: then neither is known to be meant */
	float doubt;          /* 0: sure; 1: the next best entity fits as well */
	char gender;          /* told by its title, or 0 */
	char hint;            /* the same by a pronoun in front, less sure */
	bool modifier;        /* a possessive or stands before a noun: "the Lee campaign" */
	bool headline;        /* in a title-case line */
};

/* A person's name of several words, by what a single word is compared with. */
struct full_name {
	uint64_t first, last; /* hashes of its words */
	uint64_t inner[2];    /* of those between, or 0 */
	uint32_t entity;
	uint32_t last_length; /* bytes of the last word */
	char initial;         /* with CASE_BIT */
};

struct names {
	const struct lexicon *lexicon;
	struct entity entities[ENTITIES_MAX];
	struct mention *mentions;
	uint32_t entity_count, mention_count, mention_room;
	uint16_t *seen; /* by word id: how the article writes it, for run_seen */
	uint32_t seen_room;
	uint16_t round; /* of articles, by which what was seen in others is told apart */
	struct full_name full_names[CANDIDATES_MAX];
	uint32_t full_name_count;
	int32_t *at; /* mention index by token, or -1 */
	uint32_t at_count, at_room;
	struct arena *arena; /* of the article at hand */
};

/* Find everything: mentions, entities, roles, gender. Names handed out lie in arena. */
void names_find(struct names *names, const struct document *document, struct arena *arena);
void names_done(struct names *names);

/* The mention that covers the token, with its titles, or NULL. */
static inline const struct mention *names_at(const struct names *names, uint32_t token)
{
	return token < names->at_count && names->at[token] >= 0 ? &names->mentions[names->at[token]] : NULL;
}
/* The lexicon's word for token i; the point of an abbreviation is no part of it. May be NULL. */
const struct word *names_word(const struct document *document, uint32_t i);
/* Whether that word has one of the classes. */
static inline bool names_is(const struct document *document, uint32_t i, uint64_t classes)
{
	return (document->tokens[i].bare_classes & classes) != 0;
}
/* The word before the first hyphen of token i or behind the last: "Americans" of "African-Americans"; or NULL. */
const struct word *names_first_part(const struct document *document, uint32_t i);
const struct word *names_last_part(const struct document *document, uint32_t i);
/* Tokens of the title or role of several words ("secretary of state") that begins at i, or 0. */
uint32_t names_title_phrase(const struct document *document, uint32_t i);
uint64_t names_hash(const struct document *document, uint32_t i);

/* "In her book, Lee": the gender that a pronoun in front of the sentence's first name tells, or 0. */
char names_told_before(const struct names *names, const struct document *document, const struct mention *mention);
/* Add a mention of one token in a title-case line. */
void names_add(struct names *names, const struct document *document, uint32_t token, int32_t entity);

/* registry.c: from mentions to entities. */
void registry_collect(struct names *names, const struct document *document);
/* link.c: join the forms of one name. */
void link_names(struct names *names, const struct document *document);
/* Surnames in title-case lines, known from the text. */
void link_headlines(struct names *names, const struct document *document);
/* The entity that stands for this one after joining, or NULL for a negative index. */
struct entity *names_entity(struct names *names, int32_t index);
/* 'm', 'f' or 0. */
char entity_gender(const struct entity *entity);

/* roles.c: what titles and appositions say of each person; of mentions of one word or of several. */
void roles_find(struct names *names, const struct document *document, bool single);
/* Learn gender from pronouns near names. */
void roles_learn_gender(struct names *names, const struct document *document);
/* Whether the words at i and k are the same, or mean the same. */
bool roles_same_word(const struct document *document, uint32_t i, uint32_t k);
/* How well the role noun phrase [first, last), its head last, fits the entity; 0: not at all. */
double roles_fit(const struct document *document, const struct entity *entity, uint32_t first, uint32_t last);

#endif
