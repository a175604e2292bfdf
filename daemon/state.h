/* SPDX-License-Identifier: MIT */
/* The state folder: the lock that keeps a second daemon out, and the database. */
#ifndef QUOTED_STATE_H
#define QUOTED_STATE_H

#include "config.h"
#include "quoted/error.h"
#include "quoted/store.h"

/* A descriptor that holds the lock until it is closed; makes the folder if need be. -1 with err set, and errno
 * EWOULDBLOCK if another daemon has it. */
int state_lock(const struct config *config, struct error *err);
/* The database; NULL with err set. To be closed by store_close. */
struct store *state_store(const struct config *config, enum store_mode mode, struct error *err);

#endif
