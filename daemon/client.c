/* SPDX-License-Identifier: MIT */
/*
 * Clients of the HTTP server. libevent 2.1's evhttp has no limit on connections and none on the time of a
 * whole request, so each connection's bufferevent is kept here with a reference of our own, and shut down when it
 * takes too long over a request. At the limit a new client takes the place of the one that is longest over its request,
 * or longest over reading its answer; only when all are waiting for us are no more accepted. A user
 * who has more than half of the places takes them from himself alone.
 */
#include <event2/buffer.h>
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
#define PAUSE_MS 1             /* before clients are accepted again */
#define STALLED_MS 1000        /* without reading any of the answer */
#define UNSENT_MAX (16u << 20) /* bytes of answers that wait to be read, of all clients; beyond it … */
#define COMING_MS 300          /* in which a client that has connected has sent its request, if it does so at once */
#define READING_MS 20          /* … one that read nothing for so long is dropped */

struct client {
	struct bufferevent *stream; /* NULL: free */
	struct clients *clients;
	int64_t since;
	int64_t progress; /* when it last read some of its answer */
	size_t unsent;    /* bytes of it left then */
	bool busy;        /* being answered */
	bool has_user;    /* user is known */
	uid_t user;       /* of the other end */
	bool dropped;     /* shut down, and soon gone */
	unsigned turn;    /* of the loop, in which it was accepted */
};

struct clients {
	struct server *server;
	struct evconnlistener *listener;
	struct event *sweep, *turned;
	struct client *all;
	size_t max, room, count; /* room is for those that are dropped, too */
	size_t accepted;         /* in this turn of the loop */
	unsigned turn;
	bool paused, stopped;
};

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void arm(struct clients *clients)
{
	struct timeval delay = {.tv_usec = (clients->paused ? PAUSE_MS : SWEEP_MS) * 1000};

	if (clients->paused || !event_pending(clients->sweep, EV_TIMEOUT, NULL))
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

static void drop(struct clients *clients, struct client *client)
{
	shutdown(bufferevent_getfd(client->stream), SHUT_RDWR);
	client->dropped = true;
	clients->count--;
}

static void note_progress(struct client *client, int64_t now)
{
	size_t unsent = evbuffer_get_length(bufferevent_get_output(client->stream));

	if (unsent != client->unsent || !unsent)
		client->progress = now;
	client->unsent = unsent;
}

static void sweep(struct clients *clients)
{
	int64_t now = now_ms();

	for (size_t i = 0; i < clients->room; i++) {
		struct client *client = &clients->all[i];

		/* evhttp gives one that is just accepted its callbacks later */
		if (!client->stream || client->turn == clients->turn)
			continue;
		if (is_gone(client)) {
			bufferevent_decref(client->stream);
			client->stream = NULL;
			clients->count -= !client->dropped;
			continue;
		}
		note_progress(client, now);
		if (!client->dropped && !client->busy && now - client->since > DEADLINE_MS)
			drop(clients, client);
	}
}

/* The user at the other end of a Unix socket; all who come by TCP count as one. */
static uid_t user_of(struct client *client)
{
	struct ucred peer;
	socklen_t length = sizeof(peer);

	if (client->has_user)
		return client->user;
	client->has_user = bufferevent_getfd(client->stream) >= 0;
	client->user = getsockopt(bufferevent_getfd(client->stream), SOL_SOCKET, SO_PEERCRED, &peer, &length) < 0
			       ? (uid_t)-1
			       : peer.uid;
	return client->user;
}

/* Whether one user has more than half of the places, and in *ret who (majority vote after Boyer and Moore). */
static bool find_crowd(struct clients *clients, uid_t *ret)
{
	size_t votes = 0, count = 0;

	for (size_t i = 0; i < clients->room; i++) {
		struct client *client = &clients->all[i];

		if (!client->stream || client->dropped)
			continue;
		if (!votes)
			*ret = user_of(client);
		votes += user_of(client) == *ret ? 1 : (size_t)-1;
	}
	for (size_t i = 0; votes && i < clients->room; i++)
		count += clients->all[i].stream && !clients->all[i].dropped && user_of(&clients->all[i]) == *ret;
	return count * 2 > clients->count;
}

/* Whether the loop has come round to reading what it sent, if it sent its request at once. */
static bool had_its_turn(const struct clients *clients, const struct client *client)
{
	return clients->turn - client->turn >= 2;
}

/*
 * Who keeps us waiting longest: over a request, or else over an answer; of a crowd, if there is one. NULL if nobody
 * does.
 */
static struct client *find_slowest(struct clients *clients)
{
	struct client *asking = NULL, *reading = NULL;
	uid_t user = 0;
	bool is_crowd = find_crowd(clients, &user);
	int64_t now = now_ms();

	for (size_t i = 0; i < clients->room; i++) {
		struct client *client = &clients->all[i];

		if (!client->stream || client->dropped || (is_crowd && user_of(client) != user))
			continue;
		if (!client->busy && had_its_turn(clients, client) && (!asking || client->since < asking->since))
			asking = client;
		if (client->unsent && now - client->progress > STALLED_MS &&
		    (!reading || client->progress < reading->progress))
			reading = client;
	}
	return asking ? asking : reading;
}

/* A place for one more, if there is one or somebody can be made to give way. */
static bool make_room(struct clients *clients)
{
	struct client *slowest;

	if (clients->count >= clients->max)
		sweep(clients); /* first those that are gone by themselves */
	slowest = clients->count >= clients->max ? find_slowest(clients) : NULL;
	if (slowest)
		drop(clients, slowest);
	return clients->count < clients->max;
}

/* Accept again as soon as there is a place. */
static void go_on(struct clients *clients)
{
	if (clients->stopped || !make_room(clients))
		return;
	evconnlistener_enable(clients->listener);
	clients->paused = false;
}

static void on_turn(evutil_socket_t fd, short events, void *data)
{
	struct clients *clients = data;

	(void)fd;
	(void)events;
	clients->turn++;
	clients->accepted = 0;
	if (clients->paused)
		go_on(clients);
}

static void on_sweep(evutil_socket_t fd, short events, void *data)
{
	struct clients *clients = data;
	bool any = false;

	(void)fd;
	(void)events;
	clients->turn++;
	sweep(clients);
	if (clients->paused)
		go_on(clients);
	for (size_t i = 0; i < clients->room; i++)
		any |= clients->all[i].stream != NULL;
	if (any || clients->paused)
		arm(clients);
}

/* Unless they are read, answers take up memory: those that are not go, the oldest first. */
bool clients_have_room(struct clients *clients)
{
	int64_t now = now_ms();
	struct client *oldest;
	size_t unsent;

	do {
		oldest = NULL;
		unsent = 0;
		for (size_t i = 0; i < clients->room; i++) {
			struct client *client = &clients->all[i];

			if (!client->stream)
				continue;
			note_progress(client, now);
			unsent += client->unsent; /* what is dropped takes up its memory until the loop comes round */
			if (client->unsent && !client->dropped && (!oldest || client->progress < oldest->progress))
				oldest = client;
		}
		if (unsent <= UNSENT_MAX)
			return true;
		if (oldest && now - oldest->progress > READING_MS)
			drop(clients, oldest);
		else
			return false;
	} while (true);
}

static struct client *find_room(struct clients *clients)
{
	for (size_t i = 0; i < clients->room; i++)
		if (!clients->all[i].stream)
			return &clients->all[i];
	return NULL;
}

/* evhttp asks for the bufferevent of a connection that it has accepted. */
static struct bufferevent *on_connection(struct event_base *base, void *data)
{
	struct clients *clients = data;
	struct bufferevent *stream = bufferevent_socket_new(base, -1, BEV_OPT_CLOSE_ON_FREE);
	struct client *client = find_room(clients);
	struct timeval at_once = {0};

	if (!client) {
		sweep(clients); /* those dropped before have gone by now */
		client = find_room(clients);
	}
	if (stream && client) {
		bufferevent_incref(stream);
		*client =
			(struct client){.stream = stream, .clients = clients, .since = now_ms(), .turn = clients->turn};
		clients->count++;
	}
	event_add(clients->turned, &at_once);
	/* Those who came before have their turn first, or they would be dropped before they are read. */
	if (!make_room(clients) || !find_room(clients) || ++clients->accepted > clients->max / 4)
		pause_listener(clients);
	arm(clients);
	return stream;
}

static void on_accept_again(evutil_socket_t fd, short events, void *data)
{
	(void)fd;
	(void)events;
	evconnlistener_enable(data);
}

/* Out of descriptors: accept() would fail again at once, so wait a little. data is evhttp's, not ours. */
static void on_accept_error(struct evconnlistener *listener, void *data)
{
	struct timeval delay = {.tv_usec = SWEEP_MS * 1000};

	(void)data;
	evconnlistener_disable(listener);
	event_base_once(evconnlistener_get_base(listener), -1, EV_TIMEOUT, on_accept_again, listener, &delay);
}

struct clients *clients_new(struct server *server, struct evconnlistener *listener)
{
	struct clients *clients = xcalloc(1, sizeof(*clients));

	*clients = (struct clients){.server = server,
				    .listener = listener,
				    .max = (size_t)server->config->connections,
				    .room = 2 * (size_t)server->config->connections,
				    .all = xcalloc(2 * (size_t)server->config->connections, sizeof(struct client))};
	clients->sweep = evtimer_new(server->base, on_sweep, clients);
	clients->turned = evtimer_new(server->base, on_turn, clients);
	evconnlistener_set_error_cb(listener, on_accept_error);
	evhttp_set_bevcb(server->http, on_connection, clients);
	return clients;
}

void clients_stop(struct clients *clients)
{
	clients->stopped = true;
	evconnlistener_disable(clients->listener);
}

bool clients_are_quiet(struct clients *clients)
{
	int64_t now = now_ms();

	clients->turn++;
	sweep(clients);
	for (size_t i = 0; i < clients->room; i++) {
		const struct client *client = &clients->all[i];

		if (client->stream && !client->dropped &&
		    (client->busy || client->unsent || now - client->since < COMING_MS))
			return false;
	}
	return true;
}

void clients_free(struct clients *clients)
{
	if (!clients)
		return;
	for (size_t i = 0; i < clients->room; i++)
		if (clients->all[i].stream)
			bufferevent_decref(clients->all[i].stream);
	event_free(clients->sweep);
	event_free(clients->turned);
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

bool client_user(struct evhttp_request *request, uid_t *ret)
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
	*ret = peer.uid;
	return true;
}

bool client_is_admin(struct evhttp_request *request)
{
	uid_t user;

	return client_user(request, &user) && (user == 0 || user == geteuid());
}
