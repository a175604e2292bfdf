/* SPDX-License-Identifier: MIT */
/*
 * What a large correction leaves undone, statements that are still to be made again, is done a few at a time, whenever
 * there is nothing more urgent to do. They wait in the database, so that it goes on after a restart.
 */
#ifndef QUOTED_MENDER_H
#define QUOTED_MENDER_H

#include "intake.h"

struct mender;

/* What waited when the daemon ended is taken up at once. */
struct mender *mender_new(struct event_base *base, struct intake *intake);
void mender_free(struct mender *mender);
/* There may be something to do. */
void mender_look(struct mender *mender);

#endif
