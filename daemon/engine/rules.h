/* SPDX-License-Identifier: MIT */
/*
 * Rule files: named fragments and rules over the tag string, compiled to PCRE2. Running them is attribute.c's
 * work, their examples check.c's.
 *
 * A *.rules file is lines of KEYWORD and text; a line that begins with white space goes on with the one before.
 *     fragment NAME pattern            used as {NAME}; a tag's name stands for the tag
 *     rule ID              begins a rule; its other lines follow
 *     about text           what it is for
 *     phase trail|main|rest|subject|label|nested|turn
 *                          when it is tried; subject: no statement, but the source for rules that carry; label: over
 *                          the parts that the labeller finds, {SOURCE_PART} {REPORT_PART} {CONTENT_PART}, and
 *                          {BREAK_PART} between those of two sentences; nested: at the start of what
 *                          another attribution has as its content; turn: on the first sentence of a dialogue's turn,
 *                          with a source group if the turn is labelled
 *     needs quote|cue|phrase|noun|colon|tell|dash ...
 *                          what a sentence must hold for it to be tried
 *     match pattern        groups: source cue content left open addressee
 *     carry                without a source group: take the source of the attribution or clause before
 *     follows              its content is what stands in a paragraph of its own behind
 *     firm                 the labeller has no say in what it finds
 *     yes TEXT => SOURCE | CUE | CONTENT
 *     no TEXT              the two characters \n stand for a paragraph's end
 *
 * The labeller is put out for examples, but those of phase label are labelled as their parts say, a "no" also.
 */
#ifndef QUOTED_RULES_H
#define QUOTED_RULES_H

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdbool.h>
#include <stdint.h>

#include "quoted/buffer.h"
#include "quoted/error.h"
#include "required.h"

/* What a group's words are: content exactly so; content from the clause's start to here; content that begins here. */
enum rule_group { GROUP_SOURCE, GROUP_CUE, GROUP_CONTENT, GROUP_LEFT, GROUP_OPEN, GROUP_ADDRESSEE, GROUP_COUNT };

enum rule_phase {
	PHASE_TRAIL,
	PHASE_MAIN,
	PHASE_REST,
	PHASE_SUBJECT,
	PHASE_LABEL,
	PHASE_NESTED,
	PHASE_TURN,
	PHASE_COUNT
};

enum rule_need {
	NEED_QUOTE = 1,
	NEED_CUE = 2,
	NEED_PHRASE = 4,
	NEED_NOUN = 8,
	NEED_COLON = 16,
	NEED_TELL = 32,
	NEED_DASH = 64
};

struct example {
	bool match; /* "yes" */
	const char *text, *source, *cue, *content;
	size_t line;
};

struct rule {
	const char *id; /* "en/quote-name-said" */
	const char *about, *pattern, *file;
	size_t line, column; /* of the pattern */
	enum rule_phase phase;
	uint32_t needs;
	bool carry, firm, follows;
	pcre2_code *code;
	/* pcre2_match, or pcre2_jit_match if there is a program of it */
	int (*match)(const pcre2_code *, PCRE2_SPTR, PCRE2_SIZE, PCRE2_SIZE, uint32_t, pcre2_match_data *,
		     pcre2_match_context *);
	struct required required; /* of the expanded pattern */
	int groups[GROUP_COUNT];  /* number of each group, or 0 */
	struct example *examples;
	size_t example_count, example_room;
};

struct fragment {
	const char *name, *pattern, *file;
	size_t line;
	bool used;
};

struct rules {
	struct rule *rules;
	size_t count, room;
	struct fragment *fragments;
	size_t fragment_count, fragment_room;
	struct arena arena;
};

/* Read a rule file into rules; ids get the prefix "LANGUAGE/". -1 with "FILE:LINE:COLUMN: …" in err. */
int rules_load(struct rules *rules, const char *path, const char *language, struct error *err);
/* After the last file: expand fragments and compile. A rule that comes later replaces one of the same id. */
int rules_compile(struct rules *rules, struct error *err);
void rules_done(struct rules *rules);
/* The rule of that id ("en/said"), or NULL. */
const struct rule *rules_find(const struct rules *rules, const char *id);

/* A phase, and the need of bit i (NULL behind the last), as rule files call them. */
const char *rule_phase_name(enum rule_phase phase);
const char *rule_need_name(unsigned int i);

#endif
