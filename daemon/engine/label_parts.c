/* SPDX-License-Identifier: MIT */
/* See label_parts.h. */
#include "label_parts.h"

#include <string.h>

/* What is counted of tokens, in fields of one number: the counts of a range are a difference. */
#define COUNT_BITS 9
enum counted { COUNT_OPEN, COUNT_CLOSE, COUNT_COMMA, COUNT_FINITE, COUNT_CUE, COUNT_CLAUSE, COUNT_END };
#define COUNT_ONE(counted) (UINT64_C(1) << COUNT_BITS * (counted))

/* Tags that content is counted by. */
static const uint64_t tag_counts[256] = {
	[','] = COUNT_ONE(COUNT_COMMA),  ['d'] = COUNT_ONE(COUNT_FINITE), ['z'] = COUNT_ONE(COUNT_FINITE),
	['B'] = COUNT_ONE(COUNT_FINITE), ['H'] = COUNT_ONE(COUNT_FINITE), ['O'] = COUNT_ONE(COUNT_FINITE),
	['M'] = COUNT_ONE(COUNT_FINITE), ['s'] = COUNT_ONE(COUNT_CLAUSE), ['k'] = COUNT_ONE(COUNT_CLAUSE),
	['b'] = COUNT_ONE(COUNT_CLAUSE), ['w'] = COUNT_ONE(COUNT_CLAUSE), ['W'] = COUNT_ONE(COUNT_CLAUSE),
	['t'] = COUNT_ONE(COUNT_CLAUSE), ['-'] = COUNT_ONE(COUNT_CLAUSE), [';'] = COUNT_ONE(COUNT_CLAUSE),
};

static uint64_t content_counts(const struct label_token *token)
{
	uint64_t counts = tag_counts[token->tag];

	counts += token->edge == 1 ? COUNT_ONE(COUNT_OPEN) : 0;
	counts += token->edge == 2 ? COUNT_ONE(COUNT_CLOSE) : 0;
	counts += token->cue >= 10 ? COUNT_ONE(COUNT_CUE) : 0;
	counts += token->place >= 3 ? COUNT_ONE(COUNT_END) : 0;
	return counts;
}

void parts_begin(struct part_writer *writer, const struct label_view *view, const struct label_unit *unit)
{
	uint32_t n = unit->last - unit->first;

	writer->tokens = view->tokens + LABEL_PADDING;
	writer->first = unit->first;
	writer->count = 0;
	writer->contents[0] = writer->hints[0] = 0;
	for (uint32_t i = 0; i < n; i++) {
		const struct label_token *token = &writer->tokens[unit->first + i];
		uint32_t part = (token->hint + 1u) / 2; /* that the rules have it in, + 1 */

		writer->contents[i + 1] = writer->contents[i] + content_counts(token);
		writer->hints[i + 1] = writer->hints[i] + (part ? COUNT_ONE(part - 1) : 0);
	}
}

/* How many of a kind tokens [first, last) are; counts: the writer's. */
static inline uint32_t counted(const struct part_writer *writer, const uint64_t *counts, uint32_t kind, uint32_t first,
			       uint32_t last)
{
	uint64_t all = counts[last - writer->first] - counts[first - writer->first];

	return (uint32_t)(all >> COUNT_BITS * kind) & ((1u << COUNT_BITS) - 1);
}

static inline void add(struct part_writer *writer, uint32_t kind, uint32_t a, uint32_t b)
{
	writer->a[writer->count] = a + kind * 0x51ED270Bu;
	writer->b[writer->count++] = b;
}

static uint32_t mix(uint32_t a, uint32_t b)
{
	uint32_t h = a * 0x9E3779B1u ^ b * 0x85EBCA77u;

	return (h ^ h >> 15) * 0xC2B2AE3Du;
}

static uint32_t size_class(uint32_t n)
{
	return n < 6 ? n : n < 8 ? 6 : n < 12 ? 7 : n < 18 ? 8 : n < 28 ? 9 : 10;
}

/* Where the run of equal labels that begins at i ends. */
static uint32_t run_end(const uint8_t *labels, uint32_t i, uint32_t count)
{
	uint64_t bytes, equal = UINT64_C(0x0101010101010101) * labels[i];
	uint8_t label = labels[i];

	for (i++; i + sizeof(bytes) <= count; i += sizeof(bytes)) {
		memcpy(&bytes, labels + i, sizeof(bytes));
		if (bytes != equal)
			break;
	}
	while (i < count && labels[i] == label)
		i++;
	return i;
}

static uint32_t take_parts(const uint8_t *labels, uint32_t first, uint32_t last, struct part *parts)
{
	static const bool opens[LABEL_COUNT] = {
		[LABEL_PART + PLACE_BEGIN] = true,     [LABEL_PART + PLACE_ONLY] = true,
		[LABEL_PART + 4 + PLACE_BEGIN] = true, [LABEL_PART + 4 + PLACE_ONLY] = true,
		[LABEL_PART + 8 + PLACE_BEGIN] = true, [LABEL_PART + 8 + PLACE_ONLY] = true,
	};
	struct part *part = NULL, *end = parts + PARTS_MAX;
	bool outside = true;

	for (uint32_t i = first; i < last; i++) {
		uint8_t label = labels[i - first];

		if (opens[label]) {
			part = part ? part + 1 : parts;
			if (part == end)
				return PARTS_MAX;
			*part = (struct part){i, i, (uint8_t)((label - LABEL_PART) / PLACE_COUNT), outside, 0, 0, 0, 0};
			outside = false;
		}
		if (!opens[label])
			i = run_end(labels, i - first, last - first) - 1 + first;
		outside = outside || label == LABEL_OUT;
		if (part && label >= LABEL_PART)
			part->last = i + 1;
	}
	return part ? (uint32_t)(part - parts) + 1 : 0;
}

/* Give each part the cue nearest in its stretch: its own, the one before, else the one behind. */
static void find_cues(const struct label_token *tokens, struct part *parts, uint32_t count)
{
	uint32_t cue = 0;

	for (uint32_t i = 0; i < count; i++) {
		cue = parts[i].apart ? 0 : cue;
		if (parts[i].part == PART_CUE) {
			cue = tokens[parts[i].last - 1].word;
			for (uint32_t k = parts[i].first; k < parts[i].last; k++)
				if (tokens[k].cue >= 8)
					cue = tokens[k].word;
		}
		parts[i].cue = cue;
	}
	cue = 0;
	for (uint32_t i = count; i-- > 0;) {
		parts[i].cue = parts[i].cue ? parts[i].cue : cue;
		cue = parts[i].apart ? 0 : parts[i].cue;
	}
}

uint32_t parts_take(const struct part_writer *writer, const struct label_unit *unit, uint32_t candidate,
		    struct part *parts)
{
	uint32_t count = take_parts(unit->candidates[candidate].labels, unit->first, unit->last, parts);

	find_cues(writer->tokens, parts, count);
	return count;
}

/* How the part agrees with what the rules found: exactly, at its start, at its end, in part, or not at all. */
static uint32_t agreement(const struct part_writer *writer, const struct part *part)
{
	const struct label_token *tokens = writer->tokens;
	uint8_t begin = (uint8_t)(1 + 2 * part->part), inside = begin + 1;
	bool start = tokens[part->first].hint == begin;
	bool end = (tokens[part->last - 1].hint == begin || tokens[part->last - 1].hint == inside) &&
		   tokens[part->last].hint != inside;
	uint32_t in = counted(writer, writer->hints, part->part, part->first, part->last);
	bool all = in == part->last - part->first;

	return start && end && all ? 5 : start && all ? 4 : end && all ? 3 : all ? 2 : in != 0;
}

static uint32_t tags_hash(const struct label_token *tokens, uint32_t first, uint32_t last)
{
	uint32_t h = last - first < 7 ? last - first : 7;

	for (uint32_t i = first; i < last; i++)
		if (i < first + 3 || i + 3 >= last)
			h = mix(h, tokens[i].tag);
	return h;
}

static void add_edges(struct part_writer *writer, const struct part *part, uint32_t agree)
{
	const struct label_token *t = writer->tokens;
	const struct label_token *before = &t[(int64_t)part->first - 1], *first = &t[part->first],
				 *last = &t[part->last - 1], *after = &t[part->last];
	uint32_t k = part->part, length = size_class(part->last - part->first);

	add(writer, 1, k, length);
	add(writer, 2, k, first->word);
	add(writer, 3, k, last->word);
	add(writer, 4, k, (uint32_t)before->tag << 8 | first->tag);
	add(writer, 5, k, (uint32_t)last->tag << 8 | after->tag);
	add(writer, 6, k, before->word);
	add(writer, 7, k, after->word);
	add(writer, 8, k << 8 | length, (uint32_t)first->tag << 8 | last->tag);
	add(writer, 9, k, tags_hash(t, part->first, part->last));
	add(writer, 10, k, agree);
	add(writer, 11, k << 4 | agree, after->word);
	add(writer, 12, k << 4 | agree, first->word);
	add(writer, 13, k << 4 | agree, part->cue);
	add(writer, 14, k, (uint32_t)first->place << 8 | last->place);
	add(writer, 15, k << 8 | last->tag, after->word);
	add(writer, 16, k << 8 | before->tag, first->word);
	add(writer, 17, k << 4 | agree, (uint32_t)after->edge << 8 | before->edge);
	add(writer, 18, k << 4 | agree, mix(last->hint_kind, length));
	add(writer, 19, k, mix((uint32_t)before->edge << 8 | first->edge, (uint32_t)last->edge << 8 | after->edge));
	add(writer, 20, k, mix((uint32_t)after->edge << 8 | after[1].edge, last->edge));
	add(writer, 21, k, mix(after->word, after[1].word));
}

static void add_cue(struct part_writer *writer, const struct part *part, uint32_t agree)
{
	const struct label_token *t = writer->tokens;
	uint32_t words = 1, level = 0;

	for (uint32_t i = part->first; i < part->last; i++) {
		words = mix(words, t[i].word);
		level = t[i].cue > level ? t[i].cue : level;
	}
	add(writer, 30, words, 0);
	add(writer, 31, part->cue, t[part->last].tag);
	add(writer, 32, part->cue, t[part->last].word);
	add(writer, 33, part->cue, t[(int64_t)part->first - 1].tag);
	add(writer, 34, level, t[part->last].tag);
	add(writer, 35, part->cue, part->last - part->first);
	add(writer, 36, level, agree);
}

/* How many of a kind the content holds, up to a few. */
static inline uint32_t held(const struct part_writer *writer, const struct part *part, enum counted kind, uint32_t most)
{
	uint32_t count = counted(writer, writer->contents, kind, part->first, part->last - (kind == COUNT_END));

	return count < most ? count : most;
}

/* What the content holds: marks, commas, verbs and cues. */
static void add_content(struct part_writer *writer, const struct part *part)
{
	const struct label_token *t = writer->tokens, *after = &t[part->last];
	uint32_t opens = held(writer, part, COUNT_OPEN, 3), closes = held(writer, part, COUNT_CLOSE, 3);
	uint32_t commas = held(writer, part, COUNT_COMMA, 4), finite = held(writer, part, COUNT_FINITE, 4);
	uint32_t cues = held(writer, part, COUNT_CUE, 3), shape;

	shape = opens << 4 | closes << 2 | (t[part->first].edge == 1) << 1 | (t[part->last - 1].edge == 2);
	add(writer, 40, shape, 0);
	add(writer, 41, shape, (uint32_t)t[(int64_t)part->first - 1].edge << 8 | after->edge);
	add(writer, 42, commas, finite);
	add(writer, 43, cues, after->tag);
	add(writer, 44, part->cue, t[part->first].word);
	add(writer, 45, part->cue, t[part->first].tag);
	add(writer, 46, part->cue, after->word);
	add(writer, 47, finite, (uint32_t)t[part->first].tag << 8 | after->tag);
	add(writer, 48, commas, (uint32_t)after->tag << 8 | after[1].tag);
	add(writer, 49, held(writer, part, COUNT_END, 4), shape);
	add(writer, 50, finite, mix(after->word, t[part->first].word));
	add(writer, 51, held(writer, part, COUNT_CLAUSE, 4), after->word);
	add(writer, 52, shape, size_class(part->last - part->first));
	add(writer, 53, mix(t[part->first].tag, finite),
	    mix((uint32_t)after->tag << 8 | after[1].tag, t[part->last - 1].tag));
	add(writer, 54, part->cue, mix(commas, finite));
}

void parts_write(struct part_writer *writer, const struct part *part)
{
	uint32_t agree = agreement(writer, part);

	add_edges(writer, part, agree);
	if (part->part == PART_CUE)
		add_cue(writer, part, agree);
	if (part->part == PART_CONTENT)
		add_content(writer, part);
}

void parts_write_pair(struct part_writer *writer, const struct part *a, const struct part *b)
{
	uint32_t gap = tags_hash(writer->tokens, a->last, b->first), kinds = a->part * 4u + b->part;
	uint32_t width = b->first - a->last;

	add(writer, 60, kinds, gap);
	add(writer, 61, kinds << 8 | size_class(width), a->cue);
	add(writer, 62, kinds, mix(gap, a->cue));
	add(writer, 63, kinds << 8, writer->tokens[a->last].word);
	add(writer, 64, kinds, mix(writer->tokens[a->last - 1].tag, writer->tokens[b->first].tag));
	add(writer, 65, kinds, mix(size_class(a->last - a->first), size_class(b->last - b->first)));
	add(writer, 66, kinds << 8 | (width != 0), writer->tokens[b->first].word);
}

/* The order of the parts of each stretch, and what stands round the whole. */
static void add_stretches(struct part_writer *writer, const struct part *parts, uint32_t count)
{
	for (uint32_t i = 0, k; i < count; i = k) {
		uint32_t order = 1, marks = 1;

		for (k = i; k < count && (k == i || !parts[k].apart); k++) {
			order = order << 2 | (parts[k].part + 1u);
			marks = marks << 1 | (writer->tokens[parts[k].first].edge == 1);
		}
		add(writer, 70, order, 0);
		add(writer, 71, order, marks);
		add(writer, 72, order, parts[i].cue);
		add(writer, 73, order, writer->tokens[parts[i].first].place);
		add(writer, 74, order, writer->tokens[parts[k - 1].last].tag);
		add(writer, 75, order, writer->tokens[(int64_t)parts[i].first - 1].tag);
		add(writer, 76, order, k < count);
	}
}

/* A cue, a quotation, what the rules found. */
void parts_write_loose(struct part_writer *writer, const struct label_token *token)
{
	if (token->cue >= 8) {
		add(writer, 80, token->cue, 0);
		add(writer, 81, token->word, 0);
		add(writer, 82, token->word, token[1].tag);
	}
	if (token->edge == 1)
		add(writer, 83, token->quote, 0);
	if (token->hint % 2 == 1)
		add(writer, 84, token->hint, token->hint_kind);
}

bool parts_cover(const struct part *parts, uint32_t count, uint32_t *next, uint32_t token)
{
	while (*next < count && parts[*next].last <= token)
		(*next)++;
	return *next < count && parts[*next].first <= token;
}

void parts_write_whole(struct part_writer *writer, const struct label_unit *unit, uint32_t candidate,
		       const struct part *parts, uint32_t count)
{
	add(writer, 90, (uint32_t)-unit->candidates[candidate].score / 6, 0);
	add(writer, 91, candidate, 0);
	add_stretches(writer, parts, count);
	add(writer, 85, count < 12 ? count : 12, size_class(unit->last - unit->first));
}
