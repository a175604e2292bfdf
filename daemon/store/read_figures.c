/* SPDX-License-Identifier: MIT */
/* The numbers of a claim: each value in turn, and how each speaker's went on. */
#include "claim.h"

#include <string.h>

#define HISTORY_MAX 2000 /* edges with numbers that are read */

/* How far a number goes, as the statement's record has it behind the value: {"upto", "bound"} or NULL. */
#define LIMITS(edge)                                                                                                   \
	"(SELECT json_extract(f.value, '$[2]') FROM statements r, json_each(r.record, '$.claims') c,"                  \
	" json_each(c.value, '$.figures') f WHERE r.id = " edge                                                        \
	".statement_id AND json_extract(f.value, '$[0]') = " edge ".value LIMIT 1)"

/* Each value in turn: who gave it, in how many articles, from when to when. */
static int values_json(struct store *store, int64_t id, int64_t high, struct buffer *out, struct error *err)
{
	sqlite3_stmt *query = sql_get(
		store, "SELECT e.value, e.unit, min(e.statement_id) >> 32, max(e.statement_id) >> 32,"
		       " count(DISTINCT e.article_id), json_group_array(DISTINCT p.name) FROM claim_edges e"
		       " LEFT JOIN speakers p ON p.id = e.speaker_id WHERE e.claim_id = :claim AND e.value IS NOT NULL"
		       " AND e.statement_id < :high GROUP BY e.unit, e.value ORDER BY min(e.statement_id)");
	int got, count = 0;

	sql_int(query, ":claim", id);
	sql_int(query, ":high", high);
	buffer_text(out, ",\"figures\":[");
	while ((got = sql_step(store, query, err)) > 0) {
		buffer_text(out, count++ ? ",{\"value\":" : "{\"value\":");
		sql_json(out, query, 0);
		buffer_text(out, ",\"unit\":");
		sql_json(out, query, 1);
		buffer_text(out, ",\"first\":");
		date_json(out, sqlite3_column_int64(query, 2));
		buffer_text(out, ",\"last\":");
		date_json(out, sqlite3_column_int64(query, 3));
		buffer_printf(out, ",\"articles\":%d,\"speakers\":%s}", sqlite3_column_int(query, 4),
			      sql_column(query, 5));
	}
	buffer_char(out, ']');
	return got;
}

/* The row: unit, speaker, name, value, limits, statement, its id, outlet. */
static void value_json(struct buffer *out, sqlite3_stmt *row)
{
	buffer_text(out, "{\"value\":");
	sql_json(out, row, 3);
	buffer_printf(out, ",\"limits\":%s,\"date\":", sql_column(row, 4) ? sql_column(row, 4) : "null");
	date_json(out, sqlite3_column_int64(row, 5) >> DAY_SHIFT);
	buffer_text(out, ",\"outlet\":");
	sql_json(out, row, 7);
	buffer_text(out, ",\"statement\":");
	sql_json(out, row, 6);
	buffer_char(out, '}');
}

/* Of each unit and speaker the values one after the other, one that is only said again left out. */
static int histories_json(struct store *store, int64_t id, int64_t high, struct buffer *out, struct error *err)
{
	sqlite3_stmt *query = sql_get(
		store,
		"SELECT unit, speaker_id, name, value, limits, statement_id, hash, outlet FROM"
		" (SELECT e.unit, e.speaker_id, p.name, e.value, " LIMITS(
			"e") " AS limits, e.statement_id, e.id,"
			     " json_extract(s.record, '$.id') AS hash, a.outlet, lag(e.value) OVER (PARTITION BY "
			     "e.unit,"
			     " e.speaker_id ORDER BY e.statement_id, e.id) AS value_before FROM"
			     " (SELECT * FROM claim_edges WHERE claim_id = :claim AND value IS NOT NULL AND "
			     "statement_id < :high"
			     " LIMIT :limit) e CROSS JOIN statements s ON s.id = e.statement_id CROSS JOIN articles a"
			     " ON a.id = s.article_id LEFT JOIN speakers p ON p.id = e.speaker_id)"
			     " WHERE value_before IS NULL OR value_before <> value ORDER BY unit, speaker_id, "
			     "statement_id, id");
	struct buffer unit = {0};
	int64_t speaker = -1;
	int got;
	bool any = false;

	sql_int(query, ":claim", id);
	sql_int(query, ":high", high);
	sql_int(query, ":limit", HISTORY_MAX);
	buffer_text(out, ",\"histories\":[");
	while ((got = sql_step(store, query, err)) > 0) {
		const char *counted = sql_column(query, 0) ? sql_column(query, 0) : "";
		bool is_same = any && speaker == sqlite3_column_int64(query, 1) && !strcmp(unit.data, counted);

		if (!is_same) {
			buffer_text(out, any ? "]},{\"unit\":" : "{\"unit\":");
			sql_json(out, query, 0);
			buffer_text(out, ",\"speaker\":");
			sql_json(out, query, 2);
			buffer_text(out, ",\"values\":[");
			buffer_clear(&unit);
			buffer_text(&unit, counted);
			buffer_char(&unit, '\0');
			speaker = sqlite3_column_int64(query, 1);
		}
		buffer_text(out, is_same ? "," : "");
		value_json(out, query);
		any = true;
	}
	buffer_text(out, any ? "]}]" : "]");
	buffer_done(&unit);
	return got;
}

int figures_json(struct store *store, int64_t claim, int64_t high, struct buffer *out, struct error *err)
{
	int result = values_json(store, claim, high, out, err);

	return result == STORE_OK ? histories_json(store, claim, high, out, err) : result;
}
