/* SPDX-License-Identifier: MIT */
/*
 * Learn the labeller's chain: a conditional random field, by stochastic gradient on the likelihood with a part of the
 * features left out at each step.
 */
#include "chain.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define RATE 0.15F
#define DROPOUT 0.5F
#define EDGE_DROPOUT 0.3F
#define WINDOW 120 /* tokens learned from at once */
#define MARGIN 40  /* tokens on each side that are looked at besides */

struct learner {
	struct weight_tables *tables;
	float *node, *edge, *forward, *backward; /* of the article at hand */
	uint8_t *kept_nodes, *kept_edges;
	size_t room;
	uint64_t random;
};

static void make_room(struct learner *learner, size_t count)
{
	if (count <= learner->room)
		return;
	learner->room = count * 2;
	learner->node = xrealloc(learner->node, learner->room * LABEL_COUNT, sizeof(float));
	learner->forward = xrealloc(learner->forward, learner->room * LABEL_COUNT, sizeof(float));
	learner->backward = xrealloc(learner->backward, learner->room * LABEL_COUNT, sizeof(float));
	learner->edge = xrealloc(learner->edge, learner->room * LABEL_PAIRS, sizeof(float));
	learner->kept_nodes = xrealloc(learner->kept_nodes, learner->room, LABEL_NODE_FEATURES);
	learner->kept_edges = xrealloc(learner->kept_edges, learner->room, LABEL_EDGE_FEATURES);
}

/* The first feature of each kind is always there: it is the constant. */
static void choose_kept(struct learner *learner, const struct lattice *lattice)
{
	for (size_t i = 0; i < lattice->count * lattice->node_features; i++)
		learner->kept_nodes[i] =
			i % lattice->node_features == 0 || (float)next_random(&learner->random) >= DROPOUT;
	for (size_t i = 0; i < lattice->count * lattice->edge_features; i++)
		learner->kept_edges[i] =
			i % lattice->edge_features == 0 || (float)next_random(&learner->random) >= EDGE_DROPOUT;
}

static size_t node_row(uint32_t feature)
{
	return (size_t)(feature & ((1u << NODE_BITS) - 1)) * LABEL_COUNT;
}

static size_t edge_row(uint32_t feature)
{
	return (size_t)(feature & ((1u << LABEL_EDGE_BITS) - 1)) * LABEL_PAIRS;
}

/* Exponentials of the scores of token i's labels and of the transitions to them. */
static void potentials(struct learner *learner, const struct lattice *lattice, size_t i)
{
	float node[LABEL_COUNT] = {0}, edge[LABEL_PAIRS] = {0}, most = -1e9F;

	for (size_t at = i * lattice->node_features, k = 0; k < lattice->node_features; k++) {
		const float *row = learner->tables->nodes.weights + node_row(lattice->nodes[at + k]);
		float factor = k ? learner->kept_nodes[at + k] / (1 - DROPOUT) : 1;

		for (int label = 0; label < LABEL_COUNT; label++)
			node[label] += factor * row[label];
	}
	for (size_t at = i * lattice->edge_features, k = 0; k < lattice->edge_features; k++) {
		const float *row = learner->tables->edges.weights + edge_row(lattice->edges[at + k]);
		float factor = k ? learner->kept_edges[at + k] / (1 - EDGE_DROPOUT) : 1;

		for (int pair = 0; pair < LABEL_PAIRS; pair++)
			edge[pair] += factor * row[pair];
	}
	for (int label = 0; label < LABEL_COUNT; label++)
		most = node[label] > most ? node[label] : most;
	for (int label = 0; label < LABEL_COUNT; label++)
		learner->node[i * LABEL_COUNT + (size_t)label] = expf(node[label] - most);
	for (int pair = 0; pair < LABEL_PAIRS; pair++)
		learner->edge[i * LABEL_PAIRS + (size_t)pair] = expf(edge[pair]);
}

static void scale(float *values)
{
	float sum = 0;

	for (int label = 0; label < LABEL_COUNT; label++)
		sum += values[label];
	for (int label = 0; label < LABEL_COUNT; label++)
		values[label] /= sum;
}

/* Probabilities of tokens [first, last) from both sides; what lies beyond is free, but outside at the article's ends.
 */
static void forward_backward(struct learner *learner, size_t first, size_t last, bool at_end)
{
	float start[LABEL_COUNT];

	for (int label = 0; label < LABEL_COUNT; label++) {
		start[label] = first || label == LABEL_OUT;
		learner->backward[(last - 1) * LABEL_COUNT + (size_t)label] =
			!at_end || label_follows(label, LABEL_OUT);
	}
	for (size_t i = first; i < last; i++) {
		const float *before = i > first ? learner->forward + (i - 1) * LABEL_COUNT : start;
		float *now = learner->forward + i * LABEL_COUNT;

		memset(now, 0, LABEL_COUNT * sizeof(*now));
		for (int pair = 0; pair < LABEL_PAIRS; pair++)
			now[label_pairs[pair].to] +=
				before[label_pairs[pair].from] * learner->edge[i * LABEL_PAIRS + (size_t)pair];
		for (int to = 0; to < LABEL_COUNT; to++)
			now[to] *= learner->node[i * LABEL_COUNT + (size_t)to];
		scale(now);
	}
	for (size_t i = last - 1; i > first; i--) {
		const float *after = learner->backward + i * LABEL_COUNT, *node = learner->node + i * LABEL_COUNT;
		float *now = learner->backward + (i - 1) * LABEL_COUNT;

		memset(now, 0, LABEL_COUNT * sizeof(*now));
		for (int pair = 0; pair < LABEL_PAIRS; pair++)
			now[label_pairs[pair].from] += learner->edge[i * LABEL_PAIRS + (size_t)pair] *
						       after[label_pairs[pair].to] * node[label_pairs[pair].to];
		scale(now);
	}
}

/* before: probabilities of the labels of the token before, NULL at the article's start. */
static void learn_token(struct learner *learner, const struct lattice *lattice, size_t i, const float *before)
{
	const float *after = learner->backward + i * LABEL_COUNT;
	float start[LABEL_COUNT] = {1}, pairs[LABEL_PAIRS], labels[LABEL_COUNT] = {0}, sum = 0;
	uint8_t from = i ? lattice->labels[i - 1] : LABEL_OUT, to = lattice->labels[i];

	before = before ? before : start;
	for (int pair = 0; pair < LABEL_PAIRS; pair++)
		sum += pairs[pair] = before[label_pairs[pair].from] * learner->edge[i * LABEL_PAIRS + (size_t)pair] *
				     learner->node[i * LABEL_COUNT + label_pairs[pair].to] *
				     after[label_pairs[pair].to];
	if (!(sum > 1e-30F))
		return;
	for (int pair = 0; pair < LABEL_PAIRS; pair++) {
		pairs[pair] /= -sum;
		labels[label_pairs[pair].to] += pairs[pair];
		if (label_pairs[pair].from == from && label_pairs[pair].to == to)
			pairs[pair] += 1;
	}
	labels[to] += 1;
	for (size_t at = i * lattice->node_features, k = 0; k < lattice->node_features; k++)
		if (learner->kept_nodes[at + k])
			table_update(&learner->tables->nodes, node_row(lattice->nodes[at + k]), labels, LABEL_COUNT,
				     k ? 1 / (1 - DROPOUT) : 1);
	for (size_t at = i * lattice->edge_features, k = 0; k < lattice->edge_features; k++)
		if (learner->kept_edges[at + k])
			table_update(&learner->tables->edges, edge_row(lattice->edges[at + k]), pairs, LABEL_PAIRS,
				     k ? 1 / (1 - EDGE_DROPOUT) : 1);
}

/* One step on the tokens of a window. */
static void learn_window(struct learner *learner, const struct lattice *lattice, size_t from, size_t to)
{
	size_t first = from > MARGIN ? from - MARGIN : 0,
	       last = to + MARGIN < lattice->count ? to + MARGIN : lattice->count;

	for (size_t i = first; i < last; i++)
		potentials(learner, lattice, i);
	forward_backward(learner, first, last, last == lattice->count);
	for (size_t i = from; i < to; i++)
		learn_token(learner, lattice, i, i > first ? learner->forward + (i - 1) * LABEL_COUNT : NULL);
}

static void learn_article(struct learner *learner, const struct lattice *lattice)
{
	make_room(learner, lattice->count);
	choose_kept(learner, lattice);
	for (size_t from = 0; from < lattice->count; from += WINDOW)
		learn_window(learner, lattice, from, from + WINDOW < lattice->count ? from + WINDOW : lattice->count);
}

/* One run over all rounds, from weights of 0; seed: of the order of the articles and of what is left out. */
static void run(struct weight_tables *tables, const struct corpus *corpus, int fold, int folds, int rounds,
		uint64_t seed)
{
	struct learner learner = {.tables = tables, .random = 88172645463325252ULL ^ seed << 20};
	size_t *order = xcalloc(corpus->count + 1, sizeof(*order));

	table_init(&tables->nodes, (size_t)1 << NODE_BITS, LABEL_COUNT);
	table_init(&tables->edges, (size_t)1 << LABEL_EDGE_BITS, LABEL_PAIRS);
	for (size_t k = 0; k < corpus->count; k++)
		order[k] = k;
	for (int round = 0; round < rounds; round++) {
		tables->nodes.rate = tables->edges.rate = RATE * (1 - (float)round / (float)rounds);
		for (size_t k = corpus->count; k > 1; k--) {
			size_t other = (size_t)(next_random(&learner.random) * (double)k), kept = order[k - 1];

			order[k - 1] = order[other];
			order[other] = kept;
		}
		for (size_t k = 0; k < corpus->count; k++)
			if ((int)(order[k] % (size_t)folds) != fold)
				learn_article(&learner, &corpus->lattices[order[k]]);
	}
	free(order);
	free(learner.node);
	free(learner.edge);
	free(learner.forward);
	free(learner.backward);
	free(learner.kept_nodes);
	free(learner.kept_edges);
}

static void add_share(struct table *sum, const struct table *table, float share)
{
	for (size_t i = 0; i < sum->size; i++)
		sum->weights[i] += table->weights[i] * share;
}

void chain_learn(struct weight_tables *tables, const struct corpus *corpus, int fold, int folds, int rounds, int runs)
{
	table_init(&tables->nodes, (size_t)1 << NODE_BITS, LABEL_COUNT);
	table_init(&tables->edges, (size_t)1 << LABEL_EDGE_BITS, LABEL_PAIRS);
	for (int k = 0; k < runs; k++) {
		struct weight_tables one = {0};

		run(&one, corpus, fold, folds, rounds, (uint64_t)k);
		add_share(&tables->nodes, &one.nodes, 1 / (float)runs);
		add_share(&tables->edges, &one.edges, 1 / (float)runs);
		table_done(&one.nodes);
		table_done(&one.edges);
	}
}
