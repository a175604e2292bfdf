/* SPDX-License-Identifier: MIT */
/* The store's side of reading kept articles again by other rules. */
#ifndef QUOTED_REREADING_H
#define QUOTED_REREADING_H

#include "quoted/store.h"

/* The article with the least id after that one; 0 if there is none. */
int64_t store_article_after(struct store *store, int64_t after);
/* Fill the zeroed ret with the article as it is kept, without statements; extraction_done frees it. STORE_NONE if
 * absent. */
int store_article_load(struct store *store, int64_t id, struct extraction *ret, struct error *err);

/* What another reading of an article comes to. */
struct store_rereading {
	size_t gained, lost, changed; /* statements; changed: reworded, in another mouth or of another stance */
	bool differs;                 /* in anything, if it is but a confidence */
};

/*
 * Compare what was found in the kept text of an article with what the store has of it. If something was gained, lost or
 * changed, append {"id", "title", "name", "date", "rules" (that the store's is of), "gained", "lost", "changed",
 * "changes" (as in store_history)} to out. keep: inside a transaction, replace the one by the other: what was there
 * goes among the article's revisions, statements that stay keep their ids and claims theirs, corrections are applied
 * again, and watches do not ring. The statements' ids in found are changed. STORE_NONE if there is no such article, or
 * its text is another now; then nothing is done.
 */
int store_reread(struct store *store, int64_t id, const struct extraction *found, bool keep, struct buffer *out,
		 struct store_rereading *ret, struct error *err);

#endif
