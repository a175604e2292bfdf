/* SPDX-License-Identifier: MIT */
/* Read rule files and compile them; see rules.h for the format. */
#include "rules.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tag.h"

#define PATTERN_MAX 16384
#define EXPAND_DEPTH 12

static const char *const group_names[GROUP_COUNT] = {"source", "cue", "content", "left", "open", "addressee"};
static const char *const phase_names[PHASE_COUNT] = {"trail", "main", "rest", "subject", "label", "nested", "turn"};
static const char *const need_names[] = {"quote", "cue", "phrase", "noun", "colon", "tell", "dash"};

/* Where a file's reader stands. */
struct reader {
	struct rules *rules;
	struct rule *rule;
	const char *file, *language;
	size_t line, column;
	struct error *err;
};

static int complain(const struct reader *reader, const char *what, const char *about)
{
	return error_set(reader->err, "%s:%zu:%zu: %s \"%s\"", reader->file, reader->line, reader->column, what, about);
}

static int take_fragment(struct reader *reader, char *text)
{
	struct rules *rules = reader->rules;
	size_t length = strcspn(text, " \t");
	struct fragment *fragment;

	if (!length || !text[length])
		return complain(reader, "fragment needs a name and a pattern, not", text);
	if (rules->fragment_count == rules->fragment_room) {
		rules->fragment_room = rules->fragment_room ? rules->fragment_room * 2 : 32;
		rules->fragments = xrealloc(rules->fragments, rules->fragment_room, sizeof(*rules->fragments));
	}
	fragment = &rules->fragments[rules->fragment_count++];
	memset(fragment, 0, sizeof(*fragment));
	fragment->name = arena_copy(&rules->arena, text, length);
	text += length + strspn(text + length, " \t");
	fragment->pattern = arena_copy(&rules->arena, text, strlen(text));
	fragment->file = reader->file;
	fragment->line = reader->line;
	reader->rule = NULL;
	return 0;
}

static int take_rule(struct reader *reader, char *text)
{
	struct rules *rules = reader->rules;
	const char *id = arena_printf(&rules->arena, "%s/%s", reader->language, text);

	reader->rule = NULL;
	for (size_t i = 0; i < rules->count; i++)
		if (!strcmp(rules->rules[i].id, id))
			reader->rule = &rules->rules[i];
	if (reader->rule && !strcmp(reader->rule->file, reader->file))
		return complain(reader, "a second rule of the name", text);
	if (!reader->rule) {
		if (rules->count == rules->room) {
			rules->room = rules->room ? rules->room * 2 : 64;
			rules->rules = xrealloc(rules->rules, rules->room, sizeof(*rules->rules));
		}
		reader->rule = &rules->rules[rules->count++];
	} else {
		free(reader->rule->examples);
	}
	memset(reader->rule, 0, sizeof(*reader->rule));
	reader->rule->id = id;
	reader->rule->file = reader->file;
	reader->rule->line = reader->line;
	reader->rule->phase = PHASE_MAIN;
	return 0;
}

static int take_about(struct reader *reader, char *text)
{
	reader->rule->about = arena_copy(&reader->rules->arena, text, strlen(text));
	return 0;
}

static int take_phase(struct reader *reader, char *text)
{
	for (int i = 0; i < PHASE_COUNT; i++) {
		if (!strcmp(text, phase_names[i])) {
			reader->rule->phase = (enum rule_phase)i;
			return 0;
		}
	}
	return complain(reader, "phase is trail, main, rest, subject, label, nested or turn, not", text);
}

static int take_needs(struct reader *reader, char *text)
{
	char *rest = NULL;

	for (char *word = strtok_r(text, " \t", &rest); word; word = strtok_r(NULL, " \t", &rest)) {
		size_t i = 0;

		while (i < sizeof(need_names) / sizeof(*need_names) && strcmp(need_names[i], word) != 0)
			i++;
		if (i == sizeof(need_names) / sizeof(*need_names))
			return complain(reader, "needs is of quote, cue, phrase, noun, colon and tell, not", word);
		reader->rule->needs |= 1u << i;
	}
	return 0;
}

static int take_match(struct reader *reader, char *text)
{
	reader->rule->pattern = arena_copy(&reader->rules->arena, text, strlen(text));
	reader->rule->line = reader->line;
	reader->rule->column = reader->column;
	return 0;
}

static int take_carry(struct reader *reader, char *text)
{
	(void)text;
	reader->rule->carry = true;
	return 0;
}

static int take_follows(struct reader *reader, char *text)
{
	(void)text;
	reader->rule->follows = true;
	return 0;
}

static int take_firm(struct reader *reader, char *text)
{
	(void)text;
	reader->rule->firm = true;
	return 0;
}

static char *trim(char *text)
{
	size_t length;

	text += strspn(text, " \t");
	length = strlen(text);
	while (length && (text[length - 1] == ' ' || text[length - 1] == '\t'))
		text[--length] = '\0';
	return text;
}

static struct example *add_example(struct reader *reader, bool match)
{
	struct rule *rule = reader->rule;
	struct example *example;

	if (rule->example_count == rule->example_room) {
		rule->example_room = rule->example_room ? rule->example_room * 2 : 4;
		rule->examples = xrealloc(rule->examples, rule->example_room, sizeof(*rule->examples));
	}
	example = &rule->examples[rule->example_count++];
	memset(example, 0, sizeof(*example));
	example->match = match;
	example->line = reader->line;
	return example;
}

/* The three parts behind the arrow of an example; -1 if there are fewer. */
static int take_parts(struct reader *reader, struct example *example, char *text)
{
	struct arena *arena = &reader->rules->arena;
	char *rest = NULL, *parts[3];

	parts[0] = strtok_r(text, "|", &rest);
	parts[1] = strtok_r(NULL, "|", &rest);
	parts[2] = strtok_r(NULL, "", &rest);
	if (!parts[2])
		return complain(reader, "an example has three parts after =>, not", text);
	example->source = arena_printf(arena, "%s", trim(parts[0]));
	example->cue = arena_printf(arena, "%s", trim(parts[1]));
	example->content = arena_printf(arena, "%s", trim(parts[2]));
	return 0;
}

static int take_example(struct reader *reader, char *text, bool match)
{
	char *arrow = strstr(text, "=>");
	struct example *example;

	if (match && !arrow)
		return complain(reader, "yes needs \"=> SOURCE | CUE | CONTENT\" after its text:", text);
	if (arrow)
		*arrow = '\0';
	example = add_example(reader, match);
	text = trim(text);
	for (char *at = text; (at = strstr(at, "\\n")); at += 2)
		memcpy(at, "\n\n", 2);
	example->text = arena_printf(&reader->rules->arena, "%s", text);
	return arrow ? take_parts(reader, example, arrow + 2) : 0;
}

static int take_yes(struct reader *reader, char *text)
{
	return take_example(reader, text, true);
}

static int take_no(struct reader *reader, char *text)
{
	return take_example(reader, text, false);
}

static const struct keyword {
	const char *name;
	bool of_rule; /* stands only within a rule */
	int (*take)(struct reader *reader, char *text);
} keywords[] = {
	{"fragment", false, take_fragment},
	{"rule", false, take_rule},
	{"about", true, take_about},
	{"phase", true, take_phase},
	{"needs", true, take_needs},
	{"match", true, take_match},
	{"carry", true, take_carry},
	{"firm", true, take_firm},
	{"follows", true, take_follows},
	{"yes", true, take_yes},
	{"no", true, take_no},
};

static int take_line(struct reader *reader, char *line)
{
	size_t length = strcspn(line, " \t");
	char *text = trim(line + length);

	reader->column = (size_t)(text - line) + 1;
	for (size_t i = 0; i < sizeof(keywords) / sizeof(*keywords); i++) {
		if (strlen(keywords[i].name) != length || strncmp(keywords[i].name, line, length) != 0)
			continue;
		if (keywords[i].of_rule && !reader->rule)
			return complain(reader, "no rule begins before", keywords[i].name);
		return keywords[i].take(reader, text);
	}
	line[length] = '\0';
	reader->column = 1;
	return complain(reader, "not a keyword of rule files:", line);
}

/* Next line with its continuations joined; 0 at the end. lines: how many were read. */
static int read_logical(FILE *file, struct buffer *line, size_t *lines)
{
	int c = getc(file);

	buffer_clear(line);
	*lines = 0;
	if (c == EOF)
		return 0;
	do {
		for (; c != EOF && c != '\n'; c = getc(file))
			if (c != '\r')
				buffer_char(line, (char)c);
		++*lines;
		c = getc(file);
	} while ((c == ' ' || c == '\t') && line->length && line->data[0] != '#');
	if (c != EOF)
		ungetc(c, file);
	return 1;
}

int rules_load(struct rules *rules, const char *path, const char *language, struct error *err)
{
	FILE *file = fopen(path, "re");
	struct reader reader = {.rules = rules, .language = language, .line = 1, .err = err};
	struct buffer line = {0};
	size_t lines;
	int r = 0;

	if (!file)
		return error_errno(err, "could not open \"%s\"", path);
	reader.file = arena_printf(&rules->arena, "%s", path);
	while (!r && read_logical(file, &line, &lines)) {
		if (line.length && line.data[0] != '#' && strspn(line.data, " \t") < line.length)
			r = take_line(&reader, line.data);
		reader.line += lines;
	}
	buffer_done(&line);
	fclose(file);
	return r;
}

static bool tag_named(const char *name, size_t length, struct buffer *out)
{
	static const struct {
		char tag;
		const char *name;
	} tags[] = {
#define X(tag, name) {tag, name},
		TAGS(X)
#undef X
			{'S', "SOURCE_PART"},
		{'C', "REPORT_PART"},
		{'K', "CONTENT_PART"},
		{'/', "BREAK_PART"},
	};

	for (size_t i = 0; i < sizeof(tags) / sizeof(*tags); i++) {
		if (tags[i].name[0] == name[0] && strlen(tags[i].name) == length &&
		    !memcmp(tags[i].name, name, length)) {
			buffer_text(out, tags[i].tag == '-' ? "\\" : ""); /* no range */
			buffer_char(out, tags[i].tag);
			return true;
		}
	}
	return false;
}

/* {CUE} and its kinds: all tags of cue verbs with the wanted form, surety and inversion. */
static bool cue_named(const char *name, size_t length, struct buffer *out)
{
	static const char digits[] = "0123456789abcdef";
	static const struct {
		const char *name;
		int form;          /* or -1 */
		unsigned int bits; /* that must be set: 4 tell, 2 sure, 1 inverts */
	} sets[] = {
		{"CUE", -1, 0},
		{"CUE_SURE", -1, 2},
		{"CUE_INVERTS", -1, 1},
		{"CUE_TELL", -1, 4},
		{"CUE_PAST", FORM_PAST, 0},
		{"CUE_S", FORM_S, 0},
		{"CUE_BASE", FORM_BASE, 0},
		{"CUE_ING", FORM_ING, 0},
		{"CUE_PARTICIPLE", FORM_PARTICIPLE, 0},
	};

	for (size_t i = 0; i < sizeof(sets) / sizeof(*sets); i++) {
		if (strlen(sets[i].name) != length || memcmp(sets[i].name, name, length) != 0)
			continue;
		for (unsigned int tag = CUE_FIRST; tag <= CUE_LAST; tag++)
			if ((sets[i].form < 0 || (tag - CUE_FIRST) / 8 == (unsigned int)sets[i].form) &&
			    ((tag - CUE_FIRST) & sets[i].bits) == sets[i].bits)
				buffer_add(out, (char[]){'\\', 'x', digits[tag >> 4], digits[tag & 15]}, 4);
		return true;
	}
	return false;
}

static struct fragment *find_fragment(struct rules *rules, const char *name, size_t length)
{
	for (size_t i = rules->fragment_count; i-- > 0;)
		if (strlen(rules->fragments[i].name) == length && !memcmp(rules->fragments[i].name, name, length))
			return &rules->fragments[i];
	return NULL;
}

/* Write pattern to out with its {NAMES} replaced; a fragment becomes a group, a tag a letter or class. */
static int expand(struct rules *rules, const char *pattern, struct buffer *out, int depth, struct error *err)
{
	bool class = false;

	for (const char *at = pattern; *at; at++) {
		size_t length = *at == '{' ? strcspn(at + 1, "}") : 0;
		struct fragment *fragment;

		if (*at == '[' || *at == ']')
			class = *at == '[';
		if (*at != '{' || !isupper((unsigned char)at[1])) {
			buffer_char(out, *at);
			continue;
		}
		if (!class && !strncmp(at + 1, "CUE", 3))
			buffer_char(out, '[');
		if (cue_named(at + 1, length, out) || tag_named(at + 1, length, out)) {
			if (!class && !strncmp(at + 1, "CUE", 3))
				buffer_char(out, ']');
			at += length + 1;
			continue;
		}
		if (!class && !strncmp(at + 1, "CUE", 3))
			out->length--;
		fragment = find_fragment(rules, at + 1, length);
		if (!fragment)
			return error_set(err, "no fragment or tag is named {%.*s}", (int)length, at + 1);
		if (class || depth == EXPAND_DEPTH || out->length > PATTERN_MAX)
			return error_set(err, "fragment {%s} within a class, within itself, or too long",
					 fragment->name);
		fragment->used = true;
		buffer_text(out, "(?:");
		if (expand(rules, fragment->pattern, out, depth + 1, err) < 0)
			return -1;
		buffer_char(out, ')');
		at += length + 1;
	}
	return 0;
}

/* Number the rule's groups; -1 at a name that is not a role. */
static int find_groups(struct rule *rule, struct error *err)
{
	uint32_t count = 0, size = 0;
	PCRE2_SPTR table = NULL;

	pcre2_pattern_info(rule->code, PCRE2_INFO_NAMECOUNT, &count);
	pcre2_pattern_info(rule->code, PCRE2_INFO_NAMEENTRYSIZE, &size);
	pcre2_pattern_info(rule->code, PCRE2_INFO_NAMETABLE, &table);
	for (uint32_t i = 0; i < count; i++) {
		const char *name = (const char *)table + i * size + 2;
		int k = 0;

		while (k < GROUP_COUNT && strcmp(group_names[k], name) != 0)
			k++;
		if (k == GROUP_COUNT)
			return error_set(err,
					 "%s:%zu:%zu: rule \"%s\" has a group \"%s\", which is no role of a statement",
					 rule->file, rule->line, rule->column, rule->id, name);
		rule->groups[k] = table[i * size] << 8 | table[i * size + 1];
	}
	if (!rule->groups[GROUP_CUE] && !rule->groups[GROUP_CONTENT] && rule->phase != PHASE_SUBJECT)
		return error_set(err, "%s:%zu:%zu: rule \"%s\" has neither a cue nor a content group", rule->file,
				 rule->line, rule->column, rule->id);
	return 0;
}

static int compile_rule(struct rules *rules, struct rule *rule, struct error *err)
{
	struct buffer pattern = {0};
	struct error inner;
	PCRE2_UCHAR text[160];
	PCRE2_SIZE offset = 0;
	uint32_t options = PCRE2_NO_AUTO_CAPTURE | PCRE2_NEVER_BACKSLASH_C | PCRE2_DUPNAMES;
	int code, r = -1;

	if (!rule->pattern)
		return error_set(err, "%s:%zu:1: rule \"%s\" has no match line", rule->file, rule->line, rule->id);
	buffer_text(&pattern, "");
	if (expand(rules, rule->pattern, &pattern, 0, &inner) < 0) {
		error_set(err, "%s:%zu:%zu: rule \"%s\": %s", rule->file, rule->line, rule->column, rule->id,
			  inner.text);
		goto out;
	}
	options |= rule->phase == PHASE_LABEL ? PCRE2_ANCHORED : PCRE2_USE_OFFSET_LIMIT;
	rule->code = pcre2_compile((PCRE2_SPTR)pattern.data, pattern.length, options, &code, &offset, NULL);
	if (!rule->code) {
		pcre2_get_error_message(code, text, sizeof(text));
		error_set(err, "%s:%zu:%zu: rule \"%s\": %s at \"%.20s\" of the expanded pattern", rule->file,
			  rule->line, rule->column, rule->id, (char *)text,
			  pattern.data + (offset < pattern.length ? offset : 0));
		goto out;
	}
	rule->match = pcre2_jit_compile(rule->code, PCRE2_JIT_COMPLETE) ? pcre2_match : pcre2_jit_match;
	required_find(pattern.data, &rule->required);
	r = find_groups(rule, err);
out:
	buffer_done(&pattern);
	return r;
}

int rules_compile(struct rules *rules, struct error *err)
{
	for (size_t i = 0; i < rules->count; i++)
		if (compile_rule(rules, &rules->rules[i], err) < 0)
			return -1;
	return 0;
}

void rules_done(struct rules *rules)
{
	for (size_t i = 0; i < rules->count; i++) {
		pcre2_code_free(rules->rules[i].code);
		free(rules->rules[i].examples);
	}
	free(rules->rules);
	free(rules->fragments);
	arena_done(&rules->arena);
	memset(rules, 0, sizeof(*rules));
}

const struct rule *rules_find(const struct rules *rules, const char *id)
{
	for (size_t i = 0; i < rules->count; i++)
		if (!strcmp(rules->rules[i].id, id))
			return &rules->rules[i];
	return NULL;
}

const char *rule_phase_name(enum rule_phase phase)
{
	return phase_names[phase];
}

const char *rule_need_name(unsigned int i)
{
	return i < sizeof(need_names) / sizeof(*need_names) ? need_names[i] : NULL;
}
