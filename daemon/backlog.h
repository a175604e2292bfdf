/* SPDX-License-Identifier: MIT */
/*
 * Articles that are stored but not yet entered, which can be asked for only then. They are entered when nothing else is
 * to be stored, some at a turn of the loop and many in one transaction, in the order in which they came. One that
 * cannot be entered has failed, and its file goes from done/ to failed/; if it waits since before the start, another
 * version of the program may have packed it, and its file goes back to the inbox.
 */
#ifndef QUOTED_BACKLOG_H
#define QUOTED_BACKLOG_H

#include <event2/event.h>

#include "inbox.h"
#include "quoted/store.h"
#include "shelf.h"
#include "trouble.h"

struct backlog;

struct backlog_calls {
	bool (*is_busy)(void *data);                  /* something more urgent is to be stored */
	void (*entered)(void *data, int64_t article); /* can now be read in the store */
	void (*settled)(void *data);                  /* some are entered */
	void *data;
};

/* The loop must have three priorities. shelf, inbox, and trouble for when the store fails, are the caller's. */
struct backlog *backlog_new(struct event_base *base, const struct backlog_calls *calls, struct shelf *shelf,
			    struct inbox *inbox, struct trouble *trouble);
void backlog_free(struct backlog *backlog);
/* The store was opened, anew perhaps; the one before is closed. */
void backlog_use(struct backlog *backlog, struct store *store);
/* One more was accepted by a transaction that is committed. */
void backlog_grow(struct backlog *backlog);
/* There may be time. */
void backlog_look(struct backlog *backlog);
/* Commit what is begun. Call it before the store is used for anything else. */
void backlog_settle(struct backlog *backlog);
/* How many wait, and what has been begun as long as it is not settled. */
size_t backlog_count(const struct backlog *backlog);
/* A mark of now; whether all that waited at it is entered. */
uint64_t backlog_mark(const struct backlog *backlog);
bool backlog_is_past(const struct backlog *backlog, uint64_t mark);

#endif
