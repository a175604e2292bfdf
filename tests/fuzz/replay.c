/* SPDX-License-Identifier: MIT */
/*
 * replay TARGET FILE-OR-FOLDER...: feed each file, as it is and cut off at some places, to a target, under whatever
 * sanitizers it is built with. Without arguments: list the targets. New inputs are libfuzzer.c's to find.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "quoted/buffer.h"
#include "target.h"

#define SECONDS 60 /* that one file may take */
#define CUTS 8     /* places at which it is cut off */

static size_t fed;

/* In memory of just its size, so that a read beyond it is seen. */
static void feed(const struct target *target, const char *bytes, size_t length)
{
	char *exact = malloc(length ? length : 1);

	if (!exact)
		abort();
	memcpy(exact, bytes, length);
	target->feed(exact, length);
	free(exact);
	fed++;
}

static void replay_file(const struct target *target, const char *path)
{
	FILE *file = fopen(path, "rb");
	struct buffer bytes = {0};
	size_t got;

	if (!file)
		target_fail("could not open", path);
	while ((got = fread(buffer_reserve(&bytes, 65536), 1, 65536, file)) > 0)
		bytes.length += got;
	fclose(file);
	alarm(SECONDS);
	for (size_t cut = CUTS; cut > 0; cut--)
		feed(target, bytes.data, bytes.length * cut / CUTS);
	feed(target, bytes.data, 0);
	alarm(0);
	buffer_done(&bytes);
}

/* Of a folder the files, and none of the folders in it. */
static void replay_path(const struct target *target, const char *path)
{
	struct dirent **entries;
	struct stat status;
	int count;

	if (stat(path, &status) < 0 || !S_ISDIR(status.st_mode)) {
		replay_file(target, path);
		return;
	}
	count = scandir(path, &entries, NULL, alphasort);
	for (int i = 0; i < count; i++) {
		struct buffer whole = {0};

		buffer_printf(&whole, "%s/%s", path, entries[i]->d_name);
		if (entries[i]->d_type == DT_REG)
			replay_file(target, whole.data);
		buffer_done(&whole);
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
}

int main(int argc, char **argv)
{
	const struct target *target = target_find(argc > 1 ? argv[1] : NULL);

	if (argc == 1)
		return 0;
	if (!target || argc < 3) {
		fprintf(stderr, "usage: replay TARGET FILE-OR-FOLDER...\n");
		return 2;
	}
	target->start();
	for (int i = 2; i < argc; i++)
		replay_path(target, argv[i]);
	target->stop();
	printf("%s: %zu inputs\n", target->name, fed);
	return fed ? 0 : 1;
}
