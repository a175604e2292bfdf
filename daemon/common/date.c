/* SPDX-License-Identifier: MIT */
/* Days of the Gregorian calendar, counted from 0001-01-01, and their ISO form. */
#include "quoted/date.h"

#include <ctype.h>
#include <stdbool.h>
#include <time.h>

#define DAYS_TO_1970 719162
#define DAY_SECONDS 86400

static bool is_leap(int year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int month_days(int year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	return days[month - 1] + (month == 2 && is_leap(year));
}

/* A number of exactly count digits at *text, moved past it; -1 if it is none. */
static int digits(const char **text, int count)
{
	int value = 0;

	for (; count; count--, (*text)++) {
		if (!isdigit((unsigned char)**text))
			return -1;
		value = value * 10 + (**text - '0');
	}
	return value;
}

static int64_t days_before(int year, int month)
{
	int64_t past = year - 1, days = past * 365 + past / 4 - past / 100 + past / 400;

	for (int m = 1; m < month; m++)
		days += month_days(year, m);
	return days;
}

int64_t date_day(const char *text, bool end)
{
	int year = digits(&text, 4), month = end ? 12 : 1, day;
	int64_t days;

	if (year < 1)
		return -1;
	if (*text == '-') {
		text++;
		month = digits(&text, 2);
		if (month < 1 || month > 12)
			return -1;
	}
	day = end ? month_days(year, month) : 1;
	if (*text == '-') {
		text++;
		day = digits(&text, 2);
		if (day < 1 || day > month_days(year, month))
			return -1;
	}
	if (*text && *text != 'T' && *text != ' ')
		return -1;
	days = days_before(year, month) + day - 1;
	return days < DAY_MAX ? days : -1;
}

int64_t date_of_time(int64_t seconds)
{
	return seconds / DAY_SECONDS + DAYS_TO_1970;
}

void date_json(struct buffer *out, int64_t day)
{
	time_t seconds = (time_t)((day - DAYS_TO_1970) * DAY_SECONDS);
	struct tm tm = {0};

	gmtime_r(&seconds, &tm);
	buffer_printf(out, "\"%04d-%02d-%02d\"", tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday);
}

void date_time_json(struct buffer *out, int64_t seconds)
{
	time_t time = (time_t)seconds;
	struct tm tm;
	char text[64] = "";

	if (gmtime_r(&time, &tm))
		strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &tm);
	buffer_printf(out, "\"%s\"", text);
}
