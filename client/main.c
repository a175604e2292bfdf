/* SPDX-License-Identifier: MIT */
/* quotes: ask the daemon who said what, or run the engine on files. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "commands.h"

static const struct command *find(const char *name)
{
	for (const struct command *command = commands; command->name; command++)
		if (!strcmp(command->name, name))
			return command;
	return NULL;
}

static const char *environment(const char *name, const char *otherwise)
{
	const char *value = getenv(name);

	return value && *value ? value : otherwise;
}

int main(int argc, char **argv)
{
	struct options options = {
		.socket = environment("QUOTED_SOCKET", QUOTED_SOCKET_PATH),
		.rules = environment("QUOTED_RULES", QUOTED_RULES_PATH),
		.color = isatty(STDOUT_FILENO) && !getenv("NO_COLOR"),
	};
	const struct command *command;

	if (options_parse(&options, &argc, argv) < 0) {
		fputs("try quotes --help\n", stderr);
		return EXIT_USAGE;
	}
	if (options.version) {
		puts("quotes " QUOTED_VERSION);
		return EXIT_FOUND;
	}
	if (options.help || (argc && !strcmp(argv[0], "help"))) {
		options_help();
		return EXIT_FOUND;
	}
	command = argc ? find(argv[0]) : NULL;
	if (command) {
		argc--;
		argv++;
	} else {
		command = commands;
	}
	if (argc < command->minimum) {
		fprintf(stderr, "usage: quotes %s %s\n", command->name, command->arguments);
		return EXIT_USAGE;
	}
	return command->run(&options, argc, argv);
}
