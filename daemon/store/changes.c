/* SPDX-License-Identifier: MIT */
/* What changed between two editions of an article; see changes.h. */
#include "changes.h"

#include <stdlib.h>
#include <string.h>

#include "wording.h"

#define REWORDED 0.5 /* of the longer one's words must be kept */

const char *const change_names[CHANGE_COUNT] = {"retitled", "added",        "removed",
						"reworded", "reattributed", "restanced"};

void edition_done(struct edition *edition)
{
	free(edition->said);
	arena_done(&edition->arena);
}

static struct said *add_said(struct edition *edition)
{
	if (edition->count == edition->room) {
		edition->room = edition->room ? edition->room * 2 : 32;
		edition->said = xrealloc(edition->said, edition->room, sizeof(*edition->said));
	}
	return &edition->said[edition->count++];
}

static const char *copy(struct edition *edition, const char *text)
{
	return text ? arena_copy(&edition->arena, text, strlen(text)) : NULL;
}

int edition_read(struct store *store, int64_t article, int64_t number, struct edition *edition, struct error *err)
{
#define MEMBERS                                                                                                        \
	"SELECT json_extract(record, '$.id'), coalesce(json_extract(record, '$.text'), ''),"                           \
	" json_extract(record, '$.speaker'), iif(json_extract(record, '$.negated'), 'not ', '') ||"                    \
	" json_extract(record, '$.stance') FROM "
	static const char old[] = MEMBERS "old_statements WHERE article_id = :article AND number = :number ORDER BY id";
	static const char current[] = MEMBERS "statements WHERE article_id = :article ORDER BY id";
	sqlite3_stmt *query = sql_get(store, number ? old : current);
	int got;

	sql_int(query, ":article", article);
	sql_int(query, ":number", number);
	while ((got = sql_step(store, query, err)) > 0)
		*add_said(edition) =
			(struct said){copy(edition, sql_column(query, 0)), copy(edition, sql_column(query, 1)),
				      copy(edition, sql_column(query, 2)), copy(edition, sql_column(query, 3)), false};
	return got;
#undef MEMBERS
}

/* Joint speakers as a record has them. */
static const char *speakers_of(struct edition *edition, const struct statement *statement)
{
	const char *names = NULL;

	for (size_t i = 0; i < statement->speaker_count; i++)
		names = arena_printf(&edition->arena, "%s%s%s", names ? names : "", names ? " & " : "",
				     statement->speakers[i].name);
	return names;
}

void edition_take(struct edition *edition, const struct extraction *extraction)
{
	struct buffer text = {0};

	edition->title = copy(edition, extraction->article.title);
	for (size_t i = 0; i < extraction->count; i++) {
		const struct statement *statement = &extraction->statements[i];

		buffer_clear(&text);
		statement_text(&text, &extraction->article, &statement->content);
		*add_said(edition) =
			(struct said){copy(edition, statement->id), copy(edition, text.length ? text.data : ""),
				      speakers_of(edition, statement),
				      arena_printf(&edition->arena, "%s%s", statement->negated ? "not " : "",
						   stance_name(statement->stance)),
				      false};
	}
	buffer_done(&text);
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

/* What is found on the way. */
struct comparison {
	struct buffer *out;
	size_t *counts;
	size_t count; /* printed so far */
};

static void open_change(struct comparison *comparison, enum change change)
{
	comparison->counts[change]++;
	buffer_printf(comparison->out, "%s{\"change\":\"%s\"", comparison->count++ ? "," : "", change_names[change]);
}

static void print_one_sided(struct comparison *comparison, enum change change, const struct said *said)
{
	open_change(comparison, change);
	print_member(comparison->out, "id", said->id);
	print_member(comparison->out, "speaker", said->speaker);
	print_member(comparison->out, change == CHANGE_ADDED ? "to" : "from", said->text);
	buffer_char(comparison->out, '}');
}

/* The same words under another stance, or in another mouth. */
static void print_pair(struct comparison *comparison, enum change change, const struct said *was,
		       const struct said *now)
{
	bool is_moved = change == CHANGE_REATTRIBUTED;

	open_change(comparison, change);
	print_member(comparison->out, "id", now->id);
	print_member(comparison->out, is_moved ? "was_speaker" : "was_stance", is_moved ? was->speaker : was->stance);
	print_member(comparison->out, "speaker", now->speaker);
	if (!is_moved)
		print_member(comparison->out, "stance", now->stance);
	print_member(comparison->out, "to", now->text);
	buffer_char(comparison->out, '}');
}

/* Pair what has the same words; change: what is different all the same, or CHANGE_COUNT for nothing. */
static void pair_same(struct edition *old, struct edition *new, enum change change, struct comparison *comparison)
{
	for (size_t i = 0; i < new->count; i++) {
		struct said *now = &new->said[i];

		for (size_t k = 0; k < old->count && !now->is_paired; k++) {
			struct said *was = &old->said[k];

			if (was->is_paired || strcmp(was->text, now->text) != 0 ||
			    (change != CHANGE_REATTRIBUTED && !is_same_text(was->speaker, now->speaker)) ||
			    (change == CHANGE_COUNT && !is_same_text(was->stance, now->stance)))
				continue;
			was->is_paired = now->is_paired = true;
			if (change != CHANGE_COUNT)
				print_pair(comparison, change, was, now);
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
static void pair_reworded(struct edition *old, struct said *now, struct wording_diff *diff,
			  struct comparison *comparison)
{
	struct buffer *out = comparison->out;
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
		open_change(comparison, CHANGE_REWORDED);
		print_member(out, "id", now->id);
		print_member(out, "speaker", now->speaker);
		print_member(out, "from", best->text);
		print_member(out, "to", now->text);
		buffer_printf(out, ",\"diff\":%s}", best_json.data);
	}
	buffer_done(&json);
	buffer_done(&best_json);
}

void editions_compare(struct edition *old, struct edition *new, struct buffer *out, size_t counts[CHANGE_COUNT])
{
	struct wording_diff *diff = xmalloc(sizeof(*diff));
	struct comparison comparison = {out, counts, 0};

	if (!is_same_text(old->title, new->title)) {
		open_change(&comparison, CHANGE_RETITLED);
		print_member(out, "from", old->title);
		print_member(out, "to", new->title);
		buffer_char(out, '}');
	}
	pair_same(old, new, CHANGE_COUNT, &comparison);
	pair_same(old, new, CHANGE_RESTANCED, &comparison);
	pair_same(old, new, CHANGE_REATTRIBUTED, &comparison);
	for (size_t i = 0; i < new->count; i++)
		if (!new->said[i].is_paired)
			pair_reworded(old, &new->said[i], diff, &comparison);
	for (size_t i = 0; i < old->count; i++)
		if (!old->said[i].is_paired)
			print_one_sided(&comparison, CHANGE_REMOVED, &old->said[i]);
	for (size_t i = 0; i < new->count; i++)
		if (!new->said[i].is_paired)
			print_one_sided(&comparison, CHANGE_ADDED, &new->said[i]);
	free(diff);
	for (size_t i = 0; i < new->count; i++)
		new->said[i].is_paired = false;
}
