/* SPDX-License-Identifier: MIT */
/*
 * Second-hand speech: within what one source says, what another is said to have said. The rules of phase nested tell
 * it; both levels are attributions, each with its own source.
 */
#ifndef QUOTED_NESTED_H
#define QUOTED_NESTED_H

#include "rules.h"
#include "tag.h"

struct nester;

/* All are borrowed; the weights may be NULL, as for attributor_new. */
struct nester *nester_new(const struct rules *rules, const struct lexicon *lexicon, const struct weights *cue,
			  const struct weights *extent);
void nester_free(struct nester *nester);

/* Append to document->attributions what is found within the content of those that are there. */
void nester_run(struct nester *nester, struct document *document);

#endif
