/* SPDX-License-Identifier: MIT */
/*
 * Sources that are not named: where an article says that a source asked for it, and why. The words for it are the
 * pack's (anonymity.list, reasons.list); who the source is otherwise, is speaker.c's matter.
 */
#ifndef QUOTED_ANONYMITY_H
#define QUOTED_ANONYMITY_H

#include "document.h"

/* The token at which such words begin in [first, last), or last. */
uint32_t anonymity_find(const struct document *document, uint32_t first, uint32_t last);

/* Give the unnamed speakers of the document's statements their reason; memory from arena. */
void anonymity_read(const struct document *document, struct statement *statements, struct arena *arena);

#endif
