/* SPDX-License-Identifier: MIT */
/* The paragraphs and properties of DOCX and ODT documents. */
#include "office.h"

#include <libxml/parser.h>
#include <libxml/tree.h>
#include <string.h>

#include "format.h"

#define PROPERTIES_MAX 65536u /* bytes */
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
	if (office->is_opendocument && !strcmp(path, "META-INF/manifest.xml") && bytes->length)
		office->is_encrypted = strstr(bytes->data, "encryption-data") != NULL;
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

static bool is_one_of(const char *name, const char *const *names)
{
	for (; *names; names++)
		if (!strcmp(name, *names))
			return true;
	return false;
}

/* The text of a document in the making, from the parser's events: a tree of it would take many times its bytes. */
struct paragraphs {
	bool docx;
	size_t over; /* depth of elements that are passed over */
	size_t told; /* depth of elements whose characters are text: of DOCX some, of ODT all */
	struct buffer out;
};

/* Deleted text, field codes, comments and notes are not what the document says. */
static bool is_passed_over(const char *name)
{
	static const char *const names[] = {"del",  "delText", "instrText", "tracked-changes",  "annotation",
					    "note", "pPr",     "rPr",       "sectPr",           "drawing",
					    "pict", "forms",   "scripts",   "automatic-styles", NULL};

	return is_one_of(name, names);
}

static void begin_element(void *data, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri, int spaces,
			  const xmlChar **space, int count, int defaulted, const xmlChar **attributes)
{
	static const char *const paragraphs[] = {"p", "h", NULL}, *const blanks[] = {"tab",        "br", "s",
										     "line-break", "cr", NULL};
	struct paragraphs *text = data;
	const char *name = (const char *)local;

	(void)prefix, (void)uri, (void)spaces, (void)space, (void)count, (void)defaulted, (void)attributes;
	if (text->over || is_passed_over(name)) {
		text->over++;
		return;
	}
	text->told += !text->docx || text->told || !strcmp(name, "t");
	if (is_one_of(name, paragraphs) && text->out.length)
		buffer_text(&text->out, "\n\n");
	else if (is_one_of(name, blanks))
		buffer_char(&text->out, ' ');
}

static void end_element(void *data, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
	struct paragraphs *text = data;

	(void)name, (void)prefix, (void)uri;
	if (text->over)
		text->over--;
	else if (text->told)
		text->told--;
}

static void add_characters(void *data, const xmlChar *characters, int length)
{
	struct paragraphs *text = data;

	if (!text->over && text->told)
		buffer_add(&text->out, characters, (size_t)length);
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
	return xml->length && xml->length <= PROPERTIES_MAX
		       ? xmlReadMemory(xml->data, (int)xml->length, NULL, NULL, OPTIONS)
		       : NULL;
}

void office_properties(struct reader *reader, const struct buffer *properties)
{
	xmlDoc *document = parse(properties);

	if (document)
		read_properties(reader, xmlDocGetRootElement(document));
	xmlFreeDoc(document);
}

/* The text of the document's XML to text->out. 0, or -1 if it is none. */
static int read_paragraphs(const struct buffer *xml, struct paragraphs *text)
{
	xmlSAXHandler sax = {.initialized = XML_SAX2_MAGIC,
			     .startElementNs = begin_element,
			     .endElementNs = end_element,
			     .characters = add_characters,
			     .ignorableWhitespace = add_characters};

	if (!xml->length || xml->length > INT32_MAX || page_has_many_attributes(xml->data, xml->length))
		return -1;
	return xmlSAXUserParseMemory(&sax, text, xml->data, (int)xml->length) ? -1 : 0;
}

int office_read(struct reader *reader, const char *name, const struct office *office, struct error *err)
{
	struct paragraphs text = {.docx = office->kind == OFFICE_DOCX};
	int r = read_paragraphs(&office->text, &text);

	reading_begin(reader, name);
	if (text.out.length)
		date_from_top(reader, text.out.data, text.out.length);
	office_properties(reader, &office->properties);
	if (!r && text.out.length)
		reading_set_text(reader, text.out.data, text.out.length);
	buffer_done(&text.out);
	if (r < 0)
		return error_set(err, office->is_encrypted ? "the document is encrypted: it has a password"
							   : "the document's text cannot be parsed");
	return reading_end(reader, err);
}
