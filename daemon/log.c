/* SPDX-License-Identifier: MIT */
/* The log. Levels are the configuration's names for them; journald's numbers are sd-daemon(3)'s. */
#include "log.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "quoted/buffer.h"

static struct {
	enum log_level level;
	const char *who;
	bool journal;
} log_state = {.level = LOG_LEVEL_INFO};

void log_open(enum log_level level, const char *who)
{
	log_state.level = level;
	log_state.who = who;
	log_state.journal = getenv("JOURNAL_STREAM") != NULL;
}

static void write_line(enum log_level level, const char *text)
{
	static const char *const marks[] = {"<3>", "<4>", "<6>", "<7>"};
	static const char *const words[] = {"error: ", "warning: ", "", ""};
	struct buffer line = {0};
	ssize_t written;

	if (level > log_state.level)
		return;
	if (log_state.journal)
		buffer_text(&line, marks[level]);
	else
		buffer_printf(&line, "quoted: %s", words[level]);
	if (log_state.who)
		buffer_printf(&line, "%s: ", log_state.who);
	for (const unsigned char *at = (const unsigned char *)text; *at; at++) {
		if (*at < 0x20 || *at == 0x7F)
			buffer_printf(&line, "\\x%02x", *at);
		else
			buffer_char(&line, (char)*at);
	}
	buffer_char(&line, '\n');
	/* In one write, so that lines of several processes do not mix. Where it fails there is nowhere to say so. */
	written = write(STDERR_FILENO, line.data, line.length);
	(void)written;
	buffer_done(&line);
}

#define DEFINE(name, level)                                                                                            \
	void name(const char *format, ...)                                                                             \
	{                                                                                                              \
		char text[2048];                                                                                       \
		va_list args;                                                                                          \
                                                                                                                       \
		va_start(args, format);                                                                                \
		vsnprintf(text, sizeof(text), format, args);                                                           \
		va_end(args);                                                                                          \
		write_line(level, text);                                                                               \
	}

DEFINE(log_error, LOG_LEVEL_ERROR)
DEFINE(log_warning, LOG_LEVEL_WARNING)
DEFINE(log_info, LOG_LEVEL_INFO)
DEFINE(log_debug, LOG_LEVEL_DEBUG)
