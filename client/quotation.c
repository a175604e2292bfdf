/* SPDX-License-Identifier: MIT */
/* The layout of statements and of the articles they stand in, for people. */
#include "quotation.h"

#include <stdlib.h>
#include <string.h>

#include "member.h"
#include "print.h"

#define INDENT 4

enum mark { MARK_NONE, MARK_CONTENT, MARK_CUE, MARK_SOURCE };

static void add_styled(const struct options *options, struct buffer *out, const char *style, const char *text)
{
	buffer_text(out, options_color(options) ? style : "");
	print_safe(out, text, strlen(text));
	buffer_text(out, options_color(options) ? PRINT_PLAIN : "");
}

/* One more part of a line of parts. */
static void add_part(struct buffer *line, const char *before, const char *text)
{
	if (!text || !text[0])
		return;
	buffer_text(line, line->length ? " · " : "");
	buffer_text(line, before);
	print_safe(line, text, strlen(text));
}

/* The line of parts, dim, and its end. */
static void add_parts(const struct options *options, struct buffer *out, const struct buffer *line)
{
	if (!line->length)
		return;
	buffer_text(out, options_color(options) ? PRINT_DIM : "");
	print_wrapped(out, line->data, INDENT, options->width);
	buffer_text(out, options_color(options) ? PRINT_PLAIN "\n" : "\n");
}

/* Who: the name, and the role if there is one speaker. */
static void print_speaker(const struct options *options, struct json_object *statement, struct buffer *out)
{
	size_t count;
	struct json_object *speakers = member_list(statement, "speakers", &count);
	const char *name = member_text(statement, "speaker"), *source = member_text(statement, "source_text"),
		   *role = NULL;

	if (count == 1)
		role = member_text(json_object_array_get_idx(speakers, 0), "role");
	add_styled(options, out, PRINT_BOLD, name ? name : source ? source : "-");
	if (!name)
		add_styled(options, out, PRINT_DIM, " (not named)");
	if (role) {
		buffer_text(out, ", ");
		print_safe(out, role, strlen(role));
	}
	buffer_char(out, '\n');
}

/* The first words of the line of parts: how it was said. */
static void add_how(struct json_object *statement, struct buffer *line)
{
	bool is_negated = json_object_get_boolean(json_object_object_get(statement, "negated"));

	add_part(line, "", member_text(statement, "cue_text"));
	add_part(line, "", member_text(statement, "kind"));
	add_part(line, is_negated ? "negated " : "", member_text(statement, "stance"));
	add_part(line, "to ", member_text(statement, "addressee"));
	add_part(line, "", member_text(statement, "venue"));
	add_part(line, "said on ", member_text(statement, "said_at"));
}

/* The day of the article, or else the one it was seen on. */
static void add_day(struct json_object *record, const char *key, struct buffer *line)
{
	const char *date = member_text(record, key), *time = date ? date : member_text(record, "seen_at");
	struct buffer day = {0};

	if (time) {
		buffer_add(&day, time, strcspn(time, "T"));
		add_part(line, date ? "" : "seen ", day.data);
	}
	buffer_done(&day);
}

/* In how many articles it is printed, if in more than its own. */
static void add_sightings(struct json_object *statement, struct buffer *line)
{
	int articles = json_object_get_int(json_object_object_get(statement, "articles"));
	int reports = json_object_get_int(json_object_object_get(statement, "reports"));
	struct buffer part = {0};

	if (articles < 2)
		return;
	buffer_printf(&part, "in %d articles, %d independent report%s", articles, reports, reports == 1 ? "" : "s");
	add_part(line, "", part.data);
	buffer_done(&part);
}

/* How, when, where, and what to call it by. */
static void print_particulars(const struct options *options, struct json_object *statement, struct buffer *out)
{
	const char *title = member_text(statement, "article_title");
	struct buffer line = {0};

	add_how(statement, &line);
	add_day(statement, "article_date", &line);
	add_part(&line, "", member_text(statement, "article_outlet"));
	add_part(&line, "", title && title[0] ? title : member_text(statement, "article"));
	add_part(&line, "article ", member_text(statement, "article_id"));
	add_sightings(statement, &line);
	add_part(&line, "", member_text(statement, "id"));
	add_parts(options, out, &line);
	buffer_done(&line);
}

void quotation_print(const struct options *options, struct json_object *statement, struct buffer *out)
{
	const char *text = member_text(statement, "text");
	struct buffer safe = {0};

	print_speaker(options, statement, out);
	print_safe(&safe, text ? text : "-", strlen(text ? text : "-"));
	print_wrapped(out, safe.length ? safe.data : "", INDENT, options->width);
	buffer_char(out, '\n');
	print_particulars(options, statement, out);
	if (options->width)
		buffer_char(out, '\n');
	buffer_done(&safe);
}

void quotation_print_head(const struct options *options, struct json_object *article, struct buffer *out)
{
	const char *title = member_text(article, "title"), *name = member_text(article, "name");
	struct buffer line = {0};

	add_styled(options, out, PRINT_BOLD, title && title[0] ? title : name ? name : "-");
	buffer_char(out, '\n');
	add_part(&line, "", member_text(article, "outlet"));
	add_day(article, "date", &line);
	add_part(&line, "by ", member_text(article, "byline"));
	add_part(&line, "article ", member_text(article, "id"));
	add_part(&line, "", name);
	add_part(&line, "", member_text(article, "url"));
	add_parts(options, out, &line);
	buffer_done(&line);
}

/* Set the marks of a member that is a list of ranges, where none is yet; what lies outside the text is passed over. */
static void mark(unsigned char *marks, size_t length, struct json_object *statement, const char *key, enum mark as)
{
	size_t count;
	struct json_object *ranges = member_list(statement, key, &count);

	for (size_t i = 0; i < count; i++) {
		struct json_object *range = json_object_array_get_idx(ranges, i);
		int64_t start, end;

		if (!json_object_is_type(range, json_type_array) || json_object_array_length(range) != 2)
			continue;
		start = json_object_get_int64(json_object_array_get_idx(range, 0));
		end = json_object_get_int64(json_object_array_get_idx(range, 1));
		for (int64_t at = start < 0 ? 0 : start; at < end && at < (int64_t)length; at++)
			if (!marks[at])
				marks[at] = (unsigned char)as;
	}
}

static const char *opening(const struct options *options, enum mark mark)
{
	static const char *const colors[] = {"", PRINT_MARK, PRINT_BOLD, PRINT_BOLD};

	return options_color(options) ? colors[mark] : mark == MARK_CONTENT ? ">>" : "";
}

static const char *closing(const struct options *options, enum mark mark)
{
	if (options_color(options))
		return mark ? PRINT_PLAIN : "";
	return mark == MARK_CONTENT ? "<<" : "";
}

/* The bytes from start to end, a line of the text, with their marks. */
static void print_line(const struct options *options, const char *text, const unsigned char *marks, size_t start,
		       size_t end, struct buffer *out)
{
	struct buffer line = {0};

	while (start < end) {
		size_t run = start;

		while (run < end && marks[run] == marks[start])
			run++;
		buffer_text(&line, opening(options, marks[start]));
		print_safe(&line, text + start, run - start);
		buffer_text(&line, closing(options, marks[start]));
		start = run;
	}
	if (line.length)
		print_wrapped(out, line.data, INDENT, options->width);
	buffer_char(out, '\n');
	buffer_done(&line);
}

static void print_lines(const struct options *options, const char *text, const unsigned char *marks, size_t start,
			size_t end, struct buffer *out)
{
	while (start < end) {
		const char *newline = memchr(text + start, '\n', end - start);
		size_t stop = newline ? (size_t)(newline - text) : end;

		print_line(options, text, marks, start, stop > start && text[stop - 1] == '\r' ? stop - 1 : stop, out);
		start = stop + 1;
	}
}

static void print_paragraphs(const struct options *options, struct json_object *article, struct json_object *statement,
			     struct buffer *out)
{
	static const char *const keys[] = {"content", "cue", "source"};
	struct json_object *object = json_object_object_get(article, "text");
	size_t length = object ? (size_t)json_object_get_string_len(object) : 0, start = 0, end = length;
	const char *text = object ? json_object_get_string(object) : "";
	unsigned char *marks = xcalloc(length + 1, 1);

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		mark(marks, length, statement, keys[i], MARK_CONTENT + (enum mark)i);
	while (start < length && !marks[start])
		start++;
	while (end > start && !marks[end - 1])
		end--;
	while (start > 0 && start < length && text[start - 1] != '\n')
		start--;
	while (end < length && text[end] != '\n')
		end++;
	print_lines(options, text, marks, start, end, out);
	free(marks);
}

void quotation_print_in_article(const struct options *options, struct json_object *article,
				struct json_object *statement, struct buffer *out)
{
	struct buffer line = {0};

	quotation_print_head(options, article, out);
	buffer_char(out, '\n');
	print_speaker(options, statement, out);
	print_paragraphs(options, article, statement, out);
	add_how(statement, &line);
	add_part(&line, "rule ", member_text(statement, "rule"));
	add_part(&line, "confidence ", member_text(statement, "confidence"));
	add_sightings(statement, &line);
	add_part(&line, "", member_text(statement, "id"));
	add_parts(options, out, &line);
	buffer_done(&line);
}

void quotation_print_text(const struct options *options, struct json_object *article, struct buffer *out)
{
	struct json_object *object = json_object_object_get(article, "text");
	size_t length = object ? (size_t)json_object_get_string_len(object) : 0, count;
	struct json_object *statements = member_list(article, "statements", &count);
	unsigned char *marks = xcalloc(length + 1, 1);

	for (size_t i = 0; i < count; i++)
		mark(marks, length, json_object_array_get_idx(statements, i), "content", MARK_CONTENT);
	print_lines(options, object ? json_object_get_string(object) : "", marks, 0, length, out);
	free(marks);
}

void quotation_print_printings(const struct options *options, struct json_object *answer, struct buffer *out)
{
	size_t count;
	struct json_object *list = member_list(answer, "printings", &count);

	for (size_t i = 0; i < count; i++) {
		struct json_object *printing = json_object_array_get_idx(list, i);
		bool is_first = json_object_get_boolean(json_object_object_get(printing, "first"));
		const char *title = member_text(printing, "article_title");
		struct buffer line = {0};

		add_part(&line, "", is_first ? "first printed" : "printed");
		add_day(printing, "article_date", &line);
		add_part(&line, "", member_text(printing, "article_outlet"));
		add_part(&line, "", title && title[0] ? title : member_text(printing, "article"));
		add_part(&line, "article ", member_text(printing, "article_id"));
		add_part(&line, "", member_text(printing, "id"));
		add_parts(options, out, &line);
		buffer_done(&line);
	}
}
