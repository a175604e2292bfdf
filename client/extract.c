/* SPDX-License-Identifier: MIT */
/* `quotes extract`: the statements of files, with no daemon. */
#include <stdio.h>

#include "ask.h"
#include "offline.h"
#include "printer.h"

#define FLUSH_AT (1u << 20)

/* The statements as records for people, JSON or CSV. */
static void print_records(struct printer *printer, const struct extraction *extraction)
{
	struct buffer json = {0};

	for (size_t i = 0; i < extraction->count; i++) {
		struct json_object *record;

		buffer_clear(&json);
		statement_json(&json, &extraction->article, &extraction->statements[i]);
		record = json_tokener_parse(json.data);
		printer_add(printer, record);
		json_object_put(record);
	}
	buffer_done(&json);
}

/* The statements as JSON lines, at the engine's speed: not for a terminal. */
static void print_lines(struct printer *printer, const struct extraction *extraction)
{
	for (size_t i = 0; i < extraction->count; i++) {
		statement_json(&printer->out, &extraction->article, &extraction->statements[i]);
		buffer_char(&printer->out, '\n');
	}
	printer->count += extraction->count;
}

/* Where the articles of a file go. */
struct extracting {
	struct printer *printer;
	int status;
};

static int print_article(struct extraction *extraction, void *data)
{
	struct extracting *extracting = data;

	if (extracting->printer->options->output == OUTPUT_JSONL && !extracting->printer->options->width)
		print_lines(extracting->printer, extraction);
	else
		print_records(extracting->printer, extraction);
	return 0;
}

static int print_failure(const char *name, const struct error *why, void *data)
{
	struct extracting *extracting = data;
	struct error err;

	error_set(&err, "could not read article \"%s\": %s", name, why->text);
	extracting->status = ask_complain(EXIT_INPUT, &err);
	return 0;
}

static int extract(struct engine *engine, struct printer *printer, const char *path, struct buffer *bytes)
{
	struct extracting extracting = {printer, EXIT_FOUND};
	const struct article_sink sink = {.article = print_article, .failure = print_failure, .data = &extracting};
	struct error err;

	if (file_read(path, bytes, &err) < 0)
		return ask_complain(EXIT_INPUT, &err);
	if (engine_read(engine, file_name(path), bytes->data, bytes->length, &sink, &err) < 0)
		print_failure(path, &err, &extracting);
	return extracting.status;
}

int command_extract(const struct options *options, int argc, char **argv)
{
	struct offline offline;
	struct printer printer;
	struct buffer bytes = {0};
	int worst = EXIT_FOUND, status;

	if (options->explain)
		return command_explain(options, argc, argv);
	if (offline_open(&offline, options) < 0)
		return EXIT_INPUT;
	printer_init(&printer, options, &table_statements, false);
	for (int i = 0; i < argc; i++) {
		status = extract(offline.engine, &printer, argv[i], &bytes);
		worst = status > worst ? status : worst;
		if (printer.out.length > FLUSH_AT && printer_flush(&printer) < 0)
			break;
	}
	status = printer_done(&printer);
	buffer_done(&bytes);
	offline_close(&offline);
	return worst > status ? worst : status;
}
