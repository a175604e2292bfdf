/* SPDX-License-Identifier: MIT */
/* Count a page's prose, drop what class names say is beside the article, and find the node that holds it. */
#include "survey.h"

#include <stdlib.h>
#include <string.h>

/* Shares in per cent of prose, and lengths in bytes. */
#define DROP_SHARE 15     /* of the page; what holds more is not dropped for its class name */
#define AWAY_SHARE 60     /* the same for what is never the article */
#define KEPT_SHARE 15     /* of itself, that a container must keep, or nothing in it is dropped for class names */
#define FIRST_SHARE 25    /* of the longest container; the first below the headline that holds so much is taken */
#define NESTED_SHARE 70   /* of a container, that one inside it must hold to be taken instead */
#define GROW_SHARE 25     /* of the page; a container that holds less grows */
#define PARAGRAPH_MIN 25  /* of a block that counts as prose */
#define FRAGMENT_SHARE 50 /* of a fragment, that a container must hold to be its article */
#define LEAD_MIN 30       /* of a lead, without white space */
#define LEAD_MAX 500
#define ARTICLE_MIN 500 /* of a container below the headline that need not grow */

static unsigned roles_of(const struct survey *survey, const struct page_node *node)
{
	unsigned roles = 0;

	for (uint32_t i = 0; i < node->attribute_count; i++) {
		const struct page_attribute *attribute = &survey->page->attributes[node->attribute + i];
		const char *value = survey->page->text.data + attribute->value;

		switch (attribute->name) {
		case ATTRIBUTE_CLASS:
		case ATTRIBUTE_ID:
		case ATTRIBUTE_ROLE:
		case ATTRIBUTE_ITEMPROP:
		case ATTRIBUTE_TESTID:
		case ATTRIBUTE_COMPONENT:
			roles |= phrases_match(survey->formats->phrases, value);
			break;
		case ATTRIBUTE_HIDDEN:
			roles |= ROLE_HIDDEN;
			break;
		case ATTRIBUTE_ARIA_HIDDEN:
			roles |= strcmp(value, "true") ? 0 : ROLE_HIDDEN;
			break;
		case ATTRIBUTE_STYLE: /* it is kept if it hides */
			roles |= ROLE_HIDDEN;
			break;
		default:
			break;
		}
	}
	return roles;
}

/* Characters of text that are not white space, and its commas. */
static uint32_t count_text(const char *text, size_t length, uint32_t *commas)
{
	uint32_t count = 0;

	for (size_t i = 0; i < length; i++) {
		count += (unsigned char)text[i] > ' ';
		*commas += text[i] == ',';
	}
	return count;
}

/* Fill the sums, passing over the dropped. */
static void sum_up(struct survey *survey)
{
	const struct page *page = survey->page;
	uint32_t prose = 0, links = 0, commas = 0, link_end = 0, drop_end = 0;

	for (uint32_t i = 0; i < page->count; i++) {
		const struct page_node *node = &page->nodes[i];

		survey->sums.prose[i] = prose;
		survey->sums.links[i] = links;
		survey->sums.commas[i] = commas;
		if (i < drop_end)
			continue;
		if (node->dropped)
			drop_end = node->end;
		else if (node->tag == TAG_A)
			link_end = node->end > link_end ? node->end : link_end;
		else if (node->tag == TAG_TEXT && i < link_end)
			links += count_text(page->text.data + node->text, node->length, &(uint32_t){0});
		else if (node->tag == TAG_TEXT)
			prose += count_text(page->text.data + node->text, node->length, &commas);
	}
	survey->sums.prose[page->count] = prose;
	survey->sums.links[page->count] = links;
	survey->sums.commas[page->count] = commas;
}

static uint32_t within(const struct survey *survey, const uint32_t *sums, uint32_t node)
{
	return sums[survey->page->nodes[node].end] - sums[node];
}

uint32_t survey_prose(const struct survey *survey, uint32_t node)
{
	return within(survey, survey->sums.prose, node);
}

float survey_link_share(const struct survey *survey, uint32_t node)
{
	uint32_t links = within(survey, survey->sums.links, node), prose = survey_prose(survey, node);

	return links + prose ? (float)links / (float)(links + prose) : 0;
}

static void drop_by_tag(struct survey *survey)
{
	struct page *page = survey->page;

	for (uint32_t i = 1; i < page->count; i++) {
		unsigned flags = tag_flags((enum tag)page->nodes[i].tag);

		page->nodes[i].dropped = (flags & TAG_DROP) != 0;
		survey->roles[i] = page->nodes[i].attribute_count ? (uint8_t)roles_of(survey, &page->nodes[i]) : 0;
	}
}

static void drop_by_class(struct survey *survey)
{
	struct page *page = survey->page;
	uint64_t total = survey->sums.prose[page->count];

	for (uint32_t i = 1; i < page->count; i++) {
		uint64_t prose = survey_prose(survey, i);

		if (survey->roles[i] & (ROLE_DROP | ROLE_HIDDEN) && prose * 100 < total * DROP_SHARE)
			page->nodes[i].dropped = true;
		if (survey->roles[i] & ROLE_AWAY && prose * 100 < total * AWAY_SHARE)
			page->nodes[i].dropped = true;
	}
}

bool same_words(const char *a, const char *b)
{
	for (;; a++, b++) {
		while (*a && (unsigned char)*a < 0x80 && !((*a | 32) >= 'a' && (*a | 32) <= 'z'))
			a++;
		while (*b && (unsigned char)*b < 0x80 && !((*b | 32) >= 'a' && (*b | 32) <= 'z'))
			b++;
		if (!*a || !*b)
			return !*a && !*b;
		if ((*a | 32) != (*b | 32))
			return false;
	}
}

static bool is_container(const struct survey *survey, uint32_t i, unsigned role)
{
	enum tag tag = (enum tag)survey->page->nodes[i].tag;

	if (survey->page->nodes[i].dropped || !(tag_flags(tag) & TAG_BLOCK))
		return false;
	return (survey->roles[i] & role) || (role == ROLE_MAIN && (tag == TAG_ARTICLE || tag == TAG_MAIN));
}

/* The heading that repeats the title; 0 if there is none. */
static uint32_t find_headline(const struct survey *survey)
{
	struct buffer text = {0};
	uint32_t found = 0;

	for (uint32_t i = 1; survey->title && i < survey->page->count && !found; i++) {
		enum tag tag = (enum tag)survey->page->nodes[i].tag;

		if (tag != TAG_H1 && tag != TAG_H2)
			continue;
		buffer_clear(&text);
		page_text(survey->page, i, &text);
		if (text.length && same_words(survey->title, text.data))
			found = i;
	}
	buffer_done(&text);
	return found;
}

/*
 * The known container with most prose, or the first round or below the headline if it has its share of that; then the
 * innermost one that still holds nearly all of it. 0 if there is none.
 */
static uint32_t known_container(const struct survey *survey, unsigned role, uint32_t headline)
{
	const struct page *page = survey->page;
	uint32_t best = 0, most = 0;

	for (uint32_t i = 1; i < page->count; i++) {
		if (page->nodes[i].dropped) {
			i = page->nodes[i].end - 1;
		} else if (is_container(survey, i, role) && survey_prose(survey, i) > most) {
			most = survey_prose(survey, i);
			best = i;
		}
	}
	for (uint32_t i = 1; headline && i < page->count; i++) {
		if (page->nodes[i].end > headline && is_container(survey, i, role) &&
		    (uint64_t)survey_prose(survey, i) * 100 >= (uint64_t)most * FIRST_SHARE) {
			most = survey_prose(survey, i);
			best = i;
			break;
		}
	}
	for (uint32_t i = best + 1; best && i < page->nodes[best].end; i++)
		if (is_container(survey, i, role) &&
		    (uint64_t)survey_prose(survey, i) * 100 >= (uint64_t)most * NESTED_SHARE)
			best = i;
	return best;
}

/* The node that holds both. */
static uint32_t common(const struct page *page, uint32_t a, uint32_t b)
{
	while (!(a <= b && b < page->nodes[a].end))
		a = page->nodes[a].parent;
	return a;
}

/* Text in several containers of one class within one article element, nothing much between: the node that holds them
 * all. */
static uint32_t join_parts(const struct survey *survey, uint32_t node)
{
	const struct page *page = survey->page;
	const char *class = page_attribute(page, &page->nodes[node], ATTRIBUTE_CLASS), *other;
	uint32_t all = node, sum = survey_prose(survey, node), within_end, up = node;

	while (up && page->nodes[up].tag != TAG_ARTICLE && page->nodes[up].tag != TAG_MAIN)
		up = page->nodes[up].parent;
	within_end = page->nodes[up].end;
	for (uint32_t i = page->nodes[node].end; class && i < within_end;) {
		other = page->nodes[i].dropped ? NULL : page_attribute(page, &page->nodes[i], ATTRIBUTE_CLASS);
		if (!other || strcmp(class, other) != 0) {
			i++;
			continue;
		}
		sum += survey_prose(survey, i);
		all = common(page, all, i);
		i = page->nodes[i].end;
	}
	return (uint64_t)survey_prose(survey, all) * 10 <= (uint64_t)sum * 13 ? all : node;
}

/* Drop by class names; where that would leave too little of the best known container, not within that. */
static void drop_furniture(struct survey *survey)
{
	uint32_t container = known_container(survey, ROLE_BODY, 0), before = survey_prose(survey, container);

	drop_by_class(survey);
	sum_up(survey);
	if (!container || (uint64_t)survey_prose(survey, container) * 100 >= (uint64_t)before * KEPT_SHARE)
		return;
	for (uint32_t i = container; i < survey->page->nodes[container].end; i++)
		survey->page->nodes[i].dropped =
			(tag_flags((enum tag)survey->page->nodes[i].tag) & TAG_DROP) || survey->roles[i] & ROLE_AWAY;
	sum_up(survey);
}

static bool scores_itself(const struct survey *survey, uint32_t i)
{
	enum tag tag = (enum tag)survey->page->nodes[i].tag;

	return (tag == TAG_P || tag == TAG_PRE || tag == TAG_TD || tag == TAG_BLOCKQUOTE) &&
	       survey_prose(survey, i) >= PARAGRAPH_MIN;
}

/* Readability's way: paragraphs give points to their parents and, half of them, to their grandparents. */
static uint32_t scored_container(struct survey *survey)
{
	const struct page *page = survey->page;
	uint32_t best = 0;
	float most = 0;

	free(survey->scores);
	survey->scores = xcalloc(page->count, sizeof(*survey->scores));
	for (uint32_t i = 1; i < page->count; i++) {
		uint32_t length, parent = page->nodes[i].parent;
		float points;

		if (page->nodes[i].dropped) {
			i = page->nodes[i].end - 1;
			continue;
		}
		if (!scores_itself(survey, i))
			continue;
		length = survey_prose(survey, i) / 100;
		points = 1 + (float)within(survey, survey->sums.commas, i) + (float)(length < 3 ? length : 3);
		survey->scores[parent] += points;
		survey->scores[page->nodes[parent].parent] += points / 2;
	}
	for (uint32_t i = 1; i < page->count; i++) {
		float score = survey->scores[i] * (1 - survey_link_share(survey, i));

		if (score > most) {
			most = score;
			best = i;
		}
	}
	return best;
}

static uint32_t grow(const struct survey *survey, uint32_t node)
{
	uint64_t total = survey->sums.prose[survey->page->count];

	while (survey->page->nodes[node].parent && (uint64_t)survey_prose(survey, node) * 100 < total * GROW_SHARE)
		node = survey->page->nodes[node].parent;
	return node;
}

uint32_t survey_container(struct survey *survey)
{
	uint32_t headline, total, node, scored;

	drop_furniture(survey);
	headline = survey->headline = find_headline(survey);
	total = survey->sums.prose[survey->page->count];
	node = known_container(survey, ROLE_BODY, headline);
	if (node)
		node = join_parts(survey, node);
	if (node && ((headline && survey_prose(survey, node) >= ARTICLE_MIN) ||
		     (uint64_t)survey_prose(survey, node) * 100 >= (uint64_t)total * GROW_SHARE))
		return node;
	scored = scored_container(survey);
	if (!node)
		node = known_container(survey, ROLE_MAIN, headline);
	if (!node || survey_prose(survey, scored) > 2 * survey_prose(survey, node))
		node = scored;
	return grow(survey, node);
}

uint32_t survey_fragment(struct survey *survey)
{
	uint32_t node = known_container(survey, ROLE_BODY, 0);

	if (!node || (uint64_t)survey_prose(survey, node) * 100 < (uint64_t)survey_prose(survey, 0) * FRAGMENT_SHARE)
		return 0;
	drop_furniture(survey);
	return node;
}

/* What the page's metadata tell of the article in a sentence, or NULL. */
static const char *description(const struct page *page)
{
	for (uint32_t i = 1; i < page->count; i++) {
		const char *name;

		if (page->nodes[i].tag != TAG_META)
			continue;
		name = page_attribute(page, &page->nodes[i], ATTRIBUTE_NAME);
		if (!name)
			name = page_attribute(page, &page->nodes[i], ATTRIBUTE_PROPERTY);
		if (name && (!strcmp(name, "description") || !strcmp(name, "og:description")))
			return page_attribute(page, &page->nodes[i], ATTRIBUTE_CONTENT);
	}
	return NULL;
}

static bool is_lead(const struct survey *survey, uint32_t i, const char *told)
{
	uint32_t prose = survey_prose(survey, i);
	struct buffer text = {0};
	bool found = (survey->roles[i] & ROLE_LEAD) != 0;

	if (!(tag_flags((enum tag)survey->page->nodes[i].tag) & TAG_BLOCK) || prose < LEAD_MIN || prose > LEAD_MAX ||
	    survey_link_share(survey, i) > 0.3F)
		return false;
	if (!found && told) {
		page_text(survey->page, i, &text);
		found = text.length && same_words(told, text.data);
		buffer_done(&text);
	}
	return found;
}

uint32_t survey_lead(const struct survey *survey, uint32_t container)
{
	const struct page *page = survey->page;
	const char *told = description(page);
	uint32_t i = survey->headline ? page->nodes[survey->headline].end : container;

	while (i < container) {
		if (page->nodes[i].dropped) {
			i = page->nodes[i].end;
			continue;
		}
		if (is_lead(survey, i, told))
			return i;
		i++;
	}
	return 0;
}

void survey_begin(struct survey *survey)
{
	size_t count = (size_t)survey->page->count + 1;

	survey->sums.prose = xmalloc(count * 3 * sizeof(uint32_t));
	survey->sums.links = survey->sums.prose + count;
	survey->sums.commas = survey->sums.links + count;
	survey->roles = xcalloc(count, 1);
	drop_by_tag(survey);
	sum_up(survey);
}

void survey_done(struct survey *survey)
{
	free(survey->sums.prose);
	free(survey->scores);
	free(survey->roles);
}
