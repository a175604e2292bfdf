/* SPDX-License-Identifier: MIT */
/* The words of a watch: "speaker:blinken about:\"open door\" stance:deny event:statement,denial". */
#include "watch_query.h"

#include <ctype.h>
#include <string.h>

#define QUERY_MAX 1000 /* bytes */

static const char *const event_names[WATCH_EVENT_COUNT] = {"statement", "denial", "figure", "first", "flip"};

const char *watch_event_name(enum watch_event event)
{
	return event_names[event];
}

int watch_event_find(const char *name, size_t length)
{
	for (int i = 0; i < WATCH_EVENT_COUNT; i++)
		if (strlen(event_names[i]) == length && !strncmp(event_names[i], name, length))
			return i;
	return -1;
}

/* One "key:value" of the query. */
struct part {
	const char *key, *value;
	size_t key_length;
	bool is_quoted;
};

static int take_once(const char **to, const struct part *part, struct error *err)
{
	if (*to)
		return error_set(err, "\"%.*s:\" stands twice", (int)part->key_length, part->key);
	*to = part->value;
	return 0;
}

static int take_speaker(struct watch_query *query, const struct part *part, struct error *err)
{
	return take_once(&query->speaker, part, err);
}

static int take_outlet(struct watch_query *query, const struct part *part, struct error *err)
{
	return take_once(&query->outlet, part, err);
}

/* Several are all wanted. */
static int take_about(struct watch_query *query, const struct part *part, struct error *err)
{
	const char *mark = part->is_quoted ? "\"" : "";

	(void)err;
	query->about = arena_printf(&query->arena, "%s%s%s%s%s", query->about ? query->about : "",
				    query->about ? " " : "", mark, part->value, mark);
	return 0;
}

static int take_kind(struct watch_query *query, const struct part *part, struct error *err)
{
	query->kind = statement_kind_find(part->value);
	return query->kind < 0 ? error_set(err, "there is no kind \"%.100s\"", part->value) : 0;
}

static int take_stance(struct watch_query *query, const struct part *part, struct error *err)
{
	query->stance = stance_find(part->value);
	return query->stance < 0 ? error_set(err, "there is no stance \"%.100s\"", part->value) : 0;
}

static int take_events(struct watch_query *query, const struct part *part, struct error *err)
{
	const char *at = part->value;

	for (;;) {
		size_t length = strcspn(at, ",");
		int event = watch_event_find(at, length);

		if (event < 0)
			return error_set(err,
					 "there is no event \"%.*s\"; there are statement, denial, figure, first, flip",
					 (int)(length < 100 ? length : 100), at);
		query->events |= 1U << event;
		if (!at[length])
			return 0;
		at += length + 1;
	}
}

static const struct {
	const char *name;
	int (*take)(struct watch_query *query, const struct part *part, struct error *err);
} keys[] = {
	{"speaker", take_speaker}, {"about", take_about},   {"stance", take_stance},
	{"kind", take_kind},       {"outlet", take_outlet}, {"event", take_events},
};

static int take_part(struct watch_query *query, const struct part *part, struct error *err)
{
	if (!part->value[strspn(part->value, " ")])
		return error_set(err, "\"%.*s:\" lacks its value", (int)part->key_length, part->key);
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		if (strlen(keys[i].name) == part->key_length && !strncmp(keys[i].name, part->key, part->key_length))
			return keys[i].take(query, part, err);
	return error_set(err, "a watch takes speaker:, about:, stance:, kind:, outlet: and event:, not \"%.*s:\"",
			 (int)(part->key_length < 100 ? part->key_length : 100), part->key);
}

/* The value that *at is at, which is moved behind it. NULL with err set if its mark is never closed. */
static const char *read_value(struct watch_query *query, const char **at, bool *ret_quoted, struct error *err)
{
	const char *start = *at;
	size_t length;

	*ret_quoted = *start == '"';
	if (!*ret_quoted) {
		length = strcspn(start, " \t\n");
		*at = start + length;
		return arena_copy(&query->arena, start, length);
	}
	length = strcspn(++start, "\"");
	if (!start[length]) {
		error_set(err, "the quotation mark before \"%.100s\" is never closed", start);
		return NULL;
	}
	*at = start + length + 1;
	return arena_copy(&query->arena, start, length);
}

static int read_parts(struct watch_query *query, const char *at, struct error *err)
{
	while (*(at += strspn(at, " \t\n"))) {
		struct part part = {.key = at, .key_length = strcspn(at, ": \t\n\"")};

		at += part.key_length;
		if (*at != ':')
			return error_set(err, "\"%.*s\" is no part of a watch: words to look for go behind \"about:\"",
					 (int)(part.key_length < 100 ? part.key_length : 100), part.key);
		at++;
		part.value = read_value(query, &at, &part.is_quoted, err);
		if (!part.value || take_part(query, &part, err) < 0)
			return -1;
		if (*at && !isspace((unsigned char)*at))
			return error_set(err, "\"%.100s\" stands right behind a value", at);
	}
	return 0;
}

int watch_query_read(struct watch_query *query, const char *text, struct error *err)
{
	*query = (struct watch_query){.kind = -1, .stance = -1};
	if (strlen(text) > QUERY_MAX)
		return error_set(err, "a watch takes at most %d bytes", QUERY_MAX);
	if (!text_is_utf8(text, strlen(text)))
		return error_set(err, "the watch is no UTF-8");
	if (read_parts(query, text, err) < 0)
		return -1;
	if (!query->events)
		query->events = 1U << WATCH_STATEMENT;
	if (query->events & 1U << WATCH_STATEMENT && !query->speaker && !query->about && !query->outlet &&
	    query->stance < 0)
		return error_set(err,
				 "it would ring for nearly every statement: say whose, about what, or which event");
	return 0;
}

void watch_query_done(struct watch_query *query)
{
	arena_done(&query->arena);
}
