/* SPDX-License-Identifier: MIT */
/*
 * Half-open byte ranges [start, end) of an article's text.
 */
#ifndef QUOTED_SPAN_H
#define QUOTED_SPAN_H

#include <stddef.h>

struct span {
	size_t start;
	size_t end;
};

/* Several ranges in order of their start; an empty list has count 0. */
struct spans {
	struct span *at;
	size_t count;
};

#endif
