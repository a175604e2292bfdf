/* SPDX-License-Identifier: MIT */
/* What pronouns and common nouns refer to: "she", "who", "the two", "the senator", "the agency"; see resolver.h. */
#include "resolver.h"

#include <string.h>

#define PLURAL_SENTENCES 4 /* as far as "they" goes back */
#define ORGANISATION_SENTENCES 6
#define ORGANISATION_TOKENS 600
#define ROLE_MIN 2.6
#define ROLE_OWNED_MIN 5.0 /* of "his lawyer" */
#define ROLE_LEVEL 0.5

static void pronoun(struct resolver *resolver, struct statement *statement, uint32_t token, char gender)
{
	struct referents referents =
		history_pronoun(&resolver->history, &resolver->names, resolver->document, token, gender, -1);

	if (!referents.count)
		return;
	if (referents.confidence >= CONFIDENCE_MIN)
		resolver_add_entity(resolver, statement, referents.entity[0], referents.confidence);
	resolver_note(resolver, statement, &referents);
}

/* "X and Y" among the persons just named. */
static bool named_pair(struct resolver *resolver, struct statement *statement, uint32_t token)
{
	const struct document *document = resolver->document;
	const struct names *names = &resolver->names;

	for (uint32_t m = names->mention_count; m-- > 1;) {
		const struct mention *mention = &names->mentions[m], *before = mention - 1;

		if (mention->first >= token)
			continue;
		if (document->tokens[mention->first].sentence + PLURAL_SENTENCES < document->tokens[token].sentence)
			return false;
		if (mention->title == 0 || !names_is(document, mention->title - 1, WORD(AND)) ||
		    before->last + 1 != mention->title || before->entity < 0 || mention->entity < 0 ||
		    mention->modifier || names_entity(&resolver->names, mention->entity)->type != ENTITY_PERSON ||
		    names_entity(&resolver->names, before->entity)->type != ENTITY_PERSON)
			continue;
		resolver_add_entity(resolver, statement, before->entity, 0.7);
		resolver_add_entity(resolver, statement, mention->entity, 0.7);
		return true;
	}
	return false;
}

static void plural(struct resolver *resolver, struct statement *statement, uint32_t token)
{
	const struct token *at = &resolver->document->tokens[token];

	if (!resolver->plural || at->sentence > resolver->plural_sentence + PLURAL_SENTENCES) {
		named_pair(resolver, statement, token);
		return;
	}
	statement->speakers = resolver->plural->speakers;
	statement->speaker_count = resolver->plural->speaker_count;
	statement->confidence = statement->speaker_count > 1 ? 0.8 : 0.6;
}

/* The organisation that spoke last, or that the sentence before is about. */
static void organisation_pronoun(struct resolver *resolver, struct statement *statement, uint32_t token)
{
	uint32_t sentence = resolver->document->tokens[token].sentence;

	if (resolver->last_organisation >= 0 && sentence <= resolver->last_organisation_sentence + 3)
		resolver_add_entity(resolver, statement, resolver->last_organisation, 0.65);
}

bool reference_pronoun(struct resolver *resolver, struct statement *statement, struct range source)
{
	const struct document *document = resolver->document;
	const struct word *word = document->tokens[source.first].word;

	if (!word || names_at(&resolver->names, source.first))
		return false;
	if (source.last - source.first == 1 && (word->classes & (WORD(DETERMINER) | WORD(NUMBER))) &&
	    !(word->classes & WORD(NOUN))) {
		plural(resolver, statement, source.first);
		return true;
	}
	if (source.last - source.first == 2 && (word->classes & WORD(DETERMINER)) &&
	    names_is(document, source.first + 1, WORD(NUMBER))) {
		plural(resolver, statement, source.first);
		return true;
	}
	if (!(word->classes & (WORD(SUBJECT) | WORD(OBJECT) | WORD(POSSESSIVE))) ||
	    (source.last - source.first > 1 && !(word->classes & WORD(SUBJECT))))
		return false;
	if (word->gender == 'm' || word->gender == 'f')
		pronoun(resolver, statement, source.first, word->gender);
	else if (word->person == '1' || word->person == '2')
		return true; /* speaker.c's, once all others are known */
	else if (word->number == 'p')
		plural(resolver, statement, source.first);
	else
		organisation_pronoun(resolver, statement, source.first);
	return true;
}

bool reference_relative(struct resolver *resolver, struct statement *statement, struct range source)
{
	const struct document *document = resolver->document;
	uint32_t token = source.first;

	if (source.last - source.first != 1 ||
	    !token_is(&document->tokens[token], WORD(WHO) | WORD(WHICH) | WORD(THAT)))
		return false;
	for (uint32_t i = token;
	     i-- > 0 && i + 14 > token && document->tokens[i].sentence == document->tokens[token].sentence;) {
		const struct mention *mention = names_at(&resolver->names, i);

		if (mention && mention->entity >= 0 && !mention->modifier &&
		    (token - i < 3 || names_entity(&resolver->names, mention->entity)->type == ENTITY_PERSON)) {
			resolver_add_entity(resolver, statement, mention->entity, token - i < 3 ? 0.9 : 0.7);
			return true;
		}
		if (token - i <= 2 && names_is(document, i, WORD(COLLECTIVE) | WORD(HUMAN) | WORD(ROLE))) {
			resolver_add_words(resolver, statement, (struct range){i, i + 1}, SPEAKER_COLLECTIVE, 0.6);
			return true;
		}
	}
	return true;
}

/* The persons whose titles and appositions fit the role's words, best first. */
static struct referents role_holders(struct resolver *resolver, struct range phrase, double least)
{
	const struct document *document = resolver->document;
	const struct word *head = names_word(document, phrase.last - 1);
	struct referents found = {{-1, -1, -1}, {0, 0, 0}, 0, 0};

	for (uint32_t k = 0; k < resolver->names.entity_count && k < CANDIDATES_MAX; k++) {
		const struct entity *entity = &resolver->names.entities[k];
		char gender = entity_gender(entity);
		uint32_t distance;
		double score;

		if (entity->merged != k || entity->type != ENTITY_PERSON || !entity->role_count)
			continue;
		score = roles_fit(document, entity, phrase.first, phrase.last);
		if (score < 2 || (gender && (head->gender == 'm' || head->gender == 'f') && head->gender != gender))
			continue;
		distance = history_distance(&resolver->history, document, phrase.first, (int32_t)k);
		if (distance == UINT32_MAX)
			score -= 1;
		else
			score += 2 / (1 + 0.3 * distance) + ((int32_t)k == resolver->last ? 1 : 0);
		if (score < least || (found.count == REFERENTS_MAX && score <= found.score[REFERENTS_MAX - 1]))
			continue;
		found.count += found.count < REFERENTS_MAX;
		for (uint32_t i = found.count; i-- > 0;) {
			bool here = i == 0 || found.score[i - 1] >= score;

			found.score[i] = here ? score : found.score[i - 1];
			found.entity[i] = here ? (int32_t)k : found.entity[i - 1];
			if (here)
				break;
		}
	}
	return found;
}

static bool role(struct resolver *resolver, struct statement *statement, struct range phrase, double least)
{
	struct referents found = role_holders(resolver, phrase, least);
	double margin = found.score[0] - found.score[1];

	if (!found.count)
		return false;
	resolver_note(resolver, statement, &found);
	if (margin < ROLE_LEVEL)
		return false;
	resolver_add_entity(resolver, statement, found.entity[0], 0.55 + 0.1 * (margin > 3 ? 3 : margin));
	return true;
}

/* "the agency": the organisation last spoken of whose name has the noun, or that spoke last. */
static bool organisation(struct resolver *resolver, struct statement *statement, struct range phrase)
{
	const struct document *document = resolver->document;
	const struct token *head = &document->tokens[phrase.last - 1];

	if (phrase.last - phrase.first > 2)
		return false;
	for (uint32_t i = phrase.first; i-- > 0 && i + ORGANISATION_TOKENS > phrase.first;) {
		const struct mention *mention = names_at(&resolver->names, i);
		const struct entity *entity = mention ? names_entity(&resolver->names, mention->entity) : NULL;

		if (!entity)
			continue;
		i = mention->title;
		if (entity->type != ENTITY_ORGANISATION || entity->words < 2)
			continue;
		for (uint32_t k = mention->first; k < mention->last; k++) {
			if (document->tokens[k].word && document->tokens[k].word == head->word) {
				resolver_add_entity(resolver, statement, mention->entity, 0.75);
				return true;
			}
		}
	}
	if (resolver->last_organisation < 0 ||
	    head->sentence > resolver->last_organisation_sentence + ORGANISATION_SENTENCES)
		return false;
	resolver_add_entity(resolver, statement, resolver->last_organisation, 0.55);
	return true;
}

static enum speaker_type unnamed_type(const struct document *document, uint32_t head)
{
	static const struct {
		uint64_t classes;
		enum speaker_type type;
	} types[] = {
		{WORD(DOCUMENT), SPEAKER_DOCUMENT},
		{WORD(COLLECTIVE), SPEAKER_COLLECTIVE},
		{WORD(ORGANISATION_NOUN), SPEAKER_ORGANISATION},
		{WORD(ROLE) | WORD(HUMAN) | WORD(TITLE), SPEAKER_ANONYMOUS},
	};

	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++)
		if (names_is(document, head, types[i].classes))
			return types[i].type;
	return SPEAKER_UNKNOWN;
}

bool reference_noun(struct resolver *resolver, struct statement *statement, struct range phrase)
{
	const struct document *document = resolver->document;
	uint32_t head = phrase.last - 1;
	bool several = phrase.last - phrase.first > 1;
	bool definite = several && names_is(document, phrase.first, WORD(DETERMINER)) &&
			document->tokens[phrase.first].word->number != 's';
	bool owned = several && names_is(document, phrase.first, WORD(POSSESSIVE));

	for (uint32_t i = phrase.first; i < head; i++)
		owned |= (document->tokens[i].flags & TOKEN_APOSTROPHE) != 0;
	if ((definite || owned || head == phrase.first) && names_is(document, head, WORD(ROLE) | WORD(TITLE)) &&
	    role(resolver, statement, phrase, owned ? ROLE_OWNED_MIN : ROLE_MIN))
		return true;
	if (definite && !owned && names_is(document, head, WORD(ORGANISATION_NOUN)) &&
	    organisation(resolver, statement, phrase))
		return true;
	resolver_add_words(resolver, statement, phrase, unnamed_type(document, head), 0.65);
	return true;
}
