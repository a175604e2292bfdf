/* SPDX-License-Identifier: MIT */
/* Articles that are read again by other rules: what is told of it, what is replaced, and what stays. */
#include "corrections_helper.h"
#include "quoted/rereading.h"
#include "quoted/watches.h"

/* What a reading finds in "What they all say." of an article told before. */
struct reading {
	struct span whole;
	struct speaker speakers[2];
	struct claim claims[2];
	struct statement statements[2];
	struct extraction extraction;
};

static const char *terms[] = {"dam", "inspect", "march"};

/* One statement by the speaker; count: how many of it and another over other words. */
static void read_again(struct reading *reading, const struct speaker *speaker, enum stance stance, size_t count)
{
	static struct span parts[2] = {{0, 17}, {5, 17}};

	memset(reading, 0, sizeof(*reading));
	for (size_t i = 0; i < 2; i++) {
		reading->speakers[i] = *speaker;
		reading->claims[i] = (struct claim){.stance = stance, .terms = terms, .term_count = 3};
		reading->statements[i] = (struct statement){.content = {&parts[i], 1},
							    .rule = "en/test",
							    .confidence = 1,
							    .stance = stance,
							    .speakers = &reading->speakers[i],
							    .speaker_count = 1,
							    .claims = &reading->claims[i],
							    .claim_count = 1};
		snprintf(reading->statements[i].id, sizeof(reading->statements[i].id), "%016x", 0xabc0 + (unsigned)i);
	}
	reading->extraction =
		(struct extraction){.article = {.name = "1.txt", .text = "What they all say.", .length = 18},
				    .statements = reading->statements,
				    .count = count,
				    .rules = "r2"};
}

static struct store_rereading reread(struct fixture *fixture, int64_t article, struct reading *reading, bool keep,
				     struct buffer *out)
{
	struct store_rereading ret;
	struct buffer own = {0};

	assert_int_equal(store_begin(fixture->store, &fixture->err), 0);
	if (store_reread(fixture->store, article, &reading->extraction, keep, out ? out : &own, &ret, &fixture->err) ||
	    store_commit(fixture->store, &fixture->err))
		fail_msg("%s", fixture->err.text);
	buffer_done(&own);
	return ret;
}

static int found_by_id(struct fixture *fixture, const char *id)
{
	return found(fixture, (struct store_query){.id = id}, NULL);
}

static void report(void *data, const char *name, const char *problem)
{
	(void)data;
	if (problem)
		fail_msg("%s: %s", name, problem);
}

/* A database in which every article is in the ledger. */
static void assert_sound(struct fixture *fixture)
{
	assert_int_equal(number_of(fixture, "SELECT count(*) FROM pragma_foreign_key_check"), 0);
	store_check(fixture->store, report, NULL);
	check_index(fixture);
}

static void the_same_reading_changes_nothing(void **state)
{
	struct fixture *fixture = *state;
	struct buffer before, after, out = {0};
	struct reading reading;
	struct store_rereading found;

	tell_five(fixture);
	before = dump(fixture);
	read_again(&reading, &ada, STANCE_ASSERT, 1);
	found = reread(fixture, 1, &reading, true, &out);
	after = dump(fixture);
	assert_false(found.differs);
	assert_int_equal(out.length, 0);
	assert_string_equal(before.data, after.data);
	assert_int_equal(number_of(fixture, "SELECT count(*) FROM revisions"), 0);
	assert_int_equal(number_of(fixture, "SELECT rules = 'r2' FROM articles WHERE id = 1"), 1);
	buffer_done(&before);
	buffer_done(&after);
}

static void a_look_changes_nothing(void **state)
{
	struct fixture *fixture = *state;
	struct buffer before, after, out = {0};
	struct reading reading;
	struct store_rereading found;

	tell_five(fixture);
	before = dump(fixture);
	read_again(&reading, &cy, STANCE_ASSERT, 2);
	found = reread(fixture, 1, &reading, false, &out);
	after = dump(fixture);
	assert_true(found.differs);
	assert_int_equal(found.gained, 1);
	assert_int_equal(found.lost, 0);
	assert_int_equal(found.changed, 1);
	assert_string_equal(before.data, after.data);
	assert_int_equal(times(&out,
			       "\"change\":\"reattributed\",\"id\":\"0000000000000001\",\"was_speaker\":\"Ada Quill\","
			       "\"speaker\":\"Cy Tolm\""),
			 1);
	assert_int_equal(times(&out, "\"change\":\"added\""), 1);
	assert_int_equal(number_of(fixture, "SELECT rules IS NULL FROM articles WHERE id = 1"), 1);
	buffer_done(&before);
	buffer_done(&after);
	buffer_done(&out);
}

static void what_is_kept_replaces_what_was_there(void **state)
{
	struct fixture *fixture = *state;
	struct buffer out = {0};
	struct reading reading;
	struct store_rereading found;

	tell_five(fixture);
	read_again(&reading, &ada, STANCE_DENY, 2);
	found = reread(fixture, 1, &reading, true, &out);
	assert_int_equal(found.gained, 1);
	assert_int_equal(found.changed, 1);
	assert_int_equal(times(&out, "\"change\":\"restanced\",\"id\":\"0000000000000001\",\"was_stance\":\"assert\","
				     "\"speaker\":\"Ada Quill\",\"stance\":\"deny\""),
			 1);
	assert_int_equal(found_by_id(fixture, "0000000000000001"), 1);
	assert_int_equal(by(fixture, "ada quill"), 3);
	assert_sound(fixture);
	buffer_clear(&out);
	assert_int_equal(store_history(fixture->store, 1, &out, &fixture->err), STORE_OK);
	assert_int_equal(times(&out, "\"reread\":false"), 1);
	assert_int_equal(times(&out, "\"rules\":\"r2\",\"reread\":true,\"statements\":2"), 1);
	read_again(&reading, &ada, STANCE_ASSERT, 0);
	found = reread(fixture, 1, &reading, true, NULL);
	assert_int_equal(found.lost, 2);
	assert_int_equal(by(fixture, "ada quill"), 1);
	assert_sound(fixture);
	buffer_done(&out);
}

/* The only article of a claim is read again: whoever knows the claim's number finds it again. */
static void claims_keep_their_numbers(void **state)
{
	struct fixture *fixture = *state;
	struct reading reading;

	tell(fixture, (struct told){1, 0, "2031-01-01", &cy, NULL, STANCE_ASSERT, "quarry"});
	tell(fixture, (struct told){2, 0, "2031-01-01", &ada, NULL, STANCE_ASSERT, "march"});
	assert_int_equal(number_of(fixture, "SELECT claim_id FROM claim_edges WHERE article_id = 2"), 2);
	read_again(&reading, &bo, STANCE_DENY, 1);
	reread(fixture, 2, &reading, true, NULL);
	assert_int_equal(number_of(fixture, "SELECT claim_id FROM claim_edges WHERE article_id = 2 AND side = -1"), 2);
	assert_int_equal(number_of(fixture, "SELECT count(*) FROM claims"), 2);
	read_again(&reading, &bo, STANCE_DENY, 0);
	reread(fixture, 2, &reading, true, NULL);
	assert_int_equal(number_of(fixture, "SELECT count(*) FROM claims"), 1);
	assert_sound(fixture);
}

static void corrections_are_made_again(void **state)
{
	struct fixture *fixture = *state;
	struct buffer out = {0};
	struct reading reading;
	int64_t next;

	tell_five(fixture);
	correct(fixture, CORRECTION_REATTRIBUTE, "0000000000000001", "Dee Vall", NULL);
	correct(fixture, CORRECTION_SPEAKER_MERGE, "#2", "#1", NULL);
	correct(fixture, CORRECTION_REJECT, "0000000000000003", NULL, NULL);
	correct(fixture, CORRECTION_CLAIM_MERGE, "2", "1", NULL);
	read_again(&reading, &ada, STANCE_DENY, 1);
	reread(fixture, 1, &reading, true, NULL);
	read_again(&reading, &adah, STANCE_ASSERT, 1);
	reread(fixture, 2, &reading, true, NULL);
	read_again(&reading, &bo, STANCE_ASSERT, 1);
	reread(fixture, 3, &reading, true, NULL);
	read_again(&reading, &cy, STANCE_DENY, 1);
	reread(fixture, 5, &reading, true, NULL);
	assert_int_equal(by(fixture, "dee vall"), 1);
	assert_int_equal(by(fixture, "#1"), 2);
	assert_int_equal(found_by_id(fixture, "0000000000000003"), 0);
	assert_int_equal(store_corrections(fixture->store, 0, 9, &out, &next, &fixture->err), STORE_OK);
	assert_int_equal(times(&out, "\"state\":\"applied\""), 4);
	assert_sound(fixture);
	for (int i = 1; i <= 4; i++)
		undo(fixture, i);
	assert_int_equal(by(fixture, "dee vall"), 0);
	assert_int_equal(found_by_id(fixture, "0000000000000003"), 1);
	assert_sound(fixture);
	buffer_done(&out);
}

/* A correction of two printings holds for both, whichever is read again first. */
static void both_printings_stay_corrected(void **state)
{
	struct fixture *fixture = *state;
	struct buffer out = {0};
	struct reading reading;
	int64_t next;

	tell(fixture, (struct told){7, 0, "2031-01-01", &ada, NULL, STANCE_ASSERT, "march"});
	tell(fixture, (struct told){1007, 0, "2031-01-02", &ada, NULL, STANCE_ASSERT, "march"});
	correct(fixture, CORRECTION_REJECT, "0000000000000007", NULL, NULL);
	for (int64_t article = 2; article >= 1; article--) {
		read_again(&reading, &ada, STANCE_DENY, 1);
		reread(fixture, article, &reading, true, NULL);
	}
	assert_int_equal(by(fixture, "ada"), 0);
	assert_int_equal(store_corrections(fixture->store, 0, 9, &out, &next, &fixture->err), STORE_OK);
	assert_int_equal(times(&out, "\"state\":\"applied\""), 1);
	undo(fixture, 1);
	assert_int_equal(by(fixture, "ada"), 2);
	assert_sound(fixture);
	buffer_done(&out);
}

static void watches_do_not_ring_for_it(void **state)
{
	struct store_watch asked = {.query = "speaker:tolm"};
	struct fixture *fixture = *state;
	struct buffer out = {0};
	struct reading reading;

	assert_int_equal(store_begin(fixture->store, &fixture->err), 0);
	assert_int_equal(store_watch_add(fixture->store, &asked, &out, &fixture->err), 0);
	assert_int_equal(store_commit(fixture->store, &fixture->err), 0);
	tell_five(fixture);
	assert_int_equal(store_newest_ring(fixture->store), 1);
	read_again(&reading, &cy, STANCE_ASSERT, 2);
	reread(fixture, 1, &reading, true, NULL);
	read_again(&reading, &cy, STANCE_DENY, 1);
	reread(fixture, 5, &reading, true, NULL);
	assert_int_equal(store_newest_ring(fixture->store), 1);
	assert_int_equal(
		number_of(fixture, "SELECT printing = (SELECT id FROM statements WHERE article_id = 5) FROM rings"), 1);
	buffer_done(&out);
}

static void other_words_are_not_replaced(void **state)
{
	struct fixture *fixture = *state;
	struct store_rereading found;
	struct extraction kept = {0};
	struct buffer before, after, out = {0};
	struct reading reading;

	tell_five(fixture);
	before = dump(fixture);
	read_again(&reading, &cy, STANCE_ASSERT, 1);
	reading.extraction.article.text = "What he might say.";
	assert_int_equal(store_begin(fixture->store, &fixture->err), 0);
	assert_int_equal(store_reread(fixture->store, 1, &reading.extraction, true, &out, &found, &fixture->err),
			 STORE_NONE);
	assert_int_equal(store_reread(fixture->store, 99, &reading.extraction, true, &out, &found, &fixture->err),
			 STORE_NONE);
	assert_int_equal(store_commit(fixture->store, &fixture->err), 0);
	after = dump(fixture);
	assert_string_equal(before.data, after.data);
	assert_int_equal(store_article_load(fixture->store, 99, &kept, &fixture->err), STORE_NONE);
	assert_int_equal(store_article_load(fixture->store, 3, &kept, &fixture->err), STORE_OK);
	assert_string_equal(kept.article.text, "What they all say.");
	assert_string_equal(kept.article.date, "2031-01-03");
	assert_int_equal(store_article_after(fixture->store, 3), 4);
	assert_int_equal(store_article_after(fixture->store, 5), 0);
	extraction_done(&kept);
	buffer_done(&before);
	buffer_done(&after);
	buffer_done(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_same_reading_changes_nothing),     TEST(a_look_changes_nothing),
		TEST(what_is_kept_replaces_what_was_there), TEST(claims_keep_their_numbers),
		TEST(corrections_are_made_again),           TEST(both_printings_stay_corrected),
		TEST(watches_do_not_ring_for_it),           TEST(other_words_are_not_replaced),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
