/* SPDX-License-Identifier: MIT */
/*
 * Learned weights: integers by feature key, read from a pack's *.weights file. Which features there are
 * is for those who ask; the file's script is rules/train.
 *
 * A line is "KEY WEIGHT": 16 hexadecimal digits and sixteenths of a log-odds unit.
 */
#ifndef QUOTED_WEIGHTS_H
#define QUOTED_WEIGHTS_H

#include <stddef.h>
#include <stdint.h>

#include "quoted/error.h"

struct weights;

struct weights *weights_load(const char *path, struct error *err);
void weights_free(struct weights *weights);
/* The sum over count features; a key without a weight counts 0. */
int weights_sum(const struct weights *weights, const uint64_t *features, size_t count);

/* Key of template `kind` over two values (FNV-1a, 64 bit). Never 0. */
static inline uint64_t feature_key(uint32_t kind, uint64_t a, uint64_t b)
{
	uint64_t h = (0x9E3779B97F4A7C15ULL ^ kind) * 0xff51afd7ed558ccdULL;

	h = (h ^ (h >> 29) ^ a) * 0xc4ceb9fe1a85ec53ULL;
	h = (h ^ (h >> 31) ^ b) * 0x94d049bb133111ebULL;
	return (h ^ (h >> 30)) | 1;
}

#endif
