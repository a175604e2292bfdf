/* SPDX-License-Identifier: MIT */
/* What the kernel tells about folders: inotify(7), or nothing where it cannot be had. */
#ifndef QUOTED_WATCH_H
#define QUOTED_WATCH_H

#include <event2/event.h>
#include <stdbool.h>
#include <stdint.h>

enum watch_hint {
	WATCH_RENAMED, /* moved in: it is whole */
	WATCH_CLOSED,  /* a writer closed it */
	WATCH_CREATED, /* made, linked, or its mode changed */
	WATCH_SCANNED, /* found by reading the folder */
	WATCH_RESCAN,  /* events were lost, or the folder itself changed; no name */
};

struct watch;

/* hint is called for each path, relative to the folder, that something happened to. */
struct watch *watch_new(struct event_base *base, void (*hint)(void *, const char *, enum watch_hint), void *data);
void watch_free(struct watch *watch);
/* Watch this folder instead of all before. Where that cannot be done watch_polls says so. */
void watch_start(struct watch *watch, const char *path);
/* Watch a folder below it too, path being relative to it; again, if it is watched already. */
void watch_add(struct watch *watch, const char *path);
/* Watch no more what watch_add was not called for since the last time. */
void watch_sweep(struct watch *watch);
/* Take what the kernel has to tell now. */
void watch_drain(struct watch *watch);
/* Whether the folder has to be read again and again, since no events come from it. */
bool watch_polls(const struct watch *watch);
uint64_t watch_overflows(const struct watch *watch);

#endif
