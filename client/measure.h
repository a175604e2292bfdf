/* SPDX-License-Identifier: MIT */
/* How well found markings agree with annotated ones: figures for `quotes eval`. */
#ifndef QUOTES_MEASURE_H
#define QUOTES_MEASURE_H

#include "gold.h"
#include "namesake.h"

/* Hits of so many predicted and so many annotated ones. */
struct tally {
	size_t hits, predicted, annotated;
};

struct measures {
	struct tally quotes;                      /* spans of three words or more within marks */
	struct tally source;                      /* of the quotes found; predicted is not used here and below */
	struct tally named, named_full;           /* right speakers of all named ones */
	struct tally named_found;                 /* of those found */
	struct tally speech;                      /* attributions by a verb of speech */
	struct tally speech_speaker, speech_full; /* of those found */
	struct tally exact[PART_COUNT];           /* by whole ranges of attributions */
	struct tally items[PART_COUNT];           /* by the labels of items */
	size_t item_count, items_lost;
};

/* Add one article's figures: quotes, speech, speakers and exact ranges. */
void measure_article(struct measures *measures, struct namesake *namesake, const struct gold_article *article);
/* The figures of all items, whose articles have been filled. */
void measure_items(struct measures *measures, const struct gold *gold);

#endif
