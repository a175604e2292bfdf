/* SPDX-License-Identifier: MIT */
/* The engine in the client itself, for the commands that read files and ask no daemon. */
#ifndef QUOTES_OFFLINE_H
#define QUOTES_OFFLINE_H

#include "commands.h"
#include "quoted/engine.h"

struct offline {
	struct pack *pack;
	struct engine *engine;
};

/* Load the rules that the options name and make an engine of them. Prints the error and returns -1 if they are bad. */
int offline_open(struct offline *offline, const struct options *options);
void offline_close(struct offline *offline);

/* The whole of a file, or of standard input for "-", NUL-terminated; -1 with err set. */
int file_read(const char *path, struct buffer *out, struct error *err);
/* The path without its directories. */
const char *file_name(const char *path);
/* Print the engine's report line by line, so that nothing of an article in it reaches a terminal raw. */
void report_print(const struct buffer *report);

#endif
