/* SPDX-License-Identifier: MIT */
/* A child with a socket, which runs one converter after the other; see clerk.h. */
#include "clerk.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "frame.h"
#include "process.h"
#include "quoted/convert.h"

/* In the helper, until the extract process is gone. */
static void serve(int channel, unsigned seconds)
{
	struct buffer request = {0}, out = {0};
	struct frame frame;
	struct error err = {"no request to convert"};

	while (frame_receive(channel, &frame, &request) == 1) {
		size_t kind = strnlen(request.data, request.length) + 1;
		bool good = frame.type == FRAME_CONVERT && kind <= request.length &&
			    convert_document(request.data, request.data + kind, request.length - kind, seconds, &out,
					     &err) == 0;

		if (!good) {
			buffer_clear(&out);
			buffer_text(&out, err.text);
		}
		if (frame_send(channel, good ? FRAME_CONVERTED : FRAME_REFUSED, 0, &out) < 0)
			break;
		buffer_done(&request);
		buffer_done(&out);
	}
	_exit(EXIT_SUCCESS);
}

int clerk_start(struct clerk *clerk, unsigned seconds, struct error *err)
{
	int pair[2];
	pid_t parent = getpid(), pid;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0)
		return error_errno(err, "could not make a socket for the converter process");
	pid = fork();
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (getppid() != parent)
			_exit(EXIT_FAILURE);
		close(PROCESS_CHANNEL);
		close(pair[0]);
		serve(pair[1], seconds);
	}
	close(pair[1]);
	*clerk = (struct clerk){.channel = pair[0]};
	if (pid > 0)
		return 0;
	close(pair[0]);
	return error_errno(err, "could not start the converter process");
}

int clerk_convert(const char *kind, const void *bytes, size_t length, struct buffer *out, struct error *err, void *data)
{
	struct clerk *clerk = data;
	struct frame frame;
	int sent;

	buffer_clear(&clerk->request);
	buffer_add(&clerk->request, kind, strlen(kind) + 1);
	buffer_add(&clerk->request, bytes, length);
	sent = frame_send(clerk->channel, FRAME_CONVERT, 0, &clerk->request);
	buffer_done(&clerk->request);
	if (sent < 0 || frame_receive(clerk->channel, &frame, out) != 1)
		_exit(EXIT_FAILURE);
	return frame.type == FRAME_CONVERTED ? 0 : error_set(err, "%s", out->data);
}

void clerk_done(struct clerk *clerk)
{
	close(clerk->channel);
	buffer_done(&clerk->request);
}
