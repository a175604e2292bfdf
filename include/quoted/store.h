/* SPDX-License-Identifier: MIT */
/*
 * The store: articles, speakers and statements in SQLite, and the ledger of what
 * was dropped. SQL stands nowhere else. One writer; readers open it read-only.
 */
#ifndef QUOTED_STORE_H
#define QUOTED_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "quoted/buffer.h"
#include "quoted/corrections.h"
#include "quoted/error.h"
#include "quoted/record.h"

struct store;

#define STORE_HASH 32 /* bytes of a SHA-256 */

enum store_mode { STORE_WRITE, STORE_READ, STORE_REOPEN };

/* What became of a dropped file. */
enum outcome { OUTCOME_PENDING, OUTCOME_STORED, OUTCOME_DUPLICATE, OUTCOME_FAILED };
const char *outcome_name(enum outcome outcome);

/* How a call ended: STORE_RETRY is a full disk, a lock, an I/O error or damage, without which the same call may work.
 */
enum store_result { STORE_OK = 0, STORE_ERROR = -1, STORE_RETRY = -2, STORE_NONE = -3 };

/*
 * Open or create (STORE_WRITE) the database at path; runs the migrations it needs. STORE_REOPEN is the same but creates
 * none. Refuses a file that is not a quoted database or is of a newer version, and leaves it untouched. NULL with err
 * set on failure, and errno: EAGAIN if it may pass (a lock, a full disk, an I/O error), or 0.
 */
struct store *store_open(const char *path, enum store_mode mode, struct error *err);
void store_close(struct store *store);

/*
 * Copy the database as it stands now, to a file that must not exist; others may go on writing. The copy appears under
 * its name whole or not at all. 0, or -1 with err set.
 */
int store_backup(struct store *store, const char *path, struct error *err);

/* Look whether everything is sound; report is called for each thing looked at, problem: what is wrong, or NULL. */
void store_check(struct store *store, void (*report)(void *data, const char *name, const char *problem), void *data);

/* One transaction round several articles; commit is durable (WAL, synchronous=FULL). */
int store_begin(struct store *store, struct error *err);
int store_commit(struct store *store, struct error *err);
void store_rollback(struct store *store);

/* A dropped file's row in the ledger. */
struct drop {
	const char *name;    /* bytes of the name, as found */
	const uint8_t *hash; /* STORE_HASH bytes, or NULL if it could not be read */
	size_t size;
	enum outcome outcome;
	const char *reason;   /* of a failure, or NULL */
	const char *moved_to; /* its name in done/ or failed/, or NULL */
	int64_t seen_at;      /* seconds since 1970; 0: now */
	bool is_kept;         /* the file stays in its place: what it holds is what the article is now */
};

/* Article id by the hash of its bytes, or of those of an earlier revision; 0 if there is none. */
int64_t store_find_article(struct store *store, const uint8_t hash[STORE_HASH]);
/* Whether these bytes are an earlier revision of the article of that name, so that it would change back to them. */
bool store_is_replaced(struct store *store, const char *name, const uint8_t hash[STORE_HASH]);
/*
 * Inside a transaction: add the article with its statements and speakers, and the drop's ledger row.
 * If the hash is known, only the ledger row (outcome duplicate) is added. An article that was there before with other
 * words (of the same address, or of the same name; most of its text is the same) keeps its id, and what it was becomes
 * an earlier revision of it. *ret_id: the article's id; *ret_outcome: stored or duplicate.
 */
int store_add(struct store *store, const struct drop *drop, const struct extraction *extraction, int64_t *ret_id,
	      enum outcome *ret_outcome, struct error *err);
/* Inside a transaction: a file that failed, or that was a known duplicate. */
int store_add_drop(struct store *store, const struct drop *drop, struct error *err);

/*
 * When articles come faster than they can be entered: inside a transaction, store one with its ledger row, durable at
 * the commit, but leave its statements for store_enter. Nothing else tells of it until then but store_has and the
 * ledger, whose row has no article yet. Known bytes are a duplicate, as in store_add. Not for files that stay in their
 * place.
 */
int store_accept(struct store *store, const struct drop *drop, const struct extraction *extraction,
		 enum outcome *ret_outcome, struct error *err);
/* Whether these bytes are those of an article, of an earlier revision of one, or of one that waits to be entered. */
bool store_has(struct store *store, const uint8_t hash[STORE_HASH]);
/*
 * Inside a transaction: enter the oldest article that waits. *ret_id: the article's id; 0 if it turned out to be a
 * duplicate. STORE_NONE when none waits; STORE_ERROR when this one cannot be entered, and the transaction is over.
 */
int store_enter(struct store *store, int64_t *ret_id, struct error *err);
/* The name of the file of the oldest that waits, and where it was moved. STORE_NONE when none waits. */
int store_oldest(struct store *store, struct buffer *ret_name, struct buffer *ret_moved_to, struct error *err);
/* Inside a transaction: the oldest that waits is to be read again: nothing tells of it any more. */
int store_hand_back(struct store *store, struct error *err);
/* Inside a transaction: the oldest that waits cannot be entered; the ledger says that it failed, and is moved there. */
int store_give_up(struct store *store, const char *reason, const char *moved_to, struct error *err);
/*
 * The newest row of the ledger for these bytes under this name: its outcome, and in *ret_moved_to the name it was
 * to be moved to (empty if none). STORE_NONE if there is none.
 */
int store_find_drop(struct store *store, const char *name, const uint8_t hash[STORE_HASH], enum outcome *ret_outcome,
		    struct buffer *ret_moved_to);
/*
 * Call file for each name that a file was moved to in done/, or else in failed/, and must still have: one that failed
 * and was tried again has not.
 */
int store_moved(struct store *store, bool failed, void (*file)(void *data, const char *name), void *data,
		struct error *err);
/* Attempts to read these bytes so far, counted durably before the try; returns the new count, or -1. */
int store_attempt(struct store *store, const uint8_t hash[STORE_HASH], struct error *err);

/* Counts for `status`. pending is the daemon's to know. */
struct store_counts {
	int64_t articles, speakers, statements;
	int64_t stored, duplicate, failed; /* ledger rows by outcome */
	int64_t backlog;                   /* stored ones that wait to be entered */
};
int store_count(struct store *store, struct store_counts *ret, struct error *err);

/*
 * Questions. Each appends JSON objects, comma-separated, to out, at most limit, and sets *ret_next to the
 * key to go on from (0 at the end). after: the key of the page before, or 0.
 */
struct store_query {
	const char *speaker; /* any part of a name or alias, or "#ID" */
	const char *words;   /* full text of the content, FTS5's words and "phrases" */
	const char *kind, *stance;
	const char *since, *until; /* ISO dates, of the article or its arrival */
	int64_t article;           /* 0: any */
	const char *id;            /* one statement's id, or NULL */
	bool quotations;           /* of several printings only the first that is asked for; not within one article */
	int64_t after;
	int limit;
};
int store_statements(struct store *store, const struct store_query *query, struct buffer *out, int64_t *ret_next,
		     struct error *err);

/*
 * Append the printings, in all articles, of what the statement of that id (16 hexadecimal digits) says, as objects with
 * commas between: each a statement of its own in its article, the earliest article's first and marked "first". Nothing
 * is appended if it is printed once. Returns STORE_OK, or another with err set.
 */
int store_printings(struct store *store, const char *id, struct buffer *out, struct error *err);
int store_speakers(struct store *store, const char *name, int64_t after, int limit, struct buffer *out,
		   int64_t *ret_next, struct error *err);
/* One speaker with aliases, roles and counts; one article with its text and statements. STORE_NONE if absent. */
int store_speaker(struct store *store, int64_t id, struct buffer *out, struct error *err);
int store_article(struct store *store, int64_t id, struct buffer *out, struct error *err);
/*
 * What was changed in an article: {"id", "revisions": [{"number", "seen_at", "title", "date", "hash", "statements",
 * "changes": [{"change": "added" | "removed" | "reworded" | "reattributed" | "retitled", "from", "to", "speaker",
 * "was_speaker"}]}]}, oldest first; changes: against the one before. STORE_NONE if there is no such article.
 */
int store_history(struct store *store, int64_t id, struct buffer *out, struct error *err);
int store_articles(struct store *store, const char *words, int64_t after, int limit, struct buffer *out,
		   int64_t *ret_next, struct error *err);
/* The key of the article that was stored last; 0 if there is none. */
int64_t store_newest_article(struct store *store);
/*
 * Claims: what several statements are about, and who is on which side. status is told by the speakers' last
 * positions alone: "uncontested", "disputed", "denied", "confirmed" (by another) or "retracted".
 */
struct store_claim_query {
	const char *words;   /* full text of the statements, or NULL */
	const char *speaker; /* as in store_query, or NULL */
	const char *as_of;   /* ISO date: nothing later counts; or NULL */
	bool figures;        /* only claims with a number */
	int64_t after;
	int limit;
};
/* Claims by newest statement first: {"id", "text", "status", "supporters", "opponents", "statements", "first", "last"}.
 */
int store_claims(struct store *store, const struct store_claim_query *query, struct buffer *out, int64_t *ret_next,
		 struct error *err);
/*
 * One claim with "edges" (who, side, stance, value, and the statement; oldest first), and "figures" (each value
 * in turn with unit, dates, speakers and how many articles), and "histories": of each unit and speaker the "values" one
 * after the other ("value", "limits" ({"upto", "bound"} or null, see struct figure), "date", "outlet", "statement").
 * as_of as above. STORE_NONE if absent.
 */
int store_claim(struct store *store, int64_t id, const char *as_of, struct buffer *out, struct error *err);
/*
 * A speaker's positions, newest first: {"claim"} and what an edge of
 * store_claim has. speaker must be set.
 */
int store_timeline(struct store *store, const struct store_claim_query *query, struct buffer *out, int64_t *ret_next,
		   struct error *err);
/*
 * Changes of side or number by one speaker, newest first: {"claim", "speaker", "kind", "from_date", "from",
 * "date", "to", "earlier", "later"}, the last two being the statements.
 */
int store_flips(struct store *store, const struct store_claim_query *query, struct buffer *out, int64_t *ret_next,
		struct error *err);

/*
 * Is this quotation real? Appends {"verdict": "authentic" | "shortened" | "altered" | "other speaker" | "indirect" |
 * "unseen"} and, unless it is unseen, "wording" (the verdict, whoever said it), "likeness", "negation" ("lost",
 * "added" or null), "number_changed", "diff" ([{"op": "kept" | "lost" | "added", "text"}]) and the "statement" that
 * is nearest; "merged_with" is another one that the rest of the text stands in, if two were made one. A whole sentence
 * of a longer quotation is authentic, and words in brackets are an editor's. negations: the language's words,
 * NULL-ended (see pack_negations), or NULL.
 */
struct store_verify_query {
	const char *text;
	const char *speaker; /* as in store_query, or NULL: whoever */
	const char *const *negations;
};
int store_verify(struct store *store, const struct store_verify_query *query, struct buffer *out, struct error *err);
/*
 * Prove the statements of the next limit articles against the text that was kept of them. In out, {"id",
 * "article_id"} of those whose words are not there, comma-separated.
 */
struct store_proof {
	int64_t proved; /* statements whose words are there */
	int64_t next;   /* article to go on after; 0 at the end */
};
int store_verify_all(struct store *store, int64_t after, int limit, struct buffer *out, struct store_proof *ret,
		     struct error *err);

/*
 * Corrections by hand, inside a transaction. They are kept apart from what was extracted and applied over it, also
 * over what is added later; every question above is answered as corrected. Strings may be NULL where the kind takes
 * none (see correction_forms). Each prints the correction's JSON object to out, as store_corrections has it.
 */
struct store_correction {
	enum correction_kind kind;
	const char *target; /* a speaker's or claim's number, or a statement's id */
	const char *value;  /* the new name; or the number of the speaker or claim that it becomes; for a statement
			       also a speaker's name, or "-" for nobody */
	const char *items;  /* comma-separated numbers of articles, or ids of statements, that are split off */
	const char *note;
	int64_t uid; /* who */
	const char *user;
};
int store_correct(struct store *store, const struct store_correction *asked, struct buffer *out, struct error *err);
int store_undo(struct store *store, int64_t id, int64_t uid, const char *user, struct buffer *out, struct error *err);
/*
 * Inside a transaction: a correction of many statements leaves all but their speakers' and claims' own rows for this,
 * which makes a few of them again at each call, so that nobody waits long.
 */
int store_relink(struct store *store, struct error *err);
/* Whether there is something to do for it. */
bool store_has_relinks(struct store *store);
/* One, or all with the newest first; "state" is "applied", "undone" or "conflict": what it was about is gone;
 * "waiting": how many statements, of whichever correction, store_relink has still to make again. */
int store_correction(struct store *store, int64_t id, struct buffer *out, struct error *err);
int store_corrections(struct store *store, int64_t after, int limit, struct buffer *out, int64_t *ret_next,
		      struct error *err);

/* Failed files, newest first, with their reasons. */
int store_failed(struct store *store, int64_t after, int limit, struct buffer *out, int64_t *ret_next,
		 struct error *err);
/* What became of files, newest first; hash: only of those bytes, or NULL. */
int store_drops(struct store *store, const uint8_t *hash, int64_t after, int limit, struct buffer *out,
		int64_t *ret_next, struct error *err);

#endif
