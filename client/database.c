/* SPDX-License-Identifier: MIT */
/* The commands that read the database's file, with or without a daemon: backup, check. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ask.h"
#include "folders.h"
#include "member.h"
#include "printer.h"
#include "quoted/store.h"

/* The file: as told, as a running daemon tells, or where it is by default. */
static char *find_database(const struct options *options)
{
	const char *path = options->database;
	struct json_object *status = NULL;
	struct connection *connection;
	struct error err;
	char *found;

	connection = path ? NULL : connection_new(options->socket, &err);
	if (connection && connection_ask(connection, "GET", "/v1/status", &status, &err) == EXIT_FOUND)
		path = member_text(status, "database");
	found = xstrdup(path ? path : QUOTED_DATABASE);
	json_object_put(status);
	connection_free(connection);
	return found;
}

static struct store *open_database(const struct options *options)
{
	char *path = find_database(options);
	struct error err;
	struct store *store = store_open(path, STORE_READ, &err);

	if (!store)
		ask_complain(EXIT_INPUT, &err);
	free(path);
	return store;
}

int command_backup(const struct options *options, int argc, char **argv)
{
	struct store *store = open_database(options);
	struct error err;
	int status = EXIT_FOUND;

	if (!store)
		return EXIT_INPUT;
	if (argc > 1) {
		fprintf(stderr, "quotes: backup takes one file\n");
		status = EXIT_USAGE;
	} else if (store_backup(store, argv[0], &err) < 0) {
		status = ask_complain(EXIT_INPUT, &err);
	}
	store_close(store);
	return status;
}

struct report {
	struct printer printer;
	int bad;
};

static void print_line(struct report *report, const char *name, const char *result, const char *problem)
{
	struct json_object *record = json_object_new_object();

	json_object_object_add(record, "check", json_object_new_string(name));
	json_object_object_add(record, "result", json_object_new_string(result));
	json_object_object_add(record, "problem", problem ? json_object_new_string(problem) : NULL);
	printer_add(&report->printer, record);
	json_object_put(record);
}

static void print_result(void *data, const char *name, const char *problem)
{
	struct report *report = data;

	report->bad += problem != NULL;
	print_line(report, name, problem ? "wrong" : "good", problem);
}

/* The folders beside the inbox, as a running daemon tells; files that people move there or away are not wrong. */
static void check_folders(const struct options *options, struct store *store, struct report *report)
{
	static const struct {
		const char *key, *name;
		bool failed;
	} folders[] = {{"done", "files in done/", false}, {"failed_files", "files in failed/", true}};
	struct json_object *status = NULL;
	struct error err;
	struct connection *connection = options->database ? NULL : connection_new(options->socket, &err);

	if (connection)
		connection_ask(connection, "GET", "/v1/status", &status, &err);
	for (size_t i = 0; status && i < sizeof(folders) / sizeof(*folders); i++) {
		const char *path = member_text(status, folders[i].key);
		struct buffer found = {0};

		if (path && folders_compare(store, path, folders[i].failed, &found, &err) < 0)
			buffer_text(&found, err.text);
		if (path)
			print_line(report, folders[i].name, found.length ? "note" : "good",
				   found.length ? found.data : NULL);
		buffer_done(&found);
	}
	json_object_put(status);
	connection_free(connection);
}

/* Every statement's words against the text kept of its article. */
static void check_proofs(struct store *store, struct report *report)
{
	struct buffer out = {0};
	struct store_proof proof = {0};
	struct error err;
	int result;

	do
		result = store_verify_all(store, proof.next, 1000, &out, &proof, &err);
	while (result == STORE_OK && proof.next && !out.length);
	print_result(report, "words of statements in their articles",
		     result != STORE_OK ? err.text
		     : out.length       ? out.data
					: NULL);
	buffer_done(&out);
}

int command_check(const struct options *options, int argc, char **argv)
{
	struct store *store = open_database(options);
	static const struct table table = {"check,result,problem", "result,check,problem", NULL};
	struct report report = {.bad = 0};
	int status;

	(void)argc, (void)argv;
	if (!store)
		return EXIT_INPUT;
	printer_init(&report.printer, options, &table, false);
	store_check(store, print_result, &report);
	check_proofs(store, &report);
	check_folders(options, store, &report);
	store_close(store);
	status = printer_done(&report.printer);
	return report.bad ? EXIT_INPUT : status;
}
