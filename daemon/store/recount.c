/* SPDX-License-Identifier: MIT */
/* What is counted of speakers and claims, and their flips, once statements have been made again. */
#include "claim.h"
#include "correct.h"

#include <stdlib.h>
#include <string.h>

#define CLAIMS_EACH 16 /* of one statement that are compared */

/* A change of side or number must be in words this much alike; as when a statement comes in (see write_claim.c). */
#define FLIP_SIDE 0.75
#define FLIP_FIGURE 0.6

int speaker_recount(struct store *store, int64_t speaker, struct error *err)
{
	sqlite3_stmt *update = sql_get(
		store,
		"UPDATE speakers SET (statements, repeats) = (SELECT (SELECT count(*) FROM statement_speakers WHERE"
		" speaker_id = :id) - again, again FROM (SELECT count(*) - count(DISTINCT g.first_id) AS again FROM"
		" statement_speakers p CROSS JOIN sightings g ON g.statement_id = p.statement_id WHERE"
		" p.speaker_id = :id)), articles = (SELECT count(*) FROM (SELECT s.article_id FROM"
		" statement_speakers p JOIN statements s ON s.id = p.statement_id WHERE p.speaker_id = :id UNION"
		" SELECT article_id FROM claim_edges WHERE speaker_id = :id)) WHERE id = :id");

	sql_int(update, ":id", speaker);
	return sql_run(store, update, err);
}

/*
 * Of a claim without edges first and last stay; it is not listed. The words that stand for it are those it was begun
 * with, while they are about it, else its oldest.
 */
static int count_claim(struct store *store, int64_t claim, struct error *err)
{
	sqlite3_stmt *update = sql_get(
		store,
		"UPDATE claims SET edges = (SELECT count(*) FROM claim_edges WHERE claim_id = :id),"
		" first = coalesce((SELECT min(statement_id) FROM claim_edges WHERE claim_id = :id), first),"
		" last = coalesce((SELECT max(statement_id) FROM claim_edges WHERE claim_id = :id), last),"
		" begun_by = coalesce(begun_by, statement_id), statement_id = coalesce((SELECT e.statement_id FROM"
		" claim_edges e WHERE e.claim_id = :id AND e.statement_id = coalesce(claims.begun_by,"
		" claims.statement_id) LIMIT 1), (SELECT min(statement_id) FROM claim_edges WHERE claim_id = :id),"
		" statement_id) WHERE id = :id");

	sql_int(update, ":id", claim);
	return sql_run(store, update, err);
}

struct claim_sets {
	struct claim_set at[CLAIMS_EACH];
	size_t count;
};

/* The claims in a statement's record, by their terms. */
static int read_claims(struct store *store, int64_t statement, struct claim_sets *sets, struct error *err)
{
	sqlite3_stmt *query =
		sql_get(store, "SELECT (SELECT group_concat(value, char(10)) FROM json_each(c.value, '$.terms')) FROM"
			       " statements s, json_each(s.record, '$.claims') c WHERE s.id = :id");
	int got;

	sets->count = 0;
	sql_int(query, ":id", statement);
	while ((got = sql_step(store, query, err)) > 0) {
		const char *terms = sql_column(query, 0);
		struct claim_set *set = &sets->at[sets->count];

		if (!terms || sets->count == CLAIMS_EACH)
			continue;
		claim_set_read(set, terms);
		sets->count++;
	}
	return got;
}

static int weigh(struct store *store, struct claim_sets *sets, int64_t claims, struct error *err)
{
	int result = STORE_OK;

	for (size_t i = 0; i < sets->count && result == STORE_OK; i++)
		result = claim_set_weigh(store, &sets->at[i], claims, err);
	return result;
}

/* How alike the likest claims of two statements are. */
static int compare(struct store *store, int64_t a, int64_t b, double *ret, struct error *err)
{
	struct claim_sets of_a, of_b;
	int64_t claims = 0;
	int result = read_claims(store, a, &of_a, err);

	*ret = 0;
	if (result == STORE_OK)
		result = read_claims(store, b, &of_b, err);
	if (result == STORE_OK)
		result = sql_number(store, sql_get(store, "SELECT coalesce(max(id), 0) FROM claims"), &claims, err);
	if (result == STORE_OK)
		result = weigh(store, &of_a, claims, err);
	if (result == STORE_OK)
		result = weigh(store, &of_b, claims, err);
	for (size_t i = 0; i < of_a.count && result == STORE_OK; i++)
		for (size_t k = 0; k < of_b.count; k++) {
			double likeness = claim_similarity(&of_a.at[i], &of_b.at[k]);

			*ret = likeness > *ret ? likeness : *ret;
		}
	return result;
}

/* A speaker's edge to a claim, and the one before it. */
struct turn {
	int64_t later, earlier;
	bool is_figure;
};

static int insert_flip(struct store *store, const struct turn *turn, int64_t speaker, int64_t claim, struct error *err)
{
	sqlite3_stmt *insert = sql_get(store, "INSERT OR IGNORE INTO flips (later, earlier, speaker_id, claim_id,"
					      " is_figure) VALUES (:later, :earlier, :speaker, :claim, :figure)");
	double likeness;
	int result = compare(store, turn->later, turn->earlier, &likeness, err);

	if (result != STORE_OK || likeness < (turn->is_figure ? FLIP_FIGURE : FLIP_SIDE))
		return result;
	sql_int(insert, ":later", turn->later);
	sql_int(insert, ":earlier", turn->earlier);
	sql_int(insert, ":speaker", speaker);
	sql_int(insert, ":claim", claim);
	sql_int(insert, ":figure", turn->is_figure);
	return sql_run(store, insert, err);
}

/* Compute the flips between a speaker's edges to a claim afresh. */
static int flips_renew(struct store *store, int64_t speaker, int64_t claim, struct error *err)
{
	sqlite3_stmt *query = sql_get(store, "DELETE FROM flips WHERE speaker_id = :speaker AND claim_id = :claim");
	struct ids turns = {0};
	int got;

	sql_int(query, ":speaker", speaker);
	sql_int(query, ":claim", claim);
	got = sql_run(store, query, err);
	query = sql_get(
		store,
		"SELECT later, earlier, side = side_before FROM (SELECT statement_id AS later, lag(statement_id)"
		" OVER w AS earlier, side, lag(side) OVER w AS side_before, value, lag(value) OVER w AS"
		" value_before, unit, lag(unit) OVER w AS unit_before, article_id, lag(article_id) OVER w AS"
		" article_before FROM claim_edges WHERE speaker_id = :speaker AND claim_id = :claim AND side <> 0"
		" WINDOW w AS (ORDER BY statement_id, id)) WHERE article_id <> article_before AND"
		" (side <> side_before OR (unit = unit_before AND value <> value_before))");
	sql_int(query, ":speaker", speaker);
	sql_int(query, ":claim", claim);
	while (got == STORE_OK && (got = sql_step(store, query, err)) > 0) {
		for (int i = 0; i < 3; i++)
			ids_add(&turns, sqlite3_column_int64(query, i));
		got = STORE_OK;
	}
	for (size_t i = 0; i + 2 < turns.count && got == STORE_OK; i += 3) {
		struct turn turn = {turns.at[i], turns.at[i + 1], turns.at[i + 2] != 0};

		got = insert_flip(store, &turn, speaker, claim, err);
	}
	ids_done(&turns);
	return got;
}

static int compare_standings(const void *a, const void *b)
{
	const struct standing *x = a, *y = b;

	if (x->speaker != y->speaker)
		return x->speaker < y->speaker ? -1 : 1;
	return (x->claim > y->claim) - (x->claim < y->claim);
}

static int renew_flips(struct relink *relink, struct error *err)
{
	const struct standing *at = relink->standings;
	int result = STORE_OK;

	if (relink->standing_count)
		qsort(relink->standings, relink->standing_count, sizeof(*relink->standings), compare_standings);
	for (size_t i = 0; i < relink->standing_count && result == STORE_OK; i++)
		if (!i || compare_standings(&at[i], &at[i - 1]) != 0)
			result = flips_renew(relink->store, at[i].speaker, at[i].claim, err);
	return result;
}

static int recount_later(struct store *store, int64_t speaker, struct error *err)
{
	sqlite3_stmt *insert = sql_get(store, "INSERT INTO recounts VALUES (:id) ON CONFLICT DO NOTHING");

	sql_int(insert, ":id", speaker);
	return sql_run(store, insert, err);
}

int relink_finish(struct relink *relink, int result, struct error *err)
{
	ids_unite(&relink->speakers);
	ids_unite(&relink->claims);
	for (size_t i = 0; i < relink->speakers.count && result == STORE_OK; i++)
		result = relink->is_part ? recount_later(relink->store, relink->speakers.at[i], err)
					 : speaker_recount(relink->store, relink->speakers.at[i], err);
	for (size_t i = 0; i < relink->claims.count && result == STORE_OK; i++)
		result = count_claim(relink->store, relink->claims.at[i], err);
	if (result == STORE_OK)
		result = renew_flips(relink, err);
	ids_done(&relink->speakers);
	ids_done(&relink->claims);
	free(relink->standings);
	return result;
}
