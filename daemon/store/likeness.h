/* SPDX-License-Identifier: MIT */
/* How much of one text stands in another. Knows no store. */
#ifndef QUOTED_LIKENESS_H
#define QUOTED_LIKENESS_H

#include <stddef.h>

/*
 * The share, 0 to 1, of the shorter text's runs of four words that the other has too (containment of w-shingles, after
 * Broder 1997). Words are folded to lower case and punctuation does not count. A text of fewer words is one run.
 */
double likeness(const char *a, size_t a_length, const char *b, size_t b_length);

#endif
