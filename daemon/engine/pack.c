/* SPDX-License-Identifier: MIT */
/* Load a language pack's files in the order of their names; what is in them is lexicon.c's, rules.c's and weights.c's.
 */
#include "pack.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "tag.h"

#define LANGUAGE "en" /* the pack whose rules run; others tell languages apart */

static bool has_suffix(const char *name, const char *suffix)
{
	size_t length = strlen(name), tail = strlen(suffix);

	return length > tail && !strcmp(name + length - tail, suffix) && name[0] != '.';
}

/* Version: every file's bytes, in order, eight at a time, by the steps of FNV-1a and the top bits taken down. */
static void digest_file(const char *path, uint64_t *digest)
{
	struct buffer file = {0};
	uint64_t bytes;

	if (buffer_read(&file, path, NULL) == 0) {
		memset(buffer_reserve(&file, sizeof(bytes)), 0, sizeof(bytes));
		for (size_t i = 0; i < file.length; i += sizeof(bytes)) {
			memcpy(&bytes, file.data + i, sizeof(bytes));
			*digest = (*digest ^ bytes) * 0x100000001b3ULL;
			*digest ^= *digest >> 32;
		}
		*digest = (*digest ^ file.length) * 0x100000001b3ULL;
	}
	buffer_done(&file);
}

/* Weights by feature; a site's file replaces the pack's. */
static int load_weights(struct pack *pack, const char *path, const char *name, struct error *err)
{
	const struct {
		const char *name;
		struct weights **weights;
	} files[] = {
		{"cue.weights", &pack->cue},
		{"extent.weights", &pack->extent},
		{"cut.weights", &pack->cut},
		{"standing.weights", &pack->standing},
	};

	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		if (strcmp(name, files[i].name) != 0)
			continue;
		weights_free(*files[i].weights);
		return (*files[i].weights = weights_load(path, err)) ? 0 : -1;
	}
	return 0;
}

static int load_file(struct pack *pack, const char *path, const char *name, struct error *err)
{
	if (has_suffix(name, ".rules"))
		return rules_load(&pack->rules, path, LANGUAGE, err);
	if (!strcmp(name, "furniture.list")) {
		furniture_free(pack->furniture);
		return (pack->furniture = furniture_load(path, err)) ? 0 : -1;
	}
	if (!strcmp(name, "stopwords.list"))
		return 0;
	if (has_suffix(name, ".list"))
		return lexicon_load(pack->lexicon, path, err);
	if (!strcmp(name, "claim.terms")) {
		terms_free(pack->terms);
		return (pack->terms = terms_load(path, LANGUAGE, err)) ? 0 : -1;
	}
	if (!strcmp(name, "venue.terms")) {
		venues_free(pack->venues);
		return (pack->venues = venues_load(path, err)) ? 0 : -1;
	}
	if (has_suffix(name, ".weights") && strcmp(name, "labels.weights") != 0)
		return load_weights(pack, path, name, err);
	if (!strcmp(name, "labels.weights")) {
		label_model_free(pack->labels);
		return (pack->labels = label_model_load(path, err)) ? 0 : -1;
	}
	return 0;
}

static int load_directory(struct pack *pack, const char *directory, uint64_t *digest, struct error *err)
{
	struct dirent **names;
	int count = scandir(directory, &names, NULL, alphasort), r = 0;

	if (count < 0)
		return error_errno(err, "could not read directory \"%s\"", directory);
	for (int i = 0; i < count; i++) {
		char *path = arena_printf(&pack->rules.arena, "%s/%s", directory, names[i]->d_name);
		struct stat st;

		if (!r && !stat(path, &st) && S_ISREG(st.st_mode) && names[i]->d_name[0] != '.') {
			r = load_file(pack, path, names[i]->d_name, err);
			if (has_suffix(path, ".list") || has_suffix(path, ".rules") || has_suffix(path, ".weights") ||
			    has_suffix(path, ".terms"))
				digest_file(path, digest);
		}
		free(names[i]);
	}
	free(names);
	return r;
}

struct pack *pack_load(const char *directory, const char *site, struct error *err)
{
	struct pack *pack = xcalloc(1, sizeof(*pack));
	uint64_t digest = 0xcbf29ce484222325ULL;
	struct stat st;

	pack->lexicon = lexicon_new();
	if (load_directory(pack, arena_printf(&pack->rules.arena, "%s/" LANGUAGE, directory), &digest, err) < 0)
		goto fail;
	if (site && !stat(site, &st) && load_directory(pack, site, &digest, err) < 0)
		goto fail;
	lexicon_finish(pack->lexicon);
	tag_words(pack->lexicon);
	pack->formats = formats_load(arena_printf(&pack->rules.arena, "%s/formats", directory), err);
	if (!pack->formats)
		goto fail;
	if (!pack->rules.count) {
		error_set(err, "no rules in \"%s/" LANGUAGE "\"", directory);
		goto fail;
	}
	if (rules_compile(&pack->rules, err) < 0)
		goto fail;
	snprintf(pack->version, sizeof(pack->version), "%016llx", (unsigned long long)digest);
	return pack;
fail:
	pack_free(pack);
	return NULL;
}

void pack_free(struct pack *pack)
{
	if (!pack)
		return;
	lexicon_free(pack->lexicon);
	rules_done(&pack->rules);
	weights_free(pack->cue);
	weights_free(pack->extent);
	weights_free(pack->cut);
	weights_free(pack->standing);
	label_model_free(pack->labels);
	furniture_free(pack->furniture);
	formats_free(pack->formats);
	terms_free(pack->terms);
	venues_free(pack->venues);
	free(pack);
}

char **negations_load(const char *directory, struct error *err)
{
	struct buffer path = {0};
	struct terms *terms;
	char **copy = NULL;

	buffer_printf(&path, "%s/" LANGUAGE "/claim.terms", directory);
	terms = terms_load(path.data, LANGUAGE, err);
	if (terms)
		copy = terms_copy_negations(terms);
	terms_free(terms);
	buffer_done(&path);
	return copy;
}

const char *const *pack_negations(const struct pack *pack)
{
	return terms_negations(pack->terms);
}

const char *pack_version(const struct pack *pack)
{
	return pack->version;
}
