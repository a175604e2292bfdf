/* SPDX-License-Identifier: MIT */
/* Corrections by hand: making one, undoing one. What a kind does is correct_kind.c's. */
#include "correct.h"
#include "ring.h"

#include <string.h>
#include <time.h>

int correction_insert(struct correcting *correcting, struct error *err)
{
	const struct store_correction *asked = correcting->asked;
	sqlite3_stmt *insert = sql_get(correcting->store,
				       "INSERT INTO corrections (kind, speaker_id, claim_id, into_id, name, was, note,"
				       " made_at, uid, user) VALUES (:kind, nullif(:speaker, 0), nullif(:claim, 0),"
				       " nullif(:into, 0), :name, :was, :note, :made_at, :uid, :user)");
	int result;

	sql_int(insert, ":kind", asked->kind);
	sql_int(insert, ":speaker", correcting->speaker);
	sql_int(insert, ":claim", correcting->claim);
	sql_int(insert, ":into", correcting->into);
	sql_text(insert, ":name", correcting->name);
	sql_text_length(insert, ":was", correcting->was.data, correcting->was.length);
	sql_text(insert, ":note", asked->note);
	sql_int(insert, ":made_at", (int64_t)time(NULL));
	sql_int(insert, ":uid", asked->uid);
	sql_text(insert, ":user", asked->user);
	result = sql_run(correcting->store, insert, err);
	correcting->id = sqlite3_last_insert_rowid(correcting->store->db);
	return result;
}

static int check(const struct store_correction *asked, struct error *err)
{
	const struct correction_form *form = &correction_forms[asked->kind];

	if (!asked->target || !*asked->target)
		return error_set(err, "%s: what is to be corrected is missing", form->name);
	if (form->takes_value != (asked->value && *asked->value))
		return error_set(err, "%s: %s", form->name,
				 form->takes_value ? "what it becomes is missing" : "it takes one thing only");
	if (form->takes_items != (asked->items && *asked->items))
		return error_set(err, "%s: %s", form->name,
				 form->takes_items ? "it is not said what is split off" : "it takes no list");
	return STORE_OK;
}

/* Make the statements again, and print the correction. */
static int finish(struct correcting *correcting, int result, struct buffer *out, struct error *err)
{
	ids_unite(&correcting->statements);
	if (result == STORE_OK)
		result = correction_relink(correcting->store, &correcting->statements, err);
	if (result == STORE_OK)
		result = store_correction(correcting->store, correcting->id, out, err);
	watches_drop(correcting->store); /* whom "speaker:#ID" means may be another now */
	ids_done(&correcting->statements);
	buffer_done(&correcting->was);
	return result;
}

int store_correct(struct store *store, const struct store_correction *asked, struct buffer *out, struct error *err)
{
	struct correcting correcting = {.store = store, .asked = asked};
	int result = sql_may_write(store, err);

	if (result == STORE_OK)
		result = check(asked, err);
	if (result == STORE_OK)
		result = correction_makers[asked->kind].make(&correcting, err);
	return finish(&correcting, result, out, err);
}

/* Read the row; one that is undone is refused. */
static int load(struct correcting *correcting, enum correction_kind *ret_kind, struct error *err)
{
	sqlite3_stmt *query = sql_get(correcting->store, "SELECT kind, speaker_id, claim_id, into_id, undone_at FROM"
							 " corrections WHERE id = :id");
	int got;
	bool is_undone;

	sql_int(query, ":id", correcting->id);
	got = sql_step(correcting->store, query, err);
	if (got <= 0) {
		error_set(err, "there is no correction %lld", (long long)correcting->id);
		return got ? got : STORE_NONE;
	}
	*ret_kind = (enum correction_kind)sqlite3_column_int(query, 0);
	correcting->speaker = sqlite3_column_int64(query, 1);
	correcting->claim = sqlite3_column_int64(query, 2);
	correcting->into = sqlite3_column_int64(query, 3);
	is_undone = sqlite3_column_type(query, 4) != SQLITE_NULL;
	sqlite3_reset(query);
	return is_undone ? error_set(err, "correction %lld is undone already", (long long)correcting->id) : STORE_OK;
}

int store_undo(struct store *store, int64_t id, int64_t uid, const char *user, struct buffer *out, struct error *err)
{
	struct correcting correcting = {.store = store, .id = id};
	sqlite3_stmt *update =
		sql_get(store, "UPDATE corrections SET undone_at = :now, undone_uid = :uid, undone_user ="
			       " :user WHERE id = :id");
	enum correction_kind kind = CORRECTION_RENAME;
	int result = sql_may_write(store, err);

	if (result == STORE_OK)
		result = load(&correcting, &kind, err);
	sql_int(update, ":now", (int64_t)time(NULL));
	sql_int(update, ":uid", uid);
	sql_text(update, ":user", user);
	sql_int(update, ":id", id);
	if (result == STORE_OK)
		result = sql_run(store, update, err);
	if (result == STORE_OK)
		result = correction_makers[kind].undo(&correcting, err);
	return finish(&correcting, result, out, err);
}
