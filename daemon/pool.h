/* SPDX-License-Identifier: MIT */
/*
 * The extract processes: each is fed article bytes over a socket and hands back statements. One that
 * dies or takes too long is replaced; the article it had in hand is handed back as lost.
 */
#ifndef QUOTED_POOL_H
#define QUOTED_POOL_H

#include <event2/event.h>
#include <sys/queue.h>

#include "config.h"
#include "frame.h"
#include "members.h"

/* An article on its way; embedded in what its owner knows of it. */
struct job {
	TAILQ_ENTRY(job) link; /* the pool's, from pool_submit until a call back */
	const char *name;
	const struct buffer *bytes;     /* the owner's, until a call back */
	const struct pool_calls *calls; /* instead of the pool's, or NULL */
	bool is_kept_text;              /* the bytes are of FRAME_REREAD */
	struct members members; /* zeroed by the owner; the pool fills it from a file that holds several articles */
};

TAILQ_HEAD(job_queue, job);

struct pool_calls {
	/* type: FRAME_STATEMENTS, FRAME_REFUSED or FRAME_MEMBERS; bytes: its content, until the call returns. */
	void (*done)(void *data, struct job *job, enum frame_type type, const struct buffer *bytes);
	/* The process died over it; why: "crashed: Segmentation fault", "took longer than 10 s" … */
	void (*lost)(void *data, struct job *job, const char *why);
	void *data;
};

struct pool;

struct pool *pool_new(struct event_base *base, struct config *config, const struct pool_calls *calls,
		      struct error *err);
void pool_free(struct pool *pool);
void pool_submit(struct pool *pool, struct job *job);
/* How many jobs keep all processes busy. */
size_t pool_depth(const struct pool *pool);
/* How many processes have their rules and take articles. */
size_t pool_ready(const struct pool *pool);
/* Why no article is read ("no extract process can start …"), or NULL. */
const char *pool_trouble(const struct pool *pool);
/* Replace each process as soon as it has nothing in hand, so that new rules come into force. */
void pool_reload(struct pool *pool);

#endif
