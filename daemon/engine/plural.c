/* SPDX-License-Identifier: MIT */
/* Several people at once, and one of them: "they", "the two", "another", "one of the passengers"; see resolver.h. */
#include "resolver.h"

#include <string.h>

#include "tag.h"

#define PLURAL_SENTENCES 4  /* as far as "they" goes back */
#define UNNAMED_SENTENCES 3 /* the same of a source without a name, the quoted ones left out */
#define SUBJECT_TOKENS 6
#define APPOSITION_TOKENS 8

/* Whether nothing but an apposition stands in [first, last), between a name and "and": ", Republican of Ohio,". */
static bool joined(const struct document *document, uint32_t first, uint32_t last)
{
	uint32_t commas = 0;

	if (first >= last)
		return first == last;
	if (last - first > APPOSITION_TOKENS || !strchr(",(", document->text[document->tokens[first].start]))
		return false;
	for (uint32_t i = first + 1; i < last; i++) {
		if (tag_is_cue(document->tokens[i].tag) || tag_is_finite(document->tokens[i].tag))
			return false;
		commas += strchr(",)", document->text[document->tokens[i].start]) != NULL;
	}
	return commas == 1 && strchr(",)", document->text[document->tokens[last - 1].start]);
}

/* The person named last before mention m, over what an apposition names; or NULL. */
static const struct mention *person_before(struct resolver *resolver, uint32_t m)
{
	const struct mention *all = resolver->names.mentions;

	for (uint32_t k = m; k-- > 0 && all[k].last + APPOSITION_TOKENS >= all[m].title;)
		if (all[k].entity >= 0 && names_entity(&resolver->names, all[k].entity)->type == ENTITY_PERSON)
			return &all[k];
	return NULL;
}

/* "X and Y" among the persons just named. */
static bool named_pair(struct resolver *resolver, struct statement *statement, uint32_t token)
{
	const struct document *document = resolver->document;
	const struct names *names = &resolver->names;

	for (uint32_t m = names->mention_count; m-- > 1;) {
		const struct mention *mention = &names->mentions[m], *before = person_before(resolver, m);

		if (mention->first >= token)
			continue;
		if (document->tokens[mention->first].sentence + PLURAL_SENTENCES < document->tokens[token].sentence)
			return false;
		if (!before || mention->title == 0 || !names_is(document, mention->title - 1, WORD(AND)) ||
		    !joined(document, before->last, mention->title - 1) || mention->entity < 0 || mention->modifier ||
		    names_entity(&resolver->names, mention->entity)->type != ENTITY_PERSON)
			continue;
		resolver_add_entity(resolver, statement, before->entity, 0.7);
		resolver_add_entity(resolver, statement, mention->entity, 0.7);
		return true;
	}
	return false;
}

/* "officials", "asylum seekers": a word for several people. */
static bool many_people(const struct document *document, uint32_t i)
{
	const struct word *word = names_word(document, i);
	const struct word *lemma = word ? lexicon_word(document->lexicon, word->lemma) : NULL;

	return word && ((word->classes & WORD(COLLECTIVE)) ||
			(lemma != word && lemma && (lemma->classes & (WORD(ROLE) | WORD(HUMAN)))));
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
			    names_is(document, i,
				     WORD(PREPOSITION) | WORD(TO) | WORD(BE) | WORD(VERB_PAST) | WORD(SUBJECT)))
				break;
			if (!many_people(document, i))
				continue;
			resolver_add_words(resolver, statement, (struct range){at->first, i + 1}, SPEAKER_COLLECTIVE,
					   0.6);
			return true;
		}
	}
	return false;
}

/* "Robin Lee said … They": of one person who just spoke and whom neither "he" nor "she" tells of. */
static void singular(struct resolver *resolver, struct statement *statement, uint32_t token)
{
	const struct document *document = resolver->document;
	const struct entity *entity = names_entity(&resolver->names, resolver->last);
	const struct recent *recent = &resolver->recent[(resolver->recent_count + RECENT_MAX - 1) % RECENT_MAX];

	if (!entity || !resolver->recent_count || entity->he || entity->she || entity_gender(entity) ||
	    document->tokens[recent->token].paragraph != document->tokens[token].paragraph ||
	    document->tokens[recent->token].sentence + 1 < document->tokens[token].sentence)
		return;
	resolver_add_entity(resolver, statement, resolver->last, 0.55);
}

void plural_resolve(struct resolver *resolver, struct statement *statement, uint32_t token)
{
	const struct token *at = &resolver->document->tokens[token];

	if (resolver->unnamed && token_is(at, WORD(SUBJECT)) &&
	    reference_sentences(resolver->document, resolver->unnamed_token, token) <= UNNAMED_SENTENCES) {
		statement->speakers = resolver->unnamed->speakers; /* "a source … they" */
		statement->speaker_count = 1;
		statement->confidence = 0.55;
		return;
	}
	if (!resolver->plural || at->sentence > resolver->plural_sentence + PLURAL_SENTENCES) {
		if (!named_pair(resolver, statement, token) && !plural_subject(resolver, statement, token))
			singular(resolver, statement, token);
		return;
	}
	statement->speakers = resolver->plural->speakers;
	statement->speaker_count = resolver->plural->speaker_count;
	statement->confidence = statement->speaker_count > 1 ? 0.8 : 0.6;
}

/* One of the people so called, an unnamed one: the last word in the singular. */
static void add_one(struct resolver *resolver, struct statement *statement, const char *people)
{
	const char *last = strrchr(people, ' ') ? strrchr(people, ' ') + 1 : people;
	const struct word *head = lexicon_find(resolver->document->lexicon, last, strlen(last));

	head = head ? lexicon_word(resolver->document->lexicon, head->lemma) : NULL;
	if (head)
		resolver_add_speaker(resolver, statement,
				     arena_printf(resolver->arena, "%.*s%s", (int)(last - people), people, head->text),
				     SPEAKER_ANONYMOUS, 0.55);
}

void plural_one_more(struct resolver *resolver, struct statement *statement, uint32_t token)
{
	const struct document *document = resolver->document;
	const struct statement *unnamed = resolver->unnamed, *plural = resolver->plural;
	const struct speaker *speaker;

	if (!unnamed && plural && document->tokens[token].sentence > resolver->plural_sentence + PLURAL_SENTENCES)
		plural = NULL;
	if (!unnamed && !plural) {
		if (!plural_subject(resolver, statement, token))
			return;
		plural = statement;
	}
	speaker = unnamed ? unnamed->speakers : plural->speakers;
	if (speaker->type != SPEAKER_ANONYMOUS && speaker->type != SPEAKER_COLLECTIVE)
		return;
	statement->speaker_count = 0;
	add_one(resolver, statement, speaker->name);
}

bool plural_one_of(struct resolver *resolver, struct statement *statement, struct range people)
{
	const struct document *document = resolver->document;
	const struct token *tokens = document->tokens;

	if (!many_people(document, people.last - 1))
		return false;
	add_one(resolver, statement,
		arena_copy(resolver->arena, document->text + tokens[people.first].start,
			   tokens[people.last - 1].end - tokens[people.first].start));
	return true;
}
