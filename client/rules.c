/* SPDX-License-Identifier: MIT */
/* `quotes rules`: check a rule pack, run its examples, tell what a rule is. */
#include <stdio.h>
#include <string.h>

#include "offline.h"

static int check(const struct pack *pack, const char *rule, struct buffer *report, struct error *err)
{
	size_t examples = 0;
	int findings = pack_check(pack, rule, report, &examples);

	(void)err;
	buffer_printf(report, "rules %s: %zu examples, %d findings\n", pack_version(pack), examples, findings);
	return findings ? EXIT_INPUT : EXIT_FOUND;
}

static int test(const struct pack *pack, const char *rule, struct buffer *report, struct error *err)
{
	size_t examples = 0;
	int bad = pack_test(pack, rule, report, &examples);

	(void)err;
	buffer_printf(report, "rules %s: %zu examples, %d do not hold\n", pack_version(pack), examples, bad);
	return bad ? EXIT_INPUT : EXIT_FOUND;
}

static int explain(const struct pack *pack, const char *rule, struct buffer *report, struct error *err)
{
	return pack_describe(pack, rule, report, err) < 0 ? EXIT_NOTHING : EXIT_FOUND;
}

static const struct {
	const char *name;
	int (*run)(const struct pack *pack, const char *rule, struct buffer *report, struct error *err);
} verbs[] = {{"check", check}, {"test", test}, {"explain", explain}};

#define VERBS (sizeof(verbs) / sizeof(*verbs))

int command_rules(const struct options *options, int argc, char **argv)
{
	struct error err = {""};
	struct pack *pack;
	struct buffer report = {0};
	size_t verb = 0;
	int status;

	while (verb < VERBS && strcmp(verbs[verb].name, argv[0]) != 0)
		verb++;
	if (verb == VERBS) {
		fprintf(stderr, "quotes: rules takes check, test or explain, not \"%s\"\n", argv[0]);
		return EXIT_USAGE;
	}
	pack = pack_load(options->rules, options->site, &err);
	if (!pack) {
		fprintf(stderr, "quotes: %s\n", err.text);
		return EXIT_INPUT;
	}
	status = verbs[verb].run(pack, argc > 1 ? argv[1] : NULL, &report, &err);
	report_print(&report);
	if (err.text[0])
		fprintf(stderr, "quotes: %s\n", err.text);
	buffer_done(&report);
	pack_free(pack);
	return status;
}
