/* SPDX-License-Identifier: MIT */
/* Each format's reader, called past the sniffers, so that every input is of its format. */
#include <archive.h>
#include <archive_entry.h>
#include <stdlib.h>
#include <string.h>

#include "../../daemon/engine/engine.h"
#include "../../daemon/engine/pack.h"
#include "target.h"

#define UNPACKED_MAX ((size_t)4 << 20) /* less than the engine's: an input is small, and memory is the fuzzer's */
#define PARTS_MARK "=== "              /* begins the line before a part of a document, with its path behind it */

static struct page page;

static void start(void)
{
	target_engine();
}

static void stop(void)
{
	page_done(&page);
	target_engine_stop();
}

/* Whatever came in, every field is UTF-8, and every byte of the text has its place in the original. */
static int check_reading(struct reading *reading, void *data)
{
	const struct buffer *text = &reading->fields[FIELD_TEXT];
	const struct origins *origins = &reading->origins;

	(void)data;
	for (size_t i = 0; i < FIELD_COUNT; i++)
		if (reading->fields[i].length && !text_is_utf8(reading->fields[i].data, reading->fields[i].length))
			target_fail(reading->name, "a field is no UTF-8");
	if (reading->body > text->length)
		target_fail(reading->name, "the text begins behind its end");
	if (origins->count && origins->runs[0].at)
		target_fail(reading->name, "not every byte has its origin");
	for (size_t i = 0; origins->count && i <= text->length; i++)
		if (origin_of(origins, i) > reading->original.length ||
		    (i && origin_of(origins, i) < origin_of(origins, i - 1)))
			target_fail(reading->name, "an origin is out of its place");
	return 0;
}

static int check_failure(const char *name, const struct error *err, void *data)
{
	(void)data;
	if (!*name || !*err->text)
		target_fail("a failure", "it has no name or no reason");
	return 0;
}

/* What a PDF document's converter might write is the input itself. */
static int convert_nothing(const char *kind, const void *bytes, size_t length, struct buffer *out, struct error *err,
			   void *data)
{
	(void)kind;
	(void)err;
	(void)data;
	buffer_add(out, bytes, length);
	return 0;
}

static void read_with(format_reader *read, const char *name, const char *bytes, size_t length)
{
	static const struct converter converter = {.document = convert_nothing};
	const struct pack *pack = target_pack();
	struct sink sink = {.article = check_reading, .failure = check_failure};
	struct reader reader = {.formats = pack->formats,
				.furniture = pack->furniture,
				.sink = &sink,
				.converter = &converter,
				.page = &page,
				.budget = UNPACKED_MAX};
	struct error err = {""};

	if (read(&reader, name, bytes, length, &err) < 0 && !*err.text)
		target_fail(name, "it was refused without a reason");
	for (size_t i = 0; i < FIELD_COUNT; i++)
		buffer_done(&reader.reading.fields[i]);
	buffer_done(&reader.reading.original);
	free(reader.reading.origins.runs);
}

#define FEED(format, name)                                                                                             \
	static void feed_##format(const char *bytes, size_t length)                                                    \
	{                                                                                                              \
		read_with(read_##format, name, bytes, length);                                                         \
	}

FEED(text, "a.txt")
FEED(html, "a.html")
FEED(xml, "a.xml")
FEED(json, "a.json")
FEED(markdown, "a.md")
FEED(mail, "a.eml")
FEED(warc, "a.warc")
FEED(archive, "a.zip")
FEED(pdf, "a.pdf")

static void add_part(struct archive *archive, const char *path, size_t path_length, const char *bytes, size_t length)
{
	struct archive_entry *entry = archive_entry_new();
	char name[64];

	if (path_length >= sizeof(name))
		path_length = sizeof(name) - 1;
	memcpy(name, path, path_length);
	name[path_length] = '\0';
	archive_entry_set_pathname(entry, name);
	archive_entry_set_filetype(entry, AE_IFREG);
	archive_entry_set_perm(entry, 0644);
	archive_entry_set_size(entry, (la_int64_t)length);
	if (archive_write_header(archive, entry) == ARCHIVE_OK)
		archive_write_data(archive, bytes, length);
	archive_entry_free(entry);
}

/* The parts of the input, packed but not compressed, so that a change in one is a change that the reader sees. */
static void feed_office(const char *bytes, size_t length)
{
	const size_t mark = strlen(PARTS_MARK), room = length * 2 + 65536;
	const char *at = bytes, *end = bytes + length;
	char *packed = malloc(room);
	struct archive *archive = archive_write_new();
	size_t used = 0;

	archive_write_set_format_zip(archive);
	archive_write_set_options(archive, "compression=store");
	archive_write_open_memory(archive, packed, room, &used);
	for (int parts = 0; parts < 16 && (at = memmem(at, (size_t)(end - at), PARTS_MARK, mark)); parts++) {
		const char *path = at + mark, *line = memchr(path, '\n', (size_t)(end - path)), *next;

		if (!line)
			break;
		next = memmem(line, (size_t)(end - line), PARTS_MARK, mark);
		at = next ? next : end;
		add_part(archive, path, (size_t)(line - path), line + 1, (size_t)(at - line - 1));
	}
	archive_write_close(archive);
	archive_write_free(archive);
	read_with(read_archive, "a.docx", packed, used);
	free(packed);
}

const struct target format_targets[] = {
	{"text", start, feed_text, stop},
	{"html", start, feed_html, stop},
	{"xml", start, feed_xml, stop},
	{"json", start, feed_json, stop},
	{"markdown", start, feed_markdown, stop},
	{"mail", start, feed_mail, stop},
	{"warc", start, feed_warc, stop},
	{"archive", start, feed_archive, stop},
	{"office", start, feed_office, stop},
	{"pdf", start, feed_pdf, stop},
	{NULL, NULL, NULL, NULL},
};
