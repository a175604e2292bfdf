/* SPDX-License-Identifier: MIT */
/* Tables of weights: their steps and their file. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "chain.h"

#define DECAY 5e-5F

void table_init(struct table *table, size_t rows, size_t width)
{
	table->size = rows * width;
	table->weights = xcalloc(table->size, sizeof(float));
	table->squares = xcalloc(table->size, sizeof(float));
	for (size_t i = 0; i < table->size; i++)
		table->squares[i] = 0.5F;
}

void table_done(struct table *table)
{
	free(table->weights);
	free(table->squares);
	*table = (struct table){0};
}

void table_update(struct table *table, size_t at, const float *gradient, size_t width, float factor)
{
	float *weights = table->weights + at, *squares = table->squares + at;

	for (size_t i = 0; i < width; i++) {
		float g = gradient[i] * factor - DECAY * weights[i];

		squares[i] += g * g;
		weights[i] += table->rate * g / sqrtf(squares[i]);
	}
}

double next_random(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return (double)(*state >> 11) / 9007199254740992.0;
}

static void put_number(unsigned char *at, uint32_t number)
{
	for (int i = 0; i < 4; i++)
		at[i] = (unsigned char)(number >> 8 * i);
}

static void write_bytes(FILE *file, uint64_t *digest, const void *bytes, size_t length)
{
	const unsigned char *at = bytes;

	fwrite(bytes, 1, length, file);
	for (size_t i = 0; i < length; i++)
		*digest = (*digest ^ at[i]) * 0x100000001b3ULL;
}

static void write_table(FILE *file, uint64_t *digest, const struct table *table)
{
	int8_t *bytes = xmalloc(table->size + 1);

	for (size_t i = 0; i < table->size; i++) {
		float value = roundf(table->weights[i] * LABEL_SCALE);

		bytes[i] = (int8_t)(value > 127 ? 127 : value < -127 ? -127 : value);
	}
	write_bytes(file, digest, bytes, table->size);
	free(bytes);
}

int tables_write(const struct weight_tables *tables, const char *path)
{
	FILE *file = fopen(path, "we");
	unsigned char header[] = "quoted labels 1\n................", sum[8];
	uint64_t digest = 0xcbf29ce484222325ULL;

	if (!file) {
		perror(path);
		return -1;
	}
	put_number(header + 16, NODE_BITS);
	put_number(header + 20, LABEL_EDGE_BITS);
	put_number(header + 24, tables->choices.size ? CHOICE_BITS : 0);
	put_number(header + 28, 0);
	write_bytes(file, &digest, header, sizeof(header) - 1);
	write_table(file, &digest, &tables->nodes);
	write_table(file, &digest, &tables->edges);
	if (tables->choices.size)
		write_table(file, &digest, &tables->choices);
	put_number(sum, (uint32_t)digest);
	put_number(sum + 4, (uint32_t)(digest >> 32));
	fwrite(sum, 1, sizeof(sum), file);
	if (fclose(file) == 0)
		return 0;
	perror(path);
	return -1;
}
