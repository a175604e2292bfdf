/* SPDX-License-Identifier: MIT */
/*
 * A megabyte in one line of what the engine looks at most: it is read to its end in time that grows with its length.
 * The test's timeout is generous; work that grows with the square of the length is far beyond it.
 */
#include "engine_helper.h"

#define SIZE (1 << 20)

static size_t run_line(void **state, const char *unit)
{
	struct fixture *fixture = *state;
	struct extraction extraction = {0};
	size_t length = strlen(unit), count;
	struct buffer text = {0};
	struct error err;

	while (text.length + length < SIZE)
		buffer_add(&text, unit, length);
	buffer_char(&text, '\n');
	assert_int_equal(engine_extract(fixture->engine, "line.txt", text.data, text.length, &extraction, &err), 0);
	count = extraction.count;
	extraction_done(&extraction);
	buffer_done(&text);
	return count;
}

static void reads_quotation_marks(void **state)
{
	run_line(state, "\"");
	run_line(state, "\xE2\x80\x9C ");
	run_line(state, "'a ");
}

static void reads_names(void **state)
{
	run_line(state, "Ann Lee ");
	run_line(state, "Lee said ");
}

static void reads_commas(void **state)
{
	run_line(state, ",");
	run_line(state, "Lee, ");
}

static void reads_cue_verbs(void **state)
{
	run_line(state, "said ");
	run_line(state, "said that ");
}

static void reads_attributions(void **state)
{
	assert_true(run_line(state, "\"The bridge is safe,\" Lee said, ") > 1000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_quotation_marks), cmocka_unit_test(reads_names),
		cmocka_unit_test(reads_commas),          cmocka_unit_test(reads_cue_verbs),
		cmocka_unit_test(reads_attributions),
	};

	return cmocka_run_group_tests(tests, engine_setup, engine_teardown);
}
