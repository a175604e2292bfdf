/* SPDX-License-Identifier: MIT */
/*
 * What the rules find in a sentence: candidates for attributions, phase by phase. Which of them are accepted is
 * attribute.c's matter.
 */
#ifndef QUOTED_CANDIDATE_H
#define QUOTED_CANDIDATE_H

#include "rules.h"
#include "tag.h"

#define CANDIDATES_MAX 256 /* in one sentence and phase */

struct candidate {
	uint32_t rule;
	struct range groups[GROUP_COUNT]; /* units; first == UINT32_MAX if the group did not match */
};

struct matcher {
	const struct rules *rules;
	uint32_t *order;                   /* the rules of each phase before PHASE_SUBJECT, one behind the other */
	uint32_t first[PHASE_SUBJECT + 1]; /* of each phase, in order */
	pcre2_match_data *data;
	pcre2_match_context *context;
	pcre2_jit_stack *stack;
	bool complete; /* no limit was met so far */
	struct candidate candidates[CANDIDATES_MAX];
	uint32_t count;
};

void matcher_init(struct matcher *matcher, const struct rules *rules);
void matcher_done(struct matcher *matcher);
/* What the sentence has of enum rule_need. */
uint32_t matcher_needs_met(const struct tagger *tagger);
/* Fill the candidates with what the rules of the phase find in the tagged sentence, in the order to consider them. */
void matcher_collect(struct matcher *matcher, const struct tagger *tagger, enum rule_phase phase, uint32_t met);
/* Whether the candidate has the group. */
static inline bool candidate_has(const struct candidate *candidate, enum rule_group group)
{
	return candidate->groups[group].first != UINT32_MAX;
}

#endif
