/* SPDX-License-Identifier: MIT */
/*
 * The engine: an article's bytes in, statements out. It knows no event loop, no
 * database, no clock and no log. A pack is shared and never changes; an engine
 * is one thread's scratch memory for using it.
 */
#ifndef QUOTED_ENGINE_H
#define QUOTED_ENGINE_H

#include "quoted/buffer.h"
#include "quoted/error.h"
#include "quoted/record.h"

struct pack;
struct engine;

/*
 * Load the language packs below directory ("…/rules", holding en/), then the site's additions below
 * site (may be NULL or missing). Returns NULL with err "FILE:LINE:COLUMN: …" when one is bad.
 */
struct pack *pack_load(const char *directory, const char *site, struct error *err);
void pack_free(struct pack *pack);
/* The pack's words that negate, NULL-ended; "n't" and the like are endings. */
const char *const *pack_negations(const struct pack *pack);
/* The same without loading a pack, from the packs below directory; free it. NULL with err set on failure. */
char **negations_load(const char *directory, struct error *err);
const char *pack_version(const struct pack *pack); /* hexadecimal digest of its files */

/*
 * Beyond loading: every rule has examples that match and near misses that do not, every fragment is
 * used, no two rules claim the same words of an example. Writes one line per finding to report (or a
 * summary), returns the number of findings. rule: only that rule's examples, or NULL for all.
 */
int pack_check(const struct pack *pack, const char *rule, struct buffer *report, size_t *examples);

/* Run the examples alone, of one rule or of all, with a line for each in report; returns how many do not hold. */
int pack_test(const struct pack *pack, const char *rule, struct buffer *report, size_t *examples);

/*
 * Write to report what a rule is: its text as written and with its fragments replaced, what it needs, its examples.
 * Without a rule, a line for each. Returns -1 with err set if no rule has that id.
 */
int pack_describe(const struct pack *pack, const char *rule, struct buffer *report, struct error *err);

struct engine *engine_new(const struct pack *pack, struct error *err);
void engine_free(struct engine *engine);

/* What makes text of documents that the engine does not read itself; see quoted/convert.h for kinds and results. */
struct converter {
	int (*document)(const char *kind, const void *bytes, size_t length, struct buffer *out, struct error *err,
			void *data);
	void *data;
};

/* Let the engine ask converter, which is the caller's and must outlive it. Without one PDF documents are refused. */
void engine_set_converter(struct engine *engine, const struct converter *converter);
/* Give extractions no sketch, which only a store needs. */
void engine_leave_out_sketch(struct engine *engine);

/*
 * Read an article from its bytes, the first if they hold several, and extract its statements. name: as dropped. On
 * success returns 0 and fills the zeroed ret (free with extraction_done). Returns -1 with the reason in err when the
 * bytes cannot be read as an article ("binary data at byte 12", …).
 */
int engine_extract(struct engine *engine, const char *name, const void *bytes, size_t length, struct extraction *ret,
		   struct error *err);

/*
 * Find the statements of an article that was read before, in its text as engine_extract gave it. Its metadata are taken
 * as they are. Fills the zeroed ret (free with extraction_done), which does not point at article.
 */
void engine_reread(struct engine *engine, const struct article *article, struct extraction *ret);

/* Where the articles of a file go. */
struct article_sink {
	/*
	 * One article with its statements; it is freed when this returns, unless it is taken by copying *extraction and
	 * zeroing it. A return other than 0 ends the reading.
	 */
	int (*article)(struct extraction *extraction, void *data);
	/* One article of several could not be read ("a.jsonl#3" and why); the others go on. May be NULL; returns like
	 * article. */
	int (*failure)(const char *name, const struct error *why, void *data);
	void *data;
	bool text_only; /* metadata and text, no statements */
};

/*
 * Read a file of any known format, which may hold many articles (JSON lines, feeds, mail boxes, archives), and hand
 * each to sink in order. An article's name is the file's, with "#3" or "/member" behind it where there are several.
 * Returns 0 when sink was called at least once, -1 with err set when the file holds nothing that can be read: then sink
 * was not called.
 */
int engine_read(struct engine *engine, const char *name, const void *bytes, size_t length,
		const struct article_sink *sink, struct error *err);

/*
 * The same as engine_extract, and write to report for people: for each statement the rule, its captures and the chain
 * to the speaker; for each quotation-mark span that became no statement, why.
 */
int engine_explain(struct engine *engine, const char *name, const void *bytes, size_t length, struct buffer *report,
		   struct error *err);

#endif
