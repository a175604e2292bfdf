/* SPDX-License-Identifier: MIT */
/* Bytes are read whole from files, pipes and what ends early; text that is printed into a buffer has room. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "quoted/buffer.h"

#define LONG 300000 /* bytes: more than a pipe holds and than is read at once */

static void reads_a_file_behind_what_is_there(void **state)
{
	char path[] = "/tmp/quoted-buffer-XXXXXX";
	int fd = mkstemp(path);
	struct buffer buffer = {0};
	struct error err;

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(write(fd, "one\0two", 7), 7);
	close(fd);
	buffer_text(&buffer, "zero ");
	assert_int_equal(buffer_read(&buffer, path, &err), 0);
	assert_int_equal(buffer.length, 12);
	assert_memory_equal(buffer.data, "zero one\0two", 13);
	unlink(path);
	assert_int_equal(buffer_read(&buffer, path, &err), -1);
	assert_non_null(strstr(err.text, "could not open \"/tmp/quoted-buffer-"));
	assert_int_equal(buffer_read(&buffer, "/", &err), -1);
	assert_string_equal(err.text, "could not read \"/\": Is a directory");
	buffer_done(&buffer);
}

static void an_empty_file_gives_an_empty_text(void **state)
{
	struct buffer buffer = {0};

	(void)state;
	assert_int_equal(buffer_read(&buffer, "/dev/null", NULL), 0);
	assert_string_equal(buffer.data, "");
	buffer_done(&buffer);
}

static void drains_a_pipe(void **state)
{
	struct buffer buffer = {0};
	int ends[2], status;
	pid_t child;

	(void)state;
	assert_int_equal(pipe(ends), 0);
	child = fork();
	if (!child) {
		for (int i = 0; i < LONG; i += 1000) {
			char part[1000];

			memset(part, 'a' + i / 1000 % 26, sizeof(part));
			if (write(ends[1], part, sizeof(part)) != sizeof(part))
				_exit(1);
		}
		_exit(0);
	}
	close(ends[1]);
	assert_int_equal(buffer_drain(&buffer, ends[0]), 0);
	close(ends[0]);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(buffer.length, LONG);
	for (int i = 0; i < LONG; i++)
		assert_int_equal(buffer.data[i], 'a' + i / 1000 % 26);
	buffer_done(&buffer);
}

static void prints_text_of_any_length(void **state)
{
	struct buffer buffer = {0};
	char wanted[2400] = "";

	(void)state;
	for (int i = 0; i < 40; i++) {
		buffer_printf(&buffer, "%0*d|", i * 2 + 1, i);
		sprintf(wanted + strlen(wanted), "%0*d|", i * 2 + 1, i);
	}
	assert_string_equal(buffer.data, wanted);
	buffer_done(&buffer);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_a_file_behind_what_is_there),
		cmocka_unit_test(an_empty_file_gives_an_empty_text),
		cmocka_unit_test(drains_a_pipe),
		cmocka_unit_test(prints_text_of_any_length),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
