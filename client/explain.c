/* SPDX-License-Identifier: MIT */
/* `quotes explain`: how each statement of a file was found, and why a span within marks is none. */
#include <stdio.h>

#include "offline.h"

int command_explain(const struct options *options, int argc, char **argv)
{
	struct error err;
	struct offline offline;
	struct buffer bytes = {0}, report = {0};
	int status = EXIT_FOUND;

	if (offline_open(&offline, options) < 0)
		return EXIT_INPUT;
	for (int i = 0; i < argc; i++) {
		buffer_clear(&report);
		if (file_read(argv[i], &bytes, &err) < 0) {
			fprintf(stderr, "quotes: %s\n", err.text);
			status = EXIT_INPUT;
			continue;
		}
		if (engine_explain(offline.engine, file_name(argv[i]), bytes.data, bytes.length, &report, &err) < 0) {
			fprintf(stderr, "quotes: could not read article \"%s\": %s\n", argv[i], err.text);
			status = EXIT_INPUT;
			continue;
		}
		report_print(&report);
	}
	buffer_done(&bytes);
	buffer_done(&report);
	offline_close(&offline);
	return status;
}
