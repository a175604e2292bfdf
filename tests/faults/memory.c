/* SPDX-License-Identifier: MIT */
/*
 * Preloaded, it makes one allocation of one process fail: the one numbered $FAIL_ALLOCATION, from 1, in the process
 * whose last argument is $FAIL_ROLE ("serve", "extract"), or, if that is "main", in the one that has no such argument.
 * Only in the first such: it makes the file $FAIL_MARK, which those that take its place find.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *memory, size_t size);

static long left = -1; /* allocations until the one that fails; -1: none does */

/* Before main(): there is no other thread. */
__attribute__((constructor)) static void begin(int argc, char **argv)
{
	const char *number = getenv("FAIL_ALLOCATION"), *role = getenv("FAIL_ROLE"), *mark = getenv("FAIL_MARK");
	const char *last = argc > 1 ? argv[argc - 1] : "";
	bool is_child = last[0] != '-';
	int fd;

	if (!number || !role || !mark || (strcmp(role, "main") == 0 ? is_child : strcmp(role, last) != 0))
		return;
	fd = open(mark, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return;
	close(fd);
	left = atol(number);
}

static bool fails(void)
{
	if (left < 0 || --left != 0)
		return false;
	left = -1;
	errno = ENOMEM;
	return true;
}

void *malloc(size_t size)
{
	return fails() ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
	return fails() ? NULL : __libc_calloc(count, size);
}

void *realloc(void *memory, size_t size)
{
	return fails() ? NULL : __libc_realloc(memory, size);
}

void *reallocarray(void *memory, size_t count, size_t size)
{
	size_t bytes;

	if (__builtin_mul_overflow(count, size, &bytes)) {
		errno = ENOMEM;
		return NULL;
	}
	return realloc(memory, bytes);
}
