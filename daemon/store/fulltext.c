/* SPDX-License-Identifier: MIT */
/*
 * A user's words as an FTS5 expression. Each word and phrase becomes a string of FTS5's, so that
 * operators in it mean nothing. They stand side by side, not joined by AND: so FTS5 passes over one that
 * holds nothing but punctuation.
 */
#include "database.h"

#include <ctype.h>
#include <string.h>

#define WORDS_MAX 64 /* FTS5 refuses deep expressions, and nobody types as many */

static const char *const quotation_marks[] = {"\"", "“", "”", "„", "«", "»"};

/* Length of the quotation mark at text, or 0. */
static size_t mark_length(const char *text)
{
	for (size_t i = 0; i < sizeof(quotation_marks) / sizeof(quotation_marks[0]); i++)
		if (strncmp(text, quotation_marks[i], strlen(quotation_marks[i])) == 0)
			return strlen(quotation_marks[i]);
	return 0;
}

static bool has_word(const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		unsigned char c = (unsigned char)text[i];

		/* U+2000 to U+20FF is punctuation and space: no word of its own. */
		if (c == 0xE2 && i + 2 < length && ((unsigned char)text[i + 1] & 0xFC) == 0x80)
			i += 2;
		else if (isalnum(c) || c >= 0x80)
			return true;
	}
	return false;
}

static size_t phrase_length(const char *text)
{
	size_t length = 0;

	while (text[length] && !mark_length(text + length))
		length++;
	return length;
}

static size_t word_length(const char *text)
{
	size_t length = 0;

	while (text[length] && !isspace((unsigned char)text[length]) && !mark_length(text + length))
		length++;
	return length;
}

int fulltext_words(struct buffer *out, const char *words, bool prefix)
{
	int count = 0;

	while (*words && count < WORDS_MAX) {
		size_t mark = mark_length(words), length;

		words += mark;
		length = mark ? phrase_length(words) : word_length(words);
		if (has_word(words, length)) {
			buffer_text(out, count++ ? " \"" : "\"");
			buffer_add(out, words, length);
			buffer_text(out, (prefix || words[length - 1] == '*') && !mark ? "\"*" : "\"");
		}
		words += length;
		if (mark)
			words += mark_length(words);
		else if (isspace((unsigned char)*words))
			words++;
	}
	return count;
}
