/* SPDX-License-Identifier: MIT */
/* The kinds of input that are fuzzed, one function each. Who makes the inputs is replay.c's or libfuzzer.c's. */
#ifndef TARGET_H
#define TARGET_H

#include <stddef.h>

struct target {
	const char *name;
	void (*start)(void); /* once, before the first input */
	/* Must return for any input, whose bytes end with the memory they lie in; it aborts if what came out is wrong.
	 */
	void (*feed)(const char *bytes, size_t length);
	void (*stop)(void);
};

extern const struct target format_targets[], engine_targets[], process_targets[]; /* each ended by a NULL name */

/* The target of that name, or NULL. name NULL: print them all. */
const struct target *target_find(const char *name);

/* For the targets: end the process, with why on standard error. */
void target_fail(const char *what, const char *why);
/* The rule packs: $QUOTED_RULES, or "rules". */
const char *target_rules(void);
/* A file in memory that holds the bytes, by a path that stays the same; for what takes a path. */
const char *target_file(const char *bytes, size_t length);
/* The engine with the rules in force, and away with it. */
struct engine *target_engine(void);
void target_engine_stop(void);
const struct pack *target_pack(void);
/* An extraction must come back from its packed form as it was, which also proves its spans and its UTF-8. */
struct extraction;
void target_prove(const struct extraction *extraction);

#endif
