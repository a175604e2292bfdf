/* SPDX-License-Identifier: MIT */
/* Questions for corrections by hand: which are in force, undone, or have lost what they were about. */
#include "correct.h"

#define CORRECTION_COLUMNS                                                                                             \
	"SELECT c.id, c.kind, c.speaker_id, c.claim_id, CASE WHEN c.kind IN (6, 7) THEN NULL ELSE c.into_id END,"      \
	" CASE WHEN c.kind IN (6, 7) THEN c.into_id END, c.name, c.was, c.note, c.user, c.uid, c.made_at,"             \
	" c.undone_user, c.undone_uid, c.undone_at, (SELECT name FROM speakers WHERE id = c.into_id AND"               \
	" c.kind NOT IN (6, 7)), (SELECT json_group_array(json_object('article_id', a.id, 'statement',"                \
	" CASE WHEN t.statement IS NULL THEN NULL ELSE printf('%016x', t.statement) END, 'text', t.text, 'found',"     \
	" json(CASE WHEN t.statement IS NULL OR EXISTS (SELECT 1 FROM correction_hits h WHERE h.correction_id = c.id"  \
	" AND h.number = t.number) THEN 'true' ELSE 'false' END))) FROM correction_targets t LEFT JOIN articles a ON"  \
	" a.id = coalesce((SELECT id FROM articles WHERE hash = t.article_hash), (SELECT article_id FROM revisions"    \
	" WHERE hash = t.article_hash)) WHERE t.correction_id = c.id), EXISTS (SELECT 1 FROM correction_targets t "    \
	"WHERE"                                                                                                        \
	" t.correction_id = c.id AND t.statement IS NOT NULL AND NOT EXISTS (SELECT 1 FROM correction_hits h WHERE"    \
	" h.correction_id = c.id AND h.number = t.number)), (SELECT count(*) FROM relinks) FROM corrections c"

static void add_number(struct buffer *out, const char *key, sqlite3_stmt *row, int i)
{
	buffer_printf(out, ",\"%s\":", key);
	if (sqlite3_column_type(row, i) == SQLITE_NULL)
		buffer_text(out, "null");
	else
		buffer_number(out, sqlite3_column_int64(row, i));
}

static void add_text(struct buffer *out, const char *key, sqlite3_stmt *row, int i)
{
	buffer_printf(out, ",\"%s\":", key);
	sql_json(out, row, i);
}

static void add_time(struct buffer *out, const char *key, sqlite3_stmt *row, int i)
{
	buffer_printf(out, ",\"%s\":", key);
	if (sqlite3_column_type(row, i) == SQLITE_NULL)
		buffer_text(out, "null");
	else
		date_time_json(out, sqlite3_column_int64(row, i));
}

static void print(struct buffer *out, sqlite3_stmt *row)
{
	bool is_undone = sqlite3_column_type(row, 14) != SQLITE_NULL;

	buffer_printf(out, "{\"id\":%lld,\"kind\":\"%s\",\"state\":\"%s\"", (long long)sqlite3_column_int64(row, 0),
		      correction_forms[sqlite3_column_int(row, 1) % CORRECTION_COUNT].name,
		      is_undone                     ? "undone"
		      : sqlite3_column_int(row, 17) ? "conflict"
						    : "applied");
	add_number(out, "speaker_id", row, 2);
	add_number(out, "claim_id", row, 3);
	add_number(out, "into_speaker_id", row, 4);
	add_number(out, "into_claim_id", row, 5);
	add_text(out, "into", row, 15);
	add_text(out, "name", row, 6);
	add_text(out, "was", row, 7);
	add_text(out, "note", row, 8);
	add_text(out, "by", row, 9);
	add_number(out, "uid", row, 10);
	add_time(out, "made_at", row, 11);
	add_text(out, "undone_by", row, 12);
	add_number(out, "undone_uid", row, 13);
	add_time(out, "undone_at", row, 14);
	add_number(out, "waiting", row, 18);
	buffer_printf(out, ",\"targets\":%s}", sql_column(row, 16));
}

int store_correction(struct store *store, int64_t id, struct buffer *out, struct error *err)
{
	sqlite3_stmt *query = sql_get(store, CORRECTION_COLUMNS " WHERE c.id = :id");
	int got;

	sql_int(query, ":id", id);
	got = sql_step(store, query, err);
	if (got <= 0)
		return got ? got : STORE_NONE;
	print(out, query);
	sqlite3_reset(query);
	return STORE_OK;
}

int store_corrections(struct store *store, int64_t after, int limit, struct buffer *out, int64_t *ret_next,
		      struct error *err)
{
	sqlite3_stmt *query = sql_get(store, CORRECTION_COLUMNS " WHERE c.id < :after ORDER BY c.id DESC LIMIT :limit");
	int64_t last = 0;
	int got, count = 0;

	*ret_next = 0;
	sql_int(query, ":after", after ? after : INT64_MAX);
	sql_int(query, ":limit", (int64_t)limit + 1);
	while ((got = sql_step(store, query, err)) > 0 && count < limit) {
		buffer_text(out, count++ ? "," : "");
		last = sqlite3_column_int64(query, 0);
		print(out, query);
	}
	if (got > 0)
		*ret_next = last;
	sqlite3_reset(query);
	return got < 0 ? got : STORE_OK;
}
