/* SPDX-License-Identifier: MIT */
/*
 * Statements in the forms of others: schema.org Quotation and Claim as bodies of W3C annotations, and
 * citations in Markdown. brat's files are standoff.c's, CSV and JSON lines every list's.
 */
#include <stdio.h>
#include <string.h>

#include "list.h"
#include "member.h"
#include "print.h"
#include "standoff.h"

static const char *text_of(struct json_object *record, const char *key)
{
	const char *value = member_text(record, key);

	return value ? value : "";
}

static void add_json(struct buffer *out, const char *before, const char *text)
{
	if (!*text)
		return;
	buffer_text(out, before);
	buffer_json(out, text, strlen(text));
}

/* One speaker as schema.org has him. */
static void add_speaker(struct json_object *speaker, struct buffer *out)
{
	bool is_person = !strcmp(text_of(speaker, "type"), "person");

	buffer_printf(out, "{\"@type\":\"%s\"", is_person ? "Person" : "Organization");
	add_json(out, ",\"name\":", text_of(speaker, "name"));
	if (is_person)
		add_json(out, ",\"jobTitle\":", text_of(speaker, "role"));
	buffer_char(out, '}');
}

static void add_article(struct json_object *statement, struct buffer *out)
{
	buffer_text(out, "{\"@type\":\"NewsArticle\"");
	add_json(out, ",\"identifier\":", text_of(statement, "article_id"));
	add_json(out, ",\"headline\":", text_of(statement, "article_title"));
	add_json(out, ",\"datePublished\":", text_of(statement, "article_date"));
	if (*text_of(statement, "article_outlet")) {
		add_json(out,
			 ",\"publisher\":{\"@type\":\"Organization\",\"name\":", text_of(statement, "article_outlet"));
		buffer_char(out, '}');
	}
	buffer_char(out, '}');
}

/* What was said: a Quotation if in the speaker's words, else a Claim. */
static void add_body(struct json_object *statement, struct buffer *out)
{
	bool is_claim = !strcmp(text_of(statement, "kind"), "indirect");
	size_t count;
	struct json_object *speakers = member_list(statement, "speakers", &count);

	buffer_printf(out, "{\"@context\":\"https://schema.org\",\"@type\":\"%s\"", is_claim ? "Claim" : "Quotation");
	add_json(out, ",\"identifier\":", text_of(statement, "id"));
	add_json(out, ",\"text\":", text_of(statement, "text"));
	if (count)
		buffer_printf(out, ",\"%s\":[", is_claim ? "author" : "spokenByCharacter");
	for (size_t i = 0; i < count; i++) {
		buffer_text(out, i ? "," : "");
		add_speaker(json_object_array_get_idx(speakers, i), out);
	}
	buffer_printf(out, "%s,\"%s\":", count ? "]" : "", is_claim ? "appearance" : "isPartOf");
	add_article(statement, out);
	buffer_char(out, '}');
}

/* Where it stands: its words, and the bytes of the kept text. */
static void add_target(struct json_object *statement, struct buffer *out)
{
	size_t count;
	struct json_object *content = member_list(statement, "content", &count);

	buffer_printf(out, "{\"source\":\"urn:quoted:article:%s\",\"selector\":[{\"type\":\"TextQuoteSelector\"",
		      text_of(statement, "article_id"));
	add_json(out, ",\"exact\":", text_of(statement, "text"));
	buffer_char(out, '}');
	for (size_t i = 0; i < count; i++) {
		struct json_object *range = json_object_array_get_idx(content, i);

		buffer_printf(out, ",{\"type\":\"DataPositionSelector\",\"start\":%lld,\"end\":%lld}",
			      (long long)json_object_get_int64(json_object_array_get_idx(range, 0)),
			      (long long)json_object_get_int64(json_object_array_get_idx(range, 1)));
	}
	buffer_text(out, "]}");
}

static void print_annotation(const struct options *options, struct json_object *statement, struct buffer *out)
{
	struct buffer json = {0};

	(void)options;
	buffer_text(&json, "{\"@context\":\"http://www.w3.org/ns/anno.jsonld\",\"type\":\"Annotation\",\"body\":");
	add_body(statement, &json);
	buffer_text(&json, ",\"target\":");
	add_target(statement, &json);
	buffer_char(&json, '}');
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
	if (status == EXIT_FOUND)
		status = list_print(&all, ENDPOINT_STATEMENTS, &table, NULL);
	buffer_done(&words);
	return status;
}
