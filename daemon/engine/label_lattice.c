/* SPDX-License-Identifier: MIT */
/*
 * The labeller's lattice: from a chunk's end to its start, the scores of each token's labels and of the transitions to
 * it, with the best path on from there (the Viterbi algorithm backwards); then the best path. See label.h.
 */
#include "label_lattice.h"

#include <stdlib.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#define REST_MAX 12000 /* scores of what follows, against that from OUT */

#define BEGIN(part) (LABEL_PART + PLACE_COUNT * (part) + PLACE_BEGIN)
#define INSIDE(part) (LABEL_PART + PLACE_COUNT * (part) + PLACE_INSIDE)
#define LAST(part) (LABEL_PART + PLACE_COUNT * (part) + PLACE_LAST)
#define ONLY(part) (LABEL_PART + PLACE_COUNT * (part) + PLACE_ONLY)

const uint8_t label_of_state[LABEL_COUNT] = {
	BEGIN(0),  ONLY(0), BEGIN(1),  ONLY(1), BEGIN(2),  ONLY(2), LABEL_OUT,         LABEL_BETWEEN,
	INSIDE(0), LAST(0), INSIDE(1), LAST(1), INSIDE(2), LAST(2), LABEL_BETWEEN + 1, LABEL_BETWEEN + 2,
};

void label_edge_rows(const int8_t *weights, label_lanes *rows)
{
	int states[LABEL_COUNT];

	for (int state = 0; state < LABEL_COUNT; state++)
		states[label_of_state[state]] = state;
	for (int pair = 0; pair < LABEL_PAIRS; pair++) {
		int from = states[label_pairs[pair].from], to = states[label_pairs[pair].to];

		rows[label_row(from)][label_row(from) >= 10 ? to - 8 : to < 7 ? to : 7] = (int16_t)(int)weights[pair];
	}
}

static inline label_lanes most_of(label_lanes a, label_lanes b)
{
#ifdef __SSE2__
	return (label_lanes)_mm_max_epi16((__m128i)a, (__m128i)b);
#else
	label_lanes more = a > b;

	return (a & more) | (b & ~more);
#endif
}

/* One step towards the most of each of two rows. */
static inline label_lanes fold(label_lanes a, label_lanes b)
{
	return most_of(__builtin_shufflevector(a, b, 0, 8, 1, 9, 2, 10, 3, 11),
		       __builtin_shufflevector(a, b, 4, 12, 5, 13, 6, 14, 7, 15));
}

/* The most of each of five rows, in places 1, 3, 5, 6 and 7; that of each pair of `inner` in 0, 2 and 4. */
static inline label_lanes most_of_rows(const label_lanes *rows, label_lanes inner)
{
	static const label_lanes of_inner = {-1, 0, -1, 0, -1, 0, 0, 0};
	label_lanes ends = fold(fold(rows[0], rows[2]), fold(rows[1], rows[4])), out = fold(rows[3], rows[3]);
	label_lanes all = fold(fold(out, out), ends);

	inner = most_of(inner, __builtin_shufflevector(inner, inner, 1, 0, 3, 2, 5, 4, 7, 6));
	return (inner & of_inner) | (all & ~of_inner);
}

/* Add what is behind the transitions to a token: scores of its states with all that follows. */
static inline void add_onward(label_lanes *rows, const label_lanes *after)
{
	static const label_lanes last = {0, 0, 0, 0, 0, 0, 0, -1};
	label_lanes first = after[0] & ~last,
		    high = __builtin_shufflevector(after[1], after[1], 0, 1, 2, 3, 4, 5, 6, 6);
	label_lanes gap1 = first | (high & last), gap2 = first | (after[1] & last);
	const label_lanes behind[LABEL_ROWS] = {after[0], gap1, gap2, after[0], after[0], after[0],
						gap1,     gap2, gap1, gap2,     after[1], after[1]};

	for (int r = 0; r < LABEL_ROWS; r++)
		rows[r] += behind[r];
}

/* The scores against that of OUT, and within bounds. */
static inline label_lanes against(label_lanes scores, label_lanes out)
{
	static const label_lanes zero = {0};

	scores -= __builtin_shufflevector(out, out, 6, 6, 6, 6, 6, 6, 6, 6);
	scores = most_of(scores, zero - REST_MAX);
	return -most_of(-scores, zero - REST_MAX);
}

/* The best path, and where others leave it. */
static void trace(struct label_lattice *lattice)
{
	uint32_t fork = lattice->count;
	int state = STATE_OUT;

	for (uint32_t k = 0; k < lattice->count; k++) {
		int16_t best = label_best(lattice, k, state);
		uint64_t near = label_near(lattice, k, state, (int16_t)(best - LABEL_BEAM));

		lattice->forks[k] = near & (near - 1) ? k : UINT32_MAX;
		if (near & (near - 1))
			near = label_near(lattice, k, state, best);
		state = label_state(state, label_last(near));
		lattice->states[k] = (uint8_t)state;
		lattice->labels[k] = label_of_state[state];
	}
	for (uint32_t k = lattice->count; k-- > 0; lattice->forks[k] = fork)
		fork = lattice->forks[k] == k ? k : fork;
}

LABEL_CLONED void label_lattice_fill(struct label_lattice *lattice, struct label_rows *scores,
				     const struct label_view *view, uint32_t first, uint32_t count)
{
	/* a chunk ends with a part's end or outside */
	label_lanes rest[2] = {{-REST_MAX, 0, -REST_MAX, 0, -REST_MAX, 0, 0, -REST_MAX},
			       {-REST_MAX, 0, -REST_MAX, 0, -REST_MAX, 0, -REST_MAX, -REST_MAX}};

	if (count > lattice->room) {
		lattice->room = count * 2;
		lattice->onward =
			xrealloc(lattice->onward, (size_t)lattice->room * LABEL_ROWS, sizeof(*lattice->onward));
		lattice->best = xrealloc(lattice->best, (size_t)lattice->room * 2, sizeof(*lattice->best));
		lattice->states = xrealloc(lattice->states, lattice->room, 1);
		lattice->labels = xrealloc(lattice->labels, lattice->room, 1);
		lattice->forks = xrealloc(lattice->forks, lattice->room, sizeof(*lattice->forks));
	}
	lattice->first = first;
	lattice->count = count;
	label_rows_begin(scores, view, first, first + count);
	for (uint32_t k = count; k-- > 0;) {
		label_lanes *rows = lattice->onward + (size_t)k * LABEL_ROWS, *best = lattice->best + 2 * (size_t)k;

		label_rows_add(scores, first + k, rows, rest);
		add_onward(rows, rest);
		best[0] = most_of_rows(rows, rows[10]);
		best[1] = most_of_rows(rows + 5, rows[11]);
		rest[0] = against(best[0], best[0]);
		rest[1] = against(best[1], best[0]);
	}
	trace(lattice);
}

void label_lattice_done(struct label_lattice *lattice)
{
	free(lattice->onward);
	free(lattice->best);
	free(lattice->states);
	free(lattice->labels);
	free(lattice->forks);
}
