/* SPDX-License-Identifier: MIT */
/*
 * Questions for statements. Words, kind, stance and many speakers go through one full-text search; one
 * speaker, one article and one id through their index. All read from the newest down and stop at the limit.
 */
#include "correct.h"
#include "sighting.h"

#include <stdlib.h>
#include <string.h>

#define REMEMBERED 512   /* places of first printings */
#define SPEAKERS_MAX 200 /* more than these are found by their names in the full text */

/*
 * Which statements a list goes through, newest first, with the first printing of each (NULL: it is printed once), and
 * the oldest printing of a first one that the question is about too, from :low on: of several printings only that is
 * told.
 */
struct list {
	const char *statements, *oldest;
};

#define PRINTINGS                                                                                                      \
	"SELECT o.statement_id FROM sightings o CROSS JOIN statements e ON e.id = o.statement_id WHERE o.first_id"     \
	" = :first AND o.statement_id >= :low AND e.rejected IS NULL"
#define OLDEST " ORDER BY o.statement_id LIMIT 1"

static const struct list by_time = {"SELECT s.id, g.first_id FROM statements s LEFT JOIN sightings g ON g.statement_id "
				    "= s.id WHERE s.id >= :low AND"
				    " s.id < :high ORDER BY s.id DESC",
				    PRINTINGS OLDEST};

static const struct list by_match = {
	"SELECT f.rowid, g.first_id FROM statements_text f LEFT JOIN sightings g ON g.statement_id = f.rowid WHERE"
	" f.statements_text MATCH :match AND f.rowid >= :low AND f.rowid < :high ORDER BY f.rowid DESC",
	PRINTINGS " AND EXISTS (SELECT 1 FROM statements_text WHERE statements_text MATCH :match AND rowid ="
		  " o.statement_id)" OLDEST};

static const struct list by_speaker = {
	"SELECT p.statement_id, g.first_id FROM statement_speakers p LEFT JOIN sightings g ON g.statement_id ="
	" p.statement_id WHERE p.speaker_id = :speaker AND p.statement_id >= :low AND p.statement_id < :high ORDER BY"
	" p.statement_id DESC",
	PRINTINGS " AND EXISTS (SELECT 1 FROM statement_speakers WHERE statement_id = o.statement_id AND speaker_id ="
		  " :speaker)" OLDEST};

static const char one[] = "SELECT " STATEMENT_COLUMNS " FROM statements s JOIN articles a ON a.id = s.article_id WHERE"
			  " s.id = :id AND s.rejected IS NULL";

#define PRINTINGS_MAX 1000

#define NARROWED                                                                                                       \
	" AND s.id >= :low AND s.id < :high AND s.rejected IS NULL AND (:match IS NULL OR EXISTS (SELECT 1 FROM "      \
	"statements_text"                                                                                              \
	" WHERE statements_text MATCH :match AND rowid = s.id)) ORDER BY s.id DESC LIMIT :limit"

static const char by_article[] = "SELECT " STATEMENT_COLUMNS " FROM statements s INDEXED BY statements_by_article"
				 " JOIN articles a ON a.id = s.article_id WHERE s.article_id = :article" NARROWED;

static const char by_id[] = "SELECT " STATEMENT_COLUMNS " FROM statements s INDEXED BY statements_by_hash"
			    " JOIN articles a ON a.id = s.article_id WHERE s.hash = :hash AND (:article = 0 OR "
			    "s.article_id = :article)" NARROWED;

/* A query on its way to SQL. */
struct question {
	struct buffer match; /* empty: no full-text search */
	int64_t speaker;     /* 0: none, or in match */
	int64_t low, high;
	bool is_empty; /* nothing can be found */
};

void statement_row_json(struct buffer *out, sqlite3_stmt *row)
{
	const char *speakers = sql_column(row, 6);
	int length = sqlite3_column_bytes(row, 1);

	/* The record without its closing brace. */
	buffer_add(out, sqlite3_column_text(row, 1), length ? (size_t)length - 1 : 0);
	buffer_text(out, ",\"article_id\":");
	buffer_number(out, sqlite3_column_int64(row, 2));
	buffer_text(out, ",\"article_title\":");
	sql_json(out, row, 3);
	buffer_text(out, ",\"article_date\":");
	sql_json(out, row, 4);
	buffer_text(out, ",\"article_outlet\":");
	sql_json(out, row, 7);
	buffer_text(out, ",\"article_hash\":");
	sql_json_bytes(out, row, 8);
	buffer_text(out, ",\"seen_at\":");
	date_time_json(out, sqlite3_column_int64(row, 5));
	sighting_json(out, sql_column(row, 9));
	buffer_text(out, ",\"speaker_ids\":[");
	buffer_text(out, speakers ? speakers : "");
	buffer_text(out, "]}");
}

int statement_member(struct store *store, int64_t id, const char *key, struct buffer *out, struct error *err)
{
	sqlite3_stmt *row =
		sql_get(store, "SELECT " STATEMENT_COLUMNS
			       " FROM statements s JOIN articles a ON a.id = s.article_id WHERE s.id = :id");
	int got;

	sql_int(row, ":id", id);
	got = sql_step(store, row, err);
	if (got <= 0)
		return got;
	buffer_printf(out, ",\"%s\":", key);
	statement_row_json(out, row);
	sqlite3_reset(row);
	return STORE_OK;
}

int names_match(struct store *store, const char *name, struct buffer *out, bool *ret_exists, struct error *err)
{
	int64_t found = 0;
	int result = STORE_OK;

	for (int prefix = 0; prefix <= 1 && result == STORE_OK && !found; prefix++) {
		sqlite3_stmt *query =
			sql_get(store, "SELECT rowid FROM names_text WHERE names_text MATCH :match LIMIT 1");

		buffer_clear(out);
		if (fulltext_words(out, name, prefix) == 0)
			break;
		sql_text_length(query, ":match", out->data, out->length);
		result = sql_number(store, query, &found, err);
	}
	*ret_exists = found != 0;
	return result;
}

int speaker_find(struct store *store, const char *name, int64_t *ret, struct error *err)
{
	sqlite3_stmt *query = sql_get(store, "SELECT id FROM speakers WHERE id IN " SPEAKERS_NAMED
					     " ORDER BY statements DESC, id DESC LIMIT 1");
	struct buffer names = {0};
	bool exists = false;
	int result;

	*ret = 0;
	if (name[0] == '#') {
		return speaker_root(store, strtoll(name + 1, NULL, 10), ret, err);
	}
	result = names_match(store, name, &names, &exists, err);
	if (result == STORE_OK && exists) {
		sql_text_length(query, ":match", names.data, names.length);
		result = sql_number(store, query, ret, err);
	}
	buffer_done(&names);
	return result;
}

static void match_and(struct buffer *match)
{
	if (match->length)
		buffer_text(match, " AND ");
}

/* Speakers whose names match: one is remembered, a few go into the search by number, many by name. */
static int match_speakers(struct store *store, struct question *question, const struct buffer *names, struct error *err)
{
	sqlite3_stmt *query = sql_get(store, "SELECT DISTINCT speaker_id FROM " SPEAKERS_NAMED " LIMIT :limit");
	struct buffer tags = {0};
	int64_t only = 0;
	int got, count = 0;

	sql_text_length(query, ":match", names->data, names->length);
	sql_int(query, ":limit", SPEAKERS_MAX + 1);
	while ((got = sql_step(store, query, err)) > 0) {
		only = sqlite3_column_int64(query, 0);
		buffer_printf(&tags, "%s\"s%lld\"", count++ ? " OR " : "", (long long)only);
	}
	if (got == 0 && count == 1) {
		question->speaker = only;
	} else if (got == 0 && count > 1) {
		match_and(&question->match);
		buffer_printf(&question->match, "%s : (%s)", count > SPEAKERS_MAX ? "names" : "tags",
			      count > SPEAKERS_MAX ? names->data : tags.data);
	}
	question->is_empty |= count == 0;
	buffer_done(&tags);
	return got;
}

static int ask_speaker(struct store *store, struct question *question, const char *speaker, struct error *err)
{
	struct buffer names = {0};
	bool exists = false;
	char *end;
	int result;

	if (speaker[0] == '#') {
		question->speaker = strtoll(speaker + 1, &end, 10);
		question->is_empty |= *end != '\0' || question->speaker <= 0;
		return speaker_root(store, question->speaker, &question->speaker, err);
	}
	result = names_match(store, speaker, &names, &exists, err);
	if (result == STORE_OK && exists)
		result = match_speakers(store, question, &names, err);
	question->is_empty |= !exists;
	buffer_done(&names);
	return result;
}

static void ask_words(struct question *question, const char *words)
{
	struct buffer expression = {0};

	if (fulltext_words(&expression, words, false) == 0) {
		question->is_empty = true;
	} else {
		match_and(&question->match);
		buffer_printf(&question->match, "text : (%s)", expression.data);
	}
	buffer_done(&expression);
}

static int ask_tag(struct question *question, char tag, const char *word, int value, struct error *err)
{
	if (value < 0)
		return error_set(err, "there is no %s \"%s\"", tag == 'k' ? "kind" : "stance", word);
	match_and(&question->match);
	buffer_printf(&question->match, "tags : \"%c%d\"", tag, value);
	return STORE_OK;
}

static int ask_dates(struct question *question, const struct store_query *query, struct error *err)
{
	int64_t since = query->since ? date_day(query->since, false) : 0;
	int64_t until = query->until ? date_day(query->until, true) : DAY_MAX;

	if (since < 0)
		return error_set(err, "\"%s\" is not a date", query->since);
	if (until < 0)
		return error_set(err, "\"%s\" is not a date", query->until);
	question->low = since << DAY_SHIFT;
	question->high = (until + 1) << DAY_SHIFT;
	if (query->after && query->after < question->high)
		question->high = query->after;
	return STORE_OK;
}

/* One speaker is an index of its own unless something else is asked for too. */
static void fold_speaker(struct question *question, const struct store_query *query)
{
	if (!question->speaker || (!question->match.length && !query->article && !query->id))
		return;
	match_and(&question->match);
	buffer_printf(&question->match, "tags : \"s%lld\"", (long long)question->speaker);
	question->speaker = 0;
}

static int ask(struct store *store, struct question *question, const struct store_query *query, struct error *err)
{
	int result = ask_dates(question, query, err);

	question->is_empty = query->id && (strlen(query->id) != 16 || strspn(query->id, "0123456789abcdef") != 16);
	if (result == STORE_OK && query->kind && query->kind[0])
		result = ask_tag(question, 'k', query->kind, statement_kind_find(query->kind), err);
	if (result == STORE_OK && query->stance && query->stance[0])
		result = ask_tag(question, 't', query->stance, stance_find(query->stance), err);
	if (result == STORE_OK && query->words && query->words[0])
		ask_words(question, query->words);
	if (result == STORE_OK && query->speaker && query->speaker[0])
		result = ask_speaker(store, question, query->speaker, err);
	fold_speaker(question, query);
	return result;
}

static void bind(sqlite3_stmt *statement, const struct question *question)
{
	sql_int(statement, ":low", question->low);
	sql_int(statement, ":high", question->high);
	sql_int(statement, ":speaker", question->speaker);
	if (question->match.length)
		sql_text_length(statement, ":match", question->match.data, question->match.length);
}

static sqlite3_stmt *prepare(struct store *store, const struct question *question, const struct store_query *query)
{
	sqlite3_stmt *statement = sql_get(store, query->id ? by_id : by_article);

	bind(statement, question);
	sql_int(statement, ":limit", (int64_t)query->limit + 1);
	sql_int(statement, ":article", query->article);
	sql_int(statement, ":hash", query->id ? hash_number(query->id) : 0);
	return statement;
}

/* A list while it is gone through. */
struct listing {
	struct store *store;
	const struct list *list;
	const struct question *question;
	bool all_printings;
	struct {
		int64_t first, oldest;
	} remembered[REMEMBERED]; /* of first printings; the newest of those that share a place */
};

static int find_oldest(struct listing *listing, int64_t first, int64_t *ret, struct error *err)
{
	size_t place = (uint64_t)first % REMEMBERED;
	sqlite3_stmt *query;
	int result;

	if (listing->remembered[place].first != first) {
		query = sql_get(listing->store, listing->list->oldest);
		bind(query, listing->question);
		sql_int(query, ":first", first);
		result = sql_number(listing->store, query, &listing->remembered[place].oldest, err);
		if (result != STORE_OK)
			return result;
		listing->remembered[place].first = first;
	}
	*ret = listing->remembered[place].oldest;
	return STORE_OK;
}

/* Whether the row of a list is told, if the statement is not rejected. */
static int is_told(struct listing *listing, sqlite3_stmt *row, bool *ret, struct error *err)
{
	int64_t oldest = 0;
	int result;

	*ret = true;
	if (listing->all_printings || sqlite3_column_type(row, 1) == SQLITE_NULL)
		return STORE_OK;
	result = find_oldest(listing, sqlite3_column_int64(row, 1), &oldest, err);
	*ret = !oldest || oldest == sqlite3_column_int64(row, 0);
	return result;
}

static int is_rejected(struct store *store, int64_t id, bool *ret, struct error *err)
{
	sqlite3_stmt *query = sql_get(store, "SELECT count(*) FROM statements WHERE id = :id AND rejected IS NULL");
	int64_t count = 0;
	int result;

	sql_int(query, ":id", id);
	result = sql_number(store, query, &count, err);
	*ret = !count;
	return result;
}

/* *ret_printed: false for one that is rejected. */
static int print_one(struct store *store, int64_t id, bool is_next, struct buffer *out, bool *ret_printed,
		     struct error *err)
{
	sqlite3_stmt *row = sql_get(store, one);
	int got;

	sql_int(row, ":id", id);
	got = sql_step(store, row, err);
	*ret_printed = got > 0;
	if (got <= 0)
		return got;
	buffer_text(out, is_next ? "," : "");
	statement_row_json(out, row);
	sqlite3_reset(row);
	return STORE_OK;
}

/* Tell the list's statements; *ret_next: the last one told if there are more of them. */
static int print_list(struct listing *listing, int limit, struct buffer *out, int64_t *ret_next, struct error *err)
{
	sqlite3_stmt *rows = sql_get(listing->store, listing->list->statements);
	int got, result = STORE_OK, count = 0;
	int64_t last = 0;

	bind(rows, listing->question);
	while (result == STORE_OK && !*ret_next && (got = sql_step(listing->store, rows, err)) != 0) {
		int64_t id = got > 0 ? sqlite3_column_int64(rows, 0) : 0;
		bool told = false, rejected = false;

		result = got < 0 ? got : is_told(listing, rows, &told, err);
		if (result != STORE_OK || !told)
			continue;
		if (count < limit) {
			result = print_one(listing->store, id, count > 0, out, &told, err);
			count += told;
			last = told ? id : last;
		} else {
			result = is_rejected(listing->store, id, &rejected, err);
			*ret_next = rejected ? 0 : last;
		}
	}
	sqlite3_reset(rows);
	return result;
}

static int list_statements(struct store *store, const struct question *question, const struct store_query *query,
			   struct buffer *out, int64_t *ret_next, struct error *err)
{
	struct listing *listing = xcalloc(1, sizeof(*listing));
	int result;

	listing->store = store;
	listing->list = question->match.length ? &by_match : question->speaker ? &by_speaker : &by_time;
	listing->question = question;
	listing->all_printings = !query->quotations;
	result = print_list(listing, query->limit, out, ret_next, err);
	free(listing);
	return result;
}

static int print(struct store *store, sqlite3_stmt *statement, int limit, struct buffer *out, int64_t *ret_next,
		 struct error *err)
{
	int64_t last = 0;
	int got, count = 0;

	while ((got = sql_step(store, statement, err)) > 0) {
		if (count == limit) {
			*ret_next = last;
			sqlite3_reset(statement);
			return STORE_OK;
		}
		if (count++)
			buffer_char(out, ',');
		last = sqlite3_column_int64(statement, 0);
		statement_row_json(out, statement);
	}
	return got;
}

int store_statements(struct store *store, const struct store_query *query, struct buffer *out, int64_t *ret_next,
		     struct error *err)
{
	struct question question = {0};
	size_t before = out->length;
	int64_t next = 0;
	int result = ask(store, &question, query, err);

	if (result == STORE_OK && !question.is_empty && query->limit > 0)
		result = query->id || query->article
				 ? print(store, prepare(store, &question, query), query->limit, out, &next, err)
				 : list_statements(store, &question, query, out, &next, err);
	if (result == STORE_OK)
		*ret_next = next;
	else
		out->length = before;
	buffer_done(&question.match);
	return result;
}

int store_printings(struct store *store, const char *id, struct buffer *out, struct error *err)
{
	sqlite3_stmt *query = sql_get(
		store,
		"SELECT json_extract(s.record, '$.id'), s.article_id, a.title, a.date, a.seen_at, a.outlet,"
		" coalesce(k.report, s.article_id), a.name FROM (SELECT DISTINCT m.first_id FROM statements o"
		" INDEXED BY statements_by_hash JOIN sightings m ON m.statement_id = o.id WHERE o.hash = :hash) f"
		" CROSS JOIN sightings g ON g.first_id = f.first_id JOIN statements s ON s.id = g.statement_id"
		" JOIN articles a ON a.id = s.article_id LEFT JOIN sketches k ON k.article_id = s.article_id"
		" WHERE s.rejected IS NULL ORDER BY s.id LIMIT :limit");
	int got, count = 0;

	sql_int(query, ":hash", hash_number(id));
	sql_int(query, ":limit", PRINTINGS_MAX);
	while ((got = sql_step(store, query, err)) > 0) {
		buffer_text(out, count ? ",{\"id\":" : "{\"id\":");
		sql_json(out, query, 0);
		buffer_printf(
			out, ",\"first\":%s,\"article_id\":%lld,\"report\":%lld,\"article\":", count ? "false" : "true",
			(long long)sqlite3_column_int64(query, 1), (long long)sqlite3_column_int64(query, 6));
		sql_json(out, query, 7);
		buffer_text(out, ",\"article_title\":");
		sql_json(out, query, 2);
		buffer_text(out, ",\"article_date\":");
		sql_json(out, query, 3);
		buffer_text(out, ",\"article_outlet\":");
		sql_json(out, query, 5);
		buffer_text(out, ",\"seen_at\":");
		date_time_json(out, sqlite3_column_int64(query, 4));
		buffer_char(out, '}');
		count++;
	}
	return got;
}
