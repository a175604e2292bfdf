/* SPDX-License-Identifier: MIT */
/* The articles of a file that holds several; the file itself is intake.c's. */
#include "members.h"

#include <sha2.h>
#include <stdlib.h>
#include <string.h>

struct member {
	struct extraction extraction;
	char *name;
	uint8_t hash[STORE_HASH]; /* of what is kept of it: the bytes it was read from are the file's */
	enum outcome outcome;
	struct error reason; /* of a failure */
	int64_t article;
};

static void add_text(SHA2_CTX *sum, const char *text)
{
	if (text)
		SHA256Update(sum, (const uint8_t *)text, strlen(text));
	SHA256Update(sum, (const uint8_t *)"", 1);
}

/* The same article in two files is one article: its text, title, address and date say so. */
static void hash_article(const struct article *article, uint8_t hash[STORE_HASH])
{
	SHA2_CTX sum;

	SHA256Init(&sum);
	add_text(&sum, article->text);
	add_text(&sum, article->title);
	add_text(&sum, article->url);
	add_text(&sum, article->date);
	SHA256Final(hash, &sum);
}

void members_add(struct members *members, enum frame_type type, const struct buffer *bytes)
{
	struct member *member;

	if (members->count == members->room) {
		members->room = members->room ? members->room * 2 : 16;
		members->at = xrealloc(members->at, members->room, sizeof(*members->at));
	}
	member = &members->at[members->count++];
	memset(member, 0, sizeof(*member));
	member->outcome = OUTCOME_FAILED;
	if (type == FRAME_MEMBER_REFUSED) {
		member->name = xstrdup(bytes->data);
		error_set(&member->reason, "%s", bytes->data + strlen(bytes->data) + 1);
	} else if (extraction_unpack(&member->extraction, bytes->data, bytes->length, &member->reason) < 0) {
		member->name = xstrdup("");
	} else {
		member->name = xstrdup(member->extraction.article.name);
		hash_article(&member->extraction.article, member->hash);
		member->outcome = OUTCOME_STORED;
	}
}

static int write_member(struct member *member, struct store *store, struct error *err)
{
	bool failed = member->outcome == OUTCOME_FAILED;
	struct drop drop = {.name = member->name,
			    .hash = failed ? NULL : member->hash,
			    .size = failed ? 0 : member->extraction.article.length,
			    .outcome = member->outcome,
			    .reason = failed ? member->reason.text : NULL};

	if (failed)
		return store_add_drop(store, &drop, err);
	return store_add(store, &drop, &member->extraction, &member->article, &member->outcome, err);
}

int members_write(struct members *members, struct store *store, enum outcome *ret_outcome, struct error *ret_reason,
		  struct error *err)
{
	size_t counts[OUTCOME_FAILED + 1] = {0};

	for (size_t i = 0; i < members->count; i++) {
		int result = write_member(&members->at[i], store, err);

		if (result != STORE_OK)
			return result;
		counts[members->at[i].outcome]++;
	}
	*ret_outcome = counts[OUTCOME_STORED]      ? OUTCOME_STORED
		       : counts[OUTCOME_DUPLICATE] ? OUTCOME_DUPLICATE
						   : OUTCOME_FAILED;
	if (*ret_outcome == OUTCOME_FAILED)
		error_set(ret_reason, "none of its %zu articles can be read; the first: %.300s", members->count,
			  members->at[0].reason.text);
	return STORE_OK;
}

void members_tell(const struct members *members, void (*stored)(void *data, int64_t article), void *data)
{
	for (size_t i = 0; i < members->count; i++)
		if (members->at[i].outcome == OUTCOME_STORED)
			stored(data, members->at[i].article);
}

void members_done(struct members *members)
{
	for (size_t i = 0; i < members->count; i++) {
		extraction_done(&members->at[i].extraction);
		free(members->at[i].name);
	}
	free(members->at);
	memset(members, 0, sizeof(*members));
}
