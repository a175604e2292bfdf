/* SPDX-License-Identifier: MIT */
/* The connection of a command, and its complaints. */
#include "ask.h"

#include <stdio.h>
#include <string.h>

#include "print.h"

int ask_complain(int status, const struct error *err)
{
	struct buffer text = {0};

	print_safe(&text, err->text, strlen(err->text));
	fprintf(stderr, "quotes: %s\n", text.length ? text.data : "");
	buffer_done(&text);
	return status;
}

int ask_open(struct ask *ask, const struct options *options)
{
	struct error err;

	ask->options = options;
	ask->connection = connection_new(options->socket, &err);
	return ask->connection ? EXIT_FOUND : ask_complain(EXIT_DAEMON, &err);
}

int ask_for(struct ask *ask, const char *method, const char *target, struct json_object **ret)
{
	struct error err;
	int status = connection_ask(ask->connection, method, target, ret, &err);

	return status == EXIT_FOUND ? status : ask_complain(status, &err);
}

int ask_patiently(struct ask *ask, const char *method, const char *target, struct json_object **ret)
{
	struct error err;
	int status = connection_wait(ask->connection, method, target, ret, &err);

	return status == EXIT_FOUND ? status : ask_complain(status, &err);
}

void ask_close(struct ask *ask)
{
	connection_free(ask->connection);
}

void ask_join(struct buffer *words, int argc, char **argv)
{
	buffer_text(words, "");
	for (int i = 0; i < argc; i++) {
		buffer_text(words, i ? " " : "");
		buffer_text(words, argv[i]);
	}
}
