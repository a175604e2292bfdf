/* SPDX-License-Identifier: MIT */
/*
 * The helper of an extract process: it starts converters (quoted/convert.h), which the extract process, confined,
 * cannot. It lives as long as that one.
 */
#ifndef QUOTED_CLERK_H
#define QUOTED_CLERK_H

#include "quoted/engine.h"

struct clerk {
	int channel;
	struct buffer request;
};

/*
 * Fork the helper; call it early, while this process has little memory, and before sandbox_enter. seconds: that one
 * document may take. -1 with err set.
 */
int clerk_start(struct clerk *clerk, unsigned seconds, struct error *err);

/*
 * A converter's function, data is the clerk. If the helper is gone it ends this process: the pool starts both again,
 * and counts it against the document.
 */
int clerk_convert(const char *kind, const void *bytes, size_t length, struct buffer *out, struct error *err,
		  void *data);

void clerk_done(struct clerk *clerk);

#endif
