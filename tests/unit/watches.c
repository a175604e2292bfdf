/* SPDX-License-Identifier: MIT */
/* Watches: what they ring for, and when they keep quiet. How they are written: watch_query.c; their rings: rings.c. */
#include "watches_helper.h"

static void a_watch_rings_for_what_matches(void **state)
{
	static const struct {
		const char *query;
		bool rings;
	} rows[] = {
		{"speaker:quill", true},
		{"speaker:\"ada quill\"", true},
		{"speaker:qui*", true},
		{"speaker:qui", false},
		{"speaker:renn", false},
		{"speaker:#1", true},
		{"speaker:#2", false},
		{"about:dam", true},
		{"about:\"eastern gate\"", true},
		{"about:\"gate eastern\"", false},
		{"about:gate about:DÁM", true},
		{"about:gate about:bridge", false},
		{"about:quill", false},
		{"stance:deny about:dam", false},
		{"stance:assert about:dam", true},
		{"kind:direct about:dam", true},
		{"kind:indirect about:dam", false},
		{"outlet:herald about:dam", true},
		{"outlet:\"callen post\" about:dam", false},
		{"speaker:quill about:dam stance:assert kind:direct outlet:Callen", true},
		{"about:x OR about:dam", false},
	};
	struct fixture *fixture = *state;
	int64_t ids[sizeof(rows) / sizeof(*rows)] = {0}, made = 0;

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (try_watch(fixture, rows[i].query, NULL) == STORE_OK)
			ids[i] = ++made;
	say(fixture, (struct article_said){1, 0, &ada, GATE, "The Callen Herald", STANCE_ASSERT, {0}, NULL, 0});
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		int64_t after = 0;

		if (ids[i] && rung(fixture, ids[i], &after, NULL) != rows[i].rings)
			fail_msg("%s", rows[i].query);
		assert_true(ids[i] || !rows[i].rings);
	}
}

static void a_ring_tells_the_statement(void **state)
{
	struct fixture *fixture = *state;
	struct buffer out = {0};
	int64_t after = 0;

	watch(fixture, "speaker:quill");
	say(fixture, (struct article_said){1, 0, &ada, GATE, NULL, STANCE_ASSERT, {0}, NULL, 0});
	assert_int_equal(rung(fixture, 0, &after, &out), 1);
	assert_non_null(
		strstr(out.data, "{\"ring\":1,\"watch\":1,\"query\":\"speaker:quill\",\"event\":\"statement\""));
	assert_int_equal(times(&out, "\"text\":\"" GATE "\""), 1);
	assert_int_equal(times(&out, "\"speaker\":\"Ada Quill\""), 1);
	assert_int_equal(times(&out, "\"claim\":null,\"before\":null"), 1);
	buffer_done(&out);
}

static void what_was_there_before_does_not_ring(void **state)
{
	struct fixture *fixture = *state;
	struct buffer out = {0};
	int64_t after = 0, next;

	say(fixture, (struct article_said){1, 0, &ada, GATE, NULL, STANCE_ASSERT, {0}, NULL, 0});
	watch(fixture, "about:dam");
	assert_int_equal(rung(fixture, 0, &after, NULL), 0);
	/* Nor does its copy in another paper. */
	say(fixture, (struct article_said){2, 0, &ada, GATE, NULL, STANCE_ASSERT, {0}, NULL, 0});
	assert_int_equal(rung(fixture, 0, &after, NULL), 0);
	assert_int_equal(store_begin(fixture->store, &fixture->err), 0);
	assert_int_equal(store_watch_remove(fixture->store, 1, &out, &fixture->err), STORE_OK);
	assert_int_equal(store_watch_remove(fixture->store, 1, &out, &fixture->err), STORE_NONE);
	assert_int_equal(store_commit(fixture->store, &fixture->err), 0);
	say(fixture, (struct article_said){3, 0, &bo, "The dam is old.", NULL, STANCE_ASSERT, {0}, NULL, 0});
	assert_int_equal(rung(fixture, 0, &after, NULL), 0);
	buffer_clear(&out);
	assert_int_equal(store_watches(fixture->store, 0, 9, &out, &next, &fixture->err), STORE_OK);
	assert_int_equal(out.length, 0);
	buffer_done(&out);
}

static void copies_revisions_and_corrections_do_not_ring_again(void **state)
{
	struct fixture *fixture = *state;
	int64_t after = 0;

	watch(fixture, "about:dam");
	say(fixture, (struct article_said){1, 0, &ada, GATE, NULL, STANCE_ASSERT, {0}, NULL, 0});
	assert_int_equal(rung(fixture, 0, &after, NULL), 1);
	say(fixture, (struct article_said){2, 0, &ada, GATE ".", NULL, STANCE_ASSERT, {0}, NULL, 0});
	say(fixture, (struct article_said){1, 1, &ada, GATE, NULL, STANCE_ASSERT, {0}, NULL, 0});
	assert_int_equal(rung(fixture, 0, &after, NULL), 0);
	/* Too short to be told as one act of saying, but in copies of one report. */
	say(fixture, (struct article_said){3, 0, &bo, "Dam it.", NULL, STANCE_ASSERT, {0}, NULL, 7});
	assert_int_equal(rung(fixture, 0, &after, NULL), 1);
	say(fixture, (struct article_said){4, 0, &bo, "Dam  it!", NULL, STANCE_ASSERT, {0}, NULL, 7});
	assert_int_equal(rung(fixture, 0, &after, NULL), 0);
	say(fixture, (struct article_said){5, 0, &bo, "Dam it.", NULL, STANCE_ASSERT, {0}, NULL, 9});
	assert_int_equal(rung(fixture, 0, &after, NULL), 1);
	watch(fixture, "speaker:tolm");
	correct(fixture, CORRECTION_REATTRIBUTE, "0000000100000000", "Cy Tolm", NULL);
	undo(fixture, 1);
	correct(fixture, CORRECTION_REJECT, "0000000100000000", NULL, NULL);
	undo(fixture, 2);
	assert_int_equal(rung(fixture, 0, &after, NULL), 0);
}

static void the_first_denial_of_a_claim_rings(void **state)
{
	struct fixture *fixture = *state;
	struct article_said said = {1, 0, &ada, GATE, NULL, STANCE_ASSERT, {"dam", "gate", "leak"}, NULL, 0};
	struct buffer out = {0};
	int64_t after = 0;

	watch(fixture, "event:denial about:gate");
	say(fixture, said);
	assert_int_equal(rung(fixture, 0, &after, NULL), 0);
	said = (struct article_said){
		2, 0, &bo, "That is not true at all.", NULL, STANCE_DENY, {"dam", "gate", "leak"}, NULL, 0};
	say(fixture, said);
	assert_int_equal(rung(fixture, 0, &after, &out), 1);
	assert_int_equal(times(&out, "\"event\":\"denial\""), 1);
	assert_int_equal(times(&out, "\"claim\":{\"id\":1,\"text\":\"" GATE "\"}"), 1);
	assert_int_equal(times(&out, "\"before\":{\"id\":\"0000000100000000\""), 1);
	said.number = 3;
	said.text = "No such thing was ever seen there.";
	said.speaker = &cy;
	say(fixture, said);
	assert_int_equal(rung(fixture, 0, &after, NULL), 0);
	/* The denial comes again, in other words. */
	said = (struct article_said){
		2,    1, &bo, "That is not true at all, he is wrong.", NULL, STANCE_DENY, {"dam", "gate", "leak"},
		NULL, 0};
	say(fixture, said);
	assert_int_equal(rung(fixture, 0, &after, NULL), 0);
	buffer_done(&out);
}

static void a_new_number_and_a_flip_ring(void **state)
{
	struct fixture *fixture = *state;
	struct article_said said = {1,
				    0,
				    &ada,
				    "The flood killed 12 people below the dam",
				    NULL,
				    STANCE_ASSERT,
				    {"flood", "kill", "#people"},
				    "12",
				    0};
	struct buffer out = {0};
	int64_t after = 0;

	watch(fixture, "event:figure");
	watch(fixture, "event:flip speaker:renn");
	say(fixture, said);
	assert_int_equal(rung(fixture, 0, &after, NULL), 0);
	said = (struct article_said){2,
				     0,
				     &bo,
				     "Fifteen people died in the flood, no less",
				     NULL,
				     STANCE_ASSERT,
				     {"flood", "kill", "#people"},
				     "15",
				     0};
	say(fixture, said);
	assert_int_equal(rung(fixture, 0, &after, &out), 1);
	assert_int_equal(times(&out, "\"event\":\"figure\""), 1);
	assert_int_equal(times(&out, "\"value\":\"15\",\"claim\""), 1);
	assert_int_equal(times(&out, "\"value\":\"12\",\"article_id\":1"), 1);
	said.number = 3;
	said.speaker = &cy;
	said.text = "The count of the dead stands at fifteen";
	say(fixture, said);
	assert_int_equal(rung(fixture, 0, &after, NULL), 0);
	buffer_clear(&out);
	said = (struct article_said){4,
				     0,
				     &bo,
				     "It did not kill anybody, we counted again",
				     NULL,
				     STANCE_DENY,
				     {"flood", "kill", "#people"},
				     "15",
				     0};
	say(fixture, said);
	assert_int_equal(rung(fixture, 2, &after, &out), 1);
	assert_int_equal(times(&out, "\"event\":\"flip\""), 1);
	assert_int_equal(times(&out, "\"before\":{\"id\":\"0000000200000000\""), 1);
	buffer_done(&out);
}

static void a_speaker_is_first_quoted_once(void **state)
{
	static struct speaker officials = {.name = "officials", .type = SPEAKER_COLLECTIVE};
	struct fixture *fixture = *state;
	int64_t after = 0;

	watch(fixture, "event:first,statement about:dam");
	say(fixture, (struct article_said){1, 0, &ada, "The dam holds for now", NULL, STANCE_ASSERT, {0}, NULL, 0});
	assert_int_equal(rung(fixture, 0, &after, NULL), 1);
	watch(fixture, "event:first");
	say(fixture, (struct article_said){2, 0, &ada, "No comment.", NULL, STANCE_DECLINE, {0}, NULL, 0});
	say(fixture, (struct article_said){3, 0, &officials, "Nobody knows.", NULL, STANCE_ASSERT, {0}, NULL, 0});
	say(fixture, (struct article_said){4, 0, NULL, "Nobody knew it.", NULL, STANCE_ASSERT, {0}, NULL, 0});
	assert_int_equal(rung(fixture, 0, &after, NULL), 0);
	say(fixture, (struct article_said){5, 0, &bo, "We all knew it.", NULL, STANCE_ASSERT, {0}, NULL, 0});
	assert_int_equal(rung(fixture, 2, &after, NULL), 1);
	say(fixture, (struct article_said){5, 1, &bo, "We all knew it then.", NULL, STANCE_ASSERT, {0}, NULL, 0});
	say(fixture, (struct article_said){6, 0, &bo, "We knew all of it.", NULL, STANCE_ASSERT, {0}, NULL, 0});
	assert_int_equal(rung(fixture, 0, &after, NULL), 0);
}

/* Who was merged into another is meant by his name still, over several merges, until they are undone. */
static void a_merged_name_is_watched_for(void **state)
{
	struct fixture *fixture = *state;
	int64_t after = 0;

	say(fixture, (struct article_said){1, 0, &ada, "The first pier is shut.", NULL, STANCE_ASSERT, {0}, NULL, 0});
	say(fixture, (struct article_said){2, 0, &bo, "The second pier is shut.", NULL, STANCE_ASSERT, {0}, NULL, 0});
	say(fixture, (struct article_said){3, 0, &cy, "The third pier is shut.", NULL, STANCE_ASSERT, {0}, NULL, 0});
	watch(fixture, "speaker:tolm");
	watch(fixture, "speaker:#3");
	correct(fixture, CORRECTION_SPEAKER_MERGE, "3", "2", NULL);
	correct(fixture, CORRECTION_SPEAKER_MERGE, "2", "1", NULL);
	say(fixture, (struct article_said){4, 0, &ada, "The fourth pier is open.", NULL, STANCE_ASSERT, {0}, NULL, 0});
	assert_int_equal(rung(fixture, 0, &after, NULL), 2);
	undo(fixture, 2);
	say(fixture, (struct article_said){5, 0, &ada, "The fifth pier is open.", NULL, STANCE_ASSERT, {0}, NULL, 0});
	assert_int_equal(rung(fixture, 0, &after, NULL), 0);
	say(fixture, (struct article_said){6, 0, &bo, "The sixth pier is open.", NULL, STANCE_ASSERT, {0}, NULL, 0});
	assert_int_equal(rung(fixture, 0, &after, NULL), 2);
}

/* Two statements of one article are about the same thing. */
static void one_thing_rings_once(void **state)
{
	struct fixture *fixture = *state;
	struct article_said said = {.number = 1, .speaker = &ada, .text = GATE, .terms = {"dam", "gate", "leak"}};
	int64_t after = 0;

	watch(fixture, "event:first");
	watch(fixture, "event:denial");
	say_some(fixture, said, 2);
	assert_int_equal(rung(fixture, 0, &after, NULL), 1);
	said = (struct article_said){.number = 2,
				     .speaker = &bo,
				     .text = "That is not true, and it never was.",
				     .stance = STANCE_DENY,
				     .terms = {"dam", "gate", "leak"}};
	say_some(fixture, said, 2);
	assert_int_equal(rung(fixture, 0, &after, NULL), 2); /* who is new, and denies it */
}

static void a_flip_that_is_put_in_other_words_is_no_other(void **state)
{
	struct fixture *fixture = *state;
	struct article_said said = {.number = 1, .speaker = &ada, .text = GATE, .terms = {"dam", "gate", "leak"}};
	int64_t after = 0;

	watch(fixture, "event:flip");
	say(fixture, said);
	said.number = 2;
	said.stance = STANCE_DENY;
	said.text = "There is no leak at the eastern gate of the dam, there never was.";
	say(fixture, said);
	assert_int_equal(rung(fixture, 0, &after, NULL), 1);
	said.version = 1;
	said.text = "There is no leak at the eastern gate of the dam, there never will be.";
	say(fixture, said);
	assert_int_equal(rung(fixture, 0, &after, NULL), 0);
}

/* Names and words are looked up in an index of all watches. */
static void many_watches_ring_for_their_own_alone(void **state)
{
	struct fixture *fixture = *state;
	int64_t after = 0;
	char query[64];

	for (int i = 0; i < 100; i++) {
		snprintf(query, sizeof(query), i % 2 ? "about:word%d about:gate" : "speaker:name%d about:dam", i);
		watch(fixture, query);
	}
	say(fixture, (struct article_said){.number = 1, .speaker = &ada, .text = GATE});
	assert_int_equal(rung(fixture, 0, &after, NULL), 0);
	say(fixture, (struct article_said){.number = 2, .speaker = &ada, .text = "It is the gate of word7 and Word71"});
	assert_int_equal(rung(fixture, 0, &after, NULL), 2);
	say(fixture, (struct article_said){.number = 3,
					   .speaker = &(struct speaker){.name = "Cy Name14", .type = SPEAKER_PERSON},
					   .text = "The dam is no word7 of ours"});
	assert_int_equal(rung(fixture, 15, &after, NULL), 1);
	assert_int_equal(store_newest_ring(fixture->store), 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_watch_rings_for_what_matches),
		TEST(a_ring_tells_the_statement),
		TEST(what_was_there_before_does_not_ring),
		TEST(copies_revisions_and_corrections_do_not_ring_again),
		TEST(the_first_denial_of_a_claim_rings),
		TEST(a_new_number_and_a_flip_ring),
		TEST(a_speaker_is_first_quoted_once),
		TEST(a_merged_name_is_watched_for),
		TEST(one_thing_rings_once),
		TEST(a_flip_that_is_put_in_other_words_is_no_other),
		TEST(many_watches_ring_for_their_own_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
