/* SPDX-License-Identifier: MIT */
/*
 * A cuckoo hash table (Pagh and Rodler, 2001) from feature keys to integer weights: a key lies in its place of the
 * first half or in that of the second, so that a sum needs no branch on what the table holds.
 */
#include "weights.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "quoted/buffer.h"

#define HALF_MIN 512    /* slots */
#define MOVES_MAX 100   /* before the table is made larger */
#define SPARSE_MAX 1024 /* slots a key, beyond which keys are no hashes */
#define VALUE_BITS 16u  /* of a slot; the others are its key's */

struct weights {
	uint64_t *slots; /* two halves */
	size_t half, count;
};

/* The key with all its bits in those that places are told by, and no two keys alike. */
static inline uint64_t mixed(uint64_t key)
{
	return key * 0x9E3779B97F4A7C15ULL;
}

/* The key is mixed, here and in what follows. */
static inline size_t place(const struct weights *weights, uint64_t key, unsigned half)
{
	return half ? weights->half + (key >> 40 & (weights->half - 1)) : key >> 20 & (weights->half - 1);
}

static inline bool is_key(uint64_t slot, uint64_t key)
{
	return (slot ^ key) >> VALUE_BITS == 0;
}

/* Put the slot in, and those that it moves elsewhere; returns the one that found no place, or 0. */
static uint64_t insert(struct weights *weights, uint64_t slot)
{
	for (unsigned move = 0; slot && move < MOVES_MAX; move++) {
		uint64_t *at = &weights->slots[place(weights, slot, move % 2)], other = *at;

		*at = slot;
		slot = other;
	}
	return slot;
}

/* Make a table of twice the size or more, with the slot in it; -1 if the keys are no hashes. */
static int enlarge(struct weights *weights, uint64_t slot)
{
	uint64_t *old = weights->slots;
	size_t count = weights->half * 2;

	do {
		uint64_t homeless = slot;

		weights->half *= 2;
		weights->slots = xcalloc(weights->half * 2, sizeof(*weights->slots));
		for (size_t i = 0; !(homeless = insert(weights, homeless)) && i < count; i++)
			homeless = old[i];
		if (!homeless) {
			free(old);
			return 0;
		}
		free(weights->slots);
	} while (weights->half < weights->count * SPARSE_MAX);
	weights->slots = old;
	return -1;
}

static int set(struct weights *weights, uint64_t key, long value)
{
	uint64_t slot = (key >> VALUE_BITS) << VALUE_BITS | (uint16_t)value;

	for (unsigned half = 0; half < 2; half++) {
		uint64_t *at = &weights->slots[place(weights, key, half)];

		if (*at && is_key(*at, key)) {
			*at = slot;
			return 0;
		}
	}
	if (++weights->count <= weights->half)
		slot = insert(weights, slot);
	return slot ? enlarge(weights, slot) : 0;
}

/* Read "KEY WEIGHT" and the white space behind it; NULL if it is not there. */
static const char *read_line(const char *at, uint64_t *key, long *value)
{
	char *end;

	*key = strtoull(at, &end, 16);
	if (end == at)
		return NULL;
	at = end;
	*value = strtol(at, &end, 10);
	return end == at ? NULL : end + strspn(end, " \t\r\n");
}

struct weights *weights_load(const char *path, struct error *err)
{
	struct weights *weights = xcalloc(1, sizeof(*weights));
	struct buffer file = {0};
	size_t line = 1;

	weights->half = HALF_MIN;
	weights->slots = xcalloc(weights->half * 2, sizeof(*weights->slots));
	if (buffer_read(&file, path, err) < 0)
		goto fail;
	for (const char *at = file.data; at < file.data + file.length; line++) {
		uint64_t key;
		long value;

		at = read_line(at, &key, &value);
		if (!at || set(weights, mixed(key), value) < 0) {
			error_set(err, "%s:%zu:1: not a line of KEY WEIGHT", path, line);
			goto fail;
		}
	}
	buffer_done(&file);
	return weights;
fail:
	buffer_done(&file);
	weights_free(weights);
	return NULL;
}

void weights_free(struct weights *weights)
{
	if (!weights)
		return;
	free(weights->slots);
	free(weights);
}

int weights_sum(const struct weights *weights, const uint64_t *features, size_t count)
{
	int sum = 0;

	for (size_t i = 0; i < count; i++) {
		uint64_t key = mixed(features[i]);
		uint64_t a = weights->slots[place(weights, key, 0)], b = weights->slots[place(weights, key, 1)];

		sum += (int16_t)(is_key(a, key) ? a : 0);
		sum += (int16_t)(is_key(b, key) ? b : 0);
	}
	return sum;
}
