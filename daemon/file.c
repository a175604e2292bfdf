/* SPDX-License-Identifier: MIT */
/* Files by directory descriptor and name. */
#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static void fill(struct look *look, const struct stat *status)
{
	*look = (struct look){.device = status->st_dev,
			      .inode = status->st_ino,
			      .size = status->st_size,
			      .modified = status->st_mtim,
			      .changed = status->st_ctim,
			      .mode = status->st_mode};
}

static void parent_close(int directory, int parent)
{
	int why = errno;

	if (parent >= 0 && parent != directory)
		close(parent);
	errno = why;
}

/* The folder that the last part of name lies in, and in *part that one. It is directory itself for a plain name. */
static int parent_open(int directory, const char *name, bool make, const char **part)
{
	int parent = directory, inner;
	const char *slash;
	char folder[256];

	for (*part = name; parent >= 0 && (slash = strchr(*part, '/')); *part = slash + 1) {
		if ((size_t)(slash - *part) >= sizeof(folder)) {
			errno = ENAMETOOLONG;
			inner = -1;
		} else {
			snprintf(folder, sizeof(folder), "%.*s", (int)(slash - *part), *part);
			inner = make && mkdirat(parent, folder, 0750) < 0 && errno != EEXIST
					? -1
					: openat(parent, folder, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		}
		parent_close(directory, parent);
		parent = inner;
	}
	return parent;
}

int folder_open(int directory, const char *path)
{
	const char *part;
	int parent = parent_open(directory, path, false, &part);
	int fd = parent < 0 ? -1 : openat(parent, part, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	parent_close(directory, parent);
	return fd;
}

int folder_make(int directory, const char *name)
{
	const char *part;
	int parent = parent_open(directory, name, true, &part);

	parent_close(directory, parent);
	return parent < 0 ? -1 : 0;
}

static int stat_below(int directory, const char *name, struct stat *ret)
{
	const char *part;
	int parent = parent_open(directory, name, false, &part);
	int result = parent < 0 ? -1 : fstatat(parent, part, ret, AT_SYMLINK_NOFOLLOW);

	parent_close(directory, parent);
	return result;
}

int file_look(int directory, const char *name, struct look *ret)
{
	struct stat status;

	if (stat_below(directory, name, &status) < 0)
		return -1;
	fill(ret, &status);
	return 0;
}

static bool same_time(const struct timespec *a, const struct timespec *b)
{
	return a->tv_sec == b->tv_sec && a->tv_nsec == b->tv_nsec;
}

bool look_equal(const struct look *a, const struct look *b)
{
	return a->device == b->device && a->inode == b->inode && a->size == b->size && a->mode == b->mode &&
	       same_time(&a->modified, &b->modified) && same_time(&a->changed, &b->changed);
}

/* openat2 refuses every way out of the directory; kernels before 5.6 and some sandboxes do not have it. */
static int open_beneath(int directory, const char *name)
{
	struct open_how how = {.flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC,
			       .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_XDEV};
	const char *part;
	int parent = parent_open(directory, name, false, &part);
	int fd = parent < 0 ? -1 : (int)syscall(SYS_openat2, parent, part, &how, sizeof(how));

	if (parent >= 0 && fd < 0 && (errno == ENOSYS || errno == EPERM))
		fd = openat(parent, part, (int)how.flags);
	parent_close(directory, parent);
	return fd;
}

static enum file_result open_failure(const char *name, struct error *err)
{
	int why = errno;

	error_errno(err, "could not open \"%s\"", name);
	if (why == ENOENT)
		return FILE_GONE;
	if (why == ELOOP || why == ENXIO || why == EXDEV) {
		error_set(err, "no regular file: drop the article itself, not a link or device");
		return FILE_REFUSED;
	}
	return FILE_UNREADABLE;
}

static enum file_result read_all(int fd, const char *name, const struct stat *status, struct buffer *bytes,
				 struct error *err)
{
	size_t wanted = (size_t)status->st_size;
	struct stat after;

	buffer_clear(bytes);
	buffer_reserve(bytes, wanted + 1);
	while (bytes->length <= wanted) {
		ssize_t got = read(fd, bytes->data + bytes->length, wanted + 1 - bytes->length);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0) {
			error_errno(err, "could not read \"%s\"", name);
			return FILE_UNREADABLE;
		}
		if (got == 0)
			break;
		bytes->length += (size_t)got;
	}
	bytes->data[bytes->length <= wanted ? bytes->length : wanted] = '\0';
	if (bytes->length != wanted || fstat(fd, &after) < 0 || after.st_size != status->st_size ||
	    !same_time(&after.st_mtim, &status->st_mtim)) {
		error_set(err, "\"%s\" was written to while it was read", name);
		return FILE_CHANGING;
	}
	return FILE_OK;
}

/*
 * Whether somebody has it open for writing. The kernel tells that by granting a lease or not, and only to the file's
 * owner; of what is another's, or on a file system without leases, this is false.
 */
static bool is_open_for_writing(int fd)
{
	if (fcntl(fd, F_SETLEASE, F_RDLCK) < 0)
		return errno == EAGAIN;
	fcntl(fd, F_SETLEASE, F_UNLCK);
	return false;
}

enum file_result file_read(int directory, const char *name, size_t max, struct buffer *bytes, struct look *look,
			   struct error *err)
{
	int fd = open_beneath(directory, name);
	enum file_result result;
	struct stat status;

	if (fd < 0)
		return open_failure(name, err);
	if (fstat(fd, &status) < 0) {
		error_errno(err, "could not look at \"%s\"", name);
		close(fd);
		return FILE_UNREADABLE;
	}
	fill(look, &status);
	if (!S_ISREG(status.st_mode)) {
		error_set(err, "no regular file: drop the article itself, not a link or device");
		result = FILE_REFUSED;
	} else if ((size_t)status.st_size > max) {
		error_set(err, "too large: %lld bytes, and max-size is %zu", (long long)status.st_size, max);
		result = FILE_REFUSED;
	} else if (is_open_for_writing(fd)) {
		error_set(err, "\"%s\" is open for writing", name);
		result = FILE_CHANGING;
	} else {
		result = read_all(fd, name, &status, bytes, err);
	}
	close(fd);
	return result;
}

bool file_is_other(int directory, const char *name, const struct look *look)
{
	struct stat status;
	bool other;
	int fd;

	if (stat_below(directory, name, &status) < 0)
		return false;
	other = status.st_ino != look->inode || status.st_dev != look->device || status.st_size != look->size ||
		!same_time(&status.st_mtim, &look->modified);
	if (other || !S_ISREG(status.st_mode))
		return other;
	fd = open_beneath(directory, name);
	other = fd >= 0 && is_open_for_writing(fd);
	if (fd >= 0)
		close(fd);
	return other;
}

const char *file_free_name(int directory, const char *name, unsigned number, struct arena *arena)
{
	const char *slash = strrchr(name, '/'), *part = slash ? slash + 1 : name;
	const char *dot = strrchr(part, '.'), *free_name;
	int stem = dot && dot != part ? (int)(dot - name) : (int)strlen(name);

	/* Room for the number: a name may have 255 bytes. */
	if (stem > part - name + 200)
		stem = (int)(part - name) + 200;
	for (;; number += number > 16 ? number / 2 : 1) {
		free_name =
			number ? arena_printf(arena, "%.*s.%u%.40s", stem, name, number, dot && dot != part ? dot : "")
			       : name;
		if (faccessat(directory, free_name, F_OK, AT_SYMLINK_NOFOLLOW) < 0)
			return free_name;
	}
}

void file_sync(int directory, const char *name)
{
	int fd = open_beneath(directory, name);

	if (fd < 0)
		return;
	fsync(fd);
	close(fd);
}

int file_move(int from, const char *name, int to, const char *target, struct error *err)
{
	const char *part, *new_part;
	int parent = parent_open(from, name, false, &part);
	int new_parent = parent < 0 ? -1 : parent_open(to, target, true, &new_part);
	int result = new_parent < 0 ? -1 : renameat2(parent, part, new_parent, new_part, RENAME_NOREPLACE);

	parent_close(to, new_parent);
	parent_close(from, parent);
	return result < 0 ? error_errno(err, "could not move \"%s\"", name) : 0;
}

int file_write(int directory, const char *name, const char *text, size_t length, struct error *err)
{
	char temporary[64];
	int fd, result = -1;

	snprintf(temporary, sizeof(temporary), ".quoted-%d.tmp", (int)getpid());
	fd = openat(directory, temporary, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0640);
	if (fd < 0)
		return error_errno(err, "could not write \"%s\"", name);
	if (write(fd, text, length) == (ssize_t)length)
		result = fsync(fd);
	close(fd);
	if (result == 0)
		result = renameat(directory, temporary, directory, name);
	if (result < 0) {
		error_errno(err, "could not write \"%s\"", name);
		unlinkat(directory, temporary, 0);
	}
	return result;
}

int directory_open(const char *path, struct error *err)
{
	int fd;

	if (mkdir(path, 0770) < 0 && errno != EEXIST)
		return error_errno(err, "could not make folder \"%s\"", path);
	fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return error_errno(err, "could not open folder \"%s\"", path);
	return fd;
}
