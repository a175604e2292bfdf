/* SPDX-License-Identifier: MIT */
/*
 * Read what agencies and sites write as XML: RSS, Atom, NITF, NewsML-G2. Which element or attribute holds what
 * stands in fields.list, by paths of local names; namespaces do not matter.
 */
#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <stdio.h>
#include <string.h>

#include "format.h"

#define OPTIONS                                                                                                        \
	(XML_PARSE_NONET | XML_PARSE_RECOVER | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NOCDATA |           \
	 XML_PARSE_COMPACT)

#define SIZE_MOST 100000 /* elements and attributes of an article; libxml2 takes 120 bytes and more for each */

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

/* A file in the reading: its tree holds no more than the entry in hand and what stands round the entries. */
struct xml_reader {
	struct reader *reader;
	const char *name;
	size_t kind;    /* KINDS before the root was seen */
	size_t number;  /* of the entry */
	xmlNode *entry; /* in hand, or NULL */
	bool is_round;  /* what stands round the entries is read, and they are passed over */
	size_t passed;  /* depth of elements that are passed over */
	size_t size;    /* elements and attributes of the tree */
	bool is_refused;
	struct buffer channel[FIELD_COUNT]; /* what is said of all entries */
};

static bool is_entry(const struct xml_reader *xml, const char *name)
{
	return xml->kind < KINDS && !strcmp(kinds[xml->kind].entry, name);
}

static void see_root(struct xml_reader *xml, const char *name)
{
	for (size_t i = 0; i < KINDS && xml->kind == KINDS; i++)
		if (!strcmp(kinds[i].root, name))
			xml->kind = i;
}

/* Hand over the entry in hand; what the document says of all of them comes after what it says itself. */
static void take_entry(struct xml_reader *xml, bool single)
{
	struct reader *reader = xml->reader;
	struct buffer title = {0};
	struct error err;

	buffer_text(&title, xml->name);
	if (!single)
		buffer_printf(&title, "#%zu", ++xml->number);
	reading_begin(reader, title.data);
	set_fields(reader, xml->entry, kinds[xml->kind].source);
	for (size_t i = 0; i < FIELD_COUNT; i++)
		if (xml->channel[i].length)
			reading_set(reader, (enum field)i, xml->channel[i].data, xml->channel[i].length);
	if (reading_end(reader, &err) < 0)
		reading_fail(reader, title.data, &err);
	xml->entry = NULL;
	buffer_done(&title);
}

/* Free an element that was read, and the text before it: the parser would go on with that. */
static void prune(xmlNode *node)
{
	xmlNode *parent = node->parent;

	xmlUnlinkNode(node);
	xmlFreeNode(node);
	while (parent->last && parent->last->type == XML_TEXT_NODE) {
		node = parent->last;
		xmlUnlinkNode(node);
		xmlFreeNode(node);
	}
}

static struct xml_reader *reader_of(void *data)
{
	return ((xmlParserCtxtPtr)data)->_private;
}

static void start_element(void *data, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int spaces,
			  const xmlChar **space, int count, int defaulted, const xmlChar **attributes)
{
	xmlParserCtxtPtr context = data;
	struct xml_reader *xml = reader_of(data);

	if (!context->node)
		see_root(xml, (const char *)name);
	if (xml->is_round && (xml->kind == KINDS || kinds[xml->kind].source != SOURCE_FEED)) {
		xmlStopParser(context); /* nothing stands round its entries */
		return;
	}
	if (xml->passed || (xml->is_round && context->node && is_entry(xml, (const char *)name))) {
		xml->passed++;
		return;
	}
	xml->size += 1 + (size_t)count;
	if (xml->size > SIZE_MOST) {
		xml->is_refused = true;
		xmlStopParser(context);
		return;
	}
	xmlSAX2StartElementNs(data, name, prefix, uri, spaces, space, count, defaulted, attributes);
	if (!xml->entry && !xml->is_round && is_entry(xml, (const char *)name)) {
		xml->entry = context->node;
		xml->size = 0;
	}
}

static void end_element(void *data, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
	xmlParserCtxtPtr context = data;
	struct xml_reader *xml = reader_of(data);
	xmlNode *node = context->node;

	if (xml->passed) {
		xml->passed--;
		return;
	}
	xmlSAX2EndElementNs(data, name, prefix, uri);
	if (!node || node != xml->entry)
		return;
	take_entry(xml, !context->node);
	if (context->node)
		prune(node);
	if (xml->reader->stopped)
		xmlStopParser(context);
}

static void characters(void *data, const xmlChar *text, int length)
{
	if (!reader_of(data)->passed)
		xmlSAX2Characters(data, text, length);
}

/* The text as libxml2 asks for it. */
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

/* What the document says of all its entries: the fields of its tree without them. */
static void take_channel(struct xml_reader *xml, xmlNode *root)
{
	struct reader *reader = xml->reader;

	reading_begin(reader, xml->name);
	set_fields(reader, root, SOURCE_CHANNEL);
	for (size_t i = 0; i < FIELD_COUNT; i++)
		if (reader->reading.fields[i].length)
			buffer_add(&xml->channel[i], reader->reading.fields[i].data, reader->reading.fields[i].length);
}

/* Parse once, for what stands round the entries or for them. Returns whether the text ended within an element. */
static bool parse(struct xml_reader *xml, const struct decoded *text, bool is_round)
{
	struct source source = {text->text, text->length};
	xmlParserCtxtPtr context = xmlNewParserCtxt();
	xmlDoc *document;
	int code;

	if (!context)
		return false;
	xml->is_round = is_round;
	xml->passed = xml->size = 0;
	xml->entry = NULL;
	xml->kind = KINDS;
	context->_private = xml;
	context->sax->startElementNs = start_element;
	context->sax->endElementNs = end_element;
	context->sax->characters = context->sax->ignorableWhitespace = characters;
	document = xmlCtxtReadIO(context, read_source, NULL, &source, NULL, "UTF-8", OPTIONS);
	code = context->lastError.code;
	if (document && is_round && xmlDocGetRootElement(document))
		take_channel(xml, xmlDocGetRootElement(document));
	if (xml->entry && !xml->reader->stopped && !xml->is_refused) /* the text ends in it */
		take_entry(xml, xml->entry == xmlDocGetRootElement(document));
	xmlFreeDoc(document);
	xmlFreeParserCtxt(context);
	return code == XML_ERR_TAG_NOT_FINISHED || code == XML_ERR_DOCUMENT_END;
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

/* What came before the end is read; that something may be missing is told as a failure of its own. */
static void tell_end(struct reader *reader, const char *name, const struct error *err)
{
	struct buffer end = {0};

	buffer_printf(&end, "%s#end", name);
	reading_fail(reader, end.data, err);
	buffer_done(&end);
}

int read_xml(struct reader *reader, const char *name, const char *bytes, size_t length, struct error *err)
{
	struct xml_reader xml = {.reader = reader, .name = name};
	size_t before = reader->handed;
	struct decoded decoded;
	char charset[40];
	bool is_cut;

	if (text_decode(bytes, length, declared_charset(bytes, length, charset) ? charset : NULL, &decoded, err) < 0)
		return -1;
	if (page_has_many_attributes(decoded.text, decoded.length)) {
		decoded_done(&decoded);
		return error_set(err, "the XML has an element with too many attributes");
	}
	parse(&xml, &decoded, true);
	is_cut = parse(&xml, &decoded, false);
	decoded_done(&decoded);
	for (size_t i = 0; i < FIELD_COUNT; i++)
		buffer_done(&xml.channel[i]);
	if (xml.is_refused)
		error_set(err, "the XML has more than %d elements in one article", SIZE_MOST);
	else if (is_cut)
		error_set(err, "the XML ends within an element: the file may be cut off");
	else
		error_set(err, "the XML cannot be parsed");
	if (reader->handed > before && (is_cut || xml.is_refused) && !reader->stopped)
		tell_end(reader, name, err);
	return reader->handed > before ? 0 : -1;
}
