/* SPDX-License-Identifier: MIT */
/* The record: its JSON, there and back, and what is refused on the way back. */
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
	static struct figure figure = {"12", "tram"};
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
	struct buffer there = {0}, back = {0};
	struct claim claim;
	struct error err;

	(void)state;
	add_claims(&statement, &claim);
	extraction_json(&there, &extraction);
	assert_int_equal(extraction_parse(&copy, there.data, there.length, &err), 0);
	assert_int_equal(copy.count, 1);
	assert_int_equal(copy.statements[0].speakers[0].gender, 'f');
	assert_string_equal(copy.statements[0].chain, statement.chain);
	assert_int_equal(copy.statements[0].venue.end, 69);
	assert_non_null(strstr(there.data,
			       "\"claims\":[{\"stance\":\"deny\",\"negated\":true,\"holder\":{\"name\":\"Tarn\","
			       "\"type\":\"organisation\"},\"terms\":[\"#tram\",\"@tarn\"],\"figures\":[[\"12\","
			       "\"tram\"]]}]"));
	extraction_json(&back, &copy);
	assert_string_equal(there.data, back.data);
	extraction_done(&copy);
	buffer_done(&there);
	buffer_done(&back);
}

/* Replace the first occurrence of from, and say whether the result is still read. */
static int read_changed(const struct buffer *json, const char *from, const char *to, struct error *err)
{
	struct extraction copy = {0};
	struct buffer changed = {0};
	const char *at = strstr(json->data, from);
	int result;

	assert_non_null(at);
	buffer_add(&changed, json->data, (size_t)(at - json->data));
	buffer_text(&changed, to);
	buffer_text(&changed, at + strlen(from));
	result = extraction_parse(&copy, changed.data, changed.length, err);
	extraction_done(&copy);
	buffer_done(&changed);
	return result;
}

static void wrong_forms_are_refused(void **state)
{
	static const struct {
		const char *from, *to, *told;
	} rows[] = {
		{"[72,78]", "[72,900]", "\"content\""},
		{"[72,78]", "[78,72]", "\"content\""},
		{"[72,78]", "[-1,78]", "\"content\""},
		{"[72,78]", "[3,78]", "\"content\""},
		{"[72,78]", "[72]", "\"content\""},
		{"[72,78]", "\"x\"", "\"content\""},
		{"[72,78]", "[[[[[[[[72]]]]]]]]", "nesting"},
		{"[60,69]", "[60,9000]", "\"venue_at\""},
		{"\"kind\":\"direct\"", "\"kind\":\"loud\"", "\"kind\""},
		{"\"deny\"", "7", "\"stance\""},
		{"0123456789abcdef", "0123", "\"id\""},
		{"\"type\":\"person\"", "\"type\":null", "\"type\""},
		{"\"paragraph\":3", "\"paragraph\":-3", "\"paragraph\""},
		{"\"confidence\":0.9", "\"confidence\":2", "\"confidence\""},
		{"\"partial\":true", "\"partial\":tru", "at byte"},
		{"\"statements\"", "\"statement\"", "\"statements\""},
	};
	struct statement statement = sample();
	struct extraction extraction = extraction_of(&statement);
	struct buffer json = {0};
	struct error err;

	(void)state;
	extraction_json(&json, &extraction);
	assert_int_equal(read_changed(&json, "[72,78]", "[72,77]", &err), 0);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		err.text[0] = '\0';
		assert_int_equal(read_changed(&json, rows[i].from, rows[i].to, &err), -1);
		assert_non_null(strstr(err.text, rows[i].told));
	}
	buffer_done(&json);
}

static void what_is_cut_short_or_goes_on_is_refused(void **state)
{
	struct statement statement = sample();
	struct extraction extraction = extraction_of(&statement), copy = {0};
	struct buffer json = {0};
	struct error err;

	(void)state;
	extraction_json(&json, &extraction);
	for (size_t length = 0; length < json.length; length++)
		assert_int_equal(extraction_parse(&copy, json.data, length, &err), -1);
	buffer_text(&json, "{}");
	assert_int_equal(extraction_parse(&copy, json.data, json.length, &err), -1);
	buffer_done(&json);
}

static void names_are_found_again(void **state)
{
	(void)state;
	for (int i = KIND_DIRECT; i <= KIND_INDIRECT; i++)
		assert_int_equal(statement_kind_find(statement_kind_name((enum statement_kind)i)), i);
	for (int i = SPEAKER_UNKNOWN; i <= SPEAKER_DOCUMENT; i++)
		assert_int_equal(speaker_type_find(speaker_type_name((enum speaker_type)i)), i);
	for (int i = STANCE_ASSERT; i <= STANCE_PRAISE; i++)
		assert_int_equal(stance_find(stance_name((enum stance)i)), i);
	assert_int_equal(stance_find("loud"), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(statement_has_every_key_in_order),           cmocka_unit_test(nobody_is_null),
		cmocka_unit_test(extraction_survives_the_way_there_and_back), cmocka_unit_test(wrong_forms_are_refused),
		cmocka_unit_test(what_is_cut_short_or_goes_on_is_refused),    cmocka_unit_test(names_are_found_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
