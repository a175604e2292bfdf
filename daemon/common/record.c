/* SPDX-License-Identifier: MIT */
/* Statements as JSON. It is printed by direct appends, since every answer of the server goes this way. */
#include "quoted/record.h"

#include <string.h>

#define NEXT(out, name) buffer_add(out, ",\"" name "\":", sizeof(",\"" name "\":") - 1)
#define LITERAL(out, text) buffer_add(out, text, sizeof(text) - 1)
#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static const char *const kinds[] = {[KIND_DIRECT] = "direct", [KIND_MIXED] = "mixed", [KIND_INDIRECT] = "indirect"};

static const char *const types[] = {
	[SPEAKER_UNKNOWN] = "unknown",       [SPEAKER_PERSON] = "person",       [SPEAKER_ORGANISATION] = "organisation",
	[SPEAKER_COLLECTIVE] = "collective", [SPEAKER_ANONYMOUS] = "anonymous", [SPEAKER_DOCUMENT] = "document",
};

static const char *const stances[] = {
	[STANCE_ASSERT] = "assert",   [STANCE_DENY] = "deny",           [STANCE_REJECT] = "reject",
	[STANCE_CONFIRM] = "confirm", [STANCE_QUESTION] = "question",   [STANCE_DEMAND] = "demand",
	[STANCE_PROMISE] = "promise", [STANCE_PREDICT] = "predict",     [STANCE_BELIEVE] = "believe",
	[STANCE_WANT] = "want",       [STANCE_DECLINE] = "decline",     [STANCE_RETRACT] = "retract",
	[STANCE_PRAISE] = "praise",   [STANCE_CRITICISE] = "criticise",
};

static int find(const char *const *names, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(names[i], name) == 0)
			return (int)i;
	return -1;
}

const char *statement_kind_name(enum statement_kind kind)
{
	return kinds[kind];
}

const char *speaker_type_name(enum speaker_type type)
{
	return types[type];
}

const char *stance_name(enum stance stance)
{
	return stances[stance];
}

int statement_kind_find(const char *name)
{
	return find(kinds, COUNT(kinds), name);
}

int stance_find(const char *name)
{
	return find(stances, COUNT(stances), name);
}

static void json_text(struct buffer *out, const char *text)
{
	if (text)
		buffer_json(out, text, strlen(text));
	else
		LITERAL(out, "null");
}

static void json_bool(struct buffer *out, bool value)
{
	if (value)
		LITERAL(out, "true");
	else
		LITERAL(out, "false");
}

static void json_span(struct buffer *out, struct span span)
{
	buffer_char(out, '[');
	buffer_number(out, (long long)span.start);
	buffer_char(out, ',');
	buffer_number(out, (long long)span.end);
	buffer_char(out, ']');
}

static void json_spans(struct buffer *out, const struct spans *spans)
{
	buffer_char(out, '[');
	for (size_t i = 0; i < spans->count; i++) {
		if (i)
			buffer_char(out, ',');
		json_span(out, spans->at[i]);
	}
	buffer_char(out, ']');
}

/* Two decimals, without trailing zeros. */
static void json_fraction(struct buffer *out, double value)
{
	int hundredths = value > 0 ? (int)((value < 1 ? value : 1) * 100 + 0.5) : 0;

	buffer_number(out, hundredths / 100);
	if (hundredths % 100 == 0)
		return;
	buffer_char(out, '.');
	buffer_char(out, (char)('0' + hundredths % 100 / 10));
	if (hundredths % 10)
		buffer_char(out, (char)('0' + hundredths % 10));
}

static bool is_blank(const char *text, size_t start, size_t end)
{
	while (start < end && strchr(" \t\r\n", text[start]) && text[start])
		start++;
	return start == end;
}

void statement_text(struct buffer *out, const struct article *article, const struct spans *spans)
{
	for (size_t i = 0; i < spans->count; i++) {
		struct span span = spans->at[i];
		size_t before = i ? spans->at[i - 1].end : span.start;

		if (before < span.start && is_blank(article->text, before, span.start))
			buffer_char(out, ' ');
		else if (before != span.start)
			LITERAL(out, " … ");
		buffer_add(out, article->text + span.start, span.end - span.start);
	}
}

/* The text of the ranges as a JSON string; one range, the usual case, needs no copy. */
static void json_spans_text(struct buffer *out, const struct article *article, const struct spans *spans)
{
	struct buffer text = {0};

	if (spans->count == 0) {
		LITERAL(out, "null");
	} else if (spans->count == 1) {
		buffer_json(out, article->text + spans->at[0].start, spans->at[0].end - spans->at[0].start);
	} else {
		statement_text(&text, article, spans);
		buffer_json(out, text.data, text.length);
		buffer_done(&text);
	}
}

static void json_span_text(struct buffer *out, const struct article *article, struct span span)
{
	if (span.start == span.end)
		LITERAL(out, "null");
	else
		buffer_json(out, article->text + span.start, span.end - span.start);
}

static void json_speaker(struct buffer *out, const struct speaker *speaker)
{
	LITERAL(out, "{\"name\":");
	json_text(out, speaker->name);
	NEXT(out, "type");
	json_text(out, speaker_type_name(speaker->type));
	if (speaker->role) {
		NEXT(out, "role");
		json_text(out, speaker->role);
	}
	if (speaker->reason) {
		NEXT(out, "reason");
		json_text(out, speaker->reason);
	}
	if (speaker->gender) {
		NEXT(out, "gender");
		buffer_json(out, &speaker->gender, 1);
	}
	for (size_t i = 0; i < speaker->alias_count; i++) {
		if (i)
			buffer_char(out, ',');
		else
			LITERAL(out, ",\"aliases\":[");
		json_text(out, speaker->aliases[i]);
	}
	if (speaker->alias_count)
		buffer_char(out, ']');
	buffer_char(out, '}');
}

static void json_speaker_names(struct buffer *out, const struct statement *statement)
{
	struct buffer names = {0};

	if (statement->speaker_count <= 1) {
		json_text(out, statement->speaker_count ? statement->speakers[0].name : NULL);
		return;
	}
	for (size_t i = 0; i < statement->speaker_count; i++) {
		if (i)
			LITERAL(&names, " & ");
		buffer_text(&names, statement->speakers[i].name);
	}
	buffer_json(out, names.data, names.length);
	buffer_done(&names);
}

static void json_speakers(struct buffer *out, const struct statement *statement)
{
	NEXT(out, "speaker");
	json_speaker_names(out, statement);
	NEXT(out, "speakers");
	buffer_char(out, '[');
	for (size_t i = 0; i < statement->speaker_count; i++) {
		if (i)
			buffer_char(out, ',');
		json_speaker(out, &statement->speakers[i]);
	}
	buffer_char(out, ']');
}

static void json_passages(struct buffer *out, const struct article *article, const struct statement *statement)
{
	NEXT(out, "text");
	json_spans_text(out, article, &statement->content);
	NEXT(out, "content");
	json_spans(out, &statement->content);
	NEXT(out, "cue");
	json_spans(out, &statement->cue);
	NEXT(out, "cue_text");
	json_spans_text(out, article, &statement->cue);
	NEXT(out, "source");
	json_spans(out, &statement->source);
	NEXT(out, "source_text");
	json_spans_text(out, article, &statement->source);
}

/* What else is known of a number: an object behind the other two, or nothing. */
static void json_limits(struct buffer *out, const struct figure *figure)
{
	const char *const names[] = {"upto", "bound"};
	const char *const values[] = {figure->upto, figure->bound};
	bool any = false;

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (!values[i])
			continue;
		buffer_printf(out, "%s\"%s\":", any ? "," : ",{", names[i]);
		json_text(out, values[i]);
		any = true;
	}
	if (any)
		buffer_char(out, '}');
}

static void json_claim(struct buffer *out, const struct claim *claim)
{
	LITERAL(out, "{\"stance\":");
	json_text(out, stance_name(claim->stance));
	NEXT(out, "negated");
	json_bool(out, claim->negated);
	if (claim->holder) {
		NEXT(out, "holder");
		json_speaker(out, claim->holder);
	}
	NEXT(out, "terms");
	for (size_t i = 0; i < claim->term_count; i++) {
		buffer_char(out, i ? ',' : '[');
		json_text(out, claim->terms[i]);
	}
	buffer_text(out, claim->term_count ? "]" : "[]");
	for (size_t i = 0; i < claim->figure_count; i++) {
		buffer_text(out, i ? ",[" : ",\"figures\":[[");
		json_text(out, claim->figures[i].value);
		buffer_char(out, ',');
		json_text(out, claim->figures[i].of);
		json_limits(out, &claim->figures[i]);
		buffer_char(out, ']');
	}
	buffer_text(out, claim->figure_count ? "]}" : "}");
}

static void json_claims(struct buffer *out, const struct statement *statement)
{
	for (size_t i = 0; i < statement->claim_count; i++) {
		buffer_text(out, i ? "," : ",\"claims\":[");
		json_claim(out, &statement->claims[i]);
	}
	if (statement->claim_count)
		buffer_char(out, ']');
}

void statement_json(struct buffer *out, const struct article *article, const struct statement *statement)
{
	LITERAL(out, "{\"article\":");
	json_text(out, article->name);
	NEXT(out, "id");
	json_text(out, statement->id);
	NEXT(out, "kind");
	json_text(out, statement_kind_name(statement->kind));
	json_passages(out, article, statement);
	json_speakers(out, statement);
	NEXT(out, "stance");
	json_text(out, stance_name(statement->stance));
	NEXT(out, "negated");
	json_bool(out, statement->negated);
	NEXT(out, "addressee");
	json_span_text(out, article, statement->addressee);
	NEXT(out, "venue");
	json_span_text(out, article, statement->venue);
	NEXT(out, "said_at");
	json_text(out, statement->said_at);
	NEXT(out, "paragraph");
	buffer_number(out, (long long)statement->paragraph);
	NEXT(out, "rule");
	json_text(out, statement->rule);
	NEXT(out, "confidence");
	json_fraction(out, statement->confidence);
	json_claims(out, statement);
	buffer_char(out, '}');
}

void extraction_done(struct extraction *extraction)
{
	arena_done(&extraction->arena);
	memset(extraction, 0, sizeof(*extraction));
}
