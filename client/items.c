/* SPDX-License-Identifier: MIT */
/*
 * Figures of items, sentences whose tokens carry labels, by the definitions of the CofeNet evaluation (Wang et al.
 * 2023): a run of labels is right when one of the same kind begins and ends with the same tokens.
 */
#include <stdlib.h>
#include <string.h>

#include "measure.h"

#define HEAD 6         /* tokens by which an item's place is found */
#define SLACK 40       /* characters that may stand between two tokens */
#define TOKEN_MAX 1024 /* characters of a token that are compared */

struct word {
	uint32_t at[TOKEN_MAX];
	size_t length;
};

/* Place of each token: characters [start, end), or start == SIZE_MAX. */
struct place {
	struct span *tokens;
	size_t count;
};

/* A label: its part or PART_COUNT, and whether it begins a run. */
struct label {
	enum part part;
	bool begins;
};

/* Where an item's next sentence is to be looked for. */
struct cursor {
	const char *id;
	size_t at;
};

/* One code point at text; typographic marks, dashes and points as their plain forms. */
static uint32_t decode(const char *text, size_t *ret_length)
{
	static const struct {
		uint32_t from;
		char to;
	} folds[] = {{0x201C, '"'}, {0x201D, '"'}, {0x2018, '\''}, {0x2019, '\''},
		     {0x2013, '-'}, {0x2014, '-'}, {0x2026, '.'},  {0xA0, ' '}};
	unsigned char c = (unsigned char)*text;
	size_t length = c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
	uint32_t point = length == 1 ? c : c & (0xFFU >> (length + 1));

	for (size_t i = 1; i < length && text[i]; i++)
		point = point << 6 | (text[i] & 0x3FU);
	for (size_t i = 0; i < sizeof(folds) / sizeof(*folds); i++)
		if (folds[i].from == point)
			point = (unsigned char)folds[i].to;
	*ret_length = length;
	return point;
}

/* The token as it may stand in the text; loose: with "\/" as "/" and "--" as one dash too. */
static struct word word_of(const char *token, bool loose)
{
	static const char *const escapes[][2] = {{"``", "\""},   {"''", "\""},   {"`", "'"},
						 {"-LRB-", "("}, {"-RRB-", ")"}, {"-LSB-", "["},
						 {"-RSB-", "]"}, {"-LCB-", "{"}, {"-RCB-", "}"}};
	struct word word = {.length = 0};

	for (size_t i = 0; i < sizeof(escapes) / sizeof(*escapes); i++)
		if (!strcmp(token, escapes[i][0]))
			token = escapes[i][1];
	for (size_t length; *token && word.length < TOKEN_MAX; token += length) {
		uint32_t point = decode(token, &length);

		if (loose && point == '\\' && token[1] == '/')
			continue;
		word.at[word.length++] = point;
		if (loose && point == '-' && token[length] == '-')
			length++;
	}
	return word;
}

static bool stands_at(const uint32_t *text, size_t length, size_t at, const struct word *word)
{
	return word->length && at + word->length <= length &&
	       !memcmp(text + at, word->at, word->length * sizeof(*text));
}

/* First place of the word in [from, to), or SIZE_MAX. */
static size_t find(const uint32_t *text, size_t length, struct span range, const struct word *word)
{
	for (size_t at = range.start; at + word->length <= range.end && at < length; at++)
		if (stands_at(text, length, at, word))
			return at;
	return SIZE_MAX;
}

static bool blank(uint32_t c)
{
	return c == ' ' || (c >= '\t' && c <= '\r') || c == 0x85 || c == 0x3000 || (c >= 0x2000 && c <= 0x200A) ||
	       c == 0x2028 || c == 0x2029 || c == 0x202F;
}

/* A double mark, which some outlets print as two apostrophes or backticks. Sets *word to what stands there. */
static size_t find_mark(const uint32_t *text, size_t length, size_t from, struct word *word)
{
	static const struct word shapes[] = {{{'"'}, 1}, {{'\'', '\''}, 2}, {{'`', '`'}, 2}};
	size_t best = SIZE_MAX;

	for (size_t i = 0; i < 3; i++) {
		size_t at = find(text, length, (struct span){from, from + SLACK + 2}, &shapes[i]);

		if (at < best) {
			best = at;
			*word = shapes[i];
		}
	}
	return best;
}

static size_t align(const uint32_t *text, size_t length, const struct gold_item *item, size_t at, struct place *place)
{
	place->count = item->count;
	for (size_t i = 0; i < item->count; i++) {
		struct word word = word_of(item->tokens[i], true);
		size_t start;

		while (at < length && blank(text[at]))
			at++;
		if (word.length == 1 && word.at[0] == '"')
			start = find_mark(text, length, at, &word);
		else
			start = find(text, length, (struct span){at, at + word.length + SLACK}, &word);
		if (start == SIZE_MAX && word.length > 2 && word.at[0] == '.') {
			word.length = 1;
			start = find(text, length, (struct span){at, at + 8}, &word);
		}
		place->tokens[i] = (struct span){start, start == SIZE_MAX ? start : start + word.length};
		at = start == SIZE_MAX ? at : start + word.length;
	}
	return at;
}

/* Whether the item's first tokens stand in a row from `at` on. */
static bool begins_at(const uint32_t *text, size_t length, const struct word *head, size_t count, size_t at)
{
	static const struct word doubled[] = {{{'\'', '\''}, 2}, {{'`', '`'}, 2}};

	for (size_t i = 0; i < count; i++) {
		bool mark = head[i].length == 1 && head[i].at[0] == '"';

		while (i && at < length && blank(text[at]))
			at++;
		if (stands_at(text, length, at, &head[i]))
			at += head[i].length;
		else if (mark && (stands_at(text, length, at, &doubled[0]) || stands_at(text, length, at, &doubled[1])))
			at += 2;
		else
			return false;
	}
	return true;
}

static size_t start_of(const uint32_t *text, size_t length, const struct gold_item *item, size_t from)
{
	struct word head[HEAD];
	size_t count = item->count < HEAD ? item->count : HEAD;

	for (size_t i = 0; i < count; i++)
		head[i] = word_of(item->tokens[i], false);
	for (size_t at = from; at < length; at++)
		if (begins_at(text, length, head, count, at))
			return at;
	for (size_t at = 0; at < from && at < length; at++)
		if (begins_at(text, length, head, count, at))
			return at;
	return SIZE_MAX;
}

static void put_labels(struct label *labels, const struct place *place, const struct markings *found)
{
	static const enum part order[] = {PART_CONTENT, PART_SOURCE, PART_CUE};

	for (size_t i = 0; i < place->count; i++)
		labels[i] = (struct label){PART_COUNT, false};
	for (size_t m = 0; m < found->count; m++) {
		for (size_t k = 0; k < PART_COUNT; k++) {
			const struct spans *spans = &found->at[m].parts[order[k]];

			for (size_t s = 0; s < spans->count; s++) {
				bool inside = false;

				for (size_t i = 0; i < place->count; i++) {
					const struct span *token = &place->tokens[i];
					bool meets = token->start != SIZE_MAX && token->start < spans->at[s].end &&
						     token->end > spans->at[s].start;

					if (meets)
						labels[i] = (struct label){order[k], !inside};
					inside = meets;
				}
			}
		}
	}
}

static struct label label_of(const char *text)
{
	static const char *const names[PART_COUNT] = {"source", "cue", "content"};

	for (int i = 0; i < PART_COUNT; i++)
		if (text[0] && text[1] && !strcmp(text + 2, names[i]))
			return (struct label){(enum part)i, text[0] == 'B'};
	return (struct label){PART_COUNT, false};
}

/* End of the run that begins at i, or i if none does. */
static size_t run_end(const struct label *labels, size_t count, size_t i)
{
	size_t end = i + 1;

	if (labels[i].part == PART_COUNT || !labels[i].begins)
		return i;
	while (end < count && labels[end].part == labels[i].part && !labels[end].begins)
		end++;
	return end;
}

static void count_runs(struct measures *measures, const struct label *gold, const struct label *found, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		size_t wanted = run_end(gold, count, i), had = run_end(found, count, i);
		bool same = wanted > i && wanted == had && gold[i].part == found[i].part;

		if (wanted > i) {
			measures->items[gold[i].part].annotated++;
			measures->items[gold[i].part].hits += same;
		}
		if (had > i)
			measures->items[found[i].part].predicted++;
	}
}

static const struct gold_article *article_of(const struct gold *gold, const char *id)
{
	const char *tail = strrchr(id, '_');
	size_t length = tail ? (size_t)(tail - id) : strlen(id);

	for (size_t i = gold->article_count; i-- > 0;)
		if (strlen(gold->articles[i].name) == length && !memcmp(gold->articles[i].name, id, length))
			return &gold->articles[i];
	return NULL;
}

static size_t *cursor_of(struct cursor *cursors, size_t *count, const char *id)
{
	for (size_t i = *count; i-- > 0;)
		if (!strcmp(cursors[i].id, id))
			return &cursors[i].at;
	cursors[*count] = (struct cursor){id, 0};
	return &cursors[(*count)++].at;
}

static void measure_item(struct measures *measures, const struct gold_article *article, const struct gold_item *item,
			 size_t *cursor)
{
	uint32_t *text = xcalloc(article->characters + 1, sizeof(*text));
	struct place place = {xcalloc(item->count + 1, sizeof(struct span)), 0};
	struct label *gold = xcalloc(item->count + 1, sizeof(*gold)), *found = xcalloc(item->count + 1, sizeof(*found));
	size_t length, start;

	for (size_t i = 0; i < article->characters; i++)
		text[i] = decode(article->text + article->byte_of[i], &length);
	start = start_of(text, article->characters, item, *cursor);
	if (start == SIZE_MAX) {
		measures->items_lost++;
	} else {
		*cursor = align(text, article->characters, item, start, &place);
		measures->item_count++;
		put_labels(found, &place, &article->found);
		for (size_t i = 0; i < item->count; i++)
			gold[i] = label_of(item->labels[i]);
		count_runs(measures, gold, found, item->count);
	}
	free(text);
	free(place.tokens);
	free(gold);
	free(found);
}

void measure_items(struct measures *measures, const struct gold *gold)
{
	struct cursor *cursors = xcalloc(gold->item_count + 1, sizeof(*cursors));
	size_t count = 0;

	for (size_t i = 0; i < gold->item_count; i++) {
		const struct gold_article *article = article_of(gold, gold->items[i].id);

		if (article)
			measure_item(measures, article, &gold->items[i], cursor_of(cursors, &count, gold->items[i].id));
		else
			measures->items_lost++;
	}
	free(cursors);
}
