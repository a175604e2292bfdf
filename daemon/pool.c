/* SPDX-License-Identifier: MIT */
/* The parent's side of the extract processes; their own side is extract.c. */
#include "pool.h"

#include <errno.h>
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "log.h"
#include "process.h"

#define DEPTH 32    /* jobs that lie in one process's socket, so that it need not wait while the parent commits */
#define RESTART_S 1 /* before a process that never got ready is started again */
#define START_S 60  /* that it may take to get ready */
#define PATIENCE 10 /* times its processor time that an article may take by the clock: others want the machine too */

struct worker {
	struct pool *pool;
	pid_t pid; /* 0: not running */
	struct bufferevent *channel;
	struct event *overrun, *restart;
	struct job_queue jobs; /* in the order sent; the first is in hand */
	size_t count;
	int64_t began_ms, worked_ms; /* when it began with the first, by the clock and by its processor time */
	char killed[48];             /* it took longer than so many seconds; empty otherwise */
	bool ready;                  /* it has its rules */
	bool retired;                /* to be replaced when it has nothing in hand */
};

struct pool {
	struct event_base *base;
	struct config *config;
	struct pool_calls calls;
	struct job_queue backlog;
	struct buffer bytes; /* of the frame in hand */
	struct worker *workers;
	size_t count;
};

static void start(struct worker *worker);

static int64_t read_ms(clockid_t clock)
{
	struct timespec now;

	return clock_gettime(clock, &now) < 0 ? 0 : (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Processor time of the process so far. */
static int64_t worked_ms(const struct worker *worker)
{
	clockid_t clock;

	return clock_getcpuclockid(worker->pid, &clock) ? 0 : read_ms(clock);
}

static void arm(struct worker *worker, int64_t ms)
{
	struct timeval delay = {.tv_sec = ms / 1000, .tv_usec = (suseconds_t)(ms % 1000) * 1000};

	event_add(worker->overrun, &delay);
}

static void watch_head(struct worker *worker)
{
	if (!worker->count) {
		event_del(worker->overrun);
		return;
	}
	worker->began_ms = read_ms(CLOCK_MONOTONIC);
	worker->worked_ms = worked_ms(worker);
	arm(worker, worker->pool->config->time_limit * 1000);
}

static void send_job(struct worker *worker, struct job *job)
{
	struct buffer bytes = {0};

	if (!job->is_kept_text)
		buffer_add(&bytes, job->name, strlen(job->name) + 1);
	buffer_add(&bytes, job->bytes->data, job->bytes->length);
	frame_add(bufferevent_get_output(worker->channel), job->is_kept_text ? FRAME_REREAD : FRAME_ARTICLE, 0, &bytes);
	buffer_done(&bytes);
	TAILQ_INSERT_TAIL(&worker->jobs, job, link);
	if (++worker->count == 1)
		watch_head(worker);
}

/* Hand the backlog out, always to the process that has least to do. */
static void feed(struct pool *pool)
{
	struct job *job;

	while ((job = TAILQ_FIRST(&pool->backlog))) {
		struct worker *best = NULL;

		for (size_t i = 0; i < pool->count; i++) {
			struct worker *worker = &pool->workers[i];

			if (worker->ready && !worker->retired && worker->count < DEPTH &&
			    (!best || worker->count < best->count))
				best = worker;
		}
		if (!best)
			return;
		TAILQ_REMOVE(&pool->backlog, job, link);
		send_job(best, job);
	}
}

/* How the process ended, for people. */
static void describe_end(const struct worker *worker, int status, char *to, size_t room)
{
	if (*worker->killed && worker->ready)
		snprintf(to, room, "took longer than %s", worker->killed);
	else if (WIFSIGNALED(status))
		snprintf(to, room, "crashed the reader: %s", strsignal(WTERMSIG(status)));
	else
		snprintf(to, room, "ended the reader with status %d", WEXITSTATUS(status));
}

static int reap(struct worker *worker)
{
	int status = 0;

	/* After a moment's grace on its way out the signal does nothing; it never outlives this call. */
	if (waitpid(worker->pid, &status, WNOHANG) == worker->pid) {
		worker->pid = 0;
	} else {
		kill(worker->pid, SIGKILL);
	}
	while (worker->pid && waitpid(worker->pid, &status, 0) < 0 && errno == EINTR)
		continue;
	worker->pid = 0;
	bufferevent_free(worker->channel);
	worker->channel = NULL;
	event_del(worker->overrun);
	return status;
}

/* What it was sent and has not begun goes back to where it came from. */
static void take_back(struct worker *worker)
{
	struct job_queue *backlog = &worker->pool->backlog;
	struct job *job;

	while ((job = TAILQ_LAST(&worker->jobs, job_queue))) {
		TAILQ_REMOVE(&worker->jobs, job, link);
		TAILQ_INSERT_HEAD(backlog, job, link);
	}
	worker->count = 0;
}

static void start_again(struct worker *worker)
{
	struct timeval delay = {.tv_sec = RESTART_S};

	if (worker->ready)
		start(worker);
	else
		event_add(worker->restart, &delay);
}

static const struct pool_calls *calls_of(const struct pool *pool, const struct job *job)
{
	return job->calls ? job->calls : &pool->calls;
}

/* The process is gone: its first job is lost, the others go back to where they came from. */
static void bury(struct worker *worker)
{
	struct pool *pool = worker->pool;
	struct job *lost = TAILQ_FIRST(&worker->jobs);
	char why[128];

	describe_end(worker, reap(worker), why, sizeof(why));
	if (lost) {
		TAILQ_REMOVE(&worker->jobs, lost, link);
		members_done(&lost->members);
	}
	take_back(worker);
	if (!worker->retired)
		log_warning("an extract process ended: %s%s%s", why, lost ? " over " : "", lost ? lost->name : "");
	start_again(worker);
	if (lost)
		calls_of(pool, lost)->lost(calls_of(pool, lost)->data, lost, why);
	feed(pool);
}

static void on_readable(struct bufferevent *channel, void *data)
{
	struct worker *worker = data;
	struct pool *pool = worker->pool;
	struct frame frame;
	int got;

	while ((got = frame_take(bufferevent_get_input(channel), &frame, &pool->bytes)) == 1) {
		struct job *job = TAILQ_FIRST(&worker->jobs);

		if (frame.type == FRAME_READY) {
			worker->ready = true;
			watch_head(worker);
			continue;
		}
		if (!job || frame.type < FRAME_STATEMENTS || frame.type > FRAME_MEMBERS) {
			got = -1;
			break;
		}
		if (frame.type == FRAME_MEMBER || frame.type == FRAME_MEMBER_REFUSED) {
			watch_head(worker); /* each has its time */
			members_add(&job->members, frame.type, &pool->bytes);
			continue;
		}
		TAILQ_REMOVE(&worker->jobs, job, link);
		worker->count--;
		watch_head(worker);
		calls_of(pool, job)->done(calls_of(pool, job)->data, job, frame.type, &pool->bytes);
	}
	if (got < 0 || (worker->retired && !worker->count))
		bury(worker);
	else
		feed(pool);
}

static void on_gone(struct bufferevent *channel, short events, void *data)
{
	(void)channel;
	(void)events;
	bury(data);
}

static void on_overrun(evutil_socket_t fd, short events, void *data)
{
	struct worker *worker = data;
	int64_t limit = worker->pool->config->time_limit * 1000;
	int64_t work_left = limit - (worked_ms(worker) - worker->worked_ms);
	int64_t left = limit * PATIENCE - (read_ms(CLOCK_MONOTONIC) - worker->began_ms);

	(void)fd;
	(void)events;
	if (worker->ready && work_left > 0 && left > 0) {
		arm(worker, work_left < left ? work_left : left);
		return;
	}
	snprintf(worker->killed, sizeof(worker->killed), "%lld s%s",
		 (long long)(work_left > 0 ? limit * PATIENCE : limit) / 1000,
		 work_left > 0 ? "" : " of processor time");
	bury(worker);
}

static void on_restart(evutil_socket_t fd, short events, void *data)
{
	struct worker *worker = data;

	(void)fd;
	(void)events;
	start(worker);
	feed(worker->pool);
}

static void start(struct worker *worker)
{
	struct pool *pool = worker->pool;
	struct error err;
	int channel;

	worker->ready = worker->retired = false;
	*worker->killed = '\0';
	worker->pid = process_start(pool->config, "extract", -1, &channel, &err);
	if (worker->pid < 0) {
		struct timeval delay = {.tv_sec = RESTART_S};

		log_error("%s", err.text);
		worker->pid = 0;
		event_add(worker->restart, &delay);
		return;
	}
	worker->channel = bufferevent_socket_new(pool->base, channel, BEV_OPT_CLOSE_ON_FREE);
	bufferevent_setcb(worker->channel, on_readable, NULL, on_gone, worker);
	bufferevent_enable(worker->channel, EV_READ | EV_WRITE);
	arm(worker, START_S * 1000);
}

struct pool *pool_new(struct event_base *base, struct config *config, const struct pool_calls *calls, struct error *err)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	struct pool *pool = xcalloc(1, sizeof(*pool));

	(void)err;
	pool->base = base;
	pool->config = config;
	pool->calls = *calls;
	TAILQ_INIT(&pool->backlog);
	pool->count = (size_t)(config->workers ? config->workers : cores > 0 ? cores : 1);
	pool->workers = xcalloc(pool->count, sizeof(*pool->workers));
	for (size_t i = 0; i < pool->count; i++) {
		struct worker *worker = &pool->workers[i];

		worker->pool = pool;
		TAILQ_INIT(&worker->jobs);
		worker->overrun = evtimer_new(base, on_overrun, worker);
		worker->restart = evtimer_new(base, on_restart, worker);
		start(worker);
	}
	return pool;
}

void pool_free(struct pool *pool)
{
	if (!pool)
		return;
	for (size_t i = 0; i < pool->count; i++) {
		struct worker *worker = &pool->workers[i];

		if (worker->pid)
			reap(worker);
		event_free(worker->overrun);
		event_free(worker->restart);
	}
	free(pool->workers);
	buffer_done(&pool->bytes);
	free(pool);
}

void pool_submit(struct pool *pool, struct job *job)
{
	TAILQ_INSERT_TAIL(&pool->backlog, job, link);
	feed(pool);
}

size_t pool_depth(const struct pool *pool)
{
	return pool->count * DEPTH;
}

size_t pool_ready(const struct pool *pool)
{
	size_t ready = 0;

	for (size_t i = 0; i < pool->count; i++)
		ready += pool->workers[i].ready;
	return ready;
}

const char *pool_trouble(const struct pool *pool)
{
	bool failing = false;

	for (size_t i = 0; i < pool->count; i++)
		failing |= !pool->workers[i].pid;
	return failing && !pool_ready(pool) ? "no extract process can start; the log says why" : NULL;
}

void pool_reload(struct pool *pool)
{
	for (size_t i = 0; i < pool->count; i++) {
		struct worker *worker = &pool->workers[i];

		worker->retired = worker->pid != 0;
		if (worker->retired && !worker->count)
			bury(worker);
	}
}
