/* SPDX-License-Identifier: MIT */
/* What an article that comes in makes watches ring for, and when they keep quiet. */
#include "ring.h"

#include <string.h>
#include <time.h>

#include "hearing.h"
#include "watch_index.h"

#define MATTERS_MAX 64    /* of one statement and event */
#define FORGOTTEN_EACH 64 /* oldest rings looked at with each article that a watch hears */
#define DAY_S 86400

/* What an event is about; 0 or empty: nothing. */
struct matter {
	int64_t claim, speaker, before; /* before: a statement */
	char value[64], was[64];
};

/*
 * What a statement (:id, in :article) brings up for each event. Columns: claim, speaker, the statement before it,
 * value, the value before. Numbers in the SQL are those of enum stance and enum speaker_type.
 */
static const char *const matters[WATCH_EVENT_COUNT] = {
	[WATCH_STATEMENT] = "SELECT 0, 0, 0, NULL, NULL WHERE :id AND :article",
	[WATCH_DENIAL] =
		"SELECT e.claim_id, coalesce(e.speaker_id, 0), coalesce((SELECT min(o.statement_id) FROM claim_edges o"
		" WHERE o.claim_id = e.claim_id AND o.side = 1 AND o.speaker_id IS NOT e.speaker_id AND"
		" o.statement_id <> :id), 0), NULL, NULL"
		" FROM claim_edges e WHERE e.statement_id = :id AND e.side = -1 AND NOT EXISTS (SELECT 1 FROM"
		" claim_edges o WHERE o.claim_id = e.claim_id AND o.side = -1 AND o.article_id <> :article) AND"
		" (e.stance IN (1, 2) OR EXISTS (SELECT 1 FROM claim_edges o WHERE o.claim_id = e.claim_id AND"
		" o.side = 1 AND o.speaker_id IS NOT e.speaker_id))",
	[WATCH_FIGURE] =
		"SELECT e.claim_id, coalesce(e.speaker_id, 0), b.statement_id, e.value, b.value FROM claim_edges e JOIN"
		" claim_edges b ON b.id = (SELECT o.id FROM claim_edges o WHERE o.claim_id = e.claim_id AND o.unit ="
		" e.unit AND o.value IS NOT NULL AND o.article_id <> :article ORDER BY o.statement_id DESC LIMIT 1)"
		" WHERE e.statement_id = :id AND e.side <> 0 AND e.value IS NOT NULL AND NOT EXISTS (SELECT 1 FROM"
		" claim_edges o WHERE o.claim_id = e.claim_id AND o.unit = e.unit AND o.value = e.value AND"
		" o.article_id <> :article)",
	[WATCH_FIRST] =
		"SELECT 0, n.id, 0, NULL, NULL FROM statement_speakers p JOIN speakers n ON n.id = p.speaker_id WHERE"
		" p.statement_id = :id AND n.article_id IS NULL AND n.type IN (1, 2) AND NOT EXISTS (SELECT 1 FROM"
		" statement_speakers o CROSS JOIN statements s ON s.id = o.statement_id WHERE o.speaker_id = n.id AND"
		" s.article_id <> :article)",
	[WATCH_FLIP] = "SELECT claim_id, speaker_id, earlier, NULL, NULL FROM flips WHERE later = :id AND :article",
};

_Static_assert(STANCE_DENY == 1 && STANCE_REJECT == 2 && SPEAKER_PERSON == 1 && SPEAKER_ORGANISATION == 2,
	       "the numbers in the SQL");

/* A watch that may ring for a statement. */
struct occasion {
	const struct hearing *hearing;
	const struct watch *watch;
	const struct heard_statement *statement;
	enum watch_event event;
};

static void copy_text(char *to, size_t room, const char *text)
{
	size_t length = text ? strnlen(text, room - 1) : 0;

	memcpy(to, text ? text : "", length);
	to[length] = '\0';
}

static int read_matters(const struct occasion *occasion, struct matter *list, size_t *ret_count, struct error *err)
{
	struct store *store = occasion->hearing->store;
	sqlite3_stmt *query = sql_get(store, matters[occasion->event]);
	int got;

	*ret_count = 0;
	sql_int(query, ":id", occasion->statement->id);
	sql_int(query, ":article", occasion->hearing->article);
	while ((got = sql_step(store, query, err)) > 0) {
		struct matter *matter = &list[*ret_count];

		if (*ret_count == MATTERS_MAX)
			continue;
		*matter = (struct matter){sqlite3_column_int64(query, 0), sqlite3_column_int64(query, 1),
					  sqlite3_column_int64(query, 2), "", ""};
		copy_text(matter->value, sizeof(matter->value), sql_column(query, 3));
		copy_text(matter->was, sizeof(matter->was), sql_column(query, 4));
		++*ret_count;
	}
	return got;
}

/* It rang for that before, or the statement is known from before the watch was made. */
static int is_quiet(const struct occasion *occasion, const struct matter *matter, int64_t *ret, struct error *err)
{
	struct store *store = occasion->hearing->store;
	const struct heard_statement *statement = occasion->statement;
	sqlite3_stmt *query = sql_get(
		store,
		"SELECT EXISTS (SELECT 1 FROM rings WHERE statement = :statement AND watch_id = :watch) OR EXISTS "
		"(SELECT"
		" 1 FROM rings WHERE printing = :printing AND watch_id = :watch) OR EXISTS (SELECT 1 FROM rings WHERE"
		" wording = :wording AND watch_id = :watch) OR EXISTS (SELECT 1 FROM rings WHERE :event IN (1, 2) AND"
		" claim_id = :claim AND watch_id = :watch AND event = :event AND value IS nullif(:value, '')) OR EXISTS"
		" (SELECT 1 FROM rings WHERE :event = 3 AND speaker_id = :speaker AND watch_id = :watch AND event = 3)"
		" OR EXISTS (SELECT 1 FROM rings WHERE :revised AND :event <> 0 AND article_id = :article AND watch_id "
		"="
		" :watch AND event = :event) OR EXISTS (SELECT 1 FROM statements WHERE id = :printing AND id <> :id AND"
		" article_id <= :since)");

	_Static_assert(WATCH_STATEMENT == 0 && WATCH_DENIAL == 1 && WATCH_FIGURE == 2 && WATCH_FIRST == 3,
		       "the numbers in the SQL");
	sql_int(query, ":statement", statement->hash);
	sql_int(query, ":watch", occasion->watch->id);
	sql_int(query, ":event", occasion->event);
	sql_int(query, ":printing", statement->printing);
	sql_int(query, ":wording", statement->wording);
	sql_int(query, ":claim", matter->claim);
	sql_text(query, ":value", matter->value);
	sql_int(query, ":speaker", matter->speaker);
	sql_int(query, ":revised", occasion->hearing->is_revision);
	sql_int(query, ":article", occasion->hearing->article);
	sql_int(query, ":id", statement->id);
	sql_int(query, ":since", occasion->watch->since);
	return sql_number(store, query, ret, err);
}

/* The object of the one row that the query gives, under a key; null if there is none. */
static int add_object(struct store *store, sqlite3_stmt *query, const char *key, struct buffer *out, struct error *err)
{
	int got = sql_step(store, query, err);

	buffer_printf(out, ",\"%s\":%s", key, got > 0 ? sql_column(query, 0) : "null");
	if (got > 0)
		sqlite3_reset(query);
	return got < 0 ? got : STORE_OK;
}

/* What is told, but for the ring's own number: members behind others. */
static int write_record(const struct occasion *occasion, const struct matter *matter, struct buffer *out,
			struct error *err)
{
	struct store *store = occasion->hearing->store;
	sqlite3_stmt *claim = sql_get(store, "SELECT json_object('id', c.id, 'text', json_extract(s.record, '$.text'))"
					     " FROM claims c JOIN statements s ON s.id = c.statement_id WHERE c.id ="
					     " :claim");
	sqlite3_stmt *before = sql_get(
		store,
		"SELECT json_object('id', json_extract(s.record, '$.id'), 'text', json_extract(s.record, '$.text'),"
		" 'speaker', (SELECT group_concat(n.name, ' & ') FROM statement_speakers p JOIN speakers n ON n.id ="
		" p.speaker_id WHERE p.statement_id = s.id), 'value', nullif(:was, ''), 'article_id', a.id,"
		" 'article_date', a.date) FROM statements s JOIN articles a ON a.id = s.article_id WHERE s.id = "
		":before");
	int result;

	sql_int(claim, ":claim", matter->claim);
	sql_int(before, ":before", matter->before);
	sql_text(before, ":was", matter->was);
	buffer_text(out, ",\"value\":");
	if (*matter->value)
		buffer_json(out, matter->value, strlen(matter->value));
	else
		buffer_text(out, "null");
	result = add_object(store, claim, "claim", out, err);
	if (result == STORE_OK)
		result = add_object(store, before, "before", out, err);
	return result == STORE_OK ? statement_member(store, occasion->statement->id, "statement", out, err) : result;
}

static int insert(const struct occasion *occasion, const struct matter *matter, const struct buffer *record,
		  struct error *err)
{
	struct store *store = occasion->hearing->store;
	const struct heard_statement *statement = occasion->statement;
	sqlite3_stmt *command = sql_get(
		store, "INSERT INTO rings (watch_id, event, rung_at, article_id, statement, printing, wording,"
		       " claim_id, speaker_id, value, is_waiting, record) VALUES (:watch, :event, :now, :article,"
		       " :statement, :printing, :wording, nullif(:claim, 0), nullif(:speaker, 0), nullif(:value, ''),"
		       " :waiting, :record)");
	int result;

	sql_int(command, ":watch", occasion->watch->id);
	sql_int(command, ":event", occasion->event);
	sql_int(command, ":now", (int64_t)time(NULL));
	sql_int(command, ":article", occasion->hearing->article);
	sql_int(command, ":statement", statement->hash);
	sql_int(command, ":printing", statement->printing);
	sql_int(command, ":wording", statement->wording);
	sql_int(command, ":claim", matter->claim);
	sql_int(command, ":speaker", matter->speaker);
	sql_text(command, ":value", matter->value);
	sql_int(command, ":waiting", occasion->watch->has_hook);
	sql_text_length(command, ":record", record->data, record->length);
	result = sql_run(store, command, err);
	if (result != STORE_OK)
		return result;
	command = sql_get(store, "UPDATE watches SET rings = rings + 1, waiting = waiting + :waiting WHERE id = :id");
	sql_int(command, ":waiting", occasion->watch->has_hook);
	sql_int(command, ":id", occasion->watch->id);
	return sql_run(store, command, err);
}

/* *ret_rung stays as it is when the watch keeps quiet. */
static int ring(const struct occasion *occasion, const struct matter *matter, bool *ret_rung, struct error *err)
{
	struct buffer record = {0};
	int64_t quiet = 0;
	int result = is_quiet(occasion, matter, &quiet, err);

	if (result != STORE_OK || quiet)
		return result;
	result = write_record(occasion, matter, &record, err);
	if (result == STORE_OK)
		result = insert(occasion, matter, &record, err);
	buffer_done(&record);
	*ret_rung = true;
	return result;
}

static int ring_event(const struct occasion *occasion, bool *ret_rung, struct error *err)
{
	const struct watch *watch = occasion->watch;
	struct matter list[MATTERS_MAX];
	bool claim_words = occasion->event != WATCH_STATEMENT && occasion->event != WATCH_FIRST;
	size_t count = 0;
	int result = STORE_OK;

	if (!(watch->query.events & 1U << occasion->event))
		return STORE_OK;
	if (occasion->event == WATCH_STATEMENT &&
	    !hearing_fits(occasion->hearing, occasion->statement, watch, false, 0))
		return STORE_OK;
	result = read_matters(occasion, list, &count, err);
	for (size_t i = 0; i < count && result == STORE_OK && !*ret_rung; i++)
		if (hearing_fits(occasion->hearing, occasion->statement, watch, claim_words, list[i].speaker))
			result = ring(occasion, &list[i], ret_rung, err);
	return result;
}

/* A statement rings once, for what tells most. */
static int ring_watch(struct hearing *hearing, const struct watch *watch, struct error *err)
{
	static const enum watch_event order[] = {WATCH_FLIP, WATCH_FIGURE, WATCH_DENIAL, WATCH_FIRST, WATCH_STATEMENT};
	int result = hearing_match(hearing, watch, err);

	for (size_t i = 0; i < hearing->count && result == STORE_OK; i++) {
		bool is_rung = false;

		for (size_t k = 0; k < WATCH_EVENT_COUNT && result == STORE_OK && !is_rung; k++) {
			struct occasion occasion = {hearing, watch, &hearing->statements[i], order[k]};

			result = ring_event(&occasion, &is_rung, err);
		}
	}
	return result;
}

int rings_follow(struct store *store, int64_t article, struct error *err)
{
	sqlite3_stmt *update = sql_get(
		store, "UPDATE rings SET printing = coalesce((SELECT coalesce(g.first_id, s.id) FROM statements s LEFT"
		       " JOIN sightings g ON g.statement_id = s.id WHERE s.hash = rings.statement AND s.article_id ="
		       " rings.article_id LIMIT 1), printing) WHERE article_id = :article");

	sql_int(update, ":article", article);
	return sql_run(store, update, err);
}

/*
 * Forget some of the rings that are older than they are kept, as new ones come. The newest stays, so that its number is
 * not given again, and those that wait for the hook of a watch in force.
 */
static int forget_old(struct store *store, struct error *err)
{
	sqlite3_stmt *command = sql_get(
		store, "DELETE FROM rings WHERE id IN (SELECT id FROM (SELECT id, watch_id, rung_at, is_waiting FROM"
		       " rings ORDER BY id LIMIT :most) r WHERE rung_at < :before AND id < (SELECT max(id) FROM rings)"
		       " AND NOT (is_waiting AND (SELECT removed_at IS NULL FROM watches WHERE id = r.watch_id)))");

	if (!store->ring_days)
		return STORE_OK;
	sql_int(command, ":most", FORGOTTEN_EACH);
	sql_int(command, ":before", (int64_t)time(NULL) - store->ring_days * DAY_S);
	return sql_run(store, command, err);
}

void store_keep_rings(struct store *store, int64_t days)
{
	store->ring_days = days;
}

int rings_add(struct store *store, int64_t article, bool is_revision, struct error *err)
{
	struct hearing hearing = {.store = store, .article = article, .is_revision = is_revision};
	bool may[WATCHES_MAX] = {false};
	int result = watches_load(store, err);

	if (result == STORE_OK && is_revision)
		result = rings_follow(store, article, err);
	if (result != STORE_OK || !store->watches->count)
		return result;
	result = hearing_open(&hearing, store->watches->has_text, err);
	if (result == STORE_OK)
		result = watch_index_find(store->watches->index, &hearing, may, err);
	for (size_t i = 0; i < store->watches->count && result == STORE_OK; i++)
		if (may[i])
			result = ring_watch(&hearing, &store->watches->at[i], err);
	hearing_done(&hearing);
	return result == STORE_OK ? forget_old(store, err) : result;
}
