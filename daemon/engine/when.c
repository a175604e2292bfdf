/* SPDX-License-Identifier: MIT */
/* Times beside a cue, and datelines; dates in metadata are format/date.c's matter. */
#include "when.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define AFTER_MAX 10        /* tokens behind the cue */
#define OPENING_MAX 4       /* tokens at the beginning of the cue's sentence */
#define DATELINE_MAX 14     /* tokens */
#define UNKNOWN (-4000000L) /* of an article without a date, days from 1970: before any year */

/* Days since 1970-01-01 and back (the proleptic Gregorian calendar, counted in years that begin in March). */
static long days_of(int year, int month, int day)
{
	int y = year - (month <= 2), era = y / 400, of_era = y - era * 400;
	int of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

	return era * 146097L + of_era * 365L + of_era / 4 - of_era / 100 + of_year - 719468;
}

static void date_of(long days, int *year, int *month, int *day)
{
	long shifted = days + 719468, era = shifted / 146097, of_era = shifted - era * 146097;
	long y = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	long of_year = of_era - (365 * y + y / 4 - y / 100), m = (5 * of_year + 2) / 153;

	*day = (int)(of_year - (153 * m + 2) / 5 + 1);
	*month = (int)(m < 10 ? m + 3 : m - 9);
	*year = (int)(y + era * 400 + (*month <= 2));
}

/* 1 is Monday. */
static int weekday_of(long days)
{
	return (int)((days + 3) % 7) + 1;
}

static const char *day_text(long days, struct arena *arena)
{
	int year, month, day;

	date_of(days, &year, &month, &day);
	return arena_printf(arena, "%04d-%02d-%02d", year, month, day);
}

/* The ISO week that the day lies in: the one of its Thursday. */
static const char *week_text(long days, struct arena *arena)
{
	long thursday = days - weekday_of(days) + 4;
	int year, month, day;

	date_of(thursday, &year, &month, &day);
	return arena_printf(arena, "%04d-W%02ld", year, (thursday - days_of(year, 1, 1)) / 7 + 1);
}

static const char *value_at(const struct document *document, uint32_t i)
{
	const struct token *token = &document->tokens[i];

	return i < document->token_count && token->word && token->word->value ? token->word->value : "";
}

/* A whole number of at most four digits, or 0. */
static int number_at(const struct document *document, uint32_t i)
{
	const struct token *token = &document->tokens[i];
	size_t length;

	if (i >= document->token_count || token->kind != TOKEN_NUMBER)
		return 0;
	length = token->end - token->start;
	if (length > 4 || strspn(document->text + token->start, "0123456789") < length)
		return 0;
	return atoi(document->text + token->start);
}

static bool follows_in(const struct document *document, uint32_t i)
{
	return i && token_is(&document->tokens[i - 1], WORD(PLACE_PREPOSITION));
}

/* "in May", "in May 2029": the latest such month that has begun, if no year is given. */
static const char *whole_month(const struct document *document, uint32_t i, int month, long today, struct arena *arena)
{
	int year = number_at(document, i + 1), this_year, this_month, day;

	if (!follows_in(document, i) || (year < 1900 && today == UNKNOWN))
		return NULL;
	if (year < 1900) {
		date_of(today, &this_year, &this_month, &day);
		year = month > this_month ? this_year - 1 : this_year;
	}
	return arena_printf(arena, "%04d-%02d", year, month);
}

/* "May 6", "6 May", "May 6, 2031": the latest such day that is not after today, if no year is given. */
static const char *month_day(const struct document *document, uint32_t i, int month, long today, struct arena *arena)
{
	int day = number_at(document, i + 1), year, this_month, this_day;
	uint32_t next = i + 2;
	long days;

	if (day < 1 || day > 31) {
		day = i ? number_at(document, i - 1) : 0;
		next = i + 1;
	}
	if (day < 1 || day > 31)
		return whole_month(document, i, month, today, arena);
	if (next < document->token_count && document->text[document->tokens[next].start] == ',')
		next++;
	if (number_at(document, next) > 1900)
		return day_text(days_of(number_at(document, next), month, day), arena);
	if (today == UNKNOWN)
		return NULL;
	date_of(today, &year, &this_month, &this_day);
	days = days_of(year, month, day);
	return day_text(days > today ? days_of(year - 1, month, day) : days, arena);
}

/* "last week", "last month", "last year"; or, as not last, this one. */
static const char *whole_period(char period, bool last, long today, struct arena *arena)
{
	int year, month, day;

	date_of(today, &year, &month, &day);
	if (period == 'W')
		return week_text(today - (last ? 7 : 0), arena);
	if (period == 'Y')
		return arena_printf(arena, "%04d", year - last);
	if (!last)
		return arena_printf(arena, "%04d-%02d", year, month);
	return arena_printf(arena, "%04d-%02d", month > 1 ? year : year - 1, month > 1 ? month - 1 : 12);
}

/* What the token at i says of the time, reckoned from today; NULL if nothing. */
static const char *resolve(const struct document *document, uint32_t i, long today, struct arena *arena)
{
	const char *value = value_at(document, i);
	bool last = i && !strcmp(value_at(document, i - 1), "l"), now = i && !strcmp(value_at(document, i - 1), "t");

	if (number_at(document, i) > 1900 && number_at(document, i) < 2100 && follows_in(document, i))
		return arena_printf(arena, "%04d", number_at(document, i));
	if (!*value || !(document->tokens[i].word->classes & WORD(TIME) || last || now))
		return NULL;
	if (today == UNKNOWN && *value != 'm')
		return NULL;
	switch (*value) {
	case 'w':
		/* on a Tuesday "Tuesday" is today, "last Tuesday" is not */
		return day_text(today - (weekday_of(today) - atoi(value + 1) + (last ? 6 : 7)) % 7 - last, arena);
	case 'd':
		return day_text(today + atoi(value + 1), arena);
	case 'm':
		return document->tokens[i].flags & TOKEN_CAPITAL ? month_day(document, i, atoi(value + 1), today, arena)
								 : NULL;
	case 'W':
	case 'M':
	case 'Y':
		return last || now ? whole_period(*value, last, today, arena) : NULL;
	default:
		return NULL;
	}
}

static bool lies_in(struct range range, uint32_t i)
{
	return i >= range.first && i < range.last;
}

static bool is_said(const struct document *document, const struct attribution *attribution, uint32_t i)
{
	if (document->tokens[i].flags & TOKEN_QUOTED || document->tokens[i].kind == TOKEN_MARK)
		return true;
	for (uint32_t k = 0; k < attribution->content_count; k++)
		if (lies_in(attribution->content[k], i))
			return true;
	return false;
}

/* Where the words that belong to the cue end: at punctuation, at what was said, at another clause. */
static bool ends_clause(const struct document *document, const struct attribution *attribution, uint32_t i)
{
	return document->tokens[i].kind == TOKEN_PUNCTUATION || is_said(document, attribution, i) ||
	       token_is(&document->tokens[i], WORD(WHO) | WORD(WHICH) | WORD(SUBORDINATOR));
}

static const char *beside_cue(const struct document *document, const struct attribution *attribution, long today,
			      struct arena *arena)
{
	const struct sentence *sentence = &document->sentences[document->tokens[attribution->head].sentence];
	struct range cue = attribution->cue, source = attribution->source;
	const char *found = NULL;

	for (uint32_t i = cue.first; i < sentence->last && i < cue.last + AFTER_MAX && !found; i++) {
		if (lies_in(source, i))
			continue;
		if (i >= cue.last && ends_clause(document, attribution, i))
			break;
		found = resolve(document, i, today, arena);
	}
	for (uint32_t i = cue.first; i > source.last && source.last && !found; i--) {
		if (ends_clause(document, attribution, i - 1))
			break;
		found = resolve(document, i - 1, today, arena);
	}
	for (uint32_t i = sentence->first; i < sentence->first + OPENING_MAX && i < cue.first && !found; i++)
		if (!lies_in(source, i) && !is_said(document, attribution, i))
			found = resolve(document, i, today, arena);
	return found;
}

void when_resolve(const struct document *document, const char *date, struct statement *statements, struct arena *arena)
{
	int year, month, day;

	bool dated = date && sscanf(date, "%4d-%2d-%2d", &year, &month, &day) == 3;
	long today = dated ? days_of(year, month, day) : UNKNOWN;

	for (uint32_t i = 0; i < document->attribution_count; i++) {
		const struct attribution *attribution = &document->attributions[i];

		if (attribution->cue.first < attribution->cue.last)
			statements[i].said_at = beside_cue(document, attribution, today, arena);
	}
}

static const struct paragraph *first_prose(const struct document *document)
{
	for (uint32_t p = 0; p < document->paragraph_count; p++)
		if (document->paragraphs[p].kind == PARAGRAPH_TEXT)
			return &document->paragraphs[p];
	return NULL;
}

static bool is_dash(const struct document *document, const struct token *token)
{
	const char *text = document->text + token->start;

	return token->kind == TOKEN_PUNCTUATION &&
	       (!strncmp(text, "\xE2\x80\x94", 3) || !strncmp(text, "\xE2\x80\x93", 3) || *text == '-');
}

/* Whether the agency stands between slashes there, a full stop behind it: "/TASS/." */
static bool is_slashed(const struct document *document, uint32_t i, uint32_t last)
{
	return i + 3 < last && document->text[document->tokens[i + 2].start] == '/' &&
	       document->text[document->tokens[i + 3].start] == '.';
}

/* Whether a dash stands behind the agency in brackets that opens there. */
static bool is_bracketed(const struct document *document, uint32_t i, uint32_t last)
{
	while (i < last && document->text[document->tokens[i].start] != ')')
		i++;
	return i + 1 < last && is_dash(document, &document->tokens[i + 1]);
}

/* The dateline's last token, its dash, and where its place ends; an empty range if the article has none. A place that
 * is not in capitals needs an agency in brackets behind it. */
static struct range find_dash(const struct document *document, uint32_t *ret_place_end)
{
	const struct paragraph *paragraph = first_prose(document);
	bool upper = paragraph && document->tokens[paragraph->first].flags & TOKEN_UPPER;
	uint32_t end = 0, last = paragraph ? paragraph->last : 0;

	if (last > (paragraph ? paragraph->first : 0) + DATELINE_MAX)
		last = paragraph->first + DATELINE_MAX;
	for (uint32_t i = paragraph ? paragraph->first : 0; i < last; i++) {
		const struct token *token = &document->tokens[i];
		char c = document->text[token->start];

		if (!upper && !end && token->kind == TOKEN_WORD && !(token->flags & TOKEN_CAPITAL))
			break;
		if (is_dash(document, token)) {
			*ret_place_end = end ? end : i;
			return upper || end ? (struct range){paragraph->first, i + 1} : (struct range){0, 0};
		}
		if (c == '/' && upper && token->flags & TOKEN_SPACE && is_slashed(document, i, last)) {
			*ret_place_end = document->text[document->tokens[i - 1].start] == '.' ? i - 1 : i;
			return (struct range){paragraph->first, i + 4};
		}
		if (c == '(' && !end && (upper || is_bracketed(document, i, last)))
			end = i;
		if (token->kind == TOKEN_PUNCTUATION && !strchr(",()./", c))
			break;
	}
	return (struct range){0, 0};
}

const char *dateline_find(const struct document *document, struct arena *arena)
{
	uint32_t end = 0;
	struct range dateline = find_dash(document, &end);
	size_t start;

	if (dateline.first == dateline.last || end == dateline.first)
		return NULL;
	start = document->tokens[dateline.first].start;
	return arena_copy(arena, document->text + start, document->tokens[end - 1].end - start);
}

static void leave_out(struct range dateline, struct range *range)
{
	if (range->first < range->last && lies_in(dateline, range->first) && range->last > dateline.last)
		range->first = dateline.last;
}

void dateline_leave_out(struct document *document)
{
	uint32_t end;
	struct range dateline = find_dash(document, &end);

	for (uint32_t i = 0; i < document->attribution_count; i++) {
		struct attribution *attribution = &document->attributions[i];

		leave_out(dateline, &attribution->source);
		for (uint32_t k = 0; k < attribution->content_count; k++)
			leave_out(dateline, &attribution->content[k]);
	}
}
