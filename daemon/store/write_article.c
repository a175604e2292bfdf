/* SPDX-License-Identifier: MIT */
/* An article with its statements into the tables; who the speakers are is write_speaker.c's work. */
#include "claim.h"
#include "correct.h"
#include "revision.h"
#include "ring.h"
#include "sighting.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#define PENDING_BYTES (4 << 20) /* of text held back for sorting */

void pending_drop(struct store *store)
{
	store->pending_count = 0;
	store->pending_bytes = 0;
	arena_reset(&store->arena);
}

static int compare_pending(const void *a, const void *b)
{
	const struct pending *left = a, *right = b;

	return (left->id > right->id) - (left->id < right->id);
}

/* In ascending order: FTS5 writes a new segment whenever an id is below the one before. */
int pending_flush(struct store *store, struct error *err)
{
	int result = STORE_OK;

	if (store->pending_count)
		qsort(store->pending, store->pending_count, sizeof(*store->pending), compare_pending);
	for (size_t i = 0; result == STORE_OK && i < store->pending_count; i++) {
		const struct pending *row = &store->pending[i];
		sqlite3_stmt *insert = sql_get(store, "INSERT INTO statements_text (rowid, text, names, tags)"
						      " VALUES (:id, :text, :names, :tags)");

		sql_int(insert, ":id", row->id);
		sql_text_length(insert, ":text", row->text, row->length);
		sql_text(insert, ":names", row->names);
		sql_text(insert, ":tags", row->tags);
		result = sql_run(store, insert, err);
	}
	pending_drop(store);
	return result;
}

static struct pending *pending_add(struct store *store)
{
	if (store->pending_count == store->pending_room) {
		store->pending_room = store->pending_room ? store->pending_room * 2 : 256;
		store->pending = xrealloc(store->pending, store->pending_room, sizeof(*store->pending));
	}
	return &store->pending[store->pending_count++];
}

static int64_t seen_at(const struct drop *drop)
{
	return drop->seen_at ? drop->seen_at : (int64_t)time(NULL);
}

/* The article's own row: a new one, or the one of which it is a revision. */
static int write_article(struct store *store, const struct drop *drop, const struct extraction *extraction,
			 const struct cast *cast, struct error *err)
{
	const struct article *article = &extraction->article;
	sqlite3_stmt *write =
		cast->is_revision
			? sql_get(store,
				  "UPDATE articles SET hash = :hash, day = :day, seen_at = :seen_at,"
				  " name = :name, title = :title, byline = :byline, outlet = :outlet, url = :url,"
				  " date = :date, language = :language, dateline = :dateline, rules = :rules,"
				  " partial = :partial, statements = :statements, text = :text"
				  " WHERE id = :id")
			: sql_get(store, "INSERT INTO articles (hash, day, seen_at, name, title, byline, outlet, url,"
					 " date, language, dateline, rules, partial, statements, text) VALUES (:hash,"
					 " :day, :seen_at, :name, :title, :byline, :outlet, :url, :date, :language,"
					 " :dateline, :rules, :partial, :statements, :text)");

	if (cast->is_revision)
		sql_int(write, ":id", cast->article);
	sql_bytes(write, ":hash", drop->hash, STORE_HASH);
	sql_int(write, ":day", cast->day);
	sql_int(write, ":seen_at", seen_at(drop));
	sql_text(write, ":name", article->name);
	sql_text(write, ":title", article->title);
	sql_text(write, ":byline", article->byline);
	sql_text(write, ":outlet", article->outlet);
	sql_text(write, ":url", article->url);
	sql_text(write, ":date", article->date);
	sql_text(write, ":language", article->language);
	sql_text(write, ":dateline", article->dateline);
	sql_text(write, ":rules", extraction->rules);
	sql_int(write, ":partial", extraction->partial);
	sql_int(write, ":statements", (int64_t)extraction->count);
	sql_text_length(write, ":text", article->text, article->length);
	return sql_run(store, write, err);
}

static int index_article(struct store *store, int64_t id, const struct article *article, struct error *err)
{
	sqlite3_stmt *insert =
		sql_get(store, "INSERT INTO articles_text (rowid, title, text) VALUES (:id, :title, :text)");

	sql_int(insert, ":id", id);
	sql_text(insert, ":title", article->title);
	sql_text_length(insert, ":text", article->text, article->length);
	return sql_run(store, insert, err);
}

/* The speaker's member, added if he has none yet. */
static struct cast_member *enlist(struct cast *cast, const struct speaker *speaker, size_t *room)
{
	struct cast_member *member = cast_find(cast, speaker);

	if (member)
		return member;
	if (cast->count == *room) {
		*room = *room ? *room * 2 : 16;
		cast->members = xrealloc(cast->members, *room, sizeof(*cast->members));
	}
	member = &cast->members[cast->count++];
	*member = (struct cast_member){.speaker = speaker};
	name_read(&member->name, speaker->name);
	return member;
}

/* The members: one for each speaker that the statements name, and for each whose claim they tell of. */
static void gather(struct cast *cast, const struct extraction *extraction)
{
	size_t room = 0;

	for (size_t i = 0; i < extraction->count; i++) {
		const struct statement *statement = &extraction->statements[i];

		for (size_t k = 0; k < statement->speaker_count; k++)
			enlist(cast, &statement->speakers[k], &room)->statements++;
	}
	for (size_t i = 0; i < extraction->count; i++) {
		const struct statement *statement = &extraction->statements[i];

		for (size_t k = 0; k < statement->claim_count; k++)
			if (statement->claims[k].holder)
				enlist(cast, statement->claims[k].holder, &room);
	}
}

static int link_speaker(struct store *store, int64_t statement, size_t position, int64_t speaker, struct error *err)
{
	sqlite3_stmt *insert = sql_get(store, "INSERT INTO statement_speakers (statement_id, position, speaker_id)"
					      " VALUES (:statement, :position, :speaker)");

	sql_int(insert, ":statement", statement);
	sql_int(insert, ":position", (int64_t)position);
	sql_int(insert, ":speaker", speaker);
	return sql_run(store, insert, err);
}

static int insert_statement(struct store *store, int64_t id, int64_t article, const struct extraction *extraction,
			    const struct statement *statement, struct error *err)
{
	sqlite3_stmt *insert = sql_get(store, "INSERT INTO statements (id, article_id, hash, kind, stance, record)"
					      " VALUES (:id, :article, :hash, :kind, :stance, :record)");
	struct buffer *record = &store->scratch;

	buffer_clear(record);
	statement_json(record, &extraction->article, statement);
	sql_int(insert, ":id", id);
	sql_int(insert, ":article", article);
	sql_int(insert, ":hash", hash_number(statement->id));
	sql_int(insert, ":kind", statement->kind);
	sql_int(insert, ":stance", statement->stance);
	sql_text_length(insert, ":record", record->data, record->length);
	return sql_run(store, insert, err);
}

/* The statement's row of full text: what was said, who said it, and tags. */
static void index_statement(struct store *store, int64_t id, struct cast *cast, const struct article *article,
			    const struct statement *statement)
{
	struct buffer names = {0}, tags = {0}, *text = &store->scratch;
	struct pending *row = pending_add(store);

	buffer_clear(text);
	statement_text(text, article, &statement->content);
	buffer_printf(&tags, "k%d t%d", statement->kind, statement->stance);
	buffer_add(&names, "", 0);
	for (size_t i = 0; i < statement->speaker_count; i++) {
		const struct speaker *speaker = &statement->speakers[i];

		buffer_printf(&tags, " s%lld", (long long)cast_find(cast, speaker)->id);
		buffer_printf(&names, "%s; ", speaker->name);
		for (size_t k = 0; k < speaker->alias_count; k++)
			buffer_printf(&names, "%s; ", speaker->aliases[k]);
	}
	row->id = id;
	row->length = text->length;
	row->text = arena_copy(&store->arena, text->length ? text->data : "", text->length);
	row->names = arena_copy(&store->arena, names.data, names.length);
	row->tags = arena_copy(&store->arena, tags.data, tags.length);
	store->pending_bytes += text->length + names.length + tags.length;
	buffer_done(&names);
	buffer_done(&tags);
}

/* Link each speaker once, though an article may name one twice ("Lee and Ann Lee"). */
static int link_speakers(struct store *store, int64_t id, struct cast *cast, const struct statement *statement,
			 struct error *err)
{
	int result = STORE_OK;

	for (size_t i = 0; result == STORE_OK && i < statement->speaker_count; i++) {
		int64_t speaker = cast_find(cast, &statement->speakers[i])->id;
		bool is_linked = false;

		for (size_t k = 0; k < i; k++)
			is_linked |= cast_find(cast, &statement->speakers[k])->id == speaker;
		if (!is_linked)
			result = link_speaker(store, id, i, speaker, err);
	}
	return result;
}

/* The highest id of the day so far, of those that are no more as well. */
static int last_id(struct store *store, int64_t day, int64_t *ret, struct error *err)
{
	sqlite3_stmt *query = sql_get(store, "SELECT max(coalesce(max(id), :low), (SELECT coalesce(max(id), :low) FROM"
					     " old_statements WHERE id >= :low AND id < :low + (1 << 32)))"
					     " FROM statements WHERE id >= :low AND id < :low + (1 << 32)");

	sql_int(query, ":low", day << DAY_SHIFT);
	return sql_number(store, query, ret, err);
}

static int add_statements(struct store *store, struct cast *cast, const struct extraction *extraction,
			  struct revision *revision, struct error *err)
{
	struct claim_context context;
	struct claim_entry entry = {.context = &context, .cast = cast};
	int64_t id;
	int result = last_id(store, cast->day, &id, err);

	claim_gather_context(&context, extraction);
	if (result == STORE_OK)
		result = claim_context_thin(store, &context, err);
	for (size_t i = 0; result == STORE_OK && i < extraction->count; i++) {
		struct statement statement = extraction->statements[i];

		id++;
		revision_keep_id(revision, &extraction->article, &statement);
		result = insert_statement(store, id, cast->article, extraction, &statement, err);
		if (result == STORE_OK)
			result = link_speakers(store, id, cast, &statement, err);
		entry.statement_id = id;
		entry.statement = &statement;
		if (result == STORE_OK)
			result = claims_add(store, &entry, err);
		if (result == STORE_OK)
			index_statement(store, id, cast, &extraction->article, &statement);
		if (result == STORE_OK)
			result = sighting_join(store, id, cast->article, store->pending[store->pending_count - 1].text,
					       store->pending[store->pending_count - 1].length, err);
	}
	if (result == STORE_OK && store->pending_bytes > PENDING_BYTES)
		result = pending_flush(store, err);
	return result;
}

int article_fill(struct store *store, struct cast *cast, const struct extraction *extraction, struct revision *revision,
		 struct error *err)
{
	int result;

	gather(cast, extraction);
	result = cast_resolve(store, cast, err);
	if (result == STORE_OK)
		result = add_statements(store, cast, extraction, revision, err);
	if (result == STORE_OK)
		result = corrections_apply(store, cast->article, err);
	if (result == STORE_OK)
		result = claims_sweep(store, &revision->claims, err);
	free(cast->members);
	store->added.statements += (int64_t)extraction->count;
	return result;
}

int article_add(struct store *store, const struct drop *drop, const struct extraction *extraction, int64_t *ret_id,
		struct error *err)
{
	int64_t day = extraction->article.date ? date_day(extraction->article.date, false) : -1;
	struct revision revision;
	struct cast cast = {0};
	int result = revision_find(store, &extraction->article, &revision, err);

	if (result == STORE_OK && revision.article)
		result = revision_set_aside(store, &revision, false, err);
	cast.article = revision.article;
	cast.is_revision = revision.article != 0;
	cast.day = day >= 0 ? day : cast.article ? revision.day : date_of_time(seen_at(drop));
	if (result == STORE_OK)
		result = write_article(store, drop, extraction, &cast, err);
	if (!cast.is_revision) {
		cast.article = sqlite3_last_insert_rowid(store->db);
		store->added.articles++;
	}
	if (result == STORE_OK)
		result = index_article(store, cast.article, &extraction->article, err);
	if (result == STORE_OK)
		result = report_join(store, cast.article, &extraction->sketch, err);
	if (result == STORE_OK)
		result = article_fill(store, &cast, extraction, &revision, err);
	if (result == STORE_OK)
		result = rings_add(store, cast.article, cast.is_revision, err);
	revision_done(&revision);
	*ret_id = cast.article;
	return result;
}

int store_add(struct store *store, const struct drop *drop, const struct extraction *extraction, int64_t *ret_id,
	      enum outcome *ret_outcome, struct error *err)
{
	struct drop row = *drop;
	bool is_back = drop->is_kept && store_is_replaced(store, extraction->article.name, drop->hash);
	int64_t id = is_back ? 0 : store_find_article(store, drop->hash);
	int result = sql_may_write(store, err);

	if (result != STORE_OK)
		return result;
	row.outcome = id ? OUTCOME_DUPLICATE : OUTCOME_STORED;
	if (!id)
		result = article_add(store, drop, extraction, &id, err);
	if (result == STORE_OK)
		result = store_add_drop(store, &row, err);
	if (result != STORE_OK)
		return result;
	*ret_id = id;
	*ret_outcome = row.outcome;
	return STORE_OK;
}
