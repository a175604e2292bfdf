/* SPDX-License-Identifier: MIT */
/* Articles that come again with other words: what is a revision, what is taken away with the old one, what is kept. */
#include "store_helper.h"

#include <sqlite3.h>

#include "../../daemon/store/database.h"
#include "../../daemon/store/likeness.h"

/* A line of an article, and who says it. */
struct line {
	const char *text, *speaker;
	const char *term; /* of its claim, or NULL */
};

static const struct line first[] = {{"The harbour will stay open all winter, come what may", "Ada Quill", "harbour"},
				    {"We never promised anybody a second ferry before spring", "Ada Quill", "ferry"},
				    {"The council has sold nothing and will sell nothing", "Bo Renn", NULL},
				    {"Not one of us was asked about the new bridge tolls", "Cy Marsh", NULL},
				    {0}};
static const struct line second[] = {{"The harbour will stay open all winter, come what may", "Ada Quill", "harbour"},
				     {"We never promised anybody a third ferry before spring", "Ada Quill", "ferry"},
				     {"The council has sold nothing and will sell nothing", "Cy Marsh", NULL},
				     {"The tolls pay for the bridge and for nothing else at all", "Bo Renn", NULL},
				     {0}};

struct dropped {
	const char *name, *url, *date;
	bool is_kept;
	uint8_t bytes; /* that the hash is made of */
};

static int64_t drop_lines(struct fixture *fixture, const struct dropped *dropped, const struct line *lines,
			  enum outcome *ret_outcome)
{
	struct span spans[8];
	struct speaker speakers[8];
	struct statement statements[8] = {0};
	struct claim claims[8] = {0};
	const char *terms[8][3];
	struct buffer text = {0};
	struct extraction extraction = {.statements = statements, .rules = "r1"};
	uint8_t hash[STORE_HASH] = {dropped->bytes};
	struct drop drop = {.name = dropped->name, .hash = hash, .is_kept = dropped->is_kept};
	int64_t id = 0;

	for (size_t i = 0; lines[i].text; i++) {
		spans[i].start = text.length;
		buffer_text(&text, lines[i].text);
		spans[i].end = text.length;
		buffer_text(&text, ".\n\n");
		speakers[i] = (struct speaker){.name = lines[i].speaker, .type = SPEAKER_PERSON, .role = "councillor"};
		statements[i] = (struct statement){
			.content = {&spans[i], 1}, .rule = "en/test", .speakers = &speakers[i], .speaker_count = 1};
		snprintf(statements[i].id, sizeof(statements[i].id), "%08x%08x", dropped->bytes, (unsigned)i);
		if (lines[i].term) {
			for (size_t k = 0; k < 3; k++)
				terms[i][k] = lines[i].term + k; /* three that no other line has */
			claims[i] = (struct claim){.terms = terms[i], .term_count = 3};
			statements[i].claims = &claims[i];
			statements[i].claim_count = 1;
		}
		extraction.count++;
	}
	extraction.article = (struct article){.name = dropped->name,
					      .text = text.data,
					      .length = text.length,
					      .title = "Notes",
					      .url = dropped->url,
					      .date = dropped->date};
	drop.size = text.length;
	assert_int_equal(store_begin(fixture->store, &fixture->err), STORE_OK);
	if (store_add(fixture->store, &drop, &extraction, &id, ret_outcome, &fixture->err) ||
	    store_commit(fixture->store, &fixture->err))
		fail_msg("%s", fixture->err.text);
	buffer_done(&text);
	return id;
}

/* Every count is that of the rows it counts, and no row points to one that is gone. */
static void assert_sound(struct fixture *fixture)
{
	assert_int_equal(number_of(fixture, "SELECT count(*) FROM pragma_foreign_key_check"), 0);
	assert_int_equal(number_of(fixture, "SELECT statements - (SELECT count(*) FROM statements) FROM totals"), 0);
	assert_int_equal(number_of(fixture, "SELECT articles - (SELECT count(*) FROM articles) FROM totals"), 0);
	assert_int_equal(number_of(fixture,
				   "SELECT count(*) FROM speakers s WHERE statements + repeats <> (SELECT count(*) FROM"
				   " statement_speakers WHERE speaker_id = s.id)"),
			 0);
	assert_int_equal(number_of(fixture, "SELECT count(*) FROM claims c WHERE edges <> (SELECT count(*) FROM"
					    " claim_edges WHERE claim_id = c.id) OR NOT EXISTS (SELECT 1 FROM"
					    " claim_edges e WHERE e.claim_id = c.id AND"
					    " e.statement_id = c.statement_id)"),
			 0);
	assert_int_equal(number_of(fixture, "SELECT count(*) FROM roles WHERE articles <= 0"), 0);
}

static void likeness_is_the_share_of_the_shorter_text(void **state)
{
	static const struct {
		const char *a, *b;
		double want;
	} rows[] = {
		{"one two three four five", "One, two: THREE four five!", 1},
		{"one two three four", "nought one two three four five six", 1},
		{"one two three four five", "one two three four six", 0.5},
		{"one two", "one two", 1},
		{"one two", "two one", 0},
		{"", "one", 0},
		{"one one one one one one one one", "one one one one", 1},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		assert_float_equal(likeness(rows[i].a, strlen(rows[i].a), rows[i].b, strlen(rows[i].b)), rows[i].want,
				   1e-9);
}

static void a_revision_replaces_the_statements(void **state)
{
	struct fixture *fixture = *state;
	struct dropped dropped = {.name = "1.html", .url = "https://a.example/1", .bytes = 1};
	enum outcome outcome;
	int64_t id = drop_lines(fixture, &dropped, first, &outcome);

	dropped = (struct dropped){.name = "2.html", .url = "https://a.example/1", .bytes = 2};
	assert_int_equal(drop_lines(fixture, &dropped, second, &outcome), id);
	assert_int_equal(outcome, OUTCOME_STORED);
	assert_int_equal(found(fixture, (struct store_query){0}, NULL), 4);
	assert_int_equal(found(fixture, (struct store_query){.words = "second ferry"}, NULL), 0);
	assert_int_equal(found(fixture, (struct store_query){.words = "third ferry"}, NULL), 1);
	assert_int_equal(found(fixture, (struct store_query){.words = "harbour", .speaker = "quill"}, NULL), 1);
	assert_int_equal(found(fixture, (struct store_query){.words = "council", .speaker = "renn"}, NULL), 0);
	assert_int_equal(found(fixture, (struct store_query){.speaker = "marsh"}, NULL), 1);
	assert_sound(fixture);
	assert_int_equal(number_of(fixture, "SELECT count(*) FROM drops WHERE outcome = 1 AND article_id = 1"), 2);
}

static void what_stays_keeps_its_id(void **state)
{
	struct fixture *fixture = *state;
	struct dropped dropped = {.name = "1.html", .bytes = 1};
	enum outcome outcome;

	drop_lines(fixture, &dropped, first, &outcome);
	dropped.bytes = 2;
	drop_lines(fixture, &dropped, second, &outcome);
	assert_int_equal(found(fixture, (struct store_query){.id = "0000000100000000"}, NULL), 1);
	assert_int_equal(found(fixture, (struct store_query){.id = "0000000200000000"}, NULL), 0);
	assert_int_equal(found(fixture, (struct store_query){.id = "0000000200000001"}, NULL), 1);
}

static void the_history_tells_what_changed(void **state)
{
	struct fixture *fixture = *state;
	struct dropped dropped = {.name = "1.html", .bytes = 1};
	struct buffer out = {0};
	enum outcome outcome;
	int64_t id = drop_lines(fixture, &dropped, first, &outcome);

	dropped.bytes = 2;
	drop_lines(fixture, &dropped, second, &outcome);
	assert_int_equal(store_history(fixture->store, id, &out, &fixture->err), STORE_OK);
	assert_int_equal(times(&out, "\"number\":"), 2);
	assert_int_equal(times(&out, "\"change\":"), 4);
	assert_int_equal(times(&out,
			       "{\"change\":\"reattributed\",\"id\":\"0000000100000002\",\"was_speaker\":\"Bo Renn\","
			       "\"speaker\":\"Cy Marsh\",\"to\":\"The council has sold"),
			 1);
	assert_int_equal(times(&out, "{\"change\":\"reworded\",\"id\":\"0000000200000001\",\"speaker\":\"Ada Quill\","
				     "\"from\":\"We never promised anybody a second ferry"),
			 1);
	assert_int_equal(times(&out, "\"speaker\":\"Cy Marsh\",\"from\":\"Not one of us"), 1);
	assert_int_equal(times(&out, "\"speaker\":\"Bo Renn\",\"to\":\"The tolls"), 1);
	buffer_clear(&out);
	assert_int_equal(store_history(fixture->store, id + 1, &out, &fixture->err), STORE_NONE);
	assert_int_equal(out.length, 0);
	buffer_done(&out);
}

static void another_article_is_no_revision(void **state)
{
	static const struct line other[] = {
		{"Nobody knows when the trams will run to the upper town again", "Di Fay", NULL}, {0}};
	static const struct {
		struct dropped was, now;
		const struct line *lines;
		bool is_revision;
	} rows[] = {
		{{"a", NULL, NULL, 0, 1}, {"a", NULL, NULL, 0, 2}, second, true},
		{{"b", NULL, NULL, 0, 3}, {"c", NULL, NULL, 0, 4}, second, false},
		{{"d", NULL, NULL, 0, 5}, {"d", NULL, NULL, 0, 6}, other, false},
		{{"e", "u", NULL, 0, 7}, {"f", "u", NULL, 0, 8}, second, true},
		{{"g", "v", NULL, 0, 9}, {"g", "w", NULL, 0, 10}, second, false},
		{{"h", NULL, "2031-02-03", 0, 11}, {"h", NULL, "2031-02-04", 0, 12}, second, false},
		{{"i", NULL, "2031-02-03T10:00", 0, 13}, {"i", NULL, "2031-02-03T12:00", 0, 14}, second, true},
		{{"j", "x", "2031-02-03", 0, 15}, {"k", "x", "2031-02-05", 0, 16}, second, true},
	};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		enum outcome outcome;
		int64_t was = drop_lines(fixture, &rows[i].was, first, &outcome);
		int64_t now = drop_lines(fixture, &rows[i].now, rows[i].lines, &outcome);

		if ((was == now) != rows[i].is_revision)
			fail_msg("row %zu", i);
		assert_int_equal(outcome, OUTCOME_STORED);
	}
	assert_sound(fixture);
}

static void old_bytes_are_a_duplicate_unless_the_file_changed_back(void **state)
{
	struct fixture *fixture = *state;
	struct dropped was = {.name = "a", .bytes = 1}, now = {.name = "a", .bytes = 2};
	uint8_t hash[STORE_HASH] = {1};
	enum outcome outcome;
	int64_t id = drop_lines(fixture, &was, first, &outcome);

	drop_lines(fixture, &now, second, &outcome);
	assert_int_equal(store_find_article(fixture->store, hash), id);
	assert_int_equal(drop_lines(fixture, &was, first, &outcome), id);
	assert_int_equal(outcome, OUTCOME_DUPLICATE);
	assert_int_equal(found(fixture, (struct store_query){.words = "third"}, NULL), 1);
	assert_true(store_is_replaced(fixture->store, "a", hash));
	was.is_kept = true;
	assert_int_equal(drop_lines(fixture, &was, first, &outcome), id);
	assert_int_equal(outcome, OUTCOME_STORED);
	assert_int_equal(found(fixture, (struct store_query){.words = "third"}, NULL), 0);
	assert_int_equal(found(fixture, (struct store_query){.words = "second"}, NULL), 1);
	assert_false(store_is_replaced(fixture->store, "a", hash));
	assert_int_equal(number_of(fixture, "SELECT count(*) FROM revisions"), 2);
	assert_sound(fixture);
}

static void claims_of_others_live_on(void **state)
{
	static const struct line alone[] = {
		{"The harbour stays open, whatever the wind may do to it", "Di Fay", "harbour"}, {0}};
	const struct line gone[] = {{first[2].text, "Bo Renn", NULL}, {first[3].text, "Cy Marsh", NULL}, {0}};
	struct fixture *fixture = *state;
	struct dropped dropped = {.name = "a", .bytes = 1}, other = {.name = "b", .bytes = 2};
	enum outcome outcome;

	drop_lines(fixture, &dropped, first, &outcome);
	drop_lines(fixture, &other, alone, &outcome);
	assert_int_equal(number_of(fixture, "SELECT count(*) FROM claims WHERE edges = 2"), 1);
	assert_int_equal(number_of(fixture, "SELECT count(*) FROM claims WHERE edges = 1"), 1);
	dropped.bytes = 3;
	drop_lines(fixture, &dropped, gone, &outcome);
	assert_int_equal(number_of(fixture, "SELECT count(*) FROM claims"), 1);
	assert_int_equal(number_of(fixture, "SELECT count(*) FROM claims WHERE edges = 1"), 1);
	assert_sound(fixture);
}

static void a_database_without_revisions_is_brought_to_them(void **state)
{
	struct fixture *fixture = *state;
	struct dropped dropped = {.name = "a", .bytes = 1};
	enum outcome outcome;
	sqlite3 *db;

	store_close(fixture->store);
	unlink(fixture->path);
	assert_int_equal(sqlite3_open(fixture->path, &db), SQLITE_OK);
	assert_int_equal(migrate(db, migrations, 2, &fixture->err), STORE_OK);
	sqlite3_close(db);
	fixture->store = store_open(fixture->path, STORE_WRITE, &fixture->err);
	assert_non_null(fixture->store);
	drop_lines(fixture, &dropped, first, &outcome);
	dropped.bytes = 2;
	assert_int_equal(drop_lines(fixture, &dropped, second, &outcome), 1);
	assert_int_equal(number_of(fixture, "PRAGMA user_version"), migration_count);
	assert_sound(fixture);
}

/* The words that stand for a claim stay the same when that column comes to take none. */
static void claims_from_before_keep_their_words(void **state)
{
	static const char rows[] = "INSERT INTO articles (id, hash, day, seen_at, name, partial, statements, text)"
				   " VALUES (1, zeroblob(32), 0, 0, 'a', 0, 1, 'x');"
				   "INSERT INTO statements VALUES (7, 1, 0, 0, 0, '{}', NULL);"
				   "INSERT INTO claims (statement_id, first, last, edges) VALUES (7, 7, 7, 1);"
				   "INSERT INTO claim_edges (claim_id, statement_id, article_id, stance, side, is_held)"
				   " VALUES (1, 7, 1, 0, 1, 0);";
	struct fixture *fixture = *state;
	sqlite3 *db;

	store_close(fixture->store);
	unlink(fixture->path);
	assert_int_equal(sqlite3_open(fixture->path, &db), SQLITE_OK);
	assert_int_equal(migrate(db, migrations, 6, &fixture->err), STORE_OK);
	assert_int_equal(sqlite3_exec(db, rows, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
	fixture->store = store_open(fixture->path, STORE_WRITE, &fixture->err);
	assert_non_null(fixture->store);
	assert_int_equal(number_of(fixture, "SELECT statement_id FROM claims"), 7);
	assert_int_equal(number_of(fixture, "SELECT count(*) FROM pragma_foreign_key_check"), 0);
	assert_int_equal(number_of(fixture, "SELECT \"notnull\" FROM pragma_table_info('claims') WHERE name = "
					    "'statement_id'"),
			 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_open, fixture_close)
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(likeness_is_the_share_of_the_shorter_text),
		TEST(a_revision_replaces_the_statements),
		TEST(what_stays_keeps_its_id),
		TEST(the_history_tells_what_changed),
		TEST(another_article_is_no_revision),
		TEST(old_bytes_are_a_duplicate_unless_the_file_changed_back),
		TEST(claims_of_others_live_on),
		TEST(a_database_without_revisions_is_brought_to_them),
		TEST(claims_from_before_keep_their_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
