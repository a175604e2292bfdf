/* SPDX-License-Identifier: MIT */
/* What is no statement by its form is dropped, and those that are left go on naming each other. */
#include "engine_helper.h"

#include <stdio.h>
#include <unistd.h>

#include "../../daemon/engine/standing.h"

#define TOKENS 12

/* A document of words that the lexicon does not know. */
struct sample {
	struct token tokens[TOKENS];
	struct attribution attributions[4];
	struct paragraph paragraph;
	struct sentence sentence;
	struct document document;
};

static const char sample_text[TOKENS * 4 + 1] = "abc abc abc abc abc abc abc abc abc abc abc abc ";

static void sample_init(struct sample *sample, uint32_t attributions)
{
	memset(sample, 0, sizeof(*sample));
	for (uint32_t i = 0; i < TOKENS; i++)
		sample->tokens[i] = (struct token){.start = i * 4, .end = i * 4 + 3, .quote = -1, .tag = 'N'};
	for (uint32_t a = 0; a < 4; a++)
		sample->attributions[a] = (struct attribution){.source = {0, 2},
							       .cue = {2, 3},
							       .content = {{3, 6}},
							       .content_count = 1,
							       .head = 2,
							       .carry = -1,
							       .rule = "en/test"};
	sample->document.tokens = sample->tokens;
	sample->document.token_count = TOKENS;
	sample->document.text = sample_text;
	sample->document.length = TOKENS * 4;
	sample->document.paragraphs = &sample->paragraph;
	sample->sentence.last = TOKENS;
	sample->document.sentences = &sample->sentence;
	sample->document.attributions = sample->attributions;
	sample->document.attribution_count = attributions;
}

static void nothing_said_is_dropped_but_not_a_refusal(void **state)
{
	static const struct cue declined = {.stance = STANCE_DECLINE}, said = {.stance = STANCE_ASSERT};
	struct sample sample;

	(void)state;
	sample_init(&sample, 3);
	for (uint32_t a = 0; a < 3; a++)
		sample.attributions[a].content_count = 0;
	sample.attributions[0].entry = &said;
	sample.attributions[1].entry = &declined;
	sample.attributions[2].entry = &said;
	sample.attributions[2].negated = true;
	standing_judge(&sample.document, NULL);
	assert_int_equal(sample.document.attribution_count, 2);
	assert_ptr_equal(sample.attributions[0].entry, &declined);
	assert_true(sample.attributions[1].negated);
	arena_done(&sample.document.arena);
}

static void labels_alone_need_a_source(void **state)
{
	struct sample sample;

	(void)state;
	sample_init(&sample, 3);
	sample.attributions[0].by_labels = sample.attributions[1].by_labels = true;
	sample.attributions[0].source = sample.attributions[2].source = (struct range){0, 0};
	standing_judge(&sample.document, NULL);
	assert_int_equal(sample.document.attribution_count, 2);
	assert_true(sample.attributions[0].by_labels);
	assert_int_equal(sample.attributions[0].source.last, 2);
	assert_false(sample.attributions[1].by_labels);
	arena_done(&sample.document.arena);
}

static void what_is_spoken_of_is_no_source(void **state)
{
	struct sample sample;

	(void)state;
	sample_init(&sample, 2);
	sample.attributions[0].content[0] = (struct range){0, 2};
	sample.attributions[0].content[1] = (struct range){3, 6};
	sample.attributions[0].content_count = 2;
	standing_judge(&sample.document, NULL);
	assert_int_equal(sample.document.attribution_count, 2);
	assert_int_equal(sample.attributions[0].source.last, 0);
	assert_int_equal(sample.attributions[1].source.last, 2);
	arena_done(&sample.document.arena);
}

static void carried_sources_follow(void **state)
{
	struct sample sample;

	(void)state;
	sample_init(&sample, 4);
	sample.attributions[0].content_count = 0; /* dropped */
	sample.attributions[2].carry = 1;
	sample.attributions[3].carry = 0;
	standing_judge(&sample.document, NULL);
	assert_int_equal(sample.document.attribution_count, 3);
	assert_int_equal(sample.attributions[0].carry, -1);
	assert_int_equal(sample.attributions[1].carry, 0);
	assert_int_equal(sample.attributions[2].carry, -1);
	arena_done(&sample.document.arena);
}

/* "We think that ...": who writes the article, outside marks. */
static void the_writer_is_nobody(void **state)
{
	const struct fixture *fixture = *state;
	const char *words[] = {"we", "you", "they", "i", "he"};
	const bool kept[] = {false, false, true, true, true};

	for (size_t i = 0; i < sizeof(kept) / sizeof(*kept); i++) {
		struct sample sample;

		sample_init(&sample, 1);
		sample.document.lexicon = fixture->pack->lexicon;
		sample.tokens[0].word = lexicon_find(fixture->pack->lexicon, words[i], strlen(words[i]));
		assert_non_null(sample.tokens[0].word);
		sample.tokens[0].classes = sample.tokens[0].word->classes;
		sample.attributions[0].source = (struct range){0, 1};
		standing_judge(&sample.document, NULL);
		assert_int_equal(sample.document.attribution_count, kept[i]);
		arena_done(&sample.document.arena);
	}
}

/* "Did Lee say ...", "nobody said ...": that nobody says. */
static void what_nobody_says_is_none(void **state)
{
	const struct fixture *fixture = *state;
	static const struct {
		const char *word;
		uint32_t source; /* token */
		bool kept;
	} cases[] = {{"did", 1, false}, {"had", 1, false}, {"nobody", 0, false}, {"no", 0, false},
		     {"they", 0, true}, {"then", 1, true}, {"did", 2, true}};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct sample sample;

		sample_init(&sample, 1);
		sample.document.lexicon = fixture->pack->lexicon;
		sample.tokens[0].word = lexicon_find(fixture->pack->lexicon, cases[i].word, strlen(cases[i].word));
		assert_non_null(sample.tokens[0].word);
		sample.tokens[0].classes = sample.tokens[0].word->classes;
		sample.attributions[0].source = (struct range){cases[i].source, cases[i].source + 1};
		standing_judge(&sample.document, NULL);
		assert_int_equal(sample.document.attribution_count, cases[i].kept);
		arena_done(&sample.document.arena);
	}
}

/* With weights that drop all there is, a firm rule's stays. */
static void a_firm_rule_decides(void **state)
{
	char path[] = "standing-XXXXXX";
	int fd = mkstemp(path);
	FILE *file = fdopen(fd, "w");
	struct sample sample;
	struct weights *weights;
	struct error err;

	(void)state;
	assert_non_null(file);
	fprintf(file, "%016llx -999\n", (unsigned long long)feature_key(301, 0, 0));
	fclose(file);
	weights = weights_load(path, &err);
	unlink(path);
	assert_non_null(weights);
	sample_init(&sample, 2);
	sample.attributions[1].firm = true;
	standing_judge(&sample.document, weights);
	assert_int_equal(sample.document.attribution_count, 1);
	assert_true(sample.attributions[0].firm);
	weights_free(weights);
	arena_done(&sample.document.arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_said_is_dropped_but_not_a_refusal),
		cmocka_unit_test(labels_alone_need_a_source),
		cmocka_unit_test(what_is_spoken_of_is_no_source),
		cmocka_unit_test(carried_sources_follow),
		cmocka_unit_test(the_writer_is_nobody),
		cmocka_unit_test(what_nobody_says_is_none),
		cmocka_unit_test(a_firm_rule_decides),
	};

	return cmocka_run_group_tests(tests, engine_setup, engine_teardown);
}
