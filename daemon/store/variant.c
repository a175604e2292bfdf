/* SPDX-License-Identifier: MIT */
/*
 * The ways claims were put, and a memory of those used last: what is in the news is compared again and again, and
 * lies all over the table.
 */
#include "variant.h"

#include <stdlib.h>
#include <string.h>

#define SLOTS 16384          /* of claims, each at its number's */
#define BYTES_MAX (3u << 20) /* of their variants; beyond it all are forgotten */
#define HEAD 2               /* bytes before a variant: how many terms and names it has */

struct variant_cache {
	struct variants slots[SLOTS];
	size_t bytes;
};

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
	struct variants *slot;

	if (store->variants && store->variants->bytes > BYTES_MAX)
		variants_drop(store);
	slot = slot_of(store, claim);
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
		if (result != STORE_OK)
			empty(store->variants, slot);
	}
	*ret = slot;
	return result;
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
	if (slot->claim == claim)
		append(store->variants, slot, terms, terms_length, (const unsigned char *)context->names, names_length);
	return sql_run(store, insert, err);
}
