/* SPDX-License-Identifier: MIT */
/* Terms and the newest claims of each: in memory, in the table, and brought over from the tables of version 2. */
#include "store_helper.h"

#include <sqlite3.h>

#include "../../daemon/store/claim.h"
#include "../../daemon/store/posting.h"

static void a_packed_list_is_read_back(void **state)
{
	unsigned char packed[POSTINGS_BYTES];
	int64_t ids[POSTINGS_MAX], back[POSTINGS_MAX];
	size_t length;

	(void)state;
	for (size_t i = 0; i < POSTINGS_MAX; i++)
		ids[i] = INT64_MAX - (int64_t)(i * i * i) * 1000003;
	length = postings_pack(packed, ids, POSTINGS_MAX);
	assert_true(length <= sizeof(packed));
	assert_int_equal(postings_unpack(back, packed, length), POSTINGS_MAX);
	assert_memory_equal(ids, back, sizeof(ids));
	assert_int_equal(postings_unpack(back, packed, length - 1), POSTINGS_MAX - 1);
	assert_int_equal(postings_unpack(back, packed, 0), 0);
}

static void a_packed_set_is_read_back(void **state)
{
	unsigned char packed[CLAIM_TERMS_MAX * CLAIM_TERM_BYTES];
	struct claim_set set, back;

	(void)state;
	claim_set_read(&set, "@tarn\ndam\n~may\n#@loch");
	assert_int_equal(set.count, 4);
	assert_int_equal(claim_set_pack(packed, &set), 4 * CLAIM_TERM_BYTES);
	claim_set_unpack(&back, packed, 4 * CLAIM_TERM_BYTES);
	assert_int_equal(back.count, 4);
	for (size_t i = 0; i < 4; i++) {
		assert_true(back.terms[i].hash == set.terms[i].hash);
		assert_int_equal(back.terms[i].is_name, set.terms[i].is_name);
		assert_int_equal(back.terms[i].is_minor, set.terms[i].is_minor);
		assert_int_equal(back.terms[i].is_counted, set.terms[i].is_counted);
	}
}

static void begin(struct fixture *fixture)
{
	assert_int_equal(store_begin(fixture->store, &fixture->err), STORE_OK);
}

static void commit(struct fixture *fixture)
{
	if (store_commit(fixture->store, &fixture->err))
		fail_msg("%s", fixture->err.text);
}

static void count_term(struct fixture *fixture, uint64_t hash, int64_t claim)
{
	assert_int_equal(postings_add(fixture->store, hash, claim, &fixture->err), STORE_OK);
}

static const struct postings *look_up(struct fixture *fixture, uint64_t hash)
{
	const struct postings *postings = NULL;

	assert_int_equal(postings_find(fixture->store, hash, &postings, &fixture->err), STORE_OK);
	return postings;
}

static void reopen(struct fixture *fixture)
{
	store_close(fixture->store);
	fixture->store = store_open(fixture->path, STORE_WRITE, &fixture->err);
	if (!fixture->store)
		fail_msg("%s", fixture->err.text);
}

/* In whatever order they come, each once. */
static void the_newest_claims_are_kept(void **state)
{
	struct fixture *fixture = *state;
	const struct postings *postings;

	begin(fixture);
	for (int64_t i = 0; i < 3 * POSTINGS_MAX; i++)
		count_term(fixture, 7, i * 7 % (3 * POSTINGS_MAX) + 1);
	count_term(fixture, 7, 3 * POSTINGS_MAX);
	count_term(fixture, 7, 0);
	commit(fixture);
	for (int turn = 0; turn < 2; turn++) {
		begin(fixture);
		postings = look_up(fixture, 7);
		assert_int_equal(postings->claims, 3 * POSTINGS_MAX + 2);
		assert_int_equal(postings->count, POSTINGS_MAX);
		for (size_t i = 0; i < POSTINGS_MAX; i++)
			assert_int_equal(postings->newest[i], 3 * POSTINGS_MAX - i);
		commit(fixture);
		reopen(fixture);
	}
}

static void a_rollback_takes_back_what_was_counted(void **state)
{
	struct fixture *fixture = *state;

	begin(fixture);
	count_term(fixture, 7, 1);
	commit(fixture);
	begin(fixture);
	count_term(fixture, 7, 2);
	store_rollback(fixture->store);
	begin(fixture);
	assert_int_equal(look_up(fixture, 7)->claims, 1);
	assert_int_equal(look_up(fixture, 7)->count, 1);
	commit(fixture);
}

/* More terms than are kept in memory: those that were forgotten are counted on from the table. */
static void forgotten_terms_are_counted_on(void **state)
{
	struct fixture *fixture = *state;

	for (int turn = 1; turn <= 2; turn++) {
		for (uint64_t part = 0; part < 4; part++) {
			begin(fixture);
			for (uint64_t i = 0; i < 20000; i++)
				count_term(fixture, (part * 20000 + i) * 0x9E3779B97F4A7C15u, turn);
			commit(fixture);
		}
	}
	begin(fixture);
	for (uint64_t i = 0; i < 80000; i += 999) {
		const struct postings *postings = look_up(fixture, i * 0x9E3779B97F4A7C15u);

		assert_int_equal(postings->claims, 2);
		assert_int_equal(postings->count, 2);
		assert_int_equal(postings->newest[0], 2);
	}
	commit(fixture);
}

/* A database of version 2 with one claim of three terms, and one that shares none. */
static void make_old(struct fixture *fixture)
{
	static const char *const words[] = {"tarn", "dam", "leak"};
	char sql[256];
	sqlite3 *db;

	store_close(fixture->store);
	assert_int_equal(unlink(fixture->path), 0);
	assert_int_equal(sqlite3_open(fixture->path, &db), SQLITE_OK);
	assert_int_equal(migrate(db, migrations, 2, &fixture->err), STORE_OK);
	assert_int_equal(
		sqlite3_exec(db,
			     "INSERT INTO articles VALUES (1, zeroblob(32), 1, 1, 'a', NULL, NULL, NULL, NULL, NULL,"
			     " NULL, NULL, NULL, 0, 2, 'x');"
			     "INSERT INTO statements VALUES (1, 1, 1, 0, 0, '{\"id\":\"1\"}'), (2, 1, 2, 0, 0, '{}');"
			     "INSERT INTO claims VALUES (1, 1, 1, 1, 1), (2, 2, 2, 2, 1);"
			     "INSERT INTO claim_variants VALUES (1, 0, '@tarn' || char(10) || 'dam' || char(10) ||"
			     " 'leak', x''), (2, 0, 'other', x'');",
			     NULL, NULL, NULL),
		SQLITE_OK);
	for (size_t i = 0; i < 3; i++) {
		long long hash = (long long)claim_hash(words[i], strlen(words[i]));

		snprintf(sql, sizeof(sql),
			 "INSERT INTO terms VALUES (%lld, 4); INSERT INTO claim_terms VALUES (%lld, 1)", hash, hash);
		assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	}
	sqlite3_close(db);
}

static void an_old_claim_is_found_by_its_terms(void **state)
{
	const char *terms[] = {"@tarn", "dam", "leak"};
	struct fixture *fixture = *state;
	struct claim claim = {.terms = terms, .term_count = 3};
	struct span whole = {0, 1};
	struct statement statement = {
		.content = {&whole, 1}, .rule = "en/test", .id = "2", .claims = &claim, .claim_count = 1};
	struct extraction extraction = {
		.article = {.name = "b", .text = "y", .length = 1}, .statements = &statement, .count = 1};
	uint8_t hash[STORE_HASH] = {9};
	struct drop drop = {.name = "b", .hash = hash, .size = 1};
	struct buffer out = {0};
	enum outcome outcome;
	int64_t id;

	make_old(fixture);
	fixture->store = store_open(fixture->path, STORE_WRITE, &fixture->err);
	if (!fixture->store)
		fail_msg("%s", fixture->err.text);
	begin(fixture);
	assert_int_equal(look_up(fixture, claim_hash("dam", 3))->claims, 4);
	assert_int_equal(look_up(fixture, claim_hash("dam", 3))->newest[0], 1);
	assert_int_equal(store_add(fixture->store, &drop, &extraction, &id, &outcome, &fixture->err), STORE_OK);
	commit(fixture);
	assert_int_equal(store_claim(fixture->store, 1, NULL, &out, &fixture->err), STORE_OK);
	assert_non_null(strstr(out.data, "\"b\""));
	buffer_done(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_packed_list_is_read_back),
		cmocka_unit_test(a_packed_set_is_read_back),
		cmocka_unit_test_setup_teardown(the_newest_claims_are_kept, fixture_open, fixture_close),
		cmocka_unit_test_setup_teardown(a_rollback_takes_back_what_was_counted, fixture_open, fixture_close),
		cmocka_unit_test_setup_teardown(forgotten_terms_are_counted_on, fixture_open, fixture_close),
		cmocka_unit_test_setup_teardown(an_old_claim_is_found_by_its_terms, fixture_open, fixture_close),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
