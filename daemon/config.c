/* SPDX-License-Identifier: MIT */
/* The option table, and what is made from it. What the values mean is for those who use them. */
#include "config.h"

#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum type { TYPE_PATH, TYPE_TEXT, TYPE_NUMBER, TYPE_WORD, TYPE_SWITCH };

struct entry {
	const char *name;
	enum type type;
	size_t at; /* in struct config */
	const char *initial;
	long low, high;    /* of a number */
	const char *words; /* a word's choices, separated by "|"; the value is its place among them */
	const char *help;
};

#define AT(member) offsetof(struct config, member)

static const struct entry table[] = {
	{"inbox", TYPE_PATH, AT(inbox), QUOTED_SPOOL "/inbox", 0, 0, NULL, "folder into which articles are dropped"},
	{"done", TYPE_PATH, AT(done), "", 0, 0, NULL,
	 "where they go when they are stored; by default beside the inbox"},
	{"failed", TYPE_PATH, AT(failed), "", 0, 0, NULL,
	 "where those go that cannot be read, each with its .reason; by default beside the inbox"},
	{"state", TYPE_PATH, AT(state), QUOTED_STATE, 0, 0, NULL, "folder of the database, quoted.db"},
	{"socket", TYPE_PATH, AT(socket), QUOTED_RUN "/socket", 0, 0, NULL,
	 "Unix socket on which clients are answered"},
	{"listen", TYPE_TEXT, AT(listen), "", 0, 0, NULL,
	 "also answer on this loopback address, such as 127.0.0.1:8080"},
	{"rules", TYPE_PATH, AT(rules), QUOTED_RULES_PATH, 0, 0, NULL, "folder of the rule packs"},
	{"site-rules", TYPE_PATH, AT(site), QUOTED_SITE_PATH, 0, 0, NULL,
	 "folder of the site's own rules; it may be missing"},
	{"after", TYPE_WORD, AT(keep), "move", 0, 0, "move|keep", "move files out of the inbox, or leave them in it"},
	{"workers", TYPE_NUMBER, AT(workers), "0", 0, 256, NULL, "extract processes; 0 is one per core"},
	{"max-size", TYPE_NUMBER, AT(max_size), "16777216", 1, 255L << 20, NULL, "bytes of the largest article"},
	{"settle", TYPE_NUMBER, AT(settle), "1000", 10, 60000, NULL,
	 "milliseconds that a file must lie still unless it was renamed into the inbox"},
	{"time-limit", TYPE_NUMBER, AT(time_limit), "10", 1, 600, NULL,
	 "seconds of processor time that one article may take; by the clock, ten times as many"},
	{"memory-limit", TYPE_NUMBER, AT(memory_limit), "512", 64, 65536, NULL,
	 "MiB of memory for one extract process"},
	{"connections", TYPE_NUMBER, AT(connections), "256", 1, 10000, NULL, "clients at a time"},
	{"burst", TYPE_NUMBER, AT(burst), "1000", 0, 1000000000, NULL,
	 "files that may wait before articles are stored first and their statements entered later; 0 never does"},
	{"hooks", TYPE_NUMBER, AT(hooks), "4", 0, HOOKS_MAX, NULL,
	 "programs of watches that run at a time; 0 runs none"},
	{"hook-time", TYPE_NUMBER, AT(hook_time), "10", 1, 3600, NULL, "seconds that such a program may take"},
	{"ring-days", TYPE_NUMBER, AT(ring_days), "365", 0, 36500, NULL,
	 "days for which what watches rang for is kept; 0 keeps it for good"},
	{"log", TYPE_WORD, AT(log_level), "info", 0, 0, "error|warning|info|debug",
	 "least important messages that are logged"},
	{"config", TYPE_PATH, AT(file), QUOTED_CONFIG_PATH, 0, 0, NULL,
	 "configuration file (only on the command line)"},
	{"check", TYPE_SWITCH, AT(check_only), NULL, 0, 0, NULL, "check configuration and rules, and end"},
	{"help", TYPE_SWITCH, AT(help), NULL, 0, 0, NULL, "print this"},
	{"version", TYPE_SWITCH, AT(version), NULL, 0, 0, NULL, "print the version"},
	{"manual", TYPE_WORD, AT(manual), "none", 0, 0, "none|options|endpoints", "print a list for the man pages"},
};

#define ENTRIES (sizeof(table) / sizeof(*table))

/* The rest stand on the command line alone. */
static bool is_of_file(const struct entry *entry)
{
	return entry->type != TYPE_SWITCH && entry->at != AT(file) && entry->at != AT(manual);
}

static int take_number(const struct entry *entry, const char *value, long *to, struct error *err)
{
	char *end;
	long number;

	errno = 0;
	number = strtol(value, &end, 10);
	if (errno || end == value || *end || number < entry->low || number > entry->high)
		return error_set(err, "\"%s\" takes a number from %ld to %ld, not \"%s\"", entry->name, entry->low,
				 entry->high, value);
	*to = number;
	return 0;
}

static int take_word(const struct entry *entry, const char *value, long *to, struct error *err)
{
	long place = 0;

	for (const char *at = entry->words; *at; place++) {
		size_t length = strcspn(at, "|");

		if (length == strlen(value) && !strncmp(at, value, length)) {
			*to = place;
			return 0;
		}
		at += length + (at[length] == '|');
	}
	return error_set(err, "\"%s\" takes %s, not \"%s\"", entry->name, entry->words, value);
}

static int take_path(struct config *config, const struct entry *entry, const char *value, struct error *err)
{
	const char *path = value;

	if (!*value && *entry->initial)
		return error_set(err, "\"%s\" takes a path", entry->name);
	if (*value && *value != '/') {
		char here[PATH_MAX];

		if (!getcwd(here, sizeof(here)))
			return error_errno(err, "could not find the current directory");
		path = arena_printf(&config->arena, "%s/%s", here, value);
	}
	path = arena_copy(&config->arena, path, strlen(path));
	memcpy((char *)config + entry->at, &path, sizeof(path));
	return 0;
}

static int take(struct config *config, const struct entry *entry, const char *value, struct error *err)
{
	char *to = (char *)config + entry->at;
	long number = 0;

	switch (entry->type) {
	case TYPE_PATH:
		return take_path(config, entry, value, err);
	case TYPE_TEXT:
		value = arena_copy(&config->arena, value, strlen(value));
		memcpy(to, &value, sizeof(value));
		return 0;
	case TYPE_NUMBER:
		return take_number(entry, value, (long *)(void *)to, err);
	case TYPE_WORD:
		if (take_word(entry, value, &number, err) < 0)
			return -1;
		if (entry->at == AT(keep))
			config->keep = number;
		else
			memcpy(to, &number, sizeof(number));
		return 0;
	case TYPE_SWITCH:
		*(bool *)to = true;
		return 0;
	}
	return 0;
}

static const struct entry *find(const char *name, size_t length)
{
	for (size_t i = 0; i < ENTRIES; i++)
		if (strlen(table[i].name) == length && !strncmp(table[i].name, name, length))
			return &table[i];
	return NULL;
}

/* One line of the file: "name = value", "# …" or nothing. */
static int take_line(struct config *config, char *line, struct error *err)
{
	char *name = line + strspn(line, " \t"), *value = strchr(name, '='), *end;
	const struct entry *entry;
	size_t length;

	if (!*name || *name == '#')
		return 0;
	if (!value)
		return error_set(err, "a line must be \"name = value\"");
	length = (size_t)(value - name);
	while (length && strchr(" \t", name[length - 1]))
		length--;
	value += 1 + strspn(value + 1, " \t");
	end = value + strlen(value);
	while (end > value && strchr(" \t\r", end[-1]))
		*--end = '\0';
	entry = find(name, length);
	if (!entry || !is_of_file(entry))
		return error_set(err, "unknown option \"%.*s\"", (int)length, name);
	return take(config, entry, value, err);
}

static int load_file(struct config *config, bool required, struct error *err)
{
	FILE *file = fopen(config->file, "re");
	char *line = NULL;
	size_t room = 0;
	int number = 0, result = 0;
	ssize_t length;

	if (!file && errno == ENOENT && !required)
		return 0;
	if (!file)
		return error_errno(err, "could not open configuration \"%s\"", config->file);
	while (result == 0 && (length = getline(&line, &room, file)) >= 0) {
		struct error why;

		number++;
		if (length && line[length - 1] == '\n')
			line[length - 1] = '\0';
		result = take_line(config, line, &why);
		if (result < 0)
			error_set(err, "%s:%d: %s", config->file, number, why.text);
	}
	if (ferror(file))
		result = error_errno(err, "could not read configuration \"%s\"", config->file);
	free(line);
	fclose(file);
	return result;
}

/* The command line. only_file: take --config alone, before the file is read. */
static int load_arguments(struct config *config, int argc, char **argv, bool only_file, struct error *err)
{
	struct option longs[ENTRIES + 1];
	int found, index = 0;

	memset(longs, 0, sizeof(longs));
	for (size_t i = 0; i < ENTRIES; i++)
		longs[i] = (struct option){table[i].name,
					   table[i].type == TYPE_SWITCH ? no_argument : required_argument, NULL, 1};
	optind = 0;
	opterr = 0;
	while ((found = getopt_long(argc, argv, "+hn", longs, &index)) != -1) {
		const struct entry *entry = &table[index];

		if (found == 'n' || found == 'h') {
			config->check_only |= found == 'n';
			config->help |= found == 'h';
			continue;
		}
		if (found != 1)
			return error_set(err, "unknown option or missing value: \"%s\"", argv[optind - 1]);
		if ((entry->at == AT(file)) == only_file && take(config, entry, optarg ? optarg : "", err) < 0)
			return -1;
	}
	return 0;
}

/* "done" and "failed" lie beside the inbox unless they are set. */
static void complete_paths(struct config *config)
{
	const char *slash = strrchr(config->inbox, '/');
	int length = slash ? (int)(slash - config->inbox) : 0;

	if (!*config->done)
		config->done = arena_printf(&config->arena, "%.*s/done", length, config->inbox);
	if (!*config->failed)
		config->failed = arena_printf(&config->arena, "%.*s/failed", length, config->inbox);
}

/* A slash at the end of a path would put "done" inside the inbox. */
static void trim_slashes(struct config *config)
{
	for (size_t i = 0; i < ENTRIES; i++) {
		char *path;
		size_t length;

		if (table[i].type != TYPE_PATH)
			continue;
		memcpy(&path, (char *)config + table[i].at, sizeof(path));
		for (length = strlen(path); length > 1 && path[length - 1] == '/'; length--)
			path[length - 1] = '\0';
	}
}

int config_load(struct config *config, int *argc, char **argv, struct error *err)
{
	int first;

	memset(config, 0, sizeof(*config));
	for (size_t i = 0; i < ENTRIES; i++)
		if (table[i].initial && take(config, &table[i], table[i].initial, err) < 0)
			return -1;
	if (load_arguments(config, *argc, argv, true, err) < 0)
		return -1;
	if (load_file(config, strcmp(config->file, QUOTED_CONFIG_PATH) != 0, err) < 0)
		return -1;
	if (load_arguments(config, *argc, argv, false, err) < 0)
		return -1;
	first = optind;
	for (int i = first; i < *argc; i++)
		argv[i - first] = argv[i];
	*argc -= first;
	trim_slashes(config);
	complete_paths(config);
	return 0;
}

void config_done(struct config *config)
{
	arena_done(&config->arena);
}

/* The value as it would be written in the file. */
static const char *print_value(struct config *config, const struct entry *entry)
{
	const char *at = (const char *)config + entry->at, *words = entry->words;
	const char *text;
	long number;

	if (entry->type == TYPE_PATH || entry->type == TYPE_TEXT) {
		memcpy(&text, at, sizeof(text));
		return text;
	}
	if (entry->at == AT(keep))
		number = config->keep;
	else
		memcpy(&number, at, sizeof(number));
	if (entry->type == TYPE_NUMBER)
		return arena_printf(&config->arena, "%ld", number);
	for (; number; number--)
		words += strcspn(words, "|") + 1;
	return arena_copy(&config->arena, words, strcspn(words, "|"));
}

char **config_arguments(struct config *config, const char *program, const char *role)
{
	char **list = arena_alloc(&config->arena, (ENTRIES + 4) * sizeof(*list));
	size_t count = 0;

	list[count++] = arena_copy(&config->arena, program, strlen(program));
	list[count++] = arena_printf(&config->arena, "--config=/dev/null");
	for (size_t i = 0; i < ENTRIES; i++)
		if (is_of_file(&table[i]))
			list[count++] =
				arena_printf(&config->arena, "--%s=%s", table[i].name, print_value(config, &table[i]));
	list[count] = arena_copy(&config->arena, role, strlen(role));
	return list;
}

static const char *argument(const struct entry *entry)
{
	static const char *const names[] = {[TYPE_PATH] = "PATH", [TYPE_TEXT] = "ADDRESS", [TYPE_NUMBER] = "N"};

	return entry->words ? entry->words : names[entry->type];
}

void config_help(struct buffer *out)
{
	buffer_text(out, "usage: quoted [-n] [--option=value ...]\n\n"
			 "Options, which the configuration file takes too (\"name = value\"):\n");
	for (size_t i = 0; i < ENTRIES; i++) {
		char head[64];

		if (table[i].type == TYPE_SWITCH)
			snprintf(head, sizeof(head), "--%s", table[i].name);
		else
			snprintf(head, sizeof(head), "--%s=%s", table[i].name, argument(&table[i]));
		buffer_printf(out, "  %-34s %s", head, table[i].help);
		if (table[i].initial && *table[i].initial)
			buffer_printf(out, " [%s]", table[i].initial);
		buffer_char(out, '\n');
	}
	buffer_text(out, "  -n is --check.\n");
}

void config_manual(struct buffer *out)
{
	for (size_t i = 0; i < ENTRIES; i++) {
		if (!is_of_file(&table[i]))
			continue;
		buffer_printf(out, ".It Cm %s No = Ar %s\n%c%s.\n", table[i].name, argument(&table[i]),
			      table[i].help[0] >= 'a' ? table[i].help[0] - 32 : table[i].help[0], table[i].help + 1);
		if (table[i].type == TYPE_NUMBER)
			buffer_printf(out, "From %ld to %ld.\n", table[i].low, table[i].high);
		if (*table[i].initial)
			buffer_printf(out, "The default is\n.Ql %s .\n", table[i].initial);
	}
}
