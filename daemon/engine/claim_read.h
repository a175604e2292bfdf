/* SPDX-License-Identifier: MIT */
/* One sentence of a content while its claim is being read: what claim.c begins and claim_read.c fills. */
#ifndef QUOTED_CLAIM_READ_H
#define QUOTED_CLAIM_READ_H

#include "claim.h"
#include "stem.h"

#define TERMS_MAX 24  /* of one claim */
#define FIGURES_MAX 4 /* of one claim */
#define VERBS (WORD(VERB_BASE) | WORD(VERB_S) | WORD(VERB_PAST) | WORD(VERB_PART) | WORD(VERB_ING))

/* A number on its way to becoming a figure. */
struct number {
	char value[24], upto[24]; /* upto: of a range, or empty */
	const char *bound;        /* as a figure has it */
	uint32_t before;          /* how many terms stood before it */
	bool counts_people;
	bool has_noun; /* of the term right behind it */
	uint32_t noun;
};

/* A term on its way, with its marks before it ("~!@^"). */
struct term {
	char text[TERM_LENGTH_MAX + 5];
	uint8_t length;
	bool is_minor; /* begins with '~' */
	bool is_verb, is_change, is_counted;
};

/* The longest entry that begins at a token, or NULL, and how many tokens it takes (1 if there is none). */
struct found {
	const struct term_entry *entry;
	const struct term_entry *sign; /* of a token that is no word: that of its bytes */
	uint32_t words;
};

/* One sentence's claim being read. */
struct segment {
	struct stems *stems;
	const struct document *document;
	const struct statement *statement;
	enum stance cue_stance;    /* that its words have together; STANCE_ASSERT: none of their own */
	const uint32_t *at;        /* token numbers */
	const struct found *found; /* by the same places */
	uint32_t count;
	uint32_t term_count, figures;
	bool negated, is_denied, is_aside, embeds, negates_next, after_number;
	bool is_between, is_from, bound_turns; /* of the number ahead; bound_turns: "not" before it is of the bound */
	const char *bound;
	uint32_t bound_end; /* the token that bound is of */
	struct number numbers[FIGURES_MAX];
	struct term terms[TERMS_MAX]; /* segments are zeroed as far as here */
	uint32_t prints[TERMS_MAX];   /* of the terms, by which most are told apart */
};

static inline const struct token *token_at(const struct segment *segment, uint32_t i)
{
	return &segment->document->tokens[segment->at[i]];
}

static inline const struct term_entry *claim_entry_at(const struct segment *segment, uint32_t i, uint32_t *ret_words)
{
	*ret_words = segment->found[i].words;
	return segment->found[i].entry;
}

/* Look up what begins at each of the segment's tokens, once for all who ask; found: the segment's. */
void claim_find(const struct segment *segment, struct found *found);
bool claim_is_name(const struct segment *segment, uint32_t i);
/* Fill the segment's terms and numbers from its tokens. */
void claim_read(struct segment *segment);
/* A term of what the number is measured in, which it counts then. */
void claim_emit_measure(struct segment *segment, struct number *number, const char *concept);
/* claim_figure.c: read what begins at token i, whose entry takes so many words, if it is of a number: its tokens, or 0.
 */
uint32_t claim_read_figure(struct segment *segment, uint32_t i, const struct term_entry *entry, uint32_t words);
/* Which term a number counts; TERMS_MAX if none. */
uint32_t claim_counted(const struct segment *segment, const struct number *number);

#endif
