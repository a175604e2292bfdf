/* SPDX-License-Identifier: MIT */
/* A hash of the phrases of class names, and the splitting of class names into words. */
#include "phrases.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "quoted/buffer.h"

#define WORDS_MAX 3 /* of a phrase */
#define WORD_MAX 32 /* bytes; longer words are in no phrase */
#define WORDS_IN_VALUE 256
#define VALUE_MAX 2048 /* bytes of a value that are looked at */

struct phrases {
	struct {
		const char *text;
		unsigned roles;
	} * slots;
	uint32_t mask, count;
	struct arena arena;
};

static const struct {
	const char *name;
	unsigned role;
} roles[] = {
	{"drop", ROLE_DROP},     {"body", ROLE_BODY}, {"byline", ROLE_BYLINE}, {"date", ROLE_DATE},
	{"hidden", ROLE_HIDDEN}, {"main", ROLE_MAIN}, {"away", ROLE_AWAY},     {"lead", ROLE_LEAD},
};

static uint32_t find_slot(const struct phrases *phrases, const char *text, size_t length)
{
	uint32_t hash = 0x811C9DC5u;

	for (size_t i = 0; i < length; i++)
		hash = (hash ^ (unsigned char)text[i]) * 0x01000193u;
	for (hash ^= hash >> 15;; hash++) {
		const char *there = phrases->slots[hash & phrases->mask].text;

		if (!there || (!strncmp(there, text, length) && !there[length]))
			return hash & phrases->mask;
	}
}

static int add_line(struct phrases *phrases, char *line)
{
	char *phrase = strchr(line, '\t');
	unsigned role = 0;
	uint32_t slot;

	if (!phrase)
		return -1;
	*phrase++ = '\0';
	for (size_t i = 0; i < sizeof(roles) / sizeof(*roles); i++)
		role |= strcmp(line, roles[i].name) ? 0 : roles[i].role;
	if (!role || !*phrase || phrases->count * 2 > phrases->mask)
		return -1;
	slot = find_slot(phrases, phrase, strlen(phrase));
	if (!phrases->slots[slot].text) {
		phrases->slots[slot].text = arena_copy(&phrases->arena, phrase, strlen(phrase));
		phrases->count++;
	}
	phrases->slots[slot].roles |= role;
	return 0;
}

struct phrases *phrases_load(const char *path, struct error *err)
{
	FILE *file = fopen(path, "re");
	struct phrases *phrases;
	char line[256];
	int number = 0, r = 0;

	if (!file) {
		error_errno(err, "could not open \"%s\"", path);
		return NULL;
	}
	phrases = xcalloc(1, sizeof(*phrases));
	phrases->mask = 4095;
	phrases->slots = xcalloc((size_t)phrases->mask + 1, sizeof(*phrases->slots));
	while (!r && fgets(line, sizeof(line), file)) {
		number++;
		line[strcspn(line, "\r\n")] = '\0';
		if (*line && *line != '#' && add_line(phrases, line) < 0)
			r = error_set(err, "%s:%d: expected a role, a tab and a phrase", path, number);
	}
	fclose(file);
	if (!r)
		return phrases;
	phrases_free(phrases);
	return NULL;
}

void phrases_free(struct phrases *phrases)
{
	if (!phrases)
		return;
	free(phrases->slots);
	arena_done(&phrases->arena);
	free(phrases);
}

/* Whether a word begins at value[i]: after what is no letter or digit, or at a capital after a small letter. */
static bool word_begins(const char *value, size_t i)
{
	return !i || !isalnum((unsigned char)value[i - 1]) ||
	       (isupper((unsigned char)value[i]) && islower((unsigned char)value[i - 1]));
}

/* The words of a value, lower case, joined by '-'. */
struct words {
	char text[VALUE_MAX * 2 + 1];
	uint16_t starts[WORDS_IN_VALUE + 1]; /* and where the one after the last would */
	size_t count, length;
};

/* Add a letter or digit, of a new word or the last. Returns false when there is no more room. */
static bool add_letter(struct words *words, char c, bool begins)
{
	if (begins && words->count == WORDS_IN_VALUE)
		return false;
	if (begins && words->count)
		words->text[words->length++] = '-';
	if (begins)
		words->starts[words->count++] = (uint16_t)words->length;
	words->text[words->length++] = (char)tolower((unsigned char)c);
	return true;
}

static void split(const char *value, struct words *words)
{
	words->count = words->length = 0;
	for (size_t i = 0; value[i] && i < VALUE_MAX; i++)
		if (isalnum((unsigned char)value[i]) && !add_letter(words, value[i], word_begins(value, i)))
			break;
	words->starts[words->count] = (uint16_t)(words->length + 1);
	words->text[words->length] = '\0';
}

unsigned phrases_match(const struct phrases *phrases, const char *value)
{
	struct words words;
	unsigned found = 0;

	split(value, &words);
	for (size_t i = 0; i < words.count; i++) {
		for (size_t k = 1; k <= WORDS_MAX && i + k <= words.count; k++) {
			size_t length = (size_t)(words.starts[i + k] - 1 - words.starts[i]);

			if (length > WORDS_MAX * WORD_MAX)
				break;
			found |= phrases->slots[find_slot(phrases, words.text + words.starts[i], length)].roles;
		}
	}
	return found;
}
