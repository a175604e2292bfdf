/* SPDX-License-Identifier: MIT */
/*
 * The stem of each word and what it means for a claim, remembered: most words of a language come again and again.
 * What terms there are is terms.c's matter.
 */
#ifndef QUOTED_STEM_H
#define QUOTED_STEM_H

#include "document.h"
#include "terms.h"

struct stem {
	const char *text;
	size_t length;
	const struct term_entry *entry; /* of the stem alone, or NULL */
};

struct stems;

/* terms and lexicon must outlive it. */
struct stems *stems_new(const struct terms *terms, const struct lexicon *lexicon);
void stems_free(struct stems *stems);
/* Let memory be fetched that stems_of needs for the token, to be asked for soon. */
void stems_expect(const struct stems *stems, const struct token *token);
/* The stem of a token's lemma, or of its word. Of a word that no list has it is good until the next call. */
const struct stem *stems_of(struct stems *stems, const struct document *document, const struct token *token);
/* The entry of stems joined by blanks, also of what only begins others; or NULL. */
const struct term_entry *stems_find(const struct stems *stems, const char *text, size_t length);

#endif
