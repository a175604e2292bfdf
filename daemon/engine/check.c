/* SPDX-License-Identifier: MIT */
/* Run the rules' own examples through the engine, and look for what a pack should not hold. */
#include <stdio.h>
#include <string.h>

#include "engine.h"
#include "pack.h"

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

static int check_example(struct engine *engine, const struct rule *rule, const struct example *example, struct buffer *report)
{
	struct extraction extraction = {0};
	struct error err;
	int findings = 0;

	if (engine_extract(engine, "example", example->text, strlen(example->text), &extraction, &err) < 0) {
		buffer_printf(report, "%s:%zu:1: example cannot be read: %s\n", rule->file, example->line, err.text);
		return 1;
	}
	if (!example_holds(rule, example, &extraction)) {
		buffer_printf(report, "%s:%zu:1: rule \"%s\" %s: %s\n", rule->file, example->line, rule->id,
			      example->match ? "does not give what its example wants" : "matches its near miss", example->text);
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
		buffer_printf(report, "%s:%zu:1: rule \"%s\" has no example that %s\n", rule->file, rule->line, rule->id,
			      yes ? "must not match" : "must match");
		findings++;
	}
	for (const struct rule *other = rules->rules; other < rule; other++) {
		if (other->phase == rule->phase && !strcmp(other->pattern, rule->pattern)) {
			buffer_printf(report, "%s:%zu:1: rules \"%s\" and \"%s\" claim the same words\n", rule->file, rule->line,
				      other->id, rule->id);
			findings++;
		}
	}
	return findings;
}

int pack_check(const struct pack *pack, const char *rule, struct buffer *report, size_t *examples)
{
	struct error err;
	struct engine *engine = engine_new(pack, &err);
	int findings = 0;

	*examples = 0;
	for (size_t i = 0; i < pack->rules.fragment_count; i++) {
		const struct fragment *fragment = &pack->rules.fragments[i];

		if (!fragment->used) {
			buffer_printf(report, "%s:%zu:1: fragment {%s} is used by no rule\n", fragment->file, fragment->line,
				      fragment->name);
			findings++;
		}
	}
	for (size_t i = 0; i < pack->rules.count; i++)
		if (!rule || !strcmp(rule, pack->rules.rules[i].id))
			findings += check_rule(engine, &pack->rules, &pack->rules.rules[i], report, examples);
	engine_free(engine);
	return findings;
}
