/* SPDX-License-Identifier: MIT */
/* Prepared statements with named parameters, and what SQLite's errors mean for the caller. */
#include "database.h"

#include <stdlib.h>

sqlite3_stmt *sql_get(struct store *store, const char *sql)
{
	struct prepared *slot = NULL;
	sqlite3_stmt *statement = NULL;

	for (size_t i = 0; i < store->prepared_count; i++)
		if (store->prepared[i].sql == sql)
			slot = &store->prepared[i];
	if (slot) {
		sqlite3_reset(slot->statement);
		sqlite3_clear_bindings(slot->statement);
		return slot->statement;
	}
	if (sqlite3_prepare_v3(store->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL))
		return NULL;
	store->prepared = xrealloc(store->prepared, store->prepared_count + 1, sizeof(*store->prepared));
	store->prepared[store->prepared_count++] = (struct prepared){sql, statement};
	return statement;
}

void sql_finish(struct store *store)
{
	for (size_t i = 0; i < store->prepared_count; i++)
		sqlite3_finalize(store->prepared[i].statement);
	free(store->prepared);
	store->prepared = NULL;
	store->prepared_count = 0;
}

void sql_int(sqlite3_stmt *statement, const char *parameter, int64_t value)
{
	if (statement)
		sqlite3_bind_int64(statement, sqlite3_bind_parameter_index(statement, parameter), value);
}

void sql_text_length(sqlite3_stmt *statement, const char *parameter, const char *text, size_t length)
{
	if (statement && text)
		sqlite3_bind_text64(statement, sqlite3_bind_parameter_index(statement, parameter), text, length,
				    SQLITE_STATIC, SQLITE_UTF8);
}

void sql_text(sqlite3_stmt *statement, const char *parameter, const char *text)
{
	if (statement && text)
		sqlite3_bind_text(statement, sqlite3_bind_parameter_index(statement, parameter), text, -1,
				  SQLITE_STATIC);
}

void sql_bytes(sqlite3_stmt *statement, const char *parameter, const void *bytes, size_t length)
{
	if (statement && bytes)
		sqlite3_bind_blob64(statement, sqlite3_bind_parameter_index(statement, parameter), bytes, length,
				    SQLITE_STATIC);
}

/* All but what tells of the row that was to be written. */
static bool may_pass(int code)
{
	static const int codes[] = {SQLITE_FULL,  SQLITE_IOERR,    SQLITE_BUSY,    SQLITE_LOCKED,
				    SQLITE_NOMEM, SQLITE_READONLY, SQLITE_CORRUPT, SQLITE_NOTADB,
				    SQLITE_PERM,  SQLITE_CANTOPEN, SQLITE_PROTOCOL};

	for (size_t i = 0; i < sizeof(codes) / sizeof(*codes); i++)
		if (code == codes[i])
			return true;
	return false;
}

int sql_failure(sqlite3 *db, const char *what, struct error *err)
{
	int code = sqlite3_errcode(db) & 0xff;

	error_set(err, "could not %s: %s", what, sqlite3_errmsg(db));
	return may_pass(code) ? STORE_RETRY : STORE_ERROR;
}

int sql_may_write(struct store *store, struct error *err)
{
	if (store->broken || sqlite3_get_autocommit(store->db))
		return error_set(err, "could not write to the database: there is no transaction");
	return STORE_OK;
}

int sql_step(struct store *store, sqlite3_stmt *statement, struct error *err)
{
	int code = statement ? sqlite3_step(statement) : SQLITE_ERROR, result;

	if (code == SQLITE_ROW)
		return 1;
	if (code == SQLITE_DONE) {
		sqlite3_reset(statement);
		return 0;
	}
	result = sql_failure(store->db, "use the database", err);
	store->broken = true;
	sqlite3_reset(statement);
	return result;
}

int sql_run(struct store *store, sqlite3_stmt *statement, struct error *err)
{
	int got;

	do
		got = sql_step(store, statement, err);
	while (got > 0);
	return got;
}

int sql_number(struct store *store, sqlite3_stmt *statement, int64_t *ret, struct error *err)
{
	int got = sql_step(store, statement, err);

	if (got < 0)
		return got;
	*ret = got ? sqlite3_column_int64(statement, 0) : 0;
	sqlite3_reset(statement);
	return STORE_OK;
}

int sql_exec(struct store *store, const char *sql, struct error *err)
{
	if (sqlite3_exec(store->db, sql, NULL, NULL, NULL))
		return sql_failure(store->db, "use the database", err);
	return STORE_OK;
}

int64_t hash_number(const char *id)
{
	return (int64_t)strtoull(id, NULL, 16);
}

const char *sql_column(sqlite3_stmt *row, int i)
{
	return (const char *)sqlite3_column_text(row, i);
}

void sql_json(struct buffer *out, sqlite3_stmt *row, int i)
{
	const char *text = sql_column(row, i);

	if (text)
		buffer_json(out, text, (size_t)sqlite3_column_bytes(row, i));
	else
		buffer_text(out, "null");
}

void sql_json_bytes(struct buffer *out, sqlite3_stmt *row, int i)
{
	const unsigned char *bytes = sqlite3_column_blob(row, i);
	int length = sqlite3_column_bytes(row, i);

	if (!bytes) {
		buffer_text(out, "null");
		return;
	}
	buffer_char(out, '"');
	for (int k = 0; k < length; k++)
		buffer_printf(out, "%02x", bytes[k]);
	buffer_char(out, '"');
}
