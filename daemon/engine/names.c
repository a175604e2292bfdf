/* SPDX-License-Identifier: MIT */
/* The mentions of an article, from its runs of capitals (run.c); see names.h. Entities are registry.c's. */
#include "names.h"

#include <stdlib.h>
#include <string.h>

#include "run.h"
#include "tag.h"
#include "text.h"

#define BEFORE_TOKENS 12 /* of a sentence before its first name */

void names_done(struct names *names)
{
	free(names->mentions);
	free(names->seen);
	free(names->at);
	memset(names, 0, sizeof(*names));
}

const struct word *names_word(const struct document *document, uint32_t i)
{
	return document->tokens[i].bare;
}

const struct word *names_last_part(const struct document *document, uint32_t i)
{
	const struct token *token = &document->tokens[i];
	const char *text = document->text + token->start;
	size_t length = token->end - token->start, at = length;

	while (at > 0 && text[at - 1] != '-')
		at--;
	return at && at < length ? lexicon_find(document->lexicon, text + at, length - at) : NULL;
}

const struct word *names_first_part(const struct document *document, uint32_t i)
{
	const struct token *token = &document->tokens[i];
	const char *hyphen = memchr(document->text + token->start, '-', token->end - token->start);

	return hyphen && token->kind == TOKEN_WORD ? lexicon_find(document->lexicon, document->text + token->start,
								  (size_t)(hyphen - document->text) - token->start)
						   : NULL;
}

uint64_t names_hash(const struct document *document, uint32_t i)
{
	const struct token *token = &document->tokens[i];

	return token->hash ? token->hash : lexicon_hash(document->text + token->start, token->end - token->start);
}

static bool begins_title(const struct document *document, uint32_t i)
{
	const struct word *word = document->tokens[i].word;

	return word && (word->begins & BEGINS_TITLE);
}

uint32_t names_title_phrase(const struct document *document, uint32_t i)
{
	const struct word *next = i + 1 < document->token_count ? document->tokens[i + 1].word : NULL;
	const struct phrase *phrase = lexicon_phrases_with(document->tokens[i].word, next, BEGINS_TITLE);

	for (; phrase; phrase = phrase->next) {
		uint32_t k = 1;

		while (k < phrase->count && i + k < document->token_count &&
		       document->tokens[i + k].word == phrase->words[k])
			k++;
		if (k == phrase->count && (phrase->classes & (WORD(TITLE) | WORD(ROLE))))
			return k;
	}
	return 0;
}

static bool lower_noun(const struct document *document, uint32_t i)
{
	const struct token *token = &document->tokens[i];

	return i < document->token_count && token->kind == TOKEN_WORD && !(token->flags & TOKEN_CAPITAL) &&
	       !tag_is_cue(token->tag) &&
	       token_is(token, WORD(NOUN) | WORD(ORGANISATION_NOUN) | WORD(ROLE) | WORD(COLLECTIVE) | WORD(DOCUMENT) |
				       WORD(ADJECTIVE)) &&
	       !token_is(token, WORD(VERB_PAST) | WORD(VERB_S) | WORD(MODAL) | WORD(BE) | WORD(HAVE) | WORD(ADVERB) |
					WORD(PREPOSITION) | WORD(SUBORDINATOR));
}

/* "The Times/Gazette", "the U.S.-born": a stroke or hyphen without white space. */
static bool slashed(const struct document *document, uint32_t i)
{
	return i + 1 < document->token_count && strchr("/-", document->text[document->tokens[i].start]) &&
	       !((document->tokens[i].flags | document->tokens[i + 1].flags) & TOKEN_SPACE);
}

static void add_mention(struct names *names, const struct document *document, const struct run *run)
{
	struct mention *mention;
	const struct word *word = run->name > run->first ? names_word(document, run->name - 1) : NULL;

	document_grow((void **)&names->mentions, &names->mention_room, names->mention_count, sizeof(*mention));
	mention = &names->mentions[names->mention_count++];
	memset(mention, 0, sizeof(*mention));
	mention->first = run->name;
	mention->last = run->last;
	mention->title = run->first;
	mention->entity = mention->rival = -1;
	mention->gender = word && (word->gender == 'm' || word->gender == 'f') ? word->gender : 0;
	mention->headline = run_title_case(document, run->name);
	mention->modifier =
		slashed(document, run->last) ||
		(run->last < document->token_count && (document->tokens[run->last].flags & TOKEN_APOSTROPHE)) ||
		lower_noun(document, run->last);
}

static void find_in_paragraph(struct names *names, const struct document *document, const struct paragraph *paragraph)
{
	for (uint32_t i = paragraph->first; i < paragraph->last && names->mention_count < MENTIONS_MAX;) {
		struct run run = {i, i, i};

		if (((document->tokens[i].flags & TOKEN_CAPITAL) || begins_title(document, i)) &&
		    run_find(names, document, &run, paragraph->last))
			add_mention(names, document, &run);
		i = run.last > i ? run.last : i + 1;
	}
}

static void find_mentions(struct names *names, const struct document *document)
{
	for (uint32_t p = 0; p < document->paragraph_count; p++) {
		const struct paragraph *paragraph = &document->paragraphs[p];

		if (paragraph->kind != PARAGRAPH_FURNITURE)
			find_in_paragraph(names, document, paragraph);
	}
}

static void index_tokens(struct names *names, const struct document *document)
{
	if (document->token_count > names->at_room) {
		names->at_room = document->token_count * 2;
		names->at = xrealloc(names->at, names->at_room, sizeof(*names->at));
	}
	names->at_count = document->token_count;
	memset(names->at, 0xFF, names->at_count * sizeof(*names->at));
	for (uint32_t m = 0; m < names->mention_count; m++)
		for (uint32_t i = names->mentions[m].title; i < names->mentions[m].last; i++)
			names->at[i] = (int32_t)m;
}

char names_told_before(const struct names *names, const struct document *document, const struct mention *mention)
{
	uint32_t first = document->sentences[document->tokens[mention->title].sentence].first;

	if (mention->title < first + 2 || mention->title > first + BEFORE_TOKENS ||
	    document->text[document->tokens[mention->title - 1].start] != ',' ||
	    !names_is(document, first, WORD(PREPOSITION) | WORD(SUBORDINATOR)))
		return 0;
	for (uint32_t i = first + 1; i < mention->title; i++) {
		const struct token *token = &document->tokens[i];

		if ((token->flags & TOKEN_QUOTED) || names_at(names, i))
			return 0;
		if (token_is(token, WORD(POSSESSIVE) | WORD(SUBJECT)) &&
		    (token->word->gender == 'm' || token->word->gender == 'f'))
			return token->word->gender;
	}
	return 0;
}

void names_add(struct names *names, const struct document *document, uint32_t token, int32_t entity)
{
	struct run run = {token, token, token + 1};

	add_mention(names, document, &run);
	names->mentions[names->mention_count - 1].entity = entity;
	names->at[token] = (int32_t)names->mention_count - 1;
}

void names_find(struct names *names, const struct document *document, struct arena *arena)
{
	names->lexicon = document->lexicon;
	names->arena = arena;
	names->mention_count = 0;
	run_survey(names, document);
	find_mentions(names, document);
	index_tokens(names, document);
	registry_collect(names, document);
	roles_find(names, document, false);
	link_names(names, document);
	link_headlines(names, document);
	roles_find(names, document, true);
	roles_learn_gender(names, document);
}
