/* SPDX-License-Identifier: MIT */
/* What the records of each kind consist of: their columns in CSV and on a terminal. */
#ifndef QUOTES_TABLE_H
#define QUOTES_TABLE_H

#include <json-c/json.h>

#include "commands.h"
#include "quoted/buffer.h"

struct table {
	const char *columns; /* of CSV: members of the JSON object, comma-separated */
	const char *shown;   /* those for people, if they get a row; "#" before one that is a number */
	/* How one record looks to people, if that is no row. */
	void (*print)(const struct options *options, struct json_object *record, struct buffer *out);
};

extern const struct table table_statements, table_speakers, table_articles, table_failed, table_outcomes, table_status,
	table_sync, table_retry, table_claims, table_timeline, table_flips, table_proofs;

/* The text of a member: as it is, "" for null or none, elements of an array joined by "; ". */
void table_value(struct json_object *record, const char *key, struct buffer *out);

/* Append a record for people as a line for each of its members that is not null. */
void table_print_members(const struct options *options, struct json_object *record, struct buffer *out);

/* Append the line of column names, and the line of a record, as CSV (RFC 4180, but with LF). */
void table_csv_head(const struct table *table, struct buffer *out);
void table_csv_row(const struct table *table, struct json_object *record, struct buffer *out);

/* Append the rows for people: aligned under headings on a terminal, separated by tabs otherwise. */
void table_rows(const struct table *table, const struct options *options, struct json_object *const *records,
		size_t count, struct buffer *out);

#endif
