/* SPDX-License-Identifier: MIT */
/*
 * Measure claims, flips and verdicts on the invented stories: their articles, as ./expand and ./tell make them, go
 * through the engine into a store, and score.c holds what is read back against what the stories say.
 * Usage: measure RULES COMMAND-THAT-PRINTS-THE-STORIES [MEASURE=PRECISION,RECALL ... [verbose]]; the numbers: the least
 */
#include "story.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void die(const char *what, const struct error *err)
{
	printf("Bail out! %s: %s\n", what, err->text);
	exit(1);
}

const char *text_of(struct measure *measure, struct json_object *object, const char *key)
{
	struct json_object *value;

	if (!json_object_object_get_ex(object, key, &value) || !json_object_is_type(value, json_type_string))
		return NULL;
	return arena_copy(&measure->arena, json_object_get_string(value), (size_t)json_object_get_string_len(value));
}

struct json_object *parse(const struct buffer *text)
{
	struct json_object *root = json_tokener_parse(text->data);

	if (!root) {
		printf("Bail out! no JSON: %.200s\n", text->data);
		exit(1);
	}
	return root;
}

/* The statement that shares most bytes with the say, if that is more than half of them. */
static void find_statement(struct say *say, const struct extraction *extraction)
{
	size_t best = (say->end - say->start) / 2;

	for (size_t i = 0; i < extraction->count; i++) {
		const struct statement *statement = &extraction->statements[i];
		size_t shared = 0;

		for (size_t k = 0; k < statement->content.count; k++) {
			struct span span = statement->content.at[k];
			size_t from = span.start > say->start ? span.start : say->start;
			size_t to = span.end < say->end ? span.end : say->end;

			shared += to > from ? to - from : 0;
		}
		if (shared > best) {
			best = shared;
			memcpy(say->id, statement->id, sizeof(say->id));
		}
	}
}

static void add_says(struct measure *measure, struct json_object *list, const struct extraction *extraction,
		     int64_t article)
{
	for (size_t i = 0; i < json_object_array_length(list) && measure->count < SAYS_MAX; i++) {
		struct json_object *object = json_object_array_get_idx(list, i), *at, *side;
		struct say *say = &measure->says[measure->count++];

		json_object_object_get_ex(object, "at", &at);
		json_object_object_get_ex(object, "side", &side);
		say->claim = text_of(measure, object, "claim");
		say->speaker = text_of(measure, object, "speaker");
		say->value = text_of(measure, object, "value");
		say->stance = text_of(measure, object, "stance");
		say->side = json_object_get_int(side);
		say->article = article;
		say->start = (size_t)json_object_get_int64(json_object_array_get_idx(at, 0));
		say->end = (size_t)json_object_get_int64(json_object_array_get_idx(at, 1));
		find_statement(say, extraction);
	}
}

static void add_article(struct measure *measure, struct json_object *line, struct json_object *article)
{
	const char *text = text_of(measure, article, "text");
	uint8_t hash[STORE_HASH] = {0};
	struct drop drop = {.name = "story.txt", .hash = hash, .size = strlen(text)};
	struct extraction extraction = {0};
	struct json_object *says;
	enum outcome outcome;
	int64_t id = 0;

	measure->articles++;
	memcpy(hash, &measure->articles, sizeof(measure->articles));
	if (engine_extract(measure->engine, "story.txt", text, strlen(text), &extraction, &measure->err))
		die("could not extract", &measure->err);
	extraction.article.date = text_of(measure, article, "date");
	extraction.article.outlet = text_of(measure, article, "outlet");
	extraction.article.title = text_of(measure, article, "title");
	if (store_begin(measure->store, &measure->err) ||
	    store_add(measure->store, &drop, &extraction, &id, &outcome, &measure->err) ||
	    store_commit(measure->store, &measure->err))
		die("could not store", &measure->err);
	json_object_object_get_ex(line, "says", &says);
	add_says(measure, says, &extraction, id);
	extraction_done(&extraction);
}

static bool is_right(const char *kind, const char *verdict, const char *negation, bool changes_number)
{
	if (!strcmp(kind, "negation lost"))
		return !strcmp(verdict, "altered") && negation && !strcmp(negation, "lost");
	if (!strcmp(kind, "number changed"))
		return !strcmp(verdict, "altered") && changes_number;
	return !strcmp(verdict, kind);
}

static struct kind *kind_of(struct measure *measure, const char *name)
{
	size_t i = 0;

	while (i < measure->kind_count && strcmp(measure->kinds[i].name, name) != 0)
		i++;
	if (i == KINDS_MAX) {
		printf("Bail out! too many kinds of probes\n");
		exit(1);
	}
	if (i == measure->kind_count)
		measure->kinds[measure->kind_count++].name = name;
	return &measure->kinds[i];
}

static void probe(struct measure *measure, const char *kind, const char *text, const char *speaker)
{
	struct store_verify_query query = {text, speaker, pack_negations(measure->pack)};
	struct score *score = &kind_of(measure, kind)->score;
	struct json_object *root, *number;
	struct buffer out = {0};
	bool right;

	if (store_verify(measure->store, &query, &out, &measure->err))
		die("could not verify", &measure->err);
	root = parse(&out);
	right = is_right(kind, text_of(measure, root, "verdict"), text_of(measure, root, "negation"),
			 json_object_object_get_ex(root, "number_changed", &number) && json_object_get_boolean(number));
	score->wanted++;
	score->found++;
	score->right += right;
	if (!right)
		printf("# %s, %s: %s\n#   %.300s\n", kind, speaker ? speaker : "anybody", text, out.data);
	json_object_put(root);
	buffer_done(&out);
}

static void read_line(struct measure *measure, struct json_object *root)
{
	const char *kind = text_of(measure, root, "probe"), *status = text_of(measure, root, "status");
	struct json_object *article;

	if (json_object_object_get_ex(root, "article", &article))
		add_article(measure, root, article);
	else if (kind)
		probe(measure, kind, text_of(measure, root, "text"), text_of(measure, root, "speaker"));
	else if (status && measure->key_count < KEYS_MAX)
		measure->keys[measure->key_count++] = (struct key){text_of(measure, root, "claim"), status};
}

static void read_stories(struct measure *measure, const char *command)
{
	FILE *stories = popen(command, "re");
	char *line = NULL;
	size_t room = 0;

	while (stories && getline(&line, &room, stories) >= 0) {
		struct json_object *root = json_tokener_parse(line);

		if (root)
			read_line(measure, root);
		json_object_put(root);
	}
	free(line);
	if (!stories || pclose(stories) != 0 || !measure->count) {
		printf("Bail out! the stories could not be read\n");
		exit(1);
	}
}

int main(int argc, char **argv)
{
	char directory[] = "/tmp/quoted-claims-XXXXXX", path[64], wal[80];
	struct measure *measure = xcalloc(1, sizeof(*measure));
	int failed;

	if (argc < 3 || !mkdtemp(directory))
		return 2;
	snprintf(path, sizeof(path), "%s/quoted.db", directory);
	measure->is_verbose = !strcmp(argv[argc - 1], "verbose");
	measure->pack = pack_load(argv[1], NULL, &measure->err);
	measure->engine = measure->pack ? engine_new(measure->pack, &measure->err) : NULL;
	measure->store = measure->engine ? store_open(path, STORE_WRITE, &measure->err) : NULL;
	if (!measure->store)
		die("could not begin", &measure->err);
	read_stories(measure, argv[2]);
	failed = score_all(measure, (const char *const *)argv + 3, argc - 3);
	store_close(measure->store);
	engine_free(measure->engine);
	pack_free(measure->pack);
	arena_done(&measure->arena);
	free(measure);
	for (int i = 0; i < 3; i++) {
		snprintf(wal, sizeof(wal), "%s%s", path, i == 0 ? "" : i == 1 ? "-wal" : "-shm");
		unlink(wal);
	}
	rmdir(directory);
	return failed ? 1 : 0;
}
