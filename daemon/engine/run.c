/* SPDX-License-Identifier: MIT */
/* Runs of capitals: where they begin and end, and which of their words are titles; see run.h. */
#include "run.h"

#include <stdlib.h>
#include <string.h>

#include "cut.h"

#define SEEN_LOWER 1   /* written small somewhere in the article */
#define SEEN_CAPITAL 2 /* written large where nothing but a name is */
#define SEEN_NAME 4    /* stands behind a title or first name */
#define SEEN_BITS 3    /* the others are those of the round */
#define ROUNDS_MAX (UINT16_MAX >> SEEN_BITS)
#define DATELINE_TOKENS 12
#define OFFICE_TOKENS 12 /* of a title or office with what it is of or for */

uint32_t run_dateline(const struct document *document, uint32_t i)
{
	const struct token *tokens = document->tokens;
	const struct paragraph *paragraph = &document->paragraphs[tokens[i].paragraph];
	bool named = tokens[i].flags & TOKEN_UPPER;

	if (i != paragraph->first || !(tokens[i].flags & TOKEN_CAPITAL))
		return 0;
	for (uint32_t k = i + 1; k + 1 < paragraph->last && k <= i + DATELINE_TOKENS; k++) {
		if (named && tokens[k].tag == '-')
			return k + 1;
		named |= document->text[tokens[k].start] == ')';
		if (!(tokens[k].flags & TOKEN_CAPITAL) && tokens[k].kind != TOKEN_PUNCTUATION &&
		    tokens[k].kind != TOKEN_NUMBER)
			return 0;
	}
	return 0;
}

/* "ABUJA, Nigeria (AP) —": whether the token before i is the dash of such a dateline. */
static bool behind_dateline(const struct document *document, uint32_t i)
{
	uint32_t first = document->paragraphs[document->tokens[i].paragraph].first;

	return i > first && i <= first + DATELINE_TOKENS && run_dateline(document, first) == i;
}

/* Whether a capital says nothing at i: a sentence begins there, or what is quoted, or what follows a colon. */
static bool initial(const struct document *document, uint32_t i)
{
	const struct token *token = &document->tokens[i];

	if ((token->flags & TOKEN_SENTENCE) || i == 0 || token[-1].sentence != token->sentence)
		return true;
	if (token[-1].kind == TOKEN_MARK)
		return (token->flags & TOKEN_QUOTED) || i < 2 ||
		       document->text[token[-2].start] != ','; /* else: "A," Lee said */
	return token[-1].kind == TOKEN_PUNCTUATION &&
	       (strchr(".?!:", document->text[token[-1].start]) || behind_dateline(document, i));
}

bool run_title_case(const struct document *document, uint32_t i)
{
	const struct token *token = &document->tokens[i];
	const struct sentence *sentence;
	bool alone;

	if (!(token->flags & TOKEN_TITLE_CASE))
		return false;
	sentence = &document->sentences[token->sentence];
	alone = token->paragraph == 0 && sentence->last - sentence->first == document->paragraphs->last;
	return alone ||
	       document->text[document->tokens[sentence->last - 1].end - 1] != '.'; /* else a short sentence of names */
}

static bool capital(const struct document *document, uint32_t i)
{
	const struct token *token = &document->tokens[i];

	return i < document->token_count && token->kind == TOKEN_WORD && (token->flags & TOKEN_CAPITAL) &&
	       !(token->flags & TOKEN_APOSTROPHE);
}

static void see(struct names *names, const struct word *word, uint16_t how)
{
	uint16_t *at = &names->seen[word->id];

	*at = (uint16_t)(*at >> SEEN_BITS == names->round ? *at | how : names->round << SEEN_BITS | how);
}

/* How the article writes the word. */
static uint16_t seen(const struct names *names, const struct word *word)
{
	uint16_t at = names->seen[word->id];

	return at >> SEEN_BITS == names->round ? at : 0;
}

bool run_seen_as_name(const struct names *names, const struct word *word)
{
	return seen(names, word) & SEEN_NAME;
}

void run_survey(struct names *names, const struct document *document)
{
	uint32_t size = (uint32_t)lexicon_size(document->lexicon);

	if (size > names->seen_room || names->round == ROUNDS_MAX) {
		free(names->seen);
		names->seen = xcalloc(size, sizeof(*names->seen));
		names->seen_room = size;
		names->round = 0;
	}
	names->round++;
	for (uint32_t i = 0; i < document->token_count; i++) {
		const struct token *token = &document->tokens[i];

		if (token->kind != TOKEN_WORD || !token->word ||
		    ((token->flags & TOKEN_TITLE_CASE) && run_title_case(document, i)))
			continue;
		if (!(token->flags & TOKEN_CAPITAL)) {
			see(names, token->word, SEEN_LOWER);
			continue;
		}
		if (!initial(document, i))
			see(names, token->word, SEEN_CAPITAL);
		if (i && capital(document, i - 1) && token[-1].sentence == token->sentence &&
		    names_is(document, i - 1, WORD(TITLE) | WORD(FIRST_NAME)) &&
		    (names_is(document, i - 1, WORD(FIRST_NAME)) || !names_is(document, i, WORD(TITLE) | WORD(ROLE))))
			see(names, token->word, SEEN_NAME);
		if (i && token_is(token, WORD(ABBREVIATION)) && token_is(token, WORD(TITLE)) &&
		    capital(document, i - 1) && !token[-1].word && !capital(document, i + 1))
			see(names, token->word, SEEN_NAME); /* "Brinda Sen said" */
	}
}

uint32_t run_phrase(const struct document *document, uint32_t i, uint64_t classes)
{
	const struct phrase *phrase = lexicon_phrases(document->tokens[i].word);

	for (; phrase; phrase = phrase->next) {
		uint32_t k = 0;

		while (k < phrase->count && i + k < document->token_count &&
		       document->tokens[i + k].word == phrase->words[k])
			k++;
		if (k == phrase->count && (phrase->classes & classes))
			return k;
	}
	return 0;
}

/* Whether the sentence of token i is a question. */
static bool asks(const struct document *document, uint32_t i)
{
	const struct sentence *sentence = &document->sentences[document->tokens[i].sentence];

	for (uint32_t k = sentence->last; k-- > i && document->tokens[k].kind >= TOKEN_PUNCTUATION;)
		if (document->text[document->tokens[k].start] == '?')
			return true;
	return false;
}

/* Whether the sentence's first word may begin a name. */
static bool begins_name(const struct names *names, const struct document *document, uint32_t i, const struct word *word)
{
	uint16_t how = seen(names, word);
	bool followed = capital(document, i + 1) && !names_is(document, i + 1, FUNCTION_WORDS);

	if ((word->classes & WORD(MODAL)) && asks(document, i))
		return false; /* "Will Lee run?" */
	if ((how & SEEN_NAME) || run_phrase(document, i, WORD(PLACE) | WORD(DEMONYM)))
		return true;
	if (word->classes & (WORD(TITLE) | WORD(FIRST_NAME)))
		return !(how & SEEN_LOWER) || followed;
	if (how & SEEN_LOWER)
		return false;
	if ((how & SEEN_CAPITAL) ||
	    (word->classes & (WORD(PLACE) | WORD(ORGANISATION_WORD) | WORD(DEMONYM) | WORD(PARTY))))
		return true;
	if (word->classes & (WORD(COLLECTIVE) | WORD(HUMAN) | WORD(ROLE) | WORD(OFFICE_MODIFIER)))
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
	uint64_t classes = token->classes;

	if (!capital(document, i) || run_title_case(document, i) || (!word && names_is(document, i, WORD(TIME))))
		return false; /* "Dec." is none */
	if (classes & FUNCTION_WORDS) {
		if ((token->flags & TOKEN_UPPER) &&
		    !(classes & (WORD(POSSESSIVE) | WORD(DETERMINER) | WORD(AND) | WORD(PREPOSITION))))
			return true;
		return i && (seen(names, word) & SEEN_NAME) && (classes & WORD(TIME)) && capital(document, i - 1) &&
		       names_is(document, i - 1, WORD(TITLE) | WORD(FIRST_NAME));
	}
	if (!word || !initial(document, i))
		return token->end - token->start > 1;
	return begins_name(names, document, i, word);
}

/* "Rafael (Ted) Cruz", "Marcia "Cia" Price": tokens of the inset at i and the word behind it, or 0. */
static uint32_t nickname(const struct document *document, uint32_t i, uint32_t limit)
{
	const struct token *tokens = document->tokens;

	if (i + 3 >= limit || !capital(document, i + 1) || (tokens[i + 1].flags & TOKEN_UPPER) ||
	    !capital(document, i + 3) || names_is(document, i + 3, FUNCTION_WORDS) ||
	    (tokens[i - 1].word && !names_is(document, i - 1, WORD(FIRST_NAME))))
		return 0;
	if (tokens[i].kind == TOKEN_MARK && tokens[i + 2].kind == TOKEN_MARK)
		return 4;
	return document->text[tokens[i].start] == '(' && document->text[tokens[i + 2].start] == ')' ? 4 : 0;
}

/* "Department for Work and Pensions": an organisation's word and a join before the words on the left, a noun on the
 * right. */
static bool goes_on_office(const struct document *document, const struct run *run, uint32_t at)
{
	if (!names_is(document, at + 1, WORD(NOUN) | WORD(ADJECTIVE)) ||
	    names_is(document, at + 1, WORD(ORGANISATION_WORD) | WORD(FIRST_NAME) | WORD(PLACE) | WORD(TITLE)))
		return false;
	for (uint32_t i = at; i-- > run->name + 1 && i + OFFICE_TOKENS > at;)
		if (names_is(document, i, WORD(ORGANISATION_JOIN)))
			return names_is(document, i - 1, WORD(ORGANISATION_WORD));
	return false;
}

/* "Securities and Exchange Commission": common nouns on the left, an organisation's word on the right. */
static bool joins_organisation(const struct names *names, const struct document *document, const struct run *run,
			       uint32_t at, uint32_t limit)
{
	const struct word *before = document->tokens[at - 1].word;

	if (!before || !(before->classes & (WORD(NOUN) | WORD(ADJECTIVE))) ||
	    (before->classes & (WORD(FIRST_NAME) | WORD(PLACE))) || (seen(names, before) & SEEN_NAME))
		return false;
	if (goes_on_office(document, run, at))
		return true;
	for (uint32_t i = at + 1; i < limit && name_token(names, document, i); i++)
		if (names_is(document, i, WORD(ORGANISATION_WORD)))
			return true;
	return false;
}

/* "Minister of State for": a title before the words that end at `at`, joined to them by "of" and its like. */
static bool behind_title(const struct document *document, const struct run *run, uint32_t at)
{
	for (uint32_t i = at; i-- > run->first && i + OFFICE_TOKENS > at;)
		if (names_is(document, i, WORD(ORGANISATION_JOIN)))
			return i > run->first && names_is(document, i - 1, WORD(TITLE));
	return false;
}

/* "of the" and its like within the name of an organisation, or behind a title before a name: "director of the X Ann
 * Lee". */
static uint32_t preposition(const struct names *names, const struct document *document, const struct run *run,
			    uint32_t at, uint32_t limit)
{
	uint32_t next = at + 1;

	if (!names_is(document, at, WORD(ORGANISATION_JOIN)))
		return 0;
	if (names_is(document, next, WORD(DETERMINER)) && next + 1 < limit)
		next++;
	if (!name_token(names, document, next) || names_is(document, next, WORD(FIRST_NAME) | WORD(TITLE)))
		return 0;
	if (names_is(document, at - 1, WORD(ORGANISATION_WORD)) ||
	    (names_is(document, at - 1, WORD(COLLECTIVE)) && names_is(document, next, WORD(PLACE))))
		return next - at;
	if (!names_is(document, at - 1, WORD(TITLE)) && !behind_title(document, run, at))
		return 0;
	for (uint32_t i = next + 1; i + 1 < limit && i < next + OFFICE_TOKENS; i++) {
		if (!name_token(names, document, i) && !names_is(document, i, WORD(ORGANISATION_JOIN)))
			return 0;
		if (name_token(names, document, i + 1) &&
		    (names_is(document, i, WORD(FIRST_NAME)) ||
		     (!document->tokens[i].word && !names_is(document, i + 1, WORD(NOUN) | WORD(ADJECTIVE)))))
			return next - at;
	}
	return 0;
}

/* "de la" before a capital. */
static uint32_t particles(const struct names *names, const struct document *document, uint32_t at, uint32_t limit)
{
	uint32_t next = at;

	while (next < limit && next < at + 2 && names_is(document, next, WORD(NAME_PARTICLE)) &&
	       !capital(document, next))
		next++;
	return next > at && next < limit && name_token(names, document, next) ? next - at : 0;
}

/* "Sheriff's Department", "Workers' Union", "St. Ann's Hospital": tokens from the owner at `at` to the organisation's
 * word, or 0. */
static uint32_t owned_organisation(const struct names *names, const struct document *document, uint32_t at,
				   uint32_t limit)
{
	uint32_t i = at + 2;

	if (i >= limit || !(document->tokens[at + 1].flags & TOKEN_APOSTROPHE) || !capital(document, at) ||
	    !(names_is(document, at, WORD(ROLE) | WORD(COLLECTIVE) | WORD(HUMAN)) ||
	      (at && names_is(document, at - 1, WORD(GIVEN_TITLE)) && names_is(document, at - 1, WORD(NAME_PARTICLE)))))
		return 0;
	for (; i < limit && i < at + 6 && name_token(names, document, i); i++)
		if (names_is(document, i, WORD(ORGANISATION_WORD)))
			return i - at;
	return 0;
}

/* Tokens of what may stand inside a name at `at` without being a capital: particles, "of", "Jr."; or 0. */
static uint32_t inner(const struct names *names, const struct document *document, const struct run *run, uint32_t at,
		      uint32_t limit)
{
	uint32_t step;

	if (at < run->name || at + 1 >= limit)
		return 0;
	if (at == run->name) /* behind a title of several words: "Secretary of State for Health Ann Lee" */
		return run->name > run->first ? preposition(names, document, run, at, limit) : 0;
	if (document->text[document->tokens[at].start] == ',' && names_is(document, at + 1, WORD(NAME_SUFFIX)))
		return 2;
	if (names_is(document, at, WORD(AND)))
		return name_token(names, document, at + 1) && joins_organisation(names, document, run, at, limit) ? 1
														  : 0;
	if (capital(document, at) && names_is(document, at - 1, WORD(VERB_BASE) | WORD(ORGANISATION_WORD)) &&
	    names_is(document, at, WORD(POSSESSIVE)) && name_token(names, document, at + 1))
		return 1;
	step = preposition(names, document, run, at, limit);
	return step ? step : particles(names, document, at, limit);
}

/* "Ann Lee Jr. Lee said": a name said once more behind its suffix, whose point ends the sentence. */
static bool begins_again(const struct document *document, const struct run *run, uint32_t at)
{
	return at > run->name + 1 && names_is(document, at - 1, WORD(NAME_SUFFIX)) &&
	       names_hash(document, at) == names_hash(document, at - 2);
}

/* Let the run go on behind `at`, which it has reached; returns where it is then: `at` if it ends there. */
static uint32_t step_on(const struct names *names, const struct document *document, struct run *run, uint32_t at,
			uint32_t limit)
{
	const struct token *token = &document->tokens[at], *first = &document->tokens[run->first];
	uint32_t title, step = owned_organisation(names, document, at, limit);

	if (step)
		return run->last = at + step;
	if (begins_again(document, run, at))
		return at;
	step = at > run->first ? nickname(document, at, limit) : 0;
	if (!step && (token->flags & TOKEN_QUOTED) != (first->flags & TOKEN_QUOTED))
		return at;
	title = at == run->first || capital(document, at) ? names_title_phrase(document, at) : 0;
	if (title)
		return run->name = run->last = at + title;
	if (!step && name_token(names, document, at))
		return run->last = at + 1;
	step = step ? step : inner(names, document, run, at, limit);
	return step ? run->last = at + step : at;
}

/* Let the run go on as far as it does. */
static void extend(const struct names *names, const struct document *document, struct run *run, uint32_t limit)
{
	uint32_t at = run->first, before;

	do {
		before = at;
		if (at < limit && document->tokens[at].sentence == document->tokens[run->first].sentence)
			at = step_on(names, document, run, at, limit);
	} while (at > before);
}

/* In a title-case line only a first name and the word behind it make a name. */
static bool headline_name(const struct names *names, const struct document *document, struct run *run, uint32_t limit)
{
	uint32_t i = run->first;

	if (!run_title_case(document, i) || !capital(document, i) || i + 1 >= limit ||
	    !names_is(document, i, WORD(FIRST_NAME)) || !capital(document, i + 1) ||
	    names_is(document, i + 1, FUNCTION_WORDS) || cut_is_verb(names, document, i + 1))
		return false;
	run->name = i;
	run->last = i + 2;
	return true;
}

bool run_find(const struct names *names, const struct document *document, struct run *run, uint32_t limit)
{
	uint32_t i = run->first;

	if (headline_name(names, document, run, limit))
		return true;
	if (document->tokens[i].kind != TOKEN_WORD ||
	    (!name_token(names, document, i) && !names_title_phrase(document, i)))
		return false;
	extend(names, document, run, limit);
	cut_verbs(names, document, run);
	if (run->name >= run->last || cut_people_alone(names, document, run))
		return false;
	cut_titles(names, document, run);
	cut_nouns(document, run);
	return !cut_role_alone(names, document, run) && !cut_people_alone(names, document, run);
}
