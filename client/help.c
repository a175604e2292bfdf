/* SPDX-License-Identifier: MIT */
/* What is printed of the tables of commands and options: --help, completions, and the lists of the man page. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "options.h"
#include "print.h"

#define HELP_COLUMN 29
#define HELP_WIDTH 80

/* A line of the help: head, and behind it what it does. */
static void help_line(const struct buffer *head, const char *help)
{
	struct buffer out = {0};

	print_wrapped(&out, help, HELP_COLUMN, HELP_WIDTH);
	if (head->length < HELP_COLUMN)
		memcpy(out.data, head->data, head->length);
	else
		puts(head->data);
	puts(out.data);
	buffer_done(&out);
}

static void help_option(const struct option_row *row)
{
	struct buffer head = {0}, words = {0};

	buffer_printf(&head, "  --%s%s%s", row->name, row->argument ? "=" : "", row->argument ? row->argument : "");
	help_line(&head, row->help);
	buffer_clear(&head);
	for (size_t i = 0; row->word && row->word(i); i++)
		buffer_printf(&words, "%s%s", i ? ", " : "", row->word(i));
	if (words.length)
		help_line(&head, words.data);
	buffer_done(&head);
	buffer_done(&words);
}

static void help_command(const struct command *command)
{
	struct buffer head = {0};

	buffer_printf(&head, "  %s %s", command->name, command->arguments);
	help_line(&head, command->help);
	buffer_done(&head);
}

int command_help(const struct options *options, int argc, char **argv)
{
	(void)options;
	(void)argc;
	(void)argv;
	puts("usage: quotes [option ...] [command] [argument ...]\n"
	     "       quotes NAME\n\nCommands:");
	for (const struct command *command = commands; command->name; command++)
		if (command->help)
			help_command(command);
	puts("\nOptions:");
	for (const struct option_row *row = option_table; row->name; row++)
		help_option(row);
	puts("\nExit status: 0 found, 1 nothing found, 2 usage, 3 no answer from the daemon,\n"
	     "4 bad input, 5 a file that was put failed.");
	return EXIT_FOUND;
}

/* The first word of a command that is shown, unless the command before begins with it too; else length 0. */
static int first_word(const struct command *command)
{
	size_t length = strcspn(command->name, " ");

	if (!command->help)
		return 0;
	for (const struct command *other = commands; other < command; other++)
		if (!strncmp(other->name, command->name, length) && strchr(" ", other->name[length]))
			return 0;
	return (int)length;
}

/* The second words of those that begin with this one's first. */
static void second_words(const struct command *command)
{
	size_t length = strcspn(command->name, " ");

	for (const struct command *other = commands; other->name; other++)
		if (!strncmp(other->name, command->name, length) && other->name[length] == ' ')
			printf(" %s", other->name + length + 1);
}

static bool has_second_words(const struct command *command)
{
	size_t length = strcspn(command->name, " ");

	for (const struct command *other = commands; other->name; other++)
		if (!strncmp(other->name, command->name, length) && other->name[length] == ' ')
			return true;
	return false;
}

static void print_words(const struct option_row *row)
{
	for (size_t i = 0; row->word(i); i++)
		printf("%s%s", i ? " " : "", row->word(i));
}

static void bash(void)
{
	puts("_quotes() {\n\tlocal word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}\n"
	     "\t[ \"$word\" = = ] && word=\n\t[ \"$before\" = = ] && before=${COMP_WORDS[COMP_CWORD-2]}\n"
	     "\tcase $before in");
	for (const struct option_row *row = option_table; row->name; row++) {
		if (!row->word)
			continue;
		printf("\t--%s) COMPREPLY=($(compgen -W '", row->name);
		print_words(row);
		puts("' -- \"$word\")); return;;");
	}
	printf("\tesac\n\tcase $word in\n\t-*) COMPREPLY=($(compgen -W '");
	for (const struct option_row *row = option_table; row->name; row++)
		printf("%s--%s", row == option_table ? "" : " ", row->name);
	printf("' -- \"$word\"));;\n\t*) [ \"$COMP_CWORD\" -ne 1 ] || COMPREPLY=($(compgen -W '");
	for (const struct command *command = commands; command->name; command++)
		if (first_word(command))
			printf("%s%.*s", command == commands ? "" : " ", first_word(command), command->name);
	puts("' -- \"$word\"))");
	for (const struct command *command = commands; command->name; command++) {
		if (!first_word(command) || !has_second_words(command))
			continue;
		printf("\t\t[ \"$COMP_CWORD.${COMP_WORDS[1]}\" != 2.%.*s ] || COMPREPLY=($(compgen -W '",
		       first_word(command), command->name);
		second_words(command);
		puts("' -- \"$word\"))");
	}
	puts("\t;;\n\tesac\n}\ncomplete -o default -F _quotes quotes");
}

/* What stands within single quotes of a shell. */
static void print_quoted(const char *text)
{
	for (; *text; text++) {
		if (*text == '\'')
			fputs("'\\''", stdout);
		else
			putchar(*text);
	}
}

static void zsh(void)
{
	puts("#compdef quotes\n_quotes_commands() {\n\tlocal -a commands=(");
	for (const struct command *command = commands; command->name; command++) {
		if (!first_word(command))
			continue;
		printf("\t\t'%.*s:", first_word(command), command->name);
		if (strchr(command->name, ' '))
			second_words(command);
		else
			print_quoted(command->help);
		puts("'");
	}
	puts("\t)\n\t_describe command commands\n}\n_arguments \\");
	for (const struct option_row *row = option_table; row->name; row++) {
		printf("\t'--%s%s[", row->name, row->argument ? "=" : "");
		print_quoted(row->help);
		printf("]%s%s", row->argument ? ":" : "", row->argument ? row->argument : "");
		if (row->word) {
			printf(":(");
			print_words(row);
			putchar(')');
		} else if (row->argument) {
			fputs(row->is_filter ? ": " : ":_files", stdout);
		}
		puts("' \\");
	}
	puts("\t'1: :_quotes_commands' '*: :_files'");
}

static void fish(void)
{
	for (const struct command *command = commands; command->name; command++) {
		const char *second = strchr(command->name, ' ');
		int first = first_word(command);

		if (first && second)
			printf("complete -c quotes -n __fish_use_subcommand -a %.*s\n", first, command->name);
		if (!command->help)
			continue;
		if (second)
			printf("complete -c quotes -n '__fish_seen_subcommand_from %.*s' -a %s -d '",
			       (int)(second - command->name), command->name, second + 1);
		else
			printf("complete -c quotes -n __fish_use_subcommand -a %s -d '", command->name);
		print_quoted(command->help);
		puts("'");
	}
	for (const struct option_row *row = option_table; row->name; row++) {
		printf("complete -c quotes -l %s%s -d '", row->name, row->argument ? " -r" : "");
		print_quoted(row->help);
		putchar('\'');
		if (row->word) {
			printf(" -f -a '");
			print_words(row);
			putchar('\'');
		}
		putchar('\n');
	}
}

int command_completion(const struct options *options, int argc, char **argv)
{
	static const struct {
		const char *name;
		void (*print)(void);
	} shells[] = {{"bash", bash}, {"zsh", zsh}, {"fish", fish}};

	(void)options;
	(void)argc;
	for (size_t i = 0; i < sizeof(shells) / sizeof(*shells); i++) {
		if (!strcmp(argv[0], shells[i].name)) {
			shells[i].print();
			return EXIT_FOUND;
		}
	}
	fprintf(stderr, "quotes: there is a completion for bash, zsh and fish, not for \"%s\"\n", argv[0]);
	return EXIT_USAGE;
}

/* A help text as a sentence: a capital, and no full stop yet. */
static void manual_sentence(const char *help)
{
	printf("%c%s", help[0] >= 'a' && help[0] <= 'z' ? help[0] - 'a' + 'A' : help[0], help + 1);
}

static void manual_commands(void)
{
	for (const struct command *command = commands; command->name; command++) {
		if (!command->help)
			continue;
		printf(".It Ic %s%s%s\n", command->name, *command->arguments ? " Ar " : "", command->arguments);
		manual_sentence(command->help);
		puts(".");
	}
}

static void manual_options(void)
{
	for (const struct option_row *row = option_table; row->name; row++) {
		printf(".It Fl \\-%s%s%s\n", row->name, row->argument ? " Ns = Ns Ar " : "",
		       row->argument ? row->argument : "");
		manual_sentence(row->help);
		for (size_t i = 0; row->word && row->word(i); i++)
			printf("%s\n.Cm %s", i ? " ," : ":", row->word(i));
		puts(row->word ? " ." : ".");
	}
}

/* Print the man page's source with "@commands@" and "@options@", each a line of its own, filled in. */
int command_manual(const struct options *options, int argc, char **argv)
{
	FILE *file = fopen(argv[0], "re");
	char *line = NULL;
	size_t room = 0;

	(void)options;
	(void)argc;
	if (!file) {
		fprintf(stderr, "quotes: could not open \"%s\": %s\n", argv[0], strerror(errno));
		return EXIT_INPUT;
	}
	while (getline(&line, &room, file) > 0) {
		if (!strcmp(line, "@commands@\n"))
			manual_commands();
		else if (!strcmp(line, "@options@\n"))
			manual_options();
		else
			fputs(line, stdout);
	}
	free(line);
	fclose(file);
	return EXIT_FOUND;
}
