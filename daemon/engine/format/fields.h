/* SPDX-License-Identifier: MIT */
/*
 * The fields of an article and where each format keeps them; a data file says so, and a new producer needs no C.
 */
#ifndef QUOTED_FIELDS_H
#define QUOTED_FIELDS_H

#include <stdbool.h>
#include <stddef.h>

#include "quoted/error.h"

enum field {
	FIELD_TITLE,
	FIELD_BYLINE,
	FIELD_DATE,
	FIELD_OUTLET,
	FIELD_URL,
	FIELD_LANGUAGE,
	FIELD_DATELINE,
	FIELD_TEXT,
	FIELD_COUNT
};

enum field_source {
	SOURCE_LD,       /* JSON-LD of the page's article: a path */
	SOURCE_META,     /* <meta name> or property */
	SOURCE_ITEMPROP, /* microdata */
	SOURCE_LINK,     /* <link rel>, <a rel> */
	SOURCE_ROLE,     /* a role of phrases.h */
	SOURCE_TAG,
	SOURCE_URL, /* a day in the page's own address */
	SOURCE_JSON,
	SOURCE_LIST, /* a key of JSON under which articles stand, and not an outlet's name */
	SOURCE_FEED, /* of XML: paths */
	SOURCE_CHANNEL,
	SOURCE_NITF,
	SOURCE_NEWSML,
	SOURCE_HEADER
};

struct field_place {
	enum field field;
	enum field_source source;
	char *key;
};

struct fields {
	struct field_place *places; /* in the order of the file */
	size_t count;
};

/* Read "FIELD TAB SOURCE TAB KEY" lines. 0, or -1 with err "FILE:LINE: …". */
int fields_load(struct fields *fields, const char *path, struct error *err);
void fields_done(struct fields *fields);

/* Month names of the languages known: read them; the month (1 to 12) that length bytes of a word name, or 0. */
struct months {
	struct {
		char name[16];
		size_t length;
		int month;
	} at[64];
	size_t count;
};
int months_load(struct months *months, const char *path, struct error *err);

/*
 * The first date in text as ISO 8601: "2031-05-06", with its time and zone where they follow in ISO form or RFC 5322's.
 * Takes ISO, RFC 5322, "6 May 2031", "May 6, 2031", 2031/05/06 and 20310506. False if there is none.
 */
bool date_parse(const struct months *months, const char *text, char ret[40]);
/*
 * The date of a line that says nothing else: "7 May 2031", "May 6, 2031 Tuesday 10:15 AM GMT", "Published: 6.5.2031".
 * What date_parse finds in it, if the few words that it has are capitalised.
 */
bool date_line(const struct months *months, const char *line, size_t length, char ret[40]);
/* The day in an address: ".../2031/05/06/..." or ".../2031-05-06-...". */
bool date_in_url(const char *url, char ret[40]);

#endif
