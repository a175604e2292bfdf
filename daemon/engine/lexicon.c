/* SPDX-License-Identifier: MIT */
/* The lexicon's hash table and the reader of list files; what the classes mean is for the stages that use them. */
#include "lexicon.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "quoted/buffer.h"

#define PHRASE_WORDS_MAX 8

/* A place of the hash table. */
struct slot {
	uint32_t index; /* + 1 into words, or 0 */
	uint32_t print; /* of the hash: tells most other words apart */
};

struct lexicon {
	struct word *words; /* dense */
	uint32_t count, room;
	struct slot *slots;
	uint32_t slot_mask;
	struct phrase **phrases; /* by word id */
	uint32_t *lemmas;        /* word id -> lemma id + 1 as given, or 0 */
	struct arena arena;
};

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

struct lexicon *lexicon_new(void)
{
	struct lexicon *lexicon = xcalloc(1, sizeof(*lexicon));

	lexicon->slot_mask = (1u << 16) - 1;
	lexicon->slots = xcalloc((size_t)lexicon->slot_mask + 1, sizeof(*lexicon->slots));
	return lexicon;
}

void lexicon_free(struct lexicon *lexicon)
{
	if (!lexicon)
		return;
	free(lexicon->words);
	free(lexicon->slots);
	free(lexicon->phrases);
	free(lexicon->lemmas);
	arena_done(&lexicon->arena);
	free(lexicon);
}

/* The letter without its accent that the second byte of a two-byte letter stands for, or 0. */
static char plain_letter(unsigned char first, unsigned char second)
{
	static const char plain[3][65] = {
		"aaaaaa.ceeeeiiiidnooooo.ouuuuy..aaaaaa.ceeeeiiiidnooooo.ouuuuy.y", /* C3: Latin-1 */
		"aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii..jjkk.llllll.", /* C4: Latin Extended-A */
		".llnnnnnn...oooooo..rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzz.", /* C5 */
	};
	char letter;

	if (first < 0xC3 || first > 0xC5 || second < 0x80 || second > 0xBF)
		return 0;
	letter = plain[first - 0xC3][second - 0x80];
	return (char)(letter == '.' ? 0 : letter);
}

size_t lexicon_fold(const char *text, size_t length, char *out)
{
	size_t n = 0;

	for (size_t i = 0; i < length; i++) {
		unsigned char c = (unsigned char)text[i];
		unsigned char next = i + 1 < length ? (unsigned char)text[i + 1] : 0;
		char letter;

		if (c < 0x80) {
			out[n++] = (char)(c + ((c >= 'A' && c <= 'Z') << 5));
		} else if (c == 0xE2 && i + 2 < length && next == 0x80 && ((unsigned char)text[i + 2] & 0xFE) == 0x98) {
			out[n++] = '\''; /* U+2018, U+2019 */
			i += 2;
		} else if ((letter = plain_letter(c, next))) {
			out[n++] = letter;
			i++;
		} else {
			out[n++] = (char)c;
		}
	}
	out[n] = '\0';
	return n;
}

/* Eight bytes of text at a time; the last may overlap. */
uint64_t lexicon_hash(const char *folded, size_t length)
{
	uint64_t h = length * 0x9E3779B97F4A7C15ULL, bytes = 0;
	uint32_t first, last;

	for (; length > 8; folded += 8, length -= 8) {
		memcpy(&bytes, folded, 8);
		h = (h ^ bytes) * 0xff51afd7ed558ccdULL;
		h ^= h >> 32;
	}
	if (length >= 4) {
		memcpy(&first, folded, 4);
		memcpy(&last, folded + length - 4, 4);
		bytes = (uint64_t)last << 32 | first;
	} else if (length) {
		bytes = (uint64_t)(unsigned char)folded[0] | (uint64_t)(unsigned char)folded[length / 2] << 8 |
			(uint64_t)(unsigned char)folded[length - 1] << 16;
	}
	h = (h ^ bytes) * 0xc4ceb9fe1a85ec53ULL;
	return (h ^ h >> 32) | 1;
}

/* The slot of the folded word, or the empty slot where it would go. */
static struct slot *find_slot(const struct lexicon *lexicon, const char *text, size_t length, uint64_t hash)
{
	uint32_t print = (uint32_t)(hash >> 32);

	for (uint32_t at = (uint32_t)(hash >> 8) & lexicon->slot_mask;; at = (at + 1) & lexicon->slot_mask) {
		struct slot *slot = &lexicon->slots[at];
		const struct word *word;

		if (!slot->index)
			return slot;
		if (slot->print != print)
			continue;
		word = &lexicon->words[slot->index - 1];
		if (word->length == length && !memcmp(word->text, text, length))
			return slot;
	}
}

static void grow_slots(struct lexicon *lexicon)
{
	lexicon->slot_mask = lexicon->slot_mask * 2 + 1;
	free(lexicon->slots);
	lexicon->slots = xcalloc((size_t)lexicon->slot_mask + 1, sizeof(*lexicon->slots));
	for (uint32_t i = 0; i < lexicon->count; i++) {
		const struct word *word = &lexicon->words[i];
		uint64_t hash = lexicon_hash(word->text, word->length);

		*find_slot(lexicon, word->text, word->length, hash) = (struct slot){i + 1, (uint32_t)(hash >> 32)};
	}
}

static uint32_t intern(struct lexicon *lexicon, const char *text, size_t length)
{
	uint64_t hash = lexicon_hash(text, length);
	struct slot *slot = find_slot(lexicon, text, length, hash);
	struct word *word;

	if (slot->index)
		return slot->index - 1;
	if (lexicon->count == lexicon->room) {
		lexicon->room = lexicon->room ? lexicon->room * 2 : 4096;
		lexicon->words = xrealloc(lexicon->words, lexicon->room, sizeof(*lexicon->words));
		lexicon->phrases = xrealloc(lexicon->phrases, lexicon->room, sizeof(*lexicon->phrases));
		lexicon->lemmas = xrealloc(lexicon->lemmas, lexicon->room, sizeof(*lexicon->lemmas));
	}
	word = &lexicon->words[lexicon->count];
	memset(word, 0, sizeof(*word));
	word->text = arena_copy(&lexicon->arena, text, length);
	word->length = (uint32_t)length;
	word->id = word->lemma = lexicon->count;
	lexicon->phrases[lexicon->count] = NULL;
	lexicon->lemmas[lexicon->count] = 0;
	*slot = (struct slot){++lexicon->count, (uint32_t)(hash >> 32)};
	if (lexicon->count * 2 > lexicon->slot_mask)
		grow_slots(lexicon);
	return lexicon->count - 1;
}

const struct word *lexicon_get(const struct lexicon *lexicon, const char *folded, size_t length, uint64_t hash)
{
	uint32_t index = find_slot(lexicon, folded, length, hash)->index;

	return index ? &lexicon->words[index - 1] : NULL;
}

const struct word *lexicon_find(const struct lexicon *lexicon, const char *text, size_t length)
{
	char folded[LEXICON_WORD_MAX + 1];

	if (!length || length > LEXICON_WORD_MAX)
		return NULL;
	length = lexicon_fold(text, length, folded);
	return lexicon_get(lexicon, folded, length, lexicon_hash(folded, length));
}

const struct word *lexicon_word(const struct lexicon *lexicon, uint32_t id)
{
	return id < lexicon->count ? &lexicon->words[id] : NULL;
}

size_t lexicon_size(const struct lexicon *lexicon)
{
	return lexicon->count;
}

const struct phrase *lexicon_phrases(const struct lexicon *lexicon, const struct word *word)
{
	return word ? lexicon->phrases[word->id] : NULL;
}

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
		char name[24];
		size_t length = strcspn(forms, ",");
		int class;

		if (length > 12)
			return -1;
		memcpy(name, "verb=", 5);
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
	uint32_t id = intern(lexicon, text, length);
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
		uint32_t lemma = intern(lexicon, entry->lemma, strlen(entry->lemma));

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
		ids[count++] = intern(lexicon, part, strlen(part));
	}
	phrase = arena_alloc(&lexicon->arena, sizeof(*phrase) + count * sizeof(*phrase->words));
	phrase->words = (const struct word **)(void *)(phrase + 1);
	for (uint32_t i = 0; i < count; i++)
		phrase->words[i] = (const struct word *)(uintptr_t)ids[i]; /* made a pointer by lexicon_finish */
	phrase->count = count;
	phrase->classes = entry->classes;
	phrase->gender = entry->gender;
	phrase->value = entry->value;
	phrase->cue = cue_copy(lexicon, entry);
	for (at = &lexicon->phrases[ids[0]]; *at && (*at)->count >= count; at = &(*at)->next)
		;
	phrase->next = *at;
	*at = phrase;
	return 0;
}

static int add_line(struct lexicon *lexicon, uint64_t class, char *line, size_t *ret_column)
{
	char folded[512];
	char *attributes = strchr(line, '\t'), *rest = NULL;
	struct entry entry = {.classes = class};
	size_t length;

	if (attributes)
		*attributes++ = '\0';
	length = strlen(line);
	*ret_column = length;
	if (length >= sizeof(folded))
		return -1;
	for (char *part = attributes ? strtok_r(attributes, " \t", &rest) : NULL; part;
	     part = strtok_r(NULL, " \t", &rest)) {
		*ret_column = (size_t)(part - line) + 1;
		if (attribute(lexicon, &entry, part) < 0)
			return -1;
	}
	length = lexicon_fold(line, length, folded);
	if (strchr(folded, ' '))
		return add_phrase(lexicon, folded, &entry);
	if (length > LEXICON_WORD_MAX)
		return -1;
	add_word(lexicon, folded, length, &entry);
	return 0;
}

int lexicon_load(struct lexicon *lexicon, const char *path, struct error *err)
{
	const char *base = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
	int class = class_find(base, strcspn(base, "."));
	FILE *file = fopen(path, "re");
	char *line = NULL;
	size_t room = 0, number = 0, column = 1;
	ssize_t length;
	int r = 0;

	if (!file)
		return error_errno(err, "could not open \"%s\"", path);
	while (!r && (length = getline(&line, &room, file)) >= 0) {
		number++;
		while (length && (line[length - 1] == '\n' || line[length - 1] == '\r' || line[length - 1] == ' '))
			line[--length] = '\0';
		if (!length || line[0] == '#')
			continue;
		if (add_line(lexicon, class < 0 ? 0 : UINT64_C(1) << class, line, &column) < 0)
			r = error_set(err, "%s:%zu:%zu: entry has an attribute that is not known, or is too long", path,
				      number, column);
	}
	free(line);
	fclose(file);
	return r;
}

/* FNV-1a of the lemma's text: pack files have weights by it. */
static uint64_t key_of(const struct word *lemma)
{
	uint64_t h = 0xcbf29ce484222325ULL;

	for (uint32_t i = 0; i < lemma->length; i++)
		h = (h ^ (unsigned char)lemma->text[i]) * 0x100000001b3ULL;
	return h | 2;
}

void lexicon_finish(struct lexicon *lexicon)
{
	for (uint32_t i = 0; i < lexicon->count; i++) {
		struct word *word = &lexicon->words[i];

		if (lexicon->lemmas[i])
			word->lemma = lexicon->lemmas[i] - 1;
		for (struct phrase *phrase = lexicon->phrases[i]; phrase; phrase = phrase->next)
			for (uint32_t k = 0; k < phrase->count; k++)
				phrase->words[k] = &lexicon->words[(uintptr_t)phrase->words[k]];
	}
	for (uint32_t i = 0; i < lexicon->count; i++) {
		struct word *word = &lexicon->words[i];

		if (!word->cue)
			word->cue = lexicon->words[word->lemma].cue;
		word->key = word->classes ? key_of(&lexicon->words[word->lemma]) : LEXICON_NO_KEY;
	}
}
