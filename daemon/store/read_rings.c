/* SPDX-License-Identifier: MIT */
/* What watches have rung for, and whose hook is to be run. */
#include "database.h"
#include "quoted/watches.h"

int store_ring(struct store *store, int64_t ring, int64_t watch, struct buffer *out, struct error *err)
{
	sqlite3_stmt *query =
		sql_get(store, "SELECT r.watch_id, w.query, r.event, r.rung_at, r.record FROM rings r JOIN"
			       " watches w ON w.id = r.watch_id WHERE r.id = :id AND (:watch = 0 OR"
			       " r.watch_id = :watch)");
	int got;

	sql_int(query, ":id", ring);
	sql_int(query, ":watch", watch);
	got = sql_step(store, query, err);
	if (got <= 0)
		return got ? got : STORE_NONE;
	buffer_printf(out, "{\"ring\":%lld,\"watch\":%lld,\"query\":", (long long)ring,
		      (long long)sqlite3_column_int64(query, 0));
	sql_json(out, query, 1);
	buffer_printf(out, ",\"event\":\"%s\",\"rung_at\":",
		      watch_event_name((enum watch_event)(sqlite3_column_int(query, 2) % WATCH_EVENT_COUNT)));
	date_time_json(out, sqlite3_column_int64(query, 3));
	buffer_text(out, sql_column(query, 4));
	buffer_char(out, '}');
	sqlite3_reset(query);
	return STORE_OK;
}

int64_t store_newest_ring(struct store *store)
{
	struct error err;
	int64_t newest = 0;

	sql_number(store, sql_get(store, "SELECT max(id) FROM rings"), &newest, &err);
	return newest;
}

static bool is_among(int64_t watch, const int64_t *busy, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (busy[i] == watch)
			return true;
	return false;
}

int store_hook_next(struct store *store, const int64_t *busy, size_t count, struct store_hook *ret, struct error *err)
{
	sqlite3_stmt *query = sql_get(store, "SELECT w.id, w.hook, (SELECT min(id) FROM rings WHERE watch_id = w.id AND"
					     " is_waiting) AS ring FROM watches w WHERE w.removed_at IS NULL AND"
					     " w.waiting > 0 AND w.hook IS NOT NULL AND ring ORDER BY ring");
	int got;

	*ret = (struct store_hook){0};
	while ((got = sql_step(store, query, err)) > 0) {
		if (is_among(sqlite3_column_int64(query, 0), busy, count))
			continue;
		ret->watch = sqlite3_column_int64(query, 0);
		ret->ring = sqlite3_column_int64(query, 2);
		buffer_text(&ret->path, sql_column(query, 1));
		sqlite3_reset(query);
		return store_ring(store, ret->ring, ret->watch, &ret->json, err);
	}
	return got ? got : STORE_NONE;
}

void store_hook_free(struct store_hook *hook)
{
	buffer_done(&hook->path);
	buffer_done(&hook->json);
}

int store_hook_ran(struct store *store, int64_t ring, const char *failure, struct error *err)
{
	sqlite3_stmt *update = sql_get(store, "UPDATE rings SET is_waiting = 0 WHERE id = :ring AND is_waiting");
	int result = sql_may_write(store, err);

	sql_int(update, ":ring", ring);
	if (result == STORE_OK)
		result = sql_run(store, update, err);
	if (result != STORE_OK || !sqlite3_changes(store->db))
		return result;
	update = sql_get(store, "UPDATE watches SET waiting = max(waiting - 1, 0), failed = failed + (:failure IS NOT"
				" NULL), failure = coalesce(:failure, failure) WHERE id = (SELECT watch_id FROM rings"
				" WHERE id = :ring)");
	sql_int(update, ":ring", ring);
	sql_text(update, ":failure", failure);
	return sql_run(store, update, err);
}
