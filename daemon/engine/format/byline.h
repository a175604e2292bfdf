/* SPDX-License-Identifier: MIT */
/* Bylines: who wrote an article, as pages, mail and texts have it, made a list of names. */
#ifndef QUOTED_BYLINE_H
#define QUOTED_BYLINE_H

#include <stdbool.h>
#include <stddef.h>

#include "quoted/buffer.h"
#include "quoted/error.h"

struct bylines;

/* Read "KIND TAB words" lines: lead, join, role, agency, particle. NULL with err "FILE:LINE: …". */
struct bylines *bylines_load(const char *path, struct error *err);
void bylines_free(struct bylines *bylines);

/*
 * Make "By ANN LEE and Bob Ray, Staff Writers | Orm Courier" what it names: "Ann Lee; Bob Ray". What stands behind a
 * name (a role, an agency, a date, an address) is cut off; a byline that is no more than an address, or begins with a
 * comma because its name is missing, is emptied. Names that are none of a person, as an outlet's, stay as they are.
 */
void byline_clean(const struct bylines *bylines, struct buffer *byline);

/*
 * Whether a line of a text, length bytes, says by whom it is and nothing else: a lead-in, then names of persons. The
 * names are added to ret as byline_clean makes them.
 */
bool byline_line(const struct bylines *bylines, const char *line, size_t length, struct buffer *ret);

#endif
