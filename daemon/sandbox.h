/* SPDX-License-Identifier: MIT */
/* What an extract process may still do once it has its rules: compute, and speak with its parent. */
#ifndef QUOTED_SANDBOX_H
#define QUOTED_SANDBOX_H

#include <stddef.h>

#include "quoted/error.h"

/* memory: bytes of address space. No way back. -1 with err set. */
int sandbox_enter(size_t memory, struct error *err);

#endif
