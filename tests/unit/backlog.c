/* SPDX-License-Identifier: MIT */
/* Articles that are stored first and entered later: in the end all is as if they had been entered at once. */
#include "store_helper.h"

static struct speaker ada = {.name = "Ada Quill", .type = SPEAKER_PERSON, .role = "mayor of Tarn", .gender = 'f'};

struct file {
	const char *name, *text;
	uint8_t bytes; /* that it holds, instead of a hash */
};

static const struct file files[] = {
	{"a.txt", "Trams run late in Tarn, and buses do not run at all on Sundays.", 1},
	{"b.txt", "The bridge is closed for the winter.", 2},
	{"a.txt", "Trams run late in Tarn, and buses do not run at all on Mondays.", 3}, /* a revision */
	{"c.txt", "The bridge is closed for the winter.", 2},                            /* a duplicate */
};

static struct statement says;
static struct span whole;

static struct extraction read_file(const struct file *file)
{
	whole = (struct span){0, strlen(file->text)};
	says = (struct statement){.content = {&whole, 1},
				  .rule = "en/test",
				  .confidence = 1,
				  .speakers = &ada,
				  .speaker_count = 1,
				  .id = "00000000000000a0"};
	says.id[15] = (char)('0' + file->bytes);
	return (struct extraction){
		.article = {.name = file->name, .text = file->text, .length = whole.end, .date = "2031-02-03"},
		.statements = &says,
		.count = 1,
		.rules = "r1"};
}

static enum outcome write_file(struct fixture *fixture, const struct file *file, bool later)
{
	struct extraction extraction = read_file(file);
	uint8_t hash[STORE_HASH] = {file->bytes};
	struct drop drop = {.name = file->name, .hash = hash, .size = whole.end, .moved_to = file->name};
	enum outcome outcome = OUTCOME_PENDING;
	int64_t id;
	int result = later ? store_accept(fixture->store, &drop, &extraction, &outcome, &fixture->err)
			   : store_add(fixture->store, &drop, &extraction, &id, &outcome, &fixture->err);

	if (result != STORE_OK)
		fail_msg("%s", fixture->err.text);
	return outcome;
}

static void write_all(struct fixture *fixture, bool later)
{
	assert_int_equal(store_begin(fixture->store, &fixture->err), STORE_OK);
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++)
		assert_int_equal(write_file(fixture, &files[i], later), i == 3 ? OUTCOME_DUPLICATE : OUTCOME_STORED);
	assert_int_equal(store_commit(fixture->store, &fixture->err), STORE_OK);
}

/* Enter all that wait, count to a transaction. */
static void enter_all(struct fixture *fixture, int count)
{
	int result = STORE_OK;
	int64_t id;

	while (result == STORE_OK) {
		assert_int_equal(store_begin(fixture->store, &fixture->err), STORE_OK);
		for (int i = 0; i < count && result == STORE_OK; i++)
			result = store_enter(fixture->store, &id, &fixture->err);
		assert_int_equal(store_commit(fixture->store, &fixture->err), STORE_OK);
	}
	assert_int_equal(result, STORE_NONE);
}

static struct store_counts counts_of(struct fixture *fixture)
{
	struct store_counts counts = {0};

	assert_int_equal(store_count(fixture->store, &counts, &fixture->err), STORE_OK);
	return counts;
}

/* Everything that tells of articles, but for when they were seen. */
static void print_all(struct fixture *fixture, struct buffer *out)
{
	struct store_query query = {.limit = 100};
	int64_t next;

	buffer_clear(out);
	store_statements(fixture->store, &query, out, &next, &fixture->err);
	store_speakers(fixture->store, NULL, 0, 100, out, &next, &fixture->err);
	store_drops(fixture->store, NULL, 0, 100, out, &next, &fixture->err);
	store_history(fixture->store, 1, out, &fixture->err);
	for (char *at = out->data; at && (at = strstr(at, "\"seen_at\":"));)
		for (at += strlen("\"seen_at\":\""); *at != '"'; at++)
			*at = '0';
}

static void complain(void *data, const char *name, const char *problem)
{
	(void)data;
	if (problem)
		fail_msg("%s: %s", name, problem);
}

static void what_waits_is_in_the_ledger_alone(void **state)
{
	struct fixture *fixture = *state;
	struct store_counts counts;
	uint8_t hash[STORE_HASH] = {1}, other[STORE_HASH] = {9};

	write_all(fixture, true);
	counts = counts_of(fixture);
	assert_int_equal(counts.stored, 3);
	assert_int_equal(counts.duplicate, 1);
	assert_int_equal(counts.backlog, 3);
	assert_int_equal(counts.articles, 0);
	assert_int_equal(counts.statements, 0);
	assert_true(store_has(fixture->store, hash));
	assert_false(store_has(fixture->store, other));
	assert_int_equal(store_find_article(fixture->store, hash), 0);
	store_check(fixture->store, complain, NULL);
}

static void in_the_end_all_is_as_if_entered_at_once(void **state)
{
	static const int transactions[] = {1, 2, 100};
	struct fixture *fixture = *state;
	struct buffer wanted = {0}, got = {0};

	write_all(fixture, false);
	print_all(fixture, &wanted);
	assert_int_equal(times(&wanted, "Mondays"), 3); /* said, and twice in the history */
	for (size_t i = 0; i < sizeof(transactions) / sizeof(*transactions); i++) {
		assert_int_equal(fixture_close(state), 0);
		assert_int_equal(fixture_open(state), 0);
		fixture = *state;
		write_all(fixture, true);
		enter_all(fixture, transactions[i]);
		print_all(fixture, &got);
		assert_string_equal(got.data, wanted.data);
		assert_int_equal(counts_of(fixture).backlog, 0);
		store_check(fixture->store, complain, NULL);
	}
	buffer_done(&wanted);
	buffer_done(&got);
}

static void what_waits_survives(void **state)
{
	struct fixture *fixture = *state;
	int64_t id;

	write_all(fixture, true);
	assert_int_equal(store_begin(fixture->store, &fixture->err), STORE_OK);
	assert_int_equal(store_enter(fixture->store, &id, &fixture->err), STORE_OK);
	store_rollback(fixture->store);
	assert_int_equal(counts_of(fixture).backlog, 3);
	assert_int_equal(counts_of(fixture).articles, 0);
	store_close(fixture->store);
	fixture->store = store_open(fixture->path, STORE_WRITE, &fixture->err);
	assert_non_null(fixture->store);
	enter_all(fixture, 100);
	assert_int_equal(counts_of(fixture).articles, 2);
	store_check(fixture->store, complain, NULL);
}

/* A file of several articles is entered at once and may bring one that waits. */
static void what_came_otherwise_meanwhile_is_a_duplicate(void **state)
{
	struct fixture *fixture = *state;
	struct store_counts counts;
	uint8_t hash[STORE_HASH] = {1};
	int64_t id;

	assert_int_equal(store_begin(fixture->store, &fixture->err), STORE_OK);
	write_file(fixture, &files[0], true);
	write_file(fixture, &files[0], false);
	assert_int_equal(store_enter(fixture->store, &id, &fixture->err), STORE_OK);
	assert_int_equal(id, 0);
	assert_int_equal(store_commit(fixture->store, &fixture->err), STORE_OK);
	counts = counts_of(fixture);
	assert_int_equal(counts.stored, 1);
	assert_int_equal(counts.duplicate, 1);
	assert_int_equal(counts.backlog, 0);
	assert_int_equal(store_find_article(fixture->store, hash), 1);
	store_check(fixture->store, complain, NULL);
}

static void what_cannot_be_entered_has_failed(void **state)
{
	struct fixture *fixture = *state;
	struct buffer name = {0}, file = {0}, out = {0};
	struct store_counts counts;
	int64_t id, next;

	write_all(fixture, true);
	sqlite3_exec(fixture->store->db, "UPDATE backlog SET record = x'00' WHERE drop_id = 1", NULL, NULL, NULL);
	assert_int_equal(store_begin(fixture->store, &fixture->err), STORE_OK);
	assert_int_equal(store_enter(fixture->store, &id, &fixture->err), STORE_ERROR);
	assert_non_null(strstr(fixture->err.text, "extraction"));
	store_rollback(fixture->store);
	assert_int_equal(store_begin(fixture->store, &fixture->err), STORE_OK);
	assert_int_equal(store_oldest(fixture->store, &name, &file, &fixture->err), STORE_OK);
	assert_string_equal(name.data, "a.txt");
	assert_string_equal(file.data, "a.txt");
	assert_int_equal(store_give_up(fixture->store, "broken", "a.1.txt", &fixture->err), STORE_OK);
	assert_int_equal(store_commit(fixture->store, &fixture->err), STORE_OK);
	enter_all(fixture, 100);
	counts = counts_of(fixture);
	assert_int_equal(counts.stored, 2);
	assert_int_equal(counts.failed, 1);
	assert_int_equal(counts.articles, 2);
	assert_int_equal(store_failed(fixture->store, 0, 10, &out, &next, &fixture->err), STORE_OK);
	assert_int_equal(times(&out, "\"reason\":\"broken\""), 1);
	assert_int_equal(times(&out, "\"moved_to\":\"a.1.txt\""), 1);
	store_check(fixture->store, complain, NULL);
	buffer_done(&name);
	buffer_done(&file);
	buffer_done(&out);
}

static void what_another_version_packed_can_be_handed_back(void **state)
{
	struct fixture *fixture = *state;
	uint8_t hash[STORE_HASH] = {1};
	int64_t id;

	write_all(fixture, true);
	sqlite3_exec(fixture->store->db, "UPDATE backlog SET form = 'older' WHERE drop_id = 1", NULL, NULL, NULL);
	assert_int_equal(store_begin(fixture->store, &fixture->err), STORE_OK);
	assert_int_equal(store_enter(fixture->store, &id, &fixture->err), STORE_ERROR);
	assert_non_null(strstr(fixture->err.text, "another version"));
	store_rollback(fixture->store);
	assert_int_equal(store_begin(fixture->store, &fixture->err), STORE_OK);
	assert_int_equal(store_hand_back(fixture->store, &fixture->err), STORE_OK);
	assert_int_equal(store_commit(fixture->store, &fixture->err), STORE_OK);
	assert_false(store_has(fixture->store, hash));
	enter_all(fixture, 100);
	assert_int_equal(counts_of(fixture).stored, 2);
	assert_int_equal(counts_of(fixture).articles, 2);
	store_check(fixture->store, complain, NULL);
}

static void a_database_of_version_13_gets_a_backlog(void **state)
{
	struct fixture *fixture = *state;
	sqlite3 *db;

	store_close(fixture->store);
	unlink(fixture->path);
	assert_int_equal(sqlite3_open(fixture->path, &db), SQLITE_OK);
	assert_int_equal(migrate(db, migrations, 13, &fixture->err), STORE_OK);
	sqlite3_close(db);
	fixture->store = store_open(fixture->path, STORE_WRITE, &fixture->err);
	assert_non_null(fixture->store);
	assert_int_equal(counts_of(fixture).backlog, 0);
	write_all(fixture, true);
	assert_int_equal(counts_of(fixture).backlog, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_waits_is_in_the_ledger_alone, fixture_open, fixture_close),
		cmocka_unit_test_setup_teardown(in_the_end_all_is_as_if_entered_at_once, fixture_open, fixture_close),
		cmocka_unit_test_setup_teardown(what_waits_survives, fixture_open, fixture_close),
		cmocka_unit_test_setup_teardown(what_came_otherwise_meanwhile_is_a_duplicate, fixture_open,
						fixture_close),
		cmocka_unit_test_setup_teardown(what_cannot_be_entered_has_failed, fixture_open, fixture_close),
		cmocka_unit_test_setup_teardown(what_another_version_packed_can_be_handed_back, fixture_open,
						fixture_close),
		cmocka_unit_test_setup_teardown(a_database_of_version_13_gets_a_backlog, fixture_open, fixture_close),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
