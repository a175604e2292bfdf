/* SPDX-License-Identifier: MIT */
/* The same statement in several articles, and how many independent reports they are. */
#include "store_helper.h"

#include <sqlite3.h>

#include "../../daemon/store/database.h"

#define SAYING "The ferry was not safe to sail in winter and everybody knew it"

/* An article that says text, with a sketch in which the first so many places are those of every other. */
static void add_sketched(struct fixture *fixture, const char *date, const char *text, size_t equal,
			 struct speaker *speaker)
{
	struct span whole = {0, strlen(text)};
	struct statement statement = {
		.content = {&whole, 1}, .rule = "en/test", .confidence = 1, .speakers = speaker, .speaker_count = 1};
	struct extraction extraction = {.article = {.text = text, .length = whole.end, .date = date},
					.statements = &statement,
					.count = 1,
					.sketch = {.shingles = 300},
					.rules = "r1"};
	uint8_t hash[STORE_HASH] = {0};
	char name[32];
	struct drop drop = {.name = name, .hash = hash, .size = whole.end};
	enum outcome outcome;
	int64_t id;

	fixture->articles++;
	snprintf(name, sizeof(name), "%d.txt", fixture->articles);
	extraction.article.name = name;
	memcpy(hash, &fixture->articles, sizeof(fixture->articles));
	snprintf(statement.id, sizeof(statement.id), "%016x", (unsigned)fixture->articles);
	for (size_t i = 0; i < SKETCH_MINS; i++)
		extraction.sketch.mins[i] = (uint16_t)(i < equal ? i : i + 1000 * (size_t)fixture->articles);
	assert_int_equal(store_begin(fixture->store, &fixture->err), 0);
	if (store_add(fixture->store, &drop, &extraction, &id, &outcome, &fixture->err))
		fail_msg("%s", fixture->err.text);
	assert_int_equal(store_commit(fixture->store, &fixture->err), 0);
}

static int having(struct fixture *fixture, const char *member)
{
	struct buffer out = {0};
	int count;

	found(fixture, (struct store_query){0}, &out);
	count = times(&out, member);
	buffer_done(&out);
	return count;
}

static void copies_are_one_report(void **state)
{
	struct fixture *fixture = *state;
	struct speaker lee = {.name = "Ann Lee", .type = SPEAKER_PERSON};

	add_sketched(fixture, "2031-05-06", SAYING, SKETCH_MINS, &lee);
	add_sketched(fixture, "2031-05-07", SAYING, SKETCH_MINS, &lee);
	add_sketched(fixture, "2031-05-07",
		     SAYING ", the "
			    "report said",
		     56, &lee);
	add_sketched(fixture, "2031-05-08", SAYING, 0, &lee);
	assert_int_equal(having(fixture, "\"articles\":4,\"reports\":2"), 4);
}

static void the_same_words_of_another_are_another_statement(void **state)
{
	struct fixture *fixture = *state;
	struct speaker lee = {.name = "Ann Lee", .type = SPEAKER_PERSON};
	struct speaker oduya = {.name = "Peter Oduya", .type = SPEAKER_PERSON};

	add_sketched(fixture, "2031-05-06", SAYING, 0, &lee);
	add_sketched(fixture, "2031-05-07", SAYING, 0, &oduya);
	assert_int_equal(having(fixture, "\"articles\":1,\"reports\":1"), 2);
}

static void an_unnamed_source_may_be_anybody(void **state)
{
	struct fixture *fixture = *state;
	struct speaker lee = {.name = "Ann Lee", .type = SPEAKER_PERSON};
	struct speaker official = {.name = "an official", .type = SPEAKER_ANONYMOUS};

	add_sketched(fixture, "2031-05-06", SAYING, 0, &lee);
	add_sketched(fixture, "2031-05-07", SAYING, 0, &official);
	assert_int_equal(having(fixture, "\"articles\":2,\"reports\":2"), 2);
}

static void months_later_it_is_said_again(void **state)
{
	struct fixture *fixture = *state;
	struct speaker lee = {.name = "Ann Lee", .type = SPEAKER_PERSON};

	add_sketched(fixture, "2031-05-06", SAYING, 0, &lee);
	add_sketched(fixture, "2031-09-06", SAYING, 0, &lee);
	assert_int_equal(having(fixture, "\"articles\":1,\"reports\":1"), 2);
}

static void other_words_and_numbers_are_another_statement(void **state)
{
	struct fixture *fixture = *state;
	struct speaker lee = {.name = "Ann Lee", .type = SPEAKER_PERSON};

	add_sketched(fixture, "2031-05-06", "I do not think that we should sail in a storm like this one", 0, &lee);
	add_sketched(fixture, "2031-05-06", "I do not think that we will ever pay for what was burnt", 0, &lee);
	add_sketched(fixture, "2031-05-06",
		     "The office said in the winter that the ferry was safe to sail in any storm", 0, &lee);
	add_sketched(fixture, "2031-05-06",
		     "The office said in the winter that the ferry was not safe to sail in any storm", 0, &lee);
	add_sketched(fixture, "2031-05-06", "We have seen the fire kill 12 of the crew", 0, &lee);
	add_sketched(fixture, "2031-05-06", "We have seen the fire kill 15 of the crew", 0, &lee);
	assert_int_equal(having(fixture, "\"articles\":1,\"reports\":1"), 6);
}

/* A statement of lee's in three articles, a longer one of it, and another statement. */
static void add_printings(struct fixture *fixture)
{
	struct speaker lee = {.name = "Ann Lee", .type = SPEAKER_PERSON};

	add_sketched(fixture, "2031-05-06", SAYING, 0, &lee);
	add_sketched(fixture, "2031-05-07", SAYING, 0, &lee);
	add_sketched(fixture, "2031-05-08", SAYING " and the gulls", 0, &lee);
	add_sketched(fixture, "2031-05-08", "Nobody has ever paid for what was burnt in that fire", 0, &lee);
	add_sketched(fixture, "2031-05-09", SAYING, 0, &lee);
}

static int listed(struct fixture *fixture, struct store_query query, const char *member)
{
	struct buffer out = {0};
	int count;

	query.quotations = true;
	found(fixture, query, &out);
	count = times(&out, member);
	buffer_done(&out);
	return count;
}

static void a_list_has_the_first_printing_asked_for(void **state)
{
	struct fixture *fixture = *state;

	add_printings(fixture);
	assert_int_equal(having(fixture, "\"article_id\""), 5);
	assert_int_equal(listed(fixture, (struct store_query){0}, "\"article_id\""), 2);
	assert_int_equal(listed(fixture, (struct store_query){0}, "\"article_id\":1,"), 1);
	assert_int_equal(listed(fixture, (struct store_query){.speaker = "lee"}, "\"article_id\""), 2);
	assert_int_equal(listed(fixture, (struct store_query){.words = "ferry"}, "\"article_id\""), 1);
	assert_int_equal(listed(fixture, (struct store_query){.words = "ferry"}, "\"article_id\":1,"), 1);
	assert_int_equal(listed(fixture, (struct store_query){.words = "gulls"}, "\"article_id\":3,"), 1);
	assert_int_equal(listed(fixture, (struct store_query){.since = "2031-05-07"}, "\"article_id\":2,"), 1);
	assert_int_equal(listed(fixture, (struct store_query){.since = "2031-05-07"}, "\"article_id\""), 2);
	assert_int_equal(listed(fixture, (struct store_query){.article = 5}, "\"article_id\""), 1);
}

static void pages_have_each_quotation_once(void **state)
{
	struct fixture *fixture = *state;
	struct buffer out = {0};
	int64_t next = 0;
	int pages = 0;

	add_printings(fixture);
	do {
		struct store_query query = {.speaker = "lee", .quotations = true, .limit = 1, .after = next};

		assert_int_equal(store_statements(fixture->store, &query, &out, &next, &fixture->err), 0);
		pages++;
	} while (next && pages < 9);
	assert_int_equal(pages, 2);
	assert_int_equal(times(&out, "\"article_id\""), 2);
	buffer_done(&out);
}

/* What store_check finds wrong. */
static void count_problems(void *data, const char *name, const char *problem)
{
	(void)name;
	*(int *)data += problem != NULL;
}

static void a_speaker_counts_a_quotation_once(void **state)
{
	struct fixture *fixture = *state;
	struct buffer out = {0};
	int64_t next;
	int problems = 0;

	add_printings(fixture);
	assert_int_equal(store_speakers(fixture->store, "lee", 0, 9, &out, &next, &fixture->err), 0);
	assert_int_equal(times(&out, "\"statements\":2,"), 1);
	assert_int_equal(times(&out, "\"printings\":5"), 1);
	store_check(fixture->store, count_problems, &problems);
	assert_int_equal(problems, 0);
	buffer_done(&out);
}

/* A database of the version before sightings, with one statement of 2031-05-06 by nobody. */
static void make_old(struct fixture *fixture)
{
	static const char sql[] =
		"INSERT INTO articles (id, hash, day, seen_at, name, date, partial, statements, text) VALUES (1,"
		" zeroblob(32), CAST(julianday('2031-05-06') - julianday('0001-01-01') AS INTEGER), 1, 'a', "
		"'2031-05-06', 0,"
		" 1, 'x');"
		"INSERT INTO statements (id, article_id, hash, kind, stance, record) SELECT day << 32, 1, 99, 0, 0,"
		" '{\"id\":\"63\",\"text\":\"" SAYING "\"}' FROM articles;";
	sqlite3 *db;

	store_close(fixture->store);
	fixture->store = NULL;
	assert_int_equal(unlink(fixture->path), 0);
	assert_int_equal(sqlite3_open(fixture->path, &db), SQLITE_OK);
	assert_int_equal(migrate(db, migrations, 5, &fixture->err), STORE_OK);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
	fixture->store = store_open(fixture->path, STORE_WRITE, &fixture->err);
	assert_non_null(fixture->store);
}

static void what_was_stored_before_is_printed_again(void **state)
{
	struct fixture *fixture = *state;
	struct speaker lee = {.name = "Ann Lee", .type = SPEAKER_PERSON};

	make_old(fixture);
	add_sketched(fixture, "2031-05-07", SAYING, 0, &lee);
	assert_int_equal(having(fixture, "\"articles\":2,\"reports\":2"), 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(copies_are_one_report, fixture_open, fixture_close),
		cmocka_unit_test_setup_teardown(the_same_words_of_another_are_another_statement, fixture_open,
						fixture_close),
		cmocka_unit_test_setup_teardown(an_unnamed_source_may_be_anybody, fixture_open, fixture_close),
		cmocka_unit_test_setup_teardown(months_later_it_is_said_again, fixture_open, fixture_close),
		cmocka_unit_test_setup_teardown(other_words_and_numbers_are_another_statement, fixture_open,
						fixture_close),
		cmocka_unit_test_setup_teardown(what_was_stored_before_is_printed_again, fixture_open, fixture_close),
		cmocka_unit_test_setup_teardown(a_list_has_the_first_printing_asked_for, fixture_open, fixture_close),
		cmocka_unit_test_setup_teardown(pages_have_each_quotation_once, fixture_open, fixture_close),
		cmocka_unit_test_setup_teardown(a_speaker_counts_a_quotation_once, fixture_open, fixture_close),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
