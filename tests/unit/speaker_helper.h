/* SPDX-License-Identifier: MIT */
/* What the tests of speakers share: a text, one of its statements, and who says it. */
#ifndef SPEAKER_HELPER_H
#define SPEAKER_HELPER_H

#include "engine_helper.h"

#include "quoted/engine.h"

struct fact {
	const char *text;
	size_t statement;    /* index */
	const char *speaker; /* names joined by " & ", or NULL for nobody */
};

static inline void check(struct fixture *fixture, const struct fact *fact)
{
	struct extraction extraction = {0};
	struct buffer names = {0};
	const struct statement *statement;
	struct error err;

	assert_int_equal(engine_extract(fixture->engine, "a.txt", fact->text, strlen(fact->text), &extraction, &err),
			 0);
	if (extraction.count <= fact->statement)
		fail_msg("%zu statements in \"%s\"", extraction.count, fact->text);
	statement = &extraction.statements[fact->statement];
	for (size_t i = 0; i < statement->speaker_count; i++)
		buffer_printf(&names, "%s%s", i ? " & " : "", statement->speakers[i].name);
	if (!fact->speaker && statement->speaker_count)
		fail_msg("\"%s\" says statement %zu of \"%s\"", names.data, fact->statement, fact->text);
	if (fact->speaker && (!names.length || strcmp(names.data, fact->speaker) != 0))
		fail_msg("\"%s\", not \"%s\", says statement %zu of \"%s\"", names.length ? names.data : "nobody",
			 fact->speaker, fact->statement, fact->text);
	buffer_done(&names);
	extraction_done(&extraction);
}

static inline void check_all(void **state, const struct fact *facts, size_t count)
{
	for (size_t i = 0; i < count; i++)
		check(*state, &facts[i]);
}

#define CHECK_ALL(facts) check_all(state, facts, sizeof(facts) / sizeof(*(facts)))

#endif
