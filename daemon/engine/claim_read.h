/* SPDX-License-Identifier: MIT */
/* One sentence of a content while its claim is being read: what claim.c begins and claim_read.c fills. */
#ifndef QUOTED_CLAIM_READ_H
#define QUOTED_CLAIM_READ_H

#include "claim.h"

#define TERMS_MAX 24  /* of one claim */
#define FIGURES_MAX 4 /* of one claim */

/* Stems found before: most words of a language come again and again. */
#define MEMO_SLOTS 4096
#define MEMO_LENGTH 28 /* bytes of a word or stem; longer ones are stemmed each time */
struct memo {
	char word[MEMO_LENGTH], stem[MEMO_LENGTH];
	uint8_t word_length, stem_length; /* word_length 0: empty */
};

struct claimer {
	struct memo memo[MEMO_SLOTS];
	const struct terms *terms;
	const struct lexicon *lexicon;
	struct sb_stemmer *stemmer;
};

/* A number on its way to becoming a figure. */
struct number {
	char value[24];
	uint32_t before; /* how many terms stood before it */
	bool counts_people;
	bool has_noun; /* of the term right behind it */
	uint32_t noun;
};

/* One sentence's claim being read. */
struct segment {
	struct claimer *claimer;
	const struct document *document;
	const struct statement *statement;
	const uint32_t *at; /* token numbers */
	uint32_t count;
	char terms[TERMS_MAX][TERM_LENGTH_MAX + 4];
	bool is_verb[TERMS_MAX], is_change[TERMS_MAX], is_counted[TERMS_MAX];
	uint32_t term_count, figures;
	struct number numbers[FIGURES_MAX];
	bool negated, is_denied, is_aside, embeds, negates_next, after_number;
};

static inline const struct token *token_at(const struct segment *segment, uint32_t i)
{
	return &segment->document->tokens[segment->at[i]];
}

/* The longest entry that begins at token i, or NULL; *ret_words: how many tokens it takes (1 if there is none). */
const struct term_entry *claim_entry_at(const struct segment *segment, uint32_t i, uint32_t *ret_words);
bool claim_is_name(const struct segment *segment, uint32_t i);
/* Fill the segment's terms and numbers from its tokens. */
void claim_read(struct segment *segment);
/* Which term a number counts; TERMS_MAX if none. */
uint32_t claim_counted(const struct segment *segment, const struct number *number);

#endif
