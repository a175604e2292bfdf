/* SPDX-License-Identifier: MIT */
/*
 * The endpoints of the HTTP interface: one table that the server answers from, the
 * client asks by, and --help and the man pages print. HTTP is RFC 9112; the answers
 * are JSON, one object each, but for follow and rings, which are streams of one object a line.
 */
#ifndef QUOTED_ENDPOINTS_H
#define QUOTED_ENDPOINTS_H

#include <stdbool.h>
#include <stddef.h>

enum endpoint_id {
	ENDPOINT_STATUS,
	ENDPOINT_STATEMENTS,
	ENDPOINT_STATEMENT,
	ENDPOINT_SPEAKERS,
	ENDPOINT_SPEAKER,
	ENDPOINT_ARTICLES,
	ENDPOINT_ARTICLE,
	ENDPOINT_HISTORY,
	ENDPOINT_FAILED,
	ENDPOINT_DROPS,
	ENDPOINT_CLAIMS,
	ENDPOINT_CLAIM,
	ENDPOINT_TIMELINE,
	ENDPOINT_FLIPS,
	ENDPOINT_VERIFY,
	ENDPOINT_PROOFS,
	ENDPOINT_CORRECTIONS,
	ENDPOINT_CORRECT,
	ENDPOINT_UNDO,
	ENDPOINT_WATCHES,
	ENDPOINT_WATCH,
	ENDPOINT_UNWATCH,
	ENDPOINT_RINGS,
	ENDPOINT_FOLLOW,
	ENDPOINT_HELP,
	ENDPOINT_SYNC,
	ENDPOINT_RETRY,
	ENDPOINT_REEXTRACT,
};

/*
 * path: "{id}" in it stands for one segment. parameters: names the query may have, comma-separated.
 * admin: only for the daemon's own user and root.
 */
struct endpoint {
	enum endpoint_id id;
	const char *method, *path, *parameters, *help;
	bool admin;
};

/* Every endpoint, ended by one without a path. */
extern const struct endpoint endpoints[];

/*
 * The endpoint that answers method on path (without its query), and in *ret_segment what stood for "{id}"
 * (NUL-terminated within path, or NULL). NULL if there is none; *ret_known then tells whether another
 * method has that path.
 */
const struct endpoint *endpoint_find(const char *method, const char *path, const char **ret_segment, bool *ret_known);

/* Whether the endpoint takes a parameter of this name. */
bool endpoint_takes(const struct endpoint *endpoint, const char *parameter);

#endif
