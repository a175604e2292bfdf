/* SPDX-License-Identifier: MIT */
/* The kinds of input: articles, an extraction's JSON, frames between processes, options and rule files. */
#include "target.h"

#include <event2/buffer.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config.h"
#include "frame.h"
#include "quoted/engine.h"

static struct pack *pack;
static struct engine *engine;
static char folder[] = "/tmp/quoted-fuzz-XXXXXX";

static void fail(const char *what, const char *why)
{
	fprintf(stderr, "%s: %s\n", what, why);
	abort();
}

static const char *rules(void)
{
	const char *path = getenv("QUOTED_RULES");

	return path ? path : "rules";
}

static void start_engine(void)
{
	struct error err;

	pack = pack_load(rules(), NULL, &err);
	engine = pack ? engine_new(pack, &err) : NULL;
	if (!engine)
		fail("could not load the rules", err.text);
}

static void stop_engine(void)
{
	engine_free(engine);
	pack_free(pack);
}

static void print_statements(const struct extraction *extraction, struct buffer *json)
{
	for (size_t i = 0; i < extraction->count; i++)
		statement_json(json, &extraction->article, &extraction->statements[i]);
}

/* Whatever came in, what comes out is of its own form, which also checks every span. */
static int check_article(struct extraction *extraction, void *data)
{
	struct extraction again = {0};
	struct buffer packed = {0}, json = {0}, json_again = {0};
	struct error err;

	(void)data;
	extraction_pack(&packed, extraction);
	if (extraction_unpack(&again, packed.data, packed.length, &err) < 0)
		fail("an extraction's bytes could not be read back", err.text);
	print_statements(extraction, &json);
	print_statements(&again, &json_again);
	if (json.length != json_again.length || (json.length && strcmp(json.data, json_again.data)))
		fail("an extraction's bytes", "not every statement came back as it was");
	extraction_done(&again);
	buffer_done(&packed);
	buffer_done(&json);
	buffer_done(&json_again);
	return 0;
}

static void feed_article(const char *name, const char *bytes, size_t length)
{
	struct article_sink sink = {.article = check_article};
	struct error err;

	(void)engine_read(engine, name, bytes, length, &sink, &err);
}

/* What a PDF document's converter might write, after the bytes that make it one. */
static int convert_nothing(const char *kind, const void *bytes, size_t length, struct buffer *out, struct error *err,
			   void *data)
{
	const char *line = memchr(bytes, '\n', length);

	(void)kind;
	(void)err;
	(void)data;
	if (line)
		buffer_add(out, line + 1, length - (size_t)(line + 1 - (const char *)bytes));
	return 0;
}

static void start_pdf(void)
{
	static const struct converter converter = {.document = convert_nothing};

	start_engine();
	engine_set_converter(engine, &converter);
}

static void start_nothing(void)
{
}

static void feed_record(const char *name, const char *bytes, size_t length)
{
	struct extraction extraction = {0};
	struct buffer json = {0};
	struct error err;

	(void)name;
	if (extraction_unpack(&extraction, bytes, length, &err) == 0)
		print_statements(&extraction, &json);
	extraction_done(&extraction);
	buffer_done(&json);
}

/* A byte stream that comes in pieces. */
static void feed_frame(const char *name, const char *bytes, size_t length)
{
	struct evbuffer *stream = evbuffer_new();
	struct buffer content = {0};
	struct frame frame;
	size_t half = length / 2;
	int got;

	(void)name;
	evbuffer_add(stream, bytes, half);
	while ((got = frame_take(stream, &frame, &content)) == 1)
		continue;
	if (got == 0) {
		evbuffer_add(stream, bytes + half, length - half);
		while (frame_take(stream, &frame, &content) == 1)
			continue;
	}
	buffer_done(&content);
	evbuffer_free(stream);
}

static void write_file(const char *path, const char *bytes, size_t length)
{
	FILE *file;

	unlink(path); /* file systems write out at once what is written over */
	file = fopen(path, "wb");
	if (!file || fwrite(bytes, 1, length, file) != length || fclose(file))
		fail("could not write", path);
}

static void start_folder(void)
{
	char path[128];

	if (!mkdtemp(folder))
		fail("could not make", folder);
	snprintf(path, sizeof(path), "%s/en", folder);
	mkdir(path, 0700);
}

static void stop_folder(void)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/en/site.rules", folder);
	unlink(path);
	snprintf(path, sizeof(path), "%s/conf", folder);
	unlink(path);
	snprintf(path, sizeof(path), "%s/en", folder);
	rmdir(path);
	rmdir(folder);
}

static void feed_config(const char *name, const char *bytes, size_t length)
{
	char path[128], option[160], *arguments[] = {(char[]){"quoted"}, option, NULL};
	struct config config;
	struct error err;
	int count = 2;

	(void)name;
	snprintf(path, sizeof(path), "%s/conf", folder);
	snprintf(option, sizeof(option), "--config=%s", path);
	write_file(path, bytes, length);
	(void)config_load(&config, &count, arguments, &err);
	config_done(&config);
}

static void feed_rules(const char *name, const char *bytes, size_t length)
{
	char path[128];
	struct error err;

	(void)name;
	snprintf(path, sizeof(path), "%s/en/site.rules", folder);
	write_file(path, bytes, length);
	pack_free(pack_load(rules(), folder, &err));
}

const struct target targets[] = {
	{"article", start_engine, feed_article, stop_engine},
	{"record", start_nothing, feed_record, start_nothing},
	{"frame", start_nothing, feed_frame, start_nothing},
	{"config", start_folder, feed_config, stop_folder},
	{"pdf", start_pdf, feed_article, stop_engine},
	{"rules", start_folder, feed_rules, stop_folder},
	{NULL, NULL, NULL, NULL},
};
