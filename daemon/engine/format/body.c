/* SPDX-License-Identifier: MIT */
/* Find the node that holds the article, and write its blocks; the page's metadata are meta.c's matter. */
#include "body.h"

#include <stdlib.h>
#include <string.h>

/* Shares in per cent of prose, and lengths in bytes. */
#define DROP_SHARE 15    /* of the page; what holds more is not dropped for its class name */
#define AWAY_SHARE 60    /* the same for what is never the article */
#define KEPT_SHARE 15    /* of itself, that a container must keep, or nothing in it is dropped for class names */
#define FIRST_SHARE 25   /* of the longest container; the first below the headline that holds so much is taken */
#define NESTED_SHARE 70  /* of a container, that one inside it must hold to be taken instead */
#define GROW_SHARE 25    /* of the page; a container that holds less grows */
#define PARAGRAPH_MIN 25 /* of a block that counts as prose */
#define ARTICLE_MIN 500  /* of a container below the headline that need not grow */
#define BLOCKS_MAX 64    /* nested blocks whose ends are told from their beginnings */
#define DATE_LINE_MAX 80 /* of a line that only dates the article */
#define CELL_MIN 60      /* of a table cell that holds prose; shorter ones are data */

/* Sums over the nodes before each: text outside links, text in links, commas. */
struct sums {
	uint32_t *prose, *links, *commas;
};

struct scan {
	struct page *page;
	const struct formats *formats;
	const struct furniture *furniture;
	struct sums sums;
	float *scores;
	uint8_t *roles;
	const char *title;
	struct buffer block;
	uint32_t block_links;
	bool heading; /* of the block */
	struct buffer *out;
};

static unsigned roles_of(const struct scan *scan, const struct page_node *node)
{
	unsigned roles = 0;

	for (uint32_t i = 0; i < node->attribute_count; i++) {
		const struct page_attribute *attribute = &scan->page->attributes[node->attribute + i];
		const char *value = scan->page->text.data + attribute->value;

		switch (attribute->name) {
		case ATTRIBUTE_CLASS:
		case ATTRIBUTE_ID:
		case ATTRIBUTE_ROLE:
		case ATTRIBUTE_ITEMPROP:
		case ATTRIBUTE_TESTID:
		case ATTRIBUTE_COMPONENT:
			roles |= phrases_match(scan->formats->phrases, value);
			break;
		case ATTRIBUTE_HIDDEN:
			roles |= ROLE_HIDDEN;
			break;
		case ATTRIBUTE_ARIA_HIDDEN:
			roles |= strcmp(value, "true") ? 0 : ROLE_HIDDEN;
			break;
		case ATTRIBUTE_STYLE:
			roles |= strstr(value, "display:none") || strstr(value, "display: none") ? ROLE_HIDDEN : 0;
			break;
		default:
			break;
		}
	}
	return roles;
}

/* Characters of text that are not white space, and its commas. */
static uint32_t count_text(const char *text, size_t length, uint32_t *commas)
{
	uint32_t count = 0;

	for (size_t i = 0; i < length; i++) {
		count += (unsigned char)text[i] > ' ';
		*commas += text[i] == ',';
	}
	return count;
}

/* Fill the sums, passing over the dropped. */
static void sum_up(struct scan *scan)
{
	const struct page *page = scan->page;
	uint32_t prose = 0, links = 0, commas = 0, link_end = 0, drop_end = 0;

	for (uint32_t i = 0; i < page->count; i++) {
		const struct page_node *node = &page->nodes[i];

		scan->sums.prose[i] = prose;
		scan->sums.links[i] = links;
		scan->sums.commas[i] = commas;
		if (i < drop_end)
			continue;
		if (node->dropped)
			drop_end = node->end;
		else if (node->tag == TAG_A)
			link_end = node->end > link_end ? node->end : link_end;
		else if (node->tag == TAG_TEXT && i < link_end)
			links += count_text(page->text.data + node->text, node->length, &(uint32_t){0});
		else if (node->tag == TAG_TEXT)
			prose += count_text(page->text.data + node->text, node->length, &commas);
	}
	scan->sums.prose[page->count] = prose;
	scan->sums.links[page->count] = links;
	scan->sums.commas[page->count] = commas;
}

static uint32_t within(const struct scan *scan, const uint32_t *sums, uint32_t node)
{
	return sums[scan->page->nodes[node].end] - sums[node];
}

static uint32_t prose_of(const struct scan *scan, uint32_t node)
{
	return within(scan, scan->sums.prose, node);
}

/* Share of links in a node's text, 0 to 1. */
static float link_share(const struct scan *scan, uint32_t node)
{
	uint32_t links = within(scan, scan->sums.links, node), prose = prose_of(scan, node);

	return links + prose ? (float)links / (float)(links + prose) : 0;
}

static void drop_by_tag(struct scan *scan)
{
	struct page *page = scan->page;

	for (uint32_t i = 1; i < page->count; i++) {
		unsigned flags = tag_flags((enum tag)page->nodes[i].tag);

		page->nodes[i].dropped = (flags & TAG_DROP) != 0;
		scan->roles[i] = page->nodes[i].attribute_count ? (uint8_t)roles_of(scan, &page->nodes[i]) : 0;
	}
}

static void drop_by_class(struct scan *scan)
{
	struct page *page = scan->page;
	uint64_t total = scan->sums.prose[page->count];

	for (uint32_t i = 1; i < page->count; i++) {
		uint64_t prose = prose_of(scan, i);

		if (scan->roles[i] & (ROLE_DROP | ROLE_HIDDEN) && prose * 100 < total * DROP_SHARE)
			page->nodes[i].dropped = true;
		if (scan->roles[i] & ROLE_AWAY && prose * 100 < total * AWAY_SHARE)
			page->nodes[i].dropped = true;
	}
}

static bool same_words(const char *a, const char *b)
{
	for (;; a++, b++) {
		while (*a && (unsigned char)*a < 0x80 && !((*a | 32) >= 'a' && (*a | 32) <= 'z'))
			a++;
		while (*b && (unsigned char)*b < 0x80 && !((*b | 32) >= 'a' && (*b | 32) <= 'z'))
			b++;
		if (!*a || !*b)
			return !*a && !*b;
		if ((*a | 32) != (*b | 32))
			return false;
	}
}

static bool is_container(const struct scan *scan, uint32_t i, unsigned role)
{
	enum tag tag = (enum tag)scan->page->nodes[i].tag;

	if (scan->page->nodes[i].dropped || !(tag_flags(tag) & TAG_BLOCK))
		return false;
	return (scan->roles[i] & role) || (role == ROLE_MAIN && (tag == TAG_ARTICLE || tag == TAG_MAIN));
}

/* The heading that repeats the title; 0 if there is none. */
static uint32_t find_headline(const struct scan *scan)
{
	struct buffer text = {0};
	uint32_t found = 0;

	for (uint32_t i = 1; scan->title && i < scan->page->count && !found; i++) {
		enum tag tag = (enum tag)scan->page->nodes[i].tag;

		if (tag != TAG_H1 && tag != TAG_H2)
			continue;
		buffer_clear(&text);
		page_text(scan->page, i, &text);
		if (text.length && same_words(scan->title, text.data))
			found = i;
	}
	buffer_done(&text);
	return found;
}

/*
 * The known container with most prose, or the first round or below the headline if it has its share of that; then the
 * innermost one that still holds nearly all of it. 0 if there is none.
 */
static uint32_t known_container(const struct scan *scan, unsigned role, uint32_t headline)
{
	const struct page *page = scan->page;
	uint32_t best = 0, most = 0;

	for (uint32_t i = 1; i < page->count; i++) {
		if (page->nodes[i].dropped) {
			i = page->nodes[i].end - 1;
		} else if (is_container(scan, i, role) && prose_of(scan, i) > most) {
			most = prose_of(scan, i);
			best = i;
		}
	}
	for (uint32_t i = 1; headline && i < page->count; i++) {
		if (page->nodes[i].end > headline && is_container(scan, i, role) &&
		    (uint64_t)prose_of(scan, i) * 100 >= (uint64_t)most * FIRST_SHARE) {
			most = prose_of(scan, i);
			best = i;
			break;
		}
	}
	for (uint32_t i = best + 1; best && i < page->nodes[best].end; i++)
		if (is_container(scan, i, role) && (uint64_t)prose_of(scan, i) * 100 >= (uint64_t)most * NESTED_SHARE)
			best = i;
	return best;
}

/* The node that holds both. */
static uint32_t common(const struct page *page, uint32_t a, uint32_t b)
{
	while (!(a <= b && b < page->nodes[a].end))
		a = page->nodes[a].parent;
	return a;
}

/* Text in several containers of one class within one article element, nothing much between: the node that holds them
 * all. */
static uint32_t join_parts(const struct scan *scan, uint32_t node)
{
	const struct page *page = scan->page;
	const char *class = page_attribute(page, &page->nodes[node], ATTRIBUTE_CLASS), *other;
	uint32_t all = node, sum = prose_of(scan, node), within_end, up = node;

	while (up && page->nodes[up].tag != TAG_ARTICLE && page->nodes[up].tag != TAG_MAIN)
		up = page->nodes[up].parent;
	within_end = page->nodes[up].end;
	for (uint32_t i = page->nodes[node].end; class && i < within_end;) {
		other = page->nodes[i].dropped ? NULL : page_attribute(page, &page->nodes[i], ATTRIBUTE_CLASS);
		if (!other || strcmp(class, other) != 0) {
			i++;
			continue;
		}
		sum += prose_of(scan, i);
		all = common(page, all, i);
		i = page->nodes[i].end;
	}
	return (uint64_t)prose_of(scan, all) * 10 <= (uint64_t)sum * 13 ? all : node;
}

/* Drop by class names; where that would leave too little of the best known container, not within that. */
static void drop_furniture(struct scan *scan)
{
	uint32_t container = known_container(scan, ROLE_BODY, 0), before = prose_of(scan, container);

	drop_by_class(scan);
	sum_up(scan);
	if (!container || (uint64_t)prose_of(scan, container) * 100 >= (uint64_t)before * KEPT_SHARE)
		return;
	for (uint32_t i = container; i < scan->page->nodes[container].end; i++)
		scan->page->nodes[i].dropped =
			(tag_flags((enum tag)scan->page->nodes[i].tag) & TAG_DROP) || scan->roles[i] & ROLE_AWAY;
	sum_up(scan);
}

static bool scores_itself(const struct scan *scan, uint32_t i)
{
	enum tag tag = (enum tag)scan->page->nodes[i].tag;

	return (tag == TAG_P || tag == TAG_PRE || tag == TAG_TD || tag == TAG_BLOCKQUOTE) &&
	       prose_of(scan, i) >= PARAGRAPH_MIN;
}

/* Readability's way: paragraphs give points to their parents and, half of them, to their grandparents. */
static uint32_t scored_container(struct scan *scan)
{
	const struct page *page = scan->page;
	uint32_t best = 0;
	float most = 0;

	memset(scan->scores, 0, page->count * sizeof(*scan->scores));
	for (uint32_t i = 1; i < page->count; i++) {
		uint32_t length, parent = page->nodes[i].parent;
		float points;

		if (page->nodes[i].dropped) {
			i = page->nodes[i].end - 1;
			continue;
		}
		if (!scores_itself(scan, i))
			continue;
		length = prose_of(scan, i) / 100;
		points = 1 + (float)within(scan, scan->sums.commas, i) + (float)(length < 3 ? length : 3);
		scan->scores[parent] += points;
		scan->scores[page->nodes[parent].parent] += points / 2;
	}
	for (uint32_t i = 1; i < page->count; i++) {
		float score = scan->scores[i] * (1 - link_share(scan, i));

		if (score > most) {
			most = score;
			best = i;
		}
	}
	return best;
}

static uint32_t grow(const struct scan *scan, uint32_t node)
{
	uint64_t total = scan->sums.prose[scan->page->count];

	while (scan->page->nodes[node].parent && (uint64_t)prose_of(scan, node) * 100 < total * GROW_SHARE)
		node = scan->page->nodes[node].parent;
	return node;
}

static uint32_t find_container(struct scan *scan)
{
	uint32_t headline = find_headline(scan), total = scan->sums.prose[scan->page->count], node, scored;

	node = known_container(scan, ROLE_BODY, headline);
	if (node)
		node = join_parts(scan, node);
	if (node && ((headline && prose_of(scan, node) >= ARTICLE_MIN) ||
		     (uint64_t)prose_of(scan, node) * 100 >= (uint64_t)total * GROW_SHARE))
		return node;
	scored = scored_container(scan);
	if (!node)
		node = known_container(scan, ROLE_MAIN, headline);
	if (!node || prose_of(scan, scored) > 2 * prose_of(scan, node))
		node = scored;
	return grow(scan, node);
}

/* A short line, no sentence, that has a date in it: when the article was published or changed. */
static bool is_date_line(const struct scan *scan)
{
	const struct buffer *block = &scan->block;
	char date[40];

	return block->length < DATE_LINE_MAX && !strchr(".?!\"\x9D", block->data[block->length - 1]) &&
	       date_parse(&scan->formats->months, block->data, date);
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
	       (scan->heading && scan->title && same_words(scan->title, block->data)) || is_date_line(scan) ||
	       is_code(block->data);
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
	const struct page *page = scan->page;
	uint32_t cells = 0;

	for (uint32_t i = node + 1; i < page->nodes[node].end; i++)
		cells += (tag_flags((enum tag)page->nodes[i].tag) & TAG_CELL) != 0;
	return cells > 3 && prose_of(scan, node) < cells * CELL_MIN;
}

/* Lists, tables and the like whose text is mostly links, or data. */
static bool is_listing(const struct scan *scan, uint32_t node)
{
	enum tag tag = (enum tag)scan->page->nodes[node].tag;

	switch (tag) {
	case TAG_UL:
	case TAG_OL:
	case TAG_DL:
	case TAG_DIV:
	case TAG_SECTION:
		return link_share(scan, node) > 0.6F;
	case TAG_TABLE:
		return link_share(scan, node) > 0.6F || data_table(scan, node);
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
	const char *text = scan->page->text.data + node->text;
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
	const struct page *page = scan->page;
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

static void scan_begin(struct scan *scan)
{
	size_t count = (size_t)scan->page->count + 1;

	scan->sums.prose = xmalloc(count * 3 * sizeof(uint32_t));
	scan->sums.links = scan->sums.prose + count;
	scan->sums.commas = scan->sums.links + count;
	scan->scores = xmalloc(count * sizeof(float));
	scan->roles = xcalloc(count, 1);
	drop_by_tag(scan);
	sum_up(scan);
}

static void scan_end(struct scan *scan)
{
	buffer_done(&scan->block);
	free(scan->sums.prose);
	free(scan->scores);
	free(scan->roles);
}

void body_extract(struct page *page, const struct formats *formats, const struct furniture *furniture,
		  const char *title, struct buffer *out)
{
	struct scan scan = {.page = page, .formats = formats, .furniture = furniture, .title = title, .out = out};

	scan_begin(&scan);
	drop_furniture(&scan);
	write_blocks(&scan, find_container(&scan));
	scan_end(&scan);
}

void body_fragment(struct page *page, const struct formats *formats, const struct furniture *furniture,
		   struct buffer *out)
{
	struct scan scan = {.page = page, .formats = formats, .furniture = furniture, .out = out};

	scan_begin(&scan);
	write_blocks(&scan, 0);
	scan_end(&scan);
}
