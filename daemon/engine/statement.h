/* SPDX-License-Identifier: MIT */
/* From an attribution's token ranges to a statement's byte ranges, kind and stance. */
#ifndef QUOTED_STATEMENT_H
#define QUOTED_STATEMENT_H

#include "document.h"

/* Make one statement an attribution, all but its speakers; memory from arena. Returns the array. */
struct statement *statements_make(const struct document *document, struct arena *arena);

#endif
