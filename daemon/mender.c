/* SPDX-License-Identifier: MIT */
/* See mender.h. What is done is the store's. */
#include "mender.h"

#include <stdlib.h>

#include "log.h"

#define RETRY_S 1 /* after a failure: a full disk, say */

struct mender {
	struct intake *intake;
	struct event *turn;
	bool is_troubled; /* and that was said */
};

static int do_some(struct store *store, struct error *err)
{
	int result = store_begin(store, err);

	if (result != STORE_OK)
		return result;
	result = store_relink(store, err);
	if (result == STORE_OK)
		return store_commit(store, err);
	store_rollback(store);
	return result;
}

static void on_turn(evutil_socket_t fd, short events, void *data)
{
	struct mender *mender = data;
	struct store *store = intake_store(mender->intake);
	struct timeval delay = {.tv_sec = RETRY_S};
	struct error err;

	(void)fd, (void)events;
	if (!store) {
		event_add(mender->turn, &delay);
		return;
	}
	if (!store_has_relinks(store))
		return;
	if (do_some(store, &err) == STORE_OK) {
		mender->is_troubled = false;
		mender_look(mender);
		return;
	}
	if (!mender->is_troubled)
		log_error("could not go on with a correction: %s; trying again", err.text);
	mender->is_troubled = true;
	event_add(mender->turn, &delay);
}

void mender_look(struct mender *mender)
{
	event_active(mender->turn, EV_TIMEOUT, 0);
}

struct mender *mender_new(struct event_base *base, struct intake *intake)
{
	struct mender *mender = xcalloc(1, sizeof(*mender));

	mender->intake = intake;
	mender->turn = event_new(base, -1, 0, on_turn, mender);
	event_priority_set(mender->turn, PRIORITY_LAST);
	mender_look(mender);
	return mender;
}

void mender_free(struct mender *mender)
{
	if (!mender)
		return;
	event_free(mender->turn);
	free(mender);
}
