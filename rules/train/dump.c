/* SPDX-License-Identifier: MIT */
/*
 * Print training examples for the pack's weights from annotated articles: the engine's own features, so that what is
 * learned is what is used. train.py makes the weights from them.
 *
 *     dump RULES-DIRECTORY GOLD.jsonl [SKIP-FOLD KEEP-FOLD FOLDS] > examples
 *
 * A line is "S LABEL KEY…" for an attribution found that is or is none, "C LABEL KEY…" for a verb that is or is no cue,
 * "E LABEL KEY…" for a unit that does or does not go on a cue, "K LABEL KEY…" for a place where content does or does
 * not end. GOLD: {"text", "attributions": [{"cue", "content": [[start, end], …] in characters}]}.
 */
#include <inttypes.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../daemon/engine/engine.h"
#include "../../daemon/engine/pack.h"
#include "../../daemon/engine/standing.h"

struct gold {
	uint32_t *offsets; /* character -> byte */
	size_t characters;
	struct json_object *attributions;
};

static void map_offsets(const char *text, size_t length, struct gold *gold)
{
	size_t n = 0;

	gold->offsets = xcalloc(length + 2, sizeof(*gold->offsets));
	for (size_t i = 0; i < length; i++)
		if (((unsigned char)text[i] & 0xC0) != 0x80)
			gold->offsets[n++] = (uint32_t)i;
	gold->offsets[n] = (uint32_t)length;
	gold->characters = n;
}

/* Byte range of element i of a list of [start, end) character pairs. */
static struct span byte_span(const struct gold *gold, struct json_object *list, size_t i)
{
	struct json_object *pair = json_object_array_get_idx(list, i);
	size_t start = (size_t)json_object_get_int64(json_object_array_get_idx(pair, 0));
	size_t end = (size_t)json_object_get_int64(json_object_array_get_idx(pair, 1));

	start = start < gold->characters ? start : gold->characters;
	end = end < gold->characters ? end : gold->characters;
	return (struct span){gold->offsets[start], gold->offsets[end]};
}

static void print_example(char kind, bool label, const uint64_t *features, size_t count)
{
	printf("%c %d", kind, label);
	for (size_t i = 0; i < count; i++)
		printf(" %016" PRIx64, features[i]);
	putchar('\n');
}

static uint32_t unit_start(const struct document *document, const struct tagger *tagger, uint32_t i)
{
	return document->tokens[tagger->units[i].first].start;
}

/* Mark the units that are heads of annotated cues: the first candidate within each cue. */
static void mark_heads(const struct document *document, const struct tagger *tagger, const struct gold *gold,
		       uint8_t *heads)
{
	for (size_t a = 0; a < json_object_array_length(gold->attributions); a++) {
		struct json_object *attribution = json_object_array_get_idx(gold->attributions, a), *cue;

		json_object_object_get_ex(attribution, "cue", &cue);
		for (size_t k = 0; k < json_object_array_length(cue); k++) {
			struct span span = byte_span(gold, cue, k);
			uint32_t i = 0;

			while (i < tagger->count &&
			       (unit_start(document, tagger, i) < span.start ||
				(unit_start(document, tagger, i) < span.end && !heads[i] &&
				 !tag_is_cue(tagger->tags[i]) && !cue_candidate(tagger, document, i))))
				i++;
			if (i < tagger->count && unit_start(document, tagger, i) < span.end)
				heads[i] = 1;
		}
	}
}

/* How far each annotated cue goes on to the right of its head. */
static void dump_extents(const struct tagger *tagger, const struct document *document, const struct gold *gold)
{
	uint64_t features[EXTENT_FEATURES];

	for (size_t a = 0; a < json_object_array_length(gold->attributions); a++) {
		struct json_object *attribution = json_object_array_get_idx(gold->attributions, a), *cue;

		json_object_object_get_ex(attribution, "cue", &cue);
		if (!json_object_array_length(cue))
			continue;
		struct span span = byte_span(gold, cue, 0);
		uint32_t head = 0;

		while (head < tagger->count &&
		       (unit_start(document, tagger, head) < span.start ||
			(unit_start(document, tagger, head) < span.end && !tag_is_cue(tagger->tags[head]) &&
			 !cue_candidate(tagger, document, head))))
			head++;
		if (head == tagger->count || unit_start(document, tagger, head) >= span.end)
			continue;
		for (uint32_t i = head + 1; i < tagger->count && i < head + 8; i++) {
			bool inside = unit_start(document, tagger, i) < span.end;

			if (tagger->units[i].quote >= 0 || tagger->tags[i] == '!' || tagger->tags[i] == ',')
				break;
			print_example('E', inside, features, extent_features(tagger, document, head, i, features));
			if (!inside)
				break;
		}
	}
}

static void dump_cues(struct tagger *tagger, struct document *document, const struct gold *gold)
{
	uint8_t *heads = xcalloc(tagger->count + 1, 1);
	uint64_t features[CUE_FEATURES];
	static const char forms[] = "dzvge";

	mark_heads(document, tagger, gold, heads);
	/* as at run time: what stands to the right has no cue tags yet */
	for (uint32_t i = tagger->count; i-- > 0;) {
		char tag = tagger->tags[i];

		if (!tag_is_cue(tag) && !cue_candidate(tagger, document, i))
			continue;
		if (tag_is_cue(tag))
			tagger->tags[i] = forms[((unsigned char)tag - CUE_FIRST) / 8];
		print_example('C', heads[i], features, cue_features(tagger, document, i, features));
	}
	free(heads);
}

/* Content that begins in this sentence behind a cue, up to the place where it ends. */
static void dump_cut(const struct tagger *tagger, const struct document *document, struct span content)
{
	uint64_t features[CUT_FEATURES];
	uint32_t from = 0;

	while (from < tagger->count && unit_start(document, tagger, from) < content.start)
		from++;
	if (from == tagger->count || unit_start(document, tagger, from) >= content.end || from == 0)
		return;
	for (uint32_t i = from + 1; i < tagger->count; i++) {
		bool end = unit_start(document, tagger, i) >= content.end;

		if (end && tagger->tags[i] == '!')
			return;
		if (end || strchr(",;-:kbsWwIyTghjRCp<to", tagger->tags[i]))
			print_example('K', end, features, cut_features(tagger, document, from, i, features));
		if (end)
			return;
	}
}

static void dump_cuts(const struct tagger *tagger, const struct document *document, const struct gold *gold,
		      size_t start, size_t end)
{
	for (size_t a = 0; a < json_object_array_length(gold->attributions); a++) {
		struct json_object *attribution = json_object_array_get_idx(gold->attributions, a), *cue, *content;
		struct span first;

		json_object_object_get_ex(attribution, "cue", &cue);
		json_object_object_get_ex(attribution, "content", &content);
		if (!json_object_array_length(cue))
			continue;
		first = byte_span(gold, cue, 0);
		for (size_t k = 0; k < json_object_array_length(content); k++) {
			struct span span = byte_span(gold, content, k);

			if (first.start >= start && first.start < end && span.start >= first.end && span.start < end)
				dump_cut(tagger, document, span);
		}
	}
}

static uint32_t overlap(struct span a, struct span b)
{
	uint32_t start = (uint32_t)(a.start > b.start ? a.start : b.start),
		 end = (uint32_t)(a.end < b.end ? a.end : b.end);

	return end > start ? end - start : 0;
}

static struct span range_bytes(const struct document *document, struct range range)
{
	if (range.first >= range.last)
		return (struct span){0, 0};
	return (struct span){document->tokens[range.first].start, document->tokens[range.last - 1].end};
}

/* Bytes of the annotated list that the ranges hold; *ret_sum: bytes of both. */
static uint32_t shared(const struct document *document, const struct gold *gold, struct json_object *list,
		       const struct range *ranges, uint32_t count, uint32_t *ret_sum)
{
	uint32_t common = 0;

	*ret_sum = 0;
	for (uint32_t k = 0; k < count; k++)
		*ret_sum += (uint32_t)(range_bytes(document, ranges[k]).end - range_bytes(document, ranges[k]).start);
	for (size_t i = 0; i < json_object_array_length(list); i++) {
		struct span span = byte_span(gold, list, i);

		*ret_sum += (uint32_t)(span.end - span.start);
		for (uint32_t k = 0; k < count; k++)
			common += overlap(span, range_bytes(document, ranges[k]));
	}
	return common;
}

/* Whether the annotation has it: the cue touches, half of the content is the same, and the source touches if both have
 * one. */
static bool is_annotated(const struct document *document, const struct gold *gold,
			 const struct attribution *attribution)
{
	for (size_t a = 0; a < json_object_array_length(gold->attributions); a++) {
		struct json_object *annotated = json_object_array_get_idx(gold->attributions, a), *cue, *content,
				   *source;
		uint32_t sum, common;

		json_object_object_get_ex(annotated, "cue", &cue);
		json_object_object_get_ex(annotated, "content", &content);
		json_object_object_get_ex(annotated, "source", &source);
		if (attribution->cue.last && !shared(document, gold, cue, &attribution->cue, 1, &sum))
			continue;
		common = shared(document, gold, content, attribution->content, attribution->content_count, &sum);
		if (attribution->content_count && 3 * common < sum)
			continue;
		if (attribution->source.last && json_object_array_length(source) && attribution->carry < 0 &&
		    !shared(document, gold, source, &attribution->source, 1, &sum))
			continue;
		return true;
	}
	return false;
}

/* What the engine finds in the article, before it is judged. */
static void dump_standing(struct engine *engine, const struct gold *gold)
{
	struct document *document = &engine->document;
	uint64_t features[STANDING_FEATURES];

	attributor_run(engine->attributor, document);
	reviser_run(engine->reviser, document);
	standing_judge(document, NULL);
	for (uint32_t a = 0; a < document->attribution_count; a++) {
		const struct attribution *attribution = &document->attributions[a];

		print_example('S', is_annotated(document, gold, attribution), features,
			      standing_features(document, attribution, features));
	}
}

static void dump_article(struct engine *engine, struct tagger *tagger, const char *json)
{
	struct json_object *article = json_tokener_parse(json), *text, *attributions;
	struct extraction extraction = {0};
	struct gold gold = {0};
	struct error err;

	json_object_object_get_ex(article, "text", &text);
	json_object_object_get_ex(article, "attributions", &attributions);
	if (engine_prepare(engine, "gold", json_object_get_string(text), (size_t)json_object_get_string_len(text),
			   &extraction, &err) == 0) {
		struct document *document = &engine->document;

		gold.attributions = attributions;
		map_offsets(extraction.article.text, extraction.article.length, &gold);
		for (uint32_t i = 0; i < document->sentence_count; i++) {
			const struct sentence *sentence = &document->sentences[i];

			tag_sentence(tagger, document, i);
			dump_cuts(tagger, document, &gold, document->tokens[sentence->first].start,
				  document->tokens[sentence->last - 1].end);
			dump_extents(tagger, document, &gold);
			dump_cues(tagger, document, &gold);
		}
		dump_standing(engine, &gold);
		free(gold.offsets);
	}
	extraction_done(&extraction);
	json_object_put(article);
}

int main(int argc, char **argv)
{
	struct error err;
	struct pack *pack = argc > 2 ? pack_load(argv[1], NULL, &err) : NULL;
	FILE *file = argc > 2 ? fopen(argv[2], "re") : NULL;
	struct tagger tagger = {0};
	struct engine *engine;
	char *line = NULL;
	size_t room = 0;
	int number = 0, fold = argc > 4 ? atoi(argv[3]) : -1, folds = argc > 4 ? atoi(argv[4]) : 1;

	if (!pack || !file) {
		fprintf(stderr, "usage: dump RULES-DIRECTORY GOLD.jsonl [FOLD-LEFT-OUT FOLDS]\n%s\n",
			pack ? "" : err.text);
		return 2;
	}
	engine = engine_new(pack, &err);
	tagger.lexicon = pack->lexicon;
	tagger.weights = pack->cue; /* extent stays out: its marks would hide the tags it learns from */
	while (getline(&line, &room, file) > 0)
		if (number++ % folds != fold)
			dump_article(engine, &tagger, line);
	free(line);
	fclose(file);
	tagger_done(&tagger);
	engine_free(engine);
	pack_free(pack);
	return 0;
}
