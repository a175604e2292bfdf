/* SPDX-License-Identifier: MIT */
/* How a watch is written, and what is wrong with one that is not. */
#include "../../daemon/store/watch_query.h"
#include "store_helper.h"

static void a_query_is_read(void **state)
{
	static const struct {
		const char *text, *speaker, *about, *outlet;
		int kind, stance;
		unsigned events;
	} rows[] = {
		{"speaker:quill about:dam stance:deny", "quill", "dam", NULL, -1, STANCE_DENY, 1U << WATCH_STATEMENT},
		{"  kind:direct\tspeaker:\"Ada Quill\" ", "Ada Quill", NULL, NULL, KIND_DIRECT, -1,
		 1U << WATCH_STATEMENT},
		{"about:\"eastern gate\" about:leak*", NULL, "\"eastern gate\" leak*", NULL, -1, -1,
		 1U << WATCH_STATEMENT},
		{"event:denial,flip", NULL, NULL, NULL, -1, -1, 1U << WATCH_DENIAL | 1U << WATCH_FLIP},
		{"event:first event:figure outlet:Post", NULL, NULL, "Post", -1, -1,
		 1U << WATCH_FIRST | 1U << WATCH_FIGURE},
		{"speaker:#12", "#12", NULL, NULL, -1, -1, 1U << WATCH_STATEMENT},
		{"about:10:30", NULL, "10:30", NULL, -1, -1, 1U << WATCH_STATEMENT},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct watch_query query;
		struct error err;

		if (watch_query_read(&query, rows[i].text, &err) < 0)
			fail_msg("%s: %s", rows[i].text, err.text);
		assert_string_equal(query.speaker ? query.speaker : "", rows[i].speaker ? rows[i].speaker : "");
		assert_string_equal(query.about ? query.about : "", rows[i].about ? rows[i].about : "");
		assert_string_equal(query.outlet ? query.outlet : "", rows[i].outlet ? rows[i].outlet : "");
		assert_int_equal(query.kind, rows[i].kind);
		assert_int_equal(query.stance, rows[i].stance);
		assert_int_equal(query.events, rows[i].events);
		watch_query_done(&query);
	}
}

static void a_bad_query_is_refused_with_the_part_that_is_bad(void **state)
{
	static const struct {
		const char *text, *told;
	} rows[] = {
		{"speaker:", "\"speaker:\" lacks its value"},
		{"speaker:\"\"", "\"speaker:\" lacks its value"},
		{"speaker: quill", "\"speaker:\" lacks its value"},
		{"nato", "\"nato\" is no part of a watch: words to look for go behind \"about:\""},
		{"about:dam gate", "\"gate\" is no part of a watch"},
		{"who:quill", "not \"who:\""},
		{"stance:denied speaker:x", "there is no stance \"denied\""},
		{"kind:loud about:x", "there is no kind \"loud\""},
		{"event:denial,", "there is no event \"\""},
		{"event:flips", "there is no event \"flips\""},
		{"about:\"open", "the quotation mark before \"open\" is never closed"},
		{"about:\"open\"door", "\"door\" stands right behind a value"},
		{"speaker:a speaker:b", "\"speaker:\" stands twice"},
		{"kind:direct", "it would ring for nearly every statement"},
		{"", "it would ring for nearly every statement"},
		{"about:\xff", "the watch is no UTF-8"},
	};
	struct buffer longer = {0};
	struct watch_query query;
	struct error err;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		assert_int_equal(watch_query_read(&query, rows[i].text, &err), -1);
		if (!strstr(err.text, rows[i].told))
			fail_msg("%s: %s", rows[i].text, err.text);
		watch_query_done(&query);
	}
	buffer_text(&longer, "about:");
	for (int i = 0; i < 1000; i++)
		buffer_char(&longer, 'x');
	assert_int_equal(watch_query_read(&query, longer.data, &err), -1);
	watch_query_done(&query);
	buffer_done(&longer);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_query_is_read),
		cmocka_unit_test(a_bad_query_is_refused_with_the_part_that_is_bad),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
