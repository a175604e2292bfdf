/* SPDX-License-Identifier: MIT */
/* Who "the mayor", "the man" and other common nouns are, over small texts about invented people. */
#include "speaker_helper.h"

static void a_role_goes_to_who_has_it(void **state)
{
	static const struct fact facts[] = {
		{"Sen. Martha Wendell met the mayor, Edmund Carrow, on Friday. \"It is late,\" the senator said.", 0,
		 "Martha Wendell"},
		{"Sen. Martha Wendell met the mayor, Edmund Carrow, on Friday. \"It is late,\" the mayor said.", 0,
		 "Edmund Carrow"},
		{"Secretary General Martha Wendell met Gov. Edmund Carrow on Friday. \"It is late,\" the secretary "
		 "general said.",
		 0, "Martha Wendell"},
		{"Gov. Edmund Carrow met Martha Wendell, a teacher, on Friday. \"It is late,\" the governor said.", 0,
		 "Edmund Carrow"},
	};

	CHECK_ALL(facts);
}

static void a_role_of_the_other_party_is_somebody_else(void **state)
{
	static const struct fact facts[] = {
		{"Republican senator Martha Wendell met Democratic senator Edmund Carrow on Friday. \"It is late,\" "
		 "the Democratic "
		 "senator said.",
		 0, "Edmund Carrow"},
		{"French president Martha Wendell met Russian president Edmund Carrow on Friday. \"It is late,\" the "
		 "French president "
		 "said.",
		 0, "Martha Wendell"},
	};

	CHECK_ALL(facts);
}

static void a_role_may_come_before_its_holder(void **state)
{
	static const struct fact facts[] = {
		{"A former mayor said on Friday that the ferry was late.\n\nEdmund Carrow, who was mayor of Aldmouth "
		 "until last "
		 "year, said he was cold.",
		 0, "Edmund Carrow"},
	};

	CHECK_ALL(facts);
}

static void a_possessive_role_is_not_its_owner(void **state)
{
	static const struct fact facts[] = {
		{"Edmund Carrow is ill. \"It is late,\" his spokesman said.", 0, "Edmund Carrow's spokesman"},
		{"Edmund Carrow is ill. \"It is late,\" Carrow's lawyer said.", 0, "Carrow's lawyer"},
	};

	CHECK_ALL(facts);
}

static void an_apposition_names_the_role(void **state)
{
	static const struct fact facts[] = {
		{"The mayor of Aldmouth, Edmund Carrow, said the ferry was late.", 0, "Edmund Carrow"},
		{"\"It is late,\" said Edmund Carrow, the mayor of Aldmouth.", 0, "Edmund Carrow"},
	};

	CHECK_ALL(facts);
}

static void who_is_not_named_speaks_on(void **state)
{
	static const struct fact facts[] = {
		{"Edmund Carrow runs the ferry.\n\nAn angry passenger said on Friday that it was late. \"It is cold in "
		 "Aldmouth,\" "
		 "she said.",
		 1, "angry passenger"},
	};

	CHECK_ALL(facts);
}

static void an_unnamed_person_goes_on(void **state)
{
	static const struct fact facts[] = {
		{"Edmund Carrow spoke. A Norlandish asylum seeker said: \"The barge is cold.\"\n\n\"It is a prison,\" "
		 "the man "
		 "added.",
		 1, "Norlandish asylum seeker"},
		{"Username carrow22 said: \"They should pay.\" Username tolmer9 said: \"They should not.\"", 1,
		 "Username tolmer9"},
	};

	CHECK_ALL(facts);
}

static void a_countrys_president_is_not_anothers(void **state)
{
	static const struct fact facts[] = {
		{"President Edmund Carrow came to Paris.\n\nThe French president said that the ferry was late.", 0,
		 "French president"},
		{"French President Edmund Carrow came to Paris.\n\nThe French president said that the ferry was late.",
		 0, "Edmund Carrow"},
	};

	CHECK_ALL(facts);
}

static void an_unknown_office_goes_to_who_holds_no_other(void **state)
{
	static const struct fact facts[] = {
		{"Edmund Carrow met the Norlandish President Ned Tolmer on Friday.\n\nThe Prime Minister said that the "
		 "ferry was late.",
		 0, "Edmund Carrow"},
		{"Edmund Carrow met Harold Boyle on Friday.\n\nThe French president said that the ferry was late.", 0,
		 "French president"},
	};

	CHECK_ALL(facts);
}

static void who_is_asked_answers(void **state)
{
	static const struct fact facts[] = {
		{"Edmund Carrow came to Aldmouth on Friday.\n\nOne questioner said that the ferry was late.\n\n\"It is "
		 "the "
		 "storm,\" he said.",
		 1, "Edmund Carrow"},
	};

	CHECK_ALL(facts);
}

static void an_unknown_role_goes_to_who_spoke_last(void **state)
{
	static const struct fact facts[] = {
		{"Edmund Carrow said the ferry was late. \"It is cold in Aldmouth,\" the businessman said.", 1,
		 "Edmund Carrow"},
	};

	CHECK_ALL(facts);
}

static void check_role(struct fixture *fixture, const char *text, const char *name, const char *role)
{
	struct extraction extraction = {0};
	const struct speaker *speaker;
	struct error err;

	assert_int_equal(engine_extract(fixture->engine, "a.txt", text, strlen(text), &extraction, &err), 0);
	assert_int_equal(extraction.count, 1);
	speaker = extraction.statements[0].speakers;
	assert_string_equal(speaker->name, name);
	assert_string_equal(speaker->role ? speaker->role : "", role);
	extraction_done(&extraction);
}

static void a_role_is_told_cleanly(void **state)
{
	static const struct {
		const char *text, *name, *role;
	} cases[] = {
		{"Mayor Ann Lee was away. Her deputy, Omar Reyes, said the bridge was safe.", "Omar Reyes", "deputy"},
		{"Brellco's chief executive, Omar Reyes, said the bridge was safe.", "Omar Reyes", "chief executive"},
		{"The US Secretary of State, Omar Reyes, said the bridge was safe.", "Omar Reyes",
		 "US Secretary of State"},
		{"Finance director Omar Reyes said the bridge was safe.", "Omar Reyes", "Finance director"},
		{"Transport Minister Omar Reyes said the bridge was safe.", "Omar Reyes", "Transport Minister"},
		{"Aldmouth MP Sir Omar Reyes said the bridge was safe.", "Omar Reyes", "Aldmouth MP"},
		{"Omar Reyes, a father of six sheltering in a school, said the bridge was safe.", "Omar Reyes",
		 "father of six"},
		{"Aldmouth Fire and Rescue Service group commander Omar Reyes said the bridge was safe.", "Omar Reyes",
		 "Aldmouth Fire and Rescue Service group commander"},
		{"Brellco spokesman Omar Reyes said the bridge was safe.", "Omar Reyes", "Brellco spokesman"},
		{"New Jersey Gov. Omar Reyes said the bridge was safe.", "Omar Reyes", "New Jersey Gov."},
		{"Omar Reyes, now a consultant on bridges, said the bridge was safe.", "Omar Reyes",
		 "consultant on bridges"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		check_role(*state, cases[i].text, cases[i].name, cases[i].role);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_role_goes_to_who_has_it),
		cmocka_unit_test(a_role_of_the_other_party_is_somebody_else),
		cmocka_unit_test(a_role_may_come_before_its_holder),
		cmocka_unit_test(a_possessive_role_is_not_its_owner),
		cmocka_unit_test(an_apposition_names_the_role),
		cmocka_unit_test(who_is_not_named_speaks_on),
		cmocka_unit_test(an_unnamed_person_goes_on),
		cmocka_unit_test(a_countrys_president_is_not_anothers),
		cmocka_unit_test(an_unknown_office_goes_to_who_holds_no_other),
		cmocka_unit_test(who_is_asked_answers),
		cmocka_unit_test(an_unknown_role_goes_to_who_spoke_last),
		cmocka_unit_test(a_role_is_told_cleanly),
	};

	return cmocka_run_group_tests(tests, engine_setup, engine_teardown);
}
