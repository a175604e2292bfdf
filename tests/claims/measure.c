/* SPDX-License-Identifier: MIT */
/*
 * Measure claims, flips and verdicts on the invented stories: their articles, as ./expand makes them, go
 * through the engine into a store, and what is read back is held against what the stories say.
 * Usage: measure RULES COMMAND-THAT-PRINTS-THE-STORIES [PRECISION RECALL [verbose]]; the numbers: least of flips
 */
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "quoted/engine.h"
#include "quoted/store.h"

#define SAYS_MAX 4000
#define CLAIMS_EACH 12

/* A statement that a story's article makes. */
struct say {
	const char *claim, *speaker, *value;
	char id[17]; /* of the statement found there, or empty */
	int64_t article;
	size_t start, end;
	int side;
	int64_t claims[CLAIMS_EACH];
	size_t claim_count;
};

struct score {
	long right, found, wanted;
};

struct measure {
	struct pack *pack;
	struct engine *engine;
	struct store *store;
	struct say says[SAYS_MAX];
	size_t count;
	int articles, probes, right_probes;
	double least_precision, least_recall; /* of flips */
	struct arena arena;
	struct error err;
};

static void die(const char *what, const struct error *err)
{
	printf("Bail out! %s: %s\n", what, err->text);
	exit(1);
}

static const char *text_of(struct measure *measure, struct json_object *object, const char *key)
{
	struct json_object *value;

	if (!json_object_object_get_ex(object, key, &value) || !json_object_is_type(value, json_type_string))
		return NULL;
	return arena_copy(&measure->arena, json_object_get_string(value), (size_t)json_object_get_string_len(value));
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
	if (store_begin(measure->store, &measure->err) ||
	    store_add(measure->store, &drop, &extraction, &id, &outcome, &measure->err) ||
	    store_commit(measure->store, &measure->err))
		die("could not store", &measure->err);
	json_object_object_get_ex(line, "says", &says);
	add_says(measure, says, &extraction, id);
	extraction_done(&extraction);
}

static struct json_object *parse(const struct buffer *text)
{
	struct json_object *root = json_tokener_parse(text->data);

	if (!root) {
		printf("Bail out! no JSON: %.200s\n", text->data);
		exit(1);
	}
	return root;
}

static bool is_right(const char *kind, const char *verdict, const char *negation, bool changes_number)
{
	if (!strcmp(kind, "negation lost"))
		return !strcmp(verdict, "altered") && negation && !strcmp(negation, "lost");
	if (!strcmp(kind, "number changed"))
		return !strcmp(verdict, "altered") && changes_number;
	return !strcmp(verdict, kind);
}

static void probe(struct measure *measure, const char *kind, const char *text, const char *speaker)
{
	struct store_verify_query query = {text, speaker, pack_negations(measure->pack)};
	struct json_object *root, *number;
	struct buffer out = {0};
	bool right;

	if (store_verify(measure->store, &query, &out, &measure->err))
		die("could not verify", &measure->err);
	root = parse(&out);
	right = is_right(kind, text_of(measure, root, "verdict"), text_of(measure, root, "negation"),
			 json_object_object_get_ex(root, "number_changed", &number) && json_object_get_boolean(number));
	measure->probes++;
	measure->right_probes += right;
	if (!right)
		printf("# %s, %s: %s\n#   %.300s\n", kind, speaker ? speaker : "anybody", text, out.data);
	json_object_put(root);
	buffer_done(&out);
}

static struct say *say_of(struct measure *measure, struct json_object *statement)
{
	const char *id = text_of(measure, statement, "id");
	struct json_object *article;
	int64_t number;

	json_object_object_get_ex(statement, "article_id", &article);
	number = json_object_get_int64(article);
	for (size_t i = 0; i < measure->count; i++)
		if (measure->says[i].article == number && !strcmp(measure->says[i].id, id))
			return &measure->says[i];
	return NULL;
}

static void note_claim(struct say *say, int64_t claim)
{
	for (size_t i = 0; i < say->claim_count; i++)
		if (say->claims[i] == claim)
			return;
	if (say->claim_count < CLAIMS_EACH)
		say->claims[say->claim_count++] = claim;
}

/* Which claims the store put each statement to; claims are numbered from 1. */
static void read_claims(struct measure *measure)
{
	for (int64_t claim = 1;; claim++) {
		struct json_object *root, *edges, *statement;
		struct buffer out = {0};
		int result = store_claim(measure->store, claim, NULL, &out, &measure->err);

		if (result == STORE_NONE)
			return;
		if (result)
			die("could not read a claim", &measure->err);
		root = parse(&out);
		json_object_object_get_ex(root, "edges", &edges);
		for (size_t i = 0; i < json_object_array_length(edges); i++) {
			struct say *say;

			json_object_object_get_ex(json_object_array_get_idx(edges, i), "statement", &statement);
			say = say_of(measure, statement);
			if (say)
				note_claim(say, claim);
		}
		json_object_put(root);
		buffer_done(&out);
	}
}

static bool share_claim(const struct say *a, const struct say *b)
{
	for (size_t i = 0; i < a->claim_count; i++)
		for (size_t k = 0; k < b->claim_count; k++)
			if (a->claims[i] == b->claims[k])
				return true;
	return false;
}

static struct score score_pairs(const struct measure *measure, bool is_verbose)
{
	struct score score = {0};
	int shown = 0;

	for (size_t i = 0; i < measure->count; i++) {
		for (size_t k = 0; k < i; k++) {
			const struct say *a = &measure->says[i], *b = &measure->says[k];
			bool wanted = !strcmp(a->claim, b->claim), found = share_claim(a, b);

			score.wanted += wanted;
			score.found += found;
			score.right += wanted && found;
			if (is_verbose && wanted != found && shown++ < 400)
				printf("# %s %s %zu-%zu | %s %zu-%zu\n", wanted ? "apart" : "joined", a->claim,
				       a->start, a->end, b->claim, b->start, b->end);
		}
	}
	return score;
}

static bool is_flip(const struct say *earlier, const struct say *later)
{
	if (strcmp(earlier->claim, later->claim) != 0 || strcmp(earlier->speaker, later->speaker) != 0)
		return false;
	return earlier->side != later->side ||
	       (earlier->value && later->value && strcmp(earlier->value, later->value) != 0);
}

/* The same speaker's position before this one; articles come in the order of their dates. */
static const struct say *before(const struct measure *measure, size_t i)
{
	for (size_t k = i; k-- > 0;)
		if (!strcmp(measure->says[k].claim, measure->says[i].claim) &&
		    !strcmp(measure->says[k].speaker, measure->says[i].speaker))
			return &measure->says[k];
	return NULL;
}

/* a says what the position before the flip was; there may be several that do. */
static bool is_position_of(const struct say *a, const struct say *position)
{
	return position && a->side == position->side &&
	       (!a->value || !position->value || !strcmp(a->value, position->value));
}

static struct score score_flips(struct measure *measure)
{
	struct store_claim_query query = {.limit = 5000};
	struct json_object *root, *earlier, *later;
	struct buffer out = {0};
	struct score score = {0};
	int64_t next;

	for (size_t i = 0; i < measure->count; i++) {
		const struct say *last = before(measure, i);

		score.wanted += last && is_flip(last, &measure->says[i]);
	}
	buffer_char(&out, '[');
	if (store_flips(measure->store, &query, &out, &next, &measure->err))
		die("could not read flips", &measure->err);
	buffer_char(&out, ']');
	root = parse(&out);
	for (size_t i = 0; i < json_object_array_length(root); i++) {
		const struct say *a, *b;

		json_object_object_get_ex(json_object_array_get_idx(root, i), "earlier", &earlier);
		json_object_object_get_ex(json_object_array_get_idx(root, i), "later", &later);
		a = say_of(measure, earlier);
		b = say_of(measure, later);
		score.found++;
		if (a && b && is_flip(a, b) && is_position_of(a, before(measure, (size_t)(b - measure->says))))
			score.right++;
		else
			printf("# no flip: %s, %s: %s | %s\n", b ? b->claim : "?", b ? b->speaker : "?",
			       text_of(measure, earlier, "text"), text_of(measure, later, "text"));
	}
	json_object_put(root);
	buffer_done(&out);
	return score;
}

static int tell(int number, const char *what, struct score score, double least_precision, double least_recall)
{
	double precision = score.found ? (double)score.right / (double)score.found : 0;
	double recall = score.wanted ? (double)score.right / (double)score.wanted : 0;
	bool is_enough = precision >= least_precision && recall >= least_recall;

	printf("%s %d - %s: precision %.3f (at least %.2f), recall %.3f (at least %.2f) of %ld\n",
	       is_enough ? "ok" : "not ok", number, what, precision, least_precision, recall, least_recall,
	       score.wanted);
	return is_enough ? 0 : 1;
}

static void read_stories(struct measure *measure, const char *command)
{
	FILE *stories = popen(command, "re");
	char *line = NULL;
	size_t room = 0;

	while (stories && getline(&line, &room, stories) >= 0) {
		struct json_object *root = json_tokener_parse(line), *article;
		const char *kind = root ? text_of(measure, root, "probe") : NULL;

		if (root && json_object_object_get_ex(root, "article", &article))
			add_article(measure, root, article);
		else if (kind)
			probe(measure, kind, text_of(measure, root, "text"), text_of(measure, root, "speaker"));
		json_object_put(root);
	}
	free(line);
	if (!stories || pclose(stories) != 0 || !measure->count) {
		printf("Bail out! the stories could not be read\n");
		exit(1);
	}
}

static int report(struct measure *measure, bool is_verbose)
{
	struct score found = {0};
	int failed = 0;

	for (size_t i = 0; i < measure->count; i++)
		found.right += measure->says[i].id[0] != '\0';
	found.found = found.right;
	found.wanted = (long)measure->count;
	printf("1..4\n");
	failed += tell(1, "statements found", found, 1, 0.9);
	read_claims(measure);
	failed += tell(2, "pairs of statements joined", score_pairs(measure, is_verbose), 0.95, 0.75);
	failed += tell(3, "flips", score_flips(measure), measure->least_precision, measure->least_recall);
	failed += tell(4, "verdicts", (struct score){measure->right_probes, measure->probes, measure->probes}, 0.95,
		       0.95);
	return failed;
}

int main(int argc, char **argv)
{
	char directory[] = "/tmp/quoted-claims-XXXXXX", path[64], wal[80];
	struct measure *measure = xcalloc(1, sizeof(*measure));
	int failed;

	if (argc < 3 || !mkdtemp(directory))
		return 2;
	snprintf(path, sizeof(path), "%s/quoted.db", directory);
	measure->pack = pack_load(argv[1], NULL, &measure->err);
	measure->engine = measure->pack ? engine_new(measure->pack, &measure->err) : NULL;
	measure->store = measure->engine ? store_open(path, STORE_WRITE, &measure->err) : NULL;
	if (!measure->store)
		die("could not begin", &measure->err);
	read_stories(measure, argv[2]);
	measure->least_precision = argc > 4 ? strtod(argv[3], NULL) : 0.95;
	measure->least_recall = argc > 4 ? strtod(argv[4], NULL) : 0.8;
	failed = report(measure, argc > 5);
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
