/* SPDX-License-Identifier: MIT */
/* Speakers corrected by hand: every question shows it, and later articles obey it. */
#include "corrections_helper.h"

static void a_renamed_speaker_bears_the_name_everywhere(void **state)
{
	struct fixture *fixture = *state;
	struct buffer out = {0};

	tell_five(fixture);
	correct(fixture, CORRECTION_RENAME, "#1", "Ada Quill-Marsh", NULL);
	assert_int_equal(by(fixture, "marsh"), 2);
	assert_int_equal(by(fixture, "Ada Quill"), 2);
	found(fixture, (struct store_query){.speaker = "#1"}, &out);
	assert_int_equal(times(&out, "\"speaker\":\"Ada Quill-Marsh\""), 1);
	assert_int_equal(times(&out, "\"speaker\":\"Bo Renn & Ada Quill-Marsh\""), 1);
	assert_int_equal(times(&out, "\"name\":\"Ada Quill-Marsh\""), 2);
	/* The extraction goes on to find her by the name that articles give. */
	tell(fixture, (struct told){6, 0, "2031-01-06", &ada, NULL, STANCE_ASSERT, "march"});
	assert_int_equal(by(fixture, "marsh"), 3);
	undo(fixture, 1);
	assert_int_equal(by(fixture, "marsh"), 0);
	assert_int_equal(by(fixture, "Ada Quill"), 3);
	buffer_done(&out);
}

static void an_alias_leads_later_articles(void **state)
{
	struct fixture *fixture = *state;
	struct speaker nickname = {.name = "Dam Lady", .type = SPEAKER_PERSON};

	tell_five(fixture);
	correct(fixture, CORRECTION_ALIAS, "1", "Dam Lady", NULL);
	tell(fixture, (struct told){6, 0, "2031-01-06", &nickname, NULL, STANCE_ASSERT, "march"});
	assert_int_equal(by(fixture, "#1"), 3);
	assert_int_equal(by(fixture, "dam lady"), 3);
	assert_int_equal(
		try_correction(fixture,
			       (struct store_correction){.kind = CORRECTION_ALIAS, .target = "1", .value = "Bo Renn"}),
		STORE_ERROR);
	assert_non_null(strstr(fixture->err.text, "merge"));
}

static void a_merged_speaker_is_the_other_one(void **state)
{
	struct fixture *fixture = *state;
	struct buffer before, after, out = {0};
	int64_t next;

	tell_five(fixture);
	before = dump(fixture);
	correct(fixture, CORRECTION_SPEAKER_MERGE, "#2", "#1", NULL);
	assert_int_equal(by(fixture, "#1"), 3);
	assert_int_equal(by(fixture, "#2"), 3);
	assert_int_equal(by(fixture, "adah"), 3);
	assert_int_equal(speakers_named(fixture, "quill", &out), 1);
	assert_int_equal(times(&out, "\"statements\":3"), 1);
	/* Once for it, then against it, then for it. */
	buffer_clear(&out);
	store_flips(fixture->store, &(struct store_claim_query){.speaker = "ada quill", .limit = 9}, &out, &next,
		    &fixture->err);
	assert_int_equal(times(&out, "\"kind\":\"side\""), 2);
	check_index(fixture);
	tell(fixture, (struct told){6, 0, "2031-01-06", &adah, NULL, STANCE_DENY, "march"});
	assert_int_equal(by(fixture, "#1"), 4);
	assert_int_equal(found(fixture, (struct store_query){.speaker = "#1", .words = "say"}, NULL), 4);
	undo(fixture, 1);
	assert_int_equal(by(fixture, "#1"), 2);
	assert_int_equal(by(fixture, "#2"), 2);
	assert_int_equal(found(fixture, (struct store_query){.speaker = "#2", .words = "say"}, NULL), 2);
	check_index(fixture);
	after = dump(fixture);
	assert_string_not_equal(before.data, after.data); /* the sixth article */
	buffer_done(&before);
	buffer_done(&after);
	buffer_done(&out);
}

static void merging_joint_speakers_counts_their_statement_once(void **state)
{
	struct fixture *fixture = *state;
	struct buffer before, after, out = {0};

	tell_five(fixture);
	before = dump(fixture);
	correct(fixture, CORRECTION_SPEAKER_MERGE, "#3", "#1", NULL);
	assert_int_equal(by(fixture, "#1"), 3);
	found(fixture, (struct store_query){.article = 4}, &out);
	assert_int_equal(times(&out, "\"speaker_ids\":[1]"), 1);
	assert_int_equal(times(&out, "\"speaker\":\"Ada Quill\""), 1);
	undo(fixture, 1);
	after = dump(fixture);
	assert_string_equal(before.data, after.data);
	buffer_done(&before);
	buffer_done(&after);
	buffer_done(&out);
}

static void merges_chain_and_come_undone_in_any_order(void **state)
{
	struct fixture *fixture = *state;
	struct buffer before, after;

	tell_five(fixture);
	before = dump(fixture);
	correct(fixture, CORRECTION_SPEAKER_MERGE, "#2", "#1", NULL);
	correct(fixture, CORRECTION_SPEAKER_MERGE, "#1", "#4", NULL);
	assert_int_equal(by(fixture, "#4"), 4);
	undo(fixture, 1);
	assert_int_equal(by(fixture, "#4"), 3);
	assert_int_equal(by(fixture, "#2"), 1);
	undo(fixture, 2);
	after = dump(fixture);
	assert_string_equal(before.data, after.data);
	buffer_done(&before);
	buffer_done(&after);
}

static void a_split_speaker_keeps_what_is_not_taken(void **state)
{
	struct fixture *fixture = *state;
	struct buffer before, after;

	tell_five(fixture);
	before = dump(fixture);
	correct(fixture, CORRECTION_SPEAKER_SPLIT, "#3", "Bo Renn junior", "4");
	assert_int_equal(by(fixture, "#3"), 1);
	assert_int_equal(by(fixture, "junior"), 1);
	assert_int_equal(try_correction(fixture, (struct store_correction){.kind = CORRECTION_SPEAKER_SPLIT,
									   .target = "3",
									   .value = "Nobody",
									   .items = "5"}),
			 STORE_ERROR);
	undo(fixture, 1);
	after = dump(fixture);
	assert_string_equal(before.data, after.data);
	buffer_done(&before);
	buffer_done(&after);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_renamed_speaker_bears_the_name_everywhere),
		TEST(an_alias_leads_later_articles),
		TEST(a_merged_speaker_is_the_other_one),
		TEST(merging_joint_speakers_counts_their_statement_once),
		TEST(merges_chain_and_come_undone_in_any_order),
		TEST(a_split_speaker_keeps_what_is_not_taken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
