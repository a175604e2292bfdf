/* SPDX-License-Identifier: MIT */
/* Text on a terminal: nothing that it would obey, fitted to its width. Needs LC_CTYPE to be a UTF-8 one. */
#ifndef QUOTES_PRINT_H
#define QUOTES_PRINT_H

#include <stdbool.h>
#include <stddef.h>

#include "quoted/buffer.h"

#define PRINT_BOLD "\033[1m"
#define PRINT_DIM "\033[2m"
#define PRINT_MARK "\033[1;33m"
#define PRINT_RED "\033[31m"
#define PRINT_PLAIN "\033[0m"

/*
 * Append UTF-8 text of length bytes to out with C0, C1, DEL and bidirectional controls and what is not
 * UTF-8 replaced by U+FFFD, line ends and tabs by spaces.
 */
void print_safe(struct buffer *out, const char *text, size_t length);

/* The same for JSON as it is printed: what is left of such controls becomes \uXXXX. */
void print_safe_json(struct buffer *out, const char *json);

/* Columns that safe text takes; colours take none. */
size_t print_width(const char *text, size_t length);

/*
 * Append safe text, which may have colours in it, in lines of at most width columns (0: one line), each
 * indented by so many spaces. Lines break at spaces, and within a word that is too long for a line.
 * No newline at the end.
 */
void print_wrapped(struct buffer *out, const char *text, size_t indent, size_t width);

#endif
