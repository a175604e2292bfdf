/* SPDX-License-Identifier: MIT */
/*
 * From a statement's content to its claims: one for each sentence of it, as stemmed content words with
 * synonyms joined, names, numbers with what they count, and whether the whole is negated. "Russia's claim
 * that …" is a claim of Russia's as well.
 */
#include "claim_read.h"

#include <stdlib.h>
#include <string.h>

#define CLAIMS_MAX 6   /* of one statement */
#define TOKENS_MAX 400 /* of one content; what follows is not compared */
#define CUE_MAX 8      /* tokens of a cue */
#define HOLDER_MAX 6   /* tokens before the mark of possession */

struct claimer {
	struct stems *stems;
	struct segment segment; /* at hand */
	struct found found[TOKENS_MAX];
	uint32_t cue[CUE_MAX]; /* tokens of one */
};

struct claimer *claimer_new(const struct terms *terms, const struct lexicon *lexicon)
{
	struct claimer *claimer;

	if (!terms)
		return NULL;
	claimer = xcalloc(1, sizeof(*claimer));
	claimer->stems = stems_new(terms, lexicon);
	return claimer;
}

void claimer_free(struct claimer *claimer)
{
	if (!claimer)
		return;
	stems_free(claimer->stems);
	free(claimer);
}

/* The only byte of a token of punctuation; 0 of any other. */
static char sign_of(const struct document *document, const struct token *token)
{
	return token->kind == TOKEN_PUNCTUATION && token->end - token->start == 1 ? document->text[token->start] : 0;
}

static void add_figure(struct segment *segment, const struct number *number, struct claim *claim, struct arena *arena)
{
	uint32_t of = claim_counted(segment, number);
	const char *text;

	if (of >= segment->term_count)
		return;
	segment->terms[of].is_counted = true;
	text = segment->terms[of].text + strspn(segment->terms[of].text, "~!@^");
	claim->figures[claim->figure_count++] =
		(struct figure){.value = arena_copy(arena, number->value, strlen(number->value)),
				.of = arena_copy(arena, text, strlen(text)),
				.upto = *number->upto ? arena_copy(arena, number->upto, strlen(number->upto)) : NULL,
				.bound = number->bound};
}

/* The terms' texts, those counted with a "#" before them. */
static void copy_terms(const struct segment *segment, struct claim *claim, struct arena *arena)
{
	size_t bytes = segment->term_count * sizeof(*claim->terms);
	char *to;

	for (uint32_t i = 0; i < segment->term_count; i++)
		bytes += segment->terms[i].length + 2u;
	claim->terms = arena_alloc(arena, bytes);
	to = (char *)(claim->terms + segment->term_count);
	for (uint32_t i = 0; i < segment->term_count; i++) {
		const struct term *term = &segment->terms[i];

		claim->terms[claim->term_count++] = to;
		if (term->is_counted)
			*to++ = '#';
		memcpy(to, term->text, term->length + 1u);
		to += term->length + 1u;
	}
}

static void add_claim(struct segment *segment, struct statement *statement, struct claim claim, struct arena *arena)
{
	uint32_t weight = 0;

	for (uint32_t i = 0; i < segment->term_count; i++)
		weight += !segment->terms[i].is_minor;
	if (statement->claim_count == CLAIMS_MAX || weight < (segment->figures ? 1 : 2))
		return;
	claim.figures = arena_alloc(arena, (segment->figures + 1) * sizeof(*claim.figures));
	for (uint32_t i = 0; i < segment->figures; i++)
		add_figure(segment, &segment->numbers[i], &claim, arena);
	copy_terms(segment, &claim, arena);
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

/* Who refuses "to rule out that …" does not speak against it. */
static enum stance stance_of(const struct segment *segment, const struct statement *statement)
{
	if (statement->stance == STANCE_REJECT && token_is(token_at(segment, 0), WORD(TO)))
		return STANCE_DECLINE;
	return segment->cue_stance ? segment->cue_stance : statement->stance;
}

static void read_claims(struct segment *segment, struct statement *statement, const struct statement *statements,
			struct arena *arena)
{
	struct claim held = {0}, own = {.stance = stance_of(segment, statement)};
	uint32_t skip = read_holder(segment, statements, &held, arena);
	const struct token *last = token_at(segment, segment->count - 1);

	if (sign_of(segment->document, last) == '?')
		own.stance = STANCE_QUESTION;
	segment->at += skip;
	segment->found += skip;
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
	char sign = sign_of(document, token);

	if (i + 1 == count || sign == ';' || sign == ':' || sign == '?' || sign == '!')
		return true;
	next = &document->tokens[at[i + 1]];
	if (at[i + 1] > at[i] + 1 && next->sentence != token->sentence)
		return true; /* “…,” he said. “It …” */
	if (sign == '.')
		return next->flags & TOKEN_CAPITAL && !(i && token_is(token - 1, WORD(ABBREVIATION)));
	return sign == ',' && token_is(next, WORD(BUT));
}

/* What the words of a cue come to that is no more than speech: "ruled out", "doubted"; STANCE_ASSERT: nothing else. */
static enum stance cue_stance(struct claimer *claimer, const struct attribution *attribution)
{
	struct segment *segment = &claimer->segment;
	enum stance stance = segment->statement->stance;
	bool is_open = stance == STANCE_ASSERT || stance == STANCE_QUESTION;
	uint32_t words;

	segment->at = claimer->cue;
	segment->count = 0;
	for (uint32_t i = attribution->cue.first; i < attribution->cue.last && segment->count < CUE_MAX; i++)
		claimer->cue[segment->count++] = i;
	segment->found = claimer->found;
	if (is_open)
		claim_find(segment, claimer->found);
	for (uint32_t i = 0; i < segment->count && is_open; i++) {
		const struct term_entry *entry = claim_entry_at(segment, i, &words);

		if (entry && entry->flags & TERM_CUE)
			return entry->stance;
	}
	return STANCE_ASSERT;
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
		struct segment *segment = &claimer->segment;
		uint32_t count = gather(document, &document->attributions[i], at), from = 0;

		statements[i].claims = arena_alloc(arena, CLAIMS_MAX * sizeof(*statements[i].claims));
		for (uint32_t k = 0; k < count; k++) {
			if (!ends_sentence(document, at, k, count))
				continue;
			memset(segment, 0, offsetof(struct segment, terms));
			segment->stems = claimer->stems;
			segment->document = document;
			segment->statement = &statements[i];
			segment->cue_stance = cue_stance(claimer, &document->attributions[i]);
			segment->at = at + from;
			segment->count = k + 1 - from;
			segment->found = claimer->found + from;
			claim_find(segment, claimer->found + from);
			read_claims(segment, &statements[i], statements, arena);
			from = k + 1;
		}
	}
}
