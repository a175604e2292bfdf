/* SPDX-License-Identifier: MIT */
/* Corrections by hand: every question shows them, later articles obey them, and undone they leave nothing behind. */
#include "../../daemon/store/database.h"
#include "store_helper.h"

static struct speaker ada = {.name = "Ada Quill", .type = SPEAKER_PERSON};
static struct speaker adah = {.name = "Adah Quill", .type = SPEAKER_PERSON};
static struct speaker bo = {.name = "Bo Renn", .type = SPEAKER_PERSON};
static struct speaker cy = {.name = "Cy Tolm", .type = SPEAKER_PERSON};

/* An article with one statement that makes one claim; number makes its bytes and the statement's id. */
struct told {
	int number;
	int name; /* of the file, if it is another's: then it is a revision */
	const char *date;
	struct speaker *speaker, *other; /* other: a joint speaker, or NULL */
	enum stance stance;
	const char *term;
};

static int64_t tell(struct fixture *fixture, struct told told)
{
	const char *terms[] = {"dam", "inspect", told.term};
	struct claim claim = {.stance = told.stance, .terms = terms, .term_count = told.term ? 3 : 2};
	struct span whole = {0, 17};
	struct speaker speakers[2];
	struct statement statement = {.content = {&whole, 1},
				      .rule = "en/test",
				      .confidence = 1,
				      .stance = told.stance,
				      .speakers = speakers,
				      .speaker_count = (told.speaker != NULL) + (told.other != NULL),
				      .claims = &claim,
				      .claim_count = 1};
	struct extraction extraction = {
		.article = {.name = "a.txt", .text = "What they all say.", .length = 18, .date = told.date},
		.statements = &statement,
		.count = 1,
	};
	uint8_t hash[STORE_HASH] = {(uint8_t)told.number, (uint8_t)(told.number >> 8)};
	struct drop drop = {.name = "a.txt", .hash = hash, .size = 18};
	enum outcome outcome;
	char name[32];
	int64_t id;

	snprintf(name, sizeof(name), "%d.txt", told.name ? told.name : told.number);
	extraction.article.name = name;
	if (told.speaker)
		speakers[0] = *told.speaker;
	if (told.other)
		speakers[1] = *told.other;
	snprintf(statement.id, sizeof(statement.id), "%016x", (unsigned)told.number % 1000);
	assert_int_equal(store_begin(fixture->store, &fixture->err), 0);
	if (store_add(fixture->store, &drop, &extraction, &id, &outcome, &fixture->err) ||
	    store_commit(fixture->store, &fixture->err))
		fail_msg("%s", fixture->err.text);
	return id;
}

static int try_correction(struct fixture *fixture, struct store_correction asked)
{
	struct buffer out = {0};
	int result;

	asked.user = "tester";
	assert_int_equal(store_begin(fixture->store, &fixture->err), 0);
	result = store_correct(fixture->store, &asked, &out, &fixture->err);
	if (result == STORE_OK)
		result = store_commit(fixture->store, &fixture->err);
	else
		store_rollback(fixture->store);
	buffer_done(&out);
	return result;
}

static void correct(struct fixture *fixture, enum correction_kind kind, const char *target, const char *value,
		    const char *items)
{
	struct store_correction asked = {.kind = kind, .target = target, .value = value, .items = items};

	if (try_correction(fixture, asked) != STORE_OK)
		fail_msg("%s", fixture->err.text);
}

static void undo(struct fixture *fixture, int64_t id)
{
	struct buffer out = {0};

	assert_int_equal(store_begin(fixture->store, &fixture->err), 0);
	if (store_undo(fixture->store, id, 0, "tester", &out, &fixture->err) ||
	    store_commit(fixture->store, &fixture->err))
		fail_msg("%s", fixture->err.text);
	assert_non_null(strstr(out.data, "\"state\":\"undone\""));
	buffer_done(&out);
}

static int by(struct fixture *fixture, const char *speaker)
{
	return found(fixture, (struct store_query){.speaker = speaker}, NULL);
}

/* Everything that corrections may change, as text. */
static struct buffer dump(struct fixture *fixture)
{
	static const char *const queries[] = {
		"SELECT * FROM statement_speakers ORDER BY 1, 2",
		"SELECT claim_id, statement_id, speaker_id, article_id, stance, side, is_held, value, unit FROM "
		"claim_edges"
		" ORDER BY 2, 1, 3",
		"SELECT later, earlier, speaker_id, claim_id, is_figure FROM flips ORDER BY 1, 2, 3, 4",
		"SELECT id, first, last, edges, statement_id FROM claims WHERE edges ORDER BY 1",
		"SELECT id, name, statements, articles, merged_into, extracted_name FROM speakers WHERE articles ORDER "
		"BY 1",
		"SELECT speaker_id, name, key FROM aliases WHERE correction_id IS NULL AND speaker_id <= 4 ORDER BY 1, "
		"2",
		"SELECT id, rejected FROM statements ORDER BY 1",
		"SELECT statements FROM articles ORDER BY id",
		"SELECT articles, statements FROM totals",
	};
	struct buffer out = {0};

	for (size_t i = 0; i < sizeof(queries) / sizeof(*queries); i++) {
		sqlite3_stmt *query;

		assert_int_equal(sqlite3_prepare_v2(fixture->store->db, queries[i], -1, &query, NULL), SQLITE_OK);
		while (sqlite3_step(query) == SQLITE_ROW) {
			for (int k = 0; k < sqlite3_column_count(query); k++)
				buffer_printf(&out, "%s|", sqlite3_column_text(query, k) ? sql_column(query, k) : "");
			buffer_char(&out, '\n');
		}
		sqlite3_finalize(query);
		buffer_char(&out, '\n');
	}
	return out;
}

static void check_index(struct fixture *fixture)
{
	static const char check[] = "INSERT INTO statements_text (statements_text) VALUES ('integrity-check');"
				    "INSERT INTO names_text (names_text) VALUES ('integrity-check')";

	assert_int_equal(sqlite3_exec(fixture->store->db, check, NULL, NULL, NULL), SQLITE_OK);
}

/* Five articles: Ada says it, Adah (who is she) too, Bo denies it twice and comes round, Cy says other things. */
static void tell_five(struct fixture *fixture)
{
	tell(fixture, (struct told){1, 0, "2031-01-01", &ada, NULL, STANCE_ASSERT, "march"});
	tell(fixture, (struct told){2, 0, "2031-01-02", &adah, NULL, STANCE_DENY, "march"});
	tell(fixture, (struct told){3, 0, "2031-01-03", &bo, NULL, STANCE_DENY, "march"});
	tell(fixture, (struct told){4, 0, "2031-01-04", &bo, &ada, STANCE_ASSERT, "march"});
	tell(fixture, (struct told){5, 0, "2031-01-05", &cy, NULL, STANCE_ASSERT, "quarry"});
}

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

static void a_statement_goes_to_whom_the_hand_says(void **state)
{
	struct fixture *fixture = *state;
	struct buffer before, after, out = {0};

	tell_five(fixture);
	before = dump(fixture);
	correct(fixture, CORRECTION_REATTRIBUTE, "0000000000000004", "#4", NULL);
	assert_int_equal(by(fixture, "#4"), 2);
	assert_int_equal(by(fixture, "#3"), 1);
	correct(fixture, CORRECTION_REATTRIBUTE, "0000000000000004", "Dee Vall", NULL);
	assert_int_equal(by(fixture, "dee vall"), 1);
	assert_int_equal(by(fixture, "#4"), 1);
	found(fixture, (struct store_query){.id = "0000000000000004"}, &out);
	assert_int_equal(times(&out, "\"speaker\":\"Dee Vall\""), 1);
	assert_int_equal(times(&out, "\"type\":\"person\""), 1);
	assert_int_equal(times(&out, "\"corrected\":true"), 1);
	correct(fixture, CORRECTION_REATTRIBUTE, "0000000000000004", "-", NULL);
	assert_int_equal(by(fixture, "dee vall"), 0);
	buffer_clear(&out);
	found(fixture, (struct store_query){.id = "0000000000000004"}, &out);
	assert_int_equal(times(&out, "\"speaker\":null,\"speakers\":[]"), 1);
	undo(fixture, 3);
	assert_int_equal(by(fixture, "dee vall"), 1);
	undo(fixture, 1);
	undo(fixture, 2);
	after = dump(fixture);
	assert_string_equal(before.data, after.data);
	check_index(fixture);
	buffer_done(&before);
	buffer_done(&after);
	buffer_done(&out);
}

static void a_rejected_statement_is_nowhere(void **state)
{
	struct fixture *fixture = *state;
	struct buffer before, after, out = {0};
	int64_t next;

	tell_five(fixture);
	before = dump(fixture);
	correct(fixture, CORRECTION_REJECT, "0000000000000003", NULL, NULL);
	assert_int_equal(by(fixture, "bo"), 1);
	assert_int_equal(found(fixture, (struct store_query){0}, NULL), 4);
	assert_int_equal(found(fixture, (struct store_query){.words = "say"}, NULL), 4);
	assert_int_equal(found(fixture, (struct store_query){.article = 3}, NULL), 0);
	assert_int_equal(found(fixture, (struct store_query){.id = "0000000000000003"}, NULL), 0);
	store_flips(fixture->store, &(struct store_claim_query){.speaker = "bo", .limit = 9}, &out, &next,
		    &fixture->err);
	assert_int_equal(out.length, 0);
	undo(fixture, 1);
	after = dump(fixture);
	assert_string_equal(before.data, after.data);
	buffer_done(&before);
	buffer_done(&after);
	buffer_done(&out);
}

static void a_copy_of_the_article_is_corrected_too(void **state)
{
	struct fixture *fixture = *state;

	tell_five(fixture);
	correct(fixture, CORRECTION_REATTRIBUTE, "0000000000000003", "#4", NULL);
	correct(fixture, CORRECTION_REJECT, "0000000000000002", NULL, NULL);
	tell(fixture, (struct told){1003, 0, "2031-02-03", &bo, NULL, STANCE_DENY, "march"});
	tell(fixture, (struct told){1002, 0, "2031-02-02", &adah, NULL, STANCE_DENY, "march"});
	assert_int_equal(by(fixture, "#4"), 3);
	assert_int_equal(by(fixture, "#2"), 0);
	undo(fixture, 1);
	undo(fixture, 2);
	assert_int_equal(by(fixture, "#3"), 3);
	assert_int_equal(by(fixture, "#2"), 2);
}

static int claim_edges(struct fixture *fixture, int64_t claim)
{
	struct buffer out = {0};
	int result = store_claim(fixture->store, claim, NULL, &out, &fixture->err), count = times(&out, "\"side\":");

	assert_true(result == STORE_OK || result == STORE_NONE);
	buffer_done(&out);
	return count;
}

/* The article comes again with other bytes under its name: it is read again, and corrected again. */
static void a_revised_article_is_corrected_again(void **state)
{
	struct fixture *fixture = *state;
	struct buffer out = {0};
	int64_t next;

	tell_five(fixture);
	correct(fixture, CORRECTION_CLAIM_MERGE, "2", "1", NULL);
	correct(fixture, CORRECTION_SPEAKER_MERGE, "#4", "#1", NULL);
	correct(fixture, CORRECTION_REATTRIBUTE, "0000000000000003", "Dee Vall", NULL);
	correct(fixture, CORRECTION_SPEAKER_SPLIT, "#3", "Bo Renn junior", "4");
	tell(fixture, (struct told){13, 3, "2031-01-03", &bo, NULL, STANCE_DENY, "march"});
	tell(fixture, (struct told){14, 4, "2031-01-04", &bo, &ada, STANCE_ASSERT, "march"});
	tell(fixture, (struct told){15, 5, "2031-01-05", &cy, NULL, STANCE_ASSERT, "quarry"});
	assert_int_equal(by(fixture, "dee vall"), 1);
	assert_int_equal(by(fixture, "junior"), 1);
	assert_int_equal(by(fixture, "#3"), 0);
	assert_int_equal(by(fixture, "#1"), 3);
	assert_int_equal(claim_edges(fixture, 1), 6);
	assert_int_equal(store_corrections(fixture->store, 0, 9, &out, &next, &fixture->err), STORE_OK);
	assert_int_equal(times(&out, "\"state\":\"applied\""), 4);
	for (int i = 1; i <= 4; i++)
		undo(fixture, i);
	assert_int_equal(by(fixture, "#3"), 2);
	assert_int_equal(by(fixture, "#4"), 1);
	buffer_done(&out);
}

static void merged_claims_are_one(void **state)
{
	struct fixture *fixture = *state;
	struct buffer before, after;

	tell_five(fixture);
	before = dump(fixture);
	assert_int_equal(claim_edges(fixture, 2), 1);
	correct(fixture, CORRECTION_CLAIM_MERGE, "2", "1", NULL);
	assert_int_equal(claim_edges(fixture, 1), 6);
	assert_int_equal(claim_edges(fixture, 2), 6);
	tell(fixture, (struct told){6, 0, "2031-01-06", &cy, NULL, STANCE_DENY, "quarry"});
	assert_int_equal(claim_edges(fixture, 1), 7);
	correct(fixture, CORRECTION_REJECT, "0000000000000006", NULL, NULL);
	undo(fixture, 1);
	assert_int_equal(claim_edges(fixture, 2), 1);
	undo(fixture, 2);
	assert_int_equal(claim_edges(fixture, 2), 2);
	after = dump(fixture);
	assert_string_not_equal(before.data, after.data);
	buffer_done(&before);
	buffer_done(&after);
}

static void a_split_claim_draws_its_own_wording(void **state)
{
	struct fixture *fixture = *state;
	struct buffer before, after;

	tell_five(fixture);
	before = dump(fixture);
	correct(fixture, CORRECTION_CLAIM_SPLIT, "1", NULL, "0000000000000002,0000000000000003");
	assert_int_equal(claim_edges(fixture, 1), 3);
	assert_int_equal(claim_edges(fixture, 3), 2);
	assert_int_equal(try_correction(fixture, (struct store_correction){.kind = CORRECTION_CLAIM_SPLIT,
									   .target = "1",
									   .items = "0000000000000005"}),
			 STORE_ERROR);
	undo(fixture, 1);
	after = dump(fixture);
	assert_string_equal(before.data, after.data);
	assert_int_equal(claim_edges(fixture, 3), 5);
	buffer_done(&before);
	buffer_done(&after);
}

static void what_cannot_be_is_refused(void **state)
{
	static const struct store_correction asked[] = {
		{.kind = CORRECTION_RENAME, .target = "99", .value = "X"},
		{.kind = CORRECTION_RENAME, .target = "ada", .value = "X"},
		{.kind = CORRECTION_RENAME, .target = "1"},
		{.kind = CORRECTION_SPEAKER_MERGE, .target = "1", .value = "1"},
		{.kind = CORRECTION_SPEAKER_MERGE, .target = "1", .value = "77"},
		{.kind = CORRECTION_REJECT, .target = "00000000000000ff"},
		{.kind = CORRECTION_REJECT, .target = "1"},
		{.kind = CORRECTION_CLAIM_MERGE, .target = "1", .value = "88"},
		{.kind = CORRECTION_SPEAKER_SPLIT, .target = "1", .value = "X"},
	};
	struct fixture *fixture = *state;
	struct buffer before, after;

	tell_five(fixture);
	before = dump(fixture);
	for (size_t i = 0; i < sizeof(asked) / sizeof(*asked); i++)
		assert_true(try_correction(fixture, asked[i]) < 0);
	after = dump(fixture);
	assert_string_equal(before.data, after.data);
	buffer_done(&before);
	buffer_done(&after);
}

/* Whatever is corrected, one on top of the other, and undone in whatever order: the extraction is back. */
static void undoing_all_gives_the_extraction_back(void **state)
{
	static const struct {
		enum correction_kind kind;
		const char *target, *value, *items;
	} tries[] = {
		{CORRECTION_RENAME, "1", "Ada Q", NULL},
		{CORRECTION_RENAME, "1", "Ada M", NULL},
		{CORRECTION_SPEAKER_MERGE, "2", "1", NULL},
		{CORRECTION_SPEAKER_MERGE, "1", "3", NULL},
		{CORRECTION_SPEAKER_MERGE, "4", "2", NULL},
		{CORRECTION_SPEAKER_SPLIT, "3", "Bo the younger", "4"},
		{CORRECTION_REATTRIBUTE, "0000000000000001", "4", NULL},
		{CORRECTION_REATTRIBUTE, "0000000000000004", "-", NULL},
		{CORRECTION_REJECT, "0000000000000003", NULL, NULL},
		{CORRECTION_CLAIM_MERGE, "2", "1", NULL},
		{CORRECTION_CLAIM_SPLIT, "1", NULL, "0000000000000001,0000000000000003"},
	};
	struct fixture *fixture = *state;
	struct buffer before, after;
	int64_t made[64], last = 0;
	unsigned seed = 1;

	tell_five(fixture);
	before = dump(fixture);
	for (int round = 0; round < 25; round++) {
		size_t count = 0;

		for (int i = 0; i < 8; i++) {
			size_t n = (seed = seed * 1103515245 + 12345) / 65536 % (sizeof(tries) / sizeof(*tries));
			struct store_correction asked = {
				tries[n].kind, tries[n].target, tries[n].value, tries[n].items, "try", 0, NULL};
			int64_t id;

			if (try_correction(fixture, asked) != STORE_OK)
				continue;
			assert_int_equal(sql_number(fixture->store,
						    sql_get(fixture->store, "SELECT max(id) FROM corrections"), &id,
						    &fixture->err),
					 0);
			assert_true(id > last);
			made[count++] = last = id;
		}
		assert_true(count > 2);
		while (count) {
			size_t n = (seed = seed * 1103515245 + 12345) / 65536 % count;

			undo(fixture, made[n]);
			made[n] = made[--count];
		}
		after = dump(fixture);
		if (strcmp(before.data, after.data) != 0)
			fail_msg("round %d:\n%s\nwas\n%s", round, after.data, before.data);
		buffer_done(&after);
	}
	check_index(fixture);
	assert_int_equal(found(fixture, (struct store_query){.speaker = "#3", .words = "say"}, NULL), 2);
	buffer_done(&before);
}

static void corrections_are_listed_with_who_and_why(void **state)
{
	struct fixture *fixture = *state;
	struct buffer out = {0};
	int64_t next;

	tell_five(fixture);
	correct(fixture, CORRECTION_RENAME, "1", "Ada M", NULL);
	correct(fixture, CORRECTION_REJECT, "0000000000000003", NULL, NULL);
	undo(fixture, 1);
	assert_int_equal(store_corrections(fixture->store, 0, 9, &out, &next, &fixture->err), STORE_OK);
	assert_int_equal(times(&out, "\"by\":\"tester\""), 2);
	assert_int_equal(times(&out, "\"was\":\"Ada Quill\""), 1);
	assert_int_equal(times(&out, "\"state\":\"undone\""), 1);
	assert_int_equal(times(&out, "\"state\":\"applied\""), 1);
	assert_int_equal(times(&out, "\"statement\":\"0000000000000003\",\"text\":\"What they all say\""), 1);
	assert_int_equal(next, 0);
	buffer_done(&out);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_open, fixture_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_renamed_speaker_bears_the_name_everywhere),
		TEST(an_alias_leads_later_articles),
		TEST(a_merged_speaker_is_the_other_one),
		TEST(merging_joint_speakers_counts_their_statement_once),
		TEST(merges_chain_and_come_undone_in_any_order),
		TEST(a_split_speaker_keeps_what_is_not_taken),
		TEST(a_statement_goes_to_whom_the_hand_says),
		TEST(a_rejected_statement_is_nowhere),
		TEST(a_copy_of_the_article_is_corrected_too),
		TEST(a_revised_article_is_corrected_again),
		TEST(merged_claims_are_one),
		TEST(a_split_claim_draws_its_own_wording),
		TEST(what_cannot_be_is_refused),
		TEST(undoing_all_gives_the_extraction_back),
		TEST(corrections_are_listed_with_who_and_why),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
