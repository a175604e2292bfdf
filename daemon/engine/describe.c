/* SPDX-License-Identifier: MIT */
/* What a rule is, for those who write rules: its text with the fragments replaced, and its examples. */
#include <string.h>

#include "pack.h"

/* The pattern with its fragments replaced and its tags left by their names; a fragment that a tag hides is not used. */
static void add_expanded(struct buffer *report, const struct rules *rules, const char *pattern)
{
	for (const char *at = pattern; *at; at++) {
		size_t length = *at == '{' ? strcspn(at, "}") : 0;
		const struct fragment *found = NULL;

		for (size_t i = 0; length && i < rules->fragment_count; i++)
			if (rules->fragments[i].used && strlen(rules->fragments[i].name) == length - 1 &&
			    !memcmp(rules->fragments[i].name, at + 1, length - 1))
				found = &rules->fragments[i];
		if (!found) {
			buffer_char(report, *at);
			continue;
		}
		buffer_text(report, "(?:");
		add_expanded(report, rules, found->pattern);
		buffer_char(report, ')');
		at += length;
	}
}

static void describe_examples(const struct rule *rule, struct buffer *report)
{
	for (size_t i = 0; i < rule->example_count; i++) {
		const struct example *example = &rule->examples[i];

		buffer_printf(report, "  %-9s %s\n", example->match ? "yes" : "no", example->text);
		if (example->match)
			buffer_printf(report, "            => %s | %s | %s\n", example->source, example->cue,
				      example->content);
	}
}

static void describe_rule(const struct rules *rules, const struct rule *rule, struct buffer *report)
{
	buffer_printf(report, "rule %s\n  about     %s\n  file      %s:%zu\n  phase     %s\n", rule->id,
		      rule->about ? rule->about : "-", rule->file, rule->line, rule_phase_name(rule->phase));
	buffer_text(report, "  needs    ");
	for (unsigned int i = 0; rule_need_name(i); i++)
		if (rule->needs & 1u << i)
			buffer_printf(report, " %s", rule_need_name(i));
	buffer_printf(report, "%s\n", rule->needs ? "" : " -");
	if (rule->carry)
		buffer_text(report, "  carry     takes the source of the attribution or clause before it\n");
	buffer_printf(report, "  match     %s\n  that is   ", rule->pattern);
	add_expanded(report, rules, rule->pattern);
	buffer_char(report, '\n');
	describe_examples(rule, report);
}

int pack_describe(const struct pack *pack, const char *id, struct buffer *report, struct error *err)
{
	const struct rules *rules = &pack->rules;
	const struct rule *rule = id ? rules_find(rules, id) : NULL;

	for (size_t i = 0; !id && i < rules->count; i++)
		buffer_printf(report, "%-30s %s\n", rules->rules[i].id,
			      rules->rules[i].about ? rules->rules[i].about : "");
	if (id && !rule)
		return error_set(err, "no rule is named \"%s\"", id);
	if (rule)
		describe_rule(rules, rule, report);
	return 0;
}
