/* SPDX-License-Identifier: MIT */
/* What a statement claims: its content as terms that the store can compare without knowing the language. */
#ifndef QUOTED_CLAIM_H
#define QUOTED_CLAIM_H

#include "document.h"
#include "terms.h"

struct claimer;

/* terms and lexicon must outlive it; terms may be NULL: no claims are made then. */
struct claimer *claimer_new(const struct terms *terms, const struct lexicon *lexicon);
void claimer_free(struct claimer *claimer);
/* Fill the claims of each statement, whose speakers are known by now; one statement an attribution, in its order. */
void claimer_run(struct claimer *claimer, const struct document *document, struct statement *statements,
		 struct arena *arena);

#endif
