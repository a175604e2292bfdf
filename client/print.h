/* SPDX-License-Identifier: MIT */
/* What people see: statements as text, with nothing in them that a terminal would obey. */
#ifndef QUOTES_PRINT_H
#define QUOTES_PRINT_H

#include "commands.h"
#include "quoted/record.h"

/* Append UTF-8 text to out with C0, C1, DEL and bidirectional controls replaced by U+FFFD, line ends by spaces. */
void print_safe(struct buffer *out, const char *text, size_t length);

/* One statement: who, how, and the words. */
void print_statement(const struct options *options, const struct article *article, const struct statement *statement,
		     struct buffer *out);
/* The same from its parts; reported: the cue's words. */
void print_quotation(const struct options *options, const char *speaker, const char *reported, const char *kind,
		     const char *text, struct buffer *out);

#endif
