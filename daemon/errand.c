/* SPDX-License-Identifier: MIT */
/* Requests that only the main process can answer; each waits here until its frame comes back. */
#include <event2/bufferevent.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "amend.h"
#include "reread.h"
#include "server.h"

struct errand {
	TAILQ_ENTRY(errand) link;
	struct evhttp_request *request;
	uint64_t number;
};

struct errands {
	struct server *server;
	TAILQ_HEAD(errand_list, errand) waiting;
	uint64_t last;
};

struct errands *errands_new(struct server *server)
{
	struct errands *errands = xcalloc(1, sizeof(*errands));

	errands->server = server;
	TAILQ_INIT(&errands->waiting);
	return errands;
}

static void forget(struct errands *errands, struct errand *errand)
{
	struct evhttp_connection *connection = evhttp_request_get_connection(errand->request);

	if (connection)
		evhttp_connection_set_closecb(connection, NULL, NULL);
	TAILQ_REMOVE(&errands->waiting, errand, link);
	free(errand);
}

void errands_free(struct errands *errands)
{
	struct errand *errand, *next;

	if (!errands)
		return;
	for (errand = TAILQ_FIRST(&errands->waiting); errand; errand = next) {
		next = TAILQ_NEXT(errand, link);
		forget(errands, errand);
	}
	free(errands);
}

/* The client has gone. evhttp leaves to us a request that it has taken off the connection. */
static void on_closed(struct evhttp_connection *connection, void *data)
{
	struct errands *errands = data;
	struct errand *errand, *next;

	(void)connection;
	for (errand = TAILQ_FIRST(&errands->waiting); errand; errand = next) {
		struct evhttp_connection *its = evhttp_request_get_connection(errand->request);

		next = TAILQ_NEXT(errand, link);
		if (its && its != connection)
			continue;
		if (!its)
			evhttp_request_free(errand->request);
		TAILQ_REMOVE(&errands->waiting, errand, link);
		free(errand);
	}
}

void errands_refuse(struct errands *errands)
{
	struct errand *errand;

	while ((errand = TAILQ_FIRST(&errands->waiting))) {
		struct evhttp_request *request = errand->request;

		forget(errands, errand);
		answer_error(request, HTTP_SERVUNAVAIL, "the daemon is stopping");
	}
}

static enum frame_type type_of(enum endpoint_id id)
{
	return id == ENDPOINT_STATUS      ? FRAME_STATUS
	       : id == ENDPOINT_SYNC      ? FRAME_SYNC
	       : id == ENDPOINT_RETRY     ? FRAME_RETRY
	       : id == ENDPOINT_REEXTRACT ? FRAME_REEXTRACT
					  : FRAME_CORRECT;
}

/* The correction that is asked for, with who asks. */
static void pack_amendment(struct question *question, struct buffer *bytes)
{
	enum endpoint_id id = question->endpoint->id;
	struct amendment amendment = {.kind = id == ENDPOINT_UNDO      ? "undo"
					      : id == ENDPOINT_WATCH   ? "watch add"
					      : id == ENDPOINT_UNWATCH ? "watch remove"
								       : question_text(question, "correction"),
				      .target = question->segment      ? question->segment
						: id == ENDPOINT_WATCH ? question_text(question, "query")
								       : question_text(question, "target"),
				      .value = question_text(question, id == ENDPOINT_WATCH ? "exec" : "value"),
				      .items = question_text(question, "items"),
				      .note = question_text(question, "note")};
	const struct passwd *user;
	char number[24];
	uid_t uid;

	if (client_user(question->request, &uid)) {
		snprintf(number, sizeof(number), "%lu", (unsigned long)uid);
		user = getpwuid(uid);
		amendment.uid = number;
		amendment.user = user ? user->pw_name : NULL;
	}
	amendment_pack(&amendment, bytes);
}

static void pack_order(struct question *question, struct buffer *bytes)
{
	struct reread_order order = {question_text(question, "articles"), question_text(question, "after"),
				     question_text(question, "commit"), question_text(question, "rules")};

	reread_order_pack(&order, bytes);
}

void errands_send(struct errands *errands, struct question *question)
{
	struct errand *errand = xcalloc(1, sizeof(*errand));
	const char *name = question_text(question, "name");
	struct buffer bytes = {0};

	errand->request = question->request;
	errand->number = ++errands->last;
	TAILQ_INSERT_TAIL(&errands->waiting, errand, link);
	evhttp_connection_set_closecb(evhttp_request_get_connection(question->request), on_closed, errands);
	if (question->endpoint->id == ENDPOINT_SYNC || question->endpoint->id == ENDPOINT_REEXTRACT)
		clients_patient(question->request);
	if (type_of(question->endpoint->id) == FRAME_CORRECT)
		pack_amendment(question, &bytes);
	else if (type_of(question->endpoint->id) == FRAME_REEXTRACT)
		pack_order(question, &bytes);
	else if (name)
		buffer_text(&bytes, name);
	frame_add(bufferevent_get_output(errands->server->channel), type_of(question->endpoint->id), errand->number,
		  &bytes);
	buffer_done(&bytes);
}

/* An error says its status at its end; of one that does not, nothing was found. */
static int status_of(const struct buffer *bytes)
{
	const char *code = strrchr(bytes->data, ':');

	if (strncmp(bytes->data, "{\"error\"", 8) != 0)
		return HTTP_OK;
	return code - bytes->data > 7 && !strncmp(code - 7, ",\"code\":", 8) ? atoi(code + 1) : HTTP_NOTFOUND;
}

void errands_reply(struct errands *errands, const struct frame *frame, const struct buffer *bytes)
{
	struct errand *errand;

	TAILQ_FOREACH(errand, &errands->waiting, link)
	{
		struct evhttp_request *request = errand->request;

		if (errand->number != frame->number)
			continue;
		forget(errands, errand);
		answer_json(request, status_of(bytes), bytes);
		return;
	}
}
