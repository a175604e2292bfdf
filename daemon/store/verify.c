/* SPDX-License-Identifier: MIT */
/*
 * Is this quotation real, and whose is it? The statements that share most of its longest words are compared with it
 * word by word. That what is stored stands in its article is proof.c's matter.
 */
#include <stdlib.h>
#include <string.h>

#include "correct.h"
#include "wording.h"

#define KEYS_MAX 6         /* longest words of the text that statements are looked up by */
#define KEYS_EACH 3        /* words that a statement must share at once */
#define KEYS_FEW 5         /* of a text with no more, two are enough */
#define FOUND_EACH 20      /* newest statements for each set of words */
#define FOUND_MAX 160      /* of all sets */
#define COMPARED_MAX 48    /* of them, those that the most sets found */
#define KEPT_LEAST 0.6     /* share of the asked words that must be kept */
#define KEPT_WORDS_LEAST 3 /* and how many */
#define RUN_LEAST 5        /* words in a row that a text shares with one that it only begins or ends like */
#define RUN_SHARE 0.35     /* of the asked words that they must be */
#define REST_LEAST 4       /* words beside them that are looked up in turn: two quotations may have been made one */

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
	size_t rest_from, rest_count; /* asked words at one end that it does not have */
	struct buffer diff;
};

/* A statement that shares words, and how many of the sets. */
struct found {
	int64_t statement;
	int sets;
	bool is_compared;
};

struct inquiry {
	const struct store_verify_query *query;
	struct wording asked;
	struct buffer edited; /* what asked points into, if brackets were taken out */
	int64_t speaker;      /* 0: whoever */
	struct buffer names;  /* a search for the speaker's name, or empty */
	struct found found[FOUND_MAX];
	size_t found_count;
	struct match best;
	int64_t other; /* a second statement of which the text is made, or 0 */
	struct wording_diff *diff;
};

/* Words fewer than which, kept in the same order, are left out of a quotation to shorten it. */
static bool is_cut_only(const struct wording_diff *diff)
{
	return diff->added == 0 && diff->gaps <= 1 + diff->kept / 6;
}

/* Most asked words in a row that are kept. */
static size_t longest_run(const struct wording_diff *diff)
{
	size_t longest = 0, run = 0;

	for (size_t i = 0; i < diff->count; i++) {
		run = diff->at[i].op == WORDING_KEPT ? run + 1 : 0;
		longest = run > longest ? run : longest;
	}
	return longest;
}

/* So little of the text is kept that it is no wording of the original. */
static bool is_other_text(const struct inquiry *inquiry, const struct wording *original, const struct match *match)
{
	const struct wording_diff *diff = inquiry->diff;
	size_t run = longest_run(diff);

	if (diff->kept < KEPT_WORDS_LEAST && diff->kept < original->count)
		return true;
	if (run >= RUN_LEAST && (double)run >= RUN_SHARE * (double)inquiry->asked.count)
		return false;
	return (double)diff->kept < KEPT_LEAST * (double)inquiry->asked.count || match->likeness < KEPT_LEAST / 2;
}

static enum verdict judge(const struct inquiry *inquiry, const struct wording *original, const char *kind,
			  struct match *match)
{
	const struct wording_diff *diff = inquiry->diff;
	const struct wording *asked = &inquiry->asked;

	match->likeness = (double)diff->kept / (double)(asked->count + diff->lost);
	if (is_other_text(inquiry, original, match))
		return UNSEEN;
	match->negation = wording_negation(original, asked, diff, inquiry->query->negations);
	match->changes_number = wording_changes_number(original, asked, diff);
	if (!strcmp(kind, "indirect"))
		return INDIRECT;
	if (diff->added || match->negation || !is_cut_only(diff))
		return ALTERED;
	return wording_is_whole(original, diff) ? AUTHENTIC : SHORTENED;
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

/* The asked words put in at one end: from which on, and how many. */
static void find_rest(const struct inquiry *inquiry, struct match *match)
{
	const struct wording_diff *diff = inquiry->diff;
	size_t head = 0, tail = 0;

	for (size_t i = 0; i < diff->count && diff->at[i].op != WORDING_KEPT; i++)
		head += diff->at[i].op == WORDING_ADDED;
	for (size_t i = diff->count; i-- > 0 && diff->at[i].op != WORDING_KEPT;)
		tail += diff->at[i].op == WORDING_ADDED;
	match->rest_from = head > tail ? 0 : inquiry->asked.count - tail;
	match->rest_count = head > tail ? head : tail;
}

static void keep(struct match *best, const struct match *match, const struct wording *original,
		 const struct inquiry *inquiry)
{
	struct buffer diff = best->diff;

	buffer_clear(&diff);
	*best = *match;
	find_rest(inquiry, best);
	wording_json(&diff, original, &inquiry->asked, inquiry->diff);
	best->diff = diff;
}

static int compare(struct store *store, struct inquiry *inquiry, int64_t statement, const char *text, const char *kind,
		   struct error *err)
{
	struct match match = {.statement = statement};
	struct wording original;
	int result = STORE_OK;

	wording_read(&original, text, strlen(text));
	wording_compare(&original, &inquiry->asked, inquiry->diff);
	match.verdict = judge(inquiry, &original, kind, &match);
	if (match.verdict != UNSEEN)
		result = is_said_by(store, inquiry, match.statement, &match.is_speaker, err);
	if (result == STORE_OK && is_better(&match, &inquiry->best))
		keep(&inquiry->best, &match, &original, inquiry);
	wording_done(&original);
	return result;
}

static int compare_found(struct store *store, struct inquiry *inquiry, int64_t statement, struct error *err)
{
	sqlite3_stmt *query =
		sql_get(store, "SELECT json_extract(record, '$.text'), json_extract(record, '$.kind') FROM"
			       " statements WHERE id = :id AND rejected IS NULL");
	int got, result = STORE_OK;

	sql_int(query, ":id", statement);
	got = sql_step(store, query, err);
	if (got <= 0)
		return got;
	if (sql_column(query, 0) && sql_column(query, 1))
		result = compare(store, inquiry, statement, sql_column(query, 0), sql_column(query, 1), err);
	sqlite3_reset(query);
	return result;
}

static void note(struct inquiry *inquiry, int64_t statement)
{
	for (size_t i = 0; i < inquiry->found_count; i++) {
		if (inquiry->found[i].statement == statement) {
			inquiry->found[i].sets++;
			return;
		}
	}
	if (inquiry->found_count < FOUND_MAX)
		inquiry->found[inquiry->found_count++] = (struct found){.statement = statement, .sets = 1};
}

static int look_up(struct store *store, struct inquiry *inquiry, const struct buffer *expression, struct error *err)
{
	sqlite3_stmt *query = sql_get(store, "SELECT rowid FROM statements_text WHERE statements_text MATCH :match"
					     " ORDER BY rowid DESC LIMIT :limit");
	int got;

	sql_text_length(query, ":match", expression->data, expression->length);
	sql_int(query, ":limit", FOUND_EACH);
	while ((got = sql_step(store, query, err)) > 0)
		note(inquiry, sqlite3_column_int64(query, 0));
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

static int look_up_set(struct store *store, struct inquiry *inquiry, const struct wording_word *const *keys,
		       const unsigned char *set, size_t each, struct error *err)
{
	struct buffer expression = {0};
	int result;

	buffer_text(&expression, "text : (");
	for (size_t k = 0; k < each; k++)
		buffer_printf(&expression, "%s\"%.*s\"", k ? " AND " : "", (int)keys[set[k]]->length, keys[set[k]]->at);
	buffer_char(&expression, ')');
	result = look_up(store, inquiry, &expression, err);
	buffer_done(&expression);
	return result;
}

/* Found by most sets first, then the newest. */
static int compare_founds(const void *a, const void *b)
{
	const struct found *x = a, *y = b;

	if (x->sets != y->sets)
		return x->sets < y->sets ? 1 : -1;
	return (x->statement < y->statement) - (x->statement > y->statement);
}

/* The keys of the text's beginning, then those of its end: two texts may have been made one. */
static void find_ends(const struct wording_word *const *keys, unsigned char ends[2][KEYS_EACH])
{
	for (size_t i = 0; i < KEYS_MAX; i++) {
		size_t before = 0;

		for (size_t k = 0; k < KEYS_MAX; k++)
			before += keys[k]->at < keys[i]->at;
		ends[before / KEYS_EACH][before % KEYS_EACH] = (unsigned char)i;
	}
}

/* The words of a statement of the one who is asked for, all of them. */
static bool is_certain(const struct match *match)
{
	return match->verdict == AUTHENTIC && match->is_speaker && match->likeness >= 1;
}

/* Compare with those that were found, until one cannot be bettered. */
static int compare_all(struct store *store, struct inquiry *inquiry, struct error *err)
{
	int result = STORE_OK;

	qsort(inquiry->found, inquiry->found_count, sizeof(*inquiry->found), compare_founds);
	for (size_t i = 0; i < inquiry->found_count && i < COMPARED_MAX && result == STORE_OK; i++) {
		if (is_certain(&inquiry->best))
			break;
		if (!inquiry->found[i].is_compared)
			result = compare_found(store, inquiry, inquiry->found[i].statement, err);
		inquiry->found[i].is_compared = true;
	}
	return result;
}

/*
 * Sets of keys, so that whichever one or two words were changed, one set is whole. A text that stands as it is asked is
 * found by the first of them.
 */
static int find_statements(struct store *store, struct inquiry *inquiry, struct error *err)
{
	static const unsigned char many[][KEYS_EACH] = {{0, 1, 2}, {3, 4, 5}, {0, 2, 4}, {1, 3, 5},
							{0, 3, 5}, {1, 2, 4}, {0, 1, 3}, {2, 3, 4}};
	static const unsigned char few[][KEYS_EACH] = {{0, 1}, {0, 2}, {1, 2}, {0, 3}};
	const struct wording_word *keys[KEYS_MAX];
	size_t count = choose_keys(&inquiry->asked, keys), each = count <= KEYS_FEW ? 2 : KEYS_EACH;
	size_t sets = count <= KEYS_FEW ? sizeof(few) / sizeof(*few) : sizeof(many) / sizeof(*many);
	unsigned char ends[2][KEYS_EACH];
	int result = STORE_OK;

	inquiry->found_count = 0;
	if (count == 1)
		result = look_up_set(store, inquiry, keys, few[0], 1, err);
	for (size_t i = 0; i < sets && result == STORE_OK; i++) {
		const unsigned char *set = each == 2 ? few[i] : many[i];
		size_t last = set[0];

		for (size_t k = 1; k < each; k++)
			last = set[k] > last ? set[k] : last;
		if (last < count)
			result = look_up_set(store, inquiry, keys, set, each, err);
		if (i == 0 && result == STORE_OK)
			result = compare_all(store, inquiry, err);
		if (is_certain(&inquiry->best))
			return result;
	}
	if (count == KEYS_MAX)
		find_ends(keys, ends);
	for (size_t i = 0; count == KEYS_MAX && i < 2 && result == STORE_OK; i++)
		result = look_up_set(store, inquiry, keys, ends[i], KEYS_EACH, err);
	return result;
}

static int search(struct store *store, struct inquiry *inquiry, struct error *err)
{
	int result = find_statements(store, inquiry, err);

	return result == STORE_OK ? compare_all(store, inquiry, err) : result;
}

/* Two quotations made one: what the best match does not have may stand in another. */
static int search_rest(struct store *store, struct inquiry *inquiry, struct error *err)
{
	struct inquiry rest = {.query = inquiry->query,
			       .speaker = inquiry->speaker,
			       .names = inquiry->names,
			       .best = {.verdict = UNSEEN}};
	int result;

	if (inquiry->best.verdict != ALTERED || inquiry->best.rest_count < REST_LEAST)
		return STORE_OK;
	rest.asked = (struct wording){inquiry->asked.words + inquiry->best.rest_from, inquiry->best.rest_count};
	rest.diff = xmalloc(sizeof(*rest.diff));
	result = search(store, &rest, err);
	if (rest.best.verdict >= SHORTENED && rest.best.statement != inquiry->best.statement)
		inquiry->other = rest.best.statement;
	buffer_done(&rest.best.diff);
	free(rest.diff);
	return result;
}

static int print_verdict(struct store *store, const struct inquiry *inquiry, struct buffer *out, struct error *err)
{
	const struct match *best = &inquiry->best;
	bool is_other = best->verdict != UNSEEN && !best->is_speaker;
	int result = STORE_OK;

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
		result = statement_member(store, best->statement, "statement", out, err);
	}
	if (inquiry->other && result == STORE_OK)
		result = statement_member(store, inquiry->other, "merged_with", out, err);
	buffer_char(out, '}');
	return result;
}

/* Judge the text as it stands, then without what an editor has put into brackets, which may be nearer. */
static int judge_text(struct store *store, struct inquiry *inquiry, struct error *err)
{
	struct wording edited;
	const char *text = inquiry->query->text;
	int result = search(store, inquiry, err);

	if (result == STORE_OK && inquiry->best.verdict < SHORTENED &&
	    wording_read_edited(&edited, &inquiry->edited, text, strlen(text))) {
		wording_done(&inquiry->asked);
		inquiry->asked = edited;
		inquiry->best.verdict = UNSEEN;
		if (inquiry->asked.count)
			result = search(store, inquiry, err);
	}
	return result == STORE_OK ? search_rest(store, inquiry, err) : result;
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
		result = judge_text(store, &inquiry, err);
	if (result == STORE_OK)
		result = print_verdict(store, &inquiry, out, err);
	free(inquiry.diff);
	wording_done(&inquiry.asked);
	buffer_done(&inquiry.edited);
	buffer_done(&inquiry.names);
	buffer_done(&inquiry.best.diff);
	return result;
}
