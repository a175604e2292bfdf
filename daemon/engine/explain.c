/* SPDX-License-Identifier: MIT */
/*
 * Say for people how each statement was found, and of each quotation-mark span that became none, why. It reads what
 * the other stages left in the engine and decides nothing itself.
 */
#include <string.h>

#include "engine.h"
#include "pack.h"
#include "refusal.h"

#define SHOWN_MAX 300 /* bytes of one text that are shown */

/* text in quotation marks of the report's own, shortened in its middle when it is long. */
static void add_quoted(struct buffer *report, const char *text, size_t length)
{
	size_t head = length, tail = 0;

	if (length > SHOWN_MAX) {
		for (head = SHOWN_MAX * 2 / 3; head && (text[head] & 0xC0) == 0x80;)
			head--;
		for (tail = SHOWN_MAX / 3; tail && (text[length - tail] & 0xC0) == 0x80;)
			tail--;
	}
	buffer_char(report, '"');
	for (size_t i = 0; i < head; i++)
		buffer_char(report, text[i] == '\n' ? ' ' : text[i]);
	if (tail)
		buffer_text(report, " ... ");
	for (size_t i = length - tail; i < length; i++)
		buffer_char(report, text[i] == '\n' ? ' ' : text[i]);
	buffer_char(report, '"');
}

/* span: of the text as it was cut up; the byte that is told is one of the file's text. */
static void add_span(struct buffer *report, const struct engine *engine, struct span span)
{
	add_quoted(report, engine->document.text + span.start, span.end - span.start);
	buffer_printf(report, " at byte %zu", origin_of(&engine->origins, span.start));
}

static void add_spans(struct buffer *report, const struct engine *engine, const char *label, const struct spans *spans)
{
	for (size_t i = 0; i < spans->count; i++) {
		buffer_printf(report, "  %-10s", i ? "" : label);
		add_span(report, engine, spans->at[i]);
		buffer_char(report, '\n');
	}
	if (!spans->count)
		buffer_printf(report, "  %-10s(none)\n", label);
}

static void add_tag(struct buffer *report, char tag)
{
	static const struct {
		char tag;
		const char *name;
	} tags[] = {
#define X(tag, name) {tag, name},
		TAGS(X)
#undef X
	};

	if (tag_is_cue(tag))
		buffer_text(report, "{CUE}");
	for (size_t i = 0; i < sizeof(tags) / sizeof(*tags); i++)
		if (tags[i].tag == tag)
			buffer_printf(report, "{%s}", tags[i].name);
}

/* The sentence of the token as the rules see it. */
static void add_tags(struct buffer *report, const struct document *document, uint32_t token)
{
	const struct sentence *sentence = &document->sentences[document->tokens[token].sentence];
	uint32_t last = sentence->last - sentence->first > SHOWN_MAX ? sentence->first + SHOWN_MAX : sentence->last;

	buffer_text(report, "  seen as   ");
	for (uint32_t i = sentence->first; i < last; i++)
		if (document->tokens[i].tag)
			add_tag(report, document->tokens[i].tag);
	buffer_text(report, last < sentence->last ? " ...\n" : "\n");
}

/* The first token that begins at or behind the byte. */
static uint32_t token_at(const struct document *document, size_t byte)
{
	uint32_t low = 0, high = document->token_count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (document->tokens[middle].start < byte)
			low = middle + 1;
		else
			high = middle;
	}
	return low < document->token_count ? low : document->token_count - 1;
}

static void add_speakers(struct buffer *report, const struct statement *statement)
{
	for (size_t i = 0; i < statement->speaker_count; i++) {
		const struct speaker *speaker = &statement->speakers[i];

		buffer_printf(report, "  %-10s%s (%s)", i ? "" : "speaker", speaker->name,
			      speaker_type_name(speaker->type));
		if (speaker->role)
			buffer_printf(report, ", %s", speaker->role);
		if (speaker->reason)
			buffer_printf(report, ", not named: %s", speaker->reason);
		buffer_char(report, '\n');
	}
	if (!statement->speaker_count)
		buffer_text(report, statement->source.count ? "  speaker   (nobody: no candidate is sure enough)\n"
							    : "  speaker   (nobody: there is no source)\n");
	if (statement->chain)
		buffer_printf(report, "  chain     %s\n", statement->chain);
	if (statement->candidates && (!statement->speaker_count || strchr(statement->candidates, ',')))
		buffer_printf(report, "  weighed   %s\n", statement->candidates);
}

static void add_statement(struct buffer *report, const struct engine *engine, const struct statement *statement,
			  size_t number)
{
	const struct document *document = &engine->document;
	const struct rule *rule = rules_find(&engine->pack->rules, statement->rule);
	const struct spans *place = statement->cue.count ? &statement->cue : &statement->content;

	buffer_printf(report, "statement %zu: %s, paragraph %zu, confidence %.2f\n", number,
		      statement_kind_name(statement->kind), statement->paragraph + 1, statement->confidence);
	buffer_printf(report, "  rule      %s%s%s\n", statement->rule, rule && rule->about ? ": " : "",
		      rule && rule->about ? rule->about : "");
	if (place->count)
		add_tags(report, document, token_at(document, place->at[0].start));
	add_spans(report, engine, "source", &statement->source);
	add_spans(report, engine, "cue", &statement->cue);
	add_spans(report, engine, "content", &statement->content);
	buffer_printf(report, "  stance    %s%s\n", stance_name(statement->stance),
		      statement->negated ? ", negated" : "");
	add_speakers(report, statement);
	buffer_char(report, '\n');
}

static bool ranges_meet(struct range range, uint32_t first, uint32_t last)
{
	return range.first < last && first < range.last;
}

/* What of the attribution the tokens [first, last) are part of: "source", "cue", "content" or NULL. */
static const char *part_of(const struct attribution *attribution, uint32_t first, uint32_t last)
{
	for (uint32_t i = 0; i < attribution->content_count; i++)
		if (ranges_meet(attribution->content[i], first, last))
			return "content";
	if (ranges_meet(attribution->cue, first, last))
		return "cue";
	return ranges_meet(attribution->source, first, last) ? "source" : NULL;
}

/* The strongest part that the span has in any attribution: content before cue before source. */
static const char *part_in_document(const struct document *document, const struct quote *quote)
{
	const char *found = NULL;

	for (uint32_t i = 0; i < document->attribution_count; i++) {
		const char *part = part_of(&document->attributions[i], quote->open, quote->close);

		if (part && (!found || !strcmp(part, "content") || (!strcmp(part, "cue") && !strcmp(found, "source"))))
			found = part;
	}
	return found;
}

static const char *reason_of(const struct document *document, const struct quote *quote, const char *part)
{
	uint32_t paragraph = document->tokens[quote->open].paragraph;
	enum refusal refusal = quote_refusal(document, quote, false);

	if (document->paragraphs[paragraph].kind == PARAGRAPH_FURNITURE)
		return "page furniture: its line is boilerplate";
	if (part)
		return !strcmp(part, "cue") ? "it stands within a cue"
					    : "it stands within a source, as part of its name";
	if (refusal == REFUSED_EMPTY || refusal == REFUSED_NICKNAME)
		return refusal_text(refusal);
	if (!quote->closed)
		return "its mark never closes";
	return refusal == REFUSED_NOT ? "no rule gives it a source: no attribution" : refusal_text(refusal);
}

static void add_refused(struct buffer *report, const struct engine *engine)
{
	const struct document *document = &engine->document;

	for (uint32_t i = 0; i < document->quote_count; i++) {
		const struct quote *quote = &document->quotes[i];
		const char *part = part_in_document(document, quote);

		if (part && !strcmp(part, "content"))
			continue;
		buffer_text(report, "no statement: ");
		add_span(report, engine, quote->inside);
		buffer_printf(report, "\n  because   %s\n", reason_of(document, quote, part));
		add_tags(report, document, quote->open);
		buffer_char(report, '\n');
	}
}

int engine_explain(struct engine *engine, const char *name, const void *bytes, size_t length, struct buffer *report,
		   struct error *err)
{
	struct extraction extraction = {0};

	if (engine_prepare(engine, name, bytes, length, &extraction, err) < 0) {
		extraction_done(&extraction);
		return -1;
	}
	resolver_note_candidates(engine->resolver, true);
	engine_run(engine, &extraction);
	resolver_note_candidates(engine->resolver, false);
	buffer_printf(report, "%s: %zu statements, %u spans within quotation marks, rules %s%s\n\n", name,
		      extraction.count, engine->document.quote_count, extraction.rules,
		      extraction.partial ? "; a limit was met, some may be missing" : "");
	for (size_t i = 0; i < extraction.count; i++)
		add_statement(report, engine, &extraction.statements[i], i + 1);
	add_refused(report, engine);
	engine_restore(engine, &extraction);
	extraction_done(&extraction);
	return 0;
}
