/* SPDX-License-Identifier: MIT */
/* Frames in memory and on a socket; both ends are of one build, so numbers go in the machine's own form. */
#include "frame.h"

#include <errno.h>
#include <event2/buffer.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

void frame_add(struct evbuffer *to, enum frame_type type, uint64_t number, const struct buffer *bytes)
{
	struct frame frame = {.type = type, .number = number, .length = (uint32_t)bytes->length};

	evbuffer_add(to, &frame, sizeof(frame));
	if (bytes->length)
		evbuffer_add(to, bytes->data, bytes->length);
}

int frame_take(struct evbuffer *from, struct frame *frame, struct buffer *bytes)
{
	if (evbuffer_copyout(from, frame, sizeof(*frame)) < (ssize_t)sizeof(*frame))
		return 0;
	if (frame->length > FRAME_MAX || frame->type > FRAME_CONVERTED)
		return -1;
	if (evbuffer_get_length(from) < sizeof(*frame) + frame->length)
		return 0;
	evbuffer_drain(from, sizeof(*frame));
	buffer_clear(bytes);
	evbuffer_remove(from, buffer_reserve(bytes, frame->length), frame->length);
	bytes->length = frame->length;
	bytes->data[bytes->length] = '\0';
	return 1;
}

static int receive(int fd, void *to, size_t length)
{
	char *at = to;

	while (length) {
		ssize_t got = read(fd, at, length);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return got < 0 || at != to ? -1 : 0;
		at += got;
		length -= (size_t)got;
	}
	return 1;
}

int frame_receive(int fd, struct frame *frame, struct buffer *bytes)
{
	int got = receive(fd, frame, sizeof(*frame));

	if (got <= 0)
		return got;
	if (frame->length > FRAME_MAX)
		return -1;
	buffer_clear(bytes);
	buffer_reserve(bytes, frame->length);
	if (frame->length && receive(fd, bytes->data, frame->length) <= 0)
		return -1;
	bytes->length = frame->length;
	bytes->data[bytes->length] = '\0';
	return 1;
}

int frame_send(int fd, enum frame_type type, uint64_t number, const struct buffer *bytes)
{
	struct frame frame = {.type = type, .number = number, .length = (uint32_t)bytes->length};
	struct iovec parts[2] = {{&frame, sizeof(frame)}, {bytes->data, bytes->length}};
	struct iovec *part = parts;

	while (part < parts + 2) {
		ssize_t sent = writev(fd, part, (int)(parts + 2 - part));

		if (sent < 0 && errno != EINTR)
			return -1;
		while (sent > 0 && part < parts + 2) {
			size_t of_part = (size_t)sent < part->iov_len ? (size_t)sent : part->iov_len;

			part->iov_base = (char *)part->iov_base + of_part;
			part->iov_len -= of_part;
			sent -= (ssize_t)of_part;
			if (!part->iov_len)
				part++;
		}
		while (part < parts + 2 && !part->iov_len)
			part++;
	}
	return 0;
}
