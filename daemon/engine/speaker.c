/* SPDX-License-Identifier: MIT */
/* Who is behind each source; for now a name is taken as it stands. */
#include "speaker.h"

#include <stdlib.h>

struct resolver {
	const struct lexicon *lexicon;
};

struct resolver *resolver_new(const struct lexicon *lexicon)
{
	struct resolver *resolver = xcalloc(1, sizeof(*resolver));

	resolver->lexicon = lexicon;
	return resolver;
}

void resolver_free(struct resolver *resolver)
{
	free(resolver);
}

void resolver_run(struct resolver *resolver, const struct document *document, const char *byline,
		  struct statement *statements, struct arena *arena)
{
	(void)resolver;
	(void)byline;
	for (uint32_t i = 0; i < document->attribution_count; i++) {
		const struct range *source = &document->attributions[i].source;
		struct statement *statement = &statements[i];
		uint32_t first = source->first, last;

		while (first < source->last && !(document->tokens[first].flags & TOKEN_CAPITAL))
			first++;
		for (last = first; last < source->last && (document->tokens[last].flags & TOKEN_CAPITAL); last++)
			;
		if (first == last)
			continue;
		statement->speakers = arena_alloc(arena, sizeof(struct speaker));
		statement->speaker_count = 1;
		statement->speakers->name = arena_copy(arena, document->text + document->tokens[first].start,
						       document->tokens[last - 1].end - document->tokens[first].start);
		statement->speakers->type = SPEAKER_PERSON;
		statement->confidence = 0.5;
	}
}
