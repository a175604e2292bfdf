/* SPDX-License-Identifier: MIT */
/* The record: its JSON; its bytes, there and back, and what is refused on the way back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "quoted/record.h"

static const char text[] = "\"Trams are late,\" Ada Quill and Bo Renn told the council at Town Hall. \"Again.\"";

static struct span content[] = {{1, 15}, {72, 78}}, cue[] = {{40, 44}}, source[] = {{18, 39}};
static const char *aliases[] = {"Quill"};
static struct speaker speakers[] = {
	{"Ada Quill", SPEAKER_PERSON, "mayor of Tarn", NULL, 'f', aliases, 1},
	{"Bo Renn", SPEAKER_PERSON, NULL, NULL, 0, NULL, 0},
};

static struct statement sample(void)
{
	return (struct statement){
		.id = "0123456789abcdef",
		.kind = KIND_DIRECT,
		.content = {content, 2},
		.cue = {cue, 1},
		.source = {source, 1},
		.speakers = speakers,
		.speaker_count = 2,
		.stance = STANCE_DENY,
		.negated = true,
		.addressee = {45, 56},
		.venue = {60, 69},
		.said_at = "2031-02-03",
		.paragraph = 3,
		.rule = "en/said",
		.confidence = 0.9,
		.chain = "\"Quill\" at byte 18",
	};
}

/* Another's claim with a figure, told of by the statement. */
static void add_claims(struct statement *statement, struct claim *claim)
{
	static const char *terms[] = {"#tram", "@tarn"};
	static struct figure figure = {.value = "12", .of = "tram"};
	static const struct speaker holder = {.name = "Tarn", .type = SPEAKER_ORGANISATION};

	*claim = (struct claim){.holder = &holder,
				.stance = STANCE_DENY,
				.negated = true,
				.terms = terms,
				.term_count = 2,
				.figures = &figure,
				.figure_count = 1};
	statement->claims = claim;
	statement->claim_count = 1;
}

static struct extraction extraction_of(struct statement *statement)
{
	return (struct extraction){
		.article = {.name = "a \"b\".txt",
			    .text = text,
			    .length = sizeof(text) - 1,
			    .title = "Trams",
			    .date = "2031-02-04"},
		.statements = statement,
		.count = 1,
		.sketch = {.mins = {0, 1, 0x7F, 0x80, UINT16_MAX}, .shingles = 300},
		.rules = "r1",
		.partial = true,
	};
}

static void statement_has_every_key_in_order(void **state)
{
	struct statement statement = sample();
	struct extraction extraction = extraction_of(&statement);
	struct buffer out = {0};

	(void)state;
	statement_json(&out, &extraction.article, &statement);
	assert_string_equal(
		out.data,
		"{\"article\":\"a \\\"b\\\".txt\",\"id\":\"0123456789abcdef\",\"kind\":\"direct\","
		"\"text\":\"Trams are late … Again.\",\"content\":[[1,15],[72,78]],\"cue\":[[40,44]],"
		"\"cue_text\":\"told\",\"source\":[[18,39]],\"source_text\":\"Ada Quill and Bo Renn\","
		"\"speaker\":\"Ada Quill & Bo Renn\",\"speakers\":[{\"name\":\"Ada Quill\",\"type\":\"person\","
		"\"role\":\"mayor of Tarn\",\"gender\":\"f\",\"aliases\":[\"Quill\"]},"
		"{\"name\":\"Bo Renn\",\"type\":\"person\"}],\"stance\":\"deny\",\"negated\":true,"
		"\"addressee\":\"the council\",\"venue\":\"Town Hall\",\"said_at\":\"2031-02-03\",\"paragraph\":3,"
		"\"rule\":\"en/said\",\"confidence\":0.9}");
	buffer_done(&out);
}

static void nobody_is_null(void **state)
{
	struct statement statement = {
		.id = "0123456789abcdef", .content = {content, 1}, .rule = "en/x", .confidence = 1};
	struct extraction extraction = extraction_of(&statement);
	struct buffer out = {0};

	(void)state;
	statement_json(&out, &extraction.article, &statement);
	assert_non_null(strstr(out.data, "\"cue\":[],\"cue_text\":null,\"source\":[],\"source_text\":null,"
					 "\"speaker\":null,\"speakers\":[]"));
	assert_non_null(strstr(out.data, "\"addressee\":null,\"venue\":null,\"said_at\":null"));
	assert_non_null(strstr(out.data, "\"confidence\":1}"));
	buffer_done(&out);
}

static void extraction_survives_the_way_there_and_back(void **state)
{
	struct statement statement = sample();
	struct extraction extraction = extraction_of(&statement), copy = {0};
	struct buffer there = {0}, back = {0}, json = {0}, again = {0};
	struct claim claim;
	struct error err;

	(void)state;
	add_claims(&statement, &claim);
	extraction_pack(&there, &extraction);
	assert_int_equal(extraction_unpack(&copy, there.data, there.length, &err), 0);
	assert_int_equal(copy.count, 1);
	assert_true(copy.partial);
	assert_string_equal(copy.rules, "r1");
	assert_memory_equal(&copy.sketch, &extraction.sketch, sizeof(copy.sketch));
	assert_null(copy.article.byline);
	assert_int_equal(copy.statements[0].speakers[0].gender, 'f');
	assert_string_equal(copy.statements[0].chain, statement.chain);
	assert_int_equal(copy.statements[0].venue.end, 69);
	extraction_pack(&back, &copy);
	assert_int_equal(there.length, back.length);
	assert_memory_equal(there.data, back.data, there.length);
	statement_json(&json, &extraction.article, &statement);
	statement_json(&again, &copy.article, &copy.statements[0]);
	assert_string_equal(json.data, again.data);
	assert_non_null(strstr(json.data,
			       "\"claims\":[{\"stance\":\"deny\",\"negated\":true,\"holder\":{\"name\":\"Tarn\","
			       "\"type\":\"organisation\"},\"terms\":[\"#tram\",\"@tarn\"],\"figures\":[[\"12\","
			       "\"tram\"]]}]"));
	extraction_done(&copy);
	buffer_done(&there);
	buffer_done(&back);
	buffer_done(&json);
	buffer_done(&again);
}

/* Packed, it is refused for the sake of what is told. */
static void assert_refused(const struct extraction *extraction, const char *told)
{
	struct extraction copy = {0};
	struct buffer packed = {0};
	struct error err = {""};

	extraction_pack(&packed, extraction);
	if (!extraction_unpack(&copy, packed.data, packed.length, &err))
		fail_msg("\"%s\" was not found wrong", told);
	if (!strstr(err.text, told))
		fail_msg("not for \"%s\": %s", told, err.text);
	assert_null(copy.arena.blocks);
	buffer_done(&packed);
}

static void wrong_forms_are_refused(void **state)
{
	static struct span beyond[] = {{1, 15}, {72, 900}}, backwards[] = {{15, 1}}, crossing[] = {{1, 15}, {3, 78}};
	static struct speaker loud = {.name = "Ada Quill", .type = SPEAKER_DOCUMENT + 1},
			      other = {.name = "Ada Quill", .gender = 'x'}, nameless = {.type = SPEAKER_PERSON};
	static struct claim odd = {.stance = STANCE_PRAISE + 1};
	const struct {
		const char *told;
		struct spans content;
		struct speaker *speaker;
		struct span venue;
		size_t paragraph;
		double confidence;
		unsigned kind, stance;
		struct claim *claim;
		char id[17];
	} rows[] = {
		{"\"content\"", .content = {beyond, 2}},
		{"\"content\"", .content = {backwards, 1}},
		{"\"content\"", .content = {crossing, 2}},
		{"\"venue\"", .venue = {60, 9000}},
		{"\"kind\"", .kind = KIND_INDIRECT + 1},
		{"\"stance\"", .stance = STANCE_PRAISE + 1},
		{"\"stance\"", .claim = &odd},
		{"\"id\"", .id = "0123"},
		{"\"id\"", .id = "0123456789ABCDEF"},
		{"\"type\"", .speaker = &loud},
		{"\"gender\"", .speaker = &other},
		{"\"name\"", .speaker = &nameless},
		{"\"paragraph\"", .paragraph = 10000},
		{"\"confidence\"", .confidence = 2},
		{"\"confidence\"", .confidence = -0.5},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct statement statement = {.id = "0123456789abcdef",
					      .content = rows[i].content,
					      .speakers = rows[i].speaker,
					      .speaker_count = rows[i].speaker != NULL,
					      .venue = rows[i].venue,
					      .paragraph = rows[i].paragraph,
					      .confidence = rows[i].confidence,
					      .kind = (enum statement_kind)rows[i].kind,
					      .stance = (enum stance)rows[i].stance,
					      .claims = rows[i].claim,
					      .claim_count = rows[i].claim != NULL,
					      .rule = "en/quotation-name-said"};
		struct extraction extraction = extraction_of(&statement);

		if (rows[i].id[0])
			memcpy(statement.id, rows[i].id, sizeof(statement.id));
		assert_refused(&extraction, rows[i].told);
	}
}

static void what_is_missing_is_refused(void **state)
{
	struct extraction extraction = {.article = {.name = NULL, .text = text, .length = 4}};

	(void)state;
	assert_refused(&extraction, "\"name\"");
}

/* A file's name may be any bytes; what comes from the socket may not. */
static void a_text_that_is_no_utf8_is_mended_or_refused(void **state)
{
	struct extraction extraction = {.article = {.name = "Tr\xE4m.txt", .text = "Tram", .length = 4}}, copy = {0};
	struct buffer packed = {0};
	struct error err;

	(void)state;
	extraction_pack(&packed, &extraction);
	assert_int_equal(extraction_unpack(&copy, packed.data, packed.length, &err), 0);
	assert_string_equal(copy.article.name, "Tr\xEF\xBF\xBDm.txt");
	extraction_done(&copy);
	*(char *)memchr(packed.data, 0xEF, packed.length) = 'x';
	assert_int_equal(extraction_unpack(&copy, packed.data, packed.length, &err), -1);
	assert_non_null(strstr(err.text, "\"name\""));
	buffer_done(&packed);
}

static void what_is_cut_short_or_goes_on_is_refused(void **state)
{
	struct statement statement = sample();
	struct extraction extraction = extraction_of(&statement), copy = {0};
	struct buffer packed = {0};
	struct claim claim;
	struct error err;

	(void)state;
	add_claims(&statement, &claim);
	extraction_pack(&packed, &extraction);
	for (size_t length = 0; length < packed.length; length++)
		assert_int_equal(extraction_unpack(&copy, packed.data, length, &err), -1);
	buffer_text(&packed, "{}");
	assert_int_equal(extraction_unpack(&copy, packed.data, packed.length, &err), -1);
	assert_non_null(strstr(err.text, "\"end\""));
	buffer_done(&packed);
}

static void names_are_found_again(void **state)
{
	(void)state;
	for (int i = KIND_DIRECT; i <= KIND_INDIRECT; i++)
		assert_int_equal(statement_kind_find(statement_kind_name((enum statement_kind)i)), i);
	for (int i = STANCE_ASSERT; i <= STANCE_PRAISE; i++)
		assert_int_equal(stance_find(stance_name((enum stance)i)), i);
	assert_int_equal(stance_find("loud"), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(statement_has_every_key_in_order),
		cmocka_unit_test(nobody_is_null),
		cmocka_unit_test(extraction_survives_the_way_there_and_back),
		cmocka_unit_test(wrong_forms_are_refused),
		cmocka_unit_test(what_is_missing_is_refused),
		cmocka_unit_test(a_text_that_is_no_utf8_is_mended_or_refused),
		cmocka_unit_test(what_is_cut_short_or_goes_on_is_refused),
		cmocka_unit_test(names_are_found_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
