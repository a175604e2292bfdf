/* SPDX-License-Identifier: MIT */
/* The commands that print one thing whole: show, article, and speakers with an id. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "ask.h"
#include "history.h"
#include "member.h"
#include "printer.h"
#include "quotation.h"
#include "request.h"
#include "show.h"

#define ID_LENGTH 16

static int ask_one(struct ask *ask, enum endpoint_id id, const char *segment, struct json_object **ret)
{
	struct buffer target = {0};
	int status;

	request_start(&target, id, segment);
	request_add_filters(&target, id, ask->options);
	status = ask_for(ask, "GET", target.data, ret);
	buffer_done(&target);
	return status;
}

/* A printing of a statement, as people read it; its article is asked for. */
static int print_printing(struct ask *ask, struct printer *printer, struct json_object *statement)
{
	struct json_object *article = NULL, *id = json_object_object_get(statement, "article_id");
	int status = ask_one(ask, ENDPOINT_ARTICLE, id ? json_object_get_string(id) : "0", &article);

	if (status != EXIT_FOUND)
		return status;
	if (printer->count++)
		buffer_char(&printer->out, '\n');
	quotation_print_in_article(ask->options, article, statement, &printer->out);
	json_object_put(article);
	return status;
}

static int print_printings(struct ask *ask, struct printer *printer, struct json_object *answer)
{
	size_t count;
	struct json_object *list = member_list(answer, "statements", &count);
	int status = count ? EXIT_FOUND : EXIT_NOTHING;

	for (size_t i = 0; i < count && status == EXIT_FOUND; i++) {
		struct json_object *statement = json_object_array_get_idx(list, i);

		if (ask->options->output == OUTPUT_TEXT)
			status = print_printing(ask, printer, statement);
		else
			printer_add(printer, statement);
	}
	if (ask->options->output == OUTPUT_TEXT && status == EXIT_FOUND)
		quotation_print_printings(ask->options, answer, &printer->out);
	return status;
}

/* A statement's id in lower case; false if it is none. */
static bool read_id(const char *text, char id[ID_LENGTH + 1])
{
	if (strlen(text) != ID_LENGTH || text[strspn(text, "0123456789abcdefABCDEF")])
		return false;
	for (size_t i = 0; i <= ID_LENGTH; i++)
		id[i] = (char)tolower((unsigned char)text[i]);
	return true;
}

int command_show(const struct options *options, int argc, char **argv)
{
	struct ask ask;
	struct printer printer;
	int status, worst = EXIT_FOUND;

	for (int i = 0; i < argc; i++) {
		char id[ID_LENGTH + 1];

		if (!read_id(argv[i], id)) {
			fprintf(stderr, "quotes: a statement's id has 16 hexadecimal digits, not \"%s\"\n", argv[i]);
			return EXIT_USAGE;
		}
		memcpy(argv[i], id, sizeof(id));
	}
	status = ask_open(&ask, options);
	if (status != EXIT_FOUND)
		return status;
	printer_init(&printer, options, &table_statements, false);
	for (int i = 0; i < argc; i++) {
		struct json_object *answer = NULL;

		status = ask_one(&ask, ENDPOINT_STATEMENT, argv[i], &answer);
		if (status == EXIT_FOUND)
			status = print_printings(&ask, &printer, answer);
		worst = status > worst ? status : worst;
		json_object_put(answer);
	}
	status = printer_done(&printer);
	ask_close(&ask);
	return worst > status ? worst : status;
}

static void print_article(const struct options *options, struct json_object *article, struct buffer *out)
{
	size_t count;
	struct json_object *list = member_list(article, "statements", &count);

	quotation_print_head(options, article, out);
	buffer_char(out, '\n');
	quotation_print_text(options, article, out);
	buffer_char(out, '\n');
	for (size_t i = 0; i < count; i++)
		quotation_print(options, json_object_array_get_idx(list, i), out);
}

/* An article as CSV is its statements. */
static void add_statements(struct printer *printer, struct json_object *article)
{
	size_t count;
	struct json_object *list = member_list(article, "statements", &count);

	for (size_t i = 0; i < count; i++)
		printer_add(printer, json_object_array_get_idx(list, i));
}

/* Print objects that are asked for by their numbers. */
int show_numbered(const struct options *options, enum endpoint_id id, const struct table *table, int argc, char **argv)
{
	struct ask ask;
	struct printer printer;
	int status, worst = EXIT_FOUND;

	for (int i = 0; i < argc; i++) {
		if (!argv[i][0] || argv[i][strspn(argv[i], "0123456789")] || strlen(argv[i]) > 18) {
			fprintf(stderr, "quotes: an id is a number, not \"%s\"\n", argv[i]);
			return EXIT_USAGE;
		}
	}
	status = ask_open(&ask, options);
	if (status != EXIT_FOUND)
		return status;
	printer_init(&printer, options, table, argc == 1);
	for (int i = 0; i < argc; i++) {
		struct json_object *answer = NULL;

		status = ask_one(&ask, id, argv[i], &answer);
		if (status == EXIT_FOUND && id == ENDPOINT_ARTICLE && options->output == OUTPUT_CSV)
			add_statements(&printer, answer);
		else if (status == EXIT_FOUND && id == ENDPOINT_HISTORY && options->output == OUTPUT_CSV)
			history_add_changes(&printer, answer);
		else if (status == EXIT_FOUND)
			printer_add(&printer, answer);
		worst = status > worst ? status : worst;
		json_object_put(answer);
	}
	status = printer_done(&printer);
	ask_close(&ask);
	return worst > status ? worst : status;
}

int command_article(const struct options *options, int argc, char **argv)
{
	struct table table = {table_statements.columns, NULL, print_article};

	if (options->history)
		return show_numbered(options, ENDPOINT_HISTORY, &table_history, argc, argv);
	return show_numbered(options, ENDPOINT_ARTICLE, &table, argc, argv);
}

int show_speaker(const struct options *options, char *id)
{
	struct table table = {table_speakers.columns, NULL, table_print_members};

	return show_numbered(options, ENDPOINT_SPEAKER, &table, 1, &id);
}
