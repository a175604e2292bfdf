/* SPDX-License-Identifier: MIT */
/*
 * One error, told once: the lowest layer that knows what went wrong fills a
 * struct error; only the daemon's and the client's edge print it.
 */
#ifndef QUOTED_ERROR_H
#define QUOTED_ERROR_H

/* A message without a newline: lower case, no full stop, what was tried and on what. */
struct error {
	char text[512];
};

/* Write a message into err, which may be NULL. Always returns -1, so that callers can return it. */
int error_set(struct error *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The same, with ": " and the text of errno behind it. Keeps errno. Returns -1. */
int error_errno(struct error *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
