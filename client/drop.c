/* SPDX-License-Identifier: MIT */
/* Dropping a file: copy, fsync, rename without replacing. */
#include "drop.h"

#include <errno.h>
#include <fcntl.h>
#include <sha2.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "quoted/unfinished.h"

#define BLOCK 65536
#define TEMPORARY ".quotes-put-XXXXXX"
#define TRIES 10000 /* numbers for a name that is taken */

static int write_all(int fd, const uint8_t *bytes, size_t length)
{
	while (length) {
		ssize_t n = write(fd, bytes, length);

		if (n < 0 && errno != EINTR)
			return -1;
		bytes += n > 0 ? n : 0;
		length -= n > 0 ? (size_t)n : 0;
	}
	return 0;
}

static int copy(int from, int to, const char *path, const char *inbox, struct dropped *dropped, struct error *err)
{
	uint8_t block[BLOCK];
	SHA2_CTX hash;
	ssize_t n;

	SHA256Init(&hash);
	while ((n = read(from, block, sizeof(block))) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return error_errno(err, "could not read \"%s\"", path);
		SHA256Update(&hash, block, (size_t)n);
		if (write_all(to, block, (size_t)n) < 0)
			return error_errno(err, "could not write into \"%s\"", inbox);
	}
	if (fchmod(to, 0644) < 0 || fsync(to) < 0)
		return error_errno(err, "could not write into \"%s\"", inbox);
	SHA256End(&hash, dropped->hash);
	return 0;
}

/* Give the copy its name. A file system without RENAME_NOREPLACE has link. */
static int rename_new(int directory, const char *from, const char *to)
{
	if (renameat2(directory, from, directory, to, RENAME_NOREPLACE) == 0)
		return 0;
	if (errno != EINVAL && errno != ENOSYS)
		return -1;
	if (linkat(directory, from, directory, to, 0) < 0)
		return -1;
	unlinkat(directory, from, 0);
	return 0;
}

/* The last part of path, changed where the daemon would take it for a file that is not finished. */
static int choose_name(const char *path, char name[NAME_MAX + 1])
{
	const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path;
	int length = snprintf(name, NAME_MAX + 1, "%s%s", name_is_unfinished(base) ? "put-" : "", base);

	if (length <= NAME_MAX && name_is_unfinished(name))
		length = snprintf(name, NAME_MAX + 1, "put-%s.txt", base);
	return length <= NAME_MAX ? 0 : -1;
}

static int name_copy(int directory, const char *temporary, const char *path, struct dropped *dropped, struct error *err)
{
	char name[NAME_MAX + 1];
	const char *dot;
	int stem;

	errno = ENAMETOOLONG;
	if (choose_name(path, name) < 0)
		return error_errno(err, "could not drop \"%s\"", path);
	dot = strrchr(name, '.');
	stem = (int)(dot && dot > name ? (size_t)(dot - name) : strlen(name));
	for (int i = 0; i < TRIES; i++) {
		char number[16] = "";

		if (i)
			snprintf(number, sizeof(number), ".%d", i);
		errno = ENAMETOOLONG;
		if (snprintf(dropped->name, sizeof(dropped->name), "%.*s%s%s", stem, name, number, name + stem) >
		    NAME_MAX)
			break;
		if (rename_new(directory, temporary, dropped->name) == 0)
			return fsync(directory) < 0 ? error_errno(err, "could not drop \"%s\"", path) : 0;
		if (errno != EEXIST)
			break;
	}
	return error_errno(err, "could not drop \"%s\"", path);
}

static int open_regular(const char *path, struct error *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat stat;

	if (fd < 0)
		return error_errno(err, "could not open \"%s\"", path);
	if (fstat(fd, &stat) == 0 && S_ISREG(stat.st_mode))
		return fd;
	close(fd);
	return error_set(err, "could not drop \"%s\": not a regular file", path);
}

/* Drop what from reads into the directory, which is open as well. */
static int drop_into(int directory, int from, const char *inbox, const char *path, struct dropped *ret,
		     struct error *err)
{
	char temporary[PATH_MAX];
	int to, result;

	if (snprintf(temporary, sizeof(temporary), "%s/" TEMPORARY, inbox) >= (int)sizeof(temporary))
		return error_set(err, "the inbox's path \"%s\" is too long", inbox);
	to = mkostemp(temporary, O_CLOEXEC);
	if (to < 0)
		return error_errno(err, "could not write into \"%s\"", inbox);
	result = copy(from, to, path, inbox, ret, err);
	close(to);
	if (result == 0)
		result = name_copy(directory, strrchr(temporary, '/') + 1, path, ret, err);
	if (result < 0)
		unlink(temporary);
	return result;
}

int drop_file(const char *inbox, const char *path, struct dropped *ret, struct error *err)
{
	int from = open_regular(path, err), directory, result;

	if (from < 0)
		return -1;
	directory = open(inbox, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (directory < 0)
		result = error_errno(err, "could not open the inbox \"%s\"", inbox);
	else
		result = drop_into(directory, from, inbox, path, ret, err);
	if (directory >= 0)
		close(directory);
	close(from);
	return result;
}
