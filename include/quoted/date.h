/* SPDX-License-Identifier: MIT */
/* Days of the Gregorian calendar, counted from 0001-01-01, and their ISO form (ISO 8601). */
#ifndef QUOTED_DATE_H
#define QUOTED_DATE_H

#include <stdbool.h>
#include <stdint.h>

#include "quoted/buffer.h"

#define DAY_MAX 2000000 /* year 5476: keeps a statement's id within 53 bits */

/* The day of "2031", "2031-02" or "2031-02-03…"; the last one meant if end. -1 if it is no date. */
int64_t date_day(const char *text, bool end);
/* The day of seconds since 1970. */
int64_t date_of_time(int64_t seconds);
/* Append the day, or the second since 1970, as a JSON string: "2031-02-03", "2031-02-03T04:05:06Z". */
void date_json(struct buffer *out, int64_t day);
void date_time_json(struct buffer *out, int64_t seconds);

#endif
