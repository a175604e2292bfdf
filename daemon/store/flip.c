/* SPDX-License-Identifier: MIT */
/*
 * Where a speaker came to be on the other side of a claim, or gave another number. His statements on it are a row of
 * stands, each held for some time: a flip is from one to the next, told by the first text of the new stand and that of
 * the one before it which it is most like. Stands in words that are unlike are no flip: what negates in other words is
 * not known.
 */
#include "claim.h"

#include <stdlib.h>
#include <string.h>

#define CLAIMS_EACH 16 /* of one statement that are compared */
#define EDGES_MAX 64   /* newest of a speaker's on a claim that are looked at */
#define RUN_MAX 6      /* newest texts of a stand that are compared */

/* How much alike the words of a flip must be, at the least, of a change of side and of a number. */
#define LIKE_SIDE 0.85
#define LIKE_FIGURE 0.2

struct claim_sets {
	struct claim_set at[CLAIMS_EACH];
	size_t count;
};

/* A statement of the speaker's on the claim. */
struct stand {
	int64_t statement, article;
	int side;
	char value[32], unit[64];
};

struct turns {
	struct store *store;
	int64_t speaker, claim, claims; /* claims: how many there are */
	struct stand stands[EDGES_MAX]; /* oldest first */
	size_t count;
};

/* The claims in a statement's record, by their terms. */
static int read_claims(struct turns *turns, int64_t statement, struct claim_sets *sets, struct error *err)
{
	sqlite3_stmt *query =
		sql_get(turns->store, "SELECT (SELECT group_concat(value, char(10)) FROM json_each(c.value, '$.terms'))"
				      " FROM statements s, json_each(s.record, '$.claims') c WHERE s.id = :id");
	int got, result = STORE_OK;

	sets->count = 0;
	sql_int(query, ":id", statement);
	while ((got = sql_step(turns->store, query, err)) > 0) {
		const char *terms = sql_column(query, 0);

		if (terms && sets->count < CLAIMS_EACH)
			claim_set_read(&sets->at[sets->count++], terms);
	}
	for (size_t i = 0; i < sets->count && got == STORE_OK && result == STORE_OK; i++) {
		result = claim_set_weigh(turns->store, &sets->at[i], turns->claims, err);
		sets->at[i].least = 0; /* of one claim they are already, however little they share */
	}
	return got == STORE_OK ? result : got;
}

static double how_alike(const struct claim_sets *a, const struct claim_sets *b)
{
	double best = 0;

	for (size_t i = 0; i < a->count; i++)
		for (size_t k = 0; k < b->count; k++) {
			double like = claim_similarity(&a->at[i], &b->at[k]);

			best = like > best ? like : best;
		}
	return best;
}

static void copy(char *to, size_t room, const char *text)
{
	size_t length = text ? strnlen(text, room - 1) : 0;

	memcpy(to, text ? text : "", length);
	to[length] = '\0';
}

static int read_stands(struct turns *turns, struct error *err)
{
	sqlite3_stmt *query = sql_get(
		turns->store, "SELECT statement_id, article_id, side, value, unit FROM (SELECT * FROM"
			      " claim_edges WHERE claim_id = :claim AND speaker_id = :speaker ORDER BY"
			      " statement_id DESC, id DESC LIMIT :limit) WHERE side <> 0 ORDER BY statement_id, id");
	int got;

	sql_int(query, ":claim", turns->claim);
	sql_int(query, ":speaker", turns->speaker);
	sql_int(query, ":limit", EDGES_MAX);
	while ((got = sql_step(turns->store, query, err)) > 0) {
		struct stand *stand = &turns->stands[turns->count++];

		*stand = (struct stand){.statement = sqlite3_column_int64(query, 0),
					.article = sqlite3_column_int64(query, 1),
					.side = sqlite3_column_int(query, 2)};
		copy(stand->value, sizeof(stand->value), sql_column(query, 3));
		copy(stand->unit, sizeof(stand->unit), sql_column(query, 4));
	}
	return got;
}

static bool is_other_number(const struct stand *a, const struct stand *b)
{
	return *a->value && *b->value && !strcmp(a->unit, b->unit) && strcmp(a->value, b->value) != 0;
}

static bool is_other(const struct stand *a, const struct stand *b)
{
	return a->side != b->side || is_other_number(a, b);
}

/* Whether the stand that begins at from, up to end, is the same as one of the stand before it in one article. */
static bool is_in_article(const struct turns *turns, size_t first, size_t from)
{
	for (size_t i = first; i < from; i++)
		if (turns->stands[i].article == turns->stands[from].article)
			return true;
	return false;
}

static int insert(const struct turns *turns, const struct stand *earlier, const struct stand *later, struct error *err)
{
	sqlite3_stmt *command =
		sql_get(turns->store, "INSERT OR IGNORE INTO flips (later, earlier, speaker_id, claim_id, is_figure)"
				      " VALUES (:later, :earlier, :speaker, :claim, :figure)");

	sql_int(command, ":later", later->statement);
	sql_int(command, ":earlier", earlier->statement);
	sql_int(command, ":speaker", turns->speaker);
	sql_int(command, ":claim", turns->claim);
	sql_int(command, ":figure", earlier->side == later->side);
	return sql_run(turns->store, command, err);
}

/* A stand [first, from) and the next one [from, end): a flip if two of their texts are alike. */
static int compare_stands(struct turns *turns, size_t first, size_t from, size_t end, struct error *err)
{
	double least = turns->stands[first].side == turns->stands[from].side ? LIKE_FIGURE : LIKE_SIDE, best = 0;
	const struct stand *earlier = NULL;
	struct claim_sets old, new;
	int result = STORE_OK;

	if (is_in_article(turns, first, from))
		return STORE_OK;
	if (from - first > RUN_MAX)
		first = from - RUN_MAX;
	if (end - from > RUN_MAX)
		end = from + RUN_MAX;
	for (size_t k = from; k < end && best < least && result == STORE_OK; k++) {
		result = read_claims(turns, turns->stands[k].statement, &new, err);
		for (size_t i = from; i-- > first && result == STORE_OK;) {
			double like;

			result = read_claims(turns, turns->stands[i].statement, &old, err);
			like = how_alike(&old, &new);
			if (like <= best)
				continue;
			best = like;
			earlier = &turns->stands[i];
		}
	}
	return result == STORE_OK && best >= least ? insert(turns, earlier, &turns->stands[from], err) : result;
}

static int forget(struct store *store, int64_t speaker, int64_t claim, int64_t oldest, struct error *err)
{
	sqlite3_stmt *command = sql_get(store, "DELETE FROM flips WHERE speaker_id = :speaker AND claim_id = :claim AND"
					       " later >= :oldest");

	sql_int(command, ":speaker", speaker);
	sql_int(command, ":claim", claim);
	sql_int(command, ":oldest", oldest);
	return sql_run(store, command, err);
}

int flips_forget(struct store *store, int64_t speaker, int64_t claim, struct error *err)
{
	return forget(store, speaker, claim, 0, err);
}

/* Carry a stand's number over texts that give none, so that the next number is compared with it. */
static bool settle(struct turns *turns)
{
	bool is_mixed = false;

	for (size_t i = 1; i < turns->count; i++) {
		struct stand *stand = &turns->stands[i];

		if (!*stand->value && stand->side == stand[-1].side) {
			memcpy(stand->value, stand[-1].value, sizeof(stand->value));
			memcpy(stand->unit, stand[-1].unit, sizeof(stand->unit));
		}
		is_mixed |= is_other(&stand[-1], stand);
	}
	return is_mixed;
}

int flips_renew(struct store *store, int64_t speaker, int64_t claim, struct error *err)
{
	struct turns *turns = xcalloc(1, sizeof(*turns));
	size_t first = 0, from = 0;
	bool is_mixed;
	int result;

	*turns = (struct turns){.store = store, .speaker = speaker, .claim = claim};
	result = read_stands(turns, err);
	is_mixed = settle(turns);
	if (result == STORE_OK && is_mixed)
		result = forget(store, speaker, claim, turns->stands[0].statement, err);
	if (result == STORE_OK && is_mixed)
		result = sql_number(store, sql_get(store, "SELECT coalesce(max(id), 0) FROM claims"), &turns->claims,
				    err);
	for (size_t end = 1; is_mixed && end <= turns->count && result == STORE_OK; end++) {
		if (end < turns->count && !is_other(&turns->stands[end - 1], &turns->stands[end]))
			continue;
		if (from)
			result = compare_stands(turns, first, from, end, err);
		first = from;
		from = end;
	}
	free(turns);
	return result;
}
