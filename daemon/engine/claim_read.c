/* SPDX-License-Identifier: MIT */
/* The words of a sentence as terms: names, stems, numbers and what negates. Whose claim it is, is claim.c's matter. */
#include "claim_read.h"

#include <string.h>

#define AHEAD 6 /* tokens whose stems are fetched before they are asked for */

#define FUNCTION_WORDS                                                                                                 \
	(WORD(DETERMINER) | WORD(POSSESSIVE) | WORD(SUBJECT) | WORD(OBJECT) | WORD(REFLEXIVE) | WORD(WHO) |            \
	 WORD(WHICH) | WORD(WH_ADVERB) | WORD(THAT) | WORD(TO) | WORD(PREPOSITION) | WORD(SUBORDINATOR) | WORD(AND) |  \
	 WORD(BUT) | WORD(BE) | WORD(HAVE) | WORD(DO) | WORD(MODAL) | WORD(ADVERB) | WORD(POSSESSIVE_MARK))
/* Behind these no noun is what the number before them counts. */
#define ENDS_COUNT (WORD(PREPOSITION) | WORD(TO) | WORD(AND) | WORD(BUT) | WORD(BE) | WORD(HAVE) | WORD(MODAL))
#define NAME_WORDS (WORD(PLACE) | WORD(FIRST_NAME) | WORD(PARTY) | WORD(DEMONYM) | WORD(NAME_PARTICLE))

/* The longest entry that begins with the stem of token i and goes on behind it; NULL if there is none. */
static const struct term_entry *longer_entry(const struct segment *segment, uint32_t i, const struct stem *stem,
					     uint32_t *ret_words)
{
	const struct term_entry *found = NULL;
	char stems[(TERM_LENGTH_MAX + 1) * TERM_WORDS_MAX];
	size_t used = stem->length;

	memcpy(stems, stem->text, used);
	for (uint32_t n = 1; n < TERM_WORDS_MAX && i + n < segment->count; n++) {
		const struct token *token = token_at(segment, i + n);
		const struct term_entry *entry;

		if (token->kind != TOKEN_WORD)
			break;
		stem = stems_of(segment->stems, segment->document, token);
		stems[used++] = ' ';
		memcpy(stems + used, stem->text, stem->length);
		used += stem->length;
		entry = stems_find(segment->stems, stems, used);
		if (entry && entry->is_whole) {
			found = entry;
			*ret_words = n + 1;
		}
		if (!entry || !entry->leads_on)
			break;
	}
	return found;
}

static const struct term_entry *entry_at(const struct segment *segment, uint32_t i, uint32_t *ret_words)
{
	const struct stem *stem = stems_of(segment->stems, segment->document, token_at(segment, i));
	const struct term_entry *entry = stem->entry, *longer;

	if (!entry)
		return NULL;
	longer = entry->leads_on ? longer_entry(segment, i, stem, ret_words) : NULL;
	return longer ? longer : entry->is_whole ? entry : NULL;
}

void claim_find(const struct segment *segment, struct found *found)
{
	for (uint32_t i = 0; i < segment->count; i++) {
		const struct token *token = token_at(segment, i);

		if (i + AHEAD < segment->count)
			stems_expect(segment->stems, token_at(segment, i + AHEAD));
		found[i] = (struct found){NULL, NULL, 1};
		if (token->kind == TOKEN_WORD)
			found[i].entry = entry_at(segment, i, &found[i].words);
		else
			found[i].sign = stems_find(segment->stems, segment->document->text + token->start,
						   token->end - token->start);
	}
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

/* "promise", "want", and the nouns of the like: a proposition hangs on it. */
static bool is_embedding(const struct segment *segment, const char *stem, size_t length)
{
	const struct term_entry *entry = stems_find(segment->stems, stem, length);

	return entry && entry->flags & TERM_EMBED;
}

static bool is_same_term(const struct term *a, const struct term *b)
{
	size_t length = a->length - (size_t)a->is_minor;

	return length == b->length - (size_t)b->is_minor &&
	       !memcmp(a->text + a->is_minor, b->text + b->is_minor, length);
}

/* Of a term without its '~': other than that of most others. */
static uint32_t print_of(const struct term *term)
{
	const unsigned char *text = (const unsigned char *)term->text + term->is_minor;
	uint32_t length = term->length - (uint32_t)term->is_minor;

	return length << 24 | (uint32_t)text[length / 2] << 16 | (uint32_t)text[0] << 8 | text[length ? length - 1 : 0];
}

/* Write the next term; returns its number, or that of the same one before. */
static uint32_t add_term(struct segment *segment, const char *stem, size_t length, bool is_proper, bool is_minor)
{
	struct term *term = &segment->terms[segment->term_count];
	char *to = term->text;
	uint32_t print;

	is_minor |= segment->is_aside;
	if (is_minor)
		*to++ = '~';
	if (segment->negates_next)
		*to++ = '!';
	if (is_proper)
		*to++ = '@';
	else if (is_embedding(segment, stem, length))
		*to++ = '^';
	memcpy(to, stem, length);
	to[length] = '\0';
	term->length = (uint8_t)(to + length - term->text);
	term->is_minor = is_minor;
	term->is_change = term->is_counted = false;
	print = segment->prints[segment->term_count] = print_of(term);
	for (uint32_t i = 0; i < segment->term_count; i++)
		if (segment->prints[i] == print && is_same_term(&segment->terms[i], term))
			return i;
	return segment->term_count++;
}

/* A word that may be a noun as well is a verb by its form. */
static bool is_verb(const struct token *token)
{
	return token_is(token, VERBS) &&
	       (!token_is(token, WORD(NOUN)) || token_is(token, WORD(VERB_PAST) | WORD(VERB_PART)));
}

/* token: the term's, or NULL. Returns the term's number, TERMS_MAX if there is no room. */
static uint32_t emit(struct segment *segment, const char *stem, size_t length, bool is_proper, bool is_minor,
		     const struct token *token)
{
	uint32_t i;

	if (segment->term_count == TERMS_MAX)
		return TERMS_MAX;
	if (length >= TERM_LENGTH_MAX)
		length = TERM_LENGTH_MAX - 1;
	i = add_term(segment, stem, length, is_proper, is_minor);
	segment->negates_next = false;
	segment->terms[i].is_verb = token && !is_proper && is_verb(token);
	if (segment->figures && segment->after_number && token && !is_proper) {
		struct number *number = &segment->numbers[segment->figures - 1];

		number->has_noun = !segment->terms[i].is_verb;
		number->noun = i;
	}
	segment->after_number &=
		is_proper || (token && token_is(token, WORD(ADJECTIVE)) && !token_is(token, WORD(NOUN)));
	return i;
}

void claim_emit_measure(struct segment *segment, struct number *number, const char *concept)
{
	uint32_t i = emit(segment, concept, strlen(concept), false, false, NULL);

	if (i == TERMS_MAX)
		return;
	number->has_noun = true;
	number->noun = i;
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
	emit(segment, folded, lexicon_fold(last, strlen(last), folded), true, false, NULL);
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
	} else if (flags & TERM_DENY || (flags & TERM_CEASE && next && token_is(next, WORD(VERB_ING))) ||
		   (flags & TERM_OMIT && next && token_is(next, WORD(TO)))) {
		segment->negated = !segment->negated;
	} else {
		return false;
	}
	return true;
}

/* The name a demonym stands for, or the token folded. */
static void emit_name(struct segment *segment, const struct token *token)
{
	char folded[TERM_LENGTH_MAX * 2];
	const char *name = token_is(token, WORD(DEMONYM)) ? token->word->value : NULL;
	size_t length = token->end - token->start;

	if (name) {
		length = strlen(name);
	} else if (token->word) {
		name = token->word->text;
		length = token->word->length;
	} else {
		if (length >= TERM_LENGTH_MAX)
			length = TERM_LENGTH_MAX - 1;
		length = lexicon_fold(segment->document->text + token->start, length, folded);
		name = folded;
	}
	emit(segment, name, length, true, false, token);
}

static void read_word(struct segment *segment, uint32_t i, const struct term_entry *entry)
{
	const struct token *token = token_at(segment, i);
	const char *concept = entry ? entry->concept : NULL;
	unsigned flags = entry ? entry->flags : 0;
	bool is_minor = token_is(token, WORD(TIME)) || (flags & TERM_CHANGE);

	if (claim_is_name(segment, i) && !(flags & TERM_STOP)) {
		emit_name(segment, token);
		return;
	}
	if (!concept && ((flags & (TERM_STOP | TERM_PEOPLE)) || token_is(token, FUNCTION_WORDS))) {
		segment->after_number &= flags & (TERM_PART | TERM_PEOPLE) || !token_is(token, ENDS_COUNT);
		emit_speaker(segment, token, i);
		return;
	}
	if (token->end - token->start < 2)
		return;
	if (flags & TERM_ANTI)
		segment->negated = !segment->negated;
	if (concept) {
		emit(segment, concept, strlen(concept), false, is_minor, token);
	} else {
		const struct stem *stem = stems_of(segment->stems, segment->document, token);

		emit(segment, stem->text, stem->length, false, is_minor, token);
	}
	if (flags & TERM_CHANGE && segment->term_count)
		segment->terms[segment->term_count - 1].is_change = true;
}

void claim_read(struct segment *segment)
{
	for (uint32_t i = 0, words; i < segment->count; i += words) {
		const struct token *token = token_at(segment, i);
		const struct term_entry *entry;
		uint32_t taken;

		entry = claim_entry_at(segment, i, &words);
		taken = claim_read_figure(segment, i, entry, words);
		if (taken) {
			words = taken;
			continue;
		}
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
