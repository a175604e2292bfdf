/* SPDX-License-Identifier: MIT */
/* Annotated articles as the labeller's trainer sees them: features and labels of each token; and their scoring. */
#ifndef QUOTED_TRAIN_CORPUS_H
#define QUOTED_TRAIN_CORPUS_H

#include <stddef.h>
#include <stdint.h>

#include "../../daemon/engine/label.h"

/* One article. */
struct lattice {
	uint32_t *nodes, *edges; /* feature hashes, node_features and edge_features a token */
	uint8_t *labels, *hints; /* annotated; by the rules alone */
	size_t count, node_features, edge_features;
	const float *follows;
	char *text; /* kept for scoring only */
	size_t length;
};

struct corpus {
	struct lattice *lattices;
	size_t count, room;
	float follows[LABEL_COUNT * LABEL_COUNT]; /* 1 or 0 */
	struct pack *pack;
	struct engine *engine;
};

/* Read the articles of a JSONL file. features: whether for training, else for scoring. -1 with a message on stderr. */
int corpus_load(struct corpus *corpus, const char *rules, const char *path, bool features);
void corpus_done(struct corpus *corpus);
/* Print exact F1 of source, cue and content, by the rules and by the labeller. */
void corpus_score(struct corpus *corpus, const struct label_model *model);

#endif
