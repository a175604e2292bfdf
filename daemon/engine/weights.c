/* SPDX-License-Identifier: MIT */
/* A hash table from feature keys to integer weights. */
#include "weights.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "quoted/buffer.h"

struct weights {
	uint64_t *keys;
	int16_t *values;
	size_t mask, count;
};

static size_t slot_of(const struct weights *weights, uint64_t key)
{
	size_t at = (size_t)(key >> 20) & weights->mask;

	while (weights->keys[at] && weights->keys[at] != key)
		at = (at + 1) & weights->mask;
	return at;
}

static void resize(struct weights *weights, size_t slots)
{
	struct weights old = *weights;

	weights->mask = slots - 1;
	weights->keys = xcalloc(slots, sizeof(*weights->keys));
	weights->values = xcalloc(slots, sizeof(*weights->values));
	for (size_t i = 0; old.keys && i <= old.mask; i++) {
		size_t at;

		if (!old.keys[i])
			continue;
		at = slot_of(weights, old.keys[i]);
		weights->keys[at] = old.keys[i];
		weights->values[at] = old.values[i];
	}
	free(old.keys);
	free(old.values);
}

struct weights *weights_load(const char *path, struct error *err)
{
	FILE *file = fopen(path, "re");
	struct weights *weights;
	unsigned long long key;
	int value, fields;

	if (!file) {
		error_errno(err, "could not open \"%s\"", path);
		return NULL;
	}
	weights = xcalloc(1, sizeof(*weights));
	resize(weights, 4096);
	while ((fields = fscanf(file, "%16llx %d", &key, &value)) == 2) {
		size_t at;

		if (++weights->count * 2 > weights->mask)
			resize(weights, (weights->mask + 1) * 2);
		at = slot_of(weights, key);
		weights->keys[at] = key;
		weights->values[at] = (int16_t)value;
	}
	fclose(file);
	if (fields == EOF)
		return weights;
	error_set(err, "%s:%zu:1: not a line of KEY WEIGHT", path, weights->count + 1);
	weights_free(weights);
	return NULL;
}

void weights_free(struct weights *weights)
{
	if (!weights)
		return;
	free(weights->keys);
	free(weights->values);
	free(weights);
}

int weights_sum(const struct weights *weights, const uint64_t *features, size_t count)
{
	int sum = 0;

	for (size_t i = 0; i < count; i++) {
		size_t at = slot_of(weights, features[i]);

		if (weights->keys[at])
			sum += weights->values[at];
	}
	return sum;
}
