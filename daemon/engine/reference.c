/* SPDX-License-Identifier: MIT */
/* What pronouns and common nouns refer to: "she", "the official", "his book"; see resolver.h. */
#include "resolver.h"

#include <string.h>

#define UNNAMED_SENTENCES 3
#define UNNAMED_SENTENCES_MAX 12   /* the quoted ones counted */
#define UNNAMED_AGAIN_SENTENCES 12 /* "the official" behind "an official" */

/* "a moderator": it is the other who answers. */
static bool asks(const struct document *document, uint32_t i)
{
	const struct word *word = names_word(document, i);

	return word && (word->classes & WORD(HUMAN)) && word->value && !strcmp(word->value, "asks");
}

uint32_t reference_sentences(const struct document *document, uint32_t from, uint32_t to)
{
	uint32_t count = 0, first = document->tokens[from].sentence, last = document->tokens[to].sentence;

	for (uint32_t i = last; i > first && i + UNNAMED_SENTENCES_MAX > last; i--) {
		const struct token *token = &document->tokens[document->sentences[i].first];

		count += !(token->flags & TOKEN_QUOTED) && token->kind != TOKEN_MARK;
	}
	return last - first >= UNNAMED_SENTENCES_MAX ? last - first : count;
}

/* "Ann Lee's colleague … he": whether the mention is that of an owner whom the pronoun cannot mean. */
static bool owns_another(const struct resolver *resolver, const struct mention *mention, char gender)
{
	char own = entity_gender(&resolver->names.entities[resolver->names.entities[mention->entity].merged]);

	return mention->modifier && own && own != gender;
}

/* Whether the last source, which nobody names, speaks on: it was one human, who asked nothing, and no other is named
 * with it or since. */
static bool goes_on_unnamed(const struct resolver *resolver, uint32_t token, char gender)
{
	const struct document *document = resolver->document;
	const struct statement *unnamed = resolver->unnamed;

	if (!unnamed || unnamed->stance == STANCE_QUESTION || asks(document, resolver->unnamed_token) ||
	    reference_sentences(document, resolver->unnamed_token, token) > UNNAMED_SENTENCES ||
	    (unnamed->speakers->gender && unnamed->speakers->gender != gender))
		return false;
	for (uint32_t i = document->sentences[document->tokens[resolver->unnamed_token].sentence].first; i < token;
	     i++) {
		const struct mention *mention = names_at(&resolver->names, i);

		if (mention && mention->entity >= 0 && !(document->tokens[i].flags & TOKEN_QUOTED) &&
		    !(i <= resolver->unnamed_token && owns_another(resolver, mention, gender)) &&
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

bool reference_pronoun(struct resolver *resolver, struct statement *statement, struct range source)
{
	const struct document *document = resolver->document;
	const struct word *word = document->tokens[source.first].word;

	if (!word || names_at(&resolver->names, source.first))
		return false;
	if (source.last - source.first == 1 && word->number == 's' &&
	    (word->classes & (WORD(DETERMINER) | WORD(NUMBER)))) {
		plural_one_more(resolver, statement, source.first);
		return true;
	}
	if (source.last - source.first == 1 && (word->classes & (WORD(DETERMINER) | WORD(NUMBER))) &&
	    !(word->classes & WORD(NOUN))) {
		plural_resolve(resolver, statement, source.first);
		return true;
	}
	if (source.last - source.first == 2 && (word->classes & WORD(DETERMINER)) &&
	    names_is(document, source.first + 1, WORD(NUMBER))) {
		plural_resolve(resolver, statement, source.first);
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
		plural_resolve(resolver, statement, source.first);
	else
		organisation_it(resolver, statement, source.first);
	return true;
}

void reference_advance(struct resolver *resolver, uint32_t token)
{
	const struct document *document = resolver->document;

	for (uint32_t i = resolver->history.next; i < token;) {
		const struct token *at = &document->tokens[i];

		if (!(at->flags & TOKEN_QUOTED) && token_is(at, WORD(DETERMINER)) && i + 1 < token &&
		    names_is(document, i + 1, WORD(ROLE) | WORD(TITLE) | WORD(ADJECTIVE) | WORD(NOUN))) {
			history_advance(&resolver->history, &resolver->names, document, i);
			i = description_take(resolver, i, token);
			continue;
		}
		i++;
	}
	history_advance(&resolver->history, &resolver->names, document, token);
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

/* "the official": of the unnamed sources, the last one called so, if none with a name was called so since. */
static bool unnamed_again(struct resolver *resolver, struct statement *statement, uint32_t head)
{
	const struct document *document = resolver->document;
	const struct word *word = names_word(document, head);
	uint32_t last = resolver->head_count, first = last > HEADS_MAX ? last - HEADS_MAX : 0;

	if (!word || !(word->classes & (WORD(ROLE) | WORD(HUMAN))))
		return false;
	for (uint32_t i = last; i-- > first;) {
		const struct unnamed *unnamed = &resolver->heads[i % HEADS_MAX];
		uint32_t distance = document->tokens[head].sentence - document->tokens[unnamed->token].sentence;

		if (unnamed->head != word || distance > UNNAMED_AGAIN_SENTENCES ||
		    description_distance(resolver, word, head) <= distance)
			continue;
		cataphora_again(resolver, unnamed->statement);
		statement->speakers = unnamed->statement->speakers;
		statement->speaker_count = 1;
		statement->confidence = 0.6;
		return true;
	}
	return false;
}

static void remember_unnamed(struct resolver *resolver, const struct statement *statement, uint32_t head)
{
	if (statement->speaker_count == 1 && statement->speakers->type == SPEAKER_ANONYMOUS)
		resolver->heads[resolver->head_count++ % HEADS_MAX] =
			(struct unnamed){statement, names_word(resolver->document, head), head};
}

/* Whose a document is: its owner's or its issuer's. definite: "the report". */
static bool written(struct resolver *resolver, struct statement *statement, struct range phrase, bool definite)
{
	if (!names_word(resolver->document, phrase.last - 1)->value && owner(resolver, statement, phrase))
		return true;
	return definite && phrase.last - phrase.first == 2 &&
	       (organisation_document(resolver, statement, phrase) || issuer_resolve(resolver, statement, phrase));
}

/* A role or title in the singular. */
static bool is_role(const struct document *document, uint32_t i)
{
	return names_is(document, i, WORD(ROLE) | WORD(TITLE)) && !names_is(document, i, WORD(COLLECTIVE));
}

/* "his lawyer", "the mayor's lawyer" */
static bool is_owned(const struct document *document, struct range phrase)
{
	bool owned = names_is(document, phrase.first, WORD(POSSESSIVE));

	for (uint32_t i = phrase.first; i + 1 < phrase.last; i++)
		owned |= (document->tokens[i].flags & TOKEN_APOSTROPHE) != 0;
	return owned;
}

/* "52 percent", "six in ten": a number of people. */
static bool is_share(const struct document *document, uint32_t i)
{
	return document->tokens[i].kind == TOKEN_NUMBER || names_is(document, i, WORD(NUMBER));
}

bool reference_noun(struct resolver *resolver, struct statement *statement, struct range phrase)
{
	const struct document *document = resolver->document;
	uint32_t head = phrase.last - 1;
	bool several = phrase.last - phrase.first > 1;
	bool definite = several && description_definite(document, phrase.first);
	bool bare = definite && phrase.last - phrase.first == 2; /* "the official" */
	bool owned = several && is_owned(document, phrase);
	enum speaker_type type = resolver_unnamed_type(document, head);

	if ((bare && same_unnamed(resolver, statement, head)) || description_epithet(resolver, statement, phrase) ||
	    (bare && unnamed_again(resolver, statement, head)))
		return true;
	if ((definite || owned || head == phrase.first) && is_role(document, head) &&
	    description_role(resolver, statement, phrase, owned))
		return true;
	if (type == SPEAKER_DOCUMENT && written(resolver, statement, phrase, definite && !owned))
		return true;
	if (definite && !owned && names_is(document, head, WORD(ORGANISATION_NOUN)) &&
	    organisation_noun(resolver, statement, phrase))
		return true;
	if (is_role(document, head))
		cataphora_note(resolver, statement, phrase);
	if (type != SPEAKER_UNKNOWN || speaks(document, phrase))
		resolver_add_words(resolver, statement, phrase,
				   type == SPEAKER_UNKNOWN && is_share(document, phrase.first) ? SPEAKER_COLLECTIVE
											       : type,
				   type == SPEAKER_UNKNOWN ? 0.5 : 0.65);
	remember_unnamed(resolver, statement, head);
	return true;
}
