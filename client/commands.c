/* SPDX-License-Identifier: MIT */
/* The table of commands. */
#include "commands.h"

const struct command commands[] = {
	{"extract", "FILE...", "print the statements of files, with no daemon", 1, command_extract},
	{"text", "FILE...", "print what is read of files: metadata and text", 1, command_text},
	{"explain", "FILE...", "say how each statement was found, and why a quotation is none", 1, command_explain},
	{"rules", "check|test [RULE]", "check the rules and run their examples", 1, command_rules},
	{"completion", "", "print the completion for bash", 0, command_completion},
	{0},
};
