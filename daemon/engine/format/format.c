/* SPDX-License-Identifier: MIT */
/* The table of formats: how each is told, and who reads it. */
#include "format.h"

#include "clean.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define SNIFF_MAX 4096 /* bytes that a sniffer looks at */

/* What a sniffer sees: the first bytes, without a byte order mark and white space before them. */
struct sniff {
	const char *name;
	const char *bytes;
	size_t length;
};

static bool has_suffix(const char *name, const char *suffix)
{
	static const char *const packings[] = {".gz", ".xz", ".zst", ".bz2"};
	size_t length = strlen(name), tail = strlen(suffix);

	for (size_t i = 0; i < sizeof(packings) / sizeof(*packings); i++) {
		size_t packing = strlen(packings[i]);

		if (length > packing && !strcasecmp(name + length - packing, packings[i]))
			length -= packing;
	}
	return length > tail && !strncasecmp(name + length - tail, suffix, tail);
}

static bool contains(const struct sniff *sniff, const char *word)
{
	size_t length = strlen(word);

	for (size_t i = 0; i + length <= sniff->length; i++)
		if (!strncasecmp(sniff->bytes + i, word, length))
			return true;
	return false;
}

static bool begins(const struct sniff *sniff, const char *word)
{
	return sniff->length >= strlen(word) && !strncasecmp(sniff->bytes, word, strlen(word));
}

static bool is_html(const struct sniff *sniff)
{
	if (begins(sniff, "<!doctype html") || begins(sniff, "<html"))
		return true;
	if (!begins(sniff, "<"))
		return false;
	return contains(sniff, "<html") || contains(sniff, "<head") || contains(sniff, "<body") ||
	       contains(sniff, "<!doctype html") || has_suffix(sniff->name, ".html") ||
	       has_suffix(sniff->name, ".htm") || has_suffix(sniff->name, ".xhtml");
}

/* The first byte after the first that is no white space. */
static char second(const struct sniff *sniff)
{
	for (size_t i = 1; i < sniff->length; i++)
		if (!strchr(" \t\r\n", sniff->bytes[i]))
			return sniff->bytes[i];
	return '\0';
}

/* The name of the root element, after declarations and comments; empty if there is none. */
static struct sniff root_of(const struct sniff *sniff)
{
	struct sniff root = {.name = sniff->name};
	const char *at = sniff->bytes, *end = at + sniff->length;

	while (at < end && *at == '<') {
		const char *close = at + 1 < end && (at[1] == '?' || at[1] == '!') ? at : NULL;

		if (!close) {
			root.bytes = at + 1;
			while (root.bytes + root.length < end && !strchr(" \t\r\n/>", root.bytes[root.length]))
				root.length++;
			return root;
		}
		close = !strncmp(at, "<!--", 4) ? memmem(at, (size_t)(end - at), "-->", 3)
						: memchr(at, '>', (size_t)(end - at));
		at = close ? close : end;
		while (at < end && *at != '<')
			at++;
	}
	return root;
}

static bool is_xml(const struct sniff *sniff)
{
	struct sniff root = root_of(sniff);

	return root.length && xml_known_root(root.bytes, root.length);
}

/* For people, when something else came. */
static const char format_names[] = "text, Markdown, HTML, RSS, Atom, NITF, NewsML-G2, JSON, DOCX, ODT, EPUB, PDF, "
				   "WARC, mail (EML, mbox, MHTML), and gz, xz, zst, bz2, zip, tar and 7z of these";

static struct sniff sniff_of(const char *name, const char *bytes, size_t length)
{
	size_t skip = length >= 3 && !memcmp(bytes, "\xEF\xBB\xBF", 3) ? 3 : 0;

	while (skip < length && strchr(" \t\r\n", bytes[skip]) && bytes[skip])
		skip++;
	length -= skip;
	return (struct sniff){.name = name, .bytes = bytes + skip, .length = length < SNIFF_MAX ? length : SNIFF_MAX};
}

/* XML that is none of the above and no page. */
static bool is_other_xml(const struct sniff *sniff)
{
	return begins(sniff, "<?xml") && has_suffix(sniff->name, ".xml");
}

static int refuse_xml(struct reader *reader, const char *name, const char *bytes, size_t length, struct error *err)
{
	struct sniff sniff = sniff_of(name, bytes, length), root = root_of(&sniff);

	(void)reader;
	return error_set(err, "XML of the element \"%.*s\", which is not read; what can be read: %s",
			 (int)(root.length < 40 ? root.length : 40), root.length ? root.bytes : "", format_names);
}

static bool is_markdown(const struct sniff *sniff)
{
	return has_suffix(sniff->name, ".md") || has_suffix(sniff->name, ".markdown") || begins(sniff, "---\n") ||
	       begins(sniff, "---\r\n");
}

static bool is_json(const struct sniff *sniff)
{
	return (begins(sniff, "{") && second(sniff) == '"') || (begins(sniff, "[") && second(sniff) == '{');
}

static bool is_packed(const struct sniff *sniff)
{
	static const struct {
		const char *magic;
		size_t length, at;
	} magics[] = {
		{"\x1F\x8B", 2, 0},
		{"PK\x03\x04", 4, 0},
		{"PK\x05\x06", 4, 0},
		{"\xFD"
		 "7zXZ",
		 5, 0},
		{"\x28\xB5\x2F\xFD", 4, 0},
		{"BZh", 3, 0},
		{"7z\xBC\xAF", 4, 0},
		{"ustar", 5, 257},
	};

	for (size_t i = 0; i < sizeof(magics) / sizeof(*magics); i++)
		if (sniff->length >= magics[i].at + magics[i].length &&
		    !memcmp(sniff->bytes + magics[i].at, magics[i].magic, magics[i].length))
			return true;
	return false;
}

static bool is_pdf(const struct sniff *sniff)
{
	return begins(sniff, "%PDF-");
}

static bool is_warc(const struct sniff *sniff)
{
	return begins(sniff, "WARC/");
}

/* A mail box, or a message: a header line first, and what every message has. */
static bool is_mail(const struct sniff *sniff)
{
	size_t key = 0;

	if (begins(sniff, "From ") && contains(sniff, "\nfrom:"))
		return true;
	while (key < sniff->length && (isalnum((unsigned char)sniff->bytes[key]) || sniff->bytes[key] == '-'))
		key++;
	return key && key < sniff->length && sniff->bytes[key] == ':' && contains(sniff, "from:") &&
	       (contains(sniff, "\nmime-version:") || contains(sniff, "\nmessage-id:"));
}

static bool is_text(const struct sniff *sniff)
{
	(void)sniff;
	return true;
}

static const struct {
	bool (*is)(const struct sniff *sniff);
	format_reader *read;
} table[] = {
	{is_packed, read_archive},    {is_pdf, read_pdf},   {is_mail, read_mail},       {is_warc, read_warc},
	{is_xml, read_xml},           {is_html, read_html}, {is_other_xml, refuse_xml}, {is_json, read_json},
	{is_markdown, read_markdown}, {is_text, read_text},
};

/* Binary formats that are known and not read, by their first bytes. */
static const struct {
	const char *magic;
	size_t length;
	const char *name;
} unread[] = {
	{"\x89PNG", 4, "a PNG image"},
	{"\xFF\xD8\xFF", 3, "a JPEG image"},
	{"GIF8", 4, "a GIF image"},
	{"\xD0\xCF\x11\xE0", 4, "an old Microsoft Office document"},
	{"{\\rtf", 5, "an RTF document"},
	{"\x7F"
	 "ELF",
	 4, "a program"},
	{"MZ", 2, "a program"},
	{"SQLite format 3", 15, "an SQLite database"},
	{"OggS", 4, "Ogg audio or video"},
	{"ID3", 3, "MP3 audio"},
	{"\x1A\x45\xDF\xA3", 4, "Matroska or WebM video"},
	{"Rar!", 4, "a RAR archive"},
};

/* What is UTF-16 is read as the same in UTF-8: sniffers know no other. */
static int read_utf16(struct reader *reader, const char *name, const char *bytes, size_t length, struct error *err)
{
	struct decoded decoded;
	int r = text_decode(bytes, length, NULL, &decoded, err);

	if (r < 0)
		return -1;
	if (memchr(decoded.text, '\0', decoded.length))
		r = error_set(err, "binary data: it begins like UTF-16 and holds zeros; only text can be read");
	else
		r = format_read(reader, name, decoded.text, decoded.length, err);
	decoded_done(&decoded);
	return r;
}

/* A document with a password is packed once more, in the way of the old ones. */
static bool is_locked_office(const char *bytes, size_t length)
{
	static const char part[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g";

	return length > 8 && !memcmp(bytes, "\xD0\xCF\x11\xE0", 4) && memmem(bytes, length, part, sizeof(part) - 1);
}

int format_read(struct reader *reader, const char *name, const void *bytes, size_t length, struct error *err)
{
	struct sniff sniff = sniff_of(name, length ? bytes : "", length);

	if (text_utf16(bytes, length))
		return read_utf16(reader, name, bytes, length, err);
	if (is_locked_office(bytes, length))
		return error_set(err, "an Office document that is encrypted: it has a password");
	for (size_t i = 0; i < sizeof(unread) / sizeof(*unread); i++)
		if (sniff.length >= unread[i].length && !memcmp(sniff.bytes, unread[i].magic, unread[i].length))
			return error_set(err, "%s, which is not read; what can be read: %s", unread[i].name,
					 format_names);
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++)
		if (table[i].is(&sniff))
			return table[i].read(reader, name, bytes, length, err);
	return error_set(err, "no known format");
}

struct reading *reading_begin(struct reader *reader, const char *name)
{
	reader->reading.name = name;
	reader->reading.body = 0;
	reader->reading.byline = (struct span){0};
	reader->reading.origins.count = 0;
	for (size_t i = 0; i < FIELD_COUNT; i++)
		buffer_clear(&reader->reading.fields[i]);
	return &reader->reading;
}

int reading_end(struct reader *reader, struct error *err)
{
	const struct buffer *text = &reader->reading.fields[FIELD_TEXT];

	if (!text->length || strspn(text->data, " \t\r\n\f") == text->length)
		return error_set(err, "no text: it is empty or only white space");
	if (reader->properties)
		office_properties(reader, reader->properties);
	if (!reader->reading.origins.count) /* else it was cleaned, and knows where its bytes come from */
		for (size_t i = 0; i < FIELD_COUNT; i++)
			clean_twice(&reader->reading.fields[i], NULL);
	byline_from_top(reader);
	reader->handed++;
	reader->stopped = reader->sink->article(&reader->reading, reader->sink->data);
	return 0;
}

void reading_fail(struct reader *reader, const char *name, const struct error *err)
{
	reader->handed++;
	if (reader->sink->failure)
		reader->stopped = reader->sink->failure(name, err, reader->sink->data);
}

/* Character references that were written twice, as in "&amp;#8217;": the character of each instead. */
static void decode_references(struct buffer *text)
{
	struct buffer out = {0};
	const char *at = text->data, *next;

	if (!text->length || !strchr(text->data, '&'))
		return;
	for (; (next = strchr(at, '&')); at = next) {
		char utf8[8];
		size_t length = reference_decode(next, utf8);

		buffer_add(&out, at, (size_t)(next - at));
		buffer_text(&out, length ? utf8 : "&");
		next += length ? length : 1;
	}
	buffer_text(&out, at);
	buffer_done(text);
	*text = out;
}

/* Headers of mail and archives come in any charset, or in none. */
static void add_decoded(struct buffer *to, const char *value, size_t length)
{
	struct decoded decoded;

	if (text_decode(value, length, NULL, &decoded, NULL) < 0)
		return;
	page_collapse(decoded.text, decoded.length, to);
	decoded_done(&decoded);
}

/* "ada@courier.example (Ada Quill)", as RSS has authors, is Ada Quill. */
static void bare_name(struct buffer *byline)
{
	const char *open = byline->length ? strstr(byline->data, " (") : NULL;
	size_t name = open ? strlen(open) - 3 : 0;

	if (!open || byline->data[byline->length - 1] != ')' || strchr(byline->data, ' ') != open ||
	    !memchr(byline->data, '@', (size_t)(open - byline->data)))
		return;
	memmove(byline->data, open + 2, name);
	byline->data[name] = '\0';
	byline->length = name;
}

void reading_set(struct reader *reader, enum field field, const char *value, size_t length)
{
	struct buffer *to = &reader->reading.fields[field];
	char date[40];

	if (to->length || !length)
		return;
	if (text_is_utf8(value, length))
		page_collapse(value, length, to);
	else
		add_decoded(to, value, length);
	while (to->length && to->data[to->length - 1] == ' ')
		to->data[--to->length] = '\0';
	if (to->length && to->data[0] == ' ') {
		memmove(to->data, to->data + 1, to->length);
		to->length--;
	}
	decode_references(to);
	if (field == FIELD_BYLINE) {
		bare_name(to);
		byline_clean(reader->formats->bylines, to);
	}
	if (field != FIELD_DATE || !to->length)
		return;
	if (!date_parse(&reader->formats->months, to->data, date))
		*date = '\0';
	buffer_clear(to);
	if (*date)
		buffer_text(to, date);
}

/* Whether there is an element of text in it. */
static bool has_markup(const char *value)
{
	return strcasestr(value, "<p") || strcasestr(value, "<br") || strcasestr(value, "</");
}

void reading_set_text(struct reader *reader, const char *value, size_t length)
{
	struct buffer *to = &reader->reading.fields[FIELD_TEXT];

	if (to->length || !length)
		return;
	if (has_markup(value) && html_text(reader, value, length, to, NULL) == 0)
		return;
	buffer_clear(to);
	for (size_t at = 0; at < length;) {
		const char *newline = memchr(value + at, '\n', length - at);
		size_t end = newline ? (size_t)(newline - value) : length;

		page_collapse(value + at, end - at, to);
		if (newline)
			buffer_char(to, '\n');
		at = end + 1;
	}
	clean_wrapped(to, NULL, reader->formats->compounds);
}

struct formats *formats_load(const char *directory, struct error *err)
{
	struct formats *formats = xcalloc(1, sizeof(*formats));
	char path[4096];

	snprintf(path, sizeof(path), "%s/page.list", directory);
	formats->phrases = phrases_load(path, err);
	if (!formats->phrases)
		goto fail;
	snprintf(path, sizeof(path), "%s/fields.list", directory);
	if (fields_load(&formats->fields, path, err) < 0)
		goto fail;
	snprintf(path, sizeof(path), "%s/months.list", directory);
	if (months_load(&formats->months, path, err) < 0)
		goto fail;
	snprintf(path, sizeof(path), "%s/compounds.list", directory);
	formats->compounds = compounds_load(path, err);
	if (!formats->compounds)
		goto fail;
	snprintf(path, sizeof(path), "%s/byline.list", directory);
	formats->bylines = bylines_load(path, err);
	if (!formats->bylines)
		goto fail;
	return formats;
fail:
	formats_free(formats);
	return NULL;
}

void formats_free(struct formats *formats)
{
	if (!formats)
		return;
	phrases_free(formats->phrases);
	compounds_free(formats->compounds);
	bylines_free(formats->bylines);
	fields_done(&formats->fields);
	free(formats);
}
