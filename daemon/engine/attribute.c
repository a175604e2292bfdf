/* SPDX-License-Identifier: MIT */
/* Candidates by the rules, and which of them are accepted; see attribute.h. */
#include "attribute.h"

#include <stdlib.h>
#include <string.h>

#include "block.h"
#include "refusal.h"
#include "text.h"

#define MATCH_LIMIT 100000
#define HEAP_LIMIT_KIB 16384
#define SENTENCE_UNITS_MAX 400 /* longer ones are matched in their first units only */
#define CANDIDATES_MAX 256     /* in one sentence and phase */
#define CONTENT_UNITS_MAX 300  /* of content whose end is sought */
#define STACK_MAX (512 * 1024)

enum block { BLOCK_CONTENT = 1, BLOCK_CUE = 2, BLOCK_SOURCE = 4 };

struct candidate {
	uint32_t rule;
	struct range groups[GROUP_COUNT]; /* units; first == UINT32_MAX if the group did not match */
};

struct attributor {
	const struct rules *rules;
	uint32_t *order;                   /* the rules of each phase before PHASE_SUBJECT, one behind the other */
	uint32_t first[PHASE_SUBJECT + 1]; /* of each phase, in order */
	const struct weights *cut;
	struct tagger tagger;
	pcre2_match_data *data;
	pcre2_match_context *context;
	pcre2_jit_stack *stack;
	uint8_t *blocked; /* by unit */
	uint32_t blocked_room;
	uint32_t clause; /* unit behind the last accepted attribution of the sentence */
	int32_t last;    /* last accepted attribution of the document, or -1 */
	uint32_t taken;  /* token up to which paragraphs are content of a block quotation */
	bool complete;
	bool sourced; /* some attribution of the document has a source */
	struct candidate candidates[CANDIDATES_MAX];
	uint32_t candidate_count;
};

static void order_rules(struct attributor *attributor)
{
	uint32_t count = 0;

	attributor->order = xcalloc(attributor->rules->count, sizeof(*attributor->order));
	for (int phase = 0; phase < PHASE_SUBJECT; phase++) {
		attributor->first[phase] = count;
		for (uint32_t i = 0; i < attributor->rules->count; i++)
			if (attributor->rules->rules[i].phase == (enum rule_phase)phase)
				attributor->order[count++] = i;
	}
	attributor->first[PHASE_SUBJECT] = count;
}

struct attributor *attributor_new(const struct rules *rules, const struct lexicon *lexicon, const struct weights *cue,
				  const struct weights *extent, const struct weights *cut)
{
	struct attributor *attributor = xcalloc(1, sizeof(*attributor));

	attributor->rules = rules;
	order_rules(attributor);
	attributor->cut = cut;
	attributor->tagger.lexicon = lexicon;
	attributor->tagger.weights = cue;
	attributor->tagger.extent = extent;
	attributor->data = pcre2_match_data_create(16, NULL);
	attributor->context = pcre2_match_context_create(NULL);
	attributor->stack = pcre2_jit_stack_create(32 * 1024, STACK_MAX, NULL);
	pcre2_set_match_limit(attributor->context, MATCH_LIMIT);
	pcre2_set_heap_limit(attributor->context, HEAP_LIMIT_KIB);
	pcre2_jit_stack_assign(attributor->context, NULL, attributor->stack);
	return attributor;
}

void attributor_free(struct attributor *attributor)
{
	if (!attributor)
		return;
	pcre2_match_data_free(attributor->data);
	pcre2_match_context_free(attributor->context);
	pcre2_jit_stack_free(attributor->stack);
	tagger_done(&attributor->tagger);
	free(attributor->blocked);
	free(attributor->order);
	free(attributor);
}

static bool present(const struct candidate *candidate, enum rule_group group)
{
	return candidate->groups[group].first != UINT32_MAX;
}

static uint32_t needs_met(const struct tagger *tagger)
{
	return (tagger->has_quote ? NEED_QUOTE : 0) | (tagger->has_cue ? NEED_CUE : 0) |
	       (tagger->has_phrase ? NEED_PHRASE : 0) | (tagger->has_noun ? NEED_NOUN : 0) |
	       (tagger->has_colon ? NEED_COLON : 0) | (tagger->has_tell ? NEED_TELL : 0);
}

static void keep(struct attributor *attributor, uint32_t index, const PCRE2_SIZE *vector, int matched)
{
	const struct rule *rule = &attributor->rules->rules[index];
	struct candidate *candidate = &attributor->candidates[attributor->candidate_count++];

	candidate->rule = index;
	for (int k = 0; k < GROUP_COUNT; k++) {
		int group = rule->groups[k];

		candidate->groups[k] = (struct range){UINT32_MAX, UINT32_MAX};
		if (group && group < matched && vector[2 * group] != PCRE2_UNSET)
			candidate->groups[k] =
				(struct range){(uint32_t)vector[2 * group], (uint32_t)vector[2 * group + 1]};
	}
}

/* All matches of one rule in the sentence; the next search begins behind the cue. */
static void collect_rule(struct attributor *attributor, uint32_t index)
{
	const struct rule *rule = &attributor->rules->rules[index];
	const struct tagger *tagger = &attributor->tagger;
	uint32_t length = tagger->count < SENTENCE_UNITS_MAX ? tagger->count : SENTENCE_UNITS_MAX;
	PCRE2_SIZE from = 0, next, last = rule->needs & NEED_CUE ? tagger->last_cue : length;

	pcre2_set_offset_limit(attributor->context, last); /* what has a cue in it begins before the last one ends */
	while (from < length && from <= last && attributor->candidate_count < CANDIDATES_MAX) {
		int matched = rule->match(rule->code, (PCRE2_SPTR)tagger->tags, length, from, 0, attributor->data,
					  attributor->context);
		const PCRE2_SIZE *vector = pcre2_get_ovector_pointer(attributor->data);
		int cue = rule->groups[GROUP_CUE];

		attributor->complete &= matched >= -1;
		if (matched <= 0)
			break;
		keep(attributor, index, vector, matched);
		next = cue && cue < matched && vector[2 * cue] != PCRE2_UNSET ? vector[2 * cue + 1] : vector[1];
		from = next > from ? next : from + 1;
	}
	pcre2_set_offset_limit(attributor->context, PCRE2_UNSET);
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
	return present(candidate, GROUP_CUE) ? candidate->groups[GROUP_CUE].last : UINT32_MAX;
}

static int by_cue(const void *a, const void *b)
{
	uint32_t x = cue_end(a), y = cue_end(b);

	if (x != y)
		return x < y ? -1 : 1;
	return by_rule(a, b);
}

static bool any_blocked(const struct attributor *attributor, struct range range, uint8_t mask)
{
	for (uint32_t i = range.first; i < range.last; i++)
		if (attributor->blocked[i] & mask)
			return true;
	return false;
}

static void block(struct attributor *attributor, struct range range, uint8_t mask)
{
	for (uint32_t i = range.first; i < range.last; i++)
		attributor->blocked[i] |= mask;
}

/* Before which content may end: what joins clauses or phrases. */
#define CUT_TAGS                                                                                                       \
	(TAG('k') | TAG('b') | TAG('s') | TAG('W') | TAG('w') | TAG('I') | TAG('y') | TAG('T') | TAG('g') | TAG('h') | \
	 TAG('j') | TAG('R') | TAG('C') | TAG('p') | TAG('t') | TAG('o'))

static bool may_cut(char tag)
{
	return tag_is_of(tag, CUT_TAGS) || tag == ',' || tag == ';' || tag == '-' || tag == ':' || tag == '<';
}

/* Where content that begins at unit `from` ends. */
static uint32_t content_end(const struct attributor *attributor, const struct document *document, uint32_t from)
{
	const struct tagger *tagger = &attributor->tagger;
	uint64_t features[CUT_FEATURES];
	uint32_t i = from + 1,
		 limit = tagger->count - from > CONTENT_UNITS_MAX ? from + CONTENT_UNITS_MAX : tagger->count;

	for (; i < limit; i++) {
		char tag = tagger->tags[i];

		if (attributor->blocked[i] & (BLOCK_CUE | BLOCK_SOURCE))
			break;
		if (!may_cut(tag))
			continue;
		if (!attributor->cut) {
			if (strchr(";-", tag))
				break;
			continue;
		}
		if (weights_sum(attributor->cut, features, cut_features(tagger, document, from, i, features)) > 0)
			break;
	}
	return i;
}

/* Take commas and a full stop off the end; a question mark belongs to the content. */
static struct range trim_content(const struct attributor *attributor, const struct document *document,
				 struct range range)
{
	const struct tagger *tagger = &attributor->tagger;

	while (range.last > range.first) {
		char tag = tagger->tags[range.last - 1];
		const struct token *token = &document->tokens[tagger->units[range.last - 1].first];

		if (!strchr(",;:-!", tag) || (tag == '!' && document->text[token->start] == '?'))
			break;
		range.last--;
	}
	while (range.first < range.last && strchr(",;:->", tagger->tags[range.first]))
		range.first++;
	return range;
}

static struct range to_tokens(const struct tagger *tagger, struct range units)
{
	if (units.first == UINT32_MAX || units.first >= units.last)
		return (struct range){0, 0};
	return (struct range){tagger->units[units.first].first, tagger->units[units.last - 1].last};
}

/* The candidate's content as unit ranges in text order; returns how many. */
static uint32_t find_content(const struct attributor *attributor, const struct document *document,
			     const struct candidate *candidate, struct range *content)
{
	uint32_t count = 0;

	if (present(candidate, GROUP_LEFT)) {
		uint32_t last = candidate->groups[GROUP_LEFT].last;

		content[count] = (struct range){
			attributor->clause < last ? attributor->clause : candidate->groups[GROUP_LEFT].first, last};
		count++;
	}
	if (present(candidate, GROUP_CONTENT))
		content[count++] = candidate->groups[GROUP_CONTENT];
	if (present(candidate, GROUP_OPEN) && candidate->groups[GROUP_OPEN].first < attributor->tagger.count) {
		uint32_t from = candidate->groups[GROUP_OPEN].first;

		content[count++] = (struct range){from, content_end(attributor, document, from)};
	}
	for (uint32_t i = 0; i < count; i++)
		content[i] = trim_content(attributor, document, content[i]);
	return count;
}

/* Head of the cue: its last unit that is a cue verb, or its last one. */
static uint32_t cue_head(const struct tagger *tagger, struct range cue)
{
	for (uint32_t i = cue.last; i-- > cue.first;)
		if (tag_is_cue(tagger->tags[i]) || tagger->tags[i] == 'c' || tagger->tags[i] == 'Y')
			return i;
	return cue.last - 1;
}

/* Whether a quotation that no cue governs may stand as a statement. */
static bool stands_alone(const struct attributor *attributor, const struct document *document,
			 const struct candidate *candidate, struct range content)
{
	int32_t quote = attributor->tagger.units[content.first].quote;
	bool sourced = attributor->sourced || present(candidate, GROUP_SOURCE);

	return quote >= 0 && quote_refusal(document, &document->quotes[quote], sourced) == REFUSED_NOT;
}

/* Go on with the content of the attribution before, if it ended in the sentence before in this paragraph. */
static bool join_before(struct attributor *attributor, struct document *document, struct range content)
{
	struct range tokens = to_tokens(&attributor->tagger, content);
	struct attribution *before;
	const struct token *last;

	if (attributor->last < 0)
		return false;
	before = &document->attributions[attributor->last];
	if (!before->content_count || before->content_count == CONTENT_MAX)
		return false;
	last = &document->tokens[before->content[before->content_count - 1].last - 1];
	if (before->cue.last && document->tokens[before->cue.last - 1].sentence > last->sentence)
		last = &document->tokens[before->cue.last - 1];
	if (last->paragraph != document->tokens[tokens.first].paragraph &&
	    document->quotes[attributor->tagger.units[content.first].quote].continues < 0)
		return false;
	if (last->sentence + 1 < document->tokens[tokens.first].sentence)
		return false;
	before->content[before->content_count++] = tokens;
	block(attributor, content, BLOCK_CONTENT);
	return true;
}

static bool in_sentence(const struct attributor *attributor, const struct document *document, int32_t index)
{
	const struct attribution *attribution = &document->attributions[index];
	uint32_t token = attribution->cue.last ? attribution->cue.first : attribution->head;

	return attributor->tagger.count &&
	       document->tokens[token].sentence == document->tokens[attributor->tagger.units[0].first].sentence;
}

/* The subject of the last clause before the unit, by the rules of phase subject. */
static struct range subject_before(struct attributor *attributor, uint32_t unit)
{
	struct range subject = {UINT32_MAX, UINT32_MAX};

	for (uint32_t i = 0; i < attributor->rules->count; i++) {
		const struct rule *rule = &attributor->rules->rules[i];
		PCRE2_SIZE from = 0;

		while (rule->phase == PHASE_SUBJECT && from < unit &&
		       pcre2_match(rule->code, (PCRE2_SPTR)attributor->tagger.tags, unit, from, 0, attributor->data,
				   attributor->context) > 0) {
			const PCRE2_SIZE *vector = pcre2_get_ovector_pointer(attributor->data);
			int group = rule->groups[GROUP_SOURCE];

			subject = (struct range){(uint32_t)vector[2 * group], (uint32_t)vector[2 * group + 1]};
			from = vector[1] > from ? vector[1] : from + 1;
		}
	}
	return subject;
}

static void set_source(struct attributor *attributor, struct document *document, struct attribution *attribution,
		       const struct candidate *candidate)
{
	const struct rule *rule = &attributor->rules->rules[candidate->rule];

	if (present(candidate, GROUP_SOURCE)) {
		attribution->source = to_tokens(&attributor->tagger, candidate->groups[GROUP_SOURCE]);
	} else if (rule->carry && attributor->last >= 0 &&
		   (rule->phase == PHASE_REST || in_sentence(attributor, document, attributor->last))) {
		attribution->carry = attributor->last;
		attribution->source = document->attributions[attributor->last].source;
	} else if (rule->carry && rule->phase != PHASE_REST && present(candidate, GROUP_CUE)) {
		attribution->source =
			to_tokens(&attributor->tagger, subject_before(attributor, candidate->groups[GROUP_CUE].first));
	}
}

static bool has_negation(const struct tagger *tagger, struct range units)
{
	for (uint32_t i = units.first; i < units.last; i++)
		if (tagger->tags[i] == 'n')
			return true;
	return false;
}

static void record(struct attributor *attributor, struct document *document, const struct candidate *candidate,
		   const struct range *content, uint32_t count)
{
	const struct tagger *tagger = &attributor->tagger;
	struct attribution *attribution = document_add_attribution(document);
	uint32_t end = 0;

	attribution->rule = attributor->rules->rules[candidate->rule].id;
	attribution->rule_index = (int32_t)candidate->rule;
	attribution->firm = attributor->rules->rules[candidate->rule].firm;
	set_source(attributor, document, attribution, candidate);
	attributor->sourced |= attribution->source.first < attribution->source.last;
	for (uint32_t i = 0; i < count; i++) {
		if (content[i].first >= content[i].last)
			continue;
		attribution->content[attribution->content_count++] = to_tokens(tagger, content[i]);
		block(attributor, content[i], BLOCK_CONTENT);
		end = content[i].last > end ? content[i].last : end;
	}
	attribution->head = attribution->content_count ? attribution->content[0].first : 0;
	if (present(candidate, GROUP_CUE)) {
		struct range cue = candidate->groups[GROUP_CUE];
		uint32_t head = cue_head(tagger, cue);

		attribution->cue = to_tokens(tagger, cue);
		attribution->head = tagger->units[head].first;
		attribution->entry = cue_entry(document, attribution->head);
		attribution->negated = has_negation(tagger, cue);
		block(attributor, cue, BLOCK_CUE);
		end = cue.last > end ? cue.last : end;
	}
	if (present(candidate, GROUP_SOURCE)) {
		block(attributor, candidate->groups[GROUP_SOURCE], BLOCK_SOURCE);
		end = candidate->groups[GROUP_SOURCE].last > end ? candidate->groups[GROUP_SOURCE].last : end;
	}
	if (present(candidate, GROUP_ADDRESSEE))
		attribution->addressee = to_tokens(tagger, candidate->groups[GROUP_ADDRESSEE]);
	attributor->clause = end > attributor->clause ? end : attributor->clause;
	attributor->last = (int32_t)document->attribution_count - 1;
}

/* The paragraphs behind are the content. */
static void record_block(struct attributor *attributor, struct document *document, const struct candidate *candidate)
{
	const struct unit *last = &attributor->tagger.units[attributor->tagger.count - 1];
	uint32_t paragraph = document->tokens[last->first].paragraph, count;
	struct attribution *attribution;
	struct range content[CONTENT_MAX];

	if (last->last != document->paragraphs[paragraph].last)
		return;
	count = block_find(document, paragraph, content);
	if (!count)
		return;
	record(attributor, document, candidate, NULL, 0);
	attribution = &document->attributions[document->attribution_count - 1];
	attribution->content_count = count;
	memcpy(attribution->content, content, count * sizeof(*content));
	attributor->taken = content[count - 1].last;
}

static void consider(struct attributor *attributor, struct document *document, const struct candidate *candidate)
{
	const struct rule *rule = &attributor->rules->rules[candidate->rule];
	bool has_content = rule->groups[GROUP_CONTENT] || rule->groups[GROUP_LEFT] || rule->groups[GROUP_OPEN];
	struct range content[3];
	uint32_t count;

	if (present(candidate, GROUP_CUE) &&
	    any_blocked(attributor, candidate->groups[GROUP_CUE],
			BLOCK_CUE | BLOCK_CONTENT | (rule->phase == PHASE_REST ? 0 : BLOCK_SOURCE)))
		return;
	if (present(candidate, GROUP_SOURCE) && any_blocked(attributor, candidate->groups[GROUP_SOURCE], BLOCK_CONTENT))
		return;
	if (rule->follows) {
		record_block(attributor, document, candidate);
		return;
	}
	count = find_content(attributor, document, candidate, content);
	while (count && content[count - 1].first >= content[count - 1].last)
		count--;
	if (has_content && !count)
		return;
	for (uint32_t i = 0; i < count; i++)
		if (any_blocked(attributor, content[i], BLOCK_CONTENT | BLOCK_CUE))
			return;
	if (rule->phase == PHASE_REST && !present(candidate, GROUP_CUE)) {
		if (rule->carry && !present(candidate, GROUP_SOURCE) && attributor->tagger.count <= 3 &&
		    join_before(attributor, document, content[0]))
			return;
		if (!stands_alone(attributor, document, candidate, content[0]))
			return;
	}
	record(attributor, document, candidate, content, count);
}

static void run_sentence(struct attributor *attributor, struct document *document, uint32_t sentence)
{
	struct tagger *tagger = &attributor->tagger;
	uint32_t met;

	tag_sentence(tagger, document, sentence);
	met = needs_met(tagger);
	if (!met || document->sentences[sentence].first < attributor->taken)
		return;
	if (tagger->count > attributor->blocked_room) {
		attributor->blocked_room = tagger->count * 2;
		attributor->blocked = xrealloc(attributor->blocked, attributor->blocked_room, 1);
	}
	memset(attributor->blocked, 0, tagger->count);
	attributor->clause = 0;
	for (int phase = 0; phase < PHASE_SUBJECT; phase++) {
		attributor->candidate_count = 0;
		for (uint32_t i = attributor->first[phase]; i < attributor->first[phase + 1]; i++) {
			const struct rule *rule = &attributor->rules->rules[attributor->order[i]];

			if ((rule->needs & met) == rule->needs && required_met(&rule->required, &tagger->present))
				collect_rule(attributor, attributor->order[i]);
		}
		if (attributor->candidate_count > 1)
			qsort(attributor->candidates, attributor->candidate_count, sizeof(*attributor->candidates),
			      phase == PHASE_MAIN ? by_cue : by_rule);
		for (uint32_t i = 0; i < attributor->candidate_count; i++)
			consider(attributor, document, &attributor->candidates[i]);
	}
}

bool attributor_run(struct attributor *attributor, struct document *document)
{
	attributor->last = -1;
	attributor->taken = 0;
	attributor->complete = true;
	attributor->sourced = false;
	document->attribution_count = 0;
	for (uint32_t i = 0; i < document->sentence_count; i++) {
		const struct paragraph *paragraph = &document->paragraphs[document->sentences[i].paragraph];

		if (paragraph->kind == PARAGRAPH_FURNITURE)
			continue;
		run_sentence(attributor, document, i);
	}
	return attributor->complete;
}
