/* SPDX-License-Identifier: MIT */
/* What the program can be beside the main process. Each returns its exit status. */
#ifndef QUOTED_ROLE_H
#define QUOTED_ROLE_H

#include "config.h"

int role_extract(const struct config *config);
int role_serve(const struct config *config);

#endif
