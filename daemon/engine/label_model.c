/* SPDX-License-Identifier: MIT */
/* The labels, and the labeller's weights as a file; see label.h. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "label_lattice.h"

#define MAGIC "quoted labels 1\n"
#define HEADER (sizeof(MAGIC) - 1 + 16)

/*
 * The file: the magic line; bits of the number of node rows, edge rows and choice rows, 0 (32-bit little endian);
 * the rows, LABEL_COUNT, LABEL_PAIRS and 1 bytes each; FNV-1a of all before (64 bit). 0 bits of choice rows are none.
 */

#define BEGIN(part) (LABEL_PART + PLACE_COUNT * (part) + PLACE_BEGIN)
#define INSIDE(part) (LABEL_PART + PLACE_COUNT * (part) + PLACE_INSIDE)
#define LAST(part) (LABEL_PART + PLACE_COUNT * (part) + PLACE_LAST)
#define ONLY(part) (LABEL_PART + PLACE_COUNT * (part) + PLACE_ONLY)
#define TO_OPEN(from)                                                                                                  \
	{(from), BEGIN(0)}, {(from), ONLY(0)}, {(from), BEGIN(1)}, {(from), ONLY(1)}, {(from), BEGIN(2)},              \
	{                                                                                                              \
		(from), ONLY(2)                                                                                        \
	}
#define FROM_PART(part)                                                                                                \
	{BEGIN(part), INSIDE(part)}, {BEGIN(part), LAST(part)}, {INSIDE(part), INSIDE(part)},                          \
		{INSIDE(part), LAST(part)}, TO_OPEN(LAST(part)), {LAST(part), LABEL_OUT},                              \
		{LAST(part), LABEL_BETWEEN + (part)}, TO_OPEN(ONLY(part)), {ONLY(part), LABEL_OUT},                    \
	{                                                                                                              \
		ONLY(part), LABEL_BETWEEN + (part)                                                                     \
	}

const struct label_pair label_pairs[LABEL_PAIRS] = {
	{LABEL_OUT, LABEL_OUT},
	TO_OPEN(LABEL_OUT),
	{LABEL_BETWEEN, LABEL_BETWEEN},
	TO_OPEN(LABEL_BETWEEN),
	{LABEL_BETWEEN + 1, LABEL_BETWEEN + 1},
	TO_OPEN(LABEL_BETWEEN + 1),
	{LABEL_BETWEEN + 2, LABEL_BETWEEN + 2},
	TO_OPEN(LABEL_BETWEEN + 2),
	FROM_PART(PART_SOURCE),
	FROM_PART(PART_CUE),
	FROM_PART(PART_CONTENT),
};

bool label_follows(int from, int to)
{
	for (int pair = 0; pair < LABEL_PAIRS; pair++)
		if (label_pairs[pair].from == from && label_pairs[pair].to == to)
			return true;
	return false;
}

void label_lay(uint8_t *labels, struct range range, enum label_part part)
{
	uint8_t base = (uint8_t)(LABEL_PART + PLACE_COUNT * (int)part);

	for (uint32_t i = range.first; i < range.last; i++)
		labels[i] = (uint8_t)(base + (i == range.first      ? PLACE_BEGIN
					      : i + 1 == range.last ? PLACE_LAST
								    : PLACE_INSIDE));
	if (range.last - range.first == 1)
		labels[range.first] = base + PLACE_ONLY;
}

static uint64_t digest(uint64_t h, const void *bytes, size_t length)
{
	const unsigned char *at = bytes;

	for (size_t i = 0; i < length; i++)
		h = (h ^ at[i]) * 0x100000001b3ULL;
	return h;
}

static uint32_t little_endian(const unsigned char *at)
{
	return at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

/* length bytes of the file, or NULL. */
static int8_t *read_bytes(FILE *file, size_t length)
{
	int8_t *bytes = xmalloc(length + 1);

	if (fread(bytes, 1, length, file) != length) {
		free(bytes);
		return NULL;
	}
	return bytes;
}

/* Rows are looked up all over the table: in one large page, if the kernel has one, they are found at once. */
static label_bytes *new_rows(size_t count)
{
	const size_t page = (size_t)2 << 20, length = (count * sizeof(label_bytes) + page - 1) / page * page;
	label_bytes *rows = aligned_alloc(page, length);

	if (!rows)
		abort();
	madvise(rows, length, MADV_HUGEPAGE);
	return rows;
}

static int read_nodes(struct label_model *model, FILE *file, uint64_t *h)
{
	size_t rows = (size_t)1 << model->node_bits;
	int8_t *bytes = read_bytes(file, rows * LABEL_COUNT);

	if (!bytes)
		return -1;
	model->nodes = new_rows(rows);
	for (size_t row = 0; row < rows; row++) {
		/* row by row: each byte of a digest waits for the one before, and rows are put together meanwhile */
		*h = digest(*h, bytes + row * LABEL_COUNT, LABEL_COUNT);
		model->nodes[row] = label_node_row(bytes + row * LABEL_COUNT);
	}
	free(bytes);
	return 0;
}

static int read_edges(struct label_model *model, FILE *file, uint64_t *h)
{
	size_t rows = (size_t)1 << model->edge_bits;
	int8_t *bytes = read_bytes(file, rows * LABEL_PAIRS);

	if (!bytes)
		return -1;
	model->edges = xcalloc(rows * LABEL_ROWS, sizeof(*model->edges));
	for (size_t row = 0; row < rows; row++) {
		*h = digest(*h, bytes + row * LABEL_PAIRS, LABEL_PAIRS);
		label_edge_rows(bytes + row * LABEL_PAIRS, model->edges + row * LABEL_ROWS);
	}
	free(bytes);
	return 0;
}

/* All behind the header. */
static int read_rows(struct label_model *model, FILE *file, uint64_t h)
{
	size_t choices = model->choice_bits ? (size_t)1 << model->choice_bits : 0;
	unsigned char sum[8];

	if (read_nodes(model, file, &h) < 0 || read_edges(model, file, &h) < 0)
		return -1;
	if (choices && !(model->choices = read_bytes(file, choices)))
		return -1;
	h = digest(h, model->choices, choices);
	if (fread(sum, 1, sizeof(sum), file) != sizeof(sum) || getc(file) != EOF)
		return -1;
	return h == (little_endian(sum) | (uint64_t)little_endian(sum + 4) << 32) ? 0 : -1;
}

struct label_model *label_model_load(const char *path, struct error *err)
{
	FILE *file = fopen(path, "re");
	struct label_model *model;
	unsigned char header[HEADER], *numbers = header + sizeof(MAGIC) - 1;

	if (!file) {
		error_errno(err, "could not open \"%s\"", path);
		return NULL;
	}
	model = xcalloc(1, sizeof(*model));
	if (fread(header, 1, sizeof(header), file) != sizeof(header) || memcmp(header, MAGIC, sizeof(MAGIC) - 1) != 0)
		goto bad;
	model->node_bits = little_endian(numbers);
	model->edge_bits = little_endian(numbers + 4);
	model->choice_bits = little_endian(numbers + 8);
	if (model->node_bits > 20 || model->edge_bits > 12 || model->choice_bits > 22 ||
	    read_rows(model, file, digest(0xcbf29ce484222325ULL, header, sizeof(header))) < 0)
		goto bad;
	fclose(file);
	return model;
bad:
	error_set(err, "could not read labeller weights from \"%s\": cut short or damaged", path);
	fclose(file);
	label_model_free(model);
	return NULL;
}

void label_model_free(struct label_model *model)
{
	if (!model)
		return;
	free(model->nodes);
	free(model->edges);
	free(model->choices);
	free(model);
}
