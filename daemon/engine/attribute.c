/* SPDX-License-Identifier: MIT */
/* Candidates by the rules, and which of them are accepted; see attribute.h. */
#include "attribute.h"

#include <stdlib.h>
#include <string.h>

#include "block.h"
#include "candidate.h"
#include "dialogue.h"
#include "refusal.h"
#include "text.h"

#define CONTENT_UNITS_MAX 300 /* of content whose end is sought */
#define PAUSE_TOKENS_MAX 6    /* of a sentence about the speaker within what he says, the point counted */

enum block { BLOCK_CONTENT = 1, BLOCK_CUE = 2, BLOCK_SOURCE = 4 };

struct attributor {
	const struct rules *rules;
	struct matcher matcher;
	const struct weights *cut;
	struct tagger tagger;
	uint8_t *blocked; /* by unit */
	uint32_t blocked_room;
	uint32_t clause; /* unit behind the last accepted attribution of the sentence */
	int32_t last;    /* last accepted attribution of the document, or -1 */
	uint32_t taken;  /* token up to which paragraphs are content of a block quotation */
	bool sourced;    /* some attribution of the document has a source */
	struct dialogue dialogue;
};

struct attributor *attributor_new(const struct rules *rules, const struct lexicon *lexicon, const struct weights *cue,
				  const struct weights *extent, const struct weights *cut)
{
	struct attributor *attributor = xcalloc(1, sizeof(*attributor));

	attributor->rules = rules;
	matcher_init(&attributor->matcher, rules);
	attributor->cut = cut;
	attributor->tagger.lexicon = lexicon;
	attributor->tagger.weights = cue;
	attributor->tagger.extent = extent;
	return attributor;
}

void attributor_free(struct attributor *attributor)
{
	if (!attributor)
		return;
	matcher_done(&attributor->matcher);
	tagger_done(&attributor->tagger);
	dialogue_done(&attributor->dialogue);
	free(attributor->blocked);
	free(attributor);
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

	if (candidate_has(candidate, GROUP_LEFT)) {
		uint32_t last = candidate->groups[GROUP_LEFT].last;

		content[count] = (struct range){
			attributor->clause < last ? attributor->clause : candidate->groups[GROUP_LEFT].first, last};
		count++;
	}
	if (candidate_has(candidate, GROUP_CONTENT))
		content[count++] = candidate->groups[GROUP_CONTENT];
	if (candidate_has(candidate, GROUP_OPEN) && candidate->groups[GROUP_OPEN].first < attributor->tagger.count) {
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
	bool sourced = attributor->sourced || candidate_has(candidate, GROUP_SOURCE);

	return quote >= 0 && quote_refusal(document, &document->quotes[quote], sourced) == REFUSED_NOT;
}

/* "He paused.": all that stands between two sentences is one of a few words about who speaks. */
static bool is_pause(const struct document *document, uint32_t between, uint32_t next)
{
	const struct sentence *sentence = &document->sentences[between];

	return between + 1 == next && sentence->last - sentence->first <= PAUSE_TOKENS_MAX &&
	       token_is(&document->tokens[sentence->first], WORD(SUBJECT)) &&
	       document->tokens[sentence->first].word->person == '3' && document->tokens[sentence->first].quote < 0;
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
	if (last->sentence + 1 < document->tokens[tokens.first].sentence &&
	    !is_pause(document, last->sentence + 1, document->tokens[tokens.first].sentence))
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
		       pcre2_match(rule->code, (PCRE2_SPTR)attributor->tagger.tags, unit, from, 0,
				   attributor->matcher.data, attributor->matcher.context) > 0) {
			const PCRE2_SIZE *vector = pcre2_get_ovector_pointer(attributor->matcher.data);
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

	if (candidate_has(candidate, GROUP_SOURCE)) {
		attribution->source = to_tokens(&attributor->tagger, candidate->groups[GROUP_SOURCE]);
	} else if (rule->carry && attributor->last >= 0 &&
		   (rule->phase == PHASE_REST || in_sentence(attributor, document, attributor->last))) {
		attribution->carry = attributor->last;
		attribution->source = document->attributions[attributor->last].source;
	} else if (rule->carry && rule->phase != PHASE_REST && candidate_has(candidate, GROUP_CUE)) {
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
	if (candidate_has(candidate, GROUP_CUE)) {
		struct range cue = candidate->groups[GROUP_CUE];
		uint32_t head = cue_head(tagger, cue);

		attribution->cue = to_tokens(tagger, cue);
		attribution->head = tagger->units[head].first;
		attribution->entry = cue_entry(document, attribution->head);
		attribution->negated = has_negation(tagger, cue);
		block(attributor, cue, BLOCK_CUE);
		end = cue.last > end ? cue.last : end;
	}
	if (candidate_has(candidate, GROUP_SOURCE)) {
		block(attributor, candidate->groups[GROUP_SOURCE], BLOCK_SOURCE);
		end = candidate->groups[GROUP_SOURCE].last > end ? candidate->groups[GROUP_SOURCE].last : end;
	}
	if (candidate_has(candidate, GROUP_ADDRESSEE))
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

	if (candidate_has(candidate, GROUP_CUE) &&
	    any_blocked(attributor, candidate->groups[GROUP_CUE],
			BLOCK_CUE | BLOCK_CONTENT | (rule->phase == PHASE_REST ? 0 : BLOCK_SOURCE)))
		return;
	if (candidate_has(candidate, GROUP_SOURCE) &&
	    any_blocked(attributor, candidate->groups[GROUP_SOURCE], BLOCK_CONTENT))
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
	if (rule->phase == PHASE_REST && !candidate_has(candidate, GROUP_CUE)) {
		if (!count)
			return;
		if (rule->carry && !candidate_has(candidate, GROUP_SOURCE) && attributor->tagger.count <= 3 &&
		    join_before(attributor, document, content[0]))
			return;
		if (!stands_alone(attributor, document, candidate, content[0]))
			return;
	}
	record(attributor, document, candidate, content, count);
}

/* The rule for the turn whose first sentence is tagged, or -1. */
static int32_t turn_rule(const struct attributor *attributor, const struct turn *turn)
{
	for (uint32_t i = 0; i < attributor->rules->count; i++) {
		const struct rule *rule = &attributor->rules->rules[i];

		if (rule->phase == PHASE_TURN && !!rule->groups[GROUP_SOURCE] == (turn->kind == TURN_LABELLED) &&
		    pcre2_match(rule->code, (PCRE2_SPTR)attributor->tagger.tags, attributor->tagger.count, 0, 0,
				attributor->matcher.data, attributor->matcher.context) > 0)
			return (int32_t)i;
	}
	return -1;
}

/* A dialogue's turn that begins with the paragraph: what is said, to the next turn. False if it is none. */
static bool run_turn(struct attributor *attributor, struct document *document, uint32_t paragraph)
{
	const struct turn *turn = &attributor->dialogue.turns[paragraph];
	struct range guest = dialogue_guest(&attributor->dialogue, paragraph), content[CONTENT_MAX];
	struct attribution *attribution;
	uint32_t count;
	int32_t rule;

	if (turn->kind != TURN_LABELLED && (turn->kind != TURN_ANSWER || !guest.last))
		return false;
	tag_sentence(&attributor->tagger, document, document->tokens[document->paragraphs[paragraph].first].sentence);
	rule = turn_rule(attributor, turn);
	count = dialogue_content(&attributor->dialogue, document, paragraph, content);
	if (rule < 0 || !count)
		return false;
	attribution = document_add_attribution(document);
	attribution->rule = attributor->rules->rules[rule].id;
	attribution->rule_index = rule;
	attribution->firm = attributor->rules->rules[rule].firm;
	attribution->source = turn->kind == TURN_LABELLED && (guest.last || !turn->initial) ? turn->source : guest;
	attribution->named = guest;
	attribution->cue = turn->cue;
	attribution->head = turn->cue.last ? turn->cue.first : turn->content;
	attribution->content_count = count;
	memcpy(attribution->content, content, count * sizeof(*content));
	attributor->taken = content[count - 1].last;
	attributor->last = (int32_t)document->attribution_count - 1;
	attributor->sourced = true;
	return true;
}

static void run_sentence(struct attributor *attributor, struct document *document, uint32_t sentence)
{
	struct tagger *tagger = &attributor->tagger;
	uint32_t met;

	tag_sentence(tagger, document, sentence);
	met = matcher_needs_met(tagger);
	if (!met || document->sentences[sentence].first < attributor->taken)
		return;
	if (tagger->count > attributor->blocked_room) {
		attributor->blocked_room = tagger->count * 2;
		attributor->blocked = xrealloc(attributor->blocked, attributor->blocked_room, 1);
	}
	memset(attributor->blocked, 0, tagger->count);
	attributor->clause = 0;
	for (int phase = 0; phase < PHASE_SUBJECT; phase++) {
		const struct matcher *matcher = &attributor->matcher;

		matcher_collect(&attributor->matcher, tagger, (enum rule_phase)phase, met);
		for (uint32_t i = 0; i < matcher->count; i++)
			consider(attributor, document, &matcher->candidates[i]);
	}
}

bool attributor_run(struct attributor *attributor, struct document *document)
{
	attributor->last = -1;
	attributor->taken = 0;
	attributor->matcher.complete = true;
	attributor->sourced = false;
	document->attribution_count = 0;
	dialogue_read(&attributor->dialogue, document);
	for (uint32_t i = 0; i < document->sentence_count; i++) {
		const struct paragraph *paragraph = &document->paragraphs[document->sentences[i].paragraph];

		if (paragraph->kind == PARAGRAPH_FURNITURE ||
		    (document->sentences[i].first == paragraph->first && paragraph->first >= attributor->taken &&
		     run_turn(attributor, document, document->sentences[i].paragraph)))
			continue;
		run_sentence(attributor, document, i);
	}
	return attributor->matcher.complete;
}
