/* SPDX-License-Identifier: MIT */
/* An extract process: bytes in, statements out, until its parent is gone. It opens nothing once it has its rules. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "frame.h"
#include "log.h"
#include "process.h"
#include "quoted/engine.h"
#include "role.h"
#include "sandbox.h"

/* 0, or -1 when the parent is gone. */
static int answer(struct engine *engine, const struct buffer *article, struct buffer *out)
{
	const char *name = article->data;
	size_t name_length = strlen(name) + 1;
	struct extraction extraction = {0};
	struct error err;
	int result;

	buffer_clear(out);
	if (engine_extract(engine, name, article->data + name_length, article->length - name_length, &extraction,
			   &err) < 0) {
		buffer_text(out, err.text);
		return frame_send(PROCESS_CHANNEL, FRAME_REFUSED, 0, out);
	}
	extraction_json(out, &extraction);
	result = frame_send(PROCESS_CHANNEL, FRAME_STATEMENTS, 0, out);
	extraction_done(&extraction);
	return result;
}

int role_extract(const struct config *config)
{
	struct error err;
	struct pack *pack = pack_load(config->rules, config->site, &err);
	struct engine *engine = pack ? engine_new(pack, &err) : NULL;
	struct buffer article = {0}, out = {0};
	struct frame frame;

	signal(SIGINT, SIG_IGN); /* a terminal sends it to the main process too, which ends this one */
	if (!engine || sandbox_enter((size_t)config->memory_limit << 20, &err) < 0) {
		log_error("%s", err.text);
		engine_free(engine);
		pack_free(pack);
		return EXIT_FAILURE;
	}
	frame_send(PROCESS_CHANNEL, FRAME_READY, 0, &out);
	while (frame_receive(PROCESS_CHANNEL, &frame, &article) == 1)
		if (frame.type != FRAME_ARTICLE || answer(engine, &article, &out) < 0)
			break;
	buffer_done(&article);
	buffer_done(&out);
	engine_free(engine);
	pack_free(pack);
	return EXIT_SUCCESS;
}
