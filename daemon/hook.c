/* SPDX-License-Identifier: MIT */
/* See hook.h. What rings, and what is told of a ring, is the store's. */
#include "hook.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "log.h"
#include "quoted/watches.h"

#define OUTPUT_MAX 65536 /* bytes that one may write; they are read so that it does not hang, and thrown away */
#define TOLD_MAX 200     /* of them, of one that fails */
#define RETRY_S 1        /* before an end that could not be stored is stored again */

/* A program that runs. */
struct run {
	struct hooks *hooks;
	pid_t pid; /* 0: none */
	int64_t watch, ring;
	struct event *ended, *output, *overrun;
	int process, pipe; /* descriptors */
	size_t written;
	char told[TOLD_MAX + 1];
	bool is_late, is_flood;
	bool has_ended; /* and that is not stored yet */
	char failure[TOLD_MAX + 100];
};

struct hooks {
	struct event_base *base;
	const struct config *config;
	struct intake *intake;
	struct event *look;
	struct run *runs;
	size_t count;
};

/* In the child. The parent has one thread, so that anything may be called. */
static void become(char *path, int input, int output, pid_t parent)
{
	static char search[] = "PATH=/usr/bin:/bin";
	char *const arguments[] = {path, NULL}, *const environment[] = {search, NULL};
	struct rlimit none = {0, 0};
	sigset_t no_signals;

	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(127);
	signal(SIGPIPE, SIG_DFL);
	signal(SIGIO, SIG_DFL);
	sigemptyset(&no_signals);
	sigprocmask(SIG_SETMASK, &no_signals, NULL);
	umask(077);
	if (chdir("/") || dup2(input, STDIN_FILENO) < 0 || dup2(output, STDOUT_FILENO) < 0 ||
	    dup2(output, STDERR_FILENO) < 0 || close_range(STDERR_FILENO + 1, ~0U, 0) ||
	    setrlimit(RLIMIT_CORE, &none) || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		_exit(127);
	execve(path, arguments, environment);
	dprintf(STDERR_FILENO, "could not run it: %s", strerror(errno));
	_exit(127);
}

/* A file in memory with the ring as a line, to be read from its beginning. */
static int write_input(const struct buffer *json)
{
	int fd = memfd_create("ring", MFD_CLOEXEC);

	if (fd >= 0 && (write(fd, json->data, json->length) != (ssize_t)json->length || write(fd, "\n", 1) != 1 ||
			lseek(fd, 0, SEEK_SET) < 0)) {
		close(fd);
		return -1;
	}
	return fd;
}

static void let_go(struct run *run)
{
	event_del(run->overrun);
	event_free(run->ended);
	if (run->output)
		event_free(run->output);
	if (run->pipe >= 0)
		close(run->pipe);
	close(run->process);
	run->ended = run->output = NULL;
	run->pid = 0;
}

/* Kill what is left of its group while its number is still taken, and bury it. */
static int bury(struct run *run)
{
	int status = 0;

	kill(-run->pid, SIGKILL);
	while (waitpid(run->pid, &status, 0) < 0 && errno == EINTR)
		continue;
	return status;
}

static int store_end(struct run *run, struct error *err)
{
	struct store *store = intake_store(run->hooks->intake);
	const char *failure = *run->failure ? run->failure : NULL;
	int result = store ? store_begin(store, err) : error_set(err, "no database is open");

	if (result != STORE_OK)
		return result;
	result = store_hook_ran(store, run->ring, failure, err);
	if (result == STORE_OK)
		return store_commit(store, err);
	store_rollback(store);
	return result;
}

static void describe(struct run *run, int status)
{
	const char *told = run->told;
	const char *colon = *told ? ": " : "";

	*run->failure = '\0';
	if (run->is_late)
		snprintf(run->failure, sizeof(run->failure), "took longer than %ld s%s%s",
			 run->hooks->config->hook_time, colon, told);
	else if (run->is_flood)
		snprintf(run->failure, sizeof(run->failure), "wrote more than %d bytes%s%s", OUTPUT_MAX, colon, told);
	else if (WIFSIGNALED(status))
		snprintf(run->failure, sizeof(run->failure), "was ended by %s%s%s", strsignal(WTERMSIG(status)), colon,
			 told);
	else if (WEXITSTATUS(status))
		snprintf(run->failure, sizeof(run->failure), "ended with status %d%s%s", WEXITSTATUS(status), colon,
			 told);
}

/* Store how it ended; for as long as that fails the watch's next ring waits. */
static void settle(struct run *run)
{
	struct timeval delay = {.tv_sec = RETRY_S};
	struct error err;

	if (store_end(run, &err) == STORE_OK) {
		run->has_ended = false;
		hooks_look(run->hooks);
		return;
	}
	event_add(run->overrun, &delay);
}

/* What it wrote up to now, all of it at most. */
static void read_output(struct run *run)
{
	char bytes[4096];
	ssize_t got;

	while (run->pipe >= 0 && (got = read(run->pipe, bytes, sizeof(bytes))) != 0) {
		size_t kept = strlen(run->told), more;

		if (got < 0)
			return;
		more = (size_t)got < TOLD_MAX - kept ? (size_t)got : TOLD_MAX - kept;
		for (size_t i = 0; i < more; i++)
			run->told[kept + i] = bytes[i] == '\n' ? ' ' : bytes[i] ? bytes[i] : '?';
		run->told[kept + more] = '\0';
		run->written += (size_t)got;
		if (run->written > OUTPUT_MAX)
			break;
	}
	run->is_flood |= run->written > OUTPUT_MAX;
	if (run->output)
		event_free(run->output);
	run->output = NULL;
	close(run->pipe);
	run->pipe = -1;
	if (run->is_flood)
		kill(-run->pid, SIGKILL);
}

static void on_output(evutil_socket_t fd, short events, void *data)
{
	(void)fd, (void)events;
	read_output(data);
}

static void on_ended(evutil_socket_t fd, short events, void *data)
{
	struct run *run = data;
	int status = bury(run);

	(void)fd, (void)events;
	if (run->pipe >= 0)
		read_output(run);
	describe(run, status);
	if (*run->failure)
		log_warning("the hook of watch %lld %s", (long long)run->watch, run->failure);
	let_go(run);
	run->has_ended = true;
	settle(run);
}

static void on_overrun(evutil_socket_t fd, short events, void *data)
{
	struct run *run = data;

	(void)fd, (void)events;
	if (run->has_ended) {
		settle(run);
		return;
	}
	run->is_late = true;
	kill(-run->pid, SIGKILL);
}

static void watch_over(struct run *run)
{
	struct hooks *hooks = run->hooks;
	struct timeval limit = {.tv_sec = hooks->config->hook_time};

	run->ended = event_new(hooks->base, run->process, EV_READ, on_ended, run);
	run->output = event_new(hooks->base, run->pipe, EV_READ | EV_PERSIST, on_output, run);
	event_add(run->ended, NULL);
	event_add(run->output, NULL);
	event_add(run->overrun, &limit);
}

static int start(struct run *run, const struct store_hook *hook, struct error *err)
{
	int input = write_input(&hook->json), ends[2] = {-1, -1};
	pid_t parent = getpid();
	int result = -1;

	run->written = 0;
	run->is_late = run->is_flood = run->has_ended = false;
	*run->told = '\0';
	if (input < 0 || pipe2(ends, O_CLOEXEC) < 0)
		goto out;
	fcntl(ends[0], F_SETFL, O_NONBLOCK);
	run->pid = fork();
	if (run->pid == 0)
		become(hook->path.data, input, ends[1], parent);
	if (run->pid < 0)
		goto out;
	setpgid(run->pid, run->pid); /* whoever of the two comes first */
	run->process = pidfd_open(run->pid, 0);
	if (run->process < 0) {
		bury(run);
		goto out;
	}
	run->pipe = ends[0];
	ends[0] = -1;
	watch_over(run);
	result = 0;
out:
	if (result < 0) {
		run->pid = 0;
		error_errno(err, "could not run the hook \"%s\"", hook->path.data);
	}
	for (int i = 0; i < 2; i++)
		if (ends[i] >= 0)
			close(ends[i]);
	if (input >= 0)
		close(input);
	return result;
}

static struct run *find_free(struct hooks *hooks)
{
	for (size_t i = 0; i < hooks->count; i++)
		if (!hooks->runs[i].pid && !hooks->runs[i].has_ended)
			return &hooks->runs[i];
	return NULL;
}

/* Start the next one; false if there is none, or no room for it. */
static bool start_next(struct hooks *hooks)
{
	struct store *store = intake_store(hooks->intake);
	struct run *run = find_free(hooks);
	struct store_hook hook;
	int64_t busy[HOOKS_MAX];
	size_t count = 0;
	struct error err;

	for (size_t i = 0; i < hooks->count; i++)
		if (hooks->runs[i].pid || hooks->runs[i].has_ended)
			busy[count++] = hooks->runs[i].watch;
	if (!store || !run || store_hook_next(store, busy, count, &hook, &err) != STORE_OK)
		return false;
	run->watch = hook.watch;
	run->ring = hook.ring;
	if (start(run, &hook, &err) < 0) {
		log_error("%s", err.text);
		snprintf(run->failure, sizeof(run->failure), "%.200s", err.text);
		run->has_ended = true;
		settle(run);
	}
	store_hook_free(&hook);
	return true;
}

static void on_look(evutil_socket_t fd, short events, void *data)
{
	(void)fd, (void)events;
	while (start_next(data))
		continue;
}

void hooks_look(struct hooks *hooks)
{
	if (hooks->count)
		event_active(hooks->look, EV_TIMEOUT, 0);
}

struct hooks *hooks_new(struct event_base *base, const struct config *config, struct intake *intake)
{
	struct hooks *hooks = xcalloc(1, sizeof(*hooks));

	*hooks = (struct hooks){.base = base, .config = config, .intake = intake, .count = (size_t)config->hooks};
	hooks->look = event_new(base, -1, 0, on_look, hooks);
	event_priority_set(hooks->look, PRIORITY_LAST);
	hooks->runs = xcalloc(hooks->count ? hooks->count : 1, sizeof(*hooks->runs));
	for (size_t i = 0; i < hooks->count; i++) {
		hooks->runs[i].hooks = hooks;
		hooks->runs[i].overrun = evtimer_new(base, on_overrun, &hooks->runs[i]);
	}
	hooks_look(hooks);
	return hooks;
}

void hooks_free(struct hooks *hooks)
{
	if (!hooks)
		return;
	for (size_t i = 0; i < hooks->count; i++) {
		if (hooks->runs[i].pid) {
			bury(&hooks->runs[i]);
			let_go(&hooks->runs[i]);
		}
		event_free(hooks->runs[i].overrun);
	}
	event_free(hooks->look);
	free(hooks->runs);
	free(hooks);
}
