/* SPDX-License-Identifier: MIT */
/* One file from its reading until it is moved, and what the ledger knows of it. Its way is the intake's. */
#ifndef QUOTED_PARCEL_H
#define QUOTED_PARCEL_H

#include <sys/queue.h>

#include "inbox.h"
#include "pool.h"
#include "quoted/store.h"
#include "shelf.h"

struct parcel {
	struct job job;
	TAILQ_ENTRY(parcel) link; /* in intake->finished */
	TAILQ_ENTRY(parcel) in_all;
	struct inbox_file *file;
	struct buffer bytes;
	size_t size;
	uint8_t hash[STORE_HASH];
	bool hashed;
	enum outcome outcome;
	struct error reason; /* of a failure */
	struct extraction extraction;
	struct arena arena;
	const char *target; /* its name in done/ or failed/ */
	int64_t article;
	int attempts;       /* that were lost, in case they cannot be counted in the ledger */
	bool uncertain;     /* a commit failed that may have happened all the same */
	bool accepted;      /* its statements are entered later */
	bool recorded;      /* the ledger has it already */
	bool failed_before; /* so the ledger says, and that it fails again is no news */
};

TAILQ_HEAD(parcel_queue, parcel);

struct parcel *parcel_of(struct job *job);
void parcel_free(struct parcel *parcel);
/* Of its bytes. */
void parcel_hash(struct parcel *parcel);

/* Whether a file that stays in the inbox (keep) holds again what it held before its last change. */
bool parcel_has_changed_back(const struct parcel *parcel, struct store *store, bool keep);
/*
 * Whether the ledger has this very file already; its outcome then is the parcel's. From before a crash it needs only
 * its move; in keep mode not even that. At any other time it is the same article dropped again.
 */
bool parcel_is_recorded(struct parcel *parcel, struct store *store, struct shelf *shelf, bool keep);
/* Whether what was read is still what lies in the inbox; otherwise it is read again later. */
bool parcel_is_current(const struct parcel *parcel, int inbox);
/* Whether its file holds several articles. */
bool parcel_has_several(const struct parcel *parcel);
/*
 * Inside a transaction: its article, or articles, and its row in the ledger, with the name it gets in done/ or failed/
 * unless its file stays in its place (keep).
 */
int parcel_write(struct parcel *parcel, struct store *store, struct shelf *shelf, bool keep, struct error *err);

#endif
