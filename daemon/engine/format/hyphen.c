/* SPDX-License-Identifier: MIT */
/* Judge the hyphens at line ends by the words of the text and by a list of compounds. */
#include "hyphen.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "quoted/buffer.h"

#define WORD_MAX 80 /* bytes; longer words are broken ones */

struct compounds {
	struct {
		char word[24];
		bool after;
	} * at;
	size_t count;
};

struct compounds *compounds_load(const char *path, struct error *err)
{
	FILE *file = fopen(path, "re");
	struct compounds *compounds;
	char line[256], kind[16], word[24];
	int number = 0, r = 0;

	if (!file) {
		error_errno(err, "could not open \"%s\"", path);
		return NULL;
	}
	compounds = xcalloc(1, sizeof(*compounds));
	while (!r && fgets(line, sizeof(line), file)) {
		number++;
		if (*line == '#' || *line == '\n')
			continue;
		if (sscanf(line, "%15s %23s", kind, word) != 2 ||
		    (strcmp(kind, "first") != 0 && strcmp(kind, "after") != 0)) {
			r = error_set(err, "%s:%d: expected \"first\" or \"after\", a tab and a word", path, number);
			continue;
		}
		compounds->at = xrealloc(compounds->at, compounds->count + 1, sizeof(*compounds->at));
		memcpy(compounds->at[compounds->count].word, word, sizeof(word));
		compounds->at[compounds->count++].after = *kind == 'a';
	}
	fclose(file);
	if (!r)
		return compounds;
	compounds_free(compounds);
	return NULL;
}

void compounds_free(struct compounds *compounds)
{
	if (!compounds)
		return;
	free(compounds->at);
	free(compounds);
}

static bool is_listed(const struct compounds *compounds, const char *word, size_t length, bool after)
{
	for (size_t i = 0; compounds && i < compounds->count; i++)
		if (compounds->at[i].after == after && strlen(compounds->at[i].word) == length &&
		    !strncasecmp(compounds->at[i].word, word, length))
			return true;
	return false;
}

static bool in_word(char c)
{
	return isalnum((unsigned char)c) || (unsigned char)c >= 0x80 || c == '-' || c == '\'';
}

static uint64_t hash_more(uint64_t hash, const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++)
		hash = (hash ^ (unsigned char)tolower((unsigned char)text[i])) * 0x100000001B3u;
	return hash;
}

static size_t find_slot(const struct hyphenation *hyphenation, uint64_t hash)
{
	size_t slot = (size_t)(hash ^ hash >> 29) & hyphenation->mask;

	while (hyphenation->words[slot] && hyphenation->words[slot] != hash)
		slot = (slot + 1) & hyphenation->mask;
	return slot;
}

static void gather_words(struct hyphenation *hyphenation)
{
	const char *text = hyphenation->text;
	size_t words = 1;

	for (size_t i = 1; i < hyphenation->length; i++)
		words += in_word(text[i]) && !in_word(text[i - 1]);
	for (hyphenation->mask = 15; hyphenation->mask < words * 2; hyphenation->mask = hyphenation->mask * 2 + 1)
		;
	hyphenation->words = xcalloc(hyphenation->mask + 1, sizeof(*hyphenation->words));
	for (size_t i = 0, end; i < hyphenation->length; i = end + 1) {
		uint64_t hash;

		for (end = i; end < hyphenation->length && in_word(text[end]);)
			end++;
		hash = hash_more(1, text + i, end - i);
		if (end > i)
			hyphenation->words[find_slot(hyphenation, hash)] = hash;
	}
}

/* Whether the text has the two halves as one word, joint between them. */
static bool is_there(struct hyphenation *hyphenation, const char *a, size_t a_length, const char *joint, const char *b,
		     size_t b_length)
{
	uint64_t hash = hash_more(hash_more(hash_more(1, a, a_length), joint, strlen(joint)), b, b_length);

	if (!hyphenation->words)
		gather_words(hyphenation);
	return hyphenation->words[find_slot(hyphenation, hash)] == hash;
}

enum hyphen hyphen_judge(struct hyphenation *hyphenation, const char *before, size_t before_length, const char *after,
			 size_t after_length)
{
	size_t a = 0, b = 0;
	const char *first;

	before_length -= before_length && before[before_length - 1] == '-';
	while (a < before_length && a < WORD_MAX && in_word(before[before_length - 1 - a]))
		a++;
	while (b < after_length && b < WORD_MAX && in_word(after[b]))
		b++;
	first = before + before_length - a;
	if (is_listed(hyphenation->compounds, after, b, true))
		return HYPHEN_HANGS;
	if (a < 2 || !b || !islower((unsigned char)*after))
		return HYPHEN_JOINS;
	if (is_there(hyphenation, first, a, "", after, b))
		return HYPHEN_BREAKS;
	if (memchr(first, '-', a) || is_there(hyphenation, first, a, "-", after, b) ||
	    is_listed(hyphenation->compounds, first, a, false))
		return HYPHEN_JOINS;
	return HYPHEN_BREAKS;
}

void hyphenation_done(struct hyphenation *hyphenation)
{
	free(hyphenation->words);
	*hyphenation = (struct hyphenation){0};
}
