/* SPDX-License-Identifier: MIT */
/* See hearing.h. The tables of full text are the connection's own, in memory, and hold one article. */
#include "hearing.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define NAMES_EACH 1024 /* a speaker's numbers in the table of names */

static const char tables[] = "CREATE VIRTUAL TABLE IF NOT EXISTS temp.heard_text USING fts5 (text, claims,"
			     " content = '', columnsize = 0, tokenize = 'unicode61 remove_diacritics 2');"
			     "CREATE VIRTUAL TABLE IF NOT EXISTS temp.heard_names USING fts5 (name,"
			     " content = '', columnsize = 0, tokenize = 'unicode61 remove_diacritics 2');"
			     "INSERT INTO temp.heard_text (heard_text) VALUES ('delete-all');"
			     "INSERT INTO temp.heard_names (heard_names) VALUES ('delete-all');";

static int64_t hash_on(uint64_t hash, uint64_t more)
{
	return (int64_t)((hash ^ more) * 0x100000001b3ULL);
}

/* The words alone: a copy may have other marks and spaces. */
static int64_t hash_wording(int64_t report, const char *text)
{
	int64_t hash = hash_on(0xcbf29ce484222325ULL, (uint64_t)report);

	for (; text && *text; text++)
		if (isalnum((unsigned char)*text) || (unsigned char)*text >= 0xC0)
			hash = hash_on((uint64_t)hash, (uint64_t)tolower((unsigned char)*text));
	return hash;
}

static void take_row(struct hearing *hearing, sqlite3_stmt *row)
{
	struct heard_statement *statement;
	const char *outlet = sql_column(row, 6);

	hearing->statements = xrealloc(hearing->statements, hearing->count + 1, sizeof(*hearing->statements));
	statement = &hearing->statements[hearing->count++];
	*statement = (struct heard_statement){.id = sqlite3_column_int64(row, 0),
					      .hash = sqlite3_column_int64(row, 1),
					      .kind = sqlite3_column_int(row, 2),
					      .stance = sqlite3_column_int(row, 3),
					      .printing = sqlite3_column_int64(row, 4)};
	statement->wording = hash_wording(sqlite3_column_int64(row, 7), sql_column(row, 5));
	name_fold(hearing->outlet, sizeof(hearing->outlet), outlet ? outlet : "");
}

static int read_statements(struct hearing *hearing, struct error *err)
{
	sqlite3_stmt *query = sql_get(
		hearing->store,
		"SELECT s.id, s.hash, s.kind, s.stance, coalesce(g.first_id, s.id), json_extract(s.record, '$.text'),"
		" a.outlet, coalesce(k.report, a.id) FROM statements s INDEXED BY statements_by_article JOIN articles a"
		" ON a.id = s.article_id LEFT JOIN sightings g ON g.statement_id = s.id LEFT JOIN sketches k ON"
		" k.article_id = a.id WHERE s.article_id = :article AND s.rejected IS NULL ORDER BY s.id");
	int got;

	sql_int(query, ":article", hearing->article);
	while ((got = sql_step(hearing->store, query, err)) > 0)
		take_row(hearing, query);
	return got;
}

static int read_speakers(struct hearing *hearing, struct heard_statement *statement, struct error *err)
{
	sqlite3_stmt *query =
		sql_get(hearing->store, "SELECT speaker_id FROM (SELECT speaker_id, 0 AS is_edge FROM"
					" statement_speakers WHERE statement_id = :id UNION SELECT speaker_id, 1 FROM"
					" claim_edges WHERE statement_id = :id AND speaker_id IS NOT NULL)"
					" GROUP BY speaker_id HAVING min(is_edge) = :edge");
	int got = STORE_OK;

	statement->speaker = hearing->speaker_count;
	for (int edge = 0; edge < 2 && got == STORE_OK; edge++) {
		sql_int(query, ":id", statement->id);
		sql_int(query, ":edge", edge);
		while ((got = sql_step(hearing->store, query, err)) > 0) {
			hearing->speakers =
				xrealloc(hearing->speakers, hearing->speaker_count + 1, sizeof(*hearing->speakers));
			hearing->speakers[hearing->speaker_count++] =
				(struct heard_speaker){.id = sqlite3_column_int64(query, 0)};
			if (!edge)
				statement->wording =
					hash_on((uint64_t)statement->wording, (uint64_t)sqlite3_column_int64(query, 0));
		}
		if (!edge)
			statement->speaker_count = hearing->speaker_count - statement->speaker;
	}
	return got;
}

/* The words of the statement, and of those that stand for its claims. */
static int index_words(struct hearing *hearing, size_t i, struct error *err)
{
	sqlite3_stmt *insert = sql_get(
		hearing->store,
		"INSERT INTO temp.heard_text (rowid, text, claims) SELECT :row, json_extract(record, '$.text'), (SELECT"
		" group_concat(json_extract(o.record, '$.text'), ' ; ') FROM claim_edges e JOIN claims c ON c.id ="
		" e.claim_id JOIN statements o ON o.id = c.statement_id WHERE e.statement_id = :id) FROM statements"
		" WHERE id = :id");

	sql_int(insert, ":row", (int64_t)i + 1);
	sql_int(insert, ":id", hearing->statements[i].id);
	return sql_run(hearing->store, insert, err);
}

/* The speaker's names and those of who was merged into him, which only corrections lead to without a scan. */
static int index_names(struct hearing *hearing, size_t i, struct error *err)
{
	sqlite3_stmt *insert;

	for (size_t k = 0; k < i; k++)
		if (hearing->speakers[k].id == hearing->speakers[i].id)
			return STORE_OK;
	insert =
		sql_get(hearing->store,
			"WITH RECURSIVE same (id) AS (VALUES (:id) UNION SELECT c.speaker_id FROM same JOIN corrections"
			" c ON c.into_id = same.id WHERE c.kind = 2 AND c.undone_at IS NULL) INSERT INTO"
			" temp.heard_names (rowid, name) SELECT :row + row_number() OVER (ORDER BY l.id), l.name FROM"
			" same JOIN aliases l ON l.speaker_id = same.id LIMIT :most");
	_Static_assert(CORRECTION_SPEAKER_MERGE == 2, "the number in the SQL");
	sql_int(insert, ":row", (int64_t)i * NAMES_EACH);
	sql_int(insert, ":id", hearing->speakers[i].id);
	sql_int(insert, ":most", NAMES_EACH - 1);
	return sql_run(hearing->store, insert, err);
}

int hearing_open(struct hearing *hearing, bool with_text, struct error *err)
{
	int result = read_statements(hearing, err);

	for (size_t i = 0; i < hearing->count && result == STORE_OK; i++)
		result = read_speakers(hearing, &hearing->statements[i], err);
	if (result == STORE_OK && with_text)
		result = sql_exec(hearing->store, tables, err);
	for (size_t i = 0; i < hearing->count && with_text && result == STORE_OK; i++)
		result = index_words(hearing, i, err);
	for (size_t i = 0; i < hearing->speaker_count && with_text && result == STORE_OK; i++)
		result = index_names(hearing, i, err);
	return result;
}

void hearing_done(struct hearing *hearing)
{
	free(hearing->statements);
	free(hearing->speakers);
}

static int match_words(struct hearing *hearing, const struct watch *watch, bool in_claims, struct error *err)
{
	sqlite3_stmt *query =
		sql_get(hearing->store, "SELECT rowid FROM temp.heard_text WHERE heard_text MATCH :match");
	struct buffer match = {0};
	int got;

	buffer_printf(&match, "%s : (%s)", in_claims ? "{text claims}" : "text", watch->words.data);
	sql_text_length(query, ":match", match.data, match.length);
	while ((got = sql_step(hearing->store, query, err)) > 0) {
		struct heard_statement *statement = &hearing->statements[sqlite3_column_int64(query, 0) - 1];

		statement->has_words |= !in_claims;
		statement->has_claim_words |= in_claims;
	}
	buffer_done(&match);
	return got;
}

/* Every place where the speaker stands is marked; only the first of them has his names. */
static void mark_speaker(struct hearing *hearing, int64_t id)
{
	for (size_t i = 0; i < hearing->speaker_count; i++)
		hearing->speakers[i].is_named |= hearing->speakers[i].id == id;
}

static int match_names(struct hearing *hearing, const struct watch *watch, struct error *err)
{
	sqlite3_stmt *query =
		sql_get(hearing->store, "SELECT rowid FROM temp.heard_names WHERE heard_names MATCH :match");
	int got;

	sql_text_length(query, ":match", watch->names.data, watch->names.length);
	while ((got = sql_step(hearing->store, query, err)) > 0)
		mark_speaker(hearing, hearing->speakers[sqlite3_column_int64(query, 0) / NAMES_EACH].id);
	return got;
}

int hearing_match(struct hearing *hearing, const struct watch *watch, struct error *err)
{
	int result = STORE_OK;

	for (size_t i = 0; i < hearing->count; i++)
		hearing->statements[i].has_words = hearing->statements[i].has_claim_words = !watch->words.length;
	for (size_t i = 0; i < hearing->speaker_count; i++)
		hearing->speakers[i].is_named = !watch->query.speaker;
	if (watch->speaker)
		mark_speaker(hearing, watch->speaker);
	if (watch->words.length)
		result = match_words(hearing, watch, false, err);
	if (result == STORE_OK && watch->words.length)
		result = match_words(hearing, watch, true, err);
	if (result == STORE_OK && watch->names.length)
		result = match_names(hearing, watch, err);
	return result;
}

/* Whether the watch means that speaker, or one of the statement's own. */
static bool is_by(const struct hearing *hearing, const struct heard_statement *statement, int64_t by)
{
	size_t from = statement->speaker;
	size_t to = by ? hearing->speaker_count : from + statement->speaker_count;

	for (size_t i = from; i < to; i++)
		if (hearing->speakers[i].is_named && (!by || hearing->speakers[i].id == by))
			return true;
	return false;
}

bool hearing_fits(const struct hearing *hearing, const struct heard_statement *statement, const struct watch *watch,
		  bool claim_words, int64_t by)
{
	const struct watch_query *query = &watch->query;

	if ((query->kind >= 0 && query->kind != statement->kind) ||
	    (query->stance >= 0 && query->stance != statement->stance) ||
	    (query->outlet && !strstr(hearing->outlet, watch->outlet)))
		return false;
	if (!(claim_words ? statement->has_claim_words : statement->has_words))
		return false;
	return !query->speaker || is_by(hearing, statement, by);
}
