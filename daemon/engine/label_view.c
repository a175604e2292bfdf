/* SPDX-License-Identifier: MIT */
/* What the labeller looks at in a document: the features of tokens and transitions; see label.h. */
#include <stdlib.h>
#include <string.h>

#include "label_features.h"
#include "tag.h"

/* Bits of what lies between a token and a cue. */
enum between {
	BETWEEN_COMMA = 1,
	BETWEEN_VERB = 2,
	BETWEEN_QUOTE = 4,
	BETWEEN_CLAUSE = 8,
	BETWEEN_JOIN = 16,
	BETWEEN_FAR = 32
};

static uint32_t mix(uint32_t a, uint32_t b)
{
	uint32_t h = a * 0x9E3779B1u ^ b * 0x85EBCA77u;

	return (h ^ h >> 15) * 0xC2B2AE3Du;
}

static uint32_t hash_text(const char *text, size_t length)
{
	uint32_t h = 0x811C9DC5u;

	for (size_t i = 0; i < length; i++) {
		unsigned char c = (unsigned char)text[i];

		h = (h ^ (c >= 'A' && c <= 'Z' ? c + 32u : c)) * 0x01000193u;
	}
	return h;
}

static uint32_t word_hash(const struct document *document, const struct token *token)
{
	size_t length = token->end - token->start;

	if (token->kind == TOKEN_NUMBER)
		return length == 4 ? 4 : 5;
	if (token->kind == TOKEN_MARK)
		return 6;
	/* names that no list has are other ones in every article */
	if (!token->word && (token->flags & TOKEN_CAPITAL))
		return 16 + (unsigned char)token->tag;
	return token->hash ? (uint32_t)(token->hash ^ token->hash >> 32)
			   : hash_text(document->text + token->start, length);
}

static bool is_cue(const struct token *token)
{
	return !(token->flags & TOKEN_QUOTED) &&
	       (tag_is_cue(token->tag) || token->tag == 'Y' || (token->tag == 'c' && token->word->cue->strength > 2));
}

/* Identity of a cue: its lemma. */
static uint32_t cue_hash(const struct document *document, const struct token *token)
{
	const struct word *lemma;

	if (!token->word)
		return 3;
	lemma = lexicon_word(document->lexicon, token->word->lemma);
	return hash_text(lemma->text, lemma->length);
}

static uint32_t between_bits(const struct token *token)
{
	static const uint8_t bits[256] = {
		[0] = BETWEEN_QUOTE,    ['Q'] = BETWEEN_QUOTE,  [','] = BETWEEN_COMMA,  [';'] = BETWEEN_COMMA,
		[':'] = BETWEEN_COMMA,  ['-'] = BETWEEN_COMMA,  ['<'] = BETWEEN_COMMA,  ['>'] = BETWEEN_COMMA,
		['d'] = BETWEEN_VERB,   ['z'] = BETWEEN_VERB,   ['B'] = BETWEEN_VERB,   ['H'] = BETWEEN_VERB,
		['O'] = BETWEEN_VERB,   ['M'] = BETWEEN_VERB,   ['t'] = BETWEEN_CLAUSE, ['s'] = BETWEEN_CLAUSE,
		['W'] = BETWEEN_CLAUSE, ['w'] = BETWEEN_CLAUSE, ['h'] = BETWEEN_CLAUSE, ['k'] = BETWEEN_JOIN,
		['b'] = BETWEEN_JOIN,
	};

	if (token->flags & TOKEN_QUOTED)
		return BETWEEN_QUOTE;
	return tag_is_cue(token->tag) ? BETWEEN_VERB : bits[(unsigned char)token->tag];
}

static uint8_t cue_level(const struct token *token)
{
	if (tag_is_cue(token->tag))
		return (uint8_t)(8 + ((unsigned char)token->tag - CUE_FIRST) % 8);
	if ((token->flags & TOKEN_CUE) && token->word->cue)
		return (uint8_t)(1 + token->word->cue->strength / 2);
	return 0;
}

/* What lies between the cue that was met last, if one was, and the token that is met next. */
struct way {
	uint32_t cue, bits, since;
};

static inline uint32_t way_bits(const struct way *way)
{
	return way->cue ? way->bits | (way->since > 6 ? BETWEEN_FAR : 0) : 64;
}

/* Go on over a token of those bits; cue: its own, or 0. */
static inline void way_on(struct way *way, uint32_t bits, uint32_t cue)
{
	if (cue)
		*way = (struct way){cue, 0, 0};
	else
		*way = (struct way){way->cue, way->bits | bits, way->since + 1};
}

/* Nearest cues of one sentence's tokens, from left to right and back. */
static void fill_cues(struct label_view *view, const struct document *document, const struct sentence *sentence)
{
	struct label_token *out = view->tokens + LABEL_PADDING;
	struct way way = {0, 0, 0};

	for (uint32_t i = sentence->first; i < sentence->last; i++) {
		const struct token *token = &document->tokens[i];

		out[i].left = way.cue;
		out[i].between_left = way_bits(&way);
		/* for the way back */
		out[i].right = is_cue(token) ? cue_hash(document, token) : 0;
		out[i].between_right = between_bits(token);
		way_on(&way, out[i].between_right, out[i].right);
	}
	way = (struct way){0, 0, 0};
	for (uint32_t i = sentence->last; i-- > sentence->first;) {
		uint32_t cue = out[i].right, bits = out[i].between_right;

		out[i].right = way.cue;
		out[i].between_right = way_bits(&way);
		way_on(&way, bits, cue);
	}
}

static uint32_t quote_place(const struct quote *quote, uint32_t i)
{
	if (i == quote->open)
		return 1;
	if (i == quote->close && quote->closed)
		return 5;
	if (i == quote->open + 1)
		return 2;
	return i + 1 == quote->close ? 4 : 3;
}

/* Length, ending and neighbours of the span, and the token's place in it. */
static uint32_t quote_hash(const struct label_view *view, const struct document *document, uint32_t i, uint32_t place)
{
	const struct quote *quote = &document->quotes[document->tokens[i].quote];
	const struct label_token *tokens = view->tokens + LABEL_PADDING;
	uint32_t size = quote->words < 3 ? quote->words : quote->words < 5 ? 3 : quote->words < 9 ? 4 : 5;
	uint32_t after = quote->close + quote->closed, ending = 0;

	if (quote->close > quote->open + 1 && document->tokens[quote->close - 1].kind == TOKEN_PUNCTUATION)
		ending = (unsigned char)document->text[document->tokens[quote->close - 1].start];
	return mix(mix(place * 8 + size, ending),
		   mix(after < view->count ? tokens[after].edge : 0, quote->open ? tokens[quote->open - 1].edge : 0) +
			   7);
}

/* What transitions see of a token: marks and punctuation by themselves, the rest by its tag. */
static uint8_t edge_class(const struct document *document, const struct token *token, uint32_t i)
{
	if (token->quote >= 0) {
		const struct quote *quote = &document->quotes[token->quote];
		uint32_t place = quote_place(quote, i);

		if (place == 1)
			return 1;
		if (place == 5)
			return 2;
		if (token->kind == TOKEN_PUNCTUATION)
			return document->text[token->start] == ',' ? 3 : 4;
		return 5;
	}
	if (token->tag == '!' && document->text[token->start] != '.')
		return 6;
	return (uint8_t)token->tag;
}

/* Where a sentence's first and last tokens stand. */
static void fill_places(struct label_view *view, const struct document *document, const struct sentence *sentence)
{
	const struct paragraph *paragraph = &document->paragraphs[sentence->paragraph];
	struct label_token *tokens = view->tokens + LABEL_PADDING;

	tokens[sentence->last - 1].place = sentence->last == paragraph->last ? 3 : 4;
	tokens[sentence->first].place = sentence->first == paragraph->first ? 1 : 2;
}

static void mark_hint(struct label_view *view, struct range range, uint8_t part, uint32_t kind)
{
	struct label_token *tokens = view->tokens + LABEL_PADDING;

	for (uint32_t i = range.first; i < range.last && i < view->count; i++) {
		tokens[i].hint = (uint8_t)(1 + 2 * part + (i > range.first));
		tokens[i].hint_kind = (uint8_t)kind;
	}
}

static void fill_hints(struct label_view *view, const struct document *document)
{
	for (uint32_t a = 0; a < document->attribution_count; a++) {
		const struct attribution *attribution = &document->attributions[a];
		uint32_t kind = mix(hash_text(attribution->rule, strlen(attribution->rule)), 1) >> 24;

		for (uint32_t k = 0; k < attribution->content_count; k++)
			mark_hint(view, attribution->content[k], PART_CONTENT, kind);
		if (attribution->carry < 0)
			mark_hint(view, attribution->source, PART_SOURCE, kind);
		mark_hint(view, attribution->cue, PART_CUE, kind);
	}
}

void label_view_fill(struct label_view *view, const struct document *document)
{
	struct label_token *tokens;

	view->count = document->token_count;
	if (view->count + 2 * LABEL_PADDING > view->room) {
		view->room = (view->count + 2 * LABEL_PADDING) * 2;
		view->tokens = xrealloc(view->tokens, view->room, sizeof(*view->tokens));
	}
	memset(view->tokens, 0, LABEL_PADDING * sizeof(*view->tokens));
	tokens = view->tokens + LABEL_PADDING;
	memset(tokens + view->count, 0, LABEL_PADDING * sizeof(*view->tokens));
	for (uint32_t i = 0; i < view->count; i++) {
		const struct token *token = &document->tokens[i];

		tokens[i] = (struct label_token){
			.word = word_hash(document, token),
			.tag = (uint8_t)token->tag,
			.edge = edge_class(document, token, i),
			.cue = cue_level(token),
		};
	}
	for (uint32_t i = 0; i < view->count; i++)
		if (document->tokens[i].quote >= 0)
			tokens[i].quote = quote_hash(view, document, i,
						     quote_place(&document->quotes[document->tokens[i].quote], i));
	for (uint32_t i = 0; i < document->sentence_count; i++) {
		fill_places(view, document, &document->sentences[i]);
		fill_cues(view, document, &document->sentences[i]);
	}
	fill_hints(view, document);
}

void label_view_done(struct label_view *view)
{
	free(view->tokens);
	memset(view, 0, sizeof(*view));
}

size_t label_node_features(const struct label_view *view, uint32_t i, uint32_t *features)
{
	struct label_node node = label_node_of(view->tokens + LABEL_PADDING + i);
	uint32_t lanes[LABEL_NODE_LANES];

	label_node_hash(&node, lanes);
	memcpy(features, lanes, LABEL_NODE_FEATURES * sizeof(*features));
	return LABEL_NODE_FEATURES;
}

size_t label_edge_features(const struct label_view *view, uint32_t i, uint32_t *features)
{
	const struct label_token *t = view->tokens + LABEL_PADDING + i;
	size_t n = LABEL_PAIR_FEATURES + LABEL_PLACE_FEATURES;

	label_pair_features(t, features);
	label_place_features(t, features + LABEL_PAIR_FEATURES);
	features[n++] = label_function_feature(t);
	features[n++] = label_next_feature(t);
	return n;
}
