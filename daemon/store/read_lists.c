/* SPDX-License-Identifier: MIT */
/* Questions for speakers, articles and failures. */
#include "correct.h"

#include <string.h>

/* How a list is printed. */
struct form {
	void (*print)(struct buffer *out, sqlite3_stmt *row); /* the row's first column is its key */
	int limit;
};

static int print_list(struct store *store, sqlite3_stmt *statement, struct form form, struct buffer *out,
		      int64_t *ret_next, struct error *err)
{
	size_t before = out->length;
	int64_t last = 0;
	int got, count = 0;

	while ((got = sql_step(store, statement, err)) > 0 && count < form.limit) {
		if (count++)
			buffer_char(out, ',');
		last = sqlite3_column_int64(statement, 0);
		form.print(out, statement);
	}
	if (got < 0) {
		out->length = before;
		return got;
	}
	*ret_next = got ? last : 0;
	sqlite3_reset(statement);
	return STORE_OK;
}

static void print_number(struct buffer *out, const char *key, int64_t number)
{
	buffer_printf(out, ",\"%s\":", key);
	buffer_number(out, number);
}

static void print_text(struct buffer *out, const char *key, sqlite3_stmt *row, int i)
{
	buffer_printf(out, ",\"%s\":", key);
	sql_json(out, row, i);
}

static void print_day(struct buffer *out, const char *key, sqlite3_stmt *row, int i)
{
	buffer_printf(out, ",\"%s\":", key);
	if (sqlite3_column_type(row, i) == SQLITE_NULL)
		buffer_text(out, "null");
	else
		date_json(out, sqlite3_column_int64(row, i));
}

static void print_hash(struct buffer *out, sqlite3_stmt *row, int i)
{
	buffer_text(out, ",\"hash\":");
	sql_json_bytes(out, row, i);
}

static void print_id(struct buffer *out, sqlite3_stmt *row)
{
	buffer_text(out, "{\"id\":");
	buffer_number(out, sqlite3_column_int64(row, 0));
}

#define SPEAKER_COLUMNS                                                                                                \
	"id, name, type, gender, role, reason, statements, articles,"                                                  \
	" (SELECT min(statement_id) >> 32 FROM statement_speakers WHERE speaker_id = speakers.id),"                    \
	" (SELECT max(statement_id) >> 32 FROM statement_speakers WHERE speaker_id = speakers.id), article_id, "       \
	"repeats"

static void print_speaker_open(struct buffer *out, sqlite3_stmt *row)
{
	print_id(out, row);
	print_text(out, "name", row, 1);
	buffer_printf(out, ",\"type\":\"%s\"", speaker_type_name((enum speaker_type)sqlite3_column_int(row, 2)));
	print_text(out, "gender", row, 3);
	print_text(out, "role", row, 4);
	print_text(out, "reason", row, 5);
	print_number(out, "statements", sqlite3_column_int64(row, 6));
	print_number(out, "articles", sqlite3_column_int64(row, 7));
	print_day(out, "first", row, 8);
	print_day(out, "last", row, 9);
	print_number(out, "printings", sqlite3_column_int64(row, 6) + sqlite3_column_int64(row, 11));
	if (sqlite3_column_type(row, 10) != SQLITE_NULL)
		print_number(out, "article_id", sqlite3_column_int64(row, 10));
}

static void print_speaker(struct buffer *out, sqlite3_stmt *row)
{
	print_speaker_open(out, row);
	buffer_char(out, '}');
}

/* Those with most statements first. The key is the last one's id; how often it spoke is looked up again. */
int store_speakers(struct store *store, const char *name, int64_t after, int limit, struct buffer *out,
		   int64_t *ret_next, struct error *err)
{
	static const char all[] =
		"SELECT " SPEAKER_COLUMNS " FROM speakers WHERE (statements, id) < (:statements, :after)"
		" AND articles > 0"
		" ORDER BY statements DESC, id DESC LIMIT :limit";
	static const char named[] = "SELECT " SPEAKER_COLUMNS " FROM speakers WHERE id IN " SPEAKERS_NAMED
				    " AND articles > 0 AND (statements, id) < (:statements, :after) ORDER BY "
				    "statements DESC, id DESC LIMIT :limit";
	sqlite3_stmt *query = sql_get(store, "SELECT statements FROM speakers WHERE id = :id");
	int64_t statements = INT64_MAX;
	struct buffer match = {0};
	bool exists = true;
	int result = STORE_OK;

	sql_int(query, ":id", after);
	if (after)
		result = sql_number(store, query, &statements, err);
	if (result == STORE_OK && name && name[0])
		result = names_match(store, name, &match, &exists, err);
	*ret_next = 0;
	if (result == STORE_OK && exists) {
		query = sql_get(store, match.length ? named : all);
		sql_int(query, ":statements", statements);
		sql_int(query, ":after", after ? after : INT64_MAX);
		sql_int(query, ":limit", (int64_t)limit + 1);
		if (match.length)
			sql_text_length(query, ":match", match.data, match.length);
		result = print_list(store, query, (struct form){print_speaker, limit}, out, ret_next, err);
	}
	buffer_done(&match);
	return result;
}

static void print_alias(struct buffer *out, sqlite3_stmt *row)
{
	sql_json(out, row, 1);
}

static void print_role(struct buffer *out, sqlite3_stmt *row)
{
	buffer_text(out, "{\"role\":");
	sql_json(out, row, 1);
	print_day(out, "first", row, 2);
	print_day(out, "last", row, 3);
	print_number(out, "articles", sqlite3_column_int64(row, 4));
	buffer_char(out, '}');
}

/* A query for what belongs to id. */
static sqlite3_stmt *belonging(struct store *store, const char *sql, int64_t id)
{
	sqlite3_stmt *query = sql_get(store, sql);

	sql_int(query, ":id", id);
	return query;
}

/* A list inside an object. */
static int print_inner(struct store *store, const char *key, sqlite3_stmt *query, struct form form, struct buffer *out,
		       struct error *err)
{
	int64_t next;
	int result;

	buffer_printf(out, ",\"%s\":[", key);
	result = print_list(store, query, form, out, &next, err);
	buffer_char(out, ']');
	return result;
}

/* Open the object with the query's one row; STORE_NONE if there is none. */
static int print_one(struct store *store, sqlite3_stmt *query, struct form form, struct buffer *out, struct error *err)
{
	int got = sql_step(store, query, err);

	if (got == 0)
		return STORE_NONE;
	if (got < 0)
		return got;
	form.print(out, query);
	sqlite3_reset(query);
	return STORE_OK;
}

int store_speaker(struct store *store, int64_t id, struct buffer *out, struct error *err)
{
	static const char aliases[] = "SELECT l.id, l.name FROM aliases l JOIN speakers s ON s.id = l.speaker_id"
				      " WHERE l.speaker_id IN (SELECT :id UNION ALL SELECT id FROM speakers WHERE"
				      " merged_into = :id) AND l.name <> (SELECT name FROM speakers WHERE id = :id)"
				      " GROUP BY l.name ORDER BY min(l.id)";
	static const char roles[] = "SELECT 0, role, min(first_day), max(last_day), sum(articles) FROM roles WHERE"
				    " speaker_id IN (SELECT :id UNION ALL SELECT id FROM speakers WHERE merged_into ="
				    " :id) GROUP BY role ORDER BY min(first_day), role";
	size_t before = out->length;
	int result = speaker_root(store, id, &id, err);

	if (result == STORE_OK)
		result = print_one(store,
				   belonging(store, "SELECT " SPEAKER_COLUMNS " FROM speakers WHERE id = :id", id),
				   (struct form){print_speaker_open, 1}, out, err);

	if (result == STORE_OK)
		result = print_inner(store, "aliases", belonging(store, aliases, id),
				     (struct form){print_alias, INT32_MAX}, out, err);
	if (result == STORE_OK)
		result = print_inner(store, "roles", belonging(store, roles, id), (struct form){print_role, INT32_MAX},
				     out, err);
	if (result == STORE_OK)
		buffer_char(out, '}');
	else
		out->length = before;
	return result;
}

#define ARTICLE_COLUMNS                                                                                                \
	"id, name, title, byline, outlet, url, date, language, dateline, seen_at, hash, rules, partial, statements"

#define REPORT_COLUMNS                                                                                                 \
	", coalesce((SELECT report FROM sketches WHERE article_id = articles.id), id),"                                \
	" (SELECT count(*) FROM sketches k WHERE k.report <> k.article_id AND k.report ="                              \
	" (SELECT report FROM sketches WHERE article_id = articles.id))"

static void print_article_head(struct buffer *out, sqlite3_stmt *row)
{
	static const char *const keys[] = {"name", "title", "byline", "outlet", "url", "date", "language", "dateline"};

	print_id(out, row);
	for (int i = 0; i < 8; i++)
		print_text(out, keys[i], row, i + 1);
	buffer_text(out, ",\"seen_at\":");
	date_time_json(out, sqlite3_column_int64(row, 9));
	print_hash(out, row, 10);
	print_text(out, "rules", row, 11);
	buffer_printf(out, ",\"partial\":%s", sqlite3_column_int(row, 12) ? "true" : "false");
}

static void print_article(struct buffer *out, sqlite3_stmt *row)
{
	print_article_head(out, row);
	print_number(out, "statements", sqlite3_column_int64(row, 13));
	print_number(out, "report", sqlite3_column_int64(row, 14));
	print_number(out, "copies", sqlite3_column_int64(row, 15));
	buffer_char(out, '}');
}

static void print_article_text(struct buffer *out, sqlite3_stmt *row)
{
	print_article_head(out, row);
	print_text(out, "text", row, 14);
}

int store_article(struct store *store, int64_t id, struct buffer *out, struct error *err)
{
	static const char statements[] = "SELECT " STATEMENT_COLUMNS " FROM statements s JOIN articles a"
					 " ON a.id = s.article_id WHERE s.article_id = :id AND s.rejected IS NULL"
					 " ORDER BY s.id";
	size_t before = out->length;
	int result =
		print_one(store, belonging(store, "SELECT " ARTICLE_COLUMNS ", text FROM articles WHERE id = :id", id),
			  (struct form){print_article_text, 1}, out, err);

	if (result == STORE_OK)
		result = print_inner(store, "statements", belonging(store, statements, id),
				     (struct form){statement_row_json, INT32_MAX}, out, err);
	if (result == STORE_OK)
		buffer_char(out, '}');
	else
		out->length = before;
	return result;
}

int store_articles(struct store *store, const char *words, int64_t after, int limit, struct buffer *out,
		   int64_t *ret_next, struct error *err)
{
	static const char all[] = "SELECT " ARTICLE_COLUMNS REPORT_COLUMNS
				  " FROM articles WHERE id < :after ORDER BY id DESC LIMIT :limit";
	static const char found[] =
		"SELECT " ARTICLE_COLUMNS REPORT_COLUMNS " FROM (SELECT rowid AS found FROM articles_text"
		" WHERE articles_text MATCH :match AND rowid < :after ORDER BY rowid DESC LIMIT :limit)"
		" CROSS JOIN articles ON id = found ORDER BY found DESC";
	struct buffer match = {0};
	sqlite3_stmt *query;
	int result;

	*ret_next = 0;
	if (words && words[0] && fulltext_words(&match, words, false) == 0)
		return STORE_OK;
	query = sql_get(store, match.length ? found : all);
	sql_int(query, ":after", after ? after : INT64_MAX);
	sql_int(query, ":limit", (int64_t)limit + 1);
	if (match.length)
		sql_text_length(query, ":match", match.data, match.length);
	result = print_list(store, query, (struct form){print_article, limit}, out, ret_next, err);
	buffer_done(&match);
	return result;
}

int64_t store_newest_article(struct store *store)
{
	sqlite3_stmt *query = sql_get(store, "SELECT max(id) FROM articles");
	struct error err;
	int64_t newest = sql_step(store, query, &err) > 0 ? sqlite3_column_int64(query, 0) : 0;

	sqlite3_reset(query);
	return newest;
}

static void print_failure(struct buffer *out, sqlite3_stmt *row)
{
	print_id(out, row);
	print_text(out, "name", row, 1);
	print_text(out, "reason", row, 2);
	print_text(out, "moved_to", row, 3);
	print_number(out, "size", sqlite3_column_int64(row, 4));
	print_hash(out, row, 5);
	buffer_text(out, ",\"seen_at\":");
	date_time_json(out, sqlite3_column_int64(row, 6));
	buffer_char(out, '}');
}

/* Bytes that were stored after all, at a later try, are no failure any more. */
int store_failed(struct store *store, int64_t after, int limit, struct buffer *out, int64_t *ret_next,
		 struct error *err)
{
	sqlite3_stmt *query = sql_get(
		store,
		"SELECT id, name, reason, moved_to, size, hash, seen_at FROM drops d WHERE outcome = 3 AND id < :after"
		" AND NOT EXISTS (SELECT 1 FROM articles WHERE articles.hash = d.hash)"
		" AND NOT EXISTS (SELECT 1 FROM revisions WHERE revisions.hash = d.hash) ORDER BY id DESC LIMIT "
		":limit");

	*ret_next = 0;
	sql_int(query, ":after", after ? after : INT64_MAX);
	sql_int(query, ":limit", (int64_t)limit + 1);
	return print_list(store, query, (struct form){print_failure, limit}, out, ret_next, err);
}

static void print_drop(struct buffer *out, sqlite3_stmt *row)
{
	print_id(out, row);
	print_text(out, "name", row, 1);
	buffer_printf(out, ",\"outcome\":\"%s\"", outcome_name((enum outcome)sqlite3_column_int(row, 7)));
	print_text(out, "reason", row, 2);
	print_text(out, "moved_to", row, 3);
	print_number(out, "size", sqlite3_column_int64(row, 4));
	print_hash(out, row, 5);
	if (sqlite3_column_type(row, 8) == SQLITE_NULL) {
		buffer_text(out, ",\"article\":null,\"statements\":0");
	} else {
		print_number(out, "article", sqlite3_column_int64(row, 8));
		print_number(out, "statements", sqlite3_column_int64(row, 9));
	}
	buffer_text(out, ",\"seen_at\":");
	date_time_json(out, sqlite3_column_int64(row, 6));
	buffer_char(out, '}');
}

int store_drops(struct store *store, const uint8_t *hash, int64_t after, int limit, struct buffer *out,
		int64_t *ret_next, struct error *err)
{
	static const char of_hash[] = "SELECT d.id, d.name, d.reason, d.moved_to, d.size, d.hash, d.seen_at, "
				      "d.outcome, d.article_id, a.statements"
				      " FROM drops d LEFT JOIN articles a ON a.id = d.article_id"
				      " WHERE d.hash = :hash AND d.id < :after ORDER BY d.id DESC LIMIT :limit";
	static const char all[] = "SELECT d.id, d.name, d.reason, d.moved_to, d.size, d.hash, d.seen_at, d.outcome, "
				  "d.article_id, a.statements"
				  " FROM drops d LEFT JOIN articles a ON a.id = d.article_id"
				  " WHERE d.id < :after ORDER BY d.id DESC LIMIT :limit";
	sqlite3_stmt *query = sql_get(store, hash ? of_hash : all);

	*ret_next = 0;
	if (hash)
		sql_bytes(query, ":hash", hash, STORE_HASH);
	sql_int(query, ":after", after ? after : INT64_MAX);
	sql_int(query, ":limit", (int64_t)limit + 1);
	return print_list(store, query, (struct form){print_drop, limit}, out, ret_next, err);
}
