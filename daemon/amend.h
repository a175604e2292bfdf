/* SPDX-License-Identifier: MIT */
/* Corrections on their way from the serve process, which knows who asks, to the main process, which may write. */
#ifndef QUOTED_AMEND_H
#define QUOTED_AMEND_H

#include "quoted/store.h"

/* What a client asks for; the order is that of the fields in a frame, each ended by NUL. */
struct amendment {
	const char *kind; /* of correction_forms, "undo", "watch add" or "watch remove" */
	const char *target, *value, *items, *note;
	const char *user, *uid; /* who asks */
};

/* Append it as a frame's bytes, and read it from them, which it then points into; -1 if they are not its bytes. */
void amendment_pack(const struct amendment *amendment, struct buffer *bytes);
int amendment_unpack(struct amendment *amendment, const struct buffer *bytes);

/* Do it in a transaction of its own; out: the correction's JSON, or {"error", "code"} with an HTTP status. */
void amendment_do(const struct amendment *amendment, struct store *store, struct buffer *out);

#endif
