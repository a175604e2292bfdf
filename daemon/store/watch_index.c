/* SPDX-License-Identifier: MIT */
/*
 * See watch_index.h. All words of a watch must stand in the article, so that those of the article, each looked up once,
 * tell which watches are worth asking (counting, after Yan and Garcia-Molina 1994). Words are parted and folded by the
 * same full text that matches them later.
 */
#include "watch_index.h"

#include <stdlib.h>
#include <string.h>

#include "claim.h"

/* Where the words stand: in what is said, or in a name. */
enum place { IN_WORDS, IN_NAMES, PLACES };

/* A word of a watch's. */
struct entry {
	uint64_t hash;
	uint32_t watch;
};

struct list {
	struct entry *at;
	size_t count;
};

struct watch_index {
	const struct watch *watches;
	size_t count;
	struct list lists[PLACES]; /* sorted by hash */
	uint16_t *wanted[PLACES];  /* words of each watch */
	uint16_t *found[PLACES];   /* of them in the article at hand */
};

static const char tables[] =
	"CREATE VIRTUAL TABLE IF NOT EXISTS temp.watch_text USING fts5 (text, content = '', columnsize = 0,"
	" tokenize = 'unicode61 remove_diacritics 2');"
	"CREATE VIRTUAL TABLE IF NOT EXISTS temp.watch_words USING fts5vocab (temp, 'watch_text', 'row');";
static const char article_tables[] =
	"CREATE VIRTUAL TABLE IF NOT EXISTS temp.heard_text_words USING fts5vocab (temp, 'heard_text', 'row');"
	"CREATE VIRTUAL TABLE IF NOT EXISTS temp.heard_names_words USING fts5vocab (temp, 'heard_names', 'row');";

static int compare(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	return (x->hash > y->hash) - (x->hash < y->hash);
}

static void add(struct list *list, uint64_t hash, size_t watch)
{
	list->at = xrealloc(list->at, list->count + 1, sizeof(*list->at));
	list->at[list->count++] = (struct entry){hash, (uint32_t)watch};
}

/* The words of a text; one with a word that is only begun has none that must be there. */
static int add_words(struct store *store, struct watch_index *index, enum place place, size_t watch, const char *text,
		     struct error *err)
{
	sqlite3_stmt *insert, *words;
	int got, result;

	if (!text || strchr(text, '*'))
		return STORE_OK;
	result = sql_exec(store, "INSERT INTO temp.watch_text (watch_text) VALUES ('delete-all')", err);
	if (result != STORE_OK)
		return result;
	insert = sql_get(store, "INSERT INTO temp.watch_text (rowid, text) VALUES (1, :text)");
	sql_text(insert, ":text", text);
	result = sql_run(store, insert, err);
	if (result != STORE_OK)
		return result;
	words = sql_get(store, "SELECT term FROM temp.watch_words");
	while ((got = sql_step(store, words, err)) > 0) {
		const char *term = sql_column(words, 0);

		add(&index->lists[place], claim_hash(term, strlen(term)), watch);
		index->wanted[place][watch]++;
	}
	return got;
}

int watch_index_new(struct store *store, const struct watch *watches, size_t count, struct watch_index **ret,
		    struct error *err)
{
	struct watch_index *index = xcalloc(1, sizeof(*index));
	int result = sql_exec(store, tables, err);

	index->watches = watches;
	index->count = count;
	for (int place = 0; place < PLACES; place++) {
		index->wanted[place] = xcalloc(count + 1, sizeof(uint16_t));
		index->found[place] = xcalloc(count + 1, sizeof(uint16_t));
	}
	for (size_t i = 0; i < count && result == STORE_OK; i++) {
		result = add_words(store, index, IN_WORDS, i, watches[i].query.about, err);
		if (result == STORE_OK && !watches[i].speaker)
			result = add_words(store, index, IN_NAMES, i, watches[i].query.speaker, err);
	}
	for (int place = 0; place < PLACES; place++)
		if (index->lists[place].count)
			qsort(index->lists[place].at, index->lists[place].count, sizeof(struct entry), compare);
	if (result != STORE_OK) {
		watch_index_free(index);
		return result;
	}
	*ret = index;
	return STORE_OK;
}

void watch_index_free(struct watch_index *index)
{
	if (!index)
		return;
	for (int place = 0; place < PLACES; place++) {
		free(index->lists[place].at);
		free(index->wanted[place]);
		free(index->found[place]);
	}
	free(index);
}

static void count_word(struct watch_index *index, enum place place, const char *term)
{
	const struct list *list = &index->lists[place];
	uint64_t hash = claim_hash(term, strlen(term));
	size_t low = 0, high = list->count;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (list->at[middle].hash < hash)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < list->count && list->at[low].hash == hash; low++)
		index->found[place][list->at[low].watch]++;
}

static int count_words(struct store *store, struct watch_index *index, enum place place, struct error *err)
{
	sqlite3_stmt *query;
	int got;

	memset(index->found[place], 0, index->count * sizeof(uint16_t));
	if (!index->lists[place].count)
		return STORE_OK;
	query = place == IN_WORDS ? sql_get(store, "SELECT term FROM temp.heard_text_words")
				  : sql_get(store, "SELECT term FROM temp.heard_names_words");
	while ((got = sql_step(store, query, err)) > 0)
		count_word(index, place, sql_column(query, 0));
	return got;
}

static bool is_heard(const struct hearing *hearing, int64_t speaker)
{
	for (size_t i = 0; i < hearing->speaker_count; i++)
		if (hearing->speakers[i].id == speaker)
			return true;
	return !speaker;
}

/* Whether one of the statements has the kind and stance that is asked for. */
static bool has_statement(const struct hearing *hearing, const struct watch_query *query)
{
	for (size_t i = 0; i < hearing->count; i++)
		if ((query->kind < 0 || query->kind == hearing->statements[i].kind) &&
		    (query->stance < 0 || query->stance == hearing->statements[i].stance))
			return true;
	return false;
}

int watch_index_find(struct watch_index *index, const struct hearing *hearing, bool *may, struct error *err)
{
	bool has_words = index->lists[IN_WORDS].count || index->lists[IN_NAMES].count;
	int result = has_words ? sql_exec(hearing->store, article_tables, err) : STORE_OK;

	for (int place = 0; place < PLACES && result == STORE_OK; place++)
		result = count_words(hearing->store, index, (enum place)place, err);
	for (size_t i = 0; i < index->count && result == STORE_OK; i++) {
		const struct watch *watch = &index->watches[i];

		may[i] = index->found[IN_WORDS][i] == index->wanted[IN_WORDS][i] &&
			 index->found[IN_NAMES][i] == index->wanted[IN_NAMES][i] && is_heard(hearing, watch->speaker) &&
			 (!watch->query.outlet || strstr(hearing->outlet, watch->outlet)) &&
			 has_statement(hearing, &watch->query);
	}
	return result;
}
