/* SPDX-License-Identifier: MIT */
/* What comes over the sockets between the processes and from clients, and the configuration. */
#include <event2/buffer.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "amend.h"
#include "config.h"
#include "quoted/engine.h"
#include "quoted/store.h"
#include "server.h"
#include "target.h"

#define TURNS 200 /* of the server's loop for one input, before its client goes away */

static const char text[] = "Harbour plan\n\n“The harbour is safe,” said Anna Larkin, the mayor of Orm.\n\n"
			   "Bo Quist, a fisherman, denied that the harbour is safe. “It is not,” he told reporters. "
			   "Larkin said on Tuesday "
			   "that the pier will cost 40 million.\n";

static struct server server;
static struct config config;
static char folder[] = "/tmp/quoted-fuzz-XXXXXX";
static struct sockaddr_un address = {.sun_family = AF_UNIX};
static int channel; /* the main process's end */

static void start_nothing(void)
{
}

static void feed_record(const char *bytes, size_t length)
{
	struct extraction extraction = {0};
	struct error err = {""};

	if (extraction_unpack(&extraction, bytes, length, &err) == 0)
		target_prove(&extraction);
	else if (!*err.text)
		target_fail("a record", "it was refused without a reason");
	extraction_done(&extraction);
}

/* A byte stream that comes in pieces. */
static void feed_frame(const char *bytes, size_t length)
{
	struct evbuffer *stream = evbuffer_new();
	struct buffer content = {0};
	struct amendment amendment;
	struct frame frame;
	size_t half = length / 2;
	int got = 0;

	for (int piece = 0; piece < 2 && got == 0; piece++) {
		evbuffer_add(stream, piece ? bytes + half : bytes, piece ? length - half : half);
		while ((got = frame_take(stream, &frame, &content)) == 1)
			if (frame.type == FRAME_CORRECT)
				(void)amendment_unpack(&amendment, &content);
	}
	buffer_done(&content);
	evbuffer_free(stream);
}

static void feed_config(const char *bytes, size_t length)
{
	char option[64], *arguments[] = {(char[]){"quoted"}, option, NULL};
	struct config read;
	struct error err = {""};
	int count = 2;

	snprintf(option, sizeof(option), "--config=%s", target_file(bytes, length));
	if (config_load(&read, &count, arguments, &err) == 0)
		(void)config_arguments(&read, "quoted", "serve");
	else if (!*err.text)
		target_fail("a configuration", "it was refused without a reason");
	config_done(&read);
}

static void fill_store(void)
{
	static const uint8_t hash[STORE_HASH] = {1};
	struct drop drop = {.name = "harbour.txt", .hash = hash, .size = sizeof(text) - 1, .outcome = OUTCOME_STORED};
	struct extraction extraction = {0};
	struct error err;
	struct store *store;
	enum outcome outcome;
	int64_t article;
	char path[64];

	snprintf(path, sizeof(path), "%s/quoted.db", folder);
	store = store_open(path, STORE_WRITE, &err);
	if (!store || engine_extract(target_engine(), "harbour.txt", text, sizeof(text) - 1, &extraction, &err) < 0 ||
	    store_begin(store, &err) < 0 || store_add(store, &drop, &extraction, &article, &outcome, &err) < 0 ||
	    store_commit(store, &err) < 0)
		target_fail("could not fill the store", err.text);
	extraction_done(&extraction);
	store_close(store);
	target_engine_stop();
}

static int listen_there(void)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	snprintf(address.sun_path, sizeof(address.sun_path), "%s/socket", folder);
	if (fd < 0 || bind(fd, (const struct sockaddr *)&address, sizeof(address)) < 0 || listen(fd, 64) < 0)
		target_fail("could not listen", folder);
	return fd;
}

static void start_http(void)
{
	char option[64], *arguments[] = {(char[]){"quoted"}, (char[]){"--config=/dev/null"}, option,
					 (char[]){"--connections=2000"}, NULL};
	int pair[2], count = 4;
	char rules[4096];
	struct error err;

	if (!mkdtemp(folder) || socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, pair) < 0)
		target_fail("could not make", folder);
	fill_store();
	snprintf(option, sizeof(option), "--state=%s", folder);
	if (config_load(&config, &count, arguments, &err) < 0)
		target_fail("could not configure", err.text);
	snprintf(rules, sizeof(rules), "%s", target_rules());
	config.rules = arena_copy(&config.arena, rules, strlen(rules));
	server = (struct server){.base = event_base_new(), .config = &config};
	channel = pair[0];
	if (server_start(&server, listen_there(), pair[1], &err) < 0)
		target_fail("could not start the server", err.text);
}

static void stop_http(void)
{
	static const char *const names[] = {"quoted.db", "quoted.db-wal", "quoted.db-shm", "socket", ""};
	char path[64];

	server_stop(&server);
	event_base_free(server.base);
	config_done(&config);
	close(channel);
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		snprintf(path, sizeof(path), "%s/%s", folder, names[i]);
		(void)(*names[i] ? unlink(path) : rmdir(folder));
	}
}

/* What the main process would say: half of the time that it cannot be. */
static void answer_frames(void)
{
	static const char *const replies[] = {"{\"retried\":0}", "{\"error\":\"no\",\"code\":409}"};
	struct buffer bytes = {0}, reply = {0};
	struct amendment amendment;
	struct frame frame;

	while (recv(channel, &frame, 1, MSG_PEEK | MSG_DONTWAIT) == 1 && frame_receive(channel, &frame, &bytes) == 1) {
		if (frame.type == FRAME_CORRECT && amendment_unpack(&amendment, &bytes) < 0)
			target_fail("a correction", "the main process could not read what the server packed");
		buffer_clear(&reply);
		buffer_text(&reply, replies[frame.number % 2]);
		if (frame_send(channel, (enum frame_type)frame.type, frame.number, &reply) < 0)
			target_fail("a frame", "it could not be answered");
	}
	buffer_done(&bytes);
	buffer_done(&reply);
}

/* A client sends the input and no more, reads what comes, and goes. */
static void feed_http(const char *bytes, size_t length)
{
	struct buffer nothing = {0};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	char room[65536];
	ssize_t got = -1;

	if (connect(fd, (const struct sockaddr *)&address, sizeof(address)) < 0)
		target_fail("could not connect", folder);
	for (size_t sent = 0; sent < length;) {
		ssize_t n = send(fd, bytes + sent, length - sent, MSG_DONTWAIT | MSG_NOSIGNAL);

		sent += n > 0 ? (size_t)n : length;
	}
	shutdown(fd, SHUT_WR);
	for (int turn = 0; turn < TURNS && got != 0; turn++) {
		event_base_loop(server.base, EVLOOP_NONBLOCK);
		answer_frames();
		if (turn == 3)
			frame_send(channel, FRAME_STORED, 1, &nothing);
		while ((got = recv(fd, room, sizeof(room), MSG_DONTWAIT)) > 0)
			continue;
		if (got < 0 && turn > 8 && !event_base_get_num_events(server.base, EVENT_BASE_COUNT_ACTIVE))
			break; /* a stream, or an answer that never comes */
	}
	close(fd);
	for (int turn = 0; turn < 4; turn++)
		event_base_loop(server.base, EVLOOP_NONBLOCK);
}

const struct target process_targets[] = {
	{"record", start_nothing, feed_record, start_nothing},
	{"frame", start_nothing, feed_frame, start_nothing},
	{"config", start_nothing, feed_config, start_nothing},
	{"http", start_http, feed_http, stop_http},
	{NULL, NULL, NULL, NULL},
};
