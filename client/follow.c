/* SPDX-License-Identifier: MIT */
/* `quotes follow`: each new statement as it is stored. */
#include <stdio.h>

#include "ask.h"
#include "printer.h"
#include "request.h"

static int take(void *context, struct json_object *statement)
{
	struct printer *printer = context;

	printer_add(printer, statement);
	return printer_flush(printer);
}

int command_follow(const struct options *options, int argc, char **argv)
{
	struct options all = *options;
	struct ask ask;
	struct error err;
	struct printer printer;
	struct buffer words = {0}, target = {0};
	int status;

	if (options->output == OUTPUT_JSON)
		all.output = OUTPUT_JSONL; /* a stream has no end to close an array at */
	if (argc) {
		ask_join(&words, argc, argv);
		all.speaker = words.data;
	}
	status = ask_open(&ask, &all);
	if (status == EXIT_FOUND) {
		request_start(&target, ENDPOINT_FOLLOW, NULL);
		request_add_filters(&target, ENDPOINT_FOLLOW, &all);
		printer_init(&printer, &all, &table_statements, false);
		status = connection_follow(ask.connection, target.data, take, &printer, &err);
		printer_done(&printer);
		if (status != EXIT_FOUND)
			ask_complain(status, &err);
		ask_close(&ask);
	}
	buffer_done(&words);
	buffer_done(&target);
	return status;
}
