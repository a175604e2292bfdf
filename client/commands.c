/* SPDX-License-Identifier: MIT */
/* The table of commands. */
#include "commands.h"

#define PAGED .is_paged = true

const struct command commands[] = {
	{"by", "NAME", "what a speaker said, newest first", 0, .run = command_by, .asks = ENDPOINT_STATEMENTS, PAGED},
	{"search", "WORDS", "statements with these words", 1, .run = command_search, .asks = ENDPOINT_STATEMENTS,
	 PAGED},
	{"show", "ID...", "a statement in its paragraph", 1, .run = command_show, .asks = ENDPOINT_STATEMENT, PAGED},
	{"speakers", "[NAME]", "speakers, most quoted first", 0, .run = command_speakers, .asks = ENDPOINT_SPEAKERS,
	 PAGED},
	{"articles", "[WORDS]", "articles, newest first", 0, .run = command_articles, .asks = ENDPOINT_ARTICLES, PAGED},
	{"article", "ID...", "an article with its statements", 1, .run = command_article, .asks = ENDPOINT_ARTICLE,
	 PAGED},
	{"claims", "[WORDS]", "what statements are about, and how it stands", 0, .run = command_claims,
	 .asks = ENDPOINT_CLAIMS, PAGED},
	{"claim", "ID...", "who is for a claim and who against it, since when", 1, .run = command_claim,
	 .asks = ENDPOINT_CLAIM, PAGED},
	{"timeline", "NAME", "a speaker's positions, newest first", 0, .run = command_timeline,
	 .asks = ENDPOINT_TIMELINE, PAGED},
	{"flips", "[NAME]", "who changed sides or numbers", 0, .run = command_flips, .asks = ENDPOINT_FLIPS, PAGED},
	{"silence", "[NAME]", "who declined to say anything", 0, .run = command_silence, .asks = ENDPOINT_STATEMENTS,
	 PAGED},
	{"verify", "TEXT", "whether a quotation is real, and whose", 0, .run = command_verify, .asks = ENDPOINT_VERIFY},
	{"follow", "[NAME]", "new statements as they come", 0, .run = command_follow, .asks = ENDPOINT_FOLLOW},
	{"put", "FILE...", "drop files, wait, print the outcome", 1, .run = command_put},
	{"sync", "", "wait until every dropped file has its outcome", 0, .run = command_sync},
	{"status", "", "what the daemon does and has", 0, .run = command_status},
	{"failed", "", "files that failed, with the reason", 0, .run = command_failed, .asks = ENDPOINT_FAILED, PAGED},
	{"retry", "[NAME]", "put failed files back into the inbox", 0, .run = command_retry},
	{"extract", "FILE...", "print the statements of files, with no daemon", 1, .run = command_extract},
	{"text", "FILE...", "print what is read of files: metadata and text", 1, .run = command_text},
	{"explain", "FILE...", "how each statement was found, and why a quotation is none", 1, .run = command_explain},
	{"eval", "GOLD...", "measure the engine on annotated articles (brat or JSON lines)", 1, .run = command_eval},
	{"rules", "check|test|explain [RULE]", "check rules, run their examples, tell what one is", 1,
	 .run = command_rules},
	{"help", "", "print this", 0, .run = command_help},
	{"completion", "bash|zsh|fish", "print the completion for a shell", 1, .run = command_completion},
	{"manual", "FILE", NULL, 1, .run = command_manual},
	{0},
};
