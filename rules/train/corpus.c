/* SPDX-License-Identifier: MIT */
/* Articles with their annotation as features and labels; see corpus.h. */
#include "corpus.h"

#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../daemon/engine/engine.h"
#include "../../daemon/engine/pack.h"

static const char *const part_names[PART_COUNT] = {"source", "cue", "content"};

/* Byte offset of each character of the text, and of its end. */
static uint32_t *map_offsets(const char *text, size_t length, size_t *ret_count)
{
	uint32_t *offsets = xcalloc(length + 2, sizeof(*offsets));
	size_t n = 0;

	for (size_t i = 0; i < length; i++)
		if (((unsigned char)text[i] & 0xC0) != 0x80)
			offsets[n++] = (uint32_t)i;
	offsets[n] = (uint32_t)length;
	*ret_count = n;
	return offsets;
}

/* Tokens that overlap the bytes. */
static struct range tokens_of(const struct document *document, uint32_t start, uint32_t end)
{
	struct range range = {0, 0};

	while (range.first < document->token_count && document->tokens[range.first].end <= start)
		range.first++;
	range.last = range.first;
	while (range.last < document->token_count && document->tokens[range.last].start < end)
		range.last++;
	return range;
}

#define PIECES_MAX 24

struct piece {
	struct range range;
	enum label_part part;
};

struct annotated {
	struct piece pieces[PIECES_MAX];
	size_t count;
	uint32_t first, last;
};

static void add_pieces(struct annotated *annotated, const struct document *document, struct json_object *list,
		       enum label_part part, const uint32_t *offsets, size_t characters)
{
	for (size_t i = 0; i < json_object_array_length(list) && annotated->count < PIECES_MAX; i++) {
		struct json_object *pair = json_object_array_get_idx(list, i);
		size_t start = (size_t)json_object_get_int64(json_object_array_get_idx(pair, 0));
		size_t end = (size_t)json_object_get_int64(json_object_array_get_idx(pair, 1));
		struct range range = tokens_of(document, offsets[start < characters ? start : characters],
					       offsets[end < characters ? end : characters]);

		if (range.first == range.last)
			continue;
		annotated->pieces[annotated->count++] = (struct piece){range, part};
		annotated->first = range.first < annotated->first ? range.first : annotated->first;
		annotated->last = range.last > annotated->last ? range.last : annotated->last;
	}
}

static int by_length(const void *a, const void *b)
{
	const struct annotated *x = a, *y = b;
	uint32_t xs = x->last - x->first, ys = y->last - y->first;

	return xs != ys ? (xs > ys ? -1 : 1) : x->first < y->first ? -1 : x->first > y->first;
}

static int by_place(const void *a, const void *b)
{
	const struct piece *x = a, *y = b;

	return x->range.first < y->range.first ? -1 : x->range.first > y->range.first;
}

/* Whether the piece can be laid on the labels: on nothing, or on a piece just like it. */
static bool fits(const uint8_t *labels, const struct piece *piece)
{
	int base = LABEL_PART + PLACE_COUNT * (int)piece->part;
	struct range range = piece->range;

	if (labels[range.first] == base + (range.last - range.first == 1 ? PLACE_ONLY : PLACE_BEGIN)) {
		uint32_t i = range.first + 1;

		while (i < range.last && labels[i] == base + (i + 1 < range.last ? PLACE_INSIDE : PLACE_LAST))
			i++;
		return i == range.last;
	}
	for (uint32_t i = range.first; i < range.last; i++)
		if (labels[i] >= LABEL_PART)
			return false;
	return true;
}

/* Lay one annotated attribution on the labels, its gaps included; nested ones find no room and are left out. */
static void lay_attribution(uint8_t *labels, struct annotated *annotated)
{
	qsort(annotated->pieces, annotated->count, sizeof(*annotated->pieces), by_place);
	for (size_t i = 0; i < annotated->count; i++)
		if (!fits(labels, &annotated->pieces[i]))
			return;
	for (size_t i = 0; i < annotated->count; i++) {
		const struct piece *piece = &annotated->pieces[i], *next = piece + 1;

		label_lay(labels, piece->range, piece->part);
		for (uint32_t k = piece->range.last; i + 1 < annotated->count && k < next->range.first; k++)
			labels[k] = labels[k] >= LABEL_PART ? labels[k] : (uint8_t)(LABEL_BETWEEN + piece->part);
	}
}

/* Gaps crossed by another attribution's pieces: make the labels a path again. */
static void mend(uint8_t *labels, size_t count)
{
	int before = LABEL_OUT;

	for (size_t i = 0; i < count; i++) {
		int label = labels[i];

		if (label < LABEL_PART && label != LABEL_OUT && before >= LABEL_PART)
			labels[i] = (uint8_t)(LABEL_BETWEEN + (before - LABEL_PART) / PLACE_COUNT);
		else if (label < LABEL_PART && before < LABEL_PART)
			labels[i] = (uint8_t)before;
		before = labels[i];
	}
}

static void annotate(struct lattice *lattice, const struct document *document, struct json_object *attributions)
{
	size_t count = json_object_array_length(attributions), characters;
	struct annotated *annotated = xcalloc(count + 1, sizeof(*annotated));
	uint32_t *offsets = map_offsets(document->text, document->length, &characters);

	for (size_t a = 0; a < count; a++) {
		annotated[a].first = UINT32_MAX;
		for (int part = 0; part < PART_COUNT; part++) {
			struct json_object *list;

			if (json_object_object_get_ex(json_object_array_get_idx(attributions, a), part_names[part],
						      &list))
				add_pieces(&annotated[a], document, list, (enum label_part)part, offsets, characters);
		}
	}
	qsort(annotated, count, sizeof(*annotated), by_length);
	for (size_t a = 0; a < count; a++)
		if (annotated[a].count)
			lay_attribution(lattice->labels, &annotated[a]);
	mend(lattice->labels, document->token_count);
	free(offsets);
	free(annotated);
}

/* The rules' attributions as labels. */
static void label_hints(struct lattice *lattice, const struct document *document)
{
	for (uint32_t a = 0; a < document->attribution_count; a++) {
		const struct attribution *attribution = &document->attributions[a];

		for (uint32_t k = 0; k < attribution->content_count; k++)
			label_lay(lattice->hints, attribution->content[k], PART_CONTENT);
		if (attribution->source.last)
			label_lay(lattice->hints, attribution->source, PART_SOURCE);
		if (attribution->cue.last)
			label_lay(lattice->hints, attribution->cue, PART_CUE);
	}
}

static void take_features(struct lattice *lattice, const struct document *document, struct label_view *view)
{
	uint32_t features[LABEL_NODE_FEATURES];

	label_view_fill(view, document);
	lattice->node_features = lattice->count ? label_node_features(view, 0, features) : 1;
	lattice->edge_features = lattice->count ? label_edge_features(view, 0, features) : 1;
	lattice->nodes = xcalloc(lattice->count * lattice->node_features + 1, sizeof(uint32_t));
	lattice->edges = xcalloc(lattice->count * lattice->edge_features + 1, sizeof(uint32_t));
	for (uint32_t i = 0; i < lattice->count; i++) {
		label_node_features(view, i, features);
		memcpy(lattice->nodes + i * lattice->node_features, features,
		       lattice->node_features * sizeof(uint32_t));
		label_edge_features(view, i, features);
		memcpy(lattice->edges + i * lattice->edge_features, features,
		       lattice->edge_features * sizeof(uint32_t));
	}
}

static int prepare(struct corpus *corpus, const char *text, size_t length)
{
	struct extraction extraction = {0};
	struct error err;
	bool same;

	if (engine_prepare(corpus->engine, "article", text, length, &extraction, &err) < 0)
		return -1;
	/* the engine decodes into the extraction; the document goes on with our copy of the same bytes */
	same = extraction.article.length == length && !memcmp(extraction.article.text, text, length);
	corpus->engine->document.text = text;
	if (same)
		attributor_run(corpus->engine->attributor, &corpus->engine->document);
	extraction_done(&extraction);
	return same ? 0 : -1;
}

int corpus_prepare(struct corpus *corpus, size_t index)
{
	return prepare(corpus, corpus->lattices[index].text, corpus->lattices[index].length);
}

const struct document *corpus_document(const struct corpus *corpus)
{
	return &corpus->engine->document;
}

static void take_article(struct corpus *corpus, const char *json, struct label_view *view)
{
	struct json_object *article = json_tokener_parse(json), *text, *attributions;
	const struct document *document = &corpus->engine->document;
	struct lattice lattice = {0};

	if (json_object_object_get_ex(article, "text", &text) &&
	    json_object_object_get_ex(article, "attributions", &attributions) &&
	    prepare(corpus, json_object_get_string(text), (size_t)json_object_get_string_len(text)) == 0) {
		lattice.count = document->token_count;
		lattice.labels = xcalloc(lattice.count + 1, 1);
		lattice.hints = xcalloc(lattice.count + 1, 1);
		lattice.length = (size_t)json_object_get_string_len(text);
		lattice.text = xstrdup(json_object_get_string(text));
		annotate(&lattice, document, attributions);
		label_hints(&lattice, document);
		take_features(&lattice, document, view);
		if (corpus->count == corpus->room) {
			corpus->room = corpus->room ? corpus->room * 2 : 64;
			corpus->lattices = xrealloc(corpus->lattices, corpus->room, sizeof(*corpus->lattices));
		}
		corpus->lattices[corpus->count++] = lattice;
	}
	json_object_put(article);
}

int corpus_load(struct corpus *corpus, const char *rules, const char *path)
{
	struct error err;
	struct label_view view = {0};
	FILE *file = fopen(path, "re");
	char *line = NULL;
	size_t room = 0;

	corpus->pack = pack_load(rules, NULL, &err);
	if (!corpus->pack || !file) {
		fprintf(stderr, "%s\n", corpus->pack ? path : err.text);
		return -1;
	}
	corpus->engine = engine_new(corpus->pack, &err);
	while (getline(&line, &room, file) > 0)
		take_article(corpus, line, &view);
	free(line);
	fclose(file);
	label_view_done(&view);
	return 0;
}

void corpus_done(struct corpus *corpus)
{
	for (size_t i = 0; i < corpus->count; i++) {
		free(corpus->lattices[i].nodes);
		free(corpus->lattices[i].edges);
		free(corpus->lattices[i].labels);
		free(corpus->lattices[i].hints);
		free(corpus->lattices[i].text);
	}
	free(corpus->lattices);
	engine_free(corpus->engine);
	pack_free(corpus->pack);
}

/* Where the part that begins at i ends, or i if none begins there. */
static size_t part_end(const uint8_t *labels, size_t count, size_t i)
{
	int place = labels[i] < LABEL_PART ? -1 : (labels[i] - LABEL_PART) % PLACE_COUNT;

	if (place == PLACE_ONLY)
		return i + 1;
	if (place != PLACE_BEGIN)
		return i;
	while (i < count && (labels[i] - LABEL_PART) % PLACE_COUNT != PLACE_LAST)
		i++;
	return i + 1;
}

struct tally {
	size_t gold[PART_COUNT], found[PART_COUNT], right[PART_COUNT];
};

static void count_parts(struct tally *tally, const uint8_t *gold, const uint8_t *found, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		size_t a = part_end(gold, count, i), b = part_end(found, count, i);
		int part = ((a > i ? gold[i] : found[i]) - LABEL_PART) / PLACE_COUNT;

		if (a > i)
			tally->gold[part]++;
		if (b > i)
			tally->found[(found[i] - LABEL_PART) / PLACE_COUNT]++;
		if (a > i && a == b && (gold[i] == found[i]))
			tally->right[part]++;
	}
}

static void print_tally(const char *name, const struct tally *tally)
{
	fprintf(stderr, "%-10s", name);
	for (int part = 0; part < PART_COUNT; part++) {
		double p = 100.0 * (double)tally->right[part] / (double)(tally->found[part] + !tally->found[part]);
		double r = 100.0 * (double)tally->right[part] / (double)(tally->gold[part] + !tally->gold[part]);

		fprintf(stderr, "  %s P %.1f R %.1f F1 %.1f", part_names[part], p, r,
			p + r > 0 ? 2 * p * r / (p + r) : 0);
	}
	fputc('\n', stderr);
}

void corpus_score(struct corpus *corpus, const struct label_model *model)
{
	struct labeller *labeller = labeller_new(model);
	struct tally rules = {0}, labels = {0};

	for (size_t i = 0; i < corpus->count; i++) {
		const struct lattice *lattice = &corpus->lattices[i];

		count_parts(&rules, lattice->labels, lattice->hints, lattice->count);
		if (corpus_prepare(corpus, i) == 0)
			count_parts(&labels, lattice->labels, labeller_run(labeller, &corpus->engine->document),
				    lattice->count);
	}
	print_tally("rules", &rules);
	print_tally("labeller", &labels);
	labeller_free(labeller);
}
