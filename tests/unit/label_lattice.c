/* SPDX-License-Identifier: MIT */
/* The labeller's arithmetic in lanes against the plain Viterbi algorithm, over weights and tokens drawn at random. */
#include "../../daemon/engine/label_lattice.h"
#include "engine_helper.h"

#include <stdlib.h>

#define NODE_BITS 10
#define TOKENS 400
#define NEVER (-1000000)

/* A model twice: as drawn, in the order of labels and pairs, and as the engine has it; and a document's tokens. */
struct drawn {
	int8_t nodes[LABEL_COUNT << NODE_BITS], edges[LABEL_PAIRS << LABEL_EDGE_BITS];
	struct label_model model;
	struct label_view view;
	struct label_rows *rows;
	struct label_token tokens[TOKENS + 4];
	int nodes_of[TOKENS][LABEL_COUNT], edges_of[TOKENS][LABEL_PAIRS];
};

static int8_t draw(uint64_t *state)
{
	*state = *state * 6364136223846793005ULL + 1442695040888963407ULL;
	return (int8_t)(*state >> 56);
}

static void draw_tokens(struct drawn *drawn, uint64_t *state)
{
	for (int i = 0; i < TOKENS + 4; i++) {
		struct label_token *token = &drawn->tokens[i];

		token->word = (uint32_t)draw(state) % 50;
		token->tag = (uint8_t)('A' + (draw(state) & 15));
		token->edge = (uint8_t)(draw(state) & 7);
		token->place = (uint8_t)(draw(state) & 3);
		token->hint = (uint8_t)(draw(state) & 3);
		token->cue = (uint8_t)(draw(state) & 7);
	}
	drawn->view.tokens = drawn->tokens;
	drawn->view.count = TOKENS;
}

/* The scores as their definition has them. */
static void score_plainly(struct drawn *drawn)
{
	uint32_t features[LABEL_NODE_FEATURES];

	for (uint32_t i = 0; i < TOKENS; i++) {
		size_t count = label_node_features(&drawn->view, i, features);

		for (size_t k = 0; k < count; k++)
			for (int label = 0; label < LABEL_COUNT; label++)
				drawn->nodes_of[i][label] +=
					drawn->nodes[(features[k] & ((1u << NODE_BITS) - 1)) * LABEL_COUNT +
						     (uint32_t)label];
		count = label_edge_features(&drawn->view, i, features);
		for (size_t k = 0; k < count; k++)
			for (int pair = 0; pair < LABEL_PAIRS; pair++)
				drawn->edges_of[i][pair] +=
					drawn->edges[(features[k] & ((1u << LABEL_EDGE_BITS) - 1)) * LABEL_PAIRS +
						     (uint32_t)pair];
	}
}

static struct drawn *draw_all(uint64_t seed)
{
	struct drawn *drawn = xcalloc(1, sizeof(*drawn));

	for (size_t i = 0; i < sizeof(drawn->nodes); i++)
		drawn->nodes[i] = draw(&seed) / 4;
	for (size_t i = 0; i < sizeof(drawn->edges); i++)
		drawn->edges[i] = draw(&seed) / 4;
	drawn->nodes[0] = -127;
	drawn->nodes[1] = 127;
	drawn->model.node_bits = NODE_BITS;
	drawn->model.edge_bits = LABEL_EDGE_BITS;
	drawn->model.nodes = xcalloc((size_t)1 << NODE_BITS, sizeof(label_bytes));
	drawn->model.edges = xcalloc((size_t)LABEL_ROWS << LABEL_EDGE_BITS, sizeof(label_lanes));
	for (size_t row = 0; row < 1u << NODE_BITS; row++)
		drawn->model.nodes[row] = label_node_row(drawn->nodes + row * LABEL_COUNT);
	for (size_t row = 0; row < 1u << LABEL_EDGE_BITS; row++)
		label_edge_rows(drawn->edges + row * LABEL_PAIRS, drawn->model.edges + row * LABEL_ROWS);
	drawn->rows = label_rows_new(&drawn->model);
	draw_tokens(drawn, &seed);
	score_plainly(drawn);
	return drawn;
}

static void drawn_free(struct drawn *drawn)
{
	label_rows_free(drawn->rows);
	free(drawn->model.nodes);
	free(drawn->model.edges);
	free(drawn);
}

/* The score of a path from outside over tokens [first, last), without what follows; NEVER if it is none. */
static int score_of(const struct drawn *drawn, const uint8_t *labels, uint32_t first, uint32_t last, int before)
{
	int score = 0;

	for (uint32_t i = first; i < last; i++) {
		int pair = 0;

		while (pair < LABEL_PAIRS &&
		       (label_pairs[pair].from != before || label_pairs[pair].to != labels[i - first]))
			pair++;
		if (pair == LABEL_PAIRS)
			return NEVER;
		score += drawn->edges_of[i][pair] + drawn->nodes_of[i][labels[i - first]];
		before = labels[i - first];
	}
	return score;
}

static int best_plainly(const struct drawn *drawn)
{
	int now[LABEL_COUNT], best = NEVER;

	for (int label = 0; label < LABEL_COUNT; label++)
		now[label] = label == LABEL_OUT ? 0 : NEVER;
	for (uint32_t i = 0; i < TOKENS; i++) {
		int before[LABEL_COUNT];

		memcpy(before, now, sizeof(before));
		for (int label = 0; label < LABEL_COUNT; label++)
			now[label] = NEVER;
		for (int pair = 0; pair < LABEL_PAIRS; pair++) {
			int to = label_pairs[pair].to;
			int score = before[label_pairs[pair].from] + drawn->edges_of[i][pair] + drawn->nodes_of[i][to];

			now[to] = score > now[to] ? score : now[to];
		}
	}
	for (int label = 0; label < LABEL_COUNT; label++)
		best = label_follows(label, LABEL_OUT) && now[label] > best ? now[label] : best;
	return best;
}

static void path_of(const struct label_lattice *lattice, uint8_t *labels)
{
	for (uint32_t k = 0; k < lattice->count; k++)
		labels[k] = label_of_state[lattice->states[k]];
}

static void finds_the_best_path(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 5; seed++) {
		struct drawn *drawn = draw_all(seed);
		struct label_lattice lattice = {0};
		uint8_t labels[TOKENS];

		label_lattice_fill(&lattice, drawn->rows, &drawn->view, 0, TOKENS);
		path_of(&lattice, labels);
		assert_true(label_follows(labels[TOKENS - 1], LABEL_OUT));
		assert_int_equal(score_of(drawn, labels, 0, TOKENS, LABEL_OUT), best_plainly(drawn));
		label_lattice_done(&lattice);
		drawn_free(drawn);
	}
}

/* Candidates are paths that go on as the best one does, no two alike, the best first, by the loss they are said to
 * have. */
static void finds_candidates_in_order(void **state)
{
	struct label_search *search = label_search_new();
	struct label_unit *unit = xcalloc(1, sizeof(*unit));
	uint32_t more = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= 5; seed++) {
		struct drawn *drawn = draw_all(seed);
		struct label_lattice lattice = {0};
		uint8_t labels[TOKENS];

		label_lattice_fill(&lattice, drawn->rows, &drawn->view, 0, TOKENS);
		path_of(&lattice, labels);
		for (unit->first = 0; unit->first < TOKENS; unit->first = unit->last) {
			uint32_t n = 20, first = unit->first;
			int before = first ? labels[first - 1] : LABEL_OUT, best;

			unit->last = first + n;
			label_search_run(search, &lattice, unit);
			assert_in_range(unit->count, 1, LABEL_CANDIDATES);
			assert_memory_equal(unit->candidates[0].labels, labels + first, n);
			assert_int_equal(unit->candidates[0].score, 0);
			best = score_of(drawn, labels + first, first, unit->last + (unit->last < TOKENS), before);
			for (uint32_t c = 1; c < unit->count; c++) {
				uint8_t path[TOKENS];

				memcpy(path, labels + first, TOKENS - first);
				memcpy(path, unit->candidates[c].labels, n);
				assert_int_equal(
					score_of(drawn, path, first, unit->last + (unit->last < TOKENS), before),
					best + unit->candidates[c].score);
				assert_true(unit->candidates[c].score <= unit->candidates[c - 1].score);
				for (uint32_t other = 0; other < c; other++)
					assert_memory_not_equal(path, unit->candidates[other].labels, n);
				more++;
			}
		}
		label_lattice_done(&lattice);
		drawn_free(drawn);
	}
	assert_true(more > 100);
	free(unit);
	label_search_free(search);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_the_best_path),
		cmocka_unit_test(finds_candidates_in_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
