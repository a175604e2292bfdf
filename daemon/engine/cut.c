/* SPDX-License-Identifier: MIT */
/* What of a run of capitals is the name, and whether any is: titles before it, verbs behind; see cut.h. */
#include "cut.h"

#include <string.h>

/* What may stand in capitals before a first name and is no part of the name. */
#define BEFORE_NAMES                                                                                                   \
	(WORD(DEMONYM) | WORD(PARTY) | WORD(PLACE) | WORD(PLACE_WORD) | WORD(ORGANISATION_WORD) |                      \
	 WORD(ORGANISATION_JOIN) | WORD(DETERMINER) | WORD(NOUN) | WORD(ADJECTIVE))

/* The same of a first name that nothing follows. */
#define BEFORE_SINGLE (WORD(TITLE) | WORD(ROLE) | WORD(DEMONYM) | WORD(PARTY) | WORD(DETERMINER))

/* Whether the title at i, of a run that began at start, belongs to what is before the name. */
static bool cuts(const struct names *names, const struct document *document, const struct run *run, uint32_t start,
		 uint32_t i)
{
	const struct word *next = document->tokens[i + 1].word;
	bool alone = i + 2 == run->last;
	bool first_name = next && (next->classes & WORD(FIRST_NAME));

	if (!names_is(document, i, WORD(TITLE) | WORD(ROLE)) || names_is(document, i + 1, WORD(NAME_SUFFIX)))
		return false;
	if (i > start && names_is(document, i - 1, WORD(FIRST_NAME)) && !names_is(document, i - 1, WORD(TITLE)) &&
	    !(first_name && !alone))
		return false;
	if (!names_is(document, i, WORD(TITLE)) && alone && next && !first_name && !run_seen_as_name(names, next))
		return false;
	return !(names_is(document, i, WORD(FIRST_NAME)) && i == start && alone); /* "Dean Smith" */
}

/* "Processors Association of Canada": an organisation's word, a join and no first name behind it. */
static bool joined_organisation(const struct document *document, const struct run *run)
{
	bool joined = false;

	for (uint32_t i = run->name; i + 1 < run->last; i++) {
		if (joined && names_is(document, i, WORD(FIRST_NAME)))
			return false;
		if (names_is(document, i, WORD(TITLE)))
			return false;
		joined |= i > run->name && names_is(document, i, WORD(ORGANISATION_JOIN)) &&
			  !(document->tokens[i].flags & TOKEN_CAPITAL) &&
			  names_is(document, i - 1, WORD(ORGANISATION_WORD) | WORD(COLLECTIVE));
	}
	return joined && names_is(document, run->last - 1, WORD(NOUN) | WORD(ADJECTIVE) | WORD(PLACE));
}

/* "CEO Ann Lee": capitals that are no part of the name behind them. */
static bool acronym_before(const struct document *document, const struct run *run, uint32_t i)
{
	return i == run->name && (document->tokens[i].flags & TOKEN_UPPER) && i + 2 < run->last &&
	       (names_is(document, i + 1, WORD(FIRST_NAME)) ||
		(i + 3 == run->last && !document->tokens[i + 1].word && !document->tokens[i + 2].word)) &&
	       !(document->tokens[i + 1].flags & TOKEN_UPPER) &&
	       !names_is(document, i, WORD(FIRST_NAME) | WORD(ORGANISATION_WORD));
}

/* Whether what stands before the name goes no further than the word at i of the run, which then may begin the name. */
static bool begins_here(const struct names *names, const struct document *document, struct run *run, uint32_t i)
{
	const struct word *word = document->tokens[i].word;

	if (i > run->name && names_is(document, i, WORD(ORGANISATION_JOIN)) &&
	    names_is(document, i - 1, WORD(ORGANISATION_WORD)))
		return true; /* "Institute for": what follows is no person */
	if (word && (word->classes & WORD(FIRST_NAME)) && !(i == run->name && (word->classes & WORD(PLACE)))) {
		bool single = i > run->name && i + 1 == run->last && !names_is(document, i - 1, BEFORE_SINGLE);

		if (!single && !names_is(document, i + 1, WORD(NAME_SUFFIX)))
			run->name = i;
		return true;
	}
	if (acronym_before(document, run, i))
		return false;
	if (!word && i > run->name)
		run->name = i; /* a first name in no list */
	return !word || !(word->classes & BEFORE_NAMES) || run_seen_as_name(names, word);
}

/* "Korean-born Ann Lee", "Co-chair Ann Lee": a word with a hyphen, at i, whose last part says what the person is. */
static bool says_what(const struct document *document, uint32_t i)
{
	const struct token *token = &document->tokens[i];
	const struct word *last = token->word ? NULL : names_last_part(document, i);
	const char *hyphen = last ? memrchr(document->text + token->start, '-', token->end - token->start) : NULL;

	if (!hyphen)
		return false;
	return last->classes &
	       (hyphen[1] >= 'a' && hyphen[1] <= 'z' ? WORD(VERB_PART) | WORD(VERB_PAST) | WORD(ROLE) | WORD(TITLE)
						     : WORD(ROLE) | WORD(TITLE));
}

void cut_titles(const struct names *names, const struct document *document, struct run *run)
{
	uint32_t start;

	while (run->name + 1 < run->last && says_what(document, run->name))
		run->name++;
	start = run->name;

	if (names_is(document, run->last - 1, WORD(ORGANISATION_WORD) | WORD(PLACE_WORD)) ||
	    joined_organisation(document, run))
		return;
	for (uint32_t i = start; i + 1 < run->last; i++)
		if (cuts(names, document, run, start, i))
			run->name = i + 1;
	if (run->name > run->first && names_is(document, run->name, WORD(ORGANISATION_JOIN)) &&
	    run->name + 3 < run->last)
		run->name += names_is(document, run->name + 1, WORD(DETERMINER)) ? 3 : 2; /* "Minister of Defence" */
	for (uint32_t i = run->name; i + 1 < run->last && !begins_here(names, document, run, i); i++)
		;
}

bool cut_role_alone(const struct names *names, const struct document *document, const struct run *run)
{
	if (!names_is(document, run->last - 1, WORD(TITLE) | WORD(ROLE)))
		return false;
	for (uint32_t i = run->name; i < run->last; i++) {
		const struct word *word = names_word(document, i);
		bool upper = document->tokens[i].flags & TOKEN_UPPER;

		if (word ? (word->classes & WORD(FIRST_NAME)) || run_seen_as_name(names, word) ||
				    (!upper && !(word->classes & (WORD(NOUN) | WORD(ADJECTIVE) | WORD(TITLE) |
								  WORD(ROLE) | BEFORE_NAMES)))
			 : !upper)
			return false;
	}
	return true;
}

/* "Christians", "villagers"; not "police" or "nations". */
static bool plural_people(const struct document *document, uint32_t i)
{
	const struct word *word = names_word(document, i);

	if (word && (word->classes & WORD(DEMONYM)))
		return word->number == 'p';
	return word && (word->classes & WORD(COLLECTIVE)) && !(word->classes & WORD(ORGANISATION_WORD)) &&
	       word->lemma != word->id;
}

/* Whether the words [first, last) are places, peoples or of the other classes: "New Hampshire" of "New Hampshire
 * Democrat". */
static bool from_there(const struct document *document, uint32_t first, uint32_t last, uint64_t others)
{
	while (first < last) {
		uint32_t step = run_phrase(document, first, WORD(PLACE));

		if (!step && !names_is(document, first, WORD(PLACE) | WORD(PLACE_WORD) | WORD(DEMONYM) | others))
			return false;
		first += step ? step : 1;
	}
	return true;
}

bool cut_people_alone(const struct names *names, const struct document *document, const struct run *run)
{
	uint32_t last = run->last - 1;
	bool after_the = run->first && names_is(document, run->first - 1, WORD(DETERMINER));

	if ((document->tokens[last].flags & TOKEN_UPPER) ||
	    run_phrase(document, run->name, WORD(PLACE)) == run->last - run->name || /* "United States" */
	    (!after_the && (names_is(document, last, WORD(FIRST_NAME)) ||
			    (names_word(document, last) && run_seen_as_name(names, names_word(document, last))))))
		return false; /* "Dane", "Cuban", if it was behind a first name */
	if (run->last - run->name == 1 && names_last_part(document, last) &&
	    (names_last_part(document, last)->classes & WORD(DEMONYM)))
		return true; /* "African-Americans" */
	if (plural_people(document, last) && !names_is(document, last, WORD(PARTY)))
		return from_there(document, run->name, last, WORD(PARTY) | WORD(ADJECTIVE));
	if (names_is(document, last, WORD(DEMONYM)))
		return run->last - run->name == 1 ||
		       run_phrase(document, run->name, WORD(DEMONYM)) == run->last - run->name;
	return names_is(document, last, WORD(PARTY)) && names_is(document, last, WORD(ROLE) | WORD(COLLECTIVE)) &&
	       from_there(document, run->name, last, 0);
}

/* A verb that is nothing else and no "Rams". */
static bool ends_name(const struct word *word)
{
	return ((word->classes & (WORD(VERB_PAST) | WORD(MODAL) | WORD(BE) | WORD(HAVE))) ||
		((word->classes & WORD(VERB_S)) && word->cue)) &&
	       !(word->classes & (WORD(NOUN) | WORD(ADJECTIVE) | WORD(FIRST_NAME) | WORD(ORGANISATION_WORD)));
}

void cut_nouns(const struct document *document, struct run *run)
{
	uint32_t end = run->name + 2;

	if (run->last < end + 2 || !names_is(document, run->name, WORD(FIRST_NAME)))
		return;
	for (uint32_t i = end; i < run->last; i++)
		if (!names_is(document, i, WORD(NOUN) | WORD(TIME)) ||
		    names_is(document, i,
			     WORD(ORGANISATION_WORD) | WORD(PLACE_WORD) | WORD(FIRST_NAME) | WORD(NAME_SUFFIX)))
			return;
	run->last = end;
}

bool cut_is_verb(const struct names *names, const struct document *document, uint32_t i)
{
	const struct word *word = document->tokens[i].word;

	return word && ends_name(word) && !run_seen_as_name(names, word);
}

/* "Ann Lee Described The Bridge": a past tense that ends the run before a small word in capitals, as titles have it. */
static bool before_small_capital(const struct document *document, const struct run *run, uint32_t i)
{
	const struct token *next = &document->tokens[i + 1];

	return i + 1 == run->last && i > run->name + 1 && i + 1 < document->token_count &&
	       names_is(document, i, WORD(VERB_PAST)) && (next->flags & TOKEN_CAPITAL) &&
	       next->sentence == document->tokens[i].sentence && token_is(next, FUNCTION_WORDS);
}

void cut_verbs(const struct names *names, const struct document *document, struct run *run)
{
	for (uint32_t i = run->name + 1; i < run->last; i++) {
		if (!cut_is_verb(names, document, i) && !before_small_capital(document, run, i))
			continue;
		run->last = names_is(document, i - 1, WORD(ADVERB)) && i - 1 > run->name ? i - 1 : i;
		return;
	}
}
