/* SPDX-License-Identifier: MIT */
/* Requests of the serve process: status, sync, retry, corrections, reading again. */
#include "control.h"

#include <errno.h>
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>

#include "amend.h"
#include "backlog.h"
#include "frame.h"
#include "log.h"
#include "mender.h"
#include "process.h"
#include "reread.h"

#define RESTART_S 1
#define STOP_S 4 /* that the serve process may take to end */

struct sync {
	TAILQ_ENTRY(sync) link;
	uint64_t request; /* the number of the frame to answer */
	uint64_t file;    /* the newest one when it was asked */
	uint64_t mark;    /* of the backlog when all files to that one were settled */
	bool is_settled;
};

struct control {
	struct event_base *base;
	struct config *config;
	struct intake *intake;
	struct bufferevent *channel;
	struct rereads *rereads;
	struct mender *mender;
	struct event *restart;
	TAILQ_HEAD(, sync) syncs;
	struct buffer bytes;
	pid_t pid;
	int listener;
	time_t started_at;
	char rules[80];
	bool stopping;
};

static void start(struct control *control);

static void reply(struct control *control, enum frame_type type, uint64_t number, const struct buffer *bytes)
{
	frame_add(bufferevent_get_output(control->channel), type, number, bytes);
}

static void forget_syncs(struct control *control)
{
	struct sync *sync;

	while ((sync = TAILQ_FIRST(&control->syncs))) {
		TAILQ_REMOVE(&control->syncs, sync, link);
		free(sync);
	}
}

static void add_text(struct buffer *out, const char *key, const char *value)
{
	buffer_printf(out, ",\"%s\":", key);
	if (value)
		buffer_json(out, value, strlen(value));
	else
		buffer_text(out, "null");
}

static void add_number(struct buffer *out, const char *key, int64_t value)
{
	buffer_printf(out, ",\"%s\":", key);
	buffer_number(out, value);
}

static void write_status(struct control *control, struct buffer *out)
{
	struct store *store = intake_store(control->intake);
	struct store_counts counts = {0};
	struct inbox_counts inbox;
	const char *trouble = intake_trouble(control->intake);
	struct buffer database = {0};
	struct error err;

	inbox_count(intake_inbox(control->intake), &inbox);
	if (!trouble)
		trouble = inbox.degraded;
	if (!trouble)
		trouble = pool_trouble(intake_pool(control->intake));
	if (store && store_count(store, &counts, &err) < 0 && !trouble)
		trouble = err.text;
	buffer_text(out, "{\"version\":\"" QUOTED_VERSION "\"");
	add_text(out, "state", trouble ? "degraded" : "running");
	add_text(out, "reason", trouble);
	add_number(out, "articles", counts.articles);
	add_number(out, "speakers", counts.speakers);
	add_number(out, "statements", counts.statements);
	add_number(out, "stored", counts.stored);
	add_number(out, "duplicate", counts.duplicate);
	add_number(out, "failed", counts.failed);
	add_number(out, "backlog", counts.backlog);
	add_number(out, "pending", (int64_t)inbox.pending);
	add_number(out, "waiting", (int64_t)inbox.parked);
	add_text(out, "inbox", control->config->inbox);
	add_text(out, "done", control->config->done);
	add_text(out, "failed_files", control->config->failed);
	buffer_printf(&database, "%s/quoted.db", control->config->state);
	add_text(out, "database", database.data);
	buffer_done(&database);
	add_text(out, "rules", control->rules);
	add_text(out, "watch", inbox.polling ? "polling" : "inotify");
	add_number(out, "overflows", (int64_t)inbox.overflows);
	add_number(out, "workers", (int64_t)pool_ready(intake_pool(control->intake)));
	add_number(out, "started_at", control->started_at);
	buffer_char(out, '}');
}

static void on_status(struct control *control, uint64_t number)
{
	struct buffer out = {0};

	write_status(control, &out);
	reply(control, FRAME_STATUS, number, &out);
	buffer_done(&out);
}

static void on_sync(struct control *control, uint64_t number)
{
	struct sync *sync = xcalloc(1, sizeof(*sync));

	sync->request = number;
	sync->file = inbox_scan(intake_inbox(control->intake));
	TAILQ_INSERT_TAIL(&control->syncs, sync, link);
	control_settled(control);
}

static void on_retry(struct control *control, uint64_t number)
{
	const char *name = control->bytes.length ? control->bytes.data : NULL;
	struct buffer out = {0};
	struct error err;
	int count = intake_retry(control->intake, name, &err);

	if (count < 0) {
		buffer_text(&out, "{\"error\":");
		buffer_json(&out, err.text, strlen(err.text));
		buffer_char(&out, '}');
	} else {
		buffer_printf(&out, "{\"retried\":%d}", count);
	}
	reply(control, FRAME_RETRY, number, &out);
	buffer_done(&out);
}

static void on_correct(struct control *control, uint64_t number)
{
	struct amendment amendment;
	struct buffer out = {0};

	if (amendment_unpack(&amendment, &control->bytes) == 0)
		amendment_do(&amendment, intake_store(control->intake), &out);
	mender_look(control->mender);
	reply(control, FRAME_CORRECT, number, &out);
	buffer_done(&out);
}

static void on_reread(void *data, uint64_t number, const struct buffer *json)
{
	struct control *control = data;

	if (control->channel)
		reply(control, FRAME_REEXTRACT, number, json);
}

static void replace(struct control *control)
{
	struct timeval delay = {.tv_sec = RESTART_S};

	bufferevent_free(control->channel);
	control->channel = NULL;
	if (!control->stopping)
		kill(control->pid, SIGKILL);
	while (waitpid(control->pid, NULL, 0) < 0 && errno == EINTR)
		continue;
	control->pid = 0;
	forget_syncs(control);
	rereads_forget(control->rereads);
	if (control->stopping) {
		event_base_loopbreak(control->base);
		return;
	}
	log_warning("the serve process is gone; starting another");
	event_add(control->restart, &delay);
}

static void on_readable(struct bufferevent *channel, void *data)
{
	struct control *control = data;
	struct frame frame;
	int got;

	while ((got = frame_take(bufferevent_get_input(channel), &frame, &control->bytes)) == 1) {
		if (frame.type == FRAME_STATUS)
			on_status(control, frame.number);
		else if (frame.type == FRAME_SYNC)
			on_sync(control, frame.number);
		else if (frame.type == FRAME_RETRY)
			on_retry(control, frame.number);
		else if (frame.type == FRAME_CORRECT)
			on_correct(control, frame.number);
		else if (frame.type == FRAME_REEXTRACT)
			rereads_start(control->rereads, frame.number, &control->bytes);
	}
	if (got < 0)
		replace(control);
}

static void on_gone(struct bufferevent *channel, short events, void *data)
{
	(void)channel;
	(void)events;
	replace(data);
}

static void on_restart(evutil_socket_t fd, short events, void *data)
{
	(void)fd;
	(void)events;
	start(data);
}

static void start(struct control *control)
{
	struct error err;
	int channel;

	control->pid = process_start(control->config, "serve", control->listener, &channel, &err);
	if (control->pid < 0) {
		struct timeval delay = {.tv_sec = RESTART_S};

		log_error("%s", err.text);
		event_add(control->restart, &delay);
		return;
	}
	control->channel = bufferevent_socket_new(control->base, channel, BEV_OPT_CLOSE_ON_FREE);
	bufferevent_setcb(control->channel, on_readable, NULL, on_gone, control);
	bufferevent_enable(control->channel, EV_READ | EV_WRITE);
}

struct control *control_new(struct event_base *base, struct config *config, struct intake *intake, int listener)
{
	struct control *control = xcalloc(1, sizeof(*control));

	*control = (struct control){
		.base = base, .config = config, .intake = intake, .listener = listener, .started_at = time(NULL)};
	TAILQ_INIT(&control->syncs);
	control->restart = evtimer_new(base, on_restart, control);
	control->rereads = rereads_new(intake, on_reread, control);
	control->mender = mender_new(base, intake);
	start(control);
	return control;
}

void control_stop(struct control *control)
{
	struct timeval limit = {.tv_sec = STOP_S};

	control->stopping = true;
	event_del(control->restart);
	if (control->pid <= 0 || kill(control->pid, SIGTERM) < 0)
		event_base_loopbreak(control->base);
	else
		event_base_loopexit(control->base, &limit);
}

void control_free(struct control *control)
{
	if (!control)
		return;
	if (control->channel)
		bufferevent_free(control->channel);
	if (control->pid > 0) {
		kill(control->pid, SIGTERM);
		while (waitpid(control->pid, NULL, 0) < 0 && errno == EINTR)
			continue;
	}
	forget_syncs(control);
	rereads_free(control->rereads);
	mender_free(control->mender);
	event_free(control->restart);
	buffer_done(&control->bytes);
	free(control);
}

void control_rules(struct control *control, const char *version)
{
	snprintf(control->rules, sizeof(control->rules), "%s", version);
}

void control_stored(struct control *control, int64_t article)
{
	struct buffer nothing = {0};

	if (control->channel)
		reply(control, FRAME_STORED, (uint64_t)article, &nothing);
}

void control_settled(struct control *control)
{
	struct sync *sync, *next;
	struct inbox_counts counts;

	for (sync = TAILQ_FIRST(&control->syncs); sync; sync = next) {
		struct buffer out = {0};

		next = TAILQ_NEXT(sync, link);
		if (!inbox_settled(intake_inbox(control->intake), sync->file))
			return; /* those after it ask for more */
		if (!sync->is_settled)
			sync->mark = backlog_mark(intake_backlog(control->intake));
		sync->is_settled = true;
		if (!backlog_is_past(intake_backlog(control->intake), sync->mark))
			return;
		inbox_count(intake_inbox(control->intake), &counts);
		buffer_printf(&out, "{\"pending\":%zu,\"sequence\":%llu}", counts.pending,
			      (unsigned long long)sync->file);
		reply(control, FRAME_SYNC, sync->request, &out);
		buffer_done(&out);
		TAILQ_REMOVE(&control->syncs, sync, link);
		free(sync);
	}
}
