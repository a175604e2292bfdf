/* SPDX-License-Identifier: MIT */
/* Join the formats to the engine: each article that a file holds becomes an extraction. */
#include <stdlib.h>
#include <string.h>

#include "engine.h"
#include "pack.h"

#define UNPACKED_MAX ((size_t)256 << 20) /* bytes that one dropped file may unpack to */

/* What the sink of the formats needs to go on to the caller's. */
struct job {
	struct engine *engine;
	const struct article_sink *sink;
	struct extraction *first; /* instead of a sink */
};

static const char *copy_field(const struct reading *reading, enum field field, struct arena *arena)
{
	const struct buffer *value = &reading->fields[field];

	return value->length ? arena_copy(arena, value->data, value->length) : NULL;
}

static void copy_reading(const struct reading *reading, struct extraction *ret)
{
	struct article *article = &ret->article;

	article->name = arena_copy(&ret->arena, reading->name, strlen(reading->name));
	article->text = copy_field(reading, FIELD_TEXT, &ret->arena);
	article->length = reading->fields[FIELD_TEXT].length;
	article->title = copy_field(reading, FIELD_TITLE, &ret->arena);
	article->byline = copy_field(reading, FIELD_BYLINE, &ret->arena);
	article->outlet = copy_field(reading, FIELD_OUTLET, &ret->arena);
	article->url = copy_field(reading, FIELD_URL, &ret->arena);
	article->date = copy_field(reading, FIELD_DATE, &ret->arena);
	article->dateline = copy_field(reading, FIELD_DATELINE, &ret->arena);
	article->language = copy_field(reading, FIELD_LANGUAGE, &ret->arena);
}

/* The original, if what the engine reads of it is cleaned. */
static void keep_original(struct engine *engine, const struct reading *reading, struct arena *arena)
{
	size_t bytes = reading->origins.count * sizeof(*reading->origins.runs);

	engine->origins = (struct origins){0};
	if (!bytes)
		return;
	engine->origins = (struct origins){arena_alloc(arena, bytes), reading->origins.count};
	memcpy(engine->origins.runs, reading->origins.runs, bytes);
	engine->original = arena_copy(arena, reading->original.data, reading->original.length);
	engine->original_length = reading->original.length;
}

static int take_article(struct reading *reading, void *data)
{
	struct job *job = data;
	struct extraction extraction = {0};
	int stop;

	job->engine->body = reading->body;
	job->engine->byline = reading->byline;
	if (job->first) {
		copy_reading(reading, job->first);
		keep_original(job->engine, reading, &job->first->arena);
		return 1;
	}
	copy_reading(reading, &extraction);
	keep_original(job->engine, reading, &extraction.arena);
	buffer_done(&reading->fields[FIELD_TEXT]); /* they may be long */
	buffer_done(&reading->original);
	engine_split(job->engine, &extraction);
	if (!job->sink->text_only) {
		engine_run(job->engine, &extraction);
		engine_restore(job->engine, &extraction);
	}
	stop = job->sink->article(&extraction, job->sink->data);
	extraction_done(&extraction);
	return stop;
}

static int take_failure(const char *name, const struct error *err, void *data)
{
	struct job *job = data;

	return job->sink && job->sink->failure ? job->sink->failure(name, err, job->sink->data) : 0;
}

static int run(struct job *job, bool is_text, const char *name, const void *bytes, size_t length, struct error *err)
{
	struct sink sink = {.article = take_article, .failure = take_failure, .data = job};
	struct reader reader = {.formats = job->engine->pack->formats,
				.furniture = job->engine->pack->furniture,
				.sink = &sink,
				.converter = job->engine->converter,
				.page = &job->engine->page,
				.budget = UNPACKED_MAX};
	int r = is_text ? read_text(&reader, name, bytes, length, err) : format_read(&reader, name, bytes, length, err);

	for (size_t i = 0; i < FIELD_COUNT; i++)
		buffer_done(&reader.reading.fields[i]);
	buffer_done(&reader.reading.original);
	free(reader.reading.origins.runs);
	return reader.handed ? 0 : r < 0 ? -1 : error_set(err, "no article in it");
}

int engine_read(struct engine *engine, const char *name, const void *bytes, size_t length,
		const struct article_sink *sink, struct error *err)
{
	struct job job = {.engine = engine, .sink = sink};

	return run(&job, false, name, bytes, length, err);
}

int engine_read_first(struct engine *engine, const char *name, const void *bytes, size_t length, struct extraction *ret,
		      struct error *err)
{
	struct job job = {.engine = engine, .first = ret};

	if (run(&job, false, name, bytes, length, err) < 0)
		return -1;
	return ret->article.text ? 0 : error_set(err, "none of its articles can be read");
}

/* All but the text, which is read already. */
static void copy_metadata(const struct article *article, struct extraction *ret)
{
	const struct {
		const char *from, **to;
	} fields[] = {
		{article->name, &ret->article.name},         {article->title, &ret->article.title},
		{article->byline, &ret->article.byline},     {article->outlet, &ret->article.outlet},
		{article->url, &ret->article.url},           {article->date, &ret->article.date},
		{article->language, &ret->article.language}, {article->dateline, &ret->article.dateline},
	};

	for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++)
		*fields[i].to = fields[i].from ? arena_copy(&ret->arena, fields[i].from, strlen(fields[i].from)) : NULL;
}

/* Whether the text that was read is the one that was kept: that of a plain text is the file's own. */
static bool is_as_kept(const struct engine *engine, const struct article *article, const struct extraction *ret)
{
	const char *text = engine->origins.count ? engine->original : ret->article.text;
	size_t length = engine->origins.count ? engine->original_length : ret->article.length;

	return text && length == article->length && !memcmp(text, article->text, length);
}

void engine_reread(struct engine *engine, const struct article *article, struct extraction *ret)
{
	struct job job = {.engine = engine, .first = ret};
	struct error err;
	int result = run(&job, true, article->name, article->text, article->length, &err);

	/* What is no plain text any more was made by another reader, whose cleaning it has behind it. */
	if (result < 0 || !is_as_kept(engine, article, ret)) {
		engine->body = 0;
		engine->byline = (struct span){0};
		engine->origins = (struct origins){0};
		ret->article.text = arena_copy(&ret->arena, article->text, article->length);
		ret->article.length = article->length;
	}
	copy_metadata(article, ret);
	engine_split(engine, ret);
	engine_run(engine, ret);
	engine_restore(engine, ret);
}
