/* SPDX-License-Identifier: MIT */
/* A timer with a growing delay; see trouble.h. */
#include "trouble.h"

#include "log.h"

#define WAIT_MAX_S 8

void trouble_init(struct trouble *trouble, struct event_base *base, const char *what, event_callback_fn again,
		  void *data)
{
	*trouble = (struct trouble){.what = what, .again = evtimer_new(base, again, data)};
}

void trouble_done(struct trouble *trouble)
{
	event_free(trouble->again);
}

void trouble_goes_on(struct trouble *trouble, const struct error *why)
{
	struct timeval delay;

	if (!trouble->wait_s)
		log_error("%s; trying again", why->text);
	trouble->why = *why;
	trouble->wait_s = !trouble->wait_s ? 1 : trouble->wait_s < WAIT_MAX_S ? trouble->wait_s * 2 : WAIT_MAX_S;
	delay = (struct timeval){.tv_sec = trouble->wait_s};
	event_add(trouble->again, &delay);
}

void trouble_is_over(struct trouble *trouble)
{
	if (!trouble->wait_s)
		return;
	trouble->wait_s = 0;
	event_del(trouble->again);
	log_info("can %s again", trouble->what);
}
