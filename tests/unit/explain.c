/* SPDX-License-Identifier: MIT */
/* What `explain` says of statements, and of spans within marks that are none. */
#include "engine_helper.h"

static void expect(void **state, const char *text, const char *const *wanted)
{
	struct fixture *fixture = *state;
	struct buffer report = {0};
	struct error err;

	assert_int_equal(engine_explain(fixture->engine, "case.txt", text, strlen(text), &report, &err), 0);
	for (; *wanted; wanted++)
		if (!strstr(report.data, *wanted))
			fail_msg("no <%s> in:\n%s", *wanted, report.data);
	buffer_done(&report);
}

static void names_the_rule_and_the_parts(void **state)
{
	expect(state, "\"The line is safe,\" Ann Lee said on Monday.",
	       (const char *const[]){"case.txt: 1 statements, 1 spans", "en/quote-source-cue: ",
				     "\"Ann Lee\" at byte 20", "\"said\" at byte 28", "{QUOTE}{NAME}{NAME}{CUE}",
				     "speaker   Ann Lee (person)", "chain     \"Ann Lee\" at byte 20", NULL});
}

static void tells_the_bytes_of_the_file_where_its_text_was_cleaned(void **state)
{
	expect(state, "Tar\xC2\xADn. \"The line is safe,\" Ann Lee said on Monday.",
	       (const char *const[]){"\"Ann Lee\" at byte 28", "\"said\" at byte 36", "safe,\"\" at byte 8", NULL});
}

static void tells_why_a_span_is_none(void **state)
{
	expect(state, "The so-called \"ghost train\" is gone.",
	       (const char *const[]){"because   no cue governs it and it is too short", NULL});
	expect(state, "The book \"The Long Way Home\" is on the table.",
	       (const char *const[]){"because   no cue governs it and every word of weight has a capital", NULL});
	expect(state, "The last tram was that of Bo \"Buzz\" Renn of Tarn.",
	       (const char *const[]){"because   a nickname", NULL});
	expect(state, "The park is \"open for\" ever and a day.\n\nIt is \"closed",
	       (const char *const[]){"its mark never closes", NULL});
}

static void tells_whom_a_source_may_mean(void **state)
{
	expect(state, "Edmund Carrow met Thomas Carrow on Friday. \"It is late,\" Carrow said.",
	       (const char *const[]){"speaker   (nobody: no candidate is sure enough)", "weighed   \"",
				     "\"Edmund Carrow\"", "\"Thomas Carrow\"", NULL});
	expect(state,
	       "French striker Joao Wendell scored twice. English striker Thomas Carrow was cold. The Italian said it "
	       "was "
	       "late. The Brazilian said so too.",
	       (const char *const[]){"speaker   Italian (anonymous)", NULL});
	expect(state, "Ann Lee met Bo Renn, Cy Poe and Di Roe. It rained. They sang. The Italian said it was late.",
	       (const char *const[]){"speaker   Italian (anonymous)", "weighed   \"", NULL});
}

static void keeps_long_texts_short(void **state)
{
	struct buffer text = {0};

	buffer_text(&text, "Ann Lee said: \"We wait");
	for (int i = 0; i < 400; i++)
		buffer_text(&text, " and we wait");
	buffer_text(&text, " at the last stop.\"");
	expect(state, text.data, (const char *const[]){" ... ", "at the last stop.", NULL});
	buffer_done(&text);
}

static void refuses_what_cannot_be_read(void **state)
{
	struct fixture *fixture = *state;
	struct buffer report = {0};
	struct error err;

	assert_int_equal(engine_explain(fixture->engine, "case.bin", "a\0b", 3, &report, &err), -1);
	assert_non_null(strstr(err.text, "NUL at byte 1"));
	buffer_done(&report);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_the_rule_and_the_parts),
		cmocka_unit_test(tells_the_bytes_of_the_file_where_its_text_was_cleaned),
		cmocka_unit_test(tells_why_a_span_is_none),
		cmocka_unit_test(tells_whom_a_source_may_mean),
		cmocka_unit_test(keeps_long_texts_short),
		cmocka_unit_test(refuses_what_cannot_be_read),
	};

	return cmocka_run_group_tests(tests, engine_setup, engine_teardown);
}
