/* SPDX-License-Identifier: MIT */
/* Records as CSV and as rows, and statements as people read them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "quotation.h"
#include "table.h"

static const struct options plain = {0};

static struct json_object *record(const char *json)
{
	struct json_object *object = json_tokener_parse(json);

	if (!object)
		fail_msg("not JSON: %s", json);
	return object;
}

static void csv_is_quoted(void **state)
{
	static const struct table table = {"name,aliases,size,none", NULL, NULL};
	static const struct {
		const char *json, *want;
	} rows[] = {
		{"{\"name\":\"Ada\",\"size\":7,\"aliases\":[\"A. Quill\",\"Quill\"],\"none\":null}",
		 "Ada,A. Quill; Quill,7,\n"},
		{"{\"name\":\"Quill, \\\"Ada\\\"\"}", "\"Quill, \"\"Ada\"\"\",,,\n"},
		{"{\"name\":\"two\\nlines\",\"size\":0.97}", "\"two\nlines\",,0.97,\n"},
		{"{\"name\":\"Žofie\",\"aliases\":[{\"role\":\"mayor\",\"first\":null,\"articles\":2}]}",
		 "Žofie,\"mayor, 2\",,\n"},
	};
	struct buffer out = {0};

	(void)state;
	table_csv_head(&table, &out);
	assert_string_equal(out.data, "name,aliases,size,none\n");
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct json_object *object = record(rows[i].json);

		buffer_clear(&out);
		table_csv_row(&table, object, &out);
		assert_string_equal(out.data, rows[i].want);
		json_object_put(object);
	}
	buffer_done(&out);
}

static void rows_are_aligned_on_a_terminal(void **state)
{
	static const struct table table = {"id,name,seen_at", "#id,name,seen_at", NULL};
	static const struct options terminal = {.width = 80, .no_color = true};
	struct json_object *records[] = {record("{\"id\":7,\"name\":\"中文\",\"seen_at\":\"now\"}"),
					 record("{\"id\":123,\"name\":\"a\\tb\\u001b\",\"seen_at\":null}")};
	struct buffer out = {0};

	(void)state;
	table_rows(&table, &terminal, records, 2, &out);
	assert_string_equal(out.data, " ID  NAME  SEEN AT\n  7  中文  now\n123  a b�  \n");
	buffer_clear(&out);
	table_rows(&table, &plain, records, 2, &out);
	assert_string_equal(out.data, "7\t中文\tnow\n123\ta b�\t\n");
	json_object_put(records[0]);
	json_object_put(records[1]);
	buffer_done(&out);
}

static void members_without_a_value_are_left_out(void **state)
{
	struct json_object *object = record("{\"state\":\"running\",\"reason\":null,\"list\":[],\"started_at\":86400}");
	struct buffer out = {0};

	(void)state;
	table_print_members(&plain, object, &out);
	assert_string_equal(out.data, "state       running\nstarted_at  1970-01-02T00:00:00Z\n");
	json_object_put(object);
	buffer_done(&out);
}

static void a_statement_for_people(void **state)
{
	struct json_object *object = record(
		"{\"id\":\"00112233445566aa\",\"speaker\":\"Ada Quill\",\"speakers\":[{\"name\":\"Ada Quill\",\"role\":"
		"\"mayor\"}],\"text\":\"“No\\u202e.”\",\"cue_text\":\"told\",\"kind\":\"direct\",\"stance\":\"assert\","
		"\"negated\":true,\"addressee\":\"reporters\",\"article\":\"a.txt\",\"article_id\":4,\"article_title\":"
		"null,"
		"\"article_outlet\":\"The "
		"Gull\",\"article_date\":\"2031-02-03T10:00:00-07:00\",\"seen_at\":\"2031-02-04T00:00:00Z\"}");
	struct buffer out = {0};

	(void)state;
	quotation_print(&plain, object, &out);
	assert_string_equal(out.data,
			    "Ada Quill, mayor\n    “No�.”\n    told · direct · negated assert · to reporters · "
			    "2031-02-03 · The Gull · a.txt · article 4 · 00112233445566aa\n");
	json_object_put(object);
	object = record("{\"speaker\":null,\"source_text\":\"officials\",\"text\":null,\"seen_at\":\"2031-02-04T01\"}");
	buffer_clear(&out);
	quotation_print(&plain, object, &out);
	assert_string_equal(out.data, "officials (not named)\n    -\n    seen 2031-02-04\n");
	json_object_put(object);
	buffer_done(&out);
}

static struct json_object *article(void)
{
	return record(
		"{\"id\":4,\"name\":\"a.txt\",\"title\":\"Trams\",\"text\":\"Headline\\r\\n\\r\\n“Late,” said Quill."
		"\\nMore of it.\\n\",\"statements\":[{\"content\":[[12,23]]},{\"content\":[[37,48]]}]}");
}

static void the_words_are_marked_in_their_paragraph(void **state)
{
	static const struct options colors = {.width = 80};
	struct json_object *text = article();
	struct json_object *statement = record("{\"speaker\":\"Ada Quill\",\"content\":[[12,23]],\"cue\":[[24,28]],"
					       "\"source\":[[29,34]],\"cue_text\":\"said\",\"rule\":\"en/x\"}");
	struct buffer out = {0};

	(void)state;
	quotation_print_in_article(&plain, text, statement, &out);
	assert_string_equal(out.data, "Trams\n    article 4 · a.txt\n\nAda Quill\n    >>“Late,”<< said Quill.\n"
				      "    said · rule en/x\n");
	buffer_clear(&out);
	quotation_print_in_article(&colors, text, statement, &out);
	assert_non_null(strstr(out.data, "\033[1;33m“Late,”\033[0m \033[1msaid\033[0m \033[1mQuill\033[0m."));
	json_object_put(statement);
	json_object_put(text);
	buffer_done(&out);
}

static void ranges_outside_the_text_are_passed_over(void **state)
{
	static const char *const ranges[] = {
		"[[-5,3]]", "[[30,20]]", "[[1000,2000]]", "[[0,99999999999]]", "[[9223372036854775807,9]]",
		"[5,6]",    "[[1]]",     "null",          "[[\"a\",{}]]"};
	struct buffer json = {0}, out = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(ranges) / sizeof(*ranges); i++) {
		struct json_object *text = article(), *statement;

		buffer_clear(&json);
		buffer_printf(&json, "{\"content\":%s,\"cue\":%s}", ranges[i], ranges[i]);
		statement = record(json.data);
		buffer_clear(&out);
		quotation_print_in_article(&plain, text, statement, &out);
		assert_non_null(strstr(out.data, "Trams\n"));
		json_object_put(statement);
		json_object_put(text);
	}
	buffer_done(&json);
	buffer_done(&out);
}

static void all_contents_are_marked_in_the_text(void **state)
{
	struct json_object *text = article();
	struct buffer out = {0};

	(void)state;
	quotation_print_text(&plain, text, &out);
	assert_string_equal(out.data, "    Headline\n\n    >>“Late,”<< said Quill.\n    M>>ore of it.<<\n");
	json_object_put(text);
	buffer_done(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(csv_is_quoted),
		cmocka_unit_test(rows_are_aligned_on_a_terminal),
		cmocka_unit_test(members_without_a_value_are_left_out),
		cmocka_unit_test(a_statement_for_people),
		cmocka_unit_test(the_words_are_marked_in_their_paragraph),
		cmocka_unit_test(ranges_outside_the_text_are_passed_over),
		cmocka_unit_test(all_contents_are_marked_in_the_text),
	};

	setlocale(LC_CTYPE, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
