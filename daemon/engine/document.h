/* SPDX-License-Identifier: MIT */
/*
 * An article as the engine's stages see it: tokens, paragraphs, sentences and quotation-mark spans
 * over the untouched text, then the attributions found in it. Each stage fills its part; all of it is reused
 * from article to article.
 */
#ifndef QUOTED_DOCUMENT_H
#define QUOTED_DOCUMENT_H

#include <stdbool.h>
#include <stdint.h>

#include "lexicon.h"
#include "quoted/record.h"

enum token_kind { TOKEN_WORD, TOKEN_NUMBER, TOKEN_PUNCTUATION, TOKEN_MARK /* a quotation mark */ };

enum token_flag {
	TOKEN_CAPITAL = 1,     /* begins with a capital letter */
	TOKEN_UPPER = 2,       /* two letters or more, all capitals */
	TOKEN_SENTENCE = 4,    /* first word of its sentence */
	TOKEN_SPACE = 8,       /* white space stands before it */
	TOKEN_QUOTED = 16,     /* lies inside a quotation-mark span */
	TOKEN_APOSTROPHE = 32, /* is "'s" or "'" after a noun */
	TOKEN_TITLE_CASE = 64, /* its sentence is a headline in title case: capitals say nothing */
	TOKEN_CUE = 128        /* its word has an entry as a cue, or begins a phrase that has */
};

struct token {
	uint32_t start, end;     /* bytes */
	const struct word *word; /* of the lexicon, or NULL */
	const struct word *bare; /* the same, or that of an abbreviation without its point, or NULL */
	/* classes of word and of bare, 0 without one: what most stages ask, in the token's own cache line */
	uint64_t classes, bare_classes;
	uint64_t hash; /* of a word's folded text; 0 of anything else */
	uint32_t sentence, paragraph;
	int32_t quote; /* index of the quotation-mark span it lies in or delimits, or -1 */
	uint8_t kind, flags;
	char tag;  /* what the rules see; see tag.h */
	char sure; /* the tag that it has wherever it stands small, or 0 */
};

enum paragraph_kind { PARAGRAPH_TEXT, PARAGRAPH_HEADLINE, PARAGRAPH_BYLINE, PARAGRAPH_FURNITURE };

struct paragraph {
	uint32_t start, end;  /* bytes, white space at both ends left out */
	uint32_t first, last; /* tokens [first, last) */
	uint8_t kind;
};

struct sentence {
	uint32_t first, last; /* tokens [first, last) */
	uint32_t paragraph;
	bool title_case;
};

/* A stretch within quotation marks. */
struct quote {
	uint32_t open;      /* token of the opening mark */
	uint32_t close;     /* token of the closing mark, or one past the last token inside if there is none */
	struct span inside; /* bytes between the marks */
	uint32_t words;
	bool closed;
	int32_t continues; /* the span of an earlier paragraph that this one goes on, or -1 */
};

/* A stretch of tokens [first, last). */
struct range {
	uint32_t first, last;
};

#define CONTENT_MAX 12 /* stretches of content; more begin another attribution */

/* One attribution found by the rules, before its speaker is known. */
struct attribution {
	struct range source; /* empty if there is none */
	struct range cue;    /* empty for a quotation that only stands there */
	struct range content[CONTENT_MAX];
	uint32_t content_count;
	uint32_t head; /* token of the cue's head word; of the content's first token if there is no cue */
	int32_t carry; /* index of the attribution whose source it takes over, or -1 */
	const char *rule;
	const struct cue *entry; /* lexicon entry of the cue, or NULL */
	bool negated;
	bool quoted_source; /* the source stands within marks */
	bool labelled;      /* the labeller found it too, or alone */
	bool by_labels;     /* alone */
	bool firm;          /* its rule decides: the labeller has no say */
	double confidence;  /* that it is an attribution at all */
	int32_t rule_index; /* of the rules in force */
	struct range addressee, venue;
	struct range named; /* where the article names the source, if its own words do not; else empty */
};

/* How sure the labeller is of a token, in 255ths: of the part it says the token is in, from end to end, and that the
 * token is in a source, in a cue, in content. */
struct surety {
	uint8_t part, in[3];
};

#define DOCUMENT_TOKENS_MAX 250000 /* of an article; what is longer is no news, and would take more than 128 MiB */

struct document {
	const char *text;
	size_t length;
	bool is_cut; /* it has more tokens than were read */
	const struct lexicon *lexicon;
	struct token *tokens;
	struct paragraph *paragraphs;
	struct sentence *sentences;
	struct quote *quotes;
	struct attribution *attributions; /* in order of their first byte */
	const struct surety *surety;      /* by token, of the labeller; NULL without one */
	uint32_t token_count, paragraph_count, sentence_count, quote_count, attribution_count;
	uint32_t token_room, paragraph_room, sentence_room, quote_room, attribution_room;
	struct arena arena; /* reset for each document */
};

static inline bool token_is(const struct token *token, uint64_t classes)
{
	return (token->classes & classes) != 0;
}

#endif
