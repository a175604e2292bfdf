/* SPDX-License-Identifier: MIT */
/* Values in a JSON document by a path of keys. */
#ifndef QUOTED_JSON_PATH_H
#define QUOTED_JSON_PATH_H

#include <json-c/json.h>
#include <stdbool.h>

#include "quoted/buffer.h"

/*
 * Append every string or number that path leads to: keys joined by '.', arrays gone through; separator stands
 * between two values, or, if it is NULL, only the first is taken. A last '^' instead of '.' takes the longest
 * value. Empty values and "None" are passed over.
 */
void json_path(struct json_object *value, const char *path, const char *separator, struct buffer *out);

#endif
