/* SPDX-License-Identifier: MIT */
/*
 * Memory in two shapes: a growing byte string and an arena that is freed at once.
 * Running out of memory ends the process: the daemon's ledger survives that.
 */
#ifndef QUOTED_BUFFER_H
#define QUOTED_BUFFER_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "quoted/error.h"

/* malloc, calloc, realloc and strdup that never return NULL. */
void *xmalloc(size_t size);
void *xcalloc(size_t count, size_t size);
void *xrealloc(void *old, size_t count, size_t size);
char *xstrdup(const char *text);

/* A growing byte string; data is NUL-terminated whenever length > 0. Zero-initialise it. */
struct buffer {
	char *data;
	size_t length;
	size_t capacity;
};

void buffer_done(struct buffer *buffer);
void buffer_clear(struct buffer *buffer);
/* What buffer_reserve does if there is no room. */
void buffer_grow(struct buffer *buffer, size_t more);
/* Make room for more bytes and the NUL, and return where they go; add to length yourself. */
static inline char *buffer_reserve(struct buffer *buffer, size_t more)
{
	if (buffer->length + more >= buffer->capacity)
		buffer_grow(buffer, more);
	return buffer->data + buffer->length;
}
static inline void buffer_add(struct buffer *buffer, const void *bytes, size_t length)
{
	char *to = buffer_reserve(buffer, length);

	if (length)
		memcpy(to, bytes, length);
	to[length] = '\0';
	buffer->length += length;
}
static inline void buffer_text(struct buffer *buffer, const char *text)
{
	buffer_add(buffer, text, strlen(text));
}
static inline void buffer_char(struct buffer *buffer, char c)
{
	buffer_add(buffer, &c, 1);
}
void buffer_number(struct buffer *buffer, long long number);
void buffer_printf(struct buffer *buffer, const char *format, ...) __attribute__((format(printf, 2, 3), nonnull(2)));
/* Add all that can be read from the descriptor; -1 with errno set, and what was read added. */
int buffer_drain(struct buffer *buffer, int fd);
/* Add the bytes of a file; -1 with err set, and what was read added. */
int buffer_read(struct buffer *buffer, const char *path, struct error *err);
/* A JSON string in quotation marks; invalid UTF-8 becomes U+FFFD. */
void buffer_json(struct buffer *buffer, const char *text, size_t length);
/* Bytes of the UTF-8 sequence (RFC 3629) at text, of which left bytes, 1 or more, can be read; 0 if it is none. */
size_t text_sequence(const char *text, size_t left);
/* How many bytes of text, in steps of eight, are ASCII before the first that is not. */
size_t text_ascii(const char *text, size_t length);
/* Whether it is all UTF-8 as RFC 3629 has it. */
bool text_is_utf8(const char *text, size_t length);
/* Add it as UTF-8, with U+FFFD for each byte that is not. */
void buffer_utf8(struct buffer *buffer, const char *text, size_t length);

/* An arena: what it hands out lives until arena_done or arena_reset. Zero-initialise it. */
struct arena {
	struct arena_block *blocks;
	size_t used;
};

void *arena_alloc(struct arena *arena, size_t size);                    /* zeroed, aligned to 16 */
char *arena_copy(struct arena *arena, const char *text, size_t length); /* NUL-terminated */
char *arena_printf(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3), nonnull(2)));
void arena_reset(struct arena *arena); /* keeps the first block for the next use */
void arena_done(struct arena *arena);

#endif
