/* SPDX-License-Identifier: MIT */
/* The engine as a whole on any file and on any text, and the files of a rule pack. */
#include <stdlib.h>
#include <string.h>

#include "../../daemon/engine/format/phrases.h"
#include "../../daemon/engine/pack.h"
#include "quoted/engine.h"
#include "target.h"

static void start(void)
{
	target_engine();
}

static int check_article(struct extraction *extraction, void *data)
{
	(void)data;
	target_prove(extraction);
	return 0;
}

/* A file of any kind, told by its bytes. */
static void feed_file(const char *bytes, size_t length)
{
	struct article_sink sink = {.article = check_article};
	struct error err = {""};

	if (engine_read(target_engine(), "a", bytes, length, &sink, &err) < 0 && !*err.text)
		target_fail("a file", "it was refused without a reason");
}

/* Segmentation, rules, speakers and claims on a text that is sure to be read as one: its first word says so. */
static void feed_article(const char *bytes, size_t length)
{
	struct article_sink sink = {.article = check_article};
	struct buffer text = {0};
	struct error err;

	buffer_text(&text, "Orm\n\n");
	buffer_add(&text, bytes, length);
	(void)engine_read(target_engine(), "a.txt", text.data, text.length, &sink, &err);
	buffer_done(&text);
}

/* Rules of a site, which stand alone here; those that load are described and run on their examples. */
static void feed_rules(const char *bytes, size_t length)
{
	struct pack pack = *target_pack();
	struct buffer report = {0};
	struct error err = {""};
	size_t examples;

	memset(&pack.rules, 0, sizeof(pack.rules));
	if (rules_load(&pack.rules, target_file(bytes, length), "en", &err) < 0 ||
	    rules_compile(&pack.rules, &err) < 0) {
		if (!*err.text)
			target_fail("a rule file", "it was refused without a reason");
	} else if (pack.rules.count) {
		(void)pack_check(&pack, NULL, &report, &examples);
		(void)pack_describe(&pack, NULL, &report, &err);
		(void)pack_describe(&pack, pack.rules.rules[0].id, &report, &err);
	}
	rules_done(&pack.rules);
	buffer_done(&report);
}

static void load_lexicon(const char *path, struct error *err)
{
	struct lexicon *lexicon = lexicon_new();

	if (lexicon_load(lexicon, path, err) == 0)
		lexicon_finish(lexicon);
	lexicon_free(lexicon);
}

/* The word lists, of every kind that there is. */
static void feed_lists(const char *bytes, size_t length)
{
	const char *path = target_file(bytes, length);
	struct fields fields = {0};
	struct months months = {0};
	struct error err;

	load_lexicon(path, &err);
	furniture_free(furniture_load(path, &err));
	terms_free(terms_load(path, "en", &err));
	phrases_free(phrases_load(path, &err));
	(void)fields_load(&fields, path, &err);
	fields_done(&fields);
	(void)months_load(&months, path, &err);
}

static void feed_weights(const char *bytes, size_t length)
{
	const char *path = target_file(bytes, length);
	struct error err;

	weights_free(weights_load(path, &err));
	label_model_free(label_model_load(path, &err));
}

static void start_nothing(void)
{
}

const struct target engine_targets[] = {
	{"file", start, feed_file, target_engine_stop},          {"article", start, feed_article, target_engine_stop},
	{"rules", start, feed_rules, target_engine_stop},        {"lists", start_nothing, feed_lists, start_nothing},
	{"weights", start_nothing, feed_weights, start_nothing}, {NULL, NULL, NULL, NULL},
};
