/* SPDX-License-Identifier: MIT */
/* The lexicon's hash table; list files are lexicon_read.c's, what the classes mean is for the stages that use them. */
#include "lexicon_table.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define CACHE_LINE 64
#define LARGE_PAGE ((size_t)2 << 20)
#define WORDS_ROOM 32768 /* at first */

/* A place of the hash table: most words are told by it alone. */
struct slot {
	uint32_t index; /* + 1 into words, or 0 */
	uint32_t print; /* of the hash: tells most other words apart */
	struct lexicon_key key;
};

static_assert(sizeof(struct word) == CACHE_LINE && CACHE_LINE % sizeof(struct slot) == 0,
	      "a word and a slot lie in one line");

/* Zeroed memory of whole lines and, if it is worth them, large pages, of which the processor has few to remember. */
static void *lines_new(size_t count, size_t size)
{
	size_t bytes = count * size, line = bytes >= LARGE_PAGE ? LARGE_PAGE : CACHE_LINE;
	void *memory = aligned_alloc(line, (bytes + line - 1) & ~(line - 1));

	if (!memory)
		return xcalloc(count, size);
	if (line == LARGE_PAGE)
		madvise(memory, bytes, MADV_HUGEPAGE);
	return memset(memory, 0, bytes);
}

static void make_slots(struct lexicon *lexicon, uint32_t count)
{
	free(lexicon->slots);
	lexicon->slots = lines_new(count, sizeof(*lexicon->slots));
	lexicon->slot_mask = count - 1;
}

static void make_words(struct lexicon *lexicon, uint32_t room)
{
	struct word *words = lines_new(room, sizeof(*words));

	if (lexicon->count)
		memcpy(words, lexicon->words, lexicon->count * sizeof(*words));
	free(lexicon->words);
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
	free(lexicon->words);
	free(lexicon->slots);
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
		} else if (c == 0xC2 && next == 0xB4) {
			out[n++] = '\''; /* U+00B4 */
			i++;
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

uint32_t lexicon_intern(struct lexicon *lexicon, const char *text, size_t length)
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

void lexicon_expect(const struct lexicon *lexicon, uint64_t hash)
{
	__builtin_prefetch(&lexicon->slots[(uint32_t)(hash >> 8) & lexicon->slot_mask]);
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

void lexicon_set_tag(struct lexicon *lexicon, uint32_t id, char tag)
{
	lexicon->words[id].tag = tag;
}

const struct word *lexicon_word(const struct lexicon *lexicon, uint32_t id)
{
	return id < lexicon->count ? &lexicon->words[id] : NULL;
}

size_t lexicon_size(const struct lexicon *lexicon)
{
	return lexicon->count;
}

/* FNV-1a of a lemma's text: pack files have weights by it. */
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
	uint64_t *keys = xcalloc(lexicon->count, sizeof(*keys));

	for (uint32_t i = 0; i < lexicon->count; i++) {
		struct word *word = &lexicon->words[i];

		if (lexicon->lemmas[i])
			word->lemma = lexicon->lemmas[i] - 1;
		for (struct phrase *phrase = word->phrases; phrase; phrase = phrase->next)
			finish_phrase(lexicon, word, phrase);
		keys[i] = key_of(word);
	}
	for (uint32_t i = 0; i < lexicon->count; i++) {
		struct word *word = &lexicon->words[i];

		if (!word->cue)
			word->cue = lexicon->words[word->lemma].cue;
		word->key = word->classes ? keys[word->lemma] : LEXICON_NO_KEY;
	}
	free(keys);
}
