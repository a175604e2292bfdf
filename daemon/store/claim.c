/* SPDX-License-Identifier: MIT */
/* How alike two claims are, by terms alone; which claims are worth comparing is write_claim.c's matter. */
#include "claim.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "posting.h"

#define MINOR_WEIGHT 0.3 /* of a circumstance */
#define NAME_WEIGHT 0.7  /* names are rare, but tell whom it is about, not what */
#define SMOOTHING 50     /* claims imagined beside those in the store, so that the first are weighed too */

/* Measured over tests/claims: the lowest at which no two of its claims are joined. */
#define THRESHOLD_ALONE 0.66
#define THRESHOLD_SHARED CLAIM_THRESHOLD_LEAST
#define SIMILARITY_COUNTED 0.6 /* of two that count the same, one saying nothing the other does not */
#define ROUNDING 1e-9          /* more than errors of arithmetic add up to */
/* Chosen by reading what is joined in news where everybody speaks of the same few people. */
#define SHARED_LEAST 1.3  /* weight that two share, of that of the rarest word: "to be clear" tells nothing */
#define COUNTS_TELL 10000 /* claims from which their counts tell what is rare */
#define COMMON_SHARE 100  /* a name in one of so many claims makes no story: everybody speaks of the president */
#define COMMON_LEAST 2000 /* claims imagined for it, so that the first stories of a store are told */
#define SHARED_NAMES 2    /* that make two articles one story */

uint64_t claim_hash(const char *text, size_t length)
{
	uint64_t h = 0xcbf29ce484222325ULL;

	for (size_t i = 0; i < length; i++)
		h = (h ^ (unsigned char)text[i]) * 0x100000001b3ULL;
	return h ^ (h >> 29);
}

void claim_set_add(struct claim_set *set, const char *term, size_t length)
{
	struct claim_term *slot = &set->terms[set->count];
	char bare[256];
	size_t n = 0;

	if (set->count == CLAIM_TERMS_MAX || length >= sizeof(bare))
		return;
	memset(slot, 0, sizeof(*slot));
	for (size_t i = 0; i < length; i++) {
		slot->is_counted |= n == 0 && term[i] == '#';
		slot->is_minor |= n == 0 && term[i] == '~';
		slot->is_name |= term[i] == '@';
		slot->is_embedding |= term[i] == '^';
		if (term[i] != '@' && term[i] != '^' && (n || (term[i] != '~' && term[i] != '#')))
			bare[n++] = term[i];
	}
	slot->hash = claim_hash(bare, n);
	for (size_t i = 0; i < set->count; i++)
		if (set->terms[i].hash == slot->hash)
			return;
	set->count += n > 0;
}

static int compare_terms(const void *a, const void *b)
{
	const struct claim_term *x = a, *y = b;

	return (x->hash > y->hash) - (x->hash < y->hash);
}

void claim_set_sort(struct claim_set *set)
{
	qsort(set->terms, set->count, sizeof(*set->terms), compare_terms);
}

void claim_set_read(struct claim_set *set, const char *terms)
{
	set->count = 0;
	set->least = 0;
	while (*terms) {
		size_t length = strcspn(terms, "\n");

		claim_set_add(set, terms, length);
		terms += length + (terms[length] == '\n');
	}
	claim_set_sort(set);
}

enum term_marks { MARK_NAME = 1, MARK_MINOR = 2, MARK_COUNTED = 4, MARK_EMBEDDING = 8 };

size_t claim_set_pack(unsigned char to[CLAIM_TERMS_MAX * CLAIM_TERM_BYTES], const struct claim_set *set)
{
	for (size_t i = 0; i < set->count; i++, to += CLAIM_TERM_BYTES) {
		const struct claim_term *term = &set->terms[i];

		memcpy(to, &term->hash, sizeof(term->hash));
		to[8] = (unsigned char)((term->is_name ? MARK_NAME : 0) | (term->is_minor ? MARK_MINOR : 0) |
					(term->is_counted ? MARK_COUNTED : 0) |
					(term->is_embedding ? MARK_EMBEDDING : 0));
	}
	return set->count * CLAIM_TERM_BYTES;
}

void claim_set_unpack(struct claim_set *set, const unsigned char *from, size_t length)
{
	size_t count = length / CLAIM_TERM_BYTES;

	set->count = count < CLAIM_TERMS_MAX ? count : CLAIM_TERMS_MAX;
	set->least = 0;
	for (size_t i = 0; i < set->count; i++, from += CLAIM_TERM_BYTES) {
		struct claim_term *term = &set->terms[i];

		memcpy(&term->hash, from, sizeof(term->hash));
		term->is_name = from[8] & MARK_NAME;
		term->is_minor = from[8] & MARK_MINOR;
		term->is_counted = from[8] & MARK_COUNTED;
		term->is_embedding = from[8] & MARK_EMBEDDING;
	}
}

/* In how many claims a term is: a writer has it in memory, and a reader must not trust what it had there. */
static int count_claims(struct store *store, uint64_t hash, int64_t *ret, struct error *err)
{
	const struct postings *postings;
	sqlite3_stmt *query;
	int result;

	if (!sqlite3_get_autocommit(store->db) && !sqlite3_db_readonly(store->db, "main")) {
		result = postings_find(store, hash, &postings, err);
		*ret = result == STORE_OK ? postings->claims : 0;
		return result;
	}
	query = sql_get(store, "SELECT claims FROM terms WHERE term = :term");
	sql_int(query, ":term", (int64_t)hash);
	return sql_number(store, query, ret, err);
}

int claim_set_weigh(struct store *store, struct claim_set *set, int64_t claims, struct error *err)
{
	set->least = SHARED_LEAST * log(1 + (double)(claims + SMOOTHING)) *
		     (claims < COUNTS_TELL ? (double)claims / COUNTS_TELL : 1);
	for (size_t i = 0; i < set->count; i++) {
		struct claim_term *term = &set->terms[i];
		int64_t count = 0;
		int result = count_claims(store, term->hash, &count, err);

		if (result != STORE_OK)
			return result;
		term->weight = log(1 + (double)(claims + SMOOTHING) / (double)(count + 1)) *
			       (term->is_minor ? MINOR_WEIGHT : 1) * (term->is_name ? NAME_WEIGHT : 1);
	}
	return STORE_OK;
}

int claim_context_thin(struct store *store, struct claim_context *context, struct error *err)
{
	int64_t claims = 0, count = 0;
	size_t kept = 0;
	int result = sql_number(store, sql_get(store, "SELECT coalesce(max(id), 0) FROM claims"), &claims, err);

	for (size_t i = 0; i < context->count && result == STORE_OK; i++) {
		result = count_claims(store, context->names[i], &count, err);
		if (count * COMMON_SHARE <= claims + COMMON_LEAST)
			context->names[kept++] = context->names[i];
	}
	context->count = kept;
	return result;
}

/* What comparing two sets found. */
struct overlap {
	double shared, total;
	int words, names; /* shared, circumstances left out */
	int alone[2];     /* words of one that the other lacks */
	bool is_counted;  /* both count the same */
	bool is_unit;     /* one counts what the other speaks of */
	bool is_embedded; /* a proposition hangs on what the other lacks: that Lee promised to pay is not that Lee paid
			   */
	bool is_named[2]; /* has a name that the other lacks */
};

static void count_alone(struct overlap *overlap, const struct claim_term *term, int side)
{
	overlap->total += term->weight;
	overlap->alone[side] += !term->is_name && !term->is_minor;
	overlap->is_embedded |= term->is_embedding && !term->is_minor;
	overlap->is_named[side] |= term->is_name && !term->is_minor;
}

static double similarity_of(const struct overlap *overlap, double least)
{
	double similarity = overlap->total > 0 ? overlap->shared / overlap->total : 0;
	bool is_within = overlap->words && (!overlap->alone[0] || !overlap->alone[1]);

	if ((overlap->is_named[0] && overlap->is_named[1]) || overlap->is_embedded)
		return 0;
	if (overlap->shared / 2 < least && similarity < 0.999 && !overlap->is_counted)
		return 0;
	if (overlap->is_counted && is_within && similarity < SIMILARITY_COUNTED)
		return SIMILARITY_COUNTED;
	return overlap->words < 1 || (overlap->words + overlap->names < 2 && !overlap->is_unit) ? 0 : similarity;
}

double claim_similarity(const struct claim_set *a, const struct claim_set *b)
{
	struct overlap overlap = {0};
	size_t i = 0, k = 0;

	while (i < a->count || k < b->count) {
		const struct claim_term *x = i < a->count ? &a->terms[i] : NULL,
					*y = k < b->count ? &b->terms[k] : NULL;

		if (x && (!y || x->hash < y->hash)) {
			count_alone(&overlap, x, 0);
			i++;
		} else if (y && (!x || y->hash < x->hash)) {
			count_alone(&overlap, y, 1);
			k++;
		} else {
			overlap.shared += x->weight + y->weight;
			overlap.total += x->weight + y->weight;
			overlap.is_counted |= x->is_counted && y->is_counted;
			overlap.is_unit |= x->is_counted != y->is_counted;
			overlap.names += x->is_name || y->is_name;
			overlap.words += !x->is_name && !y->is_name && !x->is_minor && !y->is_minor;
			i++;
			k++;
		}
	}
	return similarity_of(&overlap, a->least);
}

double claim_similarity_most(const struct claim_set *weighed, const struct claim_set *other)
{
	double own = 0, shared = 0, total = 0;

	for (size_t i = 0, k = 0; i < weighed->count; i++) {
		const struct claim_term *x = &weighed->terms[i];

		total += x->weight;
		while (k < other->count && other->terms[k].hash < x->hash)
			k++;
		if (k == other->count || other->terms[k].hash != x->hash)
			continue;
		if (x->is_counted && other->terms[k].is_counted)
			return 1;
		own += x->weight;
		shared += x->weight / (x->is_minor ? MINOR_WEIGHT : 1) / (x->is_name ? NAME_WEIGHT : 1);
	}
	return total > 0 ? (own + shared) / (total + shared) + ROUNDING : 0;
}

double claim_threshold(const struct claim_context *a, const struct claim_context *b)
{
	int shared = 0;

	for (size_t i = 0; i < a->count; i++)
		for (size_t k = 0; k < b->count; k++)
			shared += a->names[i] == b->names[k];
	return shared >= SHARED_NAMES ? THRESHOLD_SHARED : THRESHOLD_ALONE;
}

int claim_side(enum stance stance, bool negated)
{
	static const int sides[] = {
		[STANCE_ASSERT] = 1,  [STANCE_DENY] = -1,   [STANCE_REJECT] = -1, [STANCE_CONFIRM] = 1,
		[STANCE_PROMISE] = 1, [STANCE_PREDICT] = 1, [STANCE_BELIEVE] = 1, [STANCE_CRITICISE] = 1,
	};
	size_t i = stance;
	int side = i < sizeof(sides) / sizeof(*sides) ? sides[i] : 0;

	return negated ? -side : side;
}
