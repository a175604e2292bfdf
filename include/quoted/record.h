/* SPDX-License-Identifier: MIT */
/*
 * What an extraction is made of: the article and its statements, and their one
 * JSON form, used by `quotes extract`, the workers, the store and the server alike.
 * Everything an extraction points at lies in its arena.
 */
#ifndef QUOTED_RECORD_H
#define QUOTED_RECORD_H

#include <stdbool.h>
#include <stdint.h>

#include "quoted/buffer.h"
#include "quoted/error.h"
#include "quoted/span.h"

enum statement_kind { KIND_DIRECT, KIND_MIXED, KIND_INDIRECT };

enum speaker_type {
	SPEAKER_UNKNOWN,
	SPEAKER_PERSON,
	SPEAKER_ORGANISATION,
	SPEAKER_COLLECTIVE, /* "officials", "critics" */
	SPEAKER_ANONYMOUS,  /* "a spokesman who asked not to be named" */
	SPEAKER_DOCUMENT    /* a poll, a report, a court filing */
};

enum stance {
	STANCE_ASSERT,
	STANCE_DENY,
	STANCE_REJECT,
	STANCE_CONFIRM,
	STANCE_QUESTION,
	STANCE_DEMAND,
	STANCE_PROMISE,
	STANCE_PREDICT,
	STANCE_BELIEVE,
	STANCE_WANT,
	STANCE_DECLINE,
	STANCE_RETRACT,
	STANCE_CRITICISE,
	STANCE_PRAISE
};

/* Names as they stand in JSON; the *_find functions return -1 for a word they do not know. */
const char *statement_kind_name(enum statement_kind kind);
const char *speaker_type_name(enum speaker_type type);
const char *stance_name(enum stance stance);
int statement_kind_find(const char *name);
int stance_find(const char *name);

struct speaker {
	const char *name; /* the fullest form known; for an unnamed source its words */
	enum speaker_type type;
	const char *role;     /* or NULL: "US Secretary of State" */
	const char *reason;   /* or NULL: why an anonymous source is not named */
	char gender;          /* 'm', 'f' or 0 */
	const char **aliases; /* other forms met in the article */
	size_t alias_count;
};

/*
 * A number in a claim, as decimal digits, and the term that it counts. The others may be NULL. upto: where a range ends
 * that begins with value. bound: the number is the "least" or the "most", or "about" right.
 */
struct figure {
	const char *value, *of, *upto, *bound;
};

/*
 * What a statement claims, without its language. A term is a stem; "@" before it marks a name, "!" one
 * negated within the proposition, "~" a circumstance, and "#" before these one that a figure counts.
 */
struct claim {
	const struct speaker *holder; /* whose claim it is; NULL: the statement's speakers' */
	enum stance stance;           /* the holder's to it */
	bool negated;                 /* the proposition stands negated */
	const char **terms;
	size_t term_count;
	struct figure *figures;
	size_t figure_count;
};

struct statement {
	char id[17]; /* 16 hexadecimal digits over the article's text, content and cue */
	enum statement_kind kind;
	struct spans content, cue, source;
	struct speaker *speakers; /* one per joint speaker; none if nobody can be named */
	size_t speaker_count;
	enum stance stance;
	bool negated;
	struct span addressee, venue; /* empty (start == end) if none */
	const char *said_at;          /* ISO date, or NULL */
	size_t paragraph;             /* from 0 */
	const char *rule;             /* "en/quote-name-said" */
	double confidence;            /* of the speaker, 0 to 1 */
	struct claim *claims;
	size_t claim_count;
	const char *chain;      /* how the mention led to the speaker, or NULL */
	const char *candidates; /* whom the source may mean with their weights, likeliest first, or NULL */
};

struct article {
	const char *name;                                                       /* as dropped: its path in the inbox */
	const char *text;                                                       /* UTF-8, NUL-terminated */
	size_t length;                                                          /* bytes */
	const char *title, *byline, *outlet, *url, *date, *language, *dateline; /* each or NULL */
};

#define SKETCH_MINS 64

/*
 * What tells nearly the same text without reading it: a MinHash signature of its shingles, runs of four words. The
 * share of places in which two agree estimates the share of shingles that their texts have in common (Jaccard).
 */
struct sketch {
	uint16_t mins[SKETCH_MINS];
	uint32_t shingles; /* how many; 0: the text is too short to be told by them */
};

struct extraction {
	struct arena arena;
	struct article article;
	struct statement *statements;
	size_t count;
	struct sketch sketch;
	const char *rules; /* version of the rules in force */
	bool partial;      /* a limit was met; some statements may be missing */
};

void extraction_done(struct extraction *extraction);

/* Append the statement of design §4 as one JSON object, without a newline. */
void statement_json(struct buffer *out, const struct article *article, const struct statement *statement);

/*
 * The whole extraction, without its statements' candidates, as bytes that both ends of a socket on one machine
 * understand, and back. extraction_unpack fills a zeroed extraction, which points at a copy of the bytes in its arena,
 * and returns 0, or -1 with err set when they are not of that form, a text is no UTF-8, or a span lies outside the
 * article's.
 */
void extraction_pack(struct buffer *out, const struct extraction *extraction);
int extraction_unpack(struct extraction *extraction, const char *packed, size_t length, struct error *err);

/* Names the form of packed extractions; a program of another one cannot read them. */
const char *extraction_form(void);

/* Add one speaker's or statement's text to out: the content's ranges, joined by " … " where they part. */
void statement_text(struct buffer *out, const struct article *article, const struct spans *spans);

#endif
