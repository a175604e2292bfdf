/* SPDX-License-Identifier: MIT */
/* What lies in the state folder. */
#include "state.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "file.h"
#include "log.h"
#include "process.h"
#include "quoted/buffer.h"
#include "quoted/watches.h"

int state_lock(const struct config *config, struct error *err)
{
	int directory = directory_open(config->state, err), fd;
	unsigned turns = 0;

	if (directory < 0)
		return -1;
	fd = openat(directory, "lock", O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
	close(directory);
	if (fd < 0)
		return error_errno(err, "could not open the lock in \"%s\"", config->state);
	while (flock(fd, LOCK_EX | LOCK_NB) < 0) {
		if (!turns)
			log_info("another daemon uses \"%s\"; waiting a moment for its end", config->state);
		if (process_await_end(&turns))
			continue;
		close(fd);
		errno = EWOULDBLOCK;
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
	if (store)
		store_keep_rings(store, config->ring_days);
	return store;
}
