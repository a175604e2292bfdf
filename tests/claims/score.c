/* SPDX-License-Identifier: MIT */
/* What the store makes of the stories, against what they say; see story.h. */
#include "story.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CLAIMS_ABSENT 100 /* one after the other: there are no more */

/* The last word, by which a name in a story is known in the store as well. */
static const char *last_word(const char *name)
{
	const char *blank = strrchr(name, ' ');

	return blank ? blank + 1 : name;
}

static bool is_by(const struct say *say, const char *speaker)
{
	return speaker && !strcmp(last_word(say->speaker), last_word(speaker));
}

static bool is_of(struct measure *measure, const struct say *say, struct json_object *statement)
{
	struct json_object *article;

	json_object_object_get_ex(statement, "article_id", &article);
	return say->article == json_object_get_int64(article) && !strcmp(say->id, text_of(measure, statement, "id"));
}

static void copy(char *to, size_t room, const char *text)
{
	snprintf(to, room, "%s", text ? text : "");
}

static void note_claim(struct say *say, int64_t claim)
{
	for (size_t i = 0; i < say->claim_count; i++)
		if (say->claims[i] == claim)
			return;
	if (say->claim_count < CLAIMS_EACH)
		say->claims[say->claim_count++] = claim;
}

static void note_edge(struct measure *measure, struct json_object *object, int64_t claim)
{
	const char *side = text_of(measure, object, "side"), *speaker = text_of(measure, object, "speaker");
	struct json_object *statement;

	json_object_object_get_ex(object, "statement", &statement);
	for (size_t i = 0; i < measure->count; i++) {
		struct say *say = &measure->says[i];

		if (!is_of(measure, say, statement))
			continue;
		note_claim(say, claim);
		if (is_by(say, speaker) && say->edge_count < CLAIMS_EACH) {
			struct edge *edge = &say->edges[say->edge_count++];

			edge->claim = claim;
			edge->side = !strcmp(side, "for") ? 1 : !strcmp(side, "against") ? -1 : 0;
			copy(edge->stance, sizeof(edge->stance), text_of(measure, object, "stance"));
			copy(edge->value, sizeof(edge->value), text_of(measure, object, "value"));
			copy(edge->unit, sizeof(edge->unit), text_of(measure, object, "unit"));
		}
	}
}

/* Which claims the store put each statement to; claims are numbered from 1, and some are left without edges. */
static void read_claims(struct measure *measure)
{
	for (int64_t claim = 1, absent = 0; absent < CLAIMS_ABSENT; claim++) {
		struct json_object *root, *edges;
		struct buffer out = {0};
		int result = store_claim(measure->store, claim, NULL, &out, &measure->err);

		absent = result == STORE_NONE ? absent + 1 : 0;
		if (absent)
			continue;
		if (result)
			die("could not read a claim", &measure->err);
		root = parse(&out);
		json_object_object_get_ex(root, "edges", &edges);
		for (size_t i = 0; i < json_object_array_length(edges); i++)
			note_edge(measure, json_object_array_get_idx(edges, i), claim);
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

/* A pair of positions within one statement says nothing of joining. */
static struct score score_pairs(const struct measure *measure)
{
	struct score score = {0};

	for (size_t i = 0; i < measure->count; i++) {
		for (size_t k = 0; k < i; k++) {
			const struct say *a = &measure->says[i], *b = &measure->says[k];
			bool wanted = !strcmp(a->claim, b->claim), found = share_claim(a, b);

			if (a->article == b->article && a->start == b->start)
				continue;
			score.wanted += wanted;
			score.found += found;
			score.right += wanted && found;
			if (measure->is_verbose && wanted != found)
				printf("# %s %s %lld:%zu | %s %lld:%zu\n", wanted ? "apart" : "joined", a->claim,
				       (long long)a->article, a->start, b->claim, (long long)b->article, b->start);
		}
	}
	return score;
}

static bool is_flip(const struct say *earlier, const struct say *later)
{
	if (strcmp(earlier->claim, later->claim) != 0 || strcmp(earlier->speaker, later->speaker) != 0)
		return false;
	if (!earlier->side || !later->side)
		return false;
	return earlier->side != later->side ||
	       (earlier->value && later->value && strcmp(earlier->value, later->value) != 0);
}

/* The same speaker's position before this one; articles come in the order of their dates. */
static const struct say *before(const struct measure *measure, size_t i)
{
	for (size_t k = i; k-- > 0;)
		if (measure->says[k].side && !strcmp(measure->says[k].claim, measure->says[i].claim) &&
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

static bool is_right_flip(struct measure *measure, const struct say *a, const struct say *b)
{
	return is_flip(a, b) && is_position_of(a, before(measure, (size_t)(b - measure->says)));
}

/* A statement may say several things: of one of them the flip must be right. */
static const struct say *later_of(struct measure *measure, struct json_object *flip)
{
	const char *speaker = text_of(measure, flip, "speaker");
	struct json_object *earlier, *later;

	json_object_object_get_ex(flip, "earlier", &earlier);
	json_object_object_get_ex(flip, "later", &later);
	for (size_t i = 0; i < measure->count; i++) {
		const struct say *a = &measure->says[i];

		if (!is_by(a, speaker) || !is_of(measure, a, earlier))
			continue;
		for (size_t k = 0; k < measure->count; k++) {
			const struct say *b = &measure->says[k];

			if (is_by(b, speaker) && is_of(measure, b, later) && is_right_flip(measure, a, b))
				return b;
		}
	}
	return NULL;
}

static void judge_flip(struct measure *measure, struct json_object *flip, bool *is_found, struct score *score)
{
	const struct say *later = later_of(measure, flip);

	score->found++;
	if (later) {
		score->right++;
		is_found[later - measure->says] = true;
		return;
	}
	printf("# no flip: %s: %s | %s\n", text_of(measure, flip, "speaker"), text_of(measure, flip, "from"),
	       text_of(measure, flip, "to"));
}

static struct score score_flips(struct measure *measure)
{
	struct store_claim_query query = {.limit = 5000};
	bool *is_found = xcalloc(SAYS_MAX, sizeof(*is_found));
	struct buffer out = {0};
	struct json_object *root;
	struct score score = {0};
	int64_t next;

	buffer_char(&out, '[');
	if (store_flips(measure->store, &query, &out, &next, &measure->err))
		die("could not read flips", &measure->err);
	buffer_char(&out, ']');
	root = parse(&out);
	for (size_t i = 0; i < json_object_array_length(root); i++)
		judge_flip(measure, json_object_array_get_idx(root, i), is_found, &score);
	for (size_t i = 0; i < measure->count; i++) {
		const struct say *last = before(measure, i);
		bool wanted = last && is_flip(last, &measure->says[i]);

		score.wanted += wanted;
		if (wanted && !is_found[i])
			printf("# flip not found: %s, %s %lld:%zu (%s)\n", measure->says[i].claim,
			       measure->says[i].speaker, (long long)measure->says[i].article, measure->says[i].start,
			       measure->says[i].id);
	}
	json_object_put(root);
	buffer_done(&out);
	free(is_found);
	return score;
}

static size_t count_says(const struct measure *measure, const char *key, int64_t claim)
{
	size_t count = 0;

	for (size_t i = 0; i < measure->count; i++)
		for (size_t k = 0; k < measure->says[i].claim_count && !strcmp(measure->says[i].claim, key); k++)
			count += measure->says[i].claims[k] == claim;
	return count;
}

/* The store's claim that most statements of a story's claim are in; 0: none. */
static int64_t home_of(const struct measure *measure, const char *key)
{
	int64_t best = 0;
	size_t most = 0;

	for (size_t i = 0; i < measure->count; i++) {
		const struct say *say = &measure->says[i];

		for (size_t k = 0; k < say->claim_count && !strcmp(say->claim, key); k++) {
			size_t count = count_says(measure, key, say->claims[k]);

			if (count > most || (count == most && say->claims[k] < best)) {
				most = count;
				best = say->claims[k];
			}
		}
	}
	return best;
}

/* The say's edge: that in its claim's home, or its first. */
static const struct edge *edge_of(const struct measure *measure, const struct say *say)
{
	int64_t home = home_of(measure, say->claim);

	for (size_t i = 0; i < say->edge_count; i++)
		if (say->edges[i].claim == home)
			return &say->edges[i];
	return say->edge_count ? &say->edges[0] : NULL;
}

/* Which way round a claim of the store is: 1 as its story has it, -1 the other way. */
static int turn_of(const struct measure *measure, const char *key)
{
	int sum = 0;

	for (size_t i = 0; i < measure->count; i++) {
		const struct edge *edge =
			strcmp(measure->says[i].claim, key) != 0 ? NULL : edge_of(measure, &measure->says[i]);

		sum += edge ? edge->side * measure->says[i].side : 0;
	}
	return sum < 0 ? -1 : 1;
}

static struct score score_edges(const struct measure *measure)
{
	struct score score = {0};

	for (size_t i = 0; i < measure->count; i++) {
		const struct say *say = &measure->says[i];
		const struct edge *edge = edge_of(measure, say);
		bool right = edge && edge->side == say->side * turn_of(measure, say->claim);

		score.wanted++;
		score.found += edge != NULL;
		score.right += right;
		if (!right)
			printf("# edge of %s, %s %lld:%zu: %d, not %d %s\n", say->claim, say->speaker,
			       (long long)say->article, say->start, edge ? edge->side : 0, say->side,
			       edge ? edge->stance : "none");
	}
	return score;
}

/* Of the stances that a story gives, and of those that are not plain assertions in the store. */
static struct score score_stances(const struct measure *measure)
{
	struct score score = {0};

	for (size_t i = 0; i < measure->count; i++) {
		const struct say *say = &measure->says[i];
		const struct edge *edge = edge_of(measure, say);

		score.wanted += say->stance != NULL;
		score.found += edge && say->stance;
		score.right += edge && say->stance && !strcmp(edge->stance, say->stance);
		if (edge && say->stance && strcmp(edge->stance, say->stance) != 0)
			printf("# stance of %s, %s %lld:%zu: %s, not %s\n", say->claim, say->speaker,
			       (long long)say->article, say->start, edge->stance, say->stance);
	}
	return score;
}

static struct score score_status(struct measure *measure)
{
	struct score score = {0};

	for (size_t i = 0; i < measure->key_count; i++) {
		const struct key *key = &measure->keys[i];
		int64_t home = home_of(measure, key->claim);
		struct buffer out = {0};
		struct json_object *root;

		score.wanted++;
		if (!home || store_claim(measure->store, home, NULL, &out, &measure->err))
			continue;
		root = parse(&out);
		score.found++;
		if (!strcmp(text_of(measure, root, "status"), key->status))
			score.right++;
		else
			printf("# status of %s: %s, not %s\n", key->claim, text_of(measure, root, "status"),
			       key->status);
		json_object_put(root);
		buffer_done(&out);
	}
	return score;
}

static bool is_value(const struct edge *edge, const char *value)
{
	return edge->value[0] && strtod(edge->value, NULL) == strtod(value, NULL);
}

static struct score score_values(const struct measure *measure)
{
	struct score score = {0};

	for (size_t i = 0; i < measure->count; i++) {
		const struct say *say = &measure->says[i];
		const struct edge *edge = say->value ? edge_of(measure, say) : NULL;
		bool right = edge && is_value(edge, say->value);

		score.wanted += say->value != NULL;
		score.found += edge && edge->value[0];
		score.right += right;
		if (say->value && !right)
			printf("# value of %s, %s %lld:%zu: %s, not %s\n", say->claim, say->speaker,
			       (long long)say->article, say->start, edge ? edge->value : "none", say->value);
	}
	return score;
}

/* Pairs of numbers that are in one figure's history. */
static struct score score_tracks(const struct measure *measure)
{
	struct score score = {0};

	for (size_t i = 0; i < measure->count; i++) {
		for (size_t k = 0; k < i; k++) {
			const struct say *a = &measure->says[i], *b = &measure->says[k];
			const struct edge *x = a->value ? edge_of(measure, a) : NULL,
					  *y = b->value ? edge_of(measure, b) : NULL;
			bool wanted = a->value && b->value && !strcmp(a->claim, b->claim);
			bool found = x && y && x->claim == y->claim && x->value[0] && !strcmp(x->unit, y->unit);

			score.wanted += wanted;
			score.found += found;
			score.right += wanted && found;
			if (measure->is_verbose && wanted != found)
				printf("# figure %s %s %lld:%zu (%s) | %lld:%zu (%s)\n", wanted ? "apart" : "joined",
				       a->claim, (long long)a->article, a->start, x ? x->unit : "-",
				       (long long)b->article, b->start, y ? y->unit : "-");
		}
	}
	return score;
}

static struct score score_probes(const struct measure *measure)
{
	struct score score = {0};

	for (size_t i = 0; i < measure->kind_count; i++) {
		const struct kind *kind = &measure->kinds[i];

		printf("# %s: %ld of %ld\n", kind->name, kind->score.right, kind->score.wanted);
		score.right += kind->score.right;
		score.found += kind->score.found;
		score.wanted += kind->score.wanted;
	}
	return score;
}

static struct score score_found(const struct measure *measure)
{
	struct score score = {.wanted = (long)measure->count};

	for (size_t i = 0; i < measure->count; i++)
		score.right += measure->says[i].id[0] != '\0';
	score.found = score.right;
	return score;
}

static int tell(int number, const char *name, struct score score, const char *const *least, int count)
{
	double precision = score.found ? (double)score.right / (double)score.found : 1;
	double recall = score.wanted ? (double)score.right / (double)score.wanted : 1;
	double least_precision = 0, least_recall = 0;
	size_t length = strlen(name);
	bool is_enough;

	for (int i = 0; i < count; i++) {
		char *end;

		if (strncmp(least[i], name, length) != 0 || least[i][length] != '=')
			continue;
		least_precision = strtod(least[i] + length + 1, &end);
		least_recall = strtod(end + (*end == ','), NULL);
	}
	is_enough = precision >= least_precision && recall >= least_recall;
	printf("%s %d - %s: precision %.3f (at least %.2f), recall %.3f (at least %.2f) of %ld\n",
	       is_enough ? "ok" : "not ok", number, name, precision, least_precision, recall, least_recall,
	       score.wanted);
	return is_enough ? 0 : 1;
}

int score_all(struct measure *measure, const char *const *least, int count)
{
	int failed = 0, number = 0;

	read_claims(measure);
	failed += tell(++number, "found", score_found(measure), least, count);
	failed += tell(++number, "joined", score_pairs(measure), least, count);
	failed += tell(++number, "flips", score_flips(measure), least, count);
	failed += tell(++number, "edges", score_edges(measure), least, count);
	failed += tell(++number, "stances", score_stances(measure), least, count);
	failed += tell(++number, "status", score_status(measure), least, count);
	failed += tell(++number, "values", score_values(measure), least, count);
	failed += tell(++number, "figures", score_tracks(measure), least, count);
	failed += tell(++number, "verdicts", score_probes(measure), least, count);
	printf("1..%d\n", number);
	return failed;
}
