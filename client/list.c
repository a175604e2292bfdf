/* SPDX-License-Identifier: MIT */
/* The commands that print a list, page by page: by, search, speakers, articles, failed. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ask.h"
#include "list.h"
#include "member.h"
#include "print.h"
#include "printer.h"
#include "request.h"
#include "show.h"

#define PAGE 200 /* records a request */

static const char *list_key(enum endpoint_id id)
{
	return strrchr(request_endpoint(id)->path, '/') + 1;
}

/* Print the list in an answer. Returns how many there were, or -1 when nobody reads on. */
static long print_page(struct printer *printer, struct json_object *answer, const char *key)
{
	size_t count;
	struct json_object *list = member_list(answer, key, &count);

	for (size_t i = 0; i < count; i++)
		printer_add(printer, json_object_array_get_idx(list, i));
	return printer_flush(printer) < 0 ? -1 : (long)count;
}

/* Ask for page after page of what target asks for, up to the limit. */
static int print_pages(struct ask *ask, enum endpoint_id id, const struct buffer *target, struct printer *printer)
{
	long left = ask->options->limit ? atol(ask->options->limit) : -1, count = 0;
	struct buffer page = {0};
	int64_t after = 0;
	int status;

	do {
		struct json_object *answer = NULL;
		char number[32];

		buffer_clear(&page);
		buffer_add(&page, target->data, target->length);
		snprintf(number, sizeof(number), "%ld", left >= 0 && left < PAGE ? left : PAGE);
		request_add(&page, "limit", number);
		snprintf(number, sizeof(number), "%lld", (long long)after);
		request_add(&page, "after", after ? number : NULL);
		status = ask_for(ask, "GET", page.data, &answer);
		if (status != EXIT_FOUND)
			break;
		count = print_page(printer, answer, list_key(id));
		left -= left > 0 ? count : 0;
		after = json_object_get_int64(json_object_object_get(answer, "next"));
		json_object_put(answer);
	} while (after > 0 && count > 0 && left != 0);
	buffer_done(&page);
	return status;
}

int list_print(const struct options *options, enum endpoint_id id, const struct table *table, const char *name)
{
	struct ask ask;
	struct printer printer;
	struct buffer target = {0};
	int status = ask_open(&ask, options), end;

	if (status != EXIT_FOUND)
		return status;
	request_start(&target, id, NULL);
	request_add(&target, "name", name);
	request_add_filters(&target, id, options);
	printer_init(&printer, options, table, false);
	status = print_pages(&ask, id, &target, &printer);
	end = printer_done(&printer);
	buffer_done(&target);
	ask_close(&ask);
	return status == EXIT_FOUND ? end : status;
}

/* The arguments as the value of a filter, which must not be given by its option too. */
int list_take_filter(const char **filter, const char *name, int argc, char **argv, struct buffer *words)
{
	if (!argc)
		return EXIT_FOUND;
	if (*filter) {
		fprintf(stderr, "quotes: \"%s\" and --%s=%s: one too many\n", argv[0], name, *filter);
		return EXIT_USAGE;
	}
	ask_join(words, argc, argv);
	*filter = words->data;
	return EXIT_FOUND;
}

/* On a terminal, before what they said: the speakers that a name stands for, if there are several. */
static int tell_speakers(const struct options *options, const char *name)
{
	struct buffer target = {0}, line = {0}, safe = {0};
	struct json_object *answer = NULL, *list;
	struct ask ask;
	size_t count;
	int status = ask_open(&ask, options);

	if (status != EXIT_FOUND)
		return status;
	request_start(&target, ENDPOINT_SPEAKERS, NULL);
	request_add(&target, "name", name);
	request_add(&target, "limit", "5");
	status = ask_for(&ask, "GET", target.data, &answer);
	list = member_list(answer, list_key(ENDPOINT_SPEAKERS), &count);
	for (size_t i = 0; i < count; i++) {
		struct json_object *speaker = json_object_array_get_idx(list, i);

		buffer_text(&line, i ? ", #" : "#");
		table_value(speaker, "id", &line);
		buffer_char(&line, ' ');
		table_value(speaker, "name", &line);
		buffer_text(&line, " (");
		table_value(speaker, "statements", &line);
		buffer_char(&line, ')');
	}
	print_safe(&safe, line.data, line.length);
	if (count > 1)
		printf("%s%s\n\n", safe.data,
		       json_object_get_int64(json_object_object_get(answer, "next")) ? ", …" : "");
	json_object_put(answer);
	buffer_done(&target);
	buffer_done(&line);
	buffer_done(&safe);
	ask_close(&ask);
	return status;
}

int command_by(const struct options *options, int argc, char **argv)
{
	struct options all = *options;
	struct buffer words = {0};
	struct error err;
	int status = list_take_filter(&all.speaker, "speaker", argc, argv, &words);

	if (status == EXIT_FOUND && options->width && options->output == OUTPUT_TEXT && all.speaker &&
	    all.speaker[0] != '#')
		status = tell_speakers(&all, all.speaker);
	if (status == EXIT_FOUND)
		status = list_print(&all, ENDPOINT_STATEMENTS, &table_statements, NULL);
	if (status == EXIT_NOTHING && all.speaker) {
		error_set(&err, "nothing found that \"%s\" said", all.speaker);
		ask_complain(status, &err);
	}
	buffer_done(&words);
	return status;
}

int list_print_one(const struct options *options, const char *method, const char *target, const struct table *table)
{
	struct json_object *answer = NULL;
	struct printer printer;
	struct ask ask;
	int status = ask_open(&ask, options);

	if (status != EXIT_FOUND)
		return status;
	status = ask_for(&ask, method, target, &answer);
	if (status == EXIT_FOUND) {
		printer_init(&printer, options, table, true);
		printer_add(&printer, answer);
		status = printer_done(&printer);
	}
	json_object_put(answer);
	ask_close(&ask);
	return status;
}

int command_search(const struct options *options, int argc, char **argv)
{
	struct options all = *options;
	struct buffer words = {0};
	int status = list_take_filter(&all.words, "words", argc, argv, &words);

	if (status == EXIT_FOUND)
		status = list_print(&all, ENDPOINT_STATEMENTS, &table_statements, NULL);
	buffer_done(&words);
	return status;
}

int command_articles(const struct options *options, int argc, char **argv)
{
	struct options all = *options;
	struct buffer words = {0};
	int status = list_take_filter(&all.words, "words", argc, argv, &words);

	if (status == EXIT_FOUND)
		status = list_print(&all, ENDPOINT_ARTICLES, &table_articles, NULL);
	buffer_done(&words);
	return status;
}

int command_speakers(const struct options *options, int argc, char **argv)
{
	struct buffer name = {0};
	int status;

	if (argc && argv[0][0] == '#')
		return show_speaker(options, argv[0] + 1);
	ask_join(&name, argc, argv);
	status = list_print(options, ENDPOINT_SPEAKERS, &table_speakers, argc ? name.data : NULL);
	buffer_done(&name);
	return status;
}

int command_failed(const struct options *options, int argc, char **argv)
{
	(void)argc, (void)argv;
	return list_print(options, ENDPOINT_FAILED, &table_failed, NULL);
}
