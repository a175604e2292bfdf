/* SPDX-License-Identifier: MIT */
/* The endpoints that the store answers: parameters in, one page or one object out. */
#include <stdlib.h>
#include <string.h>

#include "quoted/watches.h"
#include "server.h"

#define LIMIT 20 /* entries of a page, unless asked otherwise */
#define LIMIT_MAX 1000

/* What every list takes. */
struct page {
	int64_t after, limit, next;
};

static int read_page(const struct question *question, struct page *page, struct error *err)
{
	page->next = 0;
	if (question_number(question, "after", (struct range){0, INT64_MAX, 0}, &page->after, err) < 0)
		return -1;
	return question_number(question, "limit", (struct range){1, LIMIT_MAX, LIMIT}, &page->limit, err);
}

static int list_statements(const struct question *question, struct page *page, struct buffer *out, struct error *err)
{
	struct store_query query = {
		.speaker = question_text(question, "speaker"),
		.words = question_text(question, "words"),
		.kind = question_text(question, "kind"),
		.stance = question_text(question, "stance"),
		.since = question_text(question, "since"),
		.until = question_text(question, "until"),
		.quotations = !question_text(question, "printings"),
		.after = page->after,
		.limit = (int)page->limit,
	};

	if (question_number(question, "article", (struct range){1, INT64_MAX, 0}, &query.article, err) < 0)
		return -1;
	return store_statements(question->server->store, &query, out, &page->next, err);
}

static int list_speakers(const struct question *question, struct page *page, struct buffer *out, struct error *err)
{
	return store_speakers(question->server->store, question_text(question, "name"), page->after, (int)page->limit,
			      out, &page->next, err);
}

static int list_articles(const struct question *question, struct page *page, struct buffer *out, struct error *err)
{
	return store_articles(question->server->store, question_text(question, "words"), page->after, (int)page->limit,
			      out, &page->next, err);
}

static int list_failed(const struct question *question, struct page *page, struct buffer *out, struct error *err)
{
	return store_failed(question->server->store, page->after, (int)page->limit, out, &page->next, err);
}

static int read_hash(const char *text, uint8_t hash[STORE_HASH], struct error *err)
{
	char pair[3] = {0};

	if (strlen(text) != 2 * STORE_HASH || strspn(text, "0123456789abcdef") != 2 * STORE_HASH)
		return error_set(err, "\"hash\" takes 64 hexadecimal digits");
	for (size_t i = 0; i < STORE_HASH; i++) {
		memcpy(pair, text + 2 * i, 2);
		hash[i] = (uint8_t)strtoul(pair, NULL, 16);
	}
	return 0;
}

static int list_drops(const struct question *question, struct page *page, struct buffer *out, struct error *err)
{
	const char *text = question_text(question, "hash");
	uint8_t hash[STORE_HASH];

	if (text && read_hash(text, hash, err) < 0)
		return -1;
	return store_drops(question->server->store, text ? hash : NULL, page->after, (int)page->limit, out, &page->next,
			   err);
}

static struct store_claim_query claim_query(const struct question *question, const struct page *page)
{
	return (struct store_claim_query){
		.words = question_text(question, "words"),
		.speaker = question_text(question, "speaker"),
		.as_of = question_text(question, "as-of"),
		.after = page->after,
		.limit = (int)page->limit,
	};
}

static int list_claims(const struct question *question, struct page *page, struct buffer *out, struct error *err)
{
	struct store_claim_query query = claim_query(question, page);

	return store_claims(question->server->store, &query, out, &page->next, err);
}

static int list_timeline(const struct question *question, struct page *page, struct buffer *out, struct error *err)
{
	struct store_claim_query query = claim_query(question, page);

	if (!query.speaker)
		return error_set(err, "a timeline is of a speaker: \"speaker\" is missing");
	return store_timeline(question->server->store, &query, out, &page->next, err);
}

static int list_flips(const struct question *question, struct page *page, struct buffer *out, struct error *err)
{
	struct store_claim_query query = claim_query(question, page);

	return store_flips(question->server->store, &query, out, &page->next, err);
}

/* The page counts articles; those proved in it are not listed. */
static int list_proofs(const struct question *question, struct page *page, struct buffer *out, struct error *err)
{
	struct store_proof proof;
	int result = store_verify_all(question->server->store, page->after, (int)page->limit, out, &proof, err);

	page->next = proof.next;
	return result;
}

static int list_corrections(const struct question *question, struct page *page, struct buffer *out, struct error *err)
{
	return store_corrections(question->server->store, page->after, (int)page->limit, out, &page->next, err);
}

static int list_watches(const struct question *question, struct page *page, struct buffer *out, struct error *err)
{
	return store_watches(question->server->store, page->after, (int)page->limit, out, &page->next, err);
}

static const struct list {
	enum endpoint_id id;
	const char *key;
	int (*ask)(const struct question *, struct page *, struct buffer *, struct error *);
} lists[] = {
	{ENDPOINT_STATEMENTS, "statements", list_statements},
	{ENDPOINT_SPEAKERS, "speakers", list_speakers},
	{ENDPOINT_ARTICLES, "articles", list_articles},
	{ENDPOINT_FAILED, "failed", list_failed},
	{ENDPOINT_DROPS, "drops", list_drops},
	{ENDPOINT_CLAIMS, "claims", list_claims},
	{ENDPOINT_TIMELINE, "timeline", list_timeline},
	{ENDPOINT_FLIPS, "flips", list_flips},
	{ENDPOINT_PROOFS, "proofs", list_proofs},
	{ENDPOINT_CORRECTIONS, "corrections", list_corrections},
	{ENDPOINT_WATCHES, "watches", list_watches},
};

static int ask_list(const struct question *question, const struct list *list, struct buffer *out, struct error *err)
{
	struct page page;
	int result = read_page(question, &page, err);

	buffer_printf(out, "{\"%s\":[", list->key);
	if (result == STORE_OK)
		result = list->ask(question, &page, out, err);
	buffer_text(out, "],\"next\":");
	buffer_number(out, page.next);
	buffer_char(out, '}');
	return result;
}

/* Every printing of one statement. */
static int ask_statement(const struct question *question, struct buffer *out, struct error *err)
{
	struct store_query query = {.id = question->segment, .limit = LIMIT_MAX};
	int64_t next;
	size_t before;
	int result;

	buffer_text(out, "{\"statements\":[");
	before = out->length;
	result = store_statements(question->server->store, &query, out, &next, err);
	if (result == STORE_OK && out->length == before)
		result = STORE_NONE;
	buffer_text(out, "],\"printings\":[");
	if (result == STORE_OK)
		result = store_printings(question->server->store, question->segment, out, err);
	buffer_text(out, "]}");
	return result;
}

static int ask_verdict(const struct question *question, struct buffer *out, struct error *err)
{
	struct store_verify_query query = {
		.text = question_text(question, "text"),
		.speaker = question_text(question, "speaker"),
		.negations = (const char *const *)question->server->negations,
	};

	if (!query.text)
		return error_set(err, "there is nothing to verify: \"text\" is missing");
	return store_verify(question->server->store, &query, out, err);
}

static int ask_one(const struct question *question, struct buffer *out, struct error *err)
{
	char *end;
	long long id;

	if (question->endpoint->id == ENDPOINT_VERIFY)
		return ask_verdict(question, out, err);
	if (question->endpoint->id == ENDPOINT_STATEMENT)
		return ask_statement(question, out, err);
	id = strtoll(question->segment, &end, 10);
	if (*end || id <= 0)
		return error_set(err, "\"%.100s\" is no number", question->segment);
	if (question->endpoint->id == ENDPOINT_SPEAKER)
		return store_speaker(question->server->store, id, out, err);
	if (question->endpoint->id == ENDPOINT_CLAIM)
		return store_claim(question->server->store, id, question_text(question, "as-of"), out, err);
	if (question->endpoint->id == ENDPOINT_HISTORY)
		return store_history(question->server->store, id, out, err);
	return store_article(question->server->store, id, out, err);
}

void ask_store(struct question *question)
{
	const struct list *list = NULL;
	struct buffer out = {0};
	struct error err = {"there is none of that number"};
	int result;

	for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++)
		if (lists[i].id == question->endpoint->id)
			list = &lists[i];
	result = list ? ask_list(question, list, &out, &err) : ask_one(question, &out, &err);
	if (result == STORE_OK)
		answer_json(question->request, HTTP_OK, &out);
	else if (result == STORE_NONE)
		answer_error(question->request, HTTP_NOTFOUND, "there is none of that number");
	else
		answer_error(question->request, result == STORE_RETRY ? HTTP_SERVUNAVAIL : HTTP_BADREQUEST, err.text);
	buffer_done(&out);
}
