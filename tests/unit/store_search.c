/* SPDX-License-Identifier: MIT */
/* Finding statements: words, filters, dates, and pages that give every row exactly once. */
#include "store_helper.h"

static struct speaker ada = {.name = "Ada Quill", .type = SPEAKER_PERSON};
static struct speaker bo = {.name = "Bo Renn", .type = SPEAKER_PERSON};

static void fill(struct fixture *fixture)
{
	add(fixture, "2031-02-03", "The second-class trams won’t run late.", &ada, 1, false);
	add(fixture, "2030-12-31", "A late tram is second to none in class.", &bo, 1, false);
	add(fixture, "2031-01-01", "Bread is dear in Žatec.", &ada, 1, false);
}

static void words_and_phrases(void **state)
{
	static const struct {
		const char *words;
		int count;
	} rows[] = {
		{"late", 2},
		{"LATE trams", 1},
		{"late bread", 0},
		{"\"second class\"", 1},
		{"second class", 2},
		{"“second-class” late", 1},
		{"second-class", 1},
		{"won't", 1},
		{"tram*", 2},
		{"zatec", 1},
		{"\"run late", 1},
		{"late OR bread", 0},
		{"late NOT trams", 0},
		{"(late", 2},
		{"text:late", 0},
		{"late)", 2},
		{"\"", 0},
		{"\"\"", 0},
		{"*", 0},
		{"late \"\"\"", 2},
		{"- ^ + :", 0},
		{"—", 0},
		{"late —", 2},
		{"NEAR(late trams)", 0},
		{"'; DROP TABLE articles; --", 0},
		{"late\t\n", 2},
		{"{late}", 2},
		{"¿ late", 2},
		{"¿", 0},
		{"s1", 0},
		{"Quill", 0},
		{"k0", 0},
	};
	struct fixture *fixture = *state;

	fill(fixture);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		int count = found(fixture, (struct store_query){.words = rows[i].words}, NULL);

		if (count != rows[i].count)
			fail_msg("%s found %d", rows[i].words, count);
	}
}

static void any_bytes_are_words(void **state)
{
	static const char bytes[] = "a\"*(){}:^-+ \n\\'\xC3\xA9\xE2\x80\x9C\xFF.,N";
	struct fixture *fixture = *state;
	struct buffer out = {0};
	unsigned seed = 1;
	char words[40];
	int64_t next;

	fill(fixture);
	for (int i = 0; i < 3000; i++) {
		struct store_query query = {.words = words, .limit = 3};

		for (size_t k = 0; k < sizeof(words) - 1; k++) {
			seed = seed * 1103515245 + 12345;
			words[k] = bytes[(seed >> 16) % (sizeof(bytes) - 1)];
		}
		words[sizeof(words) - 1] = '\0';
		query.speaker = i % 2 ? words : NULL;
		buffer_clear(&out);
		if (store_statements(fixture->store, &query, &out, &next, &fixture->err))
			fail_msg("%s: %s", words, fixture->err.text);
	}
	buffer_done(&out);
}

static void filters_narrow_together(void **state)
{
	struct fixture *fixture = *state;
	struct speaker both[] = {ada, bo};
	struct buffer out = {0};

	fill(fixture);
	add(fixture, "2031-03-01", "Trams are red.", both, 2, false);
	assert_int_equal(found(fixture, (struct store_query){.speaker = "quill"}, NULL), 3);
	assert_int_equal(found(fixture, (struct store_query){.speaker = "qui"}, NULL), 3);
	assert_int_equal(found(fixture, (struct store_query){.speaker = "quill", .words = "trams"}, NULL), 2);
	assert_int_equal(found(fixture, (struct store_query){.speaker = "renn", .stance = "deny"}, NULL), 1);
	assert_int_equal(found(fixture, (struct store_query){.speaker = "quill", .stance = "deny"}, NULL), 0);
	assert_int_equal(found(fixture, (struct store_query){.kind = "indirect"}, NULL), 1);
	assert_int_equal(found(fixture, (struct store_query){.article = 4}, NULL), 2);
	assert_int_equal(found(fixture, (struct store_query){.article = 4, .speaker = "#2"}, NULL), 1);
	assert_int_equal(found(fixture, (struct store_query){.article = 4, .kind = "indirect", .words = "red"}, NULL),
			 1);
	assert_int_equal(found(fixture, (struct store_query){.id = "0000000400000001"}, &out), 1);
	assert_int_equal(times(&out, "\"id\":\"0000000400000001\""), 1);
	assert_int_equal(found(fixture, (struct store_query){.id = "0000000400000001", .speaker = "quill"}, NULL), 0);
	assert_int_equal(found(fixture, (struct store_query){.speaker = "nobody"}, NULL), 0);
	assert_int_equal(found(fixture, (struct store_query){.speaker = "#77"}, NULL), 0);
	assert_int_equal(found(fixture, (struct store_query){.speaker = "#x"}, NULL), 0);
	buffer_done(&out);
}

static void dates_are_those_of_the_article_or_its_arrival(void **state)
{
	struct fixture *fixture = *state;
	struct store_query wrong = {.since = "soon", .limit = 1};
	struct buffer out = {0};
	int64_t next;

	fill(fixture);
	add(fixture, NULL, "No date.", &bo, 1, false);
	add(fixture, "next week", "Nor here.", &bo, 1, false);
	assert_int_equal(found(fixture, (struct store_query){.since = "2031-01-01", .until = "2031-02-02"}, NULL), 1);
	assert_int_equal(found(fixture, (struct store_query){.since = "2031"}, NULL), 2);
	assert_int_equal(found(fixture, (struct store_query){.since = "2031-02"}, NULL), 1);
	assert_int_equal(found(fixture, (struct store_query){.since = "2030-12", .until = "2030-12"}, NULL), 1);
	assert_int_equal(found(fixture, (struct store_query){.since = "2030-12-31", .until = "2031-01"}, NULL), 2);
	assert_int_equal(found(fixture, (struct store_query){.until = "2030-12-30"}, NULL), 2);
	assert_int_equal(store_statements(fixture->store, &wrong, &out, &next, &fixture->err), STORE_ERROR);
	assert_string_equal(fixture->err.text, "\"soon\" is not a date");
	wrong = (struct store_query){.stance = "loud", .limit = 1};
	assert_int_equal(store_statements(fixture->store, &wrong, &out, &next, &fixture->err), STORE_ERROR);
	assert_int_equal(out.length, 0);
	buffer_done(&out);
}

/* Walk all pages; while at it, new statements arrive. */
static int walk(struct fixture *fixture, struct store_query query, bool grow, struct buffer *out)
{
	int pages = 0;

	do {
		if (out->length)
			buffer_char(out, ',');
		assert_int_equal(store_statements(fixture->store, &query, out, &query.after, &fixture->err), STORE_OK);
		if (grow && pages == 1)
			add(fixture, "2031-01-05", "Later news.", &ada, 1, false);
		pages++;
	} while (query.after);
	return pages;
}

static void pages_give_every_row_once_newest_first(void **state)
{
	static const struct store_query queries[] = {
		{.limit = 7},
		{.limit = 7, .words = "trams"},
		{.limit = 7, .speaker = "quill"},
		{.limit = 1000},
		{.limit = 7, .speaker = "#1"},
		{.limit = 1, .kind = "direct"},
		{.limit = 60, .words = "trams"},
	};
	struct fixture *fixture = *state;
	char date[16], id[32], last[16];

	for (int i = 0; i < 60; i++) {
		snprintf(date, sizeof(date), "2031-01-%02d", i * 7 % 10 + 1);
		add(fixture, date, "Trams run late.", &ada, 1, false);
	}
	for (size_t q = 0; q < sizeof(queries) / sizeof(queries[0]); q++) {
		struct buffer out = {0};

		walk(fixture, queries[q], false, &out);
		assert_int_equal(times(&out, "\"rule\":"), 60);
		for (int i = 1; i <= 60; i++) {
			snprintf(id, sizeof(id), "\"id\":\"%08x00000000\"", (unsigned)i);
			assert_int_equal(times(&out, id), 1);
		}
		snprintf(last, sizeof(last), "9999");
		for (char *at = strstr(out.data, "article_date\":\""); at; at = strstr(at + 1, "article_date\":\"")) {
			assert_true(strncmp(at + 15, last, 10) <= 0);
			memcpy(last, at + 15, 10);
		}
		buffer_done(&out);
	}
}

static void what_arrives_meanwhile_shifts_no_page(void **state)
{
	struct fixture *fixture = *state;
	struct buffer out = {0};

	for (int i = 0; i < 30; i++)
		add(fixture, "2031-01-05", "Trams run late.", &ada, 1, false);
	walk(fixture, (struct store_query){.limit = 4}, true, &out);
	assert_int_equal(times(&out, "\"rule\":"), 30);
	assert_int_equal(times(&out, "Later"), 0);
	buffer_done(&out);
}

static void many_speakers_of_one_name_are_all_found(void **state)
{
	struct fixture *fixture = *state;
	struct speaker officials = {.name = "Tarn officials", .type = SPEAKER_COLLECTIVE};
	struct buffer out = {0};

	store_begin(fixture->store, &fixture->err);
	for (int i = 0; i < 250; i++)
		put(fixture, "2031-01-05", "Trams run late.", i % 5 ? &officials : &ada, 1, false);
	assert_int_equal(store_commit(fixture->store, &fixture->err), STORE_OK);
	assert_int_equal(speakers_named(fixture, "officials", NULL), 200);
	store_begin(fixture->store, &fixture->err);
	for (int i = 0; i < 50; i++)
		put(fixture, "2031-01-06", "Trams run late.", &officials, 1, false);
	assert_int_equal(store_commit(fixture->store, &fixture->err), STORE_OK);
	walk(fixture, (struct store_query){.limit = 90, .speaker = "tarn official"}, false, &out);
	assert_int_equal(times(&out, "\"rule\":"), 250);
	buffer_done(&out);
}

static void articles_are_found_by_title_and_text(void **state)
{
	struct fixture *fixture = *state;
	struct buffer out = {0};
	int64_t next = 0;

	fill(fixture);
	assert_int_equal(store_articles(fixture->store, "late notes", 0, 1, &out, &next, &fixture->err), STORE_OK);
	assert_int_equal(times(&out, "{\"id\":2,"), 1);
	assert_int_equal(next, 2);
	buffer_clear(&out);
	assert_int_equal(store_articles(fixture->store, "late notes", next, 9, &out, &next, &fixture->err), STORE_OK);
	assert_int_equal(times(&out, "{\"id\":1,"), 1);
	assert_int_equal(next, 0);
	buffer_clear(&out);
	assert_int_equal(store_articles(fixture->store, NULL, 0, 9, &out, &next, &fixture->err), STORE_OK);
	assert_int_equal(times(&out, "\"statements\":1,\"report\":"), 3);
	assert_int_equal(times(&out, "\"copies\":0}"), 3);
	assert_int_equal(times(&out, "\"text\""), 0);
	buffer_done(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(words_and_phrases, fixture_open, fixture_close),
		cmocka_unit_test_setup_teardown(any_bytes_are_words, fixture_open, fixture_close),
		cmocka_unit_test_setup_teardown(filters_narrow_together, fixture_open, fixture_close),
		cmocka_unit_test_setup_teardown(dates_are_those_of_the_article_or_its_arrival, fixture_open,
						fixture_close),
		cmocka_unit_test_setup_teardown(pages_give_every_row_once_newest_first, fixture_open, fixture_close),
		cmocka_unit_test_setup_teardown(what_arrives_meanwhile_shifts_no_page, fixture_open, fixture_close),
		cmocka_unit_test_setup_teardown(many_speakers_of_one_name_are_all_found, fixture_open, fixture_close),
		cmocka_unit_test_setup_teardown(articles_are_found_by_title_and_text, fixture_open, fixture_close),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
