/* SPDX-License-Identifier: MIT */
/* The terms that claims are found by. Only a writer within a transaction uses these; readers ask the table. */
#ifndef QUOTED_STORE_POSTING_H
#define QUOTED_STORE_POSTING_H

#include "database.h"

#define POSTINGS_MAX 100                  /* claims kept for a term */
#define POSTINGS_BYTES (9 * POSTINGS_MAX) /* that they take at most when packed */

struct postings {
	uint64_t hash;
	int64_t claims;   /* how many it is in; 0: nobody said it before */
	uint32_t *newest; /* of those that it is among the rarest terms of, in descending order */
	size_t count;
};

/* *ret stays as it is until the next call of any of these. */
int postings_find(struct store *store, uint64_t hash, const struct postings **ret, struct error *err);
/* Count one more claim; claim: its id if the term is among its rarest, else 0. One beyond 32 bits is not kept. */
int postings_add(struct store *store, uint64_t hash, int64_t claim, struct error *err);
/* Write what changed; to be followed by a commit or a rollback. */
int postings_flush(struct store *store, struct error *err);
/* Forget all, as after a rollback. */
void postings_drop(struct store *store);

/* Ids in descending order as the table has them, and back; both return how much: bytes, or ids. */
size_t postings_pack(unsigned char to[POSTINGS_BYTES], const int64_t *newest, size_t count);
size_t postings_unpack(int64_t newest[POSTINGS_MAX], const unsigned char *from, size_t length);

#endif
