/* SPDX-License-Identifier: MIT */
/* Rule files: what is read of them, what is refused and where, and what the check finds. */
#include "engine_helper.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* A directory with a rule file and, if any, a list; removed by site_done. */
struct site {
	char directory[64], rules[96], list[96];
};

static void write_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "we");

	assert_non_null(file);
	fputs(text, file);
	assert_int_equal(fclose(file), 0);
}

static struct site site_new(const char *rules, const char *list)
{
	struct site site = {.directory = "/tmp/quoted-rules-XXXXXX"};

	assert_non_null(mkdtemp(site.directory));
	snprintf(site.rules, sizeof(site.rules), "%s/50-site.rules", site.directory);
	snprintf(site.list, sizeof(site.list), "%s/titles.list", site.directory);
	write_file(site.rules, rules);
	if (list)
		write_file(site.list, list);
	return site;
}

static void site_done(const struct site *site)
{
	unlink(site->rules);
	unlink(site->list);
	rmdir(site->directory);
}

static void refused(const char *rules, const char *wanted)
{
	struct site site = site_new(rules, NULL);
	struct error err = {""};
	struct pack *pack = pack_load(getenv("QUOTED_RULES"), site.directory, &err);
	char place[256];

	assert_null(pack);
	snprintf(place, sizeof(place), "%s:%s", site.rules, wanted);
	if (strncmp(err.text, place, strlen(place)) != 0)
		fail_msg("not <%s> but <%s>", place, err.text);
	site_done(&site);
}

#define GOOD                                                                                                           \
	"rule bracketed\nabout a quotation and its source in brackets\nphase trail\nneeds quote\n"                     \
	"match (?<content>{QUOTE}){OPEN}(?<source>{NAME}{1,4}){CLOSE}\n"                                               \
	"yes \"The bridge is safe\" (Ann Lee) => Ann Lee | - | \"The bridge is safe\"\n"                               \
	"no The bridge (Ann Lee) is safe.\n"

static void errors_name_line_and_column(void **state)
{
	(void)state;
	refused("bogus x\n", "1:1: not a keyword of rule files: \"bogus\"");
	refused("# comment\n\nmatch {QUOTE}\n", "3:7: no rule begins before \"match\"");
	refused("rule x\nphase noon\n", "2:7: phase is ");
	refused("rule x\nneeds quote moon\n", "2:7: needs is of ");
	refused("fragment ALONE\n", "1:10: fragment needs a name and a pattern");
	refused("rule x\nmatch (?<cue>{CUE}\n", "2:7: rule \"en/x\": ");
	refused("rule x\nmatch (?<cue>{NOBODY})\n", "2:7: rule \"en/x\": no fragment or tag is named {NOBODY}");
	refused("rule x\nmatch (?<cue>{CUE})(?<who>{NAME})\n", "2:7: rule \"en/x\" has a group \"who\"");
	refused("rule x\nmatch (?<source>{NAME})\n", "2:7: rule \"en/x\" has neither a cue nor a content group");
	refused("rule x\nabout nothing\n", "1:1: rule \"en/x\" has no match line");
	refused("rule x\nmatch {QUOTE}\nrule x\n", "3:6: a second rule of the name \"x\"");
	refused("rule x\nyes no arrow here\n", "2:5: yes needs \"=> SOURCE | CUE | CONTENT\"");
	refused("rule x\nyes text => only | two\n", "2:5: an example has three parts after =>");
	refused("fragment LOOP {LOOP}\nrule x\nmatch (?<cue>{LOOP})\n", "3:7: rule \"en/x\": fragment {LOOP} within");
}

static void a_list_error_names_its_line(void **state)
{
	struct site site = site_new("", "mayor\nmr\tgender\n");
	struct error err = {""};

	(void)state;
	assert_null(pack_load(getenv("QUOTED_RULES"), site.directory, &err));
	assert_non_null(strstr(err.text, "titles.list:2:"));
	site_done(&site);
}

static int check_site(const char *rules, const char *rule, struct buffer *report)
{
	struct site site = site_new(rules, NULL);
	struct error err = {""};
	struct pack *pack = pack_load(getenv("QUOTED_RULES"), site.directory, &err);
	size_t examples;
	int findings;

	if (!pack)
		fail_msg("%s", err.text);
	buffer_clear(report);
	findings = pack_check(pack, rule, report, &examples);
	pack_free(pack);
	site_done(&site);
	return findings;
}

static void a_site_adds_a_rule(void **state)
{
	struct buffer report = {0};

	(void)state;
	assert_int_equal(check_site(GOOD, NULL, &report), 0);
	buffer_done(&report);
}

/* A class that holds the dash between two others holds these three, and no range of theirs. */
static void a_dash_in_a_class_is_no_range(void **state)
{
	struct buffer report = {0};

	(void)state;
	assert_int_equal(check_site("rule dashed\nabout a quotation, a mark and its source\nphase trail\nneeds quote\n"
				    "match (?<content>{QUOTE})[{COLON}{DASH}{AND}](?<source>{NAME}{2}){END}\n"
				    "yes \"The bridge is safe\" -- Ann Lee. => Ann Lee | - | \"The bridge is safe\"\n"
				    "no \"The bridge is safe\" Old Ann Lee.\n",
				    NULL, &report),
			 0);
	buffer_done(&report);
}

static void finds(const char *rules, const char *wanted)
{
	struct buffer report = {0};

	assert_true(check_site(rules, NULL, &report) > 0);
	if (!strstr(report.data, wanted))
		fail_msg("no <%s> in %s", wanted, report.data);
	buffer_done(&report);
}

static void the_check_finds_what_a_pack_should_not_hold(void **state)
{
	(void)state;
	finds(GOOD "fragment IDLE {QUOTE}\n", "50-site.rules:8:1: fragment {IDLE} is used by no rule");
	finds("rule bare\nphase rest\nmatch (?<content>{QUOTE}){SEMICOLON}{SEMICOLON}\n",
	      "has no example that must match");
	finds(GOOD
	      "rule twin\nphase trail\nneeds quote\nmatch (?<content>{QUOTE}){OPEN}(?<source>{NAME}{1,4}){CLOSE}\n",
	      "rules \"en/bracketed\" and \"en/twin\" claim the same words");
	finds("rule wrong\nphase trail\nneeds quote\nmatch (?<content>{QUOTE}){OPEN}(?<source>{NAME}{1,4}){CLOSE}\n"
	      "yes \"The bridge is safe\" (Ann Lee) => Ann Lee | said | The bridge\nno The bridge (Ann Lee) is safe.\n",
	      "does not give what its example wants");
	finds("rule wide\nphase trail\nneeds quote\nmatch (?<content>{QUOTE}){OPEN}(?<source>{NAME}{1,4}){CLOSE}\n"
	      "yes \"The bridge is safe\" (Ann Lee) => Ann Lee | - | \"The bridge is safe\"\nno \"The bridge is new\" "
	      "(Bo Renn)\n",
	      "matches its near miss");
}

static void a_rule_that_is_not_there_is_a_finding(void **state)
{
	struct fixture *fixture = *state;
	struct buffer report = {0};
	struct error err;
	size_t examples;

	assert_int_equal(pack_check(fixture->pack, "en/nothing", &report, &examples), 1);
	assert_int_equal(pack_test(fixture->pack, "en/nothing", &report, &examples), 1);
	assert_int_equal(pack_describe(fixture->pack, "en/nothing", &report, &err), -1);
	assert_string_equal(err.text, "no rule is named \"en/nothing\"");
	buffer_done(&report);
}

static void a_rule_is_described_and_tested(void **state)
{
	struct fixture *fixture = *state;
	struct buffer report = {0};
	struct error err;
	size_t examples;

	assert_int_equal(pack_describe(fixture->pack, "en/quote-source-cue", &report, &err), 0);
	assert_non_null(strstr(report.data, "rule en/quote-source-cue\n"));
	assert_non_null(strstr(report.data, "20-trailing.rules:"));
	assert_non_null(strstr(report.data, "  phase     trail\n"));
	assert_non_null(strstr(report.data, "(?<source>{SUBJECT})"));
	assert_null(strstr(strstr(report.data, "that is"), "{SUBJECT}"));
	buffer_clear(&report);
	assert_int_equal(pack_test(fixture->pack, "en/quote-source-cue", &report, &examples), 0);
	assert_true(examples >= 2);
	assert_non_null(strstr(report.data, "ok en/quote-source-cue yes "));
	buffer_done(&report);
}

static void versions_tell_packs_apart(void **state)
{
	struct fixture *fixture = *state;
	struct site site = site_new(GOOD, NULL);
	struct error err;
	struct pack *pack = pack_load(getenv("QUOTED_RULES"), site.directory, &err);

	assert_non_null(pack);
	assert_string_not_equal(pack_version(pack), pack_version(fixture->pack));
	pack_free(pack);
	site_done(&site);
}

static void a_missing_directory_is_named(void **state)
{
	struct error err;

	(void)state;
	assert_null(pack_load("/nonexistent", NULL, &err));
	assert_non_null(strstr(err.text, "\"/nonexistent/en\""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(errors_name_line_and_column),
		cmocka_unit_test(a_list_error_names_its_line),
		cmocka_unit_test(a_site_adds_a_rule),
		cmocka_unit_test(a_dash_in_a_class_is_no_range),
		cmocka_unit_test(the_check_finds_what_a_pack_should_not_hold),
		cmocka_unit_test(a_rule_that_is_not_there_is_a_finding),
		cmocka_unit_test(a_rule_is_described_and_tested),
		cmocka_unit_test(versions_tell_packs_apart),
		cmocka_unit_test(a_missing_directory_is_named),
	};

	return cmocka_run_group_tests(tests, engine_setup, engine_teardown);
}
