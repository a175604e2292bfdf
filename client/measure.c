/* SPDX-License-Identifier: MIT */
/*
 * Figures of articles: quotations found, speakers right, ranges equal. A quotation is found when the overlap of the two
 * spans is half of their union or more, each taken once.
 */
#include "measure.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdlib.h>
#include <string.h>

#define WORDS_MIN 3

/* A span within marks and the marking that it is of. */
struct quoted {
	struct span span;
	const struct marking *marking;
	bool used;
};

struct quoteds {
	struct quoted *at;
	size_t count, room;
};

static size_t overlap(const struct spans *a, const struct spans *b)
{
	size_t sum = 0;

	for (size_t i = 0; i < a->count; i++) {
		for (size_t k = 0; k < b->count; k++) {
			size_t start = a->at[i].start > b->at[k].start ? a->at[i].start : b->at[k].start;
			size_t end = a->at[i].end < b->at[k].end ? a->at[i].end : b->at[k].end;

			sum += end > start ? end - start : 0;
		}
	}
	return sum;
}

static size_t size_of(const struct spans *spans)
{
	size_t sum = 0;

	for (size_t i = 0; i < spans->count; i++)
		sum += spans->at[i].end - spans->at[i].start;
	return sum;
}

static double overlap_over_union(const struct spans *a, const struct spans *b)
{
	size_t both = overlap(a, b);

	return both ? (double)both / (double)(size_of(a) + size_of(b) - both) : 0;
}

static size_t count_words(const struct gold_article *article, struct span span)
{
	const char *at = article->text + article->byte_of[span.start],
		   *end = article->text + article->byte_of[span.end];
	size_t words = 0;

	for (bool space = true; at < end; at++) {
		bool blank = strchr(" \t\n\r\f\v", *at) != NULL;

		if (end - at > 1 && !memcmp(at, "\xC2\xA0", 2)) {
			blank = true;
			at++;
		}
		words += space && !blank;
		space = blank;
	}
	return words;
}

static pcre2_code *quoted_pattern(void)
{
	static const char pattern[] =
		"\xE2\x80\x9C[^\xE2\x80\x9C\xE2\x80\x9D]+(?:\xE2\x80\x9D|$)|\"[^\"]+\"|(?:``|'')(?:[^'`]|'(?!'))+''";
	int code;
	PCRE2_SIZE at;

	return pcre2_compile((PCRE2_SPTR)pattern, sizeof(pattern) - 1, PCRE2_UTF | PCRE2_DOTALL, &code, &at, NULL);
}

static void add_quoted(struct quoteds *list, const struct gold_article *article, struct span span,
		       const struct marking *marking)
{
	if (span.start >= span.end || count_words(article, span) < WORDS_MIN)
		return;
	if (list->count == list->room) {
		list->room = list->room ? list->room * 2 : 64;
		list->at = xrealloc(list->at, list->room, sizeof(*list->at));
	}
	list->at[list->count++] = (struct quoted){span, marking, false};
}

static bool closes(const char *text, size_t end)
{
	static const char *const marks[] = {"\xE2\x80\x9D", "\"", "\xC2\xBB", "\xE2\x80\x9C"};

	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++)
		if (end >= strlen(marks[i]) && !memcmp(text + end - strlen(marks[i]), marks[i], strlen(marks[i])))
			return true;
	return false;
}

/* Whether the text before the range opens a mark, which is then left open. */
static bool opens_before(const struct gold_article *article, size_t start, size_t end)
{
	const char *at = article->text + article->byte_of[start ? start - 1 : 0],
		   *limit = article->text + article->byte_of[end];

	while (at < limit && strchr(" \t\n\r", *at))
		at++;
	return at >= limit || *at == '"' || (limit - at >= 3 && !memcmp(at, "\xE2\x80\x9C", 3));
}

/* The spans within quotation marks, three words or more, that lie in the range. */
static void spans_within(struct quoteds *list, const struct gold_article *article, const pcre2_code *code,
			 struct span range, const struct marking *marking)
{
	pcre2_match_data *data = pcre2_match_data_create(2, NULL);
	const PCRE2_SIZE *vector = pcre2_get_ovector_pointer(data);
	size_t low = range.start < 2 ? 0 : range.start - 2;
	size_t high = range.end + 2 > article->characters ? article->characters : range.end + 2;
	PCRE2_SIZE from = article->byte_of[low], limit = article->byte_of[high];
	bool any = false;

	while (from < limit && pcre2_match(code, (PCRE2_SPTR)article->text, limit, from, 0, data, NULL) > 0) {
		size_t width = strchr("'`", article->text[vector[0]]) ? 2 : 1;
		struct span span = {gold_character(article, vector[0]) + width, gold_character(article, vector[1])};

		if (article->text[vector[1] - 1] == '\'' || closes(article->text, vector[1]))
			span.end -= width;
		span.start = span.start > range.start ? span.start : range.start;
		span.end = span.end < range.end ? span.end : range.end;
		add_quoted(list, article, span, marking);
		any = true;
		from = vector[1];
	}
	pcre2_match_data_free(data);
	if (!any && opens_before(article, range.start, high))
		add_quoted(list, article, range, marking);
}

static struct quoteds quoteds_of(const struct gold_article *article, const struct markings *markings, bool found)
{
	struct quoteds list = {0};
	pcre2_code *code = quoted_pattern();

	for (size_t i = 0; i < markings->count; i++) {
		const struct marking *marking = &markings->at[i];
		const struct spans *content = &marking->parts[PART_CONTENT];

		if (found && marking->kind == KIND_INDIRECT)
			continue;
		for (size_t k = 0; k < content->count; k++)
			spans_within(&list, article, code, content->at[k], marking);
	}
	pcre2_code_free(code);
	return list;
}

static bool is_named(const struct marking *marking)
{
	const char *type = marking->type;

	return type && (!strcmp(type, "person") || !strcmp(type, "org") || !strcmp(type, "joint"));
}

static void count_speaker(struct measures *measures, struct namesake *namesake, const struct marking *gold,
			  const struct marking *found)
{
	bool right = gold->type && namesake_is(namesake, gold, found->speaker, false);
	bool full = gold->type && namesake_is(namesake, gold, found->speaker, true);

	if (gold->parts[PART_SOURCE].count) {
		measures->source.annotated++;
		measures->source.hits += right || overlap(&gold->parts[PART_SOURCE], &found->parts[PART_SOURCE]);
	}
	if (!is_named(gold))
		return;
	measures->named_found.annotated++;
	measures->named_found.hits += right;
	measures->named.hits += right;
	measures->named_full.hits += full;
}

static void measure_quotes(struct measures *measures, struct namesake *namesake, const struct gold_article *article)
{
	struct quoteds gold = quoteds_of(article, &article->gold, false),
		       found = quoteds_of(article, &article->found, true);

	measures->quotes.annotated += gold.count;
	measures->quotes.predicted += found.count;
	for (size_t i = 0; i < gold.count; i++) {
		struct quoted *best = NULL;
		double most = 0;

		measures->named.annotated += is_named(gold.at[i].marking);
		measures->named_full.annotated += is_named(gold.at[i].marking);
		for (size_t k = 0; k < found.count; k++) {
			const struct spans a = {&gold.at[i].span, 1}, b = {&found.at[k].span, 1};
			double share = found.at[k].used ? 0 : overlap_over_union(&a, &b);

			if (share > 0 && share >= most) {
				most = share;
				best = &found.at[k];
			}
		}
		if (!best || most < 0.5)
			continue;
		best->used = true;
		measures->quotes.hits++;
		count_speaker(measures, namesake, gold.at[i].marking, best->marking);
	}
	free(gold.at);
	free(found.at);
}

static void count_speech_speaker(struct measures *measures, struct namesake *namesake, const struct marking *gold,
				 const struct marking *found)
{
	if (!gold->type || !strcmp(gold->type, "unknown"))
		return;
	measures->speech_speaker.annotated++;
	measures->speech_full.annotated++;
	measures->speech_speaker.hits += namesake_is(namesake, gold, found->speaker, false);
	measures->speech_full.hits += namesake_is(namesake, gold, found->speaker, true);
}

static void measure_speech(struct measures *measures, struct namesake *namesake, const struct gold_article *article)
{
	bool *used = xcalloc(article->found.count + 1, sizeof(*used));

	for (size_t k = 0; k < article->found.count; k++)
		measures->speech.predicted += article->found.at[k].parts[PART_CONTENT].count &&
					      namesake_speech(namesake, article->found.at[k].cue_text);
	for (size_t i = 0; i < article->gold.count; i++) {
		const struct marking *gold = &article->gold.at[i];
		size_t best = SIZE_MAX;
		double most = 0;

		if (!gold->parts[PART_CONTENT].count || !namesake_speech(namesake, gold->cue_text))
			continue;
		measures->speech.annotated++;
		for (size_t k = 0; k < article->found.count; k++) {
			double share = used[k] ? 0
					       : overlap_over_union(&gold->parts[PART_CONTENT],
								    &article->found.at[k].parts[PART_CONTENT]);

			if (share > 0 && share >= most) {
				most = share;
				best = k;
			}
		}
		if (most < 0.5)
			continue;
		used[best] = true;
		measures->speech.hits++;
		count_speech_speaker(measures, namesake, gold, &article->found.at[best]);
	}
	free(used);
}

/* The range without white space, marks and stops at its ends. */
static struct span trimmed(const struct gold_article *article, struct span span)
{
	static const char edges[] = " \t\r\n\"'`,.;:";

	for (; span.start < span.end; span.start++) {
		const char *at = article->text + article->byte_of[span.start];

		if (!strchr(edges, *at) && memcmp(at, "\xE2\x80", 2) != 0)
			break;
	}
	for (; span.end > span.start; span.end--) {
		const char *at = article->text + article->byte_of[span.end - 1];

		if (!strchr(edges, *at) && memcmp(at, "\xE2\x80", 2) != 0)
			break;
	}
	return span;
}

static bool same_ranges(const struct gold_article *article, const struct spans *a, const struct spans *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++) {
		struct span x = trimmed(article, a->at[i]), y = trimmed(article, b->at[i]);

		if (x.start != y.start || x.end != y.end)
			return false;
	}
	return true;
}

static void measure_exact(struct measures *measures, const struct gold_article *article)
{
	for (int part = 0; part < PART_COUNT; part++) {
		bool *used = xcalloc(article->found.count + 1, sizeof(*used));

		for (size_t k = 0; k < article->found.count; k++)
			measures->exact[part].predicted += article->found.at[k].parts[part].count > 0;
		for (size_t i = 0; i < article->gold.count; i++) {
			const struct spans *spans = &article->gold.at[i].parts[part];
			size_t k = 0;

			if (!spans->count)
				continue;
			measures->exact[part].annotated++;
			while (k < article->found.count &&
			       (used[k] || !same_ranges(article, spans, &article->found.at[k].parts[part])))
				k++;
			if (k == article->found.count)
				continue;
			used[k] = true;
			measures->exact[part].hits++;
		}
		free(used);
	}
}

void measure_article(struct measures *measures, struct namesake *namesake, const struct gold_article *article)
{
	measure_quotes(measures, namesake, article);
	measure_speech(measures, namesake, article);
	measure_exact(measures, article);
}
