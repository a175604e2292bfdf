/* SPDX-License-Identifier: MIT */
/* Fork and exec, so that a child begins with no memory, lock or descriptor of its parent's. */
#include "process.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define TURN_MS 20
#define TURNS_MAX 250

bool process_await_end(unsigned *turns)
{
	const struct timespec moment = {.tv_nsec = TURN_MS * 1000000L};

	if (*turns == TURNS_MAX)
		return false;
	++*turns;
	nanosleep(&moment, NULL);
	return true;
}

/* In the child, between fork and exec: async-signal-safe calls only. */
static void become(char **arguments, int channel, int listener, pid_t parent)
{
	sigset_t none;
	int high;

	/* A descriptor that stands where the other must go is moved out of the way first. */
	channel = fcntl(channel, F_DUPFD, 10);
	if (listener >= 0)
		listener = fcntl(listener, F_DUPFD, 10);
	high = channel < 0 || dup2(channel, PROCESS_CHANNEL) < 0 ||
	       (listener >= 0 && dup2(listener, PROCESS_LISTENER) < 0);
	if (high)
		_exit(127);
	close_range(listener >= 0 ? PROCESS_LISTENER + 1 : PROCESS_CHANNEL + 1, ~0U, 0);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(127);
	execv("/proc/self/exe", arguments);
	_exit(127);
}

pid_t process_start(struct config *config, const char *role, int listener, int *ret_channel, struct error *err)
{
	struct config copy = *config;
	char **arguments;
	int pair[2];
	pid_t parent = getpid(), pid;

	copy.arena = (struct arena){0};
	arguments = config_arguments(&copy, "quoted", role);
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0) {
		arena_done(&copy.arena);
		return error_errno(err, "could not make a socket for the %s process", role);
	}
	pid = fork();
	if (pid == 0)
		become(arguments, pair[1], listener, parent);
	arena_done(&copy.arena);
	close(pair[1]);
	if (pid < 0) {
		error_errno(err, "could not start the %s process", role);
		close(pair[0]);
		return -1;
	}
	fcntl(pair[0], F_SETFL, O_NONBLOCK);
	*ret_channel = pair[0];
	return pid;
}
