/* SPDX-License-Identifier: MIT */
/* Split paragraphs into sentences, and tell furniture and headlines from prose. */
#include "text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NAME_TOKENS_MAX 5 /* before a cue behind a quotation */
#define TAIL_TOKENS_MAX 5 /* behind it */
#define HEADLINE_WORDS_MAX 30
#define TITLE_WORDS_MIN 3
#define TITLE_WITHIN 12 /* paragraphs, where a page's menu stands before it */

static bool is_end(const struct document *document, uint32_t index)
{
	const struct token *token = &document->tokens[index];
	const char *text = document->text + token->start;

	if (token->kind != TOKEN_PUNCTUATION)
		return false;
	return *text == '?' || *text == '!' ||
	       (*text == '.' && token->end - token->start != 3 && token->end - token->start != 2);
}

static bool small_letter(const struct document *document, const struct token *token)
{
	return token->kind == TOKEN_WORD && !(token->flags & TOKEN_CAPITAL) && document->text[token->start] != '@';
}

/* Whether an abbreviation's point at the end of token i also ends the sentence before token i + 1. */
static bool abbreviation_ends(const struct document *document, uint32_t i, const struct token *next)
{
	const struct token *token = &document->tokens[i];
	const char *text = document->text;

	if (token->kind != TOKEN_WORD || text[token->end - 1] != '.' || !(next->flags & TOKEN_CAPITAL))
		return false;
	if (token->end - token->start == 2)
		return false; /* an initial */
	if (token->word && token->word->kind && token->word->kind != 'p')
		return false; /* a title or number abbreviation never ends one */
	return next->word &&
	       (next->word->classes & (WORD(DETERMINER) | WORD(SUBJECT) | WORD(PREPOSITION) | WORD(SUBORDINATOR) |
				       WORD(AND) | WORD(BUT) | WORD(POSSESSIVE) | WORD(WH_ADVERB)));
}

/*
 * "Is it safe?" Lee asked. Whether what stands at i, in capitals for want of a comma before it, is who said the words
 * within marks: a name or pronoun and a cue that nothing said follows.
 */
static bool attributes(const struct document *document, uint32_t i, uint32_t last)
{
	uint32_t cue = i, end;

	if (token_is(&document->tokens[i], WORD(SUBJECT)))
		cue++;
	while (cue < last && cue < i + NAME_TOKENS_MAX && document->tokens[cue].kind == TOKEN_WORD &&
	       (document->tokens[cue].flags & TOKEN_CAPITAL))
		cue++;
	if (cue == i || cue >= last || !token_is(&document->tokens[cue], WORD(VERB_PAST) | WORD(VERB_S)) ||
	    !document->tokens[cue].word->cue || !(document->tokens[cue].word->cue->flags & CUE_INVERTS))
		return false;
	for (end = cue + 1; end < last && end < cue + TAIL_TOKENS_MAX; end++) {
		const struct token *token = &document->tokens[end];

		if (token->kind == TOKEN_PUNCTUATION)
			return strchr(".,", document->text[token->start]);
		if (token->kind != TOKEN_WORD ||
		    token_is(token, WORD(THAT) | WORD(SUBJECT) | WORD(WH_ADVERB) | WORD(WHICH) | WORD(TO) | WORD(BE) |
					    WORD(MODAL)))
			return false;
	}
	return end == last;
}

/* Whether a sentence ends with token i (outside quotation marks, or a span's last token). */
static bool ends_after(const struct document *document, uint32_t i, uint32_t last)
{
	const struct token *token = &document->tokens[i], *next = token + 1;
	uint32_t inner = i;
	bool quoted = token->quote >= 0;

	if (i + 1 >= last)
		return true;
	if (token->kind <= TOKEN_NUMBER && token->quote < 0 && !(next->flags & TOKEN_CAPITAL))
		return false;
	if (token->quote >= 0) {
		const struct quote *quote = &document->quotes[token->quote];

		if (i + 1 < quote->close + quote->closed)
			return false;
		inner = quote->closed ? quote->close - 1 : i;
	}
	if (token->kind == TOKEN_PUNCTUATION && document->text[token->start] == ')' && i)
		inner = i - 1;
	if (!is_end(document, inner))
		return abbreviation_ends(document, inner, next);
	return (next->flags & TOKEN_SPACE) && !small_letter(document, next) &&
	       !(quoted && document->text[document->tokens[inner].start] != '.' && attributes(document, i + 1, last));
}

static void add_sentence(struct document *document, uint32_t first, uint32_t last, uint32_t paragraph)
{
	uint32_t capitals = 0, smalls = 0, words = 0;
	struct sentence *sentence;

	document_grow((void **)&document->sentences, &document->sentence_room, document->sentence_count,
		      sizeof(*sentence));
	sentence = &document->sentences[document->sentence_count];
	sentence->first = first;
	sentence->last = last;
	sentence->paragraph = paragraph;
	for (uint32_t i = first; i < last; i++) {
		struct token *token = &document->tokens[i];
		bool is_word = (token->kind == TOKEN_WORD) & !(token->flags & TOKEN_APOSTROPHE);
		bool is_capital = (token->flags & TOKEN_CAPITAL) != 0;

		token->sentence = document->sentence_count;
		if (is_word && !words)
			token->flags |= TOKEN_SENTENCE;
		words += is_word;
		capitals += is_word & is_capital;
		smalls += is_word & !is_capital & (token->end - token->start >= 4);
	}
	sentence->title_case = words > 3 && capitals > 3 && smalls * 8 < capitals;
	if (sentence->title_case)
		for (uint32_t i = first; i < last; i++)
			document->tokens[i].flags |= TOKEN_TITLE_CASE;
	document->sentence_count++;
}

void sentences_find(struct document *document)
{
	for (uint32_t p = 0; p < document->paragraph_count; p++) {
		const struct paragraph *paragraph = &document->paragraphs[p];
		uint32_t first = paragraph->first;

		for (uint32_t i = first; i < paragraph->last; i++) {
			if (!ends_after(document, i, paragraph->last))
				continue;
			add_sentence(document, first, i + 1, p);
			first = i + 1;
		}
	}
}

#define FURNITURE_LINE_MAX 159      /* bytes of a line that may be furniture */
#define FURNITURE_PARAGRAPH_MAX 600 /* of a paragraph that may be for having words in it */

enum furniture_match { MATCH_LINE, MATCH_PREFIX, MATCH_CONTAINS, MATCH_PARAGRAPH /* furniture_within only */ };

/* The pack's furniture lines. */
struct furniture {
	struct furniture_line {
		char *text;
		size_t length;
		enum furniture_match match;
	} * lines;
	char *initials; /* of what each line matches, or 0 for any: side by side, for most are other ones */
	size_t count;
};

/* How an entry matches, by its attribute; the whole line if it has none. */
static enum furniture_match find_match(const char *attribute)
{
	static const char *const names[] = {"match=line", "match=prefix", "match=contains", "match=paragraph"};

	for (size_t i = 1; i < sizeof(names) / sizeof(*names); i++)
		if (strstr(attribute, names[i]))
			return (enum furniture_match)i;
	return MATCH_LINE;
}

struct furniture *furniture_load(const char *path, struct error *err)
{
	FILE *file = fopen(path, "re");
	struct furniture *furniture;
	char *line = NULL;
	size_t room = 0;

	if (!file) {
		error_errno(err, "could not open \"%s\"", path);
		return NULL;
	}
	furniture = xcalloc(1, sizeof(*furniture));
	while (getline(&line, &room, file) >= 0) {
		char *tab = strchr(line, '\t');
		struct furniture_line *new;

		line[strcspn(line, "\t\r\n")] = '\0';
		if (!*line || *line == '#')
			continue;
		furniture->lines = xrealloc(furniture->lines, furniture->count + 1, sizeof(*furniture->lines));
		new = &furniture->lines[furniture->count++];
		new->length = strlen(line);
		new->text = xmalloc(new->length + 1);
		new->length = lexicon_fold(line, new->length, new->text);
		new->match = find_match(tab ? tab + 1 : "");
		furniture->initials = xrealloc(furniture->initials, furniture->count, 1);
		furniture->initials[furniture->count - 1] =
			(char)(new->match == MATCH_CONTAINS || new->match == MATCH_PARAGRAPH ? 0 : new->text[0]);
	}
	free(line);
	fclose(file);
	return furniture;
}

void furniture_free(struct furniture *furniture)
{
	if (!furniture)
		return;
	for (size_t i = 0; i < furniture->count; i++)
		free(furniture->lines[i].text);
	free(furniture->lines);
	free(furniture->initials);
	free(furniture);
}

static bool furniture_matches(const struct furniture_line *entry, const char *line, size_t length)
{
	if (entry->match == MATCH_PARAGRAPH || entry->length > length ||
	    (entry->match == MATCH_LINE && entry->length != length))
		return false;
	return entry->match == MATCH_CONTAINS ? strstr(line, entry->text) != NULL
					      : !memcmp(line, entry->text, entry->length);
}

bool furniture_is(const struct furniture *furniture, const char *line, size_t length)
{
	char folded[FURNITURE_LINE_MAX + 1];
	size_t n;

	if (!furniture || length >= FURNITURE_LINE_MAX)
		return false;
	n = lexicon_fold(line, length, folded);
	while (n && strchr(" :.*>|", folded[n - 1]))
		folded[--n] = '\0';
	for (size_t i = 0; i < furniture->count; i++)
		if ((!furniture->initials[i] || furniture->initials[i] == folded[0]) &&
		    furniture_matches(&furniture->lines[i], folded, n))
			return true;
	return false;
}

bool furniture_within(const struct furniture *furniture, const char *paragraph, size_t length)
{
	char folded[FURNITURE_PARAGRAPH_MAX + 1];

	if (!furniture || length > FURNITURE_PARAGRAPH_MAX)
		return false;
	lexicon_fold(paragraph, length, folded);
	if (strchr(folded, '"') || strstr(folded, "\xE2\x80\x9C"))
		return false; /* somebody says it */
	for (size_t i = 0; i < furniture->count; i++)
		if (furniture->lines[i].match == MATCH_PARAGRAPH && strstr(folded, furniture->lines[i].text))
			return true;
	return false;
}

static bool ends_in_point(const struct document *document, const struct paragraph *paragraph)
{
	char last = document->text[paragraph->end - 1];

	return last == '.' || last == '?' || last == '!' || last == '"' || last == ':' || last == '\x9D' ||
	       last == '\'';
}

void paragraphs_classify(struct document *document, const struct furniture *furniture)
{
	for (uint32_t p = 0; p < document->paragraph_count; p++) {
		struct paragraph *paragraph = &document->paragraphs[p];
		uint32_t start = paragraph->start;
		uint32_t first = paragraph->first;

		while (first + 1 < paragraph->last && document->tokens[first].kind == TOKEN_PUNCTUATION)
			start = document->tokens[++first].start; /* bullets */
		if (furniture_is(furniture, document->text + start, paragraph->end - start)) {
			paragraph->kind = PARAGRAPH_FURNITURE;
			continue;
		}
		if (p == 0 && !ends_in_point(document, paragraph) &&
		    paragraph->last - paragraph->first <= HEADLINE_WORDS_MAX && document->paragraph_count > 1)
			paragraph->kind = PARAGRAPH_HEADLINE;
	}
}

const struct paragraph *title_paragraph(const struct document *document)
{
	for (uint32_t p = 0; p < document->paragraph_count && p < TITLE_WITHIN; p++) {
		const struct paragraph *paragraph = &document->paragraphs[p];
		uint32_t words = paragraph->last - paragraph->first;

		if (paragraph->kind == PARAGRAPH_HEADLINE)
			return paragraph;
		if (paragraph->kind == PARAGRAPH_FURNITURE || !words ||
		    (document->tokens[paragraph->first].kind == TOKEN_PUNCTUATION && words < TITLE_WORDS_MIN + 2))
			continue;
		return p && words >= TITLE_WORDS_MIN && words <= HEADLINE_WORDS_MAX &&
				       p + 1 < document->paragraph_count && !ends_in_point(document, paragraph)
			       ? paragraph
			       : NULL;
	}
	return NULL;
}
