/* SPDX-License-Identifier: MIT */
/* The paragraphs and properties of DOCX and ODT documents. */
#include "office.h"

#include <libxml/parser.h>
#include <libxml/tree.h>
#include <string.h>

#include "format.h"

#define OPTIONS (XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_COMPACT)

static const struct {
	const char *path;
	int kind;
	bool properties;
} parts[] = {
	{"word/document.xml", OFFICE_DOCX, false},
	{"docProps/core.xml", OFFICE_DOCX, true},
	{"content.xml", OFFICE_ODT, false},
	{"meta.xml", OFFICE_ODT, true},
};

bool office_take(struct office *office, const char *path, struct buffer *bytes)
{
	if (!strcmp(path, "mimetype")) {
		office->is_opendocument = bytes->length && strstr(bytes->data, "opendocument.text");
		office->is_epub = bytes->length && strstr(bytes->data, "epub+zip");
	}
	if (office->is_epub && !strcmp(strrchr(path, '.') ? strrchr(path, '.') : "", ".opf")) {
		buffer_done(&office->properties);
		office->properties = *bytes;
		memset(bytes, 0, sizeof(*bytes));
		return true;
	}
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		struct buffer *to = parts[i].properties ? &office->properties : &office->text;

		if (strcmp(path, parts[i].path) != 0 || (parts[i].kind == OFFICE_ODT && !office->is_opendocument))
			continue;
		buffer_done(to);
		*to = *bytes;
		memset(bytes, 0, sizeof(*bytes));
		if (!parts[i].properties)
			office->kind = parts[i].kind;
		return true;
	}
	office->is_office |= !strcmp(path, "[Content_Types].xml");
	/* the rest of such a document */
	return office->kind || office->is_office || office->is_opendocument || !strcmp(path, "mimetype") ||
	       !strncmp(path, "META-INF/", 9) || !strncmp(path, "_rels/", 6) || !strncmp(path, "word/", 5) ||
	       !strncmp(path, "docProps/", 9) || !strncmp(path, "customXml/", 10);
}

void office_done(struct office *office)
{
	buffer_done(&office->text);
	buffer_done(&office->properties);
}

static bool is_one_of(const xmlNode *node, const char *const *names)
{
	for (; *names; names++)
		if (!strcmp((const char *)node->name, *names))
			return true;
	return false;
}

/* What an element adds to the text before its content. */
static void begin_element(const xmlNode *node, struct buffer *out)
{
	static const char *const paragraphs[] = {"p", "h", NULL}, *const spaces[] = {"tab",        "br", "s",
										     "line-break", "cr", NULL};

	if (is_one_of(node, paragraphs) && out->length)
		buffer_text(out, "\n\n");
	else if (is_one_of(node, spaces))
		buffer_char(out, ' ');
}

/* Deleted text, field codes, comments and notes are not what the document says. */
static bool is_passed_over(const xmlNode *node)
{
	static const char *const names[] = {"del",  "delText", "instrText", "tracked-changes",  "annotation",
					    "note", "pPr",     "rPr",       "sectPr",           "drawing",
					    "pict", "forms",   "scripts",   "automatic-styles", NULL};

	return node->type == XML_ELEMENT_NODE && is_one_of(node, names);
}

static void add_paragraphs(xmlNode *root, bool docx, struct buffer *out)
{
	xmlNode *node = root;

	while (node) {
		bool over = is_passed_over(node);

		if (node->type == XML_ELEMENT_NODE && !over)
			begin_element(node, out);
		else if (node->type == XML_TEXT_NODE && (!docx || !strcmp((const char *)node->parent->name, "t")))
			buffer_text(out, (const char *)node->content);
		if (node->children && !over && node->type == XML_ELEMENT_NODE) {
			node = node->children;
			continue;
		}
		while (node != root && !node->next)
			node = node->parent;
		node = node == root ? NULL : node->next;
	}
}

/* The node after it in the document's order, within root; NULL at the end. */
static xmlNode *next_node(const xmlNode *root, xmlNode *node)
{
	if (node->children && node->type == XML_ELEMENT_NODE)
		return node->children;
	while (node != root && !node->next)
		node = node->parent;
	return node == root ? NULL : node->next;
}

/* Title, author and date of the document's properties, by the local names that both kinds use. */
static void read_properties(struct reader *reader, xmlNode *root)
{
	static const struct {
		const char *name;
		enum field field;
	} names[] = {{"title", FIELD_TITLE},  {"creator", FIELD_BYLINE},     {"initial-creator", FIELD_BYLINE},
		     {"created", FIELD_DATE}, {"creation-date", FIELD_DATE}, {"language", FIELD_LANGUAGE},
		     {"date", FIELD_DATE}};

	for (xmlNode *node = root; node; node = next_node(root, node))
		for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
			if (node->type == XML_ELEMENT_NODE && !strcmp((const char *)node->name, names[i].name) &&
			    node->children && node->children->content)
				reading_set(reader, names[i].field, (const char *)node->children->content,
					    strlen((const char *)node->children->content));
}

static xmlDoc *parse(const struct buffer *xml)
{
	return xml->length && xml->length <= INT32_MAX ? xmlReadMemory(xml->data, (int)xml->length, NULL, NULL, OPTIONS)
						       : NULL;
}

void office_properties(struct reader *reader, const struct buffer *properties)
{
	xmlDoc *document = parse(properties);

	if (document)
		read_properties(reader, xmlDocGetRootElement(document));
	xmlFreeDoc(document);
}

int office_read(struct reader *reader, const char *name, const struct office *office, struct error *err)
{
	xmlDoc *text = parse(&office->text);
	struct buffer out = {0};

	reading_begin(reader, name);
	if (text)
		add_paragraphs(xmlDocGetRootElement(text), office->kind == OFFICE_DOCX, &out);
	if (out.length)
		date_from_top(reader, out.data, out.length);
	office_properties(reader, &office->properties);
	if (out.length)
		reading_set_text(reader, out.data, out.length);
	xmlFreeDoc(text);
	buffer_done(&out);
	if (!text)
		return error_set(err, "the document's text cannot be parsed");
	return reading_end(reader, err);
}
