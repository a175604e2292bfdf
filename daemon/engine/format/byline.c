/* SPDX-License-Identifier: MIT */
/* Cut bylines into names by the words of rules/formats/byline.list. */
#include "byline.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define LINE_MAX 160 /* bytes of a line that names authors */
#define NAME_MAX 60  /* bytes of a person's name */
#define NAME_WORDS 5 /* of it, at most */
#define UPPER_MIN 3  /* letters of a word that is written in capitals only */

enum kind { KIND_LEAD, KIND_JOIN, KIND_ROLE, KIND_AGENCY, KIND_PARTICLE, KIND_COUNT };

struct bylines {
	struct {
		enum kind kind;
		size_t length;
		char words[40];
	} at[128];
	size_t count;
};

static const char *const kinds[KIND_COUNT] = {"lead", "join", "role", "agency", "particle"};

static int add_line(struct bylines *bylines, const char *line)
{
	const char *tab = strchr(line, '\t');
	size_t length = tab ? strlen(tab + 1) : 0;

	if (!length || length >= sizeof(bylines->at->words) ||
	    bylines->count == sizeof(bylines->at) / sizeof(*bylines->at))
		return -1;
	for (int i = 0; i < KIND_COUNT; i++) {
		if (strlen(kinds[i]) != (size_t)(tab - line) || strncmp(kinds[i], line, (size_t)(tab - line)) != 0)
			continue;
		bylines->at[bylines->count].kind = (enum kind)i;
		bylines->at[bylines->count].length = length;
		memcpy(bylines->at[bylines->count++].words, tab + 1, length + 1);
		return 0;
	}
	return -1;
}

struct bylines *bylines_load(const char *path, struct error *err)
{
	FILE *file = fopen(path, "re");
	struct bylines *bylines;
	char line[256];
	int number = 0, r = 0;

	if (!file) {
		error_errno(err, "could not open \"%s\"", path);
		return NULL;
	}
	bylines = xcalloc(1, sizeof(*bylines));
	while (!r && fgets(line, sizeof(line), file)) {
		number++;
		line[strcspn(line, "\r\n")] = '\0';
		if (*line && *line != '#' && add_line(bylines, line) < 0)
			r = error_set(err, "%s:%d: expected a kind of words, a tab and words", path, number);
	}
	fclose(file);
	if (!r)
		return bylines;
	bylines_free(bylines);
	return NULL;
}

void bylines_free(struct bylines *bylines)
{
	free(bylines);
}

/* A stretch of a byline. */
struct part {
	const char *text;
	size_t length;
};

static struct part trimmed(struct part part)
{
	while (part.length && strchr(" \t,", *part.text)) {
		part.text++;
		part.length--;
	}
	while (part.length && strchr(" \t\r,", part.text[part.length - 1]))
		part.length--;
	return part;
}

/* Whether a word ends at place at of the part. */
static bool ends_word(struct part part, size_t at)
{
	return at == part.length || (at < part.length && strchr(" ,:;|", part.text[at]));
}

/* Length of the longest entry of the kind that the part begins with; 0 if there is none. */
static size_t begins(const struct bylines *bylines, struct part part, enum kind kind)
{
	size_t most = 0;

	for (size_t i = 0; i < bylines->count; i++) {
		size_t length = bylines->at[i].length;

		if (bylines->at[i].kind == kind && length > most && length <= part.length && ends_word(part, length) &&
		    !strncasecmp(part.text, bylines->at[i].words, length))
			most = length;
	}
	return most;
}

/* The place of the first word from which on the part is a role, an agency or no name (a number, an address); or its
 * length. */
static size_t name_end(const struct bylines *bylines, struct part part)
{
	for (size_t at = 0; at < part.length; at++) {
		struct part rest = {part.text + at, part.length - at};

		if (isdigit((unsigned char)part.text[at]) || part.text[at] == '@' || part.text[at] == '|' ||
		    part.text[at] == '(' || !strncmp(rest.text, "\xE2\x80\xA2", rest.length < 3 ? rest.length : 3))
			return at;
		if (at && part.text[at - 1] == ' ' &&
		    (begins(bylines, rest, KIND_ROLE) || begins(bylines, rest, KIND_AGENCY)))
			return at;
	}
	return part.length;
}

/* Whether the part reads as a person's name: words with capitals, and particles between them. */
static bool is_person(const struct bylines *bylines, struct part part)
{
	size_t words = 0;

	if (!part.length || part.length > NAME_MAX)
		return false;
	for (size_t at = 0; at < part.length;) {
		size_t end = at;

		while (end < part.length && part.text[end] != ' ')
			end++;
		if (!isupper((unsigned char)part.text[at]) && (unsigned char)part.text[at] < 0x80 &&
		    (!at || end == part.length ||
		     begins(bylines, (struct part){part.text + at, part.length - at}, KIND_PARTICLE) != end - at))
			return false;
		for (size_t i = at; i < end; i++)
			if ((unsigned char)part.text[i] < 0x80 && !isalpha((unsigned char)part.text[i]) &&
			    !strchr("-'.", part.text[i]))
				return false;
		words++;
		at = end + 1;
	}
	return words >= 2 && words <= NAME_WORDS;
}

/* Whether every letter of the part is a capital. */
static bool is_shouted(struct part part)
{
	size_t letters = 0;

	for (size_t i = 0; i < part.length; i++) {
		if (islower((unsigned char)part.text[i]) || (unsigned char)part.text[i] >= 0x80)
			return false;
		letters += isupper((unsigned char)part.text[i]) != 0;
	}
	return letters >= UPPER_MIN;
}

static void add_name(struct part part, struct buffer *out)
{
	bool shouted = is_shouted(part);

	if (out->length)
		buffer_text(out, "; ");
	for (size_t i = 0; i < part.length; i++) {
		bool first = !i || !isalpha((unsigned char)part.text[i - 1]);

		buffer_char(out, shouted && !first ? (char)tolower((unsigned char)part.text[i]) : part.text[i]);
	}
}

/* Where the name at the part's beginning ends, at a comma or a joining word; *ret_next is what comes behind that. */
static struct part first_name(const struct bylines *bylines, struct part part, struct part *ret_next)
{
	for (size_t at = 0; at < part.length; at++) {
		struct part rest = {part.text + at, part.length - at};
		size_t join = part.text[at] == ','             ? 1
			      : at && part.text[at - 1] == ' ' ? begins(bylines, rest, KIND_JOIN)
							       : 0;

		if (!join)
			continue;
		*ret_next = trimmed((struct part){rest.text + join, rest.length - join});
		join = begins(bylines, *ret_next, KIND_JOIN);
		*ret_next = trimmed((struct part){ret_next->text + join, ret_next->length - join});
		return trimmed((struct part){part.text, at});
	}
	*ret_next = (struct part){part.text + part.length, 0};
	return trimmed(part);
}

/* The part without its last word, if a number follows: a month, of the day that the article was published. */
static struct part without_month(struct part part, char next)
{
	while (isdigit((unsigned char)next) && part.length && part.text[part.length - 1] != ' ')
		part.length--;
	return trimmed(part);
}

/* Add the persons that the part names. What is behind them must be a role, an agency or an outlet's: false if not all
 * of the names before that are a person's. */
static bool add_persons(const struct bylines *bylines, struct part part, struct buffer *out)
{
	struct part next = part, name;
	size_t before = out->length, count = 0;

	while (next.length) {
		size_t end;

		name = first_name(bylines, next, &next);
		end = name_end(bylines, name);
		if (end < name.length)
			name = without_month(trimmed((struct part){name.text, end}), name.text[end]);
		if (!name.length && count)
			continue; /* a role alone */
		if (begins(bylines, name, KIND_ROLE) || begins(bylines, name, KIND_AGENCY))
			continue;
		if (!is_person(bylines, name))
			break;
		add_name(name, out);
		count++;
	}
	if (count)
		return true;
	out->length = before;
	return false;
}

static struct part without_lead(const struct bylines *bylines, struct part part, bool *ret_had)
{
	size_t lead = begins(bylines, part, KIND_LEAD);

	*ret_had = lead && lead < part.length;
	return *ret_had ? trimmed((struct part){part.text + lead, part.length - lead}) : part;
}

static void clean_part(const struct bylines *bylines, struct part part, struct buffer *out)
{
	bool lead;

	if (part.length && *part.text == ',')
		return;
	part = without_lead(bylines, trimmed(part), &lead);
	if (!part.length || memmem(part.text, part.length, "://", 3) || add_persons(bylines, part, out))
		return;
	if (out->length)
		buffer_text(out, "; ");
	buffer_add(out, part.text, part.length);
}

void byline_clean(const struct bylines *bylines, struct buffer *byline)
{
	struct buffer out = {0};

	for (size_t at = 0; at < byline->length;) {
		size_t length = strcspn(byline->data + at, ";");
		struct part part = {byline->data + at, length};

		while (part.length && *part.text == ' ') {
			part.text++;
			part.length--;
		}
		clean_part(bylines, part, &out);
		at += length + 1;
	}
	buffer_clear(byline);
	if (out.length)
		buffer_add(byline, out.data, out.length);
	buffer_done(&out);
}

bool byline_line(const struct bylines *bylines, const char *line, size_t length, struct buffer *ret)
{
	struct part part = trimmed((struct part){line, length});
	bool lead;

	if (!part.length || part.length > LINE_MAX || strchr(".?!:\"", part.text[part.length - 1]))
		return false;
	part = without_lead(bylines, part, &lead);
	return lead && add_persons(bylines, part, ret);
}
