/* SPDX-License-Identifier: MIT */
/* Read list files into the lexicon's table; see lexicon.h for their form. */
#include <stdlib.h>
#include <string.h>

#include "lexicon_table.h"

#define PHRASE_WORDS_MAX 8
#define KNOWN_SLOTS 64

static const char *const class_names[] = {
#define X(name, file) file,
	WORD_CLASSES(X)
#undef X
};

/* A line of a list, taken apart. */
struct entry {
	uint64_t classes;
	char gender, number, person, kind;
	const char *value;
	const char *lemma;
	struct cue cue;
};

/* An attribute that says no more than classes and flags. */
struct known {
	char text[24];
	uint64_t classes;
	uint8_t flags;
};

/* Where a file's reader stands. */
struct reader {
	struct lexicon *lexicon;
	uint64_t class; /* of the file */
	struct known known[KNOWN_SLOTS];
};

static int class_find(const char *name, size_t length)
{
	for (int i = 0; i < WORD_CLASS_COUNT; i++)
		if (class_names[i][0] == name[0] && strlen(class_names[i]) == length &&
		    !memcmp(class_names[i], name, length))
			return i;
	return -1;
}

static int verb_forms(const char *forms, uint64_t *classes)
{
	while (*forms) {
		char name[24] = "verb=";
		size_t length = strcspn(forms, ",");
		int class;

		if (length > 12)
			return -1;
		memcpy(name + 5, forms, length);
		class = class_find(name, length + 5);
		if (class < 0)
			return -1;
		*classes |= UINT64_C(1) << class;
		forms += length + (forms[length] == ',');
	}
	return 0;
}

static const struct {
	const char *name;
	uint8_t flag;
} cue_flags[] = {
	{"tell", CUE_TELL},     {"inverts", CUE_INVERTS},         {"raising", CUE_RAISING},
	{"speech", CUE_SPEECH}, {"negative", CUE_NEGATIVE},       {"manner", CUE_MANNER},
	{"noun", CUE_NOUN},     {"preposition", CUE_PREPOSITION},
};

/* Set the attribute if it is one of a single letter. */
static bool set_letter(struct entry *entry, const char *name, char letter)
{
	const struct {
		const char *name;
		char *field;
	} letters[] = {{"gender", &entry->gender},
		       {"number", &entry->number},
		       {"person", &entry->person},
		       {"kind", &entry->kind}};

	for (size_t i = 0; i < sizeof(letters) / sizeof(*letters); i++) {
		if (strcmp(name, letters[i].name) != 0)
			continue;
		*letters[i].field = letter;
		return true;
	}
	return false;
}

/* The flag that the attribute is, with or without a value; 0 if it is none. */
static uint8_t find_cue_flag(const char *text)
{
	for (size_t i = 0; i < sizeof(cue_flags) / sizeof(*cue_flags); i++) {
		size_t length = cue_flags[i].name[0] == text[0] ? strlen(cue_flags[i].name) : 0;

		if (length && !strncmp(text, cue_flags[i].name, length) && (!text[length] || text[length] == '='))
			return cue_flags[i].flag;
	}
	return 0;
}

/* One attribute of an entry; 0, or -1 if there is no such attribute. */
static int attribute(struct lexicon *lexicon, struct entry *entry, char *text)
{
	char *value = strchr(text, '=');
	uint8_t flag = find_cue_flag(text);
	int class;

	entry->cue.flags |= flag;
	if (flag && (flag != CUE_NOUN || entry->classes & WORD(CUE)))
		return 0;
	if (!value) {
		class = class_find(text, strlen(text));
		if (class >= 0)
			entry->classes |= UINT64_C(1) << class;
		return class >= 0 || !strcmp(text, "kin") ? 0 : -1;
	}
	*value++ = '\0';
	if (!strcmp(text, "verb"))
		return verb_forms(value, &entry->classes);
	if (set_letter(entry, text, value[0]))
		return 0;
	if (!strcmp(text, "lemma"))
		entry->lemma = value;
	else if (!strcmp(text, "strength"))
		entry->cue.strength = (uint8_t)atoi(value);
	else if (!strcmp(text, "count"))
		entry->cue.count = (uint32_t)atoi(value);
	else if (!strcmp(text, "stance")) {
		int stance = stance_find(value);

		if (stance < 0)
			return -1;
		entry->cue.stance = (enum stance)stance;
	} else {
		entry->value = arena_copy(&lexicon->arena, value, strlen(value));
	}
	return 0;
}

/* The same, with those known before found at once: nearly all lines of long lists have one of few. */
static int take_attribute(struct reader *reader, struct entry *entry, char *text)
{
	size_t length = strlen(text);
	bool is_known = length < sizeof(reader->known->text) && !(entry->classes & WORD(CUE));
	struct known *known = &reader->known[(text[0] * 5 + text[length / 2] * 3 + (char)length) & (KNOWN_SLOTS - 1)];
	struct entry only = {0};

	if (is_known && !strcmp(known->text, text)) {
		entry->classes |= known->classes;
		entry->cue.flags |= known->flags;
		return 0;
	}
	is_known &= !strchr(text, '=') || !strncmp(text, "verb=", 5);
	if (!is_known)
		return attribute(reader->lexicon, entry, text);
	memcpy(known->text, text, length + 1);
	if (attribute(reader->lexicon, &only, text) < 0) {
		known->text[0] = '\0';
		return -1;
	}
	entry->classes |= known->classes = only.classes;
	entry->cue.flags |= known->flags = only.cue.flags;
	return 0;
}

static const struct cue *cue_copy(struct lexicon *lexicon, const struct entry *entry)
{
	struct cue *cue;

	if (!(entry->classes & WORD(CUE)))
		return NULL;
	cue = arena_alloc(&lexicon->arena, sizeof(*cue));
	*cue = entry->cue;
	return cue;
}

static void add_word(struct lexicon *lexicon, const char *text, size_t length, const struct entry *entry)
{
	uint32_t id = lexicon_intern(lexicon, text, length);
	struct word *word = &lexicon->words[id];

	word->classes |= entry->classes;
	if (entry->gender && !word->gender)
		word->gender = entry->gender;
	if (entry->number)
		word->number = entry->number;
	if (entry->person)
		word->person = entry->person;
	if (entry->kind)
		word->kind = entry->kind;
	if (entry->value)
		word->value = entry->value;
	if (entry->classes & WORD(CUE))
		word->cue = cue_copy(lexicon, entry);
	if (entry->lemma) {
		uint32_t lemma = lexicon_intern(lexicon, entry->lemma, strlen(entry->lemma));

		lexicon->lemmas[id] = lemma + 1;
	}
}

static int add_phrase(struct lexicon *lexicon, char *text, const struct entry *entry)
{
	uint32_t ids[PHRASE_WORDS_MAX], count = 0;
	struct phrase *phrase, **at;
	char *rest = NULL;

	for (char *part = strtok_r(text, " ", &rest); part; part = strtok_r(NULL, " ", &rest)) {
		if (count == PHRASE_WORDS_MAX)
			return -1;
		ids[count++] = lexicon_intern(lexicon, part, strlen(part));
	}
	if (count < 2)
		return -1;
	phrase = arena_alloc(&lexicon->arena, sizeof(*phrase) + count * sizeof(const struct word *));
	phrase->words = (const struct word **)(void *)(phrase + 1);
	for (uint32_t i = 0; i < count; i++)
		phrase->words[i] = (const struct word *)(uintptr_t)ids[i]; /* made a pointer by lexicon_finish */
	phrase->count = count;
	phrase->classes = entry->classes;
	phrase->gender = entry->gender;
	phrase->value = entry->value;
	phrase->cue = cue_copy(lexicon, entry);
	for (at = &lexicon->words[ids[0]].phrases; *at && (*at)->count >= count; at = &(*at)->next)
		;
	phrase->next = *at;
	*at = phrase;
	return 0;
}

/* The attribute at *rest, which goes behind it; NULL at the line's end. */
static char *next_attribute(char **rest)
{
	char *part = *rest, *end;

	while (*part == ' ' || *part == '\t')
		part++;
	if (!*part)
		return NULL;
	for (end = part; *end && *end != ' ' && *end != '\t'; end++)
		;
	*rest = end + (*end != '\0');
	*end = '\0';
	return part;
}

static int add_line(struct reader *reader, char *line, size_t *ret_column)
{
	char folded[LEXICON_LINE_MAX + 1];
	char *rest = strchr(line, '\t'), *part;
	struct entry entry = {.classes = reader->class};
	size_t length = rest ? (size_t)(rest - line) : strlen(line);

	*ret_column = length;
	if (length > LEXICON_LINE_MAX)
		return -1;
	while (rest && (part = next_attribute(&rest))) {
		*ret_column = (size_t)(part - line) + 1;
		if (take_attribute(reader, &entry, part) < 0)
			return -1;
	}
	length = lexicon_fold(line, length, folded);
	if (memchr(folded, ' ', length))
		return add_phrase(reader->lexicon, folded, &entry);
	if (length > LEXICON_WORD_MAX || (entry.lemma && strlen(entry.lemma) > LEXICON_WORD_MAX))
		return -1;
	add_word(reader->lexicon, folded, length, &entry);
	return 0;
}

/* The line at *at, without the white space at its end; *at goes to the next. */
static char *next_line(char **at, const char *end)
{
	char *line = *at, *newline = memchr(line, '\n', (size_t)(end - line));
	char *stop = newline ? newline : line + (end - line);

	*at = stop + (newline != NULL);
	while (stop > line && (stop[-1] == '\r' || stop[-1] == ' '))
		stop--;
	*stop = '\0';
	return line;
}

int lexicon_load(struct lexicon *lexicon, const char *path, struct error *err)
{
	const char *base = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
	int class = class_find(base, strcspn(base, "."));
	struct reader reader = {.lexicon = lexicon, .class = class < 0 ? 0 : UINT64_C(1) << class};
	struct buffer file = {0};
	size_t column = 1, number = 0;
	int r = buffer_read(&file, path, err);

	for (char *at = file.data; !r && at < file.data + file.length;) {
		char *line = next_line(&at, file.data + file.length);

		number++;
		if (*line && *line != '#' && add_line(&reader, line, &column) < 0)
			r = error_set(err, "%s:%zu:%zu: entry has an attribute that is not known, or is too long", path,
				      number, column);
	}
	buffer_done(&file);
	return r;
}
