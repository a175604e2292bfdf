/* SPDX-License-Identifier: MIT */
/* Where files go that have their outcome: done/, and failed/ with the reason of each beside it. */
#ifndef QUOTED_SHELF_H
#define QUOTED_SHELF_H

#include <stdbool.h>

#include "config.h"
#include "file.h"
#include "quoted/error.h"

struct shelf;

enum shelf_result {
	SHELF_MOVED, /* or gone */
	SHELF_LEFT,  /* its folder is another's, from which nothing may be moved: it stays there for good */
	SHELF_NOT,   /* not now */
};

/* Opens the folders of the configuration and makes them if need be. They must be of the inbox's file system. */
struct shelf *shelf_new(const struct config *config, struct error *err);
void shelf_free(struct shelf *shelf);
/* The folders may have been removed, renamed or replaced: open those that now stand at their place, or make them. */
void shelf_look(struct shelf *shelf);
/* A name that is free in done/, or failed/, and was not given before since shelf_look. In the arena. */
const char *shelf_name(struct shelf *shelf, bool failed, const char *name, struct arena *arena);
bool shelf_holds(struct shelf *shelf, bool failed, const char *name);
/*
 * Move inbox/name to target in failed/, with the reason beside it, or in done/ if reason is NULL; to another name if
 * that has been taken since. If what was moved turns out not to be what look was of, it goes back to the inbox. With
 * SHELF_NOT err says why.
 */
enum shelf_result shelf_move(struct shelf *shelf, int inbox, const char *name, const struct look *look,
			     const char *target, const char *reason, struct error *err);
/* Whether a file of done/ could be moved back to the inbox, to be read again. */
bool shelf_hand_back(struct shelf *shelf, int inbox, const char *name);
/* A file of done/ turns out to have failed: move it to target in failed/, with the reason beside it. */
void shelf_refuse(struct shelf *shelf, const char *name, const char *target, const char *reason);
/* Move a failed file, or each, back to the inbox. How many; -1 with err set if there is none of that name. */
int shelf_return(struct shelf *shelf, int inbox, const char *name, struct error *err);

#endif
