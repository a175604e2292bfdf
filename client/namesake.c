/* SPDX-License-Identifier: MIT */
/* Compare names without their titles, suffixes and accents; see namesake.h. */
#include "namesake.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdlib.h>
#include <string.h>

#include "offline.h"

#define PARTS_MAX 16
#define NAME_MAX_BYTES 512

struct namesake {
	struct buffer bytes;
	const char *titles, *suffixes, *joins, *speech; /* entries joined by '|' */
	pcre2_code *speech_code, *possessive, *odd, *suffix, *title, *split, *ampersand;
	pcre2_match_data *data;
};

static pcre2_code *compile(const char *before, const char *words, const char *after)
{
	struct buffer pattern = {0};
	int code;
	PCRE2_SIZE at;
	pcre2_code *compiled;

	buffer_text(&pattern, before);
	buffer_text(&pattern, words ? words : "(*FAIL)");
	buffer_text(&pattern, after);
	compiled = pcre2_compile((PCRE2_SPTR)pattern.data, pattern.length, PCRE2_UTF | PCRE2_UCP | PCRE2_CASELESS,
				 &code, &at, NULL);
	buffer_done(&pattern);
	return compiled;
}

static int read_words(struct namesake *namesake, const char *path, struct error *err)
{
	const struct {
		const char *key;
		const char **words;
	} keys[] = {{"titles", &namesake->titles},
		    {"suffixes", &namesake->suffixes},
		    {"joins", &namesake->joins},
		    {"speech", &namesake->speech}};
	char *rest = NULL;

	if (file_read(path, &namesake->bytes, err) < 0)
		return -1;
	for (char *line = strtok_r(namesake->bytes.data, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
		char *words = strchr(line, ' ');

		if (*line == '#' || !words)
			continue;
		*words++ = '\0';
		for (char *comma = strchr(words, ','); comma; comma = strchr(comma, ','))
			*comma = '|';
		for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
			if (!strcmp(keys[i].key, line))
				*keys[i].words = words;
	}
	return 0;
}

struct namesake *namesake_load(const char *path, struct error *err)
{
	struct namesake *namesake = xcalloc(1, sizeof(*namesake));

	if (read_words(namesake, path, err) < 0) {
		namesake_free(namesake);
		return NULL;
	}
	namesake->speech_code = compile("\\b(?:", namesake->speech, ")\\b");
	namesake->possessive = compile("'s\\b", "", "");
	namesake->odd = compile("[^\\w&' .-]", "", "");
	namesake->suffix = compile("\\b(?:", namesake->suffixes, ")\\b\\.?");
	namesake->title = compile("^(?:(?:", namesake->titles, ")\\.?\\s+)+");
	namesake->split = compile("\\s*(?:&|;|,|\\b(?:", namesake->joins, ")\\b)\\s*");
	namesake->ampersand = compile("\\s*&\\s*", "", "");
	namesake->data = pcre2_match_data_create(4, NULL);
	if (namesake->speech_code && namesake->suffix && namesake->title && namesake->split)
		return namesake;
	error_set(err, "%s: its words do not make patterns", path);
	namesake_free(namesake);
	return NULL;
}

void namesake_free(struct namesake *namesake)
{
	if (!namesake)
		return;
	pcre2_code_free(namesake->speech_code);
	pcre2_code_free(namesake->possessive);
	pcre2_code_free(namesake->odd);
	pcre2_code_free(namesake->suffix);
	pcre2_code_free(namesake->title);
	pcre2_code_free(namesake->split);
	pcre2_code_free(namesake->ampersand);
	pcre2_match_data_free(namesake->data);
	buffer_done(&namesake->bytes);
	free(namesake);
}

bool namesake_speech(const struct namesake *namesake, const char *cue)
{
	return pcre2_match(namesake->speech_code, (PCRE2_SPTR)cue, strlen(cue), 0, 0, namesake->data, NULL) > 0;
}

/* A letter of Latin-1 or Latin Extended-A (two bytes at text) without its accent, or 0. */
static char base_letter(const unsigned char *text)
{
	static const char latin[] =
		"AAAAAA.CEEEEIIII.NOOOOO.OUUUUY..aaaaaa.ceeeeiiii.nooooo.ouuuuy.y"
		"AaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGgHhHhIiIiIiIiIi..JjKk.LlLlLlLlLlNnNnNn...OoOoOo..RrRrRrSsSsSsSs"
		"TtTtTtUuUuUuUuUuUuWwYyYZzZzZz.";
	unsigned int c = (text[0] & 0x1FU) << 6 | (text[1] & 0x3FU);

	return c >= 0xC0 && c - 0xC0 < sizeof(latin) - 1 && latin[c - 0xC0] != '.' ? latin[c - 0xC0] : '\0';
}

static void plain_letters(const char *name, char *out)
{
	size_t used = 0;

	for (const char *at = name; *at && used + 4 < NAME_MAX_BYTES; at++) {
		char letter = (*at & 0xE0) == 0xC0 && at[1] ? base_letter((const unsigned char *)at) : '\0';

		if (letter) {
			out[used++] = letter;
			at++;
		} else if (!strncmp(at, "\xE2\x80\x99", 3)) {
			out[used++] = '\'';
			at += 2;
		} else {
			out[used++] = *at;
		}
	}
	out[used] = '\0';
}

static void replace(const struct namesake *namesake, const pcre2_code *code, const char *with, char *name)
{
	char out[NAME_MAX_BYTES];
	PCRE2_SIZE length = sizeof(out);
	int r = pcre2_substitute(code, (PCRE2_SPTR)name, PCRE2_ZERO_TERMINATED, 0, PCRE2_SUBSTITUTE_GLOBAL,
				 namesake->data, NULL, (PCRE2_SPTR)with, strlen(with), (PCRE2_UCHAR *)out, &length);

	if (r > 0)
		memcpy(name, out, length + 1);
}

/* One space between words, none nor points at the ends. */
static void tidy(char *name)
{
	size_t used = 0;

	for (const char *at = name; *at; at++)
		if (*at != ' ' || (used && name[used - 1] != ' '))
			name[used++] = *at;
	while (used && strchr(" .", name[used - 1]))
		used--;
	name[used] = '\0';
	memmove(name, name + strspn(name, " ."), strlen(name + strspn(name, " .")) + 1);
}

/* The name as it is compared; out has NAME_MAX_BYTES. */
static void normalise(const struct namesake *namesake, const char *name, char *out)
{
	plain_letters(name, out);
	for (char *at = out; *at; at++)
		*at = *at >= 'A' && *at <= 'Z' ? (char)(*at + 32) : *at;
	replace(namesake, namesake->possessive, "", out);
	replace(namesake, namesake->odd, " ", out);
	replace(namesake, namesake->suffix, "", out);
	tidy(out);
	replace(namesake, namesake->title, "", out);
	tidy(out);
}

static const char *last_word(const char *name)
{
	const char *space = strrchr(name, ' ');

	return space ? space + 1 : name;
}

/* Whether both have two words or more and the same first and last one. */
static bool same_ends(const char *a, const char *b)
{
	size_t first = strcspn(a, " ");

	return a[first] && first == strcspn(b, " ") && b[first] && !memcmp(a, b, first) &&
	       !strcmp(last_word(a), last_word(b));
}

static size_t cut(struct namesake *namesake, const pcre2_code *code, const char *names, char parts[][NAME_MAX_BYTES])
{
	size_t count = 0, length = strlen(names), from = 0;

	while (count < PARTS_MAX) {
		int matched = pcre2_match(code, (PCRE2_SPTR)names, length, from, PCRE2_NOTEMPTY, namesake->data, NULL);
		const PCRE2_SIZE *vector = pcre2_get_ovector_pointer(namesake->data);
		size_t end = matched > 0 ? vector[0] : length, next = matched > 0 ? vector[1] : length;
		char part[NAME_MAX_BYTES];

		memcpy(part, names + from, end - from < sizeof(part) ? end - from : sizeof(part) - 1);
		part[end - from < sizeof(part) ? end - from : sizeof(part) - 1] = '\0';
		normalise(namesake, part, parts[count++]);
		if (matched <= 0)
			break;
		from = next;
	}
	return count;
}

static bool same_joint(struct namesake *namesake, const char *gold, const char *said, bool strict)
{
	char want[PARTS_MAX][NAME_MAX_BYTES], have[PARTS_MAX][NAME_MAX_BYTES];
	size_t wanted = cut(namesake, namesake->ampersand, gold, want),
	       had = cut(namesake, namesake->split, said, have);

	if (strict && wanted != had)
		return false;
	for (size_t i = 0; i < wanted; i++) {
		bool met = false;

		for (size_t k = 0; k < had && !met; k++)
			met = !strcmp(want[i], have[k]) ||
			      (strict ? same_ends(want[i], have[k]) : !strcmp(last_word(want[i]), last_word(have[k])));
		if (!met)
			return false;
	}
	return true;
}

/* One form of the annotated name against the one said. */
static bool same_form(const char *type, const char *form, const char *said, bool strict)
{
	if (!*form)
		return false;
	if (!strcmp(form, said))
		return true;
	if (!strcmp(type, "unnamed"))
		return !strcmp(last_word(form), last_word(said)) || strstr(said, form) || strstr(form, said);
	return strstr(said, form) || (!strict && strstr(form, said));
}

bool namesake_is(struct namesake *namesake, const struct marking *gold, const char *said, bool strict)
{
	char name[NAME_MAX_BYTES], form[NAME_MAX_BYTES], main_form[NAME_MAX_BYTES];
	bool person = !strcmp(gold->type, "person"), full;

	if (!said || !*said || !gold->speaker)
		return false;
	if (!strcmp(gold->type, "joint"))
		return same_joint(namesake, gold->speaker, said, strict);
	normalise(namesake, said, name);
	normalise(namesake, gold->speaker, main_form);
	full = strchr(main_form, ' ') && !strchr(name, ' ');
	for (size_t i = 0; i <= gold->alias_count; i++) {
		normalise(namesake, i ? gold->aliases[i - 1] : gold->speaker, form);
		if (person ? same_ends(form, name) || (!strcmp(form, name) && !(strict && full))
			   : same_form(gold->type, form, name, strict))
			return true;
	}
	return false;
}
