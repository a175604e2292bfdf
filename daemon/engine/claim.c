/* SPDX-License-Identifier: MIT */
/*
 * From a statement's content to its claims: one for each sentence of it, as stemmed content words with
 * synonyms joined, names, numbers with what they count, and whether the whole is negated. "Russia's claim
 * that …" is a claim of Russia's as well.
 */
#include "claim.h"

#include <libstemmer.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CLAIMS_MAX 6   /* of one statement */
#define TERMS_MAX 24   /* of one claim */
#define FIGURES_MAX 4  /* of one claim */
#define TOKENS_MAX 400 /* of one content; what follows is not compared */
#define HOLDER_MAX 6   /* tokens before the mark of possession */

#define FUNCTION_WORDS                                                                                                 \
	(WORD(DETERMINER) | WORD(POSSESSIVE) | WORD(SUBJECT) | WORD(OBJECT) | WORD(REFLEXIVE) | WORD(WHO) |            \
	 WORD(WHICH) | WORD(WH_ADVERB) | WORD(THAT) | WORD(TO) | WORD(PREPOSITION) | WORD(SUBORDINATOR) | WORD(AND) |  \
	 WORD(BUT) | WORD(BE) | WORD(HAVE) | WORD(DO) | WORD(MODAL) | WORD(ADVERB) | WORD(POSSESSIVE_MARK))
#define NAME_WORDS (WORD(PLACE) | WORD(FIRST_NAME) | WORD(PARTY) | WORD(DEMONYM) | WORD(NAME_PARTICLE))
#define VERBS (WORD(VERB_BASE) | WORD(VERB_S) | WORD(VERB_PAST) | WORD(VERB_PART) | WORD(VERB_ING))

struct claimer {
	const struct terms *terms;
	const struct lexicon *lexicon;
	struct sb_stemmer *stemmer;
};

/* A number on its way to becoming a figure. */
struct number {
	char value[24];
	uint32_t before; /* how many terms stood before it */
	bool counts_people;
	bool has_noun; /* of the term right behind it */
	uint32_t noun;
};

/* One sentence's claim being read. */
struct segment {
	struct claimer *claimer;
	const struct document *document;
	const struct statement *statement;
	const uint32_t *at; /* token numbers */
	uint32_t count;
	char terms[TERMS_MAX][TERM_LENGTH_MAX + 4];
	bool is_verb[TERMS_MAX], is_change[TERMS_MAX], is_counted[TERMS_MAX];
	uint32_t term_count, figures;
	struct number numbers[FIGURES_MAX];
	bool negated, is_denied, is_aside, embeds, negates_next, after_number;
};

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

static const struct token *token_at(const struct segment *segment, uint32_t i)
{
	return &segment->document->tokens[segment->at[i]];
}

static bool token_says(const struct document *document, const struct token *token, const char *text)
{
	size_t length = strlen(text);

	return token->end - token->start == length && !memcmp(document->text + token->start, text, length);
}

static void stem_token(const struct segment *segment, const struct token *token, char *out)
{
	const struct word *lemma = token->word ? lexicon_word(segment->claimer->lexicon, token->word->lemma) : NULL;

	terms_stem(segment->claimer->stemmer, lemma, segment->document->text + token->start, token->end - token->start,
		   out);
}

/* The longest entry that begins at token i; *ret_words: how many tokens it takes (1 if there is none). */
static const struct term_entry *entry_at(const struct segment *segment, uint32_t i, uint32_t *ret_words)
{
	const struct term_entry *found = NULL;
	char stems[(TERM_LENGTH_MAX + 1) * TERM_WORDS_MAX] = "";
	size_t used = 0;

	*ret_words = 1;
	for (uint32_t n = 0; n < TERM_WORDS_MAX && i + n < segment->count; n++) {
		const struct token *token = token_at(segment, i + n);
		const struct term_entry *entry;
		char stem[TERM_LENGTH_MAX];

		if (token->kind != TOKEN_WORD)
			break;
		stem_token(segment, token, stem);
		used += (size_t)snprintf(stems + used, sizeof(stems) - used, "%s%s", n ? " " : "", stem);
		entry = terms_find(segment->claimer->terms, stems);
		if (entry) {
			found = entry;
			*ret_words = n + 1;
		}
	}
	return found;
}

static bool is_name(const struct segment *segment, uint32_t i)
{
	const struct token *token = token_at(segment, i);
	bool is_first = i == 0 || (token->flags & (TOKEN_SENTENCE | TOKEN_TITLE_CASE));

	if (!(token->flags & TOKEN_CAPITAL))
		return false;
	if (token_is(token, NAME_WORDS))
		return true;
	return !token->word || (!is_first && !(token->word->classes &
					       (VERBS | WORD(NOUN) | WORD(ADJECTIVE) | WORD(TITLE) | WORD(ROLE))));
}

static void emit(struct segment *segment, const char *stem, bool is_proper, bool is_minor, const struct token *token)
{
	char *term = segment->terms[segment->term_count];
	uint32_t i;

	if (segment->term_count == TERMS_MAX)
		return;
	snprintf(term, sizeof(segment->terms[0]), "%s%s%s%s", is_minor || segment->is_aside ? "~" : "",
		 segment->negates_next ? "!" : "", is_proper ? "@" : "", stem);
	segment->negates_next = false;
	for (i = 0; i < segment->term_count &&
		    strcmp(segment->terms[i] + strspn(segment->terms[i], "~"), term + strspn(term, "~"));
	     i++)
		;
	if (i == segment->term_count)
		segment->term_count++;
	segment->is_verb[i] = token && token_is(token, VERBS) && !is_proper;
	if (segment->figures && segment->after_number) {
		struct number *number = &segment->numbers[segment->figures - 1];

		number->has_noun = !segment->is_verb[i] || token_is(token, WORD(NOUN));
		number->noun = i;
	}
	segment->after_number = false;
}

/* Whom "I" is, and in another's words "he" at the start: the last word of the speaker's name. */
static void emit_speaker(struct segment *segment, const struct token *token, uint32_t i)
{
	const struct statement *statement = segment->statement;
	const struct speaker *speaker = statement->speakers;
	char folded[TERM_LENGTH_MAX * 2];
	const char *last;
	bool is_indirect = !(token->flags & TOKEN_QUOTED);

	if (statement->speaker_count != 1 || !token_is(token, WORD(SUBJECT) | WORD(POSSESSIVE)) || !token->word)
		return;
	if (is_indirect ? i > 1 || token->word->number == 'p' || token->word->person == '1'
			: token->word->person != '1')
		return;
	if (speaker->type != SPEAKER_PERSON && speaker->type != SPEAKER_ORGANISATION)
		return;
	if (speaker->gender && token->word->gender && token->word->gender != 'e' &&
	    speaker->gender != token->word->gender)
		return;
	last = strrchr(speaker->name, ' ') ? strrchr(speaker->name, ' ') + 1 : speaker->name;
	if (strlen(last) >= TERM_LENGTH_MAX)
		return;
	lexicon_fold(last, strlen(last), folded);
	emit(segment, folded, true, false, NULL);
}

/* A year or a day of a month is a time, not a figure. */
static bool is_time(const struct segment *segment, uint32_t i)
{
	const struct token *token = token_at(segment, i);
	const char *text = segment->document->text + token->start;

	if (i && token_is(token_at(segment, i - 1), WORD(TIME)))
		return true;
	if (i + 1 < segment->count && token_is(token_at(segment, i + 1), WORD(TIME)))
		return true;
	return token->end - token->start == 4 && (text[0] == '1' || text[0] == '2') && strspn(text, "0123456789") == 4;
}

/* The number of digits at a token, 0 if there are none. */
static double digits_of(const struct segment *segment, const struct token *token)
{
	const char *text = segment->document->text + token->start;
	char digits[24];
	size_t n = 0;

	for (size_t i = 0; i < token->end - token->start && n + 1 < sizeof(digits); i++)
		if ((text[i] >= '0' && text[i] <= '9') || text[i] == '.')
			digits[n++] = text[i];
	digits[n] = '\0';
	return strtod(digits, NULL);
}

static void add_number(struct segment *segment, double value)
{
	struct number *number = &segment->numbers[segment->figures++];

	memset(number, 0, sizeof(*number));
	snprintf(number->value, sizeof(number->value), "%.12g", value);
	number->before = segment->term_count;
	segment->after_number = true;
}

/* Read the number that begins at token i; returns how many tokens it takes, 0 if it is none. */
static uint32_t read_number(struct segment *segment, uint32_t i)
{
	double value = 0;
	uint32_t n = 0;

	for (uint32_t words; i + n < segment->count; n++) {
		const struct token *token = token_at(segment, i + n);
		const struct term_entry *entry = entry_at(segment, i + n, &words);

		if (token->kind == TOKEN_NUMBER)
			value += digits_of(segment, token);
		else if (!entry || !(entry->flags & TERM_NUMBER) || words != 1)
			break;
		else if (entry->multiplies)
			value = (value > 0 ? value : 1) * entry->value;
		else
			value += entry->value;
	}
	if (n && value > 0 && segment->figures < FIGURES_MAX && !is_time(segment, i))
		add_number(segment, value);
	return n;
}

/*
 * Whether the entry at token i negates, and what: a second "not" of the same sentence adds nothing, a verb of
 * denial turns the first one round.
 */
static bool read_negation(struct segment *segment, uint32_t i, unsigned flags)
{
	const struct token *next = i + 1 < segment->count ? token_at(segment, i + 1) : NULL;

	if (flags & TERM_WITHOUT) {
		segment->negates_next = true;
	} else if (flags & TERM_NOT) {
		if (segment->embeds || (next && token_is(next, WORD(TO)) && segment->term_count > 1))
			segment->negates_next = true;
		else if (!segment->is_denied)
			segment->negated = !segment->negated;
		segment->is_denied = true;
	} else if (flags & TERM_DENY || (flags & TERM_CEASE && next && token_is(next, WORD(VERB_ING)))) {
		segment->negated = !segment->negated;
	} else {
		return false;
	}
	return true;
}

/* The name a demonym stands for, or the token folded. */
static void name_of(const struct segment *segment, const struct token *token, char *out)
{
	char folded[TERM_LENGTH_MAX * 2];
	size_t length = token->end - token->start;

	if (token_is(token, WORD(DEMONYM)) && token->word->value) {
		snprintf(out, TERM_LENGTH_MAX, "%s", token->word->value);
		return;
	}
	if (length >= TERM_LENGTH_MAX)
		length = TERM_LENGTH_MAX - 1;
	lexicon_fold(segment->document->text + token->start, length, folded);
	snprintf(out, TERM_LENGTH_MAX, "%.*s", TERM_LENGTH_MAX - 1, folded);
}

static void read_word(struct segment *segment, uint32_t i, const struct term_entry *entry)
{
	const struct token *token = token_at(segment, i);
	char stem[TERM_LENGTH_MAX];
	bool is_proper = is_name(segment, i);

	if (is_proper && !(entry && entry->flags & TERM_STOP)) {
		name_of(segment, token, stem);
		emit(segment, stem, true, false, token);
		return;
	}
	if (!(entry && entry->concept) &&
	    ((entry && entry->flags & (TERM_STOP | TERM_PEOPLE)) || token_is(token, FUNCTION_WORDS))) {
		emit_speaker(segment, token, i);
		return;
	}
	stem_token(segment, token, stem);
	if (token->end - token->start < 2)
		return;
	emit(segment, entry && entry->concept ? entry->concept : stem, false,
	     token_is(token, WORD(TIME)) || (entry && entry->flags & TERM_CHANGE), token);
	if (entry && entry->flags & TERM_CHANGE && segment->term_count)
		segment->is_change[segment->term_count - 1] = true;
}

static void read_segment(struct segment *segment)
{
	for (uint32_t i = 0, words; i < segment->count; i += words) {
		const struct token *token = token_at(segment, i);
		const struct term_entry *entry;

		words = read_number(segment, i);
		if (words)
			continue;
		entry = entry_at(segment, i, &words);
		if (token->kind != TOKEN_WORD)
			continue;
		if (entry && entry->flags & TERM_ASIDE && segment->term_count > 1)
			segment->is_aside = true;
		if (entry && read_negation(segment, i, entry->flags))
			continue;
		if (entry && entry->flags & TERM_PEOPLE && segment->after_number)
			segment->numbers[segment->figures - 1].counts_people = true;
		read_word(segment, i, entry);
		if (entry && entry->flags & TERM_EMBED)
			segment->embeds = true;
	}
}

/* Which term a number counts; TERMS_MAX if none. */
static uint32_t counted(const struct segment *segment, const struct number *number)
{
	if (number->has_noun && !number->counts_people)
		return number->noun;
	for (uint32_t i = number->before; i < segment->term_count; i++)
		if (segment->is_verb[i] && !segment->is_change[i])
			return i;
	for (uint32_t i = number->before; i-- > 0;)
		if (!segment->is_change[i] && segment->terms[i][strspn(segment->terms[i], "~!")] != '@')
			return i;
	return number->before < segment->term_count ? number->before : TERMS_MAX;
}

static void add_figure(struct segment *segment, const struct number *number, struct claim *claim, struct arena *arena)
{
	uint32_t of = counted(segment, number);

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
	if (!is_name(segment, to - 1))
		return NULL;
	holder = arena_alloc(arena, sizeof(*holder));
	holder->name = arena_copy(arena, document->text + start, end - start);
	holder->type = token_is(last, WORD(PLACE) | WORD(PARTY)) || (last->flags & TOKEN_UPPER) ? SPEAKER_ORGANISATION
												: SPEAKER_UNKNOWN;
	return holder;
}

/* "[Russia's] claim that …": step over it; *ret: the claim of the one who holds it, if there is one. */
static uint32_t read_holder(const struct segment *segment, const struct statement *statements, struct claim *ret,
			    struct arena *arena)
{
	uint32_t from = 0, mark, noun, words;
	const struct term_entry *entry = NULL;

	while (from < segment->count && token_is(token_at(segment, from), WORD(DETERMINER) | WORD(THAT)))
		from++;
	for (mark = from; mark < segment->count && mark < from + HOLDER_MAX; mark++)
		if (token_is(token_at(segment, mark), WORD(POSSESSIVE_MARK)))
			break;
	if (mark == segment->count || mark == from + HOLDER_MAX || mark == from)
		mark = UINT32_MAX;
	for (noun = mark == UINT32_MAX ? from : mark + 1; noun < segment->count; noun++) {
		entry = entry_at(segment, noun, &words);
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
	read_segment(segment);
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
