/* SPDX-License-Identifier: MIT */
/*
 * The bytes that a pattern cannot match without: for each part that every match must have, the set of which one stands
 * there. A subject that has none of a set needs no search. What the pattern means beyond that is PCRE2's matter.
 */
#ifndef QUOTED_REQUIRED_H
#define QUOTED_REQUIRED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define REQUIRED_MAX 12

struct byte_set {
	uint64_t bits[4];
};

struct required {
	struct byte_set sets[REQUIRED_MAX];
	uint32_t count;
};

/* Of a pattern of one byte a character that PCRE2 takes; none where it holds what this cannot read. */
void required_find(const char *pattern, struct required *ret);

static inline void byte_set_add(struct byte_set *set, unsigned char byte)
{
	set->bits[byte >> 6] |= UINT64_C(1) << (byte & 63);
}

/* Whether a subject with these bytes in it has one of each set. */
static inline bool required_met(const struct required *required, const struct byte_set *subject)
{
	for (uint32_t i = 0; i < required->count; i++) {
		const uint64_t *set = required->sets[i].bits, *bits = subject->bits;

		if (!((set[0] & bits[0]) | (set[1] & bits[1]) | (set[2] & bits[2]) | (set[3] & bits[3])))
			return false;
	}
	return true;
}

/* Whether the subject has one of each set, in the pattern's order. */
static inline bool required_in_order(const struct required *required, const char *subject, size_t length)
{
	size_t at = 0;

	for (uint32_t i = 0; i < required->count; i++, at++) {
		const uint64_t *set = required->sets[i].bits;

		while (at < length && !(set[(unsigned char)subject[at] >> 6] >> ((unsigned char)subject[at] & 63) & 1))
			at++;
		if (at == length)
			return false;
	}
	return true;
}

#endif
