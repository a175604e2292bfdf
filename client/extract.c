/* SPDX-License-Identifier: MIT */
/* `quotes extract`: the statements of files, with no daemon. */
#include <stdio.h>

#include "offline.h"
#include "print.h"

#define FLUSH_AT (1u << 20)

static void print_extraction(const struct options *options, const struct extraction *extraction, struct buffer *out)
{
	for (size_t i = 0; i < extraction->count; i++) {
		if (options->output == OUTPUT_TEXT) {
			print_statement(options, &extraction->article, &extraction->statements[i], out);
		} else {
			statement_json(out, &extraction->article, &extraction->statements[i]);
			buffer_char(out, '\n');
		}
	}
}

static void flush(struct buffer *out)
{
	if (out->length)
		fwrite(out->data, 1, out->length, stdout);
	buffer_clear(out);
}

int command_extract(const struct options *options, int argc, char **argv)
{
	struct error err;
	struct offline offline;
	struct buffer bytes = {0}, out = {0};
	int status = EXIT_NOTHING, bad = 0;

	if (options->explain)
		return command_explain(options, argc, argv);
	if (offline_open(&offline, options) < 0)
		return EXIT_INPUT;
	for (int i = 0; i < argc; i++) {
		struct extraction extraction = {0};

		if (file_read(argv[i], &bytes, &err) < 0) {
			fprintf(stderr, "quotes: %s\n", err.text);
			bad = 1;
			continue;
		}
		if (engine_extract(offline.engine, file_name(argv[i]), bytes.data, bytes.length, &extraction, &err) <
		    0) {
			fprintf(stderr, "quotes: could not read article \"%s\": %s\n", argv[i], err.text);
			bad = 1;
			continue;
		}
		if (extraction.count)
			status = EXIT_FOUND;
		print_extraction(options, &extraction, &out);
		extraction_done(&extraction);
		if (out.length > FLUSH_AT)
			flush(&out);
	}
	flush(&out);
	buffer_done(&bytes);
	buffer_done(&out);
	offline_close(&offline);
	return bad ? EXIT_INPUT : status;
}
