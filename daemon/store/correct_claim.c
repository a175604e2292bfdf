/* SPDX-License-Identifier: MIT */
/* Merging and splitting claims by hand. */
#include "claim.h"
#include "correct.h"
#include "posting.h"
#include "variant.h"

#define WORDINGS_MAX 64 /* of the statements that are split off */

static int take_claim(struct store *store, const char *text, int64_t *ret, struct error *err)
{
	int64_t id = correction_number(text), edges = -1;
	int result;

	if (!id)
		return error_set(err, "\"%.100s\" is no claim's number; quotes claims lists them", text);
	result = sql_look_up(store, "SELECT edges FROM claims WHERE id = :id AND merged_into IS NULL", id, 0, &edges,
			     err);
	if (result == STORE_OK && !edges) {
		error_set(err, "there is no claim %lld with statements of its own", (long long)id);
		return STORE_NONE;
	}
	*ret = id;
	return result;
}

static int list_of_claim(struct store *store, int64_t claim, struct ids *ids, struct error *err)
{
	sqlite3_stmt *query = sql_get(store, "SELECT DISTINCT statement_id FROM claim_edges WHERE claim_id = :id");

	sql_int(query, ":id", claim);
	return ids_query(store, query, ids, err);
}

/* The same for claims, and a split that is undone leads back too, so that what joined the new one later comes along. */
static int lead_claims(struct store *store, int64_t from, int64_t to, struct error *err)
{
	_Static_assert(CORRECTION_CLAIM_MERGE == 6 && CORRECTION_CLAIM_SPLIT == 7, "the numbers in the SQL");
	return correction_run(
		store,
		"UPDATE claims SET merged_into = (WITH RECURSIVE up (id, depth) AS (VALUES (claims.id, 0)"
		" UNION SELECT c.into_id, depth + 1 FROM up JOIN corrections c ON c.claim_id = up.id WHERE"
		" c.kind = 6 AND c.undone_at IS NULL AND depth < 64 UNION SELECT c.claim_id, depth + 1 FROM"
		" up JOIN corrections c ON c.into_id = up.id WHERE c.kind = 7 AND c.undone_at IS NOT NULL"
		" AND depth < 64) SELECT nullif(id, claims.id) FROM up ORDER BY depth DESC LIMIT 1)"
		" WHERE id = :id OR merged_into IN (:id, :other)",
		from, to, err);
}

int claim_merge_make(struct correcting *correcting, struct error *err)
{
	struct store *store = correcting->store;
	int64_t back = 0;
	int result = take_claim(store, correcting->asked->target, &correcting->claim, err);

	if (result == STORE_OK)
		result = take_claim(store, correcting->asked->value, &correcting->into, err);
	if (result == STORE_OK && correcting->into == correcting->claim)
		return error_set(err, "a claim cannot be merged into itself");
	if (result == STORE_OK)
		result = sql_look_up(
			store,
			"SELECT id FROM corrections WHERE kind = 7 AND undone_at IS NULL AND into_id IN (SELECT"
			" :id UNION SELECT id FROM claims WHERE merged_into = :id) AND claim_id IN"
			" (SELECT :other UNION SELECT id FROM claims WHERE merged_into = :other)",
			correcting->claim, correcting->into, &back, err);
	if (result == STORE_OK && back)
		return error_set(err, "the two were split by correction %lld: undo that", (long long)back);
	if (result == STORE_OK)
		result = list_of_claim(store, correcting->claim, &correcting->statements, err);
	if (result == STORE_OK)
		result = correction_insert(correcting, err);
	return result == STORE_OK ? lead_claims(store, correcting->claim, correcting->into, err) : result;
}

int claim_merge_undo(struct correcting *correcting, struct error *err)
{
	int64_t root;
	int result = claim_root(correcting->store, correcting->into, &root, err);

	if (result == STORE_OK)
		result = list_of_claim(correcting->store, root, &correcting->statements, err);
	return result == STORE_OK ? lead_claims(correcting->store, correcting->claim, root, err) : result;
}

/* A claim's wording, as the table has it. */
struct words {
	struct claim_set set;
	unsigned char bytes[CLAIM_TERMS_MAX * CLAIM_TERM_BYTES];
	size_t length;
};

/* The old claim's number for the wording; -1 if it has none such. */
static int find_wording(struct store *store, int64_t claim, const struct words *words, int64_t *ret, struct error *err)
{
	sqlite3_stmt *query =
		sql_get(store, "SELECT number FROM claim_variants WHERE claim_id = :claim AND terms = :terms");
	int got;

	sql_int(query, ":claim", claim);
	sql_bytes(query, ":terms", words->bytes, words->length);
	got = sql_step(store, query, err);
	*ret = got > 0 ? sqlite3_column_int64(query, 0) : -1;
	sqlite3_reset(query);
	return got < 0 ? got : STORE_OK;
}

/* A wording of the old claim becomes one of the new, unless it is the old one's last: then both have it. */
static int give_wording(struct correcting *correcting, const struct words *words, struct error *err)
{
	static const char *const commands[] = {
		"INSERT INTO claim_variants (claim_id, number, terms, context) SELECT :into, (SELECT count(*) FROM"
		" claim_variants WHERE claim_id = :into), terms, context FROM claim_variants WHERE claim_id = :claim"
		" AND number = :number",
		"DELETE FROM claim_variants WHERE claim_id = :claim AND number = :number AND (SELECT count(*) FROM"
		" claim_variants WHERE claim_id = :claim) > 1",
		/* Numbers have no gaps. */
		"UPDATE claim_variants SET number = number - 1 WHERE claim_id = :claim AND number > :number AND NOT"
		" EXISTS (SELECT 1 FROM claim_variants WHERE claim_id = :claim AND number = :number)"};
	int64_t number = -1;
	int result = find_wording(correcting->store, correcting->claim, words, &number, err);

	if (result != STORE_OK || number < 0)
		return result;
	variants_forget(correcting->store, correcting->claim);
	variants_forget(correcting->store, correcting->into);
	for (size_t i = 0; i < sizeof(commands) / sizeof(*commands) && result == STORE_OK; i++) {
		sqlite3_stmt *command = sql_get(correcting->store, commands[i]);

		sql_int(command, ":claim", correcting->claim);
		sql_int(command, ":into", correcting->into);
		sql_int(command, ":number", number);
		result = sql_run(correcting->store, command, err);
	}
	for (size_t i = 0; i < words->set.count && result == STORE_OK; i++)
		result = postings_add(correcting->store, words->set.terms[i].hash, correcting->into, err);
	return result;
}

/* The wordings of the statements that are split off, so that what is put like them joins the new claim. */
static int give_words(struct correcting *correcting, struct error *err)
{
	struct store *store = correcting->store;
	struct words all[WORDINGS_MAX];
	size_t count = 0;
	int result = STORE_OK;

	for (size_t i = 0; i < correcting->statements.count && result == STORE_OK; i++) {
		sqlite3_stmt *query = sql_get(
			store, "SELECT (SELECT group_concat(value, char(10)) FROM json_each(c.value, '$.terms')) FROM"
			       " statements s, json_each(s.record, '$.claims') c WHERE s.id = :id");

		sql_int(query, ":id", correcting->statements.at[i]);
		while ((result = sql_step(store, query, err)) > 0) {
			const char *terms = sql_column(query, 0);

			if (!terms || count == WORDINGS_MAX)
				continue;
			claim_set_read(&all[count].set, terms);
			all[count].length = claim_set_pack(all[count].bytes, &all[count].set);
			count++;
		}
	}
	for (size_t i = 0; i < count && result == STORE_OK; i++)
		result = give_wording(correcting, &all[i], err);
	return result;
}

int claim_split_make(struct correcting *correcting, struct error *err)
{
	struct store *store = correcting->store;
	int64_t outside = 0;
	int result = take_claim(store, correcting->asked->target, &correcting->claim, err);

	if (result == STORE_OK)
		result = correction_run(
			store,
			"INSERT INTO claims (statement_id, first, last, edges) SELECT statement_id, first,"
			" last, 0 FROM claims WHERE id = :id",
			correcting->claim, 0, err);
	correcting->into = sqlite3_last_insert_rowid(store->db);
	if (result == STORE_OK)
		result = correction_insert(correcting, err);
	if (result == STORE_OK)
		result = correction_each_item(correcting, correction_take_statement, err);
	if (result == STORE_OK)
		result = sql_look_up(store,
				     "SELECT h.statement_id FROM correction_hits h WHERE h.correction_id = :id AND"
				     " NOT EXISTS (SELECT 1 FROM claim_edges WHERE statement_id = h.statement_id AND"
				     " claim_id = :other) LIMIT 1",
				     correcting->id, correcting->claim, &outside, err);
	if (result == STORE_OK && outside)
		return error_set(err, "not all of these statements are about claim %lld", (long long)correcting->claim);
	return result == STORE_OK ? give_words(correcting, err) : result;
}

int claim_split_undo(struct correcting *correcting, struct error *err)
{
	int64_t root;
	int result = claim_root(correcting->store, correcting->into, &root, err);

	if (result == STORE_OK)
		result = list_of_claim(correcting->store, root, &correcting->statements, err);
	return result == STORE_OK ? lead_claims(correcting->store, correcting->into, root, err) : result;
}
