/* SPDX-License-Identifier: MIT */
/*
 * The parts of a candidate's labels and their features: of whole parts, of how they stand to each other, and of what is
 * left outside, which no token can see. What the features weigh is label_choice.c's matter.
 */
#ifndef QUOTED_LABEL_PARTS_H
#define QUOTED_LABEL_PARTS_H

#include "label.h"

#define PARTS_MAX 96         /* of a candidate */
#define PART_FEATURES_MAX 64 /* of a part, a pair, a stretch or a token */
#define WRITTEN_MAX (PARTS_MAX * 8)

struct part {
	uint32_t first, last;
	uint8_t part;
	bool apart;      /* begins a stretch: nothing of an attribution stands before it */
	uint32_t cue;    /* hash of the last word of the stretch's nearest cue, or 0 */
	uint32_t number; /* the same for the same part of all candidates */
	/* of its features, and of those with the part before it in its stretch */
	int32_t score, pair_score;
};

/* What features are made of, before they are hashed. */
struct part_writer {
	const struct label_token *tokens;
	uint32_t first; /* token of the unit */
	uint32_t count;
	uint32_t a[WRITTEN_MAX], b[WRITTEN_MAX];
	/* of each token of the unit, how many of several kinds stand before it: see label_parts.c */
	uint64_t contents[LABEL_UNIT_MAX + 1], hints[LABEL_UNIT_MAX + 1];
};

/* Make ready for the unit. */
void parts_begin(struct part_writer *writer, const struct label_view *view, const struct label_unit *unit);
/* The parts of the candidate, with their cues; returns how many. */
uint32_t parts_take(const struct part_writer *writer, const struct label_unit *unit, uint32_t candidate,
		    struct part *parts);
/* Write features: of a part, of two neighbours of one stretch, of a candidate as a whole, of a token outside. */
void parts_write(struct part_writer *writer, const struct part *part);
void parts_write_pair(struct part_writer *writer, const struct part *a, const struct part *b);
void parts_write_whole(struct part_writer *writer, const struct label_unit *unit, uint32_t candidate,
		       const struct part *parts, uint32_t count);
void parts_write_loose(struct part_writer *writer, const struct label_token *token);
/* Whether a token outside has any features. */
static inline bool parts_is_loose(const struct label_token *token)
{
	return token->cue >= 8 || token->edge == 1 || token->hint % 2 == 1;
}
/* Whether the token is in one of the parts; *next is the first that may hold it, and goes on with the tokens. */
bool parts_cover(const struct part *parts, uint32_t count, uint32_t *next, uint32_t token);

/* Hash what is written. */
static inline void parts_hash(const struct part_writer *writer, uint32_t *features)
{
	for (uint32_t i = 0; i < writer->count; i++) {
		uint32_t h = writer->a[i] * 0x9E3779B1u ^ writer->b[i] * 0x85EBCA77u;

		features[i] = (h ^ h >> 15) * 0xC2B2AE3Du;
	}
}

#endif
