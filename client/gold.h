/* SPDX-License-Identifier: MIT */
/*
 * Articles that people have annotated, and what the engine finds in them, in one form for `quotes eval` to compare.
 * All ranges count characters (code points) of the article's text, not bytes, as annotations do.
 */
#ifndef QUOTES_GOLD_H
#define QUOTES_GOLD_H

#include <stdbool.h>

#include "quoted/buffer.h"
#include "quoted/error.h"
#include "quoted/record.h"

enum part { PART_SOURCE, PART_CUE, PART_CONTENT, PART_COUNT };

/* One attribution, annotated or found. */
struct marking {
	struct spans parts[PART_COUNT];
	const char *cue_text;
	const char *type; /* of an annotated speaker: person, org, joint, unnamed, unknown; or NULL if there is none */
	const char *speaker; /* name, joint ones joined by " & "; or NULL */
	const char **aliases;
	size_t alias_count;
	enum statement_kind kind; /* of a found one */
};

struct markings {
	struct marking *at;
	size_t count, room;
};

struct gold_article {
	const char *name, *text;
	size_t length, characters; /* bytes; characters */
	uint32_t *byte_of;         /* byte offset by character, characters + 1 of them */
	struct markings gold, found;
};

/* A sentence of the CofeNet format: its tokens and their labels ("B-cue"). */
struct gold_item {
	const char *id;
	const char **tokens, **labels;
	size_t count;
};

struct gold {
	struct arena arena;
	struct gold_article *articles;
	struct gold_item *items;
	size_t article_count, article_room, item_count, item_room;
};

/*
 * Read a file of annotations into gold: *.ann is brat's stand-off form, with the text beside it in *.txt; anything else
 * is JSON lines, of articles ({"article", "text", "attributions"}) or of items ({"id", "tokens", "labels"}). -1 with
 * err set.
 */
int gold_read(struct gold *gold, const char *path, struct error *err);
int brat_read(struct gold *gold, const char *path, struct error *err);
void gold_done(struct gold *gold);

struct gold_article *gold_add_article(struct gold *gold, const char *name, const char *text, size_t length);
struct marking *markings_add(struct markings *markings);
/* The character that begins at or behind a byte of the article's text. */
size_t gold_character(const struct gold_article *article, size_t byte);
/* The words of ranges, joined by " … ". */
const char *gold_text(struct gold *gold, const struct gold_article *article, const struct spans *spans);

#endif
