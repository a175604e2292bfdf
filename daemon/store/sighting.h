/* SPDX-License-Identifier: MIT */
/* What is printed again: articles of nearly the same text, and one statement in several articles. */
#ifndef QUOTED_SIGHTING_H
#define QUOTED_SIGHTING_H

#include "database.h"

/*
 * Enter the article's sketch and join it to the report of the article that is most like it, if one is: half of their
 * shingles in common, or nearly all of the shorter one's. Candidates are articles that share a band (Indyk, Motwani
 * 1998; Leskovec, Rajaraman, Ullman, "Mining of Massive Datasets", chapter 3).
 */
int report_join(struct store *store, int64_t article, const struct sketch *sketch, struct error *err);

/*
 * Enter the opening of a statement whose speakers are linked, and join it to an earlier one if they are one act of
 * saying: within a month in another article, by the same speaker or one not named, in the same words but for what
 * either leaves out before or behind. text: the content's.
 */
int sighting_join(struct store *store, int64_t statement, int64_t article, const char *text, size_t length,
		  struct error *err);

/* Make SQL's opening(text), for the migration: the hash of a statement's first words, NULL if there are too few. */
int sighting_function(sqlite3 *db);

/* "articles" and "reports" of a statement's object, from the last of STATEMENT_COLUMNS: "12,2", or "0,0" for its own
 * alone. */
void sighting_json(struct buffer *out, const char *counts);

#endif
