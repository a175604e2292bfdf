/* SPDX-License-Identifier: MIT */
/*
 * Which candidate labels of a stretch to take: features of whole parts and of how they stand to each other, which no
 * token can see, give each candidate a probability (re-ranking; Collins 2000); what is taken is the candidate whose
 * parts are the most probable over all of them.
 */
#include <math.h>

#include "label_features.h"

#define PARTS_MAX 96
#define DOUBT 0.30 /* a part less probable than this is better left out */

enum { KIND_FINITE = 1, KIND_CLAUSE = 2 };

/* Tags that content is counted by. */
static const uint8_t tag_kinds[256] = {
	['d'] = KIND_FINITE, ['z'] = KIND_FINITE, ['B'] = KIND_FINITE, ['H'] = KIND_FINITE, ['O'] = KIND_FINITE,
	['M'] = KIND_FINITE, ['s'] = KIND_CLAUSE, ['k'] = KIND_CLAUSE, ['b'] = KIND_CLAUSE, ['w'] = KIND_CLAUSE,
	['W'] = KIND_CLAUSE, ['t'] = KIND_CLAUSE, ['-'] = KIND_CLAUSE, [';'] = KIND_CLAUSE,
};

struct part {
	uint32_t first, last;
	uint8_t part;
	bool apart;      /* begins a stretch: nothing of an attribution stands before it */
	uint32_t cue;    /* hash of the last word of the stretch's nearest cue, or 0 */
	uint32_t number; /* the same for the same part of all candidates */
	/* of its features, and of those with the part before it in its stretch */
	int32_t score, pair_score;
};

struct writer {
	const struct label_token *tokens;
	uint32_t *features;
	size_t count;
	const int8_t *weights; /* called for from memory, or NULL */
	uint32_t mask;
};

static uint32_t mix(uint32_t a, uint32_t b)
{
	uint32_t h = a * 0x9E3779B1u ^ b * 0x85EBCA77u;

	return (h ^ h >> 15) * 0xC2B2AE3Du;
}

static void add(struct writer *writer, uint32_t kind, uint32_t a, uint32_t b)
{
	uint32_t feature = mix(a + kind * 0x51ED270Bu, b);

	if (writer->count == LABEL_CHOICE_FEATURES)
		return;
	writer->features[writer->count++] = feature;
	if (writer->weights)
		__builtin_prefetch(&writer->weights[feature & writer->mask]);
}

static uint32_t size_class(uint32_t n)
{
	return n < 6 ? n : n < 8 ? 6 : n < 12 ? 7 : n < 18 ? 8 : n < 28 ? 9 : 10;
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

		if (label < LABEL_PART) {
			outside = outside || label == LABEL_OUT;
			continue;
		}
		if (opens[label]) {
			part = part ? part + 1 : parts;
			if (part == end)
				return PARTS_MAX;
			*part = (struct part){i, i, (uint8_t)((label - LABEL_PART) / PLACE_COUNT), outside, 0, 0, 0, 0};
			outside = false;
		}
		if (part)
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

/* How the part agrees with what the rules found: exactly, at its start, at its end, in part, or not at all. */
static uint32_t agreement(const struct label_token *tokens, const struct part *part)
{
	uint8_t begin = (uint8_t)(1 + 2 * part->part), inside = begin + 1;
	bool start = tokens[part->first].hint == begin;
	bool end = (tokens[part->last - 1].hint == begin || tokens[part->last - 1].hint == inside) &&
		   tokens[part->last].hint != inside;
	bool some = false, all = true;

	for (uint32_t i = part->first; i < part->last; i++) {
		bool in = tokens[i].hint == inside || tokens[i].hint == begin;

		some |= in;
		all &= in;
	}
	return start && end && all ? 5 : start && all ? 4 : end && all ? 3 : all ? 2 : some;
}

static uint32_t tags_hash(const struct label_token *tokens, uint32_t first, uint32_t last)
{
	uint32_t h = last - first < 7 ? last - first : 7;

	for (uint32_t i = first; i < last; i++)
		if (i < first + 3 || i + 3 >= last)
			h = mix(h, tokens[i].tag);
	return h;
}

static void add_edges(struct writer *writer, const struct part *part)
{
	const struct label_token *t = writer->tokens;
	const struct label_token *before = &t[(int64_t)part->first - 1], *first = &t[part->first],
				 *last = &t[part->last - 1], *after = &t[part->last];
	uint32_t k = part->part, length = size_class(part->last - part->first), agree = agreement(t, part);

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

static void add_cue(struct writer *writer, const struct part *part)
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
	add(writer, 36, level, agreement(t, part));
}

/* What the content holds: marks, commas, verbs and cues. */
static void add_content(struct writer *writer, const struct part *part)
{
	const struct label_token *t = writer->tokens, *after = &t[part->last];
	uint32_t opens = 0, closes = 0, commas = 0, finite = 0, cues = 0, ends = 0, clauses = 0, shape;

	for (uint32_t i = part->first; i < part->last; i++) {
		opens += t[i].edge == 1;
		closes += t[i].edge == 2;
		commas += t[i].tag == ',';
		finite += tag_kinds[t[i].tag] & KIND_FINITE ? 1 : 0;
		cues += t[i].cue >= 10;
		clauses += tag_kinds[t[i].tag] & KIND_CLAUSE ? 1 : 0;
		ends += t[i].place >= 3 && i + 1 < part->last;
	}
	opens = opens < 3 ? opens : 3;
	closes = closes < 3 ? closes : 3;
	commas = commas < 4 ? commas : 4;
	finite = finite < 4 ? finite : 4;
	cues = cues < 3 ? cues : 3;
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
	add(writer, 49, ends < 4 ? ends : 4, shape);
	add(writer, 50, finite, mix(after->word, t[part->first].word));
	add(writer, 51, clauses < 4 ? clauses : 4, after->word);
	add(writer, 52, shape, size_class(part->last - part->first));
	add(writer, 53, mix(t[part->first].tag, finite),
	    mix((uint32_t)after->tag << 8 | after[1].tag, t[part->last - 1].tag));
	add(writer, 54, part->cue, mix(commas, finite));
}

static void add_part(struct writer *writer, const struct part *part)
{
	add_edges(writer, part);
	if (part->part == PART_CUE)
		add_cue(writer, part);
	if (part->part == PART_CONTENT)
		add_content(writer, part);
}

/* How two neighbours of one stretch stand to each other. */
static void add_pair(struct writer *writer, const struct part *a, const struct part *b)
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
static void add_stretches(struct writer *writer, const struct part *parts, uint32_t count)
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

/* A token that is left outside: a cue, a quotation, what the rules found. */
static void add_uncovered(struct writer *writer, const struct label_token *token)
{
	if (token->cue >= 8) {
		add(writer, 80, token->cue, 0);
		add(writer, 81, token->word, 0);
		add(writer, 82, token->word, token[1].tag);
	}
	if (token->edge == 1)
		add(writer, 83, token->quote, 0);
	if (token->hint == 1 || token->hint == 3 || token->hint == 5)
		add(writer, 84, token->hint, token->hint_kind);
}

/* Whether the token is in one of the parts; *next is the first that may hold it, and goes on with the tokens. */
static bool is_covered(const struct part *parts, uint32_t count, uint32_t *next, uint32_t token)
{
	while (*next < count && parts[*next].last <= token)
		(*next)++;
	return *next < count && parts[*next].first <= token;
}

static void add_whole(struct writer *writer, const struct label_unit *unit, uint32_t candidate,
		      const struct part *parts, uint32_t count)
{
	add(writer, 90, (uint32_t)-unit->candidates[candidate].score / 6, 0);
	add(writer, 91, candidate, 0);
	add_stretches(writer, parts, count);
	add(writer, 85, count < 12 ? count : 12, size_class(unit->last - unit->first));
}

size_t label_choice_features(const struct label_view *view, const struct label_unit *unit, uint32_t candidate,
			     uint32_t *features)
{
	struct writer writer = {.tokens = view->tokens + LABEL_PADDING};
	struct part parts[PARTS_MAX];
	uint32_t count = take_parts(unit->candidates[candidate].labels, unit->first, unit->last, parts), next = 0;

	writer.features = features;
	find_cues(writer.tokens, parts, count);
	add_whole(&writer, unit, candidate, parts, count);
	for (uint32_t i = 0; i < count; i++) {
		add_part(&writer, &parts[i]);
		if (i && !parts[i].apart)
			add_pair(&writer, &parts[i - 1], &parts[i]);
	}
	for (uint32_t i = unit->first; i < unit->last; i++)
		if (!is_covered(parts, count, &next, i))
			add_uncovered(&writer, &writer.tokens[i]);
	return writer.count;
}

/* What candidates are weighed with: the parts of each, and the tokens that count where no part is. */
struct scale {
	const struct label_unit *unit;
	struct writer writer;
	uint32_t features[LABEL_CHOICE_FEATURES];
	struct part parts[LABEL_CANDIDATES][PARTS_MAX];
	uint32_t counts[LABEL_CANDIDATES], numbers;
	struct {
		uint32_t token;
		int32_t score;
	} loose[LABEL_UNIT_MAX];
	uint32_t loose_count;
};

/* The weight of the features written since the last call. */
static int32_t take_score(struct scale *scale)
{
	int32_t score = 0;

	for (size_t i = 0; i < scale->writer.count; i++)
		score += scale->writer.weights[scale->features[i] & scale->writer.mask];
	scale->writer.count = 0;
	return score;
}

static void find_loose(struct scale *scale)
{
	for (uint32_t i = scale->unit->first; i < scale->unit->last; i++) {
		add_uncovered(&scale->writer, &scale->writer.tokens[i]);
		if (!scale->writer.count)
			continue;
		scale->loose[scale->loose_count].token = i;
		scale->loose[scale->loose_count++].score = take_score(scale);
	}
}

static bool same_part(const struct part *a, const struct part *b)
{
	return a->first == b->first && a->last == b->last && a->part == b->part && a->cue == b->cue;
}

/* A part just like it in the candidates before, if there is one; with_pair: and behind the same part in its stretch. */
static const struct part *seen_part(const struct scale *scale, uint32_t candidate, uint32_t i, bool with_pair)
{
	const struct part *part = &scale->parts[candidate][i];

	for (uint32_t c = candidate; c-- > 0;) {
		const struct part *other = scale->parts[c], *end = other + scale->counts[c];

		while (other < end && other->first < part->first)
			other++;
		if (other == end || !same_part(other, part))
			continue;
		if (!with_pair || (other > scale->parts[c] && !other->apart && same_part(other - 1, part - 1)))
			return other;
	}
	return NULL;
}

/* The score of the candidate's parts, most of which stand in those before it as well. */
static int32_t weigh_parts(struct scale *scale, uint32_t candidate)
{
	struct part *parts = scale->parts[candidate];
	int32_t score = 0;

	for (uint32_t i = 0; i < scale->counts[candidate]; i++) {
		const struct part *seen = seen_part(scale, candidate, i, false);

		if (!seen)
			add_part(&scale->writer, &parts[i]);
		score += parts[i].score = seen ? seen->score : take_score(scale);
		if (!i || parts[i].apart)
			continue;
		seen = seen ? seen_part(scale, candidate, i, true) : NULL;
		if (!seen)
			add_pair(&scale->writer, &parts[i - 1], &parts[i]);
		score += parts[i].pair_score = seen ? seen->pair_score : take_score(scale);
	}
	return score;
}

static int32_t weigh_candidate(struct scale *scale, uint32_t candidate)
{
	const struct label_unit *unit = scale->unit;
	struct part *parts = scale->parts[candidate];
	uint32_t count = take_parts(unit->candidates[candidate].labels, unit->first, unit->last, parts), next = 0;
	int32_t score = unit->candidates[candidate].score;

	scale->counts[candidate] = count;
	find_cues(scale->writer.tokens, parts, count);
	add_whole(&scale->writer, unit, candidate, parts, count);
	score += take_score(scale) + weigh_parts(scale, candidate);
	for (uint32_t i = 0; i < scale->loose_count; i++)
		if (!is_covered(parts, count, &next, scale->loose[i].token))
			score += scale->loose[i].score;
	return score;
}

/* Probabilities of the candidates. */
static void weigh(struct scale *scale, double *weights)
{
	double most = -1e9, sum = 0;

	find_loose(scale);
	for (uint32_t c = 0; c < scale->unit->count; c++) {
		weights[c] = (double)weigh_candidate(scale, c) / LABEL_SCALE;
		most = weights[c] > most ? weights[c] : most;
	}
	for (uint32_t c = 0; c < scale->unit->count; c++)
		sum += weights[c] = exp(weights[c] - most);
	for (uint32_t c = 0; c < scale->unit->count; c++)
		weights[c] /= sum;
}

/* The number that the part has in the candidates before, or a new one. */
static uint32_t number_of(struct scale *scale, uint32_t candidate, const struct part *part)
{
	for (uint32_t c = candidate; c-- > 0;) {
		const struct part *other = scale->parts[c], *end = other + scale->counts[c];

		while (other < end && other->first < part->first)
			other++;
		if (other < end && other->first == part->first && other->last == part->last &&
		    other->part == part->part)
			return other->number;
	}
	return scale->numbers++;
}

/* How probable each part is, by its number, over all candidates. */
static void share(struct scale *scale, const double *weights, double *shares)
{
	scale->numbers = 0;
	for (uint32_t c = 0; c < scale->unit->count; c++) {
		for (uint32_t i = 0; i < scale->counts[c]; i++) {
			struct part *part = &scale->parts[c][i];
			uint32_t fresh = scale->numbers;

			part->number = number_of(scale, c, part);
			shares[part->number] = (part->number == fresh ? 0 : shares[part->number]) + weights[c];
		}
	}
}

uint32_t label_choose(const struct label_model *model, const struct label_view *view, const struct label_unit *unit)
{
	struct scale scale;
	uint32_t best = 0;
	double weights[LABEL_CANDIDATES], shares[LABEL_CANDIDATES * PARTS_MAX], best_gain = -1e9;

	scale.unit = unit;
	scale.writer = (struct writer){.tokens = view->tokens + LABEL_PADDING,
				       .features = scale.features,
				       .weights = model->choices,
				       .mask = (1u << model->choice_bits) - 1};
	scale.loose_count = 0;
	weigh(&scale, weights);
	share(&scale, weights, shares);
	for (uint32_t c = 0; c < unit->count; c++) {
		double gain = 0;

		for (uint32_t i = 0; i < scale.counts[c]; i++)
			gain += shares[scale.parts[c][i].number] - DOUBT;
		if (gain > best_gain + 1e-9) {
			best_gain = gain;
			best = c;
		}
	}
	return best;
}
