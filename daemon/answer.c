/* SPDX-License-Identifier: MIT */
/* From a request to the endpoint that answers it, and the form of every answer. */
#include <errno.h>
#include <event2/buffer.h>
#include <stdlib.h>
#include <string.h>

#include "server.h"

void answer_json(struct evhttp_request *request, int code, const struct buffer *json)
{
	struct evkeyvalq *headers = evhttp_request_get_output_headers(request);
	struct evbuffer *body = evbuffer_new();

	evhttp_add_header(headers, "Content-Type", "application/json");
	evhttp_add_header(headers, "Cache-Control", "no-store");
	evhttp_add_header(headers, "X-Content-Type-Options", "nosniff");
	evbuffer_add(body, json->data, json->length);
	evbuffer_add(body, "\n", 1);
	evhttp_send_reply(request, code, NULL, body);
	evbuffer_free(body);
}

void answer_error(struct evhttp_request *request, int code, const char *text)
{
	struct buffer json = {0};

	buffer_text(&json, "{\"error\":");
	buffer_json(&json, text, strlen(text));
	buffer_char(&json, '}');
	answer_json(request, code, &json);
	buffer_done(&json);
}

const char *question_text(const struct question *question, const char *name)
{
	const char *value = evhttp_find_header(&question->parameters, name);

	return value && *value ? value : NULL;
}

int question_number(const struct question *question, const char *name, struct range range, int64_t *ret,
		    struct error *err)
{
	const char *text = question_text(question, name);
	char *end;
	long long number;

	*ret = range.otherwise;
	if (!text)
		return 0;
	errno = 0;
	number = strtoll(text, &end, 10);
	if (errno || *end || number < range.low || number > range.high)
		return error_set(err, "\"%s\" takes a number from %lld to %lld, not \"%.100s\"", name,
				 (long long)range.low, (long long)range.high, text);
	*ret = number;
	return 0;
}

static void answer_help(struct evhttp_request *request)
{
	struct buffer json = {0};

	buffer_text(&json, "{\"endpoints\":[");
	for (const struct endpoint *endpoint = endpoints; endpoint->path; endpoint++)
		buffer_printf(&json, "%s{\"method\":\"%s\",\"path\":\"%s\",\"parameters\":\"%s\",\"help\":\"%s\"}",
			      endpoint == endpoints ? "" : ",", endpoint->method, endpoint->path, endpoint->parameters,
			      endpoint->help);
	buffer_text(&json, "]}");
	answer_json(request, HTTP_OK, &json);
	buffer_done(&json);
}

static void dispatch(struct question *question)
{
	struct server *server = question->server;

	switch (question->endpoint->id) {
	case ENDPOINT_HELP:
		answer_help(question->request);
		break;
	case ENDPOINT_FOLLOW:
	case ENDPOINT_RINGS:
		followers_add(server->followers, question);
		break;
	case ENDPOINT_STATUS:
	case ENDPOINT_SYNC:
	case ENDPOINT_RETRY:
	case ENDPOINT_CORRECT:
	case ENDPOINT_UNDO:
	case ENDPOINT_WATCH:
	case ENDPOINT_REEXTRACT:
	case ENDPOINT_UNWATCH:
		errands_send(server->errands, question);
		break;
	default:
		if (clients_have_room(server->clients))
			ask_store(question);
		else
			answer_error(question->request, HTTP_SERVUNAVAIL,
				     "too many answers wait to be read: try again");
	}
}

/* The first parameter that the endpoint does not take, or NULL. */
static const char *find_unknown(const struct question *question)
{
	const struct evkeyval *pair;

	TAILQ_FOREACH(pair, &question->parameters, next)
	if (!endpoint_takes(question->endpoint, pair->key))
		return pair->key;
	return NULL;
}

static void check(struct question *question, const struct evhttp_uri *uri)
{
	const char *query = evhttp_uri_get_query(uri), *unknown;
	struct error err;

	if (query && evhttp_parse_query_str(query, &question->parameters) < 0) {
		answer_error(question->request, HTTP_BADREQUEST, "could not read the query");
		return;
	}
	unknown = find_unknown(question);
	if (unknown) {
		error_set(&err, "%s takes no parameter \"%.100s\"", question->endpoint->path, unknown);
		answer_error(question->request, HTTP_BADREQUEST, err.text);
	} else if (question->endpoint->admin && !client_is_admin(question->request)) {
		answer_error(question->request, 403, "only root and the daemon's own user may do that");
	} else {
		dispatch(question);
	}
}

/* A page in a browser could reach a loopback address under a name of its own; it could not reach a Unix socket. */
static bool is_foreign(struct evhttp_request *request)
{
	const char *origin = evhttp_find_header(evhttp_request_get_input_headers(request), "Origin");
	const char *host = evhttp_request_get_host(request);

	return origin || (host && strcmp(host, "localhost") != 0 && strncmp(host, "127.", 4) != 0 &&
			  strncmp(host, "[::1]", 5) != 0 && strcmp(host, "::1") != 0 && strcmp(host, "quoted") != 0);
}

void answer(struct evhttp_request *request, void *data)
{
	struct server *server = data;
	struct question question = {.server = server, .request = request};
	const struct evhttp_uri *uri = evhttp_request_get_evhttp_uri(request);
	const char *method = evhttp_request_get_command(request) == EVHTTP_REQ_POST ? "POST" : "GET";
	const char *path = uri ? evhttp_uri_get_path(uri) : NULL;
	bool known = false;

	clients_busy(server->clients, request);
	TAILQ_INIT(&question.parameters);
	question.endpoint = path ? endpoint_find(method, path, &question.segment, &known) : NULL;
	if (is_foreign(request))
		answer_error(request, 403, "asked for by another host's page");
	else if (question.endpoint)
		check(&question, uri);
	else if (known)
		answer_error(request, HTTP_BADMETHOD, "that path takes another method");
	else
		answer_error(request, HTTP_NOTFOUND, "there is no such path; /v1 lists them");
	evhttp_clear_headers(&question.parameters);
}
