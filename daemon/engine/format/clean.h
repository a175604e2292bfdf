/* SPDX-License-Identifier: MIT */
/* Plain text as people have it: hidden characters, ligatures, and lines broken at a margin. */
#ifndef QUOTED_CLEAN_H
#define QUOTED_CLEAN_H

#include <stdint.h>

#include "quoted/buffer.h"

/*
 * Where each byte of cleaned text, and its end, stood in the original, so that offsets can be told in the file itself.
 * Without entries every byte is where it was. Zero-initialise it; free at.
 */
struct origins {
	uint32_t *at;
	size_t count; /* 0, or the length of the text + 1 */
};

/*
 * Take out soft hyphens, zero-width and bidirectional controls, and write ligatures as letters. Text that has none
 * stays byte for byte. A byte order mark at its beginning stays. origins, if not NULL, is brought up to date.
 */
void clean_hidden(struct buffer *text, struct origins *origins);

/*
 * Join the lines of text that was filled to a margin (mail, RFCs, text of PDFs): nearly every line must be as long as
 * the first word of the next allows. A line break becomes a space; a word that was hyphenated at one loses both. Other
 * text stays byte for byte.
 */
void clean_wrapped(struct buffer *text, struct origins *origins);

#endif
