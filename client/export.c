/* SPDX-License-Identifier: MIT */
/*
 * Statements in the forms of others, citations in Markdown themselves. Annotations are annotation.c's, brat's files
 * standoff.c's, CSV and JSON lines every list's.
 */
#include <stdio.h>
#include <string.h>

#include "annotation.h"
#include "list.h"
#include "member.h"
#include "print.h"
#include "standoff.h"

static const char *text_of(struct json_object *record, const char *key)
{
	const char *value = member_text(record, key);

	return value ? value : "";
}

static void print_annotation(const struct options *options, struct json_object *statement, struct buffer *out)
{
	struct buffer json = {0};

	annotation_print(options->annotator, statement, &json);
	print_safe_json(out, json.data);
	buffer_char(out, '\n');
	buffer_done(&json);
}

/* Text in which Markdown sees nothing of its own. */
static void add_markdown(struct buffer *out, const char *before, const char *text, const char *behind)
{
	struct buffer safe = {0};

	if (!*text)
		return;
	buffer_text(out, before);
	print_safe(&safe, text, strlen(text));
	for (size_t i = 0; i < safe.length; i++) {
		if (strchr("\\`*_[]<>#|", safe.data[i]))
			buffer_char(out, '\\');
		buffer_char(out, safe.data[i]);
	}
	buffer_text(out, behind);
	buffer_done(&safe);
}

static void print_citation(const struct options *options, struct json_object *statement, struct buffer *out)
{
	const char *speaker = text_of(statement, "speaker");

	(void)options;
	add_markdown(out, "> ", text_of(statement, "text"), "\n>\n");
	add_markdown(out, "> — ", *speaker ? speaker : "nobody named", "");
	add_markdown(out, ", *", text_of(statement, "article_title"), "*");
	add_markdown(out, ", ", text_of(statement, "article_outlet"), "");
	add_markdown(out, ", ", text_of(statement, "article_date"), "");
	buffer_printf(out, " (article %s, `%s`", text_of(statement, "article_id"), text_of(statement, "id"));
	add_markdown(out, ", SHA-256 `", text_of(statement, "article_hash"), "`");
	buffer_text(out, ")\n\n");
}

/* brat wants a pair of files for each article. */
static int export_standoff(const struct options *options, int argc, char **argv)
{
	if (argc == 2 && !options->speaker && !options->words && !options->since && !options->until && !options->kind &&
	    !options->stance && !options->printings && !options->limit)
		return standoff_export(options, argv[1]);
	fprintf(stderr, "quotes: export brat takes a directory, and no filter but --article\n");
	return EXIT_USAGE;
}

int command_export(const struct options *options, int argc, char **argv)
{
	struct table table = {table_statements.columns, NULL, print_annotation};
	struct options all = *options;
	struct buffer words = {0};
	int status;

	if (!strcmp(argv[0], "brat"))
		return export_standoff(options, argc, argv);
	all.printings = "all";
	status = list_take_filter(&all.speaker, "speaker", argc - 1, argv + 1, &words);
	if (!strcmp(argv[0], "markdown")) {
		table.print = print_citation;
	} else if (strcmp(argv[0], "json-ld") != 0) {
		fprintf(stderr,
			"quotes: export takes json-ld, markdown or brat, and --csv and --jsonl stand by themselves\n");
		status = EXIT_USAGE;
	}
	if (status == EXIT_FOUND && table.print == print_annotation)
		all.annotator = annotator_new(&all, &status);
	if (status == EXIT_FOUND)
		status = list_print(&all, ENDPOINT_STATEMENTS, &table, NULL);
	annotator_free(all.annotator);
	buffer_done(&words);
	return status;
}
