/* SPDX-License-Identifier: MIT */
/* What a web page says about its article: JSON-LD, meta elements, microdata, and what a reader sees. */
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "format.h"
#include "json_path.h"
#include "json_scan.h"
#include "survey.h"

#define LD_DEPTH 24       /* of JSON-LD */
#define LD_MAX 8          /* blocks of it that are looked at */
#define ALONE_WORDS_MIN 4 /* of the only heading, to be the title whatever the metadata say */
#define BELOW_MAX 120     /* nodes behind the heading in which a line may date the article */
#define VALUE_MAX 600     /* bytes; what is longer is no title, name or date */

struct meta {
	struct reader *reader;
	const struct page *page;
	struct json_object *articles[LD_MAX]; /* JSON-LD that describes an article */
	struct json_object *documents[LD_MAX];
	size_t article_count, document_count;
	uint8_t *roles;
	uint32_t heading; /* the first of the page; 0 if it has none */
	struct buffer value;
};

/* Whether a JSON-LD object's type is that of an article: every schema.org type that ends so. */
static bool is_article(struct json_object *object)
{
	struct json_object *type;
	struct buffer names = {0};
	bool found;

	if (!json_object_object_get_ex(object, "@type", &type))
		return false;
	buffer_char(&names, ' ');
	buffer_text(&names, json_object_to_json_string(type));
	found = strstr(names.data, "Article") || strstr(names.data, "BlogPosting") || strstr(names.data, "\"Report\"");
	buffer_done(&names);
	return found;
}

static void find_articles(struct meta *meta, struct json_object *value, unsigned depth)
{
	struct json_object *inner;

	if (depth > 3 || meta->article_count == LD_MAX)
		return;
	if (json_object_get_type(value) == json_type_array) {
		for (size_t i = 0; i < json_object_array_length(value); i++)
			find_articles(meta, json_object_array_get_idx(value, i), depth + 1);
		return;
	}
	if (json_object_get_type(value) != json_type_object)
		return;
	if (is_article(value))
		meta->articles[meta->article_count++] = value;
	else if (json_object_object_get_ex(value, "@graph", &inner) ||
		 json_object_object_get_ex(value, "mainEntity", &inner))
		find_articles(meta, inner, depth + 1);
}

static void parse_ld(struct meta *meta, const struct page_node *script)
{
	struct json_tokener *tokener;
	struct json_object *value;
	const char *text = meta->page->text.data + script->text;
	size_t skip = script->length > 4 && !strncmp(text, "<!--", 4) ? 4 : 0;
	struct json_place place;

	place = (struct json_place){.end = script->length}; /* of what is no JSON too: the cost */
	json_scan(text, script->length, skip, &place);
	if (meta->document_count == LD_MAX || !json_affordable(&place))
		return;
	tokener = json_tokener_new_ex(LD_DEPTH);
	value = json_tokener_parse_ex(tokener, text + skip, (int)(script->length - skip));
	json_tokener_free(tokener);
	if (!value)
		return;
	meta->documents[meta->document_count++] = value;
	find_articles(meta, value, 0);
}

static void scan(struct meta *meta)
{
	const struct page *page = meta->page;

	for (uint32_t i = 1; i < page->count; i++) {
		const struct page_node *node = &page->nodes[i];
		const char *class, *id, *test;

		if (node->tag == TAG_SCRIPT && node->length)
			parse_ld(meta, node);
		if (node->tag == TAG_H1 && !meta->heading)
			meta->heading = i;
		if (!node->attribute_count || node->tag == TAG_SCRIPT || node->tag == TAG_BODY || node->tag == TAG_HTML)
			continue;
		class = page_attribute(page, node, ATTRIBUTE_CLASS);
		id = page_attribute(page, node, ATTRIBUTE_ID);
		test = page_attribute(page, node, ATTRIBUTE_TESTID);
		meta->roles[i] = (uint8_t)((class ? phrases_match(meta->reader->formats->phrases, class) : 0) |
					   (id ? phrases_match(meta->reader->formats->phrases, id) & ROLE_DATE : 0) |
					   (test ? phrases_match(meta->reader->formats->phrases, test) : 0));
	}
}

static void from_ld(struct meta *meta, const struct field_place *place)
{
	for (size_t i = 0; i < meta->article_count && !meta->value.length; i++)
		json_path(meta->articles[i], place->key, place->field == FIELD_BYLINE ? "; " : NULL, &meta->value);
}

static void from_meta(struct meta *meta, const struct field_place *place)
{
	const struct page *page = meta->page;

	for (uint32_t i = 1; i < page->count; i++) {
		const struct page_node *node = &page->nodes[i];
		const char *name, *content;

		if (node->tag != TAG_META || !(content = page_attribute(page, node, ATTRIBUTE_CONTENT)) || !*content)
			continue;
		name = page_attribute(page, node, ATTRIBUTE_PROPERTY);
		if (!name || strcasecmp(name, place->key) != 0)
			name = page_attribute(page, node, ATTRIBUTE_NAME);
		if (!name || strcasecmp(name, place->key) != 0)
			continue;
		if (place->field != FIELD_BYLINE) {
			buffer_text(&meta->value, content);
			return;
		}
		if (meta->value.length)
			buffer_text(&meta->value, "; ");
		buffer_text(&meta->value, content);
	}
}

static void node_value(struct meta *meta, uint32_t i)
{
	const struct page *page = meta->page;
	const struct page_node *node = &page->nodes[i];
	const char *content = page_attribute(page, node, ATTRIBUTE_CONTENT);

	if (!content || !*content)
		content = page_attribute(page, node, ATTRIBUTE_DATETIME);
	if (content && *content)
		buffer_text(&meta->value, content);
	else
		page_text(page, i, &meta->value);
	if (meta->value.length > VALUE_MAX)
		buffer_clear(&meta->value);
}

static bool has_word(const char *list, const char *word)
{
	size_t length = strlen(word);

	for (const char *at = list; list && (at = strstr(at, word)); at += length)
		if ((at == list || at[-1] == ' ') && (!at[length] || at[length] == ' '))
			return true;
	return false;
}

static bool found_at(const struct meta *meta, const struct field_place *place, uint32_t i)
{
	const struct page_node *node = &meta->page->nodes[i];

	switch (place->source) {
	case SOURCE_ITEMPROP:
		return has_word(page_attribute(meta->page, node, ATTRIBUTE_ITEMPROP), place->key);
	case SOURCE_LINK:
		return (node->tag == TAG_LINK || node->tag == TAG_A) &&
		       has_word(page_attribute(meta->page, node, ATTRIBUTE_REL), place->key);
	case SOURCE_ROLE:
		return (meta->roles[i] & (place->field == FIELD_DATE ? ROLE_DATE : ROLE_BYLINE)) != 0;
	case SOURCE_TAG:
		return (node->tag == TAG_H1 && !strcmp(place->key, "h1")) ||
		       (node->tag == TAG_TITLE && !strcmp(place->key, "title")) ||
		       (node->tag == TAG_TIME && !strcmp(place->key, "time")) ||
		       (node->tag == TAG_HTML && !strcmp(place->key, "html"));
	case SOURCE_LD:
	case SOURCE_META:
	case SOURCE_URL:
	case SOURCE_JSON:
	case SOURCE_LIST:
	case SOURCE_FEED:
	case SOURCE_CHANNEL:
	case SOURCE_NITF:
	case SOURCE_NEWSML:
	case SOURCE_HEADER:
		break;
	}
	return false;
}

/* Whether a node holds what a reader sees beside the article, with dates and names of its own. */
static bool is_away(const struct meta *meta, uint32_t i)
{
	const struct page_node *node = &meta->page->nodes[i];

	return meta->roles[i] & ROLE_AWAY && node->end - i < meta->page->count / 2;
}

/* Try every node of the kind from the one given until one gives the field its value. */
static void from_nodes(struct meta *meta, const struct field_place *place, uint32_t first)
{
	struct buffer *field = &meta->reader->reading.fields[place->field];
	bool seen = place->source == SOURCE_ROLE || place->source == SOURCE_TAG;

	for (uint32_t i = first; i < meta->page->count && !field->length; i++) {
		const struct page_node *node = &meta->page->nodes[i];
		const char *value = NULL;

		if (seen && is_away(meta, i)) {
			i = node->end - 1;
			continue;
		}
		if (node->tag == TAG_TEXT || !found_at(meta, place, i))
			continue;
		buffer_clear(&meta->value);
		if (place->source == SOURCE_LINK && node->tag == TAG_LINK)
			value = page_attribute(meta->page, node, ATTRIBUTE_HREF);
		else if (node->tag == TAG_HTML)
			value = page_attribute(meta->page, node, ATTRIBUTE_LANG);
		else
			node_value(meta, i);
		if (value)
			buffer_text(&meta->value, value);
		reading_set(meta->reader, place->field, meta->value.data, meta->value.length);
	}
	buffer_clear(&meta->value);
}

static void from_url(struct meta *meta)
{
	const struct buffer *url = &meta->reader->reading.fields[FIELD_URL];
	char day[40];

	if (url->length && date_in_url(url->data, day))
		buffer_text(&meta->value, day);
}

/* Words of a that are in b, and all words of a; case apart, in ASCII. */
static size_t shared_words(const char *a, const char *b, size_t *ret_words)
{
	size_t shared = 0;

	*ret_words = 0;
	while (*a) {
		size_t length = strcspn(a, " \t\n:;,.|-\"'");
		char word[40];

		if (length && length < sizeof(word)) {
			memcpy(word, a, length);
			word[length] = '\0';
			shared += strcasestr(b, word) != NULL;
			++*ret_words;
		}
		a += length + (a[length] != '\0');
	}
	return shared;
}

static size_t count_headings(const struct meta *meta)
{
	size_t count = 0;

	for (uint32_t i = 1; i < meta->page->count; i++)
		count += meta->page->nodes[i].tag == TAG_H1;
	return count;
}

/*
 * What stands over the article is its title, if it is the page's only such heading and no mere name, or shares a
 * third of its words with what the metadata say, which is often made for search engines. Of several headings the one
 * that shares most.
 */
static void prefer_heading(struct meta *meta)
{
	struct buffer *title = &meta->reader->reading.fields[FIELD_TITLE], best = {0};
	bool alone = count_headings(meta) == 1;
	double most = 0.33;

	for (uint32_t i = 1; i < meta->page->count && title->length; i++) {
		size_t words;
		double share;

		if (meta->page->nodes[i].tag != TAG_H1)
			continue;
		buffer_clear(&meta->value);
		page_text(meta->page, i, &meta->value);
		if (!meta->value.length || meta->value.length > VALUE_MAX)
			continue;
		share = (double)shared_words(meta->value.data, title->data, &words) / (double)(words ? words : 1);
		if ((share <= most || words < 2) && !(alone && words >= ALONE_WORDS_MIN))
			continue;
		most = share;
		buffer_clear(&best);
		buffer_add(&best, meta->value.data, meta->value.length);
	}
	if (best.length) {
		buffer_clear(title);
		reading_set(meta->reader, FIELD_TITLE, best.data, best.length);
	}
	buffer_done(&best);
}

static void cut_front(struct buffer *text, size_t length)
{
	text->length -= length;
	memmove(text->data, text->data + length, text->length + 1);
}

/* Where site and title are joined (" - ", " | ", ": "), the site's part goes. */
static void strip_outlet(struct reader *reader)
{
	static const char *const joints[] = {" | ", " - ", " \xE2\x80\x93 ", " \xE2\x80\x94 ", " \xC2\xBB ", " :: "};
	struct buffer *title = &reader->reading.fields[FIELD_TITLE], *outlet = &reader->reading.fields[FIELD_OUTLET];

	for (size_t i = 0; title->length && i < sizeof(joints) / sizeof(*joints); i++) {
		char *at = NULL, *next = title->data;
		size_t rest, joint = strlen(joints[i]);

		if (outlet->length && !strncasecmp(title->data, outlet->data, outlet->length) &&
		    !strncmp(title->data + outlet->length, joints[i], joint))
			cut_front(title, outlet->length + joint);
		while ((next = strstr(next, joints[i])))
			at = next++;
		if (!at)
			continue;
		rest = strlen(at + joint);
		if ((outlet->length && strcasestr(at, outlet->data)) ||
		    (i == 0 && rest * 2 < (size_t)(at - title->data))) {
			*at = '\0';
			title->length = (size_t)(at - title->data);
		}
	}
}

/* Text in JSON-LD: plain, or with markup, which breaks it into paragraphs. */
static void take_text(struct meta *meta)
{
	reading_set_text(meta->reader, meta->value.data, meta->value.length);
}

static void take(struct meta *meta, const struct field_place *place)
{
	const struct buffer *outlet = &meta->reader->reading.fields[FIELD_OUTLET];

	buffer_clear(&meta->value);
	if (place->source == SOURCE_LD)
		from_ld(meta, place);
	else if (place->source == SOURCE_META)
		from_meta(meta, place);
	else if (place->source == SOURCE_URL)
		from_url(meta);
	else if (place->source < SOURCE_JSON && place->field == FIELD_DATE && meta->heading)
		from_nodes(meta, place, meta->heading); /* before it the day of the page's making may stand */
	if (place->source < SOURCE_JSON && place->source > SOURCE_META && place->source != SOURCE_URL &&
	    !meta->reader->reading.fields[place->field].length)
		from_nodes(meta, place, 1);
	if (place->field == FIELD_TEXT)
		take_text(meta);
	else if (place->field == FIELD_TITLE && outlet->length && meta->value.length &&
		 same_words(outlet->data, meta->value.data))
		return;
	else if (meta->value.length > 1 && place->field == FIELD_OUTLET && *meta->value.data == '@')
		reading_set(meta->reader, FIELD_OUTLET, meta->value.data + 1, meta->value.length - 1); /* an account */
	else if (meta->value.length && meta->value.length <= VALUE_MAX)
		reading_set(meta->reader, place->field, meta->value.data, meta->value.length);
}

/* A line below the heading that says nothing but a date is the article's. */
static void date_below(struct meta *meta)
{
	const struct page *page = meta->page;
	uint32_t last = page->count - meta->heading > BELOW_MAX ? meta->heading + BELOW_MAX : page->count;
	char date[40];

	for (uint32_t i = page->nodes[meta->heading].end; i < last; i++) {
		const struct page_node *node = &page->nodes[i];

		if (is_away(meta, i) || tag_flags((enum tag)node->tag) & TAG_RAW) {
			i = node->end - 1;
			continue;
		}
		if (node->tag != TAG_TEXT)
			continue;
		buffer_clear(&meta->value);
		page_collapse(page->text.data + node->text, node->length, &meta->value);
		while (meta->value.length && meta->value.data[meta->value.length - 1] == ' ')
			meta->value.length--;
		if (meta->value.length &&
		    date_line(&meta->reader->formats->months, meta->value.data, meta->value.length, date)) {
			reading_set(meta->reader, FIELD_DATE, date, strlen(date));
			break;
		}
	}
	buffer_clear(&meta->value);
}

void meta_read(struct reader *reader, const struct page *page)
{
	struct meta meta = {.reader = reader, .page = page, .roles = xcalloc(page->count + 1, 1)};
	const struct fields *fields = &reader->formats->fields;

	scan(&meta);
	/* the address and the outlet first: a date may stand in one, and the other for the title */
	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < fields->count; i++)
			if ((fields->places[i].field == FIELD_URL || fields->places[i].field == FIELD_OUTLET) ==
				    !pass &&
			    !reader->reading.fields[fields->places[i].field].length)
				take(&meta, &fields->places[i]);
	if (meta.heading && !reader->reading.fields[FIELD_DATE].length)
		date_below(&meta);
	strip_outlet(reader);
	prefer_heading(&meta);
	for (size_t i = 0; i < meta.document_count; i++)
		json_object_put(meta.documents[i]);
	buffer_done(&meta.value);
	free(meta.roles);
}
