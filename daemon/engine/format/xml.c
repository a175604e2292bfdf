/* SPDX-License-Identifier: MIT */
/*
 * Read what agencies and sites write as XML: RSS, Atom, NITF, NewsML-G2. Which element or attribute holds what
 * stands in fields.list, by paths of local names; namespaces do not matter.
 */
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <stdio.h>
#include <string.h>

#include "format.h"

#define OPTIONS                                                                                                        \
	(XML_PARSE_NONET | XML_PARSE_RECOVER | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NOCDATA |           \
	 XML_PARSE_COMPACT)

/* The element of a file's root, the one that is an article, and where its fields stand. */
static const struct {
	const char *root, *entry;
	enum field_source source;
} kinds[] = {
	{"rss", "item", SOURCE_FEED},
	{"RDF", "item", SOURCE_FEED},
	{"feed", "entry", SOURCE_FEED},
	{"nitf", "nitf", SOURCE_NITF},
	{"newsItem", "newsItem", SOURCE_NEWSML},
	{"newsMessage", "newsItem", SOURCE_NEWSML},
	{"packageItem", "newsItem", SOURCE_NEWSML},
};

#define KINDS (sizeof(kinds) / sizeof(*kinds))

bool xml_known_root(const char *name, size_t length)
{
	const char *colon = memchr(name, ':', length);

	if (colon) {
		length -= (size_t)(colon + 1 - name);
		name = colon + 1;
	}
	for (size_t i = 0; i < KINDS; i++)
		if (strlen(kinds[i].root) == length && !memcmp(kinds[i].root, name, length))
			return true;
	return false;
}

/* The node after node in document order, within top; NULL at its end. into: whether node's children come next. */
static xmlNode *next_node(xmlNode *node, const xmlNode *top, bool into)
{
	if (into && node->children && node->type != XML_ENTITY_REF_NODE)
		return node->children;
	while (node && node != top && !node->next)
		node = node->parent;
	return !node || node == top ? NULL : node->next;
}

static bool is_named(const xmlNode *node, const char *name, size_t length)
{
	return node->type == XML_ELEMENT_NODE && strlen((const char *)node->name) == length &&
	       !memcmp(node->name, name, length);
}

static const char *attribute(const xmlNode *node, const char *name, size_t length)
{
	for (const xmlAttr *at = node->properties; at; at = at->next)
		if (strlen((const char *)at->name) == length && !memcmp(at->name, name, length) && at->children)
			return (const char *)at->children->content;
	return NULL;
}

/* A step of a path: its name and a condition "[attribute=value]", which an element without the attribute meets too. */
struct step {
	const char *name, *attribute, *value;
	size_t length, attribute_length, value_length;
};

/* Take the first step off path; returns what is left, beginning with '/', '@' or nothing. */
static const char *take_step(const char *path, struct step *step)
{
	memset(step, 0, sizeof(*step));
	step->name = path;
	step->length = strcspn(path, "/@[");
	path += step->length;
	if (*path != '[')
		return path;
	step->attribute = path + 1;
	step->attribute_length = strcspn(path + 1, "=");
	step->value = step->attribute + step->attribute_length + 1;
	step->value_length = strcspn(step->value, "]");
	return step->value + step->value_length + 1;
}

static bool meets(const xmlNode *node, const struct step *step)
{
	const char *value;

	if (!is_named(node, step->name, step->length))
		return false;
	value = step->attribute ? attribute(node, step->attribute, step->attribute_length) : NULL;
	return !value || (strlen(value) == step->value_length && !memcmp(value, step->value, step->value_length));
}

/* The first element that the path leads to from top: its first step at any depth, the others child by child. */
static xmlNode *find(xmlNode *top, const char *path, const char **ret_attribute)
{
	struct step step;
	const char *rest = take_step(path, &step);
	xmlNode *node = step.length ? next_node(top, top, true) : top;

	while (node && step.length && !meets(node, &step))
		node = next_node(node, top, true);
	while (node && *rest == '/') {
		rest = take_step(rest + 1, &step);
		for (node = node->children; node && !meets(node, &step); node = node->next)
			;
	}
	*ret_attribute = *rest == '@' ? rest + 1 : NULL;
	return node;
}

static bool has_elements(const xmlNode *node)
{
	for (const xmlNode *child = node->children; child; child = child->next)
		if (child->type == XML_ELEMENT_NODE)
			return true;
	return false;
}

/* An element's content: as markup if it has elements in it, else its characters. */
static void add_content(xmlNode *node, struct buffer *out)
{
	if (has_elements(node)) {
		xmlBuffer *dump = xmlBufferCreate();

		xmlNodeDump(dump, node->doc, node, 0, 0);
		buffer_add(out, xmlBufferContent(dump), (size_t)xmlBufferLength(dump));
		xmlBufferFree(dump);
		return;
	}
	for (const xmlNode *child = node->children; child; child = child->next)
		if (child->content)
			buffer_text(out, (const char *)child->content);
}

/* The characters of an element and all within it, a space between elements. */
static void add_text(xmlNode *top, struct buffer *out)
{
	for (xmlNode *node = next_node(top, top, true); node; node = next_node(node, top, true)) {
		if (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE)
			buffer_text(out, (const char *)node->content);
		else if (out->length)
			buffer_char(out, ' ');
	}
}

static void set_field(struct reader *reader, xmlNode *top, const struct field_place *place)
{
	const char *name;
	xmlNode *node = find(top, place->key, &name);
	const char *value = node && name ? attribute(node, name, strlen(name)) : NULL;
	struct buffer text = {0};

	if (!node)
		return;
	if (value)
		buffer_text(&text, value);
	else if (!name && place->field == FIELD_TEXT)
		add_content(node, &text);
	else if (!name)
		add_text(node, &text);
	if (text.length && place->field == FIELD_TEXT)
		reading_set_text(reader, text.data, text.length);
	else if (text.length)
		reading_set(reader, place->field, text.data, text.length);
	buffer_done(&text);
}

static void set_fields(struct reader *reader, xmlNode *top, enum field_source source)
{
	const struct fields *fields = &reader->formats->fields;

	for (size_t i = 0; i < fields->count; i++)
		if (fields->places[i].source == source)
			set_field(reader, top, &fields->places[i]);
}

/* Every article of the document; what the document says of all of them comes after what each says itself. */
static void read_entries(struct reader *reader, const char *name, xmlNode *root, size_t kind)
{
	size_t number = 0, length = strlen(kinds[kind].entry);
	bool single = is_named(root, kinds[kind].entry, length);
	struct buffer title = {0};

	for (xmlNode *node = root; node && !reader->stopped;) {
		struct error err;
		bool entry = is_named(node, kinds[kind].entry, length);

		if (entry) {
			buffer_clear(&title);
			buffer_text(&title, name);
			if (!single)
				buffer_printf(&title, "#%zu", ++number);
			reading_begin(reader, title.data);
			set_fields(reader, node, kinds[kind].source);
			if (kinds[kind].source == SOURCE_FEED)
				set_fields(reader, root, SOURCE_CHANNEL);
			if (reading_end(reader, &err) < 0)
				reading_fail(reader, title.data, &err);
		}
		node = next_node(node, root, !entry);
	}
	buffer_done(&title);
}

/* The charset in the XML declaration, or false. */
static bool declared_charset(const char *bytes, size_t length, char name[40])
{
	const char *end = memmem(bytes, length < 200 ? length : 200, "?>", 2);
	const char *at = end ? memmem(bytes, (size_t)(end - bytes), "encoding=", 9) : NULL;
	size_t n = 0;

	if (!at)
		return false;
	for (at += 10; at + n < end && at[n] != '"' && at[n] != '\'';)
		n++;
	if (!n || n > 39)
		return false;
	memcpy(name, at, n);
	name[n] = '\0';
	return true;
}

/* Whether the parser was not done when the text ended. */
static bool is_cut_off(void)
{
	const xmlError *last = xmlGetLastError();

	return last && (last->code == XML_ERR_TAG_NOT_FINISHED || last->code == XML_ERR_DOCUMENT_END);
}

/* What came before the end is read; that something may be missing is told as a failure of its own. */
static void tell_cut_off(struct reader *reader, const char *name)
{
	struct buffer end = {0};
	struct error err;

	buffer_printf(&end, "%s#end", name);
	error_set(&err, "the XML ends within an element: the file may be cut off");
	reading_fail(reader, end.data, &err);
	buffer_done(&end);
}

int read_xml(struct reader *reader, const char *name, const char *bytes, size_t length, struct error *err)
{
	struct arena arena = {0};
	char charset[40];
	size_t text_length;
	const char *text;
	xmlDoc *document;
	xmlNode *root;
	int r = 0;

	xmlResetLastError();
	text = text_decode(bytes, length, declared_charset(bytes, length, charset) ? charset : NULL, &arena,
			   &text_length, err);
	document =
		text && text_length <= INT32_MAX ? xmlReadMemory(text, (int)text_length, NULL, "UTF-8", OPTIONS) : NULL;
	root = document ? xmlDocGetRootElement(document) : NULL;
	if (!text)
		r = -1;
	else if (!root)
		r = error_set(err, "the XML cannot be parsed");
	for (size_t i = 0; root && i < KINDS; i++)
		if (is_named(root, kinds[i].root, strlen(kinds[i].root)))
			read_entries(reader, name, root, i);
	if (root && is_cut_off() && !reader->stopped)
		tell_cut_off(reader, name);
	xmlFreeDoc(document);
	arena_done(&arena);
	return r;
}
