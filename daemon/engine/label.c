/* SPDX-License-Identifier: MIT */
/* Label a document: the scores of a chunk at a time, the best path, and where it is not alone, the choice. */
#include "label.h"

#include <stdlib.h>
#include <string.h>

#define CHUNK_LEAST 600 /* tokens after which a paragraph's end ends the chunk */
#define CHUNK_MAX 4096
#define FLOOR (-16000) /* of a path against the best one */

struct labeller {
	const struct label_model *model;
	struct label_view view;
	struct label_scores scores;
	struct label_search *search;
	struct label_unit unit;
	int16_t *paths; /* best score of a path to each label, LABEL_COUNT a token of the chunk */
	uint8_t *labels;
	uint32_t room;
};

struct labeller *labeller_new(const struct label_model *model)
{
	struct labeller *labeller = xcalloc(1, sizeof(*labeller));

	labeller->model = model;
	labeller->search = label_search_new();
	labeller->scores.nodes = xcalloc((size_t)CHUNK_MAX * LABEL_COUNT, sizeof(int16_t));
	labeller->scores.edges = xcalloc((size_t)CHUNK_MAX * LABEL_PAIRS, sizeof(int16_t));
	labeller->paths = xcalloc((size_t)CHUNK_MAX * LABEL_COUNT, sizeof(int16_t));
	return labeller;
}

void labeller_free(struct labeller *labeller)
{
	if (!labeller)
		return;
	label_view_done(&labeller->view);
	label_search_free(labeller->search);
	free(labeller->scores.nodes);
	free(labeller->scores.edges);
	free(labeller->paths);
	free(labeller->labels);
	free(labeller);
}

static void node_scores(const struct labeller *labeller, uint32_t i, int16_t *restrict scores)
{
	const struct label_model *model = labeller->model;
	uint32_t features[LABEL_NODE_FEATURES], mask = (1u << model->node_bits) - 1;
	size_t count = label_node_features(&labeller->view, i, features);

	memset(scores, 0, LABEL_COUNT * sizeof(*scores));
	for (size_t k = 0; k < count; k++) {
		const int8_t *row = model->nodes + (size_t)(features[k] & mask) * LABEL_COUNT;

		for (int label = 0; label < LABEL_COUNT; label++)
			scores[label] = (int16_t)(scores[label] + row[label]);
	}
}

/* Scores of all transitions from token i - 1 to token i. */
static void edge_scores(const struct labeller *labeller, uint32_t i, int16_t *restrict scores)
{
	const struct label_model *model = labeller->model;
	uint32_t features[LABEL_EDGE_FEATURES], mask = (1u << model->edge_bits) - 1;
	size_t count = label_edge_features(&labeller->view, i, features);

	memset(scores, 0, LABEL_PAIRS * sizeof(*scores));
	for (size_t k = 0; k < count; k++) {
		const int16_t *row = model->edges + (size_t)(features[k] & mask) * LABEL_PAIRS;

		for (int pair = 0; pair < LABEL_PAIRS; pair++)
			scores[pair] = (int16_t)(scores[pair] + row[pair]);
	}
}

static int best_of(const int16_t *scores)
{
	int best = 0;

	for (int label = 1; label < LABEL_COUNT; label++)
		if (scores[label] > scores[best])
			best = label;
	return best;
}

/* One step of the Viterbi algorithm: scores of a token's labels from those of the token before. */
static void step(const int16_t *nodes, const int16_t *edges, const int16_t *before, int16_t *scores)
{
	int32_t sums[LABEL_COUNT], best = INT32_MIN;

	for (int to = 0; to < LABEL_COUNT; to++)
		sums[to] = INT16_MIN;
	for (int pair = 0; pair < LABEL_PAIRS; pair++) {
		int32_t score = before[label_pairs[pair].from] + edges[pair];
		int to = label_pairs[pair].to;

		sums[to] = score > sums[to] ? score : sums[to];
	}
	for (int to = 0; to < LABEL_COUNT; to++) {
		sums[to] += nodes[to];
		best = sums[to] > best ? sums[to] : best;
	}
	for (int to = 0; to < LABEL_COUNT; to++)
		scores[to] = (int16_t)(sums[to] - best > FLOOR ? sums[to] - best : FLOOR);
}

/* The label before `to` on the best path. */
static uint8_t label_before(const int16_t *edges, const int16_t *before, int to)
{
	int best = LABEL_OUT, best_score = INT32_MIN;

	for (int pair = 0; pair < LABEL_PAIRS; pair++) {
		int score = before[label_pairs[pair].from] + edges[pair];

		if (label_pairs[pair].to == to && score > best_score) {
			best_score = score;
			best = label_pairs[pair].from;
		}
	}
	return (uint8_t)best;
}

/* Score the chunk's tokens and find its best path; it is outside at both ends. */
static void find_path(struct labeller *labeller)
{
	struct label_scores *scores = &labeller->scores;
	int16_t start[LABEL_COUNT], *last = labeller->paths + (size_t)(scores->count - 1) * LABEL_COUNT;

	for (int label = 0; label < LABEL_COUNT; label++)
		start[label] = label == LABEL_OUT ? 0 : FLOOR;
	for (uint32_t i = 0; i < scores->count; i++) {
		int16_t *nodes = scores->nodes + (size_t)i * LABEL_COUNT,
			*edges = scores->edges + (size_t)i * LABEL_PAIRS;

		node_scores(labeller, scores->first + i, nodes);
		edge_scores(labeller, scores->first + i, edges);
		step(nodes, edges, i ? labeller->paths + (size_t)(i - 1) * LABEL_COUNT : start,
		     labeller->paths + (size_t)i * LABEL_COUNT);
	}
	for (int label = 0; label < LABEL_COUNT; label++)
		last[label] = label_follows(label, LABEL_OUT) ? last[label] : FLOOR;
	scores->labels[scores->count - 1] = (uint8_t)best_of(last);
	for (uint32_t i = scores->count - 1; i > 0; i--)
		scores->labels[i - 1] =
			label_before(scores->edges + (size_t)i * LABEL_PAIRS,
				     labeller->paths + (size_t)(i - 1) * LABEL_COUNT, scores->labels[i]);
}

/* Whether a unit may end with token i of the document: at a sentence's end, where the best path is outside. */
static bool ends_unit(const struct label_scores *scores, const struct document *document, uint32_t i)
{
	uint32_t at = i - scores->first;

	if (at + 1 == scores->count)
		return true;
	if (document->tokens[i + 1].sentence == document->tokens[i].sentence)
		return false;
	return scores->labels[at] == LABEL_OUT || scores->labels[at + 1] == LABEL_OUT;
}

static void choose_units(struct labeller *labeller, const struct document *document, label_see *see, void *data)
{
	struct label_scores *scores = &labeller->scores;
	struct label_unit *unit = &labeller->unit;

	unit->first = scores->first;
	for (uint32_t i = scores->first; i < scores->first + scores->count; i++) {
		if (!ends_unit(scores, document, i))
			continue;
		unit->last = i + 1;
		if (unit->last - unit->first <= LABEL_UNIT_MAX) {
			label_search_run(labeller->search, scores, unit);
			if (unit->count > 1)
				memcpy(labeller->labels + unit->first,
				       unit->candidates[see(data, &labeller->view, unit)].labels,
				       unit->last - unit->first);
		}
		unit->first = unit->last;
	}
}

/* Where the chunk that begins at the token ends. */
static uint32_t chunk_end(const struct document *document, uint32_t first)
{
	uint32_t limit = document->token_count - first < CHUNK_MAX ? document->token_count : first + CHUNK_MAX;

	for (uint32_t i = first + CHUNK_LEAST; i < limit; i++)
		if (document->tokens[i].paragraph != document->tokens[i - 1].paragraph)
			return i;
	return limit;
}

const uint8_t *labeller_each(struct labeller *labeller, const struct document *document, label_see *see, void *data)
{
	struct label_scores *scores = &labeller->scores;

	label_view_fill(&labeller->view, document);
	if (document->token_count + 1 > labeller->room) {
		labeller->room = (document->token_count + 1) * 2;
		labeller->labels = xrealloc(labeller->labels, labeller->room, 1);
	}
	for (uint32_t first = 0; first < document->token_count; first += scores->count) {
		scores->first = first;
		scores->count = chunk_end(document, first) - first;
		scores->labels = labeller->labels + first;
		find_path(labeller);
		if (see)
			choose_units(labeller, document, see, data);
	}
	return labeller->labels;
}

static uint32_t see_choice(void *data, const struct label_view *view, const struct label_unit *unit)
{
	return label_choose(data, view, unit);
}

const uint8_t *labeller_run(struct labeller *labeller, const struct document *document)
{
	struct label_model model = *labeller->model;

	return labeller_each(labeller, document, model.choices ? see_choice : NULL, &model);
}
