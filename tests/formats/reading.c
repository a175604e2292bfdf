/* SPDX-License-Identifier: MIT */
/* Read one file and find its statements, for memory.py, which looks at the memory that it takes: `reading RULES FILE`.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "quoted/engine.h"

/* The engine is built to count its basic blocks; here nobody counts. */
void __sanitizer_cov_trace_pc(void);
void __sanitizer_cov_trace_pc(void)
{
}

/* The most memory that the process had, in KiB: what getrusage tells may be that of the one that started it. */
static long peak(void)
{
	FILE *status = fopen("/proc/self/status", "re");
	char line[256];
	long most = -1;

	while (status && fgets(line, sizeof(line), status))
		if (!strncmp(line, "VmHWM:", 6))
			most = strtol(line + 6, NULL, 10);
	if (status)
		fclose(status);
	return most;
}

static int take(struct extraction *extraction, void *data)
{
	*(size_t *)data += extraction->count;
	return 0;
}

int main(int argc, char **argv)
{
	struct error err;
	size_t statements = 0;
	struct article_sink sink = {.article = take, .data = &statements};
	struct pack *pack = argc == 3 ? pack_load(argv[1], NULL, &err) : NULL;
	struct engine *engine = pack ? engine_new(pack, &err) : NULL;
	struct buffer bytes = {0};
	int r;

	if (!engine || buffer_read(&bytes, argv[2], &err) < 0)
		return 2;
	r = engine_read(engine, argv[2], bytes.data, bytes.length, &sink, &err);
	printf("%ld %zu statements%s%s\n", peak(), statements, r < 0 ? ", " : "", r < 0 ? err.text : "");
	buffer_done(&bytes);
	engine_free(engine);
	pack_free(pack);
	return 0;
}
