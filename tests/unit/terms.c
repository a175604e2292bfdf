/* SPDX-License-Identifier: MIT */
/* What the engine makes of a statement's content to compare it by. */
#include "engine_helper.h"

static struct extraction extract(struct fixture *fixture, const char *text)
{
	struct extraction extraction = {0};
	struct error err;

	if (engine_extract(fixture->engine, "a.txt", text, strlen(text), &extraction, &err))
		fail_msg("%s", err.text);
	return extraction;
}

static bool has(const struct claim *claim, const char *term)
{
	for (size_t i = 0; i < claim->term_count; i++)
		if (!strcmp(claim->terms[i], term))
			return true;
	return false;
}

static void synonyms_and_negation_are_told(void **state)
{
	struct extraction a = extract(*state, "The mayor, Ada Quill, said the firm had not purchased the quarry.");
	struct extraction b = extract(*state, "“The company bought the quarry,” said Bo Renn, a farmer.");

	assert_true(a.count == 1 && a.statements[0].claim_count == 1);
	assert_true(b.count == 1 && b.statements[0].claim_count == 1);
	assert_true(a.statements[0].claims[0].negated);
	assert_false(b.statements[0].claims[0].negated);
	assert_int_equal(a.statements[0].claims[0].term_count, 3);
	for (size_t i = 0; i < 3; i++)
		assert_true(has(&b.statements[0].claims[0], a.statements[0].claims[0].terms[i]));
	extraction_done(&a);
	extraction_done(&b);
}

/* In one word, with any apostrophe; and "not just" takes nothing back. */
static void what_negates_is_told_in_every_spelling(void **state)
{
	static const struct {
		const char *text;
		bool negated;
	} rows[] = {
		{"Ada Quill said the town cannot pay for the dam.", true},
		{"Ada Quill said the town can\xC2\xB4t pay for the dam.", true},
		{"Ada Quill said the town can\xE2\x80\x99t pay for the dam.", true},
		{"Ada Quill said the town can pay for the dam.", false},
		{"Ada Quill said the town did not just pay for the dam.", false},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct extraction extraction = extract(*state, rows[i].text);

		if (extraction.count != 1 || extraction.statements[0].claim_count != 1 ||
		    extraction.statements[0].claims[0].negated != rows[i].negated)
			fail_msg("%s", rows[i].text);
		extraction_done(&extraction);
	}
}

static void a_negation_within_a_promise_is_its_own(void **state)
{
	struct extraction a = extract(*state, "Ada Quill said the council had promised not to sell the harbour.");

	assert_int_equal(a.statements[0].claim_count, 1);
	assert_false(a.statements[0].claims[0].negated);
	assert_true(has(&a.statements[0].claims[0], "!sell"));
	extraction_done(&a);
}

static void a_second_not_adds_nothing(void **state)
{
	struct extraction a = extract(*state, "“Nobody checked the dam, not for an hour,” Ada Quill said.");
	struct extraction b = extract(*state, "“The panel failed to unfold,” Ada Quill said.");

	assert_true(a.statements[0].claims[0].negated);
	assert_true(b.statements[0].claims[0].negated);
	extraction_done(&a);
	extraction_done(&b);
}

static void a_reported_claim_has_its_holder(void **state)
{
	struct extraction a = extract(*state, "Ada Quill rejected Finland’s claim that the harbour was sold.");

	assert_int_equal(a.count, 1);
	assert_int_equal(a.statements[0].claim_count, 2);
	assert_int_equal(a.statements[0].claims[0].stance, STANCE_REJECT);
	assert_null(a.statements[0].claims[0].holder);
	assert_string_equal(a.statements[0].claims[1].holder->name, "Finland");
	assert_int_equal(a.statements[0].claims[1].stance, STANCE_ASSERT);
	extraction_done(&a);
}

static void numbers_say_what_they_count(void **state)
{
	static const struct {
		const char *text, *value, *of;
	} cases[] = {
		{"Police said the flood killed 12 people.", "12", "kill"},
		{"Police said twelve people died in the flood.", "12", "kill"},
		{"Police said the death toll had risen to 1,500.", "1500", "kill"},
		{"Police said 2.5 million litres leaked from the tank.", "2500000", "litr"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct extraction a = extract(*state, cases[i].text);

		assert_true(a.count == 1 && a.statements[0].claim_count == 1);
		assert_int_equal(a.statements[0].claims[0].figure_count, 1);
		assert_string_equal(a.statements[0].claims[0].figures[0].value, cases[i].value);
		assert_string_equal(a.statements[0].claims[0].figures[0].of, cases[i].of);
		extraction_done(&a);
	}
}

static void same(const char *wanted, const char *found)
{
	assert_string_equal(wanted ? wanted : "", found ? found : "");
}

static void numbers_have_limits_and_measures(void **state)
{
	static const struct {
		const char *text, *value, *upto, *bound, *of;
	} cases[] = {
		{"Ada Quill said at least 12 miners had been killed.", "12", NULL, "least", "miner"},
		{"Ada Quill said nearly a dozen miners had been killed.", "12", NULL, "about", "miner"},
		{"Ada Quill said fewer than 40 miners had been trapped.", "40", NULL, "most", "miner"},
		{"Ada Quill said between 45 and 50 million euros had been offered.", "45000000", "50000000", NULL,
		 "euro"},
		{"Ada Quill said the firm had lost about $250 million on bonds.", "250000000", NULL, "about", "dollar"},
		{"Ada Quill said 80 percent of teachers had joined the strike.", "80", NULL, NULL, "percent"},
		{"Ada Quill said the clinic had treated 21 children, not 22.", "21", NULL, NULL, "child"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct extraction a = extract(*state, cases[i].text);
		const struct claim *claim = a.statements[0].claims;

		assert_true(a.count == 1 && a.statements[0].claim_count == 1);
		assert_true(claim->figure_count >= 1);
		same(cases[i].value, claim->figures[0].value);
		same(cases[i].upto, claim->figures[0].upto);
		same(cases[i].bound, claim->figures[0].bound);
		same(cases[i].of, claim->figures[0].of);
		assert_false(claim->negated);
		extraction_done(&a);
	}
}

/* "would not fall below": the number is the least, and nothing is denied. */
static void a_negated_limit_is_the_other_one(void **state)
{
	struct extraction a = extract(*state, "Ada Quill said inflation would not fall below 6 percent.");

	assert_int_equal(a.statements[0].claim_count, 1);
	assert_false(a.statements[0].claims[0].negated);
	same("least", a.statements[0].claims[0].figures[0].bound);
	extraction_done(&a);
}

static void an_opposite_turns_the_claim_round(void **state)
{
	struct extraction a = extract(*state, "Ada Quill said the water was unsafe.");
	struct extraction b = extract(*state, "Ada Quill said the power was out on Monday.");

	assert_true(a.statements[0].claims[0].negated && has(&a.statements[0].claims[0], "safe"));
	assert_true(b.statements[0].claims[0].negated && has(&b.statements[0].claims[0], "electr"));
	extraction_done(&a);
	extraction_done(&b);
}

static void what_a_cue_comes_to_is_the_stance(void **state)
{
	struct extraction a = extract(*state, "Ada Quill, the mayor, doubted that the bridge would close.");
	struct extraction b = extract(*state, "Ada Quill, the mayor, refused to rule out that the bridge would close.");

	assert_true(a.count == 1 && a.statements[0].claim_count == 1);
	assert_int_equal(a.statements[0].claims[0].stance, STANCE_REJECT);
	assert_true(b.count == 1 && b.statements[0].claim_count == 1);
	assert_int_equal(b.statements[0].claims[0].stance, STANCE_DECLINE);
	extraction_done(&a);
	extraction_done(&b);
}

static void a_year_is_no_figure(void **state)
{
	struct extraction a = extract(*state, "Police said the tank was built in 1998 and cleaned on March 3.");

	assert_int_equal(a.statements[0].claims[0].figure_count, 0);
	extraction_done(&a);
}

static void each_sentence_is_a_claim(void **state)
{
	struct extraction a =
		extract(*state, "“The harbour was sold. Our children never saw the money,” Ada Quill said.");

	assert_int_equal(a.statements[0].claim_count, 2);
	assert_false(a.statements[0].claims[0].negated);
	assert_true(a.statements[0].claims[1].negated);
	extraction_done(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(synonyms_and_negation_are_told),
		cmocka_unit_test(what_negates_is_told_in_every_spelling),
		cmocka_unit_test(a_negation_within_a_promise_is_its_own),
		cmocka_unit_test(a_second_not_adds_nothing),
		cmocka_unit_test(a_reported_claim_has_its_holder),
		cmocka_unit_test(numbers_say_what_they_count),
		cmocka_unit_test(numbers_have_limits_and_measures),
		cmocka_unit_test(a_negated_limit_is_the_other_one),
		cmocka_unit_test(an_opposite_turns_the_claim_round),
		cmocka_unit_test(what_a_cue_comes_to_is_the_stance),
		cmocka_unit_test(a_year_is_no_figure),
		cmocka_unit_test(each_sentence_is_a_claim),
	};

	return cmocka_run_group_tests(tests, engine_setup, engine_teardown);
}
