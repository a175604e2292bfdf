/* SPDX-License-Identifier: MIT */
/* Which nodes of a page are the article's, by class names and by counting prose; what is written of them is body.c's
 * matter. */
#ifndef QUOTED_SURVEY_H
#define QUOTED_SURVEY_H

#include "format.h"

/* Sums over the nodes before each: text outside links, text in links, commas. */
struct sums {
	uint32_t *prose, *links, *commas;
};

struct survey {
	struct page *page;
	const struct formats *formats;
	const char *title; /* or NULL */
	uint32_t headline; /* the heading that repeats the title; 0 if there is none, or not yet looked for */
	struct sums sums;
	float *scores;
	uint8_t *roles; /* of each node: enum phrase_role */
};

/* Count, and mark the nodes that are dropped for their elements. page, formats and title are the caller's to set. */
void survey_begin(struct survey *survey);
void survey_done(struct survey *survey);
/* Mark what is beside the article as dropped, and find the node that holds it. */
uint32_t survey_container(struct survey *survey);
/* The same for what should be all of an article: the root, or the known container that holds most of it. */
uint32_t survey_fragment(struct survey *survey);
/* The block that stands between the headline and the container and leads into the article; 0 if there is none. */
uint32_t survey_lead(const struct survey *survey, uint32_t container);
/* Characters below node that are neither in links nor dropped. */
uint32_t survey_prose(const struct survey *survey, uint32_t node);
/* Share of links in a node's text, 0 to 1. */
float survey_link_share(const struct survey *survey, uint32_t node);
/* Whether two texts have the same letters; digits, punctuation, white space and case of ASCII apart. */
bool same_words(const char *a, const char *b);

#endif
