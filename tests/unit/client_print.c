/* SPDX-License-Identifier: MIT */
/* What a terminal gets: nothing that it would obey, and lines that fit. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <locale.h>
#include <string.h>

#include "print.h"

#define BAD "\xEF\xBF\xBD"

static void controls_are_replaced(void **state)
{
	static const struct {
		const char *text, *want;
	} rows[] = {
		{"plain", "plain"},
		{"“ž 中 🎈”", "“ž 中 🎈”"},
		{"a\nb\tc\rd", "a b c d"},
		{"\033[31mred", BAD "[31mred"},
		{"bell\a del\x7F", "bell" BAD " del" BAD},
		{"c1 \xC2\x9B"
		 "2J",
		 "c1 " BAD "2J"},
		{"raw c1 \x9B"
		 "2J",
		 "raw c1 " BAD "2J"},
		{"nbsp\xC2\xA0stays", "nbsp\xC2\xA0stays"},
		{"\xE2\x80\xAEoverride\xE2\x80\xAC", BAD "override" BAD},
		{"\xE2\x81\xA6isolate\xE2\x81\xA9", BAD "isolate" BAD},
		{"\xE2\x80\x8Emark\xD8\x9C", BAD "mark" BAD},
		{"\xE2\x80\xA8line\xE2\x80\xA9", BAD "line" BAD},
		{"cut \xE2\x80", "cut " BAD BAD},
		{"overlong \xC0\x9B", "overlong " BAD BAD},
		{"surrogate \xED\xA0\x80", "surrogate " BAD BAD BAD},
	};
	struct buffer out = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		buffer_clear(&out);
		print_safe(&out, rows[i].text, strlen(rows[i].text));
		assert_string_equal(out.data, rows[i].want);
	}
	buffer_clear(&out);
	print_safe(&out, "a\0b", 3);
	assert_string_equal(out.data, "a" BAD "b");
	buffer_done(&out);
}

static void json_stays_json(void **state)
{
	struct buffer out = {0};

	(void)state;
	print_safe_json(&out, "{\"a\":\"\xE2\x80\xAEž\x7F\\n \xC2\x9B\"}");
	assert_string_equal(out.data, "{\"a\":\"\\u202ež\\u007f\\n \\u009b\"}");
	buffer_done(&out);
}

static void width_counts_columns(void **state)
{
	static const struct {
		const char *text;
		size_t width;
	} rows[] = {{"", 0},        {"abc", 3},       {"“ž”", 3},
		    {"中文", 4},    {"e\xCC\x81", 1}, {PRINT_BOLD "ab" PRINT_PLAIN, 2},
		    {PRINT_MARK, 0}};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		assert_int_equal(print_width(rows[i].text, strlen(rows[i].text)), rows[i].width);
}

static void lines_fit(void **state)
{
	static const struct {
		const char *text;
		size_t indent, width;
		const char *want;
	} rows[] = {
		{"", 2, 40, "  "},
		{"one two", 0, 0, "one two"},
		{"one two", 3, 0, "   one two"},
		{"aaaaaaaaaa bbbbbbbbb cc", 0, 20, "aaaaaaaaaa bbbbbbbbb\ncc"},
		{"aaaaaaaaaa bbbbbbbbbb cc", 0, 20, "aaaaaaaaaa\nbbbbbbbbbb cc"},
		{"aaaaaaaaaa bbbbbbbbbb", 4, 24, "    aaaaaaaaaa\n    bbbbbbbbbb"},
		{"  much   space  ", 0, 20, "much space"},
		{"aaaaaaaaaaaaaaaaaaaaaaaaa", 0, 20, "aaaaaaaaaaaaaaaaaaaa\naaaaa"},
		{"中中中中中中中中中中中", 1, 21, " 中中中中中中中中中中\n 中"},
		{PRINT_BOLD "aaaaaaaaaa" PRINT_PLAIN " bbbbbbbbb", 0, 20,
		 PRINT_BOLD "aaaaaaaaaa" PRINT_PLAIN " bbbbbbbbb"},
		{"narrow as it may be", 4, 5, "    narrow as it may be"},
	};
	struct buffer out = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		buffer_clear(&out);
		print_wrapped(&out, rows[i].text, rows[i].indent, rows[i].width);
		assert_string_equal(out.data, rows[i].want);
	}
	buffer_done(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(controls_are_replaced),
		cmocka_unit_test(json_stays_json),
		cmocka_unit_test(width_counts_columns),
		cmocka_unit_test(lines_fit),
	};

	setlocale(LC_CTYPE, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
