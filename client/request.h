/* SPDX-License-Identifier: MIT */
/* The target of a request, from the table of endpoints. */
#ifndef QUOTES_REQUEST_H
#define QUOTES_REQUEST_H

#include "commands.h"
#include "quoted/buffer.h"

/* The endpoint's row. */
const struct endpoint *request_endpoint(enum endpoint_id id);

/* Write the endpoint's path into target, with segment in the place of "{id}" if it has one. */
void request_start(struct buffer *target, enum endpoint_id id, const char *segment);

/* Append a parameter, percent-encoded (RFC 3986). One without a value (NULL) is left out. */
void request_add(struct buffer *target, const char *name, const char *value);

/* Append every filter that was given and that the endpoint takes, but for limit, which is the pages' to set. */
void request_add_filters(struct buffer *target, enum endpoint_id id, const struct options *options);

#endif
