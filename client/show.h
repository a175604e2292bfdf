/* SPDX-License-Identifier: MIT */
/* One thing printed whole. */
#ifndef QUOTES_SHOW_H
#define QUOTES_SHOW_H

#include "commands.h"

/* Print the speaker with this id, with aliases and roles. Returns an exit status. */
int show_speaker(const struct options *options, char *id);

#endif
