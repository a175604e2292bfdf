/* SPDX-License-Identifier: MIT */
/* Dates as metadata have them, made ISO 8601. What "on Tuesday" means is when.c's matter. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "fields.h"
#include "quoted/buffer.h"

#define YEAR_MIN 1800
#define YEAR_MAX 2199
#define DATE_LINE_MAX 48  /* bytes of a line that says nothing but a date */
#define DATE_LINE_WORDS 5 /* "Published Tuesday May 6 2031 GMT" */

int months_load(struct months *months, const char *path, struct error *err)
{
	FILE *file = fopen(path, "re");
	char line[128], name[16];
	int month;

	if (!file)
		return error_errno(err, "could not open \"%s\"", path);
	while (fgets(line, sizeof(line), file) && months->count < sizeof(months->at) / sizeof(*months->at)) {
		if (*line == '#' || sscanf(line, "%15s %d", name, &month) != 2)
			continue;
		memcpy(months->at[months->count].name, name, sizeof(name));
		months->at[months->count].length = strlen(name);
		months->at[months->count++].month = month;
	}
	fclose(file);
	return 0;
}

/* The month that the word at text begins to name, and where the word ends; 0 if it names none. */
static int find_month(const struct months *months, const char *text, const char **ret_end)
{
	size_t best = 0;
	int month = 0;

	for (size_t i = 0; i < months->count; i++) {
		size_t length = months->at[i].length;

		if (length > best && !strncasecmp(text, months->at[i].name, length)) {
			best = length;
			month = months->at[i].month;
		}
	}
	while (isalpha((unsigned char)text[best]) || (unsigned char)text[best] >= 0x80)
		best++;
	*ret_end = text + best + (text[best] == '.');
	return month;
}

static bool write_day(int year, int month, int day, char *ret)
{
	static const int lengths[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	if (year < YEAR_MIN || year > YEAR_MAX || month < 1 || month > 12 || day < 1 || day > lengths[month - 1])
		return false;
	snprintf(ret, 40, "%04d-%02d-%02d", year, month, day);
	return true;
}

/* "T10:00:00+01:00", " 10:00:00 +0100", "T10:00Z" after the day: append it. Anything else is left out. */
static void add_time(const char *at, char *ret)
{
	int hour, minute, second = 0, used = 0;
	const char *zone;
	char sign;
	int zone_hour, zone_minute = 0;

	if (*at != 'T' && *at != 't' && *at != ' ')
		return;
	if (sscanf(at + 1, "%2d:%2d%n", &hour, &minute, &used) != 2 || hour < 0 || hour > 23 || minute < 0 ||
	    minute > 59)
		return;
	zone = at + 1 + used;
	if (*zone == ':' && sscanf(zone, ":%2d%n", &second, &used) == 1)
		zone += used;
	if (*zone == '.')
		zone += 1 + strspn(zone + 1, "0123456789");
	zone += strspn(zone, " ");
	ret += strlen(ret);
	if (second < 0 || second > 60)
		second = 0;
	ret += snprintf(ret, 10, "T%02u:%02u:%02u", (unsigned)hour % 24, (unsigned)minute % 60, (unsigned)second % 61);
	if (*zone == 'Z' || !strncmp(zone, "GMT", 3) || !strncmp(zone, "UTC", 3))
		snprintf(ret, 2, "Z");
	else if ((sscanf(zone, "%c%2d:%2d", &sign, &zone_hour, &zone_minute) == 3 ||
		  sscanf(zone, "%c%2d%2d", &sign, &zone_hour, &zone_minute) >= 2) &&
		 (sign == '+' || sign == '-') && zone_hour >= 0 && zone_hour < 15 && zone_minute >= 0 &&
		 zone_minute < 60)
		snprintf(ret, 7, "%c%02u:%02u", sign, (unsigned)zone_hour % 24, (unsigned)zone_minute % 60);
}

/* A number of at most digits digits; -1 if there is none, or more. */
static int number(const char **at, int digits)
{
	int value = 0, count = 0;

	while (isdigit((unsigned char)**at) && count <= digits) {
		value = value * 10 + (*(*at)++ - '0');
		count++;
	}
	return count && count <= digits ? value : -1;
}

/* 20310506, 20310506T101500Z, as agencies write it. */
static bool packed(const char *at, char *ret)
{
	const char *time = at + 8;
	char colons[16];
	int year, month, day;

	if (sscanf(at, "%4d%2d%2d", &year, &month, &day) != 3 || !write_day(year, month, day, ret))
		return false;
	if (*time != 'T' || strspn(time + 1, "0123456789") != 6)
		return true;
	snprintf(colons, sizeof(colons), "T%.2s:%.2s:%.2s", time + 1, time + 3, time + 5);
	add_time(colons, ret);
	if (time[7] && strchr("Z+-", time[7]) && strlen(ret) == 19)
		snprintf(ret + 19, 7, "%.*s", time[7] == 'Z' ? 1 : 6, time + 7);
	return true;
}

static bool is_joint(char c)
{
	return c == '-' || c == '/' || c == '.';
}

/* Year first: 2031-05-06, 2031/5/6, 20310506. */
static bool year_first(const char *at, char *ret)
{
	size_t digits = strspn(at, "0123456789");
	int year, month, day;

	if (digits == 8)
		return packed(at, ret);
	if (digits != 4 || !is_joint(at[4]))
		return false;
	year = number(&at, 4);
	at++;
	month = number(&at, 2);
	if (month < 0 || !is_joint(*at))
		return false;
	at++;
	day = number(&at, 2);
	if (day < 0 || !write_day(year, month, day, ret))
		return false;
	add_time(at, ret);
	return true;
}

static const char *skip_between(const char *at)
{
	return at + strspn(at, " ,.-/\t\n");
}

/* "6 May 2031", "6th of May, 2031" without its words, "06-May-2031". */
static bool day_first(const struct months *months, const char *at, char *ret)
{
	int day = number(&at, 2), month, year;

	if (day < 0)
		return false;
	if (isalpha((unsigned char)at[0]) && isalpha((unsigned char)at[1]) && at[2] == ' ')
		at += 2; /* st, nd, rd, th */
	at = skip_between(at);
	month = find_month(months, at, &at);
	if (!month)
		return false;
	at = skip_between(at);
	year = number(&at, 4);
	if (!write_day(year, month, day, ret))
		return false;
	add_time(at, ret);
	return true;
}

/* "May 6, 2031". */
static bool month_first(const struct months *months, const char *at, char *ret)
{
	int month = find_month(months, at, &at), day, year;

	if (!month)
		return false;
	at = skip_between(at);
	day = number(&at, 2);
	if (day < 0)
		return false;
	if (isalpha((unsigned char)at[0]) && isalpha((unsigned char)at[1]))
		at += 2;
	at = skip_between(at);
	year = number(&at, 4);
	return write_day(year, month, day, ret);
}

/* "5/6/2031" or "6/5/2031": only when it can mean one day. */
static bool numbers_only(const char *at, char *ret)
{
	int a = number(&at, 2), b, year;

	if (a < 0 || (*at != '/' && *at != '.'))
		return false;
	at++;
	b = number(&at, 2);
	if (b < 0 || (*at != '/' && *at != '.'))
		return false;
	at++;
	year = number(&at, 4);
	if (a > 12)
		return write_day(year, b, a, ret);
	return (b > 12 || a == b) && write_day(year, a, b, ret);
}

bool date_parse(const struct months *months, const char *text, char ret[40])
{
	bool inside = false; /* a word or number, whose middle begins no date */

	if (strspn(text, "0123456789") == 10 && !text[10]) { /* seconds since 1970 */
		time_t seconds = (time_t)strtoll(text, NULL, 10);
		struct tm tm;

		return gmtime_r(&seconds, &tm) && strftime(ret, 40, "%Y-%m-%dT%H:%M:%SZ", &tm);
	}
	for (const char *at = text; *at && at - text < 400; at++) {
		bool word = isalnum((unsigned char)*at) || (unsigned char)*at >= 0x80;

		if (word && !inside &&
		    (isdigit((unsigned char)*at)
			     ? year_first(at, ret) || day_first(months, at, ret) || numbers_only(at, ret)
			     : month_first(months, at, ret)))
			return true;
		inside = word;
	}
	return false;
}

bool date_line(const struct months *months, const char *line, size_t length, char ret[40])
{
	char copy[DATE_LINE_MAX + 1];
	size_t words = 0;

	if (!length || length > DATE_LINE_MAX)
		return false;
	memcpy(copy, line, length);
	copy[length] = '\0';
	for (size_t i = 0; i < length; i++) {
		size_t word = 0;

		while (isalpha((unsigned char)copy[i + word]) || (unsigned char)copy[i + word] >= 0x80)
			word++;
		if (!word)
			continue;
		if (word > 2 && islower((unsigned char)copy[i]) && !(i && isdigit((unsigned char)copy[i - 1])))
			return false;
		words++;
		i += word;
	}
	return words <= DATE_LINE_WORDS && date_parse(months, copy, ret);
}

bool date_in_url(const char *url, char ret[40])
{
	for (const char *at = url; *at; at++) {
		const char *p = at + 1;
		int year, month, day;

		if (*at != '/' && *at != '-' && *at != '_')
			continue;
		year = number(&p, 4);
		if (year < 1990 || (*p != '/' && *p != '-'))
			continue;
		p++;
		month = number(&p, 2);
		if (month < 0 || (*p != '/' && *p != '-'))
			continue;
		p++;
		day = number(&p, 2);
		if (day > 0 && write_day(year, month, day, ret))
			return true;
	}
	return false;
}
