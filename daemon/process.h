/* SPDX-License-Identifier: MIT */
/* Child processes: this same program in another role, with a socket to its parent. */
#ifndef QUOTED_PROCESS_H
#define QUOTED_PROCESS_H

#include <stdbool.h>
#include <sys/types.h>

#include "config.h"
#include "quoted/error.h"

/*
 * Of a daemon that was killed, children may live on for a moment, and hold its lock and its socket. Sleep for a moment
 * of that; *turns counts them, from 0. False when it has been long enough.
 */
bool process_await_end(unsigned *turns);

#define PROCESS_CHANNEL 3  /* in the child: the socket to the parent */
#define PROCESS_LISTENER 4 /* in the child: what was given as listener */

/*
 * Start role ("extract", "serve") with the configuration's options. listener: a descriptor to hand over,
 * or -1. Returns the child's id and in *ret_channel a non-blocking close-on-exec socket to it; -1 with err set.
 */
pid_t process_start(struct config *config, const char *role, int listener, int *ret_channel, struct error *err);

#endif
