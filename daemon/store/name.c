/* SPDX-License-Identifier: MIT */
/*
 * The parts of a name by its shape alone: titles and suffixes are told by their full stops and
 * commas, not by lists of words. Names without these were made by whoever read the article.
 */
#include "database.h"

#include <ctype.h>
#include <string.h>

#define PARTS_MAX 16

/* Lower case of a two-byte letter: Latin, Greek, Cyrillic. */
static unsigned fold_letter(unsigned c)
{
	if (c >= 0xC0 && c <= 0xDE && c != 0xD7)
		return c + 32;
	if ((c >= 0x100 && c <= 0x137 && c != 0x130) || (c >= 0x14A && c <= 0x177))
		return c | 1;
	if ((c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17E))
		return c + (c & 1);
	if (c >= 0x391 && c <= 0x3A9)
		return c + 32;
	if (c >= 0x410 && c <= 0x42F)
		return c + 32;
	if (c >= 0x400 && c <= 0x40F)
		return c + 80;
	return c;
}

/* U+2018 or U+2019 in UTF-8. */
static bool is_apostrophe(const unsigned char *text)
{
	return text[0] == 0xE2 && text[1] == 0x80 && (text[2] == 0x98 || text[2] == 0x99);
}

static bool is_two_bytes(const unsigned char *text)
{
	return (text[0] & 0xE0) == 0xC0 && (text[1] & 0xC0) == 0x80;
}

static char fold_byte(unsigned char c)
{
	if (c >= 0x80)
		return (char)c;
	return isspace(c) ? ' ' : (char)tolower(c);
}

/* Fold the character at text into out; returns its bytes there, and how many it took from text. */
static size_t fold_character(const unsigned char *text, char *out, size_t *ret_taken)
{
	size_t length = 1;

	*ret_taken = 1;
	if (is_two_bytes(text)) {
		unsigned c = fold_letter((text[0] & 0x1FU) << 6 | (text[1] & 0x3FU));

		out[0] = (char)(0xC0 | c >> 6);
		out[1] = (char)(0x80 | (c & 0x3F));
		*ret_taken = length = 2;
	} else if (is_apostrophe(text)) {
		out[0] = '\'';
		*ret_taken = 3;
	} else {
		out[0] = fold_byte(text[0]);
	}
	return length;
}

void name_fold(char *out, size_t room, const char *text)
{
	size_t used = 0, taken;

	for (; *text && used + 3 < room; text += taken) {
		size_t length = fold_character((const unsigned char *)text, out + used, &taken);

		/* One space for several, none in front. */
		if (out[used] != ' ' || (used && out[used - 1] != ' '))
			used += length;
	}
	while (used && out[used - 1] == ' ')
		used--;
	out[used] = '\0';
}

/* Letters and full stops: "j", "j.", "j.k." are initials. */
static bool is_initials(const char *part)
{
	if (strlen(part) == 1)
		return isalpha((unsigned char)part[0]);
	for (; *part; part += 2)
		if (!isalpha((unsigned char)part[0]) || part[1] != '.')
			return false;
	return true;
}

static bool has_stop(const char *part)
{
	return part[strlen(part) - 1] == '.' && !is_initials(part);
}

static bool is_suffix(const char *part)
{
	size_t numerals = strspn(part, "ivx");

	return has_stop(part) || strcmp(part, "jr") == 0 || strcmp(part, "sr") == 0 ||
	       (numerals >= 2 && part[numerals] == '\0');
}

static void copy(char *out, size_t room, const char *text)
{
	size_t used = 0;

	for (; *text && used + 1 < room; text++)
		if (*text != '.')
			out[used++] = *text;
	out[used] = '\0';
}

/* Cut folded into its parts; commas end one. */
static int cut(char *folded, char *parts[PARTS_MAX])
{
	char *rest = NULL;
	int count = 0;

	for (char *part = strtok_r(folded, " ,", &rest); part && count < PARTS_MAX; part = strtok_r(NULL, " ,", &rest))
		parts[count++] = part;
	return count;
}

void name_read(struct name *name, const char *text)
{
	char folded[NAME_MAX_LENGTH], *parts[PARTS_MAX];
	int first = 0, last;

	memset(name, 0, sizeof(*name));
	name_fold(folded, sizeof(folded), text);
	last = cut(folded, parts) - 1;
	while (first < last && has_stop(parts[first]))
		first++;
	name->is_titled = first > 0;
	while (last > first + 1 && is_suffix(parts[last]))
		copy(name->suffix, sizeof(name->suffix), parts[last--]);
	if (last < first)
		return;
	copy(name->last, sizeof(name->last), parts[last]);
	if (first == last)
		return;
	copy(name->first, sizeof(name->first), parts[first]);
	/* "J. K. Roe" is "J.K. Roe". */
	while (is_initials(parts[first]) && first + 1 < last && is_initials(parts[first + 1])) {
		size_t used = strlen(name->first);

		copy(name->first + used, sizeof(name->first) - used, parts[++first]);
	}
	if (first + 1 < last)
		name->middle = parts[first + 1][0];
}

bool name_agrees(const struct name *a, const struct name *b)
{
	if (a->middle && b->middle && a->middle != b->middle)
		return false;
	return !a->suffix[0] || !b->suffix[0] || strcmp(a->suffix, b->suffix) == 0;
}

static bool is_capital(const char *text)
{
	const unsigned char *at = (const unsigned char *)text;

	if (isupper(at[0]) || isdigit(at[0]))
		return true;
	if ((at[0] & 0xE0) == 0xC0 && at[1]) {
		unsigned c = (at[0] & 0x1FU) << 6 | (at[1] & 0x3FU);

		return fold_letter(c) != c;
	}
	return at[0] >= 0xE0; /* scripts that have no capitals */
}

bool name_is_acronym(const char *text)
{
	size_t letters = 0;

	for (; *text; text++) {
		if (!isupper((unsigned char)*text) && *text != '.' && *text != '&' && !isdigit((unsigned char)*text))
			return false;
		letters += isupper((unsigned char)*text) != 0;
	}
	return letters >= 2;
}

bool name_is_proper(const char *text)
{
	const char *space = strchr(text, ' ');

	if (!space)
		return is_capital(text);
	for (; space; space = strchr(space + 1, ' '))
		if (is_capital(space + 1))
			return true;
	return isupper((unsigned char)text[0]) && isupper((unsigned char)text[1]);
}
