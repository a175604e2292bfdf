/* SPDX-License-Identifier: MIT */
/*
 * Streams of new statements, and of what watches ring for: one line of JSON each, as soon as its article is stored, and
 * an empty line now and then.
 */
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <stdlib.h>
#include <string.h>

#include "quoted/watches.h"
#include "server.h"

#define BEAT_S 15              /* between the empty lines that tell that the stream lives */
#define PAUSE_MS 200           /* before a client that is behind is looked at again */
#define TURN_ARTICLES 64       /* told to one client before the others have their turn */
#define UNSENT_MAX (1u << 20)  /* bytes that may wait for a client to read them */
#define STATEMENTS_MAX 1000000 /* of one article */

struct follower {
	TAILQ_ENTRY(follower) link;
	struct evhttp_request *request;
	bool is_of_rings;
	int64_t told;                          /* the last article or ring it was told of */
	int64_t watch;                         /* of which it wants the rings; 0: of any */
	char *speaker, *words, *kind, *stance; /* each or NULL */
};

struct followers {
	struct server *server;
	struct event *beat, *turn;
	int64_t newest; /* article there is */
	int64_t rung;   /* the newest ring */
	int64_t stored; /* article that the main process told of */
	TAILQ_HEAD(follower_list, follower) all;
	bool ended;
};

static void follower_free(struct followers *followers, struct follower *follower)
{
	TAILQ_REMOVE(&followers->all, follower, link);
	free(follower->speaker);
	free(follower->words);
	free(follower->kind);
	free(follower->stance);
	free(follower);
}

static void on_closed(struct evhttp_connection *connection, void *data)
{
	struct followers *followers = data;
	struct follower *follower, *next;

	for (follower = TAILQ_FIRST(&followers->all); follower; follower = next) {
		struct evhttp_connection *its = evhttp_request_get_connection(follower->request);

		next = TAILQ_NEXT(follower, link);
		if (its && its != connection)
			continue;
		if (!its)
			evhttp_request_free(follower->request);
		follower_free(followers, follower);
	}
}

static void send_text(struct follower *follower, const char *text, size_t length)
{
	struct evbuffer *chunk = evbuffer_new();

	evbuffer_add(chunk, text, length);
	evhttp_send_reply_chunk(follower->request, chunk);
	evbuffer_free(chunk);
}

/* One that does not read would make us keep all the news for it. */
static bool is_behind(const struct follower *follower)
{
	struct evhttp_connection *connection = evhttp_request_get_connection(follower->request);

	return connection &&
	       evbuffer_get_length(bufferevent_get_output(evhttp_connection_get_bufferevent(connection))) > UNSENT_MAX;
}

/* The objects of the store are printed with commas between; a line ends where one object does. */
static void print_lines(const struct buffer *list, struct buffer *lines)
{
	int depth = 0;
	bool quoted = false;

	for (const char *at = list->data, *end = at + list->length; at < end; at++) {
		if (quoted && *at == '\\') {
			buffer_char(lines, *at++);
		} else if (*at == '"') {
			quoted = !quoted;
		} else if (!quoted) {
			depth += (*at == '{' || *at == '[') - (*at == '}' || *at == ']');
			if (!depth && *at == ',')
				continue;
		}
		buffer_char(lines, *at);
		if (!depth && *at == '}')
			buffer_char(lines, '\n');
	}
}

static void tell_ring(struct followers *followers, struct follower *follower, int64_t ring)
{
	struct buffer line = {0};
	struct error err;

	if (store_ring(followers->server->store, ring, follower->watch, &line, &err) == STORE_OK) {
		buffer_char(&line, '\n');
		send_text(follower, line.data, line.length);
	}
	buffer_done(&line);
}

static void tell(struct followers *followers, struct follower *follower, int64_t article)
{
	struct store_query query = {.speaker = follower->speaker,
				    .words = follower->words,
				    .kind = follower->kind,
				    .stance = follower->stance,
				    .article = article,
				    .limit = STATEMENTS_MAX};
	struct buffer list = {0}, lines = {0};
	struct error err;
	int64_t after;

	if (store_statements(followers->server->store, &query, &list, &after, &err) == STORE_OK && list.length) {
		print_lines(&list, &lines);
		send_text(follower, lines.data, lines.length);
	}
	buffer_done(&list);
	buffer_done(&lines);
}

static void arm(struct followers *followers, int64_t ms)
{
	struct timeval delay = {.tv_sec = ms / 1000, .tv_usec = (ms % 1000) * 1000};

	if (!event_pending(followers->turn, EV_TIMEOUT, NULL) || !ms)
		event_add(followers->turn, &delay);
}

/* Whether there is something new for it. */
static bool is_due(const struct followers *followers, const struct follower *follower)
{
	return follower->told < (follower->is_of_rings ? followers->rung : followers->newest);
}

static void tell_next(struct followers *followers, struct follower *follower)
{
	follower->told++;
	if (follower->is_of_rings)
		tell_ring(followers, follower, follower->told);
	else
		tell(followers, follower, follower->told);
}

/* Tell everyone of what is new; one that does not read waits, and costs nothing but its place. */
static void on_turn(evutil_socket_t fd, short events, void *data)
{
	struct followers *followers = data;
	struct follower *follower;
	bool more = false, behind = false;

	(void)fd;
	(void)events;
	TAILQ_FOREACH(follower, &followers->all, link)
	{
		for (int i = 0; i < TURN_ARTICLES && is_due(followers, follower) && !is_behind(follower); i++)
			tell_next(followers, follower);
		if (is_due(followers, follower))
			*(is_behind(follower) ? &behind : &more) = true;
	}
	if (more)
		arm(followers, 0);
	else if (behind)
		arm(followers, PAUSE_MS);
}

static void on_beat(evutil_socket_t fd, short events, void *data)
{
	struct followers *followers = data;
	struct follower *follower;

	(void)fd;
	(void)events;
	TAILQ_FOREACH(follower, &followers->all, link)
	if (!is_behind(follower))
		send_text(follower, "\n", 1);
}

struct followers *followers_new(struct server *server)
{
	struct followers *followers = xcalloc(1, sizeof(*followers));
	struct timeval beat = {.tv_sec = BEAT_S};

	followers->server = server;
	TAILQ_INIT(&followers->all);
	followers->beat = event_new(server->base, -1, EV_PERSIST, on_beat, followers);
	event_add(followers->beat, &beat);
	followers->turn = evtimer_new(server->base, on_turn, followers);
	return followers;
}

void followers_end(struct followers *followers)
{
	struct follower *follower, *next;

	followers->ended = true;
	for (follower = TAILQ_FIRST(&followers->all); follower; follower = next) {
		next = TAILQ_NEXT(follower, link);
		evhttp_connection_set_closecb(evhttp_request_get_connection(follower->request), NULL, NULL);
		evhttp_send_reply_end(follower->request);
		follower_free(followers, follower);
	}
}

void followers_free(struct followers *followers)
{
	if (!followers)
		return;
	followers_end(followers);
	event_free(followers->beat);
	event_free(followers->turn);
	free(followers);
}

static char *copy(const char *text)
{
	return text ? xstrdup(text) : NULL;
}

/* So that the client sees that it is connected; where rings begin, it could not learn from one that comes too late. */
static void greet(struct follower *follower)
{
	struct buffer line = {0};

	if (follower->is_of_rings)
		buffer_printf(&line, "{\"after\":%lld}", (long long)follower->told);
	buffer_char(&line, '\n');
	send_text(follower, line.data, line.length);
	buffer_done(&line);
}

void followers_add(struct followers *followers, struct question *question)
{
	struct follower *follower;
	struct evhttp_request *request = question->request;
	struct evkeyvalq *headers = evhttp_request_get_output_headers(request);
	struct error err;
	bool is_of_rings = question->endpoint->id == ENDPOINT_RINGS;
	int64_t newest = store_newest_article(followers->server->store), after, watch;

	if (newest > followers->newest)
		followers->newest = newest;
	followers->rung = store_newest_ring(followers->server->store);
	newest = is_of_rings ? followers->rung : followers->newest;
	if (followers->ended) {
		answer_error(request, HTTP_SERVUNAVAIL, "the daemon is stopping");
		return;
	}
	if (question_number(question, "after", (struct range){0, INT64_MAX, newest}, &after, &err) < 0 ||
	    question_number(question, "watch", (struct range){1, INT64_MAX, 0}, &watch, &err) < 0) {
		answer_error(request, 400, err.text);
		return;
	}
	follower = xcalloc(1, sizeof(*follower));
	*follower = (struct follower){.request = request,
				      .is_of_rings = is_of_rings,
				      .watch = watch,
				      .told = after < newest ? after : newest,
				      .speaker = copy(question_text(question, "speaker")),
				      .words = copy(question_text(question, "words")),
				      .kind = copy(question_text(question, "kind")),
				      .stance = copy(question_text(question, "stance"))};
	TAILQ_INSERT_TAIL(&followers->all, follower, link);
	evhttp_connection_set_closecb(evhttp_request_get_connection(request), on_closed, followers);
	clients_patient(request);
	evhttp_add_header(headers, "Content-Type", "application/x-ndjson");
	evhttp_send_reply_start(request, HTTP_OK, NULL);
	greet(follower);
	arm(followers, 0);
}

void followers_stored(struct followers *followers, int64_t article)
{
	struct follower *follower;
	bool anew = article <= followers->stored, has_rings = false;

	if (!anew)
		followers->stored = article;
	if (article > followers->newest)
		followers->newest = article;
	TAILQ_FOREACH(follower, &followers->all, link)
	{
		if (follower->is_of_rings)
			has_rings = true;
		else if (anew && article <= follower->told)
			tell(followers, follower, article);
	}
	if (has_rings)
		followers->rung = store_newest_ring(followers->server->store);
	on_turn(-1, 0, followers);
}
