/* SPDX-License-Identifier: MIT */
/* The kinds of corrections by hand, as the store keeps them, the server takes them and the client asks for them. */
#ifndef QUOTED_CORRECTIONS_H
#define QUOTED_CORRECTIONS_H

#include <stdbool.h>
#include <stddef.h>

/* The numbers stand in the database: new ones go to the end. */
enum correction_kind {
	CORRECTION_RENAME,
	CORRECTION_ALIAS,
	CORRECTION_SPEAKER_MERGE,
	CORRECTION_SPEAKER_SPLIT,
	CORRECTION_REATTRIBUTE,
	CORRECTION_REJECT,
	CORRECTION_CLAIM_MERGE,
	CORRECTION_CLAIM_SPLIT,
	CORRECTION_COUNT
};

struct correction_form {
	const char *name; /* and the client's command: "speaker rename" */
	bool takes_value; /* behind the target: a name, or what it becomes */
	bool takes_items; /* and at the end a list: of articles or statements */
};

extern const struct correction_form correction_forms[CORRECTION_COUNT];

/* The kind of that name, or -1. */
int correction_find(const char *name);

#endif
