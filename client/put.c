/* SPDX-License-Identifier: MIT */
/* `quotes put`: drop files, wait until the daemon is through with them, and tell what became of each. */
#include <stdlib.h>
#include <string.h>

#include "ask.h"
#include "drop.h"
#include "member.h"
#include "printer.h"
#include "request.h"

/* The daemon's inbox, to be freed; NULL with *ret_status set. */
static char *ask_inbox(struct ask *ask, int *ret_status)
{
	struct json_object *answer = NULL, *inbox;
	struct buffer target = {0};
	char *path = NULL;
	struct error err;

	request_start(&target, ENDPOINT_STATUS, NULL);
	*ret_status = ask_for(ask, "GET", target.data, &answer);
	if (*ret_status == EXIT_FOUND) {
		inbox = json_object_object_get(answer, "inbox");
		path = json_object_is_type(inbox, json_type_string) ? xstrdup(json_object_get_string(inbox)) : NULL;
		if (!path) {
			error_set(&err, "the daemon does not say where its inbox is");
			*ret_status = ask_complain(EXIT_DAEMON, &err);
		}
	}
	json_object_put(answer);
	buffer_done(&target);
	return path;
}

static int wait_for_all(struct ask *ask)
{
	struct json_object *answer = NULL;
	struct buffer target = {0};
	int status;

	request_start(&target, ENDPOINT_SYNC, NULL);
	status = ask_patiently(ask, "POST", target.data, &answer);
	json_object_put(answer);
	buffer_done(&target);
	return status;
}

/* The newest drop with the file's name and bytes in an answer, or NULL. */
static struct json_object *find_drop(struct json_object *answer, const struct dropped *dropped)
{
	size_t count;
	struct json_object *list = member_list(answer, "drops", &count);

	for (size_t i = 0; i < count; i++) {
		struct json_object *drop = json_object_array_get_idx(list, i);
		struct json_object *name = json_object_object_get(drop, "name");

		if (name && !strcmp(json_object_get_string(name), dropped->name))
			return drop;
	}
	return NULL;
}

/* Print what became of a file. */
static int print_outcome(struct ask *ask, struct printer *printer, const char *path, const struct dropped *dropped)
{
	struct json_object *answer = NULL, *drop, *outcome;
	struct buffer target = {0};
	int status;

	request_start(&target, ENDPOINT_DROPS, NULL);
	request_add(&target, "hash", dropped->hash);
	status = ask_for(ask, "GET", target.data, &answer);
	drop = status == EXIT_FOUND ? find_drop(answer, dropped) : NULL;
	if (drop) {
		outcome = json_object_object_get(drop, "outcome");
		if (!outcome || !strcmp(json_object_get_string(outcome), "failed"))
			status = EXIT_PUT;
		json_object_object_add(drop, "file", json_object_new_string(path));
		printer_add(printer, drop);
	} else if (status == EXIT_FOUND) {
		struct error err;

		error_set(&err, "the daemon tells no outcome of \"%s\", dropped as \"%s\"", path, dropped->name);
		status = ask_complain(EXIT_PUT, &err);
	}
	json_object_put(answer);
	buffer_done(&target);
	return status;
}

static int put(struct ask *ask, const char *inbox, int count, char **paths, struct dropped *dropped)
{
	struct printer printer;
	int status = EXIT_FOUND, worst = EXIT_FOUND, any = 0;

	for (int i = 0; i < count; i++) {
		struct error err;

		if (drop_file(inbox, paths[i], &dropped[i], &err) < 0) {
			worst = ask_complain(EXIT_INPUT, &err);
			dropped[i].name[0] = '\0';
		}
		any |= dropped[i].name[0];
	}
	if (any)
		status = wait_for_all(ask);
	if (status != EXIT_FOUND)
		return status;
	printer_init(&printer, ask->options, &table_outcomes, false);
	for (int i = 0; i < count && status != EXIT_DAEMON; i++) {
		if (!dropped[i].name[0])
			continue;
		status = print_outcome(ask, &printer, paths[i], &dropped[i]);
		worst = status > worst ? status : worst;
		if (printer_flush(&printer) < 0)
			break;
	}
	status = printer_done(&printer);
	return worst > status || !any ? worst : status;
}

int command_put(const struct options *options, int argc, char **argv)
{
	struct dropped *dropped;
	struct ask ask;
	int status = ask_open(&ask, options);
	char *inbox;

	if (status != EXIT_FOUND)
		return status;
	inbox = ask_inbox(&ask, &status);
	if (inbox) {
		dropped = xcalloc((size_t)argc, sizeof(*dropped));
		status = put(&ask, inbox, argc, argv, dropped);
		free(dropped);
	}
	free(inbox);
	ask_close(&ask);
	return status;
}
