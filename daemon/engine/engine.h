/* SPDX-License-Identifier: MIT */
/* The engine's own parts, for the stages that look inside: explain.c, check.c and the dump for training. */
#ifndef QUOTED_ENGINE_PARTS_H
#define QUOTED_ENGINE_PARTS_H

#include "attribute.h"
#include "quoted/engine.h"
#include "speaker.h"

struct engine {
	const struct pack *pack;
	struct document document;
	struct attributor *attributor;
	struct resolver *resolver;
};

/* Decode, tokenize and split: all that comes before the rules. Fills ret->article. */
int engine_prepare(struct engine *engine, const char *name, const void *bytes, size_t length, struct extraction *ret,
		   struct error *err);

#endif
