/* SPDX-License-Identifier: MIT */
/*
 * Opening and closing, and transactions. A file that is not ours, or that is newer or damaged, is
 * only ever read here, so that it stays as it was.
 */
#include "posting.h"
#include "ring.h"
#include "variant.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define HEADER_LENGTH 100
#define BUSY_MS 500          /* that somebody else may keep us waiting: the writer answers nobody meanwhile */
#define CHECK_MAX (16 << 20) /* bytes up to which every page is checked at opening: about 50 ms */

static uint32_t big_endian(const unsigned char *at)
{
	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

/* 1: there is something to judge; 0: nothing or an empty file; -1 with err set: it is not ours. */
static int check_header(const char *path, struct error *err)
{
	unsigned char header[HEADER_LENGTH];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t got;

	if (fd < 0)
		return errno == ENOENT ? 0 : error_errno(err, "could not open database \"%s\"", path);
	got = read(fd, header, sizeof(header));
	if (got < 0)
		error_errno(err, "could not read database \"%s\"", path);
	close(fd);
	if (got <= 0)
		return (int)got;
	if (got < HEADER_LENGTH || memcmp(header, "SQLite format 3", 16) != 0)
		return error_set(err, "could not open database \"%s\": not a database", path);
	if (big_endian(header + 68) != APPLICATION_ID)
		return error_set(err, "could not open database \"%s\": it belongs to another program", path);
	if (big_endian(header + 60) > (uint32_t)migration_count)
		return error_set(err, "could not open database \"%s\": it is of version %u, this program knows %d",
				 path, big_endian(header + 60), migration_count);
	return 1;
}

static int pragma_number(sqlite3 *db, const char *sql, int64_t *ret)
{
	sqlite3_stmt *statement = NULL;

	if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) == SQLITE_OK && sqlite3_step(statement) == SQLITE_ROW)
		*ret = sqlite3_column_int64(statement, 0);
	return sqlite3_finalize(statement);
}

/* Why SQLite does not open it: STORE_RETRY for what may pass, or STORE_ERROR. */
static int refuse(sqlite3 *db, const char *path, struct error *err)
{
	int code = sqlite3_errcode(db) & 0xff;

	error_set(err, "could not open database \"%s\": %s", path, sqlite3_errmsg(db));
	return code == SQLITE_BUSY || code == SQLITE_LOCKED || code == SQLITE_PROTOCOL || code == SQLITE_FULL ||
			       code == SQLITE_IOERR || code == SQLITE_NOMEM
		       ? STORE_RETRY
		       : STORE_ERROR;
}

/* PRAGMA quick_check's first line. */
static int check_pages(sqlite3 *db, const char *path, struct error *err)
{
	sqlite3_stmt *statement = NULL;
	int result = 0;

	if (sqlite3_prepare_v2(db, "PRAGMA quick_check(1)", -1, &statement, NULL) ||
	    sqlite3_step(statement) != SQLITE_ROW)
		result = refuse(db, path, err);
	else if (strcmp(sql_column(statement, 0), "ok") != 0)
		result = error_set(err, "could not open database \"%s\": it is damaged: %.200s", path,
				   sql_column(statement, 0));
	sqlite3_finalize(statement);
	return result;
}

/*
 * Through a connection that cannot write, so that a newer log beside the file counts too. One that has to undo what
 * a crash left half written, and that the header tells is ours, may write.
 */
static int open_to_check(const char *path, sqlite3 **db)
{
	int64_t version;
	int result = sqlite3_open_v2(path, db, SQLITE_OPEN_READONLY, NULL);

	if (result == SQLITE_OK && pragma_number(*db, "PRAGMA user_version", &version) &&
	    sqlite3_extended_errcode(*db) == SQLITE_READONLY_ROLLBACK) {
		sqlite3_close(*db);
		result = sqlite3_open_v2(path, db, SQLITE_OPEN_READWRITE, NULL);
	}
	return result == SQLITE_OK ? sqlite3_busy_timeout(*db, BUSY_MS) : result;
}

static int check_contents(const char *path, struct error *err)
{
	int64_t version = 0, pages = 0, page_size = 0, tables = 0;
	struct stat status;
	sqlite3 *db = NULL;
	int result = -1;

	if (open_to_check(path, &db) || pragma_number(db, "PRAGMA user_version", &version) ||
	    pragma_number(db, "PRAGMA page_count", &pages) || pragma_number(db, "PRAGMA page_size", &page_size) ||
	    pragma_number(db, "SELECT count(*) FROM sqlite_schema WHERE name IN ('articles', 'statements', 'drops')",
			  &tables)) {
		result = refuse(db, path, err);
		goto out;
	}
	if (version > migration_count) {
		error_set(err, "could not open database \"%s\": it is of version %lld, this program knows %d", path,
			  (long long)version, migration_count);
		goto out;
	}
	if (tables != 3 || stat(path, &status)) {
		error_set(err, "could not open database \"%s\": it is damaged: tables are missing", path);
		goto out;
	}
	result = pages * page_size <= CHECK_MAX ? check_pages(db, path, err) : 0;
out:
	sqlite3_close(db);
	return result;
}

static int sync_directory(const char *path)
{
	char *copy = xstrdup(path), *slash = strrchr(copy, '/');
	int fd, result;

	if (slash)
		slash[slash == copy] = '\0';
	fd = open(slash ? copy : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	result = fd < 0 ? -1 : fsync(fd);
	if (fd >= 0)
		close(fd);
	free(copy);
	return result;
}

/* Made under another name and renamed, so that no crash leaves half a database at path. */
static int create(const char *path, struct error *err)
{
	struct buffer fresh = {0};
	sqlite3 *db = NULL;
	int result;

	buffer_printf(&fresh, "%s.new-journal", path);
	unlink(fresh.data);
	fresh.data[fresh.length -= strlen("-journal")] = '\0';
	unlink(fresh.data);
	result = sqlite3_open_v2(fresh.data, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL);
	if (result)
		result = error_set(err, "could not create database \"%s\": %s", path, sqlite3_errmsg(db));
	else
		result = migrate(db, migrations, migration_count, err);
	sqlite3_close(db);
	if (result == 0 && (rename(fresh.data, path) || sync_directory(path)))
		result = error_errno(err, "could not create database \"%s\"", path);
	buffer_done(&fresh);
	return result;
}

/* SQLite reads what it may not write. */
static int check_writable(struct store *store, const char *path, struct error *err)
{
	if (sqlite3_db_readonly(store->db, "main") != 1)
		return STORE_OK;
	if (access(path, W_OK) == 0)
		errno = EROFS;
	error_errno(err, "could not write to database \"%s\"", path);
	return errno == EROFS ? STORE_RETRY : STORE_ERROR;
}

static int set_up(struct store *store, const char *path, enum store_mode mode, struct error *err)
{
	static const char shared[] = "PRAGMA foreign_keys=ON; PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON;"
				     "PRAGMA temp_store=MEMORY; PRAGMA cache_size=-16000;";
	static const char writer[] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=8000;"
				     "PRAGMA journal_size_limit=67108864;";
	int64_t synchronous = 0, keys = 0;
	int flags = mode == STORE_READ ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE, result = STORE_OK;

	if (sqlite3_open_v2(path, &store->db, flags | SQLITE_OPEN_NOMUTEX, NULL))
		return refuse(store->db, path, err);
	if (mode != STORE_READ)
		result = check_writable(store, path, err);
	if (result != STORE_OK)
		return result;
	if (sqlite3_busy_timeout(store->db, BUSY_MS) ||
	    sqlite3_db_config(store->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL) ||
	    sqlite3_exec(store->db, shared, NULL, NULL, NULL) ||
	    (mode != STORE_READ && sqlite3_exec(store->db, writer, NULL, NULL, NULL)) ||
	    pragma_number(store->db, "PRAGMA synchronous", &synchronous) ||
	    pragma_number(store->db, "PRAGMA foreign_keys", &keys))
		return refuse(store->db, path, err);
	if (keys != 1 || (mode != STORE_READ && synchronous != 2))
		return error_set(err, "could not open database \"%s\": SQLite does not write it durably", path);
	return mode != STORE_READ ? migrate(store->db, migrations, migration_count, err) : 0;
}

/* The database is there, or is made. */
static int prepare(const char *path, enum store_mode mode, struct error *err)
{
	int there = check_header(path, err);

	if (there < 0)
		return STORE_ERROR;
	if (!there && mode != STORE_WRITE)
		return error_set(err, "could not open database \"%s\": there is none", path);
	return there ? check_contents(path, err) : create(path, err);
}

struct store *store_open(const char *path, enum store_mode mode, struct error *err)
{
	struct store *store = xcalloc(1, sizeof(*store));
	int result;

	/* Counting what SQLite allocates takes a lock each time. Once a database was open this is refused, and in
	 * force. */
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	result = prepare(path, mode, err);
	if (result == STORE_OK)
		result = set_up(store, path, mode, err);
	if (result == STORE_OK)
		return store;
	store_close(store);
	errno = result == STORE_RETRY ? EAGAIN : 0;
	return NULL;
}

void store_close(struct store *store)
{
	if (!store)
		return;
	store_rollback(store);
	sql_finish(store);
	sqlite3_close(store->db);
	free(store->pending);
	free(store->entered);
	arena_done(&store->arena);
	buffer_done(&store->scratch);
	free(store);
}

int store_begin(struct store *store, struct error *err)
{
	if (sqlite3_db_readonly(store->db, "main"))
		return error_set(err, "could not write: the database is open for reading");
	store->broken = false;
	memset(&store->added, 0, sizeof(store->added));
	pending_drop(store);
	return sql_run(store, sql_get(store, "BEGIN IMMEDIATE"), err);
}

static int add_totals(struct store *store, struct error *err)
{
	const struct store_counts *added = &store->added;
	sqlite3_stmt *update =
		sql_get(store, "UPDATE totals SET articles = articles + :articles, speakers = speakers + :speakers,"
			       " statements = statements + :statements, stored = stored + :stored,"
			       " duplicate = duplicate + :duplicate, failed = failed + :failed,"
			       " backlog = backlog + :backlog");

	sql_int(update, ":articles", added->articles);
	sql_int(update, ":speakers", added->speakers);
	sql_int(update, ":statements", added->statements);
	sql_int(update, ":stored", added->stored);
	sql_int(update, ":duplicate", added->duplicate);
	sql_int(update, ":failed", added->failed);
	sql_int(update, ":backlog", added->backlog);
	return sql_run(store, update, err);
}

int store_commit(struct store *store, struct error *err)
{
	int result;

	if (store->broken) {
		store_rollback(store);
		return error_set(err, "could not commit: a write before it failed");
	}
	result = pending_flush(store, err);
	if (result == STORE_OK)
		result = postings_flush(store, err);
	if (result == STORE_OK)
		result = entered_flush(store, err);
	if (result == STORE_OK)
		result = add_totals(store, err);
	if (result == STORE_OK)
		result = sql_run(store, sql_get(store, "COMMIT"), err);
	if (result != STORE_OK)
		store_rollback(store);
	return result;
}

void store_rollback(struct store *store)
{
	pending_drop(store);
	postings_drop(store);
	variants_drop(store);
	watches_drop(store);
	store->entered_count = 0;
	if (store->db && !sqlite3_get_autocommit(store->db))
		sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
	store->broken = false;
}
