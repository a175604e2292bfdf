/* SPDX-License-Identifier: MIT */
/* Questions for claims: lists, and one with its history. Status is counted from the edges at the time of asking. */
#include "claim.h"
#include "correct.h"

#include <string.h>

#define EDGES_MAX 2000    /* of one claim that are counted */
#define POSITIONS_MAX 256 /* speakers of one claim that are told apart */
#define MATCHES_MAX 1000  /* newest statements with the words whose claims are listed */
#define HISTORY_MAX 500   /* edges printed */

/* Where one speaker stands. */
struct position {
	int64_t speaker;
	int side;
	bool has_turned; /* was on the other side, or took it back */
};

struct tally {
	struct position positions[POSITIONS_MAX];
	int count, edges;
	bool is_confirmed, is_retracted;
	int64_t first, last;
};

static struct position *position_of(struct tally *tally, int64_t speaker)
{
	for (int i = 0; i < tally->count; i++)
		if (tally->positions[i].speaker == speaker)
			return &tally->positions[i];
	if (tally->count == POSITIONS_MAX)
		return NULL;
	tally->positions[tally->count] = (struct position){.speaker = speaker};
	return &tally->positions[tally->count++];
}

/* flips: this statement is a flip of the speaker's. Two texts of unlike words on both sides are none. */
static void count_edge(struct tally *tally, int64_t speaker, int side, enum stance stance, bool flips)
{
	struct position *position = position_of(tally, speaker);

	if (!position)
		return;
	if (stance == STANCE_CONFIRM && side > 0)
		for (int i = 0; i < tally->count; i++)
			tally->is_confirmed |= tally->positions[i].speaker != speaker && tally->positions[i].side > 0;
	if (stance == STANCE_RETRACT) {
		position->has_turned = true;
		position->side = 0;
	} else if (side) {
		position->has_turned |= flips && position->side == -side;
		position->side = side;
	}
}

static int tally_claim(struct store *store, int64_t claim, int64_t high, struct tally *tally, struct error *err)
{
	sqlite3_stmt *query =
		sql_get(store, "SELECT speaker_id, side * " CLAIM_TURN(
				       ":claim") ", stance, statement_id, EXISTS (SELECT 1 FROM flips f WHERE f.later ="
						 " e.statement_id AND f.claim_id = :claim AND f.speaker_id ="
						 " e.speaker_id AND NOT f.is_figure) FROM claim_edges e"
						 " WHERE claim_id = :claim AND statement_id < :high"
						 " ORDER BY statement_id LIMIT :limit");
	int got;

	memset(tally, 0, sizeof(*tally));
	sql_int(query, ":claim", claim);
	sql_int(query, ":high", high);
	sql_int(query, ":limit", EDGES_MAX);
	while ((got = sql_step(store, query, err)) > 0) {
		tally->last = sqlite3_column_int64(query, 3);
		if (!tally->edges++)
			tally->first = tally->last;
		if (sqlite3_column_type(query, 0) != SQLITE_NULL)
			count_edge(tally, sqlite3_column_int64(query, 0), sqlite3_column_int(query, 1),
				   (enum stance)sqlite3_column_int(query, 2), sqlite3_column_int(query, 4));
	}
	return got;
}

static int count_side(const struct tally *tally, int side)
{
	int count = 0;

	for (int i = 0; i < tally->count; i++)
		count += tally->positions[i].side == side;
	return count;
}

static const char *status_of(const struct tally *tally)
{
	bool has_turned = false, opposes_unturned = false;
	int supporters = count_side(tally, 1), opponents = count_side(tally, -1);

	for (int i = 0; i < tally->count; i++) {
		has_turned |= tally->positions[i].has_turned && tally->positions[i].side <= 0;
		opposes_unturned |= tally->positions[i].side < 0 && !tally->positions[i].has_turned;
	}
	if (supporters && opponents)
		return "disputed";
	if (!supporters && has_turned && !opposes_unturned)
		return "retracted";
	if (opponents)
		return "denied";
	return tally->is_confirmed ? "confirmed" : "uncontested";
}

/* In how many articles the claim is, and of how many independent reports these are. */
static int print_reports(struct store *store, int64_t id, int64_t high, struct buffer *out, struct error *err)
{
	sqlite3_stmt *query =
		sql_get(store, "SELECT count(DISTINCT e.article_id), count(DISTINCT coalesce(k.report, e.article_id))"
			       " FROM (SELECT article_id FROM claim_edges WHERE claim_id = :id AND statement_id < :high"
			       " LIMIT :limit) e LEFT JOIN sketches k ON k.article_id = e.article_id");
	int got;

	sql_int(query, ":id", id);
	sql_int(query, ":high", high);
	sql_int(query, ":limit", EDGES_MAX);
	got = sql_step(store, query, err);
	if (got <= 0)
		return got;
	buffer_printf(out, ",\"articles\":%lld,\"reports\":%lld", (long long)sqlite3_column_int64(query, 0),
		      (long long)sqlite3_column_int64(query, 1));
	sqlite3_reset(query);
	return STORE_OK;
}

static int print_head(struct store *store, int64_t id, const struct tally *tally, struct buffer *out, struct error *err)
{
	sqlite3_stmt *query =
		sql_get(store, "SELECT json_extract(s.record, '$.text') FROM claims c JOIN statements s"
			       " ON s.id = CASE WHEN EXISTS (SELECT 1 FROM claim_edges e"
			       " WHERE e.claim_id = c.id AND e.statement_id = c.statement_id AND " EDGE_NEGATES(
				       "e") ") THEN coalesce((SELECT min(e.statement_id) FROM"
					    " claim_edges e WHERE e.claim_id = c.id AND " EDGE_AFFIRMS(
						    "e") "),"
							 " c.statement_id) ELSE c.statement_id END WHERE c.id = :id");
	int got;

	sql_int(query, ":id", id);
	got = sql_step(store, query, err);
	if (got <= 0)
		return got ? got : STORE_NONE;
	buffer_printf(out, "{\"id\":%lld,\"text\":", (long long)id);
	sql_json(out, query, 0);
	sqlite3_reset(query);
	buffer_printf(out, ",\"status\":\"%s\",\"supporters\":%d,\"opponents\":%d,\"statements\":%d,\"first\":",
		      status_of(tally), count_side(tally, 1), count_side(tally, -1), tally->edges);
	date_json(out, tally->first >> DAY_SHIFT);
	buffer_text(out, ",\"last\":");
	date_json(out, tally->last >> DAY_SHIFT);
	return STORE_OK;
}

int claim_high(const char *as_of, int64_t *ret, struct error *err)
{
	int64_t day = as_of && as_of[0] ? date_day(as_of, true) : DAY_MAX;

	if (day < 0)
		return error_set(err, "\"%s\" is not a date", as_of);
	*ret = (day + 1) << DAY_SHIFT;
	return STORE_OK;
}

/* The last statement of the claim that a page ended with, to go on from. */
static int last_of(struct store *store, int64_t claim, int64_t *ret, struct error *err)
{
	sqlite3_stmt *query = sql_get(store, "SELECT last FROM claims WHERE id = :id");

	*ret = INT64_MAX;
	if (!claim)
		return STORE_OK;
	sql_int(query, ":id", claim);
	return sql_number(store, query, ret, err);
}

static int print_claims(struct store *store, sqlite3_stmt *query, const struct store_claim_query *asked,
			struct buffer *out, int64_t *ret_next, struct error *err)
{
	int64_t high = 0, last = 0;
	int got = claim_high(asked->as_of, &high, err), count = 0;

	if (got)
		return got;
	while ((got = sql_step(store, query, err)) > 0 && count < asked->limit) {
		struct tally tally;
		int result = tally_claim(store, sqlite3_column_int64(query, 0), high, &tally, err);

		last = sqlite3_column_int64(query, 0);
		if (result != STORE_OK) {
			sqlite3_reset(query);
			return result;
		}
		if (!tally.edges)
			continue;
		buffer_text(out, count++ ? "," : "");
		result = print_head(store, last, &tally, out, err);
		if (result == STORE_OK)
			result = print_reports(store, last, high, out, err);
		buffer_char(out, '}');
		if (result != STORE_OK) {
			sqlite3_reset(query);
			return result;
		}
	}
	if (got > 0)
		*ret_next = last;
	sqlite3_reset(query);
	return got < 0 ? got : STORE_OK;
}

#define PAGE                                                                                                           \
	" AND c.first < :high AND (c.last, c.id) < (:last, :after)"                                                    \
	" AND (:figures = 0 OR EXISTS (SELECT 1 FROM claim_edges WHERE claim_id = c.id AND value IS NOT NULL))"        \
	" ORDER BY c.last DESC, c.id DESC"

static const char all_claims[] = "SELECT c.id FROM claims c WHERE c.edges > 0" PAGE;
static const char claims_with_words[] =
	"SELECT c.id FROM claims c WHERE c.id IN (SELECT e.claim_id FROM (SELECT rowid AS found FROM statements_text"
	" WHERE statements_text MATCH :match ORDER BY rowid DESC LIMIT :matches) CROSS JOIN claim_edges e"
	" ON e.statement_id = found WHERE :speaker = 0 OR e.speaker_id = :speaker)" PAGE;
static const char claims_of_speaker[] =
	"SELECT c.id FROM claims c WHERE c.id IN (SELECT claim_id FROM claim_edges WHERE speaker_id = :speaker"
	" ORDER BY statement_id DESC LIMIT :matches)" PAGE;

int store_claims(struct store *store, const struct store_claim_query *query, struct buffer *out, int64_t *ret_next,
		 struct error *err)
{
	bool has_words = query->words && query->words[0], has_speaker = query->speaker && query->speaker[0];
	struct buffer words = {0}, match = {0};
	size_t before = out->length;
	int64_t speaker = 0, last = 0, high = 0;
	sqlite3_stmt *sql;
	int result = claim_high(query->as_of, &high, err);

	*ret_next = 0;
	if (result == STORE_OK)
		result = last_of(store, query->after, &last, err);
	if (result == STORE_OK && has_speaker)
		result = speaker_find(store, query->speaker, &speaker, err);
	if (result != STORE_OK || (has_speaker && !speaker))
		return result;
	if (has_words && fulltext_words(&words, query->words, false) == 0) {
		buffer_done(&words);
		return STORE_OK;
	}
	sql = sql_get(store, has_words ? claims_with_words : speaker ? claims_of_speaker : all_claims);
	if (has_words)
		buffer_printf(&match, "text : (%s)", words.data);
	if (has_words)
		sql_text_length(sql, ":match", match.data, match.length);
	sql_int(sql, ":matches", MATCHES_MAX);
	sql_int(sql, ":speaker", speaker);
	sql_int(sql, ":high", high);
	sql_int(sql, ":last", last);
	sql_int(sql, ":after", query->after ? query->after : INT64_MAX);
	sql_int(sql, ":figures", query->figures);
	result = print_claims(store, sql, query, out, ret_next, err);
	if (result != STORE_OK)
		out->length = before;
	buffer_done(&words);
	buffer_done(&match);
	return result;
}

static int print_edges(struct store *store, int64_t id, int64_t high, struct buffer *out, struct error *err)
{
	sqlite3_stmt *query = sql_get(
		store, "SELECT " STATEMENT_COLUMNS ", e.side * " CLAIM_TURN(
			       ":claim") ", e.stance, e.is_held, e.value, e.unit, e.speaker_id, p.name,"
					 " json_extract(s.record, '$.text')"
					 " FROM claim_edges e CROSS JOIN statements s ON s.id = e.statement_id CROSS "
					 "JOIN articles a"
					 " ON a.id = s.article_id LEFT JOIN speakers p ON p.id = e.speaker_id WHERE "
					 "e.claim_id = :claim"
					 " AND e.statement_id < :high ORDER BY e.statement_id, e.id LIMIT :limit");
	int got, count = 0;

	sql_int(query, ":claim", id);
	sql_int(query, ":high", high);
	sql_int(query, ":limit", HISTORY_MAX);
	buffer_text(out, ",\"edges\":[");
	while ((got = sql_step(store, query, err)) > 0) {
		buffer_text(out, count++ ? ",{" : "{");
		edge_members_json(out, query, STATEMENT_COLUMN_COUNT);
		buffer_char(out, '}');
	}
	buffer_char(out, ']');
	return got;
}

int store_claim(struct store *store, int64_t id, const char *as_of, struct buffer *out, struct error *err)
{
	size_t before = out->length;
	int64_t high = 0;
	struct tally tally;
	int result = claim_high(as_of, &high, err);

	if (result == STORE_OK)
		result = claim_root(store, id, &id, err);
	if (result == STORE_OK)
		result = tally_claim(store, id, high, &tally, err);
	if (result == STORE_OK)
		result = tally.edges ? print_head(store, id, &tally, out, err) : STORE_NONE;
	if (result == STORE_OK)
		result = print_reports(store, id, high, out, err);
	if (result == STORE_OK)
		result = figures_json(store, id, high, out, err);
	if (result == STORE_OK)
		result = print_edges(store, id, high, out, err);
	if (result == STORE_OK)
		buffer_char(out, '}');
	else
		out->length = before;
	return result;
}
