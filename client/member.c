/* SPDX-License-Identifier: MIT */
/* Members of a JSON object. */
#include "member.h"

const char *member_text(struct json_object *record, const char *key)
{
	struct json_object *value = json_object_object_get(record, key);

	return value ? json_object_get_string(value) : NULL;
}

struct json_object *member_list(struct json_object *record, const char *key, size_t *ret_count)
{
	struct json_object *list = json_object_object_get(record, key);

	*ret_count = json_object_is_type(list, json_type_array) ? json_object_array_length(list) : 0;
	return list;
}
