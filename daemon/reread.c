/* SPDX-License-Identifier: MIT */
/* See reread.h. What differs, and replacing it, is the store's. */
#include "reread.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "quoted/rereading.h"

#define PIECE_MAX 16          /* articles of one request */
#define PIECE_BYTES (1 << 20) /* of theirs, but one is always taken: nothing else is done while they are written */
#define FIELDS (sizeof(struct reread_order) / sizeof(const char *))

struct request;

struct piece {
	struct job job;
	struct request *request;
	int64_t article;
	struct buffer bytes;    /* on its way to an extract process */
	struct extraction kept; /* as the store has it, without statements */
	struct extraction found;
	struct error failure; /* why it was not read */
	bool has_failed, differs;
};

struct request {
	TAILQ_ENTRY(request) link;
	struct rereads *rereads;
	uint64_t number; /* 0: nobody waits for the answer */
	bool is_kept;
	char rules[80]; /* that are wanted; empty: any */
	int64_t next;   /* article to go on after; 0: that was all */
	struct piece pieces[PIECE_MAX];
	size_t count, waiting;
	struct store_rereading sum;
	size_t differ;
};

struct rereads {
	struct intake *intake;
	void (*reply)(void *data, uint64_t number, const struct buffer *json);
	void *data;
	TAILQ_HEAD(, request) requests;
};

void reread_order_pack(const struct reread_order *order, struct buffer *bytes)
{
	const char *fields[FIELDS];

	memcpy(fields, order, sizeof(fields));
	for (size_t i = 0; i < FIELDS; i++)
		buffer_add(bytes, fields[i] ? fields[i] : "", (fields[i] ? strlen(fields[i]) : 0) + 1);
}

static int unpack(struct reread_order *order, const struct buffer *bytes)
{
	const char *fields[FIELDS], *at = bytes->data, *end = at + bytes->length;

	for (size_t i = 0; i < FIELDS; i++) {
		if (at >= end)
			return -1;
		fields[i] = *at ? at : NULL;
		at += strlen(at) + 1;
	}
	memcpy(order, fields, sizeof(fields));
	return 0;
}

static void request_free(struct request *request)
{
	TAILQ_REMOVE(&request->rereads->requests, request, link);
	for (size_t i = 0; i < request->count; i++) {
		struct piece *piece = &request->pieces[i];

		buffer_done(&piece->bytes);
		extraction_done(&piece->kept);
		extraction_done(&piece->found);
		members_done(&piece->job.members);
	}
	free(request);
}

static void fail_piece(struct piece *piece, const char *why)
{
	piece->has_failed = true;
	error_set(&piece->failure, "%s", why);
}

static void answer(struct rereads *rereads, uint64_t number, const struct buffer *json)
{
	if (number)
		rereads->reply(rereads->data, number, json);
}

static void refuse(struct rereads *rereads, uint64_t number, int code, const char *why)
{
	struct buffer json = {0};

	buffer_text(&json, "{\"error\":");
	buffer_json(&json, why, strlen(why));
	buffer_printf(&json, ",\"code\":%d}", code);
	answer(rereads, number, &json);
	buffer_done(&json);
}

/* The changes of one article behind those before it. */
static int reread(struct piece *piece, struct buffer *changes, struct error *err)
{
	struct request *request = piece->request;
	struct store *store = intake_store(request->rereads->intake);
	struct store_rereading found;
	size_t before = changes->length;
	int result;

	if (before)
		buffer_char(changes, ',');
	result = store_reread(store, piece->article, &piece->found, request->is_kept, changes, &found, err);
	if (result != STORE_OK || changes->length == before + (before > 0))
		changes->length = before;
	if (result == STORE_NONE)
		fail_piece(piece, err->text);
	if (result != STORE_OK)
		return result == STORE_NONE ? STORE_OK : result;
	request->sum.gained += found.gained;
	request->sum.lost += found.lost;
	request->sum.changed += found.changed;
	request->differ += found.differs;
	return STORE_OK;
}

/* Some of the articles in a transaction of their own, if they are kept. */
static int reread_some(struct request *request, size_t from, size_t to, struct buffer *changes, struct error *err)
{
	struct store *store = intake_store(request->rereads->intake);
	int result = !store             ? error_set(err, "no database is open")
		     : request->is_kept ? store_begin(store, err)
					: STORE_OK;

	for (size_t i = from; i < to && result == STORE_OK; i++)
		if (!request->pieces[i].has_failed)
			result = reread(&request->pieces[i], changes, err);
	if (result == STORE_OK && request->is_kept)
		return store_commit(store, err);
	if (store && request->is_kept)
		store_rollback(store);
	return result;
}

/* All at once; if one spoils it, one by one. */
static int reread_all(struct request *request, struct buffer *changes, struct error *err)
{
	int result = reread_some(request, 0, request->count, changes, err);

	if (result != STORE_ERROR)
		return result;
	buffer_clear(changes);
	request->sum = (struct store_rereading){0};
	request->differ = 0;
	for (size_t i = 0; i < request->count; i++) {
		size_t before = changes->length;

		result = reread_some(request, i, i + 1, changes, err);
		if (result == STORE_RETRY)
			return result;
		if (result != STORE_OK) {
			changes->length = before;
			fail_piece(&request->pieces[i], err->text);
		}
	}
	return STORE_OK;
}

static void print_failures(const struct request *request, struct buffer *json)
{
	bool is_first = true;

	for (size_t i = 0; i < request->count; i++) {
		const struct piece *piece = &request->pieces[i];

		if (!piece->has_failed)
			continue;
		buffer_printf(json, "%s{\"id\":%lld,\"error\":", is_first ? "" : ",", (long long)piece->article);
		buffer_json(json, piece->failure.text, strlen(piece->failure.text));
		buffer_char(json, '}');
		is_first = false;
	}
}

/* The version of the rules that read them: any one's, they are the same but for the moment of a reload. */
static const char *rules_of(const struct request *request)
{
	for (size_t i = 0; i < request->count; i++)
		if (!request->pieces[i].has_failed)
			return request->pieces[i].found.rules;
	return "";
}

static void finish(struct request *request)
{
	struct buffer changes = {0}, json = {0};
	struct error err;
	int result = reread_all(request, &changes, &err);

	if (result != STORE_OK) {
		refuse(request->rereads, request->number, 503, err.text);
	} else {
		buffer_text(&json, "{\"articles\":[");
		buffer_add(&json, changes.data, changes.length);
		buffer_text(&json, "],\"failed\":[");
		print_failures(request, &json);
		buffer_printf(
			&json,
			"],\"looked\":%zu,\"differ\":%zu,\"gained\":%zu,\"lost\":%zu,\"changed\":%zu,\"replaced\":%s,"
			"\"next\":%lld,\"rules\":",
			request->count, request->differ, request->sum.gained, request->sum.lost, request->sum.changed,
			request->is_kept ? "true" : "false", (long long)request->next);
		buffer_json(&json, rules_of(request), strlen(rules_of(request)));
		buffer_char(&json, '}');
		answer(request->rereads, request->number, &json);
	}
	buffer_done(&changes);
	buffer_done(&json);
	request_free(request);
}

static void arrive(struct piece *piece)
{
	buffer_done(&piece->bytes);
	if (--piece->request->waiting == 0)
		finish(piece->request);
}

static struct piece *piece_of(struct job *job)
{
	return (struct piece *)(void *)((char *)job - offsetof(struct piece, job));
}

static void on_done(void *data, struct job *job, enum frame_type type, const struct buffer *bytes)
{
	struct piece *piece = piece_of(job);
	const char *wanted = piece->request->rules;

	(void)data;
	if (type != FRAME_STATEMENTS)
		fail_piece(piece, type == FRAME_REFUSED ? bytes->data : "it came back as several articles");
	else if (extraction_unpack(&piece->found, bytes->data, bytes->length, &piece->failure) < 0)
		piece->has_failed = true;
	else if (*wanted && strcmp(wanted, piece->found.rules) != 0)
		fail_piece(piece, "the rules in force are others by now");
	arrive(piece);
}

static void on_lost(void *data, struct job *job, const char *why)
{
	(void)data;
	fail_piece(piece_of(job), why);
	arrive(piece_of(job));
}

static const struct pool_calls calls = {on_done, on_lost, NULL};

/* Take the article in; false if it would be too much at a time. */
static bool take(struct request *request, int64_t article, size_t *bytes)
{
	struct store *store = intake_store(request->rereads->intake);
	struct piece *piece = &request->pieces[request->count];

	if (request->count == PIECE_MAX || (request->count && *bytes > PIECE_BYTES))
		return false;
	request->count++;
	*piece = (struct piece){.request = request, .article = article};
	if (store_article_load(store, article, &piece->kept, &piece->failure) != STORE_OK) {
		piece->has_failed = true;
		return true;
	}
	*bytes += piece->kept.article.length;
	extraction_pack(&piece->bytes, &piece->kept);
	piece->job = (struct job){
		.name = piece->kept.article.name, .bytes = &piece->bytes, .calls = &calls, .is_kept_text = true};
	return true;
}

static int take_listed(struct request *request, const char *list, struct error *err)
{
	size_t bytes = 0;

	while (*list) {
		char *end;
		long long article = strtoll(list, &end, 10);

		if (end == list || article <= 0 || (*end && *end != ','))
			return error_set(err, "\"%.100s\" is no article's number", list);
		if (request->count == PIECE_MAX)
			return error_set(err, "at most %d articles are read again at a time", PIECE_MAX);
		bytes = 0; /* whoever lists them has them all */
		take(request, article, &bytes);
		list = end + (*end == ',');
	}
	return 0;
}

static void take_next(struct request *request, int64_t after)
{
	struct store *store = intake_store(request->rereads->intake);
	size_t bytes = 0;
	int64_t article;

	while ((article = store_article_after(store, after)) && take(request, article, &bytes))
		after = article;
	request->next = article ? after : 0;
}

/* A request may be over before all its pieces are sent: none is touched after the last of them. */
static void send_all(struct request *request)
{
	struct pool *pool = intake_pool(request->rereads->intake);
	size_t count = request->count;

	request->waiting = count + 1;
	for (size_t i = 0; i < count; i++) {
		if (request->pieces[i].has_failed)
			request->waiting--;
		else
			pool_submit(pool, &request->pieces[i].job);
	}
	if (--request->waiting == 0)
		finish(request);
}

void rereads_start(struct rereads *rereads, uint64_t number, const struct buffer *bytes)
{
	struct request *request;
	struct reread_order order;
	struct error err;

	if (unpack(&order, bytes) < 0 || !intake_store(rereads->intake)) {
		refuse(rereads, number, 503, "no database is open");
		return;
	}
	request = xcalloc(1, sizeof(*request));
	request->rereads = rereads;
	request->number = number;
	request->is_kept = order.commit && !strcmp(order.commit, "yes");
	snprintf(request->rules, sizeof(request->rules), "%s", order.rules ? order.rules : "");
	TAILQ_INSERT_TAIL(&rereads->requests, request, link);
	if (!order.articles) {
		take_next(request, order.after ? strtoll(order.after, NULL, 10) : 0);
	} else if (take_listed(request, order.articles, &err) < 0) {
		refuse(rereads, number, 400, err.text);
		request_free(request);
		return;
	}
	send_all(request);
}

void rereads_forget(struct rereads *rereads)
{
	struct request *request;

	TAILQ_FOREACH(request, &rereads->requests, link)
	request->number = 0;
}

struct rereads *rereads_new(struct intake *intake,
			    void (*reply)(void *data, uint64_t number, const struct buffer *json), void *data)
{
	struct rereads *rereads = xcalloc(1, sizeof(*rereads));

	*rereads = (struct rereads){.intake = intake, .reply = reply, .data = data};
	TAILQ_INIT(&rereads->requests);
	return rereads;
}

void rereads_free(struct rereads *rereads)
{
	if (!rereads)
		return;
	while (!TAILQ_EMPTY(&rereads->requests))
		request_free(TAILQ_FIRST(&rereads->requests));
	free(rereads);
}
