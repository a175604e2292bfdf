/* SPDX-License-Identifier: MIT */
/* An article that came again: what it was is put aside, and its statements keep their ids where they stay. */
#include "revision.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "likeness.h"

#define MOST 0.5 /* of the shorter text's runs of words */

struct old_statement {
	uint64_t words; /* hash of content and cue */
	char id[17];
	bool is_taken;
};

static uint64_t hash_words(const char *text, size_t length, const char *cue)
{
	uint64_t hash = 0xcbf29ce484222325;

	for (size_t i = 0; i < length; i++)
		hash = (hash ^ (unsigned char)text[i]) * 0x100000001b3;
	for (; *cue; cue++)
		hash = (hash ^ (unsigned char)*cue ^ 0x100) * 0x100000001b3;
	return hash;
}

/* Whether the row's text (columns: id, day, text) and the article's are alike for the most part. */
static bool is_alike(sqlite3_stmt *row, const struct article *article)
{
	return likeness(sql_column(row, 2), (size_t)sqlite3_column_bytes(row, 2), article->text, article->length) >=
	       MOST;
}

/* Fill *ret from the query's row, if there is one and it is alike. */
static int find_by(struct store *store, sqlite3_stmt *query, const struct article *article, struct revision *ret,
		   struct error *err)
{
	int got = sql_step(store, query, err);

	if (got > 0 && is_alike(query, article))
		*ret = (struct revision){.article = sqlite3_column_int64(query, 0),
					 .day = sqlite3_column_int64(query, 1)};
	if (got > 0)
		sqlite3_reset(query);
	return got < 0 ? got : STORE_OK;
}

int revision_find(struct store *store, const struct article *article, struct revision *ret, struct error *err)
{
	sqlite3_stmt *query;
	int result = STORE_OK;

	*ret = (struct revision){0};
	if (article->url) {
		query = sql_get(store, "SELECT id, day, text FROM articles WHERE url = :url ORDER BY id DESC LIMIT 1");
		sql_text(query, ":url", article->url);
		result = find_by(store, query, article, ret, err);
	}
	if (result != STORE_OK || ret->article)
		return result;
	query = sql_get(store, "SELECT id, day, text FROM (SELECT * FROM articles WHERE name = :name"
			       " ORDER BY id DESC LIMIT 1) WHERE (url IS NULL OR :url IS NULL OR url = :url)"
			       " AND (date IS NULL OR :date IS NULL OR substr(date, 1, 10) = substr(:date, 1, 10))");
	sql_text(query, ":name", article->name);
	sql_text(query, ":url", article->url);
	sql_text(query, ":date", article->date);
	return find_by(store, query, article, ret, err);
}

void revision_done(struct revision *revision)
{
	free(revision->old);
	ids_done(&revision->claims);
}

int revision_remember(struct store *store, struct revision *revision, struct error *err)
{
	sqlite3_stmt *query =
		sql_get(store, "SELECT coalesce(json_extract(record, '$.text'), ''), coalesce(json_extract(record,"
			       " '$.cue_text'), ''), json_extract(record, '$.id') FROM statements"
			       " WHERE article_id = :article ORDER BY id");
	size_t room = 0;
	int got;

	sql_int(query, ":article", revision->article);
	while ((got = sql_step(store, query, err)) > 0) {
		struct old_statement *old;

		if (revision->count == room) {
			room = room ? room * 2 : 32;
			revision->old = xrealloc(revision->old, room, sizeof(*revision->old));
		}
		old = &revision->old[revision->count++];
		*old = (struct old_statement){.words = hash_words(sql_column(query, 0),
								  (size_t)sqlite3_column_bytes(query, 0),
								  sql_column(query, 1))};
		snprintf(old->id, sizeof(old->id), "%s", sql_column(query, 2));
	}
	return got;
}

int revision_set_aside(struct store *store, struct revision *revision, bool is_reread, struct error *err)
{
	static const char *const steps[] = {
		"INSERT INTO revisions SELECT id, (SELECT count(*) + 1 FROM revisions WHERE article_id = :article),"
		" hash, day, seen_at, name, title, byline, outlet, url, date, language, dateline, rules, partial,"
		" iif(:reread, '', text), :reread FROM articles WHERE id = :article",
		"INSERT INTO old_statements SELECT id, article_id, (SELECT count(*) FROM revisions"
		" WHERE article_id = :article), record FROM statements WHERE article_id = :article",
		"INSERT INTO articles_text (articles_text, rowid, title, text) SELECT 'delete', id, title, text"
		" FROM articles WHERE id = :article AND NOT :reread",
	};
	int64_t counted = 0; /* those that are rejected are not */
	sqlite3_stmt *query;
	int result = revision->old ? STORE_OK : revision_remember(store, revision, err);

	query = sql_get(store, "SELECT statements FROM articles WHERE id = :article");
	sql_int(query, ":article", revision->article);
	if (result == STORE_OK)
		result = sql_number(store, query, &counted, err);
	for (size_t i = 0; result == STORE_OK && i < sizeof(steps) / sizeof(*steps); i++) {
		sqlite3_stmt *statement = sql_get(store, steps[i]);

		sql_int(statement, ":article", revision->article);
		sql_int(statement, ":reread", is_reread);
		result = sql_run(store, statement, err);
	}
	if (result == STORE_OK)
		result = article_clear(store, revision->article, &revision->claims, err);
	store->added.statements -= counted;
	return result;
}

void revision_keep_id(struct revision *revision, const struct article *article, struct statement *statement)
{
	struct buffer text = {0}, cue = {0};
	uint64_t words;

	if (!revision->count)
		return;
	statement_text(&text, article, &statement->content);
	statement_text(&cue, article, &statement->cue);
	words = hash_words(text.data, text.length, cue.length ? cue.data : "");
	buffer_done(&text);
	buffer_done(&cue);
	for (size_t i = 0; i < revision->count; i++) {
		struct old_statement *old = &revision->old[i];

		if (old->words != words || old->is_taken)
			continue;
		old->is_taken = true;
		memcpy(statement->id, old->id, sizeof(statement->id));
		return;
	}
}

void revision_release_ids(struct revision *revision)
{
	for (size_t i = 0; i < revision->count; i++)
		revision->old[i].is_taken = false;
}
