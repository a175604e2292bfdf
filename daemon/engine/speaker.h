/* SPDX-License-Identifier: MIT */
/*
 * Who is behind each attribution's source: names, titles, pronouns, roles, organisations and unnamed
 * sources, resolved within the article. Finding the attributions is attribute.c's work, joining people across
 * articles the store's.
 */
#ifndef QUOTED_SPEAKER_H
#define QUOTED_SPEAKER_H

#include "document.h"

struct resolver; /* scratch memory, reused */

struct resolver *resolver_new(const struct lexicon *lexicon);
void resolver_free(struct resolver *resolver);
/* Whether statements get .candidates, which only explanations tell of; they do not unless this is called. */
void resolver_note_candidates(struct resolver *resolver, bool wanted);

/*
 * For attribution i of the document fill statements[i].speakers, .speaker_count, .confidence, .chain and, if wanted,
 * .candidates (memory from arena), and .source where a signature behind the quotation tells another. byline may be
 * NULL.
 */
void resolver_run(struct resolver *resolver, const struct document *document, const char *byline,
		  struct statement *statements, struct arena *arena);

#endif
