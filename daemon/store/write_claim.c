/* SPDX-License-Identifier: MIT */
/*
 * A statement's claims into the tables: find the claim each belongs to, or begin one; then who is for it
 * or against it, and who changed sides. Bounded work however large the store: the rarest terms give a few
 * candidates, the newest of each, and only those are compared.
 */
#include "claim.h"

#include <stdlib.h>
#include <string.h>

#include "posting.h"
#include "variant.h"

#define RARE_TERMS 6 /* that a claim is indexed and looked up by */
#define CANDIDATES_MAX 10
#define VARIANTS_MAX 4
#define SAME 0.999 /* similarity from which two are put alike */

/* Speakers come back to what they said: in the same story their words need be less alike, and less yet with numbers. */
#define THRESHOLD_OWN 0.5
#define THRESHOLD_OWN_FIGURE 0.3
#define OWN_EDGES 20 /* newest of a speaker's that are looked at for it */

/* A claim that shares rare terms. */
struct candidate {
	int64_t id;
	double shared;
	int terms;
};

struct candidates {
	struct candidate at[CANDIDATES_MAX];
	size_t count;
};

/* A claim on its way in. */
struct incoming {
	const struct claim_entry *entry;
	const struct claim *claim;
	struct claim_set set;
	const struct claim_term *rare[RARE_TERMS];
	size_t rare_count;
	int64_t claims; /* how many there are */
	int64_t id;     /* of the claim it is, 0: a new one */
	bool is_new;    /* it has been begun, and has its edges counted */
	double least;   /* similarity that makes one claim of two of a story */
	double similarity;
	size_t variants;    /* that it has already */
	struct buffer unit; /* of its first figure */
};

static void add_name(struct claim_context *context, const char *name, size_t length)
{
	char folded[NAME_MAX_LENGTH], copy[NAME_MAX_LENGTH];
	uint64_t hash;

	if (length >= sizeof(copy) || context->count == CONTEXT_MAX)
		return;
	memcpy(copy, name, length);
	copy[length] = '\0';
	name_fold(folded, sizeof(folded), copy);
	hash = claim_hash(folded, strlen(folded));
	for (size_t i = 0; i < context->count; i++)
		if (context->names[i] == hash)
			return;
	context->names[context->count++] = hash;
}

static void add_names(struct claim_context *context, const struct claim *claim)
{
	for (size_t i = 0; i < claim->term_count; i++) {
		const char *term = claim->terms[i] + strspn(claim->terms[i], "#~!");

		if (*term == '@')
			add_name(context, term + 1, strlen(term + 1));
	}
}

void claim_gather_context(struct claim_context *context, const struct extraction *extraction)
{
	context->count = 0;
	for (size_t i = 0; i < extraction->count; i++) {
		const struct statement *statement = &extraction->statements[i];

		for (size_t k = 0; k < statement->speaker_count; k++) {
			const char *name = statement->speakers[k].name, *last = strrchr(name, ' ');

			if (name_is_proper(name))
				add_name(context, last ? last + 1 : name, strlen(last ? last + 1 : name));
		}
		for (size_t k = 0; k < statement->claim_count; k++)
			add_names(context, &statement->claims[k]);
	}
}

static int compare_rarity(const void *a, const void *b)
{
	const struct claim_term *x = *(const struct claim_term *const *)a, *y = *(const struct claim_term *const *)b;

	return (x->weight < y->weight) - (x->weight > y->weight);
}

static void choose_rare(struct incoming *incoming)
{
	const struct claim_term *all[CLAIM_TERMS_MAX];

	for (size_t i = 0; i < incoming->set.count; i++)
		all[i] = &incoming->set.terms[i];
	qsort(all, incoming->set.count, sizeof(void *), compare_rarity);
	for (size_t i = 0; i < incoming->set.count && i < RARE_TERMS; i++)
		incoming->rare[incoming->rare_count++] = all[i];
}

/* Among the likeliest so far; of two that are alike the older comes first. */
static void propose(struct candidates *candidates, const struct candidate *one)
{
	size_t at = candidates->count;

	while (at > 0 && candidates->at[at - 1].shared <= one->shared)
		at--;
	if (at == CANDIDATES_MAX)
		return;
	candidates->count += candidates->count < CANDIDATES_MAX;
	memmove(candidates->at + at + 1, candidates->at + at, (candidates->count - at - 1) * sizeof(*one));
	candidates->at[at] = *one;
}

/* The claims of a rare term, while they are merged. */
struct cursor {
	const uint32_t *next, *end;
	double weight;
};

static struct candidate take_highest(struct cursor *cursors, size_t count)
{
	struct candidate highest = {0};

	for (size_t i = 0; i < count; i++)
		if (cursors[i].next<cursors[i].end && * cursors[i].next> highest.id)
			highest.id = *cursors[i].next;
	for (size_t i = 0; highest.id && i < count; i++) {
		if (cursors[i].next == cursors[i].end || *cursors[i].next != highest.id)
			continue;
		cursors[i].next++;
		highest.shared += cursors[i].weight;
		highest.terms++;
	}
	return highest;
}

/* The likeliest of those that share enough rare terms. */
static int find_candidates(struct store *store, const struct incoming *incoming, struct candidates *candidates,
			   struct error *err)
{
	struct cursor cursors[RARE_TERMS];
	struct candidate one;
	int least = 2;

	candidates->count = 0;
	for (size_t i = 0; i < incoming->rare_count; i++) {
		const struct postings *postings;
		int result = postings_find(store, incoming->rare[i]->hash, &postings, err);

		if (result != STORE_OK)
			return result;
		if (incoming->rare[i]->is_counted)
			least = 1;
		cursors[i] = (struct cursor){postings->newest, postings->newest + postings->count,
					     incoming->rare[i]->weight};
	}
	while ((one = take_highest(cursors, incoming->rare_count)).id)
		if (one.terms >= least)
			propose(candidates, &one);
	return STORE_OK;
}

/* How like the incoming claim this wording is, if like enough to be the same claim; 0 if not. */
static int compare_variant(struct store *store, const struct incoming *incoming, struct claim_set *set,
			   const struct claim_context *context, double *ret, struct error *err)
{
	double similarity, most = claim_similarity_most(&incoming->set, set), threshold;
	int result;

	*ret = 0;
	if (most <= incoming->similarity)
		return STORE_OK;
	threshold = claim_threshold(incoming->entry->context, context);
	if (threshold == CLAIM_THRESHOLD_LEAST)
		threshold = incoming->least;
	if (most < threshold)
		return STORE_OK;
	result = claim_set_weigh(store, set, incoming->claims, err);
	if (result != STORE_OK)
		return result;
	similarity = claim_similarity(&incoming->set, set);
	*ret = similarity >= threshold ? similarity : 0;
	return STORE_OK;
}

static int compare_candidate(struct store *store, struct incoming *incoming, int64_t id, struct error *err)
{
	const struct variants *variants;
	struct claim_context context;
	struct claim_set set;
	double best = 0;
	double most = variants_similarity_most(store, id, &incoming->set);
	int result;

	if (most <= incoming->similarity || most < incoming->least)
		return STORE_OK;
	result = variants_find(store, id, &variants, err);
	for (size_t i = 0, at = 0; result == STORE_OK && i < variants->count; i++) {
		double similarity;

		variant_read(variants, &at, &set, &context);
		result = compare_variant(store, incoming, &set, &context, &similarity, err);
		best = similarity > best ? similarity : best;
	}
	if (best > incoming->similarity) {
		incoming->similarity = best;
		incoming->id = id;
		incoming->variants = variants->count;
	}
	return result;
}

static int find_claim(struct store *store, struct incoming *incoming, struct error *err)
{
	struct candidates candidates;
	int result =
		sql_number(store, sql_get(store, "SELECT coalesce(max(id), 0) FROM claims"), &incoming->claims, err);

	if (result == STORE_OK)
		result = claim_set_weigh(store, &incoming->set, incoming->claims, err);
	if (result != STORE_OK)
		return result;
	choose_rare(incoming);
	result = find_candidates(store, incoming, &candidates, err);
	for (size_t i = 0; i < candidates.count && result == STORE_OK && incoming->similarity < SAME; i++)
		result = compare_candidate(store, incoming, candidates.at[i].id, err);
	return result;
}

/* The speaker's own claims, with a number if this one has one: rare terms alone are not likely to lead to them. */
static int read_own(struct store *store, const struct incoming *incoming, struct candidates *candidates,
		    struct error *err)
{
	const struct statement *statement = incoming->entry->statement;
	const struct speaker *speaker = incoming->claim->holder;
	sqlite3_stmt *query =
		sql_get(store, "SELECT DISTINCT claim_id FROM (SELECT claim_id, article_id, value FROM claim_edges"
			       " WHERE speaker_id = :speaker ORDER BY statement_id DESC LIMIT :limit) WHERE (value IS"
			       " NULL) = (:value IS NULL) AND (value IS :value OR article_id <> :article)");
	int got;

	candidates->count = 0;
	if (!speaker)
		speaker = statement->speakers;
	sql_int(query, ":speaker", cast_find(incoming->entry->cast, speaker)->id);
	sql_int(query, ":limit", OWN_EDGES);
	sql_text(query, ":value", incoming->claim->figure_count ? incoming->claim->figures[0].value : NULL);
	sql_int(query, ":article", incoming->entry->cast->article);
	while ((got = sql_step(store, query, err)) > 0)
		if (candidates->count < CANDIDATES_MAX)
			candidates->at[candidates->count++].id = sqlite3_column_int64(query, 0);
	return got;
}

static int find_own(struct store *store, struct incoming *incoming, struct error *err)
{
	struct candidates candidates;
	int result;

	if (!incoming->claim->holder && !incoming->entry->statement->speaker_count)
		return STORE_OK;
	result = read_own(store, incoming, &candidates, err);
	incoming->least = incoming->claim->figure_count ? THRESHOLD_OWN_FIGURE : THRESHOLD_OWN;
	for (size_t i = 0; i < candidates.count && result == STORE_OK; i++)
		result = compare_candidate(store, incoming, candidates.at[i].id, err);
	return result;
}

static int insert_variant(struct store *store, const struct incoming *incoming, struct error *err)
{
	int result =
		variant_add(store, incoming->id, incoming->variants, &incoming->set, incoming->entry->context, err);

	for (size_t i = 0; i < incoming->set.count && result == STORE_OK; i++) {
		bool is_rare = false;

		for (size_t k = 0; k < incoming->rare_count; k++)
			is_rare |= incoming->rare[k] == &incoming->set.terms[i];
		result = postings_add(store, incoming->set.terms[i].hash, is_rare ? incoming->id : 0, err);
	}
	return result;
}

/* One for each speaker, or for the holder, or for nobody. */
static size_t count_edges(const struct incoming *incoming)
{
	size_t count = incoming->claim->holder ? 0 : incoming->entry->statement->speaker_count;

	return count ? count : 1;
}

static int insert_claim(struct store *store, struct incoming *incoming, struct error *err)
{
	sqlite3_stmt *insert = sql_get(store, "INSERT INTO claims (statement_id, first, last, edges)"
					      " VALUES (:statement, :statement, :statement, :edges)");
	int result;

	sql_int(insert, ":statement", incoming->entry->statement_id);
	sql_int(insert, ":edges", (int64_t)count_edges(incoming));
	result = sql_run(store, insert, err);
	if (result != STORE_OK)
		return result;
	incoming->id = sqlite3_last_insert_rowid(store->db);
	incoming->is_new = true;
	return insert_variant(store, incoming, err);
}

static bool has_term(const struct claim_set *set, const char *term)
{
	uint64_t hash = claim_hash(term, strlen(term));

	for (size_t i = 0; i < set->count; i++)
		if (set->terms[i].hash == hash)
			return true;
	return false;
}

/* Whether a way in which the claim was put has the term. */
static int is_put_with(struct store *store, int64_t claim, const char *term, bool *ret, struct error *err)
{
	const struct variants *variants;
	struct claim_context context;
	struct claim_set set;
	int result = variants_find(store, claim, &variants, err);

	*ret = false;
	for (size_t i = 0, at = 0; result == STORE_OK && i < variants->count; i++) {
		variant_read(variants, &at, &set, &context);
		*ret |= has_term(&set, term);
	}
	return result;
}

/*
 * What the claim's figure counts is told in other words now and then: "12 miners were killed", "the death toll is 15".
 * If each speaks of what the other counts, it is one figure, and keeps the unit it had.
 */
static int find_unit(struct store *store, struct incoming *incoming, struct error *err)
{
	sqlite3_stmt *query = sql_get(store, "SELECT unit FROM claim_edges WHERE claim_id = :claim AND unit IS NOT NULL"
					     " ORDER BY statement_id DESC LIMIT 1");
	const char *own = incoming->claim->figure_count ? incoming->claim->figures[0].of : NULL;
	bool is_shared = false;
	int got, result = STORE_OK;

	buffer_clear(&incoming->unit);
	if (!own)
		return STORE_OK;
	buffer_text(&incoming->unit, own);
	if (incoming->is_new)
		return STORE_OK;
	sql_int(query, ":claim", incoming->id);
	got = sql_step(store, query, err);
	if (got <= 0)
		return got;
	is_shared = has_term(&incoming->set, sql_column(query, 0));
	if (!is_shared)
		result = is_put_with(store, incoming->id, own, &is_shared, err);
	if (is_shared) {
		buffer_clear(&incoming->unit);
		buffer_text(&incoming->unit, sql_column(query, 0));
	}
	sqlite3_reset(query);
	return result;
}

/* The figure of a claim that tells most: its first. */
static int insert_edge(struct store *store, const struct incoming *incoming, int64_t speaker, struct error *err)
{
	sqlite3_stmt *insert = sql_get(
		store, "INSERT INTO claim_edges (claim_id, statement_id, speaker_id, article_id, stance, side, is_held,"
		       " value, unit) VALUES (:claim, :statement, nullif(:speaker, 0), :article, :stance, :side, :held,"
		       " :value, :unit)");
	const struct claim *claim = incoming->claim;
	bool is_refused = !claim->holder && incoming->entry->statement->negated;

	sql_int(insert, ":claim", incoming->id);
	sql_int(insert, ":statement", incoming->entry->statement_id);
	sql_int(insert, ":speaker", speaker);
	sql_int(insert, ":article", incoming->entry->cast->article);
	sql_int(insert, ":stance", claim->stance);
	sql_int(insert, ":side", is_refused ? 0 : claim_side(claim->stance, claim->negated));
	sql_int(insert, ":held", claim->holder != NULL);
	if (claim->figure_count) {
		sql_text(insert, ":value", claim->figures[0].value);
		sql_text(insert, ":unit", incoming->unit.data);
	}
	return sql_run(store, insert, err);
}

/*
 * One more edge of a claim that was there. The common case names no column that a foreign key or NOT NULL guards:
 * an UPDATE that could fail half-way has SQLite begin a savepoint, and FTS5 then writes out all it has gathered.
 */
static int count_edge(struct store *store, const struct incoming *incoming, struct error *err)
{
	static const char *const updates[] = {
		"UPDATE claims SET first = min(first, :statement), last = max(last, :statement), edges = edges + 1"
		" WHERE id = :claim AND edges > 0",
		/* One that was left without edges begins anew. */
		"UPDATE claims SET statement_id = :statement, first = :statement, last = :statement, edges = 1"
		" WHERE id = :claim AND edges = 0",
	};
	int result = STORE_OK;

	for (int i = 0; i < 2 && result == STORE_OK && (!i || !sqlite3_changes(store->db)); i++) {
		sqlite3_stmt *update = sql_get(store, updates[i]);

		sql_int(update, ":statement", incoming->entry->statement_id);
		sql_int(update, ":claim", incoming->id);
		result = sql_run(store, update, err);
	}
	return result;
}

static int link_claim(struct store *store, struct incoming *incoming, int64_t speaker, struct error *err)
{
	int result = insert_edge(store, incoming, speaker, err);

	/* A new claim has no other article's edges to differ from. */
	if (result != STORE_OK || incoming->is_new)
		return result;
	if (speaker)
		result = flips_renew(store, speaker, incoming->id, err);
	return result == STORE_OK ? count_edge(store, incoming, err) : result;
}

static int link_speakers(struct store *store, struct incoming *incoming, struct error *err)
{
	const struct claim_entry *entry = incoming->entry;
	size_t count = entry->statement->speaker_count;
	int result = STORE_OK;

	if (incoming->claim->holder)
		return link_claim(store, incoming, cast_find(entry->cast, incoming->claim->holder)->id, err);
	if (!count)
		return link_claim(store, incoming, 0, err);
	for (size_t i = 0; i < count && result == STORE_OK; i++)
		result = link_claim(store, incoming, cast_find(entry->cast, &entry->statement->speakers[i])->id, err);
	return result;
}

static int add_claim(struct store *store, struct incoming *incoming, struct error *err)
{
	int result;

	for (size_t i = 0; i < incoming->claim->term_count; i++)
		claim_set_add(&incoming->set, incoming->claim->terms[i], strlen(incoming->claim->terms[i]));
	claim_set_sort(&incoming->set);
	result = find_claim(store, incoming, err);
	if (result != STORE_OK)
		return result;
	if (!incoming->id)
		result = find_own(store, incoming, err);
	if (result != STORE_OK)
		return result;
	if (!incoming->id)
		result = insert_claim(store, incoming, err);
	else if (incoming->variants < VARIANTS_MAX && incoming->similarity < SAME)
		result = insert_variant(store, incoming, err);
	if (result == STORE_OK)
		result = find_unit(store, incoming, err);
	if (result == STORE_OK)
		result = link_speakers(store, incoming, err);
	buffer_done(&incoming->unit);
	return result;
}

int claims_add(struct store *store, const struct claim_entry *entry, struct error *err)
{
	int result = STORE_OK;

	for (size_t i = 0; i < entry->statement->claim_count && result == STORE_OK; i++) {
		struct incoming incoming = {
			.entry = entry, .claim = &entry->statement->claims[i], .least = CLAIM_THRESHOLD_LEAST};

		result = add_claim(store, &incoming, err);
	}
	return result;
}
