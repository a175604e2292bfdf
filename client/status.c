/* SPDX-License-Identifier: MIT */
/* The commands that are about the daemon itself: status, sync, retry. */
#include "ask.h"
#include "printer.h"
#include "request.h"

/* Ask for one object and print it. */
static int ask_and_print(const struct options *options, enum endpoint_id id, const char *name,
			 const struct table *table)
{
	int (*ask_how)(struct ask *, const char *, const char *, struct json_object **) =
		id == ENDPOINT_SYNC ? ask_patiently : ask_for;
	struct ask ask;
	struct printer printer;
	struct buffer target = {0};
	struct json_object *answer = NULL;
	int status = ask_open(&ask, options);

	if (status != EXIT_FOUND)
		return status;
	request_start(&target, id, NULL);
	request_add(&target, "name", name);
	status = ask_how(&ask, request_endpoint(id)->method, target.data, &answer);
	if (status == EXIT_FOUND) {
		printer_init(&printer, options, table, true);
		printer_add(&printer, answer);
		status = printer_done(&printer);
		if (id == ENDPOINT_RETRY && !json_object_get_int64(json_object_object_get(answer, "retried")))
			status = EXIT_NOTHING;
	}
	json_object_put(answer);
	buffer_done(&target);
	ask_close(&ask);
	return status;
}

int command_status(const struct options *options, int argc, char **argv)
{
	(void)argc, (void)argv;
	return ask_and_print(options, ENDPOINT_STATUS, NULL, &table_status);
}

int command_sync(const struct options *options, int argc, char **argv)
{
	(void)argc, (void)argv;
	return ask_and_print(options, ENDPOINT_SYNC, NULL, &table_sync);
}

int command_retry(const struct options *options, int argc, char **argv)
{
	return ask_and_print(options, ENDPOINT_RETRY, argc ? argv[0] : NULL, &table_retry);
}
