/* SPDX-License-Identifier: MIT */
/*
 * Run the rules over a document's tag strings: who said what, as token ranges. Who the speaker is, is speaker.c's
 * matter; what the statement's JSON needs beyond it, statement.c's.
 */
#ifndef QUOTED_ATTRIBUTE_H
#define QUOTED_ATTRIBUTE_H

#include "rules.h"
#include "tag.h"

struct attributor;

/* cue, extent, cut: weights, or NULL. All arguments are borrowed. */
struct attributor *attributor_new(const struct rules *rules, const struct lexicon *lexicon, const struct weights *cue,
				  const struct weights *extent, const struct weights *cut);
void attributor_free(struct attributor *attributor);

/* Fill document->attributions. Returns false if a limit was met and some may be missing. */
bool attributor_run(struct attributor *attributor, struct document *document);

#endif
