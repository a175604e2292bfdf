/* SPDX-License-Identifier: MIT */
/* What the labeller looks at in a document: the features of tokens and transitions; see label.h. */
#include <stdlib.h>
#include <string.h>

#include "label.h"
#include "tag.h"

#define PADDING 2

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
	if (token->word && token->word->cue)
		return (uint8_t)(1 + token->word->cue->strength / 2);
	return 0;
}

/* Nearest cues of one sentence's tokens, from left to right and back. */
static void fill_cues(struct label_view *view, const struct document *document, const struct sentence *sentence)
{
	struct label_token *out = view->tokens + PADDING;
	uint32_t cue = 0, bits = 0, since = 0;

	for (uint32_t i = sentence->first; i < sentence->last; i++) {
		const struct token *token = &document->tokens[i];

		out[i].left = cue;
		out[i].between_left = cue ? bits | (since > 6 ? BETWEEN_FAR : 0) : 64;
		bits |= between_bits(token);
		since++;
		if (is_cue(token)) {
			cue = cue_hash(document, token);
			bits = since = 0;
		}
	}
	cue = 0;
	for (uint32_t i = sentence->last; i-- > sentence->first;) {
		const struct token *token = &document->tokens[i];

		out[i].right = cue;
		out[i].between_right = cue ? bits | (since > 6 ? BETWEEN_FAR : 0) : 64;
		bits |= between_bits(token);
		since++;
		if (is_cue(token)) {
			cue = cue_hash(document, token);
			bits = since = 0;
		}
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
	const struct label_token *tokens = view->tokens + PADDING;
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

static uint8_t place_of(const struct document *document, uint32_t i)
{
	const struct sentence *sentence = &document->sentences[document->tokens[i].sentence];
	const struct paragraph *paragraph = &document->paragraphs[sentence->paragraph];

	if (i == paragraph->first)
		return 1;
	if (i == sentence->first)
		return 2;
	if (i + 1 == paragraph->last)
		return 3;
	return i + 1 == sentence->last ? 4 : 0;
}

static void mark_hint(struct label_view *view, struct range range, uint8_t part, uint32_t kind)
{
	struct label_token *tokens = view->tokens + PADDING;

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
	if (view->count + 2 * PADDING > view->room) {
		view->room = (view->count + 2 * PADDING) * 2;
		view->tokens = xrealloc(view->tokens, view->room, sizeof(*view->tokens));
	}
	memset(view->tokens, 0, (view->count + 2 * PADDING) * sizeof(*view->tokens));
	tokens = view->tokens + PADDING;
	for (uint32_t i = 0; i < view->count; i++) {
		const struct token *token = &document->tokens[i];

		tokens[i].word = word_hash(document, token);
		tokens[i].tag = (uint8_t)token->tag;
		tokens[i].edge = edge_class(document, token, i);
		tokens[i].cue = cue_level(token);
		tokens[i].place = place_of(document, i);
	}
	for (uint32_t i = 0; i < view->count; i++)
		if (document->tokens[i].quote >= 0)
			tokens[i].quote = quote_hash(view, document, i,
						     quote_place(&document->quotes[document->tokens[i].quote], i));
	for (uint32_t i = 0; i < document->sentence_count; i++)
		fill_cues(view, document, &document->sentences[i]);
	fill_hints(view, document);
}

void label_view_done(struct label_view *view)
{
	free(view->tokens);
	memset(view, 0, sizeof(*view));
}

size_t label_node_features(const struct label_view *view, uint32_t i, uint32_t *features)
{
	const struct label_token *t = view->tokens + PADDING + i;
	uint32_t a = t[-2].word, b = t[-1].word, c = t->word, d = t[1].word, e = t[2].word;
	uint32_t tags = (uint32_t)t[-1].tag << 16 | (uint32_t)t->tag << 8 | t[1].tag;
	uint32_t hints = (uint32_t)t[-1].hint << 16 | (uint32_t)t->hint << 8 | t[1].hint;
	size_t n = 0;

#define FEATURE(x, y) (features[n] = mix(x, (y) + (uint32_t)n * 0x51ED270Bu), n++)
	FEATURE(0, 0);
	FEATURE(a, 0);
	FEATURE(b, 0);
	FEATURE(c, 0);
	FEATURE(d, 0);
	FEATURE(e, 0);
	FEATURE(b, c);
	FEATURE(c, d);
	FEATURE(tags, 0);
	FEATURE(t->left, t->between_left);
	FEATURE(t->right, t->between_right);
	FEATURE(hints, t->tag);
	FEATURE(hints, t->hint_kind);
	return n;
}

size_t label_edge_features(const struct label_view *view, uint32_t i, uint32_t *features)
{
	const struct label_token *t = view->tokens + PADDING + i;
	static const bool functions[256] = {
		['I'] = true, ['y'] = true, ['j'] = true, ['t'] = true, ['s'] = true, ['k'] = true,
		['b'] = true, ['o'] = true, ['W'] = true, ['w'] = true, ['h'] = true};
	uint32_t function = functions[t->edge] ? t->word : t->edge;
	size_t n = 0;

	FEATURE(0, 0);
	FEATURE(function, 0);
	FEATURE(t[-1].edge, 0);
	FEATURE((uint32_t)t[-1].edge << 8 | t->edge, 0);
	FEATURE((uint32_t)t->edge << 8 | t[1].edge, 0);
	FEATURE(t->place, t[-1].place);
	FEATURE((uint32_t)t[-1].hint << 8 | t->hint, 0);
	return n;
#undef FEATURE
}
