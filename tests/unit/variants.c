/* SPDX-License-Identifier: MIT */
/* The ways a claim was put: in memory, in the table, and the bound by which most are never weighed. */
#include "store_helper.h"

#include <sqlite3.h>

#include "../../daemon/store/variant.h"

#define CLAIMS 40000 /* more than are kept in memory */

static void begin(struct fixture *fixture)
{
	assert_int_equal(sqlite3_exec(fixture->store->db, "PRAGMA foreign_keys=OFF", NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(store_begin(fixture->store, &fixture->err), STORE_OK);
}

static void commit(struct fixture *fixture)
{
	assert_int_equal(store_commit(fixture->store, &fixture->err), STORE_OK);
}

/* In order of i, and over all bits of a signature. */
static uint64_t hash_of(int64_t claim, size_t number, size_t i)
{
	return ((uint64_t)claim * 7919 + number * 131) * CLAIM_TERMS_MAX + i;
}

/* A variant whose terms and names tell whose it is. */
static void add_variant(struct fixture *fixture, int64_t claim, size_t number)
{
	struct claim_context context = {.count = (size_t)claim % (CONTEXT_MAX + 1)};
	struct claim_set set = {.count = 1 + ((size_t)claim + number) % CLAIM_TERMS_MAX};

	for (size_t i = 0; i < set.count; i++)
		set.terms[i] = (struct claim_term){
			.hash = hash_of(claim, number, i), .is_name = i % 2 == 0, .is_minor = i % 3 == 0};
	for (size_t i = 0; i < context.count; i++)
		context.names[i] = (uint64_t)claim * 3 + i;
	assert_int_equal(variant_add(fixture->store, claim, number, &set, &context, &fixture->err), STORE_OK);
}

static void check_variants(struct fixture *fixture, int64_t claim, size_t count)
{
	const struct variants *variants;
	struct claim_context context;
	struct claim_set set;
	size_t at = 0;

	assert_int_equal(variants_find(fixture->store, claim, &variants, &fixture->err), STORE_OK);
	assert_int_equal(variants->count, count);
	for (size_t number = 0; number < count; number++) {
		variant_read(variants, &at, &set, &context);
		assert_int_equal(set.count, 1 + ((size_t)claim + number) % CLAIM_TERMS_MAX);
		assert_int_equal(set.terms[set.count - 1].hash, hash_of(claim, number, set.count - 1));
		assert_true(set.terms[0].is_name && set.terms[0].is_minor);
		assert_int_equal(context.count, (size_t)claim % (CONTEXT_MAX + 1));
		if (context.count)
			assert_int_equal(context.names[context.count - 1], (uint64_t)claim * 3 + context.count - 1);
	}
	assert_int_equal(at, variants->length);
}

static void all_are_found_whether_kept_or_not(void **state)
{
	struct fixture *fixture = *state;

	begin(fixture);
	for (int64_t claim = 1; claim <= CLAIMS; claim++)
		for (size_t number = 0; number < 1 + (size_t)claim % 3; number++)
			add_variant(fixture, claim, number);
	for (int64_t claim = CLAIMS; claim > 0; claim -= 7)
		check_variants(fixture, claim, 1 + (size_t)claim % 3);
	commit(fixture);
	begin(fixture);
	for (int64_t claim = 1; claim <= CLAIMS; claim += 11)
		check_variants(fixture, claim, 1 + (size_t)claim % 3);
	check_variants(fixture, CLAIMS + 1, 0);
	commit(fixture);
}

/* One is added to a claim that is kept, to one that another took the place of, and to one never read. */
static void one_more_is_found_with_the_others(void **state)
{
	struct fixture *fixture = *state;

	begin(fixture);
	for (int64_t claim = 1; claim <= CLAIMS; claim++)
		add_variant(fixture, claim, 0);
	for (int64_t claim = 1; claim <= CLAIMS; claim += 999) {
		if (claim % 2)
			check_variants(fixture, claim, 1);
		add_variant(fixture, claim, 1);
		check_variants(fixture, claim, 2);
	}
	commit(fixture);
}

static void a_rollback_takes_back_what_was_added(void **state)
{
	struct fixture *fixture = *state;

	begin(fixture);
	add_variant(fixture, 5, 0);
	commit(fixture);
	begin(fixture);
	add_variant(fixture, 5, 1);
	check_variants(fixture, 5, 2);
	store_rollback(fixture->store);
	begin(fixture);
	check_variants(fixture, 5, 1);
	commit(fixture);
}

static void what_others_change_is_read_again(void **state)
{
	struct fixture *fixture = *state;

	begin(fixture);
	add_variant(fixture, 5, 0);
	add_variant(fixture, 5, 1);
	assert_int_equal(
		sqlite3_exec(fixture->store->db, "DELETE FROM claim_variants WHERE number = 1", NULL, NULL, NULL),
		SQLITE_OK);
	variants_forget(fixture->store, 6);
	check_variants(fixture, 5, 2);
	variants_forget(fixture->store, 5);
	check_variants(fixture, 5, 1);
	commit(fixture);
}

/* All terms of a variant as if they were rare: nothing is more alike than a claim's own words. */
static double most(struct fixture *fixture, int64_t claim, int64_t words_of, size_t number)
{
	struct claim_set set = {.count = 1 + ((size_t)words_of + number) % CLAIM_TERMS_MAX};

	for (size_t i = 0; i < set.count; i++)
		set.terms[i] = (struct claim_term){.hash = hash_of(words_of, number, i), .weight = 1};
	return variants_similarity_most(fixture->store, claim, &set);
}

static void a_signature_never_hides_a_claim(void **state)
{
	struct fixture *fixture = *state;
	int told = 0;

	begin(fixture);
	assert_true(most(fixture, 7, 7, 0) >= 1); /* nothing is known */
	for (int64_t claim = 1; claim <= CLAIMS; claim++)
		for (size_t number = 0; number < 1 + (size_t)claim % 3; number++)
			add_variant(fixture, claim, number);
	for (int64_t claim = 1; claim <= CLAIMS; claim += 3) {
		for (size_t number = 0; number < 1 + (size_t)claim % 3; number++)
			assert_true(most(fixture, claim, claim, number) >= 1);
		told += most(fixture, claim, claim + 1, 0) < CLAIM_THRESHOLD_LEAST;
	}
	assert_true(told > CLAIMS / 100);
	/* Of this number in another half million nothing is known; nor of one that others have changed. */
	assert_true(most(fixture, 3 + (1 << 19), 4, 0) >= 1);
	variants_forget(fixture->store, 3);
	assert_true(most(fixture, 3, 4, 0) >= 1);
	check_variants(fixture, 3, 1);
	assert_true(most(fixture, 3, 3 + 9, 0) < 1);
	commit(fixture);
}

static void draw_set(struct claim_set *set, unsigned *seed)
{
	set->count = 1 + (unsigned)rand_r(seed) % 9;
	for (size_t i = 0, hash = 0; i < set->count; i++) {
		int marks = rand_r(seed);

		hash += 1 + (unsigned)rand_r(seed) % 3;
		set->terms[i] = (struct claim_term){.hash = hash,
						    .is_name = marks & 4,
						    .is_minor = (marks & 24) == 24,
						    .is_counted = (marks & 96) == 96};
		/* By rarity, and lowered as claim_set_weigh does it. */
		set->terms[i].weight = (1 + (double)(hash * 7 % 13)) * (set->terms[i].is_minor ? 0.3 : 1) *
				       (set->terms[i].is_name ? 0.7 : 1);
	}
}

static void none_is_more_alike_than_the_bound_says(void **state)
{
	struct claim_set weighed, other, bare;
	unsigned seed = 1;
	int alike = 0, told = 0;

	(void)state;
	for (int turn = 0; turn < 200000; turn++) {
		double similarity, most;

		draw_set(&weighed, &seed);
		draw_set(&other, &seed);
		bare = other;
		for (size_t i = 0; i < bare.count; i++)
			bare.terms[i].weight = 0;
		similarity = claim_similarity(&weighed, &other);
		most = claim_similarity_most(&weighed, &bare);
		assert_true(similarity <= most);
		alike += similarity >= 0.5;
		told += most < 0.5;
	}
	assert_true(alike > 1000);
	assert_true(told > 10000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(all_are_found_whether_kept_or_not, fixture_open, fixture_close),
		cmocka_unit_test_setup_teardown(one_more_is_found_with_the_others, fixture_open, fixture_close),
		cmocka_unit_test_setup_teardown(a_rollback_takes_back_what_was_added, fixture_open, fixture_close),
		cmocka_unit_test_setup_teardown(what_others_change_is_read_again, fixture_open, fixture_close),
		cmocka_unit_test_setup_teardown(a_signature_never_hides_a_claim, fixture_open, fixture_close),
		cmocka_unit_test(none_is_more_alike_than_the_bound_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
