/* SPDX-License-Identifier: MIT */
/*
 * What words mean for a claim: stop words, synonyms, negations, by a language's *.terms file, and
 * stems by Snowball. How a claim is read with them is claim.c's matter.
 */
#ifndef QUOTED_TERMS_H
#define QUOTED_TERMS_H

#include <stdbool.h>

#include "lexicon.h"

#define TERM_LENGTH_MAX 96
#define TERM_WORDS_MAX 4 /* of a phrase */

enum term_flag {
	TERM_STOP = 1,
	TERM_NOT = 2,
	TERM_EMBED = 4,
	TERM_ASIDE = 8,
	TERM_PEOPLE = 16,
	TERM_CHANGE = 32,
	TERM_NOUN = 64,
	TERM_NUMBER = 128,
	TERM_WITHOUT = 256,
	TERM_DENY = 512,
	TERM_CEASE = 1024,
	TERM_OMIT = 2048,
	TERM_ANTI = 4096,
	TERM_MEASURE = 8192,
	TERM_BOUND = 16384,
	TERM_BETWEEN = 32768,
	TERM_FROM = 65536,
	TERM_PART = 131072,
	TERM_CUE = 262144
};

/* A line's entry. concept: what it counts as, or NULL for itself. */
struct term_entry {
	const char *stems; /* of its words, joined by blanks */
	const char *concept;
	bool is_whole; /* a line has it; otherwise it only begins longer ones */
	bool leads_on; /* a longer one begins with it */
	unsigned flags;
	enum stance stance; /* of a TERM_NOUN or TERM_CUE */
	double value;       /* of a TERM_NUMBER */
	const char *bound;  /* of a TERM_BOUND: "least", "most" or "about" */
	bool multiplies;
};

struct terms;
struct sb_stemmer;

/* Read a *.terms file; NULL with "FILE:LINE: …" in err. language: as Snowball names it. */
struct terms *terms_load(const char *path, const char *language, struct error *err);
void terms_free(struct terms *terms);
/* The entry of these stems, also of one that only begins others; or NULL. */
const struct term_entry *terms_find(const struct terms *terms, const char *stems, size_t length);
/* The words of its "not" and "deny" lines, as written, NULL-ended. */
const char *const *terms_negations(const struct terms *terms);
/* The same in one block of memory of its own. */
char **terms_copy_negations(const struct terms *terms);
/* A stemmer of the language; it is one thread's. Free with sb_stemmer_delete. */
struct sb_stemmer *terms_stemmer(const struct terms *terms);
/*
 * The stem of a word of the lexicon, or of length bytes of text, which are folded first. out: TERM_LENGTH_MAX bytes;
 * returns how many of them it took without the NUL.
 */
size_t terms_stem(struct sb_stemmer *stemmer, const struct word *word, const char *text, size_t length, char *out);

#endif
