/* SPDX-License-Identifier: MIT */
/* Attributions within the content of others; see nested.h. */
#include "nested.h"

#include <stdlib.h>
#include <string.h>

#include "text.h"

#define MATCH_LIMIT 10000
#define NEAR 8 /* attributions on each side among which another level is */
#define SENTENCE_MAX                                                                                                   \
	400 /* tokens; in longer sentences nothing is sought, so that the work stays in line with the text */

struct nester {
	const struct rules *rules;
	struct tagger tagger;
	pcre2_match_data *data;
	pcre2_match_context *context;
};

struct nester *nester_new(const struct rules *rules, const struct lexicon *lexicon, const struct weights *cue,
			  const struct weights *extent)
{
	struct nester *nester = xcalloc(1, sizeof(*nester));

	nester->rules = rules;
	nester->tagger.lexicon = lexicon;
	nester->tagger.weights = cue;
	nester->tagger.extent = extent;
	nester->data = pcre2_match_data_create(16, NULL);
	nester->context = pcre2_match_context_create(NULL);
	pcre2_set_match_limit(nester->context, MATCH_LIMIT);
	return nester;
}

void nester_free(struct nester *nester)
{
	if (!nester)
		return;
	pcre2_match_data_free(nester->data);
	pcre2_match_context_free(nester->context);
	tagger_done(&nester->tagger);
	free(nester);
}

/* Whether the content begins outside marks and holds what could be a cue. */
static bool may_hold(const struct document *document, struct range content)
{
	const struct sentence *sentence;

	if (content.first >= content.last || document->tokens[content.first].quote >= 0)
		return false;
	sentence = &document->sentences[document->tokens[content.first].sentence];
	if (sentence->last - sentence->first > SENTENCE_MAX)
		return false;
	for (uint32_t i = content.first; i < content.last; i++)
		if (tag_is_cue(document->tokens[i].tag) || document->tokens[i].tag == 'c')
			return true;
	return false;
}

static struct range group_tokens(const struct nester *nester, const struct rule *rule, enum rule_group group,
				 int matched)
{
	const PCRE2_SIZE *vector = pcre2_get_ovector_pointer(nester->data);
	int number = rule->groups[group];

	if (!number || number >= matched || vector[2 * number] == PCRE2_UNSET ||
	    vector[2 * number] == vector[2 * number + 1])
		return (struct range){0, 0};
	return (struct range){nester->tagger.units[vector[2 * number]].first,
			      nester->tagger.units[vector[2 * number + 1] - 1].last};
}

static void add(struct nester *nester, struct document *document, uint32_t rule, int matched, uint32_t end)
{
	const struct rule *from = &nester->rules->rules[rule];
	struct range open = group_tokens(nester, from, GROUP_OPEN, matched);
	struct attribution *attribution = document_add_attribution(document);

	attribution->rule = from->id;
	attribution->rule_index = (int32_t)rule;
	attribution->source = group_tokens(nester, from, GROUP_SOURCE, matched);
	attribution->cue = group_tokens(nester, from, GROUP_CUE, matched);
	attribution->content[0] =
		open.last ? (struct range){open.first, end} : group_tokens(nester, from, GROUP_CONTENT, matched);
	attribution->content_count = 1;
	attribution->head = attribution->cue.last - 1;
	for (uint32_t i = attribution->cue.first; i < attribution->cue.last; i++) {
		attribution->negated |= document->tokens[i].tag == 'n';
		if (tag_is_cue(document->tokens[i].tag))
			attribution->head = i;
	}
	attribution->entry = cue_entry(document, attribution->head);
}

/* Whether an attribution beside number a has the cue already: the labels tell both levels now and then. */
static bool is_told(const struct document *document, uint32_t count, uint32_t a, struct range cue)
{
	for (uint32_t i = a > NEAR ? a - NEAR : 0; i < count && i <= a + NEAR; i++)
		if (document->attributions[i].cue.first < cue.last && cue.first < document->attributions[i].cue.last)
			return true;
	return false;
}

/* Try the rules at the start of piece k of the content of attribution a, of so many. */
static void search(struct nester *nester, struct document *document, uint32_t count, uint32_t a, uint32_t k)
{
	struct range content = document->attributions[a].content[k];
	struct tagger *tagger = &nester->tagger;
	uint32_t from = 0, to;

	tag_sentence(tagger, document, document->tokens[content.first].sentence);
	while (from < tagger->count && tagger->units[from].first < content.first)
		from++;
	for (to = from; to < tagger->count && tagger->units[to].last <= content.last;)
		to++;
	for (uint32_t i = 0; i < nester->rules->count; i++) {
		int matched;

		if (nester->rules->rules[i].phase != PHASE_NESTED || from >= to)
			continue;
		matched = pcre2_match(nester->rules->rules[i].code, (PCRE2_SPTR)tagger->tags, to, from, PCRE2_ANCHORED,
				      nester->data, nester->context);
		if (matched <= 0)
			continue;
		if (is_told(document, count, a, group_tokens(nester, &nester->rules->rules[i], GROUP_CUE, matched)))
			return;
		add(nester, document, i, matched, content.last);
		return;
	}
}

void nester_run(struct nester *nester, struct document *document)
{
	uint32_t count = document->attribution_count;

	for (uint32_t a = 0; a < count; a++) {
		for (uint32_t k = 0; k < document->attributions[a].content_count; k++) {
			struct range content = document->attributions[a].content[k];

			if (may_hold(document, content))
				search(nester, document, count, a, k);
		}
	}
}
