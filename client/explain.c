/* SPDX-License-Identifier: MIT */
/* `quotes explain`: how each statement of a file was found, and why a span within marks is none. */
#include <stdio.h>
#include <string.h>

#include "offline.h"
#include "print.h"

/* The report line by line, so that nothing of the article's in it reaches a terminal raw. */
static void print_lines(const struct buffer *report)
{
	struct buffer out = {0};

	for (size_t at = 0; at < report->length;) {
		const char *end = memchr(report->data + at, '\n', report->length - at);
		size_t length = end ? (size_t)(end - report->data) - at : report->length - at;

		print_safe(&out, report->data + at, length);
		buffer_char(&out, '\n');
		at += length + 1;
	}
	if (out.length)
		fwrite(out.data, 1, out.length, stdout);
	buffer_done(&out);
}

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
		print_lines(&report);
	}
	buffer_done(&bytes);
	buffer_done(&report);
	offline_close(&offline);
	return status;
}
