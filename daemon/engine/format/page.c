/* SPDX-License-Identifier: MIT */
/* Make the flat tree of a page from the events of libxml2's HTML parser, within limits. */
#include "page.h"

#include <libxml/HTMLparser.h>
#include <libxml/parserInternals.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define NODES_MAX 1000000u   /* of a page; the largest news pages have 30,000 */
#define VALUE_MAX 65536u     /* bytes of an attribute that is kept */
#define ATTRIBUTES_MAX 1000u /* of one element: libxml2's check for doubles takes quadratic time */

static struct page_node *push(struct page *page, enum tag tag)
{
	struct page_node *node;

	if (page->count == page->room) {
		page->room = page->room ? page->room * 2 : 4096;
		page->nodes = xrealloc(page->nodes, page->room, sizeof(*page->nodes));
	}
	node = &page->nodes[page->count++];
	memset(node, 0, sizeof(*node));
	node->tag = (uint8_t)tag;
	node->parent = page->current;
	node->end = page->count;
	return node;
}

static void add_attribute(struct page *page, int name, const char *value)
{
	struct page_attribute *attribute;

	if (page->attribute_count == page->attribute_room) {
		page->attribute_room = page->attribute_room ? page->attribute_room * 2 : 4096;
		page->attributes = xrealloc(page->attributes, page->attribute_room, sizeof(*page->attributes));
	}
	attribute = &page->attributes[page->attribute_count++];
	attribute->name = (uint32_t)name;
	attribute->value = (uint32_t)page->text.length;
	buffer_add(&page->text, value, strnlen(value, VALUE_MAX));
	buffer_add(&page->text, "", 1);
}

/* What a SAX handler gets is the parser's context; the page hangs on it. */
static struct page *page_of(void *data)
{
	return ((htmlParserCtxtPtr)data)->_private;
}

static void refuse(void *data, const char *limit)
{
	page_of(data)->refused = limit;
	xmlStopParser(data);
}

static void characters(void *data, const xmlChar *text, int length)
{
	struct page *page = page_of(data);
	struct page_node *last = &page->nodes[page->count - 1];

	if (last->tag != TAG_TEXT || last->parent != page->current || last->text + last->length != page->text.length) {
		if (page->count >= NODES_MAX) {
			refuse(data, "more than 1000000 elements");
			return;
		}
		last = push(page, TAG_TEXT);
		last->text = (uint32_t)page->text.length;
	}
	buffer_add(&page->text, text, (size_t)length);
	last->length += (uint32_t)length;
}

/* Whether an attribute's value may be asked for; addresses are, of links to other forms of the page. */
static bool is_kept(enum tag tag, int name, const char *value)
{
	if (name == ATTRIBUTE_HREF)
		return tag == TAG_LINK && strncmp(value, "data:", 5) != 0;
	if (name == ATTRIBUTE_STYLE)
		return strstr(value, "display:none") || strstr(value, "display: none");
	return name >= 0;
}

/* Keep what is kept of an element's attributes; returns how many. */
static uint32_t add_attributes(struct page *page, enum tag tag, const xmlChar **attributes)
{
	uint32_t first = page->attribute_count;

	for (size_t i = 0; attributes && attributes[i]; i += 2) {
		int name = attribute_find((const char *)attributes[i]);
		const char *value = attributes[i + 1] ? (const char *)attributes[i + 1] : "";

		if (is_kept(tag, name, value))
			add_attribute(page, name, value);
	}
	return page->attribute_count - first;
}

static void start_element(void *data, const xmlChar *name, const xmlChar **attributes)
{
	struct page *page = page_of(data);
	uint32_t count, first = page->attribute_count, index = page->count;
	bool is_break = !strcasecmp((const char *)name, "br");
	enum tag tag = tag_find((const char *)name);
	struct page_node *node;

	if (page->count >= NODES_MAX || page->depth >= PAGE_DEPTH_MAX) {
		refuse(data, page->depth >= PAGE_DEPTH_MAX ? "elements nested more than 2000 deep"
							   : "more than 1000000 elements");
		return;
	}
	count = is_break ? 0 : add_attributes(page, tag, attributes);
	page->is_node[page->depth] = !is_break && (count || tag != TAG_OTHER || !tag_is_inline((const char *)name));
	if (is_break)
		characters(data, (const xmlChar *)(const char[]){PAGE_BREAK}, 1);
	if (page->is_node[page->depth++]) {
		node = push(page, tag);
		node->attribute = first;
		node->attribute_count = (uint16_t)count;
		page->current = index;
	}
}

static void end_element(void *data, const xmlChar *name)
{
	struct page *page = page_of(data);

	(void)name;
	if (!page->depth || !page->is_node[--page->depth])
		return;
	page->nodes[page->current].end = page->count;
	page->current = page->nodes[page->current].parent;
}

/* The content of scripts and styles: kept where it is data about the page. */
static void raw_text(void *data, const xmlChar *text, int length)
{
	struct page *page = page_of(data);
	struct page_node *node = &page->nodes[page->current];
	const char *type = page_attribute(page, node, ATTRIBUTE_TYPE);

	if (node->tag != TAG_SCRIPT || !type || !strstr(type, "ld+json"))
		return;
	if (!node->length)
		node->text = (uint32_t)page->text.length;
	buffer_add(&page->text, text, (size_t)length);
	node->length += (uint32_t)length;
}

static const char *skip_value(const char *at, const char *end)
{
	while (at < end && (*at == ' ' || (*at >= '\t' && *at <= '\r')))
		at++;
	if (at < end && (*at == '"' || *at == '\'')) {
		const char *close = memchr(at + 1, *at, (size_t)(end - at - 1));

		return close ? close + 1 : end;
	}
	while (at < end && *at != '>' && (unsigned char)*at > ' ')
		at++;
	return at;
}

/* Attributes of the element that begins at the '<' at *at, which is set to where it ends. */
static uint32_t count_attributes(const char **at, const char *end)
{
	const char *p = *at + 1;
	uint32_t count = 0;
	bool inside = true; /* a name */

	while (p < end && *p != '>') {
		if (*p == '=') {
			p = skip_value(p + 1, end);
			inside = false;
			continue;
		}
		if ((unsigned char)*p <= ' ' || *p == '/') {
			inside = false;
		} else if (!inside) {
			inside = true;
			count++;
		}
		p++;
	}
	*at = p;
	return count;
}

bool page_has_many_attributes(const char *html, size_t length)
{
	const char *at = html, *end = html + length;

	while ((at = memchr(at, '<', (size_t)(end - at)))) {
		if (at + 1 < end && ((at[1] | 32) < 'a' || (at[1] | 32) > 'z'))
			at++;
		else if (count_attributes(&at, end) > ATTRIBUTES_MAX)
			return true;
	}
	return false;
}

static void ignore(void *data, const char *format, ...)
{
	(void)data;
	(void)format;
}

/* The page's bytes as libxml2 asks for them: it would copy them if it were given all at once. */
struct source {
	const char *at;
	size_t left;
};

static int read_source(void *data, char *to, int room)
{
	struct source *source = data;
	size_t length = source->left < (size_t)room ? source->left : (size_t)room;

	memcpy(to, source->at, length);
	source->at += length;
	source->left -= length;
	return (int)length;
}

static void parse(htmlParserCtxtPtr context, struct page *page, struct source *source)
{
	htmlSAXHandler sax = {.startElement = start_element,
			      .endElement = end_element,
			      .characters = characters,
			      .ignorableWhitespace = characters,
			      .cdataBlock = raw_text,
			      .error = ignore,
			      .warning = ignore};
	xmlParserInputBufferPtr buffer =
		xmlParserInputBufferCreateIO(read_source, NULL, source, XML_CHAR_ENCODING_NONE);
	xmlParserInputPtr input = buffer ? xmlNewIOInputStream(context, buffer, XML_CHAR_ENCODING_NONE) : NULL;

	if (!input) {
		xmlFreeParserInputBuffer(buffer);
		page->refused = "no room to be parsed in";
		return;
	}
	inputPush(context, input);
	*context->sax = sax;
	context->userData = context;
	context->_private = page;
	context->charset = XML_CHAR_ENCODING_UTF8;
	htmlCtxtUseOptions(context, HTML_PARSE_RECOVER | HTML_PARSE_NONET | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
					    HTML_PARSE_IGNORE_ENC);
	htmlParseDocument(context);
	if (context->myDoc)
		xmlFreeDoc(context->myDoc);
}

int page_parse(struct page *page, const char *html, size_t length, struct error *err)
{
	struct source source = {html, length};
	htmlParserCtxtPtr context;

	if (length > INT32_MAX / 2)
		return error_set(err, "a page of %zu bytes is too long", length);
	if (page_has_many_attributes(html, length))
		return error_set(err, "the page has an element with more than %u attributes", ATTRIBUTES_MAX);
	page->count = page->attribute_count = page->current = page->depth = 0;
	page->refused = NULL;
	buffer_clear(&page->text);
	push(page, TAG_OTHER); /* the root, so that node 0 is nobody's child */
	context = htmlNewParserCtxt();
	if (!context)
		return error_set(err, "could not parse the page");
	parse(context, page, &source);
	htmlFreeParserCtxt(context);
	while (page->current) {
		page->nodes[page->current].end = page->count;
		page->current = page->nodes[page->current].parent;
	}
	page->nodes[0].end = page->count;
	return page->refused ? error_set(err, "the page has %s", page->refused) : 0;
}

void page_done(struct page *page)
{
	free(page->nodes);
	free(page->attributes);
	buffer_done(&page->text);
	memset(page, 0, sizeof(*page));
}

const char *page_attribute(const struct page *page, const struct page_node *node, enum attribute_name name)
{
	for (uint32_t i = 0; i < node->attribute_count; i++)
		if (page->attributes[node->attribute + i].name == name)
			return page->text.data + page->attributes[node->attribute + i].value;
	return NULL;
}

size_t text_hidden(const char *text, size_t left)
{
	const unsigned char *at = (const unsigned char *)text;

	if (left >= 2 && at[0] == 0xC2 && at[1] == 0xAD)
		return 2;
	if (left < 3)
		return 0;
	if (at[0] == 0xEF)
		return at[1] == 0xBB && at[2] == 0xBF ? 3 : 0;
	if (at[0] != 0xE2)
		return 0;
	if (at[1] == 0x80 && ((at[2] >= 0x8B && at[2] <= 0x8F) || (at[2] >= 0xAA && at[2] <= 0xAE)))
		return 3;
	return at[1] == 0x81 && (at[2] == 0xA0 || (at[2] >= 0xA6 && at[2] <= 0xA9)) ? 3 : 0;
}

static size_t white_space(const unsigned char *at, size_t left)
{
	if (at[0] <= ' ')
		return 1;
	return left >= 2 && at[0] == 0xC2 && at[1] == 0xA0 ? 2 : 0;
}

void page_collapse(const char *text, size_t length, struct buffer *out)
{
	const unsigned char *at = (const unsigned char *)text, *end = at + length, *run = at;

	while (at < end) {
		size_t left = (size_t)(end - at), space = white_space(at, left),
		       skip = space         ? space
			      : *at >= 0xC2 ? text_hidden((const char *)at, left)
					    : 0;

		if (!skip) {
			at++;
			continue;
		}
		buffer_add(out, run, (size_t)(at - run));
		if (space && out->length && out->data[out->length - 1] != ' ' && out->data[out->length - 1] != '\n')
			buffer_char(out, ' ');
		at += skip;
		run = at;
	}
	buffer_add(out, run, (size_t)(at - run));
}

void page_text(const struct page *page, uint32_t node, struct buffer *out)
{
	for (uint32_t i = node; i < page->nodes[node].end;) {
		const struct page_node *at = &page->nodes[i];

		if (i != node && (at->dropped || tag_flags((enum tag)at->tag) & TAG_RAW)) {
			i = at->end;
			continue;
		}
		if (at->tag == TAG_TEXT)
			page_collapse(page->text.data + at->text, at->length, out);
		else if (i != node && out->length && (tag_flags((enum tag)at->tag) & TAG_BLOCK))
			page_collapse(" ", 1, out);
		i++;
	}
	while (out->length && out->data[out->length - 1] == ' ')
		out->data[--out->length] = '\0';
}

size_t reference_decode(const char *text, char ret[8])
{
	size_t length = strcspn(text, "; ");
	const htmlEntityDesc *entity;
	char name[16];
	unsigned value;

	if (length < 2 || length >= sizeof(name) || text[length] != ';')
		return 0;
	memcpy(name, text + 1, length - 1);
	name[length - 1] = '\0';
	entity = htmlEntityLookup((const xmlChar *)name);
	if (entity)
		value = entity->value;
	else if (!strcmp(name, "apos"))
		value = '\'';
	else if (sscanf(name, "#x%6x", &value) != 1 && sscanf(name, "#%7u", &value) != 1)
		return 0;
	if (value < ' ' || value > 0x10FFFF || (value >= 0xD800 && value < 0xE000))
		return 0;
	ret[xmlCopyChar(4, (xmlChar *)ret, (int)value)] = '\0';
	return length + 1;
}
