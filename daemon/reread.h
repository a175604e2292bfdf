/* SPDX-License-Identifier: MIT */
/*
 * Kept articles that are read again by the rules in force: a few for each request, through the extract processes like
 * those that come in, and written in one transaction, so that neither articles nor clients wait long. Who asks goes on
 * from where an answer ends; a crash between two answers leaves whole articles of either kind.
 */
#ifndef QUOTED_REREAD_H
#define QUOTED_REREAD_H

#include "intake.h"

/* What a client asks for; the order is that of the fields in a frame, each ended by NUL. */
struct reread_order {
	const char *articles; /* numbers with commas between, or NULL: the next ones after that of after */
	const char *after;
	const char *commit; /* "yes": replace what is there */
	const char *rules;  /* the version that it must be of, or NULL */
};
void reread_order_pack(const struct reread_order *order, struct buffer *bytes);

struct rereads;

/* reply: gets the answer to the request of that number, JSON; {"error", "code"} with an HTTP status if it failed. */
struct rereads *rereads_new(struct intake *intake,
			    void (*reply)(void *data, uint64_t number, const struct buffer *json), void *data);
/* The loop must not run again: the pool may have jobs of theirs. */
void rereads_free(struct rereads *rereads);
/* Whoever asked is gone, and gets no answer; what was asked is done all the same. */
void rereads_forget(struct rereads *rereads);
void rereads_start(struct rereads *rereads, uint64_t number, const struct buffer *bytes);

#endif
