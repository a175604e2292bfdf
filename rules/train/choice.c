/* SPDX-License-Identifier: MIT */
/*
 * A log-linear model of the candidates of a unit, learned so that the gain to be expected of them is the most (minimum
 * risk: Smith, Eisner 2006); a share of likelihood, of candidates by what they gain, keeps it from forgetting the
 * others; see choice.h.
 */
#include "choice.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define ROUNDS 8
#define RATE 0.1F
#define DROPOUT 0.2F
#define DOUBT 0.4F /* loss for a part that is not annotated */
#define RISK 2.0
#define LIKELIHOOD 0.3

/* Who is shown units, and of which article. */
struct collector {
	struct choices *choices;
	const struct lattice *lattice;
};

/* Parts right less DOUBT for each part. */
static float gain_of(const struct lattice *lattice, const struct label_unit *unit, const uint8_t *labels)
{
	float gain = 0;

	for (uint32_t i = unit->first; i < unit->last; i++) {
		uint32_t end = i;
		int place = labels[i - unit->first] < LABEL_PART ? -1
								 : (labels[i - unit->first] - LABEL_PART) % PLACE_COUNT;

		if (place != PLACE_BEGIN && place != PLACE_ONLY)
			continue;
		while (end < unit->last && lattice->labels[end] == labels[end - unit->first] &&
		       (labels[end - unit->first] - LABEL_PART) % PLACE_COUNT < PLACE_LAST)
			end++;
		if (end < unit->last && lattice->labels[end] == labels[end - unit->first])
			gain += 1;
		gain -= DOUBT;
	}
	return gain;
}

static uint32_t collect(void *data, const struct label_view *view, const struct label_unit *unit)
{
	struct collector *collector = data;
	struct choices *choices = collector->choices;
	uint32_t features[LABEL_CHOICE_FEATURES];
	struct choice *choice;

	if (choices->count == choices->room) {
		choices->room = choices->room ? choices->room * 2 : 1024;
		choices->units = xrealloc(choices->units, choices->room, sizeof(*choices->units));
	}
	choice = &choices->units[choices->count++];
	choice->count = unit->count;
	for (uint32_t c = 0; c < unit->count; c++) {
		size_t count = label_choice_features(view, unit, c, features);

		choice->scores[c] = unit->candidates[c].score;
		choice->gains[c] = gain_of(collector->lattice, unit, unit->candidates[c].labels);
		choice->feature_counts[c] = count;
		choice->features[c] = xmalloc((count + 1) * sizeof(uint32_t));
		memcpy(choice->features[c], features, count * sizeof(uint32_t));
	}
	return 0;
}

void choices_collect(struct choices *choices, struct corpus *corpus, const struct label_model *model, int fold,
		     int folds)
{
	struct labeller *labeller = labeller_new(model);

	for (size_t k = 0; k < corpus->count; k++) {
		struct collector collector = {choices, &corpus->lattices[k]};

		if ((int)(k % (size_t)folds) == fold && corpus_prepare(corpus, k) == 0)
			labeller_each(labeller, corpus_document(corpus), collect, &collector);
	}
	labeller_free(labeller);
}

/* Replace scores by probabilities. */
static void normalise(double *scores, uint32_t count)
{
	double most = scores[0], sum = 0;

	for (uint32_t c = 1; c < count; c++)
		most = scores[c] > most ? scores[c] : most;
	for (uint32_t c = 0; c < count; c++)
		sum += scores[c] = exp(scores[c] - most);
	for (uint32_t c = 0; c < count; c++)
		scores[c] /= sum;
}

static size_t row_of(uint32_t feature)
{
	return feature & ((1u << CHOICE_BITS) - 1);
}

/* Which features are left out is decided by their rows, so that it is the same for all candidates of the unit. */
static bool left_out(uint32_t feature, uint32_t salt)
{
	return (float)((feature ^ salt) * 0x9E3779B1u >> 8) < DROPOUT * 16777216.0F;
}

/* Where the scores are to go. model: the logarithms of what the candidates' probabilities are proportional to. */
static void find_gradients(const struct choice *choice, double *model, double *ret)
{
	double mean = 0;

	for (uint32_t c = 0; c < choice->count; c++)
		ret[c] = model[c] + (double)choice->gains[c];
	normalise(ret, choice->count);
	normalise(model, choice->count);
	for (uint32_t c = 0; c < choice->count; c++)
		mean += model[c] * (double)choice->gains[c];
	for (uint32_t c = 0; c < choice->count; c++)
		ret[c] = LIKELIHOOD * (ret[c] - model[c]) + RISK * model[c] * ((double)choice->gains[c] - mean);
}

static void learn_unit(struct table *table, const struct choice *choice, uint32_t salt)
{
	double model[LABEL_CANDIDATES], gradients[LABEL_CANDIDATES];

	for (uint32_t c = 0; c < choice->count; c++) {
		model[c] = (double)choice->scores[c] / LABEL_SCALE;
		for (size_t i = 0; i < choice->feature_counts[c]; i++)
			if (!left_out(choice->features[c][i], salt))
				model[c] += (double)(table->weights[row_of(choice->features[c][i])] / (1 - DROPOUT));
	}
	find_gradients(choice, model, gradients);
	for (uint32_t c = 0; c < choice->count; c++) {
		float gradient = (float)gradients[c];

		for (size_t i = 0; fabsf(gradient) > 1e-4F && i < choice->feature_counts[c]; i++)
			if (!left_out(choice->features[c][i], salt))
				table_update(table, row_of(choice->features[c][i]), &gradient, 1, 1 / (1 - DROPOUT));
	}
}

void choices_learn(struct weight_tables *tables, const struct choices *choices)
{
	uint64_t random = 88172645463325252ULL;
	size_t *order = xcalloc(choices->count + 1, sizeof(*order));

	table_init(&tables->choices, (size_t)1 << CHOICE_BITS, 1);
	for (size_t k = 0; k < choices->count; k++)
		order[k] = k;
	for (int round = 0; round < ROUNDS; round++) {
		tables->choices.rate = RATE * (1 - (float)round / ROUNDS);
		for (size_t k = choices->count; k > 0; k--) {
			size_t other = (size_t)(next_random(&random) * (double)k), kept = order[k - 1];

			order[k - 1] = order[other];
			order[other] = kept;
			learn_unit(&tables->choices, &choices->units[order[k - 1]], (uint32_t)random);
		}
	}
	free(order);
}

void choices_done(struct choices *choices)
{
	for (size_t k = 0; k < choices->count; k++)
		for (uint32_t c = 0; c < choices->units[k].count; c++)
			free(choices->units[k].features[c]);
	free(choices->units);
}
