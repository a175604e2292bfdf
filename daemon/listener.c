/* SPDX-License-Identifier: MIT */
/* Opening the socket. */
#include "listener.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#include "log.h"
#include "process.h"

#define BACKLOG 4096

static int make_address(struct sockaddr_un *address, const char *path, struct error *err)
{
	size_t length = strlen(path);

	*address = (struct sockaddr_un){.sun_family = AF_UNIX};
	if (length >= sizeof(address->sun_path))
		return error_set(err, "could not listen on \"%s\": a socket's path has at most %zu bytes", path,
				 sizeof(address->sun_path) - 1);
	memcpy(address->sun_path, path, length + 1);
	return 0;
}

/* Whether somebody listens on it, for more than a moment. */
static bool is_taken(const struct sockaddr_un *address)
{
	unsigned turns = 0;
	bool taken;

	do {
		int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

		taken = fd >= 0 && (connect(fd, (const struct sockaddr *)address, sizeof(*address)) == 0 ||
				    errno == EAGAIN); /* so many wait there */
		if (fd >= 0)
			close(fd);
		if (taken && !turns)
			log_info("another process listens on \"%s\"; waiting a moment for its end", address->sun_path);
	} while (taken && process_await_end(&turns));
	return taken;
}

/* Remove a socket that nobody listens on any more. Anything else at that place is somebody's. */
static int clear(const struct sockaddr_un *address, const char *path, struct error *err)
{
	struct stat status;

	if (lstat(path, &status) < 0)
		return errno == ENOENT ? 0 : error_errno(err, "could not look at \"%s\"", path);
	if (!S_ISSOCK(status.st_mode))
		return error_set(err, "could not listen on \"%s\": there is something else at that place", path);
	if (is_taken(address))
		return error_set(err, "could not listen on \"%s\": another process does", path);
	if (unlink(path) < 0)
		return error_errno(err, "could not remove the old socket \"%s\"", path);
	return 0;
}

int listener_open(const char *path, int *ret_made, struct error *err)
{
	struct sockaddr_un address;
	mode_t mask;
	int fd, bound;

	*ret_made = 0;
	if (sd_listen_fds(1) > 0)
		return SD_LISTEN_FDS_START;
	if (make_address(&address, path, err) < 0 || clear(&address, path, err) < 0)
		return -1;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return error_errno(err, "could not make a socket");
	mask = umask(0117); /* for its user and group */
	bound = bind(fd, (const struct sockaddr *)&address, sizeof(address));
	umask(mask);
	if (bound < 0 || listen(fd, BACKLOG) < 0) {
		error_errno(err, "could not listen on \"%s\"", path);
		close(fd);
		return -1;
	}
	*ret_made = 1;
	return fd;
}
