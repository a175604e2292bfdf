/* SPDX-License-Identifier: MIT */
/* The serve process: it answers clients from a read-only database, and ends with its parent. */
#include <signal.h>
#include <stdlib.h>

#include "log.h"
#include "process.h"
#include "role.h"
#include "server.h"

static void on_signal(evutil_socket_t fd, short events, void *data)
{
	(void)fd;
	(void)events;
	server_drain(data);
}

int role_serve(const struct config *config)
{
	struct server server = {.base = event_base_new(), .config = config};
	struct event *term = evsignal_new(server.base, SIGTERM, on_signal, &server);
	struct error err;
	int status = EXIT_SUCCESS;

	signal(SIGINT, SIG_IGN); /* a terminal sends it to the main process too, which ends this one */
	if (server_start(&server, PROCESS_LISTENER, PROCESS_CHANNEL, &err) < 0) {
		log_error("%s", err.text);
		status = EXIT_FAILURE;
	} else {
		event_add(term, NULL);
		event_base_dispatch(server.base);
	}
	server_stop(&server);
	event_free(term);
	event_base_free(server.base);
	return status;
}
