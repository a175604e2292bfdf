/* SPDX-License-Identifier: MIT */
/*
 * The labeller's lattice: from a chunk's end to its start, the scores of each token's labels and of the transitions to
 * it, with the best path on from there (the Viterbi algorithm backwards); then the best path. See label.h.
 */
#include "label_lattice.h"

#include <stdlib.h>
#include <string.h>

#define REST_MAX 12000 /* scores of what follows, against that from OUT */
#define FORBIDDEN (-8000)

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

/* The rows of a token's features, called for from memory some tokens before they are added. */
#define AHEAD 4
struct rows {
	const label_lanes *nodes[LABEL_NODE_FEATURES], *edges[LABEL_EDGE_FEATURES];
	size_t node_count, edge_count;
};

static void call_rows(struct rows *rows, const struct label_model *model, const struct label_view *view, uint32_t i)
{
	uint32_t nodes[LABEL_NODE_FEATURES], edges[LABEL_EDGE_FEATURES];

	rows->node_count = label_node_features(view, i, nodes);
	rows->edge_count = label_edge_features(view, i, edges);
	for (size_t k = 0; k < rows->node_count; k++) {
		rows->nodes[k] = model->nodes + (nodes[k] & ((1u << model->node_bits) - 1));
		__builtin_prefetch(rows->nodes[k]);
	}
	for (size_t k = 0; k < rows->edge_count; k++) {
		rows->edges[k] = model->edges + (size_t)(edges[k] & ((1u << model->edge_bits) - 1)) * LABEL_ROWS;
		for (size_t at = 0; at < LABEL_ROWS; at += 4)
			__builtin_prefetch(rows->edges[k] + at);
	}
}

/* Scores of a token's labels, states 0 to 7 and 8 to 15. */
static void add_nodes(const struct rows *rows, label_lanes *scores)
{
	typedef uint16_t sums __attribute__((vector_size(16)));
	sums both = {0};
	label_lanes high = {0};

	for (size_t k = 0; k < rows->node_count; k++) {
		label_lanes row = *rows->nodes[k];

		both += (sums)row;
		high += row >> 8;
	}
	scores[0] += (label_lanes)(both - ((sums)high << 8)) - (int16_t)(128 * rows->node_count);
	scores[1] += high;
}

/* Scores of the transitions to a token. */
static void edge_scores(const struct rows *rows, label_lanes *scores)
{
	static const label_lanes none = {0}, no_out = {0, 0, 0, 0, 0, 0, FORBIDDEN, 0},
				 no_gap = {0, 0, 0, 0, 0, 0, 0, FORBIDDEN},
				 no_end = {0, 0, 0, 0, 0, 0, FORBIDDEN, FORBIDDEN};
	label_lanes sums[LABEL_ROWS] = {none, none, none,   no_gap, no_out, none,
					none, none, no_out, no_out, no_end, no_end};

	for (size_t k = 0; k < rows->edge_count; k++)
		for (int r = 0; r < LABEL_ROWS; r++)
			sums[r] += rows->edges[k][r];
	memcpy(scores, sums, sizeof(sums));
}

static inline label_lanes most_of(label_lanes a, label_lanes b)
{
	label_lanes more = a > b;

	return (a & more) | (b & ~more);
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
	label_lanes ends = fold(fold(rows[0], rows[2]), fold(rows[1], rows[4])), out = fold(rows[3], rows[3]);
	label_lanes all = fold(fold(out, out), ends);

	inner = most_of(inner, __builtin_shufflevector(inner, inner, 1, 0, 3, 2, 5, 4, 7, 6));
	return __builtin_shufflevector(inner, all, 0, 9, 2, 11, 4, 13, 14, 15);
}

/* Add what is behind the transitions to a token: scores of its states with all that follows. */
static inline void add_onward(label_lanes *rows, const label_lanes *after)
{
	label_lanes gap1 = __builtin_shufflevector(after[0], after[1], 0, 1, 2, 3, 4, 5, 6, 14);
	label_lanes gap2 = __builtin_shufflevector(after[0], after[1], 0, 1, 2, 3, 4, 5, 6, 15);
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

static void trace(struct label_lattice *lattice)
{
	int state = STATE_OUT;

	for (uint32_t k = 0; k < lattice->count; k++) {
		int16_t best = label_best(lattice, k, state);

		state = label_state(state, label_last(label_near(lattice, k, state, best)));
		lattice->states[k] = (uint8_t)state;
	}
}

void label_lattice_fill(struct label_lattice *lattice, const struct label_model *model, const struct label_view *view,
			uint32_t first, uint32_t count)
{
	/* a chunk ends with a part's end or outside */
	label_lanes rest[2] = {{-REST_MAX, 0, -REST_MAX, 0, -REST_MAX, 0, 0, -REST_MAX},
			       {-REST_MAX, 0, -REST_MAX, 0, -REST_MAX, 0, -REST_MAX, -REST_MAX}};
	struct rows ahead[AHEAD];

	if (count > lattice->room) {
		lattice->room = count * 2;
		lattice->onward =
			xrealloc(lattice->onward, (size_t)lattice->room * LABEL_ROWS, sizeof(*lattice->onward));
		lattice->best = xrealloc(lattice->best, (size_t)lattice->room * 2, sizeof(*lattice->best));
		lattice->states = xrealloc(lattice->states, lattice->room, 1);
	}
	lattice->first = first;
	lattice->count = count;
	for (uint32_t k = count; k-- > 0 && k + AHEAD >= count;)
		call_rows(&ahead[k % AHEAD], model, view, first + k);
	for (uint32_t k = count; k-- > 0;) {
		label_lanes *rows = lattice->onward + (size_t)k * LABEL_ROWS, *best = lattice->best + 2 * (size_t)k;

		edge_scores(&ahead[k % AHEAD], rows);
		add_nodes(&ahead[k % AHEAD], rest);
		if (k >= AHEAD)
			call_rows(&ahead[k % AHEAD], model, view, first + k - AHEAD);
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
}
