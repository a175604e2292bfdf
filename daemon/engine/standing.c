/* SPDX-License-Identifier: MIT */
/* Features of a whole attribution, and which are dropped; see standing.h. */
#include "standing.h"

#include <string.h>

#include "edges.h"
#include "form.h"
#include "label.h"
#include "refusal.h"
#include "tag.h"

/* Sixteenths of log-odds below which an attribution is none. */
#define DOUBT (-3)
#define DOUBT_WORD 12 /* one whose content is a single word */
#define DOUBT_WEAK 8  /* one by a cue that is rare as one, in no list or of many words */
#define DOUBT_THOUGHT                                                                                                  \
	20 /* a thought or wish that is a mere phrase and asks nothing of others, the writer's own; of "it" alone */
#define DOUBT_QUOTED (-32) /* one that holds words within marks, which somebody must have said */
#define QUOTED_WORDS 3
#define WEAK_STRENGTH 1
#define COMMON 100 /* uses that make a cue a common one, though it has many more that report nothing: "want" */
#define LONG_CUE 4 /* tokens */

/* What content is by its form. */
enum shape {
	SHAPE_NONE,
	SHAPE_DIRECT,
	SHAPE_MIXED,
	SHAPE_THAT,
	SHAPE_TO,
	SHAPE_WH,
	SHAPE_ING,
	SHAPE_CLAUSE,
	SHAPE_PHRASE
};

/* Who or what a source is by its words. */
enum who {
	WHO_NOBODY,
	WHO_PRONOUN,
	WHO_FIRST,
	WHO_IT,
	WHO_RELATIVE,
	WHO_NAME,
	WHO_HUMAN,
	WHO_BODY,
	WHO_DOCUMENT,
	WHO_THING
};

static bool is_finite(char tag)
{
	if (tag_is_cue(tag))
		return ((unsigned char)tag - CUE_FIRST) / 8 <= FORM_S;
	return tag_is_finite(tag);
}

static uint32_t count_finite(const struct document *document, const struct attribution *attribution)
{
	uint32_t count = 0;

	for (uint32_t k = 0; k < attribution->content_count; k++)
		for (uint32_t i = attribution->content[k].first; i < attribution->content[k].last; i++)
			count += is_finite(document->tokens[i].tag);
	return count;
}

static enum shape shape_of(const struct document *document, const struct attribution *attribution)
{
	uint32_t quoted = 0, plain = 0;
	char first;

	for (uint32_t k = 0; k < attribution->content_count; k++) {
		for (uint32_t i = attribution->content[k].first; i < attribution->content[k].last; i++) {
			const struct token *token = &document->tokens[i];

			quoted += token->kind <= TOKEN_NUMBER && (token->flags & TOKEN_QUOTED);
			plain += token->kind <= TOKEN_NUMBER && !(token->flags & TOKEN_QUOTED);
		}
	}
	if (quoted)
		return plain ? SHAPE_MIXED : SHAPE_DIRECT;
	if (!plain)
		return SHAPE_NONE;
	first = document->tokens[attribution->content[0].first].tag;
	switch (first) {
	case 't':
		return SHAPE_THAT;
	case 'o':
		return SHAPE_TO;
	case 'w':
	case 'h':
	case 'W':
		return SHAPE_WH;
	case 'g':
		return SHAPE_ING;
	default:
		return count_finite(document, attribution) ? SHAPE_CLAUSE : SHAPE_PHRASE;
	}
}

static enum who who_of(const struct document *document, struct range source)
{
	uint64_t classes = 0;
	bool named = false;

	if (source.first >= source.last)
		return WHO_NOBODY;
	for (uint32_t i = source.first; i < source.last; i++) {
		const struct token *token = &document->tokens[i];

		if (i > source.first && token->tag && strchr("Iy,Ww", token->tag))
			break;
		named |= token->tag == 'X';
		classes |= token->classes;
	}
	if (document->tokens[source.first].tag == 'P' || document->tokens[source.first].tag == 'p') {
		const struct word *word = document->tokens[source.first].word;

		return word->person != '3' ? WHO_FIRST : word->gender || word->number == 'p' ? WHO_PRONOUN : WHO_IT;
	}
	if (strchr("Wwt", document->tokens[source.first].tag ? document->tokens[source.first].tag : 'x'))
		return WHO_RELATIVE;
	if (classes & (WORD(COLLECTIVE) | WORD(HUMAN) | WORD(ROLE) | WORD(TITLE)))
		return WHO_HUMAN;
	if (classes & (WORD(ORGANISATION_NOUN) | WORD(ORGANISATION_WORD) | WORD(PARTY)))
		return WHO_BODY;
	if (classes & WORD(DOCUMENT))
		return WHO_DOCUMENT;
	return named ? WHO_NAME : WHO_THING;
}

static uint64_t text_key(const struct document *document, uint32_t i)
{
	const struct word *word = i < document->token_count ? document->tokens[i].word : NULL;
	uint64_t h = 0xcbf29ce484222325ULL;

	if (!word || !word->classes)
		return i < document->token_count ? (uint64_t)(unsigned char)document->tokens[i].tag : 0;
	for (uint32_t k = 0; k < word->length; k++)
		h = (h ^ (unsigned char)word->text[k]) * 0x100000001b3ULL;
	return h | 2;
}

static uint64_t lemma_key(const struct document *document, uint32_t i)
{
	const struct word *word = document->tokens[i].word;

	return word ? word->key : LEXICON_NO_KEY;
}

static uint64_t rule_key(const struct attribution *attribution)
{
	uint64_t h = 0xcbf29ce484222325ULL;

	for (const char *at = attribution->rule; *at; at++)
		h = (h ^ (unsigned char)*at) * 0x100000001b3ULL;
	return h;
}

static uint64_t size_class(uint32_t n)
{
	return n < 4 ? n : n < 6 ? 4 : n < 9 ? 5 : n < 14 ? 6 : n < 22 ? 7 : 8;
}

/* Auxiliaries and the like before the cue's head, as bits. */
static uint64_t helpers_of(const struct document *document, const struct attribution *attribution)
{
	static const char tags[] = "MHBOnoR";
	uint64_t bits = 0;

	for (uint32_t i = attribution->cue.first; i < attribution->cue.last && i < attribution->head; i++) {
		const char *at = document->tokens[i].tag ? strchr(tags, document->tokens[i].tag) : NULL;

		bits |= at ? UINT64_C(1) << (at - tags) : 0;
	}
	return bits;
}

static char tag_at(const struct document *document, int64_t i)
{
	return i >= 0 && i < (int64_t)document->token_count ? document->tokens[i].tag : '$';
}

static uint32_t content_tokens(const struct attribution *attribution)
{
	uint32_t count = 0;

	for (uint32_t k = 0; k < attribution->content_count; k++)
		count += attribution->content[k].last - attribution->content[k].first;
	return count;
}

static bool is_spoken(const struct document *document, const struct quote *quote)
{
	return quote->words >= QUOTED_WORDS && ((document->tokens[quote->open].flags & TOKEN_TITLE_CASE) ||
						quote_refusal(document, quote, true) != REFUSED_TITLE);
}

/* Whether it holds words within marks that are no mere term and no title. */
static bool holds_quotation(const struct document *document, const struct attribution *attribution)
{
	for (uint32_t k = 0; k < attribution->content_count; k++)
		for (uint32_t i = attribution->content[k].first; i < attribution->content[k].last; i++)
			if (document->tokens[i].quote >= 0 &&
			    is_spoken(document, &document->quotes[document->tokens[i].quote]))
				return true;
	return false;
}

/* "put the loss at 3 million": who gives a figure tells something, whatever the cue. */
static bool gives_figure(const struct document *document, const struct attribution *attribution)
{
	for (uint32_t k = 0; k < attribution->content_count; k++)
		for (uint32_t i = attribution->content[k].first; i < attribution->content[k].last; i++)
			if (document->tokens[i].kind == TOKEN_NUMBER)
				return true;
	return false;
}

/* "issued a statement calling": who issues one says what stands in it. */
static bool issues(const struct document *document, struct range cue)
{
	for (uint32_t i = cue.first; i < cue.last; i++)
		if (token_is(&document->tokens[i], WORD(DOCUMENT)))
			return true;
	return false;
}

static bool is_weak(const struct document *document, const struct attribution *attribution)
{
	const struct word *head = document->tokens[attribution->head].word;
	const struct cue *cue = head ? head->cue : NULL;

	if (!attribution->cue.last || gives_figure(document, attribution) || issues(document, attribution->cue) ||
	    attribution->negated || (attribution->entry && attribution->entry->stance == STANCE_DECLINE))
		return false;
	return attribution->cue.last - attribution->cue.first >= LONG_CUE || !cue ||
	       (cue->strength <= WEAK_STRENGTH && cue->count < COMMON);
}

/* "Lee wants the council to act" asks something of somebody. */
static bool asks_of_others(const struct document *document, const struct attribution *attribution)
{
	struct range content = attribution->content_count ? attribution->content[0] : (struct range){0, 0};

	for (uint32_t i = content.first + 1; i < content.last; i++)
		if (document->tokens[i].tag == 'o')
			return attribution->source.last && document->tokens[content.first].tag != 'o';
	return false;
}

static bool is_thought(const struct document *document, const struct attribution *attribution)
{
	enum stance stance = attribution->entry ? attribution->entry->stance : STANCE_ASSERT;

	if ((attribution->entry && (attribution->entry->flags & (CUE_INVERTS | CUE_TELL))) ||
	    asks_of_others(document, attribution))
		return false;
	return stance == STANCE_BELIEVE || stance == STANCE_WANT || stance == STANCE_PREDICT;
}

/* What speaks against it by itself: a thought that asks nothing of others, a cue that is rare as one. */
static uint64_t caution_of(const struct document *document, const struct attribution *attribution)
{
	uint64_t thought = is_thought(document, attribution), weak = is_weak(document, attribution);
	bool plain = attribution->source.last && tag_is_plain_speech(document->tokens[attribution->head].tag);

	return thought | weak << 1 | (uint64_t)plain << 2;
}

/* The steps in which the features tell how sure the labeller is. */
static uint64_t step_of(uint32_t surety)
{
	return !surety ? 0 : surety < 250 ? 1 + surety / 32 : 9;
}

/* How sure the labeller is of the parts: of their bounds, and that there is such a part at all. */
struct sureness {
	uint64_t cue, head, source, source_in, content, content_first, content_last, content_in;
};

static struct sureness sureness_of(const struct document *document, const struct attribution *attribution)
{
	const struct surety *surety = document->surety;
	struct sureness sure = {0};
	uint32_t least = UINT8_MAX, sum = 0, count = 0;

	if (!surety)
		return sure;
	for (uint32_t k = 0; k < attribution->content_count; k++) {
		struct range range = attribution->content[k];

		least = surety[range.first].part < least ? surety[range.first].part : least;
		for (uint32_t i = range.first; i < range.last; i++, count++)
			sum += surety[i].in[PART_CONTENT];
	}
	if (attribution->cue.last)
		sure.cue = step_of(surety[attribution->cue.first].part);
	sure.head = step_of(surety[attribution->head].in[PART_CUE]);
	if (attribution->source.last) {
		sure.source = step_of(surety[attribution->source.first].part);
		sure.source_in = step_of(surety[attribution->source.last - 1].in[PART_SOURCE]);
	}
	if (!count)
		return sure;
	sure.content = step_of(least);
	sure.content_first = step_of(surety[attribution->content[0].first].in[PART_CONTENT]);
	sure.content_last =
		step_of(surety[attribution->content[attribution->content_count - 1].last - 1].in[PART_CONTENT]);
	sure.content_in = step_of(sum / count);
	return sure;
}

size_t standing_features(const struct document *document, const struct attribution *attribution, uint64_t *features)
{
	const struct token *head = &document->tokens[attribution->head];
	bool cued = attribution->cue.first < attribution->cue.last;
	const struct cue *entry = head->word ? head->word->cue : NULL;
	uint64_t shape = shape_of(document, attribution), who = who_of(document, attribution->source);
	uint64_t lemma = cued ? lemma_key(document, attribution->head) : 0, rule = rule_key(attribution);
	uint64_t strength = !cued ? 20 : entry ? entry->strength : 15, form = cued ? (unsigned char)head->tag : 0;
	uint64_t labelled = attribution->labelled, helpers = helpers_of(document, attribution);
	uint64_t size = size_class(content_tokens(attribution)), finite = count_finite(document, attribution);
	uint32_t from = attribution->content_count ? attribution->content[0].first : attribution->cue.last;
	uint64_t first = text_key(document, from), last = text_key(document, attribution->cue.last - cued);
	uint64_t front = from < attribution->head, carried = attribution->carry >= 0;
	uint32_t end = attribution->content_count ? attribution->content[0].last : attribution->cue.last;
	struct sureness sure = sureness_of(document, attribution);
	uint64_t stance = attribution->entry ? attribution->entry->stance : 99;
	uint64_t level = tag_is_cue(head->tag) ? (uint64_t)((unsigned char)head->tag - CUE_FIRST) % 8 : 8;
	uint64_t caution = caution_of(document, attribution), quotes = holds_quotation(document, attribution);
	size_t n = 0;

	finite = finite < 3 ? finite : 3;
	shape |= front << 4;
#define FEATURE(kind, a, b) features[n++] = feature_key(kind, a, b)
	FEATURE(301, 0, 0);
	FEATURE(302, rule, 0);
	FEATURE(303, shape, 0);
	FEATURE(304, rule, shape);
	FEATURE(305, lemma, 0);
	FEATURE(306, lemma, shape);
	FEATURE(307, strength, shape);
	FEATURE(308, who, 0);
	FEATURE(309, who, shape);
	FEATURE(310, who, strength);
	FEATURE(311, labelled, rule);
	FEATURE(312, labelled, shape);
	FEATURE(313, labelled, strength);
	FEATURE(314, form, shape);
	FEATURE(315, form, who);
	FEATURE(316, helpers, form);
	FEATURE(317, helpers, shape);
	FEATURE(318, size, shape);
	FEATURE(319, finite, shape);
	FEATURE(320, size, strength);
	FEATURE(321, lemma, first);
	FEATURE(322, first, strength);
	FEATURE(323, last, shape);
	FEATURE(324, lemma, last);
	FEATURE(325, (unsigned char)tag_at(document, from), lemma);
	FEATURE(326, (unsigned char)tag_at(document, end), shape);
	FEATURE(327, text_key(document, end), shape);
	FEATURE(328, (unsigned char)tag_at(document, (int64_t)attribution->source.first - 1), who);
	FEATURE(329, head->flags & TOKEN_TITLE_CASE, strength);
	FEATURE(330, attribution->negated, lemma);
	FEATURE(331, carried, who);
	FEATURE(332, size_class(attribution->source.last - attribution->source.first), who);
	FEATURE(333, attribution->cue.last - attribution->cue.first, shape);
	FEATURE(334, attribution->content_count, shape);
	FEATURE(335, (unsigned char)tag_at(document, (int64_t)attribution->source.last - 1), who);
	FEATURE(336, lemma, who);
	FEATURE(337, head->paragraph == 0, shape);
	FEATURE(338, attribution->cue.first == attribution->source.last, shape);
	FEATURE(339, sure.cue, 0);
	FEATURE(340, sure.head, 0);
	FEATURE(341, sure.source, 0);
	FEATURE(342, sure.source_in, 0);
	FEATURE(343, sure.content, 0);
	FEATURE(344, sure.content_first, 0);
	FEATURE(345, sure.content_last, 0);
	FEATURE(346, sure.content_in, 0);
	FEATURE(347, sure.head, shape);
	FEATURE(348, sure.content_in, shape);
	FEATURE(349, sure.head, strength);
	FEATURE(350, sure.source_in, who);
	FEATURE(351, sure.cue, sure.content);
	FEATURE(352, sure.source, sure.content);
	FEATURE(353, sure.head, sure.content_in);
	FEATURE(354, stance, shape);
	FEATURE(355, stance, who);
	FEATURE(356, level, shape);
	FEATURE(357, level, who);
	FEATURE(358, caution, 0);
	FEATURE(359, caution, shape);
	FEATURE(360, quotes, who);
	FEATURE(361, quotes << 8 | who, shape);
#undef FEATURE
	return n;
}

/* A source that the content begins with is what is spoken of: "the bridge seems to be safe". */
static void free_source(struct attribution *attribution)
{
	for (uint32_t k = 0; k < attribution->content_count; k++)
		if (attribution->content[k].first <= attribution->source.first &&
		    attribution->source.last <= attribution->content[k].last &&
		    attribution->content[k].last <= attribution->cue.first)
			attribution->source = (struct range){0, 0};
}

static bool is_phrase(enum shape shape)
{
	return shape == SHAPE_PHRASE || shape == SHAPE_TO || shape == SHAPE_WH || shape == SHAPE_ING;
}

/* What the weights must at least say of it. */
static int doubt_of(const struct document *document, const struct attribution *attribution, bool quotes,
		    enum shape shape)
{
	char first;

	if (quotes)
		return DOUBT_QUOTED;
	if ((is_phrase(shape) || who_of(document, attribution->source) == WHO_FIRST) &&
	    is_thought(document, attribution))
		return DOUBT_THOUGHT;
	if (shape != SHAPE_THAT && is_weak(document, attribution))
		return DOUBT_WEAK;
	if (content_tokens(attribution) != 1)
		return DOUBT;
	first = document->tokens[attribution->content[0].first].tag;
	return first == 'P' || first == 'p' ? DOUBT_THOUGHT : DOUBT_WORD;
}

static bool stands(const struct document *document, const struct attribution *attribution,
		   const struct weights *weights)
{
	uint64_t features[STANDING_FEATURES];
	enum shape shape = shape_of(document, attribution);
	bool quotes = holds_quotation(document, attribution);
	bool plain = attribution->source.last && tag_is_plain_speech(document->tokens[attribution->head].tag);

	if (!form_stands(document, attribution, quotes))
		return false;
	/* who said a clause said it, whatever else there is */
	return !weights || attribution->firm || (plain && !is_phrase(shape)) ||
	       weights_sum(weights, features, standing_features(document, attribution, features)) >=
		       doubt_of(document, attribution, quotes, shape);
}

static bool is_sourced(const struct attribution *attribution)
{
	return attribution->source.first < attribution->source.last;
}

/* Who an attribution goes on from has another number now, or is none; it keeps its own source if that one has none. */
static void renumber(struct document *document, const int32_t *numbers)
{
	for (uint32_t a = 0; a < document->attribution_count; a++) {
		struct attribution *attribution = &document->attributions[a];

		if (attribution->carry < 0)
			continue;
		attribution->carry = numbers[attribution->carry];
		if (attribution->carry >= 0 && is_sourced(attribution) &&
		    !is_sourced(&document->attributions[attribution->carry]))
			attribution->carry = -1;
	}
}

void standing_judge(struct document *document, const struct weights *weights)
{
	uint32_t count = document->attribution_count, n = 0;
	int32_t *numbers = arena_alloc(&document->arena, (count + 1) * sizeof(*numbers));

	for (uint32_t a = 0; a < count; a++) {
		struct attribution attribution = document->attributions[a];

		free_source(&attribution);
		edges_of_told(document, &attribution);
		numbers[a] = -1;
		if (!stands(document, &attribution, weights))
			continue;
		if (form_is_put_to(document, &attribution)) {
			attribution.source = (struct range){0, 0};
			attribution.carry = -1;
		}
		attribution.negated |= form_negates(document, &attribution);
		numbers[a] = (int32_t)n;
		document->attributions[n++] = attribution;
	}
	document->attribution_count = n;
	renumber(document, numbers);
}
