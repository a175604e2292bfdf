/* SPDX-License-Identifier: MIT */
/* Start a converter, feed it from memory and collect what it writes; what it may do is in confine.c. */
#include "quoted/convert.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "confine.h"

#define OUTPUT_MAX ((size_t)64 << 20) /* bytes; words with their places are some 20 times the text */
#define COMPLAINT_MAX 200             /* bytes of the program's own words that are passed on */
#define PATIENCE 10                   /* times the limit on processor time, by the clock */
#define NOT_FOUND 127                 /* status of a child that could not execute the program */
#define UNCONFINED 126                /* … or not confine itself */

struct program {
	const char *kind, *package, *file;
	const char *arguments[8]; /* it reads standard input and writes standard output */
};

static const struct program programs[] = {
	{"pdf", "poppler-utils", "pdftotext", {"pdftotext", "-bbox-layout", "-enc", "UTF-8", "-", "-"}},
};

/* A program at work. */
struct run {
	const struct program *program;
	pid_t pid;
	int output, complaints; /* read ends */
	struct buffer *text;
	char complaint[COMPLAINT_MAX + 1];
	size_t complained;
	long long deadline; /* ms */
	const char *why;    /* it was ended, or NULL */
};

static long long now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

/* The document as a file of no name, to be read from its beginning. -1 with errno set. */
static int document_open(const void *bytes, size_t length)
{
	int fd = memfd_create("document", MFD_CLOEXEC);

	for (const char *at = bytes; fd >= 0 && length;) {
		ssize_t n = write(fd, at, length);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			close(fd);
			return -1;
		}
		at += n;
		length -= (size_t)n;
	}
	if (fd >= 0)
		lseek(fd, 0, SEEK_SET);
	return fd;
}

/* In the child. */
static void become(const struct program *program, int document, int output, int complaints, unsigned seconds)
{
	char *environment[] = {(char[]){"PATH=/usr/local/bin:/usr/bin:/bin"}, (char[]){"LC_ALL=C.UTF-8"}, NULL};
	char *arguments[8] = {NULL};
	static char words[8][32];
	sigset_t none;

	for (size_t i = 0; program->arguments[i]; i++) {
		snprintf(words[i], sizeof(words[i]), "%s", program->arguments[i]);
		arguments[i] = words[i];
	}
	/* out of the way of 0, 1 and 2 first */
	document = fcntl(document, F_DUPFD, 10);
	output = fcntl(output, F_DUPFD, 10);
	complaints = fcntl(complaints, F_DUPFD, 10);
	if (dup2(document, 0) < 0 || dup2(output, 1) < 0 || dup2(complaints, 2) < 0)
		_exit(UNCONFINED);
	close_range(3, ~0U, 0);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (confine(seconds) < 0)
		_exit(UNCONFINED);
	execvpe(program->file, arguments, environment);
	_exit(NOT_FOUND);
}

static int start(struct run *run, int document, unsigned seconds, struct error *err)
{
	int output[2], complaints[2];

	if (pipe2(output, O_CLOEXEC) < 0)
		return error_errno(err, "could not make a pipe for %s", run->program->file);
	if (pipe2(complaints, O_CLOEXEC) < 0) {
		error_errno(err, "could not make a pipe for %s", run->program->file);
		close(output[0]);
		close(output[1]);
		return -1;
	}
	run->pid = fork();
	if (run->pid == 0)
		become(run->program, document, output[1], complaints[1], seconds);
	if (run->pid < 0)
		error_errno(err, "could not start %s", run->program->file);
	close(output[1]);
	close(complaints[1]);
	run->output = output[0];
	run->complaints = complaints[0];
	return run->pid < 0 ? -1 : 0;
}

/* Read what a pipe holds; *fd becomes -1 at its end. */
static void take_output(struct run *run)
{
	ssize_t n = read(run->output, buffer_reserve(run->text, 65536), 65536);

	if (n > 0) {
		run->text->length += (size_t)n;
		if (run->text->length > OUTPUT_MAX)
			run->why = "wrote too much";
	} else if (n == 0 || errno != EINTR) {
		close(run->output);
		run->output = -1;
	}
}

static void take_complaints(struct run *run)
{
	char more[512];
	ssize_t n = read(run->complaints, more, sizeof(more));

	for (ssize_t i = 0; i < n && run->complained < COMPLAINT_MAX; i++)
		run->complaint[run->complained++] = more[i];
	if (n == 0 || (n < 0 && errno != EINTR)) {
		close(run->complaints);
		run->complaints = -1;
	}
}

/* Until it has closed both pipes, or a limit is met. */
static void collect(struct run *run)
{
	while (!run->why && (run->output >= 0 || run->complaints >= 0)) {
		struct pollfd pipes[2] = {{run->output, POLLIN, 0}, {run->complaints, POLLIN, 0}};
		long long left = run->deadline - now_ms();

		if (left <= 0 || poll(pipes, 2, (int)left) == 0) {
			run->why = "took too long";
			return;
		}
		if (pipes[0].revents)
			take_output(run);
		if (pipes[1].revents)
			take_complaints(run);
	}
}

static int reap(struct run *run)
{
	int status = 0;

	if (run->why)
		kill(run->pid, SIGKILL);
	while (waitpid(run->pid, &status, 0) < 0 && errno == EINTR)
		continue;
	if (run->output >= 0)
		close(run->output);
	if (run->complaints >= 0)
		close(run->complaints);
	return status;
}

/* The first line it complained of, in printable ASCII. */
static const char *complaint(struct run *run)
{
	char *line = run->complaint + strspn(run->complaint, "\r\n ");

	line[strcspn(line, "\r\n")] = '\0';
	for (char *c = line; *c; c++)
		if (*c < ' ' || *c > '~')
			*c = '?';
	return line;
}

static int judge(struct run *run, int status, struct error *err)
{
	const char *file = run->program->file;

	if (run->why)
		return error_set(err, "%s %s over it", file, run->why);
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU)
		return error_set(err, "%s took too long over it", file);
	if (WIFSIGNALED(status))
		return error_set(err, "%s died over it, of a limit perhaps: %s", file, strsignal(WTERMSIG(status)));
	if (WEXITSTATUS(status) == NOT_FOUND)
		return error_set(err, "it takes the program %s to read it, which is not installed: see the package %s",
				 file, run->program->package);
	if (WEXITSTATUS(status) == UNCONFINED)
		return error_set(err, "could not confine %s", file);
	if (WEXITSTATUS(status))
		return error_set(err, "%s cannot read it: %s", file, complaint(run));
	return 0;
}

int convert_document(const char *kind, const void *bytes, size_t length, unsigned seconds, struct buffer *out,
		     struct error *err)
{
	struct run run = {.text = out, .deadline = now_ms() + PATIENCE * seconds * 1000LL};
	int document, result;

	buffer_clear(out);
	for (size_t i = 0; i < sizeof(programs) / sizeof(*programs); i++)
		if (!strcmp(programs[i].kind, kind))
			run.program = &programs[i];
	if (!run.program)
		return error_set(err, "no program is known that reads the kind \"%s\"", kind);
	document = document_open(bytes, length);
	if (document < 0)
		return error_errno(err, "could not hold the document in memory");
	result = start(&run, document, seconds, err);
	close(document);
	if (result < 0)
		return -1;
	collect(&run);
	buffer_reserve(out, 0)[0] = '\0';
	return judge(&run, reap(&run), err);
}
