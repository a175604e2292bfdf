/* SPDX-License-Identifier: MIT */
/* Dropping a file into the daemon's folder, whole or not at all. */
#ifndef QUOTES_DROP_H
#define QUOTES_DROP_H

#include <limits.h>

#include "quoted/error.h"

struct dropped {
	char name[NAME_MAX + 1]; /* that it has in the folder */
	char hash[65];           /* SHA-256 of its bytes, in hexadecimal digits */
};

/*
 * Copy the regular file at path into the directory inbox under a hidden name, make it durable, and only then give
 * it its own name, or, if that is taken, one with a number before its extension. 0, or -1 with err set and nothing
 * left behind.
 */
int drop_file(const char *inbox, const char *path, struct dropped *ret, struct error *err);

#endif
