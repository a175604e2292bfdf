/* SPDX-License-Identifier: MIT */
/* What the targets share: finding them, the engine, files in memory, and the proof of an extraction. */
#include "target.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "quoted/engine.h"

static struct pack *pack;
static struct engine *engine;

const struct target *target_find(const char *name)
{
	const struct target *const tables[] = {format_targets, engine_targets, process_targets};

	for (size_t i = 0; i < sizeof(tables) / sizeof(*tables); i++)
		for (const struct target *target = tables[i]; target->name; target++) {
			if (!name)
				puts(target->name);
			else if (!strcmp(target->name, name))
				return target;
		}
	return NULL;
}

void target_fail(const char *what, const char *why)
{
	fprintf(stderr, "%s: %s\n", what, why);
	abort();
}

const char *target_rules(void)
{
	const char *path = getenv("QUOTED_RULES");

	return path ? path : "rules";
}

const char *target_file(const char *bytes, size_t length)
{
	static char path[40];
	static int fd = -1;

	if (fd < 0) {
		fd = memfd_create("input", MFD_CLOEXEC);
		snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	}
	if (ftruncate(fd, 0) < 0 || pwrite(fd, bytes, length, 0) != (ssize_t)length)
		target_fail("could not write", path);
	return path;
}

struct engine *target_engine(void)
{
	struct error err;

	if (engine)
		return engine;
	pack = pack_load(target_rules(), NULL, &err);
	engine = pack ? engine_new(pack, &err) : NULL;
	if (!engine)
		target_fail("could not load the rules", err.text);
	return engine;
}

const struct pack *target_pack(void)
{
	target_engine();
	return pack;
}

void target_engine_stop(void)
{
	engine_free(engine);
	pack_free(pack);
	engine = NULL;
	pack = NULL;
}

static void print_statements(const struct extraction *extraction, struct buffer *json)
{
	for (size_t i = 0; i < extraction->count; i++)
		statement_json(json, &extraction->article, &extraction->statements[i]);
}

void target_prove(const struct extraction *extraction)
{
	struct extraction again = {0};
	struct buffer packed = {0}, json = {0}, json_again = {0};
	struct error err;

	extraction_pack(&packed, extraction);
	if (extraction_unpack(&again, packed.data, packed.length, &err) < 0)
		target_fail("an extraction's bytes could not be read back", err.text);
	print_statements(extraction, &json);
	print_statements(&again, &json_again);
	if (json.length != json_again.length || (json.length && strcmp(json.data, json_again.data)))
		target_fail("an extraction's bytes", "not every statement came back as it was");
	extraction_done(&again);
	buffer_done(&packed);
	buffer_done(&json);
	buffer_done(&json_again);
}
