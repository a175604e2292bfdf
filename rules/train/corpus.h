/* SPDX-License-Identifier: MIT */
/* Annotated articles as the labeller's trainer sees them: features and labels of each token; and their scoring. */
#ifndef QUOTED_TRAIN_CORPUS_H
#define QUOTED_TRAIN_CORPUS_H

#include <stddef.h>
#include <stdint.h>

#include "../../daemon/engine/label.h"
#include "quoted/buffer.h"

/* One article. */
struct lattice {
	uint32_t *nodes, *edges; /* feature hashes, node_features and edge_features a token */
	uint8_t *labels, *hints; /* annotated; by the rules alone */
	size_t count, node_features, edge_features;
	char *text;
	size_t length;
};

struct corpus {
	struct lattice *lattices;
	size_t count, room;
	struct pack *pack;
	struct engine *engine;
};

/* Read the articles of a JSONL file. -1 with a message on stderr. */
int corpus_load(struct corpus *corpus, const char *rules, const char *path);
/* Run the engine's stages up to the rules on article `index`; corpus_document then holds it. -1 if it cannot be read.
 */
int corpus_prepare(struct corpus *corpus, size_t index);
const struct document *corpus_document(const struct corpus *corpus);
void corpus_done(struct corpus *corpus);
/* Print exact F1 of source, cue and content, by the rules and by the labeller. */
void corpus_score(struct corpus *corpus, const struct label_model *model);

#endif
