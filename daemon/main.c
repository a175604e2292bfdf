/* SPDX-License-Identifier: MIT */
/* quoted: the main process. It starts and stops the rest, and takes signals. */
#include <errno.h>
#include <event2/event.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#include "config.h"
#include "control.h"
#include "file.h"
#include "hook.h"
#include "intake.h"
#include "listener.h"
#include "log.h"
#include "quoted/endpoints.h"
#include "quoted/engine.h"
#include "role.h"
#include "state.h"

struct daemon {
	struct event_base *base;
	struct config *config;
	struct intake *intake;
	struct control *control;
	struct hooks *hooks;
	struct event *signals[3], *watchdog;
	bool stopping;
};

/* The version of the rules, or -1 with err set where they are bad. Nothing of them is kept here: extract processes read
 * them. */
static int check_rules(const struct config *config, char *version, size_t room, struct error *err)
{
	struct pack *pack = pack_load(config->rules, config->site, err);

	if (!pack)
		return -1;
	snprintf(version, room, "%s", pack_version(pack));
	pack_free(pack);
	return 0;
}

static void on_stored(void *data, int64_t article)
{
	struct daemon *daemon = data;

	if (daemon->control)
		control_stored(daemon->control, article);
	if (daemon->hooks)
		hooks_look(daemon->hooks);
}

static void on_settled(void *data)
{
	struct daemon *daemon = data;

	if (daemon->control)
		control_settled(daemon->control);
}

static void on_stop(evutil_socket_t fd, short events, void *data)
{
	struct daemon *daemon = data;

	(void)fd;
	(void)events;
	if (daemon->stopping) {
		event_base_loopbreak(daemon->base);
		return;
	}
	daemon->stopping = true;
	sd_notify(0, "STOPPING=1");
	control_stop(daemon->control);
}

static void on_reload(evutil_socket_t fd, short events, void *data)
{
	struct daemon *daemon = data;
	char version[80];
	struct error err;

	(void)fd;
	(void)events;
	if (check_rules(daemon->config, version, sizeof(version), &err) < 0) {
		log_error("%s; the rules in force stay", err.text);
		return;
	}
	pool_reload(intake_pool(daemon->intake));
	control_rules(daemon->control, version);
	log_info("rules %s in force", version);
}

static void on_watchdog(evutil_socket_t fd, short events, void *data)
{
	(void)fd;
	(void)events;
	(void)data;
	sd_notify(0, "WATCHDOG=1");
}

static void add_events(struct daemon *daemon)
{
	uint64_t watchdog_us = 0;

	daemon->signals[0] = evsignal_new(daemon->base, SIGTERM, on_stop, daemon);
	daemon->signals[1] = evsignal_new(daemon->base, SIGINT, on_stop, daemon);
	daemon->signals[2] = evsignal_new(daemon->base, SIGHUP, on_reload, daemon);
	for (size_t i = 0; i < 3; i++)
		event_add(daemon->signals[i], NULL);
	if (sd_watchdog_enabled(0, &watchdog_us) > 0) {
		struct timeval half = {.tv_sec = (time_t)(watchdog_us / 2000000),
				       .tv_usec = (suseconds_t)(watchdog_us / 2 % 1000000)};

		daemon->watchdog = event_new(daemon->base, -1, EV_PERSIST, on_watchdog, NULL);
		event_add(daemon->watchdog, &half);
	}
}

static void stop(struct daemon *daemon)
{
	if (daemon->intake)
		intake_stop(daemon->intake);
	hooks_free(daemon->hooks);
	daemon->hooks = NULL;
	control_free(daemon->control);
	daemon->control = NULL;
	if (daemon->intake)
		intake_free(daemon->intake);
	for (size_t i = 0; i < 3; i++)
		if (daemon->signals[i])
			event_free(daemon->signals[i]);
	if (daemon->watchdog)
		event_free(daemon->watchdog);
	event_base_free(daemon->base);
}

/* The base with its three priorities; the middle one is the default. */
static struct event_base *make_base(void)
{
	struct event_base *base = event_base_new();

	if (!base || event_base_priority_init(base, PRIORITY_LAST + 1) < 0) {
		log_error("could not make an event loop");
		exit(EX_OSERR);
	}
	return base;
}

static int run(struct config *config, const char *rules, int listener)
{
	struct daemon daemon = {.base = make_base(), .config = config};
	const struct intake_calls calls = {on_stored, on_settled, &daemon};
	struct error err;

	daemon.intake = intake_new(daemon.base, config, &calls, &err);
	if (!daemon.intake) {
		log_error("%s", err.text);
		stop(&daemon);
		return EX_CONFIG;
	}
	daemon.control = control_new(daemon.base, config, daemon.intake, listener);
	control_rules(daemon.control, rules);
	daemon.hooks = hooks_new(daemon.base, config, daemon.intake);
	add_events(&daemon);
	log_info("watching \"%s\"; rules %s", config->inbox, rules);
	sd_notify(0, "READY=1");
	event_base_dispatch(daemon.base);
	stop(&daemon);
	log_info("stopped");
	return EXIT_SUCCESS;
}

static int run_main(struct config *config)
{
	char rules[80];
	struct error err;
	int lock, listener, made, status;

	if (check_rules(config, rules, sizeof(rules), &err) < 0) {
		log_error("%s", err.text);
		return EX_CONFIG;
	}
	if (config->check_only) {
		printf("quoted: configuration and rules are good; rules %s\n", rules);
		return EXIT_SUCCESS;
	}
	lock = state_lock(config, &err);
	if (lock < 0) {
		status = errno == EWOULDBLOCK ? EX_TEMPFAIL : EX_CONFIG;
		log_error("%s", err.text);
		return status;
	}
	listener = listener_open(config->socket, &made, &err);
	if (listener < 0) {
		log_error("%s", err.text);
		return EX_CONFIG;
	}
	status = run(config, rules, listener);
	if (made)
		unlink(config->socket);
	close(listener);
	close(lock);
	return status;
}

static void print(void (*write)(struct buffer *))
{
	struct buffer out = {0};

	write(&out);
	fputs(out.data, stdout);
	buffer_done(&out);
}

/* mdoc, for the man page. */
static void list_endpoints(struct buffer *out)
{
	for (const struct endpoint *endpoint = endpoints; endpoint->path; endpoint++) {
		buffer_printf(out, ".It Ic %s %s\n%c%s.\n", endpoint->method, endpoint->path,
			      endpoint->help[0] >= 'a' ? endpoint->help[0] - 32 : endpoint->help[0],
			      endpoint->help + 1);
		if (*endpoint->parameters)
			buffer_printf(out, "Parameters:\n.Ql %s .\n", endpoint->parameters);
	}
}

static const struct {
	const char *name;
	int (*run)(const struct config *);
} roles[] = {{"extract", role_extract}, {"serve", role_serve}};

static int choose(struct config *config, int argc, char **argv)
{
	if (config->help) {
		print(config_help);
	} else if (config->manual) {
		print(config->manual == 1 ? config_manual : list_endpoints);
	} else if (config->version) {
		puts("quoted " QUOTED_VERSION);
	} else if (argc == 0) {
		return run_main(config);
	} else {
		for (size_t i = 0; i < sizeof(roles) / sizeof(*roles); i++)
			if (!strcmp(argv[0], roles[i].name))
				return roles[i].run(config);
		fprintf(stderr, "quoted: takes no argument such as \"%s\"\n", argv[0]);
		return EX_USAGE;
	}
	return EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
	struct config config;
	struct error err;
	int status;

	signal(SIGPIPE, SIG_IGN);
	signal(SIGIO, SIG_IGN); /* of a lease; see file.c */
	if (config_load(&config, &argc, argv, &err) < 0) {
		fprintf(stderr, "quoted: %s\n", err.text);
		config_done(&config);
		return EX_CONFIG;
	}
	log_open((enum log_level)config.log_level, argc > 0 ? argv[0] : NULL);
	status = choose(&config, argc, argv);
	config_done(&config);
	return status;
}
