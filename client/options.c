/* SPDX-License-Identifier: MIT */
/* The option table, and the help and completion that come from it and from the commands. */
#include <getopt.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"

static const struct {
	const char *name, *argument, *help;
	size_t at;	    /* of the string in struct options, if it has an argument */
	enum output output; /* that a flag chooses */
} table[] = {
	{"socket", "PATH", "the daemon's socket (QUOTED_SOCKET)", offsetof(struct options, socket), 0},
	{"rules", "DIR", "directory of the rule packs (QUOTED_RULES)", offsetof(struct options, rules), 0},
	{"since", "DATE", "only from this day on", offsetof(struct options, since), 0},
	{"until", "DATE", "only up to this day", offsetof(struct options, until), 0},
	{"speaker", "NAME", "only of speakers whose name has this in it", offsetof(struct options, speaker), 0},
	{"kind", "KIND", "only direct, mixed or indirect ones", offsetof(struct options, kind), 0},
	{"stance", "STANCE", "only of this stance: assert, deny, reject, ...", offsetof(struct options, stance), 0},
	{"article", "ID", "only of this article", offsetof(struct options, article), 0},
	{"limit", "N", "at most so many", offsetof(struct options, limit), 0},
	{"json", NULL, "print one JSON document", 0, OUTPUT_JSON},
	{"jsonl", NULL, "print a JSON object a line", 0, OUTPUT_JSONL},
	{"csv", NULL, "print comma-separated values", 0, OUTPUT_CSV},
	{"explain", NULL, "extract: say how each statement was found", 0, OUTPUT_TEXT},
	{"no-color", NULL, "no colour on a terminal", 0, OUTPUT_TEXT},
	{"help", NULL, "print this", 0, OUTPUT_TEXT},
	{"version", NULL, "print the version", 0, OUTPUT_TEXT},
};

#define OPTIONS (sizeof(table) / sizeof(*table))

static void take(struct options *options, size_t i, const char *value)
{
	if (table[i].argument)
		memcpy((char *)options + table[i].at, &value, sizeof(value));
	else if (table[i].output != OUTPUT_TEXT)
		options->output = table[i].output;
	else if (!strcmp(table[i].name, "no-color"))
		options->color = false;
	else if (!strcmp(table[i].name, "explain"))
		options->explain = true;
	else if (!strcmp(table[i].name, "help"))
		options->help = true;
	else
		options->version = true;
}

int options_parse(struct options *options, int *argc, char **argv)
{
	struct option longs[OPTIONS + 1];
	int found, index = 0;

	memset(longs, 0, sizeof(longs));
	for (size_t i = 0; i < OPTIONS; i++)
		longs[i] = (struct option){table[i].name, table[i].argument ? required_argument : no_argument, NULL, 1};
	while ((found = getopt_long(*argc, argv, "h", longs, &index)) != -1) {
		if (found == 'h')
			options->help = true;
		else if (found == 1)
			take(options, (size_t)index, optarg);
		else
			return -1;
	}
	for (int i = optind; i < *argc; i++)
		argv[i - optind] = argv[i];
	*argc -= optind;
	return 0;
}

void options_help(void)
{
	puts("usage: quotes [option ...] [command] [argument ...]\n\nCommands:");
	for (const struct command *command = commands; command->name; command++) {
		char head[48];

		snprintf(head, sizeof(head), "%s %s", command->name, command->arguments);
		printf("  %-26s %s\n", head, command->help);
	}
	puts("\nOptions:");
	for (size_t i = 0; i < OPTIONS; i++)
		printf("  --%s%s%-*s %s\n", table[i].name, table[i].argument ? "=" : "",
		       (int)(23 - strlen(table[i].name)) - (table[i].argument ? 1 : 0),
		       table[i].argument ? table[i].argument : "", table[i].help);
}

int command_completion(const struct options *options, int argc, char **argv)
{
	(void)options;
	(void)argc;
	(void)argv;
	fputs("complete -o default -W \"", stdout);
	for (const struct command *command = commands; command->name; command++)
		printf("%s ", command->name);
	for (size_t i = 0; i < OPTIONS; i++)
		printf("--%s%s", table[i].name, i + 1 < OPTIONS ? " " : "");
	puts("\" quotes");
	return EXIT_FOUND;
}
