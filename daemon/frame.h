/* SPDX-License-Identifier: MIT */
/* Messages between the daemon's processes: a type, a number that answers repeat, and bytes. */
#ifndef QUOTED_FRAME_H
#define QUOTED_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "quoted/buffer.h"

struct evbuffer;

enum frame_type {
	FRAME_READY,          /* extract to main: it has its rules */
	FRAME_ARTICLE,        /* main to extract: name, NUL, bytes */
	FRAME_STATEMENTS,     /* extract to main: the extraction's JSON */
	FRAME_REFUSED,        /* extract to main: why it is no article */
	FRAME_MEMBER,         /* extract to main: the extraction's JSON of one of the file's articles; more come */
	FRAME_MEMBER_REFUSED, /* extract to main: the name of one of them, NUL, why it is none; more come */
	FRAME_MEMBERS,        /* extract to main: that was all of them */
	FRAME_STATUS,         /* serve to main, and back: JSON */
	FRAME_SYNC,           /* serve to main, and back: JSON */
	FRAME_RETRY,          /* serve to main: a name or nothing; and back: JSON */
	FRAME_CORRECT,        /* serve to main: a struct amendment; and back: JSON */
	FRAME_REREAD,         /* main to extract: an extraction without statements, whose text is to be read again */
	FRAME_REEXTRACT,      /* serve to main: a struct reread_order; and back: JSON */
	FRAME_STORED,         /* main to serve: the number is an article's id that can now be read */
	FRAME_CONVERT,        /* extract to its clerk: a kind of document, NUL, its bytes */
	FRAME_CONVERTED,      /* the clerk's answer: text; otherwise FRAME_REFUSED */
};

struct frame {
	uint32_t type;
	uint32_t length;
	uint64_t number;
};

#define FRAME_MAX (256u << 20) /* bytes; a longer one is a broken peer */

/* Add a frame. */
void frame_add(struct evbuffer *to, enum frame_type type, uint64_t number, const struct buffer *bytes);

/*
 * Take the next frame off from. 1: *frame is filled and its bytes are in bytes (NUL-terminated);
 * 0: not all of it is there yet; -1: no frame of ours.
 */
int frame_take(struct evbuffer *from, struct frame *frame, struct buffer *bytes);

/* The same, blocking. 1: read; 0: the other end is gone; -1: it broke. */
int frame_receive(int fd, struct frame *frame, struct buffer *bytes);
/* 0, or -1 when the other end is gone. */
int frame_send(int fd, enum frame_type type, uint64_t number, const struct buffer *bytes);

#endif
