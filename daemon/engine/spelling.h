/* SPDX-License-Identifier: MIT */
/*
 * What the letters of a word say: its entry of the lexicon, its capitals, and where a contraction parts.
 * Where words begin and end is token.c's matter.
 */
#ifndef QUOTED_SPELLING_H
#define QUOTED_SPELLING_H

#include "document.h"

/* Set the words, hash and capitals of tokens [first, last), as far as they are words or numbers without a hash. */
void spell_tokens(struct document *document, uint32_t first, uint32_t last);

/*
 * Where the tail of the contraction [start, end) begins ("n't", "'ll", "'s"), if the lexicon has it; end if there is
 * none. is_mark: whether the tail is a mark of possession.
 */
size_t spelling_tail(const struct document *document, size_t start, size_t end, bool *is_mark);

/* Bytes of the apostrophe at text, or 0. */
size_t apostrophe_length(const char *text, size_t left);

#endif
