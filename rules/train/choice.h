/* SPDX-License-Identifier: MIT */
/* Learn which of the candidates of a unit to take. */
#ifndef QUOTED_TRAIN_CHOICE_H
#define QUOTED_TRAIN_CHOICE_H

#include "chain.h"

/* Units with the features of their candidates and what each gains. Zero-initialise it. */
struct choices {
	struct choice {
		uint32_t count;
		int32_t scores[LABEL_CANDIDATES];
		float gains[LABEL_CANDIDATES];
		uint32_t *features[LABEL_CANDIDATES];
		size_t feature_counts[LABEL_CANDIDATES];
	} * units;
	size_t count, room;
};

/* Add the units of the fold's articles as the model sees them; it must not have been learned from those articles. */
void choices_collect(struct choices *choices, struct corpus *corpus, const struct label_model *model, int fold,
		     int folds);
/* Learn tables->choices. */
void choices_learn(struct weight_tables *tables, const struct choices *choices);
void choices_done(struct choices *choices);

#endif
