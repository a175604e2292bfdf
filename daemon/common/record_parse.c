/* SPDX-License-Identifier: MIT */
/*
 * Read an extraction back from its JSON. A worker that was taken over by a hostile article may have
 * written it, so that every type, depth and range is checked here.
 */
#include "quoted/record.h"

#include <json-c/json.h>
#include <limits.h>
#include <string.h>

#define DEPTH 8         /* the form needs six */
#define SPEAKERS_MAX 64 /* joint speakers of one statement */
#define CLAIMS_MAX 16   /* of one statement */
#define TERMS_MAX 64    /* of one claim */
#define SPANS_MAX 4096  /* ranges of one content */

struct reader {
	struct arena *arena;
	size_t length; /* of the article's text */
	struct error *err;
};

static struct json_object *member(struct json_object *object, const char *key, json_type type)
{
	struct json_object *value;

	if (!json_object_object_get_ex(object, key, &value) || !json_object_is_type(value, type))
		return NULL;
	return value;
}

/* A copy of the string at key; NULL if it is null, missing or of another type. */
static const char *text_at(struct reader *reader, struct json_object *object, const char *key)
{
	struct json_object *value = member(object, key, json_type_string);

	if (!value)
		return NULL;
	return arena_copy(reader->arena, json_object_get_string(value), (size_t)json_object_get_string_len(value));
}

static int wrong(struct reader *reader, const char *key)
{
	return error_set(reader->err, "could not read extraction: \"%s\" is missing or wrong", key);
}

/* The index of the word at key in a table of names. */
static int word_at(struct json_object *object, const char *key, int (*find)(const char *name))
{
	struct json_object *value = member(object, key, json_type_string);

	return value ? find(json_object_get_string(value)) : -1;
}

static int read_span(struct reader *reader, struct json_object *pair, struct span *ret)
{
	int64_t ends[2];

	if (!json_object_is_type(pair, json_type_array) || json_object_array_length(pair) != 2)
		return -1;
	for (size_t i = 0; i < 2; i++) {
		struct json_object *end = json_object_array_get_idx(pair, i);

		if (!json_object_is_type(end, json_type_int))
			return -1;
		ends[i] = json_object_get_int64(end);
	}
	if (ends[0] < 0 || ends[0] > ends[1] || (uint64_t)ends[1] > reader->length)
		return -1;
	*ret = (struct span){(size_t)ends[0], (size_t)ends[1]};
	return 0;
}

static int read_spans(struct reader *reader, struct json_object *object, const char *key, struct spans *ret)
{
	struct json_object *list = member(object, key, json_type_array);
	size_t count = list ? json_object_array_length(list) : 0, before = 0;

	if (!list || count > SPANS_MAX)
		return wrong(reader, key);
	ret->at = arena_alloc(reader->arena, count * sizeof(*ret->at));
	for (size_t i = 0; i < count; i++) {
		if (read_span(reader, json_object_array_get_idx(list, i), &ret->at[i]) || ret->at[i].start < before)
			return wrong(reader, key);
		before = ret->at[i].end;
	}
	ret->count = count;
	return 0;
}

static int read_aliases(struct reader *reader, struct json_object *object, struct speaker *speaker)
{
	struct json_object *list = member(object, "aliases", json_type_array);
	size_t count = list ? json_object_array_length(list) : 0;

	if (count == 0)
		return 0;
	speaker->aliases = arena_alloc(reader->arena, count * sizeof(*speaker->aliases));
	for (size_t i = 0; i < count; i++) {
		struct json_object *alias = json_object_array_get_idx(list, i);

		if (!json_object_is_type(alias, json_type_string))
			return wrong(reader, "aliases");
		speaker->aliases[i] = arena_copy(reader->arena, json_object_get_string(alias),
						 (size_t)json_object_get_string_len(alias));
	}
	speaker->alias_count = count;
	return 0;
}

static int read_speaker(struct reader *reader, struct json_object *object, struct speaker *speaker)
{
	const char *gender;
	int type;

	if (!json_object_is_type(object, json_type_object))
		return wrong(reader, "speakers");
	type = word_at(object, "type", speaker_type_find);
	if (type < 0)
		return wrong(reader, "type");
	speaker->type = (enum speaker_type)type;
	speaker->name = text_at(reader, object, "name");
	if (!speaker->name)
		return wrong(reader, "name");
	speaker->role = text_at(reader, object, "role");
	speaker->reason = text_at(reader, object, "reason");
	gender = text_at(reader, object, "gender");
	if (gender && (strcmp(gender, "m") == 0 || strcmp(gender, "f") == 0))
		speaker->gender = gender[0];
	return read_aliases(reader, object, speaker);
}

static int read_speakers(struct reader *reader, struct json_object *object, struct statement *statement)
{
	struct json_object *list = member(object, "speakers", json_type_array);
	size_t count = list ? json_object_array_length(list) : 0;

	if (!list || count > SPEAKERS_MAX)
		return wrong(reader, "speakers");
	statement->speakers = arena_alloc(reader->arena, count * sizeof(*statement->speakers));
	for (size_t i = 0; i < count; i++)
		if (read_speaker(reader, json_object_array_get_idx(list, i), &statement->speakers[i]))
			return -1;
	statement->speaker_count = count;
	return 0;
}

static int read_id(struct reader *reader, struct json_object *object, struct statement *statement)
{
	const char *id = text_at(reader, object, "id");

	if (!id || strlen(id) != sizeof(statement->id) - 1 || strspn(id, "0123456789abcdef") != strlen(id))
		return wrong(reader, "id");
	memcpy(statement->id, id, sizeof(statement->id));
	return 0;
}

static int read_words(struct reader *reader, struct json_object *object, struct statement *statement)
{
	int kind = word_at(object, "kind", statement_kind_find), stance = word_at(object, "stance", stance_find);

	if (kind < 0)
		return wrong(reader, "kind");
	if (stance < 0)
		return wrong(reader, "stance");
	statement->kind = (enum statement_kind)kind;
	statement->stance = (enum stance)stance;
	statement->said_at = text_at(reader, object, "said_at");
	statement->rule = text_at(reader, object, "rule");
	statement->chain = text_at(reader, object, "chain");
	return statement->rule ? 0 : wrong(reader, "rule");
}

static int read_numbers(struct reader *reader, struct json_object *object, struct statement *statement)
{
	struct json_object *negated = member(object, "negated", json_type_boolean);
	struct json_object *paragraph = member(object, "paragraph", json_type_int);
	struct json_object *confidence = NULL;

	if (!negated)
		return wrong(reader, "negated");
	if (!paragraph || json_object_get_int64(paragraph) < 0 ||
	    (uint64_t)json_object_get_int64(paragraph) > reader->length)
		return wrong(reader, "paragraph");
	json_object_object_get_ex(object, "confidence", &confidence);
	if (!json_object_is_type(confidence, json_type_double) && !json_object_is_type(confidence, json_type_int))
		return wrong(reader, "confidence");
	statement->negated = json_object_get_boolean(negated);
	statement->paragraph = (size_t)json_object_get_int64(paragraph);
	statement->confidence = json_object_get_double(confidence);
	return statement->confidence >= 0 && statement->confidence <= 1 ? 0 : wrong(reader, "confidence");
}

static int read_terms(struct reader *reader, struct json_object *object, struct claim *claim)
{
	struct json_object *list = member(object, "terms", json_type_array);
	size_t count = list ? json_object_array_length(list) : 0;

	if (!list || count > TERMS_MAX)
		return wrong(reader, "terms");
	claim->terms = arena_alloc(reader->arena, count * sizeof(*claim->terms));
	for (size_t i = 0; i < count; i++) {
		struct json_object *term = json_object_array_get_idx(list, i);

		if (!json_object_is_type(term, json_type_string))
			return wrong(reader, "terms");
		claim->terms[i] = arena_copy(reader->arena, json_object_get_string(term),
					     (size_t)json_object_get_string_len(term));
	}
	claim->term_count = count;
	return 0;
}

static int read_figures(struct reader *reader, struct json_object *object, struct claim *claim)
{
	struct json_object *list = member(object, "figures", json_type_array);
	size_t count = list ? json_object_array_length(list) : 0;

	if (count > TERMS_MAX)
		return wrong(reader, "figures");
	claim->figures = arena_alloc(reader->arena, (count + 1) * sizeof(*claim->figures));
	for (size_t i = 0; i < count; i++) {
		struct json_object *pair = json_object_array_get_idx(list, i);

		if (!json_object_is_type(pair, json_type_array) || json_object_array_length(pair) != 2)
			return wrong(reader, "figures");
		for (size_t k = 0; k < 2; k++) {
			struct json_object *text = json_object_array_get_idx(pair, k);

			if (!json_object_is_type(text, json_type_string))
				return wrong(reader, "figures");
			*(k ? &claim->figures[i].of : &claim->figures[i].value) = arena_copy(
				reader->arena, json_object_get_string(text), (size_t)json_object_get_string_len(text));
		}
	}
	claim->figure_count = count;
	return 0;
}

static int read_claim(struct reader *reader, struct json_object *object, struct claim *claim)
{
	int stance = json_object_is_type(object, json_type_object) ? word_at(object, "stance", stance_find) : -1;
	struct json_object *negated = stance < 0 ? NULL : member(object, "negated", json_type_boolean), *holder;

	if (!negated)
		return wrong(reader, "claims");
	claim->stance = (enum stance)stance;
	claim->negated = json_object_get_boolean(negated);
	if (json_object_object_get_ex(object, "holder", &holder)) {
		struct speaker *speaker = arena_alloc(reader->arena, sizeof(*speaker));

		if (read_speaker(reader, holder, speaker))
			return -1;
		claim->holder = speaker;
	}
	return read_terms(reader, object, claim) || read_figures(reader, object, claim) ? -1 : 0;
}

static int read_claims(struct reader *reader, struct json_object *object, struct statement *statement)
{
	struct json_object *list = member(object, "claims", json_type_array);
	size_t count = list ? json_object_array_length(list) : 0;

	if (count > CLAIMS_MAX)
		return wrong(reader, "claims");
	statement->claims = arena_alloc(reader->arena, (count + 1) * sizeof(*statement->claims));
	for (size_t i = 0; i < count; i++)
		if (read_claim(reader, json_object_array_get_idx(list, i), &statement->claims[i]))
			return -1;
	statement->claim_count = count;
	return 0;
}

static int read_statement(struct reader *reader, struct json_object *object, struct statement *statement)
{
	if (!json_object_is_type(object, json_type_object))
		return wrong(reader, "statements");
	if (read_id(reader, object, statement) || read_words(reader, object, statement) ||
	    read_numbers(reader, object, statement) || read_spans(reader, object, "content", &statement->content) ||
	    read_spans(reader, object, "cue", &statement->cue) ||
	    read_spans(reader, object, "source", &statement->source) || read_speakers(reader, object, statement))
		return -1;
	if (read_span(reader, member(object, "addressee_at", json_type_array), &statement->addressee))
		return wrong(reader, "addressee_at");
	if (read_span(reader, member(object, "venue_at", json_type_array), &statement->venue))
		return wrong(reader, "venue_at");
	return read_claims(reader, object, statement);
}

static int read_statements(struct reader *reader, struct json_object *root, struct extraction *extraction)
{
	struct json_object *list = member(root, "statements", json_type_array);
	size_t count = list ? json_object_array_length(list) : 0;

	if (!list)
		return wrong(reader, "statements");
	extraction->statements = arena_alloc(reader->arena, count * sizeof(*extraction->statements));
	for (size_t i = 0; i < count; i++)
		if (read_statement(reader, json_object_array_get_idx(list, i), &extraction->statements[i]))
			return -1;
	extraction->count = count;
	return 0;
}

static int read_article(struct reader *reader, struct json_object *root, struct article *article)
{
	struct json_object *object = member(root, "article", json_type_object);
	struct json_object *text = object ? member(object, "text", json_type_string) : NULL;

	if (!text)
		return wrong(reader, "article");
	article->length = reader->length = (size_t)json_object_get_string_len(text);
	article->text = arena_copy(reader->arena, json_object_get_string(text), article->length);
	article->name = text_at(reader, object, "name");
	article->title = text_at(reader, object, "title");
	article->byline = text_at(reader, object, "byline");
	article->outlet = text_at(reader, object, "outlet");
	article->url = text_at(reader, object, "url");
	article->date = text_at(reader, object, "date");
	article->language = text_at(reader, object, "language");
	article->dateline = text_at(reader, object, "dateline");
	return article->name ? 0 : wrong(reader, "name");
}

static struct json_object *parse(const char *json, size_t length, struct error *err)
{
	struct json_tokener *tokener = json_tokener_new_ex(DEPTH);
	struct json_object *root;

	if (!tokener || length > INT_MAX) {
		error_set(err, "could not read extraction of %zu bytes: too long", length);
		json_tokener_free(tokener);
		return NULL;
	}
	json_tokener_set_flags(tokener, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
	root = json_tokener_parse_ex(tokener, json, (int)length);
	if (!root || json_tokener_get_parse_end(tokener) != length) {
		enum json_tokener_error why = json_tokener_get_error(tokener);

		error_set(err, "could not read extraction at byte %zu: %s", json_tokener_get_parse_end(tokener),
			  why == json_tokener_success ? "more than one value" : json_tokener_error_desc(why));
		json_object_put(root);
		root = NULL;
	}
	json_tokener_free(tokener);
	return root;
}

int extraction_parse(struct extraction *extraction, const char *json, size_t length, struct error *err)
{
	struct reader reader = {&extraction->arena, 0, err};
	struct json_object *root = parse(json, length, err), *partial;
	int result = -1;

	if (!root)
		return -1;
	if (!json_object_is_type(root, json_type_object)) {
		error_set(err, "could not read extraction: not an object");
		goto out;
	}
	if (read_article(&reader, root, &extraction->article) || read_statements(&reader, root, extraction))
		goto out;
	partial = member(root, "partial", json_type_boolean);
	extraction->partial = partial && json_object_get_boolean(partial);
	extraction->rules = text_at(&reader, root, "rules");
	result = 0;
out:
	json_object_put(root);
	if (result)
		extraction_done(extraction);
	return result;
}
