/* SPDX-License-Identifier: MIT */
/* Join articles to reports and statements to their other printings; what is told of them is in the read_ files. */
#include "sighting.h"

#include <stdlib.h>
#include <string.h>

#include "wording.h"

#define BANDS 8
#define BAND_PLACES 3      /* of a sketch in a band */
#define CANDIDATES_MAX 8   /* newest articles of a band, or statements of an opening, that are compared */
#define SAME_SHARE 50      /* per cent of shingles in common from which two articles are of one report */
#define CONTAINED_SHARE 80 /* … or of the shorter one's */
#define CONTAINED_MIN 20   /* per cent in common below which an estimate says nothing */
#define OPENING_WORDS 6    /* a shorter statement is too often said again */
#define DAYS_MAX 31        /* between two printings of one act of saying */

static int64_t band_of(const struct sketch *sketch, size_t band)
{
	uint64_t key = band + 1;

	for (size_t i = 0; i < BAND_PLACES; i++)
		key = key << 16 | sketch->mins[band + i * (SKETCH_MINS / BAND_PLACES)];
	return (int64_t)key;
}

static void pack(const struct sketch *sketch, unsigned char *out)
{
	for (size_t i = 0; i < SKETCH_MINS; i++) {
		out[2 * i] = (unsigned char)(sketch->mins[i] & 0xFF);
		out[2 * i + 1] = (unsigned char)(sketch->mins[i] >> 8);
	}
}

/* How much two texts have in common, in per cent, if it is enough for one report; otherwise 0. */
static int common_share(const struct sketch *sketch, const unsigned char *mins, uint32_t shingles)
{
	uint64_t together = (uint64_t)sketch->shingles + shingles;
	uint32_t shorter = sketch->shingles < shingles ? sketch->shingles : shingles;
	uint64_t equal = 0, contained;

	for (size_t i = 0; i < SKETCH_MINS; i++)
		equal += sketch->mins[i] == (mins[2 * i] | mins[2 * i + 1] << 8);
	/* J = c / (together - c), so that c = J * together / (1 + J) */
	contained = shorter ? 100 * equal * together / (SKETCH_MINS + equal) / shorter : 0;
	if (equal * 100 >= SAME_SHARE * SKETCH_MINS ||
	    (contained >= CONTAINED_SHARE && equal * 100 >= CONTAINED_MIN * SKETCH_MINS))
		return (int)(equal * 100 / SKETCH_MINS);
	return 0;
}

/* The report of the article that is most like it, or 0. */
static int find_report(struct store *store, int64_t article, const struct sketch *sketch, int64_t *ret,
		       struct error *err)
{
	int best = 0;

	*ret = 0;
	for (size_t band = 0; band < BANDS; band++) {
		sqlite3_stmt *query = sql_get(
			store,
			"SELECT k.report, k.shingles, k.mins FROM (SELECT article_id FROM bands WHERE band = :band"
			" AND article_id <> :article"
			" ORDER BY article_id DESC LIMIT :limit) b CROSS JOIN sketches k"
			" ON k.article_id = b.article_id");
		int got;

		sql_int(query, ":band", band_of(sketch, band));
		sql_int(query, ":article", article);
		sql_int(query, ":limit", CANDIDATES_MAX);
		while ((got = sql_step(store, query, err)) > 0) {
			const unsigned char *mins = sqlite3_column_blob(query, 2);
			int share = mins && sqlite3_column_bytes(query, 2) == 2 * SKETCH_MINS
					    ? common_share(sketch, mins, (uint32_t)sqlite3_column_int64(query, 1))
					    : 0;

			if (share <= best)
				continue;
			best = share;
			*ret = sqlite3_column_int64(query, 0);
		}
		if (got < 0)
			return got;
	}
	return STORE_OK;
}

static int add_band(struct store *store, int64_t band, int64_t article, struct error *err)
{
	sqlite3_stmt *insert = sql_get(store, "INSERT INTO bands VALUES (:band, :article) ON CONFLICT DO NOTHING");

	sql_int(insert, ":band", band);
	sql_int(insert, ":article", article);
	return sql_run(store, insert, err);
}

int report_join(struct store *store, int64_t article, const struct sketch *sketch, struct error *err)
{
	unsigned char mins[2 * SKETCH_MINS];
	sqlite3_stmt *insert;
	int64_t report = 0;
	int result;

	if (!sketch->shingles)
		return STORE_OK;
	result = find_report(store, article, sketch, &report, err);
	if (result != STORE_OK)
		return result;
	pack(sketch, mins);
	/* No INSERT OR REPLACE: it begins a savepoint, and at each FTS5 writes out all it has gathered. */
	insert = sql_get(store, "INSERT INTO sketches VALUES (:article, :report, :shingles, :mins) ON CONFLICT"
				" (article_id) DO UPDATE SET report = :report, shingles = :shingles, mins = :mins");
	sql_int(insert, ":article", article);
	sql_int(insert, ":report", report ? report : article);
	sql_int(insert, ":shingles", sketch->shingles);
	sql_bytes(insert, ":mins", mins, sizeof(mins));
	result = sql_run(store, insert, err);
	for (size_t band = 0; result == STORE_OK && band < BANDS; band++)
		result = add_band(store, band_of(sketch, band), article, err);
	return result;
}

/*
 * Whether two have the same words but for what one of them leaves out before and behind. One word more or other, "not"
 * or a number, may say the opposite, and none can be told from the rest without knowing the language.
 */
static bool is_same_wording(const char *a, size_t a_length, const char *b, size_t b_length)
{
	struct wording original, asked;
	struct wording_diff *diff;
	bool is_same;

	wording_read(&original, a_length >= b_length ? a : b, a_length >= b_length ? a_length : b_length);
	wording_read(&asked, a_length >= b_length ? b : a, a_length >= b_length ? b_length : a_length);
	diff = xmalloc(sizeof(*diff));
	wording_compare(&original, &asked, diff);
	is_same = diff->kept == asked.count && !diff->lost;
	free(diff);
	wording_done(&original);
	wording_done(&asked);
	return is_same;
}

/* One speaker in common, or one of the two has none who is known beyond its article. */
static int is_same_speaker(struct store *store, int64_t a, int64_t b, int64_t *ret, struct error *err)
{
	sqlite3_stmt *query = sql_get(
		store, "WITH known AS (SELECT l.statement_id, l.speaker_id FROM statement_speakers l JOIN speakers p"
		       " ON p.id = l.speaker_id WHERE l.statement_id IN (:a, :b) AND p.article_id IS NULL)"
		       " SELECT NOT EXISTS (SELECT 1 FROM known WHERE statement_id = :a)"
		       " OR NOT EXISTS (SELECT 1 FROM known WHERE statement_id = :b)"
		       " OR (SELECT count(*) - count(DISTINCT speaker_id) FROM known) > 0");

	sql_int(query, ":a", a);
	sql_int(query, ":b", b);
	return sql_number(store, query, ret, err);
}

/* A statement that is entered. */
struct saying {
	int64_t statement, article, opening;
	const char *text;
	size_t length;
};

/* An earlier statement that it says again. */
struct earlier {
	int64_t statement, article, first;
};

static sqlite3_stmt *earlier_query(struct store *store, const struct saying *saying)
{
	sqlite3_stmt *query =
		sql_get(store, "SELECT s.id, s.article_id, coalesce(g.first_id, s.id), json_extract(s.record, '$.text')"
			       " FROM (SELECT statement_id FROM openings WHERE opening = :opening AND statement_id"
			       " BETWEEN :low AND :high AND statement_id <> :statement ORDER BY statement_id DESC"
			       " LIMIT :limit) w CROSS JOIN statements s ON s.id = w.statement_id"
			       " LEFT JOIN sightings g ON g.statement_id = s.id WHERE s.article_id <> :article");

	sql_int(query, ":opening", saying->opening);
	sql_int(query, ":statement", saying->statement);
	sql_int(query, ":article", saying->article);
	sql_int(query, ":low", saying->statement - ((int64_t)DAYS_MAX << DAY_SHIFT));
	sql_int(query, ":high", saying->statement + ((int64_t)DAYS_MAX << DAY_SHIFT));
	sql_int(query, ":limit", CANDIDATES_MAX);
	return query;
}

/* The newest that is one act of saying with it; ret->statement stays 0 if there is none. */
static int find_earlier(struct store *store, const struct saying *saying, struct earlier *ret, struct error *err)
{
	sqlite3_stmt *query = earlier_query(store, saying);
	int got;

	while ((got = sql_step(store, query, err)) > 0) {
		int64_t other = sqlite3_column_int64(query, 0), same = 0;
		const char *text = sql_column(query, 3);
		int result;

		if (!text ||
		    !is_same_wording(saying->text, saying->length, text, (size_t)sqlite3_column_bytes(query, 3)))
			continue;
		result = is_same_speaker(store, saying->statement, other, &same, err);
		if (result == STORE_OK && !same)
			continue;
		*ret = (struct earlier){other, sqlite3_column_int64(query, 1), sqlite3_column_int64(query, 2)};
		sqlite3_reset(query);
		return result;
	}
	return got;
}

static int add_sighting(struct store *store, int64_t statement, int64_t first, int64_t article, struct error *err)
{
	sqlite3_stmt *insert = sql_get(store, "INSERT INTO sightings VALUES (:statement, :first, :article)"
					      " ON CONFLICT DO NOTHING");

	sql_int(insert, ":statement", statement);
	sql_int(insert, ":first", first);
	sql_int(insert, ":article", article);
	return sql_run(store, insert, err);
}

static int count_down(struct store *store, int64_t speaker, struct error *err)
{
	sqlite3_stmt *update =
		sql_get(store, "UPDATE speakers SET statements = statements - 1, repeats = repeats + 1 WHERE id = :id");

	sql_int(update, ":id", speaker);
	return sql_run(store, update, err);
}

/*
 * To those who are known to have said it before in these words it is no statement more. One UPDATE of several rows
 * would have FTS5 write out all it has gathered; see count_edge.
 */
static int count_repeat(struct store *store, int64_t statement, int64_t first, struct error *err)
{
	sqlite3_stmt *query = sql_get(
		store,
		"SELECT p.speaker_id FROM statement_speakers p WHERE p.statement_id = :statement AND EXISTS (SELECT"
		" 1 FROM sightings o CROSS JOIN statement_speakers q ON q.statement_id = o.statement_id WHERE"
		" o.first_id = :first AND o.statement_id <> :statement AND q.speaker_id = p.speaker_id)");
	int result = STORE_OK, got;

	sql_int(query, ":statement", statement);
	sql_int(query, ":first", first);
	while (result == STORE_OK && (got = sql_step(store, query, err)) != 0)
		result = got < 0 ? got : count_down(store, sqlite3_column_int64(query, 0), err);
	sqlite3_reset(query);
	return result;
}

static int add_opening(struct store *store, int64_t opening, int64_t statement, struct error *err)
{
	sqlite3_stmt *insert =
		sql_get(store, "INSERT INTO openings VALUES (:opening, :statement) ON CONFLICT DO NOTHING");

	sql_int(insert, ":opening", opening);
	sql_int(insert, ":statement", statement);
	return sql_run(store, insert, err);
}

int sighting_join(struct store *store, int64_t statement, int64_t article, const char *text, size_t length,
		  struct error *err)
{
	struct saying saying = {statement, article, (int64_t)wording_opening(text, length, OPENING_WORDS), text,
				length};
	struct earlier earlier = {0};
	int result;

	if (!saying.opening)
		return STORE_OK;
	result = find_earlier(store, &saying, &earlier, err);
	if (result == STORE_OK && earlier.statement)
		result = add_sighting(store, earlier.statement, earlier.first, earlier.article, err);
	if (result == STORE_OK && earlier.statement)
		result = add_sighting(store, statement, earlier.first, article, err);
	if (result == STORE_OK && earlier.statement)
		result = count_repeat(store, statement, earlier.first, err);
	return result == STORE_OK ? add_opening(store, saying.opening, statement, err) : result;
}

static void opening(sqlite3_context *context, int count, sqlite3_value **values)
{
	const char *text = (const char *)sqlite3_value_text(values[0]);
	uint64_t hash = text ? wording_opening(text, (size_t)sqlite3_value_bytes(values[0]), OPENING_WORDS) : 0;

	(void)count;
	if (hash)
		sqlite3_result_int64(context, (int64_t)hash);
}

int sighting_function(sqlite3 *db)
{
	int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY;

	return sqlite3_create_function(db, "opening", 1, flags, NULL, opening, NULL, NULL) ? -1 : 0;
}

void sighting_json(struct buffer *out, const char *counts)
{
	char *end;
	long long articles = counts ? strtoll(counts, &end, 10) : 0;
	long long reports = articles ? strtoll(end + 1, NULL, 10) : 1;

	buffer_printf(out, ",\"articles\":%lld,\"reports\":%lld", articles ? articles : 1, reports);
}
