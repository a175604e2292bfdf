/* SPDX-License-Identifier: MIT */
/* Where something was said ("in an interview with CNN", "on Twitter") and to whom ("told reporters"). */
#ifndef QUOTED_VENUE_H
#define QUOTED_VENUE_H

#include "document.h"
#include "quoted/error.h"

/* The words of venue.terms. */
struct venues;

/*
 * Read "KIND TAB words TAB prepositions" lines. KIND: venue (a noun, with what stands before it), media (whom to tell
 * is to tell the public), addressee (people who are told), link (a preposition that goes on with a venue). NULL with
 * err "FILE:LINE: …".
 */
struct venues *venues_load(const char *path, struct error *err);
void venues_free(struct venues *venues);

/* Fill the attributions' venues, and their addressees where the rules found none; cut times off those that they found.
 */
void venues_find(struct document *document, const struct venues *venues);

#endif
