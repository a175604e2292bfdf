/* SPDX-License-Identifier: MIT */
/* Where statements were made, and to whom. */
#include "engine_helper.h"

static void check_words(const char *text, struct span span, const char *words)
{
	if (!words) {
		if (span.start != span.end)
			fail_msg("%s: \"%.*s\" was not expected", text, (int)(span.end - span.start),
				 text + span.start);
		return;
	}
	if (span.end - span.start != strlen(words) || memcmp(text + span.start, words, span.end - span.start) != 0)
		fail_msg("%s: \"%.*s\", not \"%s\"", text, (int)(span.end - span.start), text + span.start, words);
}

/* What the first statement of a text has for venue and addressee. */
static void check(void **state, const char *text, const char *venue, const char *addressee)
{
	struct fixture *fixture = *state;
	struct extraction extraction = {0};
	struct error err;

	assert_int_equal(engine_extract(fixture->engine, "a.txt", text, strlen(text), &extraction, &err), 0);
	assert_true(extraction.count >= 1);
	check_words(text, extraction.statements[0].venue, venue);
	check_words(text, extraction.statements[0].addressee, addressee);
	extraction_done(&extraction);
}

static void test_venues_stand_behind_the_cue(void **state)
{
	check(state, "“It is safe,” Ivo Marsh said at a news conference in Varde on Tuesday.\n",
	      "at a news conference in Varde", NULL);
	check(state, "“It is safe,” Ivo Marsh said in a rare interview with The Orm Courier.\n",
	      "in a rare interview with The Orm Courier", NULL);
	check(state, "“It is safe,” Ivo Marsh wrote on Twitter.\n", "on Twitter", NULL);
	check(state, "“It is safe,” Ivo Marsh said in a statement.\n", "in a statement", NULL);
	check(state, "“It is safe,” said Ivo Marsh during a hearing before the Harbour Committee.\n",
	      "during a hearing before the Harbour Committee", NULL);
	check(state, "“It is safe,” Ivo Marsh said on the show “Orm Today”.\n", "on the show", NULL);
}

static void test_venues_stand_before_it(void **state)
{
	check(state, "In a speech in Varde, Ivo Marsh said that the bridge was safe.\n", "In a speech in Varde", NULL);
	check(state, "Ivo Marsh, in an interview with CNN, said that the bridge was safe.\n",
	      "in an interview with CNN", NULL);
}

static void test_the_public_is_told(void **state)
{
	check(state, "“It is safe,” Ivo Marsh told reporters at a briefing.\n", "at a briefing", "reporters");
	check(state, "“It is safe,” Ivo Marsh told CNN on Thursday.\n", "CNN", "CNN");
	check(state, "“It is safe,” Ivo Marsh told The Orm Courier.\n", NULL, "The Orm Courier");
	check(state, "Ivo Marsh told her that the bridge was safe.\n", NULL, "her");
	check(state, "Ivo Marsh told the committee that the bridge was safe.\n", NULL, "the committee");
}

static void test_other_places_are_none(void **state)
{
	check(state, "Ivo Marsh said that the interview was over.\n", NULL, NULL);
	check(state, "Ivo Marsh said the letter in the drawer was old.\n", NULL, NULL);
	check(state, "“It was in a letter,” Ivo Marsh said.\n", NULL, NULL);
	check(state, "Ivo Marsh said the man who spoke at a rally was a thief.\n", NULL, NULL);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_venues_stand_behind_the_cue),
		cmocka_unit_test(test_venues_stand_before_it),
		cmocka_unit_test(test_the_public_is_told),
		cmocka_unit_test(test_other_places_are_none),
	};

	return cmocka_run_group_tests(tests, engine_setup, engine_teardown);
}
