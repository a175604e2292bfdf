/* SPDX-License-Identifier: MIT */
/* Statements and claims corrected by hand, revisions after it, and undoing: nothing is left behind. */
#include "corrections_helper.h"

static void a_statement_goes_to_whom_the_hand_says(void **state)
{
	struct fixture *fixture = *state;
	struct buffer before, after, out = {0};

	tell_five(fixture);
	before = dump(fixture);
	correct(fixture, CORRECTION_REATTRIBUTE, "0000000000000004", "#4", NULL);
	assert_int_equal(by(fixture, "#4"), 2);
	assert_int_equal(by(fixture, "#3"), 1);
	correct(fixture, CORRECTION_REATTRIBUTE, "0000000000000004", "Dee Vall", NULL);
	assert_int_equal(by(fixture, "dee vall"), 1);
	assert_int_equal(by(fixture, "#4"), 1);
	found(fixture, (struct store_query){.id = "0000000000000004"}, &out);
	assert_int_equal(times(&out, "\"speaker\":\"Dee Vall\""), 1);
	assert_int_equal(times(&out, "\"type\":\"person\""), 1);
	assert_int_equal(times(&out, "\"corrected\":true"), 1);
	correct(fixture, CORRECTION_REATTRIBUTE, "0000000000000004", "-", NULL);
	assert_int_equal(by(fixture, "dee vall"), 0);
	buffer_clear(&out);
	found(fixture, (struct store_query){.id = "0000000000000004"}, &out);
	assert_int_equal(times(&out, "\"speaker\":null,\"speakers\":[]"), 1);
	undo(fixture, 3);
	assert_int_equal(by(fixture, "dee vall"), 1);
	undo(fixture, 1);
	undo(fixture, 2);
	after = dump(fixture);
	assert_string_equal(before.data, after.data);
	check_index(fixture);
	buffer_done(&before);
	buffer_done(&after);
	buffer_done(&out);
}

static void a_rejected_statement_is_nowhere(void **state)
{
	struct fixture *fixture = *state;
	struct buffer before, after, out = {0};
	int64_t next;

	tell_five(fixture);
	before = dump(fixture);
	correct(fixture, CORRECTION_REJECT, "0000000000000003", NULL, NULL);
	assert_int_equal(by(fixture, "bo"), 1);
	assert_int_equal(found(fixture, (struct store_query){0}, NULL), 4);
	assert_int_equal(found(fixture, (struct store_query){.words = "say"}, NULL), 4);
	assert_int_equal(found(fixture, (struct store_query){.article = 3}, NULL), 0);
	assert_int_equal(found(fixture, (struct store_query){.id = "0000000000000003"}, NULL), 0);
	store_flips(fixture->store, &(struct store_claim_query){.speaker = "bo", .limit = 9}, &out, &next,
		    &fixture->err);
	assert_int_equal(out.length, 0);
	undo(fixture, 1);
	after = dump(fixture);
	assert_string_equal(before.data, after.data);
	buffer_done(&before);
	buffer_done(&after);
	buffer_done(&out);
}

static void a_copy_of_the_article_is_corrected_too(void **state)
{
	struct fixture *fixture = *state;

	tell_five(fixture);
	correct(fixture, CORRECTION_REATTRIBUTE, "0000000000000003", "#4", NULL);
	correct(fixture, CORRECTION_REJECT, "0000000000000002", NULL, NULL);
	tell(fixture, (struct told){1003, 0, "2031-02-03", &bo, NULL, STANCE_DENY, "march"});
	tell(fixture, (struct told){1002, 0, "2031-02-02", &adah, NULL, STANCE_DENY, "march"});
	assert_int_equal(by(fixture, "#4"), 3);
	assert_int_equal(by(fixture, "#2"), 0);
	undo(fixture, 1);
	undo(fixture, 2);
	assert_int_equal(by(fixture, "#3"), 3);
	assert_int_equal(by(fixture, "#2"), 2);
}

static int claim_edges(struct fixture *fixture, int64_t claim)
{
	struct buffer out = {0};
	int result = store_claim(fixture->store, claim, NULL, &out, &fixture->err), count = times(&out, "\"side\":");

	assert_true(result == STORE_OK || result == STORE_NONE);
	buffer_done(&out);
	return count;
}

/* The article comes again with other bytes under its name: it is read again, and corrected again. */
static void a_revised_article_is_corrected_again(void **state)
{
	struct fixture *fixture = *state;
	struct buffer out = {0};
	int64_t next;

	tell_five(fixture);
	correct(fixture, CORRECTION_CLAIM_MERGE, "2", "1", NULL);
	correct(fixture, CORRECTION_SPEAKER_MERGE, "#4", "#1", NULL);
	correct(fixture, CORRECTION_REATTRIBUTE, "0000000000000003", "Dee Vall", NULL);
	correct(fixture, CORRECTION_SPEAKER_SPLIT, "#3", "Bo Renn junior", "4");
	tell(fixture, (struct told){13, 3, "2031-01-03", &bo, NULL, STANCE_DENY, "march"});
	tell(fixture, (struct told){14, 4, "2031-01-04", &bo, &ada, STANCE_ASSERT, "march"});
	tell(fixture, (struct told){15, 5, "2031-01-05", &cy, NULL, STANCE_ASSERT, "quarry"});
	assert_int_equal(by(fixture, "dee vall"), 1);
	assert_int_equal(by(fixture, "junior"), 1);
	assert_int_equal(by(fixture, "#3"), 0);
	assert_int_equal(by(fixture, "#1"), 3);
	assert_int_equal(claim_edges(fixture, 1), 6);
	assert_int_equal(store_corrections(fixture->store, 0, 9, &out, &next, &fixture->err), STORE_OK);
	assert_int_equal(times(&out, "\"state\":\"applied\""), 4);
	for (int i = 1; i <= 4; i++)
		undo(fixture, i);
	assert_int_equal(by(fixture, "#3"), 2);
	assert_int_equal(by(fixture, "#4"), 1);
	buffer_done(&out);
}

/* A claim that a correction speaks of outlives the last statement there is, and is taken up again. */
static void the_only_article_is_revised(void **state)
{
	struct fixture *fixture = *state;
	struct store_correction split = {.kind = CORRECTION_CLAIM_SPLIT, .target = "1", .items = "0000000000000001"};
	struct buffer out = {0};

	tell(fixture, (struct told){1, 0, "2031-01-01", &ada, NULL, STANCE_ASSERT, "march"});
	correct(fixture, split.kind, split.target, NULL, split.items);
	assert_int_equal(claim_edges(fixture, 1), 0);
	assert_int_equal(claim_edges(fixture, 2), 1);
	tell(fixture, (struct told){11, 1, "2031-01-01", &ada, NULL, STANCE_DENY, "march"});
	assert_int_equal(claim_edges(fixture, 2), 1);
	assert_int_equal(by(fixture, "ada"), 1);
	tell_nothing(fixture, (struct told){21, 1, "2031-01-01", NULL, NULL, STANCE_ASSERT, NULL});
	assert_int_equal(by(fixture, "ada"), 0);
	assert_int_equal(claim_edges(fixture, 2), 0);
	undo(fixture, 1);
	tell(fixture, (struct told){31, 1, "2031-01-01", &ada, NULL, STANCE_ASSERT, "march"});
	assert_int_equal(claim_edges(fixture, 1), 1);
	assert_int_equal(store_claim(fixture->store, 1, NULL, &out, &fixture->err), STORE_OK);
	assert_int_equal(times(&out, "\"text\":\"What they all say\""), 3);
	buffer_done(&out);
}

static void merged_claims_are_one(void **state)
{
	struct fixture *fixture = *state;
	struct buffer before, after;

	tell_five(fixture);
	before = dump(fixture);
	assert_int_equal(claim_edges(fixture, 2), 1);
	correct(fixture, CORRECTION_CLAIM_MERGE, "2", "1", NULL);
	assert_int_equal(claim_edges(fixture, 1), 6);
	assert_int_equal(claim_edges(fixture, 2), 6);
	tell(fixture, (struct told){6, 0, "2031-01-06", &cy, NULL, STANCE_DENY, "quarry"});
	assert_int_equal(claim_edges(fixture, 1), 7);
	correct(fixture, CORRECTION_REJECT, "0000000000000006", NULL, NULL);
	undo(fixture, 1);
	assert_int_equal(claim_edges(fixture, 2), 1);
	undo(fixture, 2);
	assert_int_equal(claim_edges(fixture, 2), 2);
	after = dump(fixture);
	assert_string_not_equal(before.data, after.data);
	buffer_done(&before);
	buffer_done(&after);
}

static void a_split_claim_draws_its_own_wording(void **state)
{
	struct fixture *fixture = *state;
	struct buffer before, after;

	tell_five(fixture);
	before = dump(fixture);
	correct(fixture, CORRECTION_CLAIM_SPLIT, "1", NULL, "0000000000000002,0000000000000003");
	assert_int_equal(claim_edges(fixture, 1), 3);
	assert_int_equal(claim_edges(fixture, 3), 2);
	assert_int_equal(try_correction(fixture, (struct store_correction){.kind = CORRECTION_CLAIM_SPLIT,
									   .target = "1",
									   .items = "0000000000000005"}),
			 STORE_ERROR);
	undo(fixture, 1);
	after = dump(fixture);
	assert_string_equal(before.data, after.data);
	assert_int_equal(claim_edges(fixture, 3), 5);
	buffer_done(&before);
	buffer_done(&after);
}

/* What comes in while the newest statement's edges are set aside may get their numbers. */
static void what_comes_meanwhile_is_not_in_the_way(void **state)
{
	struct fixture *fixture = *state;

	tell_five(fixture);
	correct(fixture, CORRECTION_REJECT, "0000000000000005", NULL, NULL);
	tell(fixture, (struct told){6, 0, "2031-01-06", &cy, NULL, STANCE_DENY, "quarry"});
	correct(fixture, CORRECTION_REJECT, "0000000000000006", NULL, NULL);
	undo(fixture, 1);
	assert_int_equal(claim_edges(fixture, 2), 1);
	undo(fixture, 2);
	assert_int_equal(claim_edges(fixture, 2), 2);
}

/* What is left of a large correction, done; returns in how many pieces. */
static int do_the_rest(struct fixture *fixture)
{
	int pieces = 0;

	while (store_has_relinks(fixture->store)) {
		assert_int_equal(store_begin(fixture->store, &fixture->err), 0);
		if (store_relink(fixture->store, &fixture->err) || store_commit(fixture->store, &fixture->err))
			fail_msg("%s", fixture->err.text);
		assert_true(++pieces < 100);
	}
	return pieces;
}

/* Of many statements it is done a few at a time, and comes to the same; so does undoing it half-way. */
static void a_large_merge_is_done_in_pieces(void **state)
{
	struct fixture *fixture = *state;
	struct buffer before, after;

	sqlite3_exec(fixture->store->db, "PRAGMA synchronous=OFF", NULL, NULL, NULL);
	tell_five(fixture);
	for (int i = 6; i < 606; i++)
		tell(fixture, (struct told){i, 0, "2031-02-01", &ada, NULL, i % 2 ? STANCE_DENY : STANCE_ASSERT,
					    i % 3 ? "march" : "quarry"});
	before = dump(fixture);
	correct(fixture, CORRECTION_SPEAKER_MERGE, "1", "2", NULL);
	assert_true(by(fixture, "#2") < 10);
	assert_true(do_the_rest(fixture) > 2);
	assert_int_equal(found(fixture, (struct store_query){.speaker = "#2", .limit = 1000}, NULL), 603);
	assert_int_equal(by(fixture, "#1"), 100); /* who is #2 now */
	undo(fixture, 1);
	do_the_rest(fixture);
	after = dump(fixture);
	assert_string_equal(before.data, after.data);
	buffer_done(&after);
	correct(fixture, CORRECTION_SPEAKER_MERGE, "1", "2", NULL);
	assert_int_equal(store_begin(fixture->store, &fixture->err), 0);
	assert_int_equal(store_relink(fixture->store, &fixture->err), 0);
	assert_int_equal(store_commit(fixture->store, &fixture->err), 0);
	undo(fixture, 2);
	do_the_rest(fixture);
	after = dump(fixture);
	assert_string_equal(before.data, after.data);
	check_index(fixture);
	buffer_done(&before);
	buffer_done(&after);
}

/* As corrections look them up, in a store of whatever size. */
static void who_was_merged_is_found_without_a_scan(void **state)
{
	static const char *const queries[] = {
		"EXPLAIN QUERY PLAN UPDATE speakers SET role = role WHERE id = 1 OR merged_into IN (1, 2)",
		"EXPLAIN QUERY PLAN UPDATE claims SET edges = edges WHERE id = 1 OR merged_into IN (1, 2)",
		"EXPLAIN QUERY PLAN SELECT id FROM speakers WHERE merged_into = 1",
		"EXPLAIN QUERY PLAN SELECT id FROM claims WHERE merged_into = 1",
	};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < sizeof(queries) / sizeof(*queries); i++) {
		sqlite3_stmt *query = NULL;
		bool is_indexed = false;

		assert_int_equal(sqlite3_prepare_v2(fixture->store->db, queries[i], -1, &query, NULL), SQLITE_OK);
		while (sqlite3_step(query) == SQLITE_ROW) {
			const char *step = (const char *)sqlite3_column_text(query, 3);

			assert_null(strstr(step, "SCAN"));
			is_indexed |= strstr(step, "_merged (merged_into=?)") != NULL;
		}
		sqlite3_finalize(query);
		assert_true(is_indexed);
	}
}

static void what_cannot_be_is_refused(void **state)
{
	static const struct store_correction asked[] = {
		{.kind = CORRECTION_RENAME, .target = "99", .value = "X"},
		{.kind = CORRECTION_RENAME, .target = "ada", .value = "X"},
		{.kind = CORRECTION_RENAME, .target = "1"},
		{.kind = CORRECTION_SPEAKER_MERGE, .target = "1", .value = "1"},
		{.kind = CORRECTION_SPEAKER_MERGE, .target = "1", .value = "77"},
		{.kind = CORRECTION_REJECT, .target = "00000000000000ff"},
		{.kind = CORRECTION_REJECT, .target = "1"},
		{.kind = CORRECTION_CLAIM_MERGE, .target = "1", .value = "88"},
		{.kind = CORRECTION_SPEAKER_SPLIT, .target = "1", .value = "X"},
	};
	struct fixture *fixture = *state;
	struct buffer before, after;

	tell_five(fixture);
	before = dump(fixture);
	for (size_t i = 0; i < sizeof(asked) / sizeof(*asked); i++)
		assert_true(try_correction(fixture, asked[i]) < 0);
	after = dump(fixture);
	assert_string_equal(before.data, after.data);
	buffer_done(&before);
	buffer_done(&after);
}

/* Whatever is corrected, one on top of the other, and undone in whatever order: the extraction is back. */
static void undoing_all_gives_the_extraction_back(void **state)
{
	static const struct {
		enum correction_kind kind;
		const char *target, *value, *items;
	} tries[] = {
		{CORRECTION_RENAME, "1", "Ada Q", NULL},
		{CORRECTION_RENAME, "1", "Ada M", NULL},
		{CORRECTION_SPEAKER_MERGE, "2", "1", NULL},
		{CORRECTION_SPEAKER_MERGE, "1", "3", NULL},
		{CORRECTION_SPEAKER_MERGE, "4", "2", NULL},
		{CORRECTION_SPEAKER_SPLIT, "3", "Bo the younger", "4"},
		{CORRECTION_REATTRIBUTE, "0000000000000001", "4", NULL},
		{CORRECTION_REATTRIBUTE, "0000000000000004", "-", NULL},
		{CORRECTION_REJECT, "0000000000000003", NULL, NULL},
		{CORRECTION_CLAIM_MERGE, "2", "1", NULL},
		{CORRECTION_CLAIM_SPLIT, "1", NULL, "0000000000000001,0000000000000003"},
	};
	struct fixture *fixture = *state;
	struct buffer before, after;
	int64_t made[64], last = 0;
	unsigned seed = 1;

	tell_five(fixture);
	before = dump(fixture);
	for (int round = 0; round < 25; round++) {
		size_t count = 0;

		for (int i = 0; i < 8; i++) {
			size_t n = (seed = seed * 1103515245 + 12345) / 65536 % (sizeof(tries) / sizeof(*tries));
			struct store_correction asked = {
				tries[n].kind, tries[n].target, tries[n].value, tries[n].items, "try", 0, NULL};
			int64_t id;

			if (try_correction(fixture, asked) != STORE_OK)
				continue;
			assert_int_equal(sql_number(fixture->store,
						    sql_get(fixture->store, "SELECT max(id) FROM corrections"), &id,
						    &fixture->err),
					 0);
			assert_true(id > last);
			made[count++] = last = id;
		}
		assert_true(count > 2);
		while (count) {
			size_t n = (seed = seed * 1103515245 + 12345) / 65536 % count;

			undo(fixture, made[n]);
			made[n] = made[--count];
		}
		after = dump(fixture);
		if (strcmp(before.data, after.data) != 0)
			fail_msg("round %d:\n%s\nwas\n%s", round, after.data, before.data);
		buffer_done(&after);
	}
	check_index(fixture);
	assert_int_equal(found(fixture, (struct store_query){.speaker = "#3", .words = "say"}, NULL), 2);
	buffer_done(&before);
}

static void corrections_are_listed_with_who_and_why(void **state)
{
	struct fixture *fixture = *state;
	struct buffer out = {0};
	int64_t next;

	tell_five(fixture);
	correct(fixture, CORRECTION_RENAME, "1", "Ada M", NULL);
	correct(fixture, CORRECTION_REJECT, "0000000000000003", NULL, NULL);
	undo(fixture, 1);
	assert_int_equal(store_corrections(fixture->store, 0, 9, &out, &next, &fixture->err), STORE_OK);
	assert_int_equal(times(&out, "\"by\":\"tester\""), 2);
	assert_int_equal(times(&out, "\"was\":\"Ada Quill\""), 1);
	assert_int_equal(times(&out, "\"state\":\"undone\""), 1);
	assert_int_equal(times(&out, "\"state\":\"applied\""), 1);
	assert_int_equal(times(&out, "\"statement\":\"0000000000000003\",\"text\":\"What they all say\""), 1);
	assert_int_equal(next, 0);
	buffer_done(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_statement_goes_to_whom_the_hand_says),
		TEST(a_rejected_statement_is_nowhere),
		TEST(a_copy_of_the_article_is_corrected_too),
		TEST(a_revised_article_is_corrected_again),
		TEST(the_only_article_is_revised),
		TEST(merged_claims_are_one),
		TEST(a_split_claim_draws_its_own_wording),
		TEST(what_comes_meanwhile_is_not_in_the_way),
		TEST(a_large_merge_is_done_in_pieces),
		TEST(who_was_merged_is_found_without_a_scan),
		TEST(what_cannot_be_is_refused),
		TEST(undoing_all_gives_the_extraction_back),
		TEST(corrections_are_listed_with_who_and_why),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
