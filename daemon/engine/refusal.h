/* SPDX-License-Identifier: MIT */
/*
 * Why a quotation-mark span that no cue governs is not taken for a statement: asked by attribute.c, which then
 * refuses it, and by explain.c, which says so.
 */
#ifndef QUOTED_REFUSAL_H
#define QUOTED_REFUSAL_H

#include "document.h"

#define STANDING_WORDS_MIN 3 /* words a span must have to stand without a cue */

enum refusal {
	REFUSED_NOT,      /* may stand alone */
	REFUSED_EMPTY,    /* no words within the marks */
	REFUSED_NICKNAME, /* stands between the parts of a name */
	REFUSED_SHORT,    /* too few words: a term, a scare quote, a so-called */
	REFUSED_TITLE,    /* every word of weight has a capital: a title of a work, a name */
	REFUSED_PLAIN     /* nobody is there to have said it, and it is no sentence: a label, a line of code */
};

/* sourced: somebody is there whom it may belong to. */
enum refusal quote_refusal(const struct document *document, const struct quote *quote, bool sourced);
/* Whether the span is the title of a work, or a slogan, within a phrase: on the radio's "Face the Island".
 * before: the tag of what stands before it in its sentence. */
bool quote_is_title(const struct document *document, const struct quote *quote, char before);
/* What it is called in a report. */
const char *refusal_text(enum refusal refusal);

#endif
