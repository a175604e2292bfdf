/* SPDX-License-Identifier: MIT */
/*
 * The numbers of a sentence: how large, up to where, whether that is the least or the most, in what they are measured,
 * and what they count. The words that are no numbers are claim_read.c's.
 */
#include "claim_read.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A number's words, as they are read. */
struct amount {
	double value, scale; /* scale: what its last word multiplied by, or 1 */
	uint32_t tokens;
};

/* A year or a day of a month is a time, not a figure. */
static bool is_time(const struct segment *segment, uint32_t i)
{
	const struct token *token = token_at(segment, i);
	const char *text = segment->document->text + token->start;

	if (i && token_is(token_at(segment, i - 1), WORD(TIME)))
		return true;
	if (i + 1 < segment->count && token_is(token_at(segment, i + 1), WORD(TIME)))
		return true;
	return token->end - token->start == 4 && (text[0] == '1' || text[0] == '2') && strspn(text, "0123456789") == 4;
}

/* The number of digits at a token, 0 if there are none. */
static double digits_of(const struct segment *segment, const struct token *token)
{
	const char *text = segment->document->text + token->start;
	char digits[24];
	size_t n = 0;

	for (size_t i = 0; i < token->end - token->start && n + 1 < sizeof(digits); i++)
		if ((text[i] >= '0' && text[i] <= '9') || text[i] == '.')
			digits[n++] = text[i];
	digits[n] = '\0';
	return strtod(digits, NULL);
}

static bool is_number(const struct segment *segment, uint32_t i)
{
	uint32_t words;
	const struct term_entry *entry;

	if (i >= segment->count)
		return false;
	if (token_at(segment, i)->kind == TOKEN_NUMBER)
		return true;
	entry = claim_entry_at(segment, i, &words);
	return entry && (entry->flags & TERM_NUMBER) && words == 1;
}

static struct amount read_amount(const struct segment *segment, uint32_t i)
{
	struct amount amount = {.scale = 1};

	for (uint32_t words; is_number(segment, i + amount.tokens); amount.tokens++) {
		const struct token *token = token_at(segment, i + amount.tokens);
		const struct term_entry *entry = claim_entry_at(segment, i + amount.tokens, &words);

		if (token->kind == TOKEN_NUMBER) {
			amount.value += digits_of(segment, token);
		} else if (entry->multiplies) {
			amount.value = (amount.value > 0 ? amount.value : 1) * entry->value;
			amount.scale = entry->value;
		} else {
			amount.value += entry->value;
		}
	}
	return amount;
}

/* What the entry at token i measures in, a sign of punctuation included; NULL if it does not. */
static const char *measure_at(const struct segment *segment, uint32_t i, uint32_t *ret_tokens)
{
	const struct term_entry *entry;

	*ret_tokens = 0;
	if (i >= segment->count)
		return NULL;
	entry = claim_entry_at(segment, i, ret_tokens);
	entry = entry ? entry : segment->found[i].sign;
	if (entry && entry->flags & TERM_MEASURE && entry->is_whole)
	return entry->concept;
	*ret_tokens = 0;
	return NULL;
}

/* What the sign before a number's digits measures in, which is part of its token or none: "$12"; NULL if there is none.
 */
static const char *sign_before(const struct segment *segment, uint32_t i)
{
	const struct token *token = token_at(segment, i);
	const char *text = segment->document->text;
	size_t digits = token->start + strcspn(text + token->start, "0123456789");

	if (digits >= token->end)
		return NULL;
	for (size_t bytes = 1; bytes <= 3 && bytes <= digits; bytes++) {
		const struct term_entry *entry = stems_find(segment->stems, text + digits - bytes, bytes);

		if (entry && entry->flags & TERM_MEASURE)
		return entry->concept;
	}
	return NULL;
}

/* Whether a number, with what stands before it that belongs to it, begins at token i. */
static bool leads_to_number(const struct segment *segment, uint32_t i)
{
	uint32_t tokens;

	return is_number(segment, i) || (measure_at(segment, i, &tokens) && is_number(segment, i + tokens));
}

static bool is_dash(const struct segment *segment, uint32_t i)
{
	const struct token *token = token_at(segment, i);
	const char *text = segment->document->text + token->start;
	size_t length = token->end - token->start;

	return token->kind == TOKEN_PUNCTUATION &&
	       ((length == 1 && *text == '-') || (length == 3 && !memcmp(text, "\xE2\x80\x93", 3)));
}

/* What stands between the ends of a range at token i: "to", a dash, and "and" behind "between"; its tokens. */
static uint32_t joint_at(const struct segment *segment, uint32_t i)
{
	if (i >= segment->count || !leads_to_number(segment, i + 1))
		return 0;
	if (segment->is_between && token_is(token_at(segment, i), WORD(AND)))
		return 1;
	return token_is(token_at(segment, i), WORD(TO)) || is_dash(segment, i) ? 1 : 0;
}

static void write_value(char to[24], double value)
{
	snprintf(to, 24, "%.12g", value);
}

/* "the cost would not exceed 9": at most 9 then. */
static const char *turn_bound(struct segment *segment, const char *bound)
{
	if (!bound || !segment->negated || !segment->bound_turns)
		return bound;
	segment->negated = false;
	return !strcmp(bound, "least") ? "most" : !strcmp(bound, "most") ? "least" : bound;
}

static void add_number(struct segment *segment, uint32_t i, const struct amount *low, const struct amount *high,
		       const char *measure)
{
	struct number *number = &segment->numbers[segment->figures++];
	double value = low->value;

	memset(number, 0, sizeof(*number));
	if (high->tokens && low->scale == 1 && high->scale > 1 && value < high->value / high->scale)
		value *= high->scale;
	if (high->tokens && (segment->is_from || value >= high->value))
		value = high->value;
	else if (high->tokens)
		write_value(number->upto, high->value);
	write_value(number->value, value);
	number->bound = segment->bound_end == i ? turn_bound(segment, segment->bound) : NULL;
	number->before = segment->term_count;
	segment->after_number = !measure;
	segment->is_between = segment->is_from = false;
	if (measure)
		claim_emit_measure(segment, number, measure);
}

/* Read the number that begins at token i, with its measure; returns how many tokens it takes, 0 if there is none. */
static uint32_t read_number(struct segment *segment, uint32_t i)
{
	uint32_t sign = 0, joint, unit;
	const char *measure = is_number(segment, i) ? sign_before(segment, i) : measure_at(segment, i, &sign), *behind;
	struct amount low = read_amount(segment, i + sign), high = {0};
	uint32_t end = i + sign + low.tokens;

	if (!low.tokens)
		return 0;
	behind = measure_at(segment, end, &unit);
	joint = joint_at(segment, end + unit);
	if (joint) {
		const char *again =
			is_number(segment, end + unit + joint) ? NULL : measure_at(segment, end + unit + joint, &sign);

		end += unit + joint + (again ? sign : 0);
		high = read_amount(segment, end);
		end += high.tokens;
		behind = measure_at(segment, end, &unit);
	}
	if (low.value > 0 && segment->figures < FIGURES_MAX && !is_time(segment, i))
		add_number(segment, i, &low, &high, measure ? measure : behind);
	return end + (behind ? unit : 0) - i;
}

uint32_t claim_read_figure(struct segment *segment, uint32_t i, const struct term_entry *entry, uint32_t words)
{
	unsigned flags = entry ? entry->flags : 0;

	if (leads_to_number(segment, i))
		return read_number(segment, i);
	if (flags & TERM_NOT && is_number(segment, i + words) && segment->figures)
		return words + read_amount(segment, i + words).tokens; /* "21, not 22" */
	if (flags & TERM_BOUND && i + words < segment->count && is_number(segment, i + words + 1) &&
	    token_is(token_at(segment, i + words), WORD(DETERMINER)))
		words++; /* "nearly a dozen" */
	if (!leads_to_number(segment, i + words))
		return 0;
	segment->is_between |= (flags & TERM_BETWEEN) != 0;
	segment->is_from |= (flags & TERM_FROM) != 0;
	if (!(flags & TERM_BOUND))
		return 0;
	segment->bound = entry->bound;
	segment->bound_end = i + words;
	segment->bound_turns = token_is(token_at(segment, i), VERBS) ||
			       (segment->term_count && segment->terms[segment->term_count - 1].is_change);
	return words;
}

static uint32_t last_verb(const struct segment *segment, uint32_t before)
{
	for (uint32_t i = before; i-- > 0;)
		if (segment->terms[i].is_verb && !segment->terms[i].is_change)
			return i;
	return TERMS_MAX;
}

static uint32_t next_verb(const struct segment *segment, uint32_t from)
{
	for (uint32_t i = from; i < segment->term_count; i++)
		if (segment->terms[i].is_verb && !segment->terms[i].is_change)
			return i;
	return TERMS_MAX;
}

/* What a phrase is about: its first term that is no name and tells no change. */
static uint32_t head_of(const struct segment *segment, uint32_t before)
{
	for (uint32_t i = 0; i < before; i++)
		if (!segment->terms[i].is_change && segment->terms[i].text[strspn(segment->terms[i].text, "~!")] != '@')
			return i;
	return TERMS_MAX;
}

uint32_t claim_counted(const struct segment *segment, const struct number *number)
{
	uint32_t choices[4];

	if (number->has_noun && !number->counts_people)
		return number->noun;
	choices[0] = number->counts_people ? next_verb(segment, number->before) : last_verb(segment, number->before);
	choices[1] = number->counts_people ? last_verb(segment, number->before) : head_of(segment, number->before);
	choices[2] = next_verb(segment, number->before);
	choices[3] = number->before < segment->term_count ? number->before : TERMS_MAX;
	for (size_t i = 0; i < sizeof(choices) / sizeof(*choices); i++)
		if (choices[i] < TERMS_MAX)
			return choices[i];
	return TERMS_MAX;
}
