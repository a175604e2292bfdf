/* SPDX-License-Identifier: MIT */
/* An extract process: bytes in, statements out, until its parent is gone. It opens nothing once it has its rules. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "clerk.h"
#include "frame.h"
#include "log.h"
#include "process.h"
#include "quoted/engine.h"
#include "role.h"
#include "sandbox.h"

/* What answering an article needs. */
struct answer {
	const char *name;
	struct buffer *out;
	bool several; /* articles are in the file */
	bool gone;    /* the parent is */
};

static int answer_article(struct extraction *extraction, void *data)
{
	struct answer *answer = data;

	answer->several |= strcmp(extraction->article.name, answer->name) != 0;
	buffer_clear(answer->out);
	extraction_pack(answer->out, extraction);
	answer->gone =
		frame_send(PROCESS_CHANNEL, answer->several ? FRAME_MEMBER : FRAME_STATEMENTS, 0, answer->out) < 0;
	return answer->gone;
}

static int answer_failure(const char *name, const struct error *why, void *data)
{
	struct answer *answer = data;

	answer->several = true;
	buffer_clear(answer->out);
	buffer_add(answer->out, name, strlen(name) + 1);
	buffer_text(answer->out, why->text);
	answer->gone = frame_send(PROCESS_CHANNEL, FRAME_MEMBER_REFUSED, 0, answer->out) < 0;
	return answer->gone;
}

/* 0, or -1 when the parent is gone. */
static int answer(struct engine *engine, const struct buffer *article, struct buffer *out)
{
	struct answer state = {.name = article->data, .out = out};
	struct article_sink sink = {.article = answer_article, .failure = answer_failure, .data = &state};
	size_t name_length = strlen(state.name) + 1;
	struct error err;

	if (engine_read(engine, state.name, article->data + name_length, article->length - name_length, &sink, &err) <
	    0) {
		buffer_clear(out);
		buffer_text(out, err.text);
		return frame_send(PROCESS_CHANNEL, FRAME_REFUSED, 0, out);
	}
	buffer_clear(out);
	if (state.gone || !state.several)
		return state.gone ? -1 : 0;
	return frame_send(PROCESS_CHANNEL, FRAME_MEMBERS, 0, out);
}

/* The text of an article that is kept, once more. */
static int answer_kept(struct engine *engine, const struct buffer *bytes, struct buffer *out)
{
	struct extraction kept = {0}, found = {0};
	enum frame_type type = FRAME_STATEMENTS;
	struct error err;

	buffer_clear(out);
	if (extraction_unpack(&kept, bytes->data, bytes->length, &err) < 0) {
		buffer_text(out, err.text);
		type = FRAME_REFUSED;
	} else {
		engine_reread(engine, &kept.article, &found);
		extraction_pack(out, &found);
	}
	extraction_done(&kept);
	extraction_done(&found);
	return frame_send(PROCESS_CHANNEL, type, 0, out);
}

/* A document's conversion leaves some of the time of its article, by the clock, for saying what went wrong. */
static unsigned conversion_limit(const struct config *config)
{
	return (unsigned)(config->time_limit > 2 ? config->time_limit * 3 / 4 : 1);
}

int role_extract(const struct config *config)
{
	struct error err;
	struct buffer article = {0}, out = {0};
	struct frame frame;
	struct clerk clerk;
	const struct converter converter = {clerk_convert, &clerk};
	struct pack *pack = NULL;
	struct engine *engine = NULL;

	signal(SIGINT, SIG_IGN); /* a terminal sends it to the main process too, which ends this one */
	if (clerk_start(&clerk, conversion_limit(config), &err) == 0)
		pack = pack_load(config->rules, config->site, &err);
	if (pack)
		engine = engine_new(pack, &err);
	if (!engine || sandbox_enter((size_t)config->memory_limit << 20, &err) < 0) {
		log_error("%s", err.text);
		engine_free(engine);
		pack_free(pack);
		return EXIT_FAILURE;
	}
	engine_set_converter(engine, &converter);
	frame_send(PROCESS_CHANNEL, FRAME_READY, 0, &out);
	while (frame_receive(PROCESS_CHANNEL, &frame, &article) == 1) {
		if (frame.type != FRAME_ARTICLE && frame.type != FRAME_REREAD)
			break;
		if ((frame.type == FRAME_ARTICLE ? answer : answer_kept)(engine, &article, &out) < 0)
			break;
	}
	buffer_done(&article);
	buffer_done(&out);
	engine_free(engine);
	pack_free(pack);
	clerk_done(&clerk);
	return EXIT_SUCCESS;
}
