/* SPDX-License-Identifier: MIT */
/* Asking the daemon: HTTP/1.1 (RFC 9112) over its Unix socket, with a deadline for everything but a stream. */
#ifndef QUOTES_CONNECTION_H
#define QUOTES_CONNECTION_H

#include <json-c/json.h>

#include "quoted/error.h"

struct connection;

/* For the socket at path. Connects at the first request. NULL with err set on failure. */
struct connection *connection_new(const char *path, struct error *err);
void connection_free(struct connection *connection);
/* Seconds that connecting may take, and then silence before an answer and within a stream; 10, 30 and 60 unless told.
 */
void connection_set_deadlines(struct connection *connection, long connect, long answer, long stream);

/*
 * Send a request (method "GET" or "POST", target "/v1/…") and take the JSON object of the answer, to be freed by
 * json_object_put. Returns EXIT_FOUND, or with err set: EXIT_NOTHING for 404, EXIT_USAGE for a request that
 * the daemon refused as wrong, EXIT_DAEMON for everything else.
 */
int connection_ask(struct connection *connection, const char *method, const char *target, struct json_object **ret,
		   struct error *err);

/* The same for a request that may take as long as it needs, as long as the daemon answers others meanwhile. */
int connection_wait(struct connection *connection, const char *method, const char *target, struct json_object **ret,
		    struct error *err);

/*
 * Read a stream of JSON objects, one a line, until it ends (EXIT_DAEMON), or until take returns non-zero
 * (EXIT_FOUND). The object is take's only while it runs.
 */
int connection_follow(struct connection *connection, const char *target, int (*take)(void *, struct json_object *),
		      void *context, struct error *err);

#endif
