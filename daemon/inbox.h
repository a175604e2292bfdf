/* SPDX-License-Identifier: MIT */
/*
 * The inbox: which files lie in it and which of them are ready to be read. inotify is a hint,
 * the directory is the truth: it is read whole at the start, when the kernel's queue ran over, and
 * every minute. Reading the files, and what becomes of them, is the intake's.
 */
#ifndef QUOTED_INBOX_H
#define QUOTED_INBOX_H

#include <event2/event.h>
#include <sys/queue.h>

#include "config.h"
#include "file.h"
#include "quoted/error.h"

enum file_state {
	STATE_SETTLING, /* waits to lie still */
	STATE_READY,    /* may be read */
	STATE_TAKEN,    /* the intake has it */
	STATE_PARKED,   /* cannot be read now; looked at again when it changes or at the next scan */
	STATE_KEPT,     /* done with, and left in the inbox until it changes */
};

struct inbox_file {
	TAILQ_ENTRY(inbox_file) in_state; /* the queue of its state */
	TAILQ_ENTRY(inbox_file) in_order; /* all files, by number */
	uint64_t number;                  /* of its arrival */
	enum file_state state;
	bool renamed;     /* handed over by a rename: it is whole */
	bool placeholder; /* it was empty when it was to be read, and is given time to be filled */
	bool known;       /* the ledger may have it: it lay there at the start, or could not be moved */
	bool unmoved;     /* it has its outcome, and could not be moved away */
	bool changed;     /* something happened to it since it was taken */
	unsigned seen;    /* the scan that saw it last */
	unsigned tries;   /* how often it was to be read and could not */
	int64_t due;      /* when it has settled, in monotonic milliseconds */
	struct look look; /* when it was last looked at; when it was read, once it is taken */
	char name[];
};

TAILQ_HEAD(file_queue, inbox_file);

struct inbox_counts {
	size_t pending, ready, parked; /* ready and parked ones are pending too */
	uint64_t overflows;
	bool polling;
	const char *degraded; /* why the inbox cannot be watched, or NULL */
};

struct inbox;

/* ready is called, at most once a turn of the loop, when there are files to take or some are gone. */
struct inbox *inbox_new(struct event_base *base, const struct config *config, void (*ready)(void *), void *data,
			struct error *err);
void inbox_free(struct inbox *inbox);

int inbox_directory(const struct inbox *inbox);

/* The next ready file, now taken; NULL if there is none. */
struct inbox_file *inbox_take(struct inbox *inbox);
/* Give a taken file back: it is gone or moved away; it is to settle again; it cannot be read now; it stays. */
void inbox_finish(struct inbox *inbox, struct inbox_file *file);
void inbox_settle(struct inbox *inbox, struct inbox_file *file);
void inbox_park(struct inbox *inbox, struct inbox_file *file);
void inbox_keep(struct inbox *inbox, struct inbox_file *file);

/* Look at everything now. Returns the number of the newest file, for inbox_settled. */
uint64_t inbox_scan(struct inbox *inbox);
/* Whether every file up to that number has its outcome, is parked, or is empty and waits for its bytes. */
bool inbox_settled(const struct inbox *inbox, uint64_t number);

/* Whether there are files that could not be moved away. */
bool inbox_has_unmoved(const struct inbox *inbox);

void inbox_count(const struct inbox *inbox, struct inbox_counts *ret);

#endif
