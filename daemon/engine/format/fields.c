/* SPDX-License-Identifier: MIT */
/* Read the list of fields and their places. */
#include "fields.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "quoted/buffer.h"

static const char *const field_names[] = {"title", "byline", "date", "outlet", "url", "language", "dateline", "text"};
static const char *const source_names[] = {"ld",   "meta", "itemprop", "link",    "role", "tag",    "url",
					   "json", "list", "feed",     "channel", "nitf", "newsml", "header"};

static int find(const char *const *names, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (!strcmp(names[i], name))
			return (int)i;
	return -1;
}

static int add_line(struct fields *fields, char *line)
{
	char *source = strchr(line, '\t'), *key = source ? strchr(source + 1, '\t') : NULL;
	int field, place;

	if (!key)
		return -1;
	*source++ = '\0';
	*key++ = '\0';
	field = find(field_names, FIELD_COUNT, line);
	place = find(source_names, SOURCE_HEADER + 1, source);
	if (field < 0 || place < 0)
		return -1;
	fields->places = xrealloc(fields->places, fields->count + 1, sizeof(*fields->places));
	fields->places[fields->count++] = (struct field_place){
		.field = (enum field)field, .source = (enum field_source)place, .key = xstrdup(key)};
	return 0;
}

int fields_load(struct fields *fields, const char *path, struct error *err)
{
	FILE *file = fopen(path, "re");
	char line[256];
	int number = 0, r = 0;

	if (!file)
		return error_errno(err, "could not open \"%s\"", path);
	while (!r && fgets(line, sizeof(line), file)) {
		number++;
		line[strcspn(line, "\r\n")] = '\0';
		if (*line && *line != '#' && add_line(fields, line) < 0)
			r = error_set(err, "%s:%d: expected a field, a source and a key with tabs between", path,
				      number);
	}
	fclose(file);
	return r;
}

void fields_done(struct fields *fields)
{
	for (size_t i = 0; i < fields->count; i++)
		free(fields->places[i].key);
	free(fields->places);
	memset(fields, 0, sizeof(*fields));
}
