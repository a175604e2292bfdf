/* SPDX-License-Identifier: MIT */
/* A quotation's signature: a dash and a name behind it, at the end of the paragraph, as readers' comments have it. */
#include "resolver.h"

#include <string.h>

static bool is_dash(const struct document *document, uint32_t i)
{
	static const char *const dashes[] = {"--", "\xE2\x80\x93", "\xE2\x80\x94", "\xE2\x80\x95"};
	const struct token *token = &document->tokens[i];

	for (size_t k = 0; k < sizeof(dashes) / sizeof(*dashes); k++)
		if (token->end - token->start == strlen(dashes[k]) &&
		    !memcmp(document->text + token->start, dashes[k], strlen(dashes[k])))
			return true;
	return false;
}

/* First token behind the marks, stops and white space that end the content. */
static uint32_t behind(const struct document *document, uint32_t i, uint32_t limit)
{
	while (i < limit &&
	       (document->tokens[i].kind == TOKEN_MARK || document->text[document->tokens[i].start] == '.'))
		i++;
	return i;
}

bool signature_resolve(struct resolver *resolver, const struct attribution *attribution, struct statement *statement)
{
	const struct document *document = resolver->document;
	const struct mention *mention;
	uint32_t last, limit, i;

	if (!attribution->content_count || statement->kind != KIND_DIRECT)
		return false;
	last = attribution->content[attribution->content_count - 1].last;
	limit = document->paragraphs[document->tokens[last - 1].paragraph].last;
	i = behind(document, last, limit);
	if (i + 1 >= limit || !is_dash(document, i))
		return false;
	mention = names_at(&resolver->names, i + 1);
	if (!mention || mention->entity < 0 ||
	    (mention->last < limit && !strchr(".,(", document->text[document->tokens[mention->last].start])) ||
	    resolver->names.entities[mention->entity].type != ENTITY_PERSON)
		return false;
	statement->speaker_count = 0;
	statement->speakers = NULL;
	resolver_add_entity(resolver, statement, mention->entity, 0.9);
	statement->source.at = arena_alloc(resolver->arena, sizeof(*statement->source.at));
	statement->source.at[0] =
		(struct span){document->tokens[mention->title].start, document->tokens[mention->last - 1].end};
	statement->source.count = 1;
	statement->cue.at = arena_alloc(resolver->arena, sizeof(*statement->cue.at));
	statement->cue.at[0] = (struct span){document->tokens[i].start, document->tokens[i].end};
	statement->cue.count = 1;
	return true;
}
