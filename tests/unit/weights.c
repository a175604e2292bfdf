/* SPDX-License-Identifier: MIT */
/* Learned weights: what a file's lines add up to, and which lines are refused where. */
#include "../../daemon/engine/weights.h"
#include "engine_helper.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char path[64];

static int set_up(void **state)
{
	int fd;

	(void)state;
	snprintf(path, sizeof(path), "/tmp/quoted-weights-XXXXXX");
	fd = mkstemp(path);
	return fd < 0 ? -1 : close(fd);
}

static int tear_down(void **state)
{
	(void)state;
	return unlink(path);
}

static struct weights *load(const char *text, struct error *err)
{
	FILE *file = fopen(path, "we");

	assert_non_null(file);
	fputs(text, file);
	assert_int_equal(fclose(file), 0);
	return weights_load(path, err);
}

static void adds_up_what_it_knows(void **state)
{
	const uint64_t features[] = {0xA1, 0xB2, 0xC3, 0xA1, 0xDEADBEEFCAFEF00D};
	struct error err;
	struct weights *weights = load("00000000000000a1 5\n00000000000000b2 -12\ndeadbeefcafef00d 300\n", &err);

	(void)state;
	assert_non_null(weights);
	assert_int_equal(weights_sum(weights, features, 0), 0);
	assert_int_equal(weights_sum(weights, features, 1), 5);
	assert_int_equal(weights_sum(weights, features, 2), -7);
	assert_int_equal(weights_sum(weights, features + 2, 1), 0);
	assert_int_equal(weights_sum(weights, features, 5), 298);
	weights_free(weights);
}

static void knows_nothing_by_an_empty_file(void **state)
{
	const uint64_t features[] = {1, UINT64_MAX};
	struct error err;
	struct weights *weights = load("", &err);

	(void)state;
	assert_non_null(weights);
	assert_int_equal(weights_sum(weights, features, 2), 0);
	weights_free(weights);
}

/* Keys that share all the bits by which they are looked up, and more of them than the table has room for at first. */
static void keeps_many_keys_apart(void **state)
{
	enum { COUNT = 9000 };
	char *text = malloc(COUNT * 40), *at = text;
	struct error err;
	struct weights *weights;

	(void)state;
	assert_non_null(text);
	for (uint64_t i = 1; i <= COUNT; i++)
		at += sprintf(at, "%016llx %d\n", (unsigned long long)(i % 3 ? feature_key(7, i, i) : i),
			      (int)(i % 200) - 100);
	weights = load(text, &err);
	assert_non_null(weights);
	for (uint64_t i = 1; i <= COUNT; i++) {
		uint64_t key = i % 3 ? feature_key(7, i, i) : i, other = feature_key(8, i, i);

		assert_int_equal(weights_sum(weights, &key, 1), (int)(i % 200) - 100);
		assert_int_equal(weights_sum(weights, &other, 1), 0);
	}
	weights_free(weights);
	free(text);
}

static void names_the_line_it_refuses(void **state)
{
	struct error err;
	char wanted[128];

	(void)state;
	assert_null(load("00000000000000a1 5\n00000000000000b2 five\n", &err));
	snprintf(wanted, sizeof(wanted), "%s:2:1: ", path);
	assert_non_null(strstr(err.text, wanted));
	assert_null(load("no key\n", &err));
	snprintf(wanted, sizeof(wanted), "%s:1:1: ", path);
	assert_non_null(strstr(err.text, wanted));
	assert_null(weights_load("/nonexistent/cue.weights", &err));
	assert_non_null(strstr(err.text, "/nonexistent/cue.weights"));
}

static void keys_tell_features_apart(void **state)
{
	(void)state;
	assert_true(feature_key(0, 0, 0) != 0);
	assert_true(feature_key(1, 2, 3) == feature_key(1, 2, 3));
	assert_true(feature_key(1, 2, 3) != feature_key(1, 3, 2));
	assert_true(feature_key(1, 2, 3) != feature_key(2, 2, 3));
	assert_true(feature_key(1, 0, 0) != feature_key(1, 0, 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(adds_up_what_it_knows),    cmocka_unit_test(knows_nothing_by_an_empty_file),
		cmocka_unit_test(keeps_many_keys_apart),    cmocka_unit_test(names_the_line_it_refuses),
		cmocka_unit_test(keys_tell_features_apart),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
