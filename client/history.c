/* SPDX-License-Identifier: MIT */
/* Printing a history; comparing the revisions is the store's. */
#include "history.h"

#include <string.h>

#include "member.h"
#include "print.h"

static void add_safe(struct buffer *out, const char *before, const char *text, const char *behind)
{
	if (!text)
		return;
	buffer_text(out, before);
	print_safe(out, text, strlen(text));
	buffer_text(out, behind);
}

void history_print_change(struct json_object *change, struct buffer *out)
{
	const char *kind = member_text(change, "change"), *speaker = member_text(change, "speaker");
	bool is_moved = kind && !strcmp(kind, "reattributed"), is_restanced = kind && !strcmp(kind, "restanced");

	add_safe(out, "  ", kind, "");
	add_safe(out, ", was ", member_text(change, "was_stance"), "");
	add_safe(out, ", is ", member_text(change, "stance"), "");
	if (is_moved)
		add_safe(out, ", was ",
			 member_text(change, "was_speaker") ? member_text(change, "was_speaker") : "nobody", "");
	if (speaker || is_moved)
		add_safe(out, ": ", speaker ? speaker : "nobody", "");
	buffer_char(out, '\n');
	add_safe(out, "    - ", member_text(change, "from"), "\n");
	add_safe(out, is_moved || is_restanced ? "      " : "    + ", member_text(change, "to"), "\n");
}

static void print_history(const struct options *options, struct json_object *history, struct buffer *out)
{
	size_t count, changes;
	struct json_object *list = member_list(history, "revisions", &count);

	for (size_t i = 0; i < count; i++) {
		struct json_object *revision = json_object_array_get_idx(list, i);
		struct json_object *all = member_list(revision, "changes", &changes);

		buffer_text(out, options_color(options) ? PRINT_BOLD : "");
		add_safe(out, "revision ", member_text(revision, "number"), "");
		add_safe(out, ", seen ", member_text(revision, "seen_at"), "");
		add_safe(out, ", ", member_text(revision, "statements"), " statements");
		add_safe(out, ": ", member_text(revision, "title"), "");
		buffer_text(out, options_color(options) ? PRINT_PLAIN "\n" : "\n");
		for (size_t k = 0; k < changes; k++)
			history_print_change(json_object_array_get_idx(all, k), out);
		if (i && !changes)
			buffer_text(out, "  no statement changed\n");
	}
}

const struct table table_history = {"number,seen_at,change,id,speaker,was_speaker,from,to", NULL, print_history};

void history_add_changes(struct printer *printer, struct json_object *history)
{
	size_t count, changes;
	struct json_object *list = member_list(history, "revisions", &count);

	for (size_t i = 0; i < count; i++) {
		struct json_object *revision = json_object_array_get_idx(list, i);
		struct json_object *all = member_list(revision, "changes", &changes);

		for (size_t k = 0; k < changes; k++) {
			struct json_object *change = json_object_array_get_idx(all, k);

			for (const char *const *key = (const char *const[]){"number", "seen_at", NULL}; *key; key++)
				json_object_object_add(change, *key,
						       json_object_get(json_object_object_get(revision, *key)));
			printer_add(printer, change);
		}
	}
}
