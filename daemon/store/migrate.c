/* SPDX-License-Identifier: MIT */
/* The steps from an empty file to the schema of today. */
#include "database.h"

static const char schema[] =
#include "schema.inc"
	;

static const char claims[] =
#include "claims.inc"
	;

const char *const migrations[] = {schema, claims};
const int migration_count = sizeof(migrations) / sizeof(migrations[0]);

static int version_of(sqlite3 *db, int *ret)
{
	sqlite3_stmt *statement = NULL;
	int code = sqlite3_prepare_v2(db, "PRAGMA user_version", -1, &statement, NULL);

	if (code == SQLITE_OK && sqlite3_step(statement) == SQLITE_ROW)
		*ret = sqlite3_column_int(statement, 0);
	return sqlite3_finalize(statement);
}

static int run_step(sqlite3 *db, const char *step, int version)
{
	char mark[96];

	sqlite3_snprintf(sizeof(mark), mark, "PRAGMA application_id=%d; PRAGMA user_version=%d; COMMIT", APPLICATION_ID,
			 version);
	if (sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL))
		return -1;
	return sqlite3_exec(db, step, NULL, NULL, NULL) || sqlite3_exec(db, mark, NULL, NULL, NULL) ? -1 : 0;
}

int migrate(sqlite3 *db, const char *const *steps, int count, struct error *err)
{
	int version = 0;

	if (version_of(db, &version))
		return sql_failure(db, "read the version of the database", err);
	for (; version < count; version++) {
		if (run_step(db, steps[version], version + 1) == 0)
			continue;
		error_set(err, "could not bring the database to version %d: %s", version + 1, sqlite3_errmsg(db));
		if (!sqlite3_get_autocommit(db))
			sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
		return STORE_ERROR;
	}
	return STORE_OK;
}
