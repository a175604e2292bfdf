/* SPDX-License-Identifier: MIT */
/* Read PDF documents, of which a converter made lines with their places; what becomes of these is pdf_layout.c's. */
#include "pdf.h"

#include <ctype.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <stdlib.h>
#include <string.h>

#include "format.h"

#define OPTIONS                                                                                                        \
	(XML_PARSE_NONET | XML_PARSE_RECOVER | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_HUGE |              \
	 XML_PARSE_SAX1)

/* The parser's state. */
struct parsing {
	struct pdf pdf;
	struct buffer title, author;
	struct buffer *to; /* where characters go, or NULL */
};

static const char *attribute(const xmlChar **attributes, const char *name)
{
	for (size_t i = 0; attributes && attributes[i]; i += 2)
		if (!strcmp((const char *)attributes[i], name))
			return (const char *)attributes[i + 1];
	return "";
}

static struct pdf_box box_of(const xmlChar **attributes)
{
	return (struct pdf_box){
		strtof(attribute(attributes, "xMin"), NULL), strtof(attribute(attributes, "yMin"), NULL),
		strtof(attribute(attributes, "xMax"), NULL), strtof(attribute(attributes, "yMax"), NULL)};
}

static void *grown(void *array, size_t count, size_t *room, size_t size)
{
	if (count < *room)
		return array;
	*room = *room ? *room * 2 : 64;
	return xrealloc(array, *room, size);
}

static void begin_page(struct parsing *parsing, const xmlChar **attributes)
{
	struct pdf *pdf = &parsing->pdf;

	pdf->heights = grown(pdf->heights, pdf->page_count, &pdf->page_room, sizeof(*pdf->heights));
	pdf->heights[pdf->page_count++] = strtof(attribute(attributes, "height"), NULL);
}

static void begin_block(struct parsing *parsing, const xmlChar **attributes)
{
	struct pdf *pdf = &parsing->pdf;

	if (!pdf->page_count)
		return;
	pdf->blocks = grown(pdf->blocks, pdf->block_count, &pdf->block_room, sizeof(*pdf->blocks));
	pdf->blocks[pdf->block_count++] = (struct pdf_block){
		.box = box_of(attributes), .first = (uint32_t)pdf->line_count, .page = (uint32_t)pdf->page_count - 1};
}

static void begin_line(struct parsing *parsing, const xmlChar **attributes)
{
	struct pdf *pdf = &parsing->pdf;
	uint32_t at;

	if (!pdf->block_count)
		return;
	buffer_char(&pdf->words, '\n');
	at = (uint32_t)pdf->words.length;
	pdf->lines = grown(pdf->lines, pdf->line_count, &pdf->line_room, sizeof(*pdf->lines));
	pdf->lines[pdf->line_count++] = (struct pdf_line){
		.box = box_of(attributes), .start = at, .end = at, .block = (uint32_t)pdf->block_count - 1};
	pdf->blocks[pdf->block_count - 1].count++;
}

static void begin_word(struct parsing *parsing, const xmlChar **attributes)
{
	struct pdf *pdf = &parsing->pdf;
	struct pdf_line *line = pdf->line_count ? &pdf->lines[pdf->line_count - 1] : NULL;
	struct pdf_box box = box_of(attributes);

	if (!line)
		return;
	if (line->end > line->start)
		buffer_char(&pdf->words, ' ');
	else
		line->first_word = box.right - box.left;
	parsing->to = &pdf->words;
}

static void begin_meta(struct parsing *parsing, const xmlChar **attributes)
{
	if (!strcmp(attribute(attributes, "name"), "Author"))
		buffer_text(&parsing->author, attribute(attributes, "content"));
}

static void begin_title(struct parsing *parsing, const xmlChar **attributes)
{
	(void)attributes;
	parsing->to = &parsing->title;
}

static void begin_element(void *data, const xmlChar *name, const xmlChar **attributes)
{
	static const struct {
		const char *name;
		void (*begin)(struct parsing *parsing, const xmlChar **attributes);
	} elements[] = {{"word", begin_word}, {"line", begin_line}, {"block", begin_block},
			{"page", begin_page}, {"meta", begin_meta}, {"title", begin_title}};

	for (size_t i = 0; i < sizeof(elements) / sizeof(*elements); i++)
		if (!strcmp((const char *)name, elements[i].name)) {
			elements[i].begin(data, attributes);
			return;
		}
}

static void end_element(void *data, const xmlChar *name)
{
	struct parsing *parsing = data;
	struct pdf *pdf = &parsing->pdf;

	(void)name;
	parsing->to = NULL;
	if (pdf->line_count)
		pdf->lines[pdf->line_count - 1].end = (uint32_t)pdf->words.length;
}

static void add_characters(void *data, const xmlChar *characters, int length)
{
	struct parsing *parsing = data;

	if (parsing->to)
		buffer_add(parsing->to, characters, (size_t)length);
}

/* Controls, which no XML may hold, as spaces. */
static void blank_controls(struct buffer *xml)
{
	for (size_t i = 0; i < xml->length; i++)
		if ((unsigned char)xml->data[i] < ' ' && xml->data[i] != '\n')
			xml->data[i] = ' ';
}

static int parse(struct parsing *parsing, struct buffer *xml, struct error *err)
{
	xmlParserCtxt *parser;
	xmlSAXHandler handler = {
		.startElement = begin_element, .endElement = end_element, .characters = add_characters};

	blank_controls(xml);
	parser =
		xml->length && xml->length <= INT32_MAX ? xmlCreateMemoryParserCtxt(xml->data, (int)xml->length) : NULL;
	if (!parser)
		return error_set(err, "the converter gave nothing for it");
	xmlCtxtUseOptions(parser, OPTIONS);
	*parser->sax = handler;
	parser->userData = parsing;
	xmlParseDocument(parser);
	xmlFreeParserCtxt(parser);
	return 0;
}

static void parsing_done(struct parsing *parsing)
{
	buffer_done(&parsing->title);
	buffer_done(&parsing->author);
	buffer_done(&parsing->pdf.words);
	free(parsing->pdf.lines);
	free(parsing->pdf.blocks);
	free(parsing->pdf.heights);
}

/* Programs write the name of the file that was printed where a title belongs: "story-final.docx". */
static bool is_file_name(const struct buffer *title)
{
	const char *dot = title->length ? strrchr(title->data, '.') : NULL;
	size_t suffix = 0;

	while (dot && isalnum((unsigned char)dot[1 + suffix]))
		suffix++;
	return dot && suffix > 1 && suffix < 6 && !dot[1 + suffix];
}

int read_pdf(struct reader *reader, const char *name, const char *bytes, size_t length, struct error *err)
{
	struct parsing parsing = {0};
	struct buffer text = {0};
	struct error why;
	int r = -1;

	if (!reader->converter)
		return error_set(err, "a PDF document, for which no converter is given");
	if (reader->converter->document("pdf", bytes, length, &text, &why, reader->converter->data) < 0 ||
	    parse(&parsing, &text, &why) < 0) {
		error_set(err, "a PDF document: %s", why.text);
		goto end;
	}
	pdf_mark_running(&parsing.pdf);
	pdf_order(&parsing.pdf);
	buffer_clear(&text);
	pdf_paragraphs(&parsing.pdf, reader->formats->compounds, &text);
	if (!text.length) {
		error_set(err, "a PDF document without text: it may be made of images");
		goto end;
	}
	r = text_take(reader, name, text.data, text.length, err);
	if (!r && parsing.title.length && !is_file_name(&parsing.title))
		reading_set(reader, FIELD_TITLE, parsing.title.data, parsing.title.length);
	if (!r && parsing.author.length)
		reading_set(reader, FIELD_BYLINE, parsing.author.data, parsing.author.length);
	if (!r)
		r = reading_end(reader, err);
end:
	parsing_done(&parsing);
	buffer_done(&text);
	return r;
}
