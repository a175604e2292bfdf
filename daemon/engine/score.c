/* SPDX-License-Identifier: MIT */
/* What the lexicon and the pack's weights are asked of a cue, and of the place where content ends. */
#include "tag.h"

#include <string.h>

const struct cue *cue_entry(const struct document *document, uint32_t token)
{
	const struct word *word = document->tokens[token].word;
	const struct phrase *phrase = document->tokens[token].tag == 'Y' ? lexicon_phrases(word) : NULL;

	for (; phrase; phrase = phrase->next) {
		uint32_t k = 1;

		while (k < phrase->count && token + k < document->token_count &&
		       document->tokens[token + k].word == phrase->words[k])
			k++;
		if (phrase->cue && k == phrase->count)
			return phrase->cue;
	}
	return word ? word->cue : NULL;
}

static char tag_at(const struct tagger *tagger, int64_t i)
{
	return i < 0 ? '^' : i >= (int64_t)tagger->count ? '$' : tagger->tags[i];
}

/* Identity of the word at i for features that name it: its lemma if it is of the lexicon. */
static uint64_t word_key(const struct tagger *tagger, const struct document *document, int64_t i)
{
	const struct word *word;

	if (i < 0 || i >= (int64_t)tagger->count || tagger->units[i].quote >= 0)
		return 0;
	word = document->tokens[tagger->units[i].first].word;
	return word ? word->key : LEXICON_NO_KEY;
}

static uint64_t classes_at(const struct tagger *tagger, const struct document *document, int64_t i)
{
	if (i < 0 || i >= (int64_t)tagger->count || tagger->units[i].quote >= 0)
		return 0;
	return document->tokens[tagger->units[i].first].classes;
}

/* What may stand between a subject and its verb, and what a subject's last word may be. */
#define HELPERS (TAG('R') | TAG('M') | TAG('H') | TAG('B') | TAG('O') | TAG('n') | TAG('o'))
#define SUBJECTS (TAG('X') | TAG('N') | TAG('P') | TAG('W'))

/* Function words, and what goes with a cue: their tag says less than their name. */
#define NAMED_TAGS                                                                                                     \
	(TAG('I') | TAG('y') | TAG('j') | TAG('t') | TAG('s') | TAG('k') | TAG('b') | TAG('o') | TAG('B') | TAG('H') | \
	 TAG('O') | TAG('M') | TAG('n') | TAG('R') | TAG('w') | TAG('h') | TAG('W'))

/* What follows or precedes, as one symbol; function words by name. */
static uint64_t neighbour(const struct tagger *tagger, const struct document *document, int64_t i)
{
	char tag = tag_at(tagger, i);

	if (tag_is_of(tag, NAMED_TAGS))
		return word_key(tagger, document, i);
	return (uint64_t)(unsigned char)tag << 8;
}

/* The kind of subject at i, by the tag and the lexicon. */
static uint64_t subject_kind(const struct tagger *tagger, const struct document *document, int64_t i)
{
	uint64_t classes = classes_at(tagger, document, i);
	uint64_t kind = (uint64_t)(unsigned char)tag_at(tagger, i) << 4;

	if (classes & (WORD(COLLECTIVE) | WORD(HUMAN) | WORD(ROLE)))
		kind |= 1;
	else if (classes & (WORD(ORGANISATION_NOUN) | WORD(ORGANISATION_WORD)))
		kind |= 2;
	else if (classes & WORD(DOCUMENT))
		kind |= 3;
	else if (classes & WORD(PLACE))
		kind |= 4;
	else if (classes & WORD(SUBJECT))
		kind |= 5;
	return kind;
}

static uint64_t quote_near(const struct tagger *tagger, int64_t i)
{
	uint64_t near = 0;

	for (int64_t k = 1; k <= 6; k++) {
		if (tag_at(tagger, i + k) == 'Q' && !(near & 15))
			near |= (uint64_t)(k < 3 ? k : 3);
		if (tag_at(tagger, i - k) == 'Q' && !(near >> 4))
			near |= (uint64_t)(k < 3 ? k : 3) << 4;
	}
	return near;
}

size_t cue_features(const struct tagger *tagger, const struct document *document, uint32_t at, uint64_t *features)
{
	int64_t i = at, left = i - 1;
	uint64_t lemma = word_key(tagger, document, i), next = neighbour(tagger, document, i + 1);
	uint64_t next2 = neighbour(tagger, document, i + 2), form = (unsigned char)tag_at(tagger, i), aux = 0, previous,
		 subject;
	const struct word *word = document->tokens[tagger->units[i].first].word;
	uint64_t strength = word && word->cue ? word->cue->strength + 1u : 0,
		 flags = word && word->cue ? word->cue->flags & ~CUE_SPEECH : 0; /* the weights know no such flag */
	bool title = document->tokens[tagger->units[i].first].flags & TOKEN_TITLE_CASE;
	size_t n = 0;

	while (tag_is_of(tag_at(tagger, left), HELPERS)) {
		char tag = tag_at(tagger, left--);

		aux |= tag == 'M'   ? 1
		       : tag == 'H' ? 2
		       : tag == 'B' ? 4
		       : tag == 'O' ? 8
		       : tag == 'n' ? 16
		       : tag == 'o' ? 32
				    : 0;
	}
	previous = neighbour(tagger, document, left);
	subject = subject_kind(tagger, document, left);
#define FEATURE(kind, a, b) features[n++] = feature_key(kind, a, b)
	FEATURE(1, 0, 0);
	FEATURE(2, lemma, 0);
	FEATURE(3, lemma, form);
	FEATURE(4, next, 0);
	FEATURE(5, lemma, next);
	FEATURE(6, previous, 0);
	FEATURE(7, lemma, previous);
	FEATURE(8, next, previous);
	FEATURE(9, next2, next);
	FEATURE(10, subject, 0);
	FEATURE(11, subject, form);
	FEATURE(12, aux, form);
	FEATURE(13, lemma, aux);
	FEATURE(14, strength, form);
	FEATURE(15, strength, next);
	FEATURE(16, strength, previous);
	FEATURE(17, quote_near(tagger, i), strength);
	FEATURE(18, quote_near(tagger, i), 0);
	FEATURE(19, neighbour(tagger, document, left - 1), previous);
	FEATURE(20, title, strength);
	FEATURE(21, flags, next);
	FEATURE(22, flags, aux);
	FEATURE(23, lemma, next2);
	FEATURE(24, subject, strength);
	FEATURE(25, word_key(tagger, document, left), 0);
	FEATURE(26, word_key(tagger, document, i + 1), 0);
	FEATURE(27, word_key(tagger, document, i + 2), 0);
	FEATURE(28, lemma, word_key(tagger, document, i + 1));
	FEATURE(29, aux, next);
	FEATURE(30, neighbour(tagger, document, i + 3), next2);
	FEATURE(31, subject_kind(tagger, document, i + 1), form);
	FEATURE(32, subject_kind(tagger, document, i + 2), next);
	return n;
}

size_t extent_features(const struct tagger *tagger, const struct document *document, uint32_t head, uint32_t at,
		       uint64_t *features)
{
	int64_t i = at;
	uint64_t lemma = word_key(tagger, document, head), word = word_key(tagger, document, i), distance = at - head;
	uint64_t here = (unsigned char)tag_at(tagger, i), next = neighbour(tagger, document, i + 1);
	uint64_t before = neighbour(tagger, document, i - 1), form = (unsigned char)tag_at(tagger, head);
	size_t n = 0;

	distance = distance < 4 ? distance : 4;
	FEATURE(201, distance, 0);
	FEATURE(202, here, distance);
	FEATURE(203, word, 0);
	FEATURE(204, word, distance);
	FEATURE(205, lemma, here);
	FEATURE(206, lemma, word);
	FEATURE(207, here, next);
	FEATURE(208, word, next);
	FEATURE(209, before, here);
	FEATURE(210, before, word);
	FEATURE(211, lemma, next);
	FEATURE(212, feature_key(0, here, next), neighbour(tagger, document, i + 2));
	FEATURE(213, form, here);
	FEATURE(214, form, word);
	FEATURE(215, lemma, distance);
	FEATURE(216, feature_key(0, lemma, here), next);
	return n;
}

/* Whether a cue with a subject of its own stands within reach to the right of i. */
static uint64_t cue_ahead(const struct tagger *tagger, int64_t i)
{
	for (int64_t k = 1; k <= 8; k++) {
		char tag = tag_at(tagger, i + k);

		if (tag_is_cue(tag))
			return tag_is_of(tag_at(tagger, i + k - 1), SUBJECTS) ? 2 : 1;
		if (tag == '$' || tag == '!' || tag == ';' || tag == 'Q')
			return 0;
	}
	return 0;
}

/* Whether a finite verb stands between i and the next comma or end. */
static uint64_t verb_ahead(const struct tagger *tagger, int64_t i)
{
	for (int64_t k = 1; k <= 10; k++) {
		char tag = tag_at(tagger, i + k);

		if (tag_is_finite(tag) || tag_is_cue(tag))
			return (uint64_t)(k < 4 ? 1 : 2);
		if (tag == '$' || tag == '!' || tag == ';' || tag == ',')
			return tag == ',' ? 3 : 4;
	}
	return 5;
}

size_t cut_features(const struct tagger *tagger, const struct document *document, uint32_t from, uint32_t at,
		    uint64_t *features)
{
	int64_t i = at;
	uint64_t here = neighbour(tagger, document, i), next = neighbour(tagger, document, i + 1);
	uint64_t before = neighbour(tagger, document, i - 1), start = neighbour(tagger, document, from);
	uint64_t next2 = neighbour(tagger, document, i + 2), distance = at - from;
	uint64_t finite = tagger->units[at].finites > tagger->units[from].finites;
	uint64_t commas = tagger->units[at].commas - tagger->units[from].commas;
	size_t n = 0;

	distance = distance < 4 ? distance : distance < 8 ? 4 : distance < 16 ? 5 : 6;
	commas = commas < 3 ? commas : 3;
	FEATURE(101, here, 0);
	FEATURE(102, here, next);
	FEATURE(103, here, before);
	FEATURE(104, feature_key(0, here, next), next2);
	FEATURE(105, here, start);
	FEATURE(106, here, distance);
	FEATURE(107, here, finite);
	FEATURE(108, here, cue_ahead(tagger, i));
	FEATURE(109, feature_key(0, here, next), cue_ahead(tagger, i));
	FEATURE(110, feature_key(0, here, next), verb_ahead(tagger, i));
	FEATURE(111, here, commas);
	FEATURE(112, word_key(tagger, document, i + 1), here);
	FEATURE(113, feature_key(0, start, here), next);
	FEATURE(114, feature_key(0, finite, here), next);
	FEATURE(115, neighbour(tagger, document, (int64_t)from - 1), here);
	FEATURE(116, word_key(tagger, document, (int64_t)from - 1), here);
	FEATURE(117, subject_kind(tagger, document, i + 1), here);
	FEATURE(118, feature_key(0, before, here), next);
	FEATURE(119, feature_key(0, commas, here), next);
	FEATURE(120, (uint64_t)(unsigned char)tag_at(tagger, tagger->count - 1), here);
#undef FEATURE
	return n;
}
