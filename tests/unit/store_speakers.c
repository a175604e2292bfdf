/* SPDX-License-Identifier: MIT */
/* Who is one speaker across articles, and who is not. */
#include "store_helper.h"

#define PERSON(text, sex)                                                                                              \
	{                                                                                                              \
		.name = text, .type = SPEAKER_PERSON, .gender = sex                                                    \
	}
#define KIND_OF(text, kind)                                                                                            \
	{                                                                                                              \
		.name = text, .type = kind                                                                             \
	}

/* Add each pair as two articles and compare the speakers of both. */
static void pairs_of_speakers(void **state)
{
	static const struct {
		struct speaker a, b;
		int speakers;
	} rows[] = {
		{PERSON("Ada Quill", 0), PERSON("Ada Quill", 'f'), 1},
		{PERSON("Ada Quill", 0), PERSON("ADA QUILL", 0), 1},
		{PERSON("Ada Quill", 0), PERSON("Ada M. Quill", 0), 1},
		{PERSON("Ada Mary Quill", 0), PERSON("Ada M. Quill", 0), 1},
		{PERSON("Mr. Bo Renn", 0), PERSON("Bo Renn", 0), 1},
		{PERSON("Bo Renn Jr.", 0), PERSON("Bo Renn", 0), 1},
		{PERSON("Bo Renn, Jr", 0), PERSON("Bo Renn III", 0), 2},
		{PERSON("J. K. Orme", 0), PERSON("J.K. Orme", 0), 1},
		{PERSON("ÉLODIE Žák", 0), PERSON("élodie Žák", 0), 1},
		{PERSON("Ada W. Quill", 0), PERSON("Ada H. Quill", 0), 2},
		{PERSON("Robin Vale", 'm'), PERSON("Robin Vale", 'f'), 2},
		{PERSON("Ada Quill", 0), PERSON("Quill", 0), 2},
		{PERSON("Quill", 0), PERSON("Ada Quill", 0), 2},
		{PERSON("Ada Quill", 0), PERSON("Eda Quill", 0), 2},
		{KIND_OF("Tarn Water Board", SPEAKER_ORGANISATION), KIND_OF("tarn water Board", SPEAKER_ORGANISATION),
		 1},
		{KIND_OF("Tarn", SPEAKER_ORGANISATION), KIND_OF("Tarn", SPEAKER_PERSON), 2},
		{KIND_OF("the company", SPEAKER_ORGANISATION), KIND_OF("the company", SPEAKER_ORGANISATION), 2},
		{KIND_OF("the Orme report", SPEAKER_DOCUMENT), KIND_OF("the Orme report", SPEAKER_DOCUMENT), 1},
		{KIND_OF("the report", SPEAKER_DOCUMENT), KIND_OF("the report", SPEAKER_DOCUMENT), 2},
		{KIND_OF("officials", SPEAKER_COLLECTIVE), KIND_OF("officials", SPEAKER_COLLECTIVE), 2},
		{KIND_OF("Tarn officials", SPEAKER_COLLECTIVE), KIND_OF("Tarn officials", SPEAKER_COLLECTIVE), 2},
		{KIND_OF("an aide", SPEAKER_ANONYMOUS), KIND_OF("an aide", SPEAKER_ANONYMOUS), 2},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct speaker a = rows[i].a, b = rows[i].b;
		struct fixture *fixture;
		void *opened = NULL;
		int speakers;

		assert_int_equal(fixture_open(&opened), 0);
		fixture = opened;
		add(fixture, "2031-02-03", "Trams run late.", &a, 1, false);
		add(fixture, "2031-02-04", "Trams run early.", &b, 1, false);
		speakers = speakers_named(fixture, NULL, NULL);
		fixture_close(&opened);
		if (speakers != rows[i].speakers)
			fail_msg("\"%s\" and \"%s\" are %d", a.name, b.name, speakers);
	}
}

static void a_surname_is_the_one_person_of_its_article(void **state)
{
	struct fixture *fixture = *state;
	struct speaker one[] = {PERSON("Quill", 0), PERSON("Ada Quill", 'f')};
	struct speaker two[] = {PERSON("Vale", 0), PERSON("Robin Vale", 'm'), PERSON("Kim Vale", 'f')};

	add(fixture, NULL, "Trams run late.", one, 2, false);
	assert_int_equal(speakers_named(fixture, "quill", NULL), 1);
	assert_int_equal(found(fixture, (struct store_query){.speaker = "Ada Quill"}, NULL), 2);
	add(fixture, NULL, "Trams run early.", two, 3, false);
	assert_int_equal(speakers_named(fixture, "vale", NULL), 3);
}

static void an_alias_joins_articles(void **state)
{
	struct fixture *fixture = *state;
	const char *full[] = {"Will Orme", "Orme"}, *short_form[] = {"TWB"};
	struct speaker known = {.name = "William Orme", .type = SPEAKER_PERSON, .aliases = full, .alias_count = 2};
	struct speaker later = PERSON("Will Orme", 0), other = PERSON("Orme", 0);
	struct speaker board = {
		.name = "Tarn Water Board", .type = SPEAKER_ORGANISATION, .aliases = short_form, .alias_count = 1};
	struct speaker acronym = KIND_OF("TWB", SPEAKER_ORGANISATION);
	struct buffer out = {0};

	add(fixture, NULL, "Trams run late.", &known, 1, false);
	add(fixture, NULL, "Trams run early.", &later, 1, false);
	assert_int_equal(speakers_named(fixture, "will orme", &out), 1);
	assert_int_equal(times(&out, "\"name\":\"William Orme\""), 1);
	add(fixture, NULL, "Trams do not run.", &other, 1, false);
	assert_int_equal(speakers_named(fixture, "orme", NULL), 2);
	add(fixture, NULL, "Water is wet.", &board, 1, false);
	add(fixture, NULL, "Water is dry.", &acronym, 1, false);
	assert_int_equal(speakers_named(fixture, "tarn", NULL), 1);
	assert_int_equal(found(fixture, (struct store_query){.speaker = "tarn water"}, NULL), 2);
	buffer_done(&out);
}

static void a_homonym_joins_its_own_gender(void **state)
{
	struct fixture *fixture = *state;
	struct speaker he = PERSON("Robin Vale", 'm'), she = PERSON("Robin Vale", 'f');

	add(fixture, NULL, "One.", &he, 1, false);
	add(fixture, NULL, "Two.", &she, 1, false);
	add(fixture, NULL, "Three.", &she, 1, false);
	assert_int_equal(found(fixture, (struct store_query){.speaker = "#1"}, NULL), 1);
	assert_int_equal(found(fixture, (struct store_query){.speaker = "#2"}, NULL), 2);
	she.role = he.role = "Vice Mayor";
	add(fixture, NULL, "Four.", &she, 1, false);
	add(fixture, NULL, "Five.", &he, 1, false);
	assert_int_equal(found(fixture, (struct store_query){.speaker = "#1"}, NULL), 2);
	he.name = she.name = "Bo Renn";
	add(fixture, NULL, "Six.", &she, 1, false);
	add(fixture, NULL, "An article takes her for a man.", &he, 1, false);
	assert_int_equal(found(fixture, (struct store_query){.speaker = "#3"}, NULL), 2);
}

static void the_fullest_name_is_shown_without_titles(void **state)
{
	struct fixture *fixture = *state;
	struct speaker forms[] = {PERSON("Bo Renn", 0), PERSON("Bo K. Renn", 0), PERSON("Mr. Bo Renn", 0)};
	struct buffer out = {0};

	for (int i = 0; i < 3; i++)
		add(fixture, NULL, "Trams run late.", &forms[i], 1, false);
	assert_int_equal(store_speaker(fixture->store, 1, &out, &fixture->err), STORE_OK);
	assert_int_equal(times(&out, "{\"id\":1,\"name\":\"Bo K. Renn\""), 1);
	assert_int_equal(times(&out, "\"aliases\":[\"Bo Renn\",\"Mr. Bo Renn\"]"), 1);
	buffer_done(&out);
}

static void roles_are_kept_over_time(void **state)
{
	struct fixture *fixture = *state;
	struct speaker speaker = PERSON("Ada Quill", 'f');
	struct buffer out = {0};

	speaker.role = "mayor of Tarn";
	add(fixture, "2031-02-03", "One.", &speaker, 1, false);
	speaker.role = "councillor";
	add(fixture, "2025-05-06", "Two.", &speaker, 1, false);
	add(fixture, "2026-01-01", "Three.", &speaker, 1, false);
	assert_int_equal(store_speaker(fixture->store, 1, &out, &fixture->err), STORE_OK);
	assert_int_equal(times(&out, "\"role\":\"mayor of Tarn\",\"reason\":null,\"statements\":3,\"articles\":3,"
				     "\"first\":\"2025-05-06\",\"last\":\"2031-02-03\""),
			 1);
	assert_int_equal(times(&out, "{\"role\":\"councillor\",\"first\":\"2025-05-06\",\"last\":\"2026-01-01\","
				     "\"articles\":2}"),
			 1);
	buffer_done(&out);
}

static void the_role_shown_is_the_usual_one(void **state)
{
	static const char *const rows[][2] = {
		{"2031-02-03", "mayor"},
		{"2031-02-04", "mayor"},
		{"2031-02-05", "first bearer of a hat"},
		{"2029-01-01", "councillor"},
	};
	struct fixture *fixture = *state;
	struct speaker speaker = PERSON("Ada Quill", 'f');
	struct buffer out = {0};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		speaker.role = rows[i][1];
		add(fixture, rows[i][0], "One.", &speaker, 1, false);
	}
	assert_int_equal(speakers_named(fixture, "ada", &out), 1);
	assert_int_equal(times(&out, "\"role\":\"mayor\""), 1);
	speaker.role = "senator";
	add(fixture, "2032-02-05", "One.", &speaker, 1, false);
	buffer_clear(&out);
	assert_int_equal(speakers_named(fixture, "ada", &out), 1);
	assert_int_equal(times(&out, "\"role\":\"senator\""), 1);
	buffer_done(&out);
}

static void an_office_and_a_surname_are_its_bearer(void **state)
{
	struct fixture *fixture = *state;
	struct speaker full = PERSON("Ada Quill", 'f'), bare = PERSON("Quill", 0), man = PERSON("Quill", 'm');
	struct speaker other = PERSON("Bo Quill", 'm');

	full.role = bare.role = man.role = other.role = "President";
	add(fixture, NULL, "One.", &full, 1, false);
	add(fixture, NULL, "Two.", &full, 1, false);
	add(fixture, NULL, "Few know her.", &bare, 1, false);
	assert_int_equal(found(fixture, (struct store_query){.speaker = "#1"}, NULL), 2);
	add(fixture, NULL, "Three.", &full, 1, false);
	add(fixture, NULL, "All know her.", &bare, 1, false);
	assert_int_equal(found(fixture, (struct store_query){.speaker = "#1"}, NULL), 4);
	add(fixture, NULL, "This is a man.", &man, 1, false);
	bare.role = NULL;
	add(fixture, NULL, "No office, nobody.", &bare, 1, false);
	assert_int_equal(found(fixture, (struct store_query){.speaker = "#1"}, NULL), 4);
	for (int i = 0; i < 3; i++)
		add(fixture, NULL, "Another has the office.", &other, 1, false);
	bare.role = "President";
	add(fixture, NULL, "One of two.", &bare, 1, false);
	assert_int_equal(found(fixture, (struct store_query){.speaker = "#1"}, NULL), 4);
}

static void speakers_are_paged_by_how_much_they_say(void **state)
{
	struct fixture *fixture = *state;
	char names[25][16];
	struct speaker speakers[25];
	struct buffer out = {0};
	int64_t next = 0;
	int pages = 0;

	for (int i = 0; i < 25; i++) {
		snprintf(names[i], sizeof(names[i]), "Ada Roe%c", 'a' + i);
		speakers[i] = (struct speaker)PERSON(names[i], 0);
	}
	for (int i = 25; i > 0; i -= 7)
		add(fixture, NULL, "One.", speakers, (size_t)i, false);
	do {
		if (out.length)
			buffer_char(&out, ',');
		assert_int_equal(store_speakers(fixture->store, "ada", next, 4, &out, &next, &fixture->err), STORE_OK);
		pages++;
	} while (next);
	assert_int_equal(pages, 7);
	for (int i = 0; i < 25; i++) {
		assert_int_equal(times(&out, names[i]), 1);
	}
	assert_true(strstr(out.data, "\"statements\":4") < strstr(out.data, "\"statements\":1,"));
	buffer_done(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pairs_of_speakers),
		cmocka_unit_test_setup_teardown(a_surname_is_the_one_person_of_its_article, fixture_open,
						fixture_close),
		cmocka_unit_test_setup_teardown(an_alias_joins_articles, fixture_open, fixture_close),
		cmocka_unit_test_setup_teardown(a_homonym_joins_its_own_gender, fixture_open, fixture_close),
		cmocka_unit_test_setup_teardown(the_fullest_name_is_shown_without_titles, fixture_open, fixture_close),
		cmocka_unit_test_setup_teardown(roles_are_kept_over_time, fixture_open, fixture_close),
		cmocka_unit_test_setup_teardown(the_role_shown_is_the_usual_one, fixture_open, fixture_close),
		cmocka_unit_test_setup_teardown(an_office_and_a_surname_are_its_bearer, fixture_open, fixture_close),
		cmocka_unit_test_setup_teardown(speakers_are_paged_by_how_much_they_say, fixture_open, fixture_close),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
