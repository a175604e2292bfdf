/* SPDX-License-Identifier: MIT */
/* What each kind of correction does when it is made and when it is undone. The rows themselves are correct.c's. */
#include <stdlib.h>
#include <string.h>

#include "correct.h"

int64_t correction_number(const char *text)
{
	char *end;
	long long number = strtoll(text + (*text == '#'), &end, 10);

	return *end || end == text || number <= 0 ? 0 : number;
}

int correction_run(struct store *store, const char *sql, int64_t id, int64_t other, struct error *err)
{
	sqlite3_stmt *command = sql_get(store, sql);

	sql_int(command, ":id", id);
	sql_int(command, ":other", other);
	return sql_run(store, command, err);
}

static int run_name(struct store *store, const char *sql, int64_t id, const char *name, struct error *err)
{
	sqlite3_stmt *command = sql_get(store, sql);

	sql_int(command, ":id", id);
	sql_text(command, ":name", name);
	return sql_run(store, command, err);
}

/* The speaker of that number, with his name in was unless was is NULL; one that is merged is refused. */
static int take_speaker(struct store *store, const char *text, int64_t *ret, struct buffer *was, struct error *err)
{
	sqlite3_stmt *query = sql_get(store, "SELECT name, coalesce(merged_into, 0) FROM speakers WHERE id = :id");
	int64_t id = correction_number(text), merged;
	int got;

	if (!id)
		return error_set(err, "\"%.100s\" is no speaker's number; quotes speakers lists them", text);
	sql_int(query, ":id", id);
	got = sql_step(store, query, err);
	if (got <= 0) {
		error_set(err, "there is no speaker #%lld", (long long)id);
		return got ? got : STORE_NONE;
	}
	if (was)
		buffer_text(was, sql_column(query, 0));
	merged = sqlite3_column_int64(query, 1);
	sqlite3_reset(query);
	if (merged)
		return error_set(err, "speaker #%lld is merged into #%lld", (long long)id, (long long)merged);
	*ret = id;
	return STORE_OK;
}

/* A row of names_text for the alias inserted last. */
static int index_alias(struct store *store, const char *name, struct error *err)
{
	return run_name(store, "INSERT INTO names_text (rowid, name) VALUES (:id, :name)",
			sqlite3_last_insert_rowid(store->db), name, err);
}

static int give_name(struct correcting *correcting, int64_t speaker, const char *key, struct error *err)
{
	struct store *store = correcting->store;
	sqlite3_stmt *insert = sql_get(store, "INSERT INTO aliases (speaker_id, name, key, correction_id) VALUES"
					      " (:speaker, :name, :key, :correction) ON CONFLICT DO NOTHING");
	int result;

	sql_int(insert, ":speaker", speaker);
	sql_text(insert, ":name", correcting->name);
	sql_text(insert, ":key", key);
	if (correcting->id)
		sql_int(insert, ":correction", correcting->id);
	result = sql_run(store, insert, err);
	return result == STORE_OK && sqlite3_changes(store->db) ? index_alias(store, correcting->name, err) : result;
}

static int take_names_back(struct correcting *correcting, struct error *err)
{
	struct store *store = correcting->store;
	int result = correction_run(store,
				    "INSERT INTO names_text (names_text, rowid, name) SELECT 'delete', id, name FROM"
				    " aliases WHERE correction_id = :id",
				    correcting->id, 0, err);

	if (result == STORE_OK)
		result = correction_run(store, "DELETE FROM aliases WHERE correction_id = :id", correcting->id, 0, err);
	return result;
}

static int make_rename(struct correcting *correcting, struct error *err)
{
	struct store *store = correcting->store;
	int result = take_speaker(store, correcting->asked->target, &correcting->speaker, &correcting->was, err);

	correcting->name = correcting->asked->value;
	if (result == STORE_OK)
		result = correction_insert(correcting, err);
	if (result == STORE_OK)
		result = give_name(correcting, correcting->speaker, NULL, err);
	if (result != STORE_OK)
		return result;
	return run_name(store,
			"UPDATE speakers SET extracted_name = coalesce(extracted_name, name), name = :name"
			" WHERE id = :id",
			correcting->speaker, correcting->name, err);
}

/* The name by the newest renaming that is left, or as extracted. */
static int undo_rename(struct correcting *correcting, struct error *err)
{
	static const char back[] =
		"UPDATE speakers SET name = coalesce((SELECT c.name FROM corrections c WHERE c.speaker_id = :id AND"
		" c.kind = 0 AND c.undone_at IS NULL ORDER BY c.id DESC LIMIT 1), extracted_name), extracted_name ="
		" CASE WHEN EXISTS (SELECT 1 FROM corrections c WHERE c.speaker_id = :id AND c.kind = 0 AND"
		" c.undone_at IS NULL) THEN extracted_name END WHERE id = :id AND extracted_name IS NOT NULL";
	int result = take_names_back(correcting, err);

	_Static_assert(CORRECTION_RENAME == 0, "the number in the SQL");
	return result == STORE_OK ? correction_run(correcting->store, back, correcting->speaker, 0, err) : result;
}

/* Another speaker bears the key, or this one the name. */
static int refuse_known_name(struct correcting *correcting, const char *key, struct error *err)
{
	sqlite3_stmt *query = sql_get(correcting->store, "SELECT speaker_id FROM aliases WHERE key = :key OR"
							 " (speaker_id = :id AND name = :name) ORDER BY"
							 " speaker_id = :id LIMIT 1");
	int64_t other = 0;
	int result;

	sql_text(query, ":key", key);
	sql_int(query, ":id", correcting->speaker);
	sql_text(query, ":name", correcting->name);
	result = sql_number(correcting->store, query, &other, err);
	if (result != STORE_OK || !other)
		return result;
	if (other == correcting->speaker)
		return error_set(err, "\"%.200s\" is a name of speaker #%lld already", correcting->name,
				 (long long)other);
	return error_set(err, "\"%.200s\" is a name of speaker #%lld: merge the two", correcting->name,
			 (long long)other);
}

static int make_alias(struct correcting *correcting, struct error *err)
{
	struct store *store = correcting->store;
	struct buffer key = {0};
	int64_t type = 0;
	int result = take_speaker(store, correcting->asked->target, &correcting->speaker, &correcting->was, err);

	correcting->name = correcting->asked->value;
	if (result == STORE_OK)
		result = sql_look_up(store, "SELECT type FROM speakers WHERE id = :id", correcting->speaker, 0, &type,
				     err);
	speaker_key(&key, (enum speaker_type)type, correcting->name);
	if (result == STORE_OK)
		result = refuse_known_name(correcting, key.data, err);
	if (result == STORE_OK)
		result = correction_insert(correcting, err);
	if (result == STORE_OK)
		result = give_name(correcting, correcting->speaker, key.data, err);
	buffer_done(&key);
	return result;
}

/* Statements with a link or an edge of the speaker. */
static int list_of_speaker(struct store *store, int64_t speaker, struct ids *ids, struct error *err)
{
	sqlite3_stmt *query = sql_get(store, "SELECT statement_id FROM statement_speakers WHERE speaker_id = :id UNION"
					     " SELECT statement_id FROM claim_edges WHERE speaker_id = :id");

	sql_int(query, ":id", speaker);
	return ids_query(store, query, ids, err);
}

/* Set merged_into anew for those that the merge of one into another may lead elsewhere. */
static int lead_speakers(struct store *store, int64_t from, int64_t to, struct error *err)
{
	_Static_assert(CORRECTION_SPEAKER_MERGE == 2, "the number in the SQL");
	return correction_run(
		store,
		"UPDATE speakers SET merged_into = (WITH RECURSIVE up (id, depth) AS (VALUES (speakers.id,"
		" 0) UNION SELECT c.into_id, depth + 1 FROM up JOIN corrections c ON c.speaker_id = up.id"
		" WHERE c.kind = 2 AND c.undone_at IS NULL AND depth < 64) SELECT nullif(id, speakers.id)"
		" FROM up ORDER BY depth DESC LIMIT 1) WHERE id = :id OR merged_into IN (:id, :other)",
		from, to, err);
}

static int make_speaker_merge(struct correcting *correcting, struct error *err)
{
	struct store *store = correcting->store;
	int64_t back = 0;
	int result = take_speaker(store, correcting->asked->target, &correcting->speaker, &correcting->was, err);

	if (result == STORE_OK)
		result = take_speaker(store, correcting->asked->value, &correcting->into, NULL, err);
	if (result == STORE_OK && correcting->into == correcting->speaker)
		return error_set(err, "a speaker cannot be merged into himself");
	if (result == STORE_OK)
		result = sql_look_up(
			store,
			"SELECT id FROM corrections WHERE kind = 3 AND undone_at IS NULL AND into_id IN (SELECT"
			" :id UNION SELECT id FROM speakers WHERE merged_into = :id) AND speaker_id IN"
			" (SELECT :other UNION SELECT id FROM speakers WHERE merged_into = :other)",
			correcting->speaker, correcting->into, &back, err);
	if (result == STORE_OK && back)
		return error_set(err, "the two were split by correction %lld: undo that", (long long)back);
	if (result == STORE_OK)
		result = list_of_speaker(store, correcting->speaker, &correcting->statements, err);
	if (result == STORE_OK)
		result = correction_insert(correcting, err);
	return result == STORE_OK ? lead_speakers(store, correcting->speaker, correcting->into, err) : result;
}

static int undo_speaker_merge(struct correcting *correcting, struct error *err)
{
	struct store *store = correcting->store;
	sqlite3_stmt *query = sql_get(store, "SELECT statement_id FROM (SELECT statement_id FROM statement_speakers"
					     " WHERE speaker_id = :id UNION SELECT statement_id FROM claim_edges WHERE"
					     " speaker_id = :id) u WHERE EXISTS (SELECT 1 FROM corrected_statements c"
					     " WHERE c.statement_id = u.statement_id)");
	int64_t root;
	int result = speaker_root(store, correcting->into, &root, err);

	sql_int(query, ":id", root);
	if (result == STORE_OK)
		result = ids_query(store, query, &correcting->statements, err);
	return result == STORE_OK ? lead_speakers(store, correcting->speaker, root, err) : result;
}

int correction_each_item(struct correcting *correcting, int (*take)(struct correcting *, const char *, struct error *),
			 struct error *err)
{
	const char *list = correcting->asked->items;
	int result = STORE_OK;

	if (!list || !*list)
		return error_set(err, "could not split: it is not said what goes to the new one");
	while (*list && result == STORE_OK) {
		size_t length = strcspn(list, ",");
		char item[64];

		if (length >= sizeof(item))
			return error_set(err, "\"%.100s\" is no number", list);
		memcpy(item, list, length);
		item[length] = '\0';
		result = take(correcting, item, err);
		list += length + (list[length] == ',');
	}
	return result;
}

/* The article's statements by the speaker go to the new one. */
static int split_article(struct correcting *correcting, const char *item, struct error *err)
{
	struct store *store = correcting->store;
	int64_t article = correction_number(item);
	size_t before = correcting->statements.count;
	sqlite3_stmt *query = sql_get(
		store, "SELECT s.id FROM statements s WHERE s.article_id = :article AND (EXISTS (SELECT 1 FROM"
		       " statement_speakers WHERE statement_id = s.id AND speaker_id = :id) OR EXISTS (SELECT 1 FROM"
		       " claim_edges WHERE statement_id = s.id AND speaker_id = :id))");
	int result;

	sql_int(query, ":article", article);
	sql_int(query, ":id", correcting->speaker);
	result = ids_query(store, query, &correcting->statements, err);
	if (result == STORE_OK && correcting->statements.count == before)
		return error_set(err, "speaker #%lld says nothing in article %.40s", (long long)correcting->speaker,
				 item);
	if (result != STORE_OK)
		return result;
	return correction_run(
		store,
		"INSERT OR IGNORE INTO correction_targets (correction_id, number, article_hash) SELECT :id,"
		" :other, hash FROM articles WHERE articles.id = :other",
		correcting->id, article, err);
}

static int make_speaker_split(struct correcting *correcting, struct error *err)
{
	struct store *store = correcting->store;
	int result = take_speaker(store, correcting->asked->target, &correcting->speaker, &correcting->was, err);

	correcting->name = correcting->asked->value;
	if (result == STORE_OK)
		result = run_name(store,
				  "INSERT INTO speakers (name, type, gender, article_id) SELECT :name, type, gender,"
				  " article_id FROM speakers WHERE id = :id",
				  correcting->speaker, correcting->name, err);
	correcting->into = sqlite3_last_insert_rowid(store->db);
	if (result == STORE_OK)
		result = correction_insert(correcting, err);
	store->added.speakers += result == STORE_OK;
	if (result == STORE_OK)
		result = give_name(correcting, correcting->into, NULL, err);
	return result == STORE_OK ? correction_each_item(correcting, split_article, err) : result;
}

static int undo_speaker_split(struct correcting *correcting, struct error *err)
{
	int64_t root;
	int result = speaker_root(correcting->store, correcting->into, &root, err);

	if (result == STORE_OK)
		result = list_of_speaker(correcting->store, root, &correcting->statements, err);
	return result == STORE_OK ? take_names_back(correcting, err) : result;
}

int correction_take_statement(struct correcting *correcting, const char *id, struct error *err)
{
	struct store *store = correcting->store;
	size_t before = correcting->statements.count;
	sqlite3_stmt *query = sql_get(store, "SELECT id FROM statements WHERE hash = :hash");
	bool is_id = strlen(id) == 16 && strspn(id, "0123456789abcdef") == 16;
	int result;

	sql_int(query, ":hash", hash_number(id));
	result = is_id ? ids_query(store, query, &correcting->statements, err) : STORE_OK;
	if (result == STORE_OK && correcting->statements.count == before) {
		error_set(err, "there is no statement \"%.40s\"", id);
		return STORE_NONE;
	}
	for (size_t i = before; i < correcting->statements.count && result == STORE_OK; i++) {
		int64_t statement = correcting->statements.at[i];

		result = correction_run(
			store,
			"INSERT INTO correction_targets (correction_id, number, article_hash, statement,"
			" content, text) SELECT :id, :other, a.hash, s.hash, json_extract(s.record,"
			" '$.content'), json_extract(s.record, '$.text') FROM statements s JOIN articles a"
			" ON a.id = s.article_id WHERE s.id = :other",
			correcting->id, statement, err);
		if (result == STORE_OK)
			result = correction_run(store, "INSERT INTO correction_hits VALUES (:other, :id, :other)",
						correcting->id, statement, err);
	}
	return result;
}

/* Speakers across articles that bear the very name. */
static int find_named(struct store *store, const char *name, struct ids *ids, struct error *err)
{
	sqlite3_stmt *query =
		sql_get(store, "SELECT DISTINCT coalesce(s.merged_into, s.id) FROM names_text f CROSS JOIN"
			       " aliases l ON l.id = f.rowid CROSS JOIN speakers s ON s.id = l.speaker_id"
			       " WHERE f.names_text MATCH :match AND l.name = :name COLLATE NOCASE"
			       " AND s.article_id IS NULL");
	struct buffer match = {0};
	int result = STORE_OK;

	if (fulltext_words(&match, name, false)) {
		sql_text_length(query, ":match", match.data, match.length);
		sql_text(query, ":name", name);
		result = ids_query(store, query, ids, err);
	}
	buffer_done(&match);
	return result;
}

static int add_person(struct correcting *correcting, struct error *err)
{
	struct store *store = correcting->store;
	struct buffer key = {0};
	int result = run_name(store, "INSERT INTO speakers (name, type) VALUES (:name, :id)", SPEAKER_PERSON,
			      correcting->asked->value, err);

	correcting->into = sqlite3_last_insert_rowid(store->db);
	correcting->name = correcting->asked->value;
	store->added.speakers += result == STORE_OK;
	speaker_key(&key, SPEAKER_PERSON, correcting->name);
	if (result == STORE_OK)
		result = give_name(correcting, correcting->into, key.data, err);
	buffer_done(&key);
	return result;
}

/* A speaker by number; by his very name, if one alone bears it; or a new one; "-" is nobody. */
static int find_or_add_speaker(struct correcting *correcting, struct error *err)
{
	const char *name = correcting->asked->value;
	struct ids found = {0};
	int result;

	if (!strcmp(name, "-"))
		return STORE_OK;
	if (correction_number(name) || *name == '#')
		return take_speaker(correcting->store, name, &correcting->into, NULL, err);
	result = find_named(correcting->store, name, &found, err);
	if (result == STORE_OK && found.count > 1)
		result = error_set(err, "several speakers are called \"%.200s\": give a number", name);
	if (result == STORE_OK && found.count == 1)
		correcting->into = found.at[0];
	if (result == STORE_OK && !found.count)
		result = add_person(correcting, err);
	ids_done(&found);
	return result;
}

static int make_reattribution(struct correcting *correcting, struct error *err)
{
	int result = find_or_add_speaker(correcting, err);

	correcting->name = correcting->into ? NULL : "-";
	if (result == STORE_OK)
		result = correction_insert(correcting, err);
	return result == STORE_OK ? correction_take_statement(correcting, correcting->asked->target, err) : result;
}

static int make_rejection(struct correcting *correcting, struct error *err)
{
	int result = correction_insert(correcting, err);

	return result == STORE_OK ? correction_take_statement(correcting, correcting->asked->target, err) : result;
}

static int undo_statements(struct correcting *correcting, struct error *err)
{
	sqlite3_stmt *query = sql_get(correcting->store, "SELECT statement_id FROM correction_hits WHERE"
							 " correction_id = :id");

	sql_int(query, ":id", correcting->id);
	return ids_query(correcting->store, query, &correcting->statements, err);
}

const struct correction_maker correction_makers[CORRECTION_COUNT] = {
	[CORRECTION_RENAME] = {make_rename, undo_rename},
	[CORRECTION_ALIAS] = {make_alias, take_names_back},
	[CORRECTION_SPEAKER_MERGE] = {make_speaker_merge, undo_speaker_merge},
	[CORRECTION_SPEAKER_SPLIT] = {make_speaker_split, undo_speaker_split},
	[CORRECTION_REATTRIBUTE] = {make_reattribution, undo_statements},
	[CORRECTION_REJECT] = {make_rejection, undo_statements},
	[CORRECTION_CLAIM_MERGE] = {claim_merge_make, claim_merge_undo},
	[CORRECTION_CLAIM_SPLIT] = {claim_split_make, claim_split_undo},
};
