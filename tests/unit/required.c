/* SPDX-License-Identifier: MIT */
/* What a pattern cannot match without is found, and nothing else: no search is left out that would have found. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "../../daemon/engine/required.h"

static bool met(const char *pattern, const char *subject)
{
	struct byte_set present = {{0}};
	struct required required;
	bool in_order;

	required_find(pattern, &required);
	in_order = required_in_order(&required, subject, strlen(subject));
	for (; *subject; subject++)
		byte_set_add(&present, (unsigned char)*subject);
	assert_true(required_met(&required, &present) || !in_order);
	return in_order;
}

static void needs_what_every_match_has(void **state)
{
	(void)state;
	assert_true(met("ab", "-a-b"));
	assert_false(met("ab", "b-a"));
	assert_false(met("a[ab]b", "ab"));
	assert_false(met("ab", "aaa"));
	assert_false(met("a(?:bc?){1,2}d", "ad"));
	assert_false(met("^(?<source>[XN]+)(?<cue>[\\x80\\x81])", "XN"));
	assert_true(met("^(?<source>[XN]+)(?<cue>[\\x80\\x81])", "N\x81"));
	assert_false(met("a\\+b", "ab"));
	assert_true(met("a[]x]b", "a]b"));
	assert_false(met("a[]x]b", "ab"));
	assert_false(met("[^\\x00-\\x60\\x80-\\xff]", "ABC"));
}

static void leaves_out_what_a_match_may_lack(void **state)
{
	(void)state;
	assert_true(met("ab?c*d{0,3}", "a"));
	assert_true(met("a(?:b|c)", "a"));
	assert_true(met("a|b", "b"));
	assert_true(met("(?=b)a(?!c)", "a"));
	assert_true(met("(?<=b)a(?<!c)$", "a"));
	assert_true(met("a(?:bc)?", "a"));
	assert_true(met("a(?:b(?:c|d)?)?+", "a"));
	assert_true(met("a.[^b]", "a"));
}

static void says_nothing_of_what_it_cannot_read(void **state)
{
	const char *const patterns[] = {"a\\d",     "(?i)a", "(?>ab)",       "(*MARK:b)a",
					"a\\Qb\\E", "a{,2}", "[[:alpha:]]a", "(?|a|b)c"};

	(void)state;
	for (size_t i = 0; i < sizeof(patterns) / sizeof(*patterns); i++)
		assert_true(met(patterns[i], "-"));
}

/* A pattern of `length` parts drawn from those of rule files. */
static void draw(char *pattern, uint32_t *seed, int length)
{
	static const char *const parts[] = {
		"a",     "b",      "[ab]", "[^c]",   "c?",          "d*", "(?:a|b)", "(?:cd)", "(?:c(?:a|d)b)?",
		"(?=a)", "(?<!d)", "a{2}", "d{0,2}", "(?:ab){1,2}", ".",  "^",       "$",      "|"};

	*pattern = '\0';
	for (int i = 0; i < length; i++) {
		*seed = *seed * 1664525u + 1013904223u;
		strcat(pattern, parts[(*seed >> 16) % (sizeof(parts) / sizeof(*parts))]);
	}
}

/* Whatever PCRE2 finds has all that is required. */
static void agrees_with_pcre2(void **state)
{
	static const char *const subjects[] = {"",     "a",    "b",    "c",    "ab",   "abcd",
					       "dcba", "aabb", "cdcd", "acbd", "bbbb", "ddaa"};
	uint32_t seed = 1;
	int matches = 0;

	(void)state;
	for (int round = 0; round < 3000; round++) {
		char pattern[256];
		int error;
		PCRE2_SIZE offset;
		pcre2_match_data *data = pcre2_match_data_create(4, NULL);
		pcre2_code *code;

		draw(pattern, &seed, 1 + round % 6);
		code = pcre2_compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED, 0, &error, &offset, NULL);
		for (size_t i = 0; code && i < sizeof(subjects) / sizeof(*subjects); i++) {
			if (pcre2_match(code, (PCRE2_SPTR)subjects[i], strlen(subjects[i]), 0, 0, data, NULL) <= 0)
				continue;
			matches++;
			if (!met(pattern, subjects[i]))
				fail_msg("%s matches %s", pattern, subjects[i]);
		}
		pcre2_code_free(code);
		pcre2_match_data_free(data);
	}
	assert_true(matches > 1000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(needs_what_every_match_has),
		cmocka_unit_test(leaves_out_what_a_match_may_lack),
		cmocka_unit_test(says_nothing_of_what_it_cannot_read),
		cmocka_unit_test(agrees_with_pcre2),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
