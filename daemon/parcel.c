/* SPDX-License-Identifier: MIT */
/* Files in hand; see parcel.h. */
#include "parcel.h"

#include <errno.h>
#include <sha2.h>
#include <stdlib.h>

struct parcel *parcel_of(struct job *job)
{
	return (struct parcel *)(void *)((char *)job - offsetof(struct parcel, job));
}

void parcel_free(struct parcel *parcel)
{
	buffer_done(&parcel->bytes);
	extraction_done(&parcel->extraction);
	members_done(&parcel->job.members);
	arena_done(&parcel->arena);
	free(parcel);
}

void parcel_hash(struct parcel *parcel)
{
	SHA2_CTX sum;

	SHA256Init(&sum);
	SHA256Update(&sum, (const uint8_t *)parcel->bytes.data, parcel->bytes.length);
	SHA256Final(parcel->hash, &sum);
	parcel->hashed = true;
}

bool parcel_has_changed_back(const struct parcel *parcel, struct store *store, bool keep)
{
	return keep && store_is_replaced(store, parcel->file->name, parcel->hash);
}

bool parcel_is_recorded(struct parcel *parcel, struct store *store, struct shelf *shelf, bool keep)
{
	struct buffer moved_to = {0};
	enum outcome outcome;
	bool recorded = false;

	if ((!parcel->file->known && !keep && !parcel->uncertain) || parcel_has_changed_back(parcel, store, keep))
		return false;
	if (store_find_drop(store, parcel->file->name, parcel->hash, &outcome, &moved_to) == STORE_OK)
		recorded = keep || !moved_to.length || !shelf_holds(shelf, outcome == OUTCOME_FAILED, moved_to.data);
	/* What failed before a restart may be better now. */
	parcel->failed_before = recorded && outcome == OUTCOME_FAILED && !keep && !parcel->uncertain;
	recorded &= !parcel->failed_before;
	if (recorded)
		parcel->outcome = outcome;
	buffer_done(&moved_to);
	return recorded;
}

bool parcel_is_current(const struct parcel *parcel, int inbox)
{
	struct look look;

	if (file_look(inbox, parcel->file->name, &look) < 0)
		return errno == ENOENT; /* taken away after it was read: it was an article all the same */
	return look_equal(&look, &parcel->file->look);
}

bool parcel_has_several(const struct parcel *parcel)
{
	return parcel->job.members.count && parcel->outcome != OUTCOME_FAILED;
}

static int write_article(struct parcel *parcel, struct store *store, const struct drop *drop, struct error *err)
{
	if (!parcel->accepted)
		return store_add(store, drop, &parcel->extraction, &parcel->article, &parcel->outcome, err);
	return store_accept(store, drop, &parcel->extraction, &parcel->outcome, err);
}

int parcel_write(struct parcel *parcel, struct store *store, struct shelf *shelf, bool keep, struct error *err)
{
	bool several = parcel_has_several(parcel);
	struct drop drop = {.name = parcel->file->name,
			    .hash = parcel->hashed ? parcel->hash : NULL,
			    .is_kept = keep,
			    .size = parcel->hashed ? parcel->size : (size_t)parcel->file->look.size};
	int result = STORE_OK;

	if (parcel->uncertain && parcel->hashed)
		parcel->recorded = parcel_is_recorded(parcel, store, shelf, keep);
	if (several && !parcel->recorded)
		result = members_write(&parcel->job.members, store, &parcel->outcome, &parcel->reason, err);
	if (result != STORE_OK)
		return result;
	if (!keep)
		parcel->target =
			shelf_name(shelf, parcel->outcome == OUTCOME_FAILED, parcel->file->name, &parcel->arena);
	drop.outcome = parcel->outcome;
	drop.reason = parcel->outcome == OUTCOME_FAILED ? parcel->reason.text : NULL;
	drop.moved_to = parcel->target;
	if (parcel->recorded)
		return STORE_OK;
	if (parcel->outcome == OUTCOME_STORED && !several)
		return write_article(parcel, store, &drop, err);
	return store_add_drop(store, &drop, err);
}
