/* SPDX-License-Identifier: MIT */
/* Plain text as people have it: hidden characters, ligatures, and lines broken at a margin. */
#ifndef QUOTED_CLEAN_H
#define QUOTED_CLEAN_H

#include "quoted/buffer.h"

/*
 * Take out soft hyphens, zero-width and bidirectional controls, and write ligatures as letters. Text that has none
 * stays byte for byte. A byte order mark at its beginning stays.
 */
void clean_hidden(struct buffer *text);

/*
 * Join the lines of text that was filled to a margin (mail, RFCs, text of PDFs): nearly every line must be as long as
 * the first word of the next allows. A line break becomes a space, so that offsets hold; only a word that was
 * hyphenated at one loses both. Other text stays byte for byte.
 */
void clean_wrapped(struct buffer *text);

#endif
