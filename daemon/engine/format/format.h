/* SPDX-License-Identifier: MIT */
/*
 * From a dropped file's bytes to articles: one table of formats, each with a sniffer and a reader. A file may
 * hold many articles, and packed files others; every reader hands its articles to one sink.
 */
#ifndef QUOTED_FORMAT_H
#define QUOTED_FORMAT_H

#include "../text.h"
#include "byline.h"
#include "clean.h"
#include "fields.h"
#include "hyphen.h"
#include "office.h"
#include "page.h"
#include "phrases.h"
#include "quoted/engine.h"
#include "quoted/span.h"

/* What the formats know, read from rules/formats. Shared, never changes. */
struct formats {
	struct phrases *phrases;
	struct fields fields;
	struct months months;
	struct compounds *compounds;
	struct bylines *bylines;
};

/* Read the files of directory; NULL with err set if one is bad. */
struct formats *formats_load(const char *directory, struct error *err);
void formats_free(struct formats *formats);

/* One article as read: its fields, each empty if not given. The text is UTF-8. */
struct reading {
	const char *name; /* the file's, with "#3" or "/member" behind it where it holds several */
	struct buffer fields[FIELD_COUNT];
	struct buffer original; /* of the text, where origins tells that it was cleaned */
	struct origins origins;
	struct span byline; /* of the text: the line that names its authors, or empty */
	size_t body;        /* where the text begins to be the article's: before it is a header, kept for its offsets */
};

/* Where articles go. article returns 0 to go on, anything else ends the reading. */
struct sink {
	int (*article)(struct reading *reading, void *data);
	/* An article of several that could not be read; the others go on. */
	int (*failure)(const char *name, const struct error *err, void *data);
	void *data;
};

/* What the readers share while one file is read. */
struct reader {
	const struct formats *formats;
	const struct furniture *furniture;
	const struct sink *sink;
	const struct converter *converter; /* of documents, or NULL */
	struct page *page;                 /* scratch */
	struct reading reading;            /* scratch */
	const char *charset;               /* declared from outside (a mail's or a web server's header), or NULL */
	const char *address;               /* from outside: where the document was, or NULL */
	const struct buffer *properties;   /* of the packed book that the document is part of (XML), or NULL */
	unsigned depth;                    /* packed files within packed files */
	size_t budget;                     /* bytes that may still be unpacked */
	size_t handed;                     /* articles and failures handed to the sink */
	int stopped;                       /* what the sink returned to end it */
};

/*
 * Read the articles of length bytes. Returns 0 when the sink got at least one article or failure, -1 with err set
 * ("a PNG image; …") when there is nothing to read. page: the caller's scratch memory, zeroed before its first use.
 */
int format_read(struct reader *reader, const char *name, const void *bytes, size_t length, struct error *err);

/* For the readers: an empty reading by this name. */
struct reading *reading_begin(struct reader *reader, const char *name);
/* Hand the reading over. -1 with err set if it has no text; look at reader->stopped before going on to another. */
int reading_end(struct reader *reader, struct error *err);
/* Give a field its value if it has none yet: white space collapsed, controls left out. Dates become ISO 8601, or
 * nothing. */
void reading_set(struct reader *reader, enum field field, const char *value, size_t length);
/*
 * The same for the text: lines are kept, controls left out, and the text of a value with HTML elements in it is theirs.
 * The page that reader->page holds stays.
 */
void reading_set_text(struct reader *reader, const char *value, size_t length);
/* Tell the sink of one article of several that could not be read. */
void reading_fail(struct reader *reader, const char *name, const struct error *err);

/* One reader per format: bytes as in the file. Each returns like format_read. */
typedef int format_reader(struct reader *reader, const char *name, const char *bytes, size_t length, struct error *err);
format_reader read_mail, read_archive, read_warc, read_html, read_json, read_markdown, read_pdf, read_text, read_xml;

/* The date that a line of its own, among the first of a text, gives: the reading's, if it has none yet. */
void date_from_top(struct reader *reader, const char *text, size_t length);

/* The same, of the reading's text, of a line that names the authors: its place is kept, for nobody speaks there. */
void byline_from_top(struct reader *reader);

/* Read plain text as read_text does, but leave it to the caller to hand the reading over. */
int text_take(struct reader *reader, const char *name, const char *bytes, size_t length, struct error *err);

/* A fragment of HTML (UTF-8): its text as paragraphs to out, all of it but what is furniture. -1 at a limit. */
int html_text(struct reader *reader, const char *html, size_t length, struct buffer *out, struct error *err);

/* Give the fields that a header's key stands for its value, not NUL-terminated. Returns whether the key is known. */
bool header_set(struct reader *reader, const char *key, size_t key_length, const char *value, size_t length);

/* Whether a root element of this name (with or without a prefix) is one that read_xml reads. */
bool xml_known_root(const char *name, size_t length);

/* Make gmime ready; once, before the process gives up opening files. */
void mail_begin(void);

/* The metadata of a parsed page into the reading's fields. */
void meta_read(struct reader *reader, const struct page *page);

#endif
