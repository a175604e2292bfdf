/* SPDX-License-Identifier: MIT */
/*
 * Texts made to take long. The engine is built a second time so that each of its basic blocks counts itself, and twice
 * the text must not take much more than twice the blocks: a count, not a time. A megabyte must take no more a byte
 * than some kilobytes do.
 */
#include "engine_helper.h"

#include <stdio.h>

#define SMALL (12 * 1024)
#define FACTOR 2
#define LARGE (1024 * 1024)
#define SLACK 1.25 /* tables that grow, limits that are met late */

void __sanitizer_cov_trace_pc(void);

static uint64_t blocks;

/* Called by the compiler's instrumentation at each basic block of the engine. */
void __sanitizer_cov_trace_pc(void)
{
	blocks++;
}

static const char *const attacks[] = {
	"\"",
	"\" ",
	"\"a ",
	"a\" ",
	"\"a\" ",
	"\xE2\x80\x9C",
	"\xE2\x80\x9C"
	"a ",
	"\xE2\x80\x9D",
	"\xC2\xAB"
	"a ",
	"''",
	"``a ",
	"'",
	"'a ",
	" 'a' ",
	"a' ",
	"\"a b c\n",
	"\"a b c\"\n",
	"\xE2\x80\x9C"
	"A b c.\n",
	"Ann Lee ",
	"Ann Lee, ",
	"Ann Lee and ",
	"Mr. Lee ",
	"Mayor Ann Lee of Tarn, ",
	"Lee's ",
	",",
	", ",
	"Lee, ",
	"Lee said ",
	"said that ",
	"said ",
	"said, ",
	"Ann said that ",
	"Ann Lee said. ",
	"she said he said ",
	"\"We go on now,\" she said. ",
	"\"We go on now,\" Ann Lee said. ",
	"\"We go on now. ",
	"told ",
	"according to ",
	"According to Ann Lee, ",
	"who said ",
	"who, ",
	"that ",
	"the ",
	"the mayor ",
	"the agency said it ",
	"of the ",
	"he ",
	"They said they left. ",
	"not ",
	"adding that ",
	"( ",
	"(",
	")",
	"- ",
	"--",
	"\xE2\x80\x94",
	": ",
	"Lee: ",
	"LEE: I go now.\n",
	"; ",
	". ",
	".",
	"...",
	"A. ",
	"A.",
	"Mr. ",
	"?",
	"1 ",
	"1,",
	"1.",
	"a",
	"a ",
	"A",
	"A ",
	"a-",
	"a'",
	"@",
	"#",
	"&",
	"\n",
	"\r\n",
	"a\n",
	"Read More\n",
	"\t",
	"\xC2\xA0",
	"\xC3\xA9",
	"\xF0\x9F\x9A\xA2",
	"<",
	"<p>",
	"&amp;",
	"{\"a\":",
};

/* length bytes of the piece again and again. */
static char *repeat(const char *piece, size_t length)
{
	char *text = xmalloc(length + 1);
	size_t size = strlen(piece);

	for (size_t at = 0; at < length; at += size)
		memcpy(text + at, piece, size < length - at ? size : length - at);
	text[length] = '\0';
	return text;
}

/* Names that are all different: "Bab Cuz, Bac Cuz, ..." */
static char *distinct_names(size_t length)
{
	struct buffer text = {0};

	for (unsigned int i = 0; text.length < length; i++)
		buffer_printf(&text, "B%c%c%c%c M%c%c%c, ", 'a' + i % 26, 'a' + i / 26 % 26, 'a' + i / 676 % 26,
			      'a' + i / 17576 % 26, 'a' + i % 26, 'a' + i / 26 % 26, 'a' + i / 676 % 26);
	text.data[length] = '\0';
	return text.data;
}

static char *distinct_speakers(size_t length)
{
	struct buffer text = {0};

	for (unsigned int i = 0; text.length < length; i++)
		buffer_printf(&text, "M%c%c%c B%c%c%c said he is late. ", 'a' + i % 26, 'a' + i / 26 % 26,
			      'a' + i / 676 % 26, 'a' + i % 26, 'a' + i / 26 % 26, 'a' + i / 676 % 26);
	text.data[length] = '\0';
	return text.data;
}

static uint64_t count(struct fixture *fixture, const char *text, size_t length)
{
	struct extraction extraction = {0};
	struct error err;

	blocks = 0;
	if (engine_extract(fixture->engine, "attack.txt", text, length, &extraction, &err) == 0)
		extraction_done(&extraction);
	return blocks;
}

/* The first bytes of the text and all of it: the work must grow as the text does. */
static void expect_linear(struct fixture *fixture, const char *name, const char *text, size_t first, size_t length)
{
	double part = (double)count(fixture, text, first), whole = (double)count(fixture, text, length);
	double growth = whole / (part + 1), wanted = (double)length / (double)first;

	if (getenv("ATTACK_SHOW"))
		printf("# %10.1f blocks a byte, %.2f times the work for %.2f times the text: %.20s\n",
		       whole / (double)length, growth, wanted, name);
	else if (growth > wanted * SLACK)
		fail_msg("%.2f times the text takes %.2f times the work: %s", wanted, growth, name);
}

static void twice_the_text_takes_twice_the_work(void **state)
{
	char *text;

	for (size_t i = 0; i < sizeof(attacks) / sizeof(*attacks); i++) {
		text = repeat(attacks[i], SMALL * FACTOR);
		expect_linear(*state, attacks[i], text, SMALL, SMALL * FACTOR);
		free(text);
	}
	text = distinct_names(SMALL * FACTOR);
	expect_linear(*state, "names, all different", text, SMALL, SMALL * FACTOR);
	free(text);
	text = distinct_speakers(SMALL * FACTOR);
	expect_linear(*state, "speakers, all different", text, SMALL, SMALL * FACTOR);
	free(text);
}

static void a_megabyte_takes_no_more_a_byte(void **state)
{
	static const char *const pieces[] = {"\"", "Ann Lee ", ", ", "said "};

	for (size_t i = 0; i < sizeof(pieces) / sizeof(*pieces); i++) {
		char *text = repeat(pieces[i], LARGE);

		expect_linear(*state, pieces[i], text, SMALL * FACTOR, LARGE);
		free(text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(twice_the_text_takes_twice_the_work),
		cmocka_unit_test(a_megabyte_takes_no_more_a_byte),
	};

	return cmocka_run_group_tests(tests, engine_setup, engine_teardown);
}
