/* SPDX-License-Identifier: MIT */
/* The ledger of dropped files: outcomes, attempts and totals. */
#include "database.h"

#include <string.h>
#include <time.h>

const char *outcome_name(enum outcome outcome)
{
	static const char *const names[] = {[OUTCOME_PENDING] = "pending",
					    [OUTCOME_STORED] = "stored",
					    [OUTCOME_DUPLICATE] = "duplicate",
					    [OUTCOME_FAILED] = "failed"};

	return names[outcome];
}

int64_t store_find_article(struct store *store, const uint8_t hash[STORE_HASH])
{
	sqlite3_stmt *query = sql_get(store, "SELECT id FROM articles WHERE hash = :hash UNION ALL"
					     " SELECT article_id FROM revisions WHERE hash = :hash LIMIT 1");
	int64_t id = 0;

	sql_bytes(query, ":hash", hash, STORE_HASH);
	return sql_number(store, query, &id, NULL) == STORE_OK ? id : 0;
}

bool store_is_replaced(struct store *store, const char *name, const uint8_t hash[STORE_HASH])
{
	sqlite3_stmt *query = sql_get(store, "SELECT 1 FROM revisions r JOIN articles a ON a.id = r.article_id"
					     " WHERE r.hash = :hash AND a.hash <> :hash AND a.name = :name LIMIT 1");
	int64_t found = 0;

	sql_bytes(query, ":hash", hash, STORE_HASH);
	sql_text(query, ":name", name);
	return sql_number(store, query, &found, NULL) == STORE_OK && found;
}

int store_find_drop(struct store *store, const char *name, const uint8_t hash[STORE_HASH], enum outcome *ret_outcome,
		    struct buffer *ret_moved_to)
{
	sqlite3_stmt *query = sql_get(store, "SELECT outcome, moved_to FROM drops WHERE hash = :hash AND name = :name"
					     " ORDER BY id DESC LIMIT 1");
	int got;

	sql_bytes(query, ":hash", hash, STORE_HASH);
	sql_bytes(query, ":name", name, strlen(name));
	got = sql_step(store, query, NULL);
	if (got != 1)
		return got < 0 ? got : STORE_NONE;
	*ret_outcome = (enum outcome)sqlite3_column_int(query, 0);
	buffer_clear(ret_moved_to);
	buffer_add(ret_moved_to, sqlite3_column_blob(query, 1), (size_t)sqlite3_column_bytes(query, 1));
	sqlite3_reset(query);
	return STORE_OK;
}

int store_moved(struct store *store, bool failed, void (*file)(void *data, const char *name), void *data,
		struct error *err)
{
	sqlite3_stmt *query = sql_get(store, "SELECT CAST(d.moved_to AS TEXT) FROM drops d WHERE d.moved_to IS NOT NULL"
					     " AND (d.outcome = 3) = :failed AND (d.outcome <> 3 OR NOT EXISTS"
					     " (SELECT 1 FROM drops n WHERE n.hash = d.hash AND n.id > d.id))");
	int got;

	sql_int(query, ":failed", failed);
	while ((got = sql_step(store, query, err)) > 0)
		file(data, sql_column(query, 0));
	sqlite3_reset(query);
	return got < 0 ? got : STORE_OK;
}

static int forget_attempts(struct store *store, const uint8_t *hash, struct error *err)
{
	sqlite3_stmt *statement = sql_get(store, "DELETE FROM attempts WHERE hash = :hash");

	sql_bytes(statement, ":hash", hash, STORE_HASH);
	return sql_run(store, statement, err);
}

static void count_outcome(struct store *store, enum outcome outcome)
{
	if (outcome == OUTCOME_STORED)
		store->added.stored++;
	else if (outcome == OUTCOME_DUPLICATE)
		store->added.duplicate++;
	else if (outcome == OUTCOME_FAILED)
		store->added.failed++;
}

int store_add_drop(struct store *store, const struct drop *drop, struct error *err)
{
	sqlite3_stmt *insert = sql_get(
		store, "INSERT INTO drops (name, hash, size, outcome, reason, moved_to, article_id, seen_at) VALUES"
		       " (:name, :hash, :size, :outcome, :reason, :moved_to,"
		       " coalesce((SELECT id FROM articles WHERE hash = :hash),"
		       " (SELECT article_id FROM revisions WHERE hash = :hash)), :seen_at)");
	int result = sql_may_write(store, err);

	if (result != STORE_OK)
		return result;
	sql_bytes(insert, ":name", drop->name, strlen(drop->name));
	sql_bytes(insert, ":hash", drop->hash, STORE_HASH);
	sql_int(insert, ":size", (int64_t)drop->size);
	sql_int(insert, ":outcome", drop->outcome);
	sql_text(insert, ":reason", drop->reason);
	sql_bytes(insert, ":moved_to", drop->moved_to, drop->moved_to ? strlen(drop->moved_to) : 0);
	sql_int(insert, ":seen_at", (int64_t)time(NULL));
	result = sql_run(store, insert, err);
	if (result != STORE_OK)
		return result;
	count_outcome(store, drop->outcome);
	return drop->hash ? forget_attempts(store, drop->hash, err) : STORE_OK;
}

int store_attempt(struct store *store, const uint8_t hash[STORE_HASH], struct error *err)
{
	sqlite3_stmt *upsert = sql_get(store, "INSERT INTO attempts (hash, count) VALUES (:hash, 1)"
					      " ON CONFLICT (hash) DO UPDATE SET count = count + 1 RETURNING count");
	int count;

	sql_bytes(upsert, ":hash", hash, STORE_HASH);
	if (sql_step(store, upsert, err) != 1)
		return -1;
	count = sqlite3_column_int(upsert, 0);
	/* Without a transaction round it, the end of the statement is the commit. */
	return sql_step(store, upsert, err) == 0 ? count : -1;
}

int store_count(struct store *store, struct store_counts *ret, struct error *err)
{
	sqlite3_stmt *query =
		sql_get(store, "SELECT articles, speakers, statements, stored, duplicate, failed, backlog FROM totals");
	int got = sql_step(store, query, err);

	if (got < 0)
		return got;
	if (got == 0)
		return error_set(err, "could not read the totals: the database is damaged");
	*ret = (struct store_counts){
		.articles = sqlite3_column_int64(query, 0),
		.speakers = sqlite3_column_int64(query, 1),
		.statements = sqlite3_column_int64(query, 2),
		.stored = sqlite3_column_int64(query, 3),
		.duplicate = sqlite3_column_int64(query, 4),
		.failed = sqlite3_column_int64(query, 5),
		.backlog = sqlite3_column_int64(query, 6),
	};
	sqlite3_reset(query);
	return STORE_OK;
}
