/* SPDX-License-Identifier: MIT */
/* What the serve process's files share: the HTTP server, its store, and the channel to the main process. */
#ifndef QUOTED_SERVER_H
#define QUOTED_SERVER_H

#include <event2/event.h>
#include <event2/http.h>
#include <event2/keyvalq_struct.h>
#include <sys/queue.h>

#include "config.h"
#include "frame.h"
#include "quoted/endpoints.h"
#include "quoted/store.h"

#define SERVER_IDLE 2 /* priority of what is done when nothing else is to do; others have 1 */

struct server {
	struct event_base *base;
	const struct config *config;
	struct store *store; /* read-only */
	char **negations;    /* of the language, NULL-ended, or NULL */
	struct evhttp *http;
	struct bufferevent *channel; /* to the main process */
	struct clients *clients;
	struct followers *followers;
	struct errands *errands;
	struct listings *listings;
	struct event *draining; /* or NULL */
	int64_t turns;          /* of it */
};

/*
 * Open the store that config names, to be read, and answer on the listening socket; frames go by channel. Both
 * descriptors are the server's from then on. base and config of the zeroed server are the caller's. -1 with err set;
 * server_stop is due all the same.
 */
int server_start(struct server *server, int listening, int channel, struct error *err);
/* Take no more clients, and end the loop when those that are there have their answers, or after a few seconds. */
void server_drain(struct server *server);
void server_stop(struct server *server);

/* A request whose path is an endpoint's and whose parameters are all its own. */
struct question {
	struct server *server;
	struct evhttp_request *request;
	const struct endpoint *endpoint;
	const char *segment; /* what stood for "{id}", or NULL */
	struct evkeyvalq parameters;
};

/* A parameter's value, or NULL if it is not there or empty. */
const char *question_text(const struct question *question, const char *name);
/* As a number of a range, or what is otherwise if it is not there. -1 with err set if it is no such number. */
struct range {
	int64_t low, high, otherwise;
};
int question_number(const struct question *question, const char *name, struct range range, int64_t *ret,
		    struct error *err);

/* answer.c: every request of the HTTP server. */
void answer(struct evhttp_request *request, void *server);
void answer_json(struct evhttp_request *request, int code, const struct buffer *json);
void answer_error(struct evhttp_request *request, int code, const char *text);

/* What every list takes, and where the next page begins (0: there is none). */
struct page {
	int64_t after, limit, next;
};

/* ask.c: the endpoints that the store answers. */
void ask_store(struct question *question);
/* Append a page of the question's list, entries with commas between; returns as the store does. */
int ask_page(const struct question *question, struct page *page, struct buffer *out, struct error *err);
/* Answer with what that came to. */
void ask_answer(const struct question *question, int result, const struct page *page, const struct buffer *entries,
		const struct error *err);

/* listing.c: lists of more than LISTING_PIECE entries. */
#define LISTING_PIECE 25
struct listings *listings_new(struct server *server);
void listings_free(struct listings *listings);
/* Take over the question with its parameters, and answer it in time; false if too many wait. */
bool listings_add(struct listings *listings, struct question *question, const struct page *page);

/* client.c: connections are counted and timed, for evhttp does neither. */
struct clients *clients_new(struct server *server, struct evconnlistener *listener);
void clients_free(struct clients *clients);
/* Accept no more of them. */
void clients_stop(struct clients *clients);
/* Whether each that is there has had its answer. */
bool clients_are_quiet(struct clients *clients);
/* A request has come in on its connection; it is timed no more until the answer is complete. */
void clients_busy(struct clients *clients, struct evhttp_request *request);
/* Whether another long answer may be made: false while clients leave too much of theirs unread. */
bool clients_have_room(struct clients *clients);
/* The answer may take as long as it likes. */
void clients_patient(struct evhttp_request *request);
/* The user at the other end of a Unix socket; false if it is none. */
bool client_user(struct evhttp_request *request, uid_t *ret);
/* Whether that is the daemon's own user or root. */
bool client_is_admin(struct evhttp_request *request);

/* errand.c: requests that the main process answers. */
struct errands *errands_new(struct server *server);
void errands_free(struct errands *errands);
/* Those that wait wait no longer: the main process is about to end. */
void errands_refuse(struct errands *errands);
void errands_send(struct errands *errands, struct question *question);
void errands_reply(struct errands *errands, const struct frame *frame, const struct buffer *bytes);

/* follow.c: streams of new statements. */
struct followers *followers_new(struct server *server);
void followers_free(struct followers *followers);
/* End each stream, and begin no other. */
void followers_end(struct followers *followers);
void followers_add(struct followers *followers, struct question *question);
void followers_stored(struct followers *followers, int64_t article);

#endif
