/* SPDX-License-Identifier: MIT */
/* What "who", "which" and "that" refer to: the name or noun that their clause hangs on. */
#include "resolver.h"

#include <string.h>

#define ANTECEDENT_TOKENS 14
#define APPOSITION_TOKENS 6 /* from its determiner to its noun */

/* The name that the common noun at i is an apposition of: "Ann Lee, a staff lawyer at the office who …"; or NULL. */
static const struct mention *apposed_to(const struct resolver *resolver, uint32_t i)
{
	const struct document *document = resolver->document;
	uint32_t first = i;
	const struct mention *mention;

	while (first > 2 && first + APPOSITION_TOKENS > i && document->tokens[first].kind == TOKEN_WORD &&
	       !names_is(document, first, WORD(DETERMINER)))
		first--;
	if (first < 2 || !names_is(document, first, WORD(DETERMINER)) ||
	    !strchr(",-", document->text[document->tokens[first - 1].start]))
		return NULL;
	mention = names_at(&resolver->names, first - 2);
	return mention && mention->entity >= 0 && !mention->modifier &&
			       document->tokens[mention->first].sentence == document->tokens[i].sentence
		       ? mention
		       : NULL;
}

/* The common noun at i that a relative clause hangs on, with what stands before it: "nervous voters … who". */
static void relative_noun(struct resolver *resolver, struct statement *statement, uint32_t i)
{
	const struct document *document = resolver->document;
	const struct mention *name = apposed_to(resolver, i);
	uint32_t first = i;

	if (name) {
		resolver_add_entity(resolver, statement, name->entity, 0.7);
		return;
	}
	while (first > 0 && first + 3 > i && document->tokens[first - 1].sentence == document->tokens[i].sentence &&
	       (names_at(&resolver->names, first - 1) || names_is(document, first - 1, WORD(ADJECTIVE))) &&
	       !names_is(document, first - 1, FUNCTION_WORDS))
		first--;
	resolver_add_words(resolver, statement, (struct range){first, i + 1}, resolver_unnamed_type(document, i), 0.6);
}

/* "64 percent who": a number of people stands before the token. */
static bool counted(const struct document *document, uint32_t token)
{
	return token > 1 && document->tokens[token - 2].kind == TOKEN_NUMBER &&
	       names_is(document, token - 1, WORD(NOUN)) && !(document->tokens[token - 1].flags & TOKEN_CAPITAL);
}

bool relative_resolve(struct resolver *resolver, struct statement *statement, struct range source)
{
	const struct document *document = resolver->document;
	uint32_t token = source.first;
	bool who;

	if (source.last - source.first != 1 ||
	    !token_is(&document->tokens[token], WORD(WHO) | WORD(WHICH) | WORD(THAT)))
		return false;
	who = token_is(&document->tokens[token], WORD(WHO));
	for (uint32_t i = token; i-- > 0 && i + ANTECEDENT_TOKENS > token &&
				 document->tokens[i].sentence == document->tokens[token].sentence;) {
		const struct mention *mention = names_at(&resolver->names, i);

		if (mention && mention->entity >= 0 && !mention->modifier &&
		    (names_entity(&resolver->names, mention->entity)->type == ENTITY_PERSON ||
		     (token - i < 3 && !who))) {
			if (counted(document, token))
				return true;
			resolver_add_entity(resolver, statement, mention->entity, token - i < 3 ? 0.9 : 0.7);
			return true;
		}
		if ((!mention || mention->last - mention->first == 1) &&
		    names_is(document, i,
			     who ? WORD(COLLECTIVE) | WORD(HUMAN) | WORD(ROLE)
				 : WORD(COLLECTIVE) | WORD(ORGANISATION_NOUN))) {
			relative_noun(resolver, statement, i);
			return true;
		}
	}
	return true;
}
