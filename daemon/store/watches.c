/* SPDX-License-Identifier: MIT */
/* Watches: making, ending and listing them, and those in force. What they ring for is ring.c's. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "correct.h"
#include "hearing.h"
#include "ring.h"
#include "watch_index.h"

#define HOOK_MAX 1000 /* bytes of a path */

static void forget(struct watch *watch)
{
	watch_query_done(&watch->query);
	buffer_done(&watch->names);
	buffer_done(&watch->words);
}

void watches_drop(struct store *store)
{
	struct watch_list *list = store->watches;

	store->watches = NULL;
	for (size_t i = 0; list && i < list->count; i++)
		forget(&list->at[i]);
	if (list)
		watch_index_free(list->index);
	if (list)
		free(list->at);
	free(list);
}

/* What the query's words come to in this store. */
static int prepare(struct store *store, struct watch *watch, struct error *err)
{
	const struct watch_query *query = &watch->query;

	if (query->outlet)
		name_fold(watch->outlet, sizeof(watch->outlet), query->outlet);
	if (query->about && !fulltext_words(&watch->words, query->about, false))
		return error_set(err, "there is no word in \"about:%.100s\"", query->about);
	if (!query->speaker)
		return STORE_OK;
	if (query->speaker[0] != '#')
		return fulltext_words(&watch->names, query->speaker, false)
			       ? STORE_OK
			       : error_set(err, "there is no name in \"speaker:%.100s\"", query->speaker);
	watch->speaker = correction_number(query->speaker);
	if (!watch->speaker)
		return error_set(err, "\"%.100s\" is no speaker's number; quotes speakers lists them", query->speaker);
	return speaker_root(store, watch->speaker, &watch->speaker, err);
}

static int read_watch(struct watch *watch, const char *text, struct store *store, struct error *err)
{
	int result = watch_query_read(&watch->query, text, err);

	return result < 0 ? STORE_ERROR : prepare(store, watch, err);
}

int watches_load(struct store *store, struct error *err)
{
	sqlite3_stmt *query;
	int got;

	if (store->watches)
		return STORE_OK;
	store->watches = xcalloc(1, sizeof(*store->watches));
	query = sql_get(store, "SELECT id, query, since, hook IS NOT NULL FROM watches WHERE removed_at IS NULL"
			       " ORDER BY id");
	while ((got = sql_step(store, query, err)) > 0) {
		struct watch_list *list = store->watches;
		struct watch watch = {.id = sqlite3_column_int64(query, 0),
				      .since = sqlite3_column_int64(query, 2),
				      .has_hook = sqlite3_column_int(query, 3)};
		struct error why;

		/* One that a later version made, and that this one cannot read, rings no more; it must not stop
		 * articles. */
		if (read_watch(&watch, sql_column(query, 1), store, &why) != STORE_OK) {
			forget(&watch);
			continue;
		}
		list->at = xrealloc(list->at, list->count + 1, sizeof(*list->at));
		list->at[list->count++] = watch;
		list->has_text |= watch.words.length || watch.names.length;
	}
	if (got == STORE_OK && store->watches->count)
		got = watch_index_new(store, store->watches->at, store->watches->count, &store->watches->index, err);
	if (got < 0)
		watches_drop(store);
	return got;
}

static int check(struct store *store, const struct store_watch *asked, struct error *err)
{
	struct watch watch = {0};
	int64_t count = 0;
	int result;

	if (!asked->query)
		return error_set(err, "it is not said what to watch for");
	if (asked->hook && (asked->hook[0] != '/' || strlen(asked->hook) > HOOK_MAX))
		return error_set(err, "a hook is a program's absolute path, not \"%.100s\"", asked->hook);
	result = read_watch(&watch, asked->query, store, err);
	forget(&watch);
	if (result == STORE_OK)
		result = sql_number(store, sql_get(store, "SELECT count(*) FROM watches WHERE removed_at IS NULL"),
				    &count, err);
	if (result == STORE_OK && count >= WATCHES_MAX)
		return error_set(err, "there are %d watches already: remove one", WATCHES_MAX);
	return result;
}

#define WATCH_COLUMNS                                                                                                  \
	"SELECT id, query, hook, note, user, made_at, rings, waiting, failed, failure, removed_at FROM watches"

static void print_watch(struct buffer *out, sqlite3_stmt *row)
{
	static const char *const texts[] = {"query", "hook", "note", "by"};
	static const char *const numbers[] = {"rings", "waiting", "failed"};

	buffer_printf(out, "{\"id\":%lld", (long long)sqlite3_column_int64(row, 0));
	for (int i = 0; i < 4; i++) {
		buffer_printf(out, ",\"%s\":", texts[i]);
		sql_json(out, row, i + 1);
	}
	buffer_text(out, ",\"made_at\":");
	date_time_json(out, sqlite3_column_int64(row, 5));
	for (int i = 0; i < 3; i++)
		buffer_printf(out, ",\"%s\":%lld", numbers[i], (long long)sqlite3_column_int64(row, i + 6));
	buffer_text(out, ",\"failure\":");
	sql_json(out, row, 9);
	buffer_printf(out, ",\"state\":\"%s\"}", sqlite3_column_type(row, 10) == SQLITE_NULL ? "in force" : "removed");
}

static int print_one(struct store *store, int64_t id, struct buffer *out, struct error *err)
{
	sqlite3_stmt *query = sql_get(store, WATCH_COLUMNS " WHERE id = :id");
	int got;

	sql_int(query, ":id", id);
	got = sql_step(store, query, err);
	if (got <= 0)
		return got ? got : STORE_NONE;
	print_watch(out, query);
	sqlite3_reset(query);
	return STORE_OK;
}

int store_watch_add(struct store *store, const struct store_watch *asked, struct buffer *out, struct error *err)
{
	sqlite3_stmt *insert;
	int result = sql_may_write(store, err);

	if (result == STORE_OK)
		result = check(store, asked, err);
	if (result != STORE_OK)
		return result;
	insert = sql_get(store,
			 "INSERT INTO watches (query, hook, note, made_at, uid, user, since) VALUES (:query, :hook,"
			 " :note, :now, :uid, :user, (SELECT coalesce(max(id), 0) FROM articles))");
	sql_text(insert, ":query", asked->query);
	sql_text(insert, ":hook", asked->hook);
	sql_text(insert, ":note", asked->note);
	sql_int(insert, ":now", (int64_t)time(NULL));
	sql_int(insert, ":uid", asked->uid);
	sql_text(insert, ":user", asked->user);
	result = sql_run(store, insert, err);
	watches_drop(store);
	return result == STORE_OK ? print_one(store, sqlite3_last_insert_rowid(store->db), out, err) : result;
}

int store_watch_remove(struct store *store, int64_t id, struct buffer *out, struct error *err)
{
	sqlite3_stmt *update = sql_get(store, "UPDATE watches SET removed_at = :now, waiting = 0 WHERE id = :id AND"
					      " removed_at IS NULL");
	int result = sql_may_write(store, err);

	sql_int(update, ":now", (int64_t)time(NULL));
	sql_int(update, ":id", id);
	if (result == STORE_OK)
		result = sql_run(store, update, err);
	if (result == STORE_OK && !sqlite3_changes(store->db)) {
		error_set(err, "there is no watch %lld", (long long)id);
		return STORE_NONE;
	}
	watches_drop(store);
	return result == STORE_OK ? print_one(store, id, out, err) : result;
}

int store_watches(struct store *store, int64_t after, int limit, struct buffer *out, int64_t *ret_next,
		  struct error *err)
{
	sqlite3_stmt *query =
		sql_get(store, WATCH_COLUMNS " WHERE removed_at IS NULL AND id < :after ORDER BY id DESC LIMIT :limit");
	int64_t last = 0;
	int got, count = 0;

	*ret_next = 0;
	sql_int(query, ":after", after ? after : INT64_MAX);
	sql_int(query, ":limit", (int64_t)limit + 1);
	while ((got = sql_step(store, query, err)) > 0) {
		if (count == limit) {
			*ret_next = last;
			sqlite3_reset(query);
			return STORE_OK;
		}
		buffer_text(out, count++ ? "," : "");
		last = sqlite3_column_int64(query, 0);
		print_watch(out, query);
	}
	return got;
}
