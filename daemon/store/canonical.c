/* SPDX-License-Identifier: MIT */
/* Who a speaker and which claim is in the end, by the merges and splits in force; and lists of numbers. */
#include "correct.h"

#include <stdlib.h>
#include <string.h>

#define CHAIN_MAX 64 /* merges and splits that lead from one to another */

void ids_add(struct ids *ids, int64_t id)
{
	if (ids->count == ids->room) {
		ids->room = ids->room ? ids->room * 2 : 16;
		ids->at = xrealloc(ids->at, ids->room, sizeof(*ids->at));
	}
	ids->at[ids->count++] = id;
}

static int compare_ids(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

void ids_unite(struct ids *ids)
{
	size_t kept = 0;

	if (ids->count)
		qsort(ids->at, ids->count, sizeof(*ids->at), compare_ids);
	for (size_t i = 0; i < ids->count; i++)
		if (!kept || ids->at[kept - 1] != ids->at[i])
			ids->at[kept++] = ids->at[i];
	ids->count = kept;
}

void ids_done(struct ids *ids)
{
	free(ids->at);
	memset(ids, 0, sizeof(*ids));
}

int ids_query(struct store *store, sqlite3_stmt *query, struct ids *ids, struct error *err)
{
	int got;

	while ((got = sql_step(store, query, err)) > 0)
		ids_add(ids, sqlite3_column_int64(query, 0));
	return got;
}

int sql_look_up(struct store *store, const char *sql, int64_t id, int64_t other, int64_t *ret, struct error *err)
{
	sqlite3_stmt *query = sql_get(store, sql);

	sql_int(query, ":id", id);
	sql_int(query, ":other", other);
	return sql_number(store, query, ret, err);
}

/* Follow splits, which come first, and merges to their end. */
static int follow(struct store *store, const char *const sql[2], int64_t id, int64_t where, int64_t *ret,
		  struct error *err)
{
	int result = STORE_OK;
	int64_t next = id;

	*ret = id;
	for (int i = 0; i < CHAIN_MAX && next && result == STORE_OK; i++) {
		*ret = next;
		result = sql_look_up(store, sql[0], *ret, where, &next, err);
		if (result == STORE_OK && !next)
			result = sql_look_up(store, sql[1], *ret, where, &next, err);
	}
	return result;
}

static const char speaker_merged[] = "SELECT merged_into FROM speakers WHERE id = :id";
static const char claim_merged[] = "SELECT merged_into FROM claims WHERE id = :id";

int canonical_speaker(struct store *store, int64_t speaker, int64_t article, int64_t *ret, struct error *err)
{
	static const char split[] =
		"SELECT c.into_id FROM corrections c JOIN correction_targets t ON t.correction_id = c.id"
		" WHERE c.speaker_id = :id AND c.kind = 3 AND c.undone_at IS NULL"
		" AND t.article_hash IN (SELECT hash FROM articles WHERE id = :other UNION ALL SELECT hash FROM "
		"revisions"
		" WHERE article_id = :other) ORDER BY c.id DESC LIMIT 1";
	const char *const sql[] = {split, speaker_merged};

	_Static_assert(CORRECTION_SPEAKER_SPLIT == 3, "the number in the SQL");
	return follow(store, sql, speaker, article, ret, err);
}

int canonical_claim(struct store *store, int64_t claim, int64_t statement, int64_t *ret, struct error *err)
{
	static const char split[] =
		"SELECT c.into_id FROM correction_hits h JOIN corrections c ON c.id = h.correction_id"
		" WHERE h.statement_id = :other AND c.claim_id = :id AND c.kind = 7 AND c.undone_at IS NULL"
		" ORDER BY c.id DESC LIMIT 1";
	const char *const sql[] = {split, claim_merged};

	_Static_assert(CORRECTION_CLAIM_SPLIT == 7, "the number in the SQL");
	return follow(store, sql, claim, statement, ret, err);
}

int speaker_root(struct store *store, int64_t speaker, int64_t *ret, struct error *err)
{
	int result = sql_look_up(store, speaker_merged, speaker, 0, ret, err);

	*ret = *ret ? *ret : speaker;
	return result;
}

int claim_root(struct store *store, int64_t claim, int64_t *ret, struct error *err)
{
	int result = sql_look_up(store, claim_merged, claim, 0, ret, err);

	*ret = *ret ? *ret : claim;
	return result;
}
