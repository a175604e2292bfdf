/* SPDX-License-Identifier: MIT */
/* What a hyphen at the end of a line is: of a word that was broken there, or of a compound that has one anyway. */
#ifndef QUOTED_HYPHEN_H
#define QUOTED_HYPHEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "quoted/error.h"

enum hyphen {
	HYPHEN_BREAKS, /* "meas-" "ured": it goes, and the halves are joined */
	HYPHEN_JOINS,  /* "well-" "known": it stays, and the halves are joined */
	HYPHEN_HANGS   /* "pre-" "and post-war": it stays, with a space behind it */
};

/* Words that stand before the hyphen of compounds, and words that a hanging one is followed by. */
struct compounds;

/* Read "first TAB word" and "after TAB word" lines. NULL with err "FILE:LINE: …". */
struct compounds *compounds_load(const char *path, struct error *err);
void compounds_free(struct compounds *compounds);

/* The words of one text, in which the forms of a broken word are looked for. Zero-initialise it. */
struct hyphenation {
	const struct compounds *compounds;
	const char *text; /* the caller's */
	size_t length;
	uint64_t *words; /* hashes of them, made when first asked for */
	size_t mask;
};

/*
 * What the hyphen between before (which ends in it) and after is; both are text, of which the last word and the first
 * count. A form that the text has elsewhere decides; else what the compounds tell, and what no word is broken in:
 * before a capital letter or a digit, behind one letter, behind another hyphen.
 */
enum hyphen hyphen_judge(struct hyphenation *hyphenation, const char *before, size_t before_length, const char *after,
			 size_t after_length);
void hyphenation_done(struct hyphenation *hyphenation);

#endif
