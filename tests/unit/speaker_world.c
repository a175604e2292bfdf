/* SPDX-License-Identifier: MIT */
/* Speakers as the world's newsrooms write them: titles, particles, offices and datelines, over invented people. */
#include "speaker_helper.h"

static void a_particle_may_be_joined_by_a_hyphen(void **state)
{
	static const struct fact facts[] = {
		{"Minister Khalid bin Rashid al-Wendi met Amal Karrow on Friday. \"It is late,\" al-Wendi said.", 0,
		 "Khalid bin Rashid al-Wendi"},
		{"Amal el-Karrow runs the clinic. \"It is late,\" Ms. el-Karrow said.", 0, "Amal el-Karrow"},
	};

	CHECK_ALL(facts);
}

static void a_title_may_go_on_before_the_name(void **state)
{
	static const struct fact facts[] = {
		{"Minister of State for Home Affairs Sunita Wendell said the ferry was late.", 0, "Sunita Wendell"},
		{"Det Con Martha Wendell, of Aldshire Police, said: \"It is late.\"", 0, "Martha Wendell"},
		{"CEO Martha Wendell said the ferry was late.", 0, "Martha Wendell"},
		{"Edmund Carrow, U.N. Director for the Aldmouth Group, said the ferry was late.", 0, "Edmund Carrow"},
	};

	CHECK_ALL(facts);
}

static void a_dateline_is_no_speaker(void **state)
{
	static const struct fact facts[] = {
		{"ALDMOUTH -- Martha Wendell, opening the pier on Saturday, said it would be safe.", 0,
		 "Martha Wendell"},
		{"ALDMOUTH, Norway (AP) - Governors from nine counties on Thursday said the ferry was late.", 0,
		 "Governors"},
	};

	CHECK_ALL(facts);
}

static void an_office_is_one_name(void **state)
{
	static const struct fact facts[] = {
		{"The Department for Work and Pensions said the ferry was late.", 0,
		 "Department for Work and Pensions"},
		{"The Aldmouth County Sheriff's Department said the ferry was late.", 0,
		 "Aldmouth County Sheriff's Department"},
		{"The Dairy Processors Association of Canada said the ferry was late.", 0,
		 "Dairy Processors Association of Canada"},
		{"A Department of Health and Social Care spokesperson said the ferry was late.", 0,
		 "Department of Health and Social Care spokesperson"},
	};

	CHECK_ALL(facts);
}

static void an_accent_makes_no_other_name(void **state)
{
	static const struct fact facts[] = {
		{"Jos\xC3\xA9 Wendell runs the ferry. Edmund Carrow met Jose Wendell on Friday. \"It is late,\" Mr. "
		 "Wendell said.",
		 0, "Jos\xC3\xA9 Wendell"},
	};

	CHECK_ALL(facts);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_particle_may_be_joined_by_a_hyphen),
		cmocka_unit_test(a_title_may_go_on_before_the_name),
		cmocka_unit_test(a_dateline_is_no_speaker),
		cmocka_unit_test(an_office_is_one_name),
		cmocka_unit_test(an_accent_makes_no_other_name),
	};

	return cmocka_run_group_tests(tests, engine_setup, engine_teardown);
}
