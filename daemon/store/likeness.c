/* SPDX-License-Identifier: MIT */
/* Shingles: sorted hashes of runs of words. */
#include "likeness.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#include "quoted/buffer.h"

#define RUN 4 /* words */

struct shingles {
	uint64_t *hashes;
	size_t count;
};

static bool is_of_word(unsigned char c)
{
	return isalnum(c) || c >= 0x80;
}

/* FNV-1a of the next word; 0 at the end of the text. */
static uint64_t next_word(const char **at, const char *end)
{
	uint64_t hash = 0xcbf29ce484222325;
	const char *c = *at;

	while (c < end && !is_of_word((unsigned char)*c))
		c++;
	if (c == end)
		return 0;
	for (; c < end && is_of_word((unsigned char)*c); c++)
		hash = (hash ^ (uint64_t)tolower((unsigned char)*c)) * 0x100000001b3;
	*at = c;
	return hash;
}

static int compare(const void *a, const void *b)
{
	uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;

	return (left > right) - (left < right);
}

static void make(struct shingles *shingles, const char *text, size_t length)
{
	uint64_t last[RUN] = {0}, word;
	const char *at = text, *end = text + length;
	size_t words = 0, room = length / 2 + 1, kept = 0;

	shingles->hashes = xmalloc(room * sizeof(*shingles->hashes));
	shingles->count = 0;
	while ((word = next_word(&at, end))) {
		uint64_t run = 0;

		last[words++ % RUN] = word;
		for (size_t i = 0; i < RUN; i++)
			run = run * 0x9e3779b97f4a7c15 + last[(words + i) % RUN];
		if (words <= RUN)
			shingles->count = 0; /* not yet a whole run, or the first one */
		shingles->hashes[shingles->count++] = run;
	}
	qsort(shingles->hashes, shingles->count, sizeof(*shingles->hashes), compare);
	for (size_t i = 0; i < shingles->count; i++)
		if (!kept || shingles->hashes[kept - 1] != shingles->hashes[i])
			shingles->hashes[kept++] = shingles->hashes[i];
	shingles->count = kept;
}

double likeness(const char *a, size_t a_length, const char *b, size_t b_length)
{
	struct shingles left, right;
	size_t shared = 0, i = 0, k = 0, least;

	make(&left, a, a_length);
	make(&right, b, b_length);
	while (i < left.count && k < right.count) {
		int order = compare(&left.hashes[i], &right.hashes[k]);

		shared += order == 0;
		i += order <= 0;
		k += order >= 0;
	}
	least = left.count < right.count ? left.count : right.count;
	free(left.hashes);
	free(right.hashes);
	return least ? (double)shared / (double)least : 0;
}
