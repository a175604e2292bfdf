/* SPDX-License-Identifier: MIT */
/* Watches: adding, listing and ending them, and the stream of what they ring for, over any restart of the daemon. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "ask.h"
#include "list.h"
#include "member.h"
#include "print.h"
#include "printer.h"
#include "quotation.h"
#include "request.h"

#define PAUSE_S 1 /* before the daemon is asked again */

static void add_part(struct buffer *out, const char *before, struct json_object *record, const char *key)
{
	const char *text = member_text(record, key);

	if (!text || !*text)
		return;
	buffer_text(out, before);
	print_safe(out, text, strlen(text));
}

static void print_watch(const struct options *options, struct json_object *watch, struct buffer *out)
{
	(void)options;
	add_part(out, "", watch, "id");
	add_part(out, " ", watch, "query");
	add_part(out, "\n    runs ", watch, "hook");
	add_part(out, "\n    ", watch, "state");
	add_part(out, ", by ", watch, "by");
	add_part(out, ", ", watch, "made_at");
	add_part(out, ": ", watch, "note");
	add_part(out, "; rang ", watch, "rings");
	add_part(out, ", waiting ", watch, "waiting");
	add_part(out, ", failed ", watch, "failed");
	add_part(out, "; the last one ", watch, "failure");
	buffer_char(out, '\n');
}

static const struct table table_watches = {"id,query,hook,note,state,by,made_at,rings,waiting,failed,failure", NULL,
					   print_watch};

static void print_ring(const struct options *options, struct json_object *ring, struct buffer *out)
{
	struct json_object *before = json_object_object_get(ring, "before");

	buffer_text(out, options_color(options) ? PRINT_DIM : "");
	add_part(out, "ring ", ring, "ring");
	add_part(out, " of watch ", ring, "watch");
	add_part(out, ": ", ring, "event");
	add_part(out, " of: ", json_object_object_get(ring, "claim"), "text");
	add_part(out, " now ", ring, "value");
	add_part(out, " after ", before, "value");
	if (before) {
		buffer_text(out, "\n    before:");
		add_part(out, " ", before, "article_date");
		add_part(out, " ", before, "speaker");
		add_part(out, ": ", before, "text");
	}
	buffer_text(out, options_color(options) ? PRINT_PLAIN "\n" : "\n");
	quotation_print(options, json_object_object_get(ring, "statement"), out);
}

static const struct table table_rings = {"ring,watch,query,event,rung_at,value,claim,before,statement", NULL,
					 print_ring};

/* Arguments as one query: a value that the shell took the marks from has them put back. */
static void join_query(struct buffer *query, int argc, char **argv)
{
	for (int i = 0; i < argc; i++) {
		const char *colon = strchr(argv[i], ':');
		bool is_bare = argc > 1 && colon && strchr(colon, ' ') && !strchr(argv[i], '"');

		buffer_text(query, i ? " " : "");
		if (is_bare)
			buffer_printf(query, "%.*s\"%s\"", (int)(colon + 1 - argv[i]), argv[i], colon + 1);
		else
			buffer_text(query, argv[i]);
	}
}

int command_watch_add(const struct options *options, int argc, char **argv)
{
	struct buffer target = {0}, query = {0};
	int status;

	join_query(&query, argc, argv);
	request_start(&target, ENDPOINT_WATCH, NULL);
	request_add(&target, "query", query.data);
	request_add(&target, "exec", options->exec);
	request_add(&target, "note", options->note);
	status = list_print_one(options, "POST", target.data, &table_watches);
	buffer_done(&target);
	buffer_done(&query);
	return status;
}

int command_watch_list(const struct options *options, int argc, char **argv)
{
	(void)argc, (void)argv;
	return list_print(options, ENDPOINT_WATCHES, &table_watches, NULL);
}

int command_watch_remove(const struct options *options, int argc, char **argv)
{
	struct buffer target = {0};
	int status;

	(void)argc;
	request_start(&target, ENDPOINT_UNWATCH, argv[0]);
	status = list_print_one(options, "POST", target.data, &table_watches);
	buffer_done(&target);
	return status;
}

struct ringing {
	const struct options *options;
	const char *watch; /* or NULL */
	struct ask ask;
	struct printer printer;
	char after[24]; /* the ring that is known; empty: the stream will tell */
	bool is_lost;   /* the daemon is away, and that was said */
};

static const char *text_or_nothing(struct json_object *record, const char *key)
{
	const char *text = member_text(record, key);

	return text ? text : "";
}

/* A ring without a number is the stream's first line: where it begins. */
static int take(void *context, struct json_object *ring)
{
	struct ringing *ringing = context;

	ringing->is_lost = false;
	if (!member_text(ring, "ring")) {
		snprintf(ringing->after, sizeof(ringing->after), "%s", text_or_nothing(ring, "after"));
		return 0;
	}
	snprintf(ringing->after, sizeof(ringing->after), "%s", member_text(ring, "ring"));
	printer_add(&ringing->printer, ring);
	return printer_flush(&ringing->printer);
}

static int read_stream(struct ringing *ringing, struct error *err)
{
	struct buffer target = {0};
	int status;

	request_start(&target, ENDPOINT_RINGS, NULL);
	request_add(&target, "watch", ringing->watch);
	request_add(&target, "after", *ringing->after ? ringing->after : NULL);
	status = connection_follow(ringing->ask.connection, target.data, take, ringing, err);
	buffer_done(&target);
	return status;
}

static int listen_on(struct ringing *ringing)
{
	struct error err;
	int status;

	while ((status = read_stream(ringing, &err)) == EXIT_DAEMON) {
		if (!ringing->is_lost)
			fprintf(stderr, "quotes: the stream broke; waiting for the daemon at \"%s\"\n",
				ringing->options->socket);
		ringing->is_lost = true;
		nanosleep(&(struct timespec){.tv_sec = PAUSE_S}, NULL);
	}
	return status == EXIT_FOUND ? status : ask_complain(status, &err);
}

int command_watch_stream(const struct options *options, int argc, char **argv)
{
	struct options all = *options;
	struct ringing ringing = {.options = &all, .watch = argc ? argv[0] : NULL};
	int status;

	if (options->output == OUTPUT_JSON)
		all.output = OUTPUT_JSONL; /* a stream has no end to close an array at */
	if (options->after)
		snprintf(ringing.after, sizeof(ringing.after), "%s", options->after);
	status = ask_open(&ringing.ask, &all);
	if (status != EXIT_FOUND)
		return status;
	printer_init(&ringing.printer, &all, &table_rings, false);
	status = listen_on(&ringing);
	printer_done(&ringing.printer);
	ask_close(&ringing.ask);
	return status;
}
