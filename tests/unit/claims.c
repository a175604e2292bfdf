/* SPDX-License-Identifier: MIT */
/* Claims: statements of one proposition are joined, sides are kept, and who changed his is found. */
#include "store_helper.h"

#include <sqlite3.h>

#include "../../daemon/store/database.h"

static struct speaker ada = {.name = "Ada Quill", .type = SPEAKER_PERSON};
static struct speaker bo = {.name = "Bo Renn", .type = SPEAKER_PERSON};
static struct speaker orrin = {.name = "Orrin", .type = SPEAKER_ORGANISATION};

/* An article with one statement that makes one claim of these terms. */
struct told {
	const char *date;
	struct speaker *speaker;
	enum stance stance;
	const char *terms[6];
	bool negated;
	struct speaker *holder;
	const char *value, *unit;
};

static void tell(struct fixture *fixture, struct told told)
{
	struct figure figure = {.value = told.value, .of = told.unit ? told.unit : "kill"};
	struct claim claims[2] = {{.stance = told.stance, .negated = told.negated, .terms = told.terms}};
	struct span whole = {0, 17};
	struct statement statement = {.content = {&whole, 1},
				      .rule = "en/test",
				      .confidence = 1,
				      .stance = told.stance,
				      .speakers = told.speaker,
				      .speaker_count = 1,
				      .claims = claims,
				      .claim_count = told.holder ? 2 : 1};
	struct extraction extraction = {
		.article = {.name = "a.txt", .text = "What they all say.", .length = 18, .date = told.date},
		.statements = &statement,
		.count = 1,
	};
	uint8_t hash[STORE_HASH] = {0};
	struct drop drop = {.name = "a.txt", .hash = hash, .size = 18};
	enum outcome outcome;
	int64_t id;

	while (claims[0].term_count < 6 && told.terms[claims[0].term_count])
		claims[0].term_count++;
	if (told.value) {
		claims[0].figures = &figure;
		claims[0].figure_count = 1;
	}
	claims[1] = claims[0];
	claims[1].holder = told.holder;
	claims[1].stance = STANCE_ASSERT;
	fixture->articles++;
	memcpy(hash, &fixture->articles, sizeof(fixture->articles));
	snprintf(statement.id, sizeof(statement.id), "%016x", (unsigned)fixture->articles);
	assert_int_equal(store_begin(fixture->store, &fixture->err), 0);
	if (store_add(fixture->store, &drop, &extraction, &id, &outcome, &fixture->err) ||
	    store_commit(fixture->store, &fixture->err))
		fail_msg("%s", fixture->err.text);
}

static int claims(struct fixture *fixture, struct store_claim_query query, struct buffer *out)
{
	int64_t next;

	query.limit = query.limit ? query.limit : 100;
	buffer_clear(out);
	if (store_claims(fixture->store, &query, out, &next, &fixture->err))
		fail_msg("%s", fixture->err.text);
	return times(out, "\"status\":");
}

static void the_same_terms_are_one_claim(void **state)
{
	struct fixture *fixture = *state;
	struct buffer out = {0};

	tell(fixture, (struct told){.date = "2031-01-01",
				    .speaker = &ada,
				    .stance = STANCE_ASSERT,
				    .terms = {"@tarn", "dam", "leak", "river"}});
	tell(fixture, (struct told){.date = "2031-01-02",
				    .speaker = &bo,
				    .stance = STANCE_DENY,
				    .terms = {"@tarn", "dam", "leak", "~week"}});
	tell(fixture, (struct told){.date = "2031-01-03",
				    .speaker = &bo,
				    .stance = STANCE_ASSERT,
				    .terms = {"@tarn", "tram", "late", "school"}});
	assert_int_equal(claims(fixture, (struct store_claim_query){0}, &out), 2);
	assert_int_equal(times(&out, "\"disputed\""), 1);
	assert_int_equal(times(&out, "\"uncontested\""), 1);
	assert_int_equal(claims(fixture, (struct store_claim_query){.as_of = "2031-01-01"}, &out), 1);
	assert_int_equal(times(&out, "\"uncontested\""), 1);
	assert_int_equal(claims(fixture, (struct store_claim_query){.speaker = "quill"}, &out), 1);
	assert_int_equal(claims(fixture, (struct store_claim_query){.words = "say", .speaker = "quill"}, &out), 1);
	assert_int_equal(claims(fixture, (struct store_claim_query){.words = "absent"}, &out), 0);
	buffer_done(&out);
}

static void another_name_is_another_claim(void **state)
{
	struct fixture *fixture = *state;
	struct buffer out = {0};

	tell(fixture, (struct told){.date = "2031-01-01",
				    .speaker = &ada,
				    .stance = STANCE_ASSERT,
				    .terms = {"@tarn", "dam", "leak", "river", "night"}});
	tell(fixture, (struct told){.date = "2031-01-02",
				    .speaker = &ada,
				    .stance = STANCE_ASSERT,
				    .terms = {"@orrin", "dam", "leak", "river", "night"}});
	assert_int_equal(claims(fixture, (struct store_claim_query){0}, &out), 2);
	buffer_done(&out);
}

static void a_reported_claim_is_its_holders_too(void **state)
{
	struct fixture *fixture = *state;
	struct buffer out = {0};
	int64_t next;

	tell(fixture, (struct told){.date = "2031-01-01",
				    .speaker = &ada,
				    .stance = STANCE_REJECT,
				    .terms = {"@tarn", "promis", "!expand"},
				    .holder = &orrin});
	assert_int_equal(claims(fixture, (struct store_claim_query){0}, &out), 1);
	assert_int_equal(times(&out, "\"disputed\""), 1);
	buffer_clear(&out);
	assert_int_equal(store_claim(fixture->store, 1, NULL, &out, &fixture->err), STORE_OK);
	assert_int_equal(times(&out, "\"speaker\":\"Orrin\",\"text\""), 1);
	assert_int_equal(times(&out, "\"side\":\"against\""), 1);
	assert_int_equal(times(&out, "\"held\":true"), 1);
	buffer_clear(&out);
	assert_int_equal(store_timeline(fixture->store, &(struct store_claim_query){.speaker = "orrin", .limit = 10},
					&out, &next, &fixture->err),
			 STORE_OK);
	assert_int_equal(times(&out, "\"side\":"), 1);
	assert_int_equal(store_claim(fixture->store, 2, NULL, &out, &fixture->err), STORE_NONE);
	buffer_done(&out);
}

static int flips(struct fixture *fixture, struct buffer *out)
{
	int64_t next;

	buffer_clear(out);
	if (store_flips(fixture->store, &(struct store_claim_query){.limit = 100}, out, &next, &fixture->err))
		fail_msg("%s", fixture->err.text);
	return times(out, "\"kind\":\"side\"") + 100 * times(out, "\"kind\":\"figure\"");
}

static void who_changes_sides_flips(void **state)
{
	struct fixture *fixture = *state;
	struct buffer out = {0};
	const char *terms[] = {"@tarn", "take", "bribe", "port"};
	struct told told = {.date = "2031-01-01",
			    .speaker = &ada,
			    .stance = STANCE_DENY,
			    .terms = {terms[0], terms[1], terms[2], terms[3]}};

	tell(fixture, told);
	assert_int_equal(flips(fixture, &out), 0);
	told.date = "2031-03-01";
	told.stance = STANCE_CONFIRM;
	tell(fixture, told);
	assert_int_equal(flips(fixture, &out), 1);
	assert_non_null(strstr(out.data, "\"earlier\":{"));
	told.date = "2031-02-01"; /* found later, said between: he had changed sides by then */
	told.stance = STANCE_ASSERT;
	tell(fixture, told);
	assert_int_equal(flips(fixture, &out), 1);
	assert_non_null(strstr(out.data, "\"from_date\":\"2031-01-01\""));
	assert_non_null(strstr(out.data, "\"date\":\"2031-02-01\""));
	buffer_done(&out);
}

static void a_figure_has_its_history(void **state)
{
	struct fixture *fixture = *state;
	struct buffer out = {0};
	struct told told = {.date = "2031-01-01",
			    .speaker = &ada,
			    .stance = STANCE_ASSERT,
			    .terms = {"@tarn", "flood", "kill"},
			    .value = "12"};

	tell(fixture, told);
	told.date = "2031-01-02";
	told.value = "15";
	tell(fixture, told);
	assert_int_equal(flips(fixture, &out), 100);
	assert_int_equal(claims(fixture, (struct store_claim_query){.figures = true}, &out), 1);
	buffer_clear(&out);
	assert_int_equal(store_claim(fixture->store, 1, NULL, &out, &fixture->err), STORE_OK);
	assert_non_null(strstr(out.data, "\"figures\":[{\"value\":\"12\",\"unit\":\"kill\",\"first\":\"2031-01-01\""));
	assert_int_equal(times(&out, "{\"value\":\"15\",\"unit\""), 1);
	assert_non_null(strstr(out.data, "\"histories\":[{\"unit\":\"kill\",\"speaker\":\"Ada Quill\",\"values\":["
					 "{\"value\":\"12\",\"limits\":null,\"date\":\"2031-01-01\""));
	buffer_done(&out);
}

/* What is counted is told in other words: each speaks of what the other counts. */
static void a_figure_keeps_its_unit(void **state)
{
	struct fixture *fixture = *state;
	struct buffer out = {0};
	struct told told = {.date = "2031-01-01",
			    .speaker = &ada,
			    .stance = STANCE_ASSERT,
			    .terms = {"@tarn", "#kill", "flood"},
			    .value = "12"};

	tell(fixture, told);
	told.date = "2031-01-02";
	told.terms[1] = "kill";
	told.terms[2] = "flood";
	told.terms[3] = "#miner";
	told.value = "15";
	told.unit = "miner";
	tell(fixture, told);
	assert_int_equal(store_claim(fixture->store, 1, NULL, &out, &fixture->err), STORE_OK);
	assert_int_equal(times(&out, "\"unit\":\"kill\",\"first\""), 2);
	assert_int_equal(flips(fixture, &out), 100);
	buffer_done(&out);
}

/* Sides are those of the words shown: nobody said that there was power. */
static void who_says_that_there_was_none_is_for_it(void **state)
{
	struct fixture *fixture = *state;
	struct buffer out = {0};
	struct told told = {.date = "2031-01-01",
			    .speaker = &ada,
			    .stance = STANCE_ASSERT,
			    .negated = true,
			    .terms = {"@tarn", "power", "night"}};

	tell(fixture, told);
	assert_int_equal(claims(fixture, (struct store_claim_query){0}, &out), 1);
	assert_non_null(strstr(out.data, "\"status\":\"uncontested\",\"supporters\":1,\"opponents\":0"));
	told.date = "2031-01-02";
	told.speaker = &bo;
	told.negated = false;
	tell(fixture, told);
	assert_int_equal(claims(fixture, (struct store_claim_query){0}, &out), 1);
	assert_non_null(strstr(out.data, "\"status\":\"disputed\""));
	buffer_done(&out);
}

static void a_claim_taken_back_is_retracted(void **state)
{
	struct fixture *fixture = *state;
	struct buffer out = {0};
	struct told told = {
		.date = "2031-01-01", .speaker = &ada, .stance = STANCE_ASSERT, .terms = {"@tarn", "flood", "plan"}};

	tell(fixture, told);
	told.date = "2031-01-05";
	told.stance = STANCE_RETRACT;
	tell(fixture, told);
	assert_int_equal(claims(fixture, (struct store_claim_query){0}, &out), 1);
	assert_int_equal(times(&out, "\"retracted\""), 1);
	buffer_done(&out);
}

static int64_t number(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *statement = NULL;
	int64_t result;

	assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
	result = sqlite3_column_int64(statement, 0);
	sqlite3_finalize(statement);
	return result;
}

/* Version 12 makes the table of edges anew. */
static void edges_from_before_are_kept(void **state)
{
	static const char rows[] =
		"INSERT INTO articles (id, hash, day, seen_at, name, partial, statements, text)"
		" VALUES (1, zeroblob(32), 0, 0, 'a', 0, 2, 'x');"
		"INSERT INTO statements VALUES (7, 1, 0, 0, 0, '{}', NULL), (8, 1, 1, 0, 0, '{}', NULL);"
		"INSERT INTO speakers (id, name, type) VALUES (3, 'Ada Quill', 1);"
		"INSERT INTO claims (id, statement_id, first, last, edges) VALUES (5, 7, 7, 8, 2);"
		"INSERT INTO claim_edges (id, claim_id, statement_id, speaker_id, article_id, stance, side, is_held,"
		" value, unit) VALUES (2, 5, 7, 3, 1, 4, -1, 1, '12', 'kill'), (9, 5, 8, NULL, 1, 0, 1, 0, NULL, NULL)";
	static const char as_before[] =
		"SELECT (SELECT count(*) FROM claim_edges) = 2 AND"
		" (SELECT (id, claim_id, statement_id, speaker_id, article_id, stance, side, is_held, value, unit) ="
		" (2, 5, 7, 3, 1, 4, -1, 1, '12', 'kill') FROM claim_edges WHERE id = 2) AND"
		" (SELECT claim_id = 5 AND statement_id = 8 AND speaker_id IS NULL AND side = 1 AND value IS NULL"
		" FROM claim_edges WHERE id = 9)";
	struct fixture *fixture = *state;
	sqlite3 *db;

	store_close(fixture->store);
	unlink(fixture->path);
	assert_int_equal(sqlite3_open(fixture->path, &db), SQLITE_OK);
	assert_int_equal(migrate(db, migrations, 11, &fixture->err), STORE_OK);
	assert_int_equal(sqlite3_exec(db, rows, NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(number(db, as_before), 1);
	sqlite3_close(db);
	fixture->store = store_open(fixture->path, STORE_WRITE, &fixture->err);
	assert_non_null(fixture->store);
	db = fixture->store->db;
	assert_int_equal(number(db, as_before), 1);
	assert_int_equal(number(db, "SELECT count(*) FROM pragma_foreign_key_check"), 0);
	assert_int_equal(number(db, "SELECT count(*) FROM pragma_index_list('claim_edges')"), 4);
	assert_int_equal(sqlite3_exec(db, "UPDATE claim_edges SET side = 2", NULL, NULL, NULL), SQLITE_CONSTRAINT);
	assert_int_equal(sqlite3_exec(db, "UPDATE claim_edges SET claim_id = 99", NULL, NULL, NULL), SQLITE_CONSTRAINT);
}

int main(void)
{
#define TEST(test) cmocka_unit_test_setup_teardown(test, fixture_open, fixture_close)
	const struct CMUnitTest tests[] = {
		TEST(the_same_terms_are_one_claim),
		TEST(another_name_is_another_claim),
		TEST(a_reported_claim_is_its_holders_too),
		TEST(who_changes_sides_flips),
		TEST(a_figure_has_its_history),
		TEST(a_figure_keeps_its_unit),
		TEST(who_says_that_there_was_none_is_for_it),
		TEST(a_claim_taken_back_is_retracted),
		TEST(edges_from_before_are_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
