/* SPDX-License-Identifier: MIT */
/*
 * From a statement's content to its claims: one for each sentence of it, as stemmed content words with
 * synonyms joined, names, numbers with what they count, and whether the whole is negated. "Russia's claim
 * that …" is a claim of Russia's as well.
 */
#include "claim_read.h"

#include <libstemmer.h>
#include <stdlib.h>
#include <string.h>

#define CLAIMS_MAX 6   /* of one statement */
#define TOKENS_MAX 400 /* of one content; what follows is not compared */
#define HOLDER_MAX 6   /* tokens before the mark of possession */

struct claimer *claimer_new(const struct terms *terms, const struct lexicon *lexicon)
{
	struct claimer *claimer;

	if (!terms)
		return NULL;
	claimer = xcalloc(1, sizeof(*claimer));
	claimer->terms = terms;
	claimer->lexicon = lexicon;
	claimer->stemmer = terms_stemmer(terms);
	return claimer;
}

void claimer_free(struct claimer *claimer)
{
	if (!claimer)
		return;
	sb_stemmer_delete(claimer->stemmer);
	free(claimer);
}

static bool token_says(const struct document *document, const struct token *token, const char *text)
{
	size_t length = strlen(text);

	return token->end - token->start == length && !memcmp(document->text + token->start, text, length);
}

static void add_figure(struct segment *segment, const struct number *number, struct claim *claim, struct arena *arena)
{
	uint32_t of = claim_counted(segment, number);

	if (of >= segment->term_count)
		return;
	segment->is_counted[of] = true;
	claim->figures[claim->figure_count++] =
		(struct figure){arena_copy(arena, number->value, strlen(number->value)),
				arena_printf(arena, "%s", segment->terms[of] + strspn(segment->terms[of], "~!@"))};
}

static void add_claim(struct segment *segment, struct statement *statement, struct claim claim, struct arena *arena)
{
	uint32_t weight = 0;

	for (uint32_t i = 0; i < segment->term_count; i++)
		weight += segment->terms[i][0] != '~';
	if (statement->claim_count == CLAIMS_MAX || weight < (segment->figures ? 1 : 2))
		return;
	claim.figures = arena_alloc(arena, (segment->figures + 1) * sizeof(*claim.figures));
	for (uint32_t i = 0; i < segment->figures; i++)
		add_figure(segment, &segment->numbers[i], &claim, arena);
	claim.terms = arena_alloc(arena, segment->term_count * sizeof(*claim.terms));
	for (uint32_t i = 0; i < segment->term_count; i++)
		claim.terms[claim.term_count++] =
			arena_printf(arena, "%s%s", segment->is_counted[i] ? "#" : "", segment->terms[i]);
	claim.negated = segment->negated;
	statement->claims[statement->claim_count++] = claim;
}

/* The speaker a possessor's words mean: one whom the article has, or somebody of these words. */
static const struct speaker *holder_of(const struct segment *segment, uint32_t from, uint32_t to,
				       const struct statement *statements, struct arena *arena)
{
	const struct document *document = segment->document;
	size_t start = token_at(segment, from)->start, end = token_at(segment, to - 1)->end;
	const struct token *last = token_at(segment, to - 1);
	size_t length = last->end - last->start;
	struct speaker *holder;

	for (uint32_t i = 0; i < document->attribution_count; i++) {
		for (size_t k = 0; k < statements[i].speaker_count; k++) {
			const char *name = statements[i].speakers[k].name;
			size_t whole = strlen(name);

			if (whole >= length && !memcmp(name + whole - length, document->text + last->start, length) &&
			    (whole == length || name[whole - length - 1] == ' '))
				return &statements[i].speakers[k];
		}
	}
	if (!claim_is_name(segment, to - 1))
		return NULL;
	holder = arena_alloc(arena, sizeof(*holder));
	holder->name = arena_copy(arena, document->text + start, end - start);
	holder->type = token_is(last, WORD(PLACE) | WORD(PARTY)) || (last->flags & TOKEN_UPPER) ? SPEAKER_ORGANISATION
												: SPEAKER_UNKNOWN;
	return holder;
}

/* The mark of possession near token from, or UINT32_MAX. */
static uint32_t find_mark(const struct segment *segment, uint32_t from)
{
	for (uint32_t mark = from + 1; mark < segment->count && mark < from + HOLDER_MAX; mark++)
		if (token_is(token_at(segment, mark), WORD(POSSESSIVE_MARK)))
			return mark;
	return UINT32_MAX;
}

/* "[Russia's] claim that …": step over it; *ret: the claim of the one who holds it, if there is one. */
static uint32_t read_holder(const struct segment *segment, const struct statement *statements, struct claim *ret,
			    struct arena *arena)
{
	uint32_t from = 0, mark, noun, words;
	const struct term_entry *entry = NULL;

	while (from < segment->count && token_is(token_at(segment, from), WORD(DETERMINER) | WORD(THAT)))
		from++;
	mark = find_mark(segment, from);
	for (noun = mark == UINT32_MAX ? from : mark + 1; noun < segment->count; noun++) {
		entry = claim_entry_at(segment, noun, &words);
		if ((entry && entry->flags & TERM_NOUN) || noun > from + HOLDER_MAX + 4)
			break;
		if (mark == UINT32_MAX ? noun > from + 2 : noun > mark + 3)
			return 0;
	}
	if (noun >= segment->count || !entry || !(entry->flags & TERM_NOUN) || noun + 1 >= segment->count ||
	    !token_is(token_at(segment, noun + 1), WORD(THAT)))
		return 0;
	if (mark != UINT32_MAX) {
		ret->holder = holder_of(segment, from, mark, statements, arena);
		ret->stance = entry->stance;
	}
	return noun + 2;
}

static void read_claims(struct segment *segment, struct statement *statement, const struct statement *statements,
			struct arena *arena)
{
	struct claim held = {0}, own = {.stance = statement->stance};
	uint32_t skip = read_holder(segment, statements, &held, arena);
	const struct token *last = token_at(segment, segment->count - 1);

	if (token_says(segment->document, last, "?"))
		own.stance = STANCE_QUESTION;
	segment->at += skip;
	segment->count -= skip;
	if (!segment->count)
		return;
	claim_read(segment);
	add_claim(segment, statement, own, arena);
	if (held.holder)
		add_claim(segment, statement, held, arena);
}

/* Whether a sentence of the content ends with token i of at. */
static bool ends_sentence(const struct document *document, const uint32_t *at, uint32_t i, uint32_t count)
{
	const struct token *token = &document->tokens[at[i]], *next;

	if (i + 1 == count)
		return true;
	next = &document->tokens[at[i + 1]];
	if (token_says(document, token, ";") || token_says(document, token, "?") || token_says(document, token, "!"))
		return true;
	if (token_says(document, token, "."))
		return next->flags & TOKEN_CAPITAL && !(i && token_is(token - 1, WORD(ABBREVIATION)));
	return token_says(document, token, ",") && token_is(next, WORD(BUT));
}

static uint32_t gather(const struct document *document, const struct attribution *attribution, uint32_t *at)
{
	uint32_t count = 0;

	for (uint32_t k = 0; k < attribution->content_count; k++)
		for (uint32_t i = attribution->content[k].first; i < attribution->content[k].last; i++)
			if (document->tokens[i].kind != TOKEN_MARK && count < TOKENS_MAX)
				at[count++] = i;
	return count;
}

void claimer_run(struct claimer *claimer, const struct document *document, struct statement *statements,
		 struct arena *arena)
{
	uint32_t at[TOKENS_MAX];

	for (uint32_t i = 0; claimer && i < document->attribution_count; i++) {
		struct statement *statement = &statements[i];
		uint32_t count = gather(document, &document->attributions[i], at), from = 0;

		statement->claims = arena_alloc(arena, CLAIMS_MAX * sizeof(*statement->claims));
		for (uint32_t k = 0; k < count; k++) {
			struct segment segment = {.claimer = claimer,
						  .document = document,
						  .statement = statement,
						  .at = at + from,
						  .count = k + 1 - from};

			if (!ends_sentence(document, at, k, count))
				continue;
			read_claims(&segment, statement, statements, arena);
			from = k + 1;
		}
	}
}
