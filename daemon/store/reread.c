/* SPDX-License-Identifier: MIT */
/* Articles that are read again by other rules: what differs, and putting the new in the place of the old. */
#include <stdlib.h>
#include <string.h>

#include "changes.h"
#include "quoted/rereading.h"
#include "revision.h"
#include "ring.h"

int64_t store_article_after(struct store *store, int64_t after)
{
	sqlite3_stmt *query = sql_get(store, "SELECT min(id) FROM articles WHERE id > :after");
	int64_t next = 0;
	struct error err;

	sql_int(query, ":after", after);
	return sql_number(store, query, &next, &err) == STORE_OK ? next : 0;
}

static const char *copy(struct arena *arena, sqlite3_stmt *row, int i)
{
	const char *text = sql_column(row, i);

	return text ? arena_copy(arena, text, (size_t)sqlite3_column_bytes(row, i)) : NULL;
}

int store_article_load(struct store *store, int64_t id, struct extraction *ret, struct error *err)
{
	sqlite3_stmt *query = sql_get(store, "SELECT name, text, title, byline, outlet, url, date, language, dateline"
					     " FROM articles WHERE id = :id");
	struct article *article = &ret->article;
	int got;

	sql_int(query, ":id", id);
	got = sql_step(store, query, err);
	if (got <= 0) {
		error_set(err, "there is no article %lld", (long long)id);
		return got ? got : STORE_NONE;
	}
	article->length = (size_t)sqlite3_column_bytes(query, 1);
	article->name = copy(&ret->arena, query, 0);
	article->text = copy(&ret->arena, query, 1);
	article->title = copy(&ret->arena, query, 2);
	article->byline = copy(&ret->arena, query, 3);
	article->outlet = copy(&ret->arena, query, 4);
	article->url = copy(&ret->arena, query, 5);
	article->date = copy(&ret->arena, query, 6);
	article->language = copy(&ret->arena, query, 7);
	article->dateline = copy(&ret->arena, query, 8);
	sqlite3_reset(query);
	return STORE_OK;
}

/* An article that is read again. */
struct rereading {
	struct store *store;
	const struct extraction *found;
	struct revision revision; /* what it is now */
	struct buffer head;       /* members for people */
};

/* Read what the article is now; STORE_NONE if its text is not the one that was read again. */
static int open_article(struct rereading *rereading, int64_t id, struct error *err)
{
	sqlite3_stmt *query = sql_get(rereading->store, "SELECT day, text, title, name, date, rules FROM articles"
							" WHERE id = :id");
	static const char *const names[] = {"title", "name", "date", "rules"};
	const struct article *article = &rereading->found->article;
	bool is_same;
	int got;

	sql_int(query, ":id", id);
	got = sql_step(rereading->store, query, err);
	if (got <= 0) {
		error_set(err, "there is no article %lld", (long long)id);
		return got ? got : STORE_NONE;
	}
	rereading->revision.article = id;
	rereading->revision.day = sqlite3_column_int64(query, 0);
	is_same = (size_t)sqlite3_column_bytes(query, 1) == article->length &&
		  !memcmp(sql_column(query, 1), article->text, article->length);
	buffer_printf(&rereading->head, "{\"id\":%lld", (long long)id);
	for (int i = 0; i < 4; i++) {
		buffer_printf(&rereading->head, ",\"%s\":", names[i]);
		sql_json(&rereading->head, query, i + 2);
	}
	sqlite3_reset(query);
	if (is_same)
		return revision_remember(rereading->store, &rereading->revision, err);
	error_set(err, "article %lld has other words now", (long long)id);
	return STORE_NONE;
}

/* Whether any statement's record is another, or there are more or less of them. */
static int find_difference(const struct rereading *rereading, bool *ret_differs, struct error *err)
{
	sqlite3_stmt *query = sql_get(rereading->store, "SELECT record FROM statements INDEXED BY statements_by_article"
							" WHERE article_id = :article ORDER BY id");
	const struct extraction *found = rereading->found;
	struct buffer record = {0};
	size_t count = 0;
	int got;

	*ret_differs = false;
	sql_int(query, ":article", rereading->revision.article);
	while ((got = sql_step(rereading->store, query, err)) > 0) {
		buffer_clear(&record);
		if (count < found->count)
			statement_json(&record, &found->article, &found->statements[count]);
		*ret_differs |= !record.length || strcmp(record.data, sql_column(query, 0)) != 0;
		count++;
	}
	*ret_differs |= count != found->count;
	buffer_done(&record);
	return got;
}

static int print_changes(const struct rereading *rereading, struct buffer *out, struct store_rereading *ret,
			 struct error *err)
{
	struct edition old = {0}, new = {0};
	struct buffer changes = {0};
	size_t counts[CHANGE_COUNT] = {0};
	int result = edition_read(rereading->store, rereading->revision.article, 0, &old, err);

	edition_take(&new, rereading->found);
	new.title = NULL;
	if (result == STORE_OK)
		editions_compare(&old, &new, &changes, counts);
	ret->gained = counts[CHANGE_ADDED];
	ret->lost = counts[CHANGE_REMOVED];
	ret->changed = counts[CHANGE_REWORDED] + counts[CHANGE_REATTRIBUTED] + counts[CHANGE_RESTANCED];
	if (changes.length)
		buffer_printf(out, "%s,\"gained\":%zu,\"lost\":%zu,\"changed\":%zu,\"changes\":[%s]}",
			      rereading->head.data, ret->gained, ret->lost, ret->changed, changes.data);
	edition_done(&old);
	edition_done(&new);
	buffer_done(&changes);
	return result;
}

static int update_article(const struct rereading *rereading, bool differs, struct error *err)
{
	sqlite3_stmt *update = sql_get(rereading->store, "UPDATE articles SET rules = :rules, partial = :partial,"
							 " statements = iif(:differs, :statements, statements) WHERE"
							 " id = :id");

	sql_text(update, ":rules", rereading->found->rules);
	sql_int(update, ":partial", rereading->found->partial);
	sql_int(update, ":differs", differs);
	sql_int(update, ":statements", (int64_t)rereading->found->count);
	sql_int(update, ":id", rereading->revision.article);
	return sql_run(rereading->store, update, err);
}

static int replace(struct rereading *rereading, bool differs, struct error *err)
{
	struct store *store = rereading->store;
	struct cast cast = {
		.article = rereading->revision.article, .day = rereading->revision.day, .is_revision = true};
	int result = sql_may_write(store, err);

	if (result == STORE_OK && differs)
		result = revision_set_aside(store, &rereading->revision, true, err);
	if (result == STORE_OK)
		result = update_article(rereading, differs, err);
	if (result != STORE_OK || !differs)
		return result;
	result = article_fill(store, &cast, rereading->found, &rereading->revision, err);
	return result == STORE_OK ? rings_follow(store, cast.article, err) : result;
}

int store_reread(struct store *store, int64_t id, const struct extraction *found, bool keep, struct buffer *out,
		 struct store_rereading *ret, struct error *err)
{
	struct rereading rereading = {.store = store, .found = found};
	int result = open_article(&rereading, id, err);

	*ret = (struct store_rereading){0};
	for (size_t i = 0; result == STORE_OK && i < found->count; i++)
		revision_keep_id(&rereading.revision, &found->article, &found->statements[i]);
	revision_release_ids(&rereading.revision);
	if (result == STORE_OK)
		result = find_difference(&rereading, &ret->differs, err);
	if (result == STORE_OK && ret->differs)
		result = print_changes(&rereading, out, ret, err);
	if (result == STORE_OK && keep)
		result = replace(&rereading, ret->differs, err);
	buffer_done(&rereading.head);
	revision_done(&rereading.revision);
	return result;
}
