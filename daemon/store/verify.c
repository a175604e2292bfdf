/* SPDX-License-Identifier: MIT */
/*
 * Is this quotation real, and whose is it? A few statements that share its longest words are compared with
 * it word by word. And the proof of every stored statement against the text that was kept.
 */
#include <stdlib.h>
#include <string.h>

#include "correct.h"
#include "wording.h"

#define KEYS_MAX 6         /* longest words of the text that statements are looked up by */
#define KEYS_EACH 3        /* words that a statement must share at once */
#define FOUND_EACH 20      /* newest statements for each set of words */
#define KEPT_LEAST 0.6     /* share of the asked words that must be kept */
#define KEPT_WORDS_LEAST 3 /* and how many */

enum verdict { UNSEEN, INDIRECT, ALTERED, SHORTENED, AUTHENTIC };

static const char *const verdict_names[] = {"unseen", "indirect", "altered", "shortened", "authentic"};

/* A statement compared with the text. */
struct match {
	int64_t statement;
	enum verdict verdict;
	double likeness;
	bool is_speaker; /* the one asked for */
	int negation;
	bool changes_number;
	struct buffer diff, row;
};

struct inquiry {
	const struct store_verify_query *query;
	struct wording asked;
	int64_t speaker;     /* 0: whoever */
	struct buffer names; /* a search for the speaker's name, or empty */
	struct match best;
	struct wording_diff *diff;
};

/* Words fewer than which, kept in the same order, are left out of a quotation to shorten it. */
static bool is_cut_only(const struct wording_diff *diff)
{
	return diff->added == 0 && diff->gaps <= 1 + diff->kept / 6;
}

static enum verdict judge(const struct inquiry *inquiry, const struct wording *original, const char *kind,
			  struct match *match)
{
	const struct wording_diff *diff = inquiry->diff;
	const struct wording *asked = &inquiry->asked;

	match->likeness = (double)diff->kept / (double)(asked->count + diff->lost);
	if ((double)diff->kept < KEPT_LEAST * (double)asked->count || match->likeness < KEPT_LEAST / 2)
		return UNSEEN;
	if (diff->kept < KEPT_WORDS_LEAST && diff->kept < original->count)
		return UNSEEN;
	match->negation = wording_negation(original, asked, diff, inquiry->query->negations);
	match->changes_number = wording_changes_number(original, asked, diff);
	if (!strcmp(kind, "indirect"))
		return INDIRECT;
	if (diff->added || match->negation || !is_cut_only(diff))
		return ALTERED;
	return diff->lost || diff->kept < original->count ? SHORTENED : AUTHENTIC;
}

static bool is_better(const struct match *match, const struct match *best)
{
	if (match->verdict == UNSEEN || best->verdict == UNSEEN)
		return match->verdict > best->verdict;
	if (match->is_speaker != best->is_speaker &&
	    (match->is_speaker ? match->likeness > best->likeness - 0.15 : best->likeness > match->likeness - 0.15))
		return match->is_speaker;
	if ((match->verdict > INDIRECT) != (best->verdict > INDIRECT) && match->likeness > 0.75 &&
	    best->likeness > 0.75)
		return match->verdict > INDIRECT;
	if (match->likeness != best->likeness)
		return match->likeness > best->likeness;
	return match->verdict > best->verdict;
}

/* Whether one of its speakers is, or bears the name of, the one asked for. */
static int is_said_by(struct store *store, const struct inquiry *inquiry, int64_t statement, bool *ret,
		      struct error *err)
{
	sqlite3_stmt *query =
		sql_get(store, "SELECT count(*) FROM statement_speakers p WHERE p.statement_id = :statement AND"
			       " (p.speaker_id = :speaker OR (:match IS NOT NULL AND p.speaker_id IN"
			       " " SPEAKERS_NAMED "))");
	int64_t count = 0;
	int result;

	*ret = true;
	if (!inquiry->speaker)
		return STORE_OK;
	sql_int(query, ":statement", statement);
	sql_int(query, ":speaker", inquiry->speaker);
	if (inquiry->names.length)
		sql_text_length(query, ":match", inquiry->names.data, inquiry->names.length);
	result = sql_number(store, query, &count, err);
	*ret = count > 0;
	return result;
}

static int ask_speaker(struct store *store, struct inquiry *inquiry, struct error *err)
{
	const char *name = inquiry->query->speaker;
	bool exists = false;
	int result;

	if (!name || !name[0])
		return STORE_OK;
	inquiry->speaker = -1; /* nobody: whatever is found is another's */
	if (name[0] == '#') {
		return speaker_root(store, strtoll(name + 1, NULL, 10), &inquiry->speaker, err);
	}
	result = names_match(store, name, &inquiry->names, &exists, err);
	if (!exists)
		buffer_clear(&inquiry->names);
	return result;
}

static void keep(struct match *best, const struct match *match, sqlite3_stmt *row, const struct wording *original,
		 const struct inquiry *inquiry)
{
	struct buffer diff = best->diff, text = best->row;

	buffer_clear(&diff);
	buffer_clear(&text);
	*best = *match;
	wording_json(&diff, original, &inquiry->asked, inquiry->diff);
	statement_row_json(&text, row);
	best->diff = diff;
	best->row = text;
}

static int compare_row(struct store *store, struct inquiry *inquiry, sqlite3_stmt *row, struct error *err)
{
	struct match match = {.statement = sqlite3_column_int64(row, 0)};
	const char *text = sql_column(row, STATEMENT_COLUMN_COUNT);
	const char *kind = sql_column(row, STATEMENT_COLUMN_COUNT + 1);
	struct wording original;
	int result = STORE_OK;

	if (!text || !kind)
		return STORE_OK;
	wording_read(&original, text, strlen(text));
	wording_compare(&original, &inquiry->asked, inquiry->diff);
	match.verdict = judge(inquiry, &original, kind, &match);
	if (match.verdict != UNSEEN)
		result = is_said_by(store, inquiry, match.statement, &match.is_speaker, err);
	if (result == STORE_OK && is_better(&match, &inquiry->best))
		keep(&inquiry->best, &match, row, &original, inquiry);
	wording_done(&original);
	return result;
}

static int compare_found(struct store *store, struct inquiry *inquiry, const struct buffer *expression,
			 struct error *err)
{
	sqlite3_stmt *query =
		sql_get(store, "SELECT " STATEMENT_COLUMNS
			       ", json_extract(s.record, '$.text'), json_extract(s.record, '$.kind')"
			       " FROM (SELECT rowid AS found FROM statements_text WHERE statements_text MATCH :match"
			       " ORDER BY rowid DESC LIMIT :limit) CROSS JOIN statements s ON s.id = found"
			       " CROSS JOIN articles a ON a.id = s.article_id WHERE s.rejected IS NULL");
	int got;

	sql_text_length(query, ":match", expression->data, expression->length);
	sql_int(query, ":limit", FOUND_EACH);
	while ((got = sql_step(store, query, err)) > 0) {
		int result = compare_row(store, inquiry, query, err);

		if (result != STORE_OK) {
			sqlite3_reset(query);
			return result;
		}
	}
	return got;
}

static int compare_length(const void *a, const void *b)
{
	const struct wording_word *x = *(const struct wording_word *const *)a,
				  *y = *(const struct wording_word *const *)b;

	if (x->length != y->length)
		return x->length < y->length ? 1 : -1;
	return strcmp(x->folded, y->folded);
}

/* The longest words of the asked text, each once. */
static size_t choose_keys(const struct wording *asked, const struct wording_word **keys)
{
	const struct wording_word *all[WORDING_MAX];
	size_t count = 0;

	for (size_t i = 0; i < asked->count; i++)
		all[i] = &asked->words[i];
	qsort(all, asked->count, sizeof(void *), compare_length);
	for (size_t i = 0; i < asked->count && count < KEYS_MAX; i++)
		if (!count || strcmp(keys[count - 1]->folded, all[i]->folded) != 0)
			keys[count++] = all[i];
	return count;
}

/* Sets of keys, so that whichever one or two words were changed, one set is whole. */
static int search(struct store *store, struct inquiry *inquiry, struct error *err)
{
	static const unsigned char sets[][KEYS_EACH] = {{0, 1, 2}, {3, 4, 5}, {0, 2, 4}, {1, 3, 5},
							{0, 3, 5}, {1, 2, 4}, {0, 1, 3}, {2, 3, 4}};
	const struct wording_word *keys[KEYS_MAX];
	size_t count = choose_keys(&inquiry->asked, keys);
	int result = STORE_OK;

	for (size_t i = 0; i < sizeof(sets) / sizeof(*sets) && result == STORE_OK; i++) {
		struct buffer expression = {0};
		size_t used = 0;

		buffer_text(&expression, "text : (");
		for (size_t k = 0; k < KEYS_EACH; k++)
			if (sets[i][k] < count)
				buffer_printf(&expression, "%s\"%.*s\"", used++ ? " AND " : "",
					      (int)keys[sets[i][k]]->length, keys[sets[i][k]]->at);
		buffer_char(&expression, ')');
		if (used == KEYS_EACH || (used == count && i == 0))
			result = compare_found(store, inquiry, &expression, err);
		buffer_done(&expression);
	}
	return result;
}

static void print_verdict(const struct inquiry *inquiry, struct buffer *out)
{
	const struct match *best = &inquiry->best;
	bool is_other = best->verdict != UNSEEN && !best->is_speaker;

	buffer_printf(out, "{\"verdict\":\"%s\"", is_other ? "other speaker" : verdict_names[best->verdict]);
	if (best->verdict != UNSEEN) {
		buffer_printf(out,
			      ",\"wording\":\"%s\",\"likeness\":%.3f,\"negation\":%s,\"number_changed\":%s,\"diff\":",
			      verdict_names[best->verdict], best->likeness,
			      best->negation < 0   ? "\"lost\""
			      : best->negation > 0 ? "\"added\""
						   : "null",
			      best->changes_number ? "true" : "false");
		buffer_add(out, best->diff.data, best->diff.length);
		buffer_text(out, ",\"statement\":");
		buffer_add(out, best->row.data, best->row.length);
	}
	buffer_char(out, '}');
}

int store_verify(struct store *store, const struct store_verify_query *query, struct buffer *out, struct error *err)
{
	struct inquiry inquiry = {.query = query, .best = {.verdict = UNSEEN}};
	int result = STORE_OK;

	wording_read(&inquiry.asked, query->text, strlen(query->text));
	inquiry.diff = xmalloc(sizeof(*inquiry.diff));
	if (!inquiry.asked.count)
		result = error_set(err, "could not verify: the text has no words");
	if (result == STORE_OK)
		result = ask_speaker(store, &inquiry, err);
	if (result == STORE_OK)
		result = search(store, &inquiry, err);
	if (result == STORE_OK)
		print_verdict(&inquiry, out);
	free(inquiry.diff);
	wording_done(&inquiry.asked);
	buffer_done(&inquiry.names);
	buffer_done(&inquiry.best.diff);
	buffer_done(&inquiry.best.row);
	return result;
}

int ranges_read(const char *json, size_t length, struct span *spans, size_t room)
{
	size_t count = 0;

	for (const char *at = strpbrk(json, "0123456789"); at && count < room; at = strpbrk(at, "0123456789")) {
		char *end;

		spans[count].start = strtoull(at, &end, 10);
		at = end + strcspn(end, "0123456789");
		spans[count].end = strtoull(at, &end, 10);
		if (spans[count].start > spans[count].end || spans[count].end > length)
			return -1;
		count++;
		at = end;
	}
	return (int)count;
}

/* Whether the article's text still holds the statement's words where it says. */
static bool proves(sqlite3_stmt *row, struct buffer *scratch)
{
	struct span spans[512];
	struct article article = {.text = sql_column(row, 1), .length = (size_t)sqlite3_column_bytes(row, 1)};
	const char *text = sql_column(row, 3);
	int count = ranges_read(sql_column(row, 2), article.length, spans, sizeof(spans) / sizeof(*spans));
	struct spans content = {spans, (size_t)(count < 0 ? 0 : count)};

	buffer_clear(scratch);
	if (count < 0)
		return false;
	statement_text(scratch, &article, &content);
	return scratch->length == strlen(text) && !memcmp(scratch->data ? scratch->data : "", text, scratch->length);
}

int store_verify_all(struct store *store, int64_t after, int limit, struct buffer *out, struct store_proof *ret,
		     struct error *err)
{
	sqlite3_stmt *query = sql_get(
		store, "SELECT s.id, a.text, json_extract(s.record, '$.content'),"
		       " coalesce(json_extract(s.record, '$.text'), ''), json_extract(s.record, '$.id'), a.id FROM"
		       " (SELECT id, text FROM articles WHERE id > :after ORDER BY id LIMIT :limit) a LEFT JOIN"
		       " statements s ON s.article_id = a.id ORDER BY a.id");
	struct buffer scratch = {0};
	int64_t article = 0;
	int got, articles = 0, failed = 0;

	*ret = (struct store_proof){0};
	sql_int(query, ":after", after);
	sql_int(query, ":limit", limit);
	while ((got = sql_step(store, query, err)) > 0) {
		articles += sqlite3_column_int64(query, 5) != article;
		article = sqlite3_column_int64(query, 5);
		if (sqlite3_column_type(query, 0) == SQLITE_NULL)
			continue;
		if (proves(query, &scratch))
			ret->proved++;
		else
			buffer_printf(out, "%s{\"id\":\"%s\",\"article_id\":%lld}", failed++ ? "," : "",
				      sql_column(query, 4), (long long)article);
	}
	ret->next = articles == limit ? article : 0;
	buffer_done(&scratch);
	return got;
}
