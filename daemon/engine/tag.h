/* SPDX-License-Identifier: MIT */
/*
 * The tag string: one byte a unit, a whole quotation-mark span being one unit. It is what the rules see.
 * Tags are given by the lexicon's classes and the neighbours; which verbs count as cues, by the pack's weights.
 */
#ifndef QUOTED_TAG_H
#define QUOTED_TAG_H

#include "document.h"
#include "required.h"
#include "weights.h"

/* Tags, with the name by which rules call each ("{NOUN}"). Cue verbs have tags of their own, from CUE_FIRST on. */
/* clang-format off */
#define TAGS(X) \
	X('Q', "QUOTE") X('X', "NAME") X('N', "NOUN") X('A', "ADJECTIVE") X('C', "NUMBER") \
	X('T', "TIME") X('D', "DETERMINER") X('S', "POSSESSIVE") X('a', "POSSESSIVE_MARK") \
	X('P', "PRONOUN") X('p', "OBJECT") X('r', "REFLEXIVE") X('W', "WHO") X('w', "WHICH") \
	X('h', "WH_ADVERB") X('t', "THAT") X('o', "TO") X('I', "PREPOSITION") X('y', "AGENT") \
	X('j', "CUE_PARTICLE") X('s', "SUBORDINATOR") X('k', "AND") X('b', "BUT") X('B', "BE") \
	X('H', "HAVE") X('O', "DO") X('M', "MODAL") X('R', "ADVERB") X('n', "NEGATION") X('d', "PAST") \
	X('z', "VERB_S") X('v', "BASE") X('g', "ING") X('e', "PARTICIPLE") X('c', "CUE_NOUN") \
	X('Y', "CUE_PHRASE") X(',', "COMMA") X(';', "SEMICOLON") X(':', "COLON") X('-', "DASH") \
	X('<', "OPEN") X('>', "CLOSE") X('!', "END") X('x', "OTHER") \
	X('q', "QUOTED_AS")
/* clang-format on */

#define CUE_FIRST 0x80
#define CUE_LAST 0xA7

/* Form of a cue verb, within its tag: CUE_FIRST + form * 8 + tell * 4 + sure * 2 + inverts. */
enum cue_form { FORM_PAST, FORM_S, FORM_BASE, FORM_ING, FORM_PARTICIPLE };

static inline bool tag_is_cue(char tag)
{
	return (unsigned char)tag >= CUE_FIRST && (unsigned char)tag <= CUE_LAST;
}

/* The set of one tag that is a letter, and whether a tag is of a set of letters. */
#define TAG(letter) (UINT64_C(1) << ((letter)&63))
static inline bool tag_is_of(char tag, uint64_t letters)
{
	return ((tag & 0xC0) == 0x40) & (letters >> (tag & 63) & 1);
}

/* A cue that is sure and may stand before its source: said, wrote. */
static inline bool tag_is_plain_speech(char tag)
{
	return tag_is_cue(tag) && ((unsigned char)tag & 3) == 3;
}

/* A verb that can head a clause and is no cue. */
static inline bool tag_is_finite(char tag)
{
	return tag_is_of(tag, TAG('d') | TAG('z') | TAG('B') | TAG('H') | TAG('O') | TAG('M'));
}

/* A unit of a sentence: a token, or a quotation-mark span. */
struct unit {
	uint32_t first, last;     /* tokens [first, last) */
	int32_t quote;            /* the span, or -1 */
	uint32_t finites, commas; /* so many verbs that can head a clause, and commas, stand before it */
};

struct tagger {
	const struct lexicon *lexicon;
	const struct weights *weights; /* or NULL: cues by the strength of their list entry alone */
	const struct weights *extent;  /* how far a cue goes on to the right, or NULL */
	struct unit *units;            /* of the sentence at hand */
	char *tags;                    /* its tag string, NUL-terminated */
	uint32_t count, room;
	bool has_cue, has_quote, has_phrase, has_noun, has_colon, has_tell, has_dash;
	uint32_t last_cue;       /* unit of the last cue verb, if there is one */
	struct byte_set present; /* the tags of the sentence */
};

/* Note in the lexicon which words have one tag wherever they stand small; to be done once it is finished. */
void tag_words(struct lexicon *lexicon);
void tagger_done(struct tagger *tagger);
/* Tag one sentence: fills units, tags and the has_ flags, and the tokens' tag. */
void tag_sentence(struct tagger *tagger, struct document *document, uint32_t sentence);

/* The lexicon's entry of the cue whose head the token is, or NULL. */
const struct cue *cue_entry(const struct document *document, uint32_t token);

/* The features of the cue candidate at unit i, as keys of the weights; returns how many (at most CUE_FEATURES). */
#define CUE_FEATURES 40
size_t cue_features(const struct tagger *tagger, const struct document *document, uint32_t i, uint64_t *features);
/* Whether unit i is a verb that could be a cue's head. */
bool cue_candidate(const struct tagger *tagger, const struct document *document, uint32_t i);

/* Features of unit i belonging to the cue whose head is unit `head`. */
#define EXTENT_FEATURES 24
size_t extent_features(const struct tagger *tagger, const struct document *document, uint32_t head, uint32_t i,
		       uint64_t *features);

/* Features of ending the content that began at unit `from` before unit i. */
#define CUT_FEATURES 32
size_t cut_features(const struct tagger *tagger, const struct document *document, uint32_t from, uint32_t i,
		    uint64_t *features);

#endif
