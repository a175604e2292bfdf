/* SPDX-License-Identifier: MIT */
/* The Unix socket that clients connect to. */
#ifndef QUOTED_LISTENER_H
#define QUOTED_LISTENER_H

#include "quoted/error.h"

/*
 * The listening socket: the one that systemd hands over (sd_listen_fds(3)), or a new one at path, in place of a stale
 * socket there but never of anything else. Returns its descriptor, or -1 with err set. *ret_made: it is to be unlinked
 * at the end.
 */
int listener_open(const char *path, int *ret_made, struct error *err);

#endif
