/* SPDX-License-Identifier: MIT */
/* The labels' say on the rules' attributions; see revision.h. */
#include "revision.h"

#include <stdlib.h>
#include <string.h>

#include "edges.h"
#include "form.h"
#include "tag.h"
#include "text.h"

#define MATCH_LIMIT 10000
static const char label_letters[PART_COUNT] = {'S', 'C', 'K'}; /* as rules.c names them */
#define LETTER_BREAK '/'

#define PARTS_MAX 64 /* in one stretch of labels; what comes behind is left to the rules */

/* Parts by the labels that nothing outside divides, with their letters. */
struct stretch {
	struct range ranges[PARTS_MAX]; /* of a break: nothing */
	char letters[PARTS_MAX];
	uint32_t count;
};

/* An attribution by the labels. */
struct proposal {
	struct range source, cue, content[3];
	uint32_t content_count;
	bool carry;
	int32_t rule;
};

struct reviser {
	const struct rules *rules;
	struct labeller *labeller;
	pcre2_match_data *data;
	pcre2_match_context *context;
	int32_t *owners;   /* attribution whose cue or content a token is in, or -1 */
	uint8_t *labels;   /* by token, without those that a firm rule has settled */
	uint8_t *labelled; /* by token: in a part by the labels */
	bool *kept;        /* by attribution */
	uint32_t room, kept_room;
	int32_t last; /* attribution of the proposal before in the stretch, or -1 */
};

struct reviser *reviser_new(const struct rules *rules, const struct label_model *model)
{
	struct reviser *reviser = xcalloc(1, sizeof(*reviser));

	reviser->rules = rules;
	reviser->labeller = model ? labeller_new(model) : NULL;
	reviser->data = pcre2_match_data_create(16, NULL);
	reviser->context = pcre2_match_context_create(NULL);
	pcre2_set_match_limit(reviser->context, MATCH_LIMIT);
	return reviser;
}

void reviser_free(struct reviser *reviser)
{
	if (!reviser)
		return;
	labeller_free(reviser->labeller);
	pcre2_match_data_free(reviser->data);
	pcre2_match_context_free(reviser->context);
	free(reviser->owners);
	free(reviser->labels);
	free(reviser->labelled);
	free(reviser->kept);
	free(reviser);
}

/* The parts of the stretch of labels that begins at token i, and between those of two sentences a break; where it ends.
 */
static uint32_t take_parts(const struct document *document, const uint8_t *labels, uint32_t i, struct stretch *stretch)
{
	uint32_t n = 0, sentence = document->tokens[i].sentence;

	for (; i < document->token_count && labels[i] != LABEL_OUT; i++) {
		int place = labels[i] < LABEL_PART ? -1 : (labels[i] - LABEL_PART) % PLACE_COUNT;

		if (place == PLACE_BEGIN || place == PLACE_ONLY) {
			if (n + 2 > PARTS_MAX)
				break;
			if (n && document->tokens[i].sentence != sentence)
				stretch->letters[n++] = LETTER_BREAK;
			stretch->letters[n] = label_letters[(labels[i] - LABEL_PART) / PLACE_COUNT];
			stretch->ranges[n++].first = i;
		}
		if (place >= 0 && n) {
			stretch->ranges[n - 1].last = i + 1;
			sentence = document->tokens[i].sentence;
		}
	}
	stretch->count = n;
	return i;
}

static struct range group_range(const struct rule *rule, enum rule_group group, int matched, const PCRE2_SIZE *vector,
				const struct stretch *stretch)
{
	int number = rule->groups[group];

	if (!number || number >= matched || vector[2 * number] == PCRE2_UNSET ||
	    vector[2 * number] == vector[2 * number + 1])
		return (struct range){0, 0};
	return (struct range){stretch->ranges[vector[2 * number]].first,
			      stretch->ranges[vector[2 * number + 1] - 1].last};
}

static void propose(const struct rule *rule, int matched, const PCRE2_SIZE *vector, const struct stretch *stretch,
		    struct proposal *proposal)
{
	static const enum rule_group contents[] = {GROUP_LEFT, GROUP_CONTENT, GROUP_OPEN};

	memset(proposal, 0, sizeof(*proposal));
	proposal->source = group_range(rule, GROUP_SOURCE, matched, vector, stretch);
	proposal->cue = group_range(rule, GROUP_CUE, matched, vector, stretch);
	proposal->carry = rule->carry;
	for (size_t k = 0; k < sizeof(contents) / sizeof(*contents); k++) {
		struct range range = group_range(rule, contents[k], matched, vector, stretch);

		if (range.first < range.last)
			proposal->content[proposal->content_count++] = range;
	}
}

/* The first rule of phase label that matches at part `from`; returns how many parts it takes, or 0. */
static uint32_t match_parts(struct reviser *reviser, const struct stretch *stretch, uint32_t from,
			    struct proposal *proposal)
{
	for (uint32_t i = 0; i < reviser->rules->count; i++) {
		const struct rule *rule = &reviser->rules->rules[i];
		const PCRE2_SIZE *vector;
		int matched;

		if (rule->phase != PHASE_LABEL)
			continue;
		matched = rule->match(rule->code, (PCRE2_SPTR)stretch->letters, stretch->count, from, 0, reviser->data,
				      reviser->context);
		vector = pcre2_get_ovector_pointer(reviser->data);
		if (matched <= 0 || vector[1] <= from)
			continue;
		propose(rule, matched, vector, stretch, proposal);
		proposal->rule = (int32_t)i;
		return (uint32_t)vector[1] - from;
	}
	return 0;
}

/* The rules' attribution that has its cue, or for want of a cue content, in the range; or -1. */
static int32_t owner_in(const struct reviser *reviser, struct range range)
{
	for (uint32_t i = range.first; i < range.last; i++)
		if (reviser->owners[i] >= 0)
			return reviser->owners[i];
	return -1;
}

static uint32_t head_of(const struct document *document, const struct proposal *proposal)
{
	for (uint32_t i = proposal->cue.last; i-- > proposal->cue.first;)
		if (tag_is_cue(document->tokens[i].tag) || document->tokens[i].tag == 'Y' ||
		    document->tokens[i].tag == 'c')
			return i;
	for (uint32_t i = proposal->cue.last; i-- > proposal->cue.first;)
		if (document->tokens[i].tag && strchr("dzvge", document->tokens[i].tag))
			return i;
	if (proposal->cue.last > proposal->cue.first)
		return proposal->cue.last - 1;
	return proposal->content_count ? proposal->content[0].first : proposal->source.first;
}

static uint32_t add_attribution(struct reviser *reviser, struct document *document, const struct proposal *proposal)
{
	struct attribution *attribution = document_add_attribution(document);

	attribution->rule = reviser->rules->rules[proposal->rule].id;
	attribution->rule_index = proposal->rule;
	attribution->by_labels = true;
	if (document->attribution_count > reviser->kept_room) {
		reviser->kept_room = document->attribution_count * 2;
		reviser->kept = xrealloc(reviser->kept, reviser->kept_room, sizeof(*reviser->kept));
	}
	return document->attribution_count - 1;
}

static bool overlap(struct range a, struct range b)
{
	return a.first < b.last && b.first < a.last;
}

/* Whether the rules have a quotation of its own there, which goes on for the same speaker. */
static bool is_apart(const struct reviser *reviser, const struct document *document,
		     const struct attribution *attribution, uint32_t token)
{
	int32_t owner = reviser->owners[token];

	return owner >= 0 && &document->attributions[owner] != attribution && document->attributions[owner].carry >= 0;
}

/* Whether content may be of the attribution: over the end of a paragraph only words within marks go on, of a verb or
 * behind a colon. */
static bool may_go_on(const struct reviser *reviser, const struct document *document,
		      const struct attribution *attribution, struct range content)
{
	const struct token *head = &document->tokens[attribution->head];
	bool leads = attribution->cue.last && document->text[document->tokens[attribution->cue.last - 1].start] == ':';

	return document->tokens[content.first].paragraph == head->paragraph ||
	       (document->tokens[content.first].quote >= 0 && (tag_is_cue(head->tag) || leads) &&
		!is_apart(reviser, document, attribution, content.first));
}

/* Set the attribution's content: the proposal's, and what it has in sentences that the proposal does not touch. Where
 * the proposal has none, it stays as it is. */
static void set_content(const struct reviser *reviser, const struct document *document, struct attribution *attribution,
			const struct proposal *proposal)
{
	struct range kept[CONTENT_MAX];
	uint32_t count = 0, n = 0, sentence = document->tokens[attribution->head].sentence;

	for (uint32_t k = 0; k < attribution->content_count; k++) {
		struct range range = attribution->content[k];
		bool free_of_labels = range.first < range.last;

		for (uint32_t i = range.first; proposal->content_count && i < range.last; i++)
			free_of_labels = free_of_labels && !reviser->labelled[i];
		if (free_of_labels && (!proposal->content_count || document->tokens[range.first].sentence != sentence))
			kept[count++] = range;
	}
	for (uint32_t k = 0; k < proposal->content_count; k++)
		if (may_go_on(reviser, document, attribution, proposal->content[k]))
			attribution->content[n++] = proposal->content[k];
	for (uint32_t k = 0; k < count && n < CONTENT_MAX; k++)
		attribution->content[n++] = kept[k];
	attribution->content_count = n;
}

/* A stretch that is content only goes on with the attribution: the bounds of one of its pieces. */
static void set_piece(struct attribution *attribution, struct range range)
{
	for (uint32_t k = 0; k < attribution->content_count; k++) {
		if (overlap(attribution->content[k], range)) {
			attribution->content[k] = range;
			return;
		}
	}
	if (attribution->content_count < CONTENT_MAX)
		attribution->content[attribution->content_count++] = range;
}

/* Content ends before another attribution that stands beside it, which stays. */
static void cut_clause(struct reviser *reviser, const struct document *document, struct range *content)
{
	for (uint32_t i = content->first; i < content->last; i++) {
		int32_t owner = reviser->owners[i];
		const struct attribution *attribution = owner >= 0 ? &document->attributions[owner] : NULL;

		if (!attribution || i < attribution->cue.first || i >= attribution->cue.last ||
		    !edges_beside(document, attribution, content->first))
			continue;
		content->last = attribution->source.first - 2;
		reviser->kept[owner] = true;
		return;
	}
}

static void apply(struct reviser *reviser, struct document *document, const struct proposal *proposal)
{
	bool cued = proposal->cue.first < proposal->cue.last;
	int32_t index = owner_in(reviser, cued ? proposal->cue : proposal->content[0]);
	struct attribution *attribution;

	if (!cued && index < 0 && proposal->source.first == proposal->source.last)
		index = reviser->last; /* goes on with what the stretch holds; alone it is the rules' to find */
	if (!cued && index < 0 && proposal->source.first == proposal->source.last)
		return;
	if (!cued && index >= 0 && !may_go_on(reviser, document, &document->attributions[index], proposal->content[0]))
		return;
	if (!cued && index >= 0) {
		set_piece(&document->attributions[index], proposal->content[0]);
		document->attributions[index].labelled = true;
		reviser->kept[index] = true;
		return;
	}
	if (index < 0 && !(proposal->content_count && form_is_cue(document, proposal->cue)))
		return;
	if (index >= 0 && !reviser->kept[index] &&
	    edges_hangs(document, &document->attributions[index], proposal->source)) {
		reviser->kept[index] = document->attributions[index].labelled = true;
		reviser->last = index;
		return;
	}
	if (index < 0 || reviser->kept[index])
		index = (int32_t)add_attribution(reviser, document, proposal);
	attribution = &document->attributions[index];
	reviser->kept[index] = true;
	attribution->labelled = true;
	if (proposal->source.first < proposal->source.last) {
		attribution->source = edges_of_source(document, proposal->source);
		attribution->carry = -1;
	} else if (proposal->carry && reviser->last >= 0) {
		attribution->source = document->attributions[reviser->last].source;
		attribution->carry = reviser->last;
	}
	attribution->cue = proposal->cue;
	attribution->head = head_of(document, proposal);
	set_content(reviser, document, attribution, proposal);
	if (cued)
		attribution->entry = cue_entry(document, attribution->head);
	edges_of_refusal(document, attribution);
	attribution->negated = false;
	for (uint32_t i = proposal->cue.first; i < proposal->cue.last; i++)
		attribution->negated |= document->tokens[i].tag == 'n';
	reviser->last = index;
}

static void set_owner(struct reviser *reviser, struct range range, uint32_t owner)
{
	for (uint32_t i = range.first; i < range.last; i++)
		reviser->owners[i] = (int32_t)owner;
}

static void clear_labels(struct reviser *reviser, struct range range)
{
	if (range.first < range.last)
		memset(reviser->labels + range.first, LABEL_OUT, range.last - range.first);
}

/* A firm rule's words are nothing for the labels to speak of. */
static void settle(struct reviser *reviser, const struct attribution *attribution)
{
	if (attribution->carry < 0)
		clear_labels(reviser, attribution->source);
	clear_labels(reviser, attribution->cue);
	for (uint32_t k = 0; k < attribution->content_count; k++)
		clear_labels(reviser, attribution->content[k]);
}

static void reset(struct reviser *reviser, const struct document *document, const uint8_t *labels)
{
	uint32_t count = document->token_count;

	if (count > reviser->room) {
		reviser->room = count * 2;
		reviser->owners = xrealloc(reviser->owners, reviser->room, sizeof(*reviser->owners));
		reviser->labels = xrealloc(reviser->labels, reviser->room, 1);
		reviser->labelled = xrealloc(reviser->labelled, reviser->room, 1);
	}
	if (document->attribution_count >= reviser->kept_room) {
		reviser->kept_room = (document->attribution_count + 1) * 2;
		reviser->kept = xrealloc(reviser->kept, reviser->kept_room, sizeof(*reviser->kept));
	}
	if (count) {
		memset(reviser->owners, 0xFF, count * sizeof(*reviser->owners));
		memcpy(reviser->labels, labels, count);
	}
	for (uint32_t a = 0; a < document->attribution_count; a++)
		if (document->attributions[a].firm)
			settle(reviser, &document->attributions[a]);
	for (uint32_t i = 0; i < count; i++)
		reviser->labelled[i] = reviser->labels[i] >= LABEL_PART;
	for (uint32_t a = 0; a < document->attribution_count; a++) {
		const struct attribution *attribution = &document->attributions[a];

		reviser->kept[a] = false;
		if (attribution->cue.last)
			set_owner(reviser, attribution->cue, a);
		else
			set_owner(reviser, attribution->content[0], a);
		for (uint32_t k = 1; k < attribution->content_count; k++)
			set_owner(reviser, attribution->content[k], a);
	}
}

static void run_stretch(struct reviser *reviser, struct document *document, const struct stretch *stretch)
{
	uint32_t taken;

	reviser->last = -1;
	for (uint32_t i = 0; i < stretch->count; i += taken) {
		struct proposal proposal;

		taken = stretch->letters[i] == LETTER_BREAK ? 0 : match_parts(reviser, stretch, i, &proposal);
		if (taken) {
			proposal.cue = edges_of_cue(document, proposal.cue);
			for (uint32_t k = 0; k < proposal.content_count; k++)
				cut_clause(reviser, document, &proposal.content[k]);
			apply(reviser, document, &proposal);
		}
		taken = taken ? taken : 1;
	}
}

/* Whether an attribution without part in the labels stays: a firm rule's, or a quotation that the labels leave alone.
 */
static bool may_stay(const struct reviser *reviser, const struct document *document,
		     const struct attribution *attribution)
{
	if (attribution->firm)
		return true;
	for (uint32_t k = 0; k < attribution->content_count; k++)
		for (uint32_t i = attribution->content[k].first; i < attribution->content[k].last; i++)
			if (reviser->labelled[i])
				return false;
	if (attribution->cue.last && attribution->source.last &&
	    tag_is_plain_speech(document->tokens[attribution->head].tag))
		return true;
	if (!attribution->content_count || document->tokens[attribution->content[0].first].quote < 0)
		return false;
	return document->quotes[document->tokens[attribution->content[0].first].quote].words >= 3;
}

/* Keep what the rules quote and nothing else holds: of labels that make no attribution nothing would be left. */
static void keep_quotations(struct reviser *reviser, const struct document *document, uint32_t rules)
{
	if (document->token_count)
		memset(reviser->labelled, 0, document->token_count);
	for (uint32_t a = 0; a < document->attribution_count; a++)
		for (uint32_t k = 0; reviser->kept[a] && k < document->attributions[a].content_count; k++) {
			struct range range = document->attributions[a].content[k];

			if (range.first < range.last)
				memset(reviser->labelled + range.first, 1, range.last - range.first);
		}
	for (uint32_t a = 0; a < rules; a++)
		reviser->kept[a] = reviser->kept[a] || may_stay(reviser, document, &document->attributions[a]);
}

/* Where an attribution and its number before stand in text order. */
struct place {
	uint32_t head, index;
};

static int by_head(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	if (x->head != y->head)
		return x->head < y->head ? -1 : 1;
	return x->index < y->index ? -1 : x->index > y->index;
}

/* Keep what is to be kept, in text order; `carry` goes on naming the same attributions. */
static void compact(struct reviser *reviser, struct document *document)
{
	uint32_t count = document->attribution_count, n = 0;
	struct place *places = arena_alloc(&document->arena, (count + 1) * sizeof(*places));
	int32_t *numbers = arena_alloc(&document->arena, (count + 1) * sizeof(*numbers));
	struct attribution *old = arena_alloc(&document->arena, (count + 1) * sizeof(*old));

	for (uint32_t a = 0; a < count; a++) {
		old[a] = document->attributions[a];
		numbers[a] = -1;
		if (reviser->kept[a])
			places[n++] = (struct place){old[a].head, a};
	}
	qsort(places, n, sizeof(*places), by_head);
	for (uint32_t k = 0; k < n; k++) {
		document->attributions[k] = old[places[k].index];
		numbers[places[k].index] = (int32_t)k;
	}
	document->attribution_count = n;
	for (uint32_t k = 0; k < n; k++)
		if (document->attributions[k].carry >= 0)
			document->attributions[k].carry = numbers[document->attributions[k].carry];
}

void reviser_apply(struct reviser *reviser, struct document *document, const uint8_t *labels)
{
	uint32_t rules = document->attribution_count;
	struct stretch stretch;

	document->surety = NULL;
	reset(reviser, document, labels);
	for (uint32_t i = 0; i < document->token_count; i++) {
		if (reviser->labels[i] == LABEL_OUT)
			continue;
		i = take_parts(document, reviser->labels, i, &stretch) - 1;
		run_stretch(reviser, document, &stretch);
	}
	for (uint32_t a = 0; a < rules; a++)
		reviser->kept[a] = reviser->kept[a] || may_stay(reviser, document, &document->attributions[a]);
	keep_quotations(reviser, document, rules);
	for (uint32_t a = 0; a < document->attribution_count; a++)
		reviser->kept[a] = reviser->kept[a] && !form_is_listed(document, &document->attributions[a]) &&
				   !form_names_nobody(document, document->attributions[a].source);
	compact(reviser, document);
}

void reviser_run(struct reviser *reviser, struct document *document)
{
	document->surety = NULL;
	if (!reviser->labeller)
		return;
	reviser_apply(reviser, document, labeller_run(reviser->labeller, document));
	document->surety = labeller_surety(reviser->labeller);
}
