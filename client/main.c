/* SPDX-License-Identifier: MIT */
/* quotes: ask the daemon who said what, or run the engine on files. */
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "ask.h"
#include "options.h"
#include "pager.h"

#define WIDTH 80 /* of a terminal that does not tell */

/* The command that the arguments begin with, of two words before one of one; *ret_words: how many it takes. */
static const struct command *find(int argc, char **argv, int *ret_words)
{
	for (*ret_words = argc > 1 ? 2 : argc; *ret_words > 0; --*ret_words) {
		for (const struct command *command = commands; command->name; command++) {
			size_t length = strcspn(command->name, " ");
			const char *second = command->name[length] ? command->name + length + 1 : NULL;

			if (strncmp(argv[0], command->name, length) != 0 || argv[0][length])
				continue;
			if (*ret_words == 2 ? second && !strcmp(argv[1], second) : !second)
				return command;
		}
	}
	return NULL;
}

static const char *environment(const char *name, const char *otherwise)
{
	const char *value = getenv(name);

	return value && *value ? value : otherwise;
}

/* Columns of the terminal that standard output is; 0 if it is none. */
static size_t terminal_width(void)
{
	struct winsize size = {0};
	long columns = strtol(environment("COLUMNS", "0"), NULL, 10);

	if (!isatty(STDOUT_FILENO))
		return 0;
	if (columns > 0 && columns <= UINT16_MAX)
		return (size_t)columns;
	return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col ? size.ws_col : WIDTH;
}

static int run(const struct options *options, const struct command *command, int argc, char **argv)
{
	pid_t pager = 0;
	int status;

	if (argc < command->minimum) {
		fprintf(stderr, "usage: quotes %s %s\n", command->name, command->arguments);
		return EXIT_USAGE;
	}
	if (argc && !command->arguments[0]) {
		fprintf(stderr, "quotes: %s takes no argument; for a speaker of that name, quotes by\n", command->name);
		return EXIT_USAGE;
	}
	if (command->is_paged && options->width && !options->no_pager)
		pager = pager_start();
	status = command->run(options, argc, argv);
	pager_wait(pager);
	return status;
}

int main(int argc, char **argv)
{
	struct options options = {
		.socket = environment("QUOTED_SOCKET", QUOTED_SOCKET_PATH),
		.rules = environment("QUOTED_RULES", QUOTED_RULES_PATH),
		.no_color = *environment("NO_COLOR", "") || !strcmp(environment("TERM", ""), "dumb"),
		.width = terminal_width(),
	};
	const struct command *command;
	struct error err;
	int words;

	setlocale(LC_CTYPE, "C.UTF-8");
	if (options_parse(&options, &argc, argv, &err) < 0) {
		ask_complain(EXIT_USAGE, &err);
		fputs("try quotes --help\n", stderr);
		return EXIT_USAGE;
	}
	if (!options.site && !strcmp(options.rules, QUOTED_RULES_PATH))
		options.site = QUOTED_SITE_PATH; /* other packs come without the site's rules */
	if (options.version) {
		puts("quotes " QUOTED_VERSION);
		return EXIT_FOUND;
	}
	if (options.help)
		return command_help(&options, argc, argv);
	command = find(argc, argv, &words);
	argc -= words;
	argv += words;
	if (!command)
		command = commands;
	options.command = command;
	if (options_check(&options, command, &err) < 0)
		return ask_complain(EXIT_USAGE, &err);
	return run(&options, command, argc, argv);
}
