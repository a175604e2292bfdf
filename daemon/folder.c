/* SPDX-License-Identifier: MIT */
/* Listing folders by descriptor, so that one that is replaced by a link meanwhile leads nowhere. */
#include "folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file.h"
#include "quoted/unfinished.h"

#define PAGE_PARTS "_files"

bool folder_ignores(const char *path, bool is_folder)
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	size_t length = strlen(name);

	if (name_is_unfinished(name))
		return true;
	return is_folder && length > strlen(PAGE_PARTS) && !strcmp(name + length - strlen(PAGE_PARTS), PAGE_PARTS);
}

/* length: of a part of path that is a file or folder. */
static bool is_awaited(int inbox, const char *path, int length, char beside[FOLDER_PATH])
{
	const char *suffix;
	struct look look;

	for (unsigned i = 0; (suffix = unfinished_suffix(i)); i++)
		if (snprintf(beside, FOLDER_PATH, "%.*s%s", length, path, suffix) < FOLDER_PATH &&
		    file_look(inbox, beside, &look) == 0)
			return true;
	return false;
}

bool folder_awaits(int inbox, const char *path, char beside[FOLDER_PATH])
{
	for (const char *slash = strchr(path, '/'); slash; slash = strchr(slash + 1, '/'))
		if (is_awaited(inbox, path, (int)(slash - path), beside))
			return true;
	return is_awaited(inbox, path, (int)strlen(path), beside);
}

bool folder_awaited(const char *beside, char path[FOLDER_PATH])
{
	size_t length = strlen(beside), more;
	const char *suffix;

	for (unsigned i = 0; (suffix = unfinished_suffix(i)); i++) {
		more = strlen(suffix);
		if (length <= more || length >= FOLDER_PATH || strcmp(beside + length - more, suffix) != 0)
			continue;
		memcpy(path, beside, length - more);
		path[length - more] = '\0';
		return true;
	}
	return false;
}

bool folder_is_deep(const char *path)
{
	int slashes = 0;

	for (; *path; path++)
		slashes += *path == '/';
	return slashes >= FOLDER_DEPTH;
}

static DIR *open_list(int inbox, const char *path)
{
	int fd = *path ? folder_open(inbox, path) : openat(inbox, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *list = fd < 0 ? NULL : fdopendir(fd);

	if (!list && fd >= 0)
		close(fd);
	return list;
}

static bool is_folder(const struct dirent *entry, int directory)
{
	struct look look;

	if (entry->d_type != DT_UNKNOWN)
		return entry->d_type == DT_DIR;
	return file_look(directory, entry->d_name, &look) == 0 && S_ISDIR(look.mode);
}

/* Recursion goes no deeper than FOLDER_DEPTH. */
bool folder_walk(int inbox, const char *path, const struct folder_calls *calls)
{
	char inner[FOLDER_PATH];
	struct dirent *entry;
	bool is_whole;
	DIR *list;

	calls->folder(calls->data, path);
	list = open_list(inbox, path);
	if (!list) /* a folder of somebody else that is gone or closed to us is none of ours */
		return *path && (errno == ENOENT || errno == ENOTDIR || errno == ELOOP || errno == EACCES);
	is_whole = true;
	while ((errno = 0, entry = readdir(list))) {
		bool folder = is_folder(entry, dirfd(list));

		if (folder_ignores(entry->d_name, folder) ||
		    snprintf(inner, sizeof(inner), "%s%s%s", path, *path ? "/" : "", entry->d_name) >= FOLDER_PATH)
			continue;
		if (folder && !folder_is_deep(inner))
			is_whole &= folder_walk(inbox, inner, calls);
		else
			calls->file(calls->data, inner);
	}
	is_whole &= !errno;
	closedir(list);
	return is_whole;
}
