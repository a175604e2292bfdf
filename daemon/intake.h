/* SPDX-License-Identifier: MIT */
/*
 * The way of a file from the inbox into the store: read and hashed, its statements extracted by the
 * pool, committed with its row of the ledger, and only then moved to done/ or failed/. A file that is
 * in neither place is in the inbox, so that a crash at any point costs work and never an article.
 */
#ifndef QUOTED_INTAKE_H
#define QUOTED_INTAKE_H

#include <event2/event.h>

#include "config.h"
#include "inbox.h"
#include "pool.h"
#include "quoted/store.h"

/* The loop must have three priorities; what has none is of the middle one. */
#define PRIORITY_LAST 2

struct backlog;
struct intake;

struct intake_calls {
	void (*stored)(void *data, int64_t article); /* an article can now be read in the store */
	void (*settled)(void *data);                 /* some files have their outcome */
	void *data;
};

struct intake *intake_new(struct event_base *base, struct config *config, const struct intake_calls *calls,
			  struct error *err);
void intake_free(struct intake *intake);
/* Commit what is ready, and take no more. */
void intake_stop(struct intake *intake);
/* Move a failed file (or each, if name is NULL) back into the inbox. Returns how many, -1 with err set. */
int intake_retry(struct intake *intake, const char *name, struct error *err);

struct backlog *intake_backlog(struct intake *intake);
struct inbox *intake_inbox(struct intake *intake);
struct pool *intake_pool(struct intake *intake);
/* With nothing begun in it. */
struct store *intake_store(struct intake *intake);
/* Why nothing can be stored now ("… disk full"), or NULL. */
const char *intake_trouble(const struct intake *intake);

#endif
