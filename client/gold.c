/* SPDX-License-Identifier: MIT */
/* Read annotations from JSON lines; brat's files are brat.c's. See gold.h. */
#include "gold.h"

#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "offline.h"

static void *grow(void *array, size_t count, size_t *room, size_t size)
{
	if (count < *room)
		return array;
	*room = *room ? *room * 2 : 16;
	return xrealloc(array, *room, size);
}

struct marking *markings_add(struct markings *markings)
{
	markings->at = grow(markings->at, markings->count, &markings->room, sizeof(*markings->at));
	memset(&markings->at[markings->count], 0, sizeof(*markings->at));
	return &markings->at[markings->count++];
}

struct gold_article *gold_add_article(struct gold *gold, const char *name, const char *text, size_t length)
{
	struct gold_article *article;

	gold->articles = grow(gold->articles, gold->article_count, &gold->article_room, sizeof(*gold->articles));
	article = &gold->articles[gold->article_count++];
	memset(article, 0, sizeof(*article));
	article->name = arena_copy(&gold->arena, name, strlen(name));
	article->text = arena_copy(&gold->arena, text, length);
	article->length = length;
	article->byte_of = arena_alloc(&gold->arena, (length + 1) * sizeof(*article->byte_of));
	for (size_t i = 0; i < length; i++)
		if ((text[i] & 0xC0) != 0x80)
			article->byte_of[article->characters++] = (uint32_t)i;
	article->byte_of[article->characters] = (uint32_t)length;
	return article;
}

size_t gold_character(const struct gold_article *article, size_t byte)
{
	size_t low = 0, high = article->characters;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (article->byte_of[middle] < byte)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const char *gold_text(struct gold *gold, const struct gold_article *article, const struct spans *spans)
{
	struct buffer out = {0};
	const char *text;

	for (size_t i = 0; i < spans->count; i++) {
		const uint32_t *byte_of = article->byte_of;

		buffer_text(&out, i ? " \xE2\x80\xA6 " : "");
		buffer_add(&out, article->text + byte_of[spans->at[i].start],
			   byte_of[spans->at[i].end] - byte_of[spans->at[i].start]);
	}
	text = arena_copy(&gold->arena, out.length ? out.data : "", out.length);
	buffer_done(&out);
	return text;
}

static const char *string_of(struct gold *gold, json_object *object, const char *key)
{
	json_object *value;

	if (!json_object_object_get_ex(object, key, &value) || !json_object_is_type(value, json_type_string))
		return NULL;
	return arena_copy(&gold->arena, json_object_get_string(value), (size_t)json_object_get_string_len(value));
}

static const char **strings_of(struct gold *gold, json_object *object, const char *key, size_t *ret_count)
{
	json_object *list;
	const char **strings;

	*ret_count = 0;
	if (!json_object_object_get_ex(object, key, &list) || !json_object_is_type(list, json_type_array))
		return NULL;
	strings = arena_alloc(&gold->arena, (json_object_array_length(list) + 1) * sizeof(*strings));
	for (size_t i = 0; i < json_object_array_length(list); i++) {
		json_object *value = json_object_array_get_idx(list, i);

		if (json_object_is_type(value, json_type_string))
			strings[(*ret_count)++] = arena_copy(&gold->arena, json_object_get_string(value),
							     (size_t)json_object_get_string_len(value));
	}
	return strings;
}

static struct spans spans_of(struct gold *gold, const struct gold_article *article, json_object *object,
			     const char *key)
{
	struct spans spans = {NULL, 0};
	json_object *list;

	if (!json_object_object_get_ex(object, key, &list) || !json_object_is_type(list, json_type_array))
		return spans;
	spans.at = arena_alloc(&gold->arena, (json_object_array_length(list) + 1) * sizeof(*spans.at));
	for (size_t i = 0; i < json_object_array_length(list); i++) {
		json_object *pair = json_object_array_get_idx(list, i);
		int64_t start, end;

		if (!json_object_is_type(pair, json_type_array) || json_object_array_length(pair) != 2)
			continue;
		start = json_object_get_int64(json_object_array_get_idx(pair, 0));
		end = json_object_get_int64(json_object_array_get_idx(pair, 1));
		if (start >= 0 && start < end && end <= (int64_t)article->characters)
			spans.at[spans.count++] = (struct span){(size_t)start, (size_t)end};
	}
	return spans;
}

static void read_attribution(struct gold *gold, struct gold_article *article, json_object *object)
{
	static const char *const keys[PART_COUNT] = {"source", "cue", "content"};
	struct marking *marking = markings_add(&article->gold);
	json_object *speaker;

	for (int i = 0; i < PART_COUNT; i++)
		marking->parts[i] = spans_of(gold, article, object, keys[i]);
	marking->cue_text = string_of(gold, object, "cue_text");
	if (!marking->cue_text)
		marking->cue_text = gold_text(gold, article, &marking->parts[PART_CUE]);
	if (!json_object_object_get_ex(object, "speaker", &speaker) || !json_object_is_type(speaker, json_type_object))
		return;
	marking->type = string_of(gold, speaker, "type");
	marking->speaker = string_of(gold, speaker, "name");
	marking->aliases = strings_of(gold, speaker, "aliases", &marking->alias_count);
}

static int read_article(struct gold *gold, json_object *object)
{
	const char *name = string_of(gold, object, "article"), *text = string_of(gold, object, "text");
	struct gold_article *article;
	json_object *list;

	if (!name || !text || !json_object_object_get_ex(object, "attributions", &list) ||
	    !json_object_is_type(list, json_type_array))
		return -1;
	article = gold_add_article(gold, name, text, strlen(text));
	for (size_t i = 0; i < json_object_array_length(list); i++)
		read_attribution(gold, article, json_object_array_get_idx(list, i));
	return 0;
}

static int read_item(struct gold *gold, json_object *object)
{
	struct gold_item *item;
	size_t labels;

	gold->items = grow(gold->items, gold->item_count, &gold->item_room, sizeof(*gold->items));
	item = &gold->items[gold->item_count];
	item->id = string_of(gold, object, "id");
	item->tokens = strings_of(gold, object, "tokens", &item->count);
	item->labels = strings_of(gold, object, "labels", &labels);
	if (!item->id || !item->tokens || labels != item->count)
		return -1;
	gold->item_count++;
	return 0;
}

static int read_line(struct gold *gold, const char *line)
{
	json_object *object = json_tokener_parse(line), *tokens;
	int r = -1;

	if (json_object_is_type(object, json_type_object))
		r = json_object_object_get_ex(object, "tokens", &tokens) ? read_item(gold, object)
									 : read_article(gold, object);
	json_object_put(object);
	return r;
}

int gold_read(struct gold *gold, const char *path, struct error *err)
{
	size_t length = strlen(path), number = 0;
	struct buffer bytes = {0};
	char *rest = NULL;
	int r = 0;

	if (length > 4 && !strcmp(path + length - 4, ".ann"))
		return brat_read(gold, path, err);
	r = file_read(path, &bytes, err);
	if (r == 0)
		for (char *line = strtok_r(bytes.data, "\n", &rest); line && !r; line = strtok_r(NULL, "\n", &rest)) {
			number++;
			if (read_line(gold, line) < 0)
				r = error_set(err,
					      "%s:%zu:1: neither an annotated article nor an item of tokens and labels",
					      path, number);
		}
	buffer_done(&bytes);
	return r;
}

void gold_done(struct gold *gold)
{
	for (size_t i = 0; i < gold->article_count; i++) {
		free(gold->articles[i].gold.at);
		free(gold->articles[i].found.at);
	}
	free(gold->articles);
	free(gold->items);
	arena_done(&gold->arena);
	memset(gold, 0, sizeof(*gold));
}
