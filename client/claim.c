/* SPDX-License-Identifier: MIT */
/* The commands about claims: claims, claim, timeline, flips, silence, verify. */
#include <stdio.h>
#include <string.h>

#include "ask.h"
#include "list.h"
#include "member.h"
#include "print.h"
#include "printer.h"
#include "quotation.h"
#include "request.h"
#include "show.h"

static const char *text_of(struct json_object *record, const char *key)
{
	const char *value = member_text(record, key);

	return value ? value : "";
}

static void add_safe(struct buffer *out, const char *before, const char *text, const char *behind)
{
	if (!*text)
		return;
	buffer_text(out, before);
	print_safe(out, text, strlen(text));
	buffer_text(out, behind);
}

static int list_filtered(const struct options *options, enum endpoint_id id, const struct table *table, bool by_words,
			 int argc, char **argv)
{
	struct options all = *options;
	struct buffer words = {0};
	int status = by_words ? list_take_filter(&all.words, "words", argc, argv, &words)
			      : list_take_filter(&all.speaker, "speaker", argc, argv, &words);

	if (status == EXIT_FOUND && id == ENDPOINT_TIMELINE && !all.speaker) {
		fprintf(stderr, "quotes: a timeline is of a speaker: name one\n");
		status = EXIT_USAGE;
	}
	if (status == EXIT_FOUND)
		status = list_print(&all, id, table, NULL);
	buffer_done(&words);
	return status;
}

int command_claims(const struct options *options, int argc, char **argv)
{
	return list_filtered(options, ENDPOINT_CLAIMS, &table_claims, true, argc, argv);
}

int command_timeline(const struct options *options, int argc, char **argv)
{
	return list_filtered(options, ENDPOINT_TIMELINE, &table_timeline, false, argc, argv);
}

int command_flips(const struct options *options, int argc, char **argv)
{
	return list_filtered(options, ENDPOINT_FLIPS, &table_flips, false, argc, argv);
}

int command_silence(const struct options *options, int argc, char **argv)
{
	struct options all = *options;

	all.stance = "decline";
	return list_filtered(&all, ENDPOINT_STATEMENTS, &table_statements, false, argc, argv);
}

/* One line of a claim's history: when, which side, who, with what number, in which words and where. */
static void print_edge(struct json_object *edge, struct buffer *out)
{
	struct json_object *statement = json_object_object_get(edge, "statement");
	const char *speaker = text_of(edge, "speaker");

	buffer_printf(out, "  %s  %-7s  ", text_of(edge, "date"), text_of(edge, "side"));
	add_safe(out, "", *speaker ? speaker : "nobody named", "");
	add_safe(out, " (", text_of(edge, "value"), ")");
	add_safe(out, ": ", text_of(edge, "text"), "");
	add_safe(out, " [", text_of(statement, "article_outlet"), "]");
	add_safe(out, " ", text_of(statement, "id"), "\n");
}

/* "at least 12", "45 to 50", with the day it was said. */
static void print_value(struct json_object *value, struct buffer *out)
{
	static const char *const bounds[][2] = {{"least", "at least "}, {"most", "at most "}, {"about", "about "}};
	struct json_object *limits = json_object_object_get(value, "limits");

	for (size_t i = 0; limits && i < sizeof(bounds) / sizeof(*bounds); i++)
		if (!strcmp(text_of(limits, "bound"), bounds[i][0]))
			buffer_text(out, bounds[i][1]);
	add_safe(out, "", text_of(value, "value"), "");
	if (limits)
		add_safe(out, " to ", text_of(limits, "upto"), "");
	add_safe(out, " (", text_of(value, "date"), "");
	add_safe(out, ", ", text_of(value, "outlet"), "");
	buffer_text(out, ")");
}

/* One speaker's numbers in turn: "figure miner, Ada Quill: at least 12 (…), 15 (…)". */
static void print_history(struct json_object *history, struct buffer *out)
{
	const char *speaker = text_of(history, "speaker");
	size_t count;
	struct json_object *values = member_list(history, "values", &count);

	add_safe(out, "  figure ", text_of(history, "unit"), ", ");
	add_safe(out, "", *speaker ? speaker : "nobody named", ": ");
	for (size_t i = 0; i < count; i++) {
		buffer_text(out, i ? ", " : "");
		print_value(json_object_array_get_idx(values, i), out);
	}
	buffer_char(out, '\n');
}

static void print_claim(const struct options *options, struct json_object *claim, struct buffer *out)
{
	size_t edge_count, history_count;
	struct json_object *edges = member_list(claim, "edges", &edge_count);
	struct json_object *histories = member_list(claim, "histories", &history_count);

	buffer_text(out, options_color(options) ? PRINT_BOLD : "");
	add_safe(out, "", text_of(claim, "text"), "\n");
	buffer_text(out, options_color(options) ? PRINT_PLAIN : "");
	buffer_printf(out, "claim %s: %s, %s for, %s against, %s articles, %s independent reports, %s to %s\n",
		      text_of(claim, "id"), text_of(claim, "status"), text_of(claim, "supporters"),
		      text_of(claim, "opponents"), text_of(claim, "articles"), text_of(claim, "reports"),
		      text_of(claim, "first"), text_of(claim, "last"));
	for (size_t i = 0; i < history_count; i++)
		print_history(json_object_array_get_idx(histories, i), out);
	for (size_t i = 0; i < edge_count; i++)
		print_edge(json_object_array_get_idx(edges, i), out);
}

int command_claim(const struct options *options, int argc, char **argv)
{
	struct table table = {table_claims.columns, NULL, print_claim};

	return show_numbered(options, ENDPOINT_CLAIM, &table, argc, argv);
}

/* The words of the original with what was lost as [-…-] and what was put in as {+…+}. */
static void print_diff(struct json_object *verdict, struct buffer *out)
{
	size_t count;
	struct json_object *diff = member_list(verdict, "diff", &count);
	static const struct {
		const char *op, *before, *behind;
	} marks[] = {{"kept", " ", ""}, {"lost", " [-", "-]"}, {"added", " {+", "+}"}};

	buffer_text(out, " ");
	for (size_t i = 0; i < count; i++) {
		struct json_object *part = json_object_array_get_idx(diff, i);

		for (size_t k = 0; k < sizeof(marks) / sizeof(*marks); k++)
			if (!strcmp(text_of(part, "op"), marks[k].op))
				add_safe(out, marks[k].before, text_of(part, "text"), marks[k].behind);
	}
	buffer_char(out, '\n');
}

static void print_verdict(const struct options *options, struct json_object *verdict, struct buffer *out)
{
	struct json_object *statement = json_object_object_get(verdict, "statement");
	struct json_object *merged = json_object_object_get(verdict, "merged_with");

	add_safe(out, "", text_of(verdict, "verdict"), "");
	add_safe(out, ", a negation is ", text_of(verdict, "negation"), "");
	if (json_object_get_boolean(json_object_object_get(verdict, "number_changed")))
		buffer_text(out, ", a number is changed");
	buffer_char(out, '\n');
	if (!statement)
		return;
	print_diff(verdict, out);
	quotation_print(options, statement, out);
	if (!merged)
		return;
	buffer_text(out, "made of this one as well:\n");
	quotation_print(options, merged, out);
}

static int verify_all(const struct options *options)
{
	int status = list_print(options, ENDPOINT_PROOFS, &table_proofs, NULL);

	if (status == EXIT_NOTHING)
		return EXIT_FOUND; /* nothing is wrong */
	return status == EXIT_FOUND ? EXIT_NOTHING : status;
}

static int verify(const struct options *options, const char *text)
{
	static const char columns[] = "verdict,wording,likeness,negation,number_changed";
	struct table table = {columns, NULL, print_verdict};
	struct buffer target = {0};
	struct json_object *answer = NULL;
	struct printer printer;
	struct ask ask;
	int status = ask_open(&ask, options);

	if (status != EXIT_FOUND)
		return status;
	request_start(&target, ENDPOINT_VERIFY, NULL);
	request_add(&target, "text", text);
	request_add(&target, "speaker", options->speaker);
	status = ask_for(&ask, "GET", target.data, &answer);
	if (status == EXIT_FOUND) {
		printer_init(&printer, options, &table, true);
		printer_add(&printer, answer);
		status = printer_done(&printer);
		if (status == EXIT_FOUND && !strcmp(text_of(answer, "verdict"), "unseen"))
			status = EXIT_NOTHING;
	}
	json_object_put(answer);
	buffer_done(&target);
	ask_close(&ask);
	return status;
}

int command_verify(const struct options *options, int argc, char **argv)
{
	struct buffer text = {0};
	int status;

	if (options->all)
		return verify_all(options);
	if (!argc) {
		fprintf(stderr, "quotes: nothing to verify: give a text, or --all\n");
		return EXIT_USAGE;
	}
	ask_join(&text, argc, argv);
	status = verify(options, text.data);
	buffer_done(&text);
	return status;
}
