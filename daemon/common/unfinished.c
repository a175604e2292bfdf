/* SPDX-License-Identifier: MIT */
/* Names that tell of an unfinished file; see unfinished.h. */
#include "quoted/unfinished.h"

#include <fnmatch.h>
#include <stddef.h>

static const char *const unfinished[] = {
	".*",         "*~",           "#*#",    "*.part", "*.partial", "*.crdownload", "*.download",
	"*.filepart", "*.tmp",        "*.temp", "*.swp",  "*.swx",     "*.swo",        "~$*",
	"*.aria2",    "*.opdownload", "*.!qB",  "4913",   "Thumbs.db", "desktop.ini",
};

static const char *const suffixes[] = {
	".aria2", ".part", ".crdownload", ".partial", ".filepart", ".download", ".opdownload", ".!qB",
};

bool name_is_unfinished(const char *name)
{
	for (size_t i = 0; i < sizeof(unfinished) / sizeof(*unfinished); i++)
		if (fnmatch(unfinished[i], name, 0) == 0)
			return true;
	return false;
}

const char *unfinished_suffix(unsigned number)
{
	return number < sizeof(suffixes) / sizeof(*suffixes) ? suffixes[number] : NULL;
}
