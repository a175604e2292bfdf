/* SPDX-License-Identifier: MIT */
/* Write the blocks of the article, without furniture; which node holds it is survey.c's matter. */
#include "body.h"

#include <ctype.h>
#include <string.h>

#include "survey.h"

#define NESTED_MAX 64      /* nested elements whose ends are told from their beginnings */
#define DATE_LINE_MAX 80   /* of a line that only dates the article */
#define QUOTATION_MAX 2000 /* bytes in which a quotation that a line break interrupts must close */
#define ALT_MIN 10         /* bytes of what a picture shows, for a caption to be known by them */
#define AUTHOR_WITHIN 3    /* paragraphs from the end, that may tell of an author */
#define AUTHOR_ROLE_MAX 60 /* bytes of a line that names what the author is */
#define CELL_MIN 60        /* of a table cell that holds prose; shorter ones are data */

/* A line break within a block. */
struct line_end {
	uint32_t at, links; /* bytes of the block before it, and of links among them */
	bool paragraph;     /* two of them, or what is left out */
};

struct scan {
	struct survey survey;
	const struct furniture *furniture;
	struct buffer block;
	struct buffer line_ends; /* struct line_end */
	uint32_t block_links;
	bool heading; /* of the block */
	struct buffer *out;
	struct buffer paragraph;
	const char *picture; /* what the picture before it shows, in words; or NULL */
};

/* A short line, no sentence, that has a date in it: when the article was published or changed. */
static bool is_date_line(const struct buffer *text, const struct months *months)
{
	char date[40];

	return text->length < DATE_LINE_MAX && !strchr(".?!\"\x9D", text->data[text->length - 1]) &&
	       date_parse(months, text->data, date);
}

static void trim_end(struct buffer *text)
{
	while (text->length && text->data[text->length - 1] == ' ')
		text->data[--text->length] = '\0';
}

/* The first double quotation mark, at most that far on: 1 opening, -1 closing, 0 straight; *ret_at its place, or NULL.
 */
static int next_mark(const char *text, size_t most, const char **ret_at)
{
	for (const char *at = text; *at && (size_t)(at - text) <= most; at++) {
		*ret_at = at;
		if (*at == '"')
			return 0;
		if (!strncmp(at, "\xE2\x80\x9C", 3))
			return 1;
		if (!strncmp(at, "\xE2\x80\x9D", 3))
			return -1;
	}
	*ret_at = NULL;
	return 0;
}

/* What is open behind text, if open was before it: 1 “, 2 a straight mark, 0 nothing. */
static int marks_after(int open, const char *text)
{
	const char *at;
	int kind;

	while (kind = next_mark(text, SIZE_MAX, &at), at) {
		open = kind > 0 ? 1 : kind < 0 ? 0 : open == 2 ? 0 : 2;
		text = at + 1;
	}
	return open;
}

/* Whether the quotation that is open is closed by the first mark of rest: a line break within it ends no paragraph. */
static bool marks_go_on(int open, const char *rest)
{
	const char *at;
	int kind = open ? next_mark(rest, QUOTATION_MAX, &at) : 0;

	if (!open || !at)
		return false;
	/* a straight one closes where a word ends before it and none begins after it */
	return open == 1 ? kind < 0 : !kind && at > rest && at[-1] != ' ' && !isalnum((unsigned char)at[1]);
}

/* What a script left in the page: keys and values between quotation marks. */
static bool is_code(const char *text)
{
	size_t joints = 0;

	for (const char *at = text; (at = strchr(at, '"')) && joints < 2; at++)
		joints += !strncmp(at, "\":\"", 3) || !strncmp(at, "\",\"", 3) || !strncmp(at, "\":{", 3);
	return joints >= 2;
}

static bool is_furniture(const struct scan *scan, uint32_t links)
{
	const struct buffer *text = &scan->paragraph;

	return links * 10 > text->length * 6 || furniture_is(scan->furniture, text->data, text->length) ||
	       furniture_within(scan->furniture, text->data, text->length) ||
	       (scan->heading && scan->survey.title && same_words(scan->survey.title, text->data)) ||
	       is_date_line(text, &scan->survey.formats->months) || is_code(text->data);
}

/* A paragraph that says what the picture before it shows, and more, is its caption. */
static bool is_caption(const struct scan *scan)
{
	size_t length = scan->picture ? strlen(scan->picture) : 0;

	return length >= ALT_MIN && !strncmp(scan->paragraph.data, scan->picture, length);
}

/* Write the paragraph gathered so far, links bytes of it in links, unless it is none of the article's. */
static void end_paragraph(struct scan *scan, uint32_t links)
{
	struct buffer *text = &scan->paragraph;

	if (!text->length)
		return;
	if (!is_furniture(scan, links) && !is_caption(scan)) {
		if (scan->out->length)
			buffer_text(scan->out, "\n\n");
		buffer_add(scan->out, text->data, text->length);
	}
	scan->picture = NULL;
	buffer_clear(text);
}

/* Write the block gathered so far: its lines, as paragraphs. */
static void end_block(struct scan *scan)
{
	struct buffer *block = &scan->block, *text = &scan->paragraph;
	const struct line_end *ends = (const struct line_end *)(const void *)scan->line_ends.data;
	size_t count = scan->line_ends.length / sizeof(*ends);
	uint32_t from = 0, links = 0;
	int open = 0;

	trim_end(block);
	for (size_t i = 0; i < count && ends[i].at < block->length; i++) {
		size_t before = text->length;

		buffer_add(text, block->data + from, ends[i].at - from);
		open = marks_after(open, text->data + before);
		from = ends[i].at;
		if ((ends[i].paragraph || strchr(".?!:\"\x9D", block->data[from - 1])) &&
		    !marks_go_on(open, block->data + from)) {
			end_paragraph(scan, ends[i].links - links);
			links = ends[i].links;
			open = 0;
		} else if (strncmp(block->data + from, "\xE2\x80\x9D", 3) != 0) {
			buffer_char(text, ' ');
		}
	}
	if (block->length)
		buffer_add(text, block->data + from, block->length - from);
	end_paragraph(scan, scan->block_links - links);
	buffer_clear(block);
	buffer_clear(&scan->line_ends);
	scan->block_links = 0;
	scan->heading = false;
}

/* A table of names and numbers, rather than one that lays out prose. */
static bool data_table(const struct scan *scan, uint32_t node)
{
	const struct page *page = scan->survey.page;
	uint32_t cells = 0;

	for (uint32_t i = node + 1; i < page->nodes[node].end; i++)
		cells += (tag_flags((enum tag)page->nodes[i].tag) & TAG_CELL) != 0;
	return cells > 3 && survey_prose(&scan->survey, node) < cells * CELL_MIN;
}

/* Lists, tables and the like whose text is mostly links, or data. */
static bool is_listing(const struct scan *scan, uint32_t node)
{
	enum tag tag = (enum tag)scan->survey.page->nodes[node].tag;

	switch (tag) {
	case TAG_UL:
	case TAG_OL:
	case TAG_DL:
	case TAG_DIV:
	case TAG_SECTION:
		return survey_link_share(&scan->survey, node) > 0.6F;
	case TAG_TABLE:
		return survey_link_share(&scan->survey, node) > 0.6F || data_table(scan, node);
	default:
		return false;
	}
}

/* A line break, or, as paragraph, where something is left out. Two in a row are one that ends a paragraph. */
static void line_break(struct scan *scan, bool paragraph)
{
	struct buffer *ends = &scan->line_ends;
	struct line_end next = {.links = scan->block_links, .paragraph = paragraph}, *last = NULL;

	trim_end(&scan->block);
	if (!scan->block.length)
		return;
	next.at = (uint32_t)scan->block.length;
	if (ends->length)
		last = (struct line_end *)(void *)(ends->data + ends->length) - 1;
	if (last && last->at == next.at)
		last->paragraph = true;
	else
		buffer_add(ends, &next, sizeof(next));
}

/* Whether nothing stands on the line yet. */
static bool at_line_start(const struct scan *scan)
{
	const struct buffer *ends = &scan->line_ends;
	size_t start = ends->length ? ((const struct line_end *)(const void *)(ends->data + ends->length))[-1].at : 0;

	return scan->block.length == start;
}

/* Text without a line break in it. */
static void add_line(struct scan *scan, const char *text, size_t length, bool link)
{
	struct buffer *block = &scan->block;
	bool first = at_line_start(scan);
	size_t before = block->length;

	page_collapse(text, length, block);
	if (first && block->length > before && block->data[before] == ' ') {
		block->length--;
		memmove(block->data + before, block->data + before + 1, block->length + 1 - before);
	}
	if (link)
		scan->block_links += (uint32_t)(block->length - before);
}

static void add_text(struct scan *scan, const struct page_node *node, bool link)
{
	const char *at = scan->survey.page->text.data + node->text, *end = at + node->length, *next;

	while ((next = memchr(at, PAGE_BREAK, (size_t)(end - at)))) {
		add_line(scan, at, (size_t)(next - at), link);
		line_break(scan, false);
		at = next + 1;
	}
	add_line(scan, at, (size_t)(end - at), link);
}

/* Whether a quotation element's text has no marks of its own. */
static bool lacks_marks(const struct page *page, uint32_t node)
{
	struct buffer text = {0};
	const char *mark = NULL;

	page_text(page, node, &text);
	if (text.length)
		next_mark(text.data, SIZE_MAX, &mark);
	buffer_done(&text);
	return !mark;
}

/* What an element that is not passed over does to the block. Returns whether its end does something too. */
static bool begin_element(struct scan *scan, uint32_t i)
{
	const struct page_node *node = &scan->survey.page->nodes[i];
	unsigned flags = tag_flags((enum tag)node->tag);

	if (node->tag == TAG_IMG)
		scan->picture = page_attribute(scan->survey.page, node, ATTRIBUTE_ALT);
	if (flags & TAG_CELL && scan->block.length)
		page_collapse(" ", 1, &scan->block);
	if (node->tag == TAG_Q && lacks_marks(scan->survey.page, i)) {
		buffer_text(&scan->block, "\xE2\x80\x9C");
		return true;
	}
	if (!(flags & TAG_BLOCK))
		return false;
	end_block(scan);
	scan->heading = (flags & TAG_HEADING) != 0;
	return true;
}

static void end_element(struct scan *scan, uint32_t i)
{
	if (scan->survey.page->nodes[i].tag == TAG_Q)
		buffer_text(&scan->block, "\xE2\x80\x9D");
	else
		end_block(scan);
}

static void write_blocks(struct scan *scan, uint32_t container)
{
	const struct page_node *nodes = scan->survey.page->nodes;
	uint32_t link_end = 0, open[NESTED_MAX], depth = 0, limit = nodes[container].end;

	for (uint32_t i = container; i < limit;) {
		const struct page_node *node = &nodes[i];

		while (depth && nodes[open[depth - 1]].end <= i)
			end_element(scan, open[--depth]);
		if (i != container && (node->dropped || is_listing(scan, i))) {
			if (tag_flags((enum tag)node->tag) & TAG_BLOCK)
				line_break(scan, true);
			i = node->end;
			continue;
		}
		if (node->tag == TAG_A && node->end > link_end)
			link_end = node->end;
		if (node->tag == TAG_TEXT)
			add_text(scan, node, i < link_end);
		else if (begin_element(scan, i) && depth < NESTED_MAX)
			open[depth++] = i;
		i++;
	}
	while (depth)
		end_element(scan, open[--depth]);
	end_block(scan);
}

static void scan_done(struct scan *scan)
{
	survey_done(&scan->survey);
	buffer_done(&scan->block);
	buffer_done(&scan->line_ends);
	buffer_done(&scan->paragraph);
}

void body_extract(struct page *page, const struct formats *formats, const struct furniture *furniture,
		  const char *title, struct buffer *out)
{
	struct scan scan = {
		.survey = {.page = page, .formats = formats, .title = title}, .furniture = furniture, .out = out};
	uint32_t container, lead;

	survey_begin(&scan.survey);
	container = survey_container(&scan.survey);
	lead = survey_lead(&scan.survey, container);
	if (lead)
		write_blocks(&scan, lead);
	write_blocks(&scan, container);
	scan_done(&scan);
}

void body_fragment(struct page *page, const struct formats *formats, const struct furniture *furniture,
		   struct buffer *out)
{
	struct scan scan = {.survey = {.page = page, .formats = formats}, .furniture = furniture, .out = out};

	survey_begin(&scan.survey);
	write_blocks(&scan, survey_fragment(&scan.survey));
	scan_done(&scan);
}

/* Whether text begins with one of the byline's names, of two words or more, and goes on. */
static bool begins_with_author(const char *text, const char *byline)
{
	while (*byline) {
		size_t length = strcspn(byline, ";,");

		if (memchr(byline, ' ', length) && !strncmp(text, byline, length) && text[length] == ' ')
			return true;
		byline += length;
		byline += strspn(byline, ";, ");
	}
	return false;
}

/* Where the paragraph before the one at at begins; 0 at the first. */
static size_t paragraph_before(const struct buffer *text, size_t at)
{
	at = at > 2 ? at - 2 : 0;
	while (at && !(text->data[at - 1] == '\n' && at > 1 && text->data[at - 2] == '\n'))
		at--;
	return at;
}

void body_cut_author(struct buffer *text, const char *byline)
{
	size_t at = text->length + 2, end, role;
	const char *mark;

	for (int i = 0; i < AUTHOR_WITHIN && at; i++) {
		end = at - 2;
		at = paragraph_before(text, at);
		if (!at || (next_mark(text->data + at, SIZE_MAX, &mark), mark && mark < text->data + end))
			return;
		if (!begins_with_author(text->data + at, byline))
			continue;
		role = paragraph_before(text, at);
		if (role && at - role < AUTHOR_ROLE_MAX && !strchr(".?!:", text->data[at - 3]))
			at = role;
		text->length = at - 2;
		text->data[text->length] = '\0';
		return;
	}
}
