/* SPDX-License-Identifier: MIT */
/*
 * A run of capitals that is a name, with the titles in front of it. Which person or organisation it names is
 * registry.c's matter.
 */
#ifndef QUOTED_RUN_H
#define QUOTED_RUN_H

#include "names.h"

/* Titles [first, name), name [name, last). */
struct run {
	uint32_t first, name, last;
};

/* Note in names->seen how the article writes each word of the lexicon; to be done before any run_find. */
void run_survey(struct names *names, const struct document *document);
/*
 * Whether a name begins at run->first, which is set, before limit; fills the rest. If not, run->last may still be
 * moved behind titles that no name follows.
 */
bool run_find(const struct names *names, const struct document *document, struct run *run, uint32_t limit);
/* Whether the article has the word behind a title or first name. */
bool run_seen_as_name(const struct names *names, const struct word *word);
/* Tokens of the longest entry of several words and one of the classes ("South Korean", "New Jersey") at i, or 0. */
uint32_t run_phrase(const struct document *document, uint32_t i, uint64_t classes);
/* Where the text behind a dateline ("ABUJA, Nigeria (AP) —") begins, whose first token is i; 0 if i begins none. */
uint32_t run_dateline(const struct document *document, uint32_t i);
/* Whether the token's sentence is a headline in title case: capitals say nothing there. */
bool run_title_case(const struct document *document, uint32_t i);

#endif
