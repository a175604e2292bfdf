/* SPDX-License-Identifier: MIT */
/* A copy of the database as it stands at one moment, while the daemon goes on writing. */
#include "database.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* All pages in one step: a reader of a database with a write-ahead log sees one moment, however long it takes. */
static int copy_pages(sqlite3 *from, const char *path, struct error *err)
{
	sqlite3_backup *backup;
	sqlite3 *to = NULL;
	int result = 0;

	if (sqlite3_open_v2(path, &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL))
		result = error_set(err, "could not write \"%s\": %s", path, sqlite3_errmsg(to));
	backup = result ? NULL : sqlite3_backup_init(to, "main", from, "main");
	if (!result && (!backup || sqlite3_backup_step(backup, -1) != SQLITE_DONE || sqlite3_backup_finish(backup)))
		result = error_set(err, "could not write \"%s\": %s", path, sqlite3_errmsg(to));
	if (sqlite3_close(to) && !result)
		result = error_set(err, "could not write \"%s\": it cannot be closed", path);
	return result;
}

/* So that the new name outlives a power cut. */
static int sync_folder(const char *path)
{
	char *copy = xstrdup(path);
	int fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int result = fd < 0 ? -1 : fsync(fd);

	if (fd >= 0)
		close(fd);
	free(copy);
	return result;
}

int store_backup(struct store *store, const char *path, struct error *err)
{
	struct buffer fresh = {0};
	int fd, result;

	buffer_printf(&fresh, "%s.new", path);
	fd = open(fresh.data, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0) {
		result = error_errno(err, "could not make \"%s\"", fresh.data);
		buffer_done(&fresh);
		return result;
	}
	close(fd);
	result = copy_pages(store->db, fresh.data, err);
	if (!result && renameat2(AT_FDCWD, fresh.data, AT_FDCWD, path, RENAME_NOREPLACE))
		result = error_errno(err, "could not make \"%s\"", path);
	if (result)
		unlink(fresh.data);
	else if (sync_folder(path))
		result = error_errno(err, "could not make \"%s\" durable", path);
	buffer_done(&fresh);
	return result;
}
