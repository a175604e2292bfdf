/* SPDX-License-Identifier: MIT */
/*
 * Within the store: an article that came again with other words. Which article that is, putting what it was aside, and
 * taking its statements away. Reading it back is read_history.c's.
 */
#ifndef QUOTED_STORE_REVISION_H
#define QUOTED_STORE_REVISION_H

#include "correct.h"

/* The statements of the revision before, so that those which stay as they were keep their ids. */
struct revision {
	int64_t article; /* 0: the article is new */
	int64_t day;     /* that it was filed under */
	struct old_statement *old;
	size_t count;
	struct ids claims; /* that were made in it */
};

/*
 * Find what a new article is a revision of: the newest of the same address, or else of the same name unless addresses
 * or days say otherwise, if the shorter text stands in the longer one for the most part. Fills *ret; revision_done
 * frees it.
 */
int revision_find(struct store *store, const struct article *article, struct revision *ret, struct error *err);
void revision_done(struct revision *revision);

/* Remember the ids of the statements that the article has; revision->article is filled. */
int revision_remember(struct store *store, struct revision *revision, struct error *err);

/*
 * Put the article's text and statements aside as its newest earlier revision, and take everything away that was made
 * of them. Its row stays, for the caller to fill. is_reread: its text stays too, and is not put aside.
 */
int revision_set_aside(struct store *store, struct revision *revision, bool is_reread, struct error *err);

/* Give a statement the id that the same words under the same cue had before; each id once. */
void revision_keep_id(struct revision *revision, const struct article *article, struct statement *statement);

/* Let them all be given again. */
void revision_release_ids(struct revision *revision);

/*
 * write_article.c: the statements of an article whose row is there, with speakers, claims, sightings and corrections;
 * what it was before is cleared.
 */
int article_fill(struct store *store, struct cast *cast, const struct extraction *extraction, struct revision *revision,
		 struct error *err);

/*
 * clear.c: take away the statements of an article and what was made of them: edges, flips, counts, roles. Their rows of
 * full text stay and find nothing; so their ids must never be given again, and the caller puts them into
 * old_statements. Claims that nobody else makes stay for now, so that the same words find them again; all that the
 * article made are added to *claims, for claims_sweep.
 */
int article_clear(struct store *store, int64_t article, struct ids *claims, struct error *err);
/* Take those away that nobody makes any more. */
int claims_sweep(struct store *store, const struct ids *claims, struct error *err);

#endif
