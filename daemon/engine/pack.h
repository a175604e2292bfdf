/* SPDX-License-Identifier: MIT */
/* A loaded rule pack: what engine.h's pack_load makes; see there. */
#ifndef QUOTED_PACK_H
#define QUOTED_PACK_H

#include "format/format.h"
#include "label.h"
#include "lexicon.h"
#include "quoted/engine.h"
#include "rules.h"
#include "terms.h"
#include "text.h"
#include "venue.h"
#include "weights.h"

struct pack {
	struct lexicon *lexicon;
	struct rules rules;
	struct weights *cue, *extent, *cut, *standing; /* or NULL */
	struct label_model *labels;                    /* or NULL */
	struct furniture *furniture;
	struct formats *formats;
	struct terms *terms;   /* or NULL */
	struct venues *venues; /* or NULL */
	char version[17];
};

#endif
