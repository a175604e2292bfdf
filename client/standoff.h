/* SPDX-License-Identifier: MIT */
/* Articles with their statements as brat reads them (https://brat.nlplab.org/standoff.html). */
#ifndef QUOTES_STANDOFF_H
#define QUOTES_STANDOFF_H

#include "commands.h"

/*
 * Write ID.txt and ID.ann of the article that the options name, or of all, into the directory, which is made if it is
 * not there. Returns an exit status and has told what went wrong.
 */
int standoff_export(const struct options *options, const char *directory);

#endif
