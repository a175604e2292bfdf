/* SPDX-License-Identifier: MIT */
/*
 * Persons meant by what they are: "the senator", "his lawyer", "the Italian", "the 24-year-old". Organisations and
 * things are reference.c's.
 */
#include "resolver.h"

#include <string.h>

#define ROLE_MIN 2.6
#define ROLE_WORDS_MIN 2   /* of the words alone */
#define ROLE_OWNED_MIN 5.0 /* of "his lawyer" */
#define ROLE_LEVEL 0.5
#define ROLE_WORDS 6 /* of a role phrase in the narrative */
#define FALL_BACK_MIN 0.75
#define SOMETHING_ELSE 0.6  /* weight of who is said to be of another trade */
#define OFFICE_MIN 0.6      /* the same for an office */
#define ACRONYM_SENTENCES 8 /* back to the title that it stands for */
#define ACRONYM_MENTIONS 60 /* names looked through for it */
#define CASE_BIT 0x20       /* of an ASCII letter */
#define UNNAMED_SENTENCES 3 /* since somebody without a name spoke */
#define EPITHET_MIN 0.6
#define EPITHET_SENTENCES 2 /* back to who is described so */

bool description_definite(const struct document *document, uint32_t i)
{
	const struct word *word = document->tokens[i].word;

	return word && (word->classes & WORD(DETERMINER)) && word->value;
}

/* How well the person fits the role where it stands: what is said of them, how lately they were named; 0: not. */
static double holder_score(struct resolver *resolver, struct range phrase, uint32_t index)
{
	const struct document *document = resolver->document;
	const struct entity *entity = &resolver->names.entities[index];
	const struct word *head = names_word(document, phrase.last - 1);
	char gender = entity_gender(entity);
	double score;
	uint32_t distance;

	if (entity->merged != index || entity->type != ENTITY_PERSON || !entity->role_count)
		return 0;
	score = roles_fit(document, entity, phrase.first, phrase.last);
	if (score < ROLE_WORDS_MIN ||
	    (gender && (head->gender == 'm' || head->gender == 'f') && head->gender != gender))
		return 0;
	distance = history_distance(&resolver->history, document, phrase.first, (int32_t)index);
	if (distance == UINT32_MAX)
		return score - 1;
	return score + 2 / (1 + 0.3 * distance) + ((int32_t)index == resolver->last ? 1 : 0);
}

/* The persons whose titles and appositions fit the role's words, best first. */
static struct referents role_holders(struct resolver *resolver, struct range phrase, double least)
{
	struct referents found = {{-1, -1, -1}, {0, 0, 0}, 0, 0};

	for (uint32_t k = 0; k < resolver->names.entity_count && k < CANDIDATES_MAX; k++) {
		double score = holder_score(resolver, phrase, k);

		if (score >= least)
			referents_insert(&found, (int32_t)k, score);
	}
	return found;
}

uint32_t description_take(struct resolver *resolver, uint32_t first, uint32_t limit)
{
	const struct document *document = resolver->document;
	uint32_t end = first + 1;
	struct referents found;

	while (end < limit && end < first + ROLE_WORDS && !names_at(&resolver->names, end) &&
	       names_is(document, end,
			WORD(ROLE) | WORD(TITLE) | WORD(ADJECTIVE) | WORD(NOUN) | WORD(DEMONYM) | WORD(PARTY) |
				WORD(PLACE)))
		end++;
	if (end == first + 1 || !names_is(document, end - 1, WORD(ROLE)) || names_at(&resolver->names, end))
		return first + 1;
	found = role_holders(resolver, (struct range){first, end}, ROLE_MIN);
	if (found.count && found.score[0] - found.score[1] >= 1)
		history_push(&resolver->history, end - 1, found.entity[0],
			     document->tokens[end].flags & TOKEN_APOSTROPHE ? 0.45F : 0.7F);
	return end;
}

/* Whether the person is said to hold an office that is not the phrase's. */
static bool holds_another(const struct resolver *resolver, int32_t index, const struct word *head)
{
	const struct entity *entity = &resolver->names.entities[index];

	for (uint32_t i = 0; i < entity->role_count; i++)
		if ((entity->roles[i].head->classes & WORD(TITLE)) && entity->roles[i].head != head)
			return true;
	return false;
}

/* "the former president": who may hold another office now. */
static bool is_past(const struct document *document, struct range phrase)
{
	for (uint32_t i = phrase.first; i < phrase.last; i++)
		if (names_is(document, i, WORD(OFFICE_MODIFIER)) && names_word(document, i)->value)
			return true;
	return false;
}

/* "wife", "son" */
static bool is_kin(const struct word *head)
{
	return (head->gender == 'm' || head->gender == 'f') && !head->value && !(head->classes & WORD(TITLE));
}

/* How likely the person is what the head says, of what else they are said to be; an office is holds_another's. */
static double trade_weight(const struct resolver *resolver, int32_t index, bool office, const struct word *head)
{
	const struct entity *entity = &resolver->names.entities[index];
	bool kin = entity->role_count > 0;

	for (uint32_t i = 0; i < entity->role_count; i++) {
		if (entity->roles[i].head == head)
			return 1;
		kin &= is_kin(entity->roles[i].head);
	}
	return entity->role_count && (kin || !office) ? SOMETHING_ELSE : 1;
}

/* "the French president": nobody is known to be of that country. */
static bool of_country(const struct resolver *resolver, struct range phrase)
{
	for (uint32_t i = phrase.first; i < phrase.last; i++)
		if (names_is(resolver->document, i, WORD(DEMONYM)))
			return true;
	return false;
}

/* Whether the person is said to be of another country than the demonym at i tells. */
static bool of_another(const struct document *document, const struct entity *entity, uint32_t i)
{
	bool another = false;

	for (uint32_t r = 0; r < entity->role_count; r++) {
		for (uint32_t k = entity->roles[r].first; k < entity->roles[r].last; k++) {
			if (!names_is(document, k, WORD(DEMONYM)))
				continue;
			if (roles_same_word(document, i, k))
				return false;
			another = true;
		}
	}
	return another;
}

/* Whether the person is said to be of another country than the phrase tells. */
static bool of_other_country(const struct resolver *resolver, int32_t index, struct range phrase)
{
	for (uint32_t i = phrase.first; i < phrase.last; i++)
		if (names_is(resolver->document, i, WORD(DEMONYM)) &&
		    of_another(resolver->document, &resolver->names.entities[index], i))
			return true;
	return false;
}

/* The entity whose the phrase's head is by name ("Lee's former strategist"), or -1. */
static int32_t owner_of(struct resolver *resolver, struct range phrase)
{
	const struct mention *mention = names_at(&resolver->names, phrase.first);

	return mention && mention->entity >= 0 && mention->last < phrase.last &&
			       (resolver->document->tokens[mention->last].flags & TOKEN_APOSTROPHE)
		       ? (int32_t)(names_entity(&resolver->names, mention->entity) - resolver->names.entities)
		       : -1;
}

/* "the organizer of a rally"; or one whom nobody names just spoke, who may be meant. */
static bool somebody_else(const struct resolver *resolver, struct range phrase)
{
	const struct document *document = resolver->document;

	return (phrase.last + 1 < document->token_count && names_is(document, phrase.last, WORD(PREPOSITION)) &&
		names_is(document, phrase.last + 1, WORD(DETERMINER)) &&
		!description_definite(document, phrase.last + 1)) ||
	       (resolver->unnamed &&
		reference_sentences(document, resolver->unnamed_token, phrase.first) <= UNNAMED_SENTENCES);
}

/* Whether the phrase tells a party that nobody says the person is of. */
static bool of_unknown_party(const struct resolver *resolver, int32_t index, struct range phrase)
{
	const struct document *document = resolver->document;
	const struct entity *entity = &resolver->names.entities[index];
	bool tells = false;

	for (uint32_t i = phrase.first; i < phrase.last; i++) {
		if (!names_is(document, i, WORD(PARTY)))
			continue;
		tells = true;
		for (uint32_t r = 0; r < entity->role_count; r++)
			for (uint32_t k = entity->roles[r].first; k < entity->roles[r].last; k++)
				if (names_is(document, k, WORD(PARTY)) && roles_same_word(document, i, k))
					return false;
	}
	return tells;
}

/*
 * A role nobody is said to have goes to the person who stands out, if that is one alone and nothing speaks against it:
 * the last who spoke, or, of an office, one who is said to hold no other.
 */
static bool fall_back(struct resolver *resolver, struct statement *statement, struct range phrase)
{
	const struct word *head = names_word(resolver->document, phrase.last - 1);
	struct referents all, left = {{-1, -1, -1}, {0, 0, 0}, 0, 0};
	int32_t owner = owner_of(resolver, phrase);
	bool office = head->classes & WORD(TITLE), past = is_past(resolver->document, phrase), last;

	if ((!(owner >= 0 && past) && !description_definite(resolver->document, phrase.first)) ||
	    resolver->document->tokens[phrase.first].sentence == 0 || somebody_else(resolver, phrase))
		return false;
	all = history_pronoun(&resolver->history, &resolver->names, resolver->document, phrase.first,
			      head->gender == 'e' ? 0 : head->gender, owner);
	for (uint32_t i = 0; i < all.count; i++)
		if (!of_other_country(resolver, all.entity[i], phrase) &&
		    (!office || past || !holds_another(resolver, all.entity[i], head)))
			referents_insert(&left, all.entity[i],
					 all.score[i] * trade_weight(resolver, all.entity[i], office, head));
	if (!left.count)
		return false;
	left.confidence = referents_confidence(&left);
	resolver_note(resolver, statement, &left);
	last = left.entity[0] == resolver->last ||
	       (office && history_distance(&resolver->history, resolver->document, phrase.first, left.entity[0]) == 0);
	if (left.confidence < (office ? OFFICE_MIN : FALL_BACK_MIN) ||
	    (!last && (!office || of_country(resolver, phrase) || of_unknown_party(resolver, left.entity[0], phrase))))
		return false;
	resolver_add_entity(resolver, statement, left.entity[0], 0.52);
	return true;
}

uint32_t description_distance(const struct resolver *resolver, const struct word *head, uint32_t token)
{
	uint32_t nearest = UINT32_MAX;

	for (uint32_t k = 0; k < resolver->names.entity_count && k < CANDIDATES_MAX; k++) {
		const struct entity *entity = &resolver->names.entities[k];

		for (uint32_t i = 0; entity->merged == k && i < entity->role_count; i++) {
			uint32_t distance;

			if (entity->roles[i].head != head)
				continue;
			distance = history_distance(&resolver->history, resolver->document, token, (int32_t)k);
			nearest = distance < nearest ? distance : nearest;
		}
	}
	return nearest;
}

bool description_role(struct resolver *resolver, struct statement *statement, struct range phrase, bool owned)
{
	struct referents found = role_holders(resolver, phrase, owned ? ROLE_OWNED_MIN : ROLE_MIN);
	double margin = found.score[0] - found.score[1];

	if (!found.count)
		return !(owned && !is_past(resolver->document, phrase)) && fall_back(resolver, statement, phrase);
	resolver_note(resolver, statement, &found);
	if (margin < ROLE_LEVEL)
		return false;
	resolver_add_entity(resolver, statement, found.entity[0], 0.55 + 0.1 * (margin > 3 ? 3 : margin));
	return true;
}

/* "the Italian", "the 24-year-old": the head of a noun phrase that tells where from or how old. */
static bool is_epithet(const struct document *document, uint32_t head)
{
	const struct token *token = &document->tokens[head];
	const struct word *word = names_word(document, head);

	if (word && (word->classes & WORD(ROLE)) && head && token[-1].kind == TOKEN_MARK)
		return true; /* "the "Paper Moon" star" */
	if (token->kind == TOKEN_NUMBER)
		return memchr(document->text + token->start, '-', token->end - token->start);
	if (!word && (word = names_first_part(document, head)))
		return word->classes & WORD(ROLE); /* "the father-of-two" */
	return word && (word->classes & WORD(DEMONYM)) && word->number != 'p' && !(token->flags & TOKEN_UPPER);
}

bool description_epithet(struct resolver *resolver, struct statement *statement, struct range phrase)
{
	const struct document *document = resolver->document;
	uint32_t head = phrase.last - 1;
	const struct word *word =
		names_word(document, head) ? names_word(document, head) : names_first_part(document, head);
	struct referents all, left = {{-1, -1, -1}, {0, 0, 0}, 0, 0};

	if (!description_definite(document, phrase.first) || !is_epithet(document, head))
		return false;
	all = history_pronoun(&resolver->history, &resolver->names, document, phrase.first,
			      word && word->gender != 'e' ? word->gender : 0, -1);
	for (uint32_t i = 0; i < all.count; i++)
		if (!word || !of_another(document, names_entity(&resolver->names, all.entity[i]), head))
			referents_insert(&left, all.entity[i],
					 all.score[i] * (word && (word->classes & WORD(ROLE))
								 ? trade_weight(resolver, all.entity[i], false, word)
								 : 1));
	resolver_note(resolver, statement, &left);
	if (left.count)
		left.confidence = referents_confidence(&left);
	if (left.count && left.confidence >= EPITHET_MIN &&
	    history_distance(&resolver->history, document, phrase.first, left.entity[0]) <= EPITHET_SENTENCES) {
		resolver_add_entity(resolver, statement, left.entity[0], 0.6);
		return true;
	}
	resolver_add_words(resolver, statement, phrase, SPEAKER_ANONYMOUS, 0.6);
	return true;
}

/* Whether the letters are the first letters of the role's last words, small words left out. */
static bool spells(const struct document *document, const struct role *role, const char *letters, size_t count)
{
	uint32_t i = role->last;

	while (count > 0 && i > role->first) {
		const struct token *token = &document->tokens[--i];
		char first = document->text[token->start];

		if (names_is(document, i, WORD(PREPOSITION) | WORD(ORGANISATION_JOIN) | WORD(DETERMINER)))
			continue;
		if ((first & ~CASE_BIT) != letters[count - 1])
			return false;
		count--;
	}
	return count == 0;
}

/* The person whose title the mention's word was, before it: "DGP Ann Lee … the DGP"; or -1. */
static int32_t titled_so(const struct resolver *resolver, const struct mention *mention)
{
	const struct document *document = resolver->document;
	uint64_t hash = names_hash(document, mention->first);
	const struct mention *all = resolver->names.mentions;

	if (names_word(document, mention->first))
		return -1; /* "the UN" */
	for (const struct mention *at = mention; at-- > all && at + ACRONYM_MENTIONS > mention;) {
		if (at->entity < 0 || resolver->names.entities[at->entity].type != ENTITY_PERSON)
			continue;
		if (at->first - at->title == 1 && names_hash(document, at->title) == hash)
			return (int32_t)resolver->names.entities[at->entity].merged;
	}
	return -1;
}

bool description_acronym(struct resolver *resolver, struct statement *statement, const struct mention *mention)
{
	const struct document *document = resolver->document;
	const struct token *token = &document->tokens[mention->first];
	uint32_t nearest = ACRONYM_SENTENCES;
	int32_t found = -1;

	if (mention->last - mention->first != 1 || !(token->flags & TOKEN_UPPER) ||
	    !description_definite(document, mention->first - 1))
		return false;
	for (uint32_t k = 0; k < resolver->names.entity_count && k < CANDIDATES_MAX; k++) {
		const struct entity *entity = &resolver->names.entities[k];
		uint32_t distance = history_distance(&resolver->history, document, mention->first, (int32_t)k);

		if (entity->merged != k || entity->type != ENTITY_PERSON || distance >= nearest)
			continue;
		for (uint32_t i = 0; i < entity->role_count; i++) {
			if (!spells(document, &entity->roles[i], document->text + token->start,
				    token->end - token->start))
				continue;
			nearest = distance;
			found = (int32_t)k;
		}
	}
	if (found < 0)
		found = titled_so(resolver, mention);
	if (found < 0)
		return false;
	resolver_add_entity(resolver, statement, found, 0.75);
	return true;
}
