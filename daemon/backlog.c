/* SPDX-License-Identifier: MIT */
/* See backlog.h. What entering an article is, is the store's. */
#include "backlog.h"

#include <stdlib.h>

#include "intake.h"
#include "log.h"

#define TURN_MAX 16     /* articles of a turn */
#define COMMIT_MAX 1024 /* of a transaction: each page of an index is written once in it */

struct backlog {
	struct backlog_calls calls;
	struct shelf *shelf;
	struct inbox *inbox;
	struct trouble *trouble;
	struct store *store; /* NULL: none is open */
	struct event *turn;
	bool is_open;                 /* its transaction */
	bool single;                  /* enter one by one: one of them cannot be */
	int64_t articles[COMMIT_MAX]; /* of the transaction */
	size_t count, taken;          /* articles, and duplicates too */
	uint64_t accepted, entered;   /* since the start */
	uint64_t inherited;           /* of those accepted: before it */
	bool was_used;
};

size_t backlog_count(const struct backlog *backlog)
{
	return (size_t)(backlog->accepted - backlog->entered);
}

uint64_t backlog_mark(const struct backlog *backlog)
{
	return backlog->accepted;
}

bool backlog_is_past(const struct backlog *backlog, uint64_t mark)
{
	return backlog->entered >= mark;
}

void backlog_look(struct backlog *backlog)
{
	struct timeval now = {0};

	/* By a timer, not event_active: what comes in is looked at between two turns. */
	if (backlog_count(backlog))
		event_add(backlog->turn, &now);
}

static void undo(struct backlog *backlog)
{
	store_rollback(backlog->store);
	backlog->is_open = false;
	backlog->count = backlog->taken = 0;
}

static void tell(struct backlog *backlog)
{
	backlog->entered += backlog->taken;
	for (size_t i = 0; i < backlog->count; i++)
		backlog->calls.entered(backlog->calls.data, backlog->articles[i]);
	backlog->count = backlog->taken = 0;
	if (!backlog_count(backlog))
		log_info("all articles are entered");
	backlog->calls.settled(backlog->calls.data);
}

static int commit(struct backlog *backlog, struct error *err)
{
	int result = backlog->is_open ? store_commit(backlog->store, err) : STORE_OK;

	if (!backlog->is_open)
		return STORE_OK;
	backlog->is_open = false;
	if (result == STORE_OK)
		tell(backlog);
	else
		undo(backlog);
	return result;
}

void backlog_settle(struct backlog *backlog)
{
	struct error err;

	if (commit(backlog, &err) != STORE_OK)
		trouble_goes_on(backlog->trouble, &err);
}

/* It has failed, and its file is moved after the commit, as always. */
static int fail_oldest(struct backlog *backlog, const char *file, const char *reason, struct error *err)
{
	struct arena arena = {0};
	const char *target = shelf_name(backlog->shelf, true, file, &arena);
	int result = store_give_up(backlog->store, reason, target, err);

	if (result == STORE_OK)
		result = store_commit(backlog->store, err);
	if (result == STORE_OK)
		shelf_refuse(backlog->shelf, file, target, reason);
	arena_done(&arena);
	return result;
}

/*
 * Its file lies in the inbox again and will be read. That was moved before the commit: once the ledger has forgotten
 * it, nothing else would bring it back.
 */
static int forget_oldest(struct backlog *backlog, struct error *err)
{
	int result = store_hand_back(backlog->store, err);

	return result == STORE_OK ? store_commit(backlog->store, err) : result;
}

/* The oldest cannot be entered. */
static int refuse_oldest(struct backlog *backlog, const struct error *why, struct error *err)
{
	struct buffer name = {0}, file = {0};
	struct error reason;
	int result = store_begin(backlog->store, err);

	error_set(&reason, "could not be stored: %.400s", why->text);
	if (result == STORE_OK)
		result = store_oldest(backlog->store, &name, &file, err);
	if (result == STORE_OK && backlog->entered < backlog->inherited &&
	    shelf_hand_back(backlog->shelf, inbox_directory(backlog->inbox), file.data))
		result = forget_oldest(backlog, err);
	else if (result == STORE_OK)
		result = fail_oldest(backlog, file.data, reason.text, err);
	if (result == STORE_OK) {
		log_warning("\"%s\" %s", name.data, reason.text);
		backlog->taken = 1;
		backlog->single = false;
		tell(backlog);
	} else {
		store_rollback(backlog->store);
	}
	buffer_done(&name);
	buffer_done(&file);
	return result;
}

static int enter(struct backlog *backlog, struct error *err)
{
	size_t max = backlog->single ? 1 : TURN_MAX;
	int result = backlog->is_open ? STORE_OK : store_begin(backlog->store, err);

	backlog->is_open |= result == STORE_OK;
	for (size_t i = 0; i < max && result == STORE_OK && backlog->taken < COMMIT_MAX; i++) {
		int64_t article = 0;

		result = store_enter(backlog->store, &article, err);
		backlog->taken += result == STORE_OK;
		if (result == STORE_OK && article)
			backlog->articles[backlog->count++] = article;
	}
	if (result == STORE_NONE) {
		result = commit(backlog, err);
		backlog->entered = result == STORE_OK ? backlog->accepted : backlog->entered;
	} else if (result == STORE_OK && (backlog->single || backlog->taken == COMMIT_MAX)) {
		result = commit(backlog, err);
	}
	return result;
}

static void on_turn(evutil_socket_t fd, short events, void *data)
{
	struct backlog *backlog = data;
	struct error why, err;
	int result;

	(void)fd, (void)events;
	if (!backlog->store)
		return;
	if (backlog->calls.is_busy(backlog->calls.data)) {
		backlog_settle(backlog);
		return;
	}
	result = enter(backlog, &why);
	err = why;
	if (result != STORE_OK)
		undo(backlog);
	if (result == STORE_ERROR && backlog->single) {
		result = refuse_oldest(backlog, &why, &err);
	} else if (result == STORE_ERROR) {
		backlog->single = true;
		result = STORE_OK;
	}
	if (result != STORE_OK)
		trouble_goes_on(backlog->trouble, &err);
	else
		backlog_look(backlog);
}

void backlog_use(struct backlog *backlog, struct store *store)
{
	struct store_counts counts = {0};
	uint64_t waiting;
	struct error err;

	backlog->store = store;
	backlog->is_open = false;
	backlog->count = backlog->taken = 0;
	if (!store || store_count(store, &counts, &err) != STORE_OK)
		return;
	/* A commit of unknown outcome may have entered or accepted some. */
	waiting = (uint64_t)counts.backlog;
	if (!backlog->was_used)
		backlog->inherited = waiting;
	backlog->was_used = true;
	if (backlog->entered + waiting > backlog->accepted)
		backlog->accepted = backlog->entered + waiting;
	backlog->entered = backlog->accepted - waiting;
	backlog_look(backlog);
}

void backlog_grow(struct backlog *backlog)
{
	if (!backlog_count(backlog))
		log_info("more articles come than can be entered: they are stored first, and entered after");
	backlog->accepted++;
}

struct backlog *backlog_new(struct event_base *base, const struct backlog_calls *calls, struct shelf *shelf,
			    struct inbox *inbox, struct trouble *trouble)
{
	struct backlog *backlog = xcalloc(1, sizeof(*backlog));

	backlog->calls = *calls;
	backlog->shelf = shelf;
	backlog->inbox = inbox;
	backlog->trouble = trouble;
	backlog->turn = evtimer_new(base, on_turn, backlog);
	event_priority_set(backlog->turn, PRIORITY_LAST);
	return backlog;
}

void backlog_free(struct backlog *backlog)
{
	if (!backlog)
		return;
	event_free(backlog->turn);
	free(backlog);
}
