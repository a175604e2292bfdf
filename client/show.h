/* SPDX-License-Identifier: MIT */
/* One thing printed whole. */
#ifndef QUOTES_SHOW_H
#define QUOTES_SHOW_H

#include "commands.h"
#include "table.h"

/* Print the speaker with this id, with aliases and roles. Returns an exit status. */
int show_speaker(const struct options *options, char *id);

/* Print the objects of an endpoint whose numbers these are. Returns the worst exit status. */
int show_numbered(const struct options *options, enum endpoint_id id, const struct table *table, int argc, char **argv);

#endif
