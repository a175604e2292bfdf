/* SPDX-License-Identifier: MIT */
/* Block quotations: what is said stands in paragraphs of its own, behind the one that brings it in. */
#ifndef QUOTED_BLOCK_H
#define QUOTED_BLOCK_H

#include "document.h"

/* Content in the paragraphs behind `paragraph`, as at most CONTENT_MAX token ranges; returns how many, 0 for no block.
 */
uint32_t block_find(const struct document *document, uint32_t paragraph, struct range *ret);

#endif
