/* SPDX-License-Identifier: MIT */
/* Which watches an article may ring, told by its words and its speakers' names without asking each watch. */
#ifndef QUOTED_STORE_WATCH_INDEX_H
#define QUOTED_STORE_WATCH_INDEX_H

#include "hearing.h"

struct watch_index;

/* Of watches that have their words by now, which must outlive it. *ret: freed by watch_index_free. */
int watch_index_new(struct store *store, const struct watch *watches, size_t count, struct watch_index **ret,
		    struct error *err);
void watch_index_free(struct watch_index *index);
/*
 * Mark the watches that the article may ring: may is of as many as there are. None is left out that would match. The
 * article's words and names stand in the hearing's tables.
 */
int watch_index_find(struct watch_index *index, const struct hearing *hearing, bool *may, struct error *err);

#endif
