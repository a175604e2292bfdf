/* SPDX-License-Identifier: MIT */
/*
 * Nearly all words are short and ASCII: those are folded and told by their first bytes, eight at a time; several
 * are looked up at once, since each place of the lexicon has to be waited for.
 */
#include "spelling.h"

#include <string.h>

#define FOLDED_MAX 200 /* bytes of a word that count */
#define AT_ONCE 16     /* words for whose places the processor waits at once */

size_t apostrophe_length(const char *text, size_t left)
{
	if (left && *text == '\'')
		return 1;
	if (left >= 2 && !memcmp(text, "\xC2\xB4", 2)) /* an acute accent: keyboards have it beside the apostrophe */
		return 2;
	return left >= 3 && (!memcmp(text, "\xE2\x80\x99", 3) || !memcmp(text, "\xE2\x80\x98", 3)) ? 3 : 0;
}

size_t spelling_tail(const struct document *document, size_t start, size_t end, bool *is_mark)
{
	const char *text = document->text;

	*is_mark = false;
	for (size_t at = start + 1; at < end; at++) {
		const struct word *word;

		if (!apostrophe_length(text + at, end - at))
			continue;
		word = lexicon_find(document->lexicon, text + at, end - at);
		*is_mark = word && word->classes & WORD(POSSESSIVE_MARK);
		if (word && word->classes)
			return at;
		if (at - 1 > start) {
			word = lexicon_find(document->lexicon, text + at - 1, end - at + 1);
			if (word && word->classes & WORD(NEGATION))
				return at - 1;
		}
	}
	return end;
}

static bool begins_large(const unsigned char *at, size_t length)
{
	if (at[0] < 0x80)
		return at[0] >= 'A' && at[0] <= 'Z';
	return length > 1 && ((at[0] == 0xC3 && at[1] >= 0x80 && at[1] <= 0x9E) || (at[0] == 0xC4 && !(at[1] & 1)) ||
			      at[0] == 0xC5 || (at[0] == 0xD0 && at[1] <= 0xAF));
}

/* "al-Sisi": a particle of names, written small, with a capital behind its hyphen. */
static bool large_behind(const struct document *document, const char *text, size_t length)
{
	const char *hyphen = memchr(text, '-', length < 6 ? length : 6);
	const struct word *word;

	if (!hyphen || hyphen + 1 == text + length || text[0] < 'a' || text[0] > 'z' ||
	    !begins_large((const unsigned char *)hyphen + 1, length - (size_t)(hyphen + 1 - text)))
		return false;
	word = lexicon_find(document->lexicon, text, (size_t)(hyphen - text));
	return word && (word->classes & WORD(NAME_PARTICLE));
}

/* Two ASCII capitals or more, and no other letter than those. */
static bool is_upper(const unsigned char *at, size_t length)
{
	uint32_t capitals = 0;

	for (size_t i = 0; i < length; i++) {
		if (at[i] >= 0x80 || (at[i] >= 'a' && at[i] <= 'z'))
			return false;
		capitals += at[i] >= 'A' && at[i] <= 'Z';
	}
	return capitals > 1;
}

/* Set the token's entry. That of an abbreviation is that of the word without its point. */
static void set_word(const struct document *document, struct token *token, const struct word *word)
{
	const struct word *bare = word;

	if (!word && document->text[token->end - 1] == '.')
		bare = lexicon_find(document->lexicon, document->text + token->start, token->end - token->start - 1);
	token->word = word;
	token->bare = bare;
	token->classes = word ? word->classes : 0;
	token->bare_classes = bare ? bare->classes : 0;
	token->sure = (char)(word ? word->tag : 'N');
	if (word && (word->cue || (word->begins & BEGINS_CUE)))
		token->flags |= TOKEN_CUE;
}

static void spell_any(const struct document *document, struct token *token)
{
	const char *text = document->text + token->start;
	size_t length = token->end - token->start, count = length < FOLDED_MAX ? length : FOLDED_MAX;
	char folded[FOLDED_MAX + 1];

	token->hash = lexicon_hash(folded, lexicon_fold(text, count, folded));
	set_word(document, token, lexicon_find(document->lexicon, text, length));
	if (begins_large((const unsigned char *)text, length) || large_behind(document, text, length))
		token->flags |= TOKEN_CAPITAL;
	if (is_upper((const unsigned char *)text, count))
		token->flags |= TOKEN_UPPER;
}

/* The first bytes of the word, with zeros behind it. */
static inline struct lexicon_key read_key(const struct document *document, size_t start, size_t length)
{
	/* as many ones as the word has bytes begin at LEXICON_KEY_BYTES - length */
	static const unsigned char masks[LEXICON_KEY_BYTES * 2] = {
		0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
		0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
	};
	struct lexicon_key key = {{0}}, mask;

	if (document->length - start < sizeof(key)) {
		memcpy(key.bytes, document->text + start, length);
		return key;
	}
	memcpy(key.bytes, document->text + start, sizeof(key));
	memcpy(mask.bytes, masks + sizeof(key) - length, sizeof(mask));
	for (size_t i = 0; i < sizeof(key) / sizeof(*key.bytes); i++)
		key.bytes[i] &= mask.bytes[i];
	return key;
}

/* A short ASCII word on its way to its entry. */
struct short_word {
	struct token *token;
	struct lexicon_key key;
};

/* Read the word and its capitals if it is short and ASCII. */
static inline bool read_short(const struct document *document, struct token *token, struct short_word *ret)
{
	size_t length = token->end - token->start;
	uint64_t capitals, all = 0, smalls = 0;

	if (length > sizeof(ret->key))
		return false;
	ret->token = token;
	ret->key = read_key(document, token->start, length);
	if ((ret->key.bytes[0] | ret->key.bytes[1] | ret->key.bytes[2]) & ASCII_EACH(0x80u))
		return false;
	for (size_t i = 0; i * sizeof(capitals) < length; i++) {
		capitals = ascii_between(ret->key.bytes[i], 'A', 'Z');
		smalls |= ascii_between(ret->key.bytes[i], 'a', 'z');
		all |= capitals >> i; /* so that each capital has a bit of its own */
		ret->key.bytes[i] |= capitals >> 2;
	}
	token->hash = lexicon_key_hash(&ret->key);
	lexicon_expect(document->lexicon, token->hash);
	if (!all)
		return true;
	if ((unsigned char)(document->text[token->start] - 'A') < 26 ||
	    large_behind(document, document->text + token->start, length))
		token->flags |= TOKEN_CAPITAL;
	if (!smalls && all & (all - 1))
		token->flags |= TOKEN_UPPER;
	return true;
}

static void find_words(const struct document *document, const struct short_word *words, uint32_t count)
{
	const struct word *found[AT_ONCE];

	for (uint32_t i = 0; i < count; i++) {
		const struct token *token = words[i].token;

		found[i] = lexicon_get(document->lexicon, &words[i].key, token->end - token->start, token->hash);
		__builtin_prefetch(found[i]);
	}
	for (uint32_t i = 0; i < count; i++)
		set_word(document, words[i].token, found[i]);
}

void spell_tokens(struct document *document, uint32_t first, uint32_t last)
{
	struct short_word words[AT_ONCE];
	uint32_t count = 0;

	for (uint32_t i = first; i < last; i++) {
		struct token *token = &document->tokens[i];

		if (token->kind > TOKEN_NUMBER || token->hash)
			continue;
		if (read_short(document, token, &words[count])) {
			count++;
		} else {
			spell_any(document, token);
		}
		if (count == AT_ONCE) {
			find_words(document, words, count);
			count = 0;
		}
	}
	find_words(document, words, count);
}
