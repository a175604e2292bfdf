/* SPDX-License-Identifier: MIT */
/* What changed in an article from one revision to the next, as people and spreadsheets read it. */
#ifndef QUOTES_HISTORY_H
#define QUOTES_HISTORY_H

#include "printer.h"

/* Append the history of the record; for CSV, its columns. */
extern const struct table table_history;

/* Append one change of an article. */
void history_print_change(struct json_object *change, struct buffer *out);

/* Add each change as a record of its own, with the number and the time of its revision. */
void history_add_changes(struct printer *printer, struct json_object *history);

#endif
