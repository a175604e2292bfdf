/* SPDX-License-Identifier: MIT */
/* `quotes rules`: check a rule pack. */
#include <stdio.h>
#include <string.h>

#include "commands.h"
#include "quoted/engine.h"

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
