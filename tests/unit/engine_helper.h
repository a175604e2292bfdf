/* SPDX-License-Identifier: MIT */
/* What the engine's unit tests share: the project's own pack and an engine of it. */
#ifndef ENGINE_HELPER_H
#define ENGINE_HELPER_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "../../daemon/engine/engine.h"
#include "../../daemon/engine/pack.h"

struct fixture {
	struct pack *pack;
	struct engine *engine;
};

static inline int engine_setup(void **state)
{
	struct fixture *fixture = xcalloc(1, sizeof(*fixture));
	struct error err;

	fixture->pack = pack_load(getenv("QUOTED_RULES"), NULL, &err);
	if (!fixture->pack)
		fail_msg("%s", err.text);
	fixture->engine = engine_new(fixture->pack, &err);
	*state = fixture;
	return 0;
}

static inline int engine_teardown(void **state)
{
	struct fixture *fixture = *state;

	engine_free(fixture->engine);
	pack_free(fixture->pack);
	free(fixture);
	return 0;
}

#endif
