/* SPDX-License-Identifier: MIT */
/* Whether two names mean the same speaker, and whether a cue is one of speech, by a language's words. */
#ifndef QUOTES_NAMESAKE_H
#define QUOTES_NAMESAKE_H

#include "gold.h"

struct namesake;

/* path: the words, "KEY entry,entry,…" a line with the keys titles, suffixes, joins and speech. NULL with err set. */
struct namesake *namesake_load(const char *path, struct error *err);
void namesake_free(struct namesake *namesake);

bool namesake_speech(const struct namesake *namesake, const char *cue);
/*
 * Whether said is the annotated speaker of gold. strict: a person whose first name is annotated must be named by first
 * and last name, and speakers who speak together each so. Strings are UTF-8.
 */
bool namesake_is(struct namesake *namesake, const struct marking *gold, const char *said, bool strict);

#endif
