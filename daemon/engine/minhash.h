/* SPDX-License-Identifier: MIT */
/* The sketch of an article, by which near-identical ones are found. */
#ifndef QUOTED_MINHASH_H
#define QUOTED_MINHASH_H

#include "document.h"

/*
 * MinHash (Broder, "On the resemblance and containment of documents", 1997) with one permutation for all places (Li,
 * Owen, Zhang 2012), empty places filled by rotation (Shrivastava, Li 2014), the lowest 16 bits of each kept (Li, König
 * 2010). Words of furniture, headlines and bylines do not count, nor do case and punctuation. Linear in the text.
 */
void sketch_make(const struct document *document, struct sketch *ret);

#endif
