/* SPDX-License-Identifier: MIT */
/* Dropping files: whole, under their own names, never over another, nothing left behind. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "drop.h"
#include "quoted/buffer.h"

struct fixture {
	char directory[64], inbox[96], file[96];
	struct error err;
};

static void write_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "we");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static int fixture_open(void **state)
{
	struct fixture *fixture = xcalloc(1, sizeof(*fixture));

	snprintf(fixture->directory, sizeof(fixture->directory), "/tmp/quotes-drop-XXXXXX");
	if (!mkdtemp(fixture->directory))
		return -1;
	snprintf(fixture->inbox, sizeof(fixture->inbox), "%s/inbox", fixture->directory);
	snprintf(fixture->file, sizeof(fixture->file), "%s/trams.late.html", fixture->directory);
	write_file(fixture->file, "abc");
	*state = fixture;
	return mkdir(fixture->inbox, 0755);
}

static int fixture_close(void **state)
{
	struct fixture *fixture = *state;
	char command[128];

	snprintf(command, sizeof(command), "rm -r %s", fixture->directory);
	free(fixture);
	return system(command); /* NOLINT */
}

/* How many names there are in the inbox, hidden ones too. */
static int names(const struct fixture *fixture)
{
	DIR *directory = opendir(fixture->inbox);
	int count = 0;

	while (readdir(directory))
		count++;
	closedir(directory);
	return count - 2;
}

static void assert_content(const struct fixture *fixture, const char *name, const char *want)
{
	char path[512], text[64] = "";
	struct stat stat_buffer;
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", fixture->inbox, name);
	file = fopen(path, "re");
	assert_non_null(file);
	text[fread(text, 1, sizeof(text) - 1, file)] = '\0';
	fclose(file);
	assert_string_equal(text, want);
	assert_int_equal(stat(path, &stat_buffer), 0);
	assert_int_equal(stat_buffer.st_mode & 0777, 0644);
}

static void a_file_arrives_whole(void **state)
{
	struct fixture *fixture = *state;
	struct dropped dropped;

	assert_int_equal(drop_file(fixture->inbox, fixture->file, &dropped, &fixture->err), 0);
	assert_string_equal(dropped.name, "trams.late.html");
	assert_string_equal(dropped.hash, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	assert_content(fixture, "trams.late.html", "abc");
	assert_int_equal(names(fixture), 1);
}

static void a_name_that_is_taken_stays(void **state)
{
	struct fixture *fixture = *state;
	struct dropped dropped;

	assert_int_equal(drop_file(fixture->inbox, fixture->file, &dropped, &fixture->err), 0);
	write_file(fixture->file, "another");
	assert_int_equal(drop_file(fixture->inbox, fixture->file, &dropped, &fixture->err), 0);
	assert_string_equal(dropped.name, "trams.late.1.html");
	assert_int_equal(drop_file(fixture->inbox, fixture->file, &dropped, &fixture->err), 0);
	assert_string_equal(dropped.name, "trams.late.2.html");
	assert_content(fixture, "trams.late.html", "abc");
	assert_content(fixture, "trams.late.1.html", "another");
	assert_int_equal(names(fixture), 3);
}

static void no_name_is_left_alone(void **state)
{
	static const struct {
		const char *name, *want;
	} rows[] = {{".hidden.txt", "put-.hidden.txt"}, {"a.part", "put-a.part.txt"}, {"4913", "put-4913"}};
	struct fixture *fixture = *state;
	struct dropped dropped;
	char path[200];

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		snprintf(path, sizeof(path), "%s/%s", fixture->directory, rows[i].name);
		write_file(path, "abc");
		assert_int_equal(drop_file(fixture->inbox, path, &dropped, &fixture->err), 0);
		assert_string_equal(dropped.name, rows[i].want);
	}
}

static void what_is_no_file_is_refused(void **state)
{
	struct fixture *fixture = *state;
	struct dropped dropped;
	char path[200];

	assert_int_equal(drop_file(fixture->inbox, fixture->directory, &dropped, &fixture->err), -1);
	assert_non_null(strstr(fixture->err.text, "not a regular file"));
	snprintf(path, sizeof(path), "%s/none", fixture->directory);
	assert_int_equal(drop_file(fixture->inbox, path, &dropped, &fixture->err), -1);
	assert_non_null(strstr(fixture->err.text, "No such file or directory"));
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_int_equal(drop_file(fixture->inbox, path, &dropped, &fixture->err), -1);
	assert_int_equal(drop_file(path, fixture->file, &dropped, &fixture->err), -1);
	assert_non_null(strstr(fixture->err.text, "could not open the inbox"));
	assert_int_equal(names(fixture), 0);
}

static void a_name_too_long_leaves_nothing(void **state)
{
	struct fixture *fixture = *state;
	struct dropped dropped;
	char name[NAME_MAX + 1], path[512];

	memset(name, 'n', NAME_MAX);
	name[NAME_MAX] = '\0';
	snprintf(path, sizeof(path), "%s/%s", fixture->directory, name);
	write_file(path, "long");
	assert_int_equal(drop_file(fixture->inbox, path, &dropped, &fixture->err), 0);
	assert_int_equal(drop_file(fixture->inbox, path, &dropped, &fixture->err), -1);
	assert_non_null(strstr(fixture->err.text, "File name too long"));
	assert_int_equal(names(fixture), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_file_arrives_whole, fixture_open, fixture_close),
		cmocka_unit_test_setup_teardown(a_name_that_is_taken_stays, fixture_open, fixture_close),
		cmocka_unit_test_setup_teardown(no_name_is_left_alone, fixture_open, fixture_close),
		cmocka_unit_test_setup_teardown(what_is_no_file_is_refused, fixture_open, fixture_close),
		cmocka_unit_test_setup_teardown(a_name_too_long_leaves_nothing, fixture_open, fixture_close),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
