/* SPDX-License-Identifier: MIT */
/*
 * Terms of claims: in how many each is, and the newest claims that it is among the rarest terms of. The writer
 * keeps those in use in memory and writes what changed at the end of the transaction, each term once; so a
 * word that a thousand statements share costs one row, not a thousand.
 */
#include "posting.h"

#include <stdlib.h>
#include <string.h>

#define SLOTS 65536          /* of the hash table */
#define BYTES_MAX (6u << 20) /* of terms kept from one transaction to the next */

struct term {
	struct term *next; /* in its slot */
	struct term *next_dirty;
	struct postings row;
	uint8_t room;           /* of row.newest */
	bool is_dirty, is_used; /* used: since the last clean-up */
};

struct term_cache {
	struct term *slots[SLOTS];
	struct term *dirty;
	size_t count, bytes;
};

static size_t size_of(const struct term *term)
{
	return sizeof(*term) + term->room * sizeof(*term->row.newest);
}

static struct term **slot_of(struct term_cache *terms, uint64_t hash)
{
	return &terms->slots[(hash ^ hash >> 32) % SLOTS];
}

/* Numbers of seven bits a byte, the lowest first; the highest bit says that more follow. */
static size_t put_number(unsigned char *to, uint64_t number)
{
	size_t length = 0;

	for (; number >= 0x80; number >>= 7)
		to[length++] = (unsigned char)(number | 0x80);
	to[length++] = (unsigned char)number;
	return length;
}

static size_t get_number(const unsigned char *from, size_t length, uint64_t *ret)
{
	size_t i = 0;

	*ret = 0;
	while (i < length && i < 9) {
		*ret |= (uint64_t)(from[i] & 0x7F) << (7 * i);
		if (!(from[i++] & 0x80))
			return i;
	}
	return 0;
}

size_t postings_pack(unsigned char to[POSTINGS_BYTES], const int64_t *newest, size_t count)
{
	int64_t above = 0;
	size_t length = 0;

	for (size_t i = 0; i < count; i++) {
		length += put_number(to + length, (uint64_t)(i ? above - newest[i] : newest[i]));
		above = newest[i];
	}
	return length;
}

size_t postings_unpack(int64_t newest[POSTINGS_MAX], const unsigned char *from, size_t length)
{
	int64_t above = 0;
	size_t count = 0, at = 0, taken;
	uint64_t number;

	while (count < POSTINGS_MAX && (taken = get_number(from + at, length - at, &number)) > 0) {
		at += taken;
		above = count ? above - (int64_t)number : (int64_t)number;
		newest[count++] = above;
	}
	return count;
}

static void forget(struct term_cache *terms, struct term **at)
{
	struct term *term = *at;

	*at = term->next;
	terms->count--;
	terms->bytes -= size_of(term);
	free(term->row.newest);
	free(term);
}

/* Forget the terms that stand in the slots: all, or those not used since the last time. */
static void clean_up(struct term_cache *terms, bool all)
{
	for (size_t i = 0; i < SLOTS; i++) {
		for (struct term **at = &terms->slots[i]; *at;) {
			if (all || !(*at)->is_used) {
				forget(terms, at);
			} else {
				(*at)->is_used = false;
				at = &(*at)->next;
			}
		}
	}
}

static void make_room(struct term_cache *terms, struct term *term, size_t count)
{
	size_t before = term->room;

	if (count <= before)
		return;
	term->room = (uint8_t)(count < 4 ? 4 : count * 2 < POSTINGS_MAX ? count * 2 : POSTINGS_MAX);
	term->row.newest = xrealloc(term->row.newest, term->room, sizeof(*term->row.newest));
	terms->bytes += (term->room - before) * sizeof(*term->row.newest);
}

static int read_term(struct store *store, struct term *term, struct error *err)
{
	sqlite3_stmt *query = sql_get(store, "SELECT claims, newest FROM terms WHERE term = :term");
	int64_t newest[POSTINGS_MAX];
	int got;

	sql_int(query, ":term", (int64_t)term->row.hash);
	got = sql_step(store, query, err);
	if (got <= 0)
		return got;
	term->row.claims = sqlite3_column_int64(query, 0);
	term->row.count =
		postings_unpack(newest, sqlite3_column_blob(query, 1), (size_t)sqlite3_column_bytes(query, 1));
	make_room(store->terms, term, term->row.count);
	for (size_t i = 0; i < term->row.count; i++)
		term->row.newest[i] = (uint32_t)newest[i];
	sqlite3_reset(query);
	return STORE_OK;
}

static int find(struct store *store, uint64_t hash, struct term **ret, struct error *err)
{
	struct term_cache *terms = store->terms;
	struct term **slot, *term;

	if (!terms)
		terms = store->terms = xcalloc(1, sizeof(*terms));
	slot = slot_of(terms, hash);
	for (term = *slot; term && term->row.hash != hash; term = term->next)
		continue;
	if (!term) {
		int result;

		term = xcalloc(1, sizeof(*term));
		term->row.hash = hash;
		term->next = *slot;
		*slot = term;
		terms->count++;
		terms->bytes += sizeof(*term);
		result = read_term(store, term, err);
		if (result != STORE_OK) {
			forget(terms, slot);
			return result;
		}
	}
	term->is_used = true;
	*ret = term;
	return STORE_OK;
}

int postings_find(struct store *store, uint64_t hash, const struct postings **ret, struct error *err)
{
	struct term *term;
	int result = find(store, hash, &term, err);

	if (result == STORE_OK)
		*ret = &term->row;
	return result;
}

/* Keep the ids in order, each once, the highest of them. */
static void add_posting(struct term_cache *terms, struct term *term, uint32_t claim)
{
	struct postings *row = &term->row;
	size_t at = 0;

	while (at < row->count && row->newest[at] > claim)
		at++;
	if (at == POSTINGS_MAX || (at < row->count && row->newest[at] == claim))
		return;
	make_room(terms, term, row->count < POSTINGS_MAX ? row->count + 1 : POSTINGS_MAX);
	row->count += row->count < POSTINGS_MAX;
	memmove(row->newest + at + 1, row->newest + at, (row->count - at - 1) * sizeof(*row->newest));
	row->newest[at] = claim;
}

int postings_add(struct store *store, uint64_t hash, int64_t claim, struct error *err)
{
	struct term *term;
	int result = find(store, hash, &term, err);

	if (result != STORE_OK)
		return result;
	term->row.claims++;
	if (claim > 0 && claim <= UINT32_MAX)
		add_posting(store->terms, term, (uint32_t)claim);
	if (!term->is_dirty) {
		term->is_dirty = true;
		term->next_dirty = store->terms->dirty;
		store->terms->dirty = term;
	}
	return STORE_OK;
}

static int compare_terms(const void *a, const void *b)
{
	int64_t x = (int64_t)(*(struct term *const *)a)->row.hash, y = (int64_t)(*(struct term *const *)b)->row.hash;

	return (x > y) - (x < y);
}

static int write_term(struct store *store, const struct postings *row, struct error *err)
{
	sqlite3_stmt *replace = sql_get(store, "INSERT OR REPLACE INTO terms (term, claims, newest)"
					       " VALUES (:term, :claims, :newest)");
	unsigned char packed[POSTINGS_BYTES];
	int64_t newest[POSTINGS_MAX];

	for (size_t i = 0; i < row->count; i++)
		newest[i] = row->newest[i];
	sql_int(replace, ":term", (int64_t)row->hash);
	sql_int(replace, ":claims", row->claims);
	sql_bytes(replace, ":newest", packed, postings_pack(packed, newest, row->count));
	return sql_run(store, replace, err);
}

/* In the order of the table, so that each of its pages is looked up once. */
int postings_flush(struct store *store, struct error *err)
{
	struct term_cache *terms = store->terms;
	struct term **dirty;
	size_t count = 0;
	int result = STORE_OK;

	if (!terms)
		return STORE_OK;
	dirty = xmalloc((terms->count + 1) * sizeof(struct term *));
	for (struct term *term = terms->dirty; term; term = term->next_dirty) {
		term->is_dirty = false;
		dirty[count++] = term;
	}
	terms->dirty = NULL;
	qsort(dirty, count, sizeof(struct term *), compare_terms);
	for (size_t i = 0; i < count && result == STORE_OK; i++)
		result = write_term(store, &dirty[i]->row, err);
	free(dirty);
	if (result == STORE_OK && terms->bytes > BYTES_MAX)
		clean_up(terms, false);
	return result;
}

void postings_drop(struct store *store)
{
	if (store->terms)
		clean_up(store->terms, true);
	free(store->terms);
	store->terms = NULL;
}
