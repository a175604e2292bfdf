/* SPDX-License-Identifier: MIT */
/* The client's commands and options: one table each, from which parsing, --help, completion and the man page come. */
#ifndef QUOTES_COMMANDS_H
#define QUOTES_COMMANDS_H

#include <stdbool.h>
#include <stddef.h>

#include "quoted/endpoints.h"

/* Exit statuses, as the man page lists them. */
enum { EXIT_FOUND, EXIT_NOTHING, EXIT_USAGE, EXIT_DAEMON, EXIT_INPUT, EXIT_PUT };

enum output { OUTPUT_TEXT, OUTPUT_JSON, OUTPUT_JSONL, OUTPUT_CSV };

struct annotator;
struct command;

struct options {
	const char *socket, *rules, *site, *database;
	const char *speaker, *words, *kind, *stance, *since, *until, *printings, *article, *limit, *as_of,
		*note; /* each or NULL */
	const char *exec, *after;
	struct annotator *annotator;   /* of an export, or NULL */
	const struct command *command; /* that runs */
	enum output output;
	bool no_color, no_pager, explain, all, history, commit, dry_run, help, version;
	size_t width; /* columns of the terminal that standard output is; 0: it is none */
};

struct command {
	const char *name; /* one word, or two */
	const char *arguments;
	const char *help; /* NULL: not shown to people */
	int minimum;      /* arguments it must have */
	int (*run)(const struct options *options, int argc, char **argv);
	enum endpoint_id asks; /* what it asks: the parameters of that are the filters it takes */
	bool is_paged;
};

/* Every command, ended by an entry without a name. The first one runs when none is named. */
extern const struct command commands[];

/* Whether text should have colours and be fitted to a width: it is for people, on a terminal. */
bool options_color(const struct options *options);

int command_by(const struct options *options, int argc, char **argv);
int command_search(const struct options *options, int argc, char **argv);
int command_speakers(const struct options *options, int argc, char **argv);
int command_articles(const struct options *options, int argc, char **argv);
int command_failed(const struct options *options, int argc, char **argv);
int command_article(const struct options *options, int argc, char **argv);
int command_show(const struct options *options, int argc, char **argv);
int command_claims(const struct options *options, int argc, char **argv);
int command_claim(const struct options *options, int argc, char **argv);
int command_timeline(const struct options *options, int argc, char **argv);
int command_flips(const struct options *options, int argc, char **argv);
int command_silence(const struct options *options, int argc, char **argv);
int command_export(const struct options *options, int argc, char **argv);
int command_verify(const struct options *options, int argc, char **argv);
int command_correct(const struct options *options, int argc, char **argv);
int command_corrections(const struct options *options, int argc, char **argv);
int command_undo(const struct options *options, int argc, char **argv);
int command_watch_add(const struct options *options, int argc, char **argv);
int command_watch_list(const struct options *options, int argc, char **argv);
int command_watch_remove(const struct options *options, int argc, char **argv);
int command_watch_stream(const struct options *options, int argc, char **argv);
int command_put(const struct options *options, int argc, char **argv);
int command_sync(const struct options *options, int argc, char **argv);
int command_status(const struct options *options, int argc, char **argv);
int command_reextract(const struct options *options, int argc, char **argv);
int command_retry(const struct options *options, int argc, char **argv);
int command_follow(const struct options *options, int argc, char **argv);
int command_backup(const struct options *options, int argc, char **argv);
int command_check(const struct options *options, int argc, char **argv);
int command_extract(const struct options *options, int argc, char **argv);
int command_explain(const struct options *options, int argc, char **argv);
int command_text(const struct options *options, int argc, char **argv);
int command_eval(const struct options *options, int argc, char **argv);
int command_rules(const struct options *options, int argc, char **argv);
int command_help(const struct options *options, int argc, char **argv);
int command_completion(const struct options *options, int argc, char **argv);
int command_manual(const struct options *options, int argc, char **argv);

#endif
