/* SPDX-License-Identifier: MIT */
/* The inbox and the folders in it: which of them count, and walking over their files. Paths are relative to the inbox.
 */
#ifndef QUOTED_FOLDER_H
#define QUOTED_FOLDER_H

#include <stdbool.h>

#define FOLDER_PATH 1024 /* bytes of a path with its NUL; longer ones are passed over */
#define FOLDER_DEPTH 8   /* folders within folders */

struct folder_calls {
	void (*folder)(void *data, const char *path); /* before it is listed; "" is the inbox itself */
	void (*file)(void *data, const char *path);   /* all but folders that are walked into */
	void *data;
};

/*
 * Whether a path's name is left alone: of an unfinished file, hidden, or a browser's folder of what belongs to a page
 * ("Page_files").
 */
bool folder_ignores(const char *path, bool is_folder);
/*
 * Whether a download goes on, or is paused: beside the file, or a folder that it is in, lies one that has its name and
 * an unfinished file's suffix. beside: gets that one's path.
 */
bool folder_awaits(int inbox, const char *path, char beside[FOLDER_PATH]);
/* The path that such a one waits for, of its own; false if it is none. */
bool folder_awaited(const char *beside, char path[FOLDER_PATH]);
/* Whether a folder lies too deep to be walked into. */
bool folder_is_deep(const char *path);

/* Walk over a folder and those in it. Links are not followed. False if one of them could not be listed whole. */
bool folder_walk(int inbox, const char *path, const struct folder_calls *calls);

#endif
