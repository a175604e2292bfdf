/* SPDX-License-Identifier: MIT */
/* Split text into tokens and paragraphs; each line is a paragraph. */
#include "text.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "spelling.h"

enum byte_class { OTHER, LETTER, DIGIT, SPACE, NEWLINE, WIDE /* of a character of several bytes */ };

#define X2(class) class, class
#define X4(class) X2(class), X2(class)
#define X8(class) X4(class), X4(class)
#define X16(class) X8(class), X8(class)
/* The class of each byte, in runs. */
static const uint8_t classes[256] = {
	/* clang-format off */
	X8(SPACE), X2(SPACE),
	NEWLINE,
	X16(SPACE), X4(SPACE), X2(SPACE),
	X8(OTHER), X4(OTHER), X2(OTHER), OTHER,
	X8(DIGIT), X2(DIGIT),
	X4(OTHER), X2(OTHER), OTHER,
	X16(LETTER), X8(LETTER), X2(LETTER),
	X4(OTHER), X2(OTHER),
	X16(LETTER), X8(LETTER), X2(LETTER),
	X4(OTHER), OTHER,
	X16(WIDE), X16(WIDE), X16(WIDE), X16(WIDE), X16(WIDE), X16(WIDE), X16(WIDE), X16(WIDE),
	/* clang-format on */
};

void document_grow(void **array, uint32_t *room, uint32_t count, size_t size)
{
	if (count < *room)
		return;
	*room = *room ? *room * 2 : 256;
	*array = xrealloc(*array, *room, size);
}

struct attribution *document_add_attribution(struct document *document)
{
	struct attribution *attribution;

	document_grow((void **)&document->attributions, &document->attribution_room, document->attribution_count,
		      sizeof(*attribution));
	attribution = &document->attributions[document->attribution_count++];
	memset(attribution, 0, sizeof(*attribution));
	attribution->carry = -1;
	return attribution;
}

void document_done(struct document *document)
{
	free(document->tokens);
	free(document->paragraphs);
	free(document->sentences);
	free(document->quotes);
	free(document->attributions);
	arena_done(&document->arena);
	memset(document, 0, sizeof(*document));
}

/* Of a character of two bytes: signs and spaces of Latin-1 begin with C2. */
static enum byte_class classify_two(const unsigned char *at)
{
	if (at[0] != 0xC2)
		return LETTER;
	if (at[1] == 0xA0 || at[1] == 0x85)
		return SPACE;
	return at[1] == 0xAA || at[1] == 0xB5 || at[1] == 0xBA ? LETTER : OTHER;
}

/* Of a character of three bytes: general punctuation and the CJK brackets are OTHER. */
static enum byte_class classify_three(const unsigned char *at)
{
	if (at[0] == 0xE2 && at[1] == 0x80)
		return at[2] <= 0x8F || at[2] == 0xA8 || at[2] == 0xA9 || at[2] == 0xAF ? SPACE : OTHER;
	if (at[0] == 0xE2)
		return OTHER;
	if (at[0] == 0xE3 && at[1] == 0x80)
		return at[2] == 0x80 ? SPACE : OTHER;
	return at[0] == 0xEF && at[1] == 0xBB && at[2] == 0xBF ? SPACE : LETTER;
}

/* Class and length in bytes of the wide character at text. */
static enum byte_class classify_wide(const char *text, size_t left, size_t *ret_length)
{
	const unsigned char *at = (const unsigned char *)text;
	size_t length = at[0] < 0xE0 ? 2 : at[0] < 0xF0 ? 3 : 4;

	*ret_length = length <= left ? length : left;
	return length == 2 ? classify_two(at) : length == 3 ? classify_three(at) : LETTER;
}

/* Class and length in bytes of the character at text. */
static inline enum byte_class classify(const char *text, size_t left, size_t *ret_length)
{
	enum byte_class class = classes[(unsigned char)*text];

	if (class == WIDE)
		return classify_wide(text, left, ret_length);
	*ret_length = 1;
	return class;
}

/* An ASCII letter or digit. */
static inline bool is_plain(char c)
{
	return (unsigned)classes[(unsigned char)c] - LETTER <= DIGIT - LETTER;
}

static inline bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(const char *text, size_t left)
{
	size_t length;

	enum byte_class class = left ? classify(text, left, &length) : OTHER;

	return class == LETTER || class == DIGIT;
}

/* How many letters and digits of ASCII stand at text. */
#ifdef __SSE2__
static inline size_t plain_length(const char *text, size_t left)
{
	size_t at = 0;

	for (; at + sizeof(__m128i) <= left; at += sizeof(__m128i)) {
		__m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)(text + at));
		/* what is from 'a' on and no more than 25 beyond stays the same */
		__m128i letter = _mm_sub_epi8(_mm_or_si128(bytes, _mm_set1_epi8('a' - 'A')), _mm_set1_epi8('a'));
		__m128i digit = _mm_sub_epi8(bytes, _mm_set1_epi8('0'));
		__m128i plain = _mm_or_si128(_mm_cmpeq_epi8(_mm_min_epu8(letter, _mm_set1_epi8(25)), letter),
					     _mm_cmpeq_epi8(_mm_min_epu8(digit, _mm_set1_epi8(9)), digit));
		unsigned others = (unsigned)_mm_movemask_epi8(plain) ^ 0xFFFFu;

		if (others)
			return at + (size_t)__builtin_ctz(others);
	}
	while (at < left && is_plain(text[at]))
		at++;
	return at;
}
#else
static size_t plain_length(const char *text, size_t left)
{
	size_t at = 0;
	uint64_t bytes, others;

	for (; at + sizeof(bytes) <= left; at += sizeof(bytes)) {
		memcpy(&bytes, text + at, sizeof(bytes));
		bytes = le64toh(bytes);
		others = ~(ascii_between(bytes, 'a', 'z') | ascii_between(bytes, 'A', 'Z') |
			   ascii_between(bytes, '0', '9')) &
			 ASCII_EACH(0x80u);
		others |= bytes & ASCII_EACH(0x80u);
		if (others)
			return at + (size_t)__builtin_ctzll(others) / 8;
	}
	while (at < left && is_plain(text[at]))
		at++;
	return at;
}
#endif

/* Bytes at `at` with which a word goes on: a wide letter, or what joins two letters; 0 if it ends. */
static size_t word_step(const char *text, size_t at, size_t end, bool *has_apostrophe)
{
	size_t length;
	enum byte_class class = classify(text + at, end - at, &length);

	if (class == LETTER || class >= SPACE)
		return class == LETTER ? length : 0;
	length = apostrophe_length(text + at, end - at);
	*has_apostrophe |= length > 0;
	if (!length && (text[at] == '-' || text[at] == '@' || text[at] == '&'))
		length = 1;
	if (!length && (text[at] == '.' || text[at] == ',') && at && is_digit(text[at - 1]) && at + 1 < end &&
	    is_digit(text[at + 1]))
		length = 1;
	return length && is_letter(text + at + length, end - at - length) ? length : 0;
}

/* Where the word that begins at `at` ends: letters and digits, joined by hyphens, apostrophes, and points in numbers.
 */
static size_t word_end(const char *text, size_t at, size_t end, bool *has_apostrophe)
{
	size_t step;

	do {
		at += plain_length(text + at, end - at);
		step = at < end && text[at] != ' ' ? word_step(text, at, end, has_apostrophe) : 0;
		at += step;
	} while (step);
	return at;
}

/* "U.S." and "J.": single letters with points; the end, or start if it is none. */
static size_t initials_end(const char *text, size_t start, size_t end)
{
	size_t at = start;

	while (at + 1 < end && text[at + 1] == '.' && classes[(unsigned char)text[at]] == LETTER)
		at += 2;
	if (at == start || (at < end && is_letter(text + at, end - at)))
		return at - start > 2 ? at : start;
	if (at - start == 2 && (text[start] < 'A' || text[start] > 'Z'))
		return start;
	return at;
}

static struct token *push(struct document *document, size_t start, size_t end, enum token_kind kind)
{
	struct token *token;

	document_grow((void **)&document->tokens, &document->token_room, document->token_count, sizeof(struct token));
	token = &document->tokens[document->token_count++];
	memset(token, 0, sizeof(*token));
	token->start = (uint32_t)start;
	token->end = (uint32_t)end;
	token->kind = (uint8_t)kind;
	token->quote = -1;
	token->paragraph = document->paragraph_count;
	return token;
}

/* A word or number; what its letters say is set at the paragraph's end. */
static struct token *push_word(struct document *document, size_t start, size_t end, bool space)
{
	struct token *token = push(document, start, end, is_digit(document->text[start]) ? TOKEN_NUMBER : TOKEN_WORD);

	token->flags = space ? TOKEN_SPACE : 0;
	return token;
}

/* A word with an apostrophe in it, which may be a contraction. */
static void push_parts(struct document *document, size_t start, size_t end, bool space)
{
	bool is_mark;
	size_t tail = spelling_tail(document, start, end, &is_mark);
	struct token *token;

	push_word(document, start, tail, space);
	if (tail == end)
		return;
	token = push(document, tail, end, TOKEN_WORD);
	spell_tokens(document, document->token_count - 1, document->token_count);
	token->flags = (uint8_t)((token->flags & TOKEN_CUE) | (is_mark ? TOKEN_APOSTROPHE : 0));
}

/* An abbreviation takes its point. Returns the end of the word with or without it. */
static size_t take_point(const struct document *document, size_t start, size_t end, size_t limit)
{
	const struct word *word;

	if (end >= limit || document->text[end] != '.')
		return end;
	word = lexicon_find(document->lexicon, document->text + start, end - start);
	if (word && word->classes & WORD(ABBREVIATION) && end + 1 < limit && document->text[end + 1] != '.')
		return end + 1;
	return end;
}

/* The quotation marks, and what their first bytes are: '"', '\'', '`' and the wide. */
static const char *const marks[] = {"\"",           "\xE2\x80\x9C", "\xE2\x80\x9D", "\xE2\x80\x9E", "\xC2\xAB",
				    "\xC2\xBB",     "''",           "``",           "\xE3\x80\x8C", "\xE3\x80\x8D",
				    "\xE3\x80\x8E", "\xE3\x80\x8F", "\xE2\x80\xB9", "\xE2\x80\xBA", "\xEF\xBC\x82"};

static size_t mark_length(const char *text, size_t left)
{
	if (*text != '"' && *text != '\'' && *text != '`' && (unsigned char)*text < 0x80)
		return 0;
	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++) {
		size_t length = strlen(marks[i]);

		if (length <= left && !memcmp(text, marks[i], length))
			return length;
	}
	return 0;
}

/* Punctuation: a mark, a run of points or hyphens, or one character. */
static size_t push_punctuation(struct document *document, size_t at, size_t end, bool space)
{
	const char *text = document->text;
	size_t length = mark_length(text + at, end - at);
	struct token *token;

	if (length) {
		token = push(document, at, at + length, TOKEN_MARK);
	} else {
		classify(text + at, end - at, &length);
		if (text[at] == '.' || text[at] == '-')
			while (at + length < end && text[at + length] == text[at])
				length++;
		token = push(document, at, at + length, TOKEN_PUNCTUATION);
	}
	token->flags |= space ? TOKEN_SPACE : 0;
	return at + length;
}

/* Whether a word of ASCII letters and digits that ends here is followed by nothing that could go on with it. */
static bool ends_plainly(const char *text, size_t at, size_t end)
{
	return at == end || text[at] == ' ' || (text[at] == ',' && (at + 1 == end || text[at + 1] == ' '));
}

static size_t push_next(struct document *document, size_t at, size_t end, bool space)
{
	const char *text = document->text;
	size_t length = plain_length(text + at, document->length - at), stop; /* no line's end is plain */
	enum byte_class class;
	bool has_apostrophe = false;

	if (length && ends_plainly(text, at + length, end)) {
		push_word(document, at, at + length, space);
		return at + length;
	}
	class = classify(text + at, end - at, &length);

	if (class == LETTER || class == DIGIT) {
		stop = initials_end(text, at, end);
		if (stop == at)
			stop = take_point(document, at, word_end(text, at, end, &has_apostrophe), end);
		if (has_apostrophe)
			push_parts(document, at, stop, space);
		else
			push_word(document, at, stop, space);
		return stop;
	}
	if ((text[at] == '$' || text[at] == '@' || text[at] == '#') && at + 1 < end &&
	    is_letter(text + at + 1, end - at - 1)) {
		stop = word_end(text, at + 1, end, &has_apostrophe);
		push_parts(document, at, stop, space);
		if (text[at] == '$')
			document->tokens[document->token_count - 1].kind = TOKEN_NUMBER;
		return stop;
	}
	length = mark_length(text + at, end - at) ? 0 : apostrophe_length(text + at, end - at);
	if (length && !space && document->token_count && document->tokens[document->token_count - 1].end == at &&
	    document->tokens[document->token_count - 1].kind == TOKEN_WORD &&
	    !is_letter(text + at + length, end - at - length)) {
		push(document, at, at + length, TOKEN_PUNCTUATION)->flags |=
			TOKEN_APOSTROPHE; /* may also close a span */
		return at + length;
	}
	return push_punctuation(document, at, end, space);
}

static void push_paragraph(struct document *document, size_t start, size_t end)
{
	uint32_t first = document->token_count;
	struct paragraph *paragraph;
	bool space = true;

	for (size_t at = start; at < end;) {
		size_t length;

		if (document->token_count >= DOCUMENT_TOKENS_MAX) {
			document->is_cut = true;
			break;
		}
		if (document->text[at] == ' ') {
			at++;
			space = true;
			continue;
		}
		if (classify(document->text + at, end - at, &length) >= SPACE) {
			at += length;
			space = true;
			continue;
		}
		at = push_next(document, at, end, space);
		space = false;
	}
	if (first == document->token_count)
		return;
	spell_tokens(document, first, document->token_count);
	document_grow((void **)&document->paragraphs, &document->paragraph_room, document->paragraph_count,
		      sizeof(struct paragraph));
	paragraph = &document->paragraphs[document->paragraph_count++];
	paragraph->first = first;
	paragraph->last = document->token_count;
	paragraph->start = document->tokens[first].start;
	paragraph->end = document->tokens[document->token_count - 1].end;
	paragraph->kind = PARAGRAPH_TEXT;
}

void tokenize(struct document *document, const char *text, size_t start, size_t length)
{
	document->text = text;
	document->length = length;
	document->token_count = document->paragraph_count = document->sentence_count = 0;
	document->quote_count = document->attribution_count = 0;
	document->is_cut = false;
	arena_reset(&document->arena);
	for (size_t at = start; at < length;) {
		const char *newline = memchr(text + at, '\n', length - at);
		size_t end = newline ? (size_t)(newline - text) : length;

		push_paragraph(document, at, end);
		at = end + 1;
	}
}
