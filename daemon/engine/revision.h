/* SPDX-License-Identifier: MIT */
/*
 * Bring the rules' attributions and the labeller's labels together: the labels set the bounds of what the rules found,
 * add attributions that the pack's rules of phase label name, and drop what they give no part to.
 */
#ifndef QUOTED_REVISION_H
#define QUOTED_REVISION_H

#include "label.h"
#include "rules.h"

struct reviser;

/* Both are borrowed; model may be NULL. */
struct reviser *reviser_new(const struct rules *rules, const struct label_model *model);
void reviser_free(struct reviser *reviser);

/* Revise document->attributions, which the rules have filled, by the labeller; without a model nothing is done. */
void reviser_run(struct reviser *reviser, struct document *document);
/* The same by the labels given, one a token. */
void reviser_apply(struct reviser *reviser, struct document *document, const uint8_t *labels);

#endif
