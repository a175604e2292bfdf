/* SPDX-License-Identifier: MIT */
/* For the tests of watches and of their rings: watches, articles that say something, and what has rung. */
#ifndef WATCHES_HELPER_H
#define WATCHES_HELPER_H

#include "corrections_helper.h"
#include "quoted/watches.h"

static inline int try_watch(struct fixture *fixture, const char *query, const char *hook)
{
	struct store_watch asked = {.query = query, .hook = hook, .user = "tester"};
	struct buffer out = {0};
	int result;

	assert_int_equal(store_begin(fixture->store, &fixture->err), 0);
	result = store_watch_add(fixture->store, &asked, &out, &fixture->err);
	if (result == STORE_OK)
		result = store_commit(fixture->store, &fixture->err);
	else
		store_rollback(fixture->store);
	buffer_done(&out);
	return result;
}

static inline void watch(struct fixture *fixture, const char *query)
{
	if (try_watch(fixture, query, NULL))
		fail_msg("%s", fixture->err.text);
}

/* Rings of the watch (0: of all) since the last call, printed to out if it is not NULL. */
static inline int rung(struct fixture *fixture, int64_t of, int64_t *after, struct buffer *out)
{
	int64_t newest = store_newest_ring(fixture->store);
	struct buffer own = {0};
	int count = 0;

	while (*after < newest) {
		int result = store_ring(fixture->store, ++*after, of, out ? out : &own, &fixture->err);

		assert_true(result == STORE_OK || result == STORE_NONE);
		count += result == STORE_OK;
	}
	buffer_done(&own);
	return count;
}

/* An article with a statement over its whole text. */
struct article_said {
	int number; /* of the file; makes its bytes with version */
	int version;
	struct speaker *speaker;
	const char *text, *outlet;
	enum stance stance;
	const char *terms[4]; /* of its claim, NULL-ended; none: it makes none */
	const char *value;    /* of the last term */
	uint16_t sketch;      /* of a report, or 0 */
};

/* count: 2 for another statement, of the first half of the text. */
static inline int64_t say_some(struct fixture *fixture, struct article_said said, size_t count)
{
	struct span whole = {0, strlen(said.text)}, half = {0, whole.end / 2};
	struct figure figure = {.value = said.value};
	struct claim claim = {.stance = said.stance, .terms = said.terms};
	struct statement statement = {.content = {&whole, 1},
				      .rule = "en/test",
				      .stance = said.stance,
				      .speakers = said.speaker,
				      .speaker_count = said.speaker != NULL,
				      .claims = &claim},
			 both[2];
	struct extraction extraction = {
		.article = {.text = said.text, .length = whole.end, .date = "2031-01-01", .outlet = said.outlet},
		.statements = both,
		.count = count,
	};
	uint8_t hash[STORE_HASH] = {(uint8_t)said.number, (uint8_t)said.version};
	struct drop drop = {.name = "a.txt", .hash = hash, .size = whole.end};
	enum outcome outcome;
	char name[32];
	int64_t id;

	while (said.terms[claim.term_count])
		claim.term_count++;
	statement.claim_count = claim.term_count > 0;
	if (said.value) {
		figure.of = said.terms[claim.term_count - 1] + 1;
		claim.figures = &figure;
		claim.figure_count = 1;
	}
	snprintf(name, sizeof(name), "%d.txt", said.number);
	extraction.article.name = name;
	snprintf(statement.id, sizeof(statement.id), "%08x%08x", (unsigned)said.number, (unsigned)said.version);
	both[0] = both[1] = statement;
	both[1].content.at = &half;
	both[1].id[0] = 'f';
	extraction.sketch.shingles = said.sketch ? 100 : 0;
	for (size_t i = 0; i < SKETCH_MINS; i++)
		extraction.sketch.mins[i] = (uint16_t)(said.sketch * 64 + i);
	assert_int_equal(store_begin(fixture->store, &fixture->err), 0);
	if (store_add(fixture->store, &drop, &extraction, &id, &outcome, &fixture->err) ||
	    store_commit(fixture->store, &fixture->err))
		fail_msg("%s", fixture->err.text);
	return id;
}

static inline int64_t say(struct fixture *fixture, struct article_said said)
{
	return say_some(fixture, said, 1);
}

#define GATE "The eastern gate of the dam is leaking badly"

#endif
