/* SPDX-License-Identifier: MIT */
/* Hash each run of four words once; its first bits choose the place, and each place keeps its least. */
#include "minhash.h"

#include <assert.h>
#include <string.h>

#define SHINGLE 4       /* words */
#define SHINGLES_MIN 40 /* a shorter text is told from others by its quotations alone */
#define PLACE_BITS 6
#define ROTATED 0x9E37 /* added for each place that a value was taken from further on */

static_assert(1 << PLACE_BITS == SKETCH_MINS, "a place is told by its bits");

/* The finalizer of MurmurHash3, by Appleby, which is in the public domain. */
static uint64_t mixed(uint64_t hash)
{
	hash ^= hash >> 33;
	hash *= 0xFF51AFD7ED558CCDu;
	hash ^= hash >> 33;
	hash *= 0xC4CEB9FE1A85EC53u;
	return hash ^ hash >> 33;
}

static uint64_t word_hash(const char *text, const struct token *token)
{
	uint64_t hash = 0;

	for (uint32_t i = token->start; i < token->end; i++) {
		unsigned char c = (unsigned char)text[i];

		hash = hash * 0x100000001B3u + (c >= 'A' && c <= 'Z' ? c + 32u : c);
	}
	return hash;
}

static bool counts(const struct document *document, const struct token *token)
{
	return (token->kind == TOKEN_WORD || token->kind == TOKEN_NUMBER) &&
	       document->paragraphs[token->paragraph].kind == PARAGRAPH_TEXT;
}

/* A place without a shingle takes the value of the next that has one, changed by how far it is. */
static void fill(const uint64_t *least, struct sketch *ret)
{
	for (size_t i = 0; i < SKETCH_MINS; i++) {
		size_t step = 0;

		while (least[(i + step) % SKETCH_MINS] == UINT64_MAX)
			step++;
		ret->mins[i] = (uint16_t)(least[(i + step) % SKETCH_MINS] + step * ROTATED);
	}
}

void sketch_make(const struct document *document, struct sketch *ret)
{
	uint64_t least[SKETCH_MINS], words[SHINGLE] = {0};
	size_t count = 0;

	memset(least, 0xFF, sizeof(least));
	for (uint32_t i = 0; i < document->token_count; i++) {
		uint64_t hash;

		if (!counts(document, &document->tokens[i]))
			continue;
		memmove(words, words + 1, sizeof(words) - sizeof(*words));
		words[SHINGLE - 1] = word_hash(document->text, &document->tokens[i]);
		if (++count < SHINGLE)
			continue;
		hash = mixed(((words[0] * 31 + words[1]) * 31 + words[2]) * 31 + words[3]);
		if (hash < least[hash >> (64 - PLACE_BITS)])
			least[hash >> (64 - PLACE_BITS)] = hash;
	}
	if (count < SHINGLES_MIN + SHINGLE)
		return;
	ret->shingles = (uint32_t)(count - SHINGLE + 1);
	fill(least, ret);
}
