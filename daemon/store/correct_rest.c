/* SPDX-License-Identifier: MIT */
/*
 * The statements of a correction are made again at once, or, if they are many, a few at a time: they wait in a table,
 * so that whatever happens meanwhile, a crash too, each has its turn. One that has had it twice is none the worse.
 */
#include "correct.h"

#define AT_ONCE 512 /* statements */
#define PIECE 256

int correction_relink(struct store *store, const struct ids *statements, struct error *err)
{
	struct relink relink = {.store = store};
	int result = STORE_OK;

	if (statements->count <= AT_ONCE)
		return relink_finish(&relink, relink_statements(&relink, statements, err), err);
	for (size_t i = 0; i < statements->count && result == STORE_OK; i++)
		result = correction_run(store, "INSERT INTO relinks VALUES (:id) ON CONFLICT DO NOTHING",
					statements->at[i], 0, err);
	return result;
}

static int take_piece(struct store *store, struct ids *ids, struct error *err)
{
	sqlite3_stmt *query = sql_get(store, "SELECT statement_id FROM relinks ORDER BY statement_id LIMIT :limit");

	sql_int(query, ":limit", PIECE);
	return ids_query(store, query, ids, err);
}

static int relink_piece(struct store *store, const struct ids *ids, struct error *err)
{
	struct relink relink = {.store = store, .is_part = true};
	int result = relink_finish(&relink, relink_statements(&relink, ids, err), err);

	return result == STORE_OK ? correction_run(store, "DELETE FROM relinks WHERE statement_id <= :id",
						   ids->at[ids->count - 1], 0, err)
				  : result;
}

static int recount_one(struct store *store, struct error *err)
{
	int64_t speaker = 0;
	int result = sql_look_up(store, "SELECT min(speaker_id) FROM recounts", 0, 0, &speaker, err);

	if (result == STORE_OK)
		result = speaker_recount(store, speaker, err);
	return result == STORE_OK
		       ? correction_run(store, "DELETE FROM recounts WHERE speaker_id = :id", speaker, 0, err)
		       : result;
}

int store_relink(struct store *store, struct error *err)
{
	struct ids ids = {0};
	int result = sql_may_write(store, err);

	if (result == STORE_OK)
		result = take_piece(store, &ids, err);
	if (result == STORE_OK)
		result = ids.count ? relink_piece(store, &ids, err) : recount_one(store, err);
	ids_done(&ids);
	return result;
}

bool store_has_relinks(struct store *store)
{
	sqlite3_stmt *query =
		sql_get(store, "SELECT EXISTS (SELECT 1 FROM relinks) OR EXISTS (SELECT 1 FROM recounts)");
	int64_t any = 0;
	struct error err;

	return sql_number(store, query, &any, &err) == STORE_OK && any;
}
