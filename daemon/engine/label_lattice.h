/* SPDX-License-Identifier: MIT */
/*
 * The scores of a chunk of tokens, as label_lattice.c computes them and label_search.c goes through them, eight 16-bit
 * integers side by side. A state is a label; states are numbered so that the transitions from one lie side by side, in
 * the order of the scores they lead to:
 *
 *     state    0   1   2   3   4   5   6    7     8   9   10  11  12  13  14    15
 *     label    B0  O0  B1  O1  B2  O2  OUT  GAP0  I0  L0  I1  L1  I2  L2  GAP1  GAP2
 *
 * B, I, L, O are the places in parts 0 to 2, GAP is LABEL_BETWEEN. From OUT, a gap and a part that has ended the way
 * leads to states 0 to 6 and to the part's gap (rows 0 to 9 of LABEL_ROWS); from B and I to I and L (rows 10, 11).
 */
#ifndef QUOTED_LABEL_LATTICE_H
#define QUOTED_LABEL_LATTICE_H

#include <endian.h>
#include <string.h>

#include "label.h"
#include "label_rows.h"

#define LABEL_ROWS 12
#define STATE_OUT 6
#define LABEL_BEAM (4 * LABEL_SCALE) /* paths further behind the best are not near */

extern const uint8_t label_of_state[LABEL_COUNT];

struct label_lattice {
	uint32_t first, count; /* tokens */
	uint32_t room;
	label_lanes *onward; /* LABEL_ROWS a token: of each transition to it, with the best path on from there */
	label_lanes *best;   /* two a token: the most of these from each state of the token before */
	uint8_t *states;     /* of the best path, which is outside at both ends of the chunk */
	uint8_t *labels;     /* the same as labels */
	uint32_t *forks;     /* the first token from each on at which the best path has another one near, or count */
};

void label_lattice_fill(struct label_lattice *lattice, struct label_rows *scores, const struct label_view *view,
			uint32_t first, uint32_t count);
void label_lattice_done(struct label_lattice *lattice);

/* The rows of the transitions' weights, which are in the order of label_pairs. */
void label_edge_rows(const int8_t *weights, label_lanes *rows);

/* A row of node weights, in the order of states. */
static inline label_bytes label_node_row(const int8_t *weights)
{
	label_bytes row;

	for (int state = 0; state < LABEL_COUNT; state++)
		row[state] = weights[label_of_state[state]];
	return row;
}

/* The row of the transitions from a state. */
static inline int label_row(int state)
{
	static const uint8_t rows[LABEL_COUNT] = {10, 0, 10, 1, 10, 2, 3, 4, 11, 5, 11, 6, 11, 7, 8, 9};

	return rows[state];
}

/* The state at a place in the row of the transitions from another. */
static inline int label_state(int from, int place)
{
	static const uint8_t last[LABEL_COUNT] = {15, 7, 15, 14, 15, 15, 7, 7, 15, 7, 15, 14, 15, 15, 14, 15};

	return label_row(from) >= 10 ? place + 8 : place < 7 ? place : last[from];
}

/* The most of the transitions to token k of the chunk from a state, with all that follows. */
static inline int16_t label_best(const struct label_lattice *lattice, size_t k, int from)
{
	return lattice->best[2 * k + (size_t)from / 8][from % 8];
}

/* Places of the transitions to token k from a state whose score is not under `least`: a bit for each, at 8 * place. */
static inline uint64_t label_near(const struct label_lattice *lattice, size_t k, int from, int16_t least)
{
	typedef int8_t bytes __attribute__((vector_size(8)));
	static const uint64_t all = 0x0101010101010101, pair = 0x0101;
	label_lanes row = lattice->onward[k * LABEL_ROWS + (size_t)label_row(from)];
	bytes near = __builtin_convertvector(row >= least, bytes);
	uint64_t bits;

	memcpy(&bits, &near, sizeof(bits));
	return le64toh(bits) & (label_row(from) >= 10 ? pair << 8 * (from % 8) : all);
}

/* The last of the places: of transitions that are level, that which opens no part. */
static inline int label_last(uint64_t places)
{
	return 7 - __builtin_clzll(places) / 8;
}

#endif
