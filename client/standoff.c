/* SPDX-License-Identifier: MIT */
/*
 * Articles as brat's stand-off annotation: ID.txt with the text and ID.ann with source, cue and content of each
 * statement, joined by an event, and the speaker's name as a note. Offsets are characters, as brat counts them.
 */
#include "standoff.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "ask.h"
#include "member.h"
#include "request.h"

struct article {
	const char *text;
	size_t length;
	size_t *characters; /* before each byte, and one more at the end */
	struct buffer lines;
	int bounds, events; /* so many so far */
};

static void count_characters(struct article *article)
{
	size_t count = 0;

	article->characters = xcalloc(article->length + 1, sizeof(*article->characters));
	for (size_t i = 0; i < article->length; i++) {
		article->characters[i] = count;
		count += ((unsigned char)article->text[i + 1] & 0xc0) != 0x80;
	}
	article->characters[article->length] = count;
}

static size_t bound(struct json_object *range, size_t which, const struct article *article)
{
	int64_t byte = json_object_get_int64(json_object_array_get_idx(range, which));

	return byte < 0 || (size_t)byte > article->length ? article->length : (size_t)byte;
}

/* T1 TAB Source 10 20;25 30 TAB text. Returns its number, 0 if it has no text. */
static int add_bound(struct article *article, struct json_object *statement, const char *part, const char *type)
{
	size_t count;
	struct json_object *ranges = member_list(statement, part, &count);
	struct buffer text = {0};

	if (!count)
		return 0;
	buffer_printf(&article->lines, "T%d\t%s ", ++article->bounds, type);
	for (size_t i = 0; i < count; i++) {
		struct json_object *range = json_object_array_get_idx(ranges, i);
		size_t start = bound(range, 0, article), end = bound(range, 1, article);

		buffer_printf(&article->lines, "%s%zu %zu", i ? ";" : "", article->characters[start],
			      article->characters[end]);
		buffer_text(&text, i ? " " : "");
		for (size_t at = start; at < end; at++)
			buffer_char(&text, strchr("\n\r\t", article->text[at]) ? ' ' : article->text[at]);
	}
	buffer_printf(&article->lines, "\t%s\n", text.data);
	buffer_done(&text);
	return article->bounds;
}

static void add_statement(struct article *article, struct json_object *statement)
{
	int source = add_bound(article, statement, "source", "Source");
	int cue = add_bound(article, statement, "cue", "Cue");
	int content = add_bound(article, statement, "content", "Content");
	const char *speaker = member_text(statement, "speaker");
	int noted = source ? source : cue ? cue : content;

	if (!noted)
		return;
	article->events++;
	buffer_printf(&article->lines, "E%d\t", article->events);
	if (cue)
		buffer_printf(&article->lines, "Cue:T%d", cue);
	if (source)
		buffer_printf(&article->lines, "%sSource:T%d", cue ? " " : "", source);
	if (content)
		buffer_printf(&article->lines, "%sContent:T%d", cue || source ? " " : "", content);
	buffer_char(&article->lines, '\n');
	if (speaker)
		buffer_printf(&article->lines, "#%d\tAnnotatorNotes T%d\t%s\n", article->events, noted, speaker);
}

static int write_file(const char *directory, int64_t id, const char *ending, const char *bytes, size_t length)
{
	struct buffer path = {0};
	struct error err;
	FILE *file;
	int status = EXIT_FOUND;

	buffer_printf(&path, "%s/%lld%s", directory, (long long)id, ending);
	file = fopen(path.data, "w");
	if (!file || fwrite(bytes, 1, length, file) != length || fflush(file) != 0) {
		error_errno(&err, "could not write \"%s\"", path.data);
		status = ask_complain(EXIT_INPUT, &err);
	}
	if (file)
		fclose(file);
	buffer_done(&path);
	return status;
}

static int write_article(const char *directory, struct json_object *object)
{
	struct json_object *text = json_object_object_get(object, "text"), *statements;
	struct article article = {.text = json_object_get_string(text),
				  .length = (size_t)json_object_get_string_len(text)};
	int64_t id = json_object_get_int64(json_object_object_get(object, "id"));
	size_t count;
	int status;

	if (!article.text)
		return EXIT_FOUND;
	count_characters(&article);
	buffer_text(&article.lines, "");
	statements = member_list(object, "statements", &count);
	for (size_t i = 0; i < count; i++)
		add_statement(&article, json_object_array_get_idx(statements, i));
	status = write_file(directory, id, ".txt", article.text, article.length);
	if (status == EXIT_FOUND)
		status = write_file(directory, id, ".ann", article.lines.data, article.lines.length);
	free(article.characters);
	buffer_done(&article.lines);
	return status;
}

static int export_one(struct ask *ask, const char *directory, const char *id)
{
	struct buffer target = {0};
	struct json_object *answer = NULL;
	int status;

	request_start(&target, ENDPOINT_ARTICLE, id);
	status = ask_for(ask, "GET", target.data, &answer);
	if (status == EXIT_FOUND)
		status = write_article(directory, answer);
	json_object_put(answer);
	buffer_done(&target);
	return status;
}

/* A page of the list of articles; *after: the key to go on from, 0 at the end. */
static int export_page(struct ask *ask, const char *directory, int64_t *after, size_t *written)
{
	struct buffer target = {0};
	struct json_object *answer = NULL, *articles;
	char number[24];
	size_t count = 0;
	int status;

	snprintf(number, sizeof(number), "%lld", (long long)*after);
	request_start(&target, ENDPOINT_ARTICLES, NULL);
	request_add(&target, "after", *after ? number : NULL);
	status = ask_for(ask, "GET", target.data, &answer);
	articles = status == EXIT_FOUND ? member_list(answer, "articles", &count) : NULL;
	for (size_t i = 0; i < count && status == EXIT_FOUND; i++)
		status = export_one(ask, directory, member_text(json_object_array_get_idx(articles, i), "id"));
	*written += count;
	*after = status == EXIT_FOUND ? json_object_get_int64(json_object_object_get(answer, "next")) : 0;
	json_object_put(answer);
	buffer_done(&target);
	return status;
}

int standoff_export(const struct options *options, const char *directory)
{
	struct ask ask;
	struct error err;
	int64_t after = 0;
	size_t written = 0;
	int status;

	if (mkdir(directory, 0777) < 0 && errno != EEXIST) {
		error_errno(&err, "could not make the directory \"%s\"", directory);
		return ask_complain(EXIT_INPUT, &err);
	}
	status = ask_open(&ask, options);
	if (status != EXIT_FOUND)
		return status;
	if (options->article) {
		status = export_one(&ask, directory, options->article);
	} else {
		do
			status = export_page(&ask, directory, &after, &written);
		while (after > 0);
		if (status == EXIT_FOUND && !written)
			status = EXIT_NOTHING;
	}
	ask_close(&ask);
	return status;
}
