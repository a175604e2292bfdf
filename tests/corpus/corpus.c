/* SPDX-License-Identifier: MIT */
/*
 * Run the engine over a directory of cases and report each as a TAP line: NAME.txt is an article, NAME.expected the
 * statements that must come out, no more and no less. Without an .expected none may. The format is told in README.md.
 *
 *     corpus RULES DIRECTORY           run all cases
 *     corpus RULES DIRECTORY NAME      print what comes out of one, in the form of an .expected
 */
#include <ctype.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "quoted/engine.h"

#define LINES_MAX 64

struct expected {
	struct buffer text;
	char *lines[LINES_MAX];
	size_t count;
	const char *todo; /* why the case fails today, or NULL */
};

static int read_file(const char *path, struct buffer *out)
{
	FILE *file = fopen(path, "re");
	size_t n;

	buffer_clear(out);
	if (!file)
		return -1;
	while ((n = fread(buffer_reserve(out, 4096), 1, 4096, file)) > 0)
		out->length += n;
	buffer_reserve(out, 0)[0] = '\0';
	fclose(file);
	return 0;
}

/* Length of a quotation mark, comma or stop that a part's ends may or may not have; 0 if there is none at text. */
static size_t edge_length(const char *text, size_t left)
{
	static const char *const edges[] = {"\"",
					    "'",
					    "`",
					    ",",
					    ".",
					    "\xE2\x80\x9C",
					    "\xE2\x80\x9D",
					    "\xE2\x80\x98",
					    "\xE2\x80\x99",
					    "\xE2\x80\x9E",
					    "\xC2\xAB",
					    "\xC2\xBB",
					    "\xE3\x80\x8C",
					    "\xE3\x80\x8D",
					    "\xE2\x80\xB9",
					    "\xE2\x80\xBA"};

	for (size_t i = 0; i < sizeof(edges) / sizeof(*edges); i++)
		if (strlen(edges[i]) <= left && !memcmp(edges[i], text, strlen(edges[i])))
			return strlen(edges[i]);
	return 0;
}

/* Append a part with runs of white space as one space, without the marks and stops at its ends, nor a colon at the
 * last. */
static void add_part(struct buffer *out, const char *text, size_t length)
{
	size_t n;

	for (bool more = true; more && length;) {
		more = false;
		n = isspace((unsigned char)*text) ? 1 : edge_length(text, length);
		if (n) {
			text += n;
			length -= n;
			more = true;
		}
		for (n = 1; n <= 3 && n <= length; n++) {
			const char *tail = text + length - n;

			if (edge_length(tail, n) == n || (n == 1 && isspace((unsigned char)*tail))) {
				length -= n;
				more = true;
				break;
			}
		}
	}
	if (length > 1 && text[length - 1] == ':')
		length--;
	for (size_t i = 0; i < length; i++) {
		char c = isspace((unsigned char)text[i]) ? ' ' : text[i];

		if (c != ' ' || (out->length && out->data[out->length - 1] != ' '))
			buffer_char(out, c);
	}
}

static void add_parts(struct buffer *out, const char *text, const struct spans *spans)
{
	for (size_t i = 0; i < spans->count; i++) {
		if (i)
			buffer_text(out, " \xE2\x80\xA6 ");
		add_part(out, text + spans->at[i].start, spans->at[i].end - spans->at[i].start);
	}
	if (!spans->count)
		buffer_char(out, '-');
}

static void add_speakers(struct buffer *out, const struct statement *statement)
{
	for (size_t i = 0; i < statement->speaker_count; i++) {
		const struct speaker *speaker = &statement->speakers[i];

		buffer_printf(out, "%s%s", i ? " & " : "", speaker->name);
		if (speaker->type != SPEAKER_PERSON)
			buffer_printf(out, " (%s)", speaker_type_name(speaker->type));
		if (speaker->reason)
			buffer_printf(out, " [%s]", speaker->reason);
	}
	if (!statement->speaker_count)
		buffer_char(out, '-');
}

/* The statement as a line of an .expected file. */
static void add_line(struct buffer *out, const struct article *article, const struct statement *statement)
{
	add_speakers(out, statement);
	buffer_text(out, " | ");
	add_parts(out, article->text, &statement->cue);
	buffer_printf(out, " | %s | %s%s | ", statement_kind_name(statement->kind), statement->negated ? "not " : "",
		      stance_name(statement->stance));
	add_parts(out, article->text, &statement->content);
}

static void read_expected(struct expected *expected, const char *path)
{
	char *rest = NULL;

	expected->count = 0;
	expected->todo = NULL;
	if (read_file(path, &expected->text) < 0)
		return;
	for (char *line = strtok_r(expected->text.data, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
		if (!strncmp(line, "@TODO", 5))
			expected->todo = line + 5 + strspn(line + 5, " ");
		else if (*line != '#' && expected->count < LINES_MAX)
			expected->lines[expected->count++] = line;
	}
}

/* Compare what came out with what was to come; writes the differences to report and returns how many there are. */
static int compare(const struct extraction *extraction, const struct expected *expected, struct buffer *report)
{
	bool met[LINES_MAX] = {false};
	struct buffer line = {0};
	int differences = 0;

	for (size_t i = 0; i < extraction->count; i++) {
		size_t k = 0;

		buffer_clear(&line);
		add_line(&line, &extraction->article, &extraction->statements[i]);
		while (k < expected->count && (met[k] || strcmp(expected->lines[k], line.data) != 0))
			k++;
		if (k < expected->count) {
			met[k] = true;
			continue;
		}
		buffer_printf(report, "#   found   %s  (%s)\n", line.data, extraction->statements[i].rule);
		differences++;
	}
	for (size_t k = 0; k < expected->count; k++) {
		if (met[k])
			continue;
		buffer_printf(report, "#   missing %s\n", expected->lines[k]);
		differences++;
	}
	buffer_done(&line);
	return differences;
}

static int run_case(struct engine *engine, const char *directory, const char *name, int number)
{
	char path[1024];
	struct buffer bytes = {0}, report = {0};
	struct expected expected = {0};
	struct extraction extraction = {0};
	struct error err;
	int differences = 1;

	snprintf(path, sizeof(path), "%s/%s.expected", directory, name);
	read_expected(&expected, path);
	snprintf(path, sizeof(path), "%s/%s.txt", directory, name);
	if (read_file(path, &bytes) < 0 ||
	    engine_extract(engine, name, bytes.data, bytes.length, &extraction, &err) < 0)
		buffer_printf(&report, "#   cannot be read: %s\n", bytes.length ? err.text : path);
	else
		differences = compare(&extraction, &expected, &report);
	if (differences && expected.todo)
		printf("not ok %d - %s # TODO %s\n", number, name, expected.todo);
	else
		printf("%sok %d - %s%s\n", differences ? "not " : "", number, name,
		       expected.todo ? " passes: take its @TODO off" : "");
	if (report.length)
		fputs(report.data, stdout);
	extraction_done(&extraction);
	buffer_done(&bytes);
	buffer_done(&report);
	buffer_done(&expected.text);
	return differences && !expected.todo;
}

static int print_case(struct engine *engine, const char *directory, const char *name)
{
	char path[1024];
	struct buffer bytes = {0}, out = {0};
	struct extraction extraction = {0};
	struct error err = {""};
	int r = 1;

	snprintf(path, sizeof(path), "%s/%s.txt", directory, name);
	if (read_file(path, &bytes) == 0 &&
	    engine_extract(engine, name, bytes.data, bytes.length, &extraction, &err) == 0) {
		for (size_t i = 0; i < extraction.count; i++) {
			add_line(&out, &extraction.article, &extraction.statements[i]);
			buffer_char(&out, '\n');
		}
		fputs(out.length ? out.data : "", stdout);
		extraction_done(&extraction);
		r = 0;
	}
	buffer_done(&bytes);
	buffer_done(&out);
	return r;
}

static int is_article(const struct dirent *entry)
{
	size_t length = strlen(entry->d_name);

	return length > 4 && !strcmp(entry->d_name + length - 4, ".txt");
}

static int run_all(struct engine *engine, const char *directory)
{
	struct dirent **names;
	int count = scandir(directory, &names, is_article, alphasort), bad = 0;

	if (count <= 0) {
		printf("Bail out! no cases in %s\n", directory);
		return 1;
	}
	printf("1..%d\n", count);
	for (int i = 0; i < count; i++) {
		names[i]->d_name[strlen(names[i]->d_name) - 4] = '\0';
		bad += run_case(engine, directory, names[i]->d_name, i + 1);
		free(names[i]);
	}
	free(names);
	return bad > 0;
}

int main(int argc, char **argv)
{
	struct error err;
	struct pack *pack;
	struct engine *engine;
	int status;

	if (argc < 3 || argc > 4) {
		fputs("usage: corpus RULES DIRECTORY [NAME]\n", stderr);
		return 2;
	}
	pack = pack_load(argv[1], NULL, &err);
	engine = pack ? engine_new(pack, &err) : NULL;
	if (!engine) {
		printf("Bail out! %s\n", err.text);
		return 2;
	}
	status = argc == 4 ? print_case(engine, argv[2], argv[3]) : run_all(engine, argv[2]);
	engine_free(engine);
	pack_free(pack);
	return status;
}
