/* SPDX-License-Identifier: MIT */
/*
 * What keeps the daemon from something for a while (a full disk, a lock), and when it is tried again: after 1 s, 2 s, 4
 * s and then every 8 s. It is logged when it begins and when it is over, not each time.
 */
#ifndef QUOTED_TROUBLE_H
#define QUOTED_TROUBLE_H

#include <event2/event.h>

#include "quoted/error.h"

struct trouble {
	const char *what; /* cannot be done, for the log: "store" */
	struct event *again;
	int wait_s; /* 0: no trouble */
	struct error why;
};

/* again(data) is called when it is time to try again. */
void trouble_init(struct trouble *trouble, struct event_base *base, const char *what, event_callback_fn again,
		  void *data);
void trouble_done(struct trouble *trouble);

/* It did not work, again perhaps. */
void trouble_goes_on(struct trouble *trouble, const struct error *why);
/* It worked. */
void trouble_is_over(struct trouble *trouble);

#endif
