/* SPDX-License-Identifier: MIT */
/* The ways a claim was put. Only a writer within a transaction uses these; readers ask the table. */
#ifndef QUOTED_STORE_VARIANT_H
#define QUOTED_STORE_VARIANT_H

#include "claim.h"

/* All of one claim. */
struct variants {
	int64_t claim; /* 0: none */
	size_t count;
	size_t length; /* of bytes */
	unsigned char *bytes;
};

/* *ret stays as it is until the next call of any of these. */
int variants_find(struct store *store, int64_t claim, const struct variants **ret, struct error *err);
/* No less than claim_similarity of any of them; 1 where nothing is known. Reads no table. */
double variants_similarity_most(struct store *store, int64_t claim, const struct claim_set *weighed);
/* Read the one that begins at *at, which goes on to the next. Of the set's terms no weight is known. */
void variant_read(const struct variants *variants, size_t *at, struct claim_set *set, struct claim_context *context);
/* Add one; number: how many the claim has so far. */
int variant_add(struct store *store, int64_t claim, size_t number, const struct claim_set *set,
		const struct claim_context *context, struct error *err);
/* Forget what is kept of a claim whose rows are changed by others, or of all, as after a rollback. */
void variants_forget(struct store *store, int64_t claim);
void variants_drop(struct store *store);

#endif
