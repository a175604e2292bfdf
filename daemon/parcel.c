/* SPDX-License-Identifier: MIT */
/* Files in hand; see parcel.h. */
#include "parcel.h"

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
