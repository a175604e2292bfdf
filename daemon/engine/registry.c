/* SPDX-License-Identifier: MIT */
/*
 * From mentions to entities: one a string, told apart as person, organisation or place by what stands round
 * all its mentions. The forms of one name are joined by link.c.
 */
#include <string.h>

#include "names.h"
#include "run.h"
#include "tag.h"

#define SLOTS_MIN 128
#define SLOTS 4096
#define PRONOUN_TOKENS 40
#define OF_THING (-5)       /* what an apposition says of a company or its like */
#define CAPITALS_MIN 5      /* letters of a name in capitals alone that is no acronym */
#define APPOSITION_TOKENS 7 /* from its comma to its head */

struct entity *names_entity(struct names *names, int32_t index)
{
	if (index < 0)
		return NULL;
	while (names->entities[index].merged != (uint32_t)index)
		index = (int32_t)names->entities[index].merged;
	return &names->entities[index];
}

char entity_gender(const struct entity *entity)
{
	if (entity->male * 10 > entity->female * 13)
		return 'm';
	return entity->female * 10 > entity->male * 13 ? 'f' : 0;
}

/* "French", "Republican", "Republicans". */
static bool of_people(const struct document *document, uint32_t i)
{
	const struct word *word = names_word(document, i);
	const struct word *lemma = word ? lexicon_word(document->lexicon, word->lemma) : NULL;

	return (word && (word->classes & (WORD(DEMONYM) | WORD(PARTY)))) ||
	       (lemma && (lemma->classes & (WORD(DEMONYM) | WORD(PARTY))));
}

/* "F-150" */
static bool has_digit(const struct document *document, const struct token *token)
{
	for (uint32_t i = token->start; i < token->end; i++)
		if (document->text[i] >= '0' && document->text[i] <= '9')
			return true;
	return false;
}

/* "bin", "al-Sisi": a particle, or a word that begins with one, which only names of people have inside. */
static bool of_person(const struct document *document, uint32_t i)
{
	const struct token *token = &document->tokens[i];
	const struct word *word = names_word(document, i);
	bool small = document->text[token->start] >= 'a' && document->text[token->start] <= 'z';

	return small &&
	       ((token->flags & TOKEN_CAPITAL) || (word && (word->classes & WORD(NAME_PARTICLE)) && word->value));
}

/* What the word at i of a name says for a person (positive) or against. */
static int token_evidence(const struct document *document, const struct mention *mention, uint32_t i)
{
	const struct token *token = &document->tokens[i];
	bool several = mention->last - mention->first > 1, first_name = names_is(document, i, WORD(FIRST_NAME));
	int score = 0;

	score -= names_is(document, i, WORD(ORGANISATION_WORD) | WORD(PLACE_WORD)) ? 5 : 0;
	score -= names_is(document, i, WORD(ORGANISATION_JOIN)) && !(token->flags & TOKEN_CAPITAL) ? 5 : 0;
	if (names_is(document, i, WORD(PLACE)) ||
	    (of_people(document, i) && !(i == mention->first && several && first_name))) /* "Finn Lee" */
		score -= 4;
	score -= !several && (token->flags & TOKEN_UPPER) ? 4 : 0;
	score -= has_digit(document, token) ? 4 : 0;
	if (several && i + 1 == mention->last && !first_name &&
	    names_is(document, i, WORD(DOCUMENT) | WORD(ORGANISATION_NOUN)))
		score -= 4; /* "Gallup Poll" */
	score += i > mention->first && of_person(document, i) ? 3 : 0;
	if (i > mention->first && token->end - token->start == 2 && document->text[token->end - 1] == '.')
		score += 2;
	return score;
}

/* The same of all its words. */
static int word_evidence(const struct document *document, const struct mention *mention)
{
	uint32_t words = mention->last - mention->first;
	uint32_t place = run_phrase(document, mention->first, WORD(PLACE));
	int score = words >= 2 && words <= 3 ? 1 : 0;
	bool common = words > 1; /* "Human Rights Watch": common words all */

	score += names_is(document, mention->first, WORD(FIRST_NAME)) ? (words > 1 ? 4 : 1) : 0;
	score -= place > 1 && place < words ? 4 : 0; /* "Los Angeles Rams" */
	for (uint32_t i = mention->first; i < mention->last; i++) {
		score += token_evidence(document, mention, i);
		common &= names_is(document, i, WORD(NOUN) | WORD(ADJECTIVE) | WORD(ORGANISATION_JOIN)) &&
			  !names_is(document, i, WORD(FIRST_NAME));
	}
	return score - (common ? 3 : 0);
}

/* ", 42," ", who" "(R-Ohio)" behind a name. */
static bool person_tail(const struct document *document, uint32_t next)
{
	const struct token *token = &document->tokens[next];

	if (next + 1 >= document->token_count || token[1].sentence != token->sentence)
		return false;
	if (document->text[token->start] == ',')
		return names_is(document, next + 1, WORD(WHO)) ||
		       (token[1].kind == TOKEN_NUMBER && token[1].end - token[1].start == 2 &&
			next + 2 < document->token_count && document->text[token[2].start] == ',');
	return document->text[token->start] == '(' && (token[1].flags & TOKEN_CAPITAL) &&
	       token[1].end > token[1].start + 1 && document->text[token[1].start + 1] == '-';
}

/* "LEE:" at the beginning of a paragraph, as transcripts have it. */
static bool transcript_name(const struct document *document, const struct mention *mention)
{
	const struct token *token = &document->tokens[mention->first];

	return mention->last < document->token_count &&
	       document->paragraphs[token->paragraph].first == mention->title &&
	       document->text[document->tokens[mention->last].start] == ':' && (token->flags & TOKEN_UPPER) &&
	       !names_is(document, mention->first, WORD(NOUN) | WORD(PLACE) | WORD(ORGANISATION_WORD));
}

/* A title or role among the capitals in front: "Mayor", "Minister of Defence". */
static bool titled(const struct document *document, const struct mention *mention)
{
	for (uint32_t i = mention->title; i < mention->first; i++)
		if (names_is(document, i, WORD(TITLE) | WORD(ROLE)))
			return true;
	return false;
}

/* What an apposition says of the name that it stands behind: ", the mayor", ", a software company", ", which". */
static int apposition_evidence(const struct document *document, uint32_t next)
{
	const struct token *tokens = document->tokens;
	uint32_t i = next + 1, last;

	if (next + 2 >= document->token_count || document->text[tokens[next].start] != ',')
		return 0;
	if (names_is(document, i, WORD(WHICH)))
		return -4;
	if (!names_is(document, i, WORD(DETERMINER)))
		return 0;
	last = i + APPOSITION_TOKENS < document->token_count ? i + APPOSITION_TOKENS : document->token_count;
	while (++i < last && (tokens[i].kind <= TOKEN_NUMBER || (tokens[i].flags & TOKEN_APOSTROPHE)) &&
	       !names_is(document, i, FUNCTION_WORDS))
		;
	if ((tokens[i - 1].flags & TOKEN_CAPITAL) || names_is(document, i, WORD(BE) | WORD(HAVE) | WORD(DO)))
		return 0; /* "According to Lee, the company has" */
	if (names_is(document, i - 1, WORD(ORGANISATION_NOUN)))
		return OF_THING;
	return names_is(document, i - 1, WORD(ROLE)) ? 3 : 0;
}

/* Whether the next pronoun of the third person behind the mention in its sentence is "its". */
static bool neuter_behind(const struct document *document, const struct mention *mention)
{
	const struct token *first = &document->tokens[mention->first];

	for (uint32_t i = mention->last; i < document->token_count && i < mention->last + PRONOUN_TOKENS &&
					 document->tokens[i].sentence == first->sentence;
	     i++) {
		const struct token *token = &document->tokens[i];

		if (token->kind == TOKEN_WORD && !names_is(document, i, WORD(TIME)) &&
		    ((token->flags & TOKEN_CAPITAL) || (token->flags & ~first->flags & TOKEN_QUOTED)))
			return false;
		if (!token_is(token, WORD(SUBJECT) | WORD(POSSESSIVE)) || token->word->number == 'p')
			continue;
		if (token->word->gender || ((token->word->classes & WORD(POSSESSIVE)) && token->word->number == 's'))
			return !token->word->gender;
	}
	return false;
}

/* What stands before the mention and says that it is a person or none. */
static int evidence_before(const struct document *document, const struct mention *mention)
{
	uint32_t before = mention->first - 1;
	int score = 0;

	if (!mention->first)
		return 0;
	if (names_is(document, before, WORD(DETERMINER)) && !mention->modifier)
		score -= 3;
	if (!mention->modifier && names_is(document, before, WORD(PLACE_PREPOSITION)))
		score -= 2;
	if (before && document->text[document->tokens[before].start] == ',' && mention->last - mention->first > 1 &&
	    names_is(document, before - 1, WORD(ROLE)))
		score += 2; /* "the mayor, Ann Lee" */
	if (mention->title == mention->first && names_is(document, before, WORD(ORGANISATION_NOUN)) &&
	    !names_is(document, before, WORD(ROLE) | WORD(TITLE)) &&
	    document->tokens[before].sentence == document->tokens[mention->first].sentence)
		score -= 6; /* "telecoms group Telvia" */
	return score;
}

/* What one mention says for a person or against. */
static int person_evidence(const struct document *document, const struct mention *mention)
{
	int score = word_evidence(document, mention);
	uint32_t before = mention->first - 1;

	if (titled(document, mention))
		score += 4;
	else if (mention->first && names_is(document, before, WORD(ROLE) | WORD(TITLE)) &&
		 !(document->tokens[before].flags & TOKEN_CAPITAL))
		score += 3;
	score += evidence_before(document, mention) - (neuter_behind(document, mention) ? 3 : 0);
	score += transcript_name(document, mention) ? 8 : 0;
	if (mention->last < document->token_count) {
		score += token_is(&document->tokens[mention->last], WORD(WHO)) ||
					 tag_is_cue(document->tokens[mention->last].tag)
				 ? 1
				 : 0;
		score += person_tail(document, mention->last) ? 4 : apposition_evidence(document, mention->last);
	}
	return score;
}

static uint64_t hash_name(const struct document *document, const struct mention *mention)
{
	uint64_t h = 0;

	for (uint32_t i = mention->first; i < mention->last; i++)
		h = (h * 0x9E3779B97F4A7C15ULL) ^ names_hash(document, i);
	return h | 1;
}

static const char *name_of(const struct names *names, const struct document *document, const struct mention *mention)
{
	const struct token *tokens = document->tokens;

	return arena_copy(names->arena, document->text + tokens[mention->first].start,
			  tokens[mention->last - 1].end - tokens[mention->first].start);
}

/* "LEEDALE" of a dateline: in capitals alone, as names of five letters are not elsewhere. */
static bool in_capitals(const struct document *document, uint32_t token)
{
	const struct token *at = &document->tokens[token];

	return (at->flags & TOKEN_UPPER) && at->end - at->start >= CAPITALS_MIN;
}

static void add_entity(struct names *names, const struct document *document, const struct mention *mention,
		       uint64_t key)
{
	struct entity *entity = &names->entities[names->entity_count];
	const struct token *tokens = document->tokens;

	memset(entity, 0, sizeof(*entity));
	entity->key = key;
	entity->name = name_of(names, document, mention);
	for (uint32_t i = mention->first; i < mention->last && entity->part_count < NAME_WORDS_MAX; i++)
		if (i == mention->first || !(names_is(document, i, WORD(NAME_SUFFIX)) || tokens[i].kind > TOKEN_NUMBER))
			entity->parts[entity->part_count++] = names_hash(document, i);
	entity->words = mention->last - mention->first;
	entity->first_token = mention->first;
	entity->headline = true;
	entity->merged = names->entity_count++;
	if (run_phrase(document, mention->first, WORD(PLACE)) == entity->words)
		entity->person -= 8;
}

static void type_entities(struct names *names, const struct document *document)
{
	for (uint32_t i = 0; i < names->entity_count; i++) {
		struct entity *entity = &names->entities[i];
		const struct word *word = lexicon_find(document->lexicon, entity->name, strcspn(entity->name, " "));

		entity->type = entity->person > 0 ? ENTITY_PERSON : ENTITY_ORGANISATION;
		if (entity->type == ENTITY_PERSON && word && (word->classes & WORD(FIRST_NAME)) && entity->words > 1) {
			entity->male += word->gender == 'm' ? 2 : 0;
			entity->female += word->gender == 'f' ? 2 : 0;
		}
		if (entity->type == ENTITY_ORGANISATION && entity->words <= 2 && entity->person <= -4 &&
		    ((word && (word->classes & (WORD(PLACE) | WORD(PLACE_WORD)))) ||
		     names_is(document, entity->first_token + entity->words - 1, WORD(PLACE_WORD))))
			entity->type = ENTITY_PLACE;
	}
}

void registry_collect(struct names *names, const struct document *document)
{
	uint32_t slots[SLOTS], mask = SLOTS_MIN - 1;

	while (mask < SLOTS - 1 && mask < names->mention_count * 2)
		mask = mask * 2 + 1;
	memset(slots, 0, (mask + 1) * sizeof(*slots));
	names->entity_count = 0;
	for (uint32_t i = 0; i < names->mention_count; i++) {
		struct mention *mention = &names->mentions[i];
		uint64_t key = hash_name(document, mention);
		uint32_t slot = (uint32_t)(key >> 7) & mask;
		struct entity *entity;

		while (slots[slot] && names->entities[slots[slot] - 1].key != key)
			slot = (slot + 1) & mask;
		if (!slots[slot]) {
			if (names->entity_count == ENTITIES_MAX)
				continue;
			add_entity(names, document, mention, key);
			slots[slot] = names->entity_count;
		}
		mention->entity = (int32_t)slots[slot] - 1;
		entity = &names->entities[mention->entity];
		if (in_capitals(document, entity->first_token) && !in_capitals(document, mention->first))
			entity->name = name_of(names, document, mention);
		entity->mentions++;
		entity->headline &= mention->headline;
		entity->person += person_evidence(document, mention);
		entity->thing |= apposition_evidence(document, mention->last) == OF_THING;
		entity->male += mention->gender == 'm' ? 5 : 0;
		entity->female += mention->gender == 'f' ? 5 : 0;
	}
	type_entities(names, document);
}
