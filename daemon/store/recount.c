/* SPDX-License-Identifier: MIT */
/* What is counted of speakers and claims, and their flips, once statements have been made again. */
#include "claim.h"
#include "correct.h"

#include <stdlib.h>
#include <string.h>

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
	for (size_t i = 0; i < relink->standing_count && result == STORE_OK; i++) {
		if (i && compare_standings(&at[i], &at[i - 1]) == 0)
			continue;
		result = flips_forget(relink->store, at[i].speaker, at[i].claim, err);
		if (result == STORE_OK)
			result = flips_renew(relink->store, at[i].speaker, at[i].claim, err);
	}
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
