/* SPDX-License-Identifier: MIT */
/* The store: articles in, ledger, totals, and what is read back. */
#include "store_helper.h"

static struct speaker ada = {.name = "Ada Quill", .type = SPEAKER_PERSON, .role = "mayor of Tarn", .gender = 'f'};
static struct speaker bo = {.name = "Bo Renn", .type = SPEAKER_PERSON};

static void an_article_is_read_back_whole(void **state)
{
	struct fixture *fixture = *state;
	int64_t id = add(fixture, "2031-02-03", "Trams “run” late.", &ada, 1, false);
	struct buffer out = {0};

	assert_int_equal(store_article(fixture->store, id, &out, &fixture->err), STORE_OK);
	assert_int_equal(times(&out, "\"text\":\"Trams “run” late.\""), 2);
	assert_int_equal(times(&out, "\"date\":\"2031-02-03\""), 1);
	assert_int_equal(times(&out, "\"article_date\":\"2031-02-03\""), 1);
	assert_int_equal(times(&out, "\"speaker\":\"Ada Quill\""), 1);
	assert_int_equal(times(&out, "\"speaker_ids\":[1]}"), 1);
	assert_int_equal(times(&out, "\"hash\":\"01000000"), 1);
	buffer_clear(&out);
	assert_int_equal(store_article(fixture->store, id + 1, &out, &fixture->err), STORE_NONE);
	assert_int_equal(store_speaker(fixture->store, 99, &out, &fixture->err), STORE_NONE);
	assert_int_equal(out.length, 0);
	buffer_done(&out);
}

static void the_same_bytes_are_stored_once(void **state)
{
	struct fixture *fixture = *state;
	int64_t first = add(fixture, NULL, "Trams run late.", &ada, 1, false), second = 0;
	uint8_t hash[STORE_HASH] = {1};
	struct drop drop = {.name = "copy.txt", .hash = hash, .size = 15};
	struct extraction extraction = {.article = {.name = "copy.txt", .text = "", .length = 0}};
	struct store_counts counts;
	enum outcome outcome;

	assert_int_equal(store_find_article(fixture->store, hash), first);
	store_begin(fixture->store, &fixture->err);
	assert_int_equal(store_add(fixture->store, &drop, &extraction, &second, &outcome, &fixture->err), STORE_OK);
	assert_int_equal(store_commit(fixture->store, &fixture->err), STORE_OK);
	assert_int_equal(outcome, OUTCOME_DUPLICATE);
	assert_int_equal(second, first);
	store_count(fixture->store, &counts, &fixture->err);
	assert_int_equal(counts.articles, 1);
	assert_int_equal(counts.statements, 1);
	assert_int_equal(counts.speakers, 1);
	assert_int_equal(counts.stored, 1);
	assert_int_equal(counts.duplicate, 1);
}

static void what_is_rolled_back_was_never_there(void **state)
{
	struct fixture *fixture = *state;
	struct store_counts counts;
	struct store_query query = {.words = "trams"};

	store_begin(fixture->store, &fixture->err);
	put(fixture, NULL, "Trams run late.", &ada, 1, false);
	store_rollback(fixture->store);
	store_count(fixture->store, &counts, &fixture->err);
	assert_int_equal(counts.articles, 0);
	assert_int_equal(found(fixture, query, NULL), 0);
	add(fixture, NULL, "Trams run late.", &ada, 1, false);
	assert_int_equal(found(fixture, query, NULL), 1);
	store_count(fixture->store, &counts, &fixture->err);
	assert_int_equal(counts.statements, 1);
}

static void nothing_is_written_without_a_transaction(void **state)
{
	struct fixture *fixture = *state;
	uint8_t hash[STORE_HASH] = {9};
	struct drop drop = {.name = "a.txt", .hash = hash};
	struct extraction extraction = {.article = {.name = "a.txt", .text = "x", .length = 1}};
	struct store_counts counts;
	enum outcome outcome;
	int64_t id;

	assert_int_equal(store_add(fixture->store, &drop, &extraction, &id, &outcome, &fixture->err), STORE_ERROR);
	assert_int_equal(store_add_drop(fixture->store, &drop, &fixture->err), STORE_ERROR);
	assert_int_equal(store_find_article(fixture->store, hash), 0);
	store_count(fixture->store, &counts, &fixture->err);
	assert_int_equal(counts.stored, 0);
}

static void joint_statements_belong_to_each_speaker(void **state)
{
	struct fixture *fixture = *state;
	struct speaker both[] = {ada, bo};
	struct buffer out = {0};

	add(fixture, NULL, "Trams run late.", both, 2, true);
	assert_int_equal(found(fixture, (struct store_query){.speaker = "ada quill"}, &out), 1);
	assert_int_equal(found(fixture, (struct store_query){.speaker = "Renn"}, NULL), 1);
	assert_int_equal(times(&out, "\"speaker\":\"Ada Quill & Bo Renn\""), 1);
	assert_int_equal(times(&out, "\"speaker_ids\":[1,2]"), 1);
	buffer_done(&out);
}

static void attempts_are_counted_until_there_is_an_outcome(void **state)
{
	struct fixture *fixture = *state;
	uint8_t hash[STORE_HASH] = {7};
	struct drop drop = {.name = "bad\xff.txt",
			    .hash = hash,
			    .size = 3,
			    .outcome = OUTCOME_FAILED,
			    .reason = "binary data at byte 1",
			    .moved_to = "bad.txt"};
	struct buffer out = {0};
	struct store_counts counts;
	int64_t next;

	assert_int_equal(store_attempt(fixture->store, hash, &fixture->err), 1);
	assert_int_equal(store_attempt(fixture->store, hash, &fixture->err), 2);
	store_close(fixture->store);
	fixture->store = store_open(fixture->path, STORE_WRITE, &fixture->err);
	assert_int_equal(store_attempt(fixture->store, hash, &fixture->err), 3);
	store_begin(fixture->store, &fixture->err);
	assert_int_equal(store_add_drop(fixture->store, &drop, &fixture->err), STORE_OK);
	assert_int_equal(store_commit(fixture->store, &fixture->err), STORE_OK);
	assert_int_equal(store_attempt(fixture->store, hash, &fixture->err), 1);
	store_count(fixture->store, &counts, &fixture->err);
	assert_int_equal(counts.failed, 1);
	assert_int_equal(store_failed(fixture->store, 0, 10, &out, &next, &fixture->err), STORE_OK);
	assert_int_equal(times(&out, "\"name\":\"bad\xEF\xBF\xBD.txt\",\"reason\":\"binary data at byte 1\""), 1);
	assert_int_equal(next, 0);
	buffer_done(&out);
}

static void a_failure_stored_later_is_listed_no_more(void **state)
{
	struct fixture *fixture = *state;
	uint8_t hash[STORE_HASH] = {1};
	struct drop drop = {.name = "a.txt", .hash = hash, .size = 3, .outcome = OUTCOME_FAILED, .reason = "x"};
	struct buffer out = {0};
	int64_t next;

	store_begin(fixture->store, &fixture->err);
	store_add_drop(fixture->store, &drop, &fixture->err);
	store_commit(fixture->store, &fixture->err);
	store_failed(fixture->store, 0, 10, &out, &next, &fixture->err);
	assert_int_equal(times(&out, "\"id\":"), 1);
	add(fixture, NULL, "Trams run late.", &ada, 1, false);
	buffer_clear(&out);
	store_failed(fixture->store, 0, 10, &out, &next, &fixture->err);
	assert_int_equal(out.length, 0);
	buffer_done(&out);
}

static void a_reader_sees_what_the_writer_committed(void **state)
{
	struct fixture *fixture = *state;
	struct store *reader = store_open(fixture->path, STORE_READ, &fixture->err);
	struct store_counts counts;

	assert_non_null(reader);
	add(fixture, NULL, "Trams run late.", &ada, 1, false);
	assert_int_equal(store_count(reader, &counts, &fixture->err), STORE_OK);
	assert_int_equal(counts.articles, 1);
	assert_int_not_equal(store_begin(reader, &fixture->err), STORE_OK);
	store_close(reader);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(an_article_is_read_back_whole, fixture_open, fixture_close),
		cmocka_unit_test_setup_teardown(the_same_bytes_are_stored_once, fixture_open, fixture_close),
		cmocka_unit_test_setup_teardown(what_is_rolled_back_was_never_there, fixture_open, fixture_close),
		cmocka_unit_test_setup_teardown(nothing_is_written_without_a_transaction, fixture_open, fixture_close),
		cmocka_unit_test_setup_teardown(joint_statements_belong_to_each_speaker, fixture_open, fixture_close),
		cmocka_unit_test_setup_teardown(attempts_are_counted_until_there_is_an_outcome, fixture_open,
						fixture_close),
		cmocka_unit_test_setup_teardown(a_failure_stored_later_is_listed_no_more, fixture_open, fixture_close),
		cmocka_unit_test_setup_teardown(a_reader_sees_what_the_writer_committed, fixture_open, fixture_close),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
