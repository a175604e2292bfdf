/* SPDX-License-Identifier: MIT */
/*
 * Programs of others that make text of what the engine does not read itself. Each runs once for one document, confined:
 * no network, no new process, nothing it may write to but its output, limits on its memory and time.
 */
#ifndef QUOTED_CONVERT_H
#define QUOTED_CONVERT_H

#include <stddef.h>

#include "quoted/buffer.h"
#include "quoted/error.h"

/*
 * Text of a document of some kind ("pdf") into out, which is cleared first: for "pdf", what `pdftotext -bbox-layout`
 * writes, XHTML in UTF-8. seconds: of processor time, or ten times as many by the clock, after which the program is
 * killed. Returns -1 with err set when the kind is unknown, its program not installed, or the program fails or meets a
 * limit; its own first words are in err. The calling process must have one thread and no child that it does not know by
 * its number.
 */
int convert_document(const char *kind, const void *bytes, size_t length, unsigned seconds, struct buffer *out,
		     struct error *err);

#endif
