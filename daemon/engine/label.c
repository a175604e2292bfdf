/* SPDX-License-Identifier: MIT */
/* Read the labeller's weights and find the best labels; the features are label_view.c's. */
#include "label.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAGIC "quoted labels 1\n"
#define FORBIDDEN (-8000)
#define FLOOR (-16000) /* of a path against the best one */

/*
 * The file: the magic line; bits of the number of node rows and of edge rows, scale, 0 (32-bit little endian); the
 * rows, LABEL_COUNT bytes a node row and LABEL_COUNT^2 an edge row; FNV-1a of all before (64 bit).
 */
struct label_model {
	uint32_t node_bits, edge_bits;
	int8_t *nodes, *edges;
	int16_t follows[LABEL_COUNT * LABEL_COUNT]; /* 0 or FORBIDDEN */
};

struct labeller {
	const struct label_model *model;
	struct label_view view;
	uint8_t *labels;
	int16_t *scores; /* LABEL_COUNT a token */
	uint32_t room;
};

bool label_follows(int from, int to)
{
	int from_part = (from - LABEL_PART) / PLACE_COUNT, from_place = (from - LABEL_PART) % PLACE_COUNT;
	int to_part = (to - LABEL_PART) / PLACE_COUNT, to_place = (to - LABEL_PART) % PLACE_COUNT;
	bool opens = to >= LABEL_PART && (to_place == PLACE_BEGIN || to_place == PLACE_ONLY);

	if (from < LABEL_PART)
		return opens || to == from;
	if (from_place == PLACE_BEGIN || from_place == PLACE_INSIDE)
		return to >= LABEL_PART && to_part == from_part && (to_place == PLACE_INSIDE || to_place == PLACE_LAST);
	return opens || to == LABEL_OUT || to == LABEL_BETWEEN + from_part;
}

void label_lay(uint8_t *labels, struct range range, enum label_part part)
{
	uint8_t base = (uint8_t)(LABEL_PART + PLACE_COUNT * (int)part);

	for (uint32_t i = range.first; i < range.last; i++)
		labels[i] = (uint8_t)(base + (i == range.first      ? PLACE_BEGIN
					      : i + 1 == range.last ? PLACE_LAST
								    : PLACE_INSIDE));
	if (range.last - range.first == 1)
		labels[range.first] = base + PLACE_ONLY;
}

static uint64_t digest(uint64_t h, const void *bytes, size_t length)
{
	const unsigned char *at = bytes;

	for (size_t i = 0; i < length; i++)
		h = (h ^ at[i]) * 0x100000001b3ULL;
	return h;
}

static uint32_t little_endian(const unsigned char *at)
{
	return at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

/* The rows and the digest behind the header. */
static int read_rows(struct label_model *model, FILE *file, uint64_t h)
{
	size_t nodes = (size_t)LABEL_COUNT << model->node_bits, edges = (size_t)(LABEL_COUNT * LABEL_COUNT)
									<< model->edge_bits;
	unsigned char sum[8];

	model->nodes = xmalloc(nodes);
	model->edges = xmalloc(edges);
	if (fread(model->nodes, 1, nodes, file) != nodes || fread(model->edges, 1, edges, file) != edges ||
	    fread(sum, 1, sizeof(sum), file) != sizeof(sum) || getc(file) != EOF)
		return -1;
	h = digest(digest(h, model->nodes, nodes), model->edges, edges);
	return h == (little_endian(sum) | (uint64_t)little_endian(sum + 4) << 32) ? 0 : -1;
}

struct label_model *label_model_load(const char *path, struct error *err)
{
	FILE *file = fopen(path, "re");
	struct label_model *model;
	unsigned char header[sizeof(MAGIC) - 1 + 16], *numbers = header + sizeof(MAGIC) - 1;

	if (!file) {
		error_errno(err, "could not open \"%s\"", path);
		return NULL;
	}
	model = xcalloc(1, sizeof(*model));
	for (int from = 0; from < LABEL_COUNT; from++)
		for (int to = 0; to < LABEL_COUNT; to++)
			model->follows[from * LABEL_COUNT + to] = label_follows(from, to) ? 0 : FORBIDDEN;
	if (fread(header, 1, sizeof(header), file) != sizeof(header) || memcmp(header, MAGIC, sizeof(MAGIC) - 1) != 0)
		goto bad;
	model->node_bits = little_endian(numbers);
	model->edge_bits = little_endian(numbers + 4);
	if (model->node_bits > 20 || model->edge_bits > 12 ||
	    read_rows(model, file, digest(0xcbf29ce484222325ULL, header, sizeof(header))) < 0)
		goto bad;
	fclose(file);
	return model;
bad:
	error_set(err, "could not read labeller weights from \"%s\": cut short or damaged", path);
	fclose(file);
	label_model_free(model);
	return NULL;
}

void label_model_free(struct label_model *model)
{
	if (!model)
		return;
	free(model->nodes);
	free(model->edges);
	free(model);
}

struct labeller *labeller_new(const struct label_model *model)
{
	struct labeller *labeller = xcalloc(1, sizeof(*labeller));

	labeller->model = model;
	return labeller;
}

void labeller_free(struct labeller *labeller)
{
	if (!labeller)
		return;
	label_view_done(&labeller->view);
	free(labeller->labels);
	free(labeller->scores);
	free(labeller);
}

static void node_scores(const struct labeller *labeller, uint32_t i, int16_t *scores)
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
static void edge_scores(const struct labeller *labeller, uint32_t i, int16_t *scores)
{
	const struct label_model *model = labeller->model;
	uint32_t features[LABEL_EDGE_FEATURES], mask = (1u << model->edge_bits) - 1;
	size_t count = label_edge_features(&labeller->view, i, features);

	memcpy(scores, model->follows, sizeof(model->follows));
	for (size_t k = 0; k < count; k++) {
		const int8_t *row = model->edges + (size_t)(features[k] & mask) * LABEL_COUNT * LABEL_COUNT;

		for (int pair = 0; pair < LABEL_COUNT * LABEL_COUNT; pair++)
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

/* One step of the Viterbi algorithm: scores of token i's labels from those of the token before. */
static void step(const struct labeller *labeller, uint32_t i, const int16_t *before, int16_t *scores)
{
	int16_t node[LABEL_COUNT], edges[LABEL_COUNT * LABEL_COUNT], best;

	node_scores(labeller, i, node);
	edge_scores(labeller, i, edges);
	for (int to = 0; to < LABEL_COUNT; to++)
		scores[to] = INT16_MIN;
	for (int from = 0; from < LABEL_COUNT; from++) {
		for (int to = 0; to < LABEL_COUNT; to++) {
			int16_t score = (int16_t)(before[from] + edges[from * LABEL_COUNT + to]);

			scores[to] = score > scores[to] ? score : scores[to];
		}
	}
	for (int to = 0; to < LABEL_COUNT; to++)
		scores[to] = (int16_t)(scores[to] + node[to]);
	best = scores[best_of(scores)];
	for (int to = 0; to < LABEL_COUNT; to++) {
		int score = scores[to] - best;

		scores[to] = (int16_t)(score > FLOOR ? score : FLOOR);
	}
}

/* The label before `to` on the best path: transitions are summed again, for that is cheaper than to keep them. */
static int label_before(const struct labeller *labeller, uint32_t i, int to)
{
	int16_t edges[LABEL_COUNT * LABEL_COUNT];
	const int16_t *before = labeller->scores + (size_t)(i - 1) * LABEL_COUNT;
	int best = 0, best_score = INT16_MIN * 4;

	edge_scores(labeller, i, edges);
	for (int from = 0; from < LABEL_COUNT; from++) {
		int score = before[from] + edges[from * LABEL_COUNT + to];

		if (score > best_score) {
			best_score = score;
			best = from;
		}
	}
	return best;
}

const uint8_t *labeller_run(struct labeller *labeller, const struct document *document)
{
	uint32_t count = document->token_count;
	int16_t start[LABEL_COUNT], *scores;

	label_view_fill(&labeller->view, document);
	if (count + 1 > labeller->room) {
		labeller->room = (count + 1) * 2;
		labeller->labels = xrealloc(labeller->labels, labeller->room, 1);
		labeller->scores = xrealloc(labeller->scores, labeller->room, LABEL_COUNT * sizeof(*labeller->scores));
	}
	for (int label = 0; label < LABEL_COUNT; label++)
		start[label] = label == LABEL_OUT ? 0 : FLOOR;
	for (uint32_t i = 0; i < count; i++)
		step(labeller, i, i ? labeller->scores + (size_t)(i - 1) * LABEL_COUNT : start,
		     labeller->scores + (size_t)i * LABEL_COUNT);
	if (!count)
		return labeller->labels;
	scores = labeller->scores + (size_t)(count - 1) * LABEL_COUNT;
	for (int label = 0; label < LABEL_COUNT; label++)
		scores[label] = (int16_t)(label_follows(label, LABEL_OUT) ? scores[label] : FLOOR);
	labeller->labels[count - 1] = (uint8_t)best_of(scores);
	for (uint32_t i = count - 1; i > 0; i--)
		labeller->labels[i - 1] = (uint8_t)label_before(labeller, i, labeller->labels[i]);
	return labeller->labels;
}
