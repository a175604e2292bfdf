/* SPDX-License-Identifier: MIT */
/* Who the engine says is speaking: names, pronouns, roles and organisations over small texts about invented people. */
#include "speaker_helper.h"

static void a_surname_goes_to_the_full_name_before_it(void **state)
{
	static const struct fact facts[] = {
		{"Martha Wendell runs the ferry. \"It is late,\" Wendell said.", 0, "Martha Wendell"},
		{"Martha Wendell runs the ferry. \"It is late,\" Ms. Wendell said.", 0, "Martha Wendell"},
		{"Dr. Keron Aldous runs the clinic. \"It is late,\" Dr. Aldous said.", 0, "Keron Aldous"},
	};

	CHECK_ALL(facts);
}

static void a_first_name_alone_goes_to_its_full_name(void **state)
{
	static const struct fact facts[] = {
		{"Martha Wendell runs the ferry. \"It is late,\" Martha said.", 0, "Martha Wendell"},
	};

	CHECK_ALL(facts);
}

static void a_full_name_may_come_later(void **state)
{
	static const struct fact facts[] = {
		{"\"It is late,\" Wendell said on Monday.\n\nMartha Wendell, 52, runs the ferry.", 0, "Martha Wendell"},
	};

	CHECK_ALL(facts);
}

static void a_headline_may_have_the_only_full_name(void **state)
{
	static const struct fact facts[] = {
		{"Martha Wendell Wants Another Ferry For Her Island\n\n\"It is late,\" Wendell said on Monday.", 0,
		 "Martha Wendell"},
	};

	CHECK_ALL(facts);
}

static void homonyms_are_told_apart_by_title(void **state)
{
	static const struct fact facts[] = {
		{"Edmund Carrow and Helen Carrow arrived on Friday. \"It is late,\" Mrs. Carrow said.", 0,
		 "Helen Carrow"},
		{"Edmund Carrow and Helen Carrow arrived on Friday. \"It is late,\" Mr. Carrow said.", 0,
		 "Edmund Carrow"},
	};

	CHECK_ALL(facts);
}

static void level_homonyms_name_nobody(void **state)
{
	static const struct fact facts[] = {
		{"Edmund Carrow and Thomas Carrow arrived on Friday. \"It is late,\" Carrow said.", 0, NULL},
	};

	CHECK_ALL(facts);
}

static void of_two_homonyms_the_one_who_spoke_goes_on(void **state)
{
	static const struct fact facts[] = {
		{"Edmund Carrow and his brother Thomas Carrow arrived on Friday. \"It is late,\" Edmund Carrow said. "
		 "\"It is "
		 "cold,\" Carrow said.",
		 1, "Edmund Carrow"},
	};

	CHECK_ALL(facts);
}

static void a_pronoun_has_gender(void **state)
{
	static const struct fact facts[] = {
		{"Martha Wendell met Edmund Carrow on Friday. \"It is late,\" she said.", 0, "Martha Wendell"},
		{"Edmund Carrow met Martha Wendell on Friday. \"It is late,\" she said.", 0, "Martha Wendell"},
		{"Edmund Carrow met Martha Wendell on Friday. \"It is late,\" he said.", 0, "Edmund Carrow"},
		{"Olena Boychar runs the ferry. Ihor Tolmenko mends it. \"It is late,\" she said.", 0, "Olena Boychar"},
		{"Declan Boyle runs the ferry. Niamh Tolmer mends it. \"It is late,\" he said.", 0, "Declan Boyle"},
		{"Mrs. Quorvane runs the ferry. Mr. Tolmer mends it. \"It is late,\" she said.", 0, "Quorvane"},
	};

	CHECK_ALL(facts);
}

static void a_pronoun_goes_to_the_subject(void **state)
{
	static const struct fact facts[] = {
		{"Edmund Carrow said the ferry was late.\n\nIn Aldmouth, Deputy Minister of Defence Serhan Boyle hit "
		 "back at "
		 "the report. He warned that the harbour was too small.",
		 1, "Serhan Boyle"},
	};

	CHECK_ALL(facts);
}

static void a_pronoun_goes_to_who_spoke_last(void **state)
{
	static const struct fact facts[] = {
		{"\"It is late,\" Edmund Carrow said. \"It is cold in Aldmouth,\" he said.", 1, "Edmund Carrow"},
	};

	CHECK_ALL(facts);
}

static void they_are_those_who_spoke_together(void **state)
{
	static const struct fact facts[] = {
		{"Martha Wendell and Edmund Carrow said the ferry was late. They said it was cold.", 1,
		 "Martha Wendell & Edmund Carrow"},
		{"Martha Wendell and Edmund Carrow said the ferry was late. The two said it was cold.", 1,
		 "Martha Wendell & Edmund Carrow"},
	};

	CHECK_ALL(facts);
}

static void speakers_may_be_joint(void **state)
{
	static const struct fact facts[] = {
		{"\"It is late,\" Martha Wendell and Edmund Carrow said.", 0, "Martha Wendell & Edmund Carrow"},
		{"Sen. Martha Wendell (R-Ohio) and Rep. Edmund Carrow said the ferry was late.", 0,
		 "Martha Wendell & Edmund Carrow"},
		{"Secretary of State Martha Wendell and Harbour Secretary General Edmund Carrow said the ferry was "
		 "late.",
		 0, "Martha Wendell & Edmund Carrow"},
	};

	CHECK_ALL(facts);
}

static void organisations_have_acronyms_and_short_forms(void **state)
{
	static const struct fact facts[] = {
		{"The Aldmouth Harbour Authority met on Friday. \"It is late,\" the AHA said.", 0,
		 "Aldmouth Harbour Authority"},
		{"The Centre for Quiet Harbours met on Friday. \"It is late,\" the centre said.", 0,
		 "Centre for Quiet Harbours"},
		{"The Wendell campaign met on Friday. \"It is late,\" the campaign said.", 0, "Wendell campaign"},
	};

	CHECK_ALL(facts);
}

static void a_form_of_address_takes_a_first_name(void **state)
{
	static const struct fact facts[] = {
		{"Sir Edmund Carrow runs the harbour. Mr. Tolmer was away.\n\n\"It is late,\" Sir Edmund said.", 0,
		 "Edmund Carrow"},
		{"Dame Martha Wendell runs the harbour.\n\nDame Martha said that the ferry was late.", 0,
		 "Martha Wendell"},
	};

	CHECK_ALL(facts);
}

static void the_title_of_a_work_is_nobody(void **state)
{
	static const struct fact facts[] = {
		{"Edmund Carrow came to Aldmouth. Carrow said the hall was cold.\n\nThe \"Annie Gray\" singer said "
		 "that the hall "
		 "was old.",
		 1, "Edmund Carrow"},
	};

	CHECK_ALL(facts);
}

static void a_quotation_does_not_go_on_from_a_pull_quote(void **state)
{
	static const struct fact facts[] = {
		{"Edmund Carrow told reporters: \"There is a lot of talk about the ferry.\n\nI think the ferry is in "
		 "good "
		 "hands.\n\n\"I have made it clear that we will pay for the ferry.\"",
		 1, "Edmund Carrow"},
	};

	CHECK_ALL(facts);
}

static void who_is_the_name_in_front(void **state)
{
	static const struct fact facts[] = {
		{"They met Edmund Carrow, who said the ferry was late.", 0, "Edmund Carrow"},
		{"They met Edmund Carrow, a staff lawyer at the port who said the ferry was late.", 0, "Edmund Carrow"},
		{"Martha Wendell will please nervous voters in Paris, who have said that the ferry is late.", 0,
		 "nervous voters"},
	};

	CHECK_ALL(facts);
}

static void a_document_speaks_for_its_author(void **state)
{
	static const struct fact facts[] = {
		{"According to a report by Edmund Carrow, the ferry was late.", 0, "Edmund Carrow"},
	};

	CHECK_ALL(facts);
}

static void it_is_the_organisation_that_spoke(void **state)
{
	static const struct fact facts[] = {
		{"The Wendell charity said on Monday it was helping twenty people.\n\n\"The barge is cold,\" it said.",
		 1, "Wendell charity"},
	};

	CHECK_ALL(facts);
}

static void a_source_may_end_in_its_name(void **state)
{
	static const struct fact facts[] = {
		{"The League's economic commission for Norland representative Harold Boyle said the ferry was late.", 0,
		 "Harold Boyle"},
	};

	CHECK_ALL(facts);
}

static void a_quotation_may_be_signed(void **state)
{
	static const struct fact facts[] = {
		{"Edmund Carrow runs the ferry.\n\n\"It is late and cold in Aldmouth.\" -- Martha Wendell\n\n\"It is "
		 "cold and late "
		 "in Aldmouth.\" -- Ned Tolmer",
		 1, "Ned Tolmer"},
	};

	CHECK_ALL(facts);
}

static void a_thing_is_nobody(void **state)
{
	static const struct fact facts[] = {
		{"The ferry is old. \"It is late,\" the pier said.", 0, NULL},
	};

	CHECK_ALL(facts);
}

/* The statement's field for explanations has both who could be meant. */
static void level_candidates_are_kept(void **state)
{
	static const char text[] = "Edmund Carrow and Thomas Carrow arrived on Friday. \"It is late,\" Carrow said.";
	struct fixture *fixture = *state;
	struct extraction extraction = {0};
	struct error err;

	assert_int_equal(engine_extract(fixture->engine, "a.txt", text, strlen(text), &extraction, &err), 0);
	assert_null(extraction.statements[0].candidates);
	extraction_done(&extraction);
	resolver_note_candidates(fixture->engine->resolver, true);
	assert_int_equal(engine_extract(fixture->engine, "a.txt", text, strlen(text), &extraction, &err), 0);
	resolver_note_candidates(fixture->engine->resolver, false);
	assert_int_equal(extraction.count, 1);
	assert_non_null(extraction.statements[0].candidates);
	assert_non_null(strstr(extraction.statements[0].candidates, "Edmund Carrow"));
	assert_non_null(strstr(extraction.statements[0].candidates, "Thomas Carrow"));
	extraction_done(&extraction);
}

/* A full name is surer than a pronoun, a pronoun with one candidate surer than with two. */
static void confidence_falls_with_doubt(void **state)
{
	static const char *const texts[] = {
		"\"It is late,\" Edmund Carrow said.",
		"Edmund Carrow sat down. \"It is late,\" he said.",
		"Edmund Carrow met Thomas Tolmer on Friday. \"It is late,\" he said.",
	};
	struct fixture *fixture = *state;
	double last = 1;

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct extraction extraction = {0};
		struct error err;

		assert_int_equal(
			engine_extract(fixture->engine, "a.txt", texts[i], strlen(texts[i]), &extraction, &err), 0);
		assert_int_equal(extraction.count, 1);
		assert_true(extraction.statements[0].confidence < last);
		last = extraction.statements[0].confidence;
		extraction_done(&extraction);
	}
}

static void an_organisation_may_have_a_small_word_in_its_name(void **state)
{
	static const struct fact facts[] = {
		{"The Institute for Coastal Trade said the sale was bad.\n", 0, "Institute for Coastal Trade"},
		{"The Center for Science Policy said the sale was bad.\n", 0, "Center for Science Policy"},
	};

	CHECK_ALL(facts);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_surname_goes_to_the_full_name_before_it),
		cmocka_unit_test(a_first_name_alone_goes_to_its_full_name),
		cmocka_unit_test(a_full_name_may_come_later),
		cmocka_unit_test(a_headline_may_have_the_only_full_name),
		cmocka_unit_test(homonyms_are_told_apart_by_title),
		cmocka_unit_test(level_homonyms_name_nobody),
		cmocka_unit_test(of_two_homonyms_the_one_who_spoke_goes_on),
		cmocka_unit_test(a_pronoun_has_gender),
		cmocka_unit_test(a_pronoun_goes_to_the_subject),
		cmocka_unit_test(a_pronoun_goes_to_who_spoke_last),
		cmocka_unit_test(they_are_those_who_spoke_together),
		cmocka_unit_test(speakers_may_be_joint),
		cmocka_unit_test(an_organisation_may_have_a_small_word_in_its_name),
		cmocka_unit_test(organisations_have_acronyms_and_short_forms),
		cmocka_unit_test(a_form_of_address_takes_a_first_name),
		cmocka_unit_test(the_title_of_a_work_is_nobody),
		cmocka_unit_test(a_quotation_does_not_go_on_from_a_pull_quote),
		cmocka_unit_test(who_is_the_name_in_front),
		cmocka_unit_test(a_document_speaks_for_its_author),
		cmocka_unit_test(it_is_the_organisation_that_spoke),
		cmocka_unit_test(a_source_may_end_in_its_name),
		cmocka_unit_test(a_quotation_may_be_signed),
		cmocka_unit_test(a_thing_is_nobody),
		cmocka_unit_test(level_candidates_are_kept),
		cmocka_unit_test(confidence_falls_with_doubt),
	};

	return cmocka_run_group_tests(tests, engine_setup, engine_teardown);
}
