/* SPDX-License-Identifier: MIT */
/*
 * Organisations and their documents meant by a pronoun or a noun: "it", "the agency", "the furniture retailer", "the
 * poll". Persons are description.c's and reference.c's.
 */
#include "resolver.h"

#include <string.h>
#include <strings.h>

#include "tag.h"

#define SAME_SENTENCES 2 /* back to the organisation that stands out, of a noun that tells more */
#define NEAR_SENTENCES 2 /* the same of "it" */
#define ORGANISATION_SENTENCES 6
#define ORGANISATION_MIN 0.8
#define DESCRIBED_WORDS 4 /* of "the furniture retailer" */
#define DESCRIBED_MIN 0.85
#define SUBJECT_TOKENS 6
#define ORGANISATION_TOKENS 600

/* Whether the organisation has no name, but a noun of its own that fits few: "Lee's band" is no "paper". */
static bool of_other_kind(const struct resolver *resolver, const char *name, uint32_t token)
{
	const struct document *document = resolver->document;
	const char *last = strrchr(name, ' ') ? strrchr(name, ' ') + 1 : name;
	const struct word *noun = lexicon_find(document->lexicon, last, strlen(last));

	return noun && *last >= 'a' && *last <= 'z' && (noun->classes & WORD(ORGANISATION_NOUN)) && !noun->value &&
	       names_is(document, token, WORD(DETERMINER)) && names_word(document, token + 1) != noun;
}

/* The organisation that spoke last or stands out most before the token. */
static bool salient_organisation(struct resolver *resolver, struct statement *statement, uint32_t token,
				 uint32_t sentences)
{
	uint32_t sentence = resolver->document->tokens[token].sentence;
	struct referents referents;

	if (resolver->organisation && sentence <= resolver->last_organisation_sentence + sentences &&
	    !of_other_kind(resolver, resolver->organisation->speakers->name, token)) {
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

/* Take over the speaker of the source that begins at the token, an organisation: "The bank said … It". */
static bool spoke_there(const struct resolver *resolver, struct statement *statement, uint32_t token)
{
	const struct statement *before = resolver->organisation;
	const struct recent *recent = &resolver->recent[(resolver->recent_count + RECENT_MAX - 1) % RECENT_MAX];

	if (!resolver->recent_count || recent->statement != before || recent->token != token)
		return false;
	statement->speakers = before->speakers;
	statement->speaker_count = 1;
	statement->confidence = 0.6;
	return true;
}

/* "Lee's campaign is …": what the sentence of the token, or the one before in its paragraph, begins with, if that is an
 * organisation without a name of its own. */
static bool organisation_subject(struct resolver *resolver, struct statement *statement, uint32_t token)
{
	const struct document *document = resolver->document;
	uint32_t sentence = document->tokens[token].sentence;

	for (uint32_t back = 0; back < 2 && back <= sentence; back++) {
		const struct sentence *at = &document->sentences[sentence - back];
		uint32_t i = at->first;

		if (at->paragraph != document->tokens[token].paragraph)
			return false;
		while (i < at->last && i < token && i < at->first + SUBJECT_TOKENS &&
		       document->tokens[i].kind <= TOKEN_NUMBER && !tag_is_cue(document->tokens[i].tag) &&
		       !tag_is_finite(document->tokens[i].tag))
			i++;
		if (i == at->first || i >= token || names_at(&resolver->names, i - 1) ||
		    !(tag_is_cue(document->tokens[i].tag) || tag_is_finite(document->tokens[i].tag)))
			continue;
		if (names_is(document, at->first, WORD(SUBJECT)))
			continue; /* "It is …" */
		if (!names_is(document, i - 1, WORD(ORGANISATION_NOUN)) ||
		    names_is(document, at->first, WORD(PREPOSITION) | WORD(SUBORDINATOR)))
			return false;
		if (!spoke_there(resolver, statement, at->first))
			resolver_add_words(resolver, statement, (struct range){at->first, i}, SPEAKER_ORGANISATION,
					   0.6);
		return true;
	}
	return false;
}

void organisation_it(struct resolver *resolver, struct statement *statement, uint32_t token)
{
	if (!organisation_subject(resolver, statement, token))
		salient_organisation(resolver, statement, token, NEAR_SENTENCES);
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

/* The last organisation to speak that is called by the noun, though not by a name: "the French foreign ministry". */
static const struct recent *so_called(const struct resolver *resolver, uint32_t token, const struct word *noun)
{
	uint32_t first = resolver->recent_count > RECENT_MAX ? resolver->recent_count - RECENT_MAX : 0;

	for (uint32_t i = resolver->recent_count; noun && i-- > first;) {
		const struct recent *recent = &resolver->recent[i % RECENT_MAX];
		const struct speaker *speaker = recent->statement->speakers;
		const char *last;

		if (recent->statement->speaker_count != 1 || speaker->type != SPEAKER_ORGANISATION ||
		    recent->token + ORGANISATION_TOKENS < token)
			continue;
		last = strrchr(speaker->name, ' ');
		if (last && !strcasecmp(last + 1, noun->text))
			return recent;
	}
	return NULL;
}

/* "the furniture retailer": a noun for any organisation with words that name none, for that which stands out. */
static bool described(struct resolver *resolver, struct statement *statement, struct range phrase)
{
	const struct document *document = resolver->document;
	const struct word *noun = document->tokens[phrase.last - 1].word;
	struct referents referents;

	if (!noun || !noun->value || phrase.last - phrase.first > DESCRIBED_WORDS ||
	    (phrase.last < document->token_count && names_is(document, phrase.last, WORD(PREPOSITION))))
		return false;
	for (uint32_t i = phrase.first + 1; i < phrase.last; i++)
		if (names_at(&resolver->names, i) || (document->tokens[i].flags & TOKEN_CAPITAL) ||
		    document->tokens[i].kind != TOKEN_WORD ||
		    (i + 2 == phrase.last && names_is(document, i, WORD(ORGANISATION_NOUN)) &&
		     names_word(document, i)->value)) /* "the company website" */
			return false;
	referents = history_organisation(&resolver->history, &resolver->names, document, phrase.first, SAME_SENTENCES);
	if (!referents.count || referents.confidence < DESCRIBED_MIN)
		return salient_organisation(resolver, statement, phrase.first, SAME_SENTENCES);
	resolver_note(resolver, statement, &referents);
	resolver_add_entity(resolver, statement, referents.entity[0], 0.6);
	return true;
}

bool organisation_noun(struct resolver *resolver, struct statement *statement, struct range phrase)
{
	const struct document *document = resolver->document;
	const struct token *head = &document->tokens[phrase.last - 1];
	const struct recent *recent = so_called(resolver, phrase.first, head->word);
	uint32_t first = phrase.first > ORGANISATION_TOKENS ? phrase.first - ORGANISATION_TOKENS : 0;

	if (phrase.last - phrase.first > 2)
		return described(resolver, statement, phrase);
	first = first < resolver->history.section ? resolver->history.section : first;
	first = recent && first < recent->token ? recent->token : first;
	for (uint32_t i = phrase.first; i-- > first;) {
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
	if (recent) {
		statement->speakers = recent->statement->speakers;
		statement->speaker_count = 1;
		statement->confidence = 0.75;
		return true;
	}
	if (head->word->value)
		return salient_organisation(resolver, statement, phrase.first, ORGANISATION_SENTENCES);
	return resolver->organisation && head->word->value &&
	       head->sentence <= resolver->last_organisation_sentence + SAME_SENTENCES &&
	       salient_organisation(resolver, statement, phrase.first, SAME_SENTENCES);
}

bool organisation_document(struct resolver *resolver, struct statement *statement, struct range phrase)
{
	const struct word *noun = resolver->document->tokens[phrase.last - 1].word;

	for (uint32_t i = phrase.first; i-- > resolver->history.section && i + ORGANISATION_TOKENS > phrase.first;) {
		const struct mention *mention = names_at(&resolver->names, i);

		if (!mention || mention->entity < 0)
			continue;
		i = mention->title;
		if (extended(resolver, statement, mention, noun))
			return true;
	}
	return false;
}
