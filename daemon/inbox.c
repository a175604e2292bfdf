/* SPDX-License-Identifier: MIT */
/* The files of the inbox and their states. What the kernel tells comes from watch.c. */
#include "inbox.h"

#include <errno.h>
#include <fcntl.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "folder.h"
#include "log.h"
#include "watch.h"

#define EMPTY_MS 600000 /* a file of no bytes may be a placeholder that is filled later */
#define RESCAN_S 60
#define POLL_S 5
#define SETTLE_FACTOR 2 /* for what a scan found, or a link made: nobody told that it was closed */

struct inbox {
	const struct config *config;
	struct watch *watch;
	struct event *settled, *rescan, *announce;
	void (*ready)(void *);
	void *data;
	int directory;
	void *names; /* tsearch(3) over the files */
	struct file_queue settling, ready_files, parked, order, others;
	size_t counts[STATE_KEPT + 1]; /* files of each state */
	uint64_t newest;
	unsigned scans, turns;
	const char *degraded;
};

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void arm(struct event *timer, int64_t ms)
{
	struct timeval delay = {.tv_sec = ms / 1000, .tv_usec = (ms % 1000) * 1000};

	event_add(timer, &delay);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct inbox_file *)a)->name, ((const struct inbox_file *)b)->name);
}

static struct inbox_file *find(struct inbox *inbox, const char *name)
{
	union {
		struct inbox_file file;
		char room[sizeof(struct inbox_file) + FOLDER_PATH];
	} key;
	void *found;

	if (strlen(name) >= FOLDER_PATH)
		return NULL;
	memcpy(key.room + offsetof(struct inbox_file, name), name, strlen(name) + 1);
	found = tfind(&key, &inbox->names, by_name);
	return found ? *(struct inbox_file **)found : NULL;
}

static struct file_queue *queue_of(struct inbox *inbox, enum file_state state)
{
	switch (state) {
	case STATE_SETTLING:
		return &inbox->settling;
	case STATE_READY:
		return &inbox->ready_files;
	case STATE_PARKED:
		return &inbox->parked;
	default:
		return &inbox->others;
	}
}

static void leave_state(struct inbox *inbox, struct inbox_file *file)
{
	inbox->counts[file->state]--;
	TAILQ_REMOVE(queue_of(inbox, file->state), file, in_state);
}

static void set_state(struct inbox *inbox, struct inbox_file *file, enum file_state state)
{
	leave_state(inbox, file);
	file->state = state;
	inbox->counts[state]++;
	TAILQ_INSERT_TAIL(queue_of(inbox, state), file, in_state);
	if (state == STATE_READY)
		arm(inbox->announce, 0);
}

/* Wait from now on. Delays differ, so the queue is kept in order of the time due; almost always that is at its end. */
static void settle(struct inbox *inbox, struct inbox_file *file, int64_t delay)
{
	struct inbox_file *before;

	leave_state(inbox, file);
	file->state = STATE_SETTLING;
	inbox->counts[STATE_SETTLING]++;
	file->due = now_ms() + delay;
	TAILQ_FOREACH_REVERSE(before, &inbox->settling, file_queue, in_state)
	if (before->due <= file->due)
		break;
	if (before)
		TAILQ_INSERT_AFTER(&inbox->settling, before, file, in_state);
	else
		TAILQ_INSERT_HEAD(&inbox->settling, file, in_state);
	if (TAILQ_FIRST(&inbox->settling) == file)
		arm(inbox->settled, delay);
}

static struct inbox_file *add(struct inbox *inbox, const char *name)
{
	size_t length = strlen(name) + 1;
	struct inbox_file *file = xcalloc(1, sizeof(*file) + length);

	memcpy(file->name, name, length);
	file->number = ++inbox->newest;
	file->state = STATE_KEPT;
	file->seen = inbox->scans;
	TAILQ_INSERT_TAIL(&inbox->order, file, in_order);
	TAILQ_INSERT_TAIL(&inbox->others, file, in_state);
	if (!tsearch(file, &inbox->names, by_name))
		abort();
	inbox->counts[STATE_KEPT]++;
	return file;
}

static void drop(struct inbox *inbox, struct inbox_file *file)
{
	tdelete(file, &inbox->names, by_name);
	if (file->state != STATE_TAKEN)
		arm(inbox->announce, 0); /* somebody may wait for it */
	leave_state(inbox, file);
	TAILQ_REMOVE(&inbox->order, file, in_order);
	free(file);
}

/*
 * The file may have changed: decide how long it has to lie still. True if it is a folder. A scan walks into those
 * itself and shows none here but what lies too deep.
 */
static bool touch(struct inbox *inbox, const char *name, enum watch_hint hint)
{
	struct inbox_file *file = find(inbox, name);
	struct look look;
	bool is_new = !file;
	int64_t delay = inbox->config->settle;

	if (file_look(inbox->directory, name, &look) < 0) {
		if (file && file->state != STATE_TAKEN)
			drop(inbox, file);
		return false;
	}
	if (!is_new)
		file->seen = inbox->scans;
	if (S_ISDIR(look.mode)) {
		if (is_new && hint == WATCH_SCANNED) {
			add(inbox, name);
			log_warning("ignored folder \"%s\": it lies too deep in the inbox", name);
		}
		return true;
	}
	if (is_new)
		file = add(inbox, name);
	if (file->state == STATE_TAKEN) {
		file->changed = true;
		return false;
	}
	if (hint == WATCH_SCANNED && !is_new && look_equal(&look, &file->look) && file->state != STATE_PARKED)
		return false;
	if (file->state == STATE_READY && hint != WATCH_RENAMED)
		return false; /* reading it tells whether it is changing */
	file->renamed = hint == WATCH_RENAMED;
	file->placeholder = false;
	file->look = look;
	if (hint == WATCH_RENAMED && look.size > 0) {
		set_state(inbox, file, STATE_READY);
		return false;
	}
	if (hint == WATCH_CREATED || hint == WATCH_SCANNED)
		delay *= SETTLE_FACTOR;
	settle(inbox, file, delay);
	return false;
}

static void on_folder(void *data, const char *path)
{
	struct inbox *inbox = data;

	watch_add(inbox->watch, path);
}

static void on_file(void *data, const char *path)
{
	touch(data, path, WATCH_SCANNED);
}

/* Watch a folder and those in it, and look at all of their files. False if one could not be listed whole. */
static bool walk(struct inbox *inbox, const char *path)
{
	const struct folder_calls calls = {on_folder, on_file, inbox};

	return folder_walk(inbox->directory, path, &calls);
}

static void on_hint(void *data, const char *name, enum watch_hint hint)
{
	struct inbox *inbox = data;
	char awaited[FOLDER_PATH];

	if (hint == WATCH_RESCAN) {
		inbox_scan(inbox);
		return;
	}
	if (folder_awaited(name, awaited)) {
		name = awaited;
		hint = WATCH_CREATED;
	}
	if (strlen(name) < FOLDER_PATH && !folder_ignores(name, false) && touch(inbox, name, hint) &&
	    !folder_ignores(name, true) && !folder_is_deep(name))
		walk(inbox, name);
}

/* Every file whose time has come and that has lain still is ready; the rest wait again. */
static void on_settled(evutil_socket_t fd, short events, void *data)
{
	struct inbox *inbox = data;
	struct inbox_file *file;
	int64_t now = now_ms();

	(void)fd;
	(void)events;
	while ((file = TAILQ_FIRST(&inbox->settling)) && file->due <= now) {
		struct look look;

		if (file_look(inbox->directory, file->name, &look) < 0) {
			drop(inbox, file);
			continue;
		}
		if (!look_equal(&look, &file->look)) {
			file->look = look;
			file->placeholder = false;
			settle(inbox, file, inbox->config->settle);
			continue;
		}
		set_state(inbox, file, STATE_READY);
	}
	if (file)
		arm(inbox->settled, file->due - now);
}

static void on_announce(evutil_socket_t fd, short events, void *data)
{
	struct inbox *inbox = data;

	(void)fd;
	(void)events;
	inbox->ready(inbox->data);
}

/* Files that were not seen by the last scan are gone. */
static void drop_unseen(struct inbox *inbox)
{
	struct inbox_file *file = TAILQ_FIRST(&inbox->order), *next;

	for (; file; file = next) {
		next = TAILQ_NEXT(file, in_order);
		if (file->seen != inbox->scans && file->state != STATE_TAKEN)
			drop(inbox, file);
	}
}

static void set_degraded(struct inbox *inbox, const char *why)
{
	if (why && !inbox->degraded)
		log_error("could not read the inbox \"%s\": %s; trying again", inbox->config->inbox, why);
	else if (!why && inbox->degraded)
		log_info("the inbox \"%s\" can be read again", inbox->config->inbox);
	inbox->degraded = why;
}

enum folder { FOLDER_AWAY, FOLDER_SAME, FOLDER_OTHER };

/* The folder may have been removed, renamed or mounted over; events do not tell all of that. */
static enum folder look_at_folder(struct inbox *inbox)
{
	struct stat path, ours;
	int fd;

	if (stat(inbox->config->inbox, &path) < 0) {
		set_degraded(inbox, "it is not there");
		return FOLDER_AWAY;
	}
	if (fstat(inbox->directory, &ours) == 0 && path.st_dev == ours.st_dev && path.st_ino == ours.st_ino &&
	    !inbox->degraded)
		return FOLDER_SAME;
	fd = open(inbox->config->inbox, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0) {
		set_degraded(inbox, "it cannot be opened");
		return FOLDER_AWAY;
	}
	dup3(fd, inbox->directory, O_CLOEXEC);
	close(fd);
	watch_start(inbox->watch, inbox->config->inbox);
	return FOLDER_OTHER;
}

uint64_t inbox_scan(struct inbox *inbox)
{
	bool is_whole;

	/* First what the kernel has to tell: a file renamed in needs not settle. */
	watch_drain(inbox->watch);
	if (look_at_folder(inbox) == FOLDER_AWAY)
		return inbox->newest;
	inbox->scans++;
	is_whole = walk(inbox, "");
	set_degraded(inbox, is_whole ? NULL : "it cannot be listed whole");
	if (is_whole)
		drop_unseen(inbox);
	watch_sweep(inbox->watch);
	return inbox->newest;
}

static void on_rescan(evutil_socket_t fd, short events, void *data)
{
	struct inbox *inbox = data;

	(void)fd;
	(void)events;
	if (++inbox->turns % (RESCAN_S / POLL_S) == 0 || watch_polls(inbox->watch) ||
	    look_at_folder(inbox) != FOLDER_SAME)
		inbox_scan(inbox);
	arm(inbox->rescan, POLL_S * 1000);
}

struct inbox *inbox_new(struct event_base *base, const struct config *config, void (*ready)(void *), void *data,
			struct error *err)
{
	struct inbox *inbox = xcalloc(1, sizeof(*inbox));
	struct inbox_file *file;

	*inbox = (struct inbox){.config = config, .ready = ready, .data = data};
	TAILQ_INIT(&inbox->settling);
	TAILQ_INIT(&inbox->ready_files);
	TAILQ_INIT(&inbox->parked);
	TAILQ_INIT(&inbox->order);
	TAILQ_INIT(&inbox->others);
	inbox->directory = directory_open(config->inbox, err);
	if (inbox->directory < 0) {
		free(inbox);
		return NULL;
	}
	inbox->settled = evtimer_new(base, on_settled, inbox);
	inbox->rescan = evtimer_new(base, on_rescan, inbox);
	inbox->announce = evtimer_new(base, on_announce, inbox);
	inbox->watch = watch_new(base, on_hint, inbox);
	watch_start(inbox->watch, config->inbox);
	inbox_scan(inbox);
	TAILQ_FOREACH(file, &inbox->order, in_order)
	file->known = true;
	arm(inbox->rescan, POLL_S * 1000);
	return inbox;
}

void inbox_free(struct inbox *inbox)
{
	struct inbox_file *file;

	if (!inbox)
		return;
	while ((file = TAILQ_FIRST(&inbox->order)))
		drop(inbox, file);
	watch_free(inbox->watch);
	event_free(inbox->settled);
	event_free(inbox->rescan);
	event_free(inbox->announce);
	close(inbox->directory);
	free(inbox);
}

int inbox_directory(const struct inbox *inbox)
{
	return inbox->directory;
}

struct inbox_file *inbox_take(struct inbox *inbox)
{
	struct inbox_file *file = TAILQ_FIRST(&inbox->ready_files);

	if (!file)
		return NULL;
	set_state(inbox, file, STATE_TAKEN);
	file->changed = false;
	return file;
}

/* A new file may have come under the name meanwhile, so look; what is gone is dropped by that. */
void inbox_finish(struct inbox *inbox, struct inbox_file *file)
{
	char name[FOLDER_PATH];

	memcpy(name, file->name, strlen(file->name) + 1);
	drop(inbox, file);
	touch(inbox, name, WATCH_CREATED);
}

void inbox_settle(struct inbox *inbox, struct inbox_file *file)
{
	struct look look;

	if (file_look(inbox->directory, file->name, &look) < 0) {
		drop(inbox, file);
		return;
	}
	file->look = look;
	file->placeholder = !look.size;
	settle(inbox, file, file->placeholder ? EMPTY_MS : inbox->config->settle);
}

void inbox_park(struct inbox *inbox, struct inbox_file *file)
{
	file->tries++;
	set_state(inbox, file, STATE_PARKED);
	if (file->changed)
		inbox_settle(inbox, file);
}

void inbox_keep(struct inbox *inbox, struct inbox_file *file)
{
	set_state(inbox, file, STATE_KEPT);
	if (file->changed)
		touch(inbox, file->name, WATCH_SCANNED);
}

bool inbox_settled(const struct inbox *inbox, uint64_t number)
{
	const struct inbox_file *file;

	TAILQ_FOREACH(file, &inbox->order, in_order)
	{
		if (file->number > number)
			return true;
		if (file->state == STATE_READY || file->state == STATE_TAKEN ||
		    (file->state == STATE_SETTLING && !file->placeholder))
			return false;
	}
	return true;
}

bool inbox_has_unmoved(const struct inbox *inbox)
{
	const struct inbox_file *file;

	TAILQ_FOREACH(file, &inbox->order, in_order)
	if (file->unmoved)
		return true;
	return false;
}

void inbox_count(const struct inbox *inbox, struct inbox_counts *ret)
{
	*ret = (struct inbox_counts){.pending = inbox->counts[STATE_SETTLING] + inbox->counts[STATE_READY] +
						inbox->counts[STATE_TAKEN] + inbox->counts[STATE_PARKED],
				     .ready = inbox->counts[STATE_READY],
				     .parked = inbox->counts[STATE_PARKED],
				     .overflows = watch_overflows(inbox->watch),
				     .polling = watch_polls(inbox->watch),
				     .degraded = inbox->degraded};
}
