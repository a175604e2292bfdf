/* SPDX-License-Identifier: MIT */
/* Find the runs of capitals that are names, and cut their titles off; see names.h. Entities are registry.c's. */
#include "names.h"

#include <stdlib.h>
#include <string.h>

#include "tag.h"
#include "text.h"

#define SEEN_LOWER 1   /* written small somewhere in the article */
#define SEEN_CAPITAL 2 /* written large where nothing but a name is */
#define SEEN_NAME 4    /* stands behind a title or first name */

/* A run of capitals: titles [first, name), name [name, last). */
struct run {
	uint32_t first, name, last;
};

void names_done(struct names *names)
{
	free(names->mentions);
	free(names->seen);
	free(names->at);
	memset(names, 0, sizeof(*names));
}

const struct word *names_word(const struct document *document, uint32_t i)
{
	const struct token *token = &document->tokens[i];

	if (token->word || token->kind != TOKEN_WORD || document->text[token->end - 1] != '.')
		return token->word;
	return lexicon_find(document->lexicon, document->text + token->start, token->end - token->start - 1);
}

bool names_is(const struct document *document, uint32_t i, uint64_t classes)
{
	const struct word *word = names_word(document, i);

	return word && (word->classes & classes);
}

uint64_t names_hash(const struct document *document, uint32_t i)
{
	const struct token *token = &document->tokens[i];
	char folded[256];
	size_t length = token->end - token->start;
	uint64_t h = 0xcbf29ce484222325ULL;

	if (length > 200)
		length = 200;
	length = lexicon_fold(document->text + token->start, length, folded);
	for (size_t k = 0; k < length; k++)
		h = (h ^ (unsigned char)folded[k]) * 0x100000001b3ULL;
	return h | 1;
}

/* Whether a capital says nothing at i: a sentence begins there, or what is quoted, or what follows a colon. */
static bool initial(const struct document *document, uint32_t i)
{
	const struct token *token = &document->tokens[i];

	if ((token->flags & TOKEN_SENTENCE) || i == 0 || token[-1].sentence != token->sentence)
		return true;
	return token[-1].kind == TOKEN_MARK ||
	       (token[-1].kind == TOKEN_PUNCTUATION && strchr(".?!:", document->text[token[-1].start]));
}

static bool capital(const struct document *document, uint32_t i)
{
	const struct token *token = &document->tokens[i];

	return i < document->token_count && token->kind == TOKEN_WORD && (token->flags & TOKEN_CAPITAL) &&
	       !(token->flags & TOKEN_APOSTROPHE);
}

/* How the article writes each word of the lexicon. */
static void survey(struct names *names, const struct document *document)
{
	uint32_t size = (uint32_t)lexicon_size(document->lexicon);

	if (size > names->seen_room) {
		names->seen = xrealloc(names->seen, size, 1);
		names->seen_room = size;
	}
	memset(names->seen, 0, size);
	for (uint32_t i = 0; i < document->token_count; i++) {
		const struct token *token = &document->tokens[i];

		if (token->kind != TOKEN_WORD || !token->word || (token->flags & TOKEN_TITLE_CASE))
			continue;
		if (!(token->flags & TOKEN_CAPITAL)) {
			names->seen[token->word->id] |= SEEN_LOWER;
			continue;
		}
		if (!initial(document, i))
			names->seen[token->word->id] |= SEEN_CAPITAL;
		if (i && capital(document, i - 1) && token[-1].sentence == token->sentence &&
		    names_is(document, i - 1, WORD(TITLE) | WORD(FIRST_NAME)))
			names->seen[token->word->id] |= SEEN_NAME;
	}
}

/* Whether the sentence's first word may begin a name. */
static bool begins_name(const struct names *names, const struct document *document, uint32_t i, const struct word *word)
{
	uint8_t seen = names->seen[word->id];
	bool followed = capital(document, i + 1) && !names_is(document, i + 1, FUNCTION_WORDS);

	if (seen & SEEN_NAME)
		return true;
	if (word->classes & (WORD(TITLE) | WORD(FIRST_NAME)))
		return !(seen & SEEN_LOWER) || followed;
	if (seen & SEEN_LOWER)
		return false;
	if ((seen & SEEN_CAPITAL) ||
	    (word->classes & (WORD(PLACE) | WORD(ORGANISATION_WORD) | WORD(DEMONYM) | WORD(PARTY))))
		return true;
	if (word->classes & (WORD(COLLECTIVE) | WORD(HUMAN) | WORD(ROLE)))
		return false;
	if (followed && !names_is(document, i + 1, WORD(TITLE) | WORD(FIRST_NAME) | WORD(DEMONYM)))
		return !(word->classes & (WORD(ADVERB) | WORD(MODAL) | WORD(VERB_PAST) | WORD(VERB_ING)));
	return !(word->classes & (WORD(VERB_BASE) | WORD(VERB_ING) | WORD(VERB_PAST) | WORD(VERB_PART) | WORD(VERB_S) |
				  WORD(NOUN) | WORD(ADJECTIVE) | WORD(ADVERB) | WORD(MODAL)));
}

/* Whether the token may stand in a name: a capital that is more than a sentence's beginning. */
static bool name_token(const struct names *names, const struct document *document, uint32_t i)
{
	const struct token *token = &document->tokens[i];
	const struct word *word = token->word;
	uint64_t classes = word ? word->classes : 0;

	if (!capital(document, i) || (token->flags & TOKEN_TITLE_CASE))
		return false;
	if (classes & FUNCTION_WORDS) {
		if ((token->flags & TOKEN_UPPER) &&
		    !(classes & (WORD(POSSESSIVE) | WORD(DETERMINER) | WORD(AND) | WORD(PREPOSITION))))
			return true;
		return i && (names->seen[word->id] & SEEN_NAME) && (classes & WORD(TIME)) && capital(document, i - 1) &&
		       names_is(document, i - 1, WORD(TITLE) | WORD(FIRST_NAME));
	}
	if (!word || !initial(document, i))
		return token->end - token->start > 1;
	return begins_name(names, document, i, word);
}

uint32_t names_title_phrase(const struct document *document, uint32_t i)
{
	const struct phrase *phrase = lexicon_phrases(document->lexicon, document->tokens[i].word);

	for (; phrase; phrase = phrase->next) {
		uint32_t k = 0;

		while (k < phrase->count && i + k < document->token_count &&
		       document->tokens[i + k].word == phrase->words[k])
			k++;
		if (k == phrase->count && (phrase->classes & (WORD(TITLE) | WORD(ROLE))))
			return k;
	}
	return 0;
}

/* "Rafael (Ted) Cruz", "Marcia "Cia" Price": tokens of the inset at i, or 0. */
static uint32_t nickname(const struct names *names, const struct document *document, uint32_t i, uint32_t limit)
{
	const struct token *tokens = document->tokens;

	if (i + 3 >= limit || !capital(document, i + 1) || (tokens[i + 1].flags & TOKEN_UPPER) ||
	    !name_token(names, document, i + 3) || !names_is(document, i - 1, WORD(FIRST_NAME)))
		return 0;
	if (tokens[i].kind == TOKEN_MARK && tokens[i + 2].kind == TOKEN_MARK)
		return 3;
	return document->text[tokens[i].start] == '(' && document->text[tokens[i + 2].start] == ')' ? 3 : 0;
}

/* "Securities and Exchange Commission": common nouns on the left, an organisation's word on the right. */
static bool joins_organisation(const struct names *names, const struct document *document, uint32_t at, uint32_t limit)
{
	const struct word *before = document->tokens[at - 1].word;

	if (!before || !(before->classes & (WORD(NOUN) | WORD(ADJECTIVE))) ||
	    (before->classes & (WORD(FIRST_NAME) | WORD(PLACE))) || (names->seen[before->id] & SEEN_NAME))
		return false;
	for (uint32_t i = at + 1; i < limit && name_token(names, document, i); i++)
		if (names_is(document, i, WORD(ORGANISATION_WORD)))
			return true;
	return false;
}

/* Tokens of what may stand inside a name at `at` without being a capital: particles, "of", "Jr."; or 0. */
static uint32_t inner(const struct names *names, const struct document *document, const struct run *run, uint32_t at,
		      uint32_t limit)
{
	const struct token *tokens = document->tokens;
	uint32_t next = at + 1;

	if (at <= run->name || at + 1 >= limit)
		return 0;
	if (document->text[tokens[at].start] == ',' && names_is(document, next, WORD(NAME_SUFFIX)))
		return 2;
	if (nickname(names, document, at, limit))
		return 3;
	if (names_is(document, at - 1, WORD(ORGANISATION_WORD)) && names_is(document, at, WORD(ORGANISATION_JOIN))) {
		if (names_is(document, next, WORD(DETERMINER)) && next + 1 < limit)
			next++;
		return name_token(names, document, next) && !names_is(document, next, WORD(FIRST_NAME) | WORD(TITLE))
			       ? next - at
			       : 0;
	}
	if (names_is(document, at, WORD(AND)))
		return name_token(names, document, next) && joins_organisation(names, document, at, limit) ? 1 : 0;
	while (next < limit && next < at + 2 && names_is(document, next, WORD(NAME_PARTICLE)) &&
	       !capital(document, next))
		next++;
	if (names_is(document, at, WORD(NAME_PARTICLE)) && next < limit && name_token(names, document, next))
		return next - at;
	return 0;
}

/* Let the run go on as far as it does. */
static void extend(const struct names *names, const struct document *document, struct run *run, uint32_t limit)
{
	uint32_t at = run->first;
	const struct token *first = &document->tokens[at];

	while (at < limit) {
		const struct token *token = &document->tokens[at];
		uint32_t title = at == run->first || capital(document, at) ? names_title_phrase(document, at) : 0, step;

		if (token->sentence != first->sentence)
			break;
		step = at > run->first ? nickname(names, document, at, limit) : 0;
		if (!step && (token->flags & TOKEN_QUOTED) != (first->flags & TOKEN_QUOTED))
			break;
		if (title) {
			at += title;
			run->name = run->last = at;
			continue;
		}
		if (!step && name_token(names, document, at)) {
			run->last = ++at;
			continue;
		}
		step = step ? step : inner(names, document, run, at, limit);
		if (!step)
			break;
		at += step;
		run->last = at;
	}
}

/* Whether one of the tokens has one of the classes. */
static bool any(const struct document *document, uint32_t first, uint32_t last, uint64_t classes)
{
	for (uint32_t i = first; i < last; i++)
		if (names_is(document, i, classes))
			return true;
	return false;
}

/* Set the run's name behind its titles, and behind what stands before a first name: "Miss World Ann Lee". */
static void cut_titles(const struct names *names, const struct document *document, struct run *run)
{
	uint32_t start = run->name;

	if (any(document, run->last - 1, run->last, WORD(ORGANISATION_WORD) | WORD(PLACE_WORD)))
		return;
	for (uint32_t i = start; i + 1 < run->last; i++) {
		const struct word *next = document->tokens[i + 1].word;
		bool alone = i + 2 == run->last;

		if (!names_is(document, i, WORD(TITLE) | WORD(ROLE)) || names_is(document, i + 1, WORD(NAME_SUFFIX)) ||
		    (i > start && names_is(document, i - 1, WORD(FIRST_NAME)) &&
		     !names_is(document, i - 1, WORD(TITLE))))
			continue;
		if (!names_is(document, i, WORD(TITLE)) && alone && next && !(next->classes & WORD(FIRST_NAME)) &&
		    !(names->seen[next->id] & SEEN_NAME))
			continue;
		if (names_is(document, i, WORD(FIRST_NAME)) && i == start && alone)
			continue; /* "Dean Smith" */
		run->name = i + 1;
	}
	for (uint32_t i = run->name; i + 1 < run->last; i++) {
		const struct word *word = document->tokens[i].word;

		if (word && (word->classes & WORD(FIRST_NAME)) && !(i == run->name && (word->classes & WORD(PLACE)))) {
			run->name = names_is(document, i + 1, WORD(NAME_SUFFIX)) ? run->name : i;
			break;
		}
		if (!word ||
		    !(word->classes & (WORD(DEMONYM) | WORD(PARTY) | WORD(PLACE) | WORD(ORGANISATION_WORD) |
				       WORD(NOUN) | WORD(ADJECTIVE))) ||
		    (names->seen[word->id] & SEEN_NAME))
			break;
	}
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
	mention->headline = document->tokens[run->name].flags & TOKEN_TITLE_CASE;
	mention->modifier =
		(run->last < document->token_count && (document->tokens[run->last].flags & TOKEN_APOSTROPHE)) ||
		lower_noun(document, run->last);
}

/* In a title-case line only a first name and the word behind it make a name. */
static bool headline_name(const struct names *names, const struct document *document, struct run *run, uint32_t limit)
{
	uint32_t i = run->first;

	(void)names;
	if (!(document->tokens[i].flags & TOKEN_TITLE_CASE) || !capital(document, i) || i + 1 >= limit ||
	    !names_is(document, i, WORD(FIRST_NAME)) || !capital(document, i + 1) ||
	    names_is(document, i + 1, FUNCTION_WORDS))
		return false;
	run->name = i;
	run->last = i + 2;
	return true;
}

static void find_runs(struct names *names, const struct document *document)
{
	for (uint32_t i = 0; i < document->token_count && names->mention_count < MENTIONS_MAX;) {
		const struct paragraph *paragraph = &document->paragraphs[document->tokens[i].paragraph];
		struct run run = {i, i, i};

		if (paragraph->kind == PARAGRAPH_FURNITURE) {
			i = paragraph->last;
			continue;
		}
		if (headline_name(names, document, &run, paragraph->last)) {
			add_mention(names, document, &run);
			i = run.last;
			continue;
		}
		if (document->tokens[i].kind != TOKEN_WORD ||
		    (!name_token(names, document, i) && !names_title_phrase(document, i))) {
			i++;
			continue;
		}
		extend(names, document, &run, paragraph->last);
		if (run.name < run.last) {
			cut_titles(names, document, &run);
			add_mention(names, document, &run);
		}
		i = run.last > i ? run.last : i + 1;
	}
}

const struct mention *names_at(const struct names *names, uint32_t token)
{
	return token < names->at_room && names->at[token] >= 0 ? &names->mentions[names->at[token]] : NULL;
}

static void index_tokens(struct names *names, const struct document *document)
{
	if (document->token_count > names->at_room) {
		names->at_room = document->token_count * 2;
		names->at = xrealloc(names->at, names->at_room, sizeof(*names->at));
	}
	memset(names->at, 0xFF, names->at_room * sizeof(*names->at));
	for (uint32_t m = 0; m < names->mention_count; m++)
		for (uint32_t i = names->mentions[m].first; i < names->mentions[m].last; i++)
			names->at[i] = (int32_t)m;
}

void names_find(struct names *names, const struct document *document, struct arena *arena)
{
	names->lexicon = document->lexicon;
	names->arena = arena;
	names->mention_count = 0;
	survey(names, document);
	find_runs(names, document);
	index_tokens(names, document);
	registry_collect(names, document);
	roles_find(names, document, false);
	registry_link(names, document);
	roles_find(names, document, true);
	roles_learn_gender(names, document);
}
