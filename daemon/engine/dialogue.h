/* SPDX-License-Identifier: MIT */
/*
 * Dialogues: transcripts and interviews, in which whoever speaks stands before what he says, paragraph by paragraph
 * ("LEE: ...", "Q. ... A. ..."), and interviews whose questions are paragraphs of their own. Whether an article is one
 * is told by its paragraphs alone; the rules with "follows turn" make attributions of it.
 */
#ifndef QUOTED_DIALOGUE_H
#define QUOTED_DIALOGUE_H

#include "document.h"

/* What a paragraph is in a dialogue. */
enum turn_kind { TURN_NONE, TURN_LABELLED, TURN_QUESTION, TURN_ANSWER, TURN_MORE /* goes on with the one before */ };

struct turn {
	enum turn_kind kind;
	struct range source, cue; /* of a label: the words before the colon, the colon; else empty */
	uint32_t content;         /* token at which what is said begins */
	uint64_t name;            /* of a label: a hash of its last word */
	bool initial;             /* its label is one letter */
};

struct dialogue {
	struct turn *turns; /* by paragraph */
	uint32_t room;
	struct range guest; /* the one person whom the article names before its first turn; else empty */
	uint64_t answerer;  /* of labels that are letters: the name of the one that asks least */
};

/* Read the document's paragraphs. */
void dialogue_read(struct dialogue *dialogue, const struct document *document);
/* What is said in the turn that begins with the paragraph, as at most CONTENT_MAX token ranges; returns how many. */
uint32_t dialogue_content(const struct dialogue *dialogue, const struct document *document, uint32_t paragraph,
			  struct range *ret);
/* Who is to be named for the turn of the paragraph: the guest, if its label is a letter or missing and it is an answer.
 */
struct range dialogue_guest(const struct dialogue *dialogue, uint32_t paragraph);
void dialogue_done(struct dialogue *dialogue);

#endif
