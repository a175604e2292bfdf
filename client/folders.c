/* SPDX-License-Identifier: MIT */
/* For `quotes check`: the files in done/ and failed/ against those that the ledger says were moved there. */
#include "folders.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define DEPTH_MAX 32 /* of folders; the daemon looks into fewer */
#define REASON ".reason"

struct names {
	char **at;
	size_t count, room;
};

static void add(struct names *names, const char *name)
{
	if (names->count == names->room) {
		names->room = names->room ? names->room * 2 : 256;
		names->at = xrealloc(names->at, names->room, sizeof(*names->at));
	}
	names->at[names->count++] = xstrdup(name);
}

static void names_done(struct names *names)
{
	while (names->count)
		free(names->at[--names->count]);
	free(names->at);
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void sort(struct names *names)
{
	if (names->count)
		qsort(names->at, names->count, sizeof(*names->at), compare);
}

/* What the daemon puts there beside files: why one failed, and what it is writing just now. */
static bool is_beside(const char *name)
{
	size_t length = strlen(name);

	return name[0] == '.' || (length > strlen(REASON) && !strcmp(name + length - strlen(REASON), REASON));
}

/* The names below folder, "" being folder itself. -1 with errno set. */
static int list(const char *folder, const char *below, int depth, struct names *names)
{
	struct buffer path = {0};
	struct dirent *entry;
	DIR *directory;

	buffer_printf(&path, "%s/%s", folder, below);
	directory = opendir(path.data);
	buffer_done(&path);
	if (!directory)
		return -1;
	while ((entry = readdir(directory))) {
		struct buffer inner = {0};
		struct stat status;

		if (is_beside(entry->d_name))
			continue;
		buffer_printf(&inner, "%s%s%s", below, *below ? "/" : "", entry->d_name);
		if (fstatat(dirfd(directory), entry->d_name, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
		    S_ISDIR(status.st_mode) && depth < DEPTH_MAX)
			list(folder, inner.data, depth + 1, names);
		else
			add(names, inner.data);
		buffer_done(&inner);
	}
	closedir(directory);
	return 0;
}

static void take_moved(void *data, const char *name)
{
	add(data, name);
}

/* How many of one are not in the other, and the first of them. */
static size_t count_missing(const struct names *from, const struct names *in, const char **ret_first)
{
	size_t count = 0;

	for (size_t i = 0; i < from->count; i++) {
		const char *name = from->at[i];

		if ((i && !strcmp(name, from->at[i - 1])) ||
		    (in->count && bsearch(&name, in->at, in->count, sizeof(*in->at), compare)))
			continue;
		if (!count++)
			*ret_first = name;
	}
	return count;
}

int folders_compare(struct store *store, const char *folder, bool failed, struct buffer *out, struct error *err)
{
	struct names moved = {0}, there = {0};
	const char *first = NULL;
	size_t count;
	int result = store_moved(store, failed, take_moved, &moved, err);

	if (result == STORE_OK && list(folder, "", 0, &there) < 0)
		result = error_errno(err, "could not look into \"%s\"", folder);
	if (result == STORE_OK) {
		sort(&moved);
		sort(&there);
		count = count_missing(&moved, &there, &first);
		if (count)
			buffer_printf(out, "%zu moved there are gone, such as \"%s\": %s", count, first,
				      failed ? "put them into the inbox if you still have them"
					     : "their text is kept in the database, the files themselves are not");
		count = count_missing(&there, &moved, &first);
		if (count)
			buffer_printf(out,
				      "%s%zu there were never read, such as \"%s\": put them into the inbox, or take "
				      "them away",
				      out->length ? "; " : "", count, first);
	}
	names_done(&moved);
	names_done(&there);
	return result;
}
