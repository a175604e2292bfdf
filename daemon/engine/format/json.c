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
#include "json_scan.h"

#define DEPTH_MAX 32
#define LISTS_MAX 3 /* levels of lists and keys above the articles */
#define LIST_MIN                                                                                                       \
	65536         /* bytes of a list whose elements are parsed one by one, where its object is too much at once    \
		       */
#define BAD_MAX 65536 /* bytes that are parsed to tell what is wrong */

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

/* Parse the value at place, if it may be. */
static int parse_at(const char *text, const struct json_place *place, struct json_object **ret_value, struct error *err)
{
	size_t used;

	if (!json_affordable(place))
		return error_set(err, "the JSON has too many values for one article");
	return parse(text + place->start, place->end - place->start, ret_value, &used, err);
}

/* An article of several cannot be read. */
static void fail(struct json_reader *json, const struct error *err)
{
	buffer_clear(&json->article_name);
	buffer_printf(&json->article_name, "%s#%zu", json->name, json->line ? json->line : ++json->number);
	reading_fail(json->reader, json->article_name.data, err);
}

/* The elements of the array at place, each parsed by itself. Returns how many articles and failures there were. */
static size_t take_elements(struct json_reader *json, const char *text, const struct json_place *place)
{
	struct json_place element = {.end = place->start + 1};
	size_t found = 0;
	struct error err;

	json->single = false;
	while (!json->reader->stopped && json_next(text, place->end, element.end, &element)) {
		struct json_object *value = NULL;
		size_t here = 0;

		if (parse_at(text, &element, &value, &err) < 0) {
			fail(json, &err);
			here = 1;
		} else {
			here = take_value(json, value, 1);
		}
		if (!here)
			no_text(json);
		found += here ? here : 1;
		json_object_put(value);
	}
	return found;
}

/* The object at place without its long lists of objects, whose places are gathered. */
static void cut_lists(const char *text, const struct json_place *place, struct buffer *ret_rest,
		      struct buffer *ret_lists)
{
	struct json_place key, value;
	size_t from = place->start, at = place->start + 1;

	while (json_next(text, place->end, at, &key) && json_next(text, place->end, key.end, &value)) {
		struct json_place first;

		at = value.end;
		if (text[value.start] != '[' || value.end - value.start < LIST_MIN ||
		    !json_next(text, value.end, value.start + 1, &first) || text[first.start] != '{')
			continue;
		buffer_add(ret_rest, text + from, value.start - from);
		buffer_text(ret_rest, "null");
		buffer_add(ret_lists, &key, sizeof(key));
		buffer_add(ret_lists, &value, sizeof(value));
		from = value.end;
	}
	buffer_add(ret_rest, text + from, place->end - from);
}

/* What is in a long object that is no article: its long lists of them, by their keys. */
static size_t take_lists(struct json_reader *json, const char *text, const struct buffer *lists,
			 struct json_object *object)
{
	const struct json_place *at = (const struct json_place *)(const void *)lists->data;
	size_t found = 0;

	for (size_t i = 0; i + 1 < lists->length / sizeof(*at) && !json->reader->stopped; i += 2) {
		struct buffer key = {0};

		buffer_add(&key, text + at[i].start + 1, at[i].end - at[i].start - 2);
		json->key = key.data;
		json->feed = object;
		found += take_elements(json, text, &at[i + 1]);
		json->key = NULL;
		json->feed = NULL;
		buffer_done(&key);
	}
	return found;
}

/* Every article of the value at place; -1 with err set if it cannot be parsed. */
static long take_place(struct json_reader *json, const char *text, const struct json_place *place, struct error *err)
{
	struct buffer rest = {0}, lists = {0};
	struct json_object *value = NULL;
	struct json_place short_place = *place;
	size_t found = 0;
	int r;

	if (text[place->start] == '[')
		return (long)take_elements(json, text, place);
	if (text[place->start] != '{' || json_affordable(place)) {
		r = parse_at(text, place, &value, err);
	} else {
		cut_lists(text, place, &rest, &lists);
		json_scan(rest.data, rest.length, 0, &short_place);
		r = parse_at(rest.data, &short_place, &value, err);
		buffer_done(&rest);
	}
	if (!r)
		found = take_value(json, value, 0);
	if (!r && !found)
		found = take_lists(json, text, &lists, value);
	json_object_put(value);
	buffer_done(&lists);
	return r < 0 ? -1 : (long)found;
}

/* One value a line: each line that is bad or holds no article fails alone. */
static void read_lines(struct json_reader *json, const char *text, size_t length)
{
	json->single = false;
	for (size_t at = 0; at < length && !json->reader->stopped;) {
		const char *newline = memchr(text + at, '\n', length - at);
		size_t end = newline ? (size_t)(newline - text) : length, used;
		struct error err;
		struct json_place place;
		struct json_object *value = NULL;

		json->line++;
		while (at < end && strchr(" \t\r", text[at]))
			at++;
		if (at < end) {
			place = (struct json_place){.start = at, .end = end};
			json_scan(text, end, at, &place);
			if (!json_affordable(&place)) {
				error_set(&err, "the JSON has too many values for one article");
				fail(json, &err);
			} else if (parse(text + at, end - at, &value, &used, &err) < 0) {
				fail(json, &err);
			} else if (!take_value(json, value, 0)) {
				no_text(json);
			}
			json_object_put(value);
		}
		at = end + 1;
	}
}

static void tell_cut_off(struct json_reader *json)
{
	struct error err;

	error_set(&err, "the JSON ends within a value: the file may be cut off");
	buffer_clear(&json->article_name);
	buffer_printf(&json->article_name, "%s#end", json->name);
	reading_fail(json->reader, json->article_name.data, &err);
}

/* What is wrong with a value whose end was not found. */
static int tell_bad(const char *text, size_t length, struct error *err)
{
	struct json_object *value = NULL;
	size_t used;
	int r = parse(text, length < BAD_MAX ? length : BAD_MAX, &value, &used, err);

	json_object_put(value);
	return r < 0 ? -1 : error_set(err, "bad JSON: brackets that do not match");
}

/* Values one after the other, each over many lines. */
static int read_values(struct json_reader *json, const char *text, size_t length, struct error *err)
{
	struct json_place place = {0};
	size_t found = 0;
	bool any = false;

	while (!json->reader->stopped && json_scan(text, length, place.end, &place)) {
		long here = take_place(json, text, &place, err);

		if (here < 0)
			return found ? 0 : -1;
		any = true;
		found += (size_t)here;
		json->single = false;
	}
	if (place.start < length && text[place.start] == '[' && !json->reader->stopped) {
		place.end = length; /* it has no end: what of it is whole is read */
		found += take_elements(json, text, &place);
		if (found)
			tell_cut_off(json);
	}
	if (found || json->reader->stopped)
		return 0;
	return any ? error_set(err, "no article in the JSON: none of the keys that hold a text is there")
		   : tell_bad(text + place.start, length - place.start, err);
}

/* Whether the first line is a value of its own and another follows. */
static bool is_lines(const char *text, size_t length)
{
	const char *newline = memchr(text, '\n', length);
	size_t line = newline ? (size_t)(newline - text) : 0, rest = line;
	struct json_place place;

	while (rest < length && strchr(" \t\r\n", text[rest]))
		rest++;
	return line && rest < length && json_scan(text, line, 0, &place) && place.end <= line &&
	       strspn(text + place.end, " \t\r") == line - place.end;
}

static bool is_named_json(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot && (!strcasecmp(dot, ".json") || !strcasecmp(dot, ".jsonl") || !strcasecmp(dot, ".ndjson"));
}

int read_json(struct reader *reader, const char *name, const char *bytes, size_t length, struct error *err)
{
	struct json_reader json = {.reader = reader, .name = name, .single = true};
	struct decoded decoded;
	const char *text;
	size_t text_length;
	int r = 0;

	if (length > INT32_MAX / 2)
		return error_set(err, "%zu bytes of JSON are too many", length);
	if (text_decode(bytes, length, NULL, &decoded, err) < 0)
		return -1;
	text = decoded.text;
	text_length = decoded.length;
	if (text_length >= 3 && !memcmp(text, "\xEF\xBB\xBF", 3)) {
		text += 3;
		text_length -= 3;
	}
	while (text_length && strchr(" \t\r\n", *text) && *text) {
		text++;
		text_length--;
	}
	if (is_lines(text, text_length))
		read_lines(&json, text, text_length);
	else
		r = read_values(&json, text, text_length, err);
	buffer_done(&json.value);
	buffer_done(&json.article_name);
	decoded_done(&decoded);
	if (r < 0 && !is_named_json(name))
		return read_text(reader, name, bytes, length, err); /* a text that begins like JSON */
	return r;
}
