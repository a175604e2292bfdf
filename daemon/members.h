/* SPDX-License-Identifier: MIT */
/*
 * The articles of one dropped file that holds several: each is stored, or fails, for itself and has its own
 * row of the ledger, all in the transaction of the file's.
 */
#ifndef QUOTED_MEMBERS_H
#define QUOTED_MEMBERS_H

#include "frame.h"
#include "quoted/store.h"

struct member;

/* Zero-initialise it. */
struct members {
	struct member *at;
	size_t count, room;
};

/* Take one as it comes from an extract process (FRAME_MEMBER, FRAME_MEMBER_REFUSED). */
void members_add(struct members *members, enum frame_type type, const struct buffer *bytes);
/*
 * Inside a transaction: write all. *ret_outcome is the file's: stored if one of them was, else duplicate if one of them
 * was known, else failed, with the first one's reason in ret_reason.
 */
int members_write(struct members *members, struct store *store, enum outcome *ret_outcome, struct error *ret_reason,
		  struct error *err);
/* After the commit: tell the ids of the articles that are new. */
void members_tell(const struct members *members, void (*stored)(void *data, int64_t article), void *data);
void members_done(struct members *members);

#endif
