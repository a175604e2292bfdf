/* SPDX-License-Identifier: MIT */
/* The article's own text of a web page, without what stands round it. */
#ifndef QUOTED_BODY_H
#define QUOTED_BODY_H

#include "format.h"

/*
 * Append the article's paragraphs to out, a blank line between them. What is beside the article is found by the
 * phrases in class names (unless too much of the page hangs on them), the article's container by phrases or, where
 * none is known, by counting prose as Arc90's Readability did; short lines that furniture knows and blocks that
 * are mostly links are left out. Marks the dropped nodes of page. title: left out where it stands as a heading; or
 * NULL.
 */
void body_extract(struct page *page, const struct formats *formats, const struct furniture *furniture,
		  const char *title, struct buffer *out);

/*
 * Cut off what tells of an author at the end of text: from the paragraph, of the last few and without quotation marks,
 * that begins with a name of the byline (names between ';' or ','), and a short line before it that is no sentence.
 */
void body_cut_author(struct buffer *text, const char *byline);

/*
 * The same for a fragment that is all of the article, as in mail and feeds: nothing is dropped for its class names,
 * unless a known container holds most of it.
 */
void body_fragment(struct page *page, const struct formats *formats, const struct furniture *furniture,
		   struct buffer *out);

#endif
