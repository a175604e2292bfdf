/* SPDX-License-Identifier: MIT */
/* One line a message to standard error, with the priority that journald reads when it listens. */
#ifndef QUOTED_LOG_H
#define QUOTED_LOG_H

enum log_level { LOG_LEVEL_ERROR, LOG_LEVEL_WARNING, LOG_LEVEL_INFO, LOG_LEVEL_DEBUG };

/* Messages above level are dropped. who: put before each message, such as "serve", or NULL. */
void log_open(enum log_level level, const char *who);

/* Control characters in the message are written as \xNN: names of files are somebody's input. */
void log_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_warning(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_info(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_debug(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
