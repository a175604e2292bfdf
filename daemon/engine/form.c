/* SPDX-License-Identifier: MIT */
/* What is no statement by its form alone; see form.h. */
#include "form.h"

#include <string.h>

#include "anonymity.h"
#include "tag.h"

#define NAMED_TOKENS 500 /* behind a headline, in which its speaker is named in full */
#define CONDITION_NEAR 3 /* first tokens of content that is a condition, in which the words of it begin */

/* "We believe in good journalism": who writes, not who is written about; and nobody can be named. */
static bool is_writer(const struct document *document, struct range source)
{
	const struct token *first = &document->tokens[source.first];

	return source.last == source.first + 1 && token_is(first, WORD(SUBJECT)) && first->word->person != '3' &&
	       !(first->word->person == '1' && first->word->number == 's') && !(first->flags & TOKEN_QUOTED);
}

#define CLAUSE_CLASSES                                                                                                 \
	(WORD(SUBJECT) | WORD(OBJECT) | WORD(POSSESSIVE) | WORD(BE) | WORD(HAVE) | WORD(DO) | WORD(MODAL))

/* Words within marks that nobody says and no cue governs must be speech by themselves: a clause or somebody's words. */
static bool speaks(const struct document *document, const struct attribution *attribution)
{
	for (uint32_t k = 0; k < attribution->content_count; k++)
		for (uint32_t i = attribution->content[k].first; i < attribution->content[k].last; i++)
			if (token_is(&document->tokens[i], CLAUSE_CLASSES))
				return true;
	return false;
}

/* "Blood group: none known": one word and a colon before what begins small is a field of a list. */
static bool is_field(const struct document *document, const struct attribution *attribution)
{
	const struct token *source = &document->tokens[attribution->source.first];
	const struct token *first = &document->tokens[attribution->content[0].first];

	return document->tokens[attribution->head].tag == ':' &&
	       attribution->source.last == attribution->source.first + 1 && !(source->flags & TOKEN_UPPER) &&
	       !(first->flags & (TOKEN_CAPITAL | TOKEN_QUOTED)) && first->kind != TOKEN_MARK;
}

/* 'greeting: "good morning"': a word that is no cue, and that only the labels take for one. */
static bool is_key(const struct document *document, const struct attribution *attribution)
{
	char tag = document->tokens[attribution->head].tag;

	return attribution->by_labels && !tag_is_cue(tag) && !strchr("cY:", tag);
}

/* "who asked not to be named": a condition, not what was said. */
static bool asks_for_anonymity(const struct document *document, const struct attribution *attribution)
{
	for (uint32_t k = 0; k < attribution->content_count; k++) {
		struct range content = attribution->content[k];
		uint32_t last =
			content.last - content.first > CONDITION_NEAR ? content.first + CONDITION_NEAR : content.last;

		if (anonymity_find(document, content.first, last) < last)
			return true;
	}
	return false;
}

/* "Did Lee say ...?", "Who said ...?", "Had Lee said ...", "Nobody said ...": not that anybody did. Words within marks
 * were said by somebody all the same. */
static bool is_open(const struct document *document, const struct attribution *attribution)
{
	const struct token *tokens = document->tokens;
	uint32_t first = attribution->source.first;
	const struct sentence *sentence = &document->sentences[tokens[first].sentence];
	bool asks = document->text[tokens[sentence->last - 1].start] == '?';

	if (token_is(&tokens[first], WORD(NOBODY) | WORD(NEGATION)))
		return true;
	if (asks && first == sentence->first && token_is(&tokens[first], WORD(WHO)))
		return true;
	return (asks || first <= sentence->first + 1) &&
	       token_is(&tokens[sentence->first], WORD(DO) | WORD(HAVE) | WORD(MODAL) | WORD(BE));
}

/* "The bridge must stay – Lee": who stands behind a dash is the headline's speaker if the article names him in full;
 * otherwise it is the outlet, or who took a picture. */
static bool is_credit(const struct document *document, const struct attribution *attribution)
{
	uint64_t name = document->tokens[attribution->source.last - 1].hash;

	if (document->tokens[attribution->head].tag != '-')
		return false;
	for (uint32_t i = attribution->source.last;
	     i < document->token_count && i < attribution->source.last + NAMED_TOKENS; i++)
		if (document->tokens[i].hash == name && token_is(&document->tokens[i - 1], WORD(FIRST_NAME)))
			return false;
	return true;
}

/* "If Lee says that": he may never say it. */
static bool is_condition(const struct document *document, const struct attribution *attribution)
{
	uint32_t first = attribution->source.first;

	return first && document->tokens[first - 1].sentence == document->tokens[first].sentence &&
	       token_is(&document->tokens[first - 1], WORD(CONDITION)) &&
	       attribution->content[0].first > attribution->cue.first;
}

bool form_negates(const struct document *document, const struct attribution *attribution)
{
	return attribution->source.first < attribution->source.last && attribution->cue.last &&
	       token_is(&document->tokens[attribution->source.first], WORD(NEITHER));
}

/* Whether the token is a comma. */
static bool is_comma(const struct document *document, uint32_t i)
{
	return document->tokens[i].kind == TOKEN_PUNCTUATION && document->text[document->tokens[i].start] == ',';
}

bool form_is_put_to(const struct document *document, const struct attribution *attribution)
{
	const struct token *tokens = document->tokens;
	uint32_t first = attribution->cue.first, last;

	if (!attribution->content_count || attribution->cue.first >= attribution->cue.last ||
	    attribution->cue.first != attribution->head || !token_is(&tokens[first], WORD(VERB_PART)) ||
	    !tokens[first].word->cue)
		return false;
	last = attribution->content[attribution->content_count - 1].last;
	if (attribution->source.first >= first && attribution->source.last <= attribution->content[0].first &&
	    attribution->source.first < attribution->source.last)
		return false; /* "asked by Lee whether" */
	if (attribution->content[0].first < first || last >= document->token_count || !is_comma(document, last))
		return false;
	if (first && tokens[first - 1].sentence == tokens[first].sentence &&
	    token_is(&tokens[first - 1], WORD(WH_ADVERB)))
		first--; /* "When asked" */
	if (!first || tokens[first - 1].sentence != tokens[first].sentence)
		return true;
	return is_comma(document, first - 1) && attribution->source.last + 1 >= first &&
	       attribution->source.last <= first && last + 1 < document->token_count &&
	       tag_is_cue(tokens[last + 1].tag) && !token_is(&tokens[last + 1], WORD(VERB_ING)); /* ", adding" */
}

/* Words within marks that nobody says stand where a sentence does, and are no slogan or sign within one. */
static bool begins_sentence(const struct document *document, const struct attribution *attribution)
{
	for (uint32_t k = 0; k < attribution->content_count; k++) {
		uint32_t i = attribution->content[k].first,
			 start = document->sentences[document->tokens[i].sentence].first;

		while (i < attribution->content[k].last && document->tokens[i].quote < 0)
			i++;
		if (i <= start + 1)
			return true;
	}
	return false;
}

bool form_stands(const struct document *document, const struct attribution *attribution, bool quotes)
{
	bool sourced = attribution->source.first < attribution->source.last;

	if (!attribution->content_count)
		return attribution->negated || (attribution->entry && attribution->entry->stance == STANCE_DECLINE);
	if (is_field(document, attribution) || (sourced && is_credit(document, attribution)))
		return false;
	if (sourced && !quotes && (is_open(document, attribution) || is_condition(document, attribution)))
		return false;
	if (!quotes && asks_for_anonymity(document, attribution))
		return false;
	if (quotes)
		return sourced || (attribution->cue.last && !is_key(document, attribution)) ||
		       (speaks(document, attribution) && begins_sentence(document, attribution));
	return !is_writer(document, attribution->source) && (sourced || !attribution->by_labels);
}

/* Whether somebody says a clause of its own, as a photograph's caption may have it. */
static bool is_plain(const struct document *document, const struct attribution *attribution)
{
	if (attribution->source.first >= attribution->source.last ||
	    !tag_is_plain_speech(document->tokens[attribution->head].tag))
		return false;
	for (uint32_t k = 0; k < attribution->content_count; k++)
		for (uint32_t i = attribution->content[k].first; i < attribution->content[k].last; i++)
			if (tag_is_finite(document->tokens[i].tag))
				return true;
	return false;
}

bool form_is_listed(const struct document *document, const struct attribution *attribution)
{
	const struct token *head = &document->tokens[attribution->head];
	const struct paragraph *paragraph = &document->paragraphs[head->paragraph];
	const struct token *last = &document->tokens[paragraph->last - 1];

	if (head->paragraph == 0 || last->kind >= TOKEN_PUNCTUATION || document->text[last->end - 1] == '.')
		return false; /* "the U.S." ends a sentence too */
	if (last->sentence != document->tokens[paragraph->first].sentence || is_plain(document, attribution))
		return false;
	for (uint32_t k = 0; k < attribution->content_count; k++)
		for (uint32_t i = attribution->content[k].first; i < attribution->content[k].last; i++)
			if (document->tokens[i].quote >= 0)
				return false;
	return true;
}

bool form_names_nobody(const struct document *document, struct range source)
{
	for (uint32_t i = source.first; i < source.last; i++) {
		const struct token *token = &document->tokens[i];

		if (!token->tag || (token->flags & TOKEN_CAPITAL) ||
		    (!strchr("dzvge,;:-!", token->tag) && !tag_is_cue(token->tag)))
			return false;
	}
	return source.first < source.last;
}

bool form_is_cue(const struct document *document, struct range cue)
{
	bool word = cue.first == cue.last;

	for (uint32_t i = cue.first; i < cue.last; i++)
		word |= document->tokens[i].kind == TOKEN_WORD;
	return word;
}
