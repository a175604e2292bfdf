/* SPDX-License-Identifier: MIT */
/*
 * Two editions of an article's statements compared: what came, what went, and what was put into other words or mouths.
 * Where the editions come from is read_history.c's and reread.c's.
 */
#ifndef QUOTED_STORE_CHANGES_H
#define QUOTED_STORE_CHANGES_H

#include "database.h"

struct said {
	const char *id, *text, *speaker; /* speaker: or NULL */
	const char *stance;              /* "deny", or "not assert" */
	bool is_paired;
};

/* One edition's statements. Zero-initialise it. */
struct edition {
	struct arena arena;
	const char *title;  /* or NULL */
	bool is_read_again; /* the next one is of the same text */
	struct said *said;
	size_t count, room;
};
void edition_done(struct edition *edition);
/* Add the statements of the article's revision of that number; 0: as they are now. */
int edition_read(struct store *store, int64_t article, int64_t number, struct edition *edition, struct error *err);
/* Add those of an extraction that is not stored. */
void edition_take(struct edition *edition, const struct extraction *extraction);

enum change {
	CHANGE_RETITLED,
	CHANGE_ADDED,
	CHANGE_REMOVED,
	CHANGE_REWORDED,
	CHANGE_REATTRIBUTED,
	CHANGE_RESTANCED,
	CHANGE_COUNT
};
extern const char *const change_names[CHANGE_COUNT];

/*
 * Append what changed as objects with commas between: {"change", "id", "speaker", "was_speaker", "stance",
 * "was_stance", "from", "to", "diff"}, each of these where it says something; counts: of each kind, added to.
 */
void editions_compare(struct edition *old, struct edition *new, struct buffer *out, size_t counts[CHANGE_COUNT]);

#endif
