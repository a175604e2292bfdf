/* SPDX-License-Identifier: MIT */
/* `quotes eval`: how well the engine does on articles that people have annotated. */
#include <stdio.h>
#include <string.h>

#include "measure.h"
#include "offline.h"

/* What the engine finds in the article, as markings. */
static int extract(struct gold *gold, struct gold_article *article, struct engine *engine, struct error *err)
{
	struct extraction extraction = {0};

	if (engine_extract(engine, article->name, article->text, article->length, &extraction, err) < 0)
		return -1;
	for (size_t i = 0; i < extraction.count; i++) {
		const struct statement *statement = &extraction.statements[i];
		const struct spans *parts[PART_COUNT] = {&statement->source, &statement->cue, &statement->content};
		struct marking *marking = markings_add(&article->found);
		struct buffer speaker = {0};

		marking->kind = statement->kind;
		for (int k = 0; k < PART_COUNT; k++) {
			struct spans *spans = &marking->parts[k];

			spans->count = parts[k]->count;
			spans->at = arena_alloc(&gold->arena, (spans->count + 1) * sizeof(*spans->at));
			for (size_t s = 0; s < spans->count; s++)
				spans->at[s] = (struct span){gold_character(article, parts[k]->at[s].start),
							     gold_character(article, parts[k]->at[s].end)};
		}
		marking->cue_text = gold_text(gold, article, &marking->parts[PART_CUE]);
		for (size_t s = 0; s < statement->speaker_count; s++) {
			buffer_text(&speaker, s ? " & " : "");
			buffer_text(&speaker, statement->speakers[s].name);
		}
		if (speaker.length)
			marking->speaker = arena_copy(&gold->arena, speaker.data, speaker.length);
		buffer_done(&speaker);
	}
	extraction_done(&extraction);
	return 0;
}

static double percent(size_t part, size_t whole)
{
	return whole ? 100.0 * (double)part / (double)whole : 0;
}

static void print_tally(const char *label, const struct tally *tally)
{
	double p = percent(tally->hits, tally->predicted), r = percent(tally->hits, tally->annotated);

	printf("%-58s P %5.1f R %5.1f F1 %5.1f  (%zu of %zu found, %zu annotated)\n", label, p, r,
	       p + r > 0 ? 2 * p * r / (p + r) : 0.0, tally->hits, tally->predicted, tally->annotated);
}

static void print_share(const char *label, const struct tally *tally)
{
	if (tally->annotated)
		printf("%-58s %5.1f  (%zu of %zu)\n", label, percent(tally->hits, tally->annotated), tally->hits,
		       tally->annotated);
}

static void print_measures(const struct measures *measures, const struct gold *gold)
{
	static const char *const names[PART_COUNT] = {"source", "cue", "content"};

	printf("%-58s %zu\n", "articles", gold->article_count);
	print_tally("direct quotations", &measures->quotes);
	print_share("direct, source right of those found", &measures->source);
	print_share("direct, named speaker right of those found", &measures->named_found);
	print_share("direct, found and named speaker right, of all named", &measures->named);
	print_share("direct, the same by full name", &measures->named_full);
	print_tally("attributions by a verb of speech", &measures->speech);
	print_share("speech, speaker right of those found", &measures->speech_speaker);
	print_share("speech, the same by full name", &measures->speech_full);
	if (gold->item_count)
		printf("%-58s %zu, and %zu not aligned\n", "items", measures->item_count, measures->items_lost);
	for (int i = 0; i < PART_COUNT; i++) {
		char label[64];

		snprintf(label, sizeof(label), "%s, %s", names[i],
			 gold->item_count ? "exact match of items" : "exact ranges");
		print_tally(label, gold->item_count ? &measures->items[i] : &measures->exact[i]);
	}
}

static int evaluate(struct gold *gold, struct offline *offline, struct namesake *namesake, struct error *err)
{
	struct measures measures;

	memset(&measures, 0, sizeof(measures));
	for (size_t i = 0; i < gold->article_count; i++) {
		if (extract(gold, &gold->articles[i], offline->engine, err) < 0)
			return -1;
		measure_article(&measures, namesake, &gold->articles[i]);
	}
	measure_items(&measures, gold);
	print_measures(&measures, gold);
	return 0;
}

int command_eval(const struct options *options, int argc, char **argv)
{
	struct error err;
	struct offline offline;
	struct gold gold = {0};
	struct namesake *namesake = NULL;
	int r = -1;

	if (offline_open(&offline, options) < 0)
		return EXIT_INPUT;
	namesake = namesake_load(arena_printf(&gold.arena, "%s/en/eval.words", options->rules), &err);
	if (!namesake)
		goto out;
	for (int i = 0; i < argc; i++)
		if (gold_read(&gold, argv[i], &err) < 0)
			goto out;
	if (!gold.article_count) {
		error_set(&err, "no annotated article in \"%s\"", argv[0]);
		goto out;
	}
	r = evaluate(&gold, &offline, namesake, &err);
out:
	if (r < 0)
		fprintf(stderr, "quotes: %s\n", err.text);
	namesake_free(namesake);
	gold_done(&gold);
	offline_close(&offline);
	return r < 0 ? EXIT_INPUT : EXIT_FOUND;
}
