/* SPDX-License-Identifier: MIT */
/*
 * Clients of the HTTP server. libevent 2.1's evhttp has no limit on connections and none on the time of a
 * whole request, so each connection's bufferevent is kept here with a reference of our own: at the limit no
 * more are accepted, and one that takes too long over a request is shut down.
 */
#include <event2/bufferevent.h>
#include <event2/listener.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "server.h"

#define DEADLINE_MS 10000 /* from the connection, or the answer before, to the end of a request */
#define SWEEP_MS 100

struct client {
	struct bufferevent *stream; /* NULL: free */
	struct clients *clients;
	int64_t since;
	bool busy; /* being answered */
};

struct clients {
	struct server *server;
	struct evconnlistener *listener;
	struct event *sweep;
	struct client *all;
	size_t room, count;
	bool paused;
};

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void arm(struct clients *clients)
{
	struct timeval delay = {.tv_usec = SWEEP_MS * 1000};

	if (!event_pending(clients->sweep, EV_TIMEOUT, NULL))
		event_add(clients->sweep, &delay);
}

static void pause_listener(struct clients *clients)
{
	if (!clients->paused)
		evconnlistener_disable(clients->listener);
	clients->paused = true;
	arm(clients);
}

/* evhttp has freed it when it has taken its callbacks away; ours is then the last reference. */
static bool is_gone(const struct client *client)
{
	bufferevent_event_cb callback = NULL;

	bufferevent_getcb(client->stream, NULL, NULL, &callback, NULL);
	return !callback;
}

static void on_sweep(evutil_socket_t fd, short events, void *data)
{
	struct clients *clients = data;
	int64_t now = now_ms();

	(void)fd;
	(void)events;
	for (size_t i = 0; i < clients->room; i++) {
		struct client *client = &clients->all[i];

		if (!client->stream)
			continue;
		if (is_gone(client)) {
			bufferevent_decref(client->stream);
			client->stream = NULL;
			clients->count--;
		} else if (!client->busy && now - client->since > DEADLINE_MS) {
			shutdown(bufferevent_getfd(client->stream), SHUT_RDWR);
		}
	}
	if (clients->paused && clients->count < clients->room) {
		evconnlistener_enable(clients->listener);
		clients->paused = false;
	}
	if (clients->count || clients->paused)
		arm(clients);
}

/* evhttp asks for the bufferevent of a connection that it has accepted. */
static struct bufferevent *on_connection(struct event_base *base, void *data)
{
	struct clients *clients = data;
	struct bufferevent *stream = bufferevent_socket_new(base, -1, BEV_OPT_CLOSE_ON_FREE);

	for (size_t i = 0; stream && i < clients->room; i++) {
		if (clients->all[i].stream)
			continue;
		bufferevent_incref(stream);
		clients->all[i] = (struct client){.stream = stream, .clients = clients, .since = now_ms()};
		clients->count++;
		break;
	}
	if (clients->count == clients->room)
		pause_listener(clients);
	arm(clients);
	return stream;
}

/* Out of descriptors: accept() would fail again at once, so wait a little. */
static void on_accept_error(struct evconnlistener *listener, void *data)
{
	(void)listener;
	pause_listener(data);
}

struct clients *clients_new(struct server *server, struct evconnlistener *listener)
{
	struct clients *clients = xcalloc(1, sizeof(*clients));

	*clients = (struct clients){.server = server,
				    .listener = listener,
				    .room = (size_t)server->config->connections,
				    .all = xcalloc((size_t)server->config->connections, sizeof(struct client))};
	clients->sweep = evtimer_new(server->base, on_sweep, clients);
	evconnlistener_set_error_cb(listener, on_accept_error);
	evhttp_set_bevcb(server->http, on_connection, clients);
	return clients;
}

void clients_free(struct clients *clients)
{
	if (!clients)
		return;
	for (size_t i = 0; i < clients->room; i++)
		if (clients->all[i].stream)
			bufferevent_decref(clients->all[i].stream);
	event_free(clients->sweep);
	free(clients->all);
	free(clients);
}

static void on_complete(struct evhttp_request *request, void *data)
{
	struct client *client = data;

	(void)request;
	client->busy = false;
	client->since = now_ms();
}

void clients_busy(struct clients *clients, struct evhttp_request *request)
{
	struct bufferevent *stream = evhttp_connection_get_bufferevent(evhttp_request_get_connection(request));

	for (size_t i = 0; i < clients->room; i++) {
		if (clients->all[i].stream != stream)
			continue;
		clients->all[i].busy = true;
		evhttp_request_set_on_complete_cb(request, on_complete, &clients->all[i]);
		return;
	}
}

void clients_patient(struct evhttp_request *request)
{
	struct timeval write_limit = {.tv_sec = 30};
	struct evkeyvalq *headers = evhttp_request_get_output_headers(request);

	evhttp_add_header(headers, "Connection", "close");
	bufferevent_set_timeouts(evhttp_connection_get_bufferevent(evhttp_request_get_connection(request)), NULL,
				 &write_limit);
}

bool client_is_admin(struct evhttp_request *request)
{
	int fd = bufferevent_getfd(evhttp_connection_get_bufferevent(evhttp_request_get_connection(request)));
	struct ucred peer;
	socklen_t length = sizeof(peer);
	int family = 0;
	socklen_t family_length = sizeof(family);

	if (getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &family, &family_length) < 0 || family != AF_UNIX)
		return false;
	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &length) < 0)
		return false;
	return peer.uid == 0 || peer.uid == geteuid();
}
