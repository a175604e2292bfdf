/* SPDX-License-Identifier: MIT */
/*
 * From mentions to entities: one a string, told apart as person, organisation or place by what stands round
 * all its mentions, then the forms of one name joined. A single word goes to the full name that fits it best
 * where it stands; where two fit alike, to neither.
 */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "names.h"
#include "run.h"
#include "tag.h"

#define SLOTS 4096
#define FIT_MIN 3.0   /* a full name fits a single word at all */
#define LEVEL 1.5     /* two full names that are nearer than this are level */
#define ACRONYM_MAX 8 /* letters */

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

/* What the words of the name say for a person (positive) or against. */
static int word_evidence(const struct document *document, const struct mention *mention)
{
	const struct token *tokens = document->tokens;
	uint32_t words = mention->last - mention->first;
	int score = words >= 2 && words <= 3 ? 1 : 0;

	score += names_is(document, mention->first, WORD(FIRST_NAME)) ? (words > 1 ? 4 : 1) : 0;
	for (uint32_t i = mention->first; i < mention->last; i++) {
		const struct token *token = &tokens[i];

		score -= names_is(document, i, WORD(ORGANISATION_WORD) | WORD(PLACE_WORD)) ? 5 : 0;
		score -= names_is(document, i, WORD(ORGANISATION_JOIN)) && !(token->flags & TOKEN_CAPITAL) ? 5 : 0;
		score -= names_is(document, i, WORD(PLACE)) || of_people(document, i) ? 4 : 0;
		score -= words == 1 && (token->flags & TOKEN_UPPER) ? 4 : 0;
		score += i > mention->first && token->end - token->start == 2 && document->text[token->end - 1] == '.'
				 ? 2
				 : 0;
	}
	return score;
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

/* What one mention says for a person or against. */
static int person_evidence(const struct document *document, const struct mention *mention)
{
	int score = word_evidence(document, mention);
	uint32_t before = mention->first - 1;

	if (mention->first && mention->title < mention->first && names_is(document, before, WORD(TITLE) | WORD(ROLE)))
		score += 4;
	else if (mention->first && names_is(document, before, WORD(ROLE) | WORD(TITLE)) &&
		 !(document->tokens[before].flags & TOKEN_CAPITAL))
		score += 3;
	if (mention->first && names_is(document, before, WORD(DETERMINER)) && !mention->modifier)
		score -= 3;
	if (mention->first && !mention->modifier && names_is(document, before, WORD(PLACE_PREPOSITION)))
		score -= 2;
	score += transcript_name(document, mention) ? 8 : 0;
	if (mention->last < document->token_count) {
		score += token_is(&document->tokens[mention->last], WORD(WHO)) ||
					 tag_is_cue(document->tokens[mention->last].tag)
				 ? 1
				 : 0;
		score += person_tail(document, mention->last) ? 4 : 0;
	}
	return score;
}

static bool name_phrase(const struct document *document, const struct mention *mention, uint64_t classes)
{
	const struct phrase *phrase = lexicon_phrases(document->lexicon, document->tokens[mention->first].word);

	for (; phrase; phrase = phrase->next) {
		uint32_t k = 0;

		while (k < phrase->count && mention->first + k < mention->last &&
		       document->tokens[mention->first + k].word == phrase->words[k])
			k++;
		if ((phrase->classes & classes) && k == phrase->count && mention->first + k == mention->last)
			return true;
	}
	return false;
}

static uint64_t hash_name(const struct document *document, const struct mention *mention)
{
	uint64_t h = 0;

	for (uint32_t i = mention->first; i < mention->last; i++)
		h = (h * 0x9E3779B97F4A7C15ULL) ^ names_hash(document, i);
	return h | 1;
}

static void add_entity(struct names *names, const struct document *document, const struct mention *mention,
		       uint64_t key)
{
	struct entity *entity = &names->entities[names->entity_count];
	const struct token *tokens = document->tokens;

	memset(entity, 0, sizeof(*entity));
	entity->key = key;
	entity->name = arena_copy(names->arena, document->text + tokens[mention->first].start,
				  tokens[mention->last - 1].end - tokens[mention->first].start);
	for (uint32_t i = mention->first; i < mention->last && entity->part_count < NAME_WORDS_MAX; i++)
		if (i == mention->first || !(names_is(document, i, WORD(NAME_SUFFIX)) || tokens[i].kind > TOKEN_NUMBER))
			entity->parts[entity->part_count++] = names_hash(document, i);
	entity->words = mention->last - mention->first;
	entity->first_token = mention->first;
	entity->headline = true;
	entity->merged = names->entity_count++;
	if (name_phrase(document, mention, WORD(PLACE)))
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
		if (entity->type == ENTITY_ORGANISATION && word && (word->classes & (WORD(PLACE) | WORD(PLACE_WORD))) &&
		    entity->words <= 2 && entity->person <= -4)
			entity->type = ENTITY_PLACE;
	}
}

void registry_collect(struct names *names, const struct document *document)
{
	uint32_t slots[SLOTS] = {0};

	names->entity_count = 0;
	for (uint32_t i = 0; i < names->mention_count; i++) {
		struct mention *mention = &names->mentions[i];
		uint64_t key = hash_name(document, mention);
		uint32_t slot = (uint32_t)(key >> 7) & (SLOTS - 1);
		struct entity *entity;

		while (slots[slot] && names->entities[slots[slot] - 1].key != key)
			slot = (slot + 1) & (SLOTS - 1);
		if (!slots[slot]) {
			if (names->entity_count == ENTITIES_MAX)
				continue;
			add_entity(names, document, mention, key);
			slots[slot] = names->entity_count;
		}
		mention->entity = (int32_t)slots[slot] - 1;
		entity = &names->entities[mention->entity];
		entity->mentions++;
		entity->headline &= mention->headline;
		entity->person += person_evidence(document, mention);
		entity->male += mention->gender == 'm' ? 5 : 0;
		entity->female += mention->gender == 'f' ? 5 : 0;
	}
	type_entities(names, document);
}

static bool gender_clash(const struct entity *a, const struct entity *b)
{
	char x = entity_gender(a), y = entity_gender(b);

	return x && y && x != y;
}

static void merge(struct names *names, uint32_t from, uint32_t to)
{
	struct entity *a = &names->entities[from], *b = &names->entities[to];

	bool same_end = a->parts[a->part_count - 1] == b->parts[b->part_count - 1];
	bool fuller = a->words > b->words ? same_end || a->type != ENTITY_PERSON
					  : same_end && a->words == b->words && a->mentions > b->mentions;

	a->merged = to;
	b->mentions += a->mentions;
	b->male += a->male;
	b->female += a->female;
	b->person += a->person;
	b->headline &= a->headline;
	for (uint32_t i = 0; i < a->role_count && b->role_count < ROLES_MAX; i++)
		b->roles[b->role_count++] = a->roles[i];
	if (a->role.end - a->role.start > b->role.end - b->role.start)
		b->role = a->role;
	if (fuller) {
		b->name = a->name;
		memcpy(b->parts, a->parts, sizeof(b->parts));
		b->part_count = a->part_count;
		b->words = a->words;
	}
	if (a->first_token < b->first_token)
		b->first_token = a->first_token;
}

/* Whether the first names agree: the same, an initial, or a known short form. */
static bool first_agrees(const struct names *names, const struct entity *a, const struct entity *b)
{
	const struct word *x = lexicon_find(names->lexicon, a->name, strcspn(a->name, " "));
	const struct word *y = lexicon_find(names->lexicon, b->name, strcspn(b->name, " "));

	if (a->parts[0] == b->parts[0] || (a->name[0] == b->name[0] && (a->name[1] == '.' || b->name[1] == '.')))
		return true;
	if (x && x->classes & WORD(NICKNAME) && x->value && y && !strcmp(x->value, y->text))
		return true;
	return y && y->classes & WORD(NICKNAME) && y->value && x && !strcmp(y->value, x->text);
}

/* Whether the longer name begins or ends with all the words of the shorter. */
static bool holds(const struct entity *longer, const struct entity *shorter)
{
	uint32_t n = shorter->part_count;

	if (n >= longer->part_count)
		return false;
	return !memcmp(longer->parts, shorter->parts, n * sizeof(*shorter->parts)) ||
	       !memcmp(longer->parts + longer->part_count - n, shorter->parts, n * sizeof(*shorter->parts));
}

static bool same_person(const struct names *names, const struct entity *a, const struct entity *b)
{
	if (gender_clash(a, b))
		return false;
	if (a->parts[a->part_count - 1] == b->parts[b->part_count - 1] && first_agrees(names, a, b))
		return true;
	return a->part_count > 1 && b->part_count > 1 && (holds(a, b) || holds(b, a));
}

/* Join fuller and shorter forms of persons' names of several words. */
static void merge_full(struct names *names)
{
	for (uint32_t i = 0; i < names->entity_count; i++) {
		const struct entity *a = &names->entities[i];

		if (a->type != ENTITY_PERSON || a->words < 2 || a->headline)
			continue;
		for (uint32_t k = 0; k < i && k < CANDIDATES_MAX; k++) {
			const struct entity *b = &names->entities[k];

			if (b->merged != k || b->type != ENTITY_PERSON || b->words < 2 || b->headline ||
			    !same_person(names, a, b))
				continue;
			merge(names, i, k);
			break;
		}
	}
}

/* Whether the acronym's letters are the first letters of the name's words, small words counted or not. */
static bool is_acronym(const char *acronym, const char *name)
{
	char all[ACRONYM_MAX + 1] = "", capitals[ACRONYM_MAX + 1] = "", plain[ACRONYM_MAX + 1] = "";
	size_t a = 0, c = 0, n = 0;

	for (const char *at = acronym; *at; at++)
		if (*at != '.' && n < ACRONYM_MAX)
			plain[n++] = *at;
	for (const char *at = name; *at; at++) {
		if (at > name && at[-1] != ' ' && at[-1] != '-')
			continue;
		if (a < ACRONYM_MAX)
			all[a++] = (char)(*at >= 'a' && *at <= 'z' ? *at - 32 : *at);
		if (*at >= 'A' && *at <= 'Z' && c < ACRONYM_MAX)
			capitals[c++] = *at;
	}
	return n > 1 && (!strcmp(plain, all) || !strcmp(plain, capitals));
}

/* "(AROS)" right behind the name. */
static bool bracketed(const struct names *names, const struct document *document, const struct entity *full,
		      const struct entity *acronym)
{
	uint32_t at = acronym->first_token;
	const struct mention *before = at > 1 ? names_at(names, at - 2) : NULL;

	return before && before->last == at - 1 && document->text[document->tokens[at - 1].start] == '(' &&
	       before->entity >= 0 && &names->entities[before->entity] == full;
}

static bool short_form(const struct names *names, const struct document *document, const struct entity *full,
		       const struct entity *entity)
{
	const struct word *word = document->tokens[entity->first_token].word;

	if (entity->words == 1 && (document->tokens[entity->first_token].flags & (TOKEN_UPPER | TOKEN_CAPITAL)) &&
	    (is_acronym(entity->name, full->name) || bracketed(names, document, full, entity)))
		return true;
	if (entity->words == 1 && word &&
	    (word->classes & (WORD(ORGANISATION_NOUN) | WORD(PARTY) | WORD(PLACE) | WORD(DEMONYM))))
		return false;
	return entity->words == 1
		       ? full->first_token < entity->first_token && holds(full, entity)
		       : full->first_token < entity->first_token && holds(full, entity) && entity->type == full->type;
}

/* Acronyms and short forms of organisations go to the longest name they may stand for. */
static void merge_organisations(struct names *names, const struct document *document)
{
	for (uint32_t i = 0; i < names->entity_count; i++) {
		struct entity *entity = &names->entities[i];
		uint32_t best = i;

		if (entity->type != ENTITY_ORGANISATION || entity->merged != i || entity->headline)
			continue;
		for (uint32_t k = 0; k < names->entity_count && k < CANDIDATES_MAX; k++) {
			const struct entity *full = &names->entities[k];

			if (k == i || full->type != ENTITY_ORGANISATION || full->merged != k || full->words < 2 ||
			    full->words <= entity->words || full->words <= names->entities[best].words ||
			    full->headline)
				continue;
			if (short_form(names, document, full, entity))
				best = k;
		}
		if (best != i)
			merge(names, i, best);
	}
}

/* Whether the two spellings differ by one letter put in, left out or changed. */
static bool one_letter_off(const char *a, const char *b)
{
	size_t n = strlen(a), m = strlen(b), i = 0;

	if (n > m)
		return one_letter_off(b, a);
	if (m - n > 1 || n < 5)
		return false;
	while (i < n && tolower((unsigned char)a[i]) == tolower((unsigned char)b[i]))
		i++;
	return !strcasecmp(a + i + (n == m), b + i + 1);
}

/* Whether the mention's title is an office that the person is known to hold (1), or surely does not (-1). */
static int office(const struct document *document, const struct entity *full, const struct mention *mention)
{
	const struct word *title = mention->title < mention->first ? names_word(document, mention->first - 1) : NULL;

	if (!title || !(title->classes & WORD(ROLE)))
		return 0;
	for (uint32_t i = 0; i < full->role_count; i++)
		if (full->roles[i].head == title ||
		    (title->value && full->roles[i].head->value && !strcmp(title->value, full->roles[i].head->value)))
			return 1;
	return entity_gender(full) == 'f' ? -1 : 0;
}

/* "Vlad" for Vladimir: four letters or more that the first name goes on from. */
static bool begins_first(const char *full, const char *word)
{
	size_t length = strlen(word);

	return length >= 4 && !strncasecmp(full, word, length) && full[length] >= 'a' && full[length] <= 'z';
}

/* How well the full name fits the single word that stands at a mention; at most 0: not. */
static double fit(const struct document *document, const struct entity *full, const struct entity *single,
		  const struct mention *mention)
{
	uint64_t word = single->parts[0];
	char gender = entity_gender(full);
	double score = 0;

	if (full->parts[full->part_count - 1] == word)
		score = 6;
	else if (begins_first(full->name, single->name))
		score = 3;
	else if (full->parts[0] == word && !full->headline)
		score = mention->gender && names_is(document, mention->first, WORD(FIRST_NAME)) ? 0 : 4;
	else if (!document->tokens[mention->first].word && single->words == 1) {
		const char *last = strrchr(full->name, ' ');

		score = last && one_letter_off(last + 1, single->name) ? 4 : 0;
	}
	if (score <= 0)
		return 0;
	if (mention->gender && gender)
		score += mention->gender == gender ? 3 : -9;
	return score + office(document, full, mention) * 4.0;
}

/* Of several that fit, what makes one the likelier: named often, early, just now. */
static double rank(const struct document *document, const struct entity *full, const struct mention *mention)
{
	uint32_t here = document->tokens[mention->first].sentence, there = document->tokens[full->last_token].sentence;
	double score = full->mentions < 6 ? full->mentions * 0.5 : 3;

	if (full->first_token > mention->first)
		return score - 3;
	if (full->last_token <= mention->first)
		score += here - there <= 1 ? 3 : here - there <= 4 ? 2 : here - there <= 10 ? 1 : 0;
	return score;
}

/* The entities that the single word at a mention may be: best and second best. */
struct choice {
	int32_t best, second;
	double best_score, second_score;
};

static struct choice choose(struct names *names, const struct document *document, const struct entity *own,
			    const struct mention *mention)
{
	struct choice choice = {-1, -1, 0, 0};

	for (uint32_t k = 0; k < names->entity_count && k < CANDIDATES_MAX; k++) {
		const struct entity *full = &names->entities[k];
		double score;

		if (full->words < 2 || full->merged != k || full->type != ENTITY_PERSON)
			continue;
		score = fit(document, full, own, mention);
		if (score < FIT_MIN)
			continue;
		score += rank(document, full, mention);
		if (choice.best < 0 || score > choice.best_score) {
			choice.second = choice.best;
			choice.second_score = choice.best_score;
			choice.best = (int32_t)k;
			choice.best_score = score;
		} else if (choice.second < 0 || score > choice.second_score) {
			choice.second = (int32_t)k;
			choice.second_score = score;
		}
	}
	return choice;
}

static void link_single(struct names *names, const struct document *document, struct mention *mention)
{
	struct entity *own = &names->entities[mention->entity];
	struct choice choice;

	if (own->part_count != 1 || own->person <= -8 || own->merged != (uint32_t)mention->entity)
		return;
	choice = choose(names, document, own, mention);
	if (choice.best < 0)
		return;
	if (choice.second >= 0) {
		double margin = choice.best_score - choice.second_score;

		mention->doubt = (float)(margin < 0 ? 1 : 1 / (1 + margin));
		mention->rival = margin < LEVEL ? choice.second : -1;
	}
	mention->entity = choice.best;
	own = &names->entities[choice.best];
	own->mentions++;
	own->male += mention->gender == 'm' ? 5 : 0;
	own->female += mention->gender == 'f' ? 5 : 0;
}

void registry_link(struct names *names, const struct document *document)
{
	merge_full(names);
	merge_organisations(names, document);
	for (uint32_t i = 0; i < names->entity_count; i++)
		names->entities[i].last_token = names->entities[i].first_token;
	for (uint32_t m = 0; m < names->mention_count; m++) {
		struct mention *mention = &names->mentions[m];

		if (mention->entity < 0)
			continue;
		link_single(names, document, mention);
		if (mention->rival < 0)
			names_entity(names, mention->entity)->last_token = mention->first;
	}
}

void registry_headlines(struct names *names, const struct document *document)
{
	for (uint32_t i = 0; i < document->token_count && names->mention_count < MENTIONS_MAX; i++) {
		int32_t found = -1;
		uint64_t word;

		if (!run_title_case(document, i)) {
			i = document->sentences[document->tokens[i].sentence].last - 1;
			continue;
		}
		if (document->tokens[i].kind != TOKEN_WORD || names_at(names, i) ||
		    names_is(document, i, FUNCTION_WORDS | WORD(CUE)))
			continue;
		word = names_hash(document, i);
		for (uint32_t k = 0; k < names->entity_count && k < CANDIDATES_MAX; k++) {
			const struct entity *entity = &names->entities[k];

			if (entity->merged != k || entity->headline || entity->type == ENTITY_PLACE ||
			    entity->parts[entity->part_count - 1] != word ||
			    (entity->type != ENTITY_PERSON && entity->part_count > 1))
				continue;
			found = found < 0 || (found >= 0 && names->entities[found].mentions < entity->mentions)
					? (int32_t)k
					: found;
		}
		if (found >= 0)
			names_add(names, document, i, found);
	}
}
