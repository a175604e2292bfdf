/* SPDX-License-Identifier: MIT */
/* Byte ranges, kind, stance and identity of statements; their speakers are speaker.c's matter. */
#include "statement.h"

#include <stdio.h>
#include <string.h>

#include "stance.h"

/* Put a range in its place, one with those that it overlaps. */
static void add_span(struct spans *spans, struct span span)
{
	size_t at = 0, behind;

	while (at < spans->count && spans->at[at].end <= span.start)
		at++;
	for (behind = at; behind < spans->count && spans->at[behind].start < span.end; behind++) {
		span.start = spans->at[behind].start < span.start ? spans->at[behind].start : span.start;
		span.end = spans->at[behind].end > span.end ? spans->at[behind].end : span.end;
	}
	memmove(&spans->at[at + 1], &spans->at[behind], (spans->count - behind) * sizeof(span));
	spans->count += at + 1 - behind;
	spans->at[at] = span;
}

/* The byte ranges of count token ranges, in order and apart. */
static struct spans spans_of(const struct document *document, const struct range *ranges, uint32_t count,
			     struct arena *arena)
{
	struct spans spans = {NULL, 0};

	spans.at = arena_alloc(arena, (count ? count : 1) * sizeof(*spans.at));
	for (uint32_t i = 0; i < count; i++)
		if (ranges[i].first < ranges[i].last)
			add_span(&spans, (struct span){document->tokens[ranges[i].first].start,
						       document->tokens[ranges[i].last - 1].end});
	return spans;
}

static enum statement_kind kind_of(const struct document *document, const struct attribution *attribution)
{
	uint32_t quoted = 0, plain = 0;

	for (uint32_t k = 0; k < attribution->content_count; k++) {
		for (uint32_t i = attribution->content[k].first; i < attribution->content[k].last; i++) {
			const struct token *token = &document->tokens[i];

			if (token->kind > TOKEN_NUMBER)
				continue;
			if (token->flags & TOKEN_QUOTED)
				quoted++;
			else
				plain++;
		}
	}
	return !quoted ? KIND_INDIRECT : plain ? KIND_MIXED : KIND_DIRECT;
}

static void set_id(const struct document *document, struct statement *statement)
{
	uint64_t h = 0xcbf29ce484222325ULL;
	const struct spans *lists[] = {&statement->content, &statement->cue};

	for (size_t k = 0; k < 2; k++) {
		for (size_t i = 0; i < lists[k]->count; i++) {
			const struct span *span = &lists[k]->at[i];

			for (size_t at = span->start; at < span->end; at++)
				h = (h ^ (unsigned char)document->text[at]) * 0x100000001b3ULL;
			h = (h ^ span->start) * 0x100000001b3ULL;
			h = (h ^ span->end) * 0x100000001b3ULL;
		}
	}
	h ^= h >> 29;
	for (size_t i = 0; i < sizeof(statement->id) - 1; i++, h <<= 4)
		statement->id[i] = "0123456789abcdef"[h >> 60];
}

static struct span span_of(const struct document *document, struct range range)
{
	if (range.first >= range.last)
		return (struct span){0, 0};
	return (struct span){document->tokens[range.first].start, document->tokens[range.last - 1].end};
}

struct statement *statements_make(const struct document *document, struct arena *arena)
{
	uint32_t count = document->attribution_count;
	struct statement *statements = arena_alloc(arena, (count ? count : 1) * sizeof(*statements));

	for (uint32_t i = 0; i < count; i++) {
		const struct attribution *attribution = &document->attributions[i];
		struct statement *statement = &statements[i];

		statement->content = spans_of(document, attribution->content, attribution->content_count, arena);
		statement->cue = spans_of(document, &attribution->cue, 1, arena);
		statement->source = spans_of(document, &attribution->source, 1, arena);
		statement->kind = kind_of(document, attribution);
		statement->negated = attribution->negated;
		statement->stance = stance_read(document, attribution, &statement->negated);
		statement->addressee = span_of(document, attribution->addressee);
		statement->venue = span_of(document, attribution->venue);
		statement->paragraph = document->tokens[attribution->head].paragraph;
		statement->rule = attribution->rule;
		set_id(document, statement);
	}
	return statements;
}
