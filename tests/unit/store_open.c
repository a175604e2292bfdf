/* SPDX-License-Identifier: MIT */
/* Opening: migrations, and files that are refused and stay as they were, byte for byte. */
#include "store_helper.h"

#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "../../daemon/store/database.h"

static struct buffer read_file(const char *path)
{
	struct buffer bytes = {0};
	FILE *file = fopen(path, "rb");
	char part[4096];
	size_t got;

	if (!file)
		return bytes;
	while ((got = fread(part, 1, sizeof(part), file)) > 0)
		buffer_add(&bytes, part, got);
	fclose(file);
	return bytes;
}

static void write_file(const char *path, const void *bytes, size_t length)
{
	FILE *file = fopen(path, "wb");

	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, length, file), length);
	assert_int_equal(fclose(file), 0);
}

/* Both modes refuse what lies at the path, give a reason with told in it, and leave it alone. */
static void assert_refused(struct fixture *fixture, const char *told)
{
	struct buffer before = read_file(fixture->path), after;

	for (int mode = STORE_WRITE; mode <= STORE_READ; mode++) {
		fixture->err.text[0] = '\0';
		assert_null(store_open(fixture->path, (enum store_mode)mode, &fixture->err));
		if (!strstr(fixture->err.text, told))
			fail_msg("%s", fixture->err.text);
		after = read_file(fixture->path);
		assert_int_equal(after.length, before.length);
		assert_memory_equal(after.data, before.data, before.length);
		buffer_done(&after);
	}
	buffer_done(&before);
}

static void close_store(struct fixture *fixture)
{
	store_close(fixture->store);
	fixture->store = NULL;
}

static void other_files_are_refused(void **state)
{
	struct fixture *fixture = *state;
	sqlite3 *db;

	close_store(fixture);
	write_file(fixture->path, "Dear diary", 10);
	assert_refused(fixture, "not a database");
	unlink(fixture->path);
	assert_int_equal(sqlite3_open(fixture->path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, "CREATE TABLE articles (x)", NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
	assert_refused(fixture, "belongs to another program");
}

static void a_newer_version_is_refused(void **state)
{
	struct fixture *fixture = *state;
	sqlite3 *db;

	close_store(fixture);
	assert_int_equal(sqlite3_open(fixture->path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, "PRAGMA user_version=1000", NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
	assert_refused(fixture, "of version 1000");
}

/* The newer version stands in the write-ahead log only, as after a crash. */
static void a_newer_version_in_the_log_is_refused(void **state)
{
	struct fixture *fixture = *state;
	char path[2][128];
	struct buffer files[2];
	sqlite3 *db;

	close_store(fixture);
	assert_int_equal(sqlite3_open(fixture->path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, "PRAGMA user_version=1000", NULL, NULL, NULL), SQLITE_OK);
	for (int i = 0; i < 2; i++) {
		snprintf(path[i], sizeof(path[i]), "%s%s", fixture->path, i ? "-wal" : "");
		files[i] = read_file(path[i]);
		assert_true(files[i].length > 0);
	}
	sqlite3_close(db);
	for (int i = 0; i < 2; i++) {
		write_file(path[i], files[i].data, files[i].length);
		buffer_done(&files[i]);
	}
	assert_refused(fixture, "of version 1000");
}

static void a_damaged_file_is_refused(void **state)
{
	struct fixture *fixture = *state;
	struct buffer whole, damaged = {0};

	add(fixture, NULL, "Trams run late.", NULL, 0, false);
	close_store(fixture);
	whole = read_file(fixture->path);
	assert_true(whole.length > 8192);
	for (size_t cut = 50; cut < whole.length; cut += whole.length / 5) {
		write_file(fixture->path, whole.data, cut);
		assert_refused(fixture, "could not open database");
	}
	for (size_t page = 0; page < 3; page++) {
		buffer_clear(&damaged);
		buffer_add(&damaged, whole.data, whole.length);
		memset(damaged.data + page * 4096 + (page ? 0 : 100), 0x5A, 3996);
		write_file(fixture->path, damaged.data, damaged.length);
		assert_refused(fixture, "could not open database");
	}
	write_file(fixture->path, whole.data, whole.length);
	fixture->store = store_open(fixture->path, STORE_WRITE, &fixture->err);
	assert_non_null(fixture->store);
	buffer_done(&whole);
	buffer_done(&damaged);
}

static void nothing_is_created_for_a_reader(void **state)
{
	struct fixture *fixture = *state;

	close_store(fixture);
	unlink(fixture->path);
	assert_null(store_open(fixture->path, STORE_READ, &fixture->err));
	assert_int_equal(access(fixture->path, F_OK), -1);
	write_file(fixture->path, "", 0);
	fixture->store = store_open(fixture->path, STORE_WRITE, &fixture->err);
	assert_non_null(fixture->store);
}

static void half_a_new_database_is_made_anew(void **state)
{
	struct fixture *fixture = *state;
	struct store_counts counts;
	char path[128];

	close_store(fixture);
	unlink(fixture->path);
	snprintf(path, sizeof(path), "%s.new", fixture->path);
	write_file(path, "SQLite format 3", 16);
	fixture->store = store_open(fixture->path, STORE_WRITE, &fixture->err);
	assert_non_null(fixture->store);
	assert_int_equal(access(path, F_OK), -1);
	assert_int_equal(store_count(fixture->store, &counts, &fixture->err), STORE_OK);
}

static int64_t number(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *statement;
	int64_t value;

	assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
	value = sqlite3_column_int64(statement, 0);
	sqlite3_finalize(statement);
	return value;
}

/* A crash between making the database and its first use: SQLite has a journal to play back. */
static void what_a_crash_left_half_written_is_undone(void **state)
{
	struct fixture *fixture = *state;
	struct store_counts counts;
	sqlite3 *db;
	pid_t pid;

	close_store(fixture);
	pid = fork();
	if (pid == 0) {
		/* More than the cache holds, so that pages are written before the commit that never comes. */
		if (sqlite3_open(fixture->path, &db) ||
		    sqlite3_exec(db,
				 "PRAGMA journal_mode=DELETE; PRAGMA cache_size=4; BEGIN; UPDATE totals SET failed = 7;"
				 "CREATE TABLE big AS SELECT zeroblob(1000000)",
				 NULL, NULL, NULL))
			_exit(1);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	fixture->store = store_open(fixture->path, STORE_WRITE, &fixture->err);
	if (!fixture->store)
		fail_msg("%s", fixture->err.text);
	assert_int_equal(store_count(fixture->store, &counts, &fixture->err), STORE_OK);
	assert_int_equal(counts.failed, 0);
}

static void a_migration_is_done_whole_or_not_at_all(void **state)
{
	static const char *const steps[] = {
		"CREATE TABLE one (x)",
		"INSERT INTO one VALUES (2)",
		"INSERT INTO one VALUES (3); CREATE TABLE two (y); INSERT INTO none VALUES (1)",
	};
	static const char *const mended[] = {"", "", "INSERT INTO one VALUES (4)"};
	struct error err;
	sqlite3 *db;

	(void)state;
	assert_int_equal(sqlite3_open(":memory:", &db), SQLITE_OK);
	assert_int_equal(migrate(db, steps, 1, &err), STORE_OK);
	assert_int_equal(number(db, "PRAGMA user_version"), 1);
	assert_int_equal(number(db, "PRAGMA application_id"), APPLICATION_ID);
	assert_int_equal(migrate(db, steps, 3, &err), STORE_ERROR);
	assert_non_null(strstr(err.text, "to version 3: no such table: none"));
	assert_int_equal(number(db, "PRAGMA user_version"), 2);
	assert_int_equal(number(db, "SELECT sum(x) FROM one"), 2);
	assert_int_equal(number(db, "SELECT count(*) FROM sqlite_schema"), 1);
	assert_int_equal(migrate(db, mended, 3, &err), STORE_OK);
	assert_int_equal(number(db, "SELECT sum(x) FROM one"), 6);
	sqlite3_close(db);
}

static void a_full_disk_can_be_tried_again(void **state)
{
	struct fixture *fixture = *state;
	struct speaker ada = {.name = "Ada Quill", .type = SPEAKER_PERSON};
	struct store_counts counts;
	struct extraction extraction = {.article = {.name = "b.txt"}};
	struct buffer text = {0};
	uint8_t hash[STORE_HASH] = {200};
	struct drop drop = {.name = "b.txt", .hash = hash};
	enum outcome outcome;
	int64_t id;
	int result;

	add(fixture, NULL, "Trams run late.", &ada, 1, false);
	for (int i = 0; i < 20000; i++)
		buffer_printf(&text, "word%d ", i);
	extraction.article.text = text.data;
	extraction.article.length = text.length;
	sqlite3_exec(fixture->store->db, "PRAGMA max_page_count=1", NULL, NULL, NULL);
	assert_int_equal(store_begin(fixture->store, &fixture->err), STORE_OK);
	result = store_add(fixture->store, &drop, &extraction, &id, &outcome, &fixture->err);
	assert_int_equal(result == STORE_OK ? store_commit(fixture->store, &fixture->err) : result, STORE_RETRY);
	assert_int_not_equal(store_commit(fixture->store, &fixture->err), STORE_OK);
	assert_int_equal(store_count(fixture->store, &counts, &fixture->err), STORE_OK);
	assert_int_equal(counts.articles, 1);
	sqlite3_exec(fixture->store->db, "PRAGMA max_page_count=1000000", NULL, NULL, NULL);
	assert_int_equal(store_begin(fixture->store, &fixture->err), STORE_OK);
	assert_int_equal(store_add(fixture->store, &drop, &extraction, &id, &outcome, &fixture->err), STORE_OK);
	assert_int_equal(store_commit(fixture->store, &fixture->err), STORE_OK);
	assert_int_equal(outcome, OUTCOME_STORED);
	buffer_done(&text);
}

static void commits_are_durable(void **state)
{
	struct fixture *fixture = *state;

	assert_int_equal(number(fixture->store->db, "PRAGMA synchronous"), 2);
	assert_int_equal(number(fixture->store->db, "PRAGMA foreign_keys"), 1);
	assert_int_equal(number(fixture->store->db, "PRAGMA trusted_schema"), 0);
	assert_int_equal(
		number(fixture->store->db, "SELECT count(*) FROM pragma_journal_mode WHERE journal_mode = 'wal'"), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(other_files_are_refused, fixture_open, fixture_close),
		cmocka_unit_test_setup_teardown(a_newer_version_is_refused, fixture_open, fixture_close),
		cmocka_unit_test_setup_teardown(a_newer_version_in_the_log_is_refused, fixture_open, fixture_close),
		cmocka_unit_test_setup_teardown(a_damaged_file_is_refused, fixture_open, fixture_close),
		cmocka_unit_test_setup_teardown(nothing_is_created_for_a_reader, fixture_open, fixture_close),
		cmocka_unit_test_setup_teardown(half_a_new_database_is_made_anew, fixture_open, fixture_close),
		cmocka_unit_test_setup_teardown(what_a_crash_left_half_written_is_undone, fixture_open, fixture_close),
		cmocka_unit_test(a_migration_is_done_whole_or_not_at_all),
		cmocka_unit_test_setup_teardown(a_full_disk_can_be_tried_again, fixture_open, fixture_close),
		cmocka_unit_test_setup_teardown(commits_are_durable, fixture_open, fixture_close),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
