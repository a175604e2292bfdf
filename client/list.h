/* SPDX-License-Identifier: MIT */
/* Printing a list of the daemon's page by page. */
#ifndef QUOTES_LIST_H
#define QUOTES_LIST_H

#include "commands.h"
#include "quoted/buffer.h"
#include "table.h"

/* Print what the endpoint lists under the options' filters; name: its parameter of that name, or NULL. */
int list_print(const struct options *options, enum endpoint_id id, const struct table *table, const char *name);

/* Ask for what target says, and print the one record that is the answer. */
int list_print_one(const struct options *options, const char *method, const char *target, const struct table *table);

/* The arguments as the value of a filter, which must not be given by its option too; words holds it. */
int list_take_filter(const char **filter, const char *name, int argc, char **argv, struct buffer *words);

#endif
