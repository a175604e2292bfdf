/* SPDX-License-Identifier: MIT */
/* Telling articles of one statement to a store, and correcting them by hand. */
#ifndef QUOTED_CORRECTIONS_HELPER_H
#define QUOTED_CORRECTIONS_HELPER_H

#include "../../daemon/store/database.h"
#include "store_helper.h"

static struct speaker ada = {.name = "Ada Quill", .type = SPEAKER_PERSON};
static struct speaker adah = {.name = "Adah Quill", .type = SPEAKER_PERSON};
static struct speaker bo = {.name = "Bo Renn", .type = SPEAKER_PERSON};
static struct speaker cy = {.name = "Cy Tolm", .type = SPEAKER_PERSON};

/* An article with one statement that makes one claim; number makes its bytes and the statement's id. */
struct told {
	int number;
	int name; /* of the file, if it is another's: then it is a revision */
	const char *date;
	struct speaker *speaker, *other; /* other: a joint speaker, or NULL */
	enum stance stance;
	const char *term;
};

static inline int64_t tell_article(struct fixture *fixture, struct told told, size_t statements)
{
	const char *terms[] = {"dam", "inspect", told.term};
	struct claim claim = {.stance = told.stance, .terms = terms, .term_count = told.term ? 3 : 2};
	struct span whole = {0, 17};
	struct speaker speakers[2];
	struct statement statement = {.content = {&whole, 1},
				      .rule = "en/test",
				      .confidence = 1,
				      .stance = told.stance,
				      .speakers = speakers,
				      .speaker_count = (told.speaker != NULL) + (told.other != NULL),
				      .claims = &claim,
				      .claim_count = 1};
	struct extraction extraction = {
		.article = {.name = "a.txt", .text = "What they all say.", .length = 18, .date = told.date},
		.statements = &statement,
		.count = statements,
	};
	uint8_t hash[STORE_HASH] = {(uint8_t)told.number, (uint8_t)(told.number >> 8)};
	struct drop drop = {.name = "a.txt", .hash = hash, .size = 18};
	enum outcome outcome;
	char name[32];
	int64_t id;

	snprintf(name, sizeof(name), "%d.txt", told.name ? told.name : told.number);
	extraction.article.name = name;
	if (told.speaker)
		speakers[0] = *told.speaker;
	if (told.other)
		speakers[1] = *told.other;
	snprintf(statement.id, sizeof(statement.id), "%016x", (unsigned)told.number % 1000);
	assert_int_equal(store_begin(fixture->store, &fixture->err), 0);
	if (store_add(fixture->store, &drop, &extraction, &id, &outcome, &fixture->err) ||
	    store_commit(fixture->store, &fixture->err))
		fail_msg("%s", fixture->err.text);
	return id;
}

static inline int64_t tell(struct fixture *fixture, struct told told)
{
	return tell_article(fixture, told, 1);
}

static inline int64_t tell_nothing(struct fixture *fixture, struct told told)
{
	return tell_article(fixture, told, 0);
}

static inline int try_correction(struct fixture *fixture, struct store_correction asked)
{
	struct buffer out = {0};
	int result;

	asked.user = "tester";
	assert_int_equal(store_begin(fixture->store, &fixture->err), 0);
	result = store_correct(fixture->store, &asked, &out, &fixture->err);
	if (result == STORE_OK)
		result = store_commit(fixture->store, &fixture->err);
	else
		store_rollback(fixture->store);
	buffer_done(&out);
	return result;
}

static inline void correct(struct fixture *fixture, enum correction_kind kind, const char *target, const char *value,
			   const char *items)
{
	struct store_correction asked = {.kind = kind, .target = target, .value = value, .items = items};

	if (try_correction(fixture, asked) != STORE_OK)
		fail_msg("%s", fixture->err.text);
}

static inline void undo(struct fixture *fixture, int64_t id)
{
	struct buffer out = {0};

	assert_int_equal(store_begin(fixture->store, &fixture->err), 0);
	if (store_undo(fixture->store, id, 0, "tester", &out, &fixture->err) ||
	    store_commit(fixture->store, &fixture->err))
		fail_msg("%s", fixture->err.text);
	assert_non_null(strstr(out.data, "\"state\":\"undone\""));
	buffer_done(&out);
}

static inline int by(struct fixture *fixture, const char *speaker)
{
	return found(fixture, (struct store_query){.speaker = speaker}, NULL);
}

/* Everything that corrections may change, as text. */
static inline struct buffer dump(struct fixture *fixture)
{
	static const char *const queries[] = {
		"SELECT * FROM statement_speakers ORDER BY 1, 2",
		"SELECT claim_id, statement_id, speaker_id, article_id, stance, side, is_held, value, unit FROM "
		"claim_edges"
		" ORDER BY 2, 1, 3",
		"SELECT later, earlier, speaker_id, claim_id, is_figure FROM flips ORDER BY 1, 2, 3, 4",
		"SELECT id, first, last, edges, statement_id FROM claims WHERE edges ORDER BY 1",
		"SELECT id, name, statements, articles, merged_into, extracted_name FROM speakers WHERE articles ORDER "
		"BY 1",
		"SELECT speaker_id, name, key FROM aliases WHERE correction_id IS NULL AND speaker_id <= 4 ORDER BY 1, "
		"2",
		"SELECT id, rejected FROM statements ORDER BY 1",
		"SELECT statements FROM articles ORDER BY id",
		"SELECT articles, statements FROM totals",
	};
	struct buffer out = {0};

	for (size_t i = 0; i < sizeof(queries) / sizeof(*queries); i++) {
		sqlite3_stmt *query;

		assert_int_equal(sqlite3_prepare_v2(fixture->store->db, queries[i], -1, &query, NULL), SQLITE_OK);
		while (sqlite3_step(query) == SQLITE_ROW) {
			for (int k = 0; k < sqlite3_column_count(query); k++)
				buffer_printf(&out, "%s|", sqlite3_column_text(query, k) ? sql_column(query, k) : "");
			buffer_char(&out, '\n');
		}
		sqlite3_finalize(query);
		buffer_char(&out, '\n');
	}
	return out;
}

static inline void check_index(struct fixture *fixture)
{
	static const char check[] = "INSERT INTO statements_text (statements_text) VALUES ('integrity-check');"
				    "INSERT INTO names_text (names_text) VALUES ('integrity-check')";

	assert_int_equal(sqlite3_exec(fixture->store->db, check, NULL, NULL, NULL), SQLITE_OK);
}

/* Five articles: Ada says it, Adah (who is she) too, Bo denies it twice and comes round, Cy says other things. */
static inline void tell_five(struct fixture *fixture)
{
	tell(fixture, (struct told){1, 0, "2031-01-01", &ada, NULL, STANCE_ASSERT, "march"});
	tell(fixture, (struct told){2, 0, "2031-01-02", &adah, NULL, STANCE_DENY, "march"});
	tell(fixture, (struct told){3, 0, "2031-01-03", &bo, NULL, STANCE_DENY, "march"});
	tell(fixture, (struct told){4, 0, "2031-01-04", &bo, &ada, STANCE_ASSERT, "march"});
	tell(fixture, (struct told){5, 0, "2031-01-05", &cy, NULL, STANCE_ASSERT, "quarry"});
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_open, fixture_close)

#endif
