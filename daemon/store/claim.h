/* SPDX-License-Identifier: MIT */
/*
 * Claims within the store: comparing them by their terms, and adding a statement's. Reading them is
 * read_claims.c's.
 */
#ifndef QUOTED_STORE_CLAIM_H
#define QUOTED_STORE_CLAIM_H

#include "database.h"

#define CLAIM_TERMS_MAX 24
#define CONTEXT_MAX 16
#define CLAIM_TERM_BYTES 9 /* of a term in the table: its hash and its marks */

/* A term with its weight among all claims. */
struct claim_term {
	uint64_t hash; /* of the term without its marks of name and circumstance */
	double weight; /* rarity, lowered for a circumstance */
	bool is_name, is_minor, is_counted, is_embedding;
};

/* A set of terms, sorted by hash. */
struct claim_set {
	double least; /* of a weighed set: what it must share with another */
	struct claim_term terms[CLAIM_TERMS_MAX];
	size_t count;
};

/* The names of an article, by their hashes. */
struct claim_context {
	uint64_t names[CONTEXT_MAX];
	size_t count;
};

uint64_t claim_hash(const char *text, size_t length);
/* Add one term as struct claim has it; weight is left 0. */
void claim_set_add(struct claim_set *set, const char *term, size_t length);
void claim_set_sort(struct claim_set *set);
/* Terms as struct claim has them, one a line, as a sorted set. */
void claim_set_read(struct claim_set *set, const char *terms);
/* A sorted set as the table has it, and back; how many bytes it takes. */
size_t claim_set_pack(unsigned char to[CLAIM_TERMS_MAX * CLAIM_TERM_BYTES], const struct claim_set *set);
void claim_set_unpack(struct claim_set *set, const unsigned char *from, size_t length);
/* Look up how rare each term is; claims: how many there are. */
int claim_set_weigh(struct store *store, struct claim_set *set, int64_t claims, struct error *err);

/*
 * How alike two are: Dice's coefficient over weights, 0 when they share too little to tell or each has a
 * name the other lacks. Both must be weighed with the same counts.
 */
double claim_similarity(const struct claim_set *a, const struct claim_set *b);
/*
 * No less than claim_similarity, told without the other's weights: as if it had no terms but those that they share, and
 * none of these were a name or a circumstance there.
 */
double claim_similarity_most(const struct claim_set *weighed, const struct claim_set *other);
/* The similarity from which two are one claim: lower when their articles share names. */
#define CLAIM_THRESHOLD_LEAST 0.5
double claim_threshold(const struct claim_context *a, const struct claim_context *b);

/*
 * Sides are told of the words that are shown of a claim. These are in the affirmative if anybody put it so, those of
 * another statement than the claim's own if need be; if nobody did, a side is the other way round than its edge has it:
 * who says "there was no power" is for that. An edge e is in the affirmative if EDGE_AFFIRMS(e); 1 and 2 are denials.
 */
#define EDGE_AFFIRMS(edge) edge ".side * (CASE WHEN " edge ".stance IN (1, 2) THEN -1 ELSE 1 END) > 0"
#define EDGE_NEGATES(edge) edge ".side * (CASE WHEN " edge ".stance IN (1, 2) THEN -1 ELSE 1 END) < 0"
#define CLAIM_TURN(claim)                                                                                              \
	"(CASE WHEN EXISTS (SELECT 1 FROM claim_edges t WHERE t.claim_id = " claim                                     \
	" AND " EDGE_NEGATES("t") ") AND NOT EXISTS (SELECT 1 FROM claim_edges t WHERE t.claim_id = " claim            \
				  " AND " EDGE_AFFIRMS("t") ") THEN -1 ELSE 1 END)"

/* The side of a stance: 1 for the proposition, -1 against it, 0 neither. */
int claim_side(enum stance stance, bool negated);

/* flip.c, within a transaction: tell afresh where the speaker flips on the claim, of his newest statements on it. */
int flips_renew(struct store *store, int64_t speaker, int64_t claim, struct error *err);

/* Forget where he does, as when statements are taken from the claim. */
int flips_forget(struct store *store, int64_t speaker, int64_t claim, struct error *err);

/* The least statement id after a date (NULL: of all). */
int claim_high(const char *as_of, int64_t *ret, struct error *err);
/*
 * The members of one edge with its statement: of STATEMENT_COLUMNS, then from i side, stance, is_held, value, unit,
 * speaker_id, name, text.
 */
void edge_members_json(struct buffer *out, sqlite3_stmt *row, int i);

/* read_figures.c: "figures" and "histories" of a claim as store_claim has them, of statements before high; members
 * behind others. */
int figures_json(struct store *store, int64_t claim, int64_t high, struct buffer *out, struct error *err);

/* The claims of an article's statement and their edges; context: of the article. */
void claim_gather_context(struct claim_context *context, const struct extraction *extraction);
/* Leave out the names that very many claims have: two articles that share them need not be of one story. */
int claim_context_thin(struct store *store, struct claim_context *context, struct error *err);
struct claim_entry {
	const struct claim_context *context;
	struct cast *cast;
	int64_t statement_id;
	const struct statement *statement;
};
int claims_add(struct store *store, const struct claim_entry *entry, struct error *err);

#endif
