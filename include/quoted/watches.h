/* SPDX-License-Identifier: MIT */
/*
 * Watches: standing questions, which ring when an article that comes in answers them. A ring is written in the
 * transaction that adds its article, so that none is lost and none is told of an article that is not there.
 */
#ifndef QUOTED_WATCHES_H
#define QUOTED_WATCHES_H

#include "quoted/store.h"

/* What a watch rings for. The numbers stand in the database: new ones go to the end. */
enum watch_event {
	WATCH_STATEMENT, /* a statement that matches */
	WATCH_DENIAL,    /* the first one against a claim that somebody makes, or the first to deny it */
	WATCH_FIGURE,    /* a number that nobody gave before, where a claim had another */
	WATCH_FIRST,     /* the first statement of a named speaker */
	WATCH_FLIP,      /* a speaker changes sides or numbers */
	WATCH_EVENT_COUNT
};
const char *watch_event_name(enum watch_event event);
int watch_event_find(const char *name, size_t length); /* -1: there is none */

#define WATCHES_MAX 256 /* in force at a time: each is looked at for every article */

/*
 * Inside a transaction: add a watch. query: "speaker:NAME about:WORDS stance:STANCE kind:KIND outlet:NAME event:A,B",
 * each part or not; values with spaces in quotation marks; a word may end in "*". hook: the absolute path of a program
 * to run for each ring, or NULL. Prints the watch to out as store_watches has it.
 */
struct store_watch {
	const char *query, *hook, *note; /* hook and note: or NULL */
	int64_t uid;                     /* who */
	const char *user;
};
int store_watch_add(struct store *store, const struct store_watch *asked, struct buffer *out, struct error *err);
/* Inside a transaction: end it; what it has rung stays. STORE_NONE if there is none in force of that number. */
int store_watch_remove(struct store *store, int64_t id, struct buffer *out, struct error *err);
/*
 * Watches in force, newest first: {"id", "query", "hook", "note", "by", "made_at", "rings", "waiting" (for their
 * hook), "failed", "failure" (the last one's reason)}.
 */
int store_watches(struct store *store, int64_t after, int limit, struct buffer *out, int64_t *ret_next,
		  struct error *err);

/*
 * Keep rings for so many days, 0 for good: older ones are forgotten, some with each article that comes in, but for
 * those that wait for their hook. What is forgotten may ring again when it is printed again.
 */
void store_keep_rings(struct store *store, int64_t days);

/*
 * One ring: {"ring", "watch", "query", "event", "rung_at", "statement", "claim" ({"id", "text"} or null), "before"
 * (what a flip or another number comes after, or null)}. watch: only if it is of that one; 0: of any. STORE_NONE if
 * not.
 */
int store_ring(struct store *store, int64_t ring, int64_t watch, struct buffer *out, struct error *err);
/* The number of the ring that was written last; 0 if there is none. */
int64_t store_newest_ring(struct store *store);

/* A ring whose hook is to be run. */
struct store_hook {
	int64_t ring, watch;
	struct buffer path, json; /* json: as store_ring has it */
};
/*
 * The oldest ring of each watch that waits for its hook, of the watches not among busy (of count); fills *ret, which
 * the caller frees by store_hook_free. STORE_NONE if there is none.
 */
int store_hook_next(struct store *store, const int64_t *busy, size_t count, struct store_hook *ret, struct error *err);
void store_hook_free(struct store_hook *hook);
/* Inside a transaction: the hook of the ring has run; failure: why it failed, or NULL. */
int store_hook_ran(struct store *store, int64_t ring, const char *failure, struct error *err);

#endif
