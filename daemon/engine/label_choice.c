/* SPDX-License-Identifier: MIT */
/*
 * Which candidate labels of a stretch to take: the features of parts (label_parts.c) give each candidate a probability
 * (re-ranking; Collins 2000); what is taken is the candidate whose parts are the most probable over all of them.
 */
#include <math.h>
#include <string.h>

#include "label_features.h"
#include "label_parts.h"

#define DOUBT 0.30 /* a part less probable than this is better left out */

/* Move what is written to features, as far as they have room. */
static size_t take_features(struct part_writer *writer, uint32_t *features, size_t used)
{
	uint32_t hashes[WRITTEN_MAX];
	size_t count = writer->count;

	parts_hash(writer, hashes);
	writer->count = 0;
	if (used + count > LABEL_CHOICE_FEATURES)
		return used;
	memcpy(features + used, hashes, count * sizeof(*features));
	return used + count;
}

size_t label_choice_features(const struct label_view *view, const struct label_unit *unit, uint32_t candidate,
			     uint32_t *features)
{
	struct part_writer writer;
	struct part parts[PARTS_MAX];
	uint32_t count, next = 0;
	size_t used;

	parts_begin(&writer, view, unit);
	count = parts_take(&writer, unit, candidate, parts);
	parts_write_whole(&writer, unit, candidate, parts, count);
	used = take_features(&writer, features, 0);
	for (uint32_t i = 0; i < count; i++) {
		parts_write(&writer, &parts[i]);
		if (i && !parts[i].apart)
			parts_write_pair(&writer, &parts[i - 1], &parts[i]);
		used = take_features(&writer, features, used);
	}
	for (uint32_t i = unit->first; i < unit->last; i++) {
		if (!parts_cover(parts, count, &next, i))
			parts_write_loose(&writer, &writer.tokens[i]);
		used = take_features(&writer, features, used);
	}
	return used;
}

/* What candidates are weighed with: the parts of each, and the tokens that count where no part is. */
struct scale {
	const struct label_model *model;
	const struct label_unit *unit;
	struct part_writer writer;
	struct part parts[LABEL_CANDIDATES][PARTS_MAX];
	uint32_t counts[LABEL_CANDIDATES], numbers;
	struct {
		uint32_t token;
		int32_t score;
	} loose[LABEL_UNIT_MAX];
	uint32_t loose_count;
};

/* The weight of the features written since the last call. */
LABEL_CLONED static int32_t take_score(struct scale *scale)
{
	uint32_t features[WRITTEN_MAX], mask = (1u << scale->model->choice_bits) - 1;
	const int8_t *weights = scale->model->choices;
	int32_t score = 0;

	parts_hash(&scale->writer, features);
	for (uint32_t i = 0; i < scale->writer.count; i++)
		score += weights[features[i] & mask];
	scale->writer.count = 0;
	return score;
}

static void find_loose(struct scale *scale)
{
	for (uint32_t i = scale->unit->first; i < scale->unit->last; i++) {
		const struct label_token *token = &scale->writer.tokens[i];

		if (!parts_is_loose(token))
			continue;
		parts_write_loose(&scale->writer, token);
		scale->loose[scale->loose_count].token = i;
		scale->loose[scale->loose_count++].score = take_score(scale);
	}
}

static bool same_range(const struct part *a, const struct part *b)
{
	return a->first == b->first && a->last == b->last && a->part == b->part;
}

static bool same_part(const struct part *a, const struct part *b)
{
	return same_range(a, b) && a->cue == b->cue;
}

/* What of a part the candidates before have, or NULL: its range, the part with its cue, and both behind the same part
 * in its stretch. */
struct seen {
	const struct part *range, *part, *pair;
};

/* places: of each candidate before, its first part that may be this one; they go on with the parts. */
static struct seen find_seen(const struct scale *scale, uint32_t candidate, uint32_t i, uint32_t *places)
{
	const struct part *part = &scale->parts[candidate][i];
	struct seen seen = {NULL, NULL, NULL};

	for (uint32_t c = candidate; c-- > 0 && !seen.pair;) {
		const struct part *parts = scale->parts[c], *other;

		while (places[c] < scale->counts[c] && parts[places[c]].first < part->first)
			places[c]++;
		other = &parts[places[c]];
		if (places[c] == scale->counts[c] || !same_range(other, part))
			continue;
		seen.range = seen.range ? seen.range : other;
		if (other->cue != part->cue)
			continue;
		seen.part = other;
		if (!i || part->apart)
			break;
		if (places[c] && !other->apart && same_part(other - 1, part - 1))
			seen.pair = other;
	}
	return seen;
}

/* The score of the candidate's parts, most of which stand in those before it as well. */
static int32_t weigh_parts(struct scale *scale, uint32_t candidate)
{
	struct part *parts = scale->parts[candidate];
	uint32_t places[LABEL_CANDIDATES] = {0};
	int32_t score = 0;

	for (uint32_t i = 0; i < scale->counts[candidate]; i++) {
		struct seen seen = find_seen(scale, candidate, i, places);

		parts[i].number = seen.range ? seen.range->number : scale->numbers++;
		if (!seen.part)
			parts_write(&scale->writer, &parts[i]);
		score += parts[i].score = seen.part ? seen.part->score : take_score(scale);
		if (!i || parts[i].apart)
			continue;
		if (!seen.pair)
			parts_write_pair(&scale->writer, &parts[i - 1], &parts[i]);
		score += parts[i].pair_score = seen.pair ? seen.pair->pair_score : take_score(scale);
	}
	return score;
}

static int32_t weigh_candidate(struct scale *scale, uint32_t candidate)
{
	const struct label_unit *unit = scale->unit;
	struct part *parts = scale->parts[candidate];
	uint32_t count = parts_take(&scale->writer, unit, candidate, parts), next = 0;
	int32_t score = unit->candidates[candidate].score;

	scale->counts[candidate] = count;
	parts_write_whole(&scale->writer, unit, candidate, parts, count);
	score += take_score(scale) + weigh_parts(scale, candidate);
	for (uint32_t i = 0; i < scale->loose_count; i++)
		if (!parts_cover(parts, count, &next, scale->loose[i].token))
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

/* How probable each part is, by its number, over all candidates, and for each token that it is in one. */
static void share(const struct scale *scale, const double *weights, double *shares, struct surety *surety)
{
	uint32_t first = scale->unit->first;

	for (uint32_t number = 0; number < scale->numbers; number++)
		shares[number] = 0;
	memset(surety, 0, (scale->unit->last - first) * sizeof(*surety));
	for (uint32_t c = 0; c < scale->unit->count; c++) {
		for (uint32_t i = 0; i < scale->counts[c]; i++) {
			const struct part *part = &scale->parts[c][i];

			shares[part->number] += weights[c];
			for (uint32_t k = part->first; k < part->last; k++)
				surety[k - first].in[part->part] += (uint8_t)(weights[c] * UINT8_MAX);
		}
	}
}

uint32_t label_choose(const struct label_model *model, const struct label_view *view, const struct label_unit *unit,
		      struct surety *surety)
{
	struct scale scale;
	uint32_t best = 0;
	double weights[LABEL_CANDIDATES], shares[LABEL_CANDIDATES * PARTS_MAX], best_gain = -1e9;

	scale.model = model;
	scale.unit = unit;
	parts_begin(&scale.writer, view, unit);
	scale.loose_count = scale.numbers = 0;
	weigh(&scale, weights);
	share(&scale, weights, shares, surety);
	for (uint32_t c = 0; c < unit->count; c++) {
		double gain = 0;

		for (uint32_t i = 0; i < scale.counts[c]; i++)
			gain += shares[scale.parts[c][i].number] - DOUBT;
		if (gain > best_gain + 1e-9) {
			best_gain = gain;
			best = c;
		}
	}
	for (uint32_t i = 0; i < scale.counts[best]; i++)
		for (uint32_t k = scale.parts[best][i].first; k < scale.parts[best][i].last; k++)
			surety[k - unit->first].part =
				(uint8_t)(fmin(shares[scale.parts[best][i].number], 1) * UINT8_MAX);
	return best;
}
