/* SPDX-License-Identifier: MIT */
/* The one place that knows the forms of output. */
#include "printer.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "print.h"

#define JSON_FLAGS (JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE)

void printer_init(struct printer *printer, const struct options *options, const struct table *table, bool is_single)
{
	*printer = (struct printer){.options = options, .table = table, .is_single = is_single};
	if (options->output == OUTPUT_CSV)
		table_csv_head(table, &printer->out);
	else if (options->output == OUTPUT_JSON && !is_single)
		buffer_char(&printer->out, '[');
}

static void add_csv(struct printer *printer, struct json_object *record)
{
	struct buffer row = {0};
	const char *at, *end;

	table_csv_row(printer->table, record, &row);
	for (at = row.data; printer->options->width && (end = strchr(at, '\n')); at = end + 1) {
		print_safe(&printer->out, at, (size_t)(end - at));
		buffer_char(&printer->out, '\n');
	}
	if (!printer->options->width)
		buffer_add(&printer->out, row.data, row.length);
	buffer_done(&row);
}

static void add_text(struct printer *printer, struct json_object *record)
{
	if (printer->table->print) {
		printer->table->print(printer->options, record, &printer->out);
		return;
	}
	if (printer->row_count == printer->row_room) {
		printer->row_room = printer->row_room * 2 + 64;
		printer->rows = xrealloc(printer->rows, printer->row_room, sizeof(struct json_object *));
	}
	printer->rows[printer->row_count++] = json_object_get(record);
}

void printer_add(struct printer *printer, struct json_object *record)
{
	switch (printer->options->output) {
	case OUTPUT_CSV:
		add_csv(printer, record);
		break;
	case OUTPUT_TEXT:
		add_text(printer, record);
		break;
	case OUTPUT_JSON:
		if (!printer->is_single)
			buffer_text(&printer->out, printer->count ? ",\n" : "\n");
		print_safe_json(&printer->out, json_object_to_json_string_ext(record, JSON_FLAGS));
		if (printer->is_single)
			buffer_char(&printer->out, '\n');
		break;
	case OUTPUT_JSONL:
		print_safe_json(&printer->out, json_object_to_json_string_ext(record, JSON_FLAGS));
		buffer_char(&printer->out, '\n');
		break;
	}
	printer->count++;
}

int printer_flush(struct printer *printer)
{
	struct buffer *out = &printer->out;
	int result = 0;

	if (printer->row_count)
		table_rows(printer->table, printer->options, printer->rows, printer->row_count, out);
	for (size_t i = 0; i < printer->row_count; i++)
		json_object_put(printer->rows[i]);
	printer->row_count = 0;
	if (out->length && (fwrite(out->data, 1, out->length, stdout) < out->length || fflush(stdout)))
		result = -1;
	buffer_clear(out);
	return result;
}

int printer_done(struct printer *printer)
{
	int status = printer->count ? EXIT_FOUND : EXIT_NOTHING;

	if (printer->options->output == OUTPUT_JSON && !printer->is_single)
		buffer_text(&printer->out, printer->count ? "\n]\n" : "]\n");
	if (printer_flush(printer) < 0 && errno != EPIPE) {
		fprintf(stderr, "quotes: could not write to standard output: %s\n", strerror(errno));
		status = EXIT_INPUT;
	}
	free(printer->rows);
	buffer_done(&printer->out);
	return status;
}
