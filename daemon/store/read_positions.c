/* SPDX-License-Identifier: MIT */
/* Questions for one speaker's positions: a timeline, and where he changed sides or numbers. */
#include "claim.h"

void edge_members_json(struct buffer *out, sqlite3_stmt *row, int i)
{
	static const char *const sides[] = {"against", "neither", "for"};

	buffer_printf(out,
		      "\"side\":\"%s\",\"stance\":\"%s\",\"held\":%s,\"value\":", sides[sqlite3_column_int(row, i) + 1],
		      stance_name((enum stance)sqlite3_column_int(row, i + 1)),
		      sqlite3_column_int(row, i + 2) ? "true" : "false");
	sql_json(out, row, i + 3);
	buffer_text(out, ",\"unit\":");
	sql_json(out, row, i + 4);
	buffer_text(out, ",\"speaker_id\":");
	if (sqlite3_column_type(row, i + 5) == SQLITE_NULL)
		buffer_text(out, "null");
	else
		buffer_number(out, sqlite3_column_int64(row, i + 5));
	buffer_text(out, ",\"speaker\":");
	sql_json(out, row, i + 6);
	buffer_text(out, ",\"text\":");
	sql_json(out, row, i + 7);
	buffer_text(out, ",\"date\":");
	date_json(out, sqlite3_column_int64(row, 0) >> DAY_SHIFT);
	buffer_text(out, ",\"statement\":");
	statement_row_json(out, row);
}

static void position_json(struct buffer *out, sqlite3_stmt *row)
{
	buffer_printf(out, "{\"claim\":%lld,", (long long)sqlite3_column_int64(row, STATEMENT_COLUMN_COUNT + 8));
	edge_members_json(out, row, STATEMENT_COLUMN_COUNT);
	buffer_char(out, '}');
}

/*
 * The rows of a query whose column key is descending, until the limit is reached and the key changes; *ret_next
 * is then the last one's. print may fail.
 */
struct rows {
	int limit, key;
	int (*print)(struct store *store, sqlite3_stmt *row, struct buffer *out, struct error *err);
};

static int print_rows(struct store *store, sqlite3_stmt *query, struct rows rows, struct buffer *out, int64_t *ret_next,
		      struct error *err)
{
	size_t before = out->length;
	int64_t last = 0;
	int got, count = 0;

	*ret_next = 0;
	while ((got = sql_step(store, query, err)) > 0) {
		int64_t key = sqlite3_column_int64(query, rows.key);
		int result;

		if (count >= rows.limit && key != last) {
			*ret_next = last;
			break;
		}
		last = key;
		buffer_text(out, count++ ? "," : "");
		result = rows.print(store, query, out, err);
		if (result != STORE_OK) {
			got = result;
			break;
		}
	}
	sqlite3_reset(query);
	if (got < 0)
		out->length = before;
	return got < 0 ? got : STORE_OK;
}

static int print_position(struct store *store, sqlite3_stmt *row, struct buffer *out, struct error *err)
{
	(void)store;
	(void)err;
	position_json(out, row);
	return STORE_OK;
}

/* What a question asks for, ready for SQL. */
struct asked {
	struct buffer match; /* of the words, or empty */
	int64_t speaker, high;
	bool is_empty;
};

static int ask(struct store *store, struct asked *asked, const struct store_claim_query *query, struct error *err)
{
	struct buffer words = {0};
	int result = claim_high(query->as_of, &asked->high, err);

	if (result == STORE_OK && query->speaker && query->speaker[0]) {
		result = speaker_find(store, query->speaker, &asked->speaker, err);
		asked->is_empty = !asked->speaker;
	}
	if (query->words && query->words[0]) {
		if (fulltext_words(&words, query->words, false) == 0)
			asked->is_empty = true;
		else
			buffer_printf(&asked->match, "text : (%s)", words.data);
	}
	if (query->after && query->after < asked->high)
		asked->high = query->after;
	buffer_done(&words);
	return result;
}

static void bind(sqlite3_stmt *statement, const struct asked *asked)
{
	sql_int(statement, ":speaker", asked->speaker);
	sql_int(statement, ":high", asked->high);
	if (asked->match.length)
		sql_text_length(statement, ":match", asked->match.data, asked->match.length);
}

#define WITH_WORDS(column)                                                                                             \
	" AND (:match IS NULL OR EXISTS (SELECT 1 FROM statements_text WHERE statements_text MATCH :match"             \
	" AND rowid = " column "))"

int store_timeline(struct store *store, const struct store_claim_query *query, struct buffer *out, int64_t *ret_next,
		   struct error *err)
{
	static const char sql[] =
		"SELECT " STATEMENT_COLUMNS
		", e.side * " CLAIM_TURN("e.claim_id") ", e.stance, e.is_held, e.value, e.unit, e.speaker_id, p.name,"
						       " json_extract(s.record, '$.text'), e.claim_id FROM claim_edges "
						       "e CROSS JOIN statements s ON s.id = "
						       "e.statement_id CROSS JOIN articles a"
						       " ON a.id = s.article_id CROSS JOIN speakers p ON p.id = "
						       "e.speaker_id WHERE e.speaker_id = :speaker"
						       " AND e.statement_id < :high" WITH_WORDS(
							       "e.statement_id") " ORDER BY e.statement_id DESC, e.id";
	struct asked asked = {0};
	int result = ask(store, &asked, query, err);

	*ret_next = 0;
	if (result == STORE_OK && !asked.is_empty && asked.speaker) {
		sqlite3_stmt *statement = sql_get(store, sql);

		bind(statement, &asked);
		result = print_rows(store, statement, (struct rows){query->limit, 0, print_position}, out, ret_next,
				    err);
	}
	buffer_done(&asked.match);
	return result;
}

static int print_statement(struct store *store, int64_t id, struct buffer *out, struct error *err)
{
	sqlite3_stmt *query = sql_get(store, "SELECT " STATEMENT_COLUMNS " FROM statements s JOIN articles a"
					     " ON a.id = s.article_id WHERE s.id = :id");
	int got;

	sql_int(query, ":id", id);
	got = sql_step(store, query, err);
	if (got > 0)
		statement_row_json(out, query);
	sqlite3_reset(query);
	return got < 0 ? got : STORE_OK;
}

static int print_flip(struct store *store, sqlite3_stmt *row, struct buffer *out, struct error *err)
{
	int result;

	buffer_printf(out, "{\"claim\":%lld,\"speaker_id\":%lld,\"speaker\":", (long long)sqlite3_column_int64(row, 2),
		      (long long)sqlite3_column_int64(row, 3));
	sql_json(out, row, 4);
	buffer_printf(out, ",\"kind\":\"%s\",\"from_date\":", sqlite3_column_int(row, 5) ? "figure" : "side");
	date_json(out, sqlite3_column_int64(row, 1) >> DAY_SHIFT);
	buffer_text(out, ",\"from\":");
	sql_json(out, row, 6);
	buffer_text(out, ",\"date\":");
	date_json(out, sqlite3_column_int64(row, 0) >> DAY_SHIFT);
	buffer_text(out, ",\"to\":");
	sql_json(out, row, 7);
	buffer_text(out, ",\"earlier\":");
	result = print_statement(store, sqlite3_column_int64(row, 1), out, err);
	buffer_text(out, ",\"later\":");
	if (result == STORE_OK)
		result = print_statement(store, sqlite3_column_int64(row, 0), out, err);
	buffer_char(out, '}');
	return result;
}

int store_flips(struct store *store, const struct store_claim_query *query, struct buffer *out, int64_t *ret_next,
		struct error *err)
{
#define FLIPS                                                                                                          \
	"SELECT f.later, f.earlier, f.claim_id, f.speaker_id, p.name, f.is_figure,"                                    \
	" (SELECT json_extract(record, '$.text') FROM statements WHERE id = f.earlier),"                               \
	" (SELECT json_extract(record, '$.text') FROM statements WHERE id = f.later) FROM flips f CROSS JOIN "         \
	"speakers p"                                                                                                   \
	" ON p.id = f.speaker_id WHERE f.later < :high" WITH_WORDS("f.later")
	static const char all[] = FLIPS " ORDER BY f.later DESC";
	static const char of_speaker[] = FLIPS " AND f.speaker_id = :speaker ORDER BY f.later DESC";
#undef FLIPS
	struct asked asked = {0};
	int result = ask(store, &asked, query, err);

	*ret_next = 0;
	if (result == STORE_OK && !asked.is_empty) {
		sqlite3_stmt *statement = sql_get(store, asked.speaker ? of_speaker : all);

		bind(statement, &asked);
		result = print_rows(store, statement, (struct rows){query->limit, 0, print_flip}, out, ret_next, err);
	}
	buffer_done(&asked.match);
	return result;
}
