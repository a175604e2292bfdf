/* SPDX-License-Identifier: MIT */
/* Two wordings compared word by word: what is kept, lost and added. Knows no store. */
#ifndef QUOTED_WORDING_H
#define QUOTED_WORDING_H

#include <stdbool.h>
#include <stdint.h>

#include "quoted/buffer.h"

#define WORDING_MAX 600 /* words; what follows is not compared */

/* What parts a word from the one before it: blanks alone, a comma or the like, or the end of a sentence or quotation.
 */
enum wording_gap { WORDING_NONE, WORDING_PAUSE, WORDING_END };

/* A word of a text: its bytes, and the same folded, without punctuation. */
struct wording_word {
	const char *at;
	size_t length;
	char folded[48];
	bool is_number;
	enum wording_gap gap;
};

struct wording {
	struct wording_word *words;
	size_t count;
};

void wording_read(struct wording *wording, const char *text, size_t length);
/*
 * The same of an edited quotation without what stands in brackets: "[sic]" and "[the police]" are no words of the
 * speaker's, while "[T]he" is "the". text: room for it, which must outlive the wording. false: it has no brackets.
 */
bool wording_read_edited(struct wording *wording, struct buffer *text, const char *edited, size_t length);
/* A hash of the first so many words, whatever their case and punctuation; 0 if there are fewer. */
uint64_t wording_opening(const char *text, size_t length, size_t words);
void wording_done(struct wording *wording);

enum wording_op { WORDING_KEPT, WORDING_LOST, WORDING_ADDED };

/* What turns the original's stretch into the asked text. */
struct wording_diff {
	struct {
		enum wording_op op;
		size_t original, asked; /* word numbers; the one that the op is about counts */
	} at[WORDING_MAX * 2 + 4];
	size_t count;
	size_t kept, lost, added; /* lost: between kept words only */
	size_t gaps;              /* stretches of lost words */
	size_t first, last;       /* the original's words from the first kept to past the last */
};

/*
 * Align asked with the stretch of the original that it fits best: what the original has before and behind
 * it costs nothing. Least edits by dynamic programming (Wagner and Fischer; free ends after Sellers).
 */
void wording_compare(const struct wording *original, const struct wording *asked, struct wording_diff *diff);

/* Whether what is kept is one sentence or quoted part of the original, or several, from end to end. */
bool wording_is_whole(const struct wording *original, const struct wording_diff *diff);

/*
 * Whether a lost or added word is one of these, NULL-ended (those with an apostrophe are endings too):
 * -1 one was lost, 1 one was added, 0 neither. One right before the words that are kept is lost as well; a
 * phrase left out from a comma on takes its own with it.
 */
int wording_negation(const struct wording *original, const struct wording *asked, const struct wording_diff *diff,
		     const char *const *negations);
bool wording_changes_number(const struct wording *original, const struct wording *asked,
			    const struct wording_diff *diff);
/* The diff as a JSON array of {"op": "kept" | "lost" | "added", "text"}. */
void wording_json(struct buffer *out, const struct wording *original, const struct wording *asked,
		  const struct wording_diff *diff);

#endif
