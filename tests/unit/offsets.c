/* SPDX-License-Identifier: MIT */
/* Offsets are those of the file itself, also where the engine reads a cleaned text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "quoted/engine.h"

#define SOFT_HYPHEN "\xC2\xAD"
#define ZERO_WIDTH "\xE2\x80\x8B"

static const struct {
	const char *text, *content, *cue, *speaker;
} rows[] = {
	{"\"The bridge is safe,\" Ivo Marsh said on Monday.\n", "\"The bridge is safe,\"", "said", "Ivo Marsh"},
	{"\"The br" SOFT_HYPHEN "idge is " ZERO_WIDTH "safe,\" Ivo Mar" SOFT_HYPHEN "sh sa" SOFT_HYPHEN
	 "id on Monday.\n",
	 "\"The br" SOFT_HYPHEN "idge is " ZERO_WIDTH "safe,\"", "sa" SOFT_HYPHEN "id", "Ivo Marsh"},
	{"\"The bridge over the Tarn is safe and it will stay open for the engi-\n"
	 "neers who look after it, and for all who want to cross the river,\"\n"
	 "said Ivo Marsh on Monday.\n",
	 "\"The bridge over the Tarn is safe and it will stay open for the engi-\n"
	 "neers who look after it, and for all who want to cross the river,\"",
	 "said", "Ivo Marsh"},
};

static void assert_span(const struct article *article, const struct spans *spans, const char *wanted)
{
	assert_int_equal(spans->count, 1);
	assert_int_equal(spans->at[0].end - spans->at[0].start, strlen(wanted));
	assert_memory_equal(article->text + spans->at[0].start, wanted, strlen(wanted));
}

static void offsets_are_those_of_the_file(void **state)
{
	struct error err;
	struct pack *pack = pack_load(getenv("QUOTED_RULES"), NULL, &err);
	struct engine *engine = engine_new(pack, &err);

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct extraction extraction = {0};
		const struct statement *statement;

		assert_int_equal(engine_extract(engine, "a.txt", rows[i].text, strlen(rows[i].text), &extraction, &err),
				 0);
		assert_string_equal(extraction.article.text, rows[i].text);
		assert_int_equal(extraction.count, 1);
		statement = extraction.statements;
		assert_span(&extraction.article, &statement->content, rows[i].content);
		assert_span(&extraction.article, &statement->cue, rows[i].cue);
		assert_int_equal(statement->speaker_count, 1);
		assert_string_equal(statement->speakers[0].name, rows[i].speaker);
		extraction_done(&extraction);
	}
	engine_free(engine);
	pack_free(pack);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(offsets_are_those_of_the_file)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
