/* SPDX-License-Identifier: MIT */
/*
 * What of a run of capitals is a name: the titles, places and peoples in front are none, nor is what is behind a verb.
 * How far the run goes is run.c's matter.
 */
#ifndef QUOTED_CUT_H
#define QUOTED_CUT_H

#include "run.h"

/* Set the run's name behind its titles, and behind what stands before a first name: "Republican Ann Lee". */
void cut_titles(const struct names *names, const struct document *document, struct run *run);
/* End the run before common nouns that a person's name stands before: "Ann Lee Election Day". */
void cut_nouns(const struct document *document, struct run *run);
/* Whether the word at i is a verb and nothing that may be in a name. */
bool cut_is_verb(const struct names *names, const struct document *document, uint32_t i);
/* End the run before a verb that is nothing else: "Lee Says", "Lee Just Nominated" of a headline. */
void cut_verbs(const struct names *names, const struct document *document, struct run *run);
/* "U.N. Director", "Conservative MP": capitals that end in a role, and no word among them that is a person's name. */
bool cut_role_alone(const struct names *names, const struct document *document, const struct run *run);
/* "the French", "the Nevada Democrat": who comes from there, believes that or is of that party. */
bool cut_people_alone(const struct names *names, const struct document *document, const struct run *run);

#endif
