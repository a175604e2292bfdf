/* SPDX-License-Identifier: MIT */
/* The lines of a PDF document with their places, between what parses them (pdf.c) and what orders them (pdf_layout.c).
 */
#ifndef QUOTED_PDF_H
#define QUOTED_PDF_H

#include <stdbool.h>
#include <stdint.h>

#include "hyphen.h"
#include "quoted/buffer.h"

/* In points from the page's upper left corner. */
struct pdf_box {
	float left, top, right, bottom;
};

struct pdf_line {
	struct pdf_box box;
	float first_word;    /* its width */
	uint32_t start, end; /* in words */
	uint32_t block;
	bool running; /* a running head, a foot or a page's number */
};

/* Lines that stand together. */
struct pdf_block {
	struct pdf_box box;
	uint32_t first, count; /* lines */
	uint32_t page;
};

struct pdf {
	struct buffer words; /* of all lines, with a space between two, and a line break before each line */
	struct pdf_line *lines;
	struct pdf_block *blocks;
	float *heights; /* of the pages */
	size_t line_count, line_room, block_count, block_room, page_count, page_room;
};

/* Mark what repeats at the heads and feet of the pages, and the pages' numbers. */
void pdf_mark_running(struct pdf *pdf);

/*
 * Put each page's blocks into the order in which they are read: Breuel, "High performance document layout analysis"
 * (2003), section 4: of two blocks one above the other the upper comes first; of two side by side the left one, unless
 * something between their heights stands across both.
 */
void pdf_order(struct pdf *pdf);

/* Write the paragraphs of the ordered document, with an empty line between two: lines are joined, words too (hyphen.h).
 */
void pdf_paragraphs(const struct pdf *pdf, const struct compounds *compounds, struct buffer *out);

#endif
