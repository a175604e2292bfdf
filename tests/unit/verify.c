/* SPDX-License-Identifier: MIT */
/* Verdicts on a quotation, and the proof of what is stored. */
#include "store_helper.h"

static struct speaker ada = {.name = "Ada Quill", .type = SPEAKER_PERSON};
static struct speaker bo = {.name = "Bo Renn", .type = SPEAKER_PERSON};
static const char *const negations[] = {"not", "never", "n't", NULL};

static const char said[] = "“The harbour wall will not be sold before 2040, and 12 families keep their berths.”";

static void ask(struct fixture *fixture, const char *text, const char *speaker, struct buffer *out)
{
	struct store_verify_query query = {text, speaker, negations};

	buffer_clear(out);
	if (store_verify(fixture->store, &query, out, &fixture->err))
		fail_msg("%s", fixture->err.text);
}

static void each_change_has_its_verdict(void **state)
{
	static const struct {
		const char *text, *speaker, *verdict, *told;
	} rows[] = {
		{"The harbour wall will not be sold before 2040, and 12 families keep their berths", NULL, "authentic",
		 ""},
		{"the harbour wall will not be sold before 2040 – and 12 families keep their berths!", "quill",
		 "authentic", "\"negation\":null"},
		{"The harbour wall will not be sold", NULL, "shortened", ""},
		{"The harbour wall will not be sold … families keep their berths", NULL, "shortened", ""},
		{"The harbour wall will be sold before 2040", NULL, "altered", "\"negation\":\"lost\""},
		{"12 families do not keep their berths", NULL, "altered", "\"negation\":\"added\""},
		{"and 20 families keep their berths", NULL, "altered", "\"number_changed\":true"},
		{"The harbour wall will not be rented before 2040", NULL, "altered",
		 "{\"op\":\"lost\",\"text\":\"sold\"},{\"op\":\"added\",\"text\":\"rented\"}"},
		{"The harbour wall will not be sold before 2040", "renn", "other speaker", "\"wording\":\"shortened\""},
		{"Nobody ever asked the fishermen about parking", NULL, "unseen", ""},
		{"The wall and the families", NULL, "unseen", ""},
	};
	struct fixture *fixture = *state;
	struct buffer out = {0}, want = {0};

	add(fixture, "2031-02-03", said, &ada, 1, false);
	add(fixture, "2031-02-03", "“Parking on the quay costs too much for fishermen.”", &bo, 1, false);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		buffer_clear(&want);
		buffer_printf(&want, "{\"verdict\":\"%s\"", rows[i].verdict);
		ask(fixture, rows[i].text, rows[i].speaker, &out);
		if (strncmp(out.data, want.data, want.length) != 0 || !strstr(out.data, rows[i].told))
			fail_msg("%s: %s", rows[i].text, out.data);
	}
	buffer_done(&out);
	buffer_done(&want);
}

static void a_retelling_is_only_indirect(void **state)
{
	struct fixture *fixture = *state;
	struct speaker both[] = {ada, bo}; /* the helper makes the second indirect */
	struct buffer out = {0};

	add(fixture, "2031-02-03", "the lock keepers would strike on Monday at noon", both, 2, false);
	ask(fixture, "the lock keepers would strike on Monday", "renn", &out);
	assert_int_equal(strncmp(out.data, "{\"verdict\":\"indirect\"", 20), 0);
	buffer_done(&out);
}

static void every_stored_statement_is_proved(void **state)
{
	struct fixture *fixture = *state;
	struct buffer out = {0};
	struct store_proof proof;

	add(fixture, "2031-02-03", said, &ada, 1, false);
	assert_int_equal(store_verify_all(fixture->store, 0, 10, &out, &proof, &fixture->err), STORE_OK);
	assert_int_equal(proof.proved, 1);
	assert_int_equal(proof.next, 0);
	assert_int_equal(out.length, 0);
	buffer_done(&out);
}

static void a_text_that_was_changed_is_found(void **state)
{
	struct fixture *fixture = *state;
	char command[256];
	struct buffer out = {0};
	struct store_proof proof;

	add(fixture, "2031-02-03", said, &ada, 1, false);
	snprintf(command, sizeof(command),
		 "python3 -c \"import sqlite3; d = sqlite3.connect('%s'); d.execute('UPDATE articles SET text = "
		 "replace(text, char(110), char(109))'); d.commit()\"",
		 fixture->path);
	assert_int_equal(system(command), 0);
	assert_int_equal(store_verify_all(fixture->store, 0, 10, &out, &proof, &fixture->err), STORE_OK);
	assert_int_equal(proof.proved, 0);
	assert_int_equal(times(&out, "\"article_id\":1"), 1);
	buffer_done(&out);
}

int main(void)
{
#define TEST(test) cmocka_unit_test_setup_teardown(test, fixture_open, fixture_close)
	const struct CMUnitTest tests[] = {
		TEST(each_change_has_its_verdict),
		TEST(a_retelling_is_only_indirect),
		TEST(every_stored_statement_is_proved),
		TEST(a_text_that_was_changed_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
