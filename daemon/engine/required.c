/* SPDX-License-Identifier: MIT */
/*
 * Read a pattern from left to right: what is optional, one of several alternatives, or looked at only from aside, is no
 * part that a match must have.
 */
#include "required.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define DEPTH_MAX 32
#define COMMON_MIN 64 /* bytes of a set that tells nothing */

struct pattern {
	const char *at;
	bool is_strange; /* holds what this cannot read */
	int depth;
};

/* The character whose "\\x" the pattern stands behind the "x" of; no other letter is read. */
static unsigned char read_escape(struct pattern *pattern)
{
	char digits[3] = "", *end;
	unsigned long byte;

	strncat(digits, pattern->at, 2);
	byte = strtoul(digits, &end, 16);
	pattern->is_strange |= pattern->at[-1] != 'x' || end != digits + 2;
	pattern->at += end - digits;
	return (unsigned char)byte;
}

/* The character at the pattern's place, which goes behind it. */
static unsigned char read_character(struct pattern *pattern)
{
	char c = *pattern->at;

	pattern->at += c != '\0';
	if (c == '\\') {
		c = *pattern->at;
		pattern->at += c != '\0';
		if (isalnum((unsigned char)c))
			return read_escape(pattern);
	}
	pattern->is_strange |= !c;
	return (unsigned char)c;
}

/* The class whose bracket the pattern stands behind. */
static struct byte_set read_class(struct pattern *pattern)
{
	bool is_negated = *pattern->at == '^';
	struct byte_set set = {{0}};

	pattern->at += is_negated;
	do {
		unsigned char first = read_character(pattern), last = first;

		pattern->is_strange |= first == '[';
		if (pattern->at[0] == '-' && pattern->at[1] != ']') {
			pattern->at++;
			last = read_character(pattern);
		}
		for (unsigned byte = first; byte <= last; byte++)
			byte_set_add(&set, (unsigned char)byte);
	} while (!pattern->is_strange && *pattern->at != ']');
	pattern->at += !pattern->is_strange;
	for (size_t i = 0; is_negated && i < sizeof(set.bits) / sizeof(*set.bits); i++)
		set.bits[i] = ~set.bits[i];
	return set;
}

/* Step over the quantifier, if there is one; whether what it stands behind may be left out. */
static bool read_optional(struct pattern *pattern)
{
	bool is_optional = *pattern->at == '?' || *pattern->at == '*';

	if (*pattern->at == '{' && isdigit((unsigned char)pattern->at[1])) {
		is_optional = strtoul(pattern->at + 1, NULL, 10) == 0;
		pattern->at += strcspn(pattern->at, "}");
		pattern->is_strange |= !*pattern->at;
	} else if (*pattern->at != '+' && !is_optional) {
		return false;
	}
	if (!pattern->is_strange)
		pattern->at++;
	if (*pattern->at == '?' || *pattern->at == '+')
		pattern->at++;
	return is_optional;
}

/* Step over what follows a group's bracket; whether the group is looked at only from aside. */
static bool read_opening(struct pattern *pattern)
{
	static const char *const asides[] = {"?=", "?!", "?<=", "?<!"};

	for (size_t i = 0; i < sizeof(asides) / sizeof(*asides); i++) {
		size_t length = strlen(asides[i]);

		if (strncmp(pattern->at, asides[i], length) != 0)
			continue;
		pattern->at += length;
		return true;
	}
	if (!strncmp(pattern->at, "?:", 2)) {
		pattern->at += 2;
	} else if (!strncmp(pattern->at, "?<", 2)) {
		pattern->at += strcspn(pattern->at, ">");
		pattern->at += *pattern->at == '>';
	} else {
		pattern->is_strange |= *pattern->at == '?' || *pattern->at == '*';
	}
	return false;
}

static void add_set(struct required *required, struct byte_set set)
{
	int bytes = 0;

	for (size_t i = 0; i < sizeof(set.bits) / sizeof(*set.bits); i++)
		bytes += __builtin_popcountll(set.bits[i]);
	if (bytes < COMMON_MIN && required->count < REQUIRED_MAX)
		required->sets[required->count++] = set;
}

static void read_sequence(struct pattern *pattern, struct required *ret);

/* The group whose bracket the pattern stands behind. */
static void read_group(struct pattern *pattern, struct required *ret)
{
	bool is_aside = read_opening(pattern);

	if (++pattern->depth > DEPTH_MAX)
		pattern->is_strange = true;
	read_sequence(pattern, ret);
	pattern->depth--;
	pattern->is_strange |= *pattern->at != ')';
	pattern->at += !pattern->is_strange;
	if (is_aside)
		ret->count = 0;
}

/* One part of a sequence with its quantifier. */
static void read_part(struct pattern *pattern, struct required *ret)
{
	uint32_t before = ret->count;
	struct byte_set set = {{0}};
	struct required group = {.count = 0};

	if (*pattern->at == '^' || *pattern->at == '$' || *pattern->at == '.') {
		pattern->at++;
	} else if (*pattern->at == '(') {
		pattern->at++;
		read_group(pattern, &group);
	} else if (*pattern->at == '[') {
		pattern->at++;
		add_set(&group, read_class(pattern));
	} else {
		pattern->is_strange |= *pattern->at == '{'; /* a quantifier or not, by PCRE2's version */
		byte_set_add(&set, read_character(pattern));
		add_set(&group, set);
	}
	for (uint32_t i = 0; i < group.count; i++)
		add_set(ret, group.sets[i]);
	if (read_optional(pattern))
		ret->count = before;
}

static void read_sequence(struct pattern *pattern, struct required *ret)
{
	bool has_alternatives = false;

	while (!pattern->is_strange && *pattern->at && *pattern->at != ')') {
		if (*pattern->at == '|') {
			has_alternatives = true;
			pattern->at++;
		} else {
			read_part(pattern, ret);
		}
	}
	if (has_alternatives)
		ret->count = 0;
}

void required_find(const char *text, struct required *ret)
{
	struct pattern pattern = {.at = text};

	ret->count = 0;
	read_sequence(&pattern, ret);
	if (pattern.is_strange || *pattern.at)
		ret->count = 0;
}
