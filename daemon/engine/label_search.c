/* SPDX-License-Identifier: MIT */
/* The best paths through a stretch of tokens; see label.h. */
#include <stdlib.h>
#include <string.h>

#include "label.h"

#define NEVER (-1000000)
#define BEAM (5 * LABEL_SCALE) /* paths further behind the best are no candidates */
#define STEPS_MAX 6000         /* partial paths taken up in one unit */
#define NODES_MAX (STEPS_MAX * 6)

/* A partial path: its last label, and the node of the path before. */
struct node {
	int32_t score, estimate;
	int32_t before;
	uint16_t at; /* tokens of the unit it covers */
	uint8_t label;
};

struct label_search {
	int32_t rest[LABEL_UNIT_MAX][LABEL_COUNT]; /* best score behind token i with the label */
	struct node nodes[NODES_MAX];
	int32_t heap[NODES_MAX]; /* nodes by estimate, highest first */
	int32_t node_count, heap_count;
	uint8_t successors[LABEL_COUNT][8], successor_count[LABEL_COUNT]; /* pairs */
};

struct label_search *label_search_new(void)
{
	struct label_search *search = xcalloc(1, sizeof(*search));

	for (int pair = 0; pair < LABEL_PAIRS; pair++) {
		uint8_t from = label_pairs[pair].from;

		search->successors[from][search->successor_count[from]++] = (uint8_t)pair;
	}
	return search;
}

void label_search_free(struct label_search *search)
{
	free(search);
}

static void push(struct label_search *search, struct node node)
{
	int32_t at = search->heap_count++;

	search->nodes[search->node_count] = node;
	while (at > 0 && search->nodes[search->heap[(at - 1) / 2]].estimate < node.estimate) {
		search->heap[at] = search->heap[(at - 1) / 2];
		at = (at - 1) / 2;
	}
	search->heap[at] = search->node_count++;
}

static int32_t pop(struct label_search *search)
{
	int32_t top = search->heap[0], moved = search->heap[--search->heap_count], at = 0;

	for (;;) {
		int32_t child = 2 * at + 1;

		if (child >= search->heap_count)
			break;
		if (child + 1 < search->heap_count &&
		    search->nodes[search->heap[child + 1]].estimate > search->nodes[search->heap[child]].estimate)
			child++;
		if (search->nodes[search->heap[child]].estimate <= search->nodes[moved].estimate)
			break;
		search->heap[at] = search->heap[child];
		at = child;
	}
	search->heap[at] = moved;
	return top;
}

/* Label that stands before or behind the unit on the best path. */
static int label_beyond(const struct label_scores *scores, uint32_t token)
{
	return token >= scores->first && token < scores->first + scores->count ? scores->labels[token - scores->first]
									       : LABEL_OUT;
}

/* Best score of what is behind each token, from the unit's end back. */
static void fill_rest(struct label_search *search, const struct label_scores *scores, const struct label_unit *unit)
{
	uint32_t n = unit->last - unit->first, base = unit->first - scores->first;
	bool inner = unit->last < scores->first + scores->count;
	int beyond = label_beyond(scores, unit->last);

	for (int label = 0; label < LABEL_COUNT; label++)
		search->rest[n - 1][label] = NEVER;
	for (int pair = 0; pair < LABEL_PAIRS; pair++)
		if (label_pairs[pair].to == beyond)
			search->rest[n - 1][label_pairs[pair].from] =
				inner ? scores->edges[(size_t)(base + n) * LABEL_PAIRS + (size_t)pair] : 0;
	for (uint32_t i = n - 1; i > 0; i--) {
		const int16_t *edges = scores->edges + (size_t)(base + i) * LABEL_PAIRS;
		const int16_t *nodes = scores->nodes + (size_t)(base + i) * LABEL_COUNT;
		const int32_t *after = search->rest[i];
		int32_t *now = search->rest[i - 1];

		for (int label = 0; label < LABEL_COUNT; label++)
			now[label] = NEVER;
		for (int pair = 0; pair < LABEL_PAIRS; pair++) {
			int to = label_pairs[pair].to, from = label_pairs[pair].from;
			int32_t score = edges[pair] + nodes[to] + after[to];

			now[from] = score > now[from] ? score : now[from];
		}
	}
}

/* Take up the node's successors that are within the beam. */
static void expand(struct label_search *search, const struct label_scores *scores, const struct label_unit *unit,
		   int32_t index, int32_t least)
{
	struct node node = search->nodes[index];
	size_t token = unit->first - scores->first + node.at;

	for (int k = 0; k < search->successor_count[node.label]; k++) {
		int pair = search->successors[node.label][k], to = label_pairs[pair].to;
		int32_t score = node.score + scores->edges[token * LABEL_PAIRS + (size_t)pair] +
				scores->nodes[token * LABEL_COUNT + (size_t)to];
		int32_t estimate = score + search->rest[node.at][to];

		if (estimate >= least && search->node_count < NODES_MAX)
			push(search, (struct node){score, estimate, index, (uint16_t)(node.at + 1), (uint8_t)to});
	}
}

static void take_path(const struct label_search *search, int32_t index, struct label_candidate *candidate)
{
	for (; search->nodes[index].at > 0; index = search->nodes[index].before)
		candidate->labels[search->nodes[index].at - 1] = search->nodes[index].label;
}

/* Whether the candidate has the parts of one before it and only other gaps. */
static bool is_double(const struct label_unit *unit, uint32_t candidate)
{
	const uint8_t *labels = unit->candidates[candidate].labels;

	for (uint32_t c = 0; c < candidate; c++) {
		const uint8_t *other = unit->candidates[c].labels;
		uint32_t i = 0;

		while (i < unit->last - unit->first &&
		       (labels[i] == other[i] || (labels[i] < LABEL_PART && other[i] < LABEL_PART)))
			i++;
		if (i == unit->last - unit->first)
			return true;
	}
	return false;
}

void label_search_run(struct label_search *search, const struct label_scores *scores, struct label_unit *unit)
{
	uint32_t n = unit->last - unit->first;
	int before = unit->first > scores->first ? label_beyond(scores, unit->first - 1) : LABEL_OUT;
	int32_t best = NEVER;

	unit->count = 0;
	fill_rest(search, scores, unit);
	search->node_count = search->heap_count = 0;
	push(search, (struct node){0, 0, -1, 0, (uint8_t)before});
	for (int steps = 0; search->heap_count && steps < STEPS_MAX && unit->count < LABEL_CANDIDATES; steps++) {
		int32_t index = pop(search);
		const struct node *node = &search->nodes[index];

		if (node->at == n) {
			best = unit->count ? best : node->estimate;
			unit->candidates[unit->count].score = node->estimate - best;
			take_path(search, index, &unit->candidates[unit->count]);
			unit->count += !is_double(unit, unit->count);
			continue;
		}
		expand(search, scores, unit, index, best == NEVER ? NEVER / 2 : best - BEAM);
	}
}
