/* SPDX-License-Identifier: MIT */
/* Plain text as people have it: hidden characters, ligatures, and lines broken at a margin. */
#ifndef QUOTED_CLEAN_H
#define QUOTED_CLEAN_H

#include <stdint.h>

#include "hyphen.h"
#include "quoted/buffer.h"

/* Bytes of cleaned text from byte at on, up to the next run, that stood one after the other from byte from on. */
struct origin {
	uint32_t at, from;
};

/*
 * Where each byte of cleaned text, and its end, stood in the original, so that offsets can be told in the file itself.
 * Without runs every byte is where it was. Zero-initialise it; free runs.
 */
struct origins {
	struct origin *runs; /* in order, the first of byte 0 */
	size_t count;
};

/* Where the byte at stood in the original. */
size_t origin_of(const struct origins *origins, size_t at);

/*
 * Take out soft hyphens, zero-width and bidirectional controls, and write ligatures as letters. Text that has none
 * stays byte for byte. A byte order mark at its beginning stays. origins, if not NULL, is brought up to date.
 */
void clean_hidden(struct buffer *text, struct origins *origins);

/*
 * Undo what UTF-8 becomes when it is taken for windows-1252 and written as UTF-8 again, if that is certain: three
 * places or more, all that is not ASCII is so, and a punctuation mark of U+2000 to U+203F is among it. Other text stays
 * byte for byte.
 */
void clean_twice(struct buffer *text, struct origins *origins);

/*
 * Take out what browsers without a screen add to a page (lynx -dump): the numbered list of links at the text's end, and
 * the numbers in brackets that refer to it.
 */
void clean_links(struct buffer *text, struct origins *origins);

/*
 * Join the lines of text that was filled to a margin (mail, RFCs, pages as text): nearly every line must be as long, in
 * characters, as the first word of the next allows. A line break and the next line's indent become a space; a word that
 * was broken at one loses both (hyphen.h). Items of lists and lines that are indented further begin anew. Other text
 * stays byte for byte.
 */
void clean_wrapped(struct buffer *text, struct origins *origins, const struct compounds *compounds);

#endif
