/* SPDX-License-Identifier: MIT */
/* The HTTP server: its parts on one listening socket and one channel to the main process. The process is serve.c's. */
#include "server.h"

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/listener.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "quoted/engine.h"
#include "state.h"

#define HEADERS_MAX 16384 /* bytes */
#define BODY_MAX 65536
#define IDLE_S 30 /* without a byte read or written */
#define TURN_MS 10
#define PATIENCE_TURNS 150 /* before the main process is waited for no longer, and again before the clients are */

static void on_channel(struct bufferevent *channel, void *data)
{
	struct server *server = data;
	struct buffer bytes = {0};
	struct frame frame;

	while (frame_take(bufferevent_get_input(channel), &frame, &bytes) == 1) {
		if (frame.type == FRAME_STORED)
			followers_stored(server->followers, (int64_t)frame.number);
		else
			errands_reply(server->errands, &frame, &bytes);
	}
	buffer_done(&bytes);
}

static void on_parent_gone(struct bufferevent *channel, short events, void *data)
{
	struct server *server = data;

	(void)channel;
	(void)events;
	event_base_loopbreak(server->base);
}

/* "127.0.0.1:PORT" or "[::1]:PORT". Nothing but loopback: there is no password. */
static int listen_tcp(struct server *server, struct error *err)
{
	const char *address = server->config->listen, *colon = strrchr(address, ':');
	char host[64];
	long port;

	if (!*address)
		return 0;
	port = colon ? strtol(colon + 1, NULL, 10) : 0;
	snprintf(host, sizeof(host), "%.*s", colon ? (int)(colon - address) : 0, address);
	if (!strcmp(host, "[::1]"))
		snprintf(host, sizeof(host), "::1");
	if ((strncmp(host, "127.", 4) != 0 && strcmp(host, "::1") != 0) || port < 1 || port > 65535)
		return error_set(err, "\"listen\" takes a loopback address such as 127.0.0.1:8080, not \"%s\"",
				 address);
	if (!evhttp_bind_socket_with_handle(server->http, host, (uint16_t)port))
		return error_errno(err, "could not listen on %s", address);
	return 0;
}

int server_start(struct server *server, int listening, int channel, struct error *err)
{
	struct evconnlistener *listener;

	event_base_priority_init(server->base, SERVER_IDLE + 1);
	server->store = state_store(server->config, STORE_READ, err);
	if (!server->store)
		return -1;
	server->negations = negations_load(server->config->rules, err);
	if (!server->negations)
		return -1;
	evutil_make_socket_nonblocking(listening);
	listener = evconnlistener_new(server->base, NULL, NULL, 0, 0, listening);
	server->http = evhttp_new(server->base);
	if (!listener || !server->http || !evhttp_bind_listener(server->http, listener))
		return error_set(err, "could not serve on \"%s\"", server->config->socket);
	evhttp_set_max_headers_size(server->http, HEADERS_MAX);
	evhttp_set_max_body_size(server->http, BODY_MAX);
	evhttp_set_timeout(server->http, IDLE_S);
	evhttp_set_allowed_methods(server->http, EVHTTP_REQ_GET | EVHTTP_REQ_POST);
	evhttp_set_gencb(server->http, answer, server);
	server->clients = clients_new(server, listener);
	server->channel = bufferevent_socket_new(server->base, channel, BEV_OPT_CLOSE_ON_FREE);
	evutil_make_socket_nonblocking(channel);
	bufferevent_setcb(server->channel, on_channel, NULL, on_parent_gone, server);
	bufferevent_enable(server->channel, EV_READ | EV_WRITE);
	server->errands = errands_new(server);
	server->followers = followers_new(server);
	server->listings = listings_new(server);
	return listen_tcp(server, err);
}

static void on_draining(evutil_socket_t fd, short events, void *data)
{
	struct server *server = data;

	(void)fd;
	(void)events;
	if (++server->turns == PATIENCE_TURNS)
		errands_refuse(server->errands);
	if (server->turns == 2 * PATIENCE_TURNS || clients_are_quiet(server->clients))
		event_base_loopbreak(server->base);
}

void server_drain(struct server *server)
{
	struct timeval turn = {.tv_usec = TURN_MS * 1000};

	if (server->draining)
		return;
	clients_stop(server->clients);
	followers_end(server->followers);
	server->draining = event_new(server->base, -1, EV_PERSIST, on_draining, server);
	event_add(server->draining, &turn);
}

void server_stop(struct server *server)
{
	if (server->draining)
		event_free(server->draining);
	followers_free(server->followers);
	errands_free(server->errands);
	listings_free(server->listings);
	if (server->http)
		evhttp_free(server->http);
	clients_free(server->clients);
	if (server->channel)
		bufferevent_free(server->channel);
	store_close(server->store);
	free(server->negations);
}
