/* SPDX-License-Identifier: MIT */
/*
 * What the store's files share: the open database, its prepared statements, names,
 * dates and search expressions.
 */
#ifndef QUOTED_DATABASE_H
#define QUOTED_DATABASE_H

#include <sqlite3.h>

#include "quoted/date.h"
#include "quoted/store.h"

#define APPLICATION_ID 0x51756f74 /* "Quot" */
#define DAY_SHIFT 32              /* of a statement's id; see schema.sql */

/* A row for statements_text that waits for the end of the transaction. */
struct pending {
	int64_t id;
	const char *text, *names, *tags;
	size_t length; /* of text */
};

struct prepared {
	const char *sql;
	sqlite3_stmt *statement;
};

struct term_cache;
struct variant_cache;
struct watch_list;
struct entered;

struct store {
	sqlite3 *db;
	struct term_cache *terms;       /* posting.c's, or NULL */
	struct variant_cache *variants; /* variant.c's, or NULL */
	struct watch_list *watches;     /* watches.c's, or NULL */
	int64_t ring_days;              /* for which rings are kept; 0: for good */
	struct prepared *prepared;
	size_t prepared_count;
	bool broken;               /* a write failed: the transaction must not be committed */
	struct store_counts added; /* by this transaction */
	struct pending *pending;
	size_t pending_count, pending_room, pending_bytes;
	struct arena arena;      /* the strings of pending */
	struct entered *entered; /* backlog.c's */
	size_t entered_count, entered_room;
	struct buffer scratch;
};

/*
 * sql.c: statements are prepared once per SQL literal. sql_get returns NULL on failure, which the
 * binders take and sql_step and sql_run report, so that callers need look only once.
 */
sqlite3_stmt *sql_get(struct store *store, const char *sql);
void sql_int(sqlite3_stmt *statement, const char *parameter, int64_t value);
void sql_text(sqlite3_stmt *statement, const char *parameter, const char *text);
void sql_text_length(sqlite3_stmt *statement, const char *parameter, const char *text, size_t length);
void sql_bytes(sqlite3_stmt *statement, const char *parameter, const void *bytes, size_t length);
/* 1: a row; 0: no more rows, and the statement is reset; negative: an enum store_result. */
int sql_step(struct store *store, sqlite3_stmt *statement, struct error *err);
/* Run to the end; STORE_OK or what went wrong. */
int sql_run(struct store *store, sqlite3_stmt *statement, struct error *err);
/* The first column of the first row; 0 if there is none. */
int sql_number(struct store *store, sqlite3_stmt *statement, int64_t *ret, struct error *err);
int sql_exec(struct store *store, const char *sql, struct error *err);
void sql_finish(struct store *store);
/* Refuse to write without a transaction, or in one that a failure has ended. */
int sql_may_write(struct store *store, struct error *err);
/* Fill err from the database; STORE_RETRY when trying again may help, else STORE_ERROR. */
int sql_failure(sqlite3 *db, const char *what, struct error *err);
/* Column i as a JSON string, null when NULL; as text; and its length. */
void sql_json(struct buffer *out, sqlite3_stmt *row, int i);
/* Column i's bytes as a JSON string of hexadecimal digits, null when NULL. */
void sql_json_bytes(struct buffer *out, sqlite3_stmt *row, int i);
const char *sql_column(sqlite3_stmt *row, int i);

/* migrate.c: each step is one transaction that ends with its number in user_version. */
int migrate(sqlite3 *db, const char *const *steps, int count, struct error *err);
extern const char *const migrations[];
extern const int migration_count;

/* name.c: what of a name tells whether two forms mean the same. Everything is folded to lower case. */
#define NAME_MAX_LENGTH 256
struct name {
	char first[NAME_MAX_LENGTH], last[NAME_MAX_LENGTH]; /* first is empty for a name of one word */
	char middle;                                        /* first letter of the middle names, or 0 */
	char suffix[16];
	bool is_titled; /* something stands before the first name */
};
void name_read(struct name *name, const char *text);
void name_fold(char *out, size_t room, const char *text);
/* It names somebody or something, rather than describe it: "the Tarn Report", not "the report". */
bool name_is_proper(const char *text);
bool name_is_acronym(const char *text);
/* No middle name or suffix says that these two, alike in first and last name, differ. */
bool name_agrees(const struct name *a, const struct name *b);

/*
 * fulltext.c: append an FTS5 expression that finds all of the user's words and "phrases"; whatever
 * they hold is no syntax error. Returns how many there are. prefix: the words may go on.
 */
int fulltext_words(struct buffer *out, const char *words, bool prefix);

/* write_speaker.c: who the speakers of an article are among all. */
struct cast_member {
	const struct speaker *speaker;
	struct name name;
	int64_t id;
	int statements;
	bool is_known_so; /* the speaker's row has this very name */
};

struct cast {
	struct cast_member *members;
	size_t count;
	int64_t article;
	int64_t day;
	bool is_revision; /* the article was there before */
};
int cast_resolve(struct store *store, struct cast *cast, struct error *err);
/* The member for a speaker of the article; adds one while the cast is being gathered. */
struct cast_member *cast_find(struct cast *cast, const struct speaker *speaker);

/* What joins speakers of that type and name across articles; see aliases.key. */
void speaker_key(struct buffer *out, enum speaker_type type, const char *name);

/* write_article.c: put the rows that wait into statements_text. */
int pending_flush(struct store *store, struct error *err);
void pending_drop(struct store *store);

/* An article that is not there yet; *ret_id: its id, or that of the article of which it is a revision. */
int article_add(struct store *store, const struct drop *drop, const struct extraction *extraction, int64_t *ret_id,
		struct error *err);

/* backlog.c: tell the rows of the ledger which articles the transaction has entered. */
int entered_flush(struct store *store, struct error *err);

/* proof.c: the ranges of "[[1,5],[8,9]]", at most room; -1 if one lies outside a text of that length. */
int ranges_read(const char *json, size_t length, struct span *spans, size_t room);

/* A statement's id as a number; one that is no such id gives the number of another or none. */
int64_t hash_number(const char *id);

/*
 * A statement's record with the speakers that it has by corrections: one renamed has his new name, one put in by
 * hand has what is known of him.
 */
#define STATEMENT_RECORD                                                                                               \
	"CASE WHEN EXISTS (SELECT 1 FROM corrected_statements WHERE statement_id = s.id) OR EXISTS (SELECT 1 FROM"     \
	" statement_speakers p CROSS JOIN speakers n ON n.id = p.speaker_id WHERE p.statement_id = s.id AND"           \
	" n.extracted_name IS NOT NULL) THEN (SELECT json_set(s.record, '$.speaker', group_concat(name, ' & '),"       \
	" '$.speakers', json_group_array(json(speaker)), '$.corrected', json('true')) FROM (SELECT n.name,"            \
	" json_set(coalesce(json_extract(s.record, '$.speakers[' || p.position || ']'), json_object('name', n.name,"   \
	" 'type', CASE n.type WHEN 1 THEN 'person' WHEN 2 THEN 'organisation' WHEN 3 THEN 'collective' WHEN 4 THEN"    \
	" 'anonymous' WHEN 5 THEN 'document' ELSE 'unknown' END, 'role', n.role)), '$.name', n.name) AS speaker FROM"  \
	" statement_speakers p CROSS JOIN speakers n ON n.id = p.speaker_id WHERE p.statement_id = s.id ORDER BY"      \
	" p.position)) ELSE s.record END"

/* read_statements.c: print the row of a query that selects STATEMENT_COLUMNS. */
#define STATEMENT_COLUMNS                                                                                              \
	"s.id, " STATEMENT_RECORD ", s.article_id, a.title, a.date, a.seen_at,"                                        \
	" (SELECT group_concat(speaker_id) FROM statement_speakers WHERE statement_id = s.id), a.outlet, a.hash,"      \
	" (SELECT count(DISTINCT g.article_id) || ',' || count(DISTINCT coalesce(k.report, g.article_id))"             \
	" FROM sightings o CROSS JOIN sightings g ON g.first_id = o.first_id LEFT JOIN sketches k"                     \
	" ON k.article_id = g.article_id WHERE o.statement_id = s.id)"
#define STATEMENT_COLUMN_COUNT 10
void statement_row_json(struct buffer *out, sqlite3_stmt *row);
/* Append a statement as a member of that name, behind others; nothing if it is not there. */
int statement_member(struct store *store, int64_t id, const char *key, struct buffer *out, struct error *err);

/* The speakers, as they are in the end, that bear a name that :match finds. */
#define SPEAKERS_NAMED                                                                                                 \
	"(SELECT coalesce(n.merged_into, n.id) AS speaker_id FROM names_text f CROSS JOIN aliases l ON l.id = f.rowid" \
	" CROSS JOIN speakers n ON n.id = l.speaker_id WHERE f.names_text MATCH :match)"

/* The one speaker meant by "#ID" or any part of a name, the most quoted of several; 0 if there is none. */
int speaker_find(struct store *store, const char *name, int64_t *ret, struct error *err);

/* A search expression for speakers by any part of a name; *ret_exists says whether there are any. */
int names_match(struct store *store, const char *name, struct buffer *out, bool *ret_exists, struct error *err);

#endif
