/* SPDX-License-Identifier: MIT */
/* The table of options. */
#ifndef QUOTES_OPTIONS_H
#define QUOTES_OPTIONS_H

#include "commands.h"
#include "quoted/error.h"

struct option_row {
	const char *name;
	const char *argument; /* of its value, or NULL for a flag */
	const char *help;
	size_t at;                           /* of the string or the bool in struct options */
	bool (*is_valid)(const char *value); /* or NULL: any value */
	const char *(*word)(size_t i);       /* the words it takes, NULL after the last; or NULL */
	enum output output;                  /* that a flag chooses, if it chooses one */
	bool is_filter;      /* only for a command that asks an endpoint with this parameter; a flag is "all" */
	const char *command; /* the only ones that take it, with "|" between, or NULL */
};

/* Every option, ended by one without a name. */
extern const struct option_row option_table[];

/* The value a row has in options, or NULL. */
const char *option_value(const struct options *options, const struct option_row *row);

/* Take the options out of argv; the operands are moved to its front. -1 with err set at a bad one. */
int options_parse(struct options *options, int *argc, char **argv, struct error *err);

/* Whether the command takes every filter and flag that was given; else -1 with err set. */
int options_check(const struct options *options, const struct command *command, struct error *err);

#endif
