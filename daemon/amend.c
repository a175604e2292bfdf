/* SPDX-License-Identifier: MIT */
/* Corrections between the processes. What they do is the store's. */
#include "amend.h"
#include "quoted/watches.h"

#include <stdlib.h>
#include <string.h>

#define FIELDS (sizeof(struct amendment) / sizeof(const char *))

void amendment_pack(const struct amendment *amendment, struct buffer *bytes)
{
	const char *fields[FIELDS];

	memcpy(fields, amendment, sizeof(fields));
	for (size_t i = 0; i < FIELDS; i++)
		buffer_add(bytes, fields[i] ? fields[i] : "", (fields[i] ? strlen(fields[i]) : 0) + 1);
}

int amendment_unpack(struct amendment *amendment, const struct buffer *bytes)
{
	const char *fields[FIELDS], *at = bytes->data, *end = at + bytes->length;

	for (size_t i = 0; i < FIELDS; i++) {
		if (at >= end)
			return -1;
		fields[i] = *at ? at : NULL;
		at += strlen(at) + 1;
	}
	memcpy(amendment, fields, sizeof(fields));
	return 0;
}

static int64_t number_of(const struct amendment *amendment)
{
	return amendment->target ? strtoll(amendment->target, NULL, 10) : 0;
}

static int apply_watch(const struct amendment *amendment, int64_t uid, struct store *store, struct buffer *out,
		       struct error *err)
{
	struct store_watch asked = {amendment->target, amendment->value, amendment->note, uid, amendment->user};

	if (!strcmp(amendment->kind, "watch remove"))
		return store_watch_remove(store, number_of(amendment), out, err);
	return store_watch_add(store, &asked, out, err);
}

static int apply(const struct amendment *amendment, struct store *store, struct buffer *out, struct error *err)
{
	int kind = amendment->kind ? correction_find(amendment->kind) : -1;
	int64_t uid = amendment->uid ? strtoll(amendment->uid, NULL, 10) : -1;
	struct store_correction asked = {.kind = (enum correction_kind)kind,
					 .target = amendment->target,
					 .value = amendment->value,
					 .items = amendment->items,
					 .note = amendment->note,
					 .uid = uid,
					 .user = amendment->user};

	if (amendment->kind && !strcmp(amendment->kind, "undo"))
		return store_undo(store, number_of(amendment), uid, amendment->user, out, err);
	if (amendment->kind && !strncmp(amendment->kind, "watch ", 6))
		return apply_watch(amendment, uid, store, out, err);
	if (kind < 0)
		return error_set(err, "there is no correction \"%.100s\"", amendment->kind ? amendment->kind : "");
	return store_correct(store, &asked, out, err);
}

void amendment_do(const struct amendment *amendment, struct store *store, struct buffer *out)
{
	struct error err = {"no database is open"};
	int result = store ? store_begin(store, &err) : STORE_RETRY;
	bool is_begun = result == STORE_OK;

	if (result == STORE_OK)
		result = apply(amendment, store, out, &err);
	if (result == STORE_OK)
		result = store_commit(store, &err);
	else if (is_begun)
		store_rollback(store);
	if (result == STORE_OK)
		return;
	buffer_clear(out);
	buffer_text(out, "{\"error\":");
	buffer_json(out, err.text, strlen(err.text));
	buffer_printf(out, ",\"code\":%d}", result == STORE_RETRY ? 503 : result == STORE_NONE ? 404 : 400);
}
