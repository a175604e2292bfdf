/* SPDX-License-Identifier: MIT */
/* The endpoints that the store answers: parameters in, one page or one object out. */
#include <stdlib.h>
#include <string.h>

#include "quoted/watches.h"
#include "server.h"

#define LIMIT 20 /* entries of a page, unless asked otherwise */
#define LIMIT_MAX 1000

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
	bool in_pieces; /* a page costs what its entries cost, and no more */
} lists[] = {
	{ENDPOINT_STATEMENTS, "statements", list_statements, true},
	{ENDPOINT_SPEAKERS, "speakers", list_speakers, false},
	{ENDPOINT_ARTICLES, "articles", list_articles, true},
	{ENDPOINT_FAILED, "failed", list_failed, true},
	{ENDPOINT_DROPS, "drops", list_drops, true},
	{ENDPOINT_CLAIMS, "claims", list_claims, false},
	{ENDPOINT_TIMELINE, "timeline", list_timeline, false},
	{ENDPOINT_FLIPS, "flips", list_flips, false},
	{ENDPOINT_PROOFS, "proofs", list_proofs, false},
	{ENDPOINT_CORRECTIONS, "corrections", list_corrections, false},
	{ENDPOINT_WATCHES, "watches", list_watches, false},
};

static const struct list *find_list(const struct question *question)
{
	for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++)
		if (lists[i].id == question->endpoint->id)
			return &lists[i];
	return NULL;
}

int ask_page(const struct question *question, struct page *page, struct buffer *out, struct error *err)
{
	return find_list(question)->ask(question, page, out, err);
}

static void answer_result(const struct question *question, int result, const struct buffer *out,
			  const struct error *err)
{
	if (result == STORE_OK)
		answer_json(question->request, HTTP_OK, out);
	else if (result == STORE_NONE)
		answer_error(question->request, HTTP_NOTFOUND, "there is none of that number");
	else
		answer_error(question->request, result == STORE_RETRY ? HTTP_SERVUNAVAIL : HTTP_BADREQUEST, err->text);
}

void ask_answer(const struct question *question, int result, const struct page *page, const struct buffer *entries,
		const struct error *err)
{
	struct buffer out = {0};

	buffer_printf(&out, "{\"%s\":[", find_list(question)->key);
	if (entries->length)
		buffer_add(&out, entries->data, entries->length);
	buffer_text(&out, "],\"next\":");
	buffer_number(&out, page->next);
	buffer_char(&out, '}');
	answer_result(question, result, &out, err);
	buffer_done(&out);
}

static void ask_list(struct question *question, const struct list *list)
{
	struct buffer entries = {0};
	struct page page;
	struct error err = {""};
	int result = read_page(question, &page, &err);

	if (result == STORE_OK && list->in_pieces && page.limit > LISTING_PIECE) {
		if (!listings_add(question->server->listings, question, &page))
			answer_error(question->request, HTTP_SERVUNAVAIL,
				     "too many long lists are asked for: try again");
		return;
	}
	if (result == STORE_OK)
		result = list->ask(question, &page, &entries, &err);
	ask_answer(question, result, &page, &entries, &err);
	buffer_done(&entries);
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
	const struct list *list = find_list(question);
	struct buffer out = {0};
	struct error err = {""};
	int result;

	if (list) {
		ask_list(question, list);
		return;
	}
	result = ask_one(question, &out, &err);
	answer_result(question, result, &out, &err);
	buffer_done(&out);
}
