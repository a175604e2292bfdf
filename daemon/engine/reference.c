/* SPDX-License-Identifier: MIT */
/* What pronouns and common nouns refer to: "she", "the two", "the senator", "the agency"; see resolver.h. */
#include "resolver.h"

#include <string.h>

#define PLURAL_SENTENCES 4 /* as far as "they" goes back */
#define ORGANISATION_SENTENCES 6
#define ORGANISATION_MIN 0.8
#define UNNAMED_SENTENCES 3
#define SUBJECT_TOKENS 5
#define ORGANISATION_TOKENS 600
#define ROLE_MIN 2.6
#define ROLE_WORDS_MIN 2   /* of the words alone */
#define ROLE_OWNED_MIN 5.0 /* of "his lawyer" */
#define ROLE_LEVEL 0.5
#define ROLE_WORDS 6 /* of a role phrase in the narrative */
#define FALL_BACK_MIN 0.75
#define OFFICE_MIN 0.6 /* the same for an office */

/* "the" and its like, not "a". */
static bool is_definite(const struct document *document, uint32_t i)
{
	const struct word *word = document->tokens[i].word;

	return word && (word->classes & WORD(DETERMINER)) && word->value;
}

/* "a moderator": it is the other who answers. */
static bool asks(const struct document *document, uint32_t i)
{
	const struct word *word = names_word(document, i);

	return word && (word->classes & WORD(HUMAN)) && word->value && !strcmp(word->value, "asks");
}

/* Whether the last source, which nobody names, speaks on: it was one human, who asked nothing, and no other is named
 * with it or since. */
static bool goes_on_unnamed(const struct resolver *resolver, uint32_t token, char gender)
{
	const struct document *document = resolver->document;
	const struct statement *unnamed = resolver->unnamed;

	if (!unnamed || unnamed->stance == STANCE_QUESTION || asks(document, resolver->unnamed_token) ||
	    document->tokens[token].sentence > document->tokens[resolver->unnamed_token].sentence + UNNAMED_SENTENCES ||
	    (unnamed->speakers->gender && unnamed->speakers->gender != gender))
		return false;
	for (uint32_t i = document->sentences[document->tokens[resolver->unnamed_token].sentence].first; i < token;
	     i++) {
		const struct mention *mention = names_at(&resolver->names, i);

		if (mention && mention->entity >= 0 && !(document->tokens[i].flags & TOKEN_QUOTED) &&
		    resolver->names.entities[mention->entity].type == ENTITY_PERSON)
			return false;
	}
	return true;
}

static void pronoun(struct resolver *resolver, struct statement *statement, uint32_t token, char gender)
{
	struct referents referents;

	if (goes_on_unnamed(resolver, token, gender)) {
		statement->speakers = resolver->unnamed->speakers;
		statement->speaker_count = 1;
		statement->confidence = resolver->unnamed->confidence * 0.95;
		return;
	}
	referents = history_pronoun(&resolver->history, &resolver->names, resolver->document, token, gender, -1);
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

/* "Officials met …": the plural that the sentence before, or this one, begins with. */
static bool plural_subject(struct resolver *resolver, struct statement *statement, uint32_t token)
{
	const struct document *document = resolver->document;
	uint32_t sentence = document->tokens[token].sentence;

	for (uint32_t back = 0; back < 2 && back <= sentence; back++) {
		const struct sentence *at = &document->sentences[sentence - back];

		for (uint32_t i = at->first; i < at->last && i < token && i < at->first + SUBJECT_TOKENS; i++) {
			if (names_at(&resolver->names, i) ||
			    names_is(document, i, WORD(PREPOSITION) | WORD(BE) | WORD(VERB_PAST)))
				break;
			if (!names_is(document, i, WORD(COLLECTIVE)))
				continue;
			resolver_add_words(resolver, statement, (struct range){at->first, i + 1}, SPEAKER_COLLECTIVE,
					   0.6);
			return true;
		}
	}
	return false;
}

static void plural(struct resolver *resolver, struct statement *statement, uint32_t token)
{
	const struct token *at = &resolver->document->tokens[token];

	if (!resolver->plural || at->sentence > resolver->plural_sentence + PLURAL_SENTENCES) {
		if (!named_pair(resolver, statement, token))
			plural_subject(resolver, statement, token);
		return;
	}
	statement->speakers = resolver->plural->speakers;
	statement->speaker_count = resolver->plural->speaker_count;
	statement->confidence = statement->speaker_count > 1 ? 0.8 : 0.6;
}

/* The organisation that spoke last or stands out most before the token. */
static bool salient_organisation(struct resolver *resolver, struct statement *statement, uint32_t token,
				 uint32_t sentences)
{
	uint32_t sentence = resolver->document->tokens[token].sentence;
	struct referents referents;

	if (resolver->organisation && sentence <= resolver->last_organisation_sentence + sentences) {
		statement->speakers = resolver->organisation->speakers;
		statement->speaker_count = 1;
		statement->confidence = 0.65;
		return true;
	}
	referents = history_organisation(&resolver->history, &resolver->names, resolver->document, token, sentences);
	resolver_note(resolver, statement, &referents);
	if (!referents.count || referents.confidence < ORGANISATION_MIN)
		return false;
	resolver_add_entity(resolver, statement, referents.entity[0], 0.55);
	return true;
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
		salient_organisation(resolver, statement, source.first, 2);
	return true;
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

/* The person that "the president" in the narrative means, taken up at its noun; returns where to go on. */
static uint32_t take_role(struct resolver *resolver, uint32_t first, uint32_t limit)
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

void reference_advance(struct resolver *resolver, uint32_t token)
{
	const struct document *document = resolver->document;

	for (uint32_t i = resolver->history.next; i < token;) {
		const struct token *at = &document->tokens[i];

		if (!(at->flags & TOKEN_QUOTED) && token_is(at, WORD(DETERMINER)) && i + 1 < token &&
		    names_is(document, i + 1, WORD(ROLE) | WORD(TITLE) | WORD(ADJECTIVE) | WORD(NOUN))) {
			history_advance(&resolver->history, &resolver->names, document, i);
			i = take_role(resolver, i, token);
			continue;
		}
		i++;
	}
	history_advance(&resolver->history, &resolver->names, document, token);
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

/* "the French president": nobody is known to be of that country. */
static bool of_country(const struct resolver *resolver, struct range phrase)
{
	for (uint32_t i = phrase.first; i < phrase.last; i++)
		if (names_is(resolver->document, i, WORD(DEMONYM)))
			return true;
	return false;
}

/*
 * A role nobody is said to have goes to the person who stands out, if that is one alone and nothing speaks against it:
 * the last who spoke, or, of an office, one who is said to hold no other.
 */
static bool fall_back(struct resolver *resolver, struct statement *statement, struct range phrase)
{
	const struct word *head = names_word(resolver->document, phrase.last - 1);
	struct referents all, left = {{-1, -1, -1}, {0, 0, 0}, 0, 0};
	bool office = head->classes & WORD(TITLE), last;

	if (!is_definite(resolver->document, phrase.first) || resolver->document->tokens[phrase.first].sentence == 0)
		return false;
	all = history_pronoun(&resolver->history, &resolver->names, resolver->document, phrase.first,
			      head->gender == 'e' ? 0 : head->gender, -1);
	for (uint32_t i = 0; i < all.count; i++)
		if (!office || !holds_another(resolver, all.entity[i], head))
			referents_insert(&left, all.entity[i], all.score[i]);
	if (!left.count)
		return false;
	left.confidence = referents_confidence(&left);
	last = left.entity[0] == resolver->last;
	if (left.confidence < (office ? OFFICE_MIN : FALL_BACK_MIN) ||
	    (!last && (!office || of_country(resolver, phrase))))
		return false;
	resolver_note(resolver, statement, &left);
	resolver_add_entity(resolver, statement, left.entity[0], 0.52);
	return true;
}

static bool role(struct resolver *resolver, struct statement *statement, struct range phrase, double least)
{
	struct referents found = role_holders(resolver, phrase, least);
	double margin = found.score[0] - found.score[1];

	if (!found.count)
		return fall_back(resolver, statement, phrase);
	resolver_note(resolver, statement, &found);
	if (margin < ROLE_LEVEL)
		return false;
	resolver_add_entity(resolver, statement, found.entity[0], 0.55 + 0.1 * (margin > 3 ? 3 : margin));
	return true;
}

/* "the campaign" for "the Lee campaign" or "Lee's campaign", which the mention begins. */
static bool extended(struct resolver *resolver, struct statement *statement, const struct mention *mention,
		     const struct word *noun)
{
	const struct document *document = resolver->document;
	uint32_t i = mention->last;
	const struct mention *before = mention->title > 1 ? names_at(&resolver->names, mention->title - 2) : NULL;
	uint32_t first = before && before->modifier && before->last + 1 == mention->title &&
					 document->text[document->tokens[before->last].start] == '/'
				 ? before->first
				 : mention->first;

	if (!mention->modifier || !noun)
		return false;
	while (i + 1 < document->token_count && i < mention->last + 2 && document->tokens[i].word != noun &&
	       ((document->tokens[i].flags & TOKEN_APOSTROPHE) || names_is(document, i, WORD(NOUN) | WORD(ADJECTIVE))))
		i++;
	if (i >= document->token_count || document->tokens[i].word != noun)
		return false;
	if ((noun->classes & WORD(DOCUMENT)) && !noun->value)
		resolver_add_entity(resolver, statement, mention->entity, 0.65);
	else
		resolver_add_words(resolver, statement, (struct range){first, i + 1}, SPEAKER_ORGANISATION, 0.75);
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
		if (extended(resolver, statement, mention, head->word))
			return true;
		if (entity->type != ENTITY_ORGANISATION || entity->words < 2)
			continue;
		for (uint32_t k = mention->first; k < mention->last; k++) {
			if (document->tokens[k].word && document->tokens[k].word == head->word) {
				resolver_add_entity(resolver, statement, mention->entity, 0.75);
				return true;
			}
		}
	}
	return salient_organisation(resolver, statement, phrase.first, ORGANISATION_SENTENCES);
}

/* "the poll": what stands behind the name that a noun like it last went with. */
static bool document_named(struct resolver *resolver, struct statement *statement, struct range phrase)
{
	const struct word *noun = resolver->document->tokens[phrase.last - 1].word;

	for (uint32_t i = phrase.first; i-- > 0 && i + ORGANISATION_TOKENS > phrase.first;) {
		const struct mention *mention = names_at(&resolver->names, i);

		if (!mention || mention->entity < 0)
			continue;
		i = mention->title;
		if (extended(resolver, statement, mention, noun))
			return true;
	}
	return false;
}

/* The name or pronoun that owns the phrase's head: "Lee's", "his"; settles the source if it can be told. */
static bool owner(struct resolver *resolver, struct statement *statement, struct range phrase)
{
	const struct document *document = resolver->document;
	const struct word *first = document->tokens[phrase.first].word;
	const struct mention *mention = NULL;

	if (first && (first->classes & WORD(POSSESSIVE)) && (first->gender == 'm' || first->gender == 'f')) {
		pronoun(resolver, statement, phrase.first, first->gender);
		return statement->speaker_count > 0;
	}
	for (uint32_t i = phrase.first; i + 1 < phrase.last; i++)
		mention = names_at(&resolver->names, i) ? names_at(&resolver->names, i) : mention;
	if (!mention || mention->entity < 0 || mention->rival >= 0 || mention->last >= phrase.last ||
	    names_entity(&resolver->names, mention->entity)->type == ENTITY_PLACE)
		return false;
	if (names_entity(&resolver->names, mention->entity)->type == ENTITY_PERSON &&
	    !(document->tokens[mention->last].flags & TOKEN_APOSTROPHE))
		return false;
	resolver_add_entity(resolver, statement, mention->entity, 0.7);
	return true;
}

/* "100-year": a number that is part of an adjective. */
static bool compound(const struct document *document, uint32_t i)
{
	const struct token *token = &document->tokens[i];

	return token->kind == TOKEN_NUMBER && memchr(document->text + token->start, '-', token->end - token->start);
}

/* Whether the head may be a speaker that nobody names: one of several, a number of them, a kind of people. */
static bool speaks(const struct document *document, struct range phrase)
{
	const struct token *head = &document->tokens[phrase.last - 1];

	while (phrase.first + 1 < phrase.last && names_is(document, phrase.first, WORD(DETERMINER) | WORD(ADVERB)))
		phrase.first++;
	if (document->tokens[phrase.first].kind == TOKEN_NUMBER || names_is(document, phrase.first, WORD(NUMBER)))
		return (phrase.last - phrase.first > 1 && !compound(document, phrase.first)) ||
		       (phrase.last < document->token_count && names_is(document, phrase.last, WORD(PREPOSITION)));
	if (!head->word)
		return phrase.last - phrase.first > 1;
	return (head->word->classes & WORD(NOUN)) && head->word->lemma != head->word->id &&
	       !(head->word->classes & (WORD(TIME) | WORD(VERB_S) | WORD(ADVERB)));
}

/* "the man": who was the last source and is not named. */
static bool same_unnamed(const struct resolver *resolver, struct statement *statement, uint32_t head)
{
	const struct word *word = names_word(resolver->document, head);

	if (!word || !(word->classes & WORD(HUMAN)) || (word->gender != 'm' && word->gender != 'f') ||
	    !goes_on_unnamed(resolver, head, word->gender))
		return false;
	statement->speakers = resolver->unnamed->speakers;
	statement->speaker_count = 1;
	statement->confidence = 0.6;
	return true;
}

bool reference_noun(struct resolver *resolver, struct statement *statement, struct range phrase)
{
	const struct document *document = resolver->document;
	uint32_t head = phrase.last - 1;
	bool several = phrase.last - phrase.first > 1;
	bool definite = several && is_definite(document, phrase.first);
	bool owned = several && names_is(document, phrase.first, WORD(POSSESSIVE));
	enum speaker_type type = resolver_unnamed_type(document, head);

	if (definite && phrase.last - phrase.first == 2 && same_unnamed(resolver, statement, head))
		return true;
	for (uint32_t i = phrase.first; i < head; i++)
		owned |= (document->tokens[i].flags & TOKEN_APOSTROPHE) != 0;
	if ((definite || owned || head == phrase.first) && names_is(document, head, WORD(ROLE) | WORD(TITLE)) &&
	    role(resolver, statement, phrase, owned ? ROLE_OWNED_MIN : ROLE_MIN))
		return true;
	if (type == SPEAKER_DOCUMENT && !document->tokens[head].word->value && owner(resolver, statement, phrase))
		return true;
	if (type == SPEAKER_DOCUMENT && definite && !owned && phrase.last - phrase.first == 2 &&
	    document_named(resolver, statement, phrase))
		return true;
	if (definite && !owned && names_is(document, head, WORD(ORGANISATION_NOUN)) &&
	    organisation(resolver, statement, phrase))
		return true;
	if (names_is(document, head, WORD(ROLE) | WORD(TITLE)))
		cataphora_note(resolver, statement, phrase);
	if (type != SPEAKER_UNKNOWN || speaks(document, phrase))
		resolver_add_words(resolver, statement, phrase, type, type == SPEAKER_UNKNOWN ? 0.5 : 0.65);
	return true;
}
