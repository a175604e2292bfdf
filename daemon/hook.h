/* SPDX-License-Identifier: MIT */
/*
 * The programs that watches run. Each ring runs its watch's program at least once: a ring waits in the database until
 * its program has ended, well or not, and one that was cut short by the daemon's end is run again. The rings of a watch
 * come one after the other. A program gets the ring as a line of JSON on its standard input, an environment of PATH
 * alone, a process group of its own, and a time limit; no shell reads its path.
 */
#ifndef QUOTED_HOOK_H
#define QUOTED_HOOK_H

#include <event2/event.h>

#include "config.h"
#include "intake.h"

struct hooks;

struct hooks *hooks_new(struct event_base *base, const struct config *config, struct intake *intake);
/* Those that run are killed. */
void hooks_free(struct hooks *hooks);
/* Rings may wait: look when there is nothing more urgent to do. */
void hooks_look(struct hooks *hooks);

#endif
