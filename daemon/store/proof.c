/* SPDX-License-Identifier: MIT */
/* The proof of every stored statement against the text that was kept. */
#include <stdlib.h>
#include <string.h>

#include "database.h"

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
