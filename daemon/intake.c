/* SPDX-License-Identifier: MIT */
/* Files on their way. How they are moved is in shelf.c, how they are read in file.c. */
#include "intake.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "backlog.h"
#include "folder.h"
#include "log.h"
#include "parcel.h"
#include "state.h"
#include "trouble.h"

#define ATTEMPTS_MAX 3        /* processes that one article may cost */
#define BYTES_MAX (64u << 20) /* of articles in hand at a time; one is always taken */
#define BATCH_MAX 256         /* articles in one transaction */
#define BACKLOG_MAX 250000    /* articles that wait to be entered, when no more are taken */
#define BATCH_BYTES (1 << 20) /* of theirs: nothing else is done while they are written */

struct intake {
	struct config *config;
	struct intake_calls calls;
	struct store *store;
	struct inbox *inbox;
	struct pool *pool;
	struct shelf *shelf;
	struct backlog *backlog;
	struct event *commit;
	struct parcel_queue finished, all;
	size_t in_hand, bytes_in_hand, finished_count;
	struct trouble storing, moving;
	bool single;                     /* commit one by one: the batch has a bad one in it */
	bool stopped, was_open, stalled; /* stalled: those that wait are entered first */
};

static void let_go(struct intake *intake, struct parcel *parcel)
{
	intake->in_hand--;
	TAILQ_REMOVE(&intake->all, parcel, in_all);
	intake->bytes_in_hand -= parcel->size;
	parcel_free(parcel);
}

/* Its outcome is known; the commit comes when the loop has nothing more urgent to do. */
static void finish(struct intake *intake, struct parcel *parcel)
{
	TAILQ_INSERT_TAIL(&intake->finished, parcel, link);
	intake->finished_count++;
	if (!intake->storing.wait_s)
		event_active(intake->commit, EV_TIMEOUT, 0);
}

static void fail(struct intake *intake, struct parcel *parcel, const char *reason)
{
	parcel->outcome = OUTCOME_FAILED;
	parcel->recorded |= parcel->failed_before;
	error_set(&parcel->reason, "%s", reason);
	finish(intake, parcel);
}

/* The bytes are read: are they known, or work for the pool? */
static void dispatch(struct intake *intake, struct parcel *parcel)
{
	parcel_hash(parcel);
	if (parcel_is_recorded(parcel, intake->store, intake->shelf, intake->config->keep)) {
		parcel->recorded = true;
		error_set(&parcel->reason, "it failed before");
		finish(intake, parcel);
	} else if (store_has(intake->store, parcel->hash) &&
		   !parcel_has_changed_back(parcel, intake->store, intake->config->keep)) {
		parcel->outcome = OUTCOME_DUPLICATE;
		finish(intake, parcel);
	} else {
		parcel->job.name = parcel->file->name;
		parcel->job.bytes = &parcel->bytes;
		pool_submit(intake->pool, &parcel->job);
	}
}

/* Give the file back to the inbox for now. */
static void put_back(struct intake *intake, struct parcel *parcel, enum file_result why, const struct error *err)
{
	struct inbox_file *file = parcel->file;

	if (why == FILE_GONE) {
		inbox_finish(intake->inbox, file);
	} else if (why == FILE_CHANGING) {
		inbox_settle(intake->inbox, file);
	} else {
		if (!file->tries)
			log_warning("%s; it stays in the inbox and is tried again", err->text);
		inbox_park(intake->inbox, file);
	}
	let_go(intake, parcel);
}

static void take(struct intake *intake, struct inbox_file *file)
{
	struct parcel *parcel = xcalloc(1, sizeof(*parcel));
	char beside[FOLDER_PATH];
	enum file_result result;
	struct error err;

	intake->in_hand++;
	TAILQ_INSERT_TAIL(&intake->all, parcel, in_all);
	parcel->file = file;
	if (folder_awaits(inbox_directory(intake->inbox), file->name, beside)) {
		error_set(&err, "\"%s\" is not finished: \"%s\" lies beside it", file->name, beside);
		put_back(intake, parcel, FILE_UNREADABLE, &err);
		return;
	}
	result = file_read(inbox_directory(intake->inbox), file->name, (size_t)intake->config->max_size, &parcel->bytes,
			   &file->look, &err);
	if (result == FILE_OK || result == FILE_REFUSED) {
		parcel->size = parcel->bytes.length;
		intake->bytes_in_hand += parcel->size;
	}
	if (result == FILE_REFUSED) {
		fail(intake, parcel, err.text);
	} else if (result != FILE_OK) {
		put_back(intake, parcel, result, &err);
	} else if (!parcel->bytes.length && !file->renamed && !file->tries++) {
		put_back(intake, parcel, FILE_CHANGING, NULL); /* a placeholder, perhaps: it is given time */
	} else {
		dispatch(intake, parcel);
	}
}

static void pump(void *data)
{
	struct intake *intake = data;
	struct inbox_file *file;

	while (!intake->stopped && intake->store && backlog_count(intake->backlog) < BACKLOG_MAX &&
	       intake->in_hand < 2 * pool_depth(intake->pool) + BATCH_MAX && intake->bytes_in_hand < BYTES_MAX &&
	       (file = inbox_take(intake->inbox)))
		take(intake, file);
	if (intake->finished_count >= BATCH_MAX && !intake->storing.wait_s)
		event_active(intake->commit, EV_TIMEOUT, 0);
	backlog_look(intake->backlog);
	intake->calls.settled(intake->calls.data);
}

static void on_done(void *data, struct job *job, enum frame_type type, const struct buffer *bytes)
{
	struct parcel *parcel = parcel_of(job);
	struct error err;

	if (type == FRAME_REFUSED) {
		fail(data, parcel, bytes->data);
	} else if (type == FRAME_MEMBERS) {
		finish(data, parcel);
	} else if (extraction_unpack(&parcel->extraction, bytes->data, bytes->length, &err) < 0) {
		fail(data, parcel, err.text);
	} else {
		parcel->outcome = OUTCOME_STORED;
		finish(data, parcel);
	}
	buffer_done(&parcel->bytes);
}

static void on_lost(void *data, struct job *job, const char *why)
{
	struct intake *intake = data;
	struct parcel *parcel = parcel_of(job);
	struct error err;
	int attempts = intake->store ? store_attempt(intake->store, parcel->hash, &err) : 0;

	if (attempts < 0)
		log_error("could not count an attempt at \"%s\": %s", job->name, err.text);
	parcel->attempts = attempts > parcel->attempts ? attempts : parcel->attempts + 1;
	if (parcel->attempts >= ATTEMPTS_MAX) {
		error_set(&err, "%s, %d times: set aside", why, ATTEMPTS_MAX);
		fail(intake, parcel, err.text);
	} else {
		pool_submit(intake->pool, job);
	}
}

/* Whether articles come faster than they can be entered. */
static bool is_burst(const struct intake *intake)
{
	struct inbox_counts counts;

	inbox_count(intake->inbox, &counts);
	return !intake->config->keep && (backlog_count(intake->backlog) ||
					 (intake->config->burst && counts.ready + 1 >= (size_t)intake->config->burst));
}

/* After the commit: tell, and move the file. */
static void complete(struct intake *intake, struct parcel *parcel)
{
	const char *reason = parcel->outcome == OUTCOME_FAILED ? parcel->reason.text : NULL;
	enum shelf_result moved = SHELF_LEFT;
	struct error err;

	if (reason && !parcel->recorded)
		log_warning("\"%s\" failed: %s", parcel->file->name, reason);
	else
		log_debug("\"%s\" is %s", parcel->file->name, outcome_name(parcel->outcome));
	if (!intake->config->keep)
		moved = shelf_move(intake->shelf, inbox_directory(intake->inbox), parcel->file->name,
				   &parcel->file->look, parcel->target, reason, &err);
	if (parcel->accepted && !parcel->recorded && parcel->outcome == OUTCOME_STORED)
		backlog_grow(intake->backlog);
	parcel->file->known = true;
	parcel->file->unmoved = moved == SHELF_NOT;
	if (moved == SHELF_LEFT)
		inbox_keep(intake->inbox, parcel->file);
	else if (moved == SHELF_MOVED)
		inbox_finish(intake->inbox, parcel->file);
	else
		inbox_park(intake->inbox, parcel->file);
	if (moved == SHELF_NOT)
		trouble_goes_on(&intake->moving, &err);
	if (!parcel->recorded)
		members_tell(&parcel->job.members, intake->calls.stored, intake->calls.data);
	if (parcel->article && !parcel->recorded && parcel->outcome == OUTCOME_STORED)
		intake->calls.stored(intake->calls.data, parcel->article);
	let_go(intake, parcel);
}

static void return_batch(struct intake *intake, struct parcel_queue *batch, bool uncertain)
{
	struct parcel *parcel;

	while ((parcel = TAILQ_LAST(batch, parcel_queue))) {
		TAILQ_REMOVE(batch, parcel, link);
		parcel->uncertain |= uncertain;
		TAILQ_INSERT_HEAD(&intake->finished, parcel, link);
		intake->finished_count++;
	}
}

/* The disk is full, or broken: wait, open the database afresh, and look which of these it has. */
static void back_off(struct intake *intake, struct parcel_queue *batch, const struct error *err)
{
	return_batch(intake, batch, true);
	trouble_goes_on(&intake->storing, err);
}

/* One that the store refuses becomes a failure of its own; among several it must be found first. */
static void isolate(struct intake *intake, struct parcel_queue *batch, const struct error *err)
{
	struct parcel *parcel = TAILQ_FIRST(batch);

	if (!intake->single) {
		intake->single = true;
	} else if (parcel->outcome != OUTCOME_FAILED) {
		parcel->outcome = OUTCOME_FAILED;
		error_set(&parcel->reason, "could not be stored: %.400s", err->text);
	} else {
		back_off(intake, batch, err);
		return;
	}
	return_batch(intake, batch, false);
	event_active(intake->commit, EV_TIMEOUT, 0);
}

/*
 * Fill batch from what is finished, leaving out what has changed in the inbox meanwhile. Articles are entered in the
 * order in which they came: as long as some wait, so do those that cannot be accepted.
 */
static void gather(struct intake *intake, struct parcel_queue *batch)
{
	struct parcel *parcel;
	size_t count = 0, bytes = 0, max = intake->single ? 1 : BATCH_MAX, waiting = backlog_count(intake->backlog);
	bool accepts = is_burst(intake);

	intake->stalled = false;
	while (count < max && bytes < BATCH_BYTES && (parcel = TAILQ_FIRST(&intake->finished))) {
		parcel->accepted = accepts && parcel->outcome == OUTCOME_STORED && !parcel_has_several(parcel);
		intake->stalled = waiting && !parcel->accepted && parcel->outcome != OUTCOME_FAILED &&
				  parcel->outcome != OUTCOME_DUPLICATE;
		if (intake->stalled)
			break;
		waiting += parcel->accepted;
		TAILQ_REMOVE(&intake->finished, parcel, link);
		intake->finished_count--;
		if (parcel_is_current(parcel, inbox_directory(intake->inbox))) {
			TAILQ_INSERT_TAIL(batch, parcel, link);
			bytes += parcel->size;
			count++;
		} else {
			put_back(intake, parcel, FILE_CHANGING, NULL);
		}
	}
}

static int write_batch(struct intake *intake, struct parcel_queue *batch, struct error *err)
{
	struct parcel *parcel;
	int result;

	backlog_settle(intake->backlog);
	result = store_begin(intake->store, err);
	TAILQ_FOREACH(parcel, batch, link)
	if (result == STORE_OK)
		result = parcel_write(parcel, intake->store, intake->shelf, intake->config->keep, err);
	if (result == STORE_OK)
		return store_commit(intake->store, err);
	store_rollback(intake->store);
	return result;
}

/* After the commit of all of them. */
static void complete_batch(struct intake *intake, struct parcel_queue *batch)
{
	struct parcel *parcel;

	trouble_is_over(&intake->storing);
	while ((parcel = TAILQ_FIRST(batch))) {
		TAILQ_REMOVE(batch, parcel, link);
		complete(intake, parcel);
	}
	if (intake->moving.wait_s && !inbox_has_unmoved(intake->inbox))
		trouble_is_over(&intake->moving);
	if (TAILQ_EMPTY(&intake->finished))
		intake->single = false;
	else if (!intake->stalled)
		event_active(intake->commit, EV_TIMEOUT, 0);
	pump(intake);
}

static bool is_busy(void *data)
{
	struct intake *intake = data;

	return intake->stopped || intake->storing.wait_s || (intake->in_hand && !intake->stalled);
}

static void on_entered(void *data, int64_t article)
{
	struct intake *intake = data;

	intake->calls.stored(intake->calls.data, article);
}

static void on_some_entered(void *data)
{
	struct intake *intake = data;

	if (intake->stalled)
		event_active(intake->commit, EV_TIMEOUT, 0);
	pump(intake);
}

static void on_commit(evutil_socket_t fd, short events, void *data)
{
	struct intake *intake = data;
	struct parcel_queue batch = TAILQ_HEAD_INITIALIZER(batch);
	struct error err;
	int result = STORE_OK;

	(void)fd, (void)events;
	if (!intake->store)
		return;
	gather(intake, &batch);
	shelf_look(intake->shelf);
	if (!TAILQ_EMPTY(&batch))
		result = write_batch(intake, &batch, &err);
	if (result == STORE_RETRY)
		back_off(intake, &batch, &err);
	else if (result != STORE_OK)
		isolate(intake, &batch, &err);
	else
		complete_batch(intake, &batch);
}

static void on_store_again(evutil_socket_t fd, short events, void *data)
{
	struct intake *intake = data;
	struct error err;

	store_close(intake->store);
	intake->store = state_store(intake->config, intake->was_open ? STORE_REOPEN : STORE_WRITE, &err);
	intake->was_open |= intake->store != NULL;
	backlog_use(intake->backlog, intake->store);
	if (intake->store)
		on_commit(fd, events, data);
	else
		trouble_goes_on(&intake->storing, &err);
}

/* Files that could not be moved are parked: a scan has them come round again. */
static void on_move_again(evutil_socket_t fd, short events, void *data)
{
	struct intake *intake = data;

	(void)fd, (void)events;
	inbox_scan(intake->inbox);
	if (inbox_has_unmoved(intake->inbox))
		trouble_goes_on(&intake->moving, &intake->moving.why);
	else
		trouble_is_over(&intake->moving);
}

/* 0, if it will be open some time; a database that cannot be used is no such. */
static int open_store(struct intake *intake, struct error *err)
{
	intake->store = state_store(intake->config, STORE_WRITE, err);
	intake->was_open = intake->store != NULL;
	if (intake->store)
		return 0;
	if (errno != EAGAIN)
		return -1;
	trouble_goes_on(&intake->storing, err);
	return 0;
}

struct intake *intake_new(struct event_base *base, struct config *config, const struct intake_calls *calls,
			  struct error *err)
{
	struct intake *intake = xcalloc(1, sizeof(*intake));
	const struct pool_calls pool_calls = {on_done, on_lost, intake};
	const struct backlog_calls backlog_calls = {is_busy, on_entered, on_some_entered, intake};

	*intake = (struct intake){.config = config, .calls = *calls};
	TAILQ_INIT(&intake->finished);
	TAILQ_INIT(&intake->all);
	intake->commit = event_new(base, -1, 0, on_commit, intake);
	event_priority_set(intake->commit, PRIORITY_LAST); /* after all results that have come in */
	trouble_init(&intake->storing, base, "store", on_store_again, intake);
	trouble_init(&intake->moving, base, "move a file", on_move_again, intake);
	if (open_store(intake, err) == 0)
		intake->shelf = shelf_new(config, err);
	if (intake->shelf)
		intake->pool = pool_new(base, config, &pool_calls, err);
	if (intake->pool)
		intake->inbox = inbox_new(base, config, pump, intake, err);
	if (!intake->inbox) {
		intake_free(intake);
		return NULL;
	}
	intake->backlog = backlog_new(base, &backlog_calls, intake->shelf, intake->inbox, &intake->storing);
	backlog_use(intake->backlog, intake->store);
	return intake;
}

void intake_stop(struct intake *intake)
{
	intake->stopped = true;
	if (!intake->storing.wait_s)
		on_commit(-1, 0, intake);
	if (intake->store)
		backlog_settle(intake->backlog);
}

void intake_free(struct intake *intake)
{
	pool_free(intake->pool);
	while (!TAILQ_EMPTY(&intake->all))
		let_go(intake, TAILQ_FIRST(&intake->all));
	inbox_free(intake->inbox);
	shelf_free(intake->shelf);
	backlog_free(intake->backlog);
	store_close(intake->store);
	event_free(intake->commit);
	trouble_done(&intake->storing);
	trouble_done(&intake->moving);
	free(intake);
}

int intake_retry(struct intake *intake, const char *name, struct error *err)
{
	return shelf_return(intake->shelf, inbox_directory(intake->inbox), name, err);
}

struct backlog *intake_backlog(struct intake *intake)
{
	return intake->backlog;
}

struct inbox *intake_inbox(struct intake *intake)
{
	return intake->inbox;
}

struct pool *intake_pool(struct intake *intake)
{
	return intake->pool;
}

struct store *intake_store(struct intake *intake)
{
	if (intake->store && intake->backlog)
		backlog_settle(intake->backlog);
	return intake->store;
}

const char *intake_trouble(const struct intake *intake)
{
	return intake->storing.wait_s  ? intake->storing.why.text
	       : intake->moving.wait_s ? intake->moving.why.text
				       : NULL;
}
