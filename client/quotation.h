/* SPDX-License-Identifier: MIT */
/* A statement as people read it: who, the words, how and where; and the words in their article. */
#ifndef QUOTES_QUOTATION_H
#define QUOTES_QUOTATION_H

#include <json-c/json.h>

#include "commands.h"
#include "quoted/buffer.h"

/* Append the statement of the record. */
void quotation_print(const struct options *options, struct json_object *statement, struct buffer *out);

/* Append title, outlet, date and the like of an article. */
void quotation_print_head(const struct options *options, struct json_object *article, struct buffer *out);

/*
 * Append the head of an article, the statement's speaker, and the part of the text that it stands in, whole
 * paragraphs (lines), with its source, cue and content marked: by colour, or the content by ">>" and "<<" where
 * there is none. Ranges outside the text are passed over.
 */
void quotation_print_in_article(const struct options *options, struct json_object *article,
				struct json_object *statement, struct buffer *out);

/* Append a line for each of the answer's "printings", the first one marked; nothing if there are none. */
void quotation_print_printings(const struct options *options, struct json_object *answer, struct buffer *out);

/* Append the whole text with the contents of all its statements marked. */
void quotation_print_text(const struct options *options, struct json_object *article, struct buffer *out);

#endif
