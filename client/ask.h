/* SPDX-License-Identifier: MIT */
/* What a command asks the daemon through: the connection, and telling what went wrong. */
#ifndef QUOTES_ASK_H
#define QUOTES_ASK_H

#include "commands.h"
#include "connection.h"
#include "quoted/buffer.h"

struct ask {
	const struct options *options;
	struct connection *connection;
};

/* All return an exit status, and have told the error if it is not EXIT_FOUND. */
int ask_open(struct ask *ask, const struct options *options);
int ask_for(struct ask *ask, const char *method, const char *target, struct json_object **ret);
/* The same, for as long as it takes. */
int ask_patiently(struct ask *ask, const char *method, const char *target, struct json_object **ret);
void ask_close(struct ask *ask);

/* Append the arguments with a space between. */
void ask_join(struct buffer *words, int argc, char **argv);

/* Print what is wrong, safely, and return the status. */
int ask_complain(int status, const struct error *err);

#endif
