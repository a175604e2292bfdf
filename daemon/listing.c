/* SPDX-License-Identifier: MIT */
/*
 * Long lists, made a piece at a time while the loop has nothing else to do: nobody else waits for more than a piece.
 * The list that has the least left goes first, so that few are half made, and long ones hold up no short ones.
 */
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <poll.h>
#include <stdlib.h>

#include "server.h"

struct listing {
	TAILQ_ENTRY(listing) link;
	struct question question; /* its parameters are ours */
	struct page page;         /* limit: entries that are left */
	struct buffer entries;
};

struct listings {
	struct server *server;
	struct event *turn;
	size_t count, max;
	TAILQ_HEAD(listing_list, listing) waiting;
};

static void listing_free(struct listings *listings, struct listing *listing)
{
	TAILQ_REMOVE(&listings->waiting, listing, link);
	listings->count--;
	evhttp_clear_headers(&listing->question.parameters);
	buffer_done(&listing->entries);
	free(listing);
}

/* The client has gone. evhttp leaves to us a request that it has taken off the connection. */
static void on_closed(struct evhttp_connection *connection, void *data)
{
	struct listings *listings = data;
	struct listing *listing, *next;

	for (listing = TAILQ_FIRST(&listings->waiting); listing; listing = next) {
		struct evhttp_request *request = listing->question.request;
		struct evhttp_connection *its = evhttp_request_get_connection(request);

		next = TAILQ_NEXT(listing, link);
		if (its && its != connection)
			continue;
		if (!its)
			evhttp_request_free(request);
		listing_free(listings, listing);
	}
}

static void finish(struct listings *listings, struct listing *listing, int result, const struct error *err)
{
	struct evhttp_request *request = listing->question.request;
	struct evhttp_connection *connection = evhttp_request_get_connection(request);

	if (connection)
		evhttp_connection_set_closecb(connection, NULL, NULL);
	ask_answer(&listing->question, result, &listing->page, &listing->entries, err);
	listing_free(listings, listing);
}

/* evhttp does not look at a connection whose request is being answered. */
static bool is_hung_up(const struct listing *listing)
{
	struct evhttp_connection *connection = evhttp_request_get_connection(listing->question.request);
	struct pollfd look = {.fd = bufferevent_getfd(evhttp_connection_get_bufferevent(connection))};

	return poll(&look, 1, 0) == 1 && look.revents & (POLLHUP | POLLERR);
}

static void forget_hung_up(struct listings *listings)
{
	const struct error nobody = {"the client hung up"};
	struct listing *listing, *next;

	for (listing = TAILQ_FIRST(&listings->waiting); listing; listing = next) {
		next = TAILQ_NEXT(listing, link);
		if (is_hung_up(listing))
			finish(listings, listing, STORE_ERROR, &nobody);
	}
}

/* One more piece. */
static void go_on(struct listings *listings, struct listing *listing)
{
	struct page piece = {.after = listing->page.after, .limit = listing->page.limit};
	struct buffer entries = {0};
	struct error err = {""};
	int result;

	if (piece.limit > LISTING_PIECE)
		piece.limit = LISTING_PIECE;
	result = ask_page(&listing->question, &piece, &entries, &err);
	if (listing->entries.length && entries.length)
		buffer_char(&listing->entries, ',');
	if (entries.length)
		buffer_add(&listing->entries, entries.data, entries.length);
	buffer_done(&entries);
	listing->page.limit -= piece.limit;
	listing->page.after = listing->page.next = piece.next;
	if (result != STORE_OK || !piece.next || listing->page.limit <= 0)
		finish(listings, listing, result, &err);
}

static void arm(struct listings *listings)
{
	struct timeval at_once = {0};

	if (!TAILQ_EMPTY(&listings->waiting))
		event_add(listings->turn, &at_once);
}

static void on_turn(evutil_socket_t fd, short events, void *data)
{
	struct listings *listings = data;
	struct listing *listing, *least = NULL;

	(void)fd;
	(void)events;
	forget_hung_up(listings);
	TAILQ_FOREACH(listing, &listings->waiting, link)
	if (!least || listing->page.limit < least->page.limit)
		least = listing;
	if (least)
		go_on(listings, least);
	arm(listings);
}

struct listings *listings_new(struct server *server)
{
	struct listings *listings = xcalloc(1, sizeof(*listings));

	listings->server = server;
	listings->max = (size_t)server->config->connections / 2 + 1;
	TAILQ_INIT(&listings->waiting);
	listings->turn = evtimer_new(server->base, on_turn, listings);
	event_priority_set(listings->turn, SERVER_IDLE);
	return listings;
}

void listings_free(struct listings *listings)
{
	struct listing *listing;

	if (!listings)
		return;
	while ((listing = TAILQ_FIRST(&listings->waiting))) {
		evhttp_connection_set_closecb(evhttp_request_get_connection(listing->question.request), NULL, NULL);
		listing_free(listings, listing);
	}
	event_free(listings->turn);
	free(listings);
}

bool listings_add(struct listings *listings, struct question *question, const struct page *page)
{
	struct listing *listing;

	if (listings->count >= listings->max)
		forget_hung_up(listings);
	if (listings->count >= listings->max)
		return false;
	listing = xcalloc(1, sizeof(*listing));
	listing->question = *question;
	TAILQ_INIT(&listing->question.parameters);
	TAILQ_CONCAT(&listing->question.parameters, &question->parameters, next);
	listing->page = *page;
	TAILQ_INSERT_TAIL(&listings->waiting, listing, link);
	listings->count++;
	evhttp_connection_set_closecb(evhttp_request_get_connection(question->request), on_closed, listings);
	arm(listings);
	return true;
}
