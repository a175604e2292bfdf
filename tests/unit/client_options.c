/* SPDX-License-Identifier: MIT */
/* Reading the command line, and the request that it comes to. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "options.h"
#include "request.h"

#define WORDS 8

/* Parse a line of words with a space between; the operands stay in argv. */
static int parse(const char *line, struct options *options, int *argc, char **argv, struct error *err)
{
	static char copy[256];

	strcpy(copy, line);
	*argc = 0;
	for (char *word = strtok(copy, " "); word; word = strtok(NULL, " "))
		argv[(*argc)++] = word;
	argv[*argc] = NULL;
	*options = (struct options){0};
	return options_parse(options, argc, argv, err);
}

static void values_and_operands(void **state)
{
	struct options options;
	struct error err;
	char *argv[WORDS];
	int argc;

	(void)state;
	assert_int_equal(parse("quotes ada --since 2031 quill --csv --limit=7", &options, &argc, argv, &err), 0);
	assert_int_equal(argc, 2);
	assert_string_equal(argv[0], "ada");
	assert_string_equal(argv[1], "quill");
	assert_string_equal(options.since, "2031");
	assert_string_equal(options.limit, "7");
	assert_int_equal(options.output, OUTPUT_CSV);
	assert_null(options.until);
	assert_int_equal(parse("quotes --no-color --help -- --json", &options, &argc, argv, &err), 0);
	assert_int_equal(argc, 1);
	assert_string_equal(argv[0], "--json");
	assert_true(options.no_color && options.help && !options.no_pager);
	assert_int_equal(options.output, OUTPUT_TEXT);
}

static void values_are_checked(void **state)
{
	static const struct {
		const char *line;
		int result;
	} rows[] = {
		{"quotes --since 2022", 0},       {"quotes --since 2022-01", 0},
		{"quotes --until=2024-02-29", 0}, {"quotes --until=2023-02-29", -1},
		{"quotes --since 2022-13", -1},   {"quotes --since 2022-1", -1},
		{"quotes --since 22", -1},        {"quotes --since 2022-01-15T10", -1},
		{"quotes --since yesterday", -1}, {"quotes --since=", -1},
		{"quotes --since", -1},           {"quotes --kind direct", 0},
		{"quotes --kind Direct", -1},     {"quotes --stance deny", 0},
		{"quotes --stance denies", -1},   {"quotes --limit 1", 0},
		{"quotes --limit 0", -1},         {"quotes --limit -3", -1},
		{"quotes --limit 3x", -1},        {"quotes --limit 99999999999", -1},
		{"quotes --article 12", 0},       {"quotes --article 0", -1},
		{"quotes --article us.txt", -1},  {"quotes --article 9999999999999999999", -1},
		{"quotes --nothing-such", -1},    {"quotes -x", -1},
		{"quotes --json=yes", -1},        {"quotes --words anything'at;all", 0},
	};
	struct options options;
	struct error err;
	char *argv[WORDS];
	int argc;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (parse(rows[i].line, &options, &argc, argv, &err) != rows[i].result)
			fail_msg("%s: %d wanted", rows[i].line, rows[i].result);
}

static void errors_tell_the_words(void **state)
{
	struct options options;
	struct error err;
	char *argv[WORDS];
	int argc;

	(void)state;
	parse("quotes --kind x", &options, &argc, argv, &err);
	assert_string_equal(err.text, "--kind takes a kind, not \"x\"; one of direct, mixed, indirect");
	parse("quotes --since x", &options, &argc, argv, &err);
	assert_string_equal(err.text, "--since takes a date (2022, 2022-01 or 2022-01-15), not \"x\"");
	parse("quotes --foo", &options, &argc, argv, &err);
	assert_string_equal(err.text, "there is no option --foo");
}

static const struct command *command(const char *name)
{
	for (const struct command *at = commands; at->name; at++)
		if (!strcmp(at->name, name))
			return at;
	fail_msg("no command %s", name);
	return NULL;
}

static void a_command_takes_the_filters_of_its_endpoint(void **state)
{
	struct options options = {.since = "2031"};
	struct error err;

	(void)state;
	assert_int_equal(options_check(&options, command("by"), &err), 0);
	assert_int_equal(options_check(&options, command("follow"), &err), -1);
	assert_string_equal(err.text, "follow takes no --since");
	assert_int_equal(options_check(&options, command("put"), &err), -1);
	options = (struct options){.limit = "3"};
	assert_int_equal(options_check(&options, command("speakers"), &err), 0);
	assert_int_equal(options_check(&options, command("extract"), &err), -1);
	options = (struct options){.explain = true};
	assert_int_equal(options_check(&options, command("extract"), &err), 0);
	assert_int_equal(options_check(&options, command("by"), &err), -1);
	assert_string_equal(err.text, "by takes no --explain");
}

static void targets_are_encoded(void **state)
{
	struct options options = {.speaker = "Žofie O'Hara & Söhne", .until = "2031-02", .kind = "mixed", .limit = "3"};
	struct buffer target = {0};

	(void)state;
	request_start(&target, ENDPOINT_STATEMENTS, NULL);
	request_add_filters(&target, ENDPOINT_STATEMENTS, &options);
	request_add(&target, "after", NULL);
	assert_string_equal(target.data, "/v1/statements?speaker=%C5%BDofie%20O%27Hara%20%26%20S%C3%B6hne&until=2031-02"
					 "&kind=mixed");
	request_start(&target, ENDPOINT_FOLLOW, NULL);
	request_add_filters(&target, ENDPOINT_FOLLOW, &options);
	assert_null(strstr(target.data, "until"));
	assert_non_null(strstr(target.data, "kind=mixed"));
	request_start(&target, ENDPOINT_ARTICLE, "../x?y#z");
	assert_string_equal(target.data, "/v1/articles/..%2Fx%3Fy%23z");
	buffer_done(&target);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_and_operands),   cmocka_unit_test(values_are_checked),
		cmocka_unit_test(errors_tell_the_words), cmocka_unit_test(a_command_takes_the_filters_of_its_endpoint),
		cmocka_unit_test(targets_are_encoded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
