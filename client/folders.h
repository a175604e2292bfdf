/* SPDX-License-Identifier: MIT */
/* The folders that files are moved to, against the ledger. */
#ifndef QUOTES_FOLDERS_H
#define QUOTES_FOLDERS_H

#include "quoted/store.h"

/*
 * Compare the files below folder, done/ or failed/, with what the ledger says was moved there. What differs, and what
 * to do about it, is appended to out, nothing if all is as it should be. -1 with err set if one cannot be read.
 */
int folders_compare(struct store *store, const char *folder, bool failed, struct buffer *out, struct error *err);

#endif
