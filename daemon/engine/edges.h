/* SPDX-License-Identifier: MIT */
/* Where source, cue and content end by the words at their edges, which the labels draw now here, now there. */
#ifndef QUOTED_EDGES_H
#define QUOTED_EDGES_H

#include "document.h"

/* The "Annie Gray" singer: a title between a determiner and the noun is part of the source, and no
 * words of a paragraph before. */
struct range edges_of_source(const struct document *document, struct range source);
/* "said in a statement", "said, looking on": where it was said and how is no part of the cue. */
struct range edges_of_cue(const struct document *document, struct range cue);
/* "refused to comment on": what is refused is the content. Its cue, head and entry are set. */
void edges_of_refusal(const struct document *document, struct attribution *attribution);
/* Whether a source hangs on a preposition, as none does: "The group, made up of [former ministers], said". The
 * attribution's own is better then. */
bool edges_hangs(const struct document *document, const struct attribution *attribution, struct range source);
/* ", while Roe called it": whether the attribution, with its source, is a clause beside what begins at token first. */
bool edges_beside(const struct document *document, const struct attribution *attribution, uint32_t first);
/* "The jury was told he had gone": who is told is no part of the content. The same are set, and the source if any. */
void edges_of_told(const struct document *document, struct attribution *attribution);

#endif
