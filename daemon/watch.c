/* SPDX-License-Identifier: MIT */
/* inotify, and the kinds of file system on which it is silent about what others do. */
#include "watch.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "log.h"
#include "quoted/buffer.h"

/* MODIFY is left out: it would fill the kernel's queue sooner, and size and time of a file tell the same. */
#define MASK                                                                                                           \
	(IN_CREATE | IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_ATTRIB | IN_DELETE_SELF |           \
	 IN_MOVE_SELF | IN_ONLYDIR | IN_EXCL_UNLINK)

/* A folder below the one that is watched. */
struct below {
	int number; /* the kernel's; they rise */
	unsigned round;
	char *path;
};

struct watch {
	struct event_base *base;
	struct event *event;
	void (*hint)(void *, const char *, enum watch_hint);
	void *data;
	int fd;   /* -1: polling */
	int root; /* the kernel's number for the folder itself */
	char *path;
	struct below *below;
	size_t count, room;
	unsigned round;
	bool is_short; /* the kernel has no watch for one of them */
	uint64_t overflows;
};

/* statfs(2) magics of NFS, SMB, CIFS, SMB2, FUSE, 9p, AFS, Ceph and OCFS2. */
static const unsigned long remote[] = {0x6969,     0x517B,     0xFF534D42, 0xFE534D42, 0x65735546,
				       0x01021997, 0x5346414F, 0x00C36400, 0x7461636F};

static bool is_remote(const char *path)
{
	struct statfs status;

	if (statfs(path, &status) < 0)
		return false;
	for (size_t i = 0; i < sizeof(remote) / sizeof(*remote); i++)
		if ((unsigned long)status.f_type == remote[i])
			return true;
	return false;
}

struct watch *watch_new(struct event_base *base, void (*hint)(void *, const char *, enum watch_hint), void *data)
{
	struct watch *watch = xcalloc(1, sizeof(*watch));

	*watch = (struct watch){.base = base, .hint = hint, .data = data, .fd = -1};
	return watch;
}

static void stop(struct watch *watch)
{
	while (watch->count)
		free(watch->below[--watch->count].path);
	free(watch->path);
	watch->path = NULL;
	watch->is_short = false;
	if (watch->event)
		event_free(watch->event);
	watch->event = NULL;
	if (watch->fd >= 0)
		close(watch->fd);
	watch->fd = -1;
}

void watch_free(struct watch *watch)
{
	if (!watch)
		return;
	stop(watch);
	free(watch->below);
	free(watch);
}

static void on_readable(evutil_socket_t fd, short events, void *data)
{
	(void)fd;
	(void)events;
	watch_drain(data);
}

void watch_start(struct watch *watch, const char *path)
{
	stop(watch);
	if (is_remote(path)) {
		log_warning("\"%s\" is on a network file system: looking into it every few seconds", path);
		return;
	}
	watch->fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	watch->root = watch->fd < 0 ? -1 : inotify_add_watch(watch->fd, path, MASK);
	if (watch->root < 0) {
		log_warning("could not watch \"%s\": %s; looking into it every few seconds", path, strerror(errno));
		stop(watch);
		return;
	}
	watch->event = event_new(watch->base, watch->fd, EV_READ | EV_PERSIST, on_readable, watch);
	event_add(watch->event, NULL);
	watch->path = xstrdup(path);
}

static int compare(const void *a, const void *b)
{
	const struct below *left = a, *right = b;

	return (left->number > right->number) - (left->number < right->number);
}

static struct below *find(struct watch *watch, int number)
{
	struct below key = {.number = number};

	return watch->count ? bsearch(&key, watch->below, watch->count, sizeof(key), compare) : NULL;
}

void watch_add(struct watch *watch, const char *path)
{
	char whole[PATH_MAX];
	struct below *below;
	int number;

	if (watch->fd < 0 || !*path || snprintf(whole, sizeof(whole), "%s/%s", watch->path, path) >= PATH_MAX)
		return;
	number = inotify_add_watch(watch->fd, whole, MASK | IN_DONT_FOLLOW);
	if (number < 0 && (errno == ENOSPC || errno == ENOMEM)) {
		if (!watch->is_short)
			log_warning("could not watch \"%s\": %s; looking into it every few seconds", whole,
				    strerror(errno));
		watch->is_short = true;
	}
	if (number < 0 || number == watch->root)
		return;
	below = find(watch, number);
	if (!below) {
		if (watch->count == watch->room) {
			watch->room = watch->room ? watch->room * 2 : 16;
			watch->below = xrealloc(watch->below, watch->room, sizeof(*watch->below));
		}
		below = &watch->below[watch->count++]; /* the kernel's numbers rise, so it stands at its place */
		below->path = NULL;
	}
	free(below->path);
	*below = (struct below){number, watch->round, xstrdup(path)};
}

void watch_sweep(struct watch *watch)
{
	size_t kept = 0;

	for (size_t i = 0; i < watch->count; i++) {
		struct below *below = &watch->below[i];

		if (below->round == watch->round) {
			watch->below[kept++] = *below;
			continue;
		}
		inotify_rm_watch(watch->fd, below->number);
		free(below->path);
	}
	watch->count = kept;
	watch->round++;
}

/* Tell what happened to a name in one of the folders. */
static void tell(struct watch *watch, const struct inotify_event *event, enum watch_hint hint)
{
	const struct below *below = find(watch, event->wd);
	char path[PATH_MAX];

	if (event->wd == watch->root)
		watch->hint(watch->data, event->name, hint);
	else if (below && snprintf(path, sizeof(path), "%s/%s", below->path, event->name) < PATH_MAX)
		watch->hint(watch->data, path, hint);
}

static enum watch_hint hint_of(uint32_t mask)
{
	if (mask & IN_MOVED_TO)
		return WATCH_RENAMED;
	return mask & IN_CLOSE_WRITE ? WATCH_CLOSED : WATCH_CREATED;
}

void watch_drain(struct watch *watch)
{
	_Alignas(struct inotify_event) char room[65536];
	bool rescan = false;
	ssize_t got;

	while (watch->fd >= 0 && (got = read(watch->fd, room, sizeof(room))) > 0) {
		const struct inotify_event *event;

		for (char *at = room; at < room + got; at += sizeof(*event) + event->len) {
			event = (const struct inotify_event *)(const void *)at;
			if (event->mask & IN_Q_OVERFLOW) {
				watch->overflows++;
				rescan = true;
			} else if (event->mask & (IN_DELETE_SELF | IN_MOVE_SELF | IN_IGNORED | IN_UNMOUNT)) {
				if (event->wd != watch->root && !find(watch, event->wd))
					continue; /* watched no more */
				rescan = true;
			} else if (event->len) {
				tell(watch, event, hint_of(event->mask));
			}
		}
	}
	if (rescan)
		watch->hint(watch->data, NULL, WATCH_RESCAN);
}

bool watch_polls(const struct watch *watch)
{
	return watch->fd < 0 || watch->is_short;
}

uint64_t watch_overflows(const struct watch *watch)
{
	return watch->overflows;
}
