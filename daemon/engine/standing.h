/* SPDX-License-Identifier: MIT */
/*
 * Whether what was found is a statement: by what its cue, source and content are taken together, which neither the
 * rules nor the labeller, who see a sentence from left to right, can weigh. The weights are the pack's
 * (standing.weights, made by rules/train); what is no statement by its form alone is dropped without them too.
 */
#ifndef QUOTED_STANDING_H
#define QUOTED_STANDING_H

#include "document.h"
#include "weights.h"

/* The features of an attribution, as keys of the weights; returns how many. */
#define STANDING_FEATURES 64
size_t standing_features(const struct document *document, const struct attribution *attribution, uint64_t *features);

/* Drop what is no statement from document->attributions. weights: or NULL. */
void standing_judge(struct document *document, const struct weights *weights);

#endif
