/* SPDX-License-Identifier: MIT */
/* The table of options, and reading them; what is printed of the table is help.c's. */
#include "options.h"

#include <getopt.h>
#include <string.h>

#include "quoted/date.h"
#include "quoted/record.h"
#include "request.h"

#define COUNT_MAX 1000000000L

static bool is_number(const char *value)
{
	size_t digits = strspn(value, "0123456789");

	return digits && !value[digits] && digits < 19 && value[strspn(value, "0")];
}

static bool is_whole(const char *value)
{
	size_t digits = strspn(value, "0123456789");

	return digits && !value[digits] && digits < 19;
}

static bool is_count(const char *value)
{
	return is_number(value) && strlen(value) < 10;
}

static bool is_date(const char *value)
{
	return value[0] && strlen(value) <= strlen("2022-01-15") && value[strlen(value) - 1] != ' ' &&
	       !strchr(value, 'T') && date_day(value, false) >= 0;
}

static bool is_kind(const char *value)
{
	return statement_kind_find(value) >= 0;
}

static bool is_stance(const char *value)
{
	return stance_find(value) >= 0;
}

static const char *kind_word(size_t i)
{
	return i <= KIND_INDIRECT ? statement_kind_name((enum statement_kind)i) : NULL;
}

static const char *stance_word(size_t i)
{
	return i <= STANCE_PRAISE ? stance_name((enum stance)i) : NULL;
}

#define AT(member) .at = offsetof(struct options, member)
#define FILTER(name) #name, .is_filter = true, AT(name)

const struct option_row option_table[] = {
	{FILTER(speaker), .argument = "NAME", .help = "only of speakers whose name has this in it, or #ID"},
	{FILTER(words), .argument = "WORDS", .help = "only with these words, or \"these in a row\""},
	{FILTER(since), .argument = "DATE", .help = "only from this day, month or year on", .is_valid = is_date},
	{FILTER(until), .argument = "DATE", .help = "only up to this day, month or year", .is_valid = is_date},
	{FILTER(kind), .argument = "KIND", .help = "only of this kind", .is_valid = is_kind, .word = kind_word},
	{FILTER(stance), .argument = "STANCE", .help = "only of this stance", .is_valid = is_stance,
	 .word = stance_word},
	{FILTER(printings), .help = "every printing of a statement, not the first alone"},
	{FILTER(article), .argument = "ID", .help = "only of this article", .is_valid = is_number},
	{"as-of", .is_filter = true, .argument = "DATE", .help = "as it stood on this day", .is_valid = is_date,
	 AT(as_of)},
	{FILTER(note), .argument = "TEXT", .help = "why a correction is made"},
	{FILTER(exec), .argument = "PATH", .help = "watch add: a program that is run for each ring"},
	{FILTER(limit), .argument = "N", .help = "at most so many", .is_valid = is_count},
	{"json", .help = "print one JSON document", .output = OUTPUT_JSON},
	{"jsonl", .help = "print a JSON object a line", .output = OUTPUT_JSONL},
	{"csv", .help = "print comma-separated values", .output = OUTPUT_CSV},
	{"socket", .argument = "PATH", .help = "the daemon's socket", AT(socket)},
	{"database", .argument = "PATH", .help = "backup, check: the database's file", AT(database)},
	{"rules", .argument = "DIR", .help = "directory of the rule packs", AT(rules)},
	{"site-rules", .argument = "DIR", .help = "directory of the site's own rules", AT(site)},
	{"explain", .command = "extract", .help = "extract: say how each statement was found", AT(explain)},
	{"history", .command = "article", .help = "article: what was changed in it since it first came", AT(history)},
	{"after", .command = "watch stream", .argument = "RING", .is_valid = is_whole,
	 .help = "watch stream: begin after this ring; 0 is before the first", AT(after)},
	{"all", .command = "verify|reextract", .help = "verify, reextract: every statement, every article", AT(all)},
	{"commit", .command = "reextract", .help = "reextract: replace what differs without asking", AT(commit)},
	{"dry-run", .command = "reextract", .help = "reextract: show only, and do not ask", AT(dry_run)},
	{"no-color", .help = "no colour on a terminal", AT(no_color)},
	{"no-pager", .help = "no pager on a terminal", AT(no_pager)},
	{"help", .help = "print this", AT(help)},
	{"version", .help = "print the version", AT(version)},
	{0},
};

#define OPTIONS (sizeof(option_table) / sizeof(*option_table) - 1)

bool options_color(const struct options *options)
{
	return options->width && !options->no_color;
}

const char *option_value(const struct options *options, const struct option_row *row)
{
	const char *value;

	memcpy(&value, (const char *)options + row->at, sizeof(value));
	return value;
}

static bool is_set(const struct options *options, const struct option_row *row)
{
	bool value;

	memcpy(&value, (const char *)options + row->at, sizeof(value));
	return value;
}

static int bad_value(const struct option_row *row, const char *value, struct error *err)
{
	struct buffer words = {0};

	for (size_t i = 0; row->word && row->word(i); i++)
		buffer_printf(&words, "%s%s", i ? ", " : "; one of ", row->word(i));
	error_set(err, "--%s takes a %s, not \"%s\"%s", row->name,
		  row->is_valid == is_date     ? "date (2022, 2022-01 or 2022-01-15)"
		  : row->is_valid == is_number ? "number"
		  : row->is_valid == is_whole  ? "number"
		  : row->is_valid == is_count  ? "number from 1 to 999999999"
					       : row->name,
		  value, words.length ? words.data : "");
	buffer_done(&words);
	return -1;
}

static int take(struct options *options, const struct option_row *row, const char *value, struct error *err)
{
	bool yes = true;

	if (!row->argument && row->output) {
		options->output = row->output;
		return 0;
	}
	if (!row->argument && !row->is_filter) {
		memcpy((char *)options + row->at, &yes, sizeof(yes));
		return 0;
	}
	if (!row->argument)
		value = "all";
	if (!value[0])
		return error_set(err, "--%s takes a value", row->name);
	if (row->is_valid && !row->is_valid(value))
		return bad_value(row, value, err);
	memcpy((char *)options + row->at, &value, sizeof(value));
	return 0;
}

int options_parse(struct options *options, int *argc, char **argv, struct error *err)
{
	struct option longs[OPTIONS + 1] = {0};
	int found, index = 0;

	for (size_t i = 0; i < OPTIONS; i++)
		longs[i] = (struct option){option_table[i].name,
					   option_table[i].argument ? required_argument : no_argument, NULL, 1};
	optind = 0;
	while ((found = getopt_long(*argc, argv, ":h", longs, &index)) != -1) {
		if (found == 'h')
			options->help = true;
		else if (found == ':')
			return error_set(err, "%s takes a value", argv[optind - 1]);
		else if (found != 1)
			return error_set(err, "there is no option %s", argv[optind - 1]);
		else if (take(options, &option_table[index], optarg, err) < 0)
			return -1;
	}
	for (int i = optind; i < *argc; i++)
		argv[i - optind] = argv[i];
	*argc -= optind;
	return 0;
}

/* Whether the command is among those with a "|" between. */
static bool is_among(const char *list, const char *command)
{
	size_t length = strlen(command);

	for (const char *at = list; at; at = strchr(at, '|') ? strchr(at, '|') + 1 : NULL)
		if (!strncmp(at, command, length) && (!at[length] || at[length] == '|'))
			return true;
	return false;
}

int options_check(const struct options *options, const struct command *command, struct error *err)
{
	const struct endpoint *endpoint = request_endpoint(command->asks);

	for (const struct option_row *row = option_table; row->name; row++) {
		bool strange = row->is_filter && option_value(options, row) && !endpoint_takes(endpoint, row->name);

		strange |= row->command &&
			   (row->argument ? option_value(options, row) != NULL : is_set(options, row)) &&
			   !is_among(row->command, command->name);
		if (strange)
			return error_set(err, "%s takes no --%s", command->name, row->name);
	}
	return 0;
}
