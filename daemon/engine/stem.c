/* SPDX-License-Identifier: MIT */
/* Two memories of stems: one has a place for each word of the lexicon, one a bounded number for the others. */
#include "stem.h"

#include <libstemmer.h>
#include <stdlib.h>
#include <string.h>

#define SLOTS 4096     /* words outside the lexicon; a new one takes the place of an older */
#define SLOT_LENGTH 28 /* bytes of a word or stem; longer ones are stemmed each time */

struct slot {
	struct stem stem;
	char word[SLOT_LENGTH], text[SLOT_LENGTH];
	size_t word_length; /* 0: empty */
};

struct stems {
	const struct terms *terms;
	const struct lexicon *lexicon;
	struct sb_stemmer *stemmer;
	struct stem *known; /* of the lemma, by the word's id; text is NULL before it is asked for */
	struct arena arena; /* their texts */
	struct stem last;   /* one too long for a slot */
	char text[TERM_LENGTH_MAX];
	struct slot slots[SLOTS];
};

struct stems *stems_new(const struct terms *terms, const struct lexicon *lexicon)
{
	struct stems *stems = xcalloc(1, sizeof(*stems));

	stems->terms = terms;
	stems->lexicon = lexicon;
	stems->stemmer = terms_stemmer(terms);
	stems->known = xcalloc(lexicon_size(lexicon), sizeof(*stems->known));
	return stems;
}

void stems_free(struct stems *stems)
{
	if (!stems)
		return;
	sb_stemmer_delete(stems->stemmer);
	arena_done(&stems->arena);
	free(stems->known);
	free(stems);
}

static void set(const struct stems *stems, struct stem *stem, const char *text, size_t length)
{
	stem->text = text;
	stem->length = length;
	stem->entry = terms_find(stems->terms, text, length);
}

/* Set a word's stem, which is its lemma's; a lemma without letters leaves it without a text. */
static void set_known(struct stems *stems, struct stem *stem, const struct word *word)
{
	const struct word *lemma = lexicon_word(stems->lexicon, word->lemma);
	size_t length;

	if (!lemma->length)
		return;
	length = terms_stem(stems->stemmer, lemma, NULL, 0, stems->text);
	set(stems, stem, arena_copy(&stems->arena, stems->text, length), length);
}

static struct slot *slot_of(struct stems *stems, const char *word, size_t length)
{
	uint32_t h = 0x811C9DC5u;

	for (size_t i = 0; i < length; i++)
		h = (h ^ (unsigned char)word[i]) * 0x01000193u;
	return &stems->slots[(h ^ h >> 15) % SLOTS];
}

static const struct stem *of_word(struct stems *stems, const char *word, size_t length)
{
	struct slot *slot = slot_of(stems, word, length);
	size_t stem_length;

	if (length && slot->word_length == length && !memcmp(slot->word, word, length))
		return &slot->stem;
	stem_length = terms_stem(stems->stemmer, NULL, word, length, stems->text);
	if (length >= SLOT_LENGTH || stem_length >= SLOT_LENGTH) {
		set(stems, &stems->last, stems->text, stem_length);
		return &stems->last;
	}
	memcpy(slot->word, word, length);
	slot->word_length = length;
	memcpy(slot->text, stems->text, stem_length + 1);
	set(stems, &slot->stem, slot->text, stem_length);
	return &slot->stem;
}

void stems_expect(const struct stems *stems, const struct token *token)
{
	if (token->word)
		__builtin_prefetch(&stems->known[token->word->id]);
}

const struct stem *stems_of(struct stems *stems, const struct document *document, const struct token *token)
{
	struct stem *known = token->word ? &stems->known[token->word->id] : NULL;

	if (known && !known->text)
		set_known(stems, known, token->word);
	if (known && known->text)
		return known;
	return of_word(stems, document->text + token->start, token->end - token->start);
}

const struct term_entry *stems_find(const struct stems *stems, const char *text, size_t length)
{
	return terms_find(stems->terms, text, length);
}
