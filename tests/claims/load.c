/* SPDX-License-Identifier: MIT */
/*
 * How long an article with its claims takes to add, and a question to answer, as the store grows: invented
 * articles of ten statements, words by a power law, one statement in three about a claim made before. Prints a
 * line each power of ten, in milliseconds of processor time, and of the clock behind a stroke: what else the machine
 * does is in that one, and so is the disk. Not part of the tests. Usage: load DIRECTORY STATEMENTS [WATCHES]
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "quoted/watches.h"

#define EACH 10 /* statements of an article */
#define WORDS 60000
#define SPEAKERS 40000
#define SAMPLE 400 /* articles timed, and questions of each kind */

static uint64_t seed = 88172645463325252ULL;

static uint64_t draw(uint64_t below)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed % below;
}

/* Of a power law: small numbers are common. */
static unsigned skewed(unsigned below)
{
	double share = (double)draw(1000000) / 1e6;

	return (unsigned)(pow(share, 3.5) * (below - 1));
}

/* Milliseconds of each clock. */
struct moment {
	double processor, wall;
};

static double milliseconds(clockid_t clock)
{
	struct timespec time;

	clock_gettime(clock, &time);
	return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

static struct moment now(void)
{
	return (struct moment){milliseconds(CLOCK_PROCESS_CPUTIME_ID), milliseconds(CLOCK_MONOTONIC)};
}

static struct moment since(struct moment start)
{
	struct moment end = now();

	return (struct moment){end.processor - start.processor, end.wall - start.wall};
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double p99(double *times, size_t count)
{
	qsort(times, count, sizeof(*times), compare);
	return times[count * 99 / 100];
}

static void print_p99(const char *name, const struct moment *times, size_t count)
{
	double *processor = malloc(count * sizeof(*processor)), *wall = malloc(count * sizeof(*wall));

	for (size_t i = 0; processor && wall && i < count; i++) {
		processor[i] = times[i].processor;
		wall[i] = times[i].wall;
	}
	if (processor && wall)
		printf(", %s %.2f/%.2f", name, p99(processor, count), p99(wall, count));
	free(processor);
	free(wall);
}

/* The words of proposition number n: five of its own, by its number, so that it can be said again. */
static void proposition(uint64_t number, unsigned words[5])
{
	uint64_t keep = seed;

	seed = number * 2654435761u + 88172645463325252ULL;
	for (int i = 0; i < 8; i++)
		draw(2);
	for (int i = 0; i < 5; i++)
		words[i] = skewed(WORDS);
	seed = keep;
}

struct article_made {
	struct arena arena;
	struct buffer text;
	struct statement statements[EACH];
	struct span spans[EACH];
	struct speaker speakers[EACH];
};

static void make_statement(struct article_made *made, int i, uint64_t propositions)
{
	uint64_t number = draw(3) && propositions ? propositions + (uint64_t)i : draw(propositions + 1);
	struct statement *statement = &made->statements[i];
	struct claim *claim = arena_alloc(&made->arena, sizeof(*claim));
	unsigned words[5];

	proposition(number, words);
	made->spans[i].start = made->text.length;
	claim->terms = arena_alloc(&made->arena, 5 * sizeof(*claim->terms));
	for (int k = 0; k < 5; k++) {
		claim->terms[claim->term_count++] = arena_printf(&made->arena, "%sw%u", k ? "" : "@", words[k]);
		buffer_printf(&made->text, "w%u the ", words[k]);
	}
	made->spans[i].end = made->text.length;
	made->speakers[i] = (struct speaker){.type = SPEAKER_PERSON};
	number = skewed(SPEAKERS);
	made->speakers[i].name = arena_printf(&made->arena, "First%u Last%u", (unsigned)number % 800, (unsigned)number);
	claim->stance = draw(5) ? STANCE_ASSERT : STANCE_DENY;
	*statement = (struct statement){.content = {&made->spans[i], 1},
					.speakers = &made->speakers[i],
					.speaker_count = 1,
					.rule = "en/load",
					.confidence = 1,
					.stance = claim->stance,
					.claims = claim,
					.claim_count = 1};
	snprintf(statement->id, sizeof(statement->id), "%016llx", (unsigned long long)draw(UINT64_MAX));
}

/* Add an article in a transaction; with how many others is the caller's matter. */
static struct moment add(struct store *store, struct article_made *made, uint64_t number)
{
	uint8_t hash[STORE_HASH] = {0};
	struct drop drop = {.name = "load.txt", .hash = hash};
	struct extraction extraction = {.statements = made->statements, .count = EACH, .rules = "load"};
	struct error err;
	enum outcome outcome;
	char date[32];
	int64_t id;
	struct moment start;

	arena_reset(&made->arena);
	buffer_clear(&made->text);
	for (int i = 0; i < EACH; i++)
		make_statement(made, i, number * EACH);
	snprintf(date, sizeof(date), "20%02d-%02d-%02d", (int)(number / 5000 % 90) + 10, (int)(number / 400 % 12) + 1,
		 (int)(number % 28) + 1);
	extraction.article = (struct article){
		.name = "load.txt", .text = made->text.data, .length = made->text.length, .date = date};
	memcpy(hash, &number, sizeof(number));
	start = now();
	if (store_add(store, &drop, &extraction, &id, &outcome, &err)) {
		fprintf(stderr, "%s\n", err.text);
		exit(1);
	}
	return since(start);
}

enum asked { CLAIM, TIMELINE, VERIFY, SEARCH, CLAIMS, FLIPS, ASKED };

static void ask(struct store *store, enum asked what, uint64_t statements)
{
	struct buffer out = {0}, text = {0}, name = {0};
	struct error err;
	unsigned words[5];
	int64_t next;
	int result = 0;

	proposition(draw(statements), words);
	for (int k = 0; k < 5; k++)
		buffer_printf(&text, "w%u the ", words[k]);
	buffer_printf(&name, "Last%u", skewed(SPEAKERS));
	if (what == CLAIM)
		result = store_claim(store, (int64_t)draw(statements / 2) + 1, NULL, &out, &err);
	else if (what == TIMELINE)
		result = store_timeline(store, &(struct store_claim_query){.speaker = name.data, .limit = 20}, &out,
					&next, &err);
	else if (what == VERIFY)
		result = store_verify(store, &(struct store_verify_query){.text = text.data}, &out, &err);
	else if (what == SEARCH)
		result = store_statements(store, &(struct store_query){.words = text.data, .limit = 20}, &out, &next,
					  &err);
	else
		result = (what == CLAIMS ? store_claims : store_flips)(store, &(struct store_claim_query){.limit = 20},
								       &out, &next, &err);
	if (result == STORE_ERROR) {
		fprintf(stderr, "%s\n", err.text);
		exit(1);
	}
	buffer_done(&out);
	buffer_done(&text);
	buffer_done(&name);
}

static void report(struct store *store, const struct moment *adds, size_t count, uint64_t statements)
{
	static const char *const names[] = {"claim", "timeline", "verify", "search", "claims", "flips"};
	struct moment times[SAMPLE];

	printf("%9llu statements, p99 in ms", (unsigned long long)statements);
	print_p99("add", adds, count);
	for (int what = 0; what < ASKED; what++) {
		for (int i = 0; i < SAMPLE; i++) {
			struct moment start = now();

			ask(store, (enum asked)what, statements);
			times[i] = since(start);
		}
		print_p99(names[what], times, SAMPLE);
	}
	puts("");
	fflush(stdout);
}

/* Each for two words, which come together now and then. */
static int add_watches(struct store *store, int count, struct error *err)
{
	struct buffer out = {0};
	int result = store_begin(store, err);

	for (int i = 0; i < count && result == 0; i++) {
		char query[64];

		snprintf(query, sizeof(query), "about:w%u about:w%u", skewed(WORDS), skewed(WORDS));
		result = store_watch_add(store, &(struct store_watch){.query = query}, &out, err);
	}
	buffer_done(&out);
	return result == 0 ? store_commit(store, err) : result;
}

int main(int argc, char **argv)
{
	static struct moment adds[SAMPLE * 10];
	struct article_made made = {0};
	struct buffer path = {0};
	struct error err;
	struct store *store;
	uint64_t most, mark = 10000;
	size_t kept = 0;

	if (argc < 3)
		return 2;
	most = strtoull(argv[2], NULL, 10);
	buffer_printf(&path, "%s/quoted.db", argv[1]);
	store = store_open(path.data, STORE_WRITE, &err);
	if (!store || (argc > 3 && add_watches(store, atoi(argv[3]), &err))) {
		fprintf(stderr, "%s\n", err.text);
		return 1;
	}
	for (uint64_t number = 0; number * EACH <= most; number++) {
		if (number % 100 == 0 && store_begin(store, &err))
			return 1;
		adds[kept % (sizeof(adds) / sizeof(*adds))] = add(store, &made, number);
		kept++;
		if (number % 100 == 99 && store_commit(store, &err))
			return 1;
		if ((number + 1) * EACH == mark) {
			size_t room = sizeof(adds) / sizeof(*adds);

			report(store, adds, kept < room ? kept : room, mark);
			mark *= 10;
			kept = 0;
		}
	}
	store_close(store);
	arena_done(&made.arena);
	buffer_done(&made.text);
	buffer_done(&path);
	return 0;
}
