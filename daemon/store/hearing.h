/* SPDX-License-Identifier: MIT */
/*
 * An article's statements as watches hear them: whose words and names a watch's query matches. Words and names are
 * matched by full text in memory, as a search in the store would match them.
 */
#ifndef QUOTED_STORE_HEARING_H
#define QUOTED_STORE_HEARING_H

#include "database.h"
#include "watch_query.h"

/* A watch in force, with its expressions of full text. */
struct watch {
	int64_t id, since; /* since: the newest article when it was made */
	int64_t speaker;   /* of "#ID", as he is in the end; 0: by name or any */
	bool has_hook;
	struct watch_query query;
	struct buffer names, words; /* empty: any */
	char outlet[NAME_MAX_LENGTH];
};

struct heard_statement {
	int64_t id, hash;
	int64_t printing; /* the first of its sightings, or itself */
	int64_t wording;  /* hash of its article's report and its words */
	int kind, stance;
	bool has_words, has_claim_words; /* of the watch: in itself; in itself or what stands for its claims */
	size_t speaker, speaker_count;   /* from this of the speakers on */
};

/* A speaker of a statement, or of an edge of it. */
struct heard_speaker {
	int64_t id;
	bool is_named; /* by the watch */
};

struct hearing {
	struct store *store;
	int64_t article;
	bool is_revision;
	char outlet[NAME_MAX_LENGTH];
	struct heard_statement *statements;
	struct heard_speaker *speakers; /* statement after statement; those of edges alone come last of each */
	size_t count, speaker_count;
};

/* Take the article's statements in; hearing_done frees it in any case. with_text: some watch asks for words or names.
 */
int hearing_open(struct hearing *hearing, bool with_text, struct error *err);
void hearing_done(struct hearing *hearing);
/* Mark what the watch's words and names match. */
int hearing_match(struct hearing *hearing, const struct watch *watch, struct error *err);
/* Whether the statement answers the query; claim_words: what stands for its claims counts too; by: who must be meant,
 * or 0 for any of its own speakers. */
bool hearing_fits(const struct hearing *hearing, const struct heard_statement *statement, const struct watch *watch,
		  bool claim_words, int64_t by);

#endif
