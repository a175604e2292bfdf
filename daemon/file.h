/* SPDX-License-Identifier: MIT */
/*
 * Files of the inbox: reading one safely, and moving it away without ever overwriting another. A name may be a path of
 * folders below the directory; links among them are never followed.
 */
#ifndef QUOTED_FILE_H
#define QUOTED_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

#include "quoted/buffer.h"
#include "quoted/error.h"

/* What a file looked like; when two looks are equal it has not been written to between them. */
struct look {
	dev_t device;
	ino_t inode;
	off_t size;
	struct timespec modified, changed;
	mode_t mode;
};

/* -1 with errno set. Symbolic links are not followed. */
int file_look(int directory, const char *name, struct look *ret);
bool look_equal(const struct look *a, const struct look *b);

/* Open a folder below directory for listing; -1 with errno set. */
int folder_open(int directory, const char *path);
/* Make the folders of name below directory that are missing. 0, or -1 with errno set. */
int folder_make(int directory, const char *name);

enum file_result {
	FILE_OK,
	FILE_GONE,       /* no such file any more */
	FILE_UNREADABLE, /* not now: permissions, too many open files, an I/O error */
	FILE_CHANGING,   /* written to while it was read */
	FILE_REFUSED,    /* never: no regular file, or too large */
};

/*
 * Read the whole of name into bytes, at most max of them. look: what it was, before and after. With another result than
 * FILE_OK err says why.
 */
enum file_result file_read(int directory, const char *name, size_t max, struct buffer *bytes, struct look *look,
			   struct error *err);

/*
 * Whether what lies there is not what look was of: another file, or written to since, or open for writing so that it
 * may be. A rename alone changes nothing. False if it is not there.
 */
bool file_is_other(int directory, const char *name, const struct look *look);

/*
 * A name that is free in directory: name itself (number 0), or name with ".1", ".2" … before its suffix, from number
 * on. In the arena.
 */
const char *file_free_name(int directory, const char *name, unsigned number, struct arena *arena);

/* Put the file's bytes on the disk, as whoever dropped it may not have. What is no regular file has none. */
void file_sync(int directory, const char *name);

/* Rename from/name to to/target, which must not exist. 0, or -1 with err set. */
int file_move(int from, const char *name, int to, const char *target, struct error *err);

/* Write a file whole, or not at all. */
int file_write(int directory, const char *name, const char *text, size_t length, struct error *err);

/* Open a directory, and make it first if it is missing; -1 with err set. */
int directory_open(const char *path, struct error *err);

#endif
