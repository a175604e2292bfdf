/* SPDX-License-Identifier: MIT */
/* HTTP by libcurl: deadlines, limits, and what went wrong in the client's words. */
#include "connection.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/un.h>
#include <time.h>

#include "commands.h"
#include "libcurl.h"
#include "quoted/buffer.h"

#define ANSWER_MAX (512u << 20) /* bytes of one answer, or of one line of a stream */
#define CONNECT_SECONDS 10
#define ANSWER_SECONDS 30
#define STREAM_SECONDS 60 /* the daemon sends an empty line every 15 */

struct connection {
	const struct libcurl *libcurl;
	CURL *curl;
	char *path;
	long connect_seconds, answer_seconds, stream_seconds;
	struct buffer answer; /* or the line of a stream that is not whole yet */
	bool is_too_large, is_taken;
	int (*take)(void *, struct json_object *); /* for a stream, else NULL */
	void *context;
	time_t heard_at, silence; /* the last byte; seconds after it when the request is given up */
	bool is_patient;          /* silence is no reason to give up as long as the daemon answers the probe */
	struct connection *probe;
};

static time_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec;
}

/* Hand over the whole lines of a stream that are there. */
static bool take_lines(struct connection *connection)
{
	struct buffer *answer = &connection->answer;
	char *line = answer->data, *end = line + answer->length, *newline;

	while (!connection->is_taken && line < end && (newline = memchr(line, '\n', (size_t)(end - line)))) {
		struct json_object *object;

		*newline = '\0';
		object = json_tokener_parse(line);
		if (object)
			connection->is_taken = connection->take(connection->context, object) != 0;
		json_object_put(object);
		line = newline + 1;
	}
	answer->length = (size_t)(end - line);
	memmove(answer->data, line, answer->length);
	return !connection->is_taken;
}

static size_t receive(char *bytes, size_t size, size_t count, void *context)
{
	struct connection *connection = context;
	size_t length = size * count;
	long status = 0;

	if (connection->answer.length + length > ANSWER_MAX) {
		connection->is_too_large = true;
		return CURL_WRITEFUNC_ERROR;
	}
	connection->heard_at = now();
	buffer_add(&connection->answer, bytes, length);
	connection->libcurl->easy_getinfo(connection->curl, CURLINFO_RESPONSE_CODE, &status);
	if (connection->take && status == 200 && !take_lines(connection))
		return CURL_WRITEFUNC_ERROR;
	return length;
}

/* Whether the daemon answers another request, while a long one waits. */
static bool is_alive(struct connection *connection)
{
	struct json_object *status = NULL;
	struct error err;

	if (!connection->probe)
		connection->probe = connection_new(connection->path, &err);
	if (!connection->probe)
		return false;
	connection_set_deadlines(connection->probe, connection->connect_seconds, connection->answer_seconds, 0);
	if (connection_ask(connection->probe, "GET", "/v1/status", &status, &err) != EXIT_FOUND)
		return false;
	json_object_put(status);
	connection->heard_at = now();
	return true;
}

/*
 * libcurl calls this about once a second; not 0 gives up. Its own limit is on bytes a second, which a stream with
 * nothing to tell is below.
 */
static int watch(void *context, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
	struct connection *connection = context;

	(void)a, (void)b, (void)c, (void)d;
	if (now() - connection->heard_at < connection->silence)
		return 0;
	return connection->is_patient && is_alive(connection) ? 0 : 1;
}

struct connection *connection_new(const char *path, struct error *err)
{
	struct connection *connection = xcalloc(1, sizeof(*connection));

	connection->path = xstrdup(path);
	connection->libcurl = libcurl_load(err);
	connection->curl = connection->libcurl ? connection->libcurl->easy_init() : NULL;
	connection_set_deadlines(connection, CONNECT_SECONDS, ANSWER_SECONDS, STREAM_SECONDS);
	if (!connection->curl) {
		if (connection->libcurl)
			error_set(err, "could not start libcurl");
	} else if (strlen(path) >= sizeof(((struct sockaddr_un *)0)->sun_path)) {
		error_set(err, "the socket's path \"%s\" is too long", path);
	} else {
		return connection;
	}
	connection_free(connection);
	return NULL;
}

void connection_free(struct connection *connection)
{
	if (!connection)
		return;
	connection_free(connection->probe);
	if (connection->curl)
		connection->libcurl->easy_cleanup(connection->curl);
	buffer_done(&connection->answer);
	free(connection->path);
	free(connection);
}

void connection_set_deadlines(struct connection *connection, long connect, long answer, long stream)
{
	connection->connect_seconds = connect;
	connection->answer_seconds = answer;
	connection->stream_seconds = stream;
}

/* Put a request together; silence: seconds without a byte after which it is given up. */
static void prepare(struct connection *connection, const char *method, const char *target, long silence)
{
	const struct libcurl *libcurl = connection->libcurl;
	CURL *curl = connection->curl;
	struct buffer url = {0};

	buffer_printf(&url, "http://localhost%s", target);
	libcurl->easy_reset(curl);
	libcurl->easy_setopt(curl, CURLOPT_URL, url.data);
	libcurl->easy_setopt(curl, CURLOPT_UNIX_SOCKET_PATH, connection->path);
	libcurl->easy_setopt(curl, CURLOPT_PROXY, "");
	libcurl->easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	libcurl->easy_setopt(curl, CURLOPT_USERAGENT, "quotes/" QUOTED_VERSION);
	libcurl->easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, connection->connect_seconds);
	libcurl->easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, watch);
	libcurl->easy_setopt(curl, CURLOPT_XFERINFODATA, connection);
	libcurl->easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
	libcurl->easy_setopt(curl, CURLOPT_WRITEFUNCTION, receive);
	libcurl->easy_setopt(curl, CURLOPT_WRITEDATA, connection);
	if (!strcmp(method, "POST")) {
		libcurl->easy_setopt(curl, CURLOPT_POST, 1L);
		libcurl->easy_setopt(curl, CURLOPT_POSTFIELDS, "");
	}
	buffer_done(&url);
	buffer_clear(&connection->answer);
	connection->is_too_large = false;
	connection->is_taken = false;
	connection->is_patient = false;
	connection->silence = silence;
	connection->heard_at = now();
}

/* Why libcurl gave up. */
static int explain(struct connection *connection, CURLcode code, struct error *err)
{
	long number = 0;

	connection->libcurl->easy_getinfo(connection->curl, CURLINFO_OS_ERRNO, &number);
	if (connection->is_too_large)
		error_set(err, "the daemon's answer is longer than %u MiB", ANSWER_MAX >> 20);
	else if (code == CURLE_COULDNT_CONNECT)
		error_set(err, "could not reach the daemon at \"%s\": %s", connection->path,
			  number ? strerror((int)number) : "no connection");
	else if (code == CURLE_OPERATION_TIMEDOUT || code == CURLE_ABORTED_BY_CALLBACK)
		error_set(err, "the daemon at \"%s\" does not answer", connection->path);
	else
		error_set(err, "could not talk to the daemon at \"%s\": %s", connection->path,
			  connection->libcurl->easy_strerror(code));
	return EXIT_DAEMON;
}

/* The exit status that an HTTP status comes to; err gets the daemon's own words for what is no success. */
static int judge(long status, struct json_object *answer, struct error *err)
{
	struct json_object *text = NULL;

	if (status == 200 && answer)
		return EXIT_FOUND;
	if (answer && json_object_object_get_ex(answer, "error", &text))
		error_set(err, "%s", json_object_get_string(text));
	else
		error_set(err, "the daemon's answer makes no sense (HTTP status %ld)", status);
	if (status == 404)
		return EXIT_NOTHING;
	return status == 400 || status == 405 || status == 413 || status == 414 ? EXIT_USAGE : EXIT_DAEMON;
}

static struct json_object *parse(const struct buffer *answer)
{
	struct json_object *object = answer->length ? json_tokener_parse(answer->data) : NULL;

	if (object && !json_object_is_type(object, json_type_object)) {
		json_object_put(object);
		return NULL;
	}
	return object;
}

static int conclude(struct connection *connection, struct json_object **ret, struct error *err)
{
	struct json_object *answer = parse(&connection->answer);
	long http = 0;
	int status;

	connection->libcurl->easy_getinfo(connection->curl, CURLINFO_RESPONSE_CODE, &http);
	status = judge(http, answer, err);
	if (status == EXIT_FOUND)
		*ret = answer;
	else
		json_object_put(answer);
	return status;
}

static int finish(struct connection *connection, struct json_object **ret, struct error *err)
{
	CURLcode code = connection->libcurl->easy_perform(connection->curl);

	return code == CURLE_OK ? conclude(connection, ret, err) : explain(connection, code, err);
}

int connection_ask(struct connection *connection, const char *method, const char *target, struct json_object **ret,
		   struct error *err)
{
	prepare(connection, method, target, connection->answer_seconds);
	return finish(connection, ret, err);
}

int connection_wait(struct connection *connection, const char *method, const char *target, struct json_object **ret,
		    struct error *err)
{
	prepare(connection, method, target, connection->answer_seconds);
	connection->is_patient = true;
	return finish(connection, ret, err);
}

int connection_follow(struct connection *connection, const char *target, int (*take)(void *, struct json_object *),
		      void *context, struct error *err)
{
	struct json_object *answer = NULL;
	long http = 0;
	CURLcode code;
	int status;

	connection->take = take;
	connection->context = context;
	prepare(connection, "GET", target, connection->stream_seconds);
	code = connection->libcurl->easy_perform(connection->curl);
	connection->take = NULL;
	if (connection->is_taken)
		return EXIT_FOUND;
	if (code != CURLE_OK)
		return explain(connection, code, err);
	connection->libcurl->easy_getinfo(connection->curl, CURLINFO_RESPONSE_CODE, &http);
	if (http == 200) {
		error_set(err, "the daemon ended the stream");
		return EXIT_DAEMON;
	}
	status = conclude(connection, &answer, err);
	json_object_put(answer);
	return status;
}
