/* SPDX-License-Identifier: MIT */
/* Whether a database is sound: its pages, its full text, and every count against the rows that it counts. */
#include "database.h"

#include <string.h>

/* Each query gives how many rows are wrong, which must be 0. */
static const struct {
	const char *name, *sql;
} counts[] = {
	{"references", "SELECT count(*) FROM pragma_foreign_key_check"},
	{"articles in the totals", "SELECT articles - (SELECT count(*) FROM articles) FROM totals"},
	{"statements in the totals",
	 "SELECT statements - (SELECT count(*) FROM statements WHERE rejected IS NULL) FROM totals"},
	{"stored in the ledger", "SELECT stored - (SELECT count(*) FROM drops WHERE outcome = 1) FROM totals"},
	{"duplicates in the ledger", "SELECT duplicate - (SELECT count(*) FROM drops WHERE outcome = 2) FROM totals"},
	{"failed in the ledger", "SELECT failed - (SELECT count(*) FROM drops WHERE outcome = 3) FROM totals"},
	{"articles with other statements than they count",
	 "SELECT count(*) FROM articles a WHERE statements <> "
	 "(SELECT count(*) FROM statements WHERE article_id = a.id AND rejected IS NULL)"},
	{"speakers with other statements than they count",
	 "SELECT count(*) FROM speakers s WHERE articles > 0 AND statements + repeats <> "
	 "(SELECT count(*) FROM statement_speakers WHERE speaker_id = s.id)"},
	{"speakers with other repeats than they count",
	 "SELECT count(*) FROM speakers s WHERE repeats <> (SELECT count(*) - count(DISTINCT g.first_id) FROM "
	 "statement_speakers p CROSS JOIN sightings g ON g.statement_id = p.statement_id WHERE p.speaker_id = s.id)"},
	{"backlog in the totals", "SELECT backlog - (SELECT count(*) FROM backlog) FROM totals"},
	{"articles that no dropped file explains",
	 "SELECT count(*) FROM articles a WHERE NOT EXISTS (SELECT 1 FROM drops WHERE hash = a.hash AND outcome = 1)"},
	{"claims with other edges than they count",
	 "SELECT count(*) FROM claims c WHERE edges <> (SELECT count(*) FROM claim_edges WHERE claim_id = c.id)"},
	/* A scan of each index's words reads all of its pages. */
	{"full text of articles", "SELECT 0 * coalesce(sum(cnt), 0) FROM temp.articles_words"},
	{"full text of statements", "SELECT 0 * coalesce(sum(cnt), 0) FROM temp.statements_words"},
	{"full text of names", "SELECT 0 * coalesce(sum(cnt), 0) FROM temp.names_words"},
};

static const char vocabularies[] =
	"CREATE VIRTUAL TABLE IF NOT EXISTS temp.articles_words USING fts5vocab('main', 'articles_text', 'row');"
	"CREATE VIRTUAL TABLE IF NOT EXISTS temp.statements_words USING fts5vocab('main', 'statements_text', 'row');"
	"CREATE VIRTUAL TABLE IF NOT EXISTS temp.names_words USING fts5vocab('main', 'names_text', 'row');";

static void check_pages(struct store *store, void (*report)(void *, const char *, const char *), void *data)
{
	sqlite3_stmt *query = sql_get(store, "PRAGMA integrity_check(1)");
	struct error err;
	int got = sql_step(store, query, &err);
	const char *told = got > 0 ? sql_column(query, 0) : err.text;

	report(data, "pages and indexes", got > 0 && !strcmp(told, "ok") ? NULL : told);
	if (got > 0)
		sqlite3_reset(query);
}

void store_check(struct store *store, void (*report)(void *data, const char *name, const char *problem), void *data)
{
	struct error err;
	bool has_words;

	check_pages(store, report, data);
	has_words = sql_exec(store, vocabularies, &err) == STORE_OK;
	if (!has_words)
		report(data, "full text", err.text);
	for (size_t i = 0; i < sizeof(counts) / sizeof(*counts); i++) {
		int64_t wrong = 0;
		int result;

		if (!has_words && strstr(counts[i].sql, "temp."))
			continue;
		result = sql_number(store, sql_get(store, counts[i].sql), &wrong, &err);
		if (result == STORE_OK && wrong)
			error_set(&err, "off by %lld", (long long)wrong);
		report(data, counts[i].name, result == STORE_OK && !wrong ? NULL : err.text);
	}
}
