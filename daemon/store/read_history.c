/* SPDX-License-Identifier: MIT */
/* What changed between the revisions of an article: statements that came, went, or were put into other words or mouths.
 */
#include "database.h"

#include <stdlib.h>
#include <string.h>

#include "wording.h"

#define REWORDED 0.5 /* of the longer one's words must be kept */

struct said {
	const char *id, *text, *speaker; /* speaker: or NULL */
	bool is_paired;
};

/* One revision: its head is printed from the row, its statements are kept for comparing. */
struct edition {
	struct arena arena;
	const char *title; /* or NULL */
	struct said *said;
	size_t count, room;
};

static void edition_done(struct edition *edition)
{
	free(edition->said);
	arena_done(&edition->arena);
}

static const char *copy(struct edition *edition, sqlite3_stmt *row, int i)
{
	const char *text = sql_column(row, i);

	return text ? arena_copy(&edition->arena, text, (size_t)sqlite3_column_bytes(row, i)) : NULL;
}

/* number: of an earlier revision, or 0 for the article as it is. */
static int read_statements(struct store *store, int64_t article, int64_t number, struct edition *edition,
			   struct error *err)
{
#define MEMBERS                                                                                                        \
	"SELECT json_extract(record, '$.id'), coalesce(json_extract(record, '$.text'), ''),"                           \
	" json_extract(record, '$.speaker') FROM "
	static const char old[] = MEMBERS "old_statements WHERE article_id = :article AND number = :number ORDER BY id";
	static const char current[] = MEMBERS "statements WHERE article_id = :article ORDER BY id";
	sqlite3_stmt *query = sql_get(store, number ? old : current);
	int got;

	sql_int(query, ":article", article);
	sql_int(query, ":number", number);
	while ((got = sql_step(store, query, err)) > 0) {
		if (edition->count == edition->room) {
			edition->room = edition->room ? edition->room * 2 : 32;
			edition->said = xrealloc(edition->said, edition->room, sizeof(*edition->said));
		}
		edition->said[edition->count++] =
			(struct said){copy(edition, query, 0), copy(edition, query, 1), copy(edition, query, 2), false};
	}
	return got;
#undef MEMBERS
}

static bool is_same_text(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

static void print_member(struct buffer *out, const char *key, const char *text)
{
	buffer_printf(out, ",\"%s\":", key);
	if (text)
		buffer_json(out, text, strlen(text));
	else
		buffer_text(out, "null");
}

static void open_change(struct buffer *out, const char *change, size_t *count)
{
	buffer_printf(out, "%s{\"change\":\"%s\"", (*count)++ ? "," : "", change);
}

static void print_one_sided(struct buffer *out, const char *change, const struct said *said, size_t *count)
{
	bool is_added = !strcmp(change, "added");

	open_change(out, change, count);
	print_member(out, "id", said->id);
	print_member(out, "speaker", said->speaker);
	print_member(out, is_added ? "to" : "from", said->text);
	buffer_char(out, '}');
}

/* Pair what has the same words; by: the same speaker as well. */
static void pair_same(struct edition *old, struct edition *new, bool is_by_speaker, struct buffer *out, size_t *count)
{
	for (size_t i = 0; i < new->count; i++) {
		struct said *now = &new->said[i];

		for (size_t k = 0; k < old->count && !now->is_paired; k++) {
			struct said *was = &old->said[k];

			if (was->is_paired || strcmp(was->text, now->text) != 0 ||
			    (is_by_speaker && !is_same_text(was->speaker, now->speaker)))
				continue;
			was->is_paired = now->is_paired = true;
			if (is_by_speaker)
				continue;
			open_change(out, "reattributed", count);
			print_member(out, "id", now->id);
			print_member(out, "was_speaker", was->speaker);
			print_member(out, "speaker", now->speaker);
			print_member(out, "to", now->text);
			buffer_char(out, '}');
		}
	}
}

/* The share of the longer one's words that both have, in order. */
static double share_kept(const struct said *was, const struct said *now, struct wording_diff *diff, struct buffer *json)
{
	struct wording original, asked;
	size_t most;

	wording_read(&original, was->text, strlen(was->text));
	wording_read(&asked, now->text, strlen(now->text));
	wording_compare(&original, &asked, diff);
	most = original.count > asked.count ? original.count : asked.count;
	buffer_clear(json);
	wording_json(json, &original, &asked, diff);
	wording_done(&original);
	wording_done(&asked);
	return most ? (double)diff->kept / (double)most : 0;
}

/* One speaker's statement that stands there in other words. */
static void pair_reworded(struct edition *old, struct said *now, struct wording_diff *diff, struct buffer *out,
			  size_t *count)
{
	struct buffer json = {0}, best_json = {0};
	struct said *best = NULL;
	double most = REWORDED;

	for (size_t k = 0; k < old->count; k++) {
		struct said *was = &old->said[k];
		double share;

		if (was->is_paired || !is_same_text(was->speaker, now->speaker))
			continue;
		share = share_kept(was, now, diff, &json);
		if (share < most)
			continue;
		most = share;
		best = was;
		buffer_clear(&best_json);
		buffer_add(&best_json, json.data, json.length);
	}
	if (best) {
		best->is_paired = now->is_paired = true;
		open_change(out, "reworded", count);
		print_member(out, "id", now->id);
		print_member(out, "speaker", now->speaker);
		print_member(out, "from", best->text);
		print_member(out, "to", now->text);
		buffer_printf(out, ",\"diff\":%s}", best_json.data);
	}
	buffer_done(&json);
	buffer_done(&best_json);
}

static void print_changes(struct edition *old, struct edition *new, struct buffer *out)
{
	struct wording_diff *diff = xmalloc(sizeof(*diff));
	size_t count = 0;

	if (!is_same_text(old->title, new->title)) {
		open_change(out, "retitled", &count);
		print_member(out, "from", old->title);
		print_member(out, "to", new->title);
		buffer_char(out, '}');
	}
	pair_same(old, new, true, out, &count);
	pair_same(old, new, false, out, &count);
	for (size_t i = 0; i < new->count; i++)
		if (!new->said[i].is_paired)
			pair_reworded(old, &new->said[i], diff, out, &count);
	for (size_t i = 0; i < old->count; i++)
		if (!old->said[i].is_paired)
			print_one_sided(out, "removed", &old->said[i], &count);
	for (size_t i = 0; i < new->count; i++)
		if (!new->said[i].is_paired)
			print_one_sided(out, "added", &new->said[i], &count);
	free(diff);
	for (size_t i = 0; i < new->count; i++)
		new->said[i].is_paired = false;
}

/* The row: number, seen_at, title, date, hash, is it the current one. */
static int print_edition(struct store *store, sqlite3_stmt *row, int64_t article, struct edition *before,
			 struct edition *edition, struct buffer *out, struct error *err)
{
	int64_t number = sqlite3_column_int64(row, 0);
	int result = read_statements(store, article, sqlite3_column_int(row, 5) ? 0 : number, edition, err);

	edition->title = copy(edition, row, 2);
	buffer_printf(out, "%s{\"number\":%lld,\"seen_at\":", number > 1 ? "," : "", (long long)number);
	date_time_json(out, sqlite3_column_int64(row, 1));
	buffer_text(out, ",\"title\":");
	sql_json(out, row, 2);
	buffer_text(out, ",\"date\":");
	sql_json(out, row, 3);
	buffer_text(out, ",\"hash\":");
	sql_json_bytes(out, row, 4);
	buffer_printf(out, ",\"statements\":%zu,\"changes\":[", edition->count);
	if (number > 1)
		print_changes(before, edition, out);
	buffer_text(out, "]}");
	return result;
}

int store_history(struct store *store, int64_t id, struct buffer *out, struct error *err)
{
	sqlite3_stmt *query =
		sql_get(store, "SELECT number, seen_at, title, date, hash, 0 FROM revisions WHERE article_id = :id"
			       " UNION ALL SELECT (SELECT count(*) + 1 FROM revisions WHERE article_id = :id), seen_at,"
			       " title, date, hash, 1 FROM articles WHERE id = :id ORDER BY 1");
	struct edition before = {0};
	size_t start = out->length;
	bool any = false;
	int got, result = STORE_OK;

	sql_int(query, ":id", id);
	buffer_printf(out, "{\"id\":%lld,\"revisions\":[", (long long)id);
	while (result == STORE_OK && (got = sql_step(store, query, err)) != 0) {
		struct edition edition = {0};

		any = true;
		result = got < 0 ? got : print_edition(store, query, id, &before, &edition, out, err);
		edition_done(&before);
		before = edition;
	}
	sqlite3_reset(query);
	edition_done(&before);
	buffer_text(out, "]}");
	if (result == STORE_OK && any)
		return STORE_OK;
	out->length = start;
	return result == STORE_OK ? STORE_NONE : result;
}
