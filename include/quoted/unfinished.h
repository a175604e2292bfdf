/* SPDX-License-Identifier: MIT */
/* Names of files that are not there yet, which the daemon leaves alone and the client does not give. */
#ifndef QUOTED_UNFINISHED_H
#define QUOTED_UNFINISHED_H

#include <stdbool.h>

/* Whether programs give such a name to files they have not finished, or no article has it. name: without a directory.
 */
bool name_is_unfinished(const char *name);

#endif
