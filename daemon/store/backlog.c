/* SPDX-License-Identifier: MIT */
/*
 * Articles that come faster than they can be entered: they are stored with their row of the ledger at once, packed as
 * they came, and entered into the tables later, in the order in which they came. How is write_article.c's matter.
 */
#include "database.h"

#include <stdlib.h>
#include <string.h>

/* An article that this transaction has entered; the row of the ledger learns of it at its end. */
struct entered {
	uint8_t hash[STORE_HASH];
	int64_t article;
};

bool store_has(struct store *store, const uint8_t hash[STORE_HASH])
{
	sqlite3_stmt *query = sql_get(store, "SELECT 1 FROM drops d CROSS JOIN backlog b ON b.drop_id = d.id"
					     " WHERE d.hash = :hash LIMIT 1");
	int64_t found = 0;

	if (store_find_article(store, hash))
		return true;
	sql_bytes(query, ":hash", hash, STORE_HASH);
	return sql_number(store, query, &found, NULL) == STORE_OK && found;
}

int store_accept(struct store *store, const struct drop *drop, const struct extraction *extraction,
		 enum outcome *ret_outcome, struct error *err)
{
	sqlite3_stmt *insert =
		sql_get(store, "INSERT INTO backlog (drop_id, form, record) VALUES (:drop, :form, :record)");
	struct buffer *record = &store->scratch;
	struct drop row = *drop;
	int result;

	*ret_outcome = row.outcome = store_has(store, drop->hash) ? OUTCOME_DUPLICATE : OUTCOME_STORED;
	result = store_add_drop(store, &row, err);
	if (result != STORE_OK || row.outcome == OUTCOME_DUPLICATE)
		return result;
	buffer_clear(record);
	extraction_pack(record, extraction);
	sql_text(insert, ":form", extraction_form());
	sql_int(insert, ":drop", sqlite3_last_insert_rowid(store->db));
	sql_bytes(insert, ":record", record->data, record->length);
	store->added.backlog++;
	return sql_run(store, insert, err);
}

/* Step to the oldest of the backlog. Columns: drop_id, hash, seen_at, name, moved_to, record, form. */
static int find_oldest(struct store *store, sqlite3_stmt **ret, struct error *err)
{
	int got;

	*ret = sql_get(store,
		       "SELECT d.id, d.hash, d.seen_at, CAST(d.name AS TEXT), CAST(d.moved_to AS TEXT), b.record,"
		       " b.form FROM (SELECT drop_id, record, form FROM backlog ORDER BY drop_id LIMIT 1) b CROSS JOIN"
		       " drops d ON d.id = b.drop_id");
	got = sql_step(store, *ret, err);
	return got > 0 ? STORE_OK : got < 0 ? got : STORE_NONE;
}

/* It is no more in the backlog. */
static int take_off(struct store *store, int64_t drop, struct error *err)
{
	sqlite3_stmt *delete = sql_get(store, "DELETE FROM backlog WHERE drop_id = :drop");

	sql_int(delete, ":drop", drop);
	store->added.backlog--;
	return sql_run(store, delete, err);
}

static void remember(struct store *store, const uint8_t *hash, int64_t article)
{
	struct entered *entered;

	if (store->entered_count == store->entered_room) {
		store->entered_room = store->entered_room ? store->entered_room * 2 : 64;
		store->entered = xrealloc(store->entered, store->entered_room, sizeof(*store->entered));
	}
	entered = &store->entered[store->entered_count++];
	memcpy(entered->hash, hash, sizeof(entered->hash));
	entered->article = article;
}

/* Another file brought the article meanwhile. */
static int become_duplicate(struct store *store, int64_t drop, struct error *err)
{
	sqlite3_stmt *update = sql_get(store, "UPDATE drops SET outcome = 2 WHERE id = :drop");

	_Static_assert(OUTCOME_DUPLICATE == 2, "the number in the SQL");
	sql_int(update, ":drop", drop);
	store->added.stored--;
	store->added.duplicate++;
	return sql_run(store, update, err);
}

int store_enter(struct store *store, int64_t *ret_id, struct error *err)
{
	struct extraction extraction = {0};
	uint8_t hash[STORE_HASH] = {0};
	struct drop drop = {.hash = hash};
	sqlite3_stmt *row;
	int64_t number, known;
	int result = sql_may_write(store, err);

	*ret_id = 0;
	if (result == STORE_OK)
		result = find_oldest(store, &row, err);
	if (result != STORE_OK)
		return result;
	number = sqlite3_column_int64(row, 0);
	if (sqlite3_column_bytes(row, 1) == STORE_HASH)
		memcpy(hash, sqlite3_column_blob(row, 1), STORE_HASH);
	drop.seen_at = sqlite3_column_int64(row, 2);
	if (strcmp(sql_column(row, 6), extraction_form()) != 0)
		result = error_set(err, "it was packed by another version of the program");
	else if (extraction_unpack(&extraction, sqlite3_column_blob(row, 5), (size_t)sqlite3_column_bytes(row, 5),
				   err) < 0)
		result = STORE_ERROR;
	sqlite3_reset(row);
	if (result == STORE_OK)
		result = take_off(store, number, err);
	known = store_find_article(store, hash);
	if (result == STORE_OK && known)
		result = become_duplicate(store, number, err);
	else if (result == STORE_OK)
		result = article_add(store, &drop, &extraction, ret_id, err);
	extraction_done(&extraction);
	if (result == STORE_OK)
		remember(store, hash, known ? known : *ret_id);
	return result;
}

int entered_flush(struct store *store, struct error *err)
{
	int result = STORE_OK;

	for (size_t i = 0; i < store->entered_count && result == STORE_OK; i++) {
		sqlite3_stmt *update = sql_get(store, "UPDATE drops SET article_id = :article WHERE hash = :hash"
						      " AND article_id IS NULL");

		sql_int(update, ":article", store->entered[i].article);
		sql_bytes(update, ":hash", store->entered[i].hash, STORE_HASH);
		result = sql_run(store, update, err);
	}
	store->entered_count = 0;
	return result;
}

int store_oldest(struct store *store, struct buffer *ret_name, struct buffer *ret_moved_to, struct error *err)
{
	sqlite3_stmt *row;
	int result = find_oldest(store, &row, err);

	if (result != STORE_OK)
		return result;
	buffer_clear(ret_name);
	buffer_clear(ret_moved_to);
	buffer_text(ret_name, sql_column(row, 3));
	buffer_text(ret_moved_to, sqlite3_column_type(row, 4) == SQLITE_NULL ? "" : sql_column(row, 4));
	sqlite3_reset(row);
	return STORE_OK;
}

/* The ledger's row of the oldest, which is about to be changed. */
static int oldest_number(struct store *store, int64_t *ret, struct error *err)
{
	sqlite3_stmt *row;
	int result = sql_may_write(store, err);

	if (result == STORE_OK)
		result = find_oldest(store, &row, err);
	if (result != STORE_OK)
		return result;
	*ret = sqlite3_column_int64(row, 0);
	sqlite3_reset(row);
	return STORE_OK;
}

int store_hand_back(struct store *store, struct error *err)
{
	sqlite3_stmt *delete;
	int64_t number;
	int result = oldest_number(store, &number, err);

	if (result != STORE_OK)
		return result;
	result = take_off(store, number, err);
	delete = sql_get(store, "DELETE FROM drops WHERE id = :drop");
	sql_int(delete, ":drop", number);
	store->added.stored--;
	return result == STORE_OK ? sql_run(store, delete, err) : result;
}

int store_give_up(struct store *store, const char *reason, const char *moved_to, struct error *err)
{
	sqlite3_stmt *update;
	int64_t number;
	int result = oldest_number(store, &number, err);

	if (result != STORE_OK)
		return result;
	_Static_assert(OUTCOME_FAILED == 3, "the number in the SQL");
	update =
		sql_get(store, "UPDATE drops SET outcome = 3, reason = :reason, moved_to = :moved_to WHERE id = :drop");
	sql_int(update, ":drop", number);
	sql_text(update, ":reason", reason);
	sql_bytes(update, ":moved_to", moved_to, strlen(moved_to));
	result = sql_run(store, update, err);
	store->added.stored--;
	store->added.failed++;
	return result == STORE_OK ? take_off(store, number, err) : result;
}
