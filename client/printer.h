/* SPDX-License-Identifier: MIT */
/* Printing records to standard output in the form that was asked for: for people, JSON, JSON lines or CSV. */
#ifndef QUOTES_PRINTER_H
#define QUOTES_PRINTER_H

#include "table.h"

struct printer {
	const struct options *options;
	const struct table *table;
	bool is_single;            /* there is one record: in JSON, no array round it */
	struct json_object **rows; /* that wait for the widths of their columns */
	size_t row_count, row_room;
	size_t count;
	struct buffer out;
};

void printer_init(struct printer *printer, const struct options *options, const struct table *table, bool is_single);
/* Take one record; it stays the caller's. */
void printer_add(struct printer *printer, struct json_object *record);
/* Write out what there is: at the end of a page. -1 when nobody reads it any more or it cannot be written. */
int printer_flush(struct printer *printer);
/* Write out the end. Returns EXIT_FOUND, EXIT_NOTHING if there was no record, EXIT_INPUT if it could not be written. */
int printer_done(struct printer *printer);

#endif
