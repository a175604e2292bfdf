/* SPDX-License-Identifier: MIT */
/* Tokens, quotation-mark spans, paragraphs and sentences: the text cut up, with nothing lost. */
#include <stdio.h>

#include "engine_helper.h"

/* Cut the text up; the document belongs to the fixture's engine. */
static struct document *cut(void **state, const char *text)
{
	struct fixture *fixture = *state;
	struct document *document = &fixture->engine->document;

	tokenize(document, text, 0, strlen(text));
	quotes_find(document);
	paragraphs_classify(document, fixture->pack->furniture);
	sentences_find(document);
	return document;
}

static void add_tokens(struct buffer *out, const struct document *document, uint32_t first, uint32_t last)
{
	for (uint32_t i = first; i < last; i++) {
		const struct token *token = &document->tokens[i];

		buffer_text(out, out->length ? " " : "");
		buffer_add(out, document->text + token->start, token->end - token->start);
	}
}

static void tokens_are(void **state, const char *text, const char *wanted)
{
	struct document *document = cut(state, text);
	struct buffer out = {0};

	add_tokens(&out, document, 0, document->token_count);
	assert_string_equal(out.length ? out.data : "", wanted);
	buffer_done(&out);
}

/* The spans within marks, each as [its words]; one whose mark never closes as [its words. */
static void quotes_are(void **state, const char *text, const char *wanted)
{
	struct document *document = cut(state, text);
	struct buffer out = {0};

	for (uint32_t i = 0; i < document->quote_count; i++) {
		const struct quote *quote = &document->quotes[i];

		buffer_text(&out, quote->continues >= 0 ? "+[" : "[");
		buffer_add(&out, text + quote->inside.start, quote->inside.end - quote->inside.start);
		buffer_text(&out, quote->closed ? "]" : "");
	}
	assert_string_equal(out.length ? out.data : "", wanted);
	buffer_done(&out);
}

static void sentences_are(void **state, const char *text, const char *wanted)
{
	struct document *document = cut(state, text);
	struct buffer out = {0};

	for (uint32_t i = 0; i < document->sentence_count; i++) {
		const struct sentence *sentence = &document->sentences[i];
		uint32_t start = document->tokens[sentence->first].start,
			 end = document->tokens[sentence->last - 1].end;

		buffer_text(&out, i ? "|" : "");
		buffer_add(&out, text + start, end - start);
	}
	assert_string_equal(out.length ? out.data : "", wanted);
	buffer_done(&out);
}

static void words_and_marks(void **state)
{
	tokens_are(state, "", "");
	tokens_are(state, "Ann, 43, said: no.", "Ann , 43 , said : no .");
	tokens_are(state, "a well-kept 3.5-mile road (1,200 m)", "a well-kept 3.5-mile road ( 1,200 m )");
	tokens_are(state, "the U.S. and J. Lee", "the U.S. and J. Lee");
	tokens_are(state, "Mr. Lee left. He did.", "Mr. Lee left . He did .");
	tokens_are(state, "so... it -- went", "so ... it -- went");
	tokens_are(state,
		   "\xEF\xBB\xBF"
		   "caf\xC3\xA9\r\n\xC2\xA0x",
		   "caf\xC3\xA9 x");
	tokens_are(state, "pay $5 to @ann", "pay $5 to @ann");
}

static void contractions_and_possessives(void **state)
{
	tokens_are(state, "he didn't", "he did n't");
	tokens_are(state, "Lee's boat", "Lee 's boat");
	tokens_are(state, "Lee\xE2\x80\x99s boat", "Lee \xE2\x80\x99s boat");
	tokens_are(state, "the boats' oars", "the boats ' oars");
	tokens_are(state, "O'Hara left", "O'Hara left");
}

static void tokens_cover_all_but_space(void **state)
{
	static const char text[] = "\xE2\x80\x9CWe \xE2\x80\x93 all 3\xC2\xBD of us\xE2\x80\x9D, (he) said\xE2\x80\xA6 "
				   "#go 'twas ``x'' \xE3\x80\x8C\xE3\x81\x82\xE3\x80\x8D.";
	struct document *document = cut(state, text);
	size_t at = 0;

	for (uint32_t i = 0; i < document->token_count; i++) {
		for (; at < document->tokens[i].start; at++)
			assert_true(text[at] == ' ');
		assert_true(document->tokens[i].end > document->tokens[i].start);
		at = document->tokens[i].end;
	}
	assert_int_equal(at, sizeof(text) - 1);
}

static void marks_of_every_style(void **state)
{
	quotes_are(state, "\"a b\" and \"c\"", "[a b][c]");
	quotes_are(state,
		   "\xE2\x80\x9C"
		   "a b\xE2\x80\x9D",
		   "[a b]");
	quotes_are(state, "``a b''", "[a b]");
	quotes_are(state, "''a b''", "[a b]");
	quotes_are(state, "'a b,' he said", "[a b,]");
	quotes_are(state,
		   "\xE2\x80\x98"
		   "a b,\xE2\x80\x99 he said",
		   "[a b,]");
	quotes_are(state,
		   "\xC2\xAB"
		   "a b\xC2\xBB",
		   "[a b]");
	quotes_are(state,
		   "\xC2\xBB"
		   "a b\xC2\xAB",
		   "[a b]");
	quotes_are(state,
		   "\xE2\x80\x9E"
		   "a b\xE2\x80\x9C",
		   "[a b]");
	quotes_are(state,
		   "\xE3\x80\x8C"
		   "a b\xE3\x80\x8D",
		   "[a b]");
}

static void apostrophes_are_no_marks(void **state)
{
	quotes_are(state, "It's the boats' turn and Lee's, in the '90s.", "");
	quotes_are(state, "'I can't go,' he said", "[I can't go,]");
	quotes_are(state, "\"the '90s\" he said", "[the '90s]");
}

static void marks_that_never_close(void **state)
{
	quotes_are(state, "He is \"gone. She stays.", "[gone.");
	quotes_are(state, "\"All of it. To the end\nNext line", "[All of it. To the end");
	quotes_are(state, "\"One.\n\"Two.\"", "[One.+[Two.]");
	quotes_are(state, "\"One.\n\"Two.\n\"Three.\"", "[One.+[Two.+[Three.]");
	quotes_are(state, "\"", "");
	quotes_are(state, "\"\"", "");
}

static void sentences_end_at_stops(void **state)
{
	sentences_are(state, "One went. Two stayed! Did three? Yes.", "One went.|Two stayed!|Did three?|Yes.");
	sentences_are(state, "Mr. Lee of the U.S. Navy left at 9 p.m. on Monday. He slept.",
		      "Mr. Lee of the U.S. Navy left at 9 p.m. on Monday.|He slept.");
	sentences_are(state, "J. R. Lee left.", "J. R. Lee left.");
	sentences_are(state, "Line one\nLine two", "Line one|Line two");
}

static void sentences_keep_quotations_whole(void **state)
{
	sentences_are(state, "\"Go. Now. Please,\" she said. He went.", "\"Go. Now. Please,\" she said.|He went.");
	sentences_are(state, "\"Go. Now.\" He went.", "\"Go. Now.\"|He went.");
	sentences_are(state, "\"Is it gone?\" she asked.", "\"Is it gone?\" she asked.");
}

static void furniture_and_headlines(void **state)
{
	struct document *document = cut(state, "Ferry to stop in May\n\nThe ferry stops.\n\nRead More\n");

	assert_int_equal(document->paragraph_count, 3);
	assert_int_equal(document->paragraphs[0].kind, PARAGRAPH_HEADLINE);
	assert_int_equal(document->paragraphs[1].kind, PARAGRAPH_TEXT);
	assert_int_equal(document->paragraphs[2].kind, PARAGRAPH_FURNITURE);
}

/* Words of every length, at each distance from the text's end: they are read several bytes at a time. */
static void each_word_is_the_lexicons(void **state)
{
	struct fixture *fixture = *state;
	const char *const words[] = {"I",
				     "said",
				     "Said",
				     "SAID",
				     "NATO",
				     "Mr",
				     "\xC3\x89lan",
				     "caf\xC3\xA9",
				     "organisations",
				     "counter-revolutionaries",
				     "counter-revolutionaries-in",
				     "A1",
				     "42nd",
				     "x",
				     "internationalisationsxxx",
				     "internationalisationsxxxx"};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		for (size_t tail = 0; tail < 30; tail++) {
			char text[80], folded[80];
			size_t length = strlen(words[i]);
			const struct token *token;

			snprintf(text, sizeof(text), "%s%*s", words[i], (int)tail, "");
			token = cut(state, text)->tokens;
			assert_int_equal(token->end, length);
			assert_ptr_equal(token->word, lexicon_find(fixture->pack->lexicon, text, length));
			assert_int_equal(token->hash, lexicon_hash(folded, lexicon_fold(text, length, folded)));
		}
	}
}

static void capitals_are_noted(void **state)
{
	const struct {
		const char *text;
		int flags;
	} words[] = {{"said", 0},
		     {"Said", TOKEN_CAPITAL},
		     {"SAID", TOKEN_CAPITAL | TOKEN_UPPER},
		     {"eBay", 0},
		     {"A", TOKEN_CAPITAL},
		     {"A1", TOKEN_CAPITAL},
		     {"aB-BC", 0},
		     {"G7-EU", TOKEN_CAPITAL | TOKEN_UPPER},
		     {"\xC3\x89"
		      "LAN",
		      TOKEN_CAPITAL},
		     {"COUNTER-REVOLUTIONARIES-IN", TOKEN_CAPITAL | TOKEN_UPPER},
		     {"COUNTER-REVOLUTIONARIES-in", TOKEN_CAPITAL}};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		assert_int_equal(cut(state, words[i].text)->tokens->flags & (TOKEN_CAPITAL | TOKEN_UPPER),
				 words[i].flags);
	assert_int_equal(cut(state, "CAN'T")->tokens[1].flags & (TOKEN_CAPITAL | TOKEN_UPPER), 0);
}

/* Commas take the most tokens; and the next document is whole again. */
static void what_is_longer_than_news_is_cut(void **state)
{
	size_t length = DOCUMENT_TOKENS_MAX + 100;
	char *text = xmalloc(length + 1);

	memset(text, ',', length);
	text[length] = '\0';
	text[DOCUMENT_TOKENS_MAX / 2] = '\n';
	assert_true(cut(state, text)->is_cut);
	assert_int_equal(((struct fixture *)*state)->engine->document.token_count, DOCUMENT_TOKENS_MAX);
	free(text);
	assert_false(cut(state, "No.\n")->is_cut);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_and_marks),
		cmocka_unit_test(contractions_and_possessives),
		cmocka_unit_test(tokens_cover_all_but_space),
		cmocka_unit_test(marks_of_every_style),
		cmocka_unit_test(apostrophes_are_no_marks),
		cmocka_unit_test(marks_that_never_close),
		cmocka_unit_test(sentences_end_at_stops),
		cmocka_unit_test(sentences_keep_quotations_whole),
		cmocka_unit_test(furniture_and_headlines),
		cmocka_unit_test(each_word_is_the_lexicons),
		cmocka_unit_test(capitals_are_noted),
		cmocka_unit_test(what_is_longer_than_news_is_cut),
	};

	return cmocka_run_group_tests(tests, engine_setup, engine_teardown);
}
