/* SPDX-License-Identifier: MIT */
/*
 * What titles, appositions and predicates say of each person ("X, the mayor", "mayor X", "X is the mayor"), and
 * what pronouns say of gender; and how well a role named later fits.
 */
#include <string.h>

#include "names.h"
#include "tag.h"

#define ROLE_TOKENS_MAX 14
#define ROLE_BYTES_MAX 120
#define TITLE_TOKENS 7    /* left of a name */
#define KIN_WEIGHT 4      /* of "son", against the 1 of "spokesman" */
#define PRONOUN_TOKENS 40 /* as far as a pronoun tells of a name */

/* "Mr.", "Sir": a form of address, no role. */
static bool is_address(const struct word *word)
{
	return !(word->classes & WORD(ROLE)) && !word->value && word->gender;
}

/* A verb behind the role's noun: "a mother of six sheltering in a school", "a worker named". */
static bool ends_role(const struct document *document, uint32_t i)
{
	return names_is(document, i, WORD(VERB_ING) | WORD(VERB_PAST) | WORD(VERB_PART)) &&
	       !names_is(document, i, WORD(NOUN) | WORD(ADJECTIVE)) && !(document->tokens[i].flags & TOKEN_CAPITAL);
}

/* The noun of the role in [first, last), or NULL. */
static const struct word *role_head(const struct document *document, uint32_t first, uint32_t last)
{
	const struct word *head = NULL;

	for (uint32_t i = first; i < last; i++) {
		if (head ? names_is(document, i, WORD(PREPOSITION)) : i > first && ends_role(document, i))
			break;
		if (names_is(document, i, WORD(ROLE) | WORD(TITLE)) && !is_address(names_word(document, i)))
			head = names_word(document, i);
	}
	return head;
}

static void add_role(struct entity *entity, const struct document *document, uint32_t first, uint32_t last)
{
	const struct word *head = role_head(document, first, last);

	if (!head || entity->role_count == ROLES_MAX)
		return;
	for (uint32_t i = 0; i < entity->role_count; i++)
		if (entity->roles[i].head == head && entity->roles[i].last - entity->roles[i].first >= last - first)
			return;
	entity->roles[entity->role_count++] = (struct role){head, first, last};
	if ((head->classes & WORD(ROLE)) && (head->gender == 'm' || head->gender == 'f'))
		*(head->gender == 'm' ? &entity->male : &entity->female) += head->value ? 1 : KIN_WEIGHT;
}

/* The words of a role as they are told: without "the", "now" and "her" in front, and "Dr." or "of" at the end. */
static void trim_role(const struct document *document, uint32_t *first, uint32_t *last)
{
	while (*first + 1 < *last && (names_is(document, *first, WORD(DETERMINER) | WORD(POSSESSIVE)) ||
				      (names_is(document, *first, WORD(ADVERB)) &&
				       !names_is(document, *first, WORD(ADJECTIVE) | WORD(NOUN)))))
		(*first)++;
	while (*first + 1 < *last) {
		const struct word *word = names_word(document, *last - 1);

		if (!word || !((word->classes & (WORD(PREPOSITION) | WORD(AND) | WORD(ADVERB) | WORD(DETERMINER) |
						 WORD(POSSESSIVE) | WORD(TO))) ||
			       ((word->classes & WORD(TITLE)) && (is_address(word) || word->gender == 'e'))))
			break;
		(*last)--;
	}
}

/* Take the words of [first, last) as the entity's roles, parted at "and". */
static void take_roles(struct entity *entity, const struct document *document, uint32_t first, uint32_t last)
{
	uint32_t from = first, count = entity->role_count;
	size_t length;

	if (first >= last || names_is(document, first, WORD(PREPOSITION) | WORD(SUBORDINATOR)))
		return;
	for (uint32_t i = first; i <= last; i++) {
		if (i < last && !names_is(document, i, WORD(AND)))
			continue;
		add_role(entity, document, from, i);
		from = i + 1;
	}
	if (entity->role_count == count)
		return;
	trim_role(document, &first, &last);
	length = document->tokens[last - 1].end - document->tokens[first].start;
	if (length > entity->role.end - entity->role.start && length < ROLE_BYTES_MAX)
		entity->role = (struct span){document->tokens[first].start, document->tokens[last - 1].end};
}

static bool is_whose(const struct document *document, uint32_t i)
{
	const struct word *word = names_word(document, i);

	return word && (word->classes & WORD(POSSESSIVE)) && !word->gender && !word->number && !word->person;
}

/* End of an apposition or predicate that begins at first: before a comma, a mark or a verb. */
static uint32_t role_end(const struct document *document, uint32_t first)
{
	uint32_t i = first;

	while (i < document->token_count && i < first + ROLE_TOKENS_MAX &&
	       document->tokens[i].sentence == document->tokens[first].sentence &&
	       (document->tokens[i].kind <= TOKEN_NUMBER || (document->tokens[i].flags & TOKEN_APOSTROPHE)) &&
	       !names_is(document, i,
			 WORD(WHO) | WORD(WHICH) | WORD(THAT) | WORD(MODAL) | WORD(BE) | WORD(SUBJECT) | WORD(HAVE)) &&
	       !tag_is_cue(document->tokens[i].tag) && !is_whose(document, i) &&
	       !(i > first + 1 && ends_role(document, i)))
		i++;
	return i;
}

/* Whether the word at i may stand in a title left of a name. */
static bool title_word(const struct document *document, uint32_t i)
{
	if (names_is(document, i,
		     WORD(ROLE) | WORD(TITLE) | WORD(DEMONYM) | WORD(PARTY) | WORD(PLACE) | WORD(OFFICE_MODIFIER) |
			     WORD(ORGANISATION_NOUN)))
		return true;
	if (names_is(document, i, FUNCTION_WORDS | WORD(VERB_PAST) | WORD(VERB_S) | WORD(VERB_ING)))
		return false;
	if (names_is(document, i, WORD(VERB_BASE))) /* "finance director" */
		return names_is(document, i, WORD(NOUN)) && names_is(document, i + 1, WORD(ROLE) | WORD(TITLE)) &&
		       ((document->tokens[i].flags & TOKEN_CAPITAL) ||
			(i && names_is(document, i - 1, WORD(DETERMINER))));
	return names_is(document, i, WORD(NOUN) | WORD(ADJECTIVE));
}

/* "at a party convention Sen. Ann Lee": a small noun in front of a large title. */
static bool of_another_phrase(const struct document *document, uint32_t i)
{
	return !(document->tokens[i].flags & TOKEN_CAPITAL) && (document->tokens[i + 1].flags & TOKEN_CAPITAL) &&
	       names_is(document, i + 1, WORD(TITLE)) &&
	       !names_is(document, i,
			 WORD(ROLE) | WORD(TITLE) | WORD(OFFICE_MODIFIER) | WORD(PARTY) | WORD(DEMONYM) |
				 WORD(ORGANISATION_NOUN) | WORD(ADJECTIVE));
}

/* First token of the titles, modifiers and names left of the mention: "former Ohio governor", "Lee Institute director".
 */
static uint32_t title_start(const struct names *names, const struct document *document, const struct mention *mention)
{
	const struct token *tokens = document->tokens;
	uint32_t before = mention->title;

	while (before > 0 && before + TITLE_TOKENS > mention->title && tokens[before - 1].kind == TOKEN_WORD &&
	       tokens[before - 1].sentence == tokens[mention->first].sentence) {
		const struct mention *name = names_at(names, before - 1);

		if (name && name->last == before && before < mention->first && name->modifier)
			return name->first;
		if (!title_word(document, before - 1) || of_another_phrase(document, before - 1))
			break;
		before--;
	}
	return before;
}

/* An apposition in front: "the mayor, Ann Lee,"; returns its first token, or the mention's. */
static uint32_t apposition_start(const struct document *document, const struct mention *mention)
{
	const struct token *tokens = document->tokens;
	uint32_t comma = mention->title ? mention->title - 1 : 0, at = comma;

	if (!comma || document->text[tokens[comma].start] != ',' ||
	    tokens[comma].sentence != tokens[mention->title].sentence)
		return mention->title;
	while (at > 0 && at + 8 > comma && tokens[at - 1].sentence == tokens[comma].sentence &&
	       tokens[at - 1].kind == TOKEN_WORD) {
		at--;
		if (tokens[at].flags & TOKEN_APOSTROPHE)
			return names_is(document, comma - 1, WORD(ROLE)) ? at + 1 : mention->title;
		if (names_is(document, at, WORD(DETERMINER) | WORD(POSSESSIVE)))
			return names_is(document, comma - 1, WORD(ROLE)) || (tokens[at].flags & TOKEN_SENTENCE)
				       ? at
				       : mention->title;
	}
	return mention->title;
}

void roles_find(struct names *names, const struct document *document, bool single)
{
	const struct token *tokens = document->tokens;

	for (uint32_t m = 0; m < names->mention_count; m++) {
		const struct mention *mention = &names->mentions[m];
		struct entity *entity = names_entity(names, mention->entity);
		uint32_t next = mention->last, apposition;

		if (!entity || entity->type != ENTITY_PERSON || mention->headline ||
		    (mention->last - mention->first == 1) != single || mention->rival >= 0)
			continue;
		take_roles(entity, document, title_start(names, document, mention), mention->first);
		apposition = apposition_start(document, mention);
		if (apposition < mention->title)
			take_roles(entity, document, apposition, mention->title - 1);
		if (next + 2 >= document->token_count || tokens[next].sentence != tokens[mention->first].sentence)
			continue;
		if (tag_is_cue(tokens[next + 1].tag) ||
		    (names_is(document, next + 1, WORD(VERB_PAST)) &&
		     !names_is(document, next + 1, WORD(NOUN) | WORD(OFFICE_MODIFIER))))
			continue; /* ", told" */
		if (names_at(names, next + 1) && names_at(names, next + 1)->title < names_at(names, next + 1)->first)
			continue; /* "Ann Lee, Mayor Bo Roe and" */
		if (strchr(",(", document->text[tokens[next].start]) ||
		    (token_is(&tokens[next], WORD(BE)) && names_is(document, next + 1, WORD(DETERMINER))))
			take_roles(entity, document, next + 1, role_end(document, next + 1));
	}
}

/* Count, for each person, the next he or she outside quotation marks before another name. */
static void count_pronouns(struct names *names, const struct document *document)
{
	for (uint32_t m = 0; m < names->mention_count; m++) {
		const struct mention *mention = &names->mentions[m];
		struct entity *entity = names_entity(names, mention->entity);
		uint32_t limit = m + 1 < names->mention_count ? names->mentions[m + 1].title : document->token_count;

		if (!entity || entity->type != ENTITY_PERSON || mention->modifier || mention->rival >= 0 ||
		    mention->headline)
			continue;
		for (uint32_t i = mention->last; i < limit && i < mention->last + PRONOUN_TOKENS; i++) {
			const struct token *token = &document->tokens[i];

			if ((token->flags & TOKEN_QUOTED) || !token_is(token, WORD(SUBJECT)) || !token->word->gender)
				continue;
			entity->he += token->word->gender == 'm';
			entity->she += token->word->gender == 'f';
			break;
		}
	}
}

void roles_learn_gender(struct names *names, const struct document *document)
{
	count_pronouns(names, document);
	for (uint32_t i = 0; i < names->entity_count; i++) {
		struct entity *entity = &names->entities[i];
		int most = entity->he > entity->she ? entity->he : entity->she, all = entity->he + entity->she;
		int weight = entity->male + entity->female && !(most >= 3 && most * 5 >= all * 4) ? 1
			     : most < 4                                                           ? most
												  : 4;

		if (entity->type != ENTITY_PERSON || entity->he == entity->she)
			continue;
		*(entity->he > entity->she ? &entity->male : &entity->female) += weight;
	}
}

static bool same_key(const struct word *a, const struct word *b)
{
	return a == b || (a->value && b->value && !strcmp(a->value, b->value));
}

bool roles_same_word(const struct document *document, uint32_t i, uint32_t k)
{
	const struct word *a = names_word(document, i), *b = names_word(document, k);

	return a && b ? same_key(a, b) : !a && !b && names_hash(document, i) == names_hash(document, k);
}

/* Whether the phrase and the role name two parties, countries or states. */
static bool contradict(const struct document *document, const struct role *role, uint32_t first, uint32_t last,
		       uint64_t class)
{
	bool clash = false;

	for (uint32_t i = first; i + 1 < last; i++) {
		if (!names_is(document, i, class))
			continue;
		for (uint32_t k = role->first; k < role->last; k++) {
			if (!names_is(document, k, class))
				continue;
			if (roles_same_word(document, i, k))
				return false;
			clash = true;
		}
	}
	return clash;
}

/* Whether a country's adjective is among the words before the last. */
static bool of_country(const struct document *document, uint32_t first, uint32_t last)
{
	for (uint32_t i = first; i + 1 < last; i++)
		if (names_is(document, i, WORD(DEMONYM)))
			return true;
	return false;
}

/* How well the modifiers of [first, last) agree with those of the role. */
static double modifiers_fit(const struct document *document, const struct role *role, uint32_t first, uint32_t last)
{
	double score = 0;

	for (uint32_t i = first; i + 1 < last; i++) {
		bool found = false;

		if (document->tokens[i].kind != TOKEN_WORD || names_is(document, i, FUNCTION_WORDS) ||
		    (document->tokens[i].flags & TOKEN_APOSTROPHE))
			continue;
		for (uint32_t k = role->first; k < role->last; k++)
			found |= roles_same_word(document, i, k);
		score += found ? 1.2 : names_is(document, i, WORD(OFFICE_MODIFIER)) ? -1 : 0;
	}
	if (contradict(document, role, first, last, WORD(PARTY)) ||
	    contradict(document, role, first, last, WORD(DEMONYM)) ||
	    contradict(document, role, first, last, WORD(PLACE)))
		score -= 4;
	else if (of_country(document, first, last) && !of_country(document, role->first, role->last))
		score -= 1.2;
	return score;
}

/* "vice" and its like before the role's noun, which the phrase does not have. */
static bool lesser(const struct document *document, const struct role *role, uint32_t first, uint32_t last)
{
	for (uint32_t i = role->first; i + 1 < role->last; i++) {
		const struct word *word = names_word(document, i);
		bool found = false;

		if (word == role->head)
			break;
		if (!word || !(word->classes & WORD(OFFICE_MODIFIER)))
			continue;
		for (uint32_t k = first; k < last; k++)
			found |= names_word(document, k) == word;
		if (!found)
			return true;
	}
	return false;
}

double roles_fit(const struct document *document, const struct entity *entity, uint32_t first, uint32_t last)
{
	const struct word *head = names_word(document, last - 1);
	double best = 0;

	for (uint32_t r = 0; r < entity->role_count; r++) {
		const struct role *role = &entity->roles[r];
		double score = role->head == head ? 3 : same_key(role->head, head) ? 2.4 : 0;

		if (score <= 0)
			continue;
		score += modifiers_fit(document, role, first, last);
		if (lesser(document, role, first, last))
			score -= 2;
		if (score > best)
			best = score;
	}
	return best;
}
