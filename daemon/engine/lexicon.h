/* SPDX-License-Identifier: MIT */
/*
 * The words of a language pack: one hash table from a folded word to its classes, and a list of
 * phrases (entries of several words). It reads *.list files; what a class is good for is its users' matter.
 *
 * A list file is named after its class ("titles.list" holds class title), one entry a line:
 *     word or phrase TAB key=value key=value …        ('#' begins a comment line)
 * words.list gives several classes by attribute: said TAB verb=past,part lemma=say
 */
#ifndef QUOTED_LEXICON_H
#define QUOTED_LEXICON_H

#include <stdbool.h>
#include <stdint.h>

#include "quoted/buffer.h"
#include "quoted/error.h"

/*
 * Word classes; each is one bit of word.classes. The name in quotes is the list's file name. Closed classes come first,
 * those first that decide before others what a word of several is.
 */
#define WORD_CLASSES(X)                                                                                                \
	X(AGENT, "agent-prepositions")         /* by, before who does it in the passive */                             \
	X(NEGATION, "negations")               /* not, n't, never */                                                   \
	X(POSSESSIVE_MARK, "possessive-marks") /* 's */                                                                \
	X(TO, "to")                                                                                                    \
	X(WHO, "who")              /* who */                                                                           \
	X(WHICH, "which")          /* which, what, whom */                                                             \
	X(WH_ADVERB, "wh-adverbs") /* how, why, when, where */                                                         \
	X(THAT, "that")                                                                                                \
	X(MODAL, "modals")                                                                                             \
	X(BE, "be") /* every form of be */                                                                             \
	X(HAVE, "have")                                                                                                \
	X(DO, "do")                                                                                                    \
	X(SUBJECT, "pronouns")       /* he, she, they, it, I; attributes gender= number= person= */                    \
	X(REFLEXIVE, "reflexives")   /* himself */                                                                     \
	X(POSSESSIVE, "possessives") /* his, her, their, my */                                                         \
	X(OBJECT, "object-pronouns") /* him, them */                                                                   \
	X(DETERMINER, "determiners") /* the, a, this, some */                                                          \
	X(AND, "conjunctions")       /* and, or, nor, & */                                                             \
	X(BUT, "but")                                                                                                  \
	X(SUBORDINATOR, "subordinators") /* if, because, while, although */                                            \
	X(PREPOSITION, "prepositions")                                                                                 \
	X(NUMBER, "numbers") /* one, dozen, million */                                                                 \
	X(TIME, "times")     /* Monday, January, yesterday, week; the last closed one */                               \
	X(ADVERB, "adverbs")                                                                                           \
	X(VERB_BASE, "verb=base")                                                                                      \
	X(VERB_S, "verb=s")                                                                                            \
	X(VERB_PAST, "verb=past")                                                                                      \
	X(VERB_PART, "verb=part")                                                                                      \
	X(VERB_ING, "verb=ing")                                                                                        \
	X(NOUN, "noun")                                                                                                \
	X(ADJECTIVE, "adjective")                                                                                      \
	X(TITLE, "titles")                         /* before a name: president, mr, sen; attributes gender= */         \
	X(GIVEN_TITLE, "given-titles")             /* before a first name: sir, dame */                                \
	X(ROLE, "roles")                           /* spokesman, mayor, lawyer, wife; attributes gender= kin */        \
	X(FIRST_NAME, "first-names")               /* attributes gender=m|f|e */                                       \
	X(NAME_PARTICLE, "name-particles")         /* de, van, al, bin */                                              \
	X(NAME_SUFFIX, "name-suffixes")            /* jr, sr, iii */                                                   \
	X(ORGANISATION_WORD, "organisation-words") /* party, inc, university: part of a name */                        \
	X(ORGANISATION_NOUN, "organisation-nouns") /* the agency, the company, the union */                            \
	X(DOCUMENT, "documents")                   /* report, poll, statement, lawsuit */                              \
	X(PLACE, "places")                                                                                             \
	X(DEMONYM, "demonyms")                     /* french, american; attribute country= */                          \
	X(PARTY, "parties")                        /* republican, gop, democrat; attribute key= */                     \
	X(COLLECTIVE, "collectives")               /* officials, critics, people, experts */                           \
	X(HUMAN, "humans")                         /* man, woman, protester: a human noun that is no role; gender= */  \
	X(CUE, "cues")                             /* say, tell, claim, according to; attributes in struct cue */      \
	X(ABBREVIATION, "abbreviations")           /* attribute: kind=title|number|plain */                            \
	X(NICKNAME, "nicknames")                   /* bill TAB of=william */                                           \
	X(OFFICE_MODIFIER, "office-modifiers")     /* vice, deputy, former, acting */                                  \
	X(PLACE_WORD, "place-words")               /* county, island: part of a place's name */                        \
	X(ORGANISATION_JOIN, "organisation-joins") /* of, for: small words inside an organisation's name */            \
	X(PLACE_PREPOSITION, "place-prepositions") /* in, at, near */                                                  \
	X(ANONYMITY, "anonymity")                  /* condition of anonymity, not to be named */                       \
	X(REASON, "reasons")                       /* because, citing: why a source is not named */                    \
	X(NOBODY, "nobodies")                      /* nobody, none, no: who or what begins so says nothing */          \
	X(NEITHER, "neithers")                     /* neither: who begins so says or does the contrary */              \
	X(CONDITION, "conditions")                 /* if, unless: what is said behind it may never be */

enum word_class_index {
#define X(name, file) WORD_##name##_INDEX,
	WORD_CLASSES(X)
#undef X
		WORD_CLASS_COUNT
};

#define WORD(name) (UINT64_C(1) << WORD_##name##_INDEX)

#include "quoted/record.h"

enum cue_flag {
	CUE_TELL = 1,      /* takes an addressee: tell, remind */
	CUE_INVERTS = 2,   /* may stand before its subject: "said Smith" */
	CUE_RAISING = 4,   /* seem, appear: the subject belongs to the content */
	CUE_SPEECH = 8,    /* a verb of saying, against thought, wish and act */
	CUE_NEGATIVE = 16, /* deny, reject */
	CUE_MANNER = 32,   /* laugh, sigh: only beside a quotation */
	CUE_NOUN = 64,
	CUE_PREPOSITION = 128
};

/* What cues.list says of a cue. */
struct cue {
	uint8_t strength; /* 0 to 9: share of its uses that report something */
	uint8_t flags;
	enum stance stance;
	uint32_t count;
};

/* What the phrases that begin with a word are, as bits of word.begins. */
enum phrase_kind {
	BEGINS_TITLE = 1,    /* a title or role: secretary of state */
	BEGINS_CUE = 2,      /* a cue like "according to" */
	BEGINS_ANONYMITY = 4 /* condition of anonymity */
};

/* One word form. text is folded: lower case, no accents, ' for every apostrophe. */
struct word {
	const char *text;
	uint16_t length;
	uint8_t begins; /* enum phrase_kind */
	char tag;       /* the tag it has wherever it stands small, or 0; set by tag_words */
	uint32_t id;    /* dense, from 0; words not in the lexicon have none */
	uint64_t classes;
	uint64_t key;           /* of its lemma's text, for weights: see LEXICON_NO_KEY */
	uint32_t lemma;         /* id of the lemma's word, its own if none is given */
	char gender;            /* 'm', 'f', 'e' (either) or 0 */
	char number;            /* 's' or 'p' or 0, of pronouns */
	char person;            /* '1', '2', '3' or 0, of pronouns */
	char kind;              /* of an abbreviation: 't' before a name, 'n' before a number, 'p' plain; or 0 */
	const char *value;      /* country=, key= or of= of the entry, or NULL */
	const struct cue *cue;  /* of its lemma, or NULL */
	struct phrase *phrases; /* that begin with it, longest first, or NULL */
};

/* An entry of several words. */
struct phrase {
	const struct word **words;
	uint32_t count;   /* 2 or more */
	uint64_t seconds; /* of the first of a word's: bit id % 64 of the second word of each */
	uint64_t classes;
	char gender;
	const char *value;
	const struct cue *cue;
	struct phrase *next; /* other phrases that begin with the same word, longest first */
};

struct lexicon;

#define LEXICON_WORD_MAX 96 /* bytes; longer words are in no list */
#define LEXICON_NO_KEY 1    /* the key of a word without classes, and of one in no list */

struct lexicon *lexicon_new(void);
void lexicon_free(struct lexicon *lexicon);
/* Read one list file; -1 with "FILE:LINE:COLUMN: …" in err. */
int lexicon_load(struct lexicon *lexicon, const char *path, struct error *err);
/* After the last file: join words to their lemmas and cues, and phrases to their words. */
void lexicon_finish(struct lexicon *lexicon);

/* Fold length bytes at text into out (at least length + 1 bytes): small letters, Latin ones without accents; returns
 * the folded length. */
size_t lexicon_fold(const char *text, size_t length, char *out);

/* Eight bytes of text in a number: such as are all of one, and the high bit of each from first to last. All ASCII. */
#define ASCII_EACH(byte) (UINT64_C(0x0101010101010101) * (byte))
static inline uint64_t ascii_between(uint64_t text, unsigned char first, unsigned char last)
{
	return (text + ASCII_EACH(0x80u - first)) & ~(text + ASCII_EACH(0x7Fu - last)) & ASCII_EACH(0x80u);
}

/* The first bytes of a folded word, with zeros behind a shorter one. */
#define LEXICON_KEY_BYTES 24
struct lexicon_key {
	uint64_t bytes[LEXICON_KEY_BYTES / sizeof(uint64_t)];
};

/* A hash of the key; never 0. */
static inline uint64_t lexicon_key_hash(const struct lexicon_key *key)
{
	uint64_t h = key->bytes[0] * 0x9E3779B97F4A7C15ULL + key->bytes[1] * 0xFF51AFD7ED558CCDULL +
		     key->bytes[2] * 0x94D049BB133111EBULL;

	h = (h ^ h >> 32) * 0xC4CEB9FE1A85EC53ULL;
	return (h ^ h >> 32) | 1;
}

/* A hash of folded text; never 0. That of text no longer than a key is its key's. */
uint64_t lexicon_hash(const char *folded, size_t length);
/* The word for length bytes of unfolded or folded text, or NULL. */
const struct word *lexicon_find(const struct lexicon *lexicon, const char *text, size_t length);
/* The word of length bytes that are all in the key, whose hash is known, or NULL. */
const struct word *lexicon_get(const struct lexicon *lexicon, const struct lexicon_key *key, size_t length,
			       uint64_t hash);
/* Let memory be fetched that lexicon_get needs for a word of that hash, to be asked for soon. */
void lexicon_expect(const struct lexicon *lexicon, uint64_t hash);
/* Set the tag of the word of that id. */
void lexicon_set_tag(struct lexicon *lexicon, uint32_t id, char tag);
const struct word *lexicon_word(const struct lexicon *lexicon, uint32_t id);
size_t lexicon_size(const struct lexicon *lexicon);
/* The phrases that begin with word, longest first, or NULL if there are none. */
static inline const struct phrase *lexicon_phrases(const struct word *word)
{
	return word ? word->phrases : NULL;
}

/* The same, but NULL as well if none of the kind (see word.begins) goes on with the word next; each may be NULL. */
static inline const struct phrase *lexicon_phrases_with(const struct word *word, const struct word *next,
							enum phrase_kind kind)
{
	return word && next && (word->begins & kind) && (word->phrases->seconds >> (next->id & 63) & 1) ? word->phrases
													: NULL;
}

#endif
