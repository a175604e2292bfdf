/* SPDX-License-Identifier: MIT */
/* The pager, as a child that reads what standard output gets. */
#include "pager.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* What the child does: read from fd and become the pager; the text goes through as it is if it cannot be started. */
static void become(int fd, const char *pager)
{
	dup2(fd, STDIN_FILENO);
	close(fd);
	setenv("LESS", "FRX", 0); /* leave at once if it fits the screen; colours; keep the screen */
	execl("/bin/sh", "sh", "-c", pager, (char *)NULL);
	_exit(127);
}

pid_t pager_start(void)
{
	const char *pager = getenv("PAGER");
	int ends[2];
	pid_t pid;

	if (!pager)
		pager = "command -v less >/dev/null && exec less; exec cat";
	if (!pager[0] || !strcmp(pager, "cat") || pipe(ends) < 0)
		return 0;
	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		close(ends[1]);
		become(ends[0], pager);
	}
	close(ends[0]);
	if (pid > 0) {
		signal(SIGPIPE, SIG_IGN);
		signal(SIGINT, SIG_IGN);
		dup2(ends[1], STDOUT_FILENO);
	}
	close(ends[1]);
	return pid > 0 ? pid : 0;
}

void pager_wait(pid_t pager)
{
	if (!pager)
		return;
	fflush(stdout);
	close(STDOUT_FILENO);
	waitpid(pager, NULL, 0);
}
