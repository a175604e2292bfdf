/* SPDX-License-Identifier: MIT */
/* Run the rules' own examples through the engine, and look for what a pack should not hold. */
#include <stdio.h>
#include <string.h>

#include "engine.h"
#include "pack.h"
#include "statement.h"

/* Whether the ranges of the text read like the example's part; "-" is none, " … " joins several. */
static bool reads_like(const struct extraction *extraction, const struct spans *spans, const char *wanted)
{
	struct buffer text = {0};
	bool same;

	statement_text(&text, &extraction->article, spans);
	same = !strcmp(wanted, "-") ? !text.length : text.length && !strcmp(text.data, wanted);
	buffer_done(&text);
	return same;
}

static const struct statement *by_rule(const struct extraction *extraction, const char *id)
{
	for (size_t i = 0; i < extraction->count; i++)
		if (!strcmp(extraction->statements[i].rule, id))
			return &extraction->statements[i];
	return NULL;
}

static void report_found(const struct extraction *extraction, struct buffer *report)
{
	for (size_t i = 0; i < extraction->count; i++) {
		const struct statement *statement = &extraction->statements[i];

		buffer_printf(report, "    found by %s: ", statement->rule);
		statement_text(report, &extraction->article, &statement->source);
		buffer_text(report, " | ");
		statement_text(report, &extraction->article, &statement->cue);
		buffer_text(report, " | ");
		statement_text(report, &extraction->article, &statement->content);
		buffer_char(report, '\n');
	}
}

/* Whether some statement of the example is as wanted; of a rule of phase subject only the words count. */
static bool example_holds(const struct rule *rule, const struct example *example, const struct extraction *extraction)
{
	if (!example->match)
		return !by_rule(extraction, rule->id);
	for (size_t i = 0; i < extraction->count; i++) {
		const struct statement *statement = &extraction->statements[i];

		if (rule->phase != PHASE_SUBJECT && strcmp(statement->rule, rule->id) != 0 &&
		    !(rule->carry && rule->phase == PHASE_REST))
			continue;
		if (reads_like(extraction, &statement->source, example->source) &&
		    reads_like(extraction, &statement->cue, example->cue) &&
		    reads_like(extraction, &statement->content, example->content))
			return true;
	}
	return false;
}

/* The tokens of the words in the text; empty if they are not there. */
static struct range tokens_of(const struct document *document, const char *words, size_t length)
{
	const char *at = memmem(document->text, document->length, words, length);
	struct range range = {0, 0};

	if (!at || !length)
		return range;
	while (range.first < document->token_count && document->text + document->tokens[range.first].start < at)
		range.first++;
	range.last = range.first;
	while (range.last < document->token_count && document->text + document->tokens[range.last].start < at + length)
		range.last++;
	return range;
}

/* Label the words of one part of the example, which " … " may join. */
static void label_part(const struct document *document, const char *words, enum label_part part, uint8_t *labels)
{
	static const char joint[] = " \xE2\x80\xA6 ";

	while (words && strcmp(words, "-") != 0) {
		const char *end = strstr(words, joint);

		label_lay(labels, tokens_of(document, words, end ? (size_t)(end - words) : strlen(words)), part);
		words = end ? end + strlen(joint) : NULL;
	}
}

/* Let the rules of phase label have the parts that the example names. */
static void revise_by_example(struct engine *engine, const struct example *example, struct extraction *extraction)
{
	struct document *document = &engine->document;
	uint8_t *labels = arena_alloc(&extraction->arena, document->token_count + 1);
	uint32_t last = document->token_count;

	label_part(document, example->content, PART_CONTENT, labels);
	label_part(document, example->source, PART_SOURCE, labels);
	label_part(document, example->cue, PART_CUE, labels);
	while (last && labels[last - 1] == LABEL_OUT)
		last--;
	for (uint32_t i = 1; i < last; i++)
		if (labels[i] == LABEL_OUT && labels[i - 1] != LABEL_OUT)
			labels[i] = LABEL_BETWEEN;
	document->attribution_count = 0;
	reviser_apply(engine->reviser, document, labels);
}

static int extract_example(struct engine *engine, const struct rule *rule, const struct example *example,
			   struct extraction *extraction, struct error *err)
{
	if (engine_prepare(engine, "example", example->text, strlen(example->text), extraction, err) < 0)
		return -1;
	attributor_run(engine->attributor, &engine->document);
	if (rule->phase == PHASE_NESTED)
		nester_run(engine->nester, &engine->document);
	if (rule->phase == PHASE_LABEL)
		revise_by_example(engine, example, extraction);
	extraction->statements = statements_make(&engine->document, &extraction->arena);
	extraction->count = engine->document.attribution_count;
	return 0;
}

static int check_example(struct engine *engine, const struct rule *rule, const struct example *example,
			 struct buffer *report)
{
	struct extraction extraction = {0};
	struct error err;
	int findings = 0;

	if (extract_example(engine, rule, example, &extraction, &err) < 0) {
		buffer_printf(report, "%s:%zu:1: example cannot be read: %s\n", rule->file, example->line, err.text);
		return 1;
	}
	if (!example_holds(rule, example, &extraction)) {
		buffer_printf(report, "%s:%zu:1: rule \"%s\" %s: %s\n", rule->file, example->line, rule->id,
			      example->match ? "does not give what its example wants" : "matches its near miss",
			      example->text);
		report_found(&extraction, report);
		findings = 1;
	}
	extraction_done(&extraction);
	return findings;
}

static int check_rule(struct engine *engine, const struct rules *rules, const struct rule *rule, struct buffer *report,
		      size_t *examples)
{
	size_t yes = 0, no = 0;
	int findings = 0;

	for (size_t i = 0; i < rule->example_count; i++) {
		*(rule->examples[i].match ? &yes : &no) += 1;
		findings += check_example(engine, rule, &rule->examples[i], report);
	}
	*examples += rule->example_count;
	if (!yes || !no) {
		buffer_printf(report, "%s:%zu:1: rule \"%s\" has no example that %s\n", rule->file, rule->line,
			      rule->id, yes ? "must not match" : "must match");
		findings++;
	}
	for (const struct rule *other = rules->rules; other < rule; other++) {
		if (other->phase == rule->phase && !strcmp(other->pattern, rule->pattern)) {
			buffer_printf(report, "%s:%zu:1: rules \"%s\" and \"%s\" claim the same words\n", rule->file,
				      rule->line, other->id, rule->id);
			findings++;
		}
	}
	return findings;
}

/* A rule that nobody has written is a finding, so that a slip of the pen does not pass for a success. */
static int check_id(const struct rules *rules, const char *id, struct buffer *report)
{
	if (!id || rules_find(rules, id))
		return 0;
	buffer_printf(report, "no rule is named \"%s\"\n", id);
	return 1;
}

int pack_check(const struct pack *pack, const char *rule, struct buffer *report, size_t *examples)
{
	struct error err;
	struct engine *engine = engine_new(pack, &err);
	int findings = check_id(&pack->rules, rule, report);

	*examples = 0;
	for (size_t i = 0; i < pack->rules.fragment_count; i++) {
		const struct fragment *fragment = &pack->rules.fragments[i];

		if (!fragment->used) {
			buffer_printf(report, "%s:%zu:1: fragment {%s} is used by no rule\n", fragment->file,
				      fragment->line, fragment->name);
			findings++;
		}
	}
	for (size_t i = 0; i < pack->rules.count; i++)
		if (!rule || !strcmp(rule, pack->rules.rules[i].id))
			findings += check_rule(engine, &pack->rules, &pack->rules.rules[i], report, examples);
	engine_free(engine);
	return findings;
}

int pack_test(const struct pack *pack, const char *id, struct buffer *report, size_t *examples)
{
	struct error err;
	struct engine *engine = engine_new(pack, &err);
	struct buffer found = {0};
	int bad = check_id(&pack->rules, id, report);

	*examples = 0;
	for (size_t i = 0; i < pack->rules.count; i++) {
		const struct rule *rule = &pack->rules.rules[i];

		for (size_t k = 0; (!id || !strcmp(id, rule->id)) && k < rule->example_count; k++) {
			const struct example *example = &rule->examples[k];
			int wrong;

			buffer_clear(&found);
			wrong = check_example(engine, rule, example, &found);
			buffer_printf(report, "%s %s %s %s\n", wrong ? "not ok" : "ok", rule->id,
				      example->match ? "yes" : "no", example->text);
			buffer_add(report, found.data, found.length);
			bad += wrong;
			++*examples;
		}
	}
	buffer_done(&found);
	engine_free(engine);
	return bad;
}
