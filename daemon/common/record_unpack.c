/* SPDX-License-Identifier: MIT */
/*
 * Read an extraction back from its bytes. A worker that was taken over by a hostile article may have written
 * them, so that every number, range and text is checked here; the first that is wrong ends the reading.
 */
#include "quoted/record.h"

#include <string.h>

#define SPEAKERS_MAX 64    /* joint speakers of one statement */
#define CLAIMS_MAX 16      /* of one statement */
#define TERMS_MAX 64       /* of one claim */
#define SPANS_MAX 4096     /* ranges of one content */
#define ALIASES_MAX 4096   /* of one speaker */
#define STATEMENT_BYTES 43 /* that the shortest takes: its count makes no more room than the bytes could fill */

struct reader {
	struct arena *arena;
	const char *start, *at, *end;
	size_t length;     /* of the article's text */
	const char *wrong; /* what was found wrong first, or NULL */
	const char *where;
};

static void refuse(struct reader *reader, const char *what)
{
	if (reader->wrong)
		return;
	reader->wrong = what;
	reader->where = reader->at;
	reader->at = reader->end;
}

/* 0 after anything was wrong, as all that these return then is empty. */
static uint64_t number(struct reader *reader, uint64_t most, const char *what)
{
	uint64_t value = 0;

	for (unsigned shift = 0; shift < 63 && reader->at < reader->end; shift += 7) {
		unsigned char byte = (unsigned char)*reader->at++;

		value |= (uint64_t)(byte & 0x7F) << shift;
		if (byte & 0x80)
			continue;
		if (value <= most)
			return value;
		break;
	}
	refuse(reader, what);
	return 0;
}

/* A count of things that take a byte each at least, so that no more room is made than they can fill. */
static size_t count(struct reader *reader, uint64_t most, const char *what)
{
	uint64_t left = (uint64_t)(reader->end - reader->at);

	return (size_t)number(reader, most < left ? most : left, what);
}

static const char *bytes(struct reader *reader, size_t *ret_length, const char *what)
{
	uint64_t length = number(reader, (uint64_t)(reader->end - reader->at), what);
	const char *text = reader->at;

	*ret_length = 0;
	if (!length || reader->wrong)
		return NULL;
	if (length > (uint64_t)(reader->end - reader->at) || text[length - 1] ||
	    !text_is_utf8(text, (size_t)length - 1)) {
		refuse(reader, what);
		return NULL;
	}
	reader->at += length;
	*ret_length = (size_t)length - 1;
	return text;
}

static const char *text(struct reader *reader, const char *what)
{
	size_t length;

	return bytes(reader, &length, what);
}

/* One that must not be NULL. */
static const char *needed(struct reader *reader, const char *what)
{
	const char *found = text(reader, what);

	if (!found)
		refuse(reader, what);
	return found ? found : "";
}

static struct span span(struct reader *reader, const char *what)
{
	struct span span;

	span.start = (size_t)number(reader, reader->length, what);
	span.end = (size_t)number(reader, reader->length, what);
	if (span.end < span.start)
		refuse(reader, what);
	return span;
}

static struct spans spans(struct reader *reader, const char *what)
{
	struct spans spans = {.count = count(reader, SPANS_MAX, what)};
	size_t before = 0;

	spans.at = arena_alloc(reader->arena, spans.count * sizeof(*spans.at));
	for (size_t i = 0; i < spans.count; i++) {
		spans.at[i] = span(reader, what);
		if (spans.at[i].start < before)
			refuse(reader, what);
		before = spans.at[i].end;
	}
	return spans;
}

static void read_speaker(struct reader *reader, struct speaker *speaker)
{
	speaker->name = needed(reader, "name");
	speaker->type = (enum speaker_type)number(reader, SPEAKER_DOCUMENT, "type");
	speaker->role = text(reader, "role");
	speaker->reason = text(reader, "reason");
	speaker->gender = (char)number(reader, 'm', "gender");
	if (speaker->gender && speaker->gender != 'm' && speaker->gender != 'f')
		refuse(reader, "gender");
	speaker->alias_count = count(reader, ALIASES_MAX, "aliases");
	if (speaker->alias_count)
		speaker->aliases = arena_alloc(reader->arena, speaker->alias_count * sizeof(*speaker->aliases));
	for (size_t i = 0; i < speaker->alias_count; i++)
		speaker->aliases[i] = needed(reader, "aliases");
}

static void read_claim(struct reader *reader, struct claim *claim)
{
	if (number(reader, 1, "holder")) {
		struct speaker *holder = arena_alloc(reader->arena, sizeof(*holder));

		read_speaker(reader, holder);
		claim->holder = holder;
	}
	claim->stance = (enum stance)number(reader, STANCE_PRAISE, "stance");
	claim->negated = number(reader, 1, "negated");
	claim->term_count = count(reader, TERMS_MAX, "terms");
	claim->terms = arena_alloc(reader->arena, claim->term_count * sizeof(*claim->terms));
	for (size_t i = 0; i < claim->term_count; i++)
		claim->terms[i] = needed(reader, "terms");
	claim->figure_count = count(reader, TERMS_MAX, "figures");
	claim->figures = arena_alloc(reader->arena, claim->figure_count * sizeof(*claim->figures));
	for (size_t i = 0; i < claim->figure_count; i++) {
		claim->figures[i].value = needed(reader, "figures");
		claim->figures[i].of = needed(reader, "figures");
		claim->figures[i].upto = text(reader, "figures");
		claim->figures[i].bound = text(reader, "figures");
	}
}

static void read_id(struct reader *reader, struct statement *statement)
{
	const char *id = needed(reader, "id");

	if (strlen(id) != sizeof(statement->id) - 1 || strspn(id, "0123456789abcdef") != strlen(id))
		refuse(reader, "id");
	else
		memcpy(statement->id, id, sizeof(statement->id));
}

static double fraction(struct reader *reader)
{
	double value = 0;

	if (reader->end - reader->at < (ptrdiff_t)sizeof(value)) {
		refuse(reader, "confidence");
		return 0;
	}
	memcpy(&value, reader->at, sizeof(value));
	reader->at += sizeof(value);
	if (!(value >= 0 && value <= 1))
		refuse(reader, "confidence");
	return value;
}

static void read_statement(struct reader *reader, struct statement *statement)
{
	read_id(reader, statement);
	statement->kind = (enum statement_kind)number(reader, KIND_INDIRECT, "kind");
	statement->stance = (enum stance)number(reader, STANCE_PRAISE, "stance");
	statement->negated = number(reader, 1, "negated");
	statement->content = spans(reader, "content");
	statement->cue = spans(reader, "cue");
	statement->source = spans(reader, "source");
	statement->addressee = span(reader, "addressee");
	statement->venue = span(reader, "venue");
	statement->said_at = text(reader, "said_at");
	statement->paragraph = (size_t)number(reader, reader->length, "paragraph");
	statement->rule = needed(reader, "rule");
	statement->chain = text(reader, "chain");
	statement->confidence = fraction(reader);
	statement->speaker_count = count(reader, SPEAKERS_MAX, "speakers");
	statement->speakers = arena_alloc(reader->arena, statement->speaker_count * sizeof(*statement->speakers));
	for (size_t i = 0; i < statement->speaker_count; i++)
		read_speaker(reader, &statement->speakers[i]);
	statement->claim_count = count(reader, CLAIMS_MAX, "claims");
	statement->claims = arena_alloc(reader->arena, statement->claim_count * sizeof(*statement->claims));
	for (size_t i = 0; i < statement->claim_count; i++)
		read_claim(reader, &statement->claims[i]);
}

static void read_sketch(struct reader *reader, struct sketch *sketch)
{
	sketch->shingles = (uint32_t)number(reader, UINT32_MAX, "shingles");
	for (size_t i = 0; sketch->shingles && i < SKETCH_MINS; i++)
		sketch->mins[i] = (uint16_t)number(reader, UINT16_MAX, "sketch");
}

static void read_article(struct reader *reader, struct article *article)
{
	article->name = needed(reader, "name");
	article->text = bytes(reader, &article->length, "text");
	if (!article->text)
		refuse(reader, "text");
	reader->length = article->length;
	article->title = text(reader, "title");
	article->byline = text(reader, "byline");
	article->outlet = text(reader, "outlet");
	article->url = text(reader, "url");
	article->date = text(reader, "date");
	article->language = text(reader, "language");
	article->dateline = text(reader, "dateline");
}

int extraction_unpack(struct extraction *extraction, const char *packed, size_t length, struct error *err)
{
	struct reader reader = {.arena = &extraction->arena};

	reader.start = reader.at = arena_copy(&extraction->arena, packed, length);
	reader.end = reader.start + length;
	read_article(&reader, &extraction->article);
	extraction->rules = text(&reader, "rules");
	extraction->partial = number(&reader, 1, "partial");
	read_sketch(&reader, &extraction->sketch);
	extraction->count = count(&reader, (uint64_t)(reader.end - reader.at) / STATEMENT_BYTES, "statements");
	extraction->statements = arena_alloc(&extraction->arena, extraction->count * sizeof(*extraction->statements));
	for (size_t i = 0; i < extraction->count && !reader.wrong; i++)
		read_statement(&reader, &extraction->statements[i]);
	if (reader.at != reader.end)
		refuse(&reader, "end");
	if (!reader.wrong)
		return 0;
	error_set(err, "could not read extraction: \"%s\" is missing or wrong at byte %zu", reader.wrong,
		  (size_t)(reader.where - reader.start));
	extraction_done(extraction);
	return -1;
}
