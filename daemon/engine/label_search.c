/* SPDX-License-Identifier: MIT */
/* The best paths through a stretch of tokens; see label.h. */
#include <stdlib.h>
#include <string.h>

#include "label_lattice.h"

#define BEAM LABEL_BEAM /* paths further behind the best are no candidates */
#define PATHS_MAX 64    /* taken up in one unit */
#define DETOURS_MAX 4096

/* A step to another state than is best on a path: a path of its own, if it goes on from there as is best. */
struct detour {
	uint16_t path, at, next;
	uint8_t state; /* NO_STATE: the path as it is, late because of how it ends */
};
#define NO_STATE 0xFF

struct label_search {
	const struct label_lattice *lattice;
	struct label_unit *unit;
	uint16_t losses[BEAM + 1]; /* by their loss against the best path: the detour put last, + 1 */
	struct detour detours[DETOURS_MAX];
	uint32_t detour_count, taken, path_count;
	uint8_t paths[PATHS_MAX][LABEL_UNIT_MAX];
};

struct label_search *label_search_new(void)
{
	return xcalloc(1, sizeof(struct label_search));
}

void label_search_free(struct label_search *search)
{
	free(search);
}

static void put(struct label_search *search, int loss, struct detour detour)
{
	if (search->detour_count == DETOURS_MAX)
		return;
	detour.next = search->losses[loss];
	search->detours[search->detour_count++] = detour;
	search->losses[loss] = (uint16_t)search->detour_count;
}

/* One step of the path from the state, as is best; what else is within the beam are detours. */
static int step(struct label_search *search, uint32_t path, uint32_t at, int state, int loss)
{
	const struct label_lattice *lattice = search->lattice;
	uint32_t k = search->unit->first - lattice->first + at;
	int16_t best = label_best(lattice, k, state);
	label_lanes row = lattice->onward[(size_t)k * LABEL_ROWS + (size_t)label_row(state)];
	uint64_t near = label_near(lattice, k, state, (int16_t)(best - BEAM + loss));
	int to = -1;

	while (near) {
		int place = label_last(near), other = label_state(state, place);

		near ^= 1ULL << 8 * place;
		if (row[place] == best && to < 0)
			to = other;
		else
			put(search, loss + best - row[place],
			    (struct detour){(uint16_t)path, (uint16_t)at, 0, (uint8_t)other});
	}
	return to;
}

/* Go on from the state to the unit's end; where the path is the best one again, only where that has others near. */
static int go_on(struct label_search *search, uint32_t path, uint32_t at, int state, int loss)
{
	const struct label_lattice *lattice = search->lattice;
	uint32_t base = search->unit->first - lattice->first, n = search->unit->last - search->unit->first;

	for (; at < n && base + at && state != lattice->states[base + at - 1]; at++) {
		state = step(search, path, at, state, loss);
		search->paths[path][at] = label_of_state[state];
	}
	if (at == n)
		return state;
	memcpy(search->paths[path] + at, lattice->labels + base + at, n - at);
	for (uint32_t k = lattice->forks[base + at]; k < base + n; k = lattice->forks[k]) {
		step(search, path, k - base, k ? lattice->states[k - 1] : STATE_OUT, loss);
		if (++k == lattice->count)
			break;
	}
	return lattice->states[base + n - 1];
}

/* What the path loses by going on as the best path does behind the unit; more than BEAM if it cannot. */
static int loss_at_end(const struct label_search *search, int state)
{
	const struct label_lattice *lattice = search->lattice;
	size_t k = search->unit->last - lattice->first;
	label_lanes row;

	if (k == lattice->count)
		return 0;
	row = lattice->onward[k * LABEL_ROWS + (size_t)label_row(state)];
	for (int place = 0; place < 8; place++)
		if (label_state(state, place) == lattice->states[k])
			return label_best(lattice, k, state) - row[place];
	return BEAM + 1;
}

/* Where the labels of i and what follows differ, but for eights: most of two paths is the same. */
static uint32_t skip_equal(const uint8_t *a, const uint8_t *b, uint32_t i, uint32_t count)
{
	uint64_t x, y;

	for (; i + sizeof(x) <= count; i += sizeof(x)) {
		memcpy(&x, a + i, sizeof(x));
		memcpy(&y, b + i, sizeof(y));
		if (x != y)
			break;
	}
	return i;
}

/* Whether the unit has a candidate with the parts of this one and only other gaps. */
static bool is_double(const struct label_unit *unit, const uint8_t *labels)
{
	uint32_t count = unit->last - unit->first;

	for (uint32_t c = 0; c < unit->count; c++) {
		const uint8_t *other = unit->candidates[c].labels;
		uint32_t i = skip_equal(labels, other, 0, count);

		while (i < count && (labels[i] == other[i] || (labels[i] < LABEL_PART && other[i] < LABEL_PART)))
			i = labels[i] == other[i] ? i + 1 : skip_equal(labels, other, i + 1, count);
		if (i == count)
			return true;
	}
	return false;
}

static void take_path(struct label_unit *unit, const uint8_t *labels, int loss)
{
	struct label_candidate *candidate = &unit->candidates[unit->count];

	if (is_double(unit, labels))
		return;
	candidate->score = -loss;
	memcpy(candidate->labels, labels, unit->last - unit->first);
	unit->count++;
}

/* Take up the path that leaves another one by the detour. */
static void take_detour(struct label_search *search, struct detour detour, int loss)
{
	uint32_t path = search->path_count;
	int late;

	if (detour.state == NO_STATE) {
		take_path(search->unit, search->paths[detour.path], loss);
		return;
	}
	search->path_count++;
	memcpy(search->paths[path], search->paths[detour.path], detour.at);
	search->paths[path][detour.at] = label_of_state[detour.state];
	late = loss + loss_at_end(search, go_on(search, path, detour.at + 1u, detour.state, loss));
	if (late == loss)
		take_path(search->unit, search->paths[path], loss);
	else if (late <= BEAM)
		put(search, late, (struct detour){(uint16_t)path, 0, 0, NO_STATE});
}

void label_search_run(struct label_search *search, const struct label_lattice *lattice, struct label_unit *unit)
{
	uint32_t base = unit->first - lattice->first;

	search->lattice = lattice;
	search->unit = unit;
	memset(search->losses, 0, sizeof(search->losses));
	search->detour_count = search->taken = 0;
	search->path_count = 1;
	unit->count = 0;
	go_on(search, 0, 0, base ? lattice->states[base - 1] : STATE_OUT, 0);
	take_path(unit, search->paths[0], 0);
	for (int loss = 0; search->taken < search->detour_count;) {
		uint32_t number = search->losses[loss];

		if (!number) {
			loss++;
			continue;
		}
		if (unit->count == LABEL_CANDIDATES || search->path_count == PATHS_MAX)
			break;
		search->losses[loss] = search->detours[number - 1].next;
		search->taken++;
		take_detour(search, search->detours[number - 1], loss);
	}
}
