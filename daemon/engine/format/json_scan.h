/* SPDX-License-Identifier: MIT */
/* Where the values of a JSON text begin and end, before any is parsed: what is parsed takes many times its bytes. */
#ifndef QUOTED_JSON_SCAN_H
#define QUOTED_JSON_SCAN_H

#include <stdbool.h>
#include <stddef.h>

/* A value as it stands in the text. */
struct json_place {
	size_t start, end; /* bytes */
	size_t cost;       /* bytes that it takes when parsed, about */
};

/*
 * The value at text[at], white space before it left out. Brackets and strings are followed, nothing else is checked.
 * False if there is none, or it does not end within length.
 */
bool json_scan(const char *text, size_t length, size_t at, struct json_place *ret);
/* Whether so much may be parsed at once: little, or a few times its text. */
bool json_affordable(const struct json_place *place);
/* The next element of an array, or value of an object, at is after its bracket or the element before. False at its end.
 */
bool json_next(const char *text, size_t length, size_t at, struct json_place *ret);

#endif
