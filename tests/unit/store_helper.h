/* SPDX-License-Identifier: MIT */
/*
 * For the store's tests: a database in a directory of its own, and articles made from a line of text and
 * the speakers of its statements.
 */
#ifndef STORE_HELPER_H
#define STORE_HELPER_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sqlite3.h>

#include "../../daemon/store/database.h"
#include "quoted/store.h"

struct fixture {
	char directory[64], path[96];
	struct store *store;
	int articles; /* given out so far: makes hashes and ids */
	struct error err;
};

static inline int fixture_open(void **state)
{
	struct fixture *fixture = xcalloc(1, sizeof(*fixture));

	snprintf(fixture->directory, sizeof(fixture->directory), "/tmp/quoted-store-XXXXXX");
	if (!mkdtemp(fixture->directory))
		return -1;
	snprintf(fixture->path, sizeof(fixture->path), "%s/quoted.db", fixture->directory);
	fixture->store = store_open(fixture->path, STORE_WRITE, &fixture->err);
	if (!fixture->store)
		puts(fixture->err.text);
	*state = fixture;
	return fixture->store ? 0 : -1;
}

static inline int fixture_close(void **state)
{
	static const char *const ends[] = {"", "-wal", "-shm", "-journal", ".new", ".new-journal"};
	struct fixture *fixture = *state;
	char path[128];

	store_close(fixture->store);
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		snprintf(path, sizeof(path), "%s%s", fixture->path, ends[i]);
		unlink(path);
	}
	rmdir(fixture->directory);
	free(fixture);
	return 0;
}

/* Add the article inside the open transaction: one statement over the whole text for each group of speakers. */
static inline int64_t put(struct fixture *fixture, const char *date, const char *text, struct speaker *speakers,
			  size_t count, bool joint)
{
	struct span whole = {0, strlen(text)};
	char name[32];
	size_t statements = joint || !count ? 1 : count;
	struct statement *list = xcalloc(statements, sizeof(*list));
	struct extraction extraction = {
		.article = {.name = name, .text = text, .length = strlen(text), .date = date, .title = "Notes"},
		.statements = list,
		.count = statements,
		.rules = "r1",
	};
	uint8_t hash[STORE_HASH] = {0};
	struct drop drop = {.name = "a.txt", .hash = hash, .size = whole.end};
	enum outcome outcome;
	int64_t id = 0;

	fixture->articles++;
	snprintf(name, sizeof(name), "%d.txt", fixture->articles);
	memcpy(hash, &fixture->articles, sizeof(fixture->articles));
	for (size_t i = 0; i < statements; i++) {
		list[i] = (struct statement){.content = {&whole, 1},
					     .rule = "en/test",
					     .confidence = 1,
					     .kind = i % 2 ? KIND_INDIRECT : KIND_DIRECT,
					     .stance = i % 2 ? STANCE_DENY : STANCE_ASSERT,
					     .speakers = count ? speakers + i : NULL,
					     .speaker_count = joint ? count : count > 0};
		snprintf(list[i].id, sizeof(list[i].id), "%08x%08x", (unsigned)fixture->articles, (unsigned)i);
	}
	if (store_add(fixture->store, &drop, &extraction, &id, &outcome, &fixture->err))
		fail_msg("%s", fixture->err.text);
	assert_int_equal(outcome, OUTCOME_STORED);
	free(list);
	return id;
}

/* The same in a transaction of its own. */
static inline int64_t add(struct fixture *fixture, const char *date, const char *text, struct speaker *speakers,
			  size_t count, bool joint)
{
	int64_t id;

	assert_int_equal(store_begin(fixture->store, &fixture->err), 0);
	id = put(fixture, date, text, speakers, count, joint);
	if (store_commit(fixture->store, &fixture->err))
		fail_msg("%s", fixture->err.text);
	return id;
}

/* How often part stands in text. */
static inline int times(const struct buffer *text, const char *part)
{
	int count = 0;

	for (const char *at = text->length ? strstr(text->data, part) : NULL; at; at = strstr(at + 1, part))
		count++;
	return count;
}

/* Statements found by a query; what was printed stays in out if it is not NULL. */
static inline int found(struct fixture *fixture, struct store_query query, struct buffer *out)
{
	struct buffer own = {0};
	int64_t next;
	int count;

	query.limit = query.limit ? query.limit : 100;
	if (store_statements(fixture->store, &query, out ? out : &own, &next, &fixture->err))
		fail_msg("%s", fixture->err.text);
	count = times(out ? out : &own, "\"rule\":");
	buffer_done(&own);
	return count;
}

/* Speakers listed under a name (NULL: all). */
static inline int speakers_named(struct fixture *fixture, const char *name, struct buffer *out)
{
	struct buffer own = {0};
	int64_t next;
	int count;

	if (store_speakers(fixture->store, name, 0, 1000, out ? out : &own, &next, &fixture->err))
		fail_msg("%s", fixture->err.text);
	count = times(out ? out : &own, "\"type\":");
	buffer_done(&own);
	return count;
}

/* The number that a query of the database gives. */
static inline int64_t number_of(struct fixture *fixture, const char *sql)
{
	sqlite3_stmt *query = NULL;
	int64_t value;

	if (sqlite3_prepare_v2(fixture->store->db, sql, -1, &query, NULL) || sqlite3_step(query) != SQLITE_ROW)
		fail_msg("%s: %s", sql, sqlite3_errmsg(fixture->store->db));
	value = sqlite3_column_int64(query, 0);
	sqlite3_finalize(query);
	return value;
}

#endif
