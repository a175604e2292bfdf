/* SPDX-License-Identifier: MIT */
/*
 * Corrections within the store: what the statements' speakers and edges are with those in force. Making and
 * undoing them is correct.c's and correct_kind.c's, finding their statements correct_target.c's.
 */
#ifndef QUOTED_STORE_CORRECT_H
#define QUOTED_STORE_CORRECT_H

#include "database.h"
#include "quoted/corrections.h"

/* Numbers, each as often as it was added. Zero-initialise it. */
struct ids {
	int64_t *at;
	size_t count, room;
};
void ids_add(struct ids *ids, int64_t id);
/* Sort, and leave each once. */
void ids_unite(struct ids *ids);
void ids_done(struct ids *ids);
/* The one number that a query for :id and :other gives, 0 if none. */
int sql_look_up(struct store *store, const char *sql, int64_t id, int64_t other, int64_t *ret, struct error *err);
/* Add the first column of each row. */
int ids_query(struct store *store, sqlite3_stmt *query, struct ids *ids, struct error *err);

/* A speaker with edges to a claim. */
struct standing {
	int64_t speaker, claim;
};

/* Statements that are made again, and what must be counted again for it. Zero-initialise it but for store. */
struct relink {
	struct store *store;
	struct ids speakers, claims;
	struct standing *standings; /* where flips may be others now */
	size_t standing_count, standing_room;
	bool is_part; /* more statements follow: speakers are counted when there are none */
};
/* Give the statement the speakers and edges that the extraction and the corrections in force come to. */
int relink_statement(struct relink *relink, int64_t statement, struct error *err);
int relink_statements(struct relink *relink, const struct ids *statements, struct error *err);
/* Count again what was touched. Frees it in any case; does nothing more when result is a failure, which it returns. */
int relink_finish(struct relink *relink, int result, struct error *err);

/* Count the speaker's statements and articles again. */
int speaker_recount(struct store *store, int64_t speaker, struct error *err);

/* Who the speaker found in an article is, and which claim the one found for a statement is. */
int canonical_speaker(struct store *store, int64_t speaker, int64_t article, int64_t *ret, struct error *err);
int canonical_claim(struct store *store, int64_t claim, int64_t statement, int64_t *ret, struct error *err);
/* The merged one's last heir, or itself. */
int speaker_root(struct store *store, int64_t speaker, int64_t *ret, struct error *err);
int claim_root(struct store *store, int64_t claim, int64_t *ret, struct error *err);

/* Find statements of the article for the targets of corrections, where they have none. */
int targets_resolve(struct store *store, int64_t article, struct error *err);
/* Apply all corrections in force to an article that was added or read again. */
int corrections_apply(struct store *store, int64_t article, struct error *err);

/*
 * correct_rest.c: make the statements of a correction again, at once if they are few. Otherwise they are left for
 * store_relink.
 */
int correction_relink(struct store *store, const struct ids *statements, struct error *err);

/* A correction on its way in, and one that is undone. */
struct correcting {
	struct store *store;
	const struct store_correction *asked;
	int64_t id; /* of the row, once there is one */
	int64_t speaker, claim, into;
	const char *name;
	struct buffer was;
	struct ids statements; /* to be linked again */
};
/* "#12" or "12"; 0 if it is none. */
int64_t correction_number(const char *text);
/* Run a command with :id and :other. */
int correction_run(struct store *store, const char *sql, int64_t id, int64_t other, struct error *err);
/* Each part of the comma-separated items in turn; stops at a failure. */
int correction_each_item(struct correcting *correcting, int (*take)(struct correcting *, const char *, struct error *),
			 struct error *err);
/* Every printing of a statement becomes a target of the correction. */
int correction_take_statement(struct correcting *correcting, const char *id, struct error *err);

/* correct_claim.c: of struct correction_maker, for claims. */
int claim_merge_make(struct correcting *correcting, struct error *err);
int claim_merge_undo(struct correcting *correcting, struct error *err);
int claim_split_make(struct correcting *correcting, struct error *err);
int claim_split_undo(struct correcting *correcting, struct error *err);

/* correct_kind.c: one for each kind. make inserts the row, undo is called when the row is marked as undone. */
struct correction_maker {
	int (*make)(struct correcting *correcting, struct error *err);
	int (*undo)(struct correcting *correcting, struct error *err);
};
extern const struct correction_maker correction_makers[CORRECTION_COUNT];
/* Insert the row that correcting describes; sets its id. */
int correction_insert(struct correcting *correcting, struct error *err);

#endif
