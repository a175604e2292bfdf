/* SPDX-License-Identifier: MIT */
/* See annotation.h. Statements come grouped by article, so one article is kept in hand. */
#include "annotation.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ask.h"
#include "member.h"
#include "request.h"

#define CONTEXT 32 /* characters before and behind what is selected */

struct annotator {
	struct ask ask;
	char article[24]; /* the number of the one in hand */
	struct json_object *answer;
	const char *text; /* NULL: it could not be had */
	size_t length;
};

struct annotator *annotator_new(const struct options *options, int *ret_status)
{
	struct annotator *annotator = xcalloc(1, sizeof(*annotator));

	*ret_status = ask_open(&annotator->ask, options);
	if (*ret_status == EXIT_FOUND)
		return annotator;
	free(annotator);
	return NULL;
}

void annotator_free(struct annotator *annotator)
{
	if (!annotator)
		return;
	json_object_put(annotator->answer);
	ask_close(&annotator->ask);
	free(annotator);
}

static const char *text_of(struct json_object *record, const char *key)
{
	const char *value = member_text(record, key);

	return value ? value : "";
}

static void take_in_hand(struct annotator *annotator, const char *article)
{
	struct buffer target = {0};
	struct json_object *text = NULL;

	if (!strcmp(annotator->article, article) || strlen(article) >= sizeof(annotator->article))
		return;
	json_object_put(annotator->answer);
	annotator->answer = NULL;
	annotator->text = NULL;
	snprintf(annotator->article, sizeof(annotator->article), "%s", article);
	request_start(&target, ENDPOINT_ARTICLE, article);
	if (ask_for(&annotator->ask, "GET", target.data, &annotator->answer) == EXIT_FOUND &&
	    json_object_object_get_ex(annotator->answer, "text", &text)) {
		annotator->text = json_object_get_string(text);
		annotator->length = (size_t)json_object_get_string_len(text);
	}
	buffer_done(&target);
}

static void add_json(struct buffer *out, const char *before, const char *text)
{
	if (!*text)
		return;
	buffer_text(out, before);
	buffer_json(out, text, strlen(text));
}

/* One speaker as schema.org has him. */
static void add_speaker(struct json_object *speaker, struct buffer *out)
{
	bool is_person = !strcmp(text_of(speaker, "type"), "person");

	buffer_printf(out, "{\"@type\":\"%s\"", is_person ? "Person" : "Organization");
	add_json(out, ",\"name\":", text_of(speaker, "name"));
	if (is_person)
		add_json(out, ",\"jobTitle\":", text_of(speaker, "role"));
	buffer_char(out, '}');
}

static void add_article(struct json_object *statement, struct buffer *out)
{
	buffer_text(out, "{\"@type\":\"NewsArticle\"");
	add_json(out, ",\"identifier\":", text_of(statement, "article_id"));
	add_json(out, ",\"headline\":", text_of(statement, "article_title"));
	add_json(out, ",\"datePublished\":", text_of(statement, "article_date"));
	if (*text_of(statement, "article_outlet")) {
		add_json(out,
			 ",\"publisher\":{\"@type\":\"Organization\",\"name\":", text_of(statement, "article_outlet"));
		buffer_char(out, '}');
	}
	buffer_char(out, '}');
}

/* What was said: a Quotation if in the speaker's words, else a Claim. */
static void add_body(struct json_object *statement, struct buffer *out)
{
	bool is_claim = !strcmp(text_of(statement, "kind"), "indirect");
	size_t count;
	struct json_object *speakers = member_list(statement, "speakers", &count);

	buffer_printf(out, "{\"@context\":\"https://schema.org\",\"@type\":\"%s\"", is_claim ? "Claim" : "Quotation");
	add_json(out, ",\"identifier\":", text_of(statement, "id"));
	add_json(out, ",\"text\":", text_of(statement, "text"));
	if (count)
		buffer_printf(out, ",\"%s\":[", is_claim ? "author" : "spokenByCharacter");
	for (size_t i = 0; i < count; i++) {
		buffer_text(out, i ? "," : "");
		add_speaker(json_object_array_get_idx(speakers, i), out);
	}
	buffer_printf(out, "%s,\"%s\":", count ? "]" : "", is_claim ? "appearance" : "isPartOf");
	add_article(statement, out);
	buffer_char(out, '}');
}

static bool is_inside_character(char byte)
{
	return ((unsigned char)byte & 0xC0) == 0x80;
}

static size_t count_characters(const char *text, size_t length)
{
	size_t count = 0;

	for (size_t i = 0; i < length; i++)
		count += !is_inside_character(text[i]);
	return count;
}

static void add_string(struct buffer *out, const char *key, const char *text, size_t length)
{
	buffer_printf(out, ",\"%s\":", key);
	buffer_json(out, text, length);
}

/* The words from start to end with CONTEXT characters on either side, and their place in characters. */
static void add_words(const struct annotator *annotator, size_t start, size_t end, struct buffer *out)
{
	const char *text = annotator->text;
	size_t from = start, to = end, first = count_characters(text, start);

	for (int i = 0; i < CONTEXT && from > 0; i++)
		do
			from--;
		while (from > 0 && is_inside_character(text[from]));
	for (int i = 0; i < CONTEXT && to < annotator->length; i++)
		do
			to++;
		while (to < annotator->length && is_inside_character(text[to]));
	buffer_text(out, "{\"type\":\"TextQuoteSelector\"");
	add_string(out, "exact", text + start, end - start);
	add_string(out, "prefix", text + from, start - from);
	add_string(out, "suffix", text + end, to - end);
	buffer_printf(out, "},{\"type\":\"TextPositionSelector\",\"start\":%zu,\"end\":%zu},", first,
		      first + count_characters(text + start, end - start));
}

/* One part of the content. */
static void add_target(const struct annotator *annotator, struct json_object *range, struct buffer *out)
{
	size_t start = (size_t)json_object_get_int64(json_object_array_get_idx(range, 0));
	size_t end = (size_t)json_object_get_int64(json_object_array_get_idx(range, 1));

	buffer_printf(out, "{\"source\":\"urn:quoted:article:%s\",\"selector\":[", annotator->article);
	if (annotator->text && start <= end && end <= annotator->length)
		add_words(annotator, start, end, out);
	buffer_printf(out, "{\"type\":\"DataPositionSelector\",\"start\":%zu,\"end\":%zu}]}", start, end);
}

void annotation_print(struct annotator *annotator, struct json_object *statement, struct buffer *out)
{
	size_t count;
	struct json_object *content = member_list(statement, "content", &count);

	take_in_hand(annotator, text_of(statement, "article_id"));
	buffer_text(out, "{\"@context\":\"http://www.w3.org/ns/anno.jsonld\",\"type\":\"Annotation\",\"body\":");
	add_body(statement, out);
	buffer_text(out, count == 1 ? ",\"target\":" : ",\"target\":[");
	for (size_t i = 0; i < count; i++) {
		buffer_text(out, i ? "," : "");
		add_target(annotator, json_object_array_get_idx(content, i), out);
	}
	buffer_text(out, count == 1 ? "}" : "]}");
}
