/* SPDX-License-Identifier: MIT */
/* Words of two texts and their alignment; what a difference means for a quotation is verify.c's matter. */
#include "wording.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* Leaving words out is what quoting does; putting others in is not. */
#define LOST_COST 2
#define ADDED_COST 4
#define PHRASE_LEAST 3 /* words that may be left out with their own "not" */
#define PAIRED_MAX 2   /* words at an end that are taken for changed ones */

/* U+3000 to U+303F. */
static bool is_ideographic_mark(const char *text, size_t left)
{
	return left > 2 && !memcmp(text, "\xE3\x80", 2);
}

/* Length of a word's character at text (0: none here); an apostrophe within a word belongs to it. */
static size_t word_byte(const char *text, size_t left, bool is_inside)
{
	unsigned char c = (unsigned char)text[0];

	if (isalnum(c))
		return 1;
	if (c == '\'' && is_inside && left > 1 && isalnum((unsigned char)text[1]))
		return 1;
	if ((c == '.' || c == ',') && is_inside && left > 1 && isdigit((unsigned char)text[-1]) &&
	    isdigit((unsigned char)text[1]))
		return 1;
	if (c == 0xE2 && left > 2) {
		bool is_apostrophe = !memcmp(text, "\xE2\x80\x99", 3);

		return is_apostrophe && is_inside && left > 3 && isalnum((unsigned char)text[3]) ? 3 : 0;
	}
	if (c == 0xC2 || is_ideographic_mark(text, left))
		return 0; /* the signs of Latin-1, and the brackets of East Asia */
	if (c == ']' && is_inside && left > 1 && isalnum((unsigned char)text[1]))
		return 1; /* "[T]he" */
	return c >= 0x80 ? 1 : 0;
}

/* Bytes of what stands between words: the punctuation of U+2000 to U+20FF and U+0080 to U+00BF is one. */
static size_t other_bytes(const char *text, size_t left)
{
	unsigned char c = (unsigned char)text[0];

	if ((c == 0xE2 && left > 2) || is_ideographic_mark(text, left))
		return 3;
	return c == 0xC2 && left > 1 ? 2 : 1;
}

/* Small in ASCII alone, whatever the locale. */
static char small(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

static void fold(struct wording_word *word)
{
	size_t n = 0;

	for (size_t i = 0; i < word->length && n + 1 < sizeof(word->folded); i++) {
		if (word->length - i > 2 && !memcmp(word->at + i, "\xE2\x80\x99", 3)) {
			word->folded[n++] = '\'';
			i += 2;
		} else if (word->at[i] != ',' && word->at[i] != ']') {
			word->folded[n++] = small(word->at[i]);
		}
	}
	word->folded[n] = '\0';
	word->is_number = isdigit((unsigned char)word->folded[0]);
}

/* What a sign between words says of where they are parted. */
static enum wording_gap gap_of(const char *text, size_t bytes)
{
	static const char *const ends[] = {"\xE2\x80\x9C", "\xE2\x80\x9D", "\xE2\x80\x9E",
					   "\xE2\x80\xA6", "\xC2\xAB",     "\xC2\xBB"};

	if (bytes == 1)
		return strchr(".?!\"", *text) ? WORDING_END : strchr(",;:()[]", *text) ? WORDING_PAUSE : WORDING_NONE;
	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++)
		if (strlen(ends[i]) == bytes && !memcmp(text, ends[i], bytes))
			return WORDING_END;
	return bytes == 3 && text[1] == '\x80' && (text[2] == '\x93' || text[2] == '\x94') ? WORDING_PAUSE
											   : WORDING_NONE;
}

/* Read the word at *at or behind it, and go on past it; false at the end. */
static bool next_word(const char *text, size_t length, size_t *at, struct wording_word *ret)
{
	enum wording_gap gap = *at ? WORDING_NONE : WORDING_END;

	while (*at < length) {
		size_t start = *at, step;

		while (*at < length && (step = word_byte(text + *at, length - *at, *at > start)) > 0)
			*at += step;
		if (*at > start) {
			ret->at = text + start;
			ret->length = *at - start;
			ret->gap = gap;
			fold(ret);
			return true;
		}
		step = other_bytes(text + *at, length - *at);
		gap = gap_of(text + *at, step) > gap ? gap_of(text + *at, step) : gap;
		*at += step;
	}
	return false;
}

void wording_read(struct wording *wording, const char *text, size_t length)
{
	size_t at = 0;

	wording->words = xmalloc(WORDING_MAX * sizeof(*wording->words));
	wording->count = 0;
	while (wording->count < WORDING_MAX && next_word(text, length, &at, &wording->words[wording->count]))
		wording->count++;
}

/* Put the words between brackets out of the text: they are an editor's. One before the rest of a word stays. */
static void strip_brackets(struct buffer *out, const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		const char *end = text[i] == '[' ? memchr(text + i, ']', length - i) : NULL;

		if (end && !(end + 1 < text + length && isalnum((unsigned char)end[1])))
			i = (size_t)(end - text);
		else
			buffer_char(out, text[i]);
	}
}

bool wording_read_edited(struct wording *wording, struct buffer *text, const char *edited, size_t length)
{
	if (!memchr(edited, '[', length))
		return false;
	strip_brackets(text, edited, length);
	wording_read(wording, text->data ? text->data : "", text->length);
	return true;
}

uint64_t wording_opening(const char *text, size_t length, size_t words)
{
	uint64_t hash = 14695981039346656037u; /* FNV-1a */
	struct wording_word word;
	size_t at = 0;

	for (size_t i = 0; i < words; i++) {
		if (!next_word(text, length, &at, &word))
			return 0;
		for (const char *c = word.folded; *c; c++)
			hash = (hash ^ (unsigned char)*c) * 1099511628211u;
		hash = (hash ^ ' ') * 1099511628211u;
	}
	return hash;
}

void wording_done(struct wording *wording)
{
	free(wording->words);
	wording->words = NULL;
}

static bool is_same(const struct wording *original, size_t i, const struct wording *asked, size_t k)
{
	return !strcmp(original->words[i].folded, asked->words[k].folded);
}

/* Least edits between the first i words of the original and k of the asked; a row for each k. */
static void fill(const struct wording *original, const struct wording *asked, uint16_t *cost)
{
	size_t width = original->count + 1;

	for (size_t i = 0; i < width; i++)
		cost[i] = 0;
	for (size_t k = 1; k <= asked->count; k++) {
		uint16_t *row = cost + k * width, *above = row - width;

		row[0] = (uint16_t)(k * ADDED_COST);
		for (size_t i = 1; i < width; i++) {
			uint16_t best = (uint16_t)(above[i] + ADDED_COST);

			if (row[i - 1] + LOST_COST < best)
				best = (uint16_t)(row[i - 1] + LOST_COST);
			if (is_same(original, i - 1, asked, k - 1) && above[i - 1] < best)
				best = above[i - 1];
			row[i] = best;
		}
	}
}

static void push(struct wording_diff *diff, enum wording_op op, size_t original, size_t asked)
{
	diff->at[diff->count].op = op;
	diff->at[diff->count].original = original;
	diff->at[diff->count].asked = asked;
	diff->count++;
}

static void reverse(struct wording_diff *diff)
{
	for (size_t i = 0, k = diff->count; i + 1 < k; i++) {
		k--;
		__typeof__(diff->at[0]) swap = diff->at[i];

		diff->at[i] = diff->at[k];
		diff->at[k] = swap;
	}
}

/* Words put in at an end stand for as many of the original's there, if it has them. */
static void pair_ends(struct wording_diff *diff, size_t original_count)
{
	size_t head = 0, tail = 0, first, last;

	while (head < diff->count && diff->at[head].op == WORDING_ADDED)
		head++;
	if (head == diff->count)
		return;
	while (diff->at[diff->count - 1 - tail].op == WORDING_ADDED)
		tail++;
	first = diff->at[head].original;
	last = diff->at[diff->count - 1 - tail].original + 1;
	if (head > PAIRED_MAX || head > first)
		head = 0;
	if (tail > PAIRED_MAX || tail > original_count - last)
		tail = 0;
	memmove(diff->at + head, diff->at, diff->count * sizeof(diff->at[0]));
	diff->count += head;
	for (size_t i = 0; i < head; i++) {
		diff->at[i].op = WORDING_LOST;
		diff->at[i].original = first - head + i;
		diff->at[i].asked = 0;
	}
	for (size_t i = 0; i < tail; i++)
		push(diff, WORDING_LOST, last + i, 0);
}

static void count_ops(struct wording_diff *diff)
{
	bool in_gap = false;

	diff->first = diff->last = 0;
	for (size_t i = 0; i < diff->count; i++) {
		if (diff->at[i].op == WORDING_KEPT) {
			if (!diff->kept++)
				diff->first = diff->at[i].original;
			diff->last = diff->at[i].original + 1;
		}
		diff->lost += diff->at[i].op == WORDING_LOST;
		diff->added += diff->at[i].op == WORDING_ADDED;
		diff->gaps += diff->at[i].op == WORDING_LOST && !in_gap;
		in_gap = diff->at[i].op == WORDING_LOST;
	}
}

void wording_compare(const struct wording *original, const struct wording *asked, struct wording_diff *diff)
{
	size_t width = original->count + 1, end = 0, k = asked->count, i;
	uint16_t *cost = xmalloc((asked->count + 1) * width * sizeof(*cost));

	memset(diff, 0, sizeof(*diff));
	fill(original, asked, cost);
	for (i = 0; i < width; i++)
		if (cost[k * width + i] < cost[k * width + end])
			end = i;
	for (i = end; k > 0;) {
		uint16_t here = cost[k * width + i];

		if (i && is_same(original, i - 1, asked, k - 1) && cost[(k - 1) * width + i - 1] == here) {
			push(diff, WORDING_KEPT, --i, --k);
		} else if (cost[(k - 1) * width + i] + ADDED_COST == here) {
			push(diff, WORDING_ADDED, i, --k);
		} else {
			push(diff, WORDING_LOST, --i, k);
		}
	}
	reverse(diff);
	pair_ends(diff, original->count);
	count_ops(diff);
	free(cost);
}

static bool is_negation(const struct wording_word *word, const char *const *negations)
{
	size_t length = strlen(word->folded);

	for (size_t i = 0; negations && negations[i]; i++) {
		size_t tail = strlen(negations[i]);

		if (!strcmp(word->folded, negations[i]))
			return true;
		if (strchr(negations[i], '\'') && length > tail && !strcmp(word->folded + length - tail, negations[i]))
			return true;
	}
	return false;
}

/* The word right before the first that is kept, of the same sentence. */
static bool is_cut_off(const struct wording *original, const struct wording_diff *diff, const char *const *negations)
{
	return diff->kept && diff->first && original->words[diff->first].gap == WORDING_NONE &&
	       is_negation(&original->words[diff->first - 1], negations);
}

/* Whether the lost word of that op is of a stretch that begins behind a pause and is a phrase of its own. */
static bool is_whole_cut(const struct wording *original, const struct wording_diff *diff, size_t op)
{
	size_t first = op, last = op;

	while (first && diff->at[first - 1].op == WORDING_LOST)
		first--;
	while (last + 1 < diff->count && diff->at[last + 1].op == WORDING_LOST)
		last++;
	if (first && diff->at[first - 1].op == WORDING_ADDED)
		return false;
	return last - first + 1 >= PHRASE_LEAST && original->words[diff->at[first].original].gap != WORDING_NONE;
}

bool wording_is_whole(const struct wording *original, const struct wording_diff *diff)
{
	return diff->kept && !diff->lost && !diff->added && original->words[diff->first].gap == WORDING_END &&
	       (diff->last == original->count || original->words[diff->last].gap == WORDING_END);
}

int wording_negation(const struct wording *original, const struct wording *asked, const struct wording_diff *diff,
		     const char *const *negations)
{
	int lost = is_cut_off(original, diff, negations), added = 0;

	for (size_t i = 0; i < diff->count; i++) {
		if (diff->at[i].op == WORDING_LOST && !is_whole_cut(original, diff, i))
			lost += is_negation(&original->words[diff->at[i].original], negations);
		if (diff->at[i].op == WORDING_ADDED)
			added += is_negation(&asked->words[diff->at[i].asked], negations);
	}
	return lost > added ? -1 : added > lost ? 1 : 0;
}

bool wording_changes_number(const struct wording *original, const struct wording *asked,
			    const struct wording_diff *diff)
{
	bool lost = false, added = false;

	for (size_t i = 0; i < diff->count; i++) {
		lost |= diff->at[i].op == WORDING_LOST && original->words[diff->at[i].original].is_number;
		added |= diff->at[i].op == WORDING_ADDED && asked->words[diff->at[i].asked].is_number;
	}
	return lost && added;
}

void wording_json(struct buffer *out, const struct wording *original, const struct wording *asked,
		  const struct wording_diff *diff)
{
	static const char *const names[] = {"kept", "lost", "added"};

	buffer_char(out, '[');
	for (size_t i = 0, k; i < diff->count; i = k) {
		enum wording_op op = diff->at[i].op;
		bool is_asked = op == WORDING_ADDED;
		const struct wording_word *first, *last;

		for (k = i + 1; k < diff->count && diff->at[k].op == op; k++)
			;
		first = is_asked ? &asked->words[diff->at[i].asked] : &original->words[diff->at[i].original];
		last = is_asked ? &asked->words[diff->at[k - 1].asked] : &original->words[diff->at[k - 1].original];
		buffer_printf(out, "%s{\"op\":\"%s\",\"text\":", i ? "," : "", names[op]);
		buffer_json(out, first->at, (size_t)(last->at + last->length - first->at));
		buffer_char(out, '}');
	}
	buffer_char(out, ']');
}
