/* SPDX-License-Identifier: MIT */
/* Label a document: the scores of a chunk at a time, the best path, and where it is not alone, the choice. */
#include "label_lattice.h"

#include <stdlib.h>
#include <string.h>

#define CHUNK_LEAST 600 /* tokens after which a paragraph's end ends the chunk */
#define CHUNK_MAX 4096

struct labeller {
	const struct label_model *model;
	struct label_view view;
	struct label_rows *rows;
	struct label_lattice lattice;
	struct label_search *search;
	struct label_unit unit;
	uint8_t *labels;
	struct surety *surety;
	uint32_t room;
};

struct labeller *labeller_new(const struct label_model *model)
{
	struct labeller *labeller = xcalloc(1, sizeof(*labeller));

	labeller->model = model;
	labeller->rows = label_rows_new(model);
	labeller->search = label_search_new();
	return labeller;
}

void labeller_free(struct labeller *labeller)
{
	if (!labeller)
		return;
	label_view_done(&labeller->view);
	label_rows_free(labeller->rows);
	label_search_free(labeller->search);
	label_lattice_done(&labeller->lattice);
	free(labeller->labels);
	free(labeller->surety);
	free(labeller);
}

/* The end of the unit that begins at token i of the document: a sentence's end, where the best path is outside. */
static uint32_t unit_end(const struct label_lattice *lattice, const struct document *document, uint32_t i)
{
	uint32_t end = lattice->first + lattice->count;

	while (document->sentences[document->tokens[i].sentence].last < end) {
		const uint8_t *state;

		i = document->sentences[document->tokens[i].sentence].last;
		state = &lattice->states[i - lattice->first];
		if (state[-1] == STATE_OUT || state[0] == STATE_OUT)
			return i;
	}
	return end;
}

static void choose_units(struct labeller *labeller, const struct document *document, label_see *see, void *data)
{
	struct label_lattice *lattice = &labeller->lattice;
	struct label_unit *unit = &labeller->unit;

	for (unit->first = lattice->first; unit->first < lattice->first + lattice->count; unit->first = unit->last) {
		unit->last = unit_end(lattice, document, unit->first);
		if (unit->last - unit->first > LABEL_UNIT_MAX)
			continue;
		label_search_run(labeller->search, lattice, unit);
		if (unit->count > 1)
			memcpy(labeller->labels + unit->first,
			       unit->candidates[see(data, &labeller->view, unit)].labels, unit->last - unit->first);
	}
}

/* Where the chunk that begins at the token ends. */
static uint32_t chunk_end(const struct document *document, uint32_t first)
{
	uint32_t limit = document->token_count - first < CHUNK_MAX ? document->token_count : first + CHUNK_MAX;

	for (uint32_t i = first + CHUNK_LEAST; i < limit; i++)
		if (document->tokens[i].paragraph != document->tokens[i - 1].paragraph)
			return i;
	return limit;
}

/* A label of the best path, which nothing speaks against as long as it is not weighed. */
static void take_label(struct labeller *labeller, uint32_t token, uint8_t label)
{
	struct surety *surety = &labeller->surety[token];

	labeller->labels[token] = label;
	*surety = (struct surety){0, {0}};
	if (label >= LABEL_PART)
		surety->part = surety->in[(label - LABEL_PART) / PLACE_COUNT] = UINT8_MAX;
}

const uint8_t *labeller_each(struct labeller *labeller, const struct document *document, label_see *see, void *data)
{
	struct label_lattice *lattice = &labeller->lattice;

	label_view_fill(&labeller->view, document);
	if (document->token_count + 1 > labeller->room) {
		labeller->room = (document->token_count + 1) * 2;
		labeller->labels = xrealloc(labeller->labels, labeller->room, 1);
		labeller->surety = xrealloc(labeller->surety, labeller->room, sizeof(*labeller->surety));
	}
	for (uint32_t first = 0; first < document->token_count; first += lattice->count) {
		label_lattice_fill(lattice, labeller->rows, &labeller->view, first, chunk_end(document, first) - first);
		for (uint32_t k = 0; k < lattice->count; k++)
			take_label(labeller, first + k, lattice->labels[k]);
		if (see)
			choose_units(labeller, document, see, data);
	}
	return labeller->labels;
}

static uint32_t see_choice(void *data, const struct label_view *view, const struct label_unit *unit)
{
	struct labeller *labeller = data;

	return label_choose(labeller->model, view, unit, labeller->surety + unit->first);
}

const uint8_t *labeller_run(struct labeller *labeller, const struct document *document)
{
	return labeller_each(labeller, document, labeller->model->choices ? see_choice : NULL, labeller);
}

const struct surety *labeller_surety(const struct labeller *labeller)
{
	return labeller->surety;
}
