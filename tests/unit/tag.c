/* SPDX-License-Identifier: MIT */
/* The tag string of a sentence: what the rules see of it. */
#include "../../daemon/engine/tag.h"
#include "../../daemon/engine/text.h"
#include "engine_helper.h"

/* The tags of the text's only sentence; a cue's is V, one that takes an addressee L. */
static void tags_are(void **state, const char *text, const char *wanted)
{
	struct fixture *fixture = *state;
	struct document *document = &fixture->engine->document;
	struct tagger tagger = {
		.lexicon = fixture->pack->lexicon, .weights = fixture->pack->cue, .extent = fixture->pack->extent};

	tokenize(document, text, 0, strlen(text));
	quotes_find(document);
	paragraphs_classify(document, fixture->pack->furniture);
	sentences_find(document);
	assert_int_equal(document->sentence_count, 1);
	tag_sentence(&tagger, document, 0);
	assert_int_equal(strlen(tagger.tags), tagger.count);
	for (uint32_t i = 0; i < tagger.count; i++) {
		assert_int_equal(document->tokens[tagger.units[i].first].tag, tagger.tags[i]);
		if (tag_is_cue(tagger.tags[i]))
			tagger.tags[i] = (unsigned char)tagger.tags[i] & 4 ? 'L' : 'V';
	}
	if (strcmp(tagger.tags, wanted) != 0)
		print_message("%s\n", text);
	assert_string_equal(tagger.tags, wanted);
	assert_int_equal(tagger.has_tell, strchr(wanted, 'L') != NULL);
	assert_int_equal(tagger.has_cue, strpbrk(wanted, "LV") != NULL);
	if (tagger.has_cue)
		assert_null(strpbrk(wanted + tagger.last_cue + 1, "LV"));
	tagger_done(&tagger);
}

static void names_nouns_and_cues(void **state)
{
	tags_are(state, "Ann Quill said the bridge was safe.", "XXVDNBN!");
	tags_are(state, "Ann Quill told reporters that it was closed.", "XXLNtPBe!");
	tags_are(state, "The bridge was old, and it fell.", "DNBN,kPd!");
}

static void a_span_within_marks_is_one_unit(void **state)
{
	tags_are(state, "\xE2\x80\x9CIt is safe, and it will stay,\xE2\x80\x9D Ann Quill said.", "QXXV!");
	tags_are(state, "\"It is safe,\" said Ann Quill.", "QVXX!");
}

static void punctuation_has_its_tags(void **state)
{
	tags_are(state, "Quill; Renn: Quill - Renn -- Quill (Renn).", "X;X:XxX-X<X>!");
}

static void a_word_of_two_readings_is_told_by_its_neighbours(void **state)
{
	tags_are(state, "The mayor crossed her.", "DNdp!");
	tags_are(state, "The mayor crossed her bridge.", "DNdSN!");
}

static void a_phrase_takes_its_first_unit(void **state)
{
	tags_are(state, "The bridge is safe, according to Ann Quill.", "DNBN,YjXX!");
}

static void what_follows_a_phrase_is_no_infinitive(void **state)
{
	tags_are(state, "According to police, it was safe.", "YjN,PBN!");
}

static void words_that_count_are_subjects(void **state)
{
	tags_are(state, "Some say it was safe.", "DVPBN!");
	tags_are(state, "Three said the bridge was safe.", "CVDNBN!");
	tags_are(state, "Some bridges fell.", "DNd!");
}

static void a_verb_closes_a_clause_behind_a_comma(void **state)
{
	tags_are(state, "The bridge was closed, the Brell Courier reports.", "DNBe,DXXV!");
	tags_are(state, "The mayor saw the Brell reports.", "DNdDXc!");
}

static void a_title_within_a_phrase_is_a_name(void **state)
{
	tags_are(state, "On the radio's \"Face the Island,\" Ann Quill said it was safe.", "IDNa,XXVPBN!");
	tags_are(state, "Ann \"Buster\" Quill said it was safe.", "XXXVPBN!");
	tags_are(state, "Ann Quill said \"Face the Island\" was safe.", "XXVQBN!");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_nouns_and_cues),
		cmocka_unit_test(a_span_within_marks_is_one_unit),
		cmocka_unit_test(punctuation_has_its_tags),
		cmocka_unit_test(a_word_of_two_readings_is_told_by_its_neighbours),
		cmocka_unit_test(a_phrase_takes_its_first_unit),
		cmocka_unit_test(what_follows_a_phrase_is_no_infinitive),
		cmocka_unit_test(words_that_count_are_subjects),
		cmocka_unit_test(a_verb_closes_a_clause_behind_a_comma),
		cmocka_unit_test(a_title_within_a_phrase_is_a_name),
	};

	return cmocka_run_group_tests(tests, engine_setup, engine_teardown);
}
