/* SPDX-License-Identifier: MIT */
/*
 * Which statements a correction is about: the one of the same id, in whatever article has its text; or, in the
 * article it was made for, the one whose content is the likest, so that it outlives other rules.
 */
#include "correct.h"

#include <stdlib.h>
#include <string.h>

#define RANGES_MAX 64
#define OVERLAP_LEAST 0.5 /* share of the longer content that must be common */

/* A target that an article may have. */
struct target {
	int64_t correction, number, statement;
	bool is_own; /* made for this article, not for another with the same words */
	struct span ranges[RANGES_MAX];
	size_t count;
};

static size_t length_of(const struct span *ranges, size_t count)
{
	size_t length = 0;

	for (size_t i = 0; i < count; i++)
		length += ranges[i].end - ranges[i].start;
	return length;
}

/* Bytes that two lists of ranges have in common. */
static size_t common(const struct span *a, size_t a_count, const struct span *b, size_t b_count)
{
	size_t length = 0;

	for (size_t i = 0; i < a_count; i++)
		for (size_t k = 0; k < b_count; k++) {
			size_t start = a[i].start > b[k].start ? a[i].start : b[k].start;
			size_t end = a[i].end < b[k].end ? a[i].end : b[k].end;

			length += start < end ? end - start : 0;
		}
	return length;
}

static double overlap(const struct target *target, const struct span *ranges, size_t count)
{
	size_t own = length_of(target->ranges, target->count), other = length_of(ranges, count);
	size_t longer = own > other ? own : other;

	return longer ? (double)common(target->ranges, target->count, ranges, count) / (double)longer : 0;
}

/* The statement of the article that the target means, or 0. */
static int find(struct store *store, const struct target *target, int64_t article, int64_t *ret, struct error *err)
{
	sqlite3_stmt *query =
		sql_get(store, "SELECT id, hash, json_extract(record, '$.content') FROM statements INDEXED BY"
			       " statements_by_article WHERE article_id = :article");
	double best = OVERLAP_LEAST;
	int got;

	*ret = 0;
	sql_int(query, ":article", article);
	while ((got = sql_step(store, query, err)) > 0) {
		struct span ranges[RANGES_MAX];
		int count;
		double likeness;

		if (sqlite3_column_int64(query, 1) == target->statement) {
			*ret = sqlite3_column_int64(query, 0);
			sqlite3_reset(query);
			return STORE_OK;
		}
		count = ranges_read(sql_column(query, 2), SIZE_MAX, ranges, RANGES_MAX);
		likeness = target->is_own && count > 0 ? overlap(target, ranges, (size_t)count) : 0;
		if (likeness >= best) {
			*ret = sqlite3_column_int64(query, 0);
			best = likeness;
		}
	}
	return got;
}

static int insert_hit(struct store *store, const struct target *target, int64_t statement, struct error *err)
{
	sqlite3_stmt *insert = sql_get(store, "INSERT OR IGNORE INTO correction_hits (statement_id, correction_id,"
					      " number) VALUES (:statement, :correction, :number)");

	sql_int(insert, ":statement", statement);
	sql_int(insert, ":correction", target->correction);
	sql_int(insert, ":number", target->number);
	return sql_run(store, insert, err);
}

/*
 * Targets in force that the article may have and of which it has no statement yet, its own before those of copies: a
 * statement is found for one of a correction's targets only. The caller frees them.
 */
static int list_targets(struct store *store, int64_t article, struct target **ret, size_t *ret_count, struct error *err)
{
	sqlite3_stmt *query = sql_get(
		store,
		"WITH hashes (hash) AS (SELECT hash FROM articles WHERE id = :article UNION ALL SELECT hash FROM "
		"revisions"
		" WHERE article_id = :article) SELECT t.correction_id, t.number, t.statement, t.article_hash IN hashes,"
		" t.content FROM (SELECT correction_id, number FROM hashes CROSS JOIN correction_targets ON "
		"article_hash"
		" = hash UNION SELECT t.correction_id, t.number FROM statements s CROSS JOIN correction_targets t ON"
		" t.statement = s.hash WHERE s.article_id = :article) found CROSS JOIN correction_targets t ON"
		" t.correction_id = found.correction_id AND t.number = found.number CROSS JOIN corrections c ON c.id ="
		" t.correction_id WHERE c.undone_at IS NULL"
		" AND t.statement IS NOT NULL AND NOT EXISTS (SELECT 1 FROM correction_hits h JOIN statements s"
		" ON s.id = h.statement_id WHERE h.correction_id = c.id AND h.number = t.number"
		" AND s.article_id = :article) ORDER BY 4 DESC");
	size_t room = 0;
	int got;

	*ret = NULL;
	*ret_count = 0;
	sql_int(query, ":article", article);
	while ((got = sql_step(store, query, err)) > 0) {
		struct target *target;
		int count;

		if (*ret_count == room) {
			room = room ? room * 2 : 4;
			*ret = xrealloc(*ret, room, sizeof(**ret));
		}
		target = &(*ret)[(*ret_count)++];
		*target = (struct target){.correction = sqlite3_column_int64(query, 0),
					  .number = sqlite3_column_int64(query, 1),
					  .statement = sqlite3_column_int64(query, 2),
					  .is_own = sqlite3_column_int(query, 3)};
		count = ranges_read(sql_column(query, 4), SIZE_MAX, target->ranges, RANGES_MAX);
		target->count = count > 0 ? (size_t)count : 0;
	}
	return got;
}

int targets_resolve(struct store *store, int64_t article, struct error *err)
{
	struct target *targets;
	size_t count;
	int result = list_targets(store, article, &targets, &count, err);

	for (size_t i = 0; i < count && result == STORE_OK; i++) {
		int64_t statement;

		result = find(store, &targets[i], article, &statement, err);
		if (result == STORE_OK && statement)
			result = insert_hit(store, &targets[i], statement, err);
	}
	free(targets);
	return result;
}

/* Statements of the article that a correction in force changes. */
static int list_changed(struct store *store, int64_t article, struct ids *ids, struct error *err)
{
	sqlite3_stmt *query = sql_get(
		store,
		"SELECT h.statement_id FROM statements s CROSS JOIN correction_hits h ON h.statement_id = s.id"
		" WHERE s.article_id = :article UNION SELECT p.statement_id FROM statements s CROSS JOIN"
		" statement_speakers p ON p.statement_id = s.id CROSS JOIN speakers n ON n.id = p.speaker_id"
		" WHERE s.article_id = :article AND (n.merged_into IS NOT NULL OR EXISTS (SELECT 1 FROM corrections"
		" WHERE speaker_id = n.id AND kind = 3 AND undone_at IS NULL)) UNION SELECT e.statement_id FROM"
		" statements s CROSS JOIN claim_edges e ON e.statement_id = s.id CROSS JOIN claims c ON c.id ="
		" e.claim_id LEFT JOIN speakers n ON n.id = e.speaker_id WHERE s.article_id = :article AND"
		" (c.merged_into IS NOT NULL OR n.merged_into IS NOT NULL OR EXISTS (SELECT 1 FROM corrections"
		" WHERE speaker_id = n.id AND kind = 3 AND undone_at IS NULL))");

	sql_int(query, ":article", article);
	return ids_query(store, query, ids, err);
}

int corrections_apply(struct store *store, int64_t article, struct error *err)
{
	struct relink relink = {.store = store};
	struct ids statements = {0};
	int64_t any = 0;
	int result = sql_number(store, sql_get(store, "SELECT 1 FROM corrections LIMIT 1"), &any, err);

	if (result != STORE_OK || !any)
		return result;
	result = targets_resolve(store, article, err);
	if (result == STORE_OK)
		result = list_changed(store, article, &statements, err);
	if (result == STORE_OK)
		result = relink_statements(&relink, &statements, err);
	ids_done(&statements);
	return relink_finish(&relink, result, err);
}
