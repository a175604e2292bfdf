/* SPDX-License-Identifier: MIT */
/* Take from this process, and from what it executes, all that a converter does not need. */
#ifndef QUOTED_CONFINE_H
#define QUOTED_CONFINE_H

/*
 * Between fork and exec. seconds: of processor time. No core, no file grows, no network, no process, no signal, nothing
 * opened for writing; only what a system installs can be read, where the kernel has Landlock. Returns -1 with errno set
 * when a limit that every system has cannot be set.
 */
int confine(unsigned seconds);

#endif
