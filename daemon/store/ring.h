/* SPDX-License-Identifier: MIT */
/* Within the store: the watches in force, and ringing them for an article that comes in. */
#ifndef QUOTED_STORE_RING_H
#define QUOTED_STORE_RING_H

#include "database.h"

/*
 * Write what the watches in force ring for in an article that was added, its corrections applied. Each rings once for a
 * statement, however often it is printed, revised or read again, once for a claim's first denial, a claim's number and
 * a speaker's first statement.
 */
int rings_add(struct store *store, int64_t article, bool is_revision, struct error *err);

/* The article's statements were written anew: what rang for them goes on with their rows. */
int rings_follow(struct store *store, int64_t article, struct error *err);

/* Read the watches in force, if they are not in hand. */
int watches_load(struct store *store, struct error *err);
/* Forget them: they are read again when they are needed. */
void watches_drop(struct store *store);

/* In struct store. */
struct watch_list {
	struct watch *at;
	size_t count;
	bool has_text;             /* some watch asks for words or names */
	struct watch_index *index; /* of all of them */
};

#endif
