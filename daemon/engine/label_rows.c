/* SPDX-License-Identifier: MIT */
/* Sums of rows of the model's weights; see label_rows.h. */
#include "label_rows.h"

#include <stdlib.h>
#include <string.h>

#include "label_features.h"
#include "label_lattice.h"

#define FORBIDDEN (-8000)
#define AHEAD 4     /* tokens: so long before they are added, rows from all over the model are called for from memory */
#define PLACES 8    /* a place or a hint is less */
#define EDGE_ROWS 4 /* to be added for a transition, two of them sums */

/* A sum of rows of transitions, made when it is first asked for. */
struct edge_sum {
	label_lanes rows[LABEL_ROWS];
};

/* What is called for of a token. */
struct called {
	uint32_t nodes[LABEL_NODE_LANES]; /* bytes from the first row */
	const label_lanes *edges[EDGE_ROWS];
};

struct label_rows {
	const struct label_model *model;
	const struct label_view *view;
	uint32_t first;
	struct called called[AHEAD];
	struct edge_sum *pairs[256]; /* by the edges of the token before and of the token */
	struct edge_sum places[PLACES * PLACES * PLACES * PLACES]; /* by their places and hints */
	bool has_pair[256][256], has_place[PLACES * PLACES * PLACES * PLACES];
};

struct label_rows *label_rows_new(const struct label_model *model)
{
	struct label_rows *rows = xcalloc(1, sizeof(*rows));

	rows->model = model;
	return rows;
}

void label_rows_free(struct label_rows *rows)
{
	if (!rows)
		return;
	for (size_t edge = 0; edge < sizeof(rows->pairs) / sizeof(*rows->pairs); edge++)
		free(rows->pairs[edge]);
	free(rows);
}

static inline const label_lanes *edge_row(const struct label_model *model, uint32_t feature)
{
	return model->edges + (size_t)(feature & ((1u << model->edge_bits) - 1)) * LABEL_ROWS;
}

static void sum_edges(const struct label_model *model, const uint32_t *features, size_t count, struct edge_sum *sum)
{
	for (size_t k = 0; k < count; k++)
		for (int r = 0; r < LABEL_ROWS; r++)
			sum->rows[r] += edge_row(model, features[k])[r];
}

/* The rows of the edges on both sides of a transition, and of every one; some places of a row stand for none. */
static const label_lanes *make_pair(struct label_rows *rows, const struct label_token *t)
{
	static const label_lanes none = {0}, no_out = {0, 0, 0, 0, 0, 0, FORBIDDEN, 0},
				 no_gap = {0, 0, 0, 0, 0, 0, 0, FORBIDDEN},
				 no_end = {0, 0, 0, 0, 0, 0, FORBIDDEN, FORBIDDEN};
	const struct edge_sum start = {
		{none, none, none, no_gap, no_out, none, none, none, no_out, no_out, no_end, no_end}};
	struct edge_sum **row = &rows->pairs[t[-1].edge];
	uint32_t features[LABEL_PAIR_FEATURES];

	if (!*row)
		*row = xmalloc(256 * sizeof(**row));
	rows->has_pair[t[-1].edge][t->edge] = true;
	(*row)[t->edge] = start;
	label_pair_features(t, features);
	sum_edges(rows->model, features, LABEL_PAIR_FEATURES, &(*row)[t->edge]);
	return (*row)[t->edge].rows;
}

static inline const label_lanes *place_rows(struct label_rows *rows, const struct label_token *t)
{
	size_t at = ((t[-1].place % PLACES * PLACES + t->place % PLACES) * PLACES + t[-1].hint % PLACES) * PLACES +
		    t->hint % PLACES;
	uint32_t features[LABEL_PLACE_FEATURES];

	if (!rows->has_place[at]) {
		rows->has_place[at] = true;
		label_place_features(t, features);
		sum_edges(rows->model, features, LABEL_PLACE_FEATURES, &rows->places[at]);
	}
	return rows->places[at].rows;
}

LABEL_CLONED static void call(struct label_rows *rows, uint32_t i)
{
	const struct label_token *t = &rows->view->tokens[LABEL_PADDING + i];
	const struct label_model *model = rows->model;
	struct called *called = &rows->called[i % AHEAD];
	struct label_node node = label_node_of(t);
	uint32_t mask = (1u << model->node_bits) - 1;

	label_node_hash(&node, called->nodes);
	for (size_t k = 0; k < LABEL_NODE_LANES; k++)
		called->nodes[k] = (called->nodes[k] & mask) * (uint32_t)sizeof(label_bytes);
	for (size_t k = 0; k < LABEL_NODE_FEATURES; k++)
		__builtin_prefetch((const char *)model->nodes + called->nodes[k]);
	called->edges[0] =
		rows->has_pair[t[-1].edge][t->edge] ? rows->pairs[t[-1].edge][t->edge].rows : make_pair(rows, t);
	called->edges[1] = place_rows(rows, t);
	called->edges[2] = edge_row(model, label_function_feature(t));
	called->edges[3] = edge_row(model, label_next_feature(t));
	for (size_t at = 0; at < LABEL_ROWS; at += 4) {
		__builtin_prefetch(called->edges[0] + at);
		__builtin_prefetch(called->edges[2] + at);
		__builtin_prefetch(called->edges[3] + at);
	}
}

void label_rows_begin(struct label_rows *rows, const struct label_view *view, uint32_t first, uint32_t last)
{
	rows->view = view;
	rows->first = first;
	for (uint32_t i = last; i > first && i + AHEAD > last; i--)
		call(rows, i - 1);
}

/* The sum of rows, each as one array: the compiler takes as many lanes at once as the processor has. */
static inline void add_edges(const int16_t *restrict a, const int16_t *restrict b, const int16_t *restrict c,
			     const int16_t *restrict d, int16_t *restrict sum)
{
	for (size_t k = 0; k < LABEL_ROWS * sizeof(label_lanes) / sizeof(*sum); k++)
		sum[k] = (int16_t)(a[k] + b[k] + c[k] + d[k]);
}

LABEL_CLONED void label_rows_add(struct label_rows *rows, uint32_t i, label_lanes *edges, label_lanes *nodes)
{
	const struct called *called = &rows->called[i % AHEAD];
	const label_lanes *const *e = called->edges;
	const char *first = (const char *)rows->model->nodes;
	int16_t sums[LABEL_COUNT] = {0};
	label_lanes halves[2];

#pragma GCC unroll 16
	for (size_t k = 0; k < LABEL_NODE_FEATURES; k++) {
		const int8_t *row = (const int8_t *)(first + called->nodes[k]);

		for (int state = 0; state < LABEL_COUNT; state++)
			sums[state] = (int16_t)(sums[state] + row[state]);
	}
	memcpy(halves, sums, sizeof(halves));
	nodes[0] += halves[0];
	nodes[1] += halves[1];
	add_edges((const int16_t *)e[0], (const int16_t *)e[1], (const int16_t *)e[2], (const int16_t *)e[3],
		  (int16_t *)edges);
	if (i >= rows->first + AHEAD)
		call(rows, i - AHEAD);
}
