/* SPDX-License-Identifier: MIT */
/* Members of a JSON object, whatever it is that the daemon sent. */
#ifndef QUOTES_MEMBER_H
#define QUOTES_MEMBER_H

#include <json-c/json.h>

/* A member as text; NULL if it is null or not there. The object's. */
const char *member_text(struct json_object *record, const char *key);

/* A member's elements; *ret_count: how many there are, 0 if it is no array. The object's. */
struct json_object *member_list(struct json_object *record, const char *key, size_t *ret_count);

#endif
