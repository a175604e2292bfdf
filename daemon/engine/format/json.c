/* SPDX-License-Identifier: MIT */
/*
 * Read what scrapers and agencies write as JSON: an article, a list of them, a list under a key, or one a line.
 * Which keys hold what stands in fields.list; a new producer needs no C.
 */
#include <json-c/json.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "format.h"
#include "json_path.h"

#define DEPTH_MAX 32
#define LISTS_MAX 3 /* levels of lists and keys above the articles */

struct json_reader {
	struct reader *reader;
	const char *name;
	size_t number;            /* of the article in the file */
	size_t line;              /* or of the line, where each holds one value */
	bool single;              /* the file is one article: its name is the file's */
	const char *key;          /* under which the list stands, or NULL */
	struct json_object *feed; /* in which it stands, or NULL */
	struct buffer value, article_name;
};

static void set_field(struct json_reader *json, struct json_object *object, const struct field_place *place)
{
	bool joined = place->field == FIELD_TEXT || place->field == FIELD_BYLINE;
	struct buffer *value = &json->value;

	buffer_clear(value);
	json_path(object, place->key, !joined ? NULL : place->field == FIELD_TEXT ? "\n\n" : "; ", value);
	if (!value->length || (place->field == FIELD_URL && !strchr(value->data, ':')) ||
	    (place->field == FIELD_OUTLET && strstr(value->data, "://")))
		return; /* "source" may be an address or an outlet */
	if (place->field == FIELD_TEXT)
		reading_set_text(json->reader, value->data, value->length);
	else
		reading_set(json->reader, place->field, value->data, value->length);
}

static void set_fields(struct json_reader *json, struct json_object *object)
{
	const struct fields *fields = &json->reader->formats->fields;

	for (size_t i = 0; i < fields->count; i++)
		if (fields->places[i].source == SOURCE_JSON)
			set_field(json, object, &fields->places[i]);
}

/* Whether a key is a known one for a list, like "articles", rather than an outlet's name. */
static bool is_list_key(const struct json_reader *json, const char *key)
{
	const struct fields *fields = &json->reader->formats->fields;

	for (size_t i = 0; i < fields->count; i++)
		if (fields->places[i].source == SOURCE_LIST && !strcmp(fields->places[i].key, key))
			return true;
	return false;
}

/* Hand the object over if it has a text; -1 if it has none. */
static int take_article(struct json_reader *json, struct json_object *object)
{
	struct error err;

	buffer_clear(&json->article_name);
	if (json->single)
		buffer_text(&json->article_name, json->name);
	else
		buffer_printf(&json->article_name, "%s#%zu", json->name, json->line ? json->line : json->number + 1);
	reading_begin(json->reader, json->article_name.data);
	set_fields(json, object);
	if (json->key && !is_list_key(json, json->key))
		reading_set(json->reader, FIELD_OUTLET, json->key, strlen(json->key));
	buffer_clear(&json->value);
	if (json->feed)
		json_path(json->feed, "title", NULL, &json->value);
	if (json->value.length)
		reading_set(json->reader, FIELD_OUTLET, json->value.data, json->value.length);
	if (reading_end(json->reader, &err) < 0)
		return -1;
	json->number++;
	return 0;
}

static void no_text(struct json_reader *json)
{
	struct error err;

	error_set(&err, "no text: none of the keys that hold one is there, or it is empty");
	buffer_clear(&json->article_name);
	buffer_printf(&json->article_name, "%s#%zu", json->name, json->line ? json->line : ++json->number);
	reading_fail(json->reader, json->article_name.data, &err);
}

/* Whether a value may be a list of articles, or lists of them by outlet. */
static bool is_list(struct json_object *value)
{
	return json_object_get_type(value) == json_type_array && json_object_array_length(value) &&
	       json_object_get_type(json_object_array_get_idx(value, 0)) == json_type_object;
}

/* Every article below a value; returns how many were there. Depth is bounded. */
static size_t take_value(struct json_reader *json, struct json_object *value, unsigned depth)
{
	size_t found = 0;

	if (json_object_get_type(value) == json_type_array) {
		for (size_t i = 0; i < json_object_array_length(value) && !json->reader->stopped; i++) {
			size_t here = take_value(json, json_object_array_get_idx(value, i), depth + 1);

			if (!here)
				no_text(json);
			found += here ? here : 1;
		}
		return found;
	}
	if (json_object_get_type(value) != json_type_object || depth > LISTS_MAX)
		return 0;
	if (take_article(json, value) == 0)
		return 1;
	json_object_object_foreach(value, key, inner)
	{
		if (!is_list(inner) || json->reader->stopped)
			continue;
		json->single = false;
		json->key = key;
		json->feed = value;
		found += take_value(json, inner, depth + 1);
		json->key = NULL;
		json->feed = NULL;
	}
	return found;
}

/* The value that the text begins with, which json-c has as NULL if it is null. -1 with err set if it is none. */
static int parse(const char *text, size_t length, struct json_object **ret_value, size_t *ret_used, struct error *err)
{
	struct json_tokener *tokener = json_tokener_new_ex(DEPTH_MAX);
	enum json_tokener_error result;

	*ret_value = json_tokener_parse_ex(tokener, text, (int)length);
	result = json_tokener_get_error(tokener);

	*ret_used = json_tokener_get_parse_end(tokener);
	if (result == json_tokener_continue)
		error_set(err, "the JSON ends within a value: the file may be cut off");
	else if (result != json_tokener_success)
		error_set(err, "bad JSON at byte %zu: %s", *ret_used, json_tokener_error_desc(result));
	json_tokener_free(tokener);
	return result == json_tokener_success ? 0 : -1;
}

/* One value a line: each line that is bad or holds no article fails alone. */
static void read_lines(struct json_reader *json, const char *text, size_t length)
{
	for (size_t at = 0; at < length && !json->reader->stopped;) {
		const char *newline = memchr(text + at, '\n', length - at);
		size_t end = newline ? (size_t)(newline - text) : length, used;
		struct error err;
		struct json_object *value;

		json->line++;
		if (strspn(text + at, " \t\r") < end - at) {
			if (parse(text + at, end - at, &value, &used, &err) == 0) {
				if (!take_value(json, value, 0))
					no_text(json);
			} else {
				buffer_clear(&json->article_name);
				buffer_printf(&json->article_name, "%s#%zu", json->name, json->line);
				reading_fail(json->reader, json->article_name.data, &err);
			}
			json_object_put(value);
		}
		at = end + 1;
	}
}

/* Values one after the other, each over many lines. */
static int read_values(struct json_reader *json, const char *text, size_t length, struct error *err)
{
	size_t at = 0, used, found = 0;

	while (at < length && !json->reader->stopped) {
		struct json_object *value;

		if (parse(text + at, length - at, &value, &used, err) < 0)
			return found ? 0 : -1;
		found += take_value(json, value, 0);
		json_object_put(value);
		at += used;
		at += strspn(text + at, " \t\r\n,");
		json->single = false;
	}
	return found ? 0 : error_set(err, "no article in the JSON: none of the keys that hold a text is there");
}

/* Whether the first line is a value of its own and another follows. */
static bool is_lines(const char *text, size_t length)
{
	const char *newline = memchr(text, '\n', length);
	struct json_object *value;
	size_t used;
	bool lines;

	if (!newline || strspn(newline, " \t\r\n") == strlen(newline))
		return false;
	lines = parse(text, (size_t)(newline - text), &value, &used, NULL) == 0 && value &&
		strspn(text + used, " \t\r") == (size_t)(newline - text) - used;
	json_object_put(value);
	return lines;
}

static bool is_named_json(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot && (!strcasecmp(dot, ".json") || !strcasecmp(dot, ".jsonl") || !strcasecmp(dot, ".ndjson"));
}

int read_json(struct reader *reader, const char *name, const char *bytes, size_t length, struct error *err)
{
	struct json_reader json = {.reader = reader, .name = name, .single = true};
	struct arena arena = {0};
	size_t text_length, skip;
	char *text = length > INT32_MAX / 2 ? NULL : text_decode(bytes, length, NULL, &arena, &text_length, err);
	int r = 0;

	if (!text)
		return length > INT32_MAX / 2 ? error_set(err, "%zu bytes of JSON are too many", length) : -1;
	skip = text_length >= 3 && !memcmp(text, "\xEF\xBB\xBF", 3) ? 3 : 0;
	skip += strspn(text + skip, " \t\r\n");
	text += skip;
	text_length -= skip;
	if (is_lines(text, text_length)) {
		json.single = false;
		read_lines(&json, text, text_length);
	} else {
		r = read_values(&json, text, text_length, err);
	}
	buffer_done(&json.value);
	buffer_done(&json.article_name);
	arena_done(&arena);
	if (r < 0 && !is_named_json(name))
		return read_text(reader, name, bytes, length, err); /* a text that begins like JSON */
	return r;
}
