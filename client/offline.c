/* SPDX-License-Identifier: MIT */
/* Load rules and read files for the commands that need no daemon; see offline.h. */
#include "offline.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "print.h"
#include "quoted/convert.h"

#define CONVERT_S 60 /* that a document's converter may take */

static int convert(const char *kind, const void *bytes, size_t length, struct buffer *out, struct error *err,
		   void *data)
{
	(void)data;
	return convert_document(kind, bytes, length, CONVERT_S, out, err);
}

static const struct converter converter = {.document = convert};

int offline_open(struct offline *offline, const struct options *options)
{
	struct error err;

	offline->pack = pack_load(options->rules, options->site, &err);
	offline->engine = offline->pack ? engine_new(offline->pack, &err) : NULL;
	if (offline->engine) {
		engine_set_converter(offline->engine, &converter);
		engine_leave_out_sketch(offline->engine);
		return 0;
	}
	fprintf(stderr, "quotes: %s\n", err.text);
	pack_free(offline->pack);
	return -1;
}

void offline_close(struct offline *offline)
{
	engine_free(offline->engine);
	pack_free(offline->pack);
}

int file_read(const char *path, struct buffer *out, struct error *err)
{
	buffer_clear(out);
	if (strcmp(path, "-") != 0)
		return buffer_read(out, path, err);
	return buffer_drain(out, STDIN_FILENO) < 0 ? error_errno(err, "could not read \"-\"") : 0;
}

const char *file_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

void report_print(const struct buffer *report)
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
