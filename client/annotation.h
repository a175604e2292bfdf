/* SPDX-License-Identifier: MIT */
/* A statement as a W3C Web Annotation (Recommendation of 2017) with schema.org's Quotation or Claim as its body. */
#ifndef QUOTES_ANNOTATION_H
#define QUOTES_ANNOTATION_H

#include <json-c/json.h>

#include "commands.h"
#include "quoted/buffer.h"

struct annotator;

/* It asks the daemon for the articles' texts. NULL when that cannot be asked, which is told; *ret_status says how. */
struct annotator *annotator_new(const struct options *options, int *ret_status);
void annotator_free(struct annotator *annotator);

/*
 * Append the annotation, one line. Each part of the statement's content is a target of its own, as the words between
 * are not the speaker's: its selectors give the words with some before and behind (TextQuoteSelector), their place in
 * characters, which are Unicode code points (TextPositionSelector), and in bytes of UTF-8 (DataPositionSelector). Of an
 * article that cannot be had there are bytes alone.
 */
void annotation_print(struct annotator *annotator, struct json_object *statement, struct buffer *out);

#endif
