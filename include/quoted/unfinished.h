/* SPDX-License-Identifier: MIT */
/* Names of files that are not there yet, which the daemon leaves alone and the client does not give. */
#ifndef QUOTED_UNFINISHED_H
#define QUOTED_UNFINISHED_H

#include <stdbool.h>

/* Whether programs give such a name to files they have not finished, or no article has it. name: without a directory.
 */
bool name_is_unfinished(const char *name);

/*
 * What a download program adds to the name of a file for one that lies beside it until it is finished (".aria2"); NULL
 * beyond the last, number counts from 0. An editor's "~" is none: its backup stays.
 */
const char *unfinished_suffix(unsigned number);

#endif
