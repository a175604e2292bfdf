/* SPDX-License-Identifier: MIT */
/* Follow a path of keys through a JSON document. */
#include "json_path.h"

#include <string.h>

struct walk {
	const char *separator;
	bool longest;
	struct buffer *out;
	size_t start; /* of what was found, in out */
};

static void take(struct walk *walk, struct json_object *value)
{
	const char *text = json_object_get_string(value);
	size_t length = text ? strlen(text) : 0, found = walk->out->length - walk->start;

	if (!length || !strcmp(text, "None") || !strcmp(text, "null"))
		return;
	if (walk->longest) {
		if (length <= found)
			return;
		walk->out->length = walk->start;
	} else if (found) {
		if (!walk->separator)
			return;
		buffer_text(walk->out, walk->separator);
	}
	buffer_add(walk->out, text, length);
}

/* The parser's limit of depth bounds the recursion. */
static void follow(struct walk *walk, struct json_object *value, const char *path)
{
	char key[64];
	size_t length = strcspn(path, ".^");
	struct json_object *next;

	switch (json_object_get_type(value)) {
	case json_type_array:
		for (size_t i = 0; i < json_object_array_length(value); i++)
			follow(walk, json_object_array_get_idx(value, i), path);
		return;
	case json_type_object:
		if (!length || length >= sizeof(key))
			return;
		memcpy(key, path, length);
		key[length] = '\0';
		if (json_object_object_get_ex(value, key, &next))
			follow(walk, next, path + length + (path[length] != '\0'));
		return;
	case json_type_string:
	case json_type_int:
	case json_type_double:
		if (!length)
			take(walk, value);
		return;
	case json_type_null:
	case json_type_boolean:
		return;
	}
}

void json_path(struct json_object *value, const char *path, const char *separator, struct buffer *out)
{
	struct walk walk = {
		.separator = separator, .longest = strchr(path, '^') != NULL, .out = out, .start = out->length};

	follow(&walk, value, path);
}
