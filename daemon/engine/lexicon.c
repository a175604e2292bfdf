/* SPDX-License-Identifier: MIT */
/* The lexicon's hash table and the reader of list files; what the classes mean is for the stages that use them. */
#include "lexicon.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "quoted/buffer.h"

#define PHRASE_WORDS_MAX 8

#define CACHE_LINE 64
#define WORDS_ROOM 32768 /* at first */

/* A place of the hash table: most words are told by it alone. */
struct slot {
	uint32_t index; /* + 1 into words, or 0 */
	uint32_t print; /* of the hash: tells most other words apart */
	struct lexicon_key key;
};

static_assert(sizeof(struct word) == CACHE_LINE && CACHE_LINE % sizeof(struct slot) == 0,
	      "a word and a slot lie in one line");

struct lexicon {
	void *slots_memory, *words_memory;
	struct word *words; /* dense */
	uint32_t count, room;
	struct slot *slots;
	uint32_t slot_mask;
	uint32_t *lemmas; /* word id -> lemma id + 1 as given, or 0 */
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

/* Zeroed memory that begins with a cache line; *memory is for free(). */
static void *lines_new(void **memory, size_t count, size_t size)
{
	*memory = xcalloc(count + CACHE_LINE / size, size);
	return (char *)*memory + (CACHE_LINE - (uintptr_t)*memory % CACHE_LINE) % CACHE_LINE;
}

static void make_slots(struct lexicon *lexicon, uint32_t count)
{
	free(lexicon->slots_memory);
	lexicon->slots = lines_new(&lexicon->slots_memory, count, sizeof(*lexicon->slots));
	lexicon->slot_mask = count - 1;
}

static void make_words(struct lexicon *lexicon, uint32_t room)
{
	void *memory;
	struct word *words = lines_new(&memory, room, sizeof(*words));

	if (lexicon->count)
		memcpy(words, lexicon->words, lexicon->count * sizeof(*words));
	free(lexicon->words_memory);
	lexicon->words_memory = memory;
	lexicon->words = words;
	lexicon->room = room;
	lexicon->lemmas = xrealloc(lexicon->lemmas, room, sizeof(*lexicon->lemmas));
}

struct lexicon *lexicon_new(void)
{
	struct lexicon *lexicon = xcalloc(1, sizeof(*lexicon));

	make_slots(lexicon, WORDS_ROOM * 2);
	make_words(lexicon, WORDS_ROOM);
	return lexicon;
}

void lexicon_free(struct lexicon *lexicon)
{
	if (!lexicon)
		return;
	free(lexicon->words_memory);
	free(lexicon->slots_memory);
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

/* Fold bytes by eights as long as they are ASCII; returns how many. */
static size_t fold_ascii(const char *text, size_t length, char *out)
{
	size_t at = 0;
	uint64_t bytes;

	for (; at + sizeof(bytes) <= length; at += sizeof(bytes)) {
		memcpy(&bytes, text + at, sizeof(bytes));
		if (bytes & ASCII_EACH(0x80))
			break;
		bytes |= ascii_between(bytes, 'A', 'Z') >> 2;
		memcpy(out + at, &bytes, sizeof(bytes));
	}
	return at;
}

size_t lexicon_fold(const char *text, size_t length, char *out)
{
	size_t n = fold_ascii(text, length, out);

	for (size_t i = n; i < length; i++) {
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

static struct lexicon_key key_from(const char *folded, size_t length)
{
	struct lexicon_key key = {{0}};

	memcpy(key.bytes, folded, length < sizeof(key) ? length : sizeof(key));
	return key;
}

uint64_t lexicon_hash(const char *folded, size_t length)
{
	struct lexicon_key key = key_from(folded, length);
	uint64_t h = lexicon_key_hash(&key);

	while (length > sizeof(key)) {
		folded += sizeof(key);
		length -= sizeof(key);
		key = key_from(folded, length);
		h = (h * 0x9E3779B97F4A7C15ULL ^ lexicon_key_hash(&key)) | 1;
	}
	return h;
}

/* Whether the slot's word, which begins with its key, is the folded one. */
static bool is_whole(const struct lexicon *lexicon, const struct slot *slot, const char *folded, size_t length)
{
	const struct word *word = &lexicon->words[slot->index - 1];

	return word->length == length && !memcmp(word->text, folded, length);
}

/* The slot of the folded word, or the empty slot where it would go. */
static inline struct slot *find_slot(const struct lexicon *lexicon, const struct lexicon_key *key, uint64_t hash,
				     const char *folded, size_t length)
{
	uint32_t print = (uint32_t)(hash >> 32);

	for (uint32_t at = (uint32_t)(hash >> 8) & lexicon->slot_mask;; at = (at + 1) & lexicon->slot_mask) {
		struct slot *slot = &lexicon->slots[at];

		if (!slot->index)
			return slot;
		if (slot->print == print && !memcmp(&slot->key, key, sizeof(*key)) &&
		    (length < sizeof(*key) || is_whole(lexicon, slot, folded, length)))
			return slot;
	}
}

static void grow_slots(struct lexicon *lexicon)
{
	make_slots(lexicon, (lexicon->slot_mask + 1) * 2);
	for (uint32_t i = 0; i < lexicon->count; i++) {
		const struct word *word = &lexicon->words[i];
		struct lexicon_key key = key_from(word->text, word->length);
		uint64_t hash = lexicon_hash(word->text, word->length);

		*find_slot(lexicon, &key, hash, word->text, word->length) =
			(struct slot){i + 1, (uint32_t)(hash >> 32), key};
	}
}

static uint32_t intern(struct lexicon *lexicon, const char *text, size_t length)
{
	struct lexicon_key key = key_from(text, length);
	uint64_t hash = lexicon_hash(text, length);
	struct slot *slot = find_slot(lexicon, &key, hash, text, length);
	struct word *word;

	if (slot->index)
		return slot->index - 1;
	if (lexicon->count == lexicon->room)
		make_words(lexicon, lexicon->room * 2);
	word = &lexicon->words[lexicon->count];
	word->text = arena_copy(&lexicon->arena, text, length);
	word->length = (uint16_t)length;
	word->id = word->lemma = lexicon->count;
	lexicon->lemmas[lexicon->count] = 0;
	*slot = (struct slot){++lexicon->count, (uint32_t)(hash >> 32), key};
	if (lexicon->count * 2 > lexicon->slot_mask)
		grow_slots(lexicon);
	return lexicon->count - 1;
}

static const struct word *word_of(const struct lexicon *lexicon, const struct slot *slot)
{
	return slot->index ? &lexicon->words[slot->index - 1] : NULL;
}

const struct word *lexicon_get(const struct lexicon *lexicon, const struct lexicon_key *key, size_t length,
			       uint64_t hash)
{
	return word_of(lexicon, find_slot(lexicon, key, hash, (const char *)key->bytes, length));
}

const struct word *lexicon_find(const struct lexicon *lexicon, const char *text, size_t length)
{
	char folded[LEXICON_WORD_MAX + 1];
	struct lexicon_key key;

	if (!length || length > LEXICON_WORD_MAX)
		return NULL;
	length = lexicon_fold(text, length, folded);
	key = key_from(folded, length);
	return word_of(lexicon, find_slot(lexicon, &key, lexicon_hash(folded, length), folded, length));
}

const struct word *lexicon_word(const struct lexicon *lexicon, uint32_t id)
{
	return id < lexicon->count ? &lexicon->words[id] : NULL;
}

size_t lexicon_size(const struct lexicon *lexicon)
{
	return lexicon->count;
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
	if (count < 2)
		return -1;
	phrase = arena_alloc(&lexicon->arena, sizeof(*phrase) + count * sizeof(*phrase->words));
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
	if (length > LEXICON_WORD_MAX || (entry.lemma && strlen(entry.lemma) > LEXICON_WORD_MAX))
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

static void finish_phrase(struct lexicon *lexicon, struct word *first, struct phrase *phrase)
{
	for (uint32_t k = 0; k < phrase->count; k++)
		phrase->words[k] = &lexicon->words[(uintptr_t)phrase->words[k]];
	first->phrases->seconds |= UINT64_C(1) << (phrase->words[1]->id & 63);
	first->begins |= phrase->classes & (WORD(TITLE) | WORD(ROLE)) ? BEGINS_TITLE : 0;
	first->begins |= phrase->classes & WORD(ANONYMITY) ? BEGINS_ANONYMITY : 0;
	first->begins |= phrase->cue && (phrase->cue->flags & CUE_PREPOSITION) ? BEGINS_CUE : 0;
}

void lexicon_finish(struct lexicon *lexicon)
{
	for (uint32_t i = 0; i < lexicon->count; i++) {
		struct word *word = &lexicon->words[i];

		if (lexicon->lemmas[i])
			word->lemma = lexicon->lemmas[i] - 1;
		for (struct phrase *phrase = word->phrases; phrase; phrase = phrase->next)
			finish_phrase(lexicon, word, phrase);
	}
	for (uint32_t i = 0; i < lexicon->count; i++) {
		struct word *word = &lexicon->words[i];

		if (!word->cue)
			word->cue = lexicon->words[word->lemma].cue;
		word->key = word->classes ? key_of(&lexicon->words[word->lemma]) : LEXICON_NO_KEY;
	}
}
