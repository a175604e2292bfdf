/* SPDX-License-Identifier: MIT */
/* The engine's own parts, for the stages that look inside: explain.c, check.c and the dump for training. */
#ifndef QUOTED_ENGINE_PARTS_H
#define QUOTED_ENGINE_PARTS_H

#include "attribute.h"
#include "claim.h"
#include "format/clean.h"
#include "format/page.h"
#include "nested.h"
#include "quoted/engine.h"
#include "revision.h"
#include "speaker.h"

struct engine {
	const struct pack *pack;
	const struct converter *converter; /* or NULL */
	bool no_sketch;
	struct document document;
	struct attributor *attributor;
	struct reviser *reviser;
	struct nester *nester;
	struct resolver *resolver;
	struct page page; /* scratch of the formats */
	struct claimer *claimer;
	struct origins origins; /* of the text in hand, where it was cleaned; see format/clean.h */
	const char *original;
	size_t original_length;
	struct span byline; /* the line of the text in hand that names its authors, or empty */
	size_t body;        /* where the text in hand begins to be the article's, after a header */
};

/* Read the first article of a file into ret->article: no more than its text and metadata, and body. */
int engine_read_first(struct engine *engine, const char *name, const void *bytes, size_t length, struct extraction *ret,
		      struct error *err);
/* Tokenize and split ret->article from byte body on. */
void engine_split(struct engine *engine, struct extraction *ret);
/* Find the statements of what was split. */
void engine_run(struct engine *engine, struct extraction *ret);
/* Say in the original of the text, where it was cleaned, what was said of the cleaned one. */
void engine_restore(struct engine *engine, struct extraction *ret);
/* Read and split: all that comes before the rules. */
int engine_prepare(struct engine *engine, const char *name, const void *bytes, size_t length, struct extraction *ret,
		   struct error *err);

#endif
