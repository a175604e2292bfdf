/* SPDX-License-Identifier: MIT */
/* The words of a sentence as terms: names, stems, numbers and what negates. Whose claim it is, is claim.c's matter. */
#include "claim_read.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FUNCTION_WORDS                                                                                                 \
	(WORD(DETERMINER) | WORD(POSSESSIVE) | WORD(SUBJECT) | WORD(OBJECT) | WORD(REFLEXIVE) | WORD(WHO) |            \
	 WORD(WHICH) | WORD(WH_ADVERB) | WORD(THAT) | WORD(TO) | WORD(PREPOSITION) | WORD(SUBORDINATOR) | WORD(AND) |  \
	 WORD(BUT) | WORD(BE) | WORD(HAVE) | WORD(DO) | WORD(MODAL) | WORD(ADVERB) | WORD(POSSESSIVE_MARK))
#define NAME_WORDS (WORD(PLACE) | WORD(FIRST_NAME) | WORD(PARTY) | WORD(DEMONYM) | WORD(NAME_PARTICLE))
#define VERBS (WORD(VERB_BASE) | WORD(VERB_S) | WORD(VERB_PAST) | WORD(VERB_PART) | WORD(VERB_ING))

static struct memo *memo_slot(struct claimer *claimer, const char *word, size_t length)
{
	uint32_t h = 0x811C9DC5u;

	for (size_t i = 0; i < length; i++)
		h = (h ^ (unsigned char)word[i]) * 0x01000193u;
	return &claimer->memo[(h ^ h >> 15) % MEMO_SLOTS];
}

/* The stem of a token's lemma, or of its word; its length. out: TERM_LENGTH_MAX bytes. */
static size_t stem_token(const struct segment *segment, const struct token *token, char *out)
{
	struct claimer *claimer = segment->claimer;
	const struct word *lemma = token->word ? lexicon_word(claimer->lexicon, token->word->lemma) : NULL;
	const char *text = segment->document->text + token->start, *key = lemma ? lemma->text : text;
	size_t length = token->end - token->start, key_length = lemma ? lemma->length : length;
	struct memo *memo = memo_slot(claimer, key, key_length);

	if (key_length && memo->word_length == key_length && !memcmp(memo->word, key, key_length)) {
		memcpy(out, memo->stem, memo->stem_length);
		out[memo->stem_length] = '\0';
		return memo->stem_length;
	}
	terms_stem(claimer->stemmer, lemma, text, length, out);
	length = strlen(out);
	if (key_length < MEMO_LENGTH && length < MEMO_LENGTH) {
		memcpy(memo->word, key, key_length);
		memcpy(memo->stem, out, length);
		memo->word_length = (uint8_t)key_length;
		memo->stem_length = (uint8_t)length;
	}
	return length;
}

/* The longest entry that begins at token i; *ret_words: how many tokens it takes (1 if there is none). */
const struct term_entry *claim_entry_at(const struct segment *segment, uint32_t i, uint32_t *ret_words)
{
	const struct term_entry *found = NULL;
	char stems[(TERM_LENGTH_MAX + 1) * TERM_WORDS_MAX] = "";
	size_t used = 0;

	*ret_words = 1;
	for (uint32_t n = 0; n < TERM_WORDS_MAX && i + n < segment->count; n++) {
		const struct token *token = token_at(segment, i + n);
		const struct term_entry *entry;

		if (token->kind != TOKEN_WORD)
			break;
		if (n)
			stems[used++] = ' ';
		used += stem_token(segment, token, stems + used);
		entry = terms_find(segment->claimer->terms, stems);
		if (entry && entry->is_whole) {
			found = entry;
			*ret_words = n + 1;
		}
		if (!entry || !entry->leads_on)
			break;
	}
	return found;
}

bool claim_is_name(const struct segment *segment, uint32_t i)
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
		    strcmp(segment->terms[i] + strspn(segment->terms[i], "~"), term + strspn(term, "~")) != 0;
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
		const struct term_entry *entry = claim_entry_at(segment, i + n, &words);

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
	bool is_proper = claim_is_name(segment, i);

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

void claim_read(struct segment *segment)
{
	for (uint32_t i = 0, words; i < segment->count; i += words) {
		const struct token *token = token_at(segment, i);
		const struct term_entry *entry;

		words = read_number(segment, i);
		if (words)
			continue;
		entry = claim_entry_at(segment, i, &words);
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
uint32_t claim_counted(const struct segment *segment, const struct number *number)
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
