/* SPDX-License-Identifier: MIT */
/* Moving files between the inbox and the two folders beside it. */
#include "shelf.h"

#include <errno.h>
#include <fcntl.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file.h"
#include "folder.h"
#include "log.h"

#define REASON ".reason"

struct shelf {
	const struct config *config;
	int done, failed; /* descriptors */
	struct error why; /* one of them cannot be opened; empty otherwise */
	void *given[2];   /* names in done/ and failed/ that were given since the last look: tsearch(3) */
};

/* A rename between file systems would be a copy, and a crash in it half a file. */
static int check_device(int directory, const char *path, const char *inbox, struct error *err)
{
	struct stat ours, theirs;

	if (directory < 0)
		return -1;
	if (fstat(directory, &ours) < 0 || stat(inbox, &theirs) < 0)
		return error_errno(err, "could not look at \"%s\" and \"%s\"", path, inbox);
	if (ours.st_dev != theirs.st_dev)
		return error_set(err, "could not use \"%s\": it must be on the file system of the inbox \"%s\"", path,
				 inbox);
	if (ours.st_ino == theirs.st_ino)
		return error_set(err, "could not use \"%s\": it is the inbox itself", path);
	return 0;
}

struct shelf *shelf_new(const struct config *config, struct error *err)
{
	struct shelf *shelf = xcalloc(1, sizeof(*shelf));
	int inbox = directory_open(config->inbox, err);

	*shelf = (struct shelf){.config = config, .done = -1, .failed = -1};
	if (inbox >= 0) {
		shelf->done = directory_open(config->done, err);
		close(inbox);
	}
	if (shelf->done >= 0)
		shelf->failed = directory_open(config->failed, err);
	if (check_device(shelf->done, config->done, config->inbox, err) < 0 ||
	    check_device(shelf->failed, config->failed, config->inbox, err) < 0) {
		shelf_free(shelf);
		return NULL;
	}
	return shelf;
}

static void forget_given(struct shelf *shelf)
{
	for (size_t i = 0; i < 2; i++) {
		tdestroy(shelf->given[i], free);
		shelf->given[i] = NULL;
	}
}

void shelf_free(struct shelf *shelf)
{
	if (!shelf)
		return;
	forget_given(shelf);
	if (shelf->done >= 0)
		close(shelf->done);
	if (shelf->failed >= 0)
		close(shelf->failed);
	free(shelf);
}

static void look_at(struct shelf *shelf, const char *path, int *fd)
{
	struct stat ours, theirs;
	int fresh;

	if (stat(path, &theirs) == 0 && fstat(*fd, &ours) == 0 && ours.st_dev == theirs.st_dev &&
	    ours.st_ino == theirs.st_ino)
		return;
	fresh = directory_open(path, &shelf->why);
	if (fresh >= 0 && check_device(fresh, path, shelf->config->inbox, &shelf->why) == 0) {
		close(*fd);
		*fd = fresh;
	} else if (fresh >= 0) {
		close(fresh);
	}
}

void shelf_look(struct shelf *shelf)
{
	forget_given(shelf);
	*shelf->why.text = '\0';
	look_at(shelf, shelf->config->done, &shelf->done);
	look_at(shelf, shelf->config->failed, &shelf->failed);
}

static bool is_reason(const char *name)
{
	size_t length = strlen(name);

	return length > strlen(REASON) && !strcmp(name + length - strlen(REASON), REASON);
}

static int by_text(const void *a, const void *b)
{
	return strcmp(a, b);
}

const char *shelf_name(struct shelf *shelf, bool failed, const char *name, struct arena *arena)
{
	const char *free_name = NULL;
	char *changed;

	if (failed && is_reason(name)) { /* or it would be taken for one, and give way to one */
		changed = arena_copy(arena, name, strlen(name));
		changed[strlen(name) - 1] = '_';
		name = changed;
	}
	for (unsigned number = 0; !free_name || tfind(free_name, &shelf->given[failed], by_text); number++)
		free_name = file_free_name(failed ? shelf->failed : shelf->done, name, number, arena);
	if (!tsearch(xstrdup(free_name), &shelf->given[failed], by_text))
		abort();
	return free_name;
}

bool shelf_holds(struct shelf *shelf, bool failed, const char *name)
{
	return faccessat(failed ? shelf->failed : shelf->done, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

static void reason_name(const char *name, struct buffer *out)
{
	const char *slash = strrchr(name, '/');
	int folders = slash ? (int)(slash + 1 - name) : 0;

	buffer_clear(out);
	/* A name has at most 255 bytes. */
	buffer_printf(out, "%.*s%.247s" REASON, folders, name, name + folders);
}

static void write_reason(struct shelf *shelf, const char *name, const char *reason)
{
	struct buffer file = {0}, text = {0};
	struct error err;

	reason_name(name, &file);
	buffer_printf(&text, "%s\n", reason);
	folder_make(shelf->failed, name);
	if (file_write(shelf->failed, file.data, text.data, text.length, &err) < 0)
		log_error("%s", err.text);
	buffer_done(&file);
	buffer_done(&text);
}

static int return_one(struct shelf *shelf, int from, const char *name, int inbox, struct error *err)
{
	struct arena arena = {0};
	struct buffer reason = {0};
	int result = file_move(from, name, inbox, file_free_name(inbox, name, 0, &arena), err);

	if (result == 0 && from == shelf->failed) {
		reason_name(name, &reason);
		unlinkat(shelf->failed, reason.data, 0);
	}
	buffer_done(&reason);
	arena_done(&arena);
	return result;
}

/* Between the last look and the move the file may have been written to, or another put under its name. */
static void put_back_other(struct shelf *shelf, int inbox, int from, const char *target, const struct look *look)
{
	struct error err;

	if (!file_is_other(from, target, look))
		return;
	if (return_one(shelf, from, target, inbox, &err) < 0)
		log_error("%s back to the inbox, where it was written to after it was read", err.text);
	else
		log_info("\"%s\" was written to after it was read, and is read again", target);
}

/* Whether the folder of the inbox that it lies in is another's. */
static bool is_anothers(int inbox, const char *name)
{
	const char *slash = strrchr(name, '/');
	struct arena arena = {0};
	bool closed = slash && faccessat(inbox, arena_printf(&arena, "%.*s", (int)(slash - name), name), W_OK | X_OK,
					 AT_EACCESS) < 0;

	arena_done(&arena);
	return closed;
}

/* What it means that a file could not be moved, by errno. */
static enum shelf_result result_of(int inbox, const char *name)
{
	int why = errno;
	struct look look;

	if ((why == EPERM && strchr(name, '/')) || (why == EACCES && is_anothers(inbox, name)))
		return SHELF_LEFT;
	/* Or somebody took it away; it is stored all the same. */
	return why == ENOENT && file_look(inbox, name, &look) < 0 ? SHELF_MOVED : SHELF_NOT;
}

enum shelf_result shelf_move(struct shelf *shelf, int inbox, const char *name, const struct look *look,
			     const char *target, const char *reason, struct error *err)
{
	int to = reason ? shelf->failed : shelf->done;
	struct arena arena = {0};
	enum shelf_result why;
	int result;

	if (*shelf->why.text) {
		*err = shelf->why;
		return SHELF_NOT;
	}
	if (reason) {
		file_sync(inbox, name); /* nothing else keeps what it holds */
		write_reason(shelf, target, reason);
	}
	result = file_move(inbox, name, to, target, err);
	for (int tries = 0; result < 0 && errno == EEXIST && tries < 100; tries++) {
		target = file_free_name(to, target, 1, &arena);
		if (reason)
			write_reason(shelf, target, reason);
		result = file_move(inbox, name, to, target, err);
	}
	why = result == 0 ? SHELF_MOVED : result_of(inbox, name);
	if (result == 0)
		put_back_other(shelf, inbox, to, target, look);
	else if (why == SHELF_LEFT)
		log_warning("%s; it stays in the inbox", err->text);
	arena_done(&arena);
	return why;
}

bool shelf_hand_back(struct shelf *shelf, int inbox, const char *name)
{
	struct error err;

	return *name && return_one(shelf, shelf->done, name, inbox, &err) == 0;
}

void shelf_refuse(struct shelf *shelf, const char *name, const char *target, const char *reason)
{
	struct error err;

	write_reason(shelf, target, reason);
	if (file_move(shelf->done, name, shelf->failed, target, &err) < 0)
		log_error("%s", err.text);
}

struct returning {
	struct shelf *shelf;
	int inbox, count;
	struct error *err;
};

static void skip_folder(void *data, const char *path)
{
	(void)data, (void)path;
}

static void return_each(void *data, const char *name)
{
	struct returning *returning = data;

	if (!is_reason(name) &&
	    return_one(returning->shelf, returning->shelf->failed, name, returning->inbox, returning->err) == 0)
		returning->count++;
}

/* A path below failed/ with no hidden part, and so none that leads up. */
static bool is_name(const char *name)
{
	return *name && *name != '.' && *name != '/' && !strstr(name, "/.") && !strstr(name, "//");
}

int shelf_return(struct shelf *shelf, int inbox, const char *name, struct error *err)
{
	struct returning returning = {shelf, inbox, 0, err};
	const struct folder_calls calls = {skip_folder, return_each, &returning};

	if (name && !is_name(name))
		return error_set(err, "\"%s\" is no name of a failed file", name);
	if (name)
		return return_one(shelf, shelf->failed, name, inbox, err) < 0 ? -1 : 1;
	if (!folder_walk(shelf->failed, "", &calls) && !returning.count)
		return error_set(err, "could not list the failed files");
	return returning.count;
}
