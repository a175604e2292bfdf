/* SPDX-License-Identifier: MIT */
/* The client's commands and options: one table each, from which parsing, --help and completion come. */
#ifndef QUOTES_COMMANDS_H
#define QUOTES_COMMANDS_H

#include <stdbool.h>
#include <stddef.h>

/* Exit statuses, as the man page lists them. */
enum { EXIT_FOUND, EXIT_NOTHING, EXIT_USAGE, EXIT_DAEMON, EXIT_INPUT };

enum output { OUTPUT_TEXT, OUTPUT_JSON, OUTPUT_JSONL, OUTPUT_CSV };

struct options {
	const char *socket, *rules, *site;
	const char *since, *until, *speaker, *kind, *stance, *article, *limit;
	enum output output;
	bool color, help, version, explain;
};

struct command {
	const char *name, *arguments, *help;
	int minimum; /* arguments it must have */
	int (*run)(const struct options *options, int argc, char **argv);
};

/* Every command, ended by an entry without a name. The first one runs when none is named. */
extern const struct command commands[];

/* Parse options up to the first operand and between operands; argv's operands are moved to the front. -1 at a bad one. */
int options_parse(struct options *options, int *argc, char **argv);
/* What --help prints; the list for shell completion. */
void options_help(void);
int command_completion(const struct options *options, int argc, char **argv);

int command_extract(const struct options *options, int argc, char **argv);
int command_explain(const struct options *options, int argc, char **argv);
int command_text(const struct options *options, int argc, char **argv);
int command_rules(const struct options *options, int argc, char **argv);

#endif
