/* SPDX-License-Identifier: MIT */
/* What becomes of rings: hooks, rings undone, rings forgotten. What rings: watches.c. */
#include "watches_helper.h"

static void hooks_come_in_order_one_at_a_time(void **state)
{
	struct fixture *fixture = *state;
	struct store_hook hook;
	struct buffer out = {0};
	int64_t busy[1], next;

	assert_int_equal(try_watch(fixture, "about:dam", "relative/path"), STORE_ERROR);
	assert_int_equal(try_watch(fixture, "about:dam", "/bin/true"), STORE_OK);
	assert_int_equal(store_hook_next(fixture->store, NULL, 0, &hook, &fixture->err), STORE_NONE);
	say(fixture, (struct article_said){1, 0, &ada, "The dam is old.", NULL, STANCE_ASSERT, {0}, NULL, 0});
	say(fixture, (struct article_said){2, 0, &bo, "The dam is new.", NULL, STANCE_ASSERT, {0}, NULL, 0});
	for (int i = 1; i <= 2; i++) {
		assert_int_equal(store_hook_next(fixture->store, NULL, 0, &hook, &fixture->err), STORE_OK);
		assert_int_equal(hook.ring, i);
		assert_string_equal(hook.path.data, "/bin/true");
		assert_int_equal(strncmp(hook.json.data, "{\"ring\":", 8), 0);
		store_hook_free(&hook);
		busy[0] = 1;
		assert_int_equal(store_hook_next(fixture->store, busy, 1, &hook, &fixture->err), STORE_NONE);
		assert_int_equal(store_begin(fixture->store, &fixture->err), 0);
		assert_int_equal(store_hook_ran(fixture->store, i, i == 1 ? "took too long" : NULL, &fixture->err), 0);
		assert_int_equal(store_hook_ran(fixture->store, i, "twice", &fixture->err), 0);
		assert_int_equal(store_commit(fixture->store, &fixture->err), 0);
	}
	assert_int_equal(store_hook_next(fixture->store, NULL, 0, &hook, &fixture->err), STORE_NONE);
	assert_int_equal(store_watches(fixture->store, 0, 9, &out, &next, &fixture->err), STORE_OK);
	assert_int_equal(times(&out, "\"rings\":2,\"waiting\":0,\"failed\":1,\"failure\":\"took too long\""), 1);
	buffer_done(&out);
}

/* What fails to be stored has rung for nobody. */
static void a_ring_is_undone_with_its_article(void **state)
{
	struct fixture *fixture = *state;

	watch(fixture, "about:dam");
	assert_int_equal(store_begin(fixture->store, &fixture->err), 0);
	put(fixture, "2031-01-01", "The dam is old.", &ada, 1, false);
	store_rollback(fixture->store);
	assert_int_equal(store_newest_ring(fixture->store), 0);
	say(fixture, (struct article_said){1, 0, &ada, "The dam is old.", NULL, STANCE_ASSERT, {0}, NULL, 0});
	assert_int_equal(store_newest_ring(fixture->store), 1);
}

static void make_old(struct fixture *fixture, const char *rings)
{
	struct buffer sql = {0};

	buffer_printf(&sql, "UPDATE rings SET rung_at = rung_at - 3 * 86400 WHERE id IN (%s)", rings);
	assert_int_equal(sql_exec(fixture->store, sql.data, &fixture->err), STORE_OK);
	buffer_done(&sql);
}

static void old_rings_are_forgotten(void **state)
{
	struct fixture *fixture = *state;
	struct buffer out = {0};
	int64_t after = 0;

	watch(fixture, "about:gate");
	assert_int_equal(try_watch(fixture, "about:gate stance:assert", "/bin/true"), STORE_OK);
	store_keep_rings(fixture->store, 2);
	say(fixture, (struct article_said){.number = 1, .speaker = &ada, .text = GATE});
	assert_int_equal(rung(fixture, 0, &after, NULL), 2);
	make_old(fixture, "1, 2");
	say(fixture, (struct article_said){.number = 2, .speaker = &ada, .text = "The western gate is shut for now"});
	assert_int_equal(rung(fixture, 0, &after, NULL), 2);
	assert_int_equal(store_ring(fixture->store, 1, 0, &out, &fixture->err), STORE_NONE);
	assert_int_equal(store_ring(fixture->store, 2, 0, &out, &fixture->err), STORE_OK); /* its hook is to be run */
	assert_int_equal(store_ring(fixture->store, 3, 0, &out, &fixture->err), STORE_OK);
	store_keep_rings(fixture->store, 0);
	make_old(fixture, "3, 4");
	say(fixture, (struct article_said){.number = 3, .speaker = &ada, .text = "The northern gate is shut for now"});
	assert_int_equal(store_ring(fixture->store, 3, 0, &out, &fixture->err), STORE_OK);
	buffer_done(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(hooks_come_in_order_one_at_a_time),
		TEST(a_ring_is_undone_with_its_article),
		TEST(old_rings_are_forgotten),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
