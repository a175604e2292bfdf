/* SPDX-License-Identifier: MIT */
/* Write the blocks of the article, without furniture; which node holds it is survey.c's matter. */
#include "body.h"

#include <string.h>

#include "survey.h"

#define BLOCKS_MAX 64    /* nested blocks whose ends are told from their beginnings */
#define DATE_LINE_MAX 80 /* of a line that only dates the article */
#define CELL_MIN 60      /* of a table cell that holds prose; shorter ones are data */

struct scan {
	struct survey survey;
	const struct furniture *furniture;
	struct buffer block;
	uint32_t block_links;
	bool heading; /* of the block */
	struct buffer *out;
};

/* A short line, no sentence, that has a date in it: when the article was published or changed. */
static bool is_date_line(const struct scan *scan)
{
	const struct buffer *block = &scan->block;
	char date[40];

	return block->length < DATE_LINE_MAX && !strchr(".?!\"\x9D", block->data[block->length - 1]) &&
	       date_parse(&scan->survey.formats->months, block->data, date);
}

/* What a script left in the page: keys and values between quotation marks. */
static bool is_code(const char *text)
{
	size_t joints = 0;

	for (const char *at = text; (at = strchr(at, '"')) && joints < 2; at++)
		joints += !strncmp(at, "\":\"", 3) || !strncmp(at, "\",\"", 3) || !strncmp(at, "\":{", 3);
	return joints >= 2;
}

static bool is_furniture(const struct scan *scan)
{
	const struct buffer *block = &scan->block;

	return scan->block_links * 10 > block->length * 6 ||
	       furniture_is(scan->furniture, block->data, block->length) ||
	       furniture_within(scan->furniture, block->data, block->length) ||
	       (scan->heading && scan->survey.title && same_words(scan->survey.title, block->data)) ||
	       is_date_line(scan) || is_code(block->data);
}

/* Write the block gathered so far, unless it is none of the article's. */
static void end_block(struct scan *scan)
{
	struct buffer *block = &scan->block;

	while (block->length && block->data[block->length - 1] == ' ')
		block->data[--block->length] = '\0';
	if (block->length && !is_furniture(scan)) {
		if (scan->out->length)
			buffer_text(scan->out, "\n\n");
		buffer_add(scan->out, block->data, block->length);
	}
	buffer_clear(block);
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

/* A line break: two of them, or one after a full sentence, end the block. */
static void line_break(struct scan *scan)
{
	struct buffer *block = &scan->block;

	while (block->length && block->data[block->length - 1] == ' ')
		block->data[--block->length] = '\0';
	if (!block->length)
		return;
	if (strchr(".?!:\"\n\x9D", block->data[block->length - 1]))
		end_block(scan);
	else
		buffer_char(block, '\n');
}

/* A lone line break within a block is a space. */
static void add_text(struct scan *scan, const struct page_node *node, bool link)
{
	struct buffer *block = &scan->block;
	const char *text = scan->survey.page->text.data + node->text;
	size_t before = block->length;

	if (before && block->data[before - 1] == '\n')
		block->data[before - 1] = ' ';
	page_collapse(text, node->length, block);
	if (!before && block->length && block->data[0] == ' ') {
		memmove(block->data, block->data + 1, block->length);
		block->length--;
	}
	if (link)
		scan->block_links += (uint32_t)(block->length - before);
}

/* What an element that is not passed over does to the block. Returns whether its end ends a block. */
static bool begin_element(struct scan *scan, const struct page_node *node)
{
	unsigned flags = tag_flags((enum tag)node->tag);

	if (node->tag == TAG_BR)
		line_break(scan);
	else if (flags & TAG_CELL && scan->block.length)
		page_collapse(" ", 1, &scan->block);
	if (!(flags & TAG_BLOCK))
		return false;
	end_block(scan);
	scan->heading = (flags & TAG_HEADING) != 0;
	return true;
}

static void write_blocks(struct scan *scan, uint32_t container)
{
	const struct page *page = scan->survey.page;
	uint32_t link_end = 0, ends[BLOCKS_MAX], depth = 0, limit = page->nodes[container].end;

	for (uint32_t i = container; i < limit;) {
		const struct page_node *node = &page->nodes[i];

		while (depth && ends[depth - 1] <= i) {
			depth--;
			end_block(scan);
		}
		if (i != container && (node->dropped || is_listing(scan, i))) {
			if (tag_flags((enum tag)node->tag) & TAG_BLOCK)
				end_block(scan);
			i = node->end;
			continue;
		}
		if (node->tag == TAG_A && node->end > link_end)
			link_end = node->end;
		if (node->tag == TAG_TEXT)
			add_text(scan, node, i < link_end);
		else if (begin_element(scan, node) && depth < BLOCKS_MAX)
			ends[depth++] = node->end;
		i++;
	}
	end_block(scan);
}

void body_extract(struct page *page, const struct formats *formats, const struct furniture *furniture,
		  const char *title, struct buffer *out)
{
	struct scan scan = {
		.survey = {.page = page, .formats = formats, .title = title}, .furniture = furniture, .out = out};

	survey_begin(&scan.survey);
	write_blocks(&scan, survey_container(&scan.survey));
	survey_done(&scan.survey);
	buffer_done(&scan.block);
}

void body_fragment(struct page *page, const struct formats *formats, const struct furniture *furniture,
		   struct buffer *out)
{
	struct scan scan = {.survey = {.page = page, .formats = formats}, .furniture = furniture, .out = out};

	survey_begin(&scan.survey);
	write_blocks(&scan, 0);
	survey_done(&scan.survey);
	buffer_done(&scan.block);
}
