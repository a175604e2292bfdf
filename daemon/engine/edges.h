/* SPDX-License-Identifier: MIT */
/* Where source and cue end by the words at their edges, which the labels draw now here, now there. */
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

#endif
