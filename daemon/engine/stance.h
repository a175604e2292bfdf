/* SPDX-License-Identifier: MIT */
/* What a source does by saying something: asserts it, denies it, asks, demands, declines. */
#ifndef QUOTED_STANCE_H
#define QUOTED_STANCE_H

#include "document.h"

/*
 * The stance of the cue's entry, but for what its content makes of it: "asked Lee to go" demands, "would not say
 * whether" declines, "refused to vote" rejects. Then *negated is cleared where the stance has the negation in it.
 */
enum stance stance_read(const struct document *document, const struct attribution *attribution, bool *negated);

#endif
