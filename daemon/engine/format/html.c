/* SPDX-License-Identifier: MIT */
/* Read a web page: its charset, then metadata (meta.c) and text (body.c). */
#include <string.h>
#include <strings.h>

#include "body.h"
#include "format.h"

#define PAGE_KEPT (1u << 20) /* bytes of a page's text whose room is kept for the next */
#define CHARSET_WITHIN 4096  /* bytes of the page in which its charset is declared */

/* The charset that the page declares of itself, in name; or false. */
static bool declared_charset(const char *html, size_t length, char name[40])
{
	size_t head = length < CHARSET_WITHIN ? length : CHARSET_WITHIN;

	for (const char *at = html; (at = memmem(at, (size_t)(html + head - at), "charset", 7)); at += 7) {
		const char *value = at + 7;
		size_t n = 0;

		while (value < html + head && strchr(" =\"'", *value) && *value)
			value++;
		while (value + n < html + head && n < 39 &&
		       (value[n] == '-' || value[n] == '_' || (value[n] >= '0' && value[n] <= '9') ||
			((value[n] | 32) >= 'a' && (value[n] | 32) <= 'z')))
			n++;
		memcpy(name, value, n);
		name[n] = '\0';
		if (n > 2)
			return true;
	}
	return false;
}

int html_text(struct reader *reader, const char *html, size_t length, struct buffer *out, struct error *err)
{
	struct page page = {0}; /* of its own: a page may be in use */
	int r = page_parse(&page, html, length, err);

	if (!r)
		body_fragment(&page, reader->formats, reader->furniture, out);
	page_done(&page);
	return r;
}

int read_html(struct reader *reader, const char *name, const char *bytes, size_t length, struct error *err)
{
	struct reading *reading = reading_begin(reader, name);
	struct buffer declared_text = {0}; /* in the metadata, for pages that show their text by scripts */
	char charset[40];
	const char *declared = reader->charset                            ? reader->charset
			       : declared_charset(bytes, length, charset) ? charset
									  : NULL;
	struct decoded decoded;
	int r = text_decode(bytes, length, declared, &decoded, err);

	if (r < 0)
		return -1;
	r = page_parse(reader->page, decoded.text, decoded.length, err);
	decoded_done(&decoded);
	if (r < 0)
		return -1;
	if (reader->address)
		reading_set(reader, FIELD_URL, reader->address, strlen(reader->address));
	meta_read(reader, reader->page);
	declared_text = reading->fields[FIELD_TEXT];
	reading->fields[FIELD_TEXT] = (struct buffer){0};
	body_extract(reader->page, reader->formats, reader->furniture, reading->fields[FIELD_TITLE].data,
		     &reading->fields[FIELD_TEXT]);
	if (reader->page->text.capacity > PAGE_KEPT)
		page_done(reader->page);
	if (reading->fields[FIELD_BYLINE].length)
		body_cut_author(&reading->fields[FIELD_TEXT], reading->fields[FIELD_BYLINE].data);
	if (declared_text.length > 2 * reading->fields[FIELD_TEXT].length) {
		buffer_clear(&reading->fields[FIELD_TEXT]);
		buffer_add(&reading->fields[FIELD_TEXT], declared_text.data, declared_text.length);
	}
	buffer_done(&declared_text);
	if (!reading->fields[FIELD_TEXT].length)
		return error_set(err, "a web page without text: it may need its scripts to show any");
	return reading_end(reader, err);
}
