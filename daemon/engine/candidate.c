/* SPDX-License-Identifier: MIT */
/* Run the rules over a sentence's tags; see candidate.h. */
#include "candidate.h"

#include <stdlib.h>
#include <string.h>

#define MATCH_LIMIT 100000
#define HEAP_LIMIT_KIB 16384
#define SENTENCE_UNITS_MAX 400 /* longer ones are matched in their first units only */
#define STACK_MAX (512 * 1024)

static void order_rules(struct matcher *matcher)
{
	uint32_t count = 0;

	matcher->order = xcalloc(matcher->rules->count, sizeof(*matcher->order));
	for (int phase = 0; phase < PHASE_SUBJECT; phase++) {
		matcher->first[phase] = count;
		for (uint32_t i = 0; i < matcher->rules->count; i++)
			if (matcher->rules->rules[i].phase == (enum rule_phase)phase)
				matcher->order[count++] = i;
	}
	matcher->first[PHASE_SUBJECT] = count;
}

void matcher_init(struct matcher *matcher, const struct rules *rules)
{
	memset(matcher, 0, sizeof(*matcher));
	matcher->rules = rules;
	order_rules(matcher);
	matcher->data = pcre2_match_data_create(16, NULL);
	matcher->context = pcre2_match_context_create(NULL);
	matcher->stack = pcre2_jit_stack_create(32 * 1024, STACK_MAX, NULL);
	pcre2_set_match_limit(matcher->context, MATCH_LIMIT);
	pcre2_set_heap_limit(matcher->context, HEAP_LIMIT_KIB);
	pcre2_jit_stack_assign(matcher->context, NULL, matcher->stack);
}

void matcher_done(struct matcher *matcher)
{
	pcre2_match_data_free(matcher->data);
	pcre2_match_context_free(matcher->context);
	pcre2_jit_stack_free(matcher->stack);
	free(matcher->order);
}

uint32_t matcher_needs_met(const struct tagger *tagger)
{
	return (tagger->has_quote ? NEED_QUOTE : 0) | (tagger->has_cue ? NEED_CUE : 0) |
	       (tagger->has_phrase ? NEED_PHRASE : 0) | (tagger->has_noun ? NEED_NOUN : 0) |
	       (tagger->has_colon ? NEED_COLON : 0) | (tagger->has_tell ? NEED_TELL : 0) |
	       (tagger->has_dash ? NEED_DASH : 0);
}

/* Whether a group took part in the match; a cue without a word is none, and only its place would be told. */
static bool took_part(const PCRE2_SIZE *vector, int matched, int group, enum rule_group kind)
{
	return group && group < matched && vector[2 * group] != PCRE2_UNSET &&
	       (kind != GROUP_CUE || vector[2 * group] < vector[2 * group + 1]);
}

static void keep(struct matcher *matcher, uint32_t index, const PCRE2_SIZE *vector, int matched)
{
	const struct rule *rule = &matcher->rules->rules[index];
	struct candidate *candidate = &matcher->candidates[matcher->count++];

	candidate->rule = index;
	for (int k = 0; k < GROUP_COUNT; k++) {
		int group = rule->groups[k];

		candidate->groups[k] = (struct range){UINT32_MAX, UINT32_MAX};
		if (took_part(vector, matched, group, k))
			candidate->groups[k] =
				(struct range){(uint32_t)vector[2 * group], (uint32_t)vector[2 * group + 1]};
	}
}

/* All matches of one rule in the sentence; the next search begins behind the cue. */
static void collect_rule(struct matcher *matcher, const struct tagger *tagger, uint32_t index)
{
	const struct rule *rule = &matcher->rules->rules[index];
	uint32_t length = tagger->count < SENTENCE_UNITS_MAX ? tagger->count : SENTENCE_UNITS_MAX;
	PCRE2_SIZE from = 0, next, last = rule->needs & NEED_CUE ? tagger->last_cue : length;

	if (!required_in_order(&rule->required, tagger->tags, length))
		return;
	pcre2_set_offset_limit(matcher->context, last); /* what has a cue in it begins before the last one ends */
	while (from < length && from <= last && matcher->count < CANDIDATES_MAX) {
		int matched = rule->match(rule->code, (PCRE2_SPTR)tagger->tags, length, from, 0, matcher->data,
					  matcher->context);
		const PCRE2_SIZE *vector = pcre2_get_ovector_pointer(matcher->data);
		int cue = rule->groups[GROUP_CUE];

		matcher->complete &= matched >= -1;
		if (matched <= 0)
			break;
		keep(matcher, index, vector, matched);
		next = took_part(vector, matched, cue, GROUP_CUE) ? vector[2 * cue + 1] : vector[1];
		from = next > from ? next : from + 1;
	}
	pcre2_set_offset_limit(matcher->context, PCRE2_UNSET);
}

static int by_rule(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;

	if (x->rule != y->rule)
		return x->rule < y->rule ? -1 : 1;
	return x->groups[GROUP_CUE].first < y->groups[GROUP_CUE].first ? -1 : 1;
}

static uint32_t cue_end(const struct candidate *candidate)
{
	return candidate_has(candidate, GROUP_CUE) ? candidate->groups[GROUP_CUE].last : UINT32_MAX;
}

static int by_cue(const void *a, const void *b)
{
	uint32_t x = cue_end(a), y = cue_end(b);

	if (x != y)
		return x < y ? -1 : 1;
	return by_rule(a, b);
}

void matcher_collect(struct matcher *matcher, const struct tagger *tagger, enum rule_phase phase, uint32_t met)
{
	matcher->count = 0;
	for (uint32_t i = matcher->first[phase]; i < matcher->first[phase + 1]; i++) {
		const struct rule *rule = &matcher->rules->rules[matcher->order[i]];

		if ((rule->needs & met) == rule->needs && required_met(&rule->required, &tagger->present))
			collect_rule(matcher, tagger, matcher->order[i]);
	}
	if (matcher->count > 1)
		qsort(matcher->candidates, matcher->count, sizeof(*matcher->candidates),
		      phase == PHASE_MAIN ? by_cue : by_rule);
}
