/* SPDX-License-Identifier: MIT */
/* The table of kinds of corrections. */
#include "quoted/corrections.h"

#include <string.h>

const struct correction_form correction_forms[CORRECTION_COUNT] = {
	[CORRECTION_RENAME] = {"speaker rename", true, false},
	[CORRECTION_ALIAS] = {"speaker alias", true, false},
	[CORRECTION_SPEAKER_MERGE] = {"speaker merge", true, false},
	[CORRECTION_SPEAKER_SPLIT] = {"speaker split", true, true},
	[CORRECTION_REATTRIBUTE] = {"statement reattribute", true, false},
	[CORRECTION_REJECT] = {"statement reject", false, false},
	[CORRECTION_CLAIM_MERGE] = {"claim merge", true, false},
	[CORRECTION_CLAIM_SPLIT] = {"claim split", false, true},
};

int correction_find(const char *name)
{
	for (int i = 0; i < CORRECTION_COUNT; i++)
		if (!strcmp(name, correction_forms[i].name))
			return i;
	return -1;
}
