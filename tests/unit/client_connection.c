/* SPDX-License-Identifier: MIT */
/* Asking a daemon that answers well, badly, in pieces, or not at all. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "commands.h"
#include "connection.h"
#include "quoted/buffer.h"

#define HANGS "hang" /* what the fake daemon says when it is to say nothing, for good */
#define WAITS "wait" /* and for 1.5 s */

struct fixture {
	char directory[64], path[96];
	pid_t server;
	struct connection *connection;
	struct error err;
};

/* Read a request's head into head. */
static void read_head(int client, char *head, size_t room)
{
	size_t length = 0;
	ssize_t n;

	memset(head, 0, room);
	while (!strstr(head, "\r\n\r\n") && (n = read(client, head + length, room - 1 - length)) > 0)
		length += (size_t)n;
}

/* Answer with the pieces, which end with NULL, and hang up; who asks for the status is told at once if there is one. */
static void answer(int client, const char *const *pieces, const char *status)
{
	const char *instead[] = {status, NULL};
	char head[4096];

	read_head(client, head, sizeof(head));
	if (status && strstr(head, "/v1/status"))
		pieces = instead;
	for (size_t i = 0; pieces[i]; i++) {
		if (!strcmp(pieces[i], HANGS))
			pause();
		if (!strcmp(pieces[i], WAITS))
			usleep(1500000);
		else if (write(client, pieces[i], strlen(pieces[i])) < 0)
			break;
	}
	_exit(0);
}

/* Each connection is answered by a process of its own. */
static void serve(int listener, const char *const *pieces, const char *status)
{
	signal(SIGCHLD, SIG_IGN);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (;;) {
		int client = accept(listener, NULL, NULL);

		if (fork() == 0) {
			prctl(PR_SET_PDEATHSIG, SIGKILL);
			answer(client, pieces, status);
		}
		close(client);
	}
}

static int fixture_open(void **state)
{
	struct fixture *fixture = xcalloc(1, sizeof(*fixture));

	snprintf(fixture->directory, sizeof(fixture->directory), "/tmp/quotes-connection-XXXXXX");
	if (!mkdtemp(fixture->directory))
		return -1;
	snprintf(fixture->path, sizeof(fixture->path), "%s/socket", fixture->directory);
	fixture->connection = connection_new(fixture->path, &fixture->err);
	connection_set_deadlines(fixture->connection, 1, 1, 3);
	*state = fixture;
	return 0;
}

static int fixture_close(void **state)
{
	struct fixture *fixture = *state;

	connection_free(fixture->connection);
	if (fixture->server) {
		kill(fixture->server, SIGKILL);
		waitpid(fixture->server, NULL, 0);
	}
	unlink(fixture->path);
	rmdir(fixture->directory);
	free(fixture);
	return 0;
}

static void start(struct fixture *fixture, const char *const *pieces, const char *status)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fixture->server) {
		kill(fixture->server, SIGKILL);
		waitpid(fixture->server, NULL, 0);
		unlink(fixture->path);
	}
	snprintf(address.sun_path, sizeof(address.sun_path), "%s", fixture->path);
	assert_int_equal(bind(listener, (struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(listen(listener, 8), 0);
	fixture->server = fork();
	if (fixture->server == 0)
		serve(listener, pieces, status);
	close(listener);
}

static void answers_become_statuses(void **state)
{
	static const struct {
		const char *pieces[8];
		int status;
		const char *text; /* of the error, or of the answer's "a" */
	} rows[] = {
		{{"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{\"a\":\"b\"}"}, EXIT_FOUND, "b"},
		{{"HTTP/1.1 200 OK\r\nContent-", "Length: 9\r\n\r", "\n{\"a\"", ":\"b\"}"}, EXIT_FOUND, "b"},
		{{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "5\r\n{\"a\":", "\r\n4\r\n\"b\"}\r\n",
		  "0\r\n\r\n"},
		 EXIT_FOUND,
		 "b"},
		{{"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{\"a\":\"b\"}"},
		 EXIT_FOUND,
		 "b"},
		{{"HTTP/1.0 200 OK\r\n\r\n{\"a\":\"b\"}"}, EXIT_FOUND, "b"},
		{{"HTTP/1.1 404 No\r\nContent-Length: 16\r\n\r\n{\"error\":\"none\"}"}, EXIT_NOTHING, "none"},
		{{"HTTP/1.1 400 No\r\nContent-Length: 15\r\n\r\n{\"error\":\"bad\"}"}, EXIT_USAGE, "bad"},
		{{"HTTP/1.1 403 No\r\nContent-Length: 15\r\n\r\n{\"error\":\"you\"}"}, EXIT_DAEMON, "you"},
		{{"HTTP/1.1 503 No\r\nContent-Length: 16\r\n\r\n{\"error\":\"full\"}"}, EXIT_DAEMON, "full"},
		{{"HTTP/1.1 500 No\r\nContent-Length: 4\r\n\r\noops"},
		 EXIT_DAEMON,
		 "the daemon's answer makes no sense (HTTP status 500)"},
		{{"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n[12]"},
		 EXIT_DAEMON,
		 "the daemon's answer makes no sense (HTTP status 200)"},
		{{"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n{\"a\""},
		 EXIT_DAEMON,
		 "the daemon's answer makes no sense (HTTP status 200)"},
		{{"HTTP/1.1 200 OK\r\nContent-Length: 40\r\n\r\n{\"a\":\"b\"}"},
		 EXIT_DAEMON,
		 "could not talk to the daemon"},
		{{"SSH-2.0-OpenSSH\r\n"}, EXIT_DAEMON, "could not talk to the daemon"},
		{{""}, EXIT_DAEMON, "could not talk to the daemon"},
		{{HANGS}, EXIT_DAEMON, "the daemon at"},
		{{"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{\"a\"", HANGS}, EXIT_DAEMON, "the daemon at"},
	};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct json_object *got = NULL;
		const char *text = fixture->err.text;
		int status;

		start(fixture, rows[i].pieces, NULL);
		status = connection_ask(fixture->connection, "GET", "/v1/status", &got, &fixture->err);
		if (got)
			text = json_object_get_string(json_object_object_get(got, "a"));
		if (status != rows[i].status || strncmp(text, rows[i].text, strlen(rows[i].text)) != 0)
			fail_msg("row %zu: status %d, %s", i, status, text);
		json_object_put(got);
	}
}

static void no_daemon_is_told_as_such(void **state)
{
	struct fixture *fixture = *state;
	struct json_object *got = NULL;
	char path[200];

	assert_int_equal(connection_ask(fixture->connection, "GET", "/v1/status", &got, &fixture->err), EXIT_DAEMON);
	assert_non_null(strstr(fixture->err.text, "could not reach the daemon"));
	assert_non_null(strstr(fixture->err.text, "No such file or directory"));
	memset(path, 'x', sizeof(path) - 1);
	path[sizeof(path) - 1] = '\0';
	assert_null(connection_new(path, &fixture->err));
	assert_non_null(strstr(fixture->err.text, "too long"));
}

static void a_proxy_is_not_asked(void **state)
{
	static const char *const pieces[] = {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", NULL};
	struct fixture *fixture = *state;
	struct json_object *got = NULL;

	start(fixture, pieces, NULL);
	setenv("http_proxy", "http://127.0.0.1:1", 1);
	assert_int_equal(connection_ask(fixture->connection, "GET", "/v1/status", &got, &fixture->err), EXIT_FOUND);
	unsetenv("http_proxy");
	json_object_put(got);
}

static void a_long_request_waits_while_the_daemon_lives(void **state)
{
	static const char *const pieces[] = {WAITS, WAITS, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", NULL};
	static const char *const silent[] = {HANGS, NULL};
	struct fixture *fixture = *state;
	struct json_object *got = NULL;

	start(fixture, pieces, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
	assert_int_equal(connection_wait(fixture->connection, "POST", "/v1/sync", &got, &fixture->err), EXIT_FOUND);
	json_object_put(got);
	start(fixture, silent, NULL);
	assert_int_equal(connection_wait(fixture->connection, "POST", "/v1/sync", &got, &fixture->err), EXIT_DAEMON);
	assert_non_null(strstr(fixture->err.text, "does not answer"));
}

struct taken {
	char text[64];
	size_t stop_at;
};

static int take(void *context, struct json_object *object)
{
	struct taken *taken = context;

	strncat(taken->text, json_object_get_string(json_object_object_get(object, "a")),
		sizeof(taken->text) - strlen(taken->text) - 1);
	return strlen(taken->text) == taken->stop_at;
}

static void a_stream_is_read_by_lines(void **state)
{
	static const char *const pieces[] = {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
					     "1\r\n\n\r\n",
					     "c\r\n{\"a\":\"x\"}\n{\"\r\n",
					     "8\r\na\":\"y\"}\n\r\n",
					     "b\r\nnonsense!!\n\r\n",
					     "a\r\n{\"a\":\"z\"}\n\r\n",
					     "0\r\n\r\n",
					     NULL};
	struct fixture *fixture = *state;
	struct taken taken = {.stop_at = 0};

	start(fixture, pieces, NULL);
	assert_int_equal(connection_follow(fixture->connection, "/v1/follow", take, &taken, &fixture->err),
			 EXIT_DAEMON);
	assert_string_equal(taken.text, "xyz");
	assert_string_equal(fixture->err.text, "the daemon ended the stream");
	taken = (struct taken){.stop_at = 2};
	assert_int_equal(connection_follow(fixture->connection, "/v1/follow", take, &taken, &fixture->err), EXIT_FOUND);
	assert_string_equal(taken.text, "xy");
}

static void a_stream_with_nothing_to_tell_goes_on(void **state)
{
	static const char *const pieces[] = {"HTTP/1.1 200 OK\r\n\r\n", WAITS, "\n", WAITS, "\n", WAITS, "\n",
					     "{\"a\":\"x\"}\n",         NULL};
	static const char *const silent[] = {"HTTP/1.1 200 OK\r\n\r\n{\"a\":\"x\"}\n", HANGS, NULL};
	struct fixture *fixture = *state;
	struct taken taken = {.stop_at = 0};

	start(fixture, pieces, NULL);
	assert_int_equal(connection_follow(fixture->connection, "/v1/follow", take, &taken, &fixture->err),
			 EXIT_DAEMON);
	assert_string_equal(fixture->err.text, "the daemon ended the stream");
	assert_string_equal(taken.text, "x");
	start(fixture, silent, NULL);
	assert_int_equal(connection_follow(fixture->connection, "/v1/follow", take, &taken, &fixture->err),
			 EXIT_DAEMON);
	assert_non_null(strstr(fixture->err.text, "does not answer"));
	assert_string_equal(taken.text, "xx");
}

static void a_stream_can_be_refused(void **state)
{
	static const char *const pieces[] = {"HTTP/1.1 400 No\r\nContent-Length: 15\r\n\r\n{\"error\":\"bad\"}", NULL};
	struct fixture *fixture = *state;
	struct taken taken = {.stop_at = 0};

	start(fixture, pieces, NULL);
	assert_int_equal(connection_follow(fixture->connection, "/v1/follow", take, &taken, &fixture->err), EXIT_USAGE);
	assert_string_equal(fixture->err.text, "bad");
	assert_string_equal(taken.text, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(answers_become_statuses, fixture_open, fixture_close),
		cmocka_unit_test_setup_teardown(no_daemon_is_told_as_such, fixture_open, fixture_close),
		cmocka_unit_test_setup_teardown(a_proxy_is_not_asked, fixture_open, fixture_close),
		cmocka_unit_test_setup_teardown(a_long_request_waits_while_the_daemon_lives, fixture_open,
						fixture_close),
		cmocka_unit_test_setup_teardown(a_stream_is_read_by_lines, fixture_open, fixture_close),
		cmocka_unit_test_setup_teardown(a_stream_with_nothing_to_tell_goes_on, fixture_open, fixture_close),
		cmocka_unit_test_setup_teardown(a_stream_can_be_refused, fixture_open, fixture_close),
	};

	signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
