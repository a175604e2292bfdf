/* SPDX-License-Identifier: MIT */
/* What lies in the state folder. */
#include "state.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "file.h"
#include "quoted/buffer.h"

int state_lock(const struct config *config, struct error *err)
{
	int directory = directory_open(config->state, err), fd;

	if (directory < 0)
		return -1;
	fd = openat(directory, "lock", O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
	close(directory);
	if (fd < 0)
		return error_errno(err, "could not open the lock in \"%s\"", config->state);
	if (flock(fd, LOCK_EX | LOCK_NB) < 0) {
		close(fd);
		return error_set(err, "could not start: another daemon uses \"%s\"", config->state);
	}
	return fd;
}

struct store *state_store(const struct config *config, enum store_mode mode, struct error *err)
{
	struct buffer path = {0};
	struct store *store;

	buffer_printf(&path, "%s/quoted.db", config->state);
	store = store_open(path.data, mode, err);
	buffer_done(&path);
	return store;
}
