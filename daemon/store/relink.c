/* SPDX-License-Identifier: MIT */
/*
 * One statement's speakers and edges, made from those that were extracted and the corrections in force. The
 * extraction's are set aside when a correction first touches the statement, and put back when none does any more.
 */
#include "correct.h"

#include <string.h>

#define LINKS_MAX 64          /* speakers of one statement */
#define POSITION_BY_HAND 1000 /* the record has no speaker there */

/* A statement that is made again. */
struct subject {
	struct relink *relink;
	int64_t id, article;
	int64_t rejection;   /* the correction that rejects it, or 0 */
	int64_t attribution; /* the correction that says whose it is, or 0 */
	int64_t rejected;    /* as it stands in its row */
	int64_t old[LINKS_MAX], links[LINKS_MAX];
	int64_t positions[LINKS_MAX];
	size_t old_count, link_count;
	bool differs; /* from the extraction */
};

static int run_for(struct store *store, const char *sql, int64_t statement, struct error *err)
{
	sqlite3_stmt *command = sql_get(store, sql);

	sql_int(command, ":id", statement);
	return sql_run(store, command, err);
}

static int run_all(struct store *store, const char *const *commands, size_t count, int64_t statement, struct error *err)
{
	int result = STORE_OK;

	for (size_t i = 0; i < count && result == STORE_OK; i++)
		result = run_for(store, commands[i], statement, err);
	return result;
}

/* All but the id: while edges are set aside, others may get theirs. */
#define EDGE_COLUMNS "claim_id, statement_id, speaker_id, article_id, stance, side, is_held, value, unit"

/* Set the extraction's aside, if it is not yet. */
static int set_aside(struct store *store, int64_t statement, struct error *err)
{
	static const char *const copies[] = {
		"INSERT INTO extracted_speakers SELECT statement_id, position, speaker_id FROM statement_speakers"
		" WHERE statement_id = :id",
		"INSERT INTO extracted_edges (" EDGE_COLUMNS ") SELECT " EDGE_COLUMNS " FROM claim_edges"
		" WHERE statement_id = :id ORDER BY id"};
	int result = run_for(store, "INSERT OR IGNORE INTO corrected_statements VALUES (:id)", statement, err);

	if (result != STORE_OK || !sqlite3_changes(store->db))
		return result;
	return run_all(store, copies, 2, statement, err);
}

static int forget_aside(struct store *store, int64_t statement, struct error *err)
{
	static const char *const deletes[] = {"DELETE FROM extracted_speakers WHERE statement_id = :id",
					      "DELETE FROM extracted_edges WHERE statement_id = :id",
					      "DELETE FROM corrected_statements WHERE statement_id = :id"};

	return run_all(store, deletes, 3, statement, err);
}

static void add_standing(struct relink *relink, int64_t speaker, int64_t claim)
{
	if (relink->standing_count == relink->standing_room) {
		relink->standing_room = relink->standing_room ? relink->standing_room * 2 : 16;
		relink->standings = xrealloc(relink->standings, relink->standing_room, sizeof(*relink->standings));
	}
	relink->standings[relink->standing_count++] = (struct standing){speaker, claim};
}

/* What the statement's edges and speakers count for must be counted again. */
static int touch(struct relink *relink, int64_t statement, struct error *err)
{
	sqlite3_stmt *query = sql_get(relink->store, "SELECT claim_id, speaker_id FROM claim_edges"
						     " WHERE statement_id = :id");
	int got;

	sql_int(query, ":id", statement);
	while ((got = sql_step(relink->store, query, err)) > 0) {
		ids_add(&relink->claims, sqlite3_column_int64(query, 0));
		if (sqlite3_column_type(query, 1) == SQLITE_NULL)
			continue;
		ids_add(&relink->speakers, sqlite3_column_int64(query, 1));
		add_standing(relink, sqlite3_column_int64(query, 1), sqlite3_column_int64(query, 0));
	}
	query = sql_get(relink->store, "SELECT speaker_id FROM statement_speakers WHERE statement_id = :id");
	sql_int(query, ":id", statement);
	return got ? got : ids_query(relink->store, query, &relink->speakers, err);
}

/* Take away what hangs on the statement. */
static int clear(struct relink *relink, int64_t statement, struct error *err)
{
	static const char *const deletes[] = {"DELETE FROM flips WHERE later = :id",
					      "DELETE FROM flips WHERE earlier = :id",
					      "DELETE FROM claim_edges WHERE statement_id = :id",
					      "DELETE FROM statement_speakers WHERE statement_id = :id"};
	int result = touch(relink, statement, err);

	return result == STORE_OK ? run_all(relink->store, deletes, 4, statement, err) : result;
}

static int newest_hit(struct store *store, int64_t statement, enum correction_kind kind, int64_t *ret,
		      struct error *err)
{
	return sql_look_up(store,
			   "SELECT max(c.id) FROM correction_hits h JOIN corrections c ON c.id = h.correction_id"
			   " WHERE h.statement_id = :id AND c.kind = :other AND c.undone_at IS NULL",
			   statement, kind, ret, err);
}

static int load(struct subject *subject, struct error *err)
{
	struct store *store = subject->relink->store;
	sqlite3_stmt *query = sql_get(store, "SELECT article_id, coalesce(rejected, 0) FROM statements WHERE id = :id");
	int got;

	sql_int(query, ":id", subject->id);
	got = sql_step(store, query, err);
	if (got <= 0)
		return got ? got : STORE_NONE;
	subject->article = sqlite3_column_int64(query, 0);
	subject->rejected = sqlite3_column_int64(query, 1);
	sqlite3_reset(query);
	query = sql_get(store, "SELECT speaker_id FROM statement_speakers WHERE statement_id = :id ORDER BY position");
	sql_int(query, ":id", subject->id);
	while ((got = sql_step(store, query, err)) > 0)
		if (subject->old_count < LINKS_MAX)
			subject->old[subject->old_count++] = sqlite3_column_int64(query, 0);
	if (got == STORE_OK)
		got = newest_hit(store, subject->id, CORRECTION_REJECT, &subject->rejection, err);
	if (got == STORE_OK)
		got = newest_hit(store, subject->id, CORRECTION_REATTRIBUTE, &subject->attribution, err);
	return got;
}

static void add_link(struct subject *subject, int64_t speaker, int64_t position)
{
	for (size_t i = 0; i < subject->link_count; i++)
		if (subject->links[i] == speaker)
			return;
	if (subject->link_count == LINKS_MAX)
		return;
	subject->positions[subject->link_count] = position;
	subject->links[subject->link_count++] = speaker;
}

/* Whose the statement is by hand. */
static int attribute(struct subject *subject, struct error *err)
{
	struct store *store = subject->relink->store;
	int64_t speaker = 0;
	int result = sql_look_up(store, "SELECT into_id FROM corrections WHERE id = :id", subject->attribution, 0,
				 &speaker, err);

	subject->differs = true;
	if (result == STORE_OK && speaker)
		result = canonical_speaker(store, speaker, subject->article, &speaker, err);
	if (result == STORE_OK && speaker)
		add_link(subject, speaker, POSITION_BY_HAND);
	return result;
}

/* Who was found, and who these are. */
static int resolve_links(struct subject *subject, struct error *err)
{
	struct store *store = subject->relink->store;
	sqlite3_stmt *query = sql_get(store, "SELECT position, speaker_id FROM extracted_speakers"
					     " WHERE statement_id = :id ORDER BY position");
	int64_t found[LINKS_MAX], positions[LINKS_MAX];
	size_t count = 0;
	int got;

	sql_int(query, ":id", subject->id);
	while ((got = sql_step(store, query, err)) > 0) {
		if (count == LINKS_MAX)
			continue;
		positions[count] = sqlite3_column_int64(query, 0);
		found[count++] = sqlite3_column_int64(query, 1);
	}
	for (size_t i = 0; i < count && got == STORE_OK; i++) {
		int64_t speaker;

		got = canonical_speaker(store, found[i], subject->article, &speaker, err);
		subject->differs |= speaker != found[i];
		add_link(subject, speaker, positions[i]);
	}
	return got;
}

static int insert_links(struct subject *subject, struct error *err)
{
	struct store *store = subject->relink->store;
	int result = STORE_OK;

	for (size_t i = 0; i < subject->link_count && result == STORE_OK; i++) {
		sqlite3_stmt *insert = sql_get(store, "INSERT INTO statement_speakers (statement_id, position,"
						      " speaker_id) VALUES (:id, :position, :speaker)");

		sql_int(insert, ":id", subject->id);
		sql_int(insert, ":position", subject->positions[i]);
		sql_int(insert, ":speaker", subject->links[i]);
		result = sql_run(store, insert, err);
	}
	return result;
}

/* One edge like an extracted one, of another claim and speaker. */
static int insert_edge(struct store *store, int64_t extracted, int64_t claim, int64_t speaker, struct error *err)
{
	sqlite3_stmt *insert = sql_get(
		store, "INSERT INTO claim_edges (claim_id, statement_id, speaker_id, article_id, stance, side, is_held,"
		       " value, unit) SELECT :claim, statement_id, nullif(:speaker, 0), article_id, stance, side,"
		       " is_held, value, unit FROM extracted_edges WHERE id = :id");

	sql_int(insert, ":id", extracted);
	sql_int(insert, ":claim", claim);
	sql_int(insert, ":speaker", speaker);
	return sql_run(store, insert, err);
}

/* An extracted edge, one for all joint speakers, with the claim and holder that it comes to. */
struct edge {
	int64_t id, claim, found, holder;
	bool is_held;
};

static int insert_edges_of(struct subject *subject, struct edge *edge, struct error *err)
{
	struct store *store = subject->relink->store;
	int64_t holder = edge->holder;
	int result = canonical_claim(store, edge->found, subject->id, &edge->claim, err);

	subject->differs |= edge->claim != edge->found;
	if (result == STORE_OK && edge->is_held) {
		result = canonical_speaker(store, edge->holder, subject->article, &holder, err);
		subject->differs |= holder != edge->holder;
		return result == STORE_OK ? insert_edge(store, edge->id, edge->claim, holder, err) : result;
	}
	if (result == STORE_OK && !subject->link_count)
		return insert_edge(store, edge->id, edge->claim, 0, err);
	for (size_t i = 0; i < subject->link_count && result == STORE_OK; i++)
		result = insert_edge(store, edge->id, edge->claim, subject->links[i], err);
	return result;
}

static int insert_edges(struct subject *subject, struct error *err)
{
	struct store *store = subject->relink->store;
	sqlite3_stmt *query =
		sql_get(store, "SELECT min(id), claim_id, is_held, coalesce(speaker_id, 0) FROM extracted_edges"
			       " WHERE statement_id = :id GROUP BY claim_id, stance, side, is_held, value,"
			       " CASE WHEN is_held THEN speaker_id END ORDER BY min(id)");
	struct edge edges[LINKS_MAX];
	size_t count = 0;
	int got;

	sql_int(query, ":id", subject->id);
	while ((got = sql_step(store, query, err)) > 0)
		if (count < LINKS_MAX)
			edges[count++] = (struct edge){.id = sqlite3_column_int64(query, 0),
						       .found = sqlite3_column_int64(query, 1),
						       .is_held = sqlite3_column_int(query, 2),
						       .holder = sqlite3_column_int64(query, 3)};
	for (size_t i = 0; i < count && got == STORE_OK; i++)
		got = insert_edges_of(subject, &edges[i], err);
	return got;
}

/* Nothing but the extraction is left of it. */
static int put_back(struct subject *subject, struct error *err)
{
	static const char *const copies[] = {
		"DELETE FROM claim_edges WHERE statement_id = :id",
		"DELETE FROM statement_speakers WHERE statement_id = :id",
		"INSERT INTO statement_speakers SELECT statement_id, position, speaker_id FROM extracted_speakers"
		" WHERE statement_id = :id",
		"INSERT INTO claim_edges (" EDGE_COLUMNS ") SELECT " EDGE_COLUMNS " FROM extracted_edges"
		" WHERE statement_id = :id ORDER BY id"};
	int result = run_all(subject->relink->store, copies, 4, subject->id, err);

	return result == STORE_OK ? forget_aside(subject->relink->store, subject->id, err) : result;
}

static int set_rejected(struct subject *subject, struct error *err)
{
	struct store *store = subject->relink->store;
	int change = (subject->rejected != 0) - (subject->rejection != 0);
	sqlite3_stmt *update = sql_get(store, "UPDATE statements SET rejected = nullif(:rejection, 0) WHERE id = :id");
	int result;

	if (subject->rejected == subject->rejection)
		return STORE_OK;
	sql_int(update, ":id", subject->id);
	sql_int(update, ":rejection", subject->rejection);
	result = sql_run(store, update, err);
	if (result != STORE_OK || !change)
		return result;
	store->added.statements += change;
	update = sql_get(store, "UPDATE articles SET statements = statements + :change WHERE id = :id");
	sql_int(update, ":change", change);
	sql_int(update, ":id", subject->article);
	return sql_run(store, update, err);
}

static void add_tags(struct buffer *tags, sqlite3_stmt *row, const int64_t *links, size_t count)
{
	buffer_clear(tags);
	buffer_printf(tags, "k%d t%d", sqlite3_column_int(row, 2), sqlite3_column_int(row, 3));
	for (size_t i = 0; i < count; i++)
		buffer_printf(tags, " s%lld", (long long)links[i]);
}

static int write_index(struct store *store, const char *sql, int64_t id, sqlite3_stmt *row, const struct buffer *tags,
		       struct error *err)
{
	sqlite3_stmt *write = sql_get(store, sql);

	sql_int(write, ":id", id);
	sql_text(write, ":text", sql_column(row, 0));
	sql_text(write, ":names", sql_column(row, 1));
	sql_text_length(write, ":tags", tags->data, tags->length);
	return sql_run(store, write, err);
}

/* The full text's row with the new speakers. To delete one, FTS5 wants the words that it was inserted with. */
static int reindex(struct subject *subject, struct error *err)
{
	struct store *store = subject->relink->store;
	sqlite3_stmt *row = sql_get(
		store, "SELECT coalesce(json_extract(record, '$.text'), ''), (SELECT coalesce(group_concat(atom, '; '),"
		       " '') FROM json_tree(record, '$.speakers') WHERE key = 'name' OR path LIKE '%.aliases'),"
		       " kind, stance FROM statements WHERE id = :id");
	struct buffer tags = {0};
	int got;

	sql_int(row, ":id", subject->id);
	got = sql_step(store, row, err);
	if (got <= 0)
		return got;
	add_tags(&tags, row, subject->old, subject->old_count);
	got = write_index(store,
			  "INSERT INTO statements_text (statements_text, rowid, text, names, tags)"
			  " VALUES ('delete', :id, :text, :names, :tags)",
			  subject->id, row, &tags, err);
	add_tags(&tags, row, subject->links, subject->link_count);
	if (got == STORE_OK)
		got = write_index(store,
				  "INSERT INTO statements_text (rowid, text, names, tags)"
				  " VALUES (:id, :text, :names, :tags)",
				  subject->id, row, &tags, err);
	sqlite3_reset(row);
	buffer_done(&tags);
	return got;
}

static bool has_other_links(const struct subject *subject)
{
	return subject->old_count != subject->link_count ||
	       memcmp(subject->old, subject->links, subject->link_count * sizeof(*subject->links)) != 0;
}

int relink_statement(struct relink *relink, int64_t statement, struct error *err)
{
	struct subject subject = {.relink = relink, .id = statement};
	int result = load(&subject, err);

	if (result != STORE_OK)
		return result == STORE_NONE ? STORE_OK : result;
	result = set_aside(relink->store, statement, err);
	if (result == STORE_OK)
		result = clear(relink, statement, err);
	subject.differs = subject.rejection != 0;
	if (result == STORE_OK && !subject.rejection)
		result = subject.attribution ? attribute(&subject, err) : resolve_links(&subject, err);
	if (result == STORE_OK && !subject.rejection)
		result = insert_links(&subject, err);
	if (result == STORE_OK && !subject.rejection)
		result = insert_edges(&subject, err);
	if (result == STORE_OK && !subject.differs)
		result = put_back(&subject, err);
	if (result == STORE_OK)
		result = set_rejected(&subject, err);
	if (result == STORE_OK && has_other_links(&subject))
		result = reindex(&subject, err);
	return result == STORE_OK ? touch(relink, statement, err) : result;
}

int relink_statements(struct relink *relink, const struct ids *statements, struct error *err)
{
	int result = statements->count ? pending_flush(relink->store, err) : STORE_OK;

	for (size_t i = 0; i < statements->count && result == STORE_OK; i++)
		result = relink_statement(relink, statements->at[i], err);
	return result;
}
