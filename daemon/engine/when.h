/* SPDX-License-Identifier: MIT */
/* When a statement was made: "on Tuesday", "yesterday", "May 6", "last month", reckoned from the article's date. */
#ifndef QUOTED_WHEN_H
#define QUOTED_WHEN_H

#include "document.h"

/*
 * Give each statement whose cue has a time beside it its said_at, as exactly as the words have it: a day (2031-05-06),
 * an ISO 8601 week (2031-W19), a month (2031-05) or a year. Nothing without the article's date, and nothing from within
 * what was said or from a clause about the speaker. statements are in the order of document's attributions.
 */
void when_resolve(const struct document *document, const char *date, struct statement *statements, struct arena *arena);

/* The dateline that the first paragraph of prose begins with ("TARN, Orm (TPA) -"), without what follows its place; or
 * NULL. */
const char *dateline_find(const struct document *document, struct arena *arena);
/* The dateline is part of no source and no content: shorten those that begin in it. */
void dateline_leave_out(struct document *document);

#endif
