/* SPDX-License-Identifier: MIT */
/* A hash table from stems to what they mean for a claim, and the reader of *.terms files. */
#include "terms.h"

#include <libstemmer.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct terms {
	struct term_entry *entries; /* open addressing; stems is NULL in an empty slot */
	size_t count, room;         /* room: a power of two */
	const char **negations;     /* NULL-ended */
	size_t negation_count;
	const char *language;
	struct arena arena;
};

static const struct {
	const char *name;
	unsigned flag;
} kinds[] = {
	{"stop", TERM_STOP},       {"same", 0},
	{"not", TERM_NOT},         {"embed", TERM_EMBED},
	{"aside", TERM_ASIDE},     {"people", TERM_PEOPLE},
	{"change", TERM_CHANGE},   {"noun", TERM_NOUN},
	{"number", TERM_NUMBER},   {"without", TERM_WITHOUT},
	{"deny", TERM_DENY},       {"cease", TERM_CEASE},
	{"omit", TERM_OMIT},       {"anti", TERM_ANTI},
	{"measure", TERM_MEASURE}, {"bound", TERM_BOUND},
	{"between", TERM_BETWEEN}, {"from", TERM_FROM},
	{"part", TERM_PART},       {"cue", TERM_CUE},
};

static struct term_entry *find_slot(const struct terms *terms, const char *stems, size_t length)
{
	uint64_t h = 0xcbf29ce484222325ULL;

	for (size_t i = 0; i < length; i++)
		h = (h ^ (unsigned char)stems[i]) * 0x100000001b3ULL;
	for (size_t i = (size_t)(h ^ (h >> 32)) & (terms->room - 1);; i = (i + 1) & (terms->room - 1)) {
		const char *found = terms->entries[i].stems;

		if (!found || (!strncmp(found, stems, length) && !found[length]))
			return &terms->entries[i];
	}
}

static void grow(struct terms *terms)
{
	struct term_entry *old = terms->entries;
	size_t room = terms->room;

	terms->room = room ? room * 2 : 1024;
	terms->entries = xcalloc(terms->room, sizeof(*terms->entries));
	for (size_t i = 0; i < room; i++)
		if (old[i].stems)
			*find_slot(terms, old[i].stems, strlen(old[i].stems)) = old[i];
	free(old);
}

size_t terms_stem(struct sb_stemmer *stemmer, const struct word *word, const char *text, size_t length, char *out)
{
	char folded[TERM_LENGTH_MAX * 2];
	const sb_symbol *stem;

	if (!word && length >= TERM_LENGTH_MAX)
		length = TERM_LENGTH_MAX - 1;
	if (!word)
		length = lexicon_fold(text, length, folded);
	stem = sb_stemmer_stem(stemmer, (const sb_symbol *)(word ? word->text : folded),
			       (int)(word ? word->length : length));
	length = stem ? (size_t)sb_stemmer_length(stemmer) : word ? 0 : length;
	if (length >= TERM_LENGTH_MAX)
		length = TERM_LENGTH_MAX - 1;
	memcpy(out, stem ? (const char *)stem : folded, length);
	out[length] = '\0';
	return length;
}

/* The stems of an entry's words, joined by blanks; -1 if it has too many. */
static int stem_phrase(struct sb_stemmer *stemmer, char *phrase, char *out, size_t room)
{
	size_t used = 0;
	int count = 0;
	char *rest = NULL;

	for (char *word = strtok_r(phrase, " \t", &rest); word; word = strtok_r(NULL, " \t", &rest)) {
		if (count++ == TERM_WORDS_MAX || used + TERM_LENGTH_MAX >= room)
			return -1;
		if (used)
			out[used++] = ' ';
		used += terms_stem(stemmer, NULL, word, strlen(word), out + used);
	}
	return count ? 0 : -1;
}

static void add_entry(struct terms *terms, const struct term_entry *entry)
{
	struct term_entry *slot;

	if (terms->count * 2 >= terms->room)
		grow(terms);
	slot = find_slot(terms, entry->stems, strlen(entry->stems));
	if (!slot->stems) {
		*slot = *entry;
		slot->stems = arena_copy(&terms->arena, entry->stems, strlen(entry->stems));
		terms->count++;
		return;
	}
	slot->is_whole |= entry->is_whole;
	slot->leads_on |= entry->leads_on;
	slot->flags |= entry->flags;
	if (entry->flags & (TERM_NOUN | TERM_CUE))
		slot->stance = entry->stance;
	if (entry->flags & TERM_NUMBER) {
		slot->value = entry->value;
		slot->multiplies = entry->multiplies;
	}
	if (entry->bound)
		slot->bound = entry->bound;
	if (entry->concept && !slot->concept)
	slot->concept = entry->concept;
}

/* What a phrase begins with, so that a reader knows when to look for its next word. */
static void add_beginnings(struct terms *terms, const char *stems)
{
	char beginning[TERM_LENGTH_MAX * TERM_WORDS_MAX];

	for (const char *blank = strchr(stems, ' '); blank; blank = strchr(blank + 1, ' ')) {
		snprintf(beginning, sizeof(beginning), "%.*s", (int)(blank - stems), stems);
		add_entry(terms, &(struct term_entry){.stems = beginning, .leads_on = true});
	}
}

/* The word between kind and entries. */
static int read_argument(struct term_entry *entry, const char *argument)
{
	int stance;

	static const char *const bounds[] = {"least", "most", "about"};

	if (!argument)
		return -1;
	for (size_t i = 0; entry->flags & TERM_BOUND && i < sizeof(bounds) / sizeof(*bounds); i++)
		if (!strcmp(bounds[i], argument))
			entry->bound = bounds[i];
	if (entry->flags & TERM_BOUND)
		return entry->bound ? 0 : -1;
	if (entry->flags & TERM_NUMBER) {
		entry->multiplies = argument[0] == 'x';
		entry->value = strtod(argument + entry->multiplies, NULL);
		return entry->value > 0 ? 0 : -1;
	}
	stance = stance_find(argument);
	entry->stance = stance < 0 ? STANCE_ASSERT : (enum stance)stance;
	return stance < 0 ? -1 : 0;
}

static void add_negation(struct terms *terms, const char *phrase)
{
	size_t start = strspn(phrase, " \t"), end = strlen(phrase);

	while (end > start && phrase[end - 1] == ' ')
		end--;
	terms->negations = xrealloc(terms->negations, terms->negation_count + 2, sizeof(*terms->negations));
	terms->negations[terms->negation_count++] = arena_copy(&terms->arena, phrase + start, end - start);
	terms->negations[terms->negation_count] = NULL;
}

static int add_line(struct terms *terms, struct sb_stemmer *stemmer, char *line)
{
	struct term_entry entry = {0};
	char stems[(TERM_LENGTH_MAX + 1) * TERM_WORDS_MAX], *rest = NULL;
	const char *kind = strtok_r(line, " \t", &rest);
	bool has_concept, is_known = false;

	for (size_t i = 0; kind && i < sizeof(kinds) / sizeof(*kinds); i++) {
		if (!strcmp(kinds[i].name, kind)) {
			entry.flags = kinds[i].flag;
			is_known = true;
		}
	}
	if (!is_known)
		return -1;
	if (entry.flags & (TERM_NOUN | TERM_CUE | TERM_NUMBER | TERM_BOUND) &&
	    read_argument(&entry, strtok_r(NULL, " \t", &rest)) < 0)
		return -1;
	has_concept = !entry.flags || entry.flags & (TERM_ANTI | TERM_MEASURE);
	for (char *phrase = strtok_r(NULL, "|", &rest); phrase; phrase = strtok_r(NULL, "|", &rest)) {
		if (entry.flags & (TERM_NOT | TERM_DENY))
			add_negation(terms, phrase);
		if (stem_phrase(stemmer, phrase, stems, sizeof(stems)) < 0)
			return -1;
		entry.stems = stems;
		if (has_concept && !entry.concept) {
			entry.concept = arena_copy(&terms->arena, stems, strlen(stems));
			if (entry.flags & TERM_ANTI)
				continue; /* it is the opposite of those behind it */
		}
		entry.is_whole = true;
		add_entry(terms, &entry);
		add_beginnings(terms, stems);
	}
	return 0;
}

static int read_lines(struct terms *terms, struct sb_stemmer *stemmer, const char *path, struct error *err)
{
	FILE *file = fopen(path, "re");
	char *line = NULL;
	size_t room = 0, number = 0;
	int result = 0;

	if (!file)
		return error_errno(err, "could not open \"%s\"", path);
	while (!result && getline(&line, &room, file) >= 0) {
		number++;
		line[strcspn(line, "\r\n")] = '\0';
		if (line[0] && line[0] != '#' && add_line(terms, stemmer, line) < 0)
			result = error_set(err, "%s:%zu: no such kind or stance, or an entry is empty or too long",
					   path, number);
	}
	free(line);
	fclose(file);
	return result;
}

struct terms *terms_load(const char *path, const char *language, struct error *err)
{
	struct terms *terms = xcalloc(1, sizeof(*terms));
	struct sb_stemmer *stemmer = sb_stemmer_new(language, NULL);
	int result = -1;

	grow(terms);
	terms->language = arena_copy(&terms->arena, language, strlen(language));
	if (!stemmer)
		error_set(err, "no stemmer for language \"%s\"", language);
	else
		result = read_lines(terms, stemmer, path, err);
	sb_stemmer_delete(stemmer);
	if (result == 0)
		return terms;
	terms_free(terms);
	return NULL;
}

void terms_free(struct terms *terms)
{
	if (!terms)
		return;
	free(terms->entries);
	free(terms->negations);
	arena_done(&terms->arena);
	free(terms);
}

const struct term_entry *terms_find(const struct terms *terms, const char *stems, size_t length)
{
	const struct term_entry *slot = find_slot(terms, stems, length);

	return slot->stems ? slot : NULL;
}

const char *const *terms_negations(const struct terms *terms)
{
	static const char *const none[] = {NULL};

	return terms && terms->negations ? terms->negations : none;
}

char **terms_copy_negations(const struct terms *terms)
{
	size_t count = terms->negation_count, bytes = 0;
	char **copy, *text;

	for (size_t i = 0; i < count; i++)
		bytes += strlen(terms->negations[i]) + 1;
	copy = xmalloc((count + 1) * sizeof(*copy) + bytes);
	text = (char *)(copy + count + 1);
	for (size_t i = 0; i < count; i++) {
		size_t length = strlen(terms->negations[i]) + 1;

		copy[i] = memcpy(text, terms->negations[i], length);
		text += length;
	}
	copy[count] = NULL;
	return copy;
}

struct sb_stemmer *terms_stemmer(const struct terms *terms)
{
	return sb_stemmer_new(terms->language, NULL);
}
