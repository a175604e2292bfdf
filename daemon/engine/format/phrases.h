/* SPDX-License-Identifier: MIT */
/*
 * Words that page makers put into class names and the like, with what they stand for: "article-body" is
 * found in "c-articleBody__wide" too. The list is data; what a role leads to is for its users.
 */
#ifndef QUOTED_PHRASES_H
#define QUOTED_PHRASES_H

#include <stddef.h>
#include <stdint.h>

#include "quoted/error.h"

enum phrase_role {
	ROLE_DROP = 1,  /* beside the article */
	ROLE_BODY = 2,  /* holds the article's text */
	ROLE_MAIN = 32, /* holds the article, with more round its text */
	ROLE_AWAY = 64, /* never the article, however long: comments */
	ROLE_BYLINE = 4,
	ROLE_DATE = 8,
	ROLE_HIDDEN = 16, /* not shown */
	ROLE_LEAD = 128   /* a sentence or two below the headline */
};

struct phrases;

/* Read a list of "ROLE TAB phrase" lines, a phrase being one to three words joined by '-'. NULL with err "FILE:LINE:
 * …". */
struct phrases *phrases_load(const char *path, struct error *err);
void phrases_free(struct phrases *phrases);
/* The roles of every phrase that stands in value, or'ed together. */
unsigned phrases_match(const struct phrases *phrases, const char *value);

#endif
