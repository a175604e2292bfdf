/* SPDX-License-Identifier: MIT */
/* Read mail: a message, a box of them, a page saved as MHTML; gmime knows MIME. */
#include <gmime/gmime.h>
#include <string.h>
#include <strings.h>

#include "format.h"

#define PARTS_MAX 200 /* of a message that are looked at */

/* The text parts of a message, in their order. */
struct letter {
	GMimePart *plain, *html;
	size_t count;
};

static void take_part(GMimeObject *parent, GMimeObject *object, gpointer data)
{
	struct letter *letter = data;
	GMimeContentType *type = g_mime_object_get_content_type(object);
	const char *disposition = g_mime_object_get_disposition(object);

	(void)parent;
	if (!GMIME_IS_PART(object) || ++letter->count > PARTS_MAX ||
	    (disposition && !strcasecmp(disposition, "attachment")))
		return;
	if (!letter->plain && g_mime_content_type_is_type(type, "text", "plain"))
		letter->plain = GMIME_PART(object);
	else if (!letter->html && g_mime_content_type_is_type(type, "text", "html"))
		letter->html = GMIME_PART(object);
}

/* A part's bytes, its transfer encoding undone; the charset is text_decode's matter. */
static void part_bytes(GMimePart *part, struct buffer *out)
{
	GMimeDataWrapper *content = g_mime_part_get_content(part);
	GMimeStream *stream = g_mime_stream_mem_new();
	GByteArray *bytes;

	if (content) {
		g_mime_data_wrapper_write_to_stream(content, stream);
		bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
		buffer_add(out, bytes->data, bytes->len);
	}
	buffer_add(out, "", 0); /* so that there is a place, if there is no byte */
	g_object_unref(stream);
}

static void set_headers(struct reader *reader, GMimeMessage *message)
{
	const char *subject = g_mime_message_get_subject(message);
	InternetAddressList *from = g_mime_message_get_from(message);
	InternetAddress *first =
		from && internet_address_list_length(from) ? internet_address_list_get_address(from, 0) : NULL;
	const char *name = first ? internet_address_get_name(first) : NULL;
	const char *date = g_mime_object_get_header(GMIME_OBJECT(message), "Date");
	const char *list = g_mime_object_get_header(GMIME_OBJECT(message), "List-Unsubscribe");
	const char *address = g_mime_object_get_header(GMIME_OBJECT(message), "Snapshot-Content-Location");

	if (subject)
		reading_set(reader, FIELD_TITLE, subject, strlen(subject));
	if (name) /* what goes to a list is an outlet's, other mail is its sender's */
		reading_set(reader, list ? FIELD_OUTLET : FIELD_BYLINE, name, strlen(name));
	if (date)
		reading_set(reader, FIELD_DATE, date, strlen(date));
	if (address)
		reading_set(reader, FIELD_URL, address, strlen(address));
}

static int read_message(struct reader *reader, const char *name, GMimeMessage *message, struct error *err)
{
	struct letter letter = {0};
	struct buffer bytes = {0};
	GMimePart *part;
	const char *location = g_mime_object_get_header(GMIME_OBJECT(message), "Snapshot-Content-Location"), *charset;
	struct decoded decoded;
	int r = 0;

	g_mime_message_foreach(message, take_part, &letter);
	part = location || !letter.plain ? letter.html : letter.plain;
	if (!part)
		return error_set(err, "the mail has no part that is text");
	part_bytes(part, &bytes);
	charset = g_mime_object_get_content_type_parameter(GMIME_OBJECT(part), "charset");
	if (location) {
		reader->address = location;
		reader->charset = charset;
		r = read_html(reader, name, bytes.data, bytes.length, err);
		reader->address = reader->charset = NULL;
		buffer_done(&bytes);
		return r;
	}
	reading_begin(reader, name);
	set_headers(reader, message);
	r = bytes.length ? text_decode(bytes.data, bytes.length, charset, &decoded, err)
			 : error_set(err, "the mail has no text");
	if (!r) {
		reading_set_text(reader, decoded.text, decoded.length);
		decoded_done(&decoded);
	}
	buffer_done(&bytes);
	return r ? r : reading_end(reader, err);
}

/* Every message of a box; one that cannot be read fails alone. */
static void read_box(struct reader *reader, const char *name, GMimeParser *parser)
{
	struct buffer title = {0};
	size_t number = 0;

	while (!g_mime_parser_eos(parser) && !reader->stopped) {
		GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);
		struct error err;

		if (!message)
			break;
		buffer_clear(&title);
		buffer_printf(&title, "%s#%zu", name, ++number);
		if (read_message(reader, title.data, message, &err) < 0)
			reading_fail(reader, title.data, &err);
		g_object_unref(message);
	}
	buffer_done(&title);
}

int read_mail(struct reader *reader, const char *name, const char *bytes, size_t length, struct error *err)
{
	bool box = length > 5 && !memcmp(bytes, "From ", 5);
	GMimeStream *stream = g_mime_stream_mem_new_with_buffer(bytes, length);
	GMimeParser *parser = g_mime_parser_new_with_stream(stream);
	GMimeMessage *message;
	size_t before = reader->handed;
	int r = 0;

	g_mime_parser_set_format(parser, box ? GMIME_FORMAT_MBOX : GMIME_FORMAT_MESSAGE);
	if (box) {
		read_box(reader, name, parser);
		r = reader->handed > before ? 0 : error_set(err, "no message in the mail box");
	} else {
		message = g_mime_parser_construct_message(parser, NULL);
		r = message ? read_message(reader, name, message, err) : error_set(err, "the mail cannot be parsed");
		if (message)
			g_object_unref(message);
	}
	g_object_unref(parser);
	g_object_unref(stream);
	if (r < 0 && reader->handed == before && !strrchr(name, '.'))
		return read_text(reader, name, bytes, length, err); /* a text that begins with headers */
	return r;
}

void mail_begin(void)
{
	g_mime_init();
}
