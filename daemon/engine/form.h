/* SPDX-License-Identifier: MIT */
/*
 * What is no statement by its form alone, whatever the weights say: asked by revision.c of what the labels make of an
 * article, and by standing.c of everything.
 */
#ifndef QUOTED_FORM_H
#define QUOTED_FORM_H

#include "document.h"

/* Whether it may stand: something is said, by somebody as far as the labeller alone can tell. quotes: it holds words
 * within marks. */
bool form_stands(const struct document *document, const struct attribution *attribution, bool quotes);
/* Whether its source is who is asked or told, and not who asks: "Asked whether it was safe, Lee said". */
bool form_is_put_to(const struct document *document, const struct attribution *attribution);
/* Whether its source says that nobody says it: "Neither Lee nor Roe said". */
bool form_negates(const struct document *document, const struct attribution *attribution);
/* Whether words that are no prose hold it: a line below the headline that is not even a sentence, and nothing within
 * marks. */
bool form_is_listed(const struct document *document, const struct attribution *attribution);
/* Whether a cue has a word, if there is one at all. */
bool form_is_cue(const struct document *document, struct range cue);
/* Whether the source is verbs and punctuation only, which nobody is. */
bool form_names_nobody(const struct document *document, struct range source);

#endif
