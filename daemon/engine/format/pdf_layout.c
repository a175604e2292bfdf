/* SPDX-License-Identifier: MIT */
/* From lines with places to paragraphs: what runs along the pages is left out, columns are put in order, lines joined.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "pdf.h"

#define MARGIN_SHARE 0.12f /* of the page's height, at its head and at its foot, where running lines stand */
#define RUNNING_MAX 160    /* bytes of a running line */
#define RUNNING_PAGES 2    /* that it is on, at least */
#define RUNNING_SHARE 5    /* and on one page in so many */
#define PAGE_NUMBER_MAX 12 /* bytes */
#define BLOCKS_MAX 200     /* of a page; a page with more is left in the order it has */
#define HEIGHT_SHARE 1.15f /* lines that differ by more are of different sizes of type */
#define INDENT 0.6f        /* of a line's height */

/* A line at a page's head or foot: what it says with every number alike. */
struct running {
	uint64_t shape;
	uint32_t page, line;
};

static bool in_margin(const struct pdf *pdf, const struct pdf_line *line)
{
	float height = pdf->heights[pdf->blocks[line->block].page];

	return line->box.bottom < height * MARGIN_SHARE || line->box.top > height * (1 - MARGIN_SHARE);
}

/* FNV-1a of the text with each run of digits as one; *ret_letters: whether it has any. */
static uint64_t shape_of(const char *text, size_t length, bool *ret_letters)
{
	uint64_t hash = 14695981039346656037u;

	*ret_letters = false;
	for (size_t i = 0; i < length; i++) {
		unsigned char c = (unsigned char)text[i];

		if (isdigit(c) && i && isdigit((unsigned char)text[i - 1]))
			continue;
		*ret_letters |= isalpha(c) || c >= 0xC2;
		hash = (hash ^ (isdigit(c) ? '0' : c)) * 1099511628211u;
	}
	return hash;
}

static int by_shape(const void *a, const void *b)
{
	const struct running *x = a, *y = b;

	if (x->shape != y->shape)
		return x->shape < y->shape ? -1 : 1;
	return x->page < y->page ? -1 : x->page > y->page;
}

/* Mark those of one shape, if they are on pages enough. */
static void mark_shape(struct pdf *pdf, const struct running *lines, size_t count)
{
	size_t pages = 1;

	for (size_t i = 1; i < count; i++)
		pages += lines[i].page != lines[i - 1].page;
	if (pages < RUNNING_PAGES || pages * RUNNING_SHARE < pdf->page_count)
		return;
	for (size_t i = 0; i < count; i++)
		pdf->lines[lines[i].line].running = true;
}

void pdf_mark_running(struct pdf *pdf)
{
	struct running *lines = xcalloc(pdf->line_count + 1, sizeof(*lines));
	size_t count = 0;

	for (uint32_t i = 0; i < pdf->line_count; i++) {
		struct pdf_line *line = &pdf->lines[i];
		size_t length = line->end - line->start;
		uint64_t shape;
		bool letters;

		if (!length || length > RUNNING_MAX || !in_margin(pdf, line))
			continue;
		shape = shape_of(pdf->words.data + line->start, length, &letters);
		if (!letters && length <= PAGE_NUMBER_MAX)
			line->running = true;
		else
			lines[count++] = (struct running){shape, pdf->blocks[line->block].page, i};
	}
	qsort(lines, count, sizeof(*lines), by_shape);
	for (size_t first = 0, next; first < count; first = next) {
		for (next = first + 1; next < count && lines[next].shape == lines[first].shape;)
			next++;
		mark_shape(pdf, lines + first, next - first);
	}
	free(lines);
}

static bool beside(const struct pdf_box *a, const struct pdf_box *b)
{
	return a->left < b->right && b->left < a->right;
}

static bool is_running(const struct pdf *pdf, const struct pdf_block *block)
{
	for (uint32_t i = 0; i < block->count; i++)
		if (!pdf->lines[block->first + i].running)
			return false;
	return true;
}

/* A page's blocks while they are ordered. */
struct ordering {
	const struct pdf *pdf;
	const struct pdf_block *blocks; /* by top, then left */
	size_t count;
	bool visited[BLOCKS_MAX];
	struct pdf_block *out;
	size_t done;
};

/* Whether a block stands between the heights of a and b, across both. */
static bool is_crossed(const struct ordering *ordering, const struct pdf_box *a, const struct pdf_box *b)
{
	float top = a->top < b->top ? a->top : b->top, bottom = a->top < b->top ? b->top : a->top;

	for (size_t i = 0; i < ordering->count; i++) {
		const struct pdf_box *c = &ordering->blocks[i].box;

		if (c != a && c != b && c->top >= top && c->top <= bottom && beside(c, a) && beside(c, b) &&
		    !is_running(ordering->pdf, &ordering->blocks[i]))
			return true;
	}
	return false;
}

static bool is_before(const struct ordering *ordering, const struct pdf_box *a, const struct pdf_box *b)
{
	if (beside(a, b))
		return a->top < b->top;
	return a->right <= b->left && !is_crossed(ordering, a, b);
}

/* What comes before it, then the block itself. */
static void visit(struct ordering *ordering, size_t at) /* NOLINT(misc-no-recursion): BLOCKS_MAX deep */
{
	ordering->visited[at] = true;
	for (size_t i = 0; i < ordering->count; i++)
		if (!ordering->visited[i] && is_before(ordering, &ordering->blocks[i].box, &ordering->blocks[at].box))
			visit(ordering, i);
	ordering->out[ordering->done++] = ordering->blocks[at];
}

static int by_top(const void *a, const void *b)
{
	const struct pdf_block *x = a, *y = b;

	if (x->box.top != y->box.top)
		return x->box.top < y->box.top ? -1 : 1;
	return x->box.left < y->box.left ? -1 : x->box.left > y->box.left;
}

static void order_page(const struct pdf *pdf, struct pdf_block *blocks, size_t count)
{
	struct ordering ordering = {.pdf = pdf, .count = count};
	struct pdf_block *sorted;

	if (count > BLOCKS_MAX)
		return;
	sorted = xcalloc(count, sizeof(*sorted));
	memcpy(sorted, blocks, count * sizeof(*sorted));
	qsort(sorted, count, sizeof(*sorted), by_top);
	ordering.blocks = sorted;
	ordering.out = blocks;
	for (size_t i = 0; i < count; i++)
		if (!ordering.visited[i])
			visit(&ordering, i);
	free(sorted);
}

void pdf_order(struct pdf *pdf)
{
	for (size_t first = 0, next; first < pdf->block_count; first = next) {
		for (next = first + 1; next < pdf->block_count && pdf->blocks[next].page == pdf->blocks[first].page;)
			next++;
		order_page(pdf, pdf->blocks + first, next - first);
	}
}

/* What is written, line by line. */
struct writing {
	const struct pdf *pdf;
	struct hyphenation hyphenation;
	struct buffer *out;
	const struct pdf_line *last; /* written, or NULL */
	const struct pdf_block *last_block;
};

/* Length of the text without closing marks and white space at its end. */
static size_t without_closers(const struct buffer *text)
{
	static const char *const closers[] = {"\"", "'", ")", "]", " ", "\xE2\x80\x9D", "\xE2\x80\x99", "\xC2\xBB"};
	size_t length = text->length;

	for (size_t i = 0; i < sizeof(closers) / sizeof(*closers); i++) {
		size_t n = strlen(closers[i]);

		if (length >= n && !memcmp(text->data + length - n, closers[i], n)) {
			length -= n;
			i = (size_t)-1;
		}
	}
	return length;
}

/* Whether what is written ends as a sentence does. */
static bool is_ended(const struct buffer *text)
{
	size_t length = without_closers(text);

	return !length || strchr(".!?:;", text->data[length - 1]) ||
	       (length >= 3 && !memcmp(text->data + length - 3, "\xE2\x80\xA6", 3));
}

/* Whether a word is broken at the end of what is written: length of its hyphen, or 0. */
static size_t hyphen(const struct buffer *text)
{
	static const char *const hyphens[] = {"-", "\xC2\xAD", "\xE2\x80\x90"};

	for (size_t i = 0; i < sizeof(hyphens) / sizeof(*hyphens); i++) {
		size_t n = strlen(hyphens[i]);

		if (text->length > n && !memcmp(text->data + text->length - n, hyphens[i], n) &&
		    (isalpha((unsigned char)text->data[text->length - n - 1]) ||
		     (unsigned char)text->data[text->length - n - 1] >= 0x80))
			return n;
	}
	return 0;
}

static float height(const struct pdf_line *line)
{
	return line->box.bottom - line->box.top;
}

static bool is_same_size(const struct pdf_line *a, const struct pdf_line *b)
{
	return height(a) <= height(b) * HEIGHT_SHARE && height(b) <= height(a) * HEIGHT_SHARE;
}

static bool begins_small(const struct writing *writing, const struct pdf_line *line)
{
	return islower((unsigned char)writing->pdf->words.data[line->start]);
}

static bool is_indented(const struct pdf_line *line, const struct pdf_block *block)
{
	return line->box.left > block->box.left + INDENT * height(line);
}

/* Within one block: an indent, or a line that ended before the next one's first word had to go to the next. */
static bool breaks_block(const struct writing *writing, const struct pdf_line *line, const struct pdf_block *block)
{
	const struct pdf_line *last = writing->last;

	if (!is_ended(writing->out))
		return false;
	return (is_indented(line, block) && !is_indented(last, block)) ||
	       last->box.right + line->first_word + height(line) < block->box.right;
}

/* Whether a line begins a paragraph. */
static bool breaks(const struct writing *writing, const struct pdf_line *line, const struct pdf_block *block)
{
	const struct pdf_line *last = writing->last;

	if (!is_same_size(last, line))
		return true;
	if (block == writing->last_block)
		return breaks_block(writing, line, block);
	if (hyphen(writing->out) && begins_small(writing, line))
		return false;
	if (is_ended(writing->out))
		return true;
	/* a sentence goes on in the next column or on the next page */
	return !begins_small(writing, line) &&
	       (writing->last_block->count < 2 ||
		(block->page == writing->last_block->page && line->box.top > last->box.top));
}

/* What a hyphen at the end of what is written is; without one, or before no word, it is as if it hung. */
static enum hyphen hyphen_between(struct writing *writing, const struct pdf_line *line)
{
	const char *next = writing->pdf->words.data + line->start;

	if (!hyphen(writing->out) || !(isalnum((unsigned char)*next) || (unsigned char)*next >= 0x80))
		return HYPHEN_HANGS;
	if (writing->out->data[writing->out->length - 1] != '-' && islower((unsigned char)*next))
		return HYPHEN_BREAKS; /* a soft one */
	return hyphen_judge(&writing->hyphenation, writing->out->data, writing->out->length, next,
			    line->end - line->start);
}

static void write_line(struct writing *writing, const struct pdf_line *line, const struct pdf_block *block)
{
	struct buffer *out = writing->out;
	enum hyphen kind = writing->last ? hyphen_between(writing, line) : HYPHEN_HANGS;

	if (writing->last && breaks(writing, line, block)) {
		buffer_text(out, "\n\n");
	} else if (kind == HYPHEN_BREAKS) {
		out->length -= hyphen(out);
		out->data[out->length] = '\0';
	} else if (writing->last && kind == HYPHEN_HANGS) {
		buffer_char(out, ' ');
	}
	buffer_add(out, writing->pdf->words.data + line->start, line->end - line->start);
	writing->last = line;
	writing->last_block = block;
}

void pdf_paragraphs(const struct pdf *pdf, const struct compounds *compounds, struct buffer *out)
{
	struct writing writing = {
		.pdf = pdf,
		.hyphenation = {.compounds = compounds, .text = pdf->words.data, .length = pdf->words.length},
		.out = out};

	for (size_t i = 0; i < pdf->block_count; i++) {
		const struct pdf_block *block = &pdf->blocks[i];

		for (uint32_t k = 0; k < block->count; k++) {
			const struct pdf_line *line = &pdf->lines[block->first + k];

			if (!line->running && line->end > line->start)
				write_line(&writing, line, block);
		}
	}
	hyphenation_done(&writing.hyphenation);
	if (out->length)
		buffer_char(out, '\n');
}
