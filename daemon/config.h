/* SPDX-License-Identifier: MIT */
/* The daemon's options: one table for the file, the command line, --help and the man pages. */
#ifndef QUOTED_CONFIG_H
#define QUOTED_CONFIG_H

#include <stdbool.h>

#include "quoted/buffer.h"
#include "quoted/error.h"

#define HOOKS_MAX 64

struct config {
	const char *file; /* the configuration file */
	const char *inbox, *done, *failed, *state, *socket, *rules, *site;
	const char *listen; /* "127.0.0.1:PORT", or "" for none */
	long workers;       /* 0: one per core */
	long max_size;      /* bytes of an article */
	long settle;        /* milliseconds a file must lie still that was not renamed in */
	long time_limit;    /* seconds of processor time for one article */
	long memory_limit;  /* MiB of an extract worker */
	long connections;
	long burst;     /* files that may wait before articles are stored first and entered later; 0: never */
	long hooks;     /* programs of watches that run at a time; 0: none is run */
	long hook_time; /* seconds that one may take */
	long ring_days; /* for which rings are kept; 0: for good */
	long log_level;
	bool keep;   /* leave files in the inbox */
	long manual; /* 1: print the options for the man pages; 2: the endpoints */
	bool check_only, help, version;
	struct arena arena;
};

/*
 * Defaults, then the file (--config FILE or the one that is installed, which need not exist), then the
 * command line. *argc and argv are left with the operands. -1 with err set ("FILE:LINE: …" for the file).
 */
int config_load(struct config *config, int *argc, char **argv, struct error *err);
void config_done(struct config *config);

/* Every option as "--name=value", so that a child process runs with the same ones. NULL-terminated, in the arena. */
char **config_arguments(struct config *config, const char *program, const char *role);

void config_help(struct buffer *out);   /* for --help */
void config_manual(struct buffer *out); /* mdoc: a list for the man pages */

#endif
