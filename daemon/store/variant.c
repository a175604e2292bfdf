/* SPDX-License-Identifier: MIT */
/*
 * The ways claims were put. They lie all over the table, and most that a new claim shares a rare term with are not like
 * it: of the newest claims a signature is kept, by which these are told (Bloom 1970), and of those read last the rows.
 */
#include "variant.h"

#include <stdlib.h>
#include <string.h>

#define SLOTS 4096           /* of claims, each at its number's */
#define BYTES_MAX (1u << 20) /* of their variants; beyond it all are forgotten */
#define SIGNED (1u << 19)    /* claims whose signature is kept, each at its number's */
#define SIGN_BITS 40         /* of a signature, one for each term; those above it tell whose it is */
#define HEAD 2               /* bytes before a variant: how many terms and names it has */

struct variant_cache {
	struct variants slots[SLOTS];
	size_t bytes;
	uint64_t signatures[SIGNED];
};

static uint64_t owner(int64_t claim)
{
	return (uint64_t)claim / SIGNED << SIGN_BITS;
}

static uint64_t sign(uint64_t hash)
{
	return 1ull << hash % SIGN_BITS;
}

void variant_read(const struct variants *variants, size_t *at, struct claim_set *set, struct claim_context *context)
{
	const unsigned char *from = variants->bytes + *at;
	size_t terms = from[0] * (size_t)CLAIM_TERM_BYTES, names = from[1] * sizeof(uint64_t);

	claim_set_unpack(set, from + HEAD, terms);
	context->count = from[1];
	memcpy(context->names, from + HEAD + terms, names);
	*at += HEAD + terms + names;
}

static void sign_rows(struct store *store, const struct variants *variants)
{
	uint64_t *signature = &store->variants->signatures[(uint64_t)variants->claim % SIGNED];
	struct claim_context context;
	struct claim_set set;

	*signature = owner(variants->claim);
	for (size_t i = 0, at = 0; i < variants->count; i++) {
		variant_read(variants, &at, &set, &context);
		for (size_t k = 0; k < set.count; k++)
			*signature |= sign(set.terms[k].hash);
	}
}

double variants_similarity_most(struct store *store, int64_t claim, const struct claim_set *weighed)
{
	uint64_t signature = store->variants ? store->variants->signatures[(uint64_t)claim % SIGNED] : 0;
	struct claim_set shared;

	if (signature >> SIGN_BITS << SIGN_BITS != owner(claim) || signature == owner(claim))
		return 1;
	shared.count = 0;
	for (size_t i = 0; i < weighed->count; i++)
		if (signature & sign(weighed->terms[i].hash))
			shared.terms[shared.count++] = weighed->terms[i];
	return claim_similarity_most(weighed, &shared);
}

static struct variants *slot_of(struct store *store, int64_t claim)
{
	if (!store->variants)
		store->variants = xcalloc(1, sizeof(*store->variants));
	return &store->variants->slots[(uint64_t)claim % SLOTS];
}

static void empty(struct variant_cache *cache, struct variants *slot)
{
	cache->bytes -= slot->length;
	free(slot->bytes);
	*slot = (struct variants){0};
}

void variants_forget(struct store *store, int64_t claim)
{
	struct variants *slot = slot_of(store, claim);

	if (slot->claim == claim)
		empty(store->variants, slot);
	store->variants->signatures[(uint64_t)claim % SIGNED] = 0;
}

void variants_drop(struct store *store)
{
	for (size_t i = 0; store->variants && i < SLOTS; i++)
		free(store->variants->slots[i].bytes);
	free(store->variants);
	store->variants = NULL;
}

static void append(struct variant_cache *cache, struct variants *slot, const unsigned char *terms, size_t terms_length,
		   const unsigned char *names, size_t names_length)
{
	size_t length = HEAD + terms_length + names_length;
	unsigned char *to;

	slot->bytes = xrealloc(slot->bytes, slot->length + length, 1);
	to = slot->bytes + slot->length;
	to[0] = (unsigned char)(terms_length / CLAIM_TERM_BYTES);
	to[1] = (unsigned char)(names_length / sizeof(uint64_t));
	if (terms_length)
		memcpy(to + HEAD, terms, terms_length);
	if (names_length)
		memcpy(to + HEAD + terms_length, names, names_length);
	slot->length += length;
	slot->count++;
	cache->bytes += length;
}

static size_t whole(size_t bytes, size_t each, size_t max)
{
	return (bytes / each < max ? bytes / each : max) * each;
}

static int read_rows(struct store *store, struct variants *slot, struct error *err)
{
	sqlite3_stmt *query =
		sql_get(store, "SELECT terms, context FROM claim_variants WHERE claim_id = :claim ORDER BY number");
	int got;

	sql_int(query, ":claim", slot->claim);
	while ((got = sql_step(store, query, err)) > 0) {
		size_t terms = (size_t)sqlite3_column_bytes(query, 0), names = (size_t)sqlite3_column_bytes(query, 1);

		append(store->variants, slot, sqlite3_column_blob(query, 0),
		       whole(terms, CLAIM_TERM_BYTES, CLAIM_TERMS_MAX), sqlite3_column_blob(query, 1),
		       whole(names, sizeof(uint64_t), CONTEXT_MAX));
	}
	return got;
}

/* The claim's own slot, with nothing in it yet. */
static struct variants *take_slot(struct store *store, int64_t claim)
{
	struct variants *slot = slot_of(store, claim);

	for (size_t i = 0; store->variants->bytes > BYTES_MAX && i < SLOTS; i++)
		empty(store->variants, &store->variants->slots[i]);
	empty(store->variants, slot);
	slot->claim = claim;
	return slot;
}

int variants_find(struct store *store, int64_t claim, const struct variants **ret, struct error *err)
{
	struct variants *slot = slot_of(store, claim);
	int result = STORE_OK;

	if (slot->claim != claim) {
		slot = take_slot(store, claim);
		result = read_rows(store, slot, err);
		if (result == STORE_OK)
			sign_rows(store, slot);
		else
			empty(store->variants, slot);
	}
	*ret = slot;
	return result;
}

int variant_add(struct store *store, int64_t claim, size_t number, const struct claim_set *set,
		const struct claim_context *context, struct error *err)
{
	sqlite3_stmt *insert = sql_get(store, "INSERT INTO claim_variants (claim_id, number, terms, context)"
					      " VALUES (:claim, :number, :terms, :context)");
	unsigned char terms[CLAIM_TERMS_MAX * CLAIM_TERM_BYTES];
	size_t terms_length = claim_set_pack(terms, set), names_length = context->count * sizeof(uint64_t);
	struct variants *slot = slot_of(store, claim);

	sql_int(insert, ":claim", claim);
	sql_int(insert, ":number", (int64_t)number);
	sql_bytes(insert, ":terms", terms, terms_length);
	sql_bytes(insert, ":context", context->names, names_length);
	if (!number)
		slot = take_slot(store, claim);
	if (slot->claim == claim) {
		append(store->variants, slot, terms, terms_length, (const unsigned char *)context->names, names_length);
		sign_rows(store, slot);
	} else {
		store->variants->signatures[(uint64_t)claim % SIGNED] = 0;
	}
	return sql_run(store, insert, err);
}
