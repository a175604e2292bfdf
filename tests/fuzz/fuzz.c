/* SPDX-License-Identifier: MIT */
/*
 * fuzz TARGET COUNT SEED SEEDFILE-OR-FOLDER...: feed COUNT mutations of the seeds (0: without end) to a target, under
 * sanitizers. The same numbers give the same inputs. One that crashes, or takes longer than SECONDS, is left in
 * "crash-TARGET", which `fuzz TARGET 1 0 crash-TARGET` feeds as it is.
 */
#include <dirent.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "quoted/buffer.h"
#include "target.h"

#define SECONDS 20
#define LENGTH_MAX 16384 /* of a seed */
#define MUTATIONS_MAX 6  /* in one input */

struct seed {
	char *name;
	struct buffer bytes;
};

static struct seed *seeds;
static size_t seed_count;
static struct buffer input;
static const char *target_name;
static uint64_t state;

void __sanitizer_set_death_callback(void (*callback)(void)) __attribute__((weak));

static uint64_t draw(uint64_t below)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return below ? (state * 0x2545F4914F6CDD1DULL >> 11) % below : 0;
}

static void save_input(void)
{
	char name[64];
	FILE *file;

	snprintf(name, sizeof(name), "crash-%s", target_name);
	file = fopen(name, "wb");
	if (!file)
		return;
	fwrite(input.data, 1, input.length, file);
	fclose(file);
}

static void on_alarm(int number)
{
	(void)number;
	save_input();
	fprintf(stderr, "an input took longer than %d s\n", SECONDS);
	_exit(1);
}

static void add_file(const char *path)
{
	const char *slash = strrchr(path, '/');
	FILE *file = fopen(path, "rb");
	struct seed *seed;

	if (!file)
		return;
	seeds = xrealloc(seeds, seed_count + 1, sizeof(*seeds));
	seed = &seeds[seed_count++];
	*seed = (struct seed){.name = xstrdup(slash ? slash + 1 : path)};
	buffer_reserve(&seed->bytes, LENGTH_MAX);
	seed->bytes.length = fread(seed->bytes.data, 1, LENGTH_MAX, file);
	fclose(file);
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

/* In the order of their names, which is the same everywhere. */
static void add_path(const char *path)
{
	struct dirent **entries;
	struct stat status;
	int count;

	if (stat(path, &status) < 0 || !S_ISDIR(status.st_mode)) {
		add_file(path);
		return;
	}
	count = scandir(path, &entries, NULL, by_name);
	for (int i = 0; i < count; i++) {
		struct buffer whole = {0};

		buffer_printf(&whole, "%s/%s", path, entries[i]->d_name);
		if (entries[i]->d_type == DT_REG)
			add_file(whole.data);
		buffer_done(&whole);
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
}

/* Put bytes in place of the length ones at offset. */
static void splice(size_t offset, size_t length, const char *bytes, size_t count)
{
	struct buffer rest = {0};

	buffer_add(&rest, input.data + offset + length, input.length - offset - length);
	input.length = offset;
	buffer_add(&input, bytes, count);
	buffer_add(&input, rest.data ? rest.data : "", rest.length);
	buffer_done(&rest);
}

static void insert_special(size_t at)
{
	static const struct {
		const char *bytes;
		size_t length;
	} special[] = {
		{"\0", 1},
		{"\xff\xfe", 2},
		{"\xe2\x80\x9c", 3},
		{"\xe2\x80\x9d", 3},
		{"\"", 1},
		{"\n\n", 2},
		{"\\u0000", 6},
		{"\xf4\x90\x80\x80", 4},
		{"\xc0\xaf", 2},
		{"&#x110000;", 10},
		{"<![CDATA[", 9},
		{"-1", 2},
		{"9223372036854775808", 19},
		{"[[[[", 4},
		{"{\"", 2},
		{"\xed\xa0\x80", 3},
		{"''", 2},
		{"\r", 1},
	};
	size_t which = draw(sizeof(special) / sizeof(*special));

	splice(at, 0, special[which].bytes, special[which].length);
}

static void mutate(void)
{
	size_t at = draw(input.length + 1), span = draw(input.length - at + 1);
	const struct seed *other = &seeds[draw(seed_count)];
	size_t from = draw(other->bytes.length + 1);

	switch (draw(8)) {
	case 0:
		insert_special(at);
		break;
	case 1: /* a bit */
		if (at < input.length)
			input.data[at] ^= (char)(1 << draw(8));
		break;
	case 2: /* a byte */
		if (at < input.length)
			input.data[at] = (char)draw(256);
		break;
	case 3: /* cut out a little */
		splice(at, span % 64, "", 0);
		break;
	case 4: /* repeat a little */
		for (size_t times = draw(50), length = span % 32; times && input.length < 4ul * LENGTH_MAX; times--) {
			char copy[32];

			memcpy(copy, input.data + at, length);
			splice(at, 0, copy, length);
		}
		break;
	case 5: /* some of another seed */
		splice(at, span % 256, other->bytes.data + from, draw(other->bytes.length - from + 1) % 512);
		break;
	case 6: /* end early */
		if (draw(4) == 0)
			input.length = at;
		break;
	default:
		for (size_t i = 0; i < 8 && at < input.length; i++, at += 1 + draw(16))
			input.data[at] = (char)(input.data[at] + (int)draw(3) - 1);
	}
}

static const struct target *find_target(const char *name)
{
	for (const struct target *target = targets; target->name; target++)
		if (!strcmp(target->name, name))
			return target;
	return NULL;
}

static void run(const struct target *target, unsigned long long count, bool mutated)
{
	signal(SIGALRM, on_alarm);
	if (__sanitizer_set_death_callback)
		__sanitizer_set_death_callback(save_input);
	for (unsigned long long i = 0; !count || i < count; i++) {
		const struct seed *seed = &seeds[i < seed_count ? i : draw(seed_count)];
		char *exact;

		buffer_clear(&input);
		buffer_add(&input, seed->bytes.data, seed->bytes.length);
		if (mutated && i >= seed_count) /* each seed first as it is */
			for (size_t times = 1 + draw(MUTATIONS_MAX); times; times--)
				mutate();
		/* Of just its size, so that a read beyond it is seen. */
		exact = xmalloc(input.length + 1);
		memcpy(exact, input.data, input.length);
		exact[input.length] = '\0';
		alarm(SECONDS);
		target->feed(seed->name, exact, input.length);
		free(exact);
	}
	alarm(0);
}

int main(int argc, char **argv)
{
	const struct target *target = argc > 4 ? find_target(argv[1]) : NULL;
	unsigned long long count;

	if (!target) {
		fprintf(stderr, "usage: fuzz TARGET COUNT SEED FILE-OR-FOLDER...\n");
		return 2;
	}
	target_name = target->name;
	count = strtoull(argv[2], NULL, 10);
	state = strtoull(argv[3], NULL, 10) * 2 + 0x9E3779B97F4A7C15ULL;
	for (int i = 4; i < argc; i++)
		add_path(argv[i]);
	if (!seed_count) {
		fprintf(stderr, "fuzz: no seeds\n");
		return 2;
	}
	target->start();
	run(target, count, strtoull(argv[3], NULL, 10) != 0);
	target->stop();
	printf("%s: %llu inputs\n", target->name, count);
	for (size_t i = 0; i < seed_count; i++) {
		free(seeds[i].name);
		buffer_done(&seeds[i].bytes);
	}
	free(seeds);
	buffer_done(&input);
	return 0;
}
