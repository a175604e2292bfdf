/* SPDX-License-Identifier: MIT */
/* When statements were made, and datelines. */
#include "engine_helper.h"

#define HEADER "Title: Bridge\nDate: 2031-05-08\n\n" /* a Thursday */

/* What the only statement of a text has for said_at. */
static void check(void **state, const char *text, const char *said_at)
{
	struct fixture *fixture = *state;
	struct extraction extraction = {0};
	struct error err;

	assert_int_equal(engine_extract(fixture->engine, "a.txt", text, strlen(text), &extraction, &err), 0);
	assert_int_equal(extraction.count, 1);
	if (said_at)
		assert_string_equal(extraction.statements[0].said_at, said_at);
	else
		assert_null(extraction.statements[0].said_at);
	extraction_done(&extraction);
}

static void test_days_are_reckoned_from_the_article(void **state)
{
	check(state, HEADER "Ivo Marsh said on Tuesday that the bridge is safe.\n", "2031-05-06");
	check(state, HEADER "“It is safe,” Ivo Marsh said on Thursday.\n", "2031-05-08");
	check(state, HEADER "“It is safe,” Ivo Marsh said last Thursday.\n", "2031-05-01");
	check(state, HEADER "“It is safe,” Ivo Marsh told reporters yesterday.\n", "2031-05-07");
	check(state, HEADER "On Monday, Ivo Marsh said the tolls would rise on Saturday.\n", "2031-05-05");
	check(state, HEADER "Ivo Marsh said on April 30 that it was safe.\n", "2031-04-30");
	check(state, HEADER "Ivo Marsh said on June 3 that it was safe.\n", "2030-06-03");
	check(state, HEADER "Ivo Marsh said on 3 June 2029 that it was safe.\n", "2029-06-03");
}

static void test_longer_spans_keep_their_precision(void **state)
{
	check(state, HEADER "“It is safe,” Ivo Marsh said last week.\n", "2031-W18");
	check(state, HEADER "“It is safe,” Ivo Marsh said in a letter last month.\n", "2031-04");
	check(state, HEADER "“It is safe,” Ivo Marsh said last year.\n", "2030");
	check(state, HEADER "“It is safe,” Ivo Marsh said earlier this week.\n", "2031-W19");
	check(state, HEADER "“It is safe,” Ivo Marsh said in April.\n", "2031-04");
	check(state, HEADER "“It is safe,” Ivo Marsh said in June.\n", "2030-06");
	check(state, HEADER "Ivo Marsh said in 2019 that it was safe.\n", "2019");
}

static void test_other_times_are_not_the_statements(void **state)
{
	check(state, HEADER "Ivo Marsh, who was elected on Monday, said the bridge that fell on Sunday was old.\n",
	      NULL);
	check(state, HEADER "“It opens on Friday,” Ivo Marsh said.\n", NULL);
	check(state, "Ivo Marsh said on Tuesday that the bridge is safe.\n", NULL);
	check(state, "Ivo Marsh said on April 30 that the bridge is safe.\n", NULL);
	check(state, "Ivo Marsh said in April that the bridge is safe.\n", NULL);
}

static void test_a_whole_date_needs_no_article_date(void **state)
{
	check(state, "Ivo Marsh said on April 30, 2029, that the bridge is safe.\n", "2029-04-30");
	check(state, "Ivo Marsh said in April 2029 that the bridge is safe.\n", "2029-04");
	check(state, "7 May 2031\n\nIvo Marsh said on Tuesday that the bridge is safe.\n", "2031-05-06");
}

static void test_datelines_are_found(void **state)
{
	static const char text[] = "TARN, Orm (TPA) — The bridge over the river is safe.\n";
	struct fixture *fixture = *state;
	struct extraction extraction = {0};
	struct error err;

	assert_int_equal(engine_extract(fixture->engine, "a.txt", text, strlen(text), &extraction, &err), 0);
	assert_string_equal(extraction.article.dateline, "TARN, Orm");
	extraction_done(&extraction);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_days_are_reckoned_from_the_article),
		cmocka_unit_test(test_longer_spans_keep_their_precision),
		cmocka_unit_test(test_other_times_are_not_the_statements),
		cmocka_unit_test(test_a_whole_date_needs_no_article_date),
		cmocka_unit_test(test_datelines_are_found),
	};

	return cmocka_run_group_tests(tests, engine_setup, engine_teardown);
}
