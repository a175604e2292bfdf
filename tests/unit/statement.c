/* SPDX-License-Identifier: MIT */
/* From token ranges to byte ranges: what comes out is in order and nothing in it twice, whatever the rules found. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../../daemon/engine/statement.h"

#define TOKENS 10

/* Ten tokens of three bytes with a space between them. */
static void content_is_in_order_and_apart(void **state)
{
	static const struct {
		struct range content[3];
		uint32_t count;
		size_t want_count;
		struct span want[3];
	} rows[] = {
		{{{0, 2}, {3, 4}}, 2, 2, {{0, 7}, {12, 15}}},
		{{{3, 4}, {0, 2}}, 2, 2, {{0, 7}, {12, 15}}},
		{{{0, 6}, {3, 6}}, 2, 1, {{0, 23}}},
		{{{3, 8}, {0, 4}}, 2, 1, {{0, 31}}},
		{{{2, 2}, {1, 2}}, 2, 1, {{4, 7}}},
		{{{8, 9}, {0, 1}, {4, 5}}, 3, 3, {{0, 3}, {16, 19}, {32, 35}}},
		{{{0, 1}, {6, 7}, {0, 9}}, 3, 1, {{0, 35}}},
	};
	struct token tokens[TOKENS] = {0};
	struct document document = {.text = "aaa bbb ccc ddd eee fff ggg hhh iii jjj", .length = 39, .tokens = tokens};

	(void)state;
	for (uint32_t i = 0; i < TOKENS; i++)
		tokens[i] = (struct token){.start = i * 4, .end = i * 4 + 3, .quote = -1};
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct attribution attribution = {.content_count = rows[i].count};
		struct arena arena = {0};
		const struct spans *content;

		for (uint32_t k = 0; k < rows[i].count; k++)
			attribution.content[k] = rows[i].content[k];
		document.attributions = &attribution;
		document.attribution_count = 1;
		content = &statements_make(&document, &arena)->content;
		assert_int_equal(content->count, rows[i].want_count);
		for (size_t k = 0; k < content->count; k++) {
			assert_int_equal(content->at[k].start, rows[i].want[k].start);
			assert_int_equal(content->at[k].end, rows[i].want[k].end);
		}
		arena_done(&arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(content_is_in_order_and_apart)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
