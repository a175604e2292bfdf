/* SPDX-License-Identifier: MIT */
/*
 * The scores of a token's labels and of the transitions to it: the rows of the model's weights that its features call
 * for, added up. What the scores are for is label_lattice.c's matter.
 */
#ifndef QUOTED_LABEL_ROWS_H
#define QUOTED_LABEL_ROWS_H

#include "label.h"

struct label_rows;

/* Of the model, which must outlive it and stay as it is. Scratch memory of one thread. */
struct label_rows *label_rows_new(const struct label_model *model);
void label_rows_free(struct label_rows *rows);

/* Begin with the tokens [first, last) of the view, to be asked for from the last one down to the first. */
void label_rows_begin(struct label_rows *rows, const struct label_view *view, uint32_t first, uint32_t last);
/*
 * The scores of the transitions to token i, in LABEL_ROWS; those of its labels are added to those of states 0 to 7 and
 * 8 to 15 in nodes.
 */
void label_rows_add(struct label_rows *rows, uint32_t i, label_lanes *edges, label_lanes *nodes);

#endif
