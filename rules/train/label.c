/* SPDX-License-Identifier: MIT */
/*
 * Train the labeller: its chain, then the choice among the chain's candidates, which is learned from articles that the
 * chain at hand has not seen. Features are the engine's own, so that what is learned is what is used.
 *
 *     train-label RULES-DIRECTORY TRAIN.jsonl OUT.weights [TEST.jsonl]
 *
 * The articles are {"text", "attributions": [{"source", "cue", "content": [[start, end], ...] in characters}]}.
 * cases.py makes such articles of the corpus's cases. What is written are figures about words, no text. With TEST,
 * exact F1 of its parts is printed.
 */
#include <stdio.h>

#include "choice.h"

#define FOLDS 5
#define FOLD_ROUNDS 6
#define ROUNDS 8
#define RUNS 3

static void tables_done(struct weight_tables *tables)
{
	table_done(&tables->nodes);
	table_done(&tables->edges);
	table_done(&tables->choices);
}

/* Write the tables and read them back as the engine does. */
static struct label_model *reload(const struct weight_tables *tables, const char *path)
{
	struct label_model *model;
	struct error err;

	if (tables_write(tables, path) < 0)
		return NULL;
	model = label_model_load(path, &err);
	if (!model)
		fprintf(stderr, "%s\n", err.text);
	return model;
}

static int collect_fold(struct choices *choices, struct corpus *corpus, int fold, const char *path)
{
	struct weight_tables tables = {0};
	struct label_model *model;

	chain_learn(&tables, corpus, fold, FOLDS, FOLD_ROUNDS, 1);
	model = reload(&tables, path);
	tables_done(&tables);
	if (!model)
		return -1;
	choices_collect(choices, corpus, model, fold, FOLDS);
	label_model_free(model);
	fprintf(stderr, "fold %d of %d: %zu units\n", fold + 1, FOLDS, choices->count);
	return 0;
}

int main(int argc, char **argv)
{
	struct corpus corpus = {0}, tests = {0};
	struct weight_tables tables = {0};
	struct choices choices = {0};
	struct label_model *model;

	if (argc < 4 || corpus_load(&corpus, argv[1], argv[2]) < 0 ||
	    (argc > 4 && corpus_load(&tests, argv[1], argv[4]) < 0)) {
		fprintf(stderr, "usage: train-label RULES-DIRECTORY TRAIN.jsonl OUT.weights [TEST.jsonl]\n");
		return 2;
	}
	for (int fold = 0; fold < FOLDS; fold++)
		if (collect_fold(&choices, &corpus, fold, argv[3]) < 0)
			return 1;
	chain_learn(&tables, &corpus, -1, 1, ROUNDS, RUNS);
	choices_learn(&tables, &choices);
	model = reload(&tables, argv[3]);
	if (!model)
		return 1;
	corpus_score(&tests, model);
	label_model_free(model);
	choices_done(&choices);
	tables_done(&tables);
	corpus_done(&corpus);
	corpus_done(&tests);
	return 0;
}
