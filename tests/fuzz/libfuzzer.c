/* SPDX-License-Identifier: MIT */
/* The targets under libFuzzer: the one that $FUZZ_TARGET names. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "target.h"

static const struct target *target;

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static void stop(void)
{
	target->stop();
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	const char *name = getenv("FUZZ_TARGET");

	(void)argc;
	(void)argv;
	target = name ? target_find(name) : NULL;
	if (!target) {
		fprintf(stderr, "fuzz: FUZZ_TARGET must be one of:\n");
		target_find(NULL);
		exit(2);
	}
	target->start();
	atexit(stop);
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	target->feed((const char *)bytes, length);
	return 0;
}
