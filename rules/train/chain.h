/* SPDX-License-Identifier: MIT */
/* The weights that the trainer learns, in floating point, and their file. */
#ifndef QUOTED_TRAIN_CHAIN_H
#define QUOTED_TRAIN_CHAIN_H

#include "corpus.h"

#define NODE_BITS 16
#define CHOICE_BITS 18

/* Weights and the sums of their squared gradients. */
struct table {
	float *weights, *squares;
	size_t size;
	float rate; /* of the step at hand */
};

struct weight_tables {
	struct table nodes, edges, choices; /* choices.size is 0 until they are learned */
};

void table_init(struct table *table, size_t rows, size_t width);
void table_done(struct table *table);
/* A step of AdaGrad (Duchi, Hazan, Singer 2011) on width weights from `at` on, with a little decay. */
void table_update(struct table *table, size_t at, const float *gradient, size_t width, float factor);

/* A random number in [0, 1); the series is the same in every run. */
double next_random(uint64_t *state);

/*
 * Learn nodes and edges from all lattices but those of the fold (number % folds; -1: from all). The loss is convex, so
 * the mean of several runs is nearer its least point than each of them.
 */
void chain_learn(struct weight_tables *tables, const struct corpus *corpus, int fold, int folds, int rounds, int runs);

/* Write the file that label_model.c describes; weights out of range are cut. -1 with a message on stderr. */
int tables_write(const struct weight_tables *tables, const char *path);

#endif
