/* SPDX-License-Identifier: MIT */
/* The steps from an empty file to the schema of today. */
#include <stdlib.h>

#include "claim.h"
#include "posting.h"
#include "sighting.h"

static const char schema[] =
#include "schema.inc"
	;

static const char claims[] =
#include "claims.inc"
	;

static const char postings[] =
#include "postings.inc"
	;

static const char revisions[] =
#include "revisions.inc"
	;

static const char corrections[] =
#include "corrections.inc"
	;

static const char sightings[] =
#include "sightings.inc"
	;

static const char bare_claims[] =
#include "bare-claims.inc"
	;

static const char watches[] =
#include "watches.inc"
	;

static const char repeats[] =
#include "repeats.inc"
	;

static const char rereads[] =
#include "rereads.inc"
	;

static const char relinks[] =
#include "relinks.inc"
	;

static const char edges[] =
#include "edges.inc"
	;

static const char offices[] =
#include "offices.inc"
	;

static const char backlog[] =
#include "backlog.inc"
	;

static const char merged[] =
#include "merged.inc"
	;

const char *const migrations[] = {schema,  claims,  postings, revisions, corrections, sightings, bare_claims, watches,
				  repeats, rereads, relinks,  edges,     offices,     backlog,   merged};
const int migration_count = sizeof(migrations) / sizeof(migrations[0]);

static int version_of(sqlite3 *db, int *ret)
{
	sqlite3_stmt *statement = NULL;
	int code = sqlite3_prepare_v2(db, "PRAGMA user_version", -1, &statement, NULL);

	if (code == SQLITE_OK && sqlite3_step(statement) == SQLITE_ROW)
		*ret = sqlite3_column_int(statement, 0);
	return sqlite3_finalize(statement);
}

/* pack_terms(lines): a claim's terms, as claim_variants has them. */
static void pack_terms(sqlite3_context *context, int count, sqlite3_value **values)
{
	const char *lines = (const char *)sqlite3_value_text(values[0]);
	unsigned char packed[CLAIM_TERMS_MAX * CLAIM_TERM_BYTES];
	struct claim_set set;

	(void)count;
	claim_set_read(&set, lines ? lines : "");
	sqlite3_result_blob(context, packed, (int)claim_set_pack(packed, &set), SQLITE_TRANSIENT);
}

/* pack_claims(lines): claims' ids in descending order, as terms has them. */
static void pack_claims(sqlite3_context *context, int count, sqlite3_value **values)
{
	const char *lines = (const char *)sqlite3_value_text(values[0]);
	unsigned char packed[POSTINGS_BYTES];
	int64_t newest[POSTINGS_MAX];
	size_t found = 0;
	char *end;

	(void)count;
	for (; lines && *lines && found < POSTINGS_MAX; lines = end)
		newest[found++] = strtoll(lines, &end, 10);
	sqlite3_result_blob(context, packed, (int)postings_pack(packed, newest, found), SQLITE_TRANSIENT);
}

static int add_functions(sqlite3 *db)
{
	int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY;

	if (sqlite3_create_function(db, "pack_terms", 1, flags, NULL, pack_terms, NULL, NULL))
		return -1;
	if (sighting_function(db))
		return -1;
	return sqlite3_create_function(db, "pack_claims", 1, flags, NULL, pack_claims, NULL, NULL) ? -1 : 0;
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

	if (version_of(db, &version) || (version < count && add_functions(db)))
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
