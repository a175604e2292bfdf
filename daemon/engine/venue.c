/* SPDX-License-Identifier: MIT */
/* Find venues and addressees beside a cue by the pack's words for them. */
#include "venue.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lexicon.h"

#define WORDS_MAX 3      /* of a term */
#define PREPOSITIONS 4   /* of a venue */
#define MODIFIERS_MAX 4  /* tokens between a preposition and its noun */
#define AFTER_MAX 16     /* tokens behind the cue in which a venue may begin */
#define OPENING_MAX 12   /* tokens from the sentence's beginning */
#define LINKED_MAX 7     /* tokens behind a link */
#define VENUE_MAX 24     /* tokens */
#define ADDRESSEE_MAX 10 /* tokens */

enum term_kind { TERM_VENUE, TERM_MEDIA, TERM_ADDRESSEE, TERM_LINK };

struct term {
	enum term_kind kind;
	uint32_t count;
	uint64_t words[WORDS_MAX];
	uint64_t before[PREPOSITIONS]; /* 0: none */
};

#define MARKS 1024 /* bits by which most words are known to begin no term, or to be no preposition of one */

struct venues {
	struct term *terms;
	size_t count;
	uint64_t begins[MARKS / 64], leads[MARKS / 64];
};

static void mark(uint64_t *marks, uint64_t hash)
{
	marks[hash / 64 % (MARKS / 64)] |= UINT64_C(1) << hash % 64;
}

static bool is_marked(const uint64_t *marks, uint64_t hash)
{
	return marks[hash / 64 % (MARKS / 64)] >> hash % 64 & 1;
}

/* The hashes of text's words, at most room; 0 if there are more. */
static uint32_t hash_words(char *text, uint64_t *to, uint32_t room)
{
	uint32_t count = 0;
	char folded[LEXICON_WORD_MAX];

	for (char *word = strtok(text, " "); word; word = strtok(NULL, " ")) {
		if (count == room || strlen(word) >= sizeof(folded))
			return 0;
		to[count++] = lexicon_hash(folded, lexicon_fold(word, strlen(word), folded));
	}
	return count;
}

static int add_line(struct venues *venues, char *line)
{
	static const char *const kinds[] = {"venue", "media", "addressee", "link"};
	char *words = strchr(line, '\t'), *before;
	struct term term = {0};
	size_t kind = 0;

	if (!words)
		return -1;
	*words++ = '\0';
	before = strchr(words, '\t');
	if (before)
		*before++ = '\0';
	while (kind < sizeof(kinds) / sizeof(*kinds) && strcmp(line, kinds[kind]) != 0)
		kind++;
	if (kind == sizeof(kinds) / sizeof(*kinds) || (kind == TERM_VENUE) != (before != NULL))
		return -1;
	term.kind = (enum term_kind)kind;
	term.count = hash_words(words, term.words, WORDS_MAX);
	if (!term.count || (before && !hash_words(before, term.before, PREPOSITIONS)))
		return -1;
	mark(venues->begins, term.words[0]);
	for (size_t i = 0; i < PREPOSITIONS; i++)
		if (term.before[i])
			mark(venues->leads, term.before[i]);
	venues->terms = xrealloc(venues->terms, venues->count + 1, sizeof(*venues->terms));
	venues->terms[venues->count++] = term;
	return 0;
}

struct venues *venues_load(const char *path, struct error *err)
{
	FILE *file = fopen(path, "re");
	struct venues *venues;
	char line[256];
	int number = 0, r = 0;

	if (!file) {
		error_errno(err, "could not open \"%s\"", path);
		return NULL;
	}
	venues = xcalloc(1, sizeof(*venues));
	while (!r && fgets(line, sizeof(line), file)) {
		number++;
		line[strcspn(line, "\r\n")] = '\0';
		if (*line && *line != '#' && add_line(venues, line) < 0)
			r = error_set(err,
				      "%s:%d: expected a kind, words and, of a venue, prepositions, with tabs between",
				      path, number);
	}
	fclose(file);
	if (!r)
		return venues;
	venues_free(venues);
	return NULL;
}

void venues_free(struct venues *venues)
{
	if (!venues)
		return;
	free(venues->terms);
	free(venues);
}

/* What is looked at for one attribution. */
struct seeking {
	const struct document *document;
	const struct venues *venues;
	const struct attribution *attribution;
	const struct sentence *sentence;
};

static const struct token *token_at(const struct seeking *seeking, uint32_t i)
{
	return &seeking->document->tokens[i];
}

static bool lies_in(struct range range, uint32_t i)
{
	return i >= range.first && i < range.last;
}

/* Whether a token tells a time. "Today" and "Week" within a run of capitals are of a name; days and months never are.
 */
static bool is_time(const struct document *document, uint32_t i)
{
	const struct token *token = &document->tokens[i];

	if (!token_is(token, WORD(TIME)))
		return false;
	return !i || !(token->flags & document->tokens[i - 1].flags & TOKEN_CAPITAL) ||
	       (token->word->value && strchr("wm", *token->word->value));
}

/* Whether a token belongs to what was said, to who said it, or to the cue's beginning. */
static bool is_taken(const struct seeking *seeking, uint32_t i)
{
	const struct attribution *attribution = seeking->attribution;

	if (lies_in(attribution->source, i) || i == attribution->cue.first)
		return true;
	for (uint32_t k = 0; k < attribution->content_count; k++)
		if (lies_in(attribution->content[k], i))
			return true;
	return false;
}

/* The term of that kind that stands at token i, the longest; NULL if none does. */
static const struct term *term_at(const struct seeking *seeking, enum term_kind kind, uint32_t i)
{
	const struct term *best = NULL;

	if (i >= seeking->sentence->last || !is_marked(seeking->venues->begins, token_at(seeking, i)->hash))
		return NULL;
	for (size_t t = 0; t < seeking->venues->count; t++) {
		const struct term *term = &seeking->venues->terms[t];
		uint32_t k = 0;

		if (term->kind != kind || (best && term->count <= best->count) ||
		    i + term->count > seeking->sentence->last)
			continue;
		while (k < term->count && token_at(seeking, i + k)->hash == term->words[k])
			k++;
		if (k == term->count)
			best = term;
	}
	return best;
}

static bool follows(const struct term *term, uint64_t preposition)
{
	for (size_t i = 0; i < PREPOSITIONS; i++)
		if (term->before[i] && term->before[i] == preposition)
			return true;
	return false;
}

/* Whether a token may stand in a noun phrase: no other part of a clause, no time. */
static bool in_phrase(const struct seeking *seeking, uint32_t i)
{
	const struct token *token = token_at(seeking, i);

	if (i >= seeking->sentence->last || is_taken(seeking, i) || token->kind > TOKEN_NUMBER)
		return false;
	if (token->flags & TOKEN_CAPITAL)
		return !is_time(seeking->document, i);
	return !token_is(token, WORD(PREPOSITION) | WORD(SUBORDINATOR) | WORD(WHO) | WORD(WHICH) | WORD(THAT) |
					WORD(TO) | WORD(SUBJECT) | WORD(BE) | WORD(HAVE) | WORD(DO) | WORD(MODAL) |
					WORD(BUT) | WORD(WH_ADVERB) | WORD(TIME) | WORD(NEGATION));
}

/* A name in marks of few words ("Meet the Press"): the token behind it, or i. */
static uint32_t skip_marked(const struct seeking *seeking, uint32_t i)
{
	const struct token *token = token_at(seeking, i);
	const struct quote *quote;

	if (i >= seeking->sentence->last || token->kind != TOKEN_MARK || token->quote < 0 || is_taken(seeking, i))
		return i;
	quote = &seeking->document->quotes[token->quote];
	return quote->open == i && quote->closed && quote->words <= LINKED_MAX &&
			       (token_at(seeking, i + 1)->flags & TOKEN_CAPITAL)
		       ? quote->close + 1
		       : i;
}

/* The end of a noun phrase that begins at i. */
static uint32_t phrase_end(const struct seeking *seeking, uint32_t i)
{
	uint32_t first = i;

	while (i < first + LINKED_MAX && in_phrase(seeking, i))
		i++;
	return skip_marked(seeking, i);
}

/* Go on with what a venue is further said to be: "with CNN", "in Berlin", "on "Meet the Press"". */
static uint32_t extend(const struct seeking *seeking, uint32_t first, uint32_t end)
{
	while (end < seeking->sentence->last && end < first + VENUE_MAX) {
		uint32_t next = phrase_end(seeking, end + 1);

		if (is_taken(seeking, end) || !term_at(seeking, TERM_LINK, end) || next == end + 1)
			break;
		end = next;
	}
	return end;
}

/* The venue whose preposition is token i; empty if it is none's. */
static struct range venue_at(const struct seeking *seeking, uint32_t i)
{
	uint64_t preposition = token_at(seeking, i)->hash;

	if (!preposition || !is_marked(seeking->venues->leads, preposition) || is_taken(seeking, i))
		return (struct range){0, 0};
	for (uint32_t at = i + 1; at <= i + 1 + MODIFIERS_MAX && at < seeking->sentence->last; at++) {
		const struct term *term = term_at(seeking, TERM_VENUE, at);

		if (is_taken(seeking, at))
			break;
		if (term && follows(term, preposition))
			return (struct range){i, extend(seeking, i, at + term->count)};
		if (!in_phrase(seeking, at) && !token_is(token_at(seeking, at), WORD(TIME)))
			break;
	}
	return (struct range){0, 0};
}

/* Whether no venue of this cue stands behind the token: another clause begins. */
static bool ends_reach(const struct seeking *seeking, uint32_t i)
{
	const struct token *token = token_at(seeking, i);

	return token_is(token, WORD(WHO) | WORD(WHICH) | WORD(SUBORDINATOR) | WORD(BUT)) ||
	       (token->kind == TOKEN_PUNCTUATION && strchr(";:", seeking->document->text[token->start]));
}

static struct range find_between(const struct seeking *seeking, uint32_t first, uint32_t last)
{
	for (uint32_t i = first; i < last; i++) {
		struct range venue = venue_at(seeking, i);

		if (venue.first < venue.last)
			return venue;
		if (!is_taken(seeking, i) && ends_reach(seeking, i))
			break;
	}
	return (struct range){0, 0};
}

static uint32_t lesser(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

static struct range find_venue(const struct seeking *seeking)
{
	const struct attribution *attribution = seeking->attribution;
	struct range cue = attribution->cue, source = attribution->source;
	uint32_t first = seeking->sentence->first;
	struct range venue =
		find_between(seeking, cue.first + 1, lesser(cue.last + AFTER_MAX, seeking->sentence->last));

	if (venue.first == venue.last && source.last > source.first && source.last < cue.first)
		venue = find_between(seeking, source.last, cue.first);
	if (venue.first == venue.last)
		venue = find_between(seeking, first, lesser(first + OPENING_MAX, cue.first));
	return venue;
}

/* Cut off "on Thursday", "this weekend" and what stands behind it. */
static void cut_time(const struct document *document, struct range *range)
{
	for (uint32_t i = range->first + 1; i < range->last; i++) {
		if (!is_time(document, i))
			continue;
		range->last = i;
		while (range->last > range->first + 1 &&
		       token_is(&document->tokens[range->last - 1], WORD(PREPOSITION) | WORD(DETERMINER)))
			range->last--;
	}
}

/* "was told" has whom it was told before it. */
static bool is_passive(const struct seeking *seeking)
{
	uint32_t first = seeking->attribution->cue.first;

	return first > seeking->sentence->first &&
	       (token_is(token_at(seeking, first - 1), WORD(BE)) ||
		(first > seeking->sentence->first + 1 && token_is(token_at(seeking, first - 1), WORD(ADVERB)) &&
		 token_is(token_at(seeking, first - 2), WORD(BE))));
}

/* Those who are told, behind the cue: a pronoun, a name, or a phrase with a noun of the list. */
static struct range find_addressee(const struct seeking *seeking)
{
	uint32_t first = seeking->attribution->cue.last, end = first;
	bool known = false;

	if (first >= seeking->sentence->last)
		return (struct range){0, 0};
	if (token_is(token_at(seeking, first), WORD(OBJECT)) && !is_taken(seeking, first))
		return (struct range){first, first + 1};
	while (end < first + ADDRESSEE_MAX && in_phrase(seeking, end)) {
		const struct term *term = term_at(seeking, TERM_ADDRESSEE, end);

		if (known && !term && !(token_at(seeking, end)->flags & (TOKEN_CAPITAL | TOKEN_APOSTROPHE)))
			break;
		known |= term || term_at(seeking, TERM_MEDIA, end) || (token_at(seeking, end)->flags & TOKEN_CAPITAL);
		end += term ? term->count : 1;
	}
	return known ? (struct range){first, end} : (struct range){0, 0};
}

/* Whether those who are told are the public's: a paper, a station. */
static bool is_media(const struct seeking *seeking, struct range addressee)
{
	for (uint32_t i = addressee.first; i < addressee.last; i++)
		if (term_at(seeking, TERM_MEDIA, i))
			return true;
	return false;
}

void venues_find(struct document *document, const struct venues *venues)
{
	for (uint32_t a = 0; venues && a < document->attribution_count; a++) {
		struct attribution *attribution = &document->attributions[a];
		struct seeking seeking = {document, venues, attribution,
					  &document->sentences[document->tokens[attribution->head].sentence]};

		if (attribution->cue.first >= attribution->cue.last || attribution->carry >= 0)
			continue;
		cut_time(document, &attribution->addressee);
		if (attribution->addressee.first == attribution->addressee.last && attribution->entry &&
		    attribution->entry->flags & CUE_TELL && !is_passive(&seeking))
			attribution->addressee = find_addressee(&seeking);
		attribution->venue = find_venue(&seeking);
		if (attribution->venue.first == attribution->venue.last && is_media(&seeking, attribution->addressee))
			attribution->venue = attribution->addressee;
	}
}
