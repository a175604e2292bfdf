/* SPDX-License-Identifier: MIT */
/* The main process's side of the serve process: it starts it, and answers what only the main process knows. */
#ifndef QUOTED_CONTROL_H
#define QUOTED_CONTROL_H

#include <event2/event.h>

#include "config.h"
#include "intake.h"

struct control;

/* listener: a listening socket, which stays open when the serve process is replaced. */
struct control *control_new(struct event_base *base, struct config *config, struct intake *intake, int listener);
/*
 * Let the serve process end: it answers those who are there, and is answered meanwhile. The loop ends when it is gone,
 * or after a few seconds.
 */
void control_stop(struct control *control);
void control_free(struct control *control);
/* The version of the rules in force, for status. */
void control_rules(struct control *control, const char *version);
/* An article can be read in the store: for those who follow. */
void control_stored(struct control *control, int64_t article);
/* Files have got their outcome: for those who wait for that. */
void control_settled(struct control *control);

#endif
