/* SPDX-License-Identifier: MIT */
/* The revisions of an article, and what changed from each to the next. */
#include "changes.h"

/* The row: number, seen_at, title, date, hash, is it the current one, rules, was the next one only read again. */
static int print_edition(struct store *store, sqlite3_stmt *row, int64_t article, struct edition *before,
			 struct edition *edition, struct buffer *out, struct error *err)
{
	int64_t number = sqlite3_column_int64(row, 0);
	size_t counts[CHANGE_COUNT] = {0};
	int result = edition_read(store, article, sqlite3_column_int(row, 5) ? 0 : number, edition, err);

	if (sql_column(row, 2))
		edition->title = arena_copy(&edition->arena, sql_column(row, 2), (size_t)sqlite3_column_bytes(row, 2));
	buffer_printf(out, "%s{\"number\":%lld,\"seen_at\":", number > 1 ? "," : "", (long long)number);
	date_time_json(out, sqlite3_column_int64(row, 1));
	buffer_text(out, ",\"title\":");
	sql_json(out, row, 2);
	buffer_text(out, ",\"date\":");
	sql_json(out, row, 3);
	buffer_text(out, ",\"hash\":");
	sql_json_bytes(out, row, 4);
	buffer_text(out, ",\"rules\":");
	sql_json(out, row, 6);
	edition->is_read_again = sqlite3_column_int(row, 7);
	buffer_printf(out, ",\"reread\":%s,\"statements\":%zu,\"changes\":[", before->is_read_again ? "true" : "false",
		      edition->count);
	if (number > 1)
		editions_compare(before, edition, out, counts);
	buffer_text(out, "]}");
	return result;
}

int store_history(struct store *store, int64_t id, struct buffer *out, struct error *err)
{
	sqlite3_stmt *query = sql_get(
		store,
		"SELECT number, seen_at, title, date, hash, 0, rules, is_reread FROM revisions WHERE article_id = :id"
		" UNION ALL SELECT (SELECT count(*) + 1 FROM revisions WHERE article_id = :id), seen_at,"
		" title, date, hash, 1, rules, 0 FROM articles WHERE id = :id ORDER BY 1");
	struct edition before = {0};
	size_t start = out->length;
	bool any = false;
	int got, result = STORE_OK;

	sql_int(query, ":id", id);
	buffer_printf(out, "{\"id\":%lld,\"revisions\":[", (long long)id);
	while (result == STORE_OK && (got = sql_step(store, query, err)) != 0) {
		struct edition edition = {0};

		any = true;
		result = got < 0 ? got : print_edition(store, query, id, &before, &edition, out, err);
		edition_done(&before);
		before = edition;
	}
	sqlite3_reset(query);
	edition_done(&before);
	buffer_text(out, "]}");
	if (result == STORE_OK && any)
		return STORE_OK;
	out->length = start;
	return result == STORE_OK ? STORE_NONE : result;
}
