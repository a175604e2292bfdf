/* SPDX-License-Identifier: MIT */
/* `quotes follow`: each new statement as it is stored, over any restart of the daemon. */
#include <stdio.h>
#include <time.h>

#include "ask.h"
#include "printer.h"
#include "request.h"

#define PAUSE_S 1 /* before the daemon is asked again */

struct stream {
	const struct options *options;
	struct ask ask;
	struct printer printer;
	int64_t article; /* that was told of last */
	size_t taken;    /* statements of it */
	size_t skip;     /* of those, how many a new stream tells of again */
	bool is_lost;    /* the daemon is away, and that was said */
};

static int64_t number_of(struct json_object *object, const char *key)
{
	struct json_object *number = NULL;

	json_object_object_get_ex(object, key, &number);
	return json_object_get_int64(number);
}

static int take(void *context, struct json_object *statement)
{
	struct stream *stream = context;
	int64_t article = number_of(statement, "article_id");

	stream->is_lost = false;
	if (article != stream->article) {
		stream->article = article;
		stream->taken = stream->skip = 0;
	} else if (stream->skip) {
		stream->skip--;
		return 0;
	}
	stream->taken++;
	printer_add(&stream->printer, statement);
	return printer_flush(&stream->printer);
}

/* Begin after the newest article of now. */
static int begin(struct stream *stream)
{
	struct buffer target = {0};
	struct json_object *answer = NULL, *articles = NULL;
	int status;

	request_start(&target, ENDPOINT_ARTICLES, NULL);
	request_add(&target, "limit", "1");
	status = ask_for(&stream->ask, "GET", target.data, &answer);
	if (status == EXIT_FOUND && json_object_object_get_ex(answer, "articles", &articles) &&
	    json_object_array_length(articles))
		stream->article = number_of(json_object_array_get_idx(articles, 0), "id");
	json_object_put(answer);
	buffer_done(&target);
	return status;
}

/* Until the stream ends. What was told of an article before it broke is skipped in the next one. */
static int read_stream(struct stream *stream, struct error *err)
{
	struct buffer target = {0};
	char after[24];
	int status;

	stream->skip = stream->taken;
	snprintf(after, sizeof(after), "%lld", (long long)(stream->article - (stream->taken > 0)));
	request_start(&target, ENDPOINT_FOLLOW, NULL);
	request_add_filters(&target, ENDPOINT_FOLLOW, stream->options);
	request_add(&target, "after", after);
	status = connection_follow(stream->ask.connection, target.data, take, stream, err);
	buffer_done(&target);
	return status;
}

static int follow(struct stream *stream)
{
	struct error err;
	int status;

	while ((status = read_stream(stream, &err)) == EXIT_DAEMON) {
		if (!stream->is_lost)
			fprintf(stderr, "quotes: the stream broke; waiting for the daemon at \"%s\"\n",
				stream->options->socket);
		stream->is_lost = true;
		nanosleep(&(struct timespec){.tv_sec = PAUSE_S}, NULL);
	}
	return status == EXIT_FOUND ? status : ask_complain(status, &err);
}

int command_follow(const struct options *options, int argc, char **argv)
{
	struct options all = *options;
	struct stream stream = {.options = &all};
	struct buffer words = {0};
	int status;

	if (options->output == OUTPUT_JSON)
		all.output = OUTPUT_JSONL; /* a stream has no end to close an array at */
	if (argc) {
		ask_join(&words, argc, argv);
		all.speaker = words.data;
	}
	status = ask_open(&stream.ask, &all);
	if (status == EXIT_FOUND) {
		status = begin(&stream);
		if (status == EXIT_FOUND) {
			printer_init(&stream.printer, &all, &table_statements, false);
			status = follow(&stream);
			printer_done(&stream.printer);
		}
		ask_close(&stream.ask);
	}
	buffer_done(&words);
	return status;
}
