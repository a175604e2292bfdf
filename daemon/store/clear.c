/* SPDX-License-Identifier: MIT */
/* Taking an article's statements away again, with all that was made of them. */
#include "revision.h"

#include "variant.h"

#define ITS_STATEMENTS "(SELECT id FROM statements WHERE article_id = :article)"

/* Nobody makes it any more, or by corrections nobody does. */
#define IS_LEFT "NOT EXISTS (SELECT 1 FROM claim_edges WHERE claim_id = :claim)"
#define IS_CORRECTED                                                                                                   \
	"EXISTS (SELECT 1 FROM corrections WHERE claim_id = :claim UNION ALL SELECT 1 FROM corrections WHERE into_id " \
	"= "                                                                                                           \
	":claim UNION ALL SELECT 1 FROM claims WHERE id = :claim AND merged_into IS NOT NULL)"

/* Nor is it set aside under a correction, or spoken of by one. */
#define IS_GONE IS_LEFT " AND NOT EXISTS (SELECT 1 FROM extracted_edges WHERE claim_id = :claim) AND NOT " IS_CORRECTED

static int run_for(struct store *store, const char *sql, const char *parameter, int64_t value, struct error *err)
{
	sqlite3_stmt *statement = sql_get(store, sql);

	sql_int(statement, parameter, value);
	return sql_run(store, statement, err);
}

/* The claims that the article's statements make or stand for. */
static int gather_claims(struct store *store, int64_t article, struct ids *claims, struct error *err)
{
	sqlite3_stmt *query =
		sql_get(store, "SELECT claim_id FROM claim_edges WHERE statement_id IN " ITS_STATEMENTS
			       " UNION SELECT claim_id FROM extracted_edges WHERE statement_id IN " ITS_STATEMENTS
			       " UNION SELECT id FROM claims WHERE statement_id IN " ITS_STATEMENTS);

	sql_int(query, ":article", article);
	return ids_query(store, query, claims, err);
}

/* A claim lives on with the edges that are left; another statement stands for it if its own is among those that go. */
static int mend_claim(struct store *store, int64_t claim, struct error *err)
{
	static const char *const steps[] = {
		"UPDATE claims SET (edges, first, last) = (SELECT count(*), min(statement_id), max(statement_id)"
		" FROM claim_edges WHERE claim_id = :claim) WHERE id = :claim"
		" AND EXISTS (SELECT 1 FROM claim_edges WHERE claim_id = :claim)",
		"UPDATE claims SET statement_id = last WHERE id = :claim AND NOT EXISTS (SELECT 1 FROM claim_edges"
		" WHERE claim_id = :claim AND statement_id = claims.statement_id)",
		"UPDATE claims SET edges = 0, statement_id = NULL WHERE id = :claim AND " IS_LEFT,
	};
	int result = STORE_OK;

	for (size_t i = 0; result == STORE_OK && i < sizeof(steps) / sizeof(*steps); i++)
		result = run_for(store, steps[i], ":claim", claim, err);
	return result;
}

/* A claim that nobody makes goes; one that corrections speak of stays for them, unlisted. */
static int sweep_claim(struct store *store, int64_t claim, struct error *err)
{
	static const char *const steps[] = {
		"UPDATE rings SET claim_id = NULL WHERE claim_id = :claim AND " IS_GONE,
		"DELETE FROM claim_variants WHERE claim_id = :claim AND " IS_GONE,
		"DELETE FROM claims WHERE id = :claim AND " IS_GONE,
	};
	int result = STORE_OK;

	variants_forget(store, claim);
	for (size_t i = 0; result == STORE_OK && i < sizeof(steps) / sizeof(*steps); i++)
		result = run_for(store, steps[i], ":claim", claim, err);
	return result;
}

int claims_sweep(struct store *store, const struct ids *claims, struct error *err)
{
	int result = STORE_OK;

	for (size_t i = 0; result == STORE_OK && i < claims->count; i++)
		result = sweep_claim(store, claims->at[i], err);
	return result;
}

int article_clear(struct store *store, int64_t article, struct ids *claims, struct error *err)
{
	static const char *const before[] = {
		"DELETE FROM flips WHERE later IN " ITS_STATEMENTS,
		"DELETE FROM flips WHERE earlier IN " ITS_STATEMENTS,
		"DELETE FROM claim_edges WHERE statement_id IN " ITS_STATEMENTS,
		"DELETE FROM correction_hits WHERE statement_id IN " ITS_STATEMENTS,
		"DELETE FROM extracted_speakers WHERE statement_id IN " ITS_STATEMENTS,
		"DELETE FROM extracted_edges WHERE statement_id IN " ITS_STATEMENTS,
		"DELETE FROM corrected_statements WHERE statement_id IN " ITS_STATEMENTS,
	};
	static const char *const behind[] = {
		"UPDATE roles SET articles = articles - 1 WHERE (speaker_id, role) IN (SELECT p.speaker_id,"
		" json_extract(s.record, '$.speakers[' || p.position || '].role') FROM statements s"
		" JOIN statement_speakers p ON p.statement_id = s.id WHERE s.article_id = :article)",
		"DELETE FROM roles WHERE articles <= 0 AND speaker_id IN (SELECT speaker_id FROM statement_speakers"
		" WHERE statement_id IN " ITS_STATEMENTS ")",
		/* what repeats other printings is in repeats, the rest in statements */
		"UPDATE speakers SET (repeats, statements) = (SELECT repeats - gone, statements + gone FROM (SELECT"
		" coalesce(sum(its - (its = total)), 0) AS gone FROM (SELECT sum(g.article_id = :article) AS its, "
		"count(*)"
		" AS total FROM (SELECT DISTINCT first_id FROM statements s CROSS JOIN sightings m ON m.statement_id ="
		" s.id WHERE s.article_id = :article) f CROSS JOIN sightings g ON g.first_id = f.first_id CROSS JOIN"
		" statement_speakers p ON p.statement_id = g.statement_id WHERE p.speaker_id = speakers.id GROUP BY"
		" f.first_id HAVING its > 0))) WHERE id IN (SELECT p.speaker_id FROM statements s CROSS JOIN sightings "
		"g"
		" ON g.statement_id = s.id CROSS JOIN statement_speakers p ON p.statement_id = s.id WHERE s.article_id "
		"="
		" :article)",
		"UPDATE speakers SET articles = max(articles - 1, 0), statements = max(statements - (SELECT count(*)"
		" FROM statements s JOIN statement_speakers p ON p.statement_id = s.id WHERE s.article_id = :article"
		" AND p.speaker_id = speakers.id), 0) WHERE id IN (SELECT speaker_id FROM statement_speakers"
		" WHERE statement_id IN " ITS_STATEMENTS ")",
		"DELETE FROM statement_speakers WHERE statement_id IN " ITS_STATEMENTS,
		"DELETE FROM statements WHERE article_id = :article",
	};
	int result = gather_claims(store, article, claims, err);

	for (size_t i = 0; result == STORE_OK && i < sizeof(before) / sizeof(*before); i++)
		result = run_for(store, before[i], ":article", article, err);
	for (size_t i = 0; result == STORE_OK && i < claims->count; i++)
		result = mend_claim(store, claims->at[i], err);
	for (size_t i = 0; result == STORE_OK && i < sizeof(behind) / sizeof(*behind); i++)
		result = run_for(store, behind[i], ":article", article, err);
	return result;
}
