/* SPDX-License-Identifier: MIT */
/*
 * Within the store: an article that came again with other words. Which article that is, putting what it was aside, and
 * taking its statements away. Reading it back is read_history.c's.
 */
#ifndef QUOTED_STORE_REVISION_H
#define QUOTED_STORE_REVISION_H

#include "database.h"

/* The statements of the revision before, so that those which stay as they were keep their ids. */
struct revision {
	int64_t article; /* 0: the article is new */
	int64_t day;     /* that it was filed under */
	struct old_statement *old;
	size_t count;
};

/*
 * Find what a new article is a revision of: the newest of the same address, or else of the same name unless addresses
 * or days say otherwise, if the shorter text stands in the longer one for the most part. Fills *ret; revision_done
 * frees it.
 */
int revision_find(struct store *store, const struct article *article, struct revision *ret, struct error *err);
void revision_done(struct revision *revision);

/*
 * Put the article's text and statements aside as its newest earlier revision, and take everything away that was made
 * of them. Its row stays, for the caller to fill.
 */
int revision_set_aside(struct store *store, struct revision *revision, struct error *err);

/* Give a statement the id that the same words under the same cue had before; each id once. */
void revision_keep_id(struct revision *revision, const struct article *article, struct statement *statement);

/*
 * clear.c: take away the statements of an article and what was made of them: claims that nobody else makes, flips,
 * counts, roles. Their rows of full text stay and find nothing; so their ids must never be given again, and the caller
 * puts them into old_statements.
 */
int article_clear(struct store *store, int64_t article, struct error *err);

#endif
