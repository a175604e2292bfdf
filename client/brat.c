/* SPDX-License-Identifier: MIT */
/*
 * Read brat's stand-off annotation: text-bound ones (T) of types that end in source, cue and content, joined by events
 * (E) or relations (R) into attributions. A note (#) on a source or an event is its speaker's full name.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gold.h"
#include "offline.h"

#define LINKS_MAX 16

struct bound {
	char id[24];
	enum part part; /* PART_COUNT if it is of another type */
	struct spans spans;
	size_t marking; /* index of the attribution it is in, or SIZE_MAX */
	const char *note;
};

struct bounds {
	struct bound *at;
	size_t count, room;
};

static enum part part_of(const char *type, size_t length)
{
	static const char *const names[PART_COUNT] = {"source", "cue", "content"};

	for (int i = 0; i < PART_COUNT; i++) {
		size_t n = strlen(names[i]);

		if (length >= n && !strncasecmp(type + length - n, names[i], n))
			return (enum part)i;
	}
	return PART_COUNT;
}

/* T1 TAB Source 10 20;25 30 TAB text */
static void take_bound(struct gold *gold, struct gold_article *article, struct bounds *bounds, char *line)
{
	char *type = strchr(line, '\t'), *at;
	struct bound *bound;

	if (!type)
		return;
	*type++ = '\0';
	type[strcspn(type, "\t")] = '\0';
	if (bounds->count == bounds->room) {
		bounds->room = bounds->room ? bounds->room * 2 : 64;
		bounds->at = xrealloc(bounds->at, bounds->room, sizeof(*bounds->at));
	}
	bound = &bounds->at[bounds->count++];
	memset(bound, 0, sizeof(*bound));
	snprintf(bound->id, sizeof(bound->id), "%s", line);
	bound->marking = SIZE_MAX;
	bound->part = part_of(type, strcspn(type, " "));
	bound->spans.at = arena_alloc(&gold->arena, (strlen(type) / 2 + 1) * sizeof(*bound->spans.at));
	for (at = type + strcspn(type, " "); *at;) {
		struct span span;

		span.start = strtoul(at, &at, 10);
		span.end = strtoul(at, &at, 10);
		if (span.start < span.end && span.end <= article->characters)
			bound->spans.at[bound->spans.count++] = span;
		at += strcspn(at, ";");
		at += *at == ';';
	}
}

static struct bound *find_bound(struct bounds *bounds, const char *id)
{
	for (size_t i = 0; i < bounds->count; i++)
		if (!strcmp(bounds->at[i].id, id))
			return &bounds->at[i];
	return NULL;
}

/* Put the linked bounds into one attribution: that of the first one which is in one already, or a new one. */
static void join(struct gold_article *article, struct bound **linked, size_t count)
{
	size_t marking = SIZE_MAX;

	for (size_t i = 0; i < count; i++)
		if (linked[i]->marking != SIZE_MAX)
			marking = linked[i]->marking;
	if (marking == SIZE_MAX) {
		markings_add(&article->gold);
		marking = article->gold.count - 1;
	}
	for (size_t i = 0; i < count; i++) {
		if (linked[i]->marking == SIZE_MAX && linked[i]->part < PART_COUNT)
			article->gold.at[marking].parts[linked[i]->part] = linked[i]->spans;
		linked[i]->marking = marking;
	}
}

/* E1 TAB Cue:T2 Source:T1 Content:T3, or R1 TAB Type Arg1:T1 Arg2:T2 */
static void take_link(struct gold_article *article, struct bounds *bounds, char *line)
{
	struct bound *linked[LINKS_MAX];
	size_t count = 0;

	for (char *colon = strchr(line, ':'); colon && count < LINKS_MAX; colon = strchr(colon + 1, ':')) {
		char id[24];

		snprintf(id, sizeof(id), "%.*s", (int)strcspn(colon + 1, " \t\r"), colon + 1);
		linked[count] = find_bound(bounds, id);
		count += linked[count] != NULL;
	}
	if (count)
		join(article, linked, count);
}

/* #1 TAB AnnotatorNotes T1 TAB Full Name */
static void take_note(struct gold *gold, struct bounds *bounds, char *line)
{
	char *target = strchr(line, ' '), *name = target ? strchr(target, '\t') : NULL;
	struct bound *bound;

	if (!name)
		return;
	*name++ = '\0';
	bound = find_bound(bounds, target + 1);
	if (bound && *name)
		bound->note = arena_copy(&gold->arena, name, strlen(name));
}

static void finish(struct gold *gold, struct gold_article *article, struct bounds *bounds)
{
	for (size_t i = 0; i < bounds->count; i++) {
		struct bound *bound = &bounds->at[i];

		if (bound->marking == SIZE_MAX && bound->part < PART_COUNT)
			join(article, &bound, 1);
		if (!bound->note || bound->marking == SIZE_MAX)
			continue;
		article->gold.at[bound->marking].speaker = bound->note;
		article->gold.at[bound->marking].type = strchr(bound->note, '&') ? "joint" : "person";
	}
	for (size_t i = 0; i < article->gold.count; i++)
		article->gold.at[i].cue_text = gold_text(gold, article, &article->gold.at[i].parts[PART_CUE]);
}

int brat_read(struct gold *gold, const char *path, struct error *err)
{
	char *text_path = arena_printf(&gold->arena, "%.*stxt", (int)strlen(path) - 3, path);
	struct buffer text = {0}, bytes = {0};
	struct bounds bounds = {0};
	struct gold_article *article;
	int r = -1;

	if (file_read(text_path, &text, err) < 0 || file_read(path, &bytes, err) < 0)
		goto out;
	article = gold_add_article(gold, file_name(text_path), text.data, text.length);
	for (int pass = 0; pass < 3; pass++) {
		static const char *const begins[] = {"T", "ER", "#"};

		for (char *line = bytes.data; line && *line;) {
			char *end = strchr(line, '\n'), *copy = arena_copy(&gold->arena, line, strcspn(line, "\r\n"));

			if (*copy && strchr(begins[pass], *copy)) {
				if (pass == 0)
					take_bound(gold, article, &bounds, copy);
				else if (pass == 1)
					take_link(article, &bounds, copy);
				else
					take_note(gold, &bounds, copy);
			}
			line = end ? end + 1 : NULL;
		}
	}
	finish(gold, article, &bounds);
	r = 0;
out:
	free(bounds.at);
	buffer_done(&text);
	buffer_done(&bytes);
	return r;
}
