/* SPDX-License-Identifier: MIT */
/* Records as rows: CSV for programs, columns for people. */
#include "table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "print.h"
#include "quotation.h"
#include "quoted/date.h"

#define KEY_MAX 32 /* bytes of a member's name */

/* A number of seconds since 1970, for people. */
static bool is_time(const char *key, struct json_object *value)
{
	size_t length = strlen(key);

	return length > 3 && !strcmp(key + length - 3, "_at") && json_object_is_type(value, json_type_int);
}

static void add_time(int64_t seconds, struct buffer *out)
{
	struct buffer json = {0};

	date_time_json(&json, seconds);
	buffer_add(out, json.data + 1, json.length - 2);
	buffer_done(&json);
}

/* An element of an array: the values of an object, or itself. */
static void add_element(struct json_object *element, struct buffer *out)
{
	bool is_first = true;

	if (!json_object_is_type(element, json_type_object)) {
		buffer_text(out, element ? json_object_get_string(element) : "");
		return;
	}
	json_object_object_foreach(element, key, value)
	{
		(void)key;
		if (!value)
			continue;
		buffer_text(out, is_first ? "" : ", ");
		buffer_text(out, json_object_get_string(value));
		is_first = false;
	}
}

void table_value(struct json_object *record, const char *key, struct buffer *out)
{
	struct json_object *value = json_object_object_get(record, key);

	buffer_text(out, "");
	if (!json_object_is_type(value, json_type_array)) {
		buffer_text(out, value ? json_object_get_string(value) : "");
		return;
	}
	for (size_t i = 0; i < json_object_array_length(value); i++) {
		buffer_text(out, i ? "; " : "");
		add_element(json_object_array_get_idx(value, i), out);
	}
}

void table_print_members(const struct options *options, struct json_object *record, struct buffer *out)
{
	struct buffer value = {0};

	json_object_object_foreach(record, key, member)
	{
		if (!member)
			continue;
		buffer_clear(&value);
		if (is_time(key, member))
			add_time(json_object_get_int64(member), &value);
		else
			table_value(record, key, &value);
		if (!value.length)
			continue;
		buffer_text(out, options_color(options) ? PRINT_DIM : "");
		print_safe(out, key, strlen(key));
		buffer_printf(out, "%*s", (int)(strlen(key) < 12 ? 12 - strlen(key) : 1), "");
		buffer_text(out, options_color(options) ? PRINT_PLAIN : "");
		print_safe(out, value.data, value.length);
		buffer_char(out, '\n');
	}
	buffer_done(&value);
}

/* What became of a file that was put. */
static void print_outcome(const struct options *options, struct json_object *record, struct buffer *out)
{
	static const struct {
		const char *key, *before, *behind;
	} parts[] = {{"file", "", ": "},
		     {"outcome", "", ""},
		     {"article", ", article ", ""},
		     {"statements", ", ", " statements"},
		     {"reason", ": ", ""}};
	bool is_failure = json_object_object_get(record, "reason") != NULL;
	struct buffer value = {0};

	(void)options;
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		buffer_clear(&value);
		table_value(record, parts[i].key, &value);
		if (!value.length || (is_failure && !strcmp(parts[i].key, "statements")))
			continue;
		buffer_text(out, parts[i].before);
		print_safe(out, value.data, value.length);
		buffer_text(out, parts[i].behind);
	}
	buffer_char(out, '\n');
	buffer_done(&value);
}

const struct table table_statements = {
	"id,kind,stance,negated,speaker,text,cue_text,source_text,addressee,venue,said_at,article,article_id,"
	"article_title,article_outlet,article_date,seen_at,paragraph,rule,confidence",
	NULL, quotation_print};
const struct table table_speakers = {"id,name,type,gender,role,reason,statements,articles,first,last,aliases",
				     "#id,name,#statements,#articles,type,first,last,role", NULL};
const struct table table_articles = {
	"id,name,title,byline,outlet,url,date,language,dateline,seen_at,hash,rules,partial,statements",
	"#id,date,#statements,outlet,title,name", NULL};
const struct table table_failed = {"id,name,reason,moved_to,size,hash,seen_at", "seen_at,name,reason", NULL};
const struct table table_outcomes = {"file,name,outcome,article,statements,reason,moved_to,seen_at", NULL,
				     print_outcome};
const struct table table_status = {
	"version,state,reason,articles,speakers,statements,stored,duplicate,failed,backlog,pending,"
	"waiting,inbox,database,rules,watch,"
	"overflows,workers,started_at",
	NULL, table_print_members};
const struct table table_sync = {"pending,sequence", NULL, table_print_members};
const struct table table_claims = {"id,status,supporters,opponents,statements,first,last,text",
				   "#id,status,#supporters,#opponents,first,last,text", NULL};
const struct table table_timeline = {"date,claim,side,stance,held,value,unit,speaker_id,speaker,text",
				     "date,side,#claim,value,text", NULL};
const struct table table_flips = {"date,speaker_id,speaker,kind,claim,from_date,from,to",
				  "date,speaker,kind,#claim,from_date,from,to", NULL};
const struct table table_proofs = {"id,article_id", "id,#article_id", NULL};
const struct table table_retry = {"retried", NULL, table_print_members};

/* Take the next name off a list of columns; false at the end. */
static bool next_column(const char **list, char key[KEY_MAX], bool *ret_is_number)
{
	size_t length;

	if (!**list)
		return false;
	*ret_is_number = **list == '#';
	*list += *ret_is_number;
	length = strcspn(*list, ",");
	snprintf(key, KEY_MAX, "%.*s", (int)length, *list);
	*list += length + ((*list)[length] == ',');
	return true;
}

void table_csv_head(const struct table *table, struct buffer *out)
{
	buffer_text(out, table->columns);
	buffer_char(out, '\n');
}

static void csv_value(struct buffer *out, const char *value)
{
	if (!value[strcspn(value, ",\"\r\n")]) {
		buffer_text(out, value);
		return;
	}
	buffer_char(out, '"');
	for (; *value; value++)
		buffer_text(out, *value == '"' ? "\"\"" : (char[]){*value, '\0'});
	buffer_char(out, '"');
}

void table_csv_row(const struct table *table, struct json_object *record, struct buffer *out)
{
	const char *list = table->columns;
	struct buffer value = {0};
	char key[KEY_MAX];
	bool is_number;

	while (next_column(&list, key, &is_number)) {
		buffer_clear(&value);
		table_value(record, key, &value);
		csv_value(out, value.data);
		buffer_char(out, *list ? ',' : '\n');
	}
	buffer_done(&value);
}

static void heading(const char *key, struct buffer *out)
{
	for (; *key; key++)
		buffer_char(out, *key == '_' ? ' ' : *key >= 'a' && *key <= 'z' ? (char)(*key - 'a' + 'A') : *key);
}

/* A cell as people see it: a member of the record, or its heading if there is none. */
static void cell_text(struct json_object *record, const char *key, struct buffer *out)
{
	struct buffer value = {0};

	buffer_clear(out);
	buffer_text(out, "");
	if (record)
		table_value(record, key, &value);
	else
		heading(key, &value);
	print_safe(out, value.data, value.length);
	buffer_done(&value);
}

/* A row; widths: of the columns on a terminal, or NULL. */
static void print_row(const struct table *table, struct json_object *record, const size_t *widths, struct buffer *out)
{
	const char *list = table->shown;
	struct buffer text = {0};
	char key[KEY_MAX];
	bool is_number;

	for (size_t i = 0; next_column(&list, key, &is_number); i++) {
		int blank;

		cell_text(record, key, &text);
		blank = widths ? (int)(widths[i] - print_width(text.data, text.length)) : 0;
		buffer_printf(out, "%*s", is_number ? blank : 0, "");
		buffer_add(out, text.data, text.length);
		if (*list)
			buffer_printf(out, "%*s%s", is_number ? 0 : blank, "", widths ? "  " : "\t");
	}
	buffer_char(out, '\n');
	buffer_done(&text);
}

/* Widen the columns to what a record needs; NULL: to the headings. */
static void widen(const struct table *table, struct json_object *record, size_t *widths)
{
	const char *list = table->shown;
	struct buffer text = {0};
	char key[KEY_MAX];
	bool is_number;

	for (size_t i = 0; next_column(&list, key, &is_number); i++) {
		size_t width;

		cell_text(record, key, &text);
		width = print_width(text.data, text.length);
		widths[i] = width > widths[i] ? width : widths[i];
	}
	buffer_done(&text);
}

static void print_aligned(const struct table *table, const struct options *options, struct json_object *const *records,
			  size_t count, struct buffer *out)
{
	size_t *widths = xcalloc(strlen(table->shown), sizeof(*widths));

	widen(table, NULL, widths);
	for (size_t i = 0; i < count; i++)
		widen(table, records[i], widths);
	buffer_text(out, options_color(options) ? PRINT_DIM : "");
	print_row(table, NULL, widths, out);
	buffer_text(out, options_color(options) ? PRINT_PLAIN : "");
	for (size_t i = 0; i < count; i++)
		print_row(table, records[i], widths, out);
	free(widths);
}

void table_rows(const struct table *table, const struct options *options, struct json_object *const *records,
		size_t count, struct buffer *out)
{
	if (options->width) {
		print_aligned(table, options, records, count, out);
		return;
	}
	for (size_t i = 0; i < count; i++)
		print_row(table, records[i], NULL, out);
}
