/* SPDX-License-Identifier: MIT */
/* `quotes text`: what was read of each file, its metadata and its text, before any rule. */
#include <stdio.h>
#include <string.h>

#include "offline.h"
#include "print.h"

struct printer {
	const struct options *options;
	struct buffer out;
	int bad;
};

static void add_string(struct buffer *out, const char *key, const char *value)
{
	buffer_printf(out, ",\"%s\":", key);
	if (value)
		buffer_json(out, value, strlen(value));
	else
		buffer_text(out, "null");
}

/* The authors of a byline, which stand in it with "; " between. */
static void add_authors(struct buffer *out, const char *byline)
{
	buffer_text(out, ",\"authors\":[");
	while (byline && *byline) {
		size_t length = strcspn(byline, ";");

		buffer_json(out, byline, length);
		byline += length + strspn(byline + length, "; ");
		if (*byline)
			buffer_char(out, ',');
	}
	buffer_char(out, ']');
}

static void print_json(struct buffer *out, const struct article *article)
{
	buffer_text(out, "{\"article\":");
	buffer_json(out, article->name, strlen(article->name));
	add_string(out, "title", article->title);
	add_authors(out, article->byline);
	add_string(out, "date", article->date);
	add_string(out, "outlet", article->outlet);
	add_string(out, "url", article->url);
	add_string(out, "language", article->language);
	add_string(out, "dateline", article->dateline);
	buffer_text(out, ",\"text\":");
	buffer_json(out, article->text, article->length);
	buffer_text(out, "}\n");
}

static void print_line(struct buffer *out, const char *key, const char *value)
{
	if (!value)
		return;
	buffer_printf(out, "%-9s ", key);
	print_safe(out, value, strlen(value));
	buffer_char(out, '\n');
}

static void print_people(struct buffer *out, const struct article *article)
{
	print_line(out, "Article:", article->name);
	print_line(out, "Title:", article->title);
	print_line(out, "Authors:", article->byline);
	print_line(out, "Date:", article->date);
	print_line(out, "Outlet:", article->outlet);
	print_line(out, "URL:", article->url);
	print_line(out, "Language:", article->language);
	print_line(out, "Dateline:", article->dateline);
	buffer_char(out, '\n');
	for (const char *at = article->text, *end = at + article->length; at < end;) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));

		print_safe(out, at, (size_t)((newline ? newline : end) - at));
		buffer_char(out, '\n');
		at = newline ? newline + 1 : end;
	}
	buffer_char(out, '\n');
}

static int print_article(struct extraction *extraction, void *data)
{
	struct printer *printer = data;

	if (printer->options->output == OUTPUT_TEXT)
		print_people(&printer->out, &extraction->article);
	else
		print_json(&printer->out, &extraction->article);
	fwrite(printer->out.data, 1, printer->out.length, stdout);
	buffer_clear(&printer->out);
	return 0;
}

static int print_failure(const char *name, const struct error *why, void *data)
{
	struct printer *printer = data;

	fprintf(stderr, "quotes: could not read article \"%s\": %s\n", name, why->text);
	printer->bad = 1;
	return 0;
}

int command_text(const struct options *options, int argc, char **argv)
{
	struct error err;
	struct offline offline;
	struct printer printer = {.options = options};
	struct article_sink sink = {
		.article = print_article, .failure = print_failure, .data = &printer, .text_only = true};
	struct buffer bytes = {0};

	if (offline_open(&offline, options) < 0)
		return EXIT_INPUT;
	for (int i = 0; i < argc; i++)
		if (file_read(argv[i], &bytes, &err) < 0 ||
		    engine_read(offline.engine, file_name(argv[i]), bytes.data, bytes.length, &sink, &err) < 0)
			print_failure(argv[i], &err, &printer);
	buffer_done(&bytes);
	buffer_done(&printer.out);
	offline_close(&offline);
	return printer.bad ? EXIT_INPUT : EXIT_FOUND;
}
