/* SPDX-License-Identifier: MIT */
/* `quotes extract` and `quotes rules`: the engine on files, with no daemon. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "print.h"
#include "quoted/engine.h"

#define FLUSH_AT (1u << 20)

/* The whole of a file, or of standard input for "-"; -1 with err set. */
static int read_file(const char *path, struct buffer *out, struct error *err)
{
	FILE *file = strcmp(path, "-") ? fopen(path, "re") : stdin;
	size_t n;

	buffer_clear(out);
	if (!file)
		return error_errno(err, "could not open \"%s\"", path);
	do {
		char *to = buffer_reserve(out, 65536);

		n = fread(to, 1, 65536, file);
		out->length += n;
	} while (n);
	if (ferror(file)) {
		error_errno(err, "could not read \"%s\"", path);
		fclose(file);
		return -1;
	}
	buffer_reserve(out, 0)[0] = '\0';
	if (file != stdin)
		fclose(file);
	return 0;
}

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
	struct pack *pack = pack_load(options->rules, options->site, &err);
	struct engine *engine = pack ? engine_new(pack, &err) : NULL;
	struct buffer bytes = {0}, out = {0};
	int status = EXIT_NOTHING, bad = 0;

	if (!engine) {
		fprintf(stderr, "quotes: %s\n", err.text);
		pack_free(pack);
		return EXIT_INPUT;
	}
	for (int i = 0; i < argc; i++) {
		const char *slash = strrchr(argv[i], '/');
		struct extraction extraction = {0};

		if (read_file(argv[i], &bytes, &err) < 0) {
			fprintf(stderr, "quotes: %s\n", err.text);
			bad = 1;
			continue;
		}
		if (engine_extract(engine, slash ? slash + 1 : argv[i], bytes.data, bytes.length, &extraction, &err) < 0) {
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
	engine_free(engine);
	pack_free(pack);
	return bad ? EXIT_INPUT : status;
}

int command_rules(const struct options *options, int argc, char **argv)
{
	struct error err;
	struct pack *pack;
	struct buffer report = {0};
	size_t examples = 0;
	int findings;

	if (strcmp(argv[0], "check") && strcmp(argv[0], "test")) {
		fprintf(stderr, "quotes: rules takes check or test, not \"%s\"\n", argv[0]);
		return EXIT_USAGE;
	}
	pack = pack_load(options->rules, options->site, &err);
	if (!pack) {
		fprintf(stderr, "quotes: %s\n", err.text);
		return EXIT_INPUT;
	}
	findings = pack_check(pack, argc > 1 ? argv[1] : NULL, &report, &examples);
	if (report.length)
		fputs(report.data, stdout);
	printf("rules %s: %zu examples, %d findings\n", pack_version(pack), examples, findings);
	buffer_done(&report);
	pack_free(pack);
	return findings ? EXIT_INPUT : EXIT_FOUND;
}
