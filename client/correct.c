/* SPDX-License-Identifier: MIT */
/* Corrections by hand: making them, listing and undoing them. */
#include <string.h>

#include "ask.h"
#include "list.h"
#include "member.h"
#include "print.h"
#include "printer.h"
#include "quoted/corrections.h"
#include "request.h"

static void add(struct buffer *out, const char *before, struct json_object *record, const char *key, const char *behind)
{
	const char *text = member_text(record, key);

	if (!text || !*text)
		return;
	buffer_text(out, before);
	print_safe(out, text, strlen(text));
	buffer_text(out, behind);
}

/* What a correction is about, and what it makes of it. */
static void print_matter(struct json_object *correction, struct buffer *out)
{
	size_t count;
	struct json_object *targets = member_list(correction, "targets", &count);

	add(out, " #", correction, "speaker_id", "");
	add(out, " ", correction, "claim_id", "");
	add(out, " \"", correction, "was", "\"");
	for (size_t i = 0; i < count; i++) {
		struct json_object *target = json_object_array_get_idx(targets, i);

		add(out, i ? ", " : " ", target, "statement", "");
		add(out, " in article ", target, "article_id", "");
		add(out, ": ", target, "text", "");
		if (!json_object_get_boolean(json_object_object_get(target, "found")))
			buffer_text(out, " (gone)");
	}
	add(out, " -> ", correction, "name", "");
	add(out, " -> #", correction, "into_speaker_id", "");
	add(out, " ", correction, "into", "");
	add(out, " -> ", correction, "into_claim_id", "");
}

static void print_correction(const struct options *options, struct json_object *correction, struct buffer *out)
{
	(void)options;
	add(out, "", correction, "id", " ");
	add(out, "", correction, "state", " ");
	add(out, "", correction, "kind", "");
	print_matter(correction, out);
	add(out, "\n    by ", correction, "by", "");
	add(out, ", ", correction, "made_at", "");
	add(out, ": ", correction, "note", "");
	add(out, "; undone by ", correction, "undone_by", "");
	add(out, ", ", correction, "undone_at", "");
	if (json_object_get_int64(json_object_object_get(correction, "waiting")))
		add(out, "\n    ", correction, "waiting", " statements follow");
	buffer_char(out, '\n');
}

static const struct table table_corrections = {"id,kind,state,speaker_id,claim_id,into_speaker_id,into_claim_id,into,"
					       "name,was,note,by,uid,made_at,undone_by,undone_uid,"
					       "undone_at,waiting",
					       NULL, print_correction};

static void add_items(struct buffer *items, int argc, char **argv)
{
	for (int i = 0; i < argc; i++)
		buffer_printf(items, "%s%s", i ? "," : "", argv[i]);
}

int command_correct(const struct options *options, int argc, char **argv)
{
	const char *kind = options->command->name;
	const struct correction_form *form = &correction_forms[correction_find(kind)];
	struct buffer target = {0}, value = {0}, items = {0};
	int status;

	if (form->takes_items)
		add_items(&items, argc - 1 - form->takes_value, argv + 1 + form->takes_value);
	ask_join(&value, form->takes_items ? form->takes_value : argc - 1, argv + 1);
	request_start(&target, ENDPOINT_CORRECT, NULL);
	request_add(&target, "correction", kind);
	request_add(&target, "target", argv[0]);
	request_add(&target, "value", value.length ? value.data : NULL);
	request_add(&target, "items", items.length ? items.data : NULL);
	request_add(&target, "note", options->note);
	status = list_print_one(options, "POST", target.data, &table_corrections);
	buffer_done(&target);
	buffer_done(&value);
	buffer_done(&items);
	return status;
}

int command_corrections(const struct options *options, int argc, char **argv)
{
	(void)argc, (void)argv;
	return list_print(options, ENDPOINT_CORRECTIONS, &table_corrections, NULL);
}

int command_undo(const struct options *options, int argc, char **argv)
{
	struct buffer target = {0};
	int status;

	(void)argc;
	request_start(&target, ENDPOINT_UNDO, argv[0]);
	status = list_print_one(options, "POST", target.data, &table_corrections);
	buffer_done(&target);
	return status;
}
