/* SPDX-License-Identifier: MIT */
/* The labeller's weights: a file that is damaged is refused by name; labels follow each other as they may. */
#include "../../daemon/engine/label.h"
#include "engine_helper.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* A site directory whose labels.weights can be damaged. */
struct site {
	char directory[64], path[96];
	char *bytes;
	size_t length;
};

static int set_up_site(void **state)
{
	struct site *site = xcalloc(1, sizeof(*site));
	char path[512];
	FILE *file;

	snprintf(path, sizeof(path), "%s/en/labels.weights", getenv("QUOTED_RULES"));
	file = fopen(path, "re");
	assert_non_null(file);
	site->bytes = xmalloc(8 << 20);
	site->length = fread(site->bytes, 1, 8 << 20, file);
	fclose(file);
	snprintf(site->directory, sizeof(site->directory), "/tmp/quoted-label-XXXXXX");
	assert_non_null(mkdtemp(site->directory));
	snprintf(site->path, sizeof(site->path), "%s/labels.weights", site->directory);
	*state = site;
	return 0;
}

static int tear_down_site(void **state)
{
	struct site *site = *state;

	unlink(site->path);
	rmdir(site->directory);
	free(site->bytes);
	free(site);
	return 0;
}

static void write_site(const struct site *site, size_t length)
{
	FILE *file = fopen(site->path, "we");

	assert_non_null(file);
	assert_int_equal(fwrite(site->bytes, 1, length, file), length);
	assert_int_equal(fclose(file), 0);
}

static void expect_refused(const struct site *site)
{
	struct error err = {0};

	assert_null(pack_load(getenv("QUOTED_RULES"), site->directory, &err));
	assert_non_null(strstr(err.text, site->path));
	assert_non_null(strstr(err.text, "cut short or damaged"));
}

static void takes_the_whole_file(void **state)
{
	struct site *site = *state;
	struct error err;
	struct pack *pack;

	write_site(site, site->length);
	pack = pack_load(getenv("QUOTED_RULES"), site->directory, &err);
	assert_non_null(pack);
	pack_free(pack);
}

static void refuses_a_file_cut_short(void **state)
{
	struct site *site = *state;
	const size_t lengths[] = {0, 3, 16, 31, 32, 1000, site->length / 2, site->length - 1};

	for (size_t i = 0; i < sizeof(lengths) / sizeof(*lengths); i++) {
		write_site(site, lengths[i]);
		expect_refused(site);
	}
}

static void refuses_a_damaged_file(void **state)
{
	struct site *site = *state;
	const size_t places[] = {0, 15, 16, 19, 20, 23, 24, 40, site->length / 2, site->length - 1};

	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
		site->bytes[places[i]] ^= 0x7F;
		write_site(site, site->length);
		expect_refused(site);
		site->bytes[places[i]] ^= 0x7F;
	}
	site->bytes[site->length] = 0;
	write_site(site, site->length + 1);
	expect_refused(site);
}

static void labels_follow_as_they_may(void **state)
{
	const int source = LABEL_PART + PLACE_COUNT * PART_SOURCE, cue = LABEL_PART + PLACE_COUNT * PART_CUE;

	(void)state;
	assert_true(label_follows(LABEL_OUT, source + PLACE_BEGIN));
	assert_true(label_follows(source + PLACE_BEGIN, source + PLACE_LAST));
	assert_true(label_follows(source + PLACE_LAST, cue + PLACE_ONLY));
	assert_true(label_follows(source + PLACE_ONLY, LABEL_BETWEEN + PART_SOURCE));
	assert_true(label_follows(LABEL_BETWEEN + PART_SOURCE, cue + PLACE_BEGIN));
	assert_false(label_follows(LABEL_OUT, source + PLACE_INSIDE));
	assert_false(label_follows(source + PLACE_BEGIN, LABEL_OUT));
	assert_false(label_follows(source + PLACE_BEGIN, cue + PLACE_INSIDE));
	assert_false(label_follows(LABEL_BETWEEN + PART_SOURCE, LABEL_OUT));
	assert_false(label_follows(LABEL_OUT, LABEL_BETWEEN + PART_CUE));
}

static void lays_a_part(void **state)
{
	uint8_t labels[6] = {0};
	const int cue = LABEL_PART + PLACE_COUNT * PART_CUE;

	(void)state;
	label_lay(labels, (struct range){1, 4}, PART_CUE);
	label_lay(labels, (struct range){4, 5}, PART_CUE);
	label_lay(labels, (struct range){5, 5}, PART_CUE);
	assert_int_equal(labels[0], LABEL_OUT);
	assert_int_equal(labels[1], cue + PLACE_BEGIN);
	assert_int_equal(labels[2], cue + PLACE_INSIDE);
	assert_int_equal(labels[3], cue + PLACE_LAST);
	assert_int_equal(labels[4], cue + PLACE_ONLY);
	assert_int_equal(labels[5], LABEL_OUT);
}

/* labels.weights are learned from these hashes: where they change, learn anew. */
static void words_keep_their_hashes(void **state)
{
	(void)state;
	assert_int_equal(lexicon_hash("said", 4), UINT64_C(0x44fcc1ca19930bab));
	assert_int_equal(lexicon_hash("administration", 14), UINT64_C(0x54a3c75e4648e33f));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(takes_the_whole_file, set_up_site, tear_down_site),
		cmocka_unit_test_setup_teardown(refuses_a_file_cut_short, set_up_site, tear_down_site),
		cmocka_unit_test_setup_teardown(refuses_a_damaged_file, set_up_site, tear_down_site),
		cmocka_unit_test(labels_follow_as_they_may),
		cmocka_unit_test(words_keep_their_hashes),
		cmocka_unit_test(lays_a_part),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
