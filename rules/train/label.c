/* SPDX-License-Identifier: MIT */
/*
 * Train the labeller: a conditional random field, by stochastic gradient on the likelihood (AdaGrad, Duchi et al. 2011)
 * with a part of the features left out at each step. Features are the engine's own, so that what is learned is what is
 * used.
 *
 *     train-label RULES-DIRECTORY TRAIN.jsonl OUT.weights [TEST.jsonl]
 *
 * The articles are {"text", "attributions": [{"source", "cue", "content": [[start, end], ...] in characters}]}.
 * What is written are figures about words, no text. With TEST, exact F1 of its parts is printed after each round.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../daemon/engine/label.h"
#include "corpus.h"

#define NODE_BITS 17
#define PAIRS (LABEL_COUNT * LABEL_COUNT)
#define ROUNDS 10
#define RATE 0.15F
#define DROPOUT 0.5
#define EDGE_DROPOUT 0.3
#define DECAY 2e-6F
#define WINDOW 120 /* tokens learned from at once */
#define MARGIN 40  /* tokens on each side that are looked at besides */

/* A parameter and the sum of its squared gradients. */
struct table {
	float *weights, *squares;
	size_t size;
	float rate;
};

struct trainer {
	struct table nodes, edges;               /* their rate is of the round at hand */
	float *node, *edge, *forward, *backward; /* of the article at hand */
	uint8_t *kept_nodes, *kept_edges;
	size_t room;
	uint64_t random;
};

static void table_init(struct table *table, size_t rows, size_t width)
{
	table->size = rows * width;
	table->weights = xcalloc(table->size, sizeof(float));
	table->squares = xcalloc(table->size, sizeof(float));
	for (size_t i = 0; i < table->size; i++)
		table->squares[i] = 0.5F;
}

static double next_random(struct trainer *trainer)
{
	trainer->random ^= trainer->random << 13;
	trainer->random ^= trainer->random >> 7;
	trainer->random ^= trainer->random << 17;
	return (double)(trainer->random >> 11) / 9007199254740992.0;
}

static void make_room(struct trainer *trainer, size_t count)
{
	if (count <= trainer->room)
		return;
	trainer->room = count * 2;
	trainer->node = xrealloc(trainer->node, trainer->room * LABEL_COUNT, sizeof(float));
	trainer->forward = xrealloc(trainer->forward, trainer->room * LABEL_COUNT, sizeof(float));
	trainer->backward = xrealloc(trainer->backward, trainer->room * LABEL_COUNT, sizeof(float));
	trainer->edge = xrealloc(trainer->edge, trainer->room * PAIRS, sizeof(float));
	trainer->kept_nodes = xrealloc(trainer->kept_nodes, trainer->room, LABEL_NODE_FEATURES);
	trainer->kept_edges = xrealloc(trainer->kept_edges, trainer->room, LABEL_EDGE_FEATURES);
}

static void choose_kept(struct trainer *trainer, const struct lattice *lattice)
{
	for (size_t i = 0; i < lattice->count * lattice->node_features; i++)
		trainer->kept_nodes[i] = i % lattice->node_features == 0 || next_random(trainer) >= DROPOUT;
	for (size_t i = 0; i < lattice->count * lattice->edge_features; i++)
		trainer->kept_edges[i] = i % lattice->edge_features == 0 || next_random(trainer) >= EDGE_DROPOUT;
}

/* Exponentials of the scores of token i's labels and of the transitions to them. */
static void potentials(struct trainer *trainer, const struct lattice *lattice, size_t i)
{
	float node[LABEL_COUNT] = {0}, edge[PAIRS] = {0}, most = -1e9F;
	const uint32_t *features = lattice->nodes + i * lattice->node_features;

	for (size_t k = 0; k < lattice->node_features; k++) {
		const float *row =
			trainer->nodes.weights + (size_t)(features[k] & ((1u << NODE_BITS) - 1)) * LABEL_COUNT;
		float factor =
			k ? (float)trainer->kept_nodes[i * lattice->node_features + k] / (1 - (float)DROPOUT) : 1;

		for (int label = 0; label < LABEL_COUNT; label++)
			node[label] += factor * row[label];
	}
	features = lattice->edges + i * lattice->edge_features;
	for (size_t k = 0; k < lattice->edge_features; k++) {
		const float *row =
			trainer->edges.weights + (size_t)(features[k] & ((1u << LABEL_EDGE_BITS) - 1)) * PAIRS;
		float factor =
			k ? (float)trainer->kept_edges[i * lattice->edge_features + k] / (1 - (float)EDGE_DROPOUT) : 1;

		for (int pair = 0; pair < PAIRS; pair++)
			edge[pair] += factor * row[pair];
	}
	for (int label = 0; label < LABEL_COUNT; label++)
		most = node[label] > most ? node[label] : most;
	for (int label = 0; label < LABEL_COUNT; label++)
		trainer->node[i * LABEL_COUNT + (size_t)label] = expf(node[label] - most);
	for (int pair = 0; pair < PAIRS; pair++)
		trainer->edge[i * PAIRS + (size_t)pair] = lattice->follows[pair] * expf(edge[pair]);
}

/* Probabilities of tokens [first, last) from both sides; what lies beyond is free, but outside at the article's ends.
 */
static void forward_backward(struct trainer *trainer, size_t first, size_t last, const uint8_t *ends)
{
	float start[LABEL_COUNT];

	for (int label = 0; label < LABEL_COUNT; label++)
		start[label] = first || label == LABEL_OUT;
	for (size_t i = first; i < last; i++) {
		const float *before = i > first ? trainer->forward + (i - 1) * LABEL_COUNT : start;
		const float *edge = trainer->edge + i * PAIRS;
		float *now = trainer->forward + i * LABEL_COUNT, sum = 0;

		memset(now, 0, LABEL_COUNT * sizeof(*now));
		for (int from = 0; from < LABEL_COUNT; from++)
			for (int to = 0; to < LABEL_COUNT; to++)
				now[to] += before[from] * edge[from * LABEL_COUNT + to];
		for (int to = 0; to < LABEL_COUNT; to++)
			sum += now[to] *= trainer->node[i * LABEL_COUNT + (size_t)to];
		for (int to = 0; to < LABEL_COUNT; to++)
			now[to] /= sum;
	}
	for (int label = 0; label < LABEL_COUNT; label++)
		trainer->backward[(last - 1) * LABEL_COUNT + (size_t)label] = ends[label];
	for (size_t i = last - 1; i > first; i--) {
		const float *after = trainer->backward + i * LABEL_COUNT, *edge = trainer->edge + i * PAIRS;
		float *now = trainer->backward + (i - 1) * LABEL_COUNT, weighed[LABEL_COUNT], sum = 0;

		for (int to = 0; to < LABEL_COUNT; to++)
			weighed[to] = after[to] * trainer->node[i * LABEL_COUNT + (size_t)to];
		for (int from = 0; from < LABEL_COUNT; from++) {
			now[from] = 0;
			for (int to = 0; to < LABEL_COUNT; to++)
				now[from] += edge[from * LABEL_COUNT + to] * weighed[to];
			sum += now[from];
		}
		for (int from = 0; from < LABEL_COUNT; from++)
			now[from] /= sum;
	}
}

static void update(struct table *table, size_t at, const float *gradient, size_t width, float factor)
{
	float *weights = table->weights + at, *squares = table->squares + at;

	for (size_t i = 0; i < width; i++) {
		float g = gradient[i] * factor - DECAY * weights[i];

		squares[i] += g * g;
		weights[i] += table->rate * g / sqrtf(squares[i]);
	}
}

static void learn_token(struct trainer *trainer, const struct lattice *lattice, size_t i, const float *before)
{
	const float *after = trainer->backward + i * LABEL_COUNT;
	float start[LABEL_COUNT] = {1}, pairs[PAIRS], labels[LABEL_COUNT] = {0}, sum = 0;
	const uint32_t *features;

	before = before ? before : start;
	for (int from = 0; from < LABEL_COUNT; from++)
		for (int to = 0; to < LABEL_COUNT; to++)
			sum += pairs[from * LABEL_COUNT + to] =
				before[from] * trainer->edge[i * PAIRS + (size_t)(from * LABEL_COUNT + to)] *
				trainer->node[i * LABEL_COUNT + (size_t)to] * after[to];
	if (!(sum > 1e-30F))
		return;
	for (int pair = 0; pair < PAIRS; pair++) {
		pairs[pair] /= -sum;
		labels[pair % LABEL_COUNT] += pairs[pair];
	}
	pairs[(i ? lattice->labels[i - 1] : LABEL_OUT) * LABEL_COUNT + lattice->labels[i]] += 1;
	labels[lattice->labels[i]] += 1;
	features = lattice->nodes + i * lattice->node_features;
	for (size_t k = 0; k < lattice->node_features; k++)
		if (trainer->kept_nodes[i * lattice->node_features + k])
			update(&trainer->nodes, (size_t)(features[k] & ((1u << NODE_BITS) - 1)) * LABEL_COUNT, labels,
			       LABEL_COUNT, k ? 1 / (1 - (float)DROPOUT) : 1);
	features = lattice->edges + i * lattice->edge_features;
	for (size_t k = 0; k < lattice->edge_features; k++)
		if (trainer->kept_edges[i * lattice->edge_features + k])
			update(&trainer->edges, (size_t)(features[k] & ((1u << LABEL_EDGE_BITS) - 1)) * PAIRS, pairs,
			       PAIRS, k ? 1 / (1 - (float)EDGE_DROPOUT) : 1);
}

/* One step on the tokens of a window. */
static void learn_window(struct trainer *trainer, const struct lattice *lattice, size_t from, size_t to)
{
	size_t first = from > MARGIN ? from - MARGIN : 0,
	       last = to + MARGIN < lattice->count ? to + MARGIN : lattice->count;
	uint8_t ends[LABEL_COUNT];

	for (int label = 0; label < LABEL_COUNT; label++)
		ends[label] = last < lattice->count || label_follows(label, LABEL_OUT);
	for (size_t i = first; i < last; i++)
		potentials(trainer, lattice, i);
	forward_backward(trainer, first, last, ends);
	for (size_t i = from; i < to; i++)
		learn_token(trainer, lattice, i, i > first ? trainer->forward + (i - 1) * LABEL_COUNT : NULL);
}

static void learn_article(struct trainer *trainer, const struct lattice *lattice)
{
	if (!lattice->count)
		return;
	make_room(trainer, lattice->count);
	choose_kept(trainer, lattice);
	for (size_t from = 0; from < lattice->count; from += WINDOW)
		learn_window(trainer, lattice, from, from + WINDOW < lattice->count ? from + WINDOW : lattice->count);
}

static void put_number(unsigned char *at, uint32_t number)
{
	for (int i = 0; i < 4; i++)
		at[i] = (unsigned char)(number >> 8 * i);
}

static void write_bytes(FILE *file, uint64_t *digest, const void *bytes, size_t length)
{
	const unsigned char *at = bytes;

	fwrite(bytes, 1, length, file);
	for (size_t i = 0; i < length; i++)
		*digest = (*digest ^ at[i]) * 0x100000001b3ULL;
}

static void write_table(FILE *file, uint64_t *digest, const struct table *table, float scale)
{
	int8_t *bytes = xmalloc(table->size);

	for (size_t i = 0; i < table->size; i++) {
		float value = roundf(table->weights[i] * scale);

		bytes[i] = (int8_t)(value > 127 ? 127 : value < -127 ? -127 : value);
	}
	write_bytes(file, digest, bytes, table->size);
	free(bytes);
}

/* The file that label.c describes; weights of 127 / scale and more are cut. */
static int write_model(const struct trainer *trainer, const char *path, float scale)
{
	FILE *file = fopen(path, "we");
	unsigned char header[] = "quoted labels 1\n................", sum[8];
	uint64_t digest = 0xcbf29ce484222325ULL;

	if (!file) {
		perror(path);
		return -1;
	}
	put_number(header + 16, NODE_BITS);
	put_number(header + 20, LABEL_EDGE_BITS);
	put_number(header + 24, (uint32_t)scale);
	put_number(header + 28, 0);
	write_bytes(file, &digest, header, sizeof(header) - 1);
	write_table(file, &digest, &trainer->nodes, scale);
	write_table(file, &digest, &trainer->edges, scale);
	put_number(sum, (uint32_t)digest);
	put_number(sum + 4, (uint32_t)(digest >> 32));
	fwrite(sum, 1, sizeof(sum), file);
	return fclose(file);
}

static int test(const char *path, struct corpus *tests)
{
	struct error err;
	struct label_model *model = label_model_load(path, &err);

	if (!model) {
		fprintf(stderr, "%s\n", err.text);
		return -1;
	}
	corpus_score(tests, model);
	label_model_free(model);
	return 0;
}

int main(int argc, char **argv)
{
	struct trainer trainer = {.random = 88172645463325252ULL};
	struct corpus corpus = {0}, tests = {0};

	if (argc < 4 || corpus_load(&corpus, argv[1], argv[2], true) < 0 ||
	    (argc > 4 && corpus_load(&tests, argv[1], argv[4], false) < 0)) {
		fprintf(stderr, "usage: train-label RULES-DIRECTORY TRAIN.jsonl OUT.weights [TEST.jsonl]\n");
		return 2;
	}
	table_init(&trainer.nodes, (size_t)1 << NODE_BITS, LABEL_COUNT);
	table_init(&trainer.edges, (size_t)1 << LABEL_EDGE_BITS, PAIRS);
	for (int round = 0; round < ROUNDS; round++) {
		trainer.nodes.rate = trainer.edges.rate = RATE * (1 - (float)round / ROUNDS);
		for (size_t k = corpus.count; k > 1; k--) {
			size_t other = (size_t)(next_random(&trainer) * (double)k);
			struct lattice kept = corpus.lattices[k - 1];

			corpus.lattices[k - 1] = corpus.lattices[other];
			corpus.lattices[other] = kept;
		}
		for (size_t k = 0; k < corpus.count; k++)
			learn_article(&trainer, &corpus.lattices[k]);
		fprintf(stderr, "round %d\n", round + 1);
		if (write_model(&trainer, argv[3], 24) != 0 || (argc > 4 && test(argv[3], &tests) < 0))
			return 1;
	}
	corpus_done(&corpus);
	corpus_done(&tests);
	return 0;
}
