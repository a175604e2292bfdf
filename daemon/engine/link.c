/* SPDX-License-Identifier: MIT */
/*
 * Join the forms of one name. A single word goes to the full name that fits it best where it stands; where two
 * fit alike, to neither: the mention keeps a note of both.
 */
#include <string.h>
#include <strings.h>

#include "names.h"
#include "run.h"
#include "tag.h"

#define FIT_MIN 3.0    /* a full name fits a single word at all */
#define LEVEL 1.5      /* two full names that are nearer than this are level */
#define SPELLING_MIN 5 /* letters of a name that may be misspelt */
#define ACRONYM_MAX 8  /* letters */
#define NO_PERSON (-8) /* and this much against one is enough */
#define WEAK_PERSON 4  /* evidence below which a person may be an organisation */

static bool gender_clash(const struct entity *a, const struct entity *b)
{
	char x = entity_gender(a), y = entity_gender(b);

	return x && y && x != y;
}

/* "Ann Lee Calls": a name that a verb of a headline has got into. */
static bool ends_in_verb(const struct names *names, const struct entity *entity)
{
	const char *last = strrchr(entity->name, ' ');
	const struct word *word = last ? lexicon_find(names->lexicon, last + 1, strlen(last + 1)) : NULL;

	return word && (word->classes & (WORD(VERB_S) | WORD(VERB_PAST) | WORD(VERB_BASE))) &&
	       !(word->classes & WORD(FIRST_NAME));
}

/* Make the first a form of the second, which takes over what is known of it, and its name if that is fuller. */
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
	if (fuller || (a->words < b->words && !same_end && b->type == ENTITY_PERSON && ends_in_verb(names, b))) {
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
	bool same_last = a->parts[a->part_count - 1] == b->parts[b->part_count - 1];

	if ((!same_last && a->parts[0] != b->parts[0]) || gender_clash(a, b))
		return false;
	if (same_last && first_agrees(names, a, b))
		return true;
	return a->part_count > 1 && b->part_count > 1 && (holds(a, b) || holds(b, a));
}

/* Join fuller and shorter forms of persons' names of several words. */
static void merge_full(struct names *names)
{
	uint32_t before[CANDIDATES_MAX], count = 0;

	for (uint32_t i = 0; i < names->entity_count; i++) {
		const struct entity *a = &names->entities[i];
		uint32_t k = 0;

		if (a->type != ENTITY_PERSON || a->words < 2 || a->headline)
			continue;
		while (k < count && !same_person(names, a, &names->entities[before[k]]))
			k++;
		if (k < count)
			merge(names, i, before[k]);
		else if (i < CANDIDATES_MAX)
			before[count++] = i;
	}
}

/* Whether the acronym's letters are the first letters of the name's words, small words counted or not. */
static bool is_acronym(const char *acronym, const char *name)
{
	char all[ACRONYM_MAX + 1] = "", capitals[ACRONYM_MAX + 1] = "", plain[ACRONYM_MAX + 1] = "";
	size_t a = 0, c = 0, n = 0;

	for (const char *at = acronym; *at && n < ACRONYM_MAX; at++) {
		if (*at >= 'a' && *at <= 'z')
			return false;
		if (*at != '.')
			plain[n++] = *at;
	}
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

/* Whether a person of several words has the word for a name. */
static bool in_full_name(const struct names *names, uint64_t word)
{
	for (uint32_t k = 0; k < names->entity_count && k < CANDIDATES_MAX; k++) {
		const struct entity *entity = &names->entities[k];

		if (entity->type == ENTITY_PERSON && entity->part_count > 1 &&
		    (entity->parts[0] == word || entity->parts[entity->part_count - 1] == word))
			return true;
	}
	return false;
}

/* An organisation, or a single word that nothing but a verb of saying makes a person. */
static bool may_shorten(const struct names *names, const struct entity *entity)
{
	if (entity->type == ENTITY_PERSON)
		return entity->words == 1 && entity->person < WEAK_PERSON && !entity->male && !entity->female &&
		       !in_full_name(names, entity->parts[0]);
	return entity->type == ENTITY_ORGANISATION;
}

/* Acronyms and short forms of organisations go to the longest name they may stand for. */
static void merge_organisations(struct names *names, const struct document *document)
{
	uint32_t fulls[CANDIDATES_MAX], count = 0;

	for (uint32_t k = 0; k < names->entity_count && k < CANDIDATES_MAX; k++)
		if (names->entities[k].type == ENTITY_ORGANISATION && names->entities[k].words > 1 &&
		    !names->entities[k].headline)
			fulls[count++] = k;
	for (uint32_t i = 0; i < names->entity_count && count; i++) {
		struct entity *entity = &names->entities[i];
		uint32_t best = i;

		if (!may_shorten(names, entity) || entity->merged != i || entity->headline)
			continue;
		for (uint32_t k = 0; k < count; k++) {
			const struct entity *full = &names->entities[fulls[k]];

			if (fulls[k] != i && full->merged == fulls[k] && full->words > names->entities[best].words &&
			    short_form(names, document, full, entity))
				best = fulls[k];
		}
		if (best != i)
			merge(names, i, best);
	}
}

/* Bytes that the two begin with alike, case aside. */
static size_t common_start(const char *a, const char *b)
{
	size_t i = 0;

	for (; a[i]; i++)
		if ((a[i] | CASE_BIT) != (b[i] | CASE_BIT))
			break;
	return i;
}

/* Whether the two spellings differ by one letter put in, left out or changed. */
static bool one_letter_off(const char *a, const char *b)
{
	const char *shorter = strlen(a) <= strlen(b) ? a : b, *longer = shorter == a ? b : a;
	size_t n = strlen(shorter), m = strlen(longer), i = common_start(shorter, longer);

	if (m - n > 1 || n < SPELLING_MIN || i == m)
		return false;
	return !strcasecmp(shorter + i + (n == m), longer + i + 1);
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

/* How well the single word at a mention goes for a first name: "Sir Hugh" does, "Mr. Hugh" does not. */
static double first_name_fit(const struct document *document, const struct mention *mention)
{
	if (mention->title < mention->first && names_is(document, mention->first - 1, WORD(GIVEN_TITLE)))
		return 6;
	return mention->gender && names_is(document, mention->first, WORD(FIRST_NAME)) ? 0 : 4;
}

/* "Ruiz" of "Ann Ruiz Lara", "Bo" of "Robert "Bo" Lee": a word inside the name that may stand for it. */
static bool is_inner(const struct entity *full, uint64_t word)
{
	for (uint32_t i = 1; i + 1 < full->part_count; i++)
		if (full->parts[i] == word)
			return true;
	return false;
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
		score = first_name_fit(document, mention);
	else if (is_inner(full, word))
		score = 4;
	else if (!document->tokens[mention->first].word && single->words == 1) {
		const char *last = strrchr(full->name, ' ');

		score = last && one_letter_off(last + 1, single->name) ? 4 : 0;
	}
	if (score <= 0)
		return 0;
	if (mention->gender && gender)
		score += mention->gender == gender ? 3 : -9;
	else if (mention->hint && gender)
		score += mention->hint == gender ? 2 : 0;
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
		score += here - there <= 1    ? (full->aside ? 1.5 : 3)
			 : here - there <= 4  ? 2
			 : here - there <= 10 ? 1
					      : 0;
	return score;
}

/* The entities that the single word at a mention may be: best and second best. */
struct choice {
	int32_t best, second;
	double best_score, second_score;
};

/*
 * Whether fit() is worth a look: some word is the same, or the initial is, or the last word is as long as the single
 * one, but for a letter. length: of a single word that may be misspelt, or 0.
 */
static bool may_fit(const struct full_name *full, uint64_t word, char initial, size_t length)
{
	return (full->last == word) | (full->first == word) | (full->inner[0] == word) | (full->inner[1] == word) |
	       (full->initial == initial) |
	       (length >= SPELLING_MIN && full->last_length + 1 >= length && full->last_length <= length + 1);
}

/* The persons of several words, once all names of that kind are joined. */
static void list_full_names(struct names *names)
{
	names->full_name_count = 0;
	for (uint32_t k = 0; k < names->entity_count && k < CANDIDATES_MAX; k++) {
		const struct entity *full = &names->entities[k];
		const char *space = strrchr(full->name, ' ');

		if (full->words < 2 || full->merged != k || full->type != ENTITY_PERSON)
			continue;
		names->full_names[names->full_name_count++] = (struct full_name){
			full->parts[0],
			full->parts[full->part_count - 1],
			{full->part_count > 2 ? full->parts[1] : 0, full->part_count > 3 ? full->parts[2] : 0},
			k,
			space ? (uint32_t)strlen(space + 1) : 0,
			(char)(full->name[0] | CASE_BIT)};
	}
}

static struct choice choose(struct names *names, const struct document *document, const struct entity *own,
			    const struct mention *mention)
{
	struct choice choice = {-1, -1, 0, 0};
	bool may_be_misspelt = !document->tokens[mention->first].word;
	size_t length = may_be_misspelt ? strlen(own->name) : 0;
	char initial = (char)(own->name[0] | CASE_BIT);

	for (uint32_t i = 0; i < names->full_name_count; i++) {
		uint32_t k = names->full_names[i].entity;
		const struct entity *full = &names->entities[k];
		double score;

		if (!may_fit(&names->full_names[i], own->parts[0], initial, length))
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

/* Whether a verb of saying stands behind the mention: "Lancashire said", of Ann Lancashire. */
static bool speaks(const struct document *document, const struct mention *mention)
{
	return mention->last < document->token_count && tag_is_cue(document->tokens[mention->last].tag) &&
	       !(mention->title && names_is(document, mention->title - 1, WORD(PREPOSITION)));
}

static void link_single(struct names *names, const struct document *document, struct mention *mention)
{
	struct entity *own = &names->entities[mention->entity];
	struct choice choice;

	if (own->part_count != 1 || own->merged != (uint32_t)mention->entity ||
	    (own->thing && own->type == ENTITY_ORGANISATION) ||
	    (own->person <= NO_PERSON && !(speaks(document, mention) && in_full_name(names, own->parts[0]))))
		return;
	mention->hint = names_told_before(names, document, mention);
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

void link_names(struct names *names, const struct document *document)
{
	merge_full(names);
	merge_organisations(names, document);
	for (uint32_t i = 0; i < names->entity_count; i++)
		names->entities[i].last_token = names->entities[i].first_token;
	list_full_names(names);
	for (uint32_t m = 0; m < names->mention_count; m++) {
		struct mention *mention = &names->mentions[m];

		if (mention->entity < 0)
			continue;
		link_single(names, document, mention);
		if (mention->rival < 0) {
			struct entity *entity = names_entity(names, mention->entity);

			entity->last_token = mention->first;
			entity->aside = mention->modifier && mention->last - mention->first > 1;
		}
	}
}

/* The entity whose last or only word that is, the one named most often; or -1. */
static int32_t ends_in(const struct names *names, uint64_t word)
{
	int32_t found = -1;

	for (uint32_t k = 0; k < names->entity_count && k < CANDIDATES_MAX; k++) {
		const struct entity *entity = &names->entities[k];

		if (entity->merged != k || entity->headline || entity->type == ENTITY_PLACE ||
		    entity->parts[entity->part_count - 1] != word ||
		    (entity->type != ENTITY_PERSON && entity->part_count > 1))
			continue;
		if (found < 0 || names->entities[found].mentions < entity->mentions)
			found = (int32_t)k;
	}
	return found;
}

void link_headlines(struct names *names, const struct document *document)
{
	for (uint32_t i = 0; i < document->token_count && names->mention_count < MENTIONS_MAX; i++) {
		int32_t found;

		if (!run_title_case(document, i)) {
			i = document->sentences[document->tokens[i].sentence].last - 1;
			continue;
		}
		if (document->tokens[i].kind != TOKEN_WORD || names_at(names, i) ||
		    names_is(document, i, FUNCTION_WORDS | WORD(CUE)))
			continue;
		found = ends_in(names, names_hash(document, i));
		if (found >= 0)
			names_add(names, document, i, found);
	}
}
