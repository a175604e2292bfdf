/* SPDX-License-Identifier: MIT */
/* What an extract process may still do once it is shut in, and what ends it. Built without sanitizers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../daemon/sandbox.h"

#define MEMORY ((size_t)256 << 20)

/* The wait status of a process that enters the sandbox and does work. */
static int status_of(void (*work)(void))
{
	struct error err;
	int status = 0;
	pid_t pid = fork();

	if (pid == 0) {
		if (sandbox_enter(MEMORY, &err) < 0)
			_exit(1);
		work();
		_exit(0);
	}
	waitpid(pid, &status, 0);
	return status;
}

static int compare(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

static void sort(void)
{
	size_t count = 1 << 20;
	int *numbers = malloc(count * sizeof(*numbers));

	for (size_t i = 0; i < count; i++)
		numbers[i] = (int)(i * 7919 % count);
	qsort(numbers, count, sizeof(*numbers), compare);
	_exit(numbers[0] != 0);
}

static void grow(void)
{
	char *bytes = NULL;

	for (size_t size = 1024; size <= MEMORY / 8; size *= 2) {
		bytes = realloc(bytes, size);
		memset(bytes + size / 2, 1, size / 2);
	}
	free(bytes);
}

static void ask_too_much(void)
{
	_exit(malloc(MEMORY * 2) != NULL);
}

static void stop_short(void)
{
	abort();
}

static void open_file(void)
{
	open("/etc/passwd", O_RDONLY | O_CLOEXEC);
}

static void make_socket(void)
{
	socket(AF_INET, SOCK_STREAM, 0);
}

static void run_program(void)
{
	execl("/bin/true", "true", (char *)NULL);
}

static void work_goes_on(void **state)
{
	(void)state;
	assert_int_equal(status_of(sort), 0);
	assert_int_equal(status_of(grow), 0);
	assert_int_equal(status_of(ask_too_much), 0);
	assert_int_equal(WTERMSIG(status_of(stop_short)), SIGABRT);
}

static void what_no_reader_needs_ends_it(void **state)
{
	(void)state;
	assert_int_equal(WTERMSIG(status_of(open_file)), SIGSYS);
	assert_int_equal(WTERMSIG(status_of(make_socket)), SIGSYS);
	assert_int_equal(WTERMSIG(status_of(run_program)), SIGSYS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(work_goes_on),
		cmocka_unit_test(what_no_reader_needs_ends_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
