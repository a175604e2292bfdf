/* SPDX-License-Identifier: MIT */
/* `quotes reextract`: what the rules of now find in kept articles, beside what is stored of them, and replacing it. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "ask.h"
#include "history.h"
#include "member.h"
#include "print.h"
#include "printer.h"
#include "request.h"

#define PIECE 16 /* articles of one request */

/* The way through all articles that are to be read again, once. */
struct reextraction {
	const struct options *options;
	struct ask ask;
	struct printer printer;
	bool is_kept;
	char rules[80]; /* that showed what differs; empty at first */
	int64_t looked, differ, gained, lost, changed, failed;
};

static void add(struct buffer *out, const char *before, struct json_object *record, const char *key, const char *behind)
{
	const char *text = member_text(record, key);

	if (!text)
		return;
	buffer_text(out, before);
	print_safe(out, text, strlen(text));
	buffer_text(out, behind);
}

/* An article with what differs; what could not be read; or the sum, which has no number. */
static void print_article(const struct options *options, struct json_object *article, struct buffer *out)
{
	size_t count;
	struct json_object *changes = member_list(article, "changes", &count);

	buffer_text(out, options_color(options) ? PRINT_BOLD : "");
	add(out, "article ", article, "id", ": ");
	add(out, "", article, "looked", " articles read again, ");
	add(out, "", article, "differ", " differ: ");
	add(out, "", article, "error", "");
	add(out, "", article, "gained", " gained, ");
	add(out, "", article, "lost", " lost, ");
	add(out, "", article, "changed", " changed");
	add(out, ", ", article, "failed", " failed");
	add(out, "; ", article, "name", "");
	add(out, ": ", article, "title", "");
	buffer_text(out, options_color(options) ? PRINT_PLAIN "\n" : "\n");
	for (size_t i = 0; i < count; i++)
		history_print_change(json_object_array_get_idx(changes, i), out);
}

static const struct table table_reread = {"id,name,title,date,rules,gained,lost,changed,looked,differ,failed,error",
					  NULL, print_article};

static int64_t number_of(struct json_object *object, const char *key)
{
	return json_object_get_int64(json_object_object_get(object, key));
}

static void print_list(struct reextraction *all, struct json_object *answer, const char *key)
{
	size_t count;
	struct json_object *list = member_list(answer, key, &count);

	for (size_t i = 0; i < count; i++)
		printer_add(&all->printer, json_object_array_get_idx(list, i));
}

static int take(struct reextraction *all, struct json_object *answer)
{
	size_t failed;

	member_list(answer, "failed", &failed);
	all->failed += (int64_t)failed;
	all->looked += number_of(answer, "looked");
	all->differ += number_of(answer, "differ");
	all->gained += number_of(answer, "gained");
	all->lost += number_of(answer, "lost");
	all->changed += number_of(answer, "changed");
	if (!*all->rules)
		snprintf(all->rules, sizeof(all->rules), "%s", member_text(answer, "rules"));
	print_list(all, answer, "articles");
	print_list(all, answer, "failed");
	return printer_flush(&all->printer);
}

/* Ask for some articles, or for those after one; *after: the last of them, 0 at the end. */
static int read_piece(struct reextraction *all, const char *articles, int64_t *after)
{
	struct buffer target = {0}, number = {0};
	struct json_object *answer = NULL;
	int status;

	buffer_printf(&number, "%lld", (long long)*after);
	request_start(&target, ENDPOINT_REEXTRACT, NULL);
	request_add(&target, "articles", articles);
	request_add(&target, "after", articles ? NULL : number.data);
	request_add(&target, "commit", all->is_kept ? "yes" : NULL);
	request_add(&target, "rules", *all->rules ? all->rules : NULL);
	status = ask_patiently(&all->ask, "POST", target.data, &answer);
	*after = number_of(answer, "next");
	if (status == EXIT_FOUND && take(all, answer) < 0)
		status = EXIT_INPUT;
	json_object_put(answer);
	buffer_done(&target);
	buffer_done(&number);
	return status;
}

static int read_listed(struct reextraction *all, int argc, char **argv)
{
	int status = EXIT_FOUND;

	for (int i = 0; i < argc && status == EXIT_FOUND; i += PIECE) {
		struct buffer list = {0};
		int64_t after = 0;

		for (int k = i; k < argc && k < i + PIECE; k++)
			buffer_printf(&list, "%s%s", k > i ? "," : "", argv[k]);
		status = read_piece(all, list.data, &after);
		buffer_done(&list);
	}
	return status;
}

static int read_all(struct reextraction *all)
{
	int64_t after = 0;
	int status;

	do
		status = read_piece(all, NULL, &after);
	while (status == EXIT_FOUND && after);
	return status;
}

static void print_sum(struct reextraction *all)
{
	const struct {
		const char *key;
		int64_t value;
	} sums[] = {{"looked", all->looked}, {"differ", all->differ},   {"gained", all->gained},
		    {"lost", all->lost},     {"changed", all->changed}, {"failed", all->failed}};
	struct json_object *sum = json_object_new_object();

	for (size_t i = 0; i < sizeof(sums) / sizeof(*sums); i++)
		json_object_object_add(sum, sums[i].key, json_object_new_int64(sums[i].value));
	printer_add(&all->printer, sum);
	printer_flush(&all->printer);
	json_object_put(sum);
}

/* One way through; EXIT_NOTHING if nothing differs. */
static int go_through(struct reextraction *all, bool is_kept, int argc, char **argv)
{
	int status;

	all->is_kept = is_kept;
	all->looked = all->differ = all->gained = all->lost = all->changed = all->failed = 0;
	status = argc ? read_listed(all, argc, argv) : read_all(all);
	print_sum(all);
	if (status == EXIT_FOUND && all->failed)
		return EXIT_INPUT;
	return status == EXIT_FOUND && !all->differ ? EXIT_NOTHING : status;
}

static bool is_wanted(const struct options *options)
{
	char answer[8] = "";

	if (options->dry_run || !isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return false;
	fputs("replace what is stored by this? [y/N] ", stdout);
	fflush(stdout);
	return fgets(answer, sizeof(answer), stdin) && (answer[0] == 'y' || answer[0] == 'Y');
}

int command_reextract(const struct options *options, int argc, char **argv)
{
	struct reextraction all = {.options = options};
	int status;

	if (options->all ? argc > 0 : !argc) {
		fprintf(stderr, "quotes: reextract takes articles' numbers, or --all\n");
		return EXIT_USAGE;
	}
	if (options->commit && options->dry_run) {
		fprintf(stderr, "quotes: --commit and --dry-run exclude each other\n");
		return EXIT_USAGE;
	}
	status = ask_open(&all.ask, options);
	if (status != EXIT_FOUND)
		return status;
	printer_init(&all.printer, options, &table_reread, false);
	status = go_through(&all, options->commit, argc, argv);
	if (status == EXIT_FOUND && !options->commit && is_wanted(options))
		status = go_through(&all, true, argc, argv);
	printer_done(&all.printer);
	ask_close(&all.ask);
	return status;
}
