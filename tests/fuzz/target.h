/* SPDX-License-Identifier: MIT */
/* What fuzz.c feeds: one function a kind of input. */
#ifndef TARGET_H
#define TARGET_H

#include <stddef.h>

struct target {
	const char *name;
	void (*start)(void); /* once, before the first input */
	/* Must return for any input; name is that of the seed it was made from. */
	void (*feed)(const char *name, const char *bytes, size_t length);
	void (*stop)(void);
};

extern const struct target targets[]; /* ended by a NULL name */

#endif
