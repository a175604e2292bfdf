/* SPDX-License-Identifier: MIT */
/* What a watch asks for, read from its words. Whether a statement answers it is ring.c's matter. */
#ifndef QUOTED_STORE_WATCH_QUERY_H
#define QUOTED_STORE_WATCH_QUERY_H

#include "quoted/watches.h"

struct watch_query {
	const char *speaker, *outlet; /* each or NULL, in the arena; speaker may be "#ID" */
	const char *about;            /* words and "phrases", or NULL */
	int kind, stance;             /* -1: any */
	unsigned events;              /* a bit for each enum watch_event */
	struct arena arena;
};

/* Read it; watch_query_done frees it in any case. -1 with err set, which names the part that is wrong. */
int watch_query_read(struct watch_query *query, const char *text, struct error *err);
void watch_query_done(struct watch_query *query);

#endif
