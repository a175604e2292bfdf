/* SPDX-License-Identifier: MIT */
/* The way of an article through the engine's stages; each stage is a file of its own. */
#include "engine.h"

#include <stdlib.h>
#include <string.h>

#include "anonymity.h"
#include "minhash.h"
#include "pack.h"
#include "speaker.h"
#include "standing.h"
#include "statement.h"
#include "when.h"

struct engine *engine_new(const struct pack *pack, struct error *err)
{
	struct engine *engine = xcalloc(1, sizeof(*engine));

	(void)err;
	mail_begin();
	engine->pack = pack;
	engine->document.lexicon = pack->lexicon;
	engine->attributor = attributor_new(&pack->rules, pack->lexicon, pack->cue, pack->extent, pack->cut);
	engine->reviser = reviser_new(&pack->rules, pack->labels);
	engine->nester = nester_new(&pack->rules, pack->lexicon, pack->cue, pack->extent);
	engine->resolver = resolver_new(pack->lexicon);
	engine->claimer = claimer_new(pack->terms, pack->lexicon);
	return engine;
}

void engine_set_converter(struct engine *engine, const struct converter *converter)
{
	engine->converter = converter;
}

void engine_leave_out_sketch(struct engine *engine)
{
	engine->no_sketch = true;
}

void engine_free(struct engine *engine)
{
	if (!engine)
		return;
	attributor_free(engine->attributor);
	reviser_free(engine->reviser);
	nester_free(engine->nester);
	resolver_free(engine->resolver);
	claimer_free(engine->claimer);
	document_done(&engine->document);
	page_done(&engine->page);
	free(engine);
}

static int by_place(const void *a, const void *b)
{
	const struct statement *x = a, *y = b;
	size_t xs = x->content.count ? x->content.at[0].start : x->cue.count ? x->cue.at[0].start : 0;
	size_t ys = y->content.count ? y->content.at[0].start : y->cue.count ? y->cue.at[0].start : 0;

	return xs < ys ? -1 : xs > ys;
}

/* The headline of a plain text file. */
static const char *find_title(const struct document *document, struct arena *arena)
{
	const struct paragraph *title = title_paragraph(document);

	return title ? arena_copy(arena, document->text + title->start, title->end - title->start) : NULL;
}

void engine_run(struct engine *engine, struct extraction *ret)
{
	const struct article *article = &ret->article;
	/* of several authors none is "I" */
	const char *author = article->byline && !strchr(article->byline, ';') ? article->byline : NULL;

	ret->partial = !attributor_run(engine->attributor, &engine->document) || engine->document.is_cut;
	reviser_run(engine->reviser, &engine->document);
	standing_judge(&engine->document, engine->pack->standing);
	nester_run(engine->nester, &engine->document);
	dateline_leave_out(&engine->document);
	venues_find(&engine->document, engine->pack->venues);
	ret->statements = statements_make(&engine->document, &ret->arena);
	ret->count = engine->document.attribution_count;
	when_resolve(&engine->document, article->date, ret->statements, &ret->arena);
	resolver_run(engine->resolver, &engine->document, author, ret->statements, &ret->arena);
	anonymity_read(&engine->document, ret->statements, &ret->arena);
	if (!engine->no_sketch)
		sketch_make(&engine->document, &ret->sketch);
	claimer_run(engine->claimer, &engine->document, ret->statements, &ret->arena);
	qsort(ret->statements, ret->count, sizeof(*ret->statements), by_place);
}

/* A line that names the authors is beside the article: nobody speaks there, or is spoken of. */
static void leave_out_byline(struct engine *engine)
{
	struct document *document = &engine->document;

	for (uint32_t p = 0; p < document->paragraph_count && engine->byline.end; p++) {
		if (document->paragraphs[p].start >= engine->byline.end)
			return;
		if (document->paragraphs[p].start >= engine->byline.start)
			document->paragraphs[p].kind = PARAGRAPH_FURNITURE;
	}
}

void engine_split(struct engine *engine, struct extraction *ret)
{
	struct article *article = &ret->article;

	ret->rules = arena_copy(&ret->arena, pack_version(engine->pack), strlen(pack_version(engine->pack)));
	tokenize(&engine->document, article->text, engine->body, article->length);
	quotes_find(&engine->document);
	paragraphs_classify(&engine->document, engine->pack->furniture);
	leave_out_byline(engine);
	sentences_find(&engine->document);
	if (!article->title)
		article->title = find_title(&engine->document, &ret->arena);
	if (!article->dateline)
		article->dateline = dateline_find(&engine->document, &ret->arena);
}

static void restore_span(const struct origins *origins, struct span *span)
{
	if (span->start < span->end)
		*span = (struct span){origin_of(origins, span->start), origin_of(origins, span->end)};
}

static void restore_spans(const struct origins *origins, struct spans *spans)
{
	for (size_t i = 0; i < spans->count; i++)
		restore_span(origins, &spans->at[i]);
}

void engine_restore(struct engine *engine, struct extraction *ret)
{
	if (!engine->origins.count)
		return;
	for (size_t i = 0; i < ret->count; i++) {
		struct statement *statement = &ret->statements[i];

		restore_spans(&engine->origins, &statement->content);
		restore_spans(&engine->origins, &statement->cue);
		restore_spans(&engine->origins, &statement->source);
		restore_span(&engine->origins, &statement->addressee);
		restore_span(&engine->origins, &statement->venue);
	}
	ret->article.text = engine->original;
	ret->article.length = engine->original_length;
	engine->origins = (struct origins){0};
}

int engine_prepare(struct engine *engine, const char *name, const void *bytes, size_t length, struct extraction *ret,
		   struct error *err)
{
	if (engine_read_first(engine, name, bytes, length, ret, err) < 0)
		return -1;
	engine_split(engine, ret);
	return 0;
}

int engine_extract(struct engine *engine, const char *name, const void *bytes, size_t length, struct extraction *ret,
		   struct error *err)
{
	if (engine_prepare(engine, name, bytes, length, ret, err) < 0) {
		extraction_done(ret);
		return -1;
	}
	engine_run(engine, ret);
	engine_restore(engine, ret);
	return 0;
}
