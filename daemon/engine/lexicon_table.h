/* SPDX-License-Identifier: MIT */
/* The lexicon's table, for the reader of list files that fills it. */
#ifndef QUOTED_LEXICON_TABLE_H
#define QUOTED_LEXICON_TABLE_H

#include "lexicon.h"

struct slot;

struct lexicon {
	struct word *words; /* dense */
	uint32_t count, room;
	struct slot *slots;
	uint32_t slot_mask;
	uint32_t *lemmas; /* word id -> lemma id + 1 as given, or 0 */
	struct arena arena;
};

/* The id of the folded word of length bytes, at most LEXICON_LINE_MAX, that is put in if it is new. */
uint32_t lexicon_intern(struct lexicon *lexicon, const char *text, size_t length);

#define LEXICON_LINE_MAX 511 /* bytes of an entry's word or phrase */

#endif
