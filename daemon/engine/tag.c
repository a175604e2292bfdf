/* SPDX-License-Identifier: MIT */
/* Give each unit of a sentence its tag. Scores of cues come from score.c. */
#include "tag.h"

#include <stdlib.h>
#include <string.h>

#include "refusal.h"

#define CUE_THRESHOLD (-5) /* sixteenths of log-odds: p = .42 */
#define CUE_SURE 22        /* p = .8 */
#define CLOSING 32         /* what the place behind a clause, a comma and a name adds: ", the Journal reports." */
#define CUE_UNITS_MAX 8    /* of a cue, from its head on */
#define ADVERBS_MAX 8      /* that are passed over to the left */

#define NOUN_CLASSES                                                                                                   \
	(WORD(NOUN) | WORD(TITLE) | WORD(ROLE) | WORD(ORGANISATION_NOUN) | WORD(DOCUMENT) | WORD(COLLECTIVE) |         \
	 WORD(HUMAN))
#define VERB_CLASSES (WORD(VERB_BASE) | WORD(VERB_S) | WORD(VERB_PAST) | WORD(VERB_PART) | WORD(VERB_ING))

/* Tags behind which a verb stands in its base form, a finite one may, and a noun does. */
#define BASE_FOLLOWS (TAG('o') | TAG('M') | TAG('O'))
#define FINITE_FOLLOWS (TAG('X') | TAG('N') | TAG('P') | TAG('W') | TAG('w') | TAG('T') | TAG('p') | TAG('r'))
#define NOUN_FOLLOWS (TAG('D') | TAG('S') | TAG('A') | TAG('C') | TAG('a') | TAG('I') | TAG('y'))
/* Closed tags of words that are part of a name if they have a capital. */
#define NOT_OF_NAMES (TAG('M') | TAG('I') | TAG('y') | TAG('S') | TAG('s') | TAG('R') | TAG('k'))

/* Forms of a verb that may be a cue. */
#define VERB_TAGS (TAG('d') | TAG('z') | TAG('v') | TAG('g') | TAG('e'))

void tagger_done(struct tagger *tagger)
{
	free(tagger->units);
	free(tagger->tags);
	memset(tagger, 0, sizeof(*tagger));
}

static char punctuation_tag(const char *text, size_t length)
{
	static const char signs[128] = {
		[','] = ',', [';'] = ';', [':'] = ':', ['('] = '<', ['['] = '<', [')'] = '>',
		[']'] = '>', ['.'] = '!', ['?'] = '!', ['!'] = '!', ['&'] = 'k',
	};
	static const char *const dashes[] = {"--", "---", "\xE2\x80\x94", "\xE2\x80\x93"};

	if (length == 1)
		return (unsigned char)*text < sizeof(signs) && signs[(unsigned char)*text] ? signs[(unsigned char)*text]
											   : 'x';
	for (size_t i = 0; i < sizeof(dashes) / sizeof(*dashes); i++)
		if (strlen(dashes[i]) == length && !memcmp(text, dashes[i], length))
			return '-';
	return 'x';
}

/* Of closed classes the first decides. */
static const char closed[] = {
	[WORD_AGENT_INDEX] = 'y',     [WORD_NEGATION_INDEX] = 'n',     [WORD_POSSESSIVE_MARK_INDEX] = 'a',
	[WORD_TO_INDEX] = 'o',        [WORD_WHO_INDEX] = 'W',          [WORD_WHICH_INDEX] = 'w',
	[WORD_WH_ADVERB_INDEX] = 'h', [WORD_THAT_INDEX] = 't',         [WORD_MODAL_INDEX] = 'M',
	[WORD_BE_INDEX] = 'B',        [WORD_HAVE_INDEX] = 'H',         [WORD_DO_INDEX] = 'O',
	[WORD_SUBJECT_INDEX] = 'P',   [WORD_REFLEXIVE_INDEX] = 'r',    [WORD_POSSESSIVE_INDEX] = 'S',
	[WORD_OBJECT_INDEX] = 'p',    [WORD_DETERMINER_INDEX] = 'D',   [WORD_AND_INDEX] = 'k',
	[WORD_BUT_INDEX] = 'b',       [WORD_SUBORDINATOR_INDEX] = 's', [WORD_PREPOSITION_INDEX] = 'I',
	[WORD_NUMBER_INDEX] = 'C',    [WORD_TIME_INDEX] = 'T',
};

#define CLOSED_CLASSES ((WORD(TIME) << 1) - 1)

static const struct word *word_at(const struct tagger *tagger, const struct document *document, uint32_t i)
{
	return i < tagger->count && tagger->units[i].quote < 0 ? document->tokens[tagger->units[i].first].word : NULL;
}

static uint64_t next_classes(const struct tagger *tagger, const struct document *document, uint32_t i)
{
	return i + 1 < tagger->count && tagger->units[i + 1].quote < 0
		       ? document->tokens[tagger->units[i + 1].first].classes
		       : 0;
}

static bool next_is(const struct tagger *tagger, const struct document *document, uint32_t i, uint64_t classes)
{
	return next_classes(tagger, document, i) & classes;
}

/* Closed-class words of several readings, decided by what follows. */
static char closed_tag(const struct tagger *tagger, const struct document *document, uint32_t i, uint64_t classes)
{
	uint64_t after;

	if (!(classes & CLOSED_CLASSES))
		return 0;
	after = next_classes(tagger, document, i);
	if ((classes & WORD(POSSESSIVE)) && (classes & WORD(OBJECT)))
		return (after & (NOUN_CLASSES | WORD(ADJECTIVE) | VERB_CLASSES)) &&
				       !(after & (WORD(TO) | WORD(PREPOSITION) | WORD(DETERMINER)))
			       ? 'S'
			       : 'p';
	if ((classes & WORD(SUBORDINATOR)) && (classes & WORD(PREPOSITION)))
		return next_is(tagger, document, i, WORD(SUBJECT)) ? 's' : 'I';
	if ((classes & WORD(NUMBER)) && (classes & WORD(TIME)))
		return 'T';
	return closed[__builtin_ctzll(classes)];
}

static char verb_tag(uint64_t classes, char before)
{
	bool helped = before == 'B' || before == 'H';

	if (classes & WORD(VERB_ING))
		return 'g';
	if ((classes & WORD(VERB_PART)) && (helped || !(classes & WORD(VERB_PAST))) &&
	    !((classes & WORD(VERB_BASE)) && tag_is_of(before, BASE_FOLLOWS)))
		return 'e';
	if (classes & WORD(VERB_PAST))
		return 'd';
	if (classes & WORD(VERB_S))
		return 'z';
	return 'v';
}

static char punctuation_at(const struct tagger *tagger, const struct document *document, uint32_t i)
{
	const struct token *token = &document->tokens[tagger->units[i].first];

	return punctuation_tag(document->text + token->start, token->end - token->start);
}

/* The tag to the left that decides: adverbs and negation are passed over. */
static char left_tag(const struct tagger *tagger, uint32_t i)
{
	uint32_t stop = i > ADVERBS_MAX ? i - ADVERBS_MAX : 0;

	while (i > stop && (tagger->tags[i - 1] == 'R' || tagger->tags[i - 1] == 'n'))
		i--;
	return i ? tagger->tags[i - 1] : '^';
}

/* Whether unit i ends a clause that a comma sets off, with a name before it: ", the Journal reports." */
static bool closes_clause(const struct tagger *tagger, const struct document *document, uint32_t i)
{
	const struct word *word = word_at(tagger, document, i);
	uint32_t at = i;
	bool named;

	if (!word || !word->cue || !(word->cue->flags & CUE_INVERTS))
		return false;
	if (i + 1 < tagger->count && (document->tokens[tagger->units[i + 1].first].kind < TOKEN_PUNCTUATION ||
				      punctuation_at(tagger, document, i + 1) != '!'))
		return false;
	while (at && strchr("HR", tagger->tags[at - 1]))
		at--;
	named = at && strchr("XN", tagger->tags[at - 1]) && (tagger->tags[at - 1] == 'X' || at < i);
	while (at && strchr("XNADCS", tagger->tags[at - 1]))
		at--;
	return named && at > 1 && tagger->tags[at - 1] == ',';
}

/* "found", "felt": the past of another verb before all that it can be besides. */
static bool is_past_only(const struct tagger *tagger, const struct document *document, uint32_t i)
{
	const struct word *word = word_at(tagger, document, i);

	return (word->classes & WORD(VERB_PAST)) && word->lemma != word->id;
}

/* Whether a word that can be verb or noun is a verb here. */
static bool reads_as_verb(const struct tagger *tagger, const struct document *document, uint32_t i, uint64_t classes,
			  char before)
{
	uint64_t right = next_classes(tagger, document, i);
	bool finite_place = tag_is_of(before, FINITE_FOLLOWS) || before == '>';

	if (tag_is_of(before, BASE_FOLLOWS))
		return classes & (WORD(VERB_BASE) | WORD(VERB_PAST));
	if (tag_is_of(before, NOUN_FOLLOWS))
		return (classes & WORD(VERB_ING)) && (before == 'I' || before == 'y');
	if (before == 'B' || before == 'H')
		return classes & (WORD(VERB_PART) | WORD(VERB_ING));
	if (before == 'P' || before == 'W' || closes_clause(tagger, document, i))
		return true;
	if (finite_place && (classes & (WORD(VERB_S) | WORD(VERB_BASE))) && !is_past_only(tagger, document, i)) {
		if (i + 1 < tagger->count && tagger->units[i + 1].quote >= 0)
			return true;
		return right & (WORD(DETERMINER) | WORD(THAT) | WORD(SUBJECT) | WORD(POSSESSIVE) | WORD(TO) |
				WORD(WH_ADVERB) | WORD(OBJECT) | WORD(ADVERB));
	}
	return !(classes & NOUN_CLASSES) || (classes & (WORD(VERB_PAST) | WORD(VERB_ING)));
}

/* Whether unit i is a verb whose subject counts people and is no more than that: "Some say", "Three said"; or
 * says of how many it speaks: "Lee and Roe both said". */
static bool follows_count(const struct tagger *tagger, const struct document *document, uint32_t i, uint64_t classes)
{
	const struct word *count = i ? word_at(tagger, document, i - 1) : NULL;
	uint64_t form = WORD(VERB_PAST);
	bool floats = i > 1 && tagger->tags[i - 1] == 'D' && strchr("XP>", tagger->tags[i - 2]);

	if (!count || (!floats && i > 1 && !strchr(",;:-kbtsho!Q", tagger->tags[i - 2])))
		return false;
	if (!(floats || tagger->tags[i - 1] == 'C' ||
	      (tagger->tags[i - 1] == 'D' && (count->classes & WORD(COLLECTIVE)))))
		return false;
	form |= count->number == 's' ? WORD(VERB_S) : WORD(VERB_BASE);
	if (!(classes & form) || (i + 1 < tagger->count && tagger->units[i + 1].quote >= 0))
		return classes & form;
	return next_is(tagger, document, i,
		       WORD(DETERMINER) | WORD(THAT) | WORD(SUBJECT) | WORD(POSSESSIVE) | WORD(TO) | WORD(WH_ADVERB) |
			       WORD(OBJECT));
}

static char open_tag(const struct tagger *tagger, const struct document *document, uint32_t i, uint64_t classes,
		     char before)
{
	bool verb = classes & VERB_CLASSES;

	if (verb && follows_count(tagger, document, i, classes))
		return verb_tag(classes, before);
	if (verb &&
	    (!(classes & (NOUN_CLASSES | WORD(ADJECTIVE))) || reads_as_verb(tagger, document, i, classes, before))) {
		if (before == 'D' || before == 'S' || before == 'A')
			return classes & WORD(VERB_ING)                        ? 'A'
			       : classes & (WORD(VERB_PAST) | WORD(VERB_PART)) ? 'A'
									       : 'N';
		return verb_tag(classes, before);
	}
	if (classes & NOUN_CLASSES)
		return 'N';
	if (classes & WORD(ADJECTIVE))
		return 'A';
	return classes & WORD(ADVERB) ? 'R' : 'N';
}

/* The tag of a small word of these classes if its neighbours have no say, or 0. */
static char sure_tag(uint64_t classes)
{
	uint64_t open = classes & (NOUN_CLASSES | VERB_CLASSES);

	if ((classes & WORD(POSSESSIVE) && classes & WORD(OBJECT)) ||
	    (classes & WORD(SUBORDINATOR) && classes & WORD(PREPOSITION)))
		return 0;
	if (classes & CLOSED_CLASSES)
		return classes & WORD(NUMBER) && classes & WORD(TIME) ? 'T' : closed[__builtin_ctzll(classes)];
	if (classes & WORD(ADVERB) && !open)
		return 'R';
	if (open & VERB_CLASSES)
		return 0;
	return classes & WORD(ADJECTIVE) && !open ? 'A' : 'N';
}

void tag_words(struct lexicon *lexicon)
{
	for (uint32_t i = 0; i < lexicon_size(lexicon); i++)
		lexicon_set_tag(lexicon, i, sure_tag(lexicon_word(lexicon, i)->classes));
}

static char word_tag(const struct tagger *tagger, const struct document *document, uint32_t i)
{
	const struct token *token = &document->tokens[tagger->units[i].first];
	uint64_t classes = token->classes;
	bool capital = (token->flags & TOKEN_CAPITAL) && !(token->flags & TOKEN_TITLE_CASE);
	char tag;

	if (token->kind == TOKEN_NUMBER)
		return 'C';
	if (!(token->flags & TOKEN_CAPITAL) && token->sure)
		return token->sure;
	if ((token->flags & TOKEN_UPPER) && capital && (classes & (WORD(SUBJECT) | WORD(OBJECT))))
		return 'X'; /* "US", "IT" */
	tag = closed_tag(tagger, document, i, classes);
	if (tag && !(capital && !(token->flags & TOKEN_SENTENCE) && tag_is_of(tag, NOT_OF_NAMES) &&
		     token->end - token->start > 1))
		return tag;
	if (capital && !(token->flags & TOKEN_SENTENCE))
		return 'X';
	if (capital && (!(classes & (VERB_CLASSES | NOUN_CLASSES | WORD(ADJECTIVE) | WORD(ADVERB))) ||
			(classes & WORD(FIRST_NAME))))
		return 'X';
	if (!classes)
		return token->flags & TOKEN_CAPITAL ? 'X' : 'N';
	if ((classes & WORD(ADVERB)) && !(classes & (NOUN_CLASSES | VERB_CLASSES)))
		return 'R';
	return open_tag(tagger, document, i, classes, left_tag(tagger, i));
}

static void push_unit(struct tagger *tagger, uint32_t first, uint32_t last, int32_t quote)
{
	if (tagger->count + 2 > tagger->room) {
		tagger->room = tagger->room ? tagger->room * 2 : 128;
		tagger->units = xrealloc(tagger->units, tagger->room, sizeof(*tagger->units));
		tagger->tags = xrealloc(tagger->tags, tagger->room, 1);
	}
	tagger->units[tagger->count++] = (struct unit){first, last, quote, 0, 0};
}

static void fold_units(struct tagger *tagger, const struct document *document, const struct sentence *sentence)
{
	tagger->count = 0;
	for (uint32_t i = sentence->first; i < sentence->last;) {
		const struct token *token = &document->tokens[i];
		uint32_t last = i + 1;
		int32_t quote = -1;

		if (token->quote >= 0 && (document->quotes[token->quote].open == i || (token->flags & TOKEN_QUOTED))) {
			const struct quote *span = &document->quotes[token->quote];

			quote = token->quote;
			last = span->close + (span->closed ? 1 : 0);
			last = last <= i ? i + 1 : last > sentence->last ? sentence->last : last;
		}
		push_unit(tagger, i, last, quote);
		i = last;
	}
}

/* "according to" and its like: their first unit gets the tag, the rest goes with it. */
static const struct phrase *phrase_at(const struct tagger *tagger, const struct document *document, uint32_t i)
{
	const struct word *word;
	const struct phrase *phrase;

	if (!(document->tokens[tagger->units[i].first].flags & TOKEN_CUE))
		return NULL;
	word = word_at(tagger, document, i);
	if (!word || !(word->begins & BEGINS_CUE) || !word->classes)
		return NULL;
	for (phrase = lexicon_phrases_with(word, word_at(tagger, document, i + 1), BEGINS_CUE); phrase;
	     phrase = phrase->next) {
		uint32_t k = 1;

		while (k < phrase->count && word_at(tagger, document, i + k) == phrase->words[k])
			k++;
		if (k == phrase->count && phrase->cue && (phrase->cue->flags & CUE_PREPOSITION))
			return phrase;
	}
	return NULL;
}

static uint8_t cue_tag(char tag, int score, const struct cue *cue)
{
	static const char forms[] = "dzvge";
	const char *form = strchr(forms, tag);
	unsigned int byte = CUE_FIRST;

	byte += (unsigned int)(form - forms) * 8;
	byte += cue && (cue->flags & CUE_TELL) ? 4 : 0;
	byte += score >= CUE_SURE ? 2 : 0;
	byte += cue && (cue->flags & CUE_INVERTS) ? 1 : 0;
	return (uint8_t)byte;
}

bool cue_candidate(const struct tagger *tagger, const struct document *document, uint32_t i)
{
	char tag = tagger->tags[i];

	(void)document;
	return tagger->units[i].quote < 0 && tag_is_of(tag, VERB_TAGS);
}

static int cue_score(const struct tagger *tagger, const struct document *document, uint32_t i)
{
	const struct word *word = word_at(tagger, document, i);
	uint64_t features[CUE_FEATURES];

	if (tagger->weights) {
		size_t count = cue_features(tagger, document, i, features);

		return weights_sum(tagger->weights, features, count);
	}
	return word && word->cue && !(word->cue->flags & CUE_PREPOSITION) ? word->cue->strength * 8 - 36 : -99;
}

/* Whether a cue cannot go on over unit i: a mark, "as saying", or a noun that speech is about ("warned of [rain]"). */
static bool stops_cue(const struct tagger *tagger, const struct document *document, uint32_t head, uint32_t i)
{
	const struct phrase *phrase = phrase_at(tagger, document, i);

	if (tagger->units[i].quote >= 0 || strchr("!,C", tagger->tags[i]) ||
	    (phrase && (phrase->cue->flags & CUE_INVERTS)))
		return true;
	return i > head + 1 && strchr("NX", tagger->tags[i]) &&
	       token_is(&document->tokens[tagger->units[i - 1].first], WORD(PREPOSITION)) &&
	       tag_is_plain_speech(tagger->tags[head]);
}

/* Mark what belongs to the cue at unit head on its right; returns its last unit. */
static uint32_t extend_cue(struct tagger *tagger, const struct document *document, uint32_t head)
{
	uint64_t features[EXTENT_FEATURES];
	uint32_t i = head + 1;

	for (; tagger->extent && i < tagger->count && i - head < CUE_UNITS_MAX; i++) {
		if (stops_cue(tagger, document, head, i))
			break;
		if (weights_sum(tagger->extent, features, extent_features(tagger, document, head, i, features)) <= 0)
			break;
	}
	for (uint32_t k = head + 1; k < i; k++)
		tagger->tags[k] = 'j';
	return i - 1;
}

static void tag_cues(struct tagger *tagger, struct document *document)
{
	for (uint32_t i = 0; i < tagger->count; i++) {
		const struct token *token = &document->tokens[tagger->units[i].first];
		bool has_entry = tagger->units[i].quote < 0 && (token->flags & TOKEN_CUE);
		const struct word *word = has_entry ? token->word : NULL;
		const struct phrase *phrase = phrase_at(tagger, document, i);
		int score;

		if (phrase) {
			uint32_t words = (uint32_t)phrase->count;

			tagger->tags[i] = phrase->cue->flags & CUE_INVERTS ? 'q' : 'Y';
			for (uint32_t k = 1; k < words; k++)
				tagger->tags[i + k] = 'j';
			if (next_is(tagger, document, i + words - 1, NOUN_CLASSES) && tagger->tags[i + words] == 'v')
				tagger->tags[i + words] = 'N'; /* "according to police": no infinitive */
			tagger->has_phrase = true;
			i += words - 1;
			continue;
		}
		if (tagger->tags[i] == 'N' && word && word->cue && (word->cue->flags & CUE_NOUN)) {
			tagger->tags[i] = 'c';
			tagger->has_noun = true;
			continue;
		}
		if (!cue_candidate(tagger, document, i))
			continue;
		score = cue_score(tagger, document, i) +
			(has_entry && closes_clause(tagger, document, i) ? CLOSING : 0);
		if (score < CUE_THRESHOLD)
			continue;
		tagger->tags[i] = (char)cue_tag(tagger->tags[i], score, word ? word->cue : NULL);
		tagger->has_cue = true;
		tagger->has_tell |= (((unsigned char)tagger->tags[i] - CUE_FIRST) & 4) != 0;
		tagger->last_cue = i;
		i = extend_cue(tagger, document, i);
	}
}

/* Count what stands before each unit, and note which tags there are. */
static void count_before(struct tagger *tagger)
{
	uint32_t finites = 0, commas = 0;

	tagger->present = (struct byte_set){{0}};
	for (uint32_t i = 0; i < tagger->count; i++) {
		char tag = tagger->tags[i];

		tagger->units[i].finites = finites;
		tagger->units[i].commas = commas;
		finites += tag_is_finite(tag) || tag_is_cue(tag);
		commas += tag == ',';
		byte_set_add(&tagger->present, (unsigned char)tag);
	}
}

/* A span within marks; a nickname or a title within a phrase is a name, and the comma in it is the sentence's. */
static char quote_tag(const struct tagger *tagger, const struct document *document, uint32_t i)
{
	const struct quote *quote = &document->quotes[tagger->units[i].quote];

	if (i && quote_refusal(document, quote, true) == REFUSED_NICKNAME)
		return 'X';
	if (!i || !quote_is_title(document, quote, tagger->tags[i - 1]))
		return 'Q';
	return document->text[document->tokens[quote->close - 1].start] == ',' ? ',' : 'X';
}

void tag_sentence(struct tagger *tagger, struct document *document, uint32_t index)
{
	fold_units(tagger, document, &document->sentences[index]);
	tagger->has_cue = tagger->has_quote = tagger->has_phrase = tagger->has_noun = false;
	tagger->has_colon = tagger->has_tell = tagger->has_dash = false;
	for (uint32_t i = 0; i < tagger->count; i++) {
		const struct token *token = &document->tokens[tagger->units[i].first];

		tagger->tags[i + 1] = '\0';
		if (tagger->units[i].quote >= 0) {
			tagger->tags[i] = quote_tag(tagger, document, i);
			tagger->has_quote |= tagger->tags[i] == 'Q';
		} else if (token->kind >= TOKEN_PUNCTUATION) {
			tagger->tags[i] = token->flags & TOKEN_APOSTROPHE ? 'a' : punctuation_at(tagger, document, i);
			tagger->has_colon |= tagger->tags[i] == ':';
			tagger->has_dash |= tagger->tags[i] == '-';
		} else {
			tagger->tags[i] = word_tag(tagger, document, i);
		}
	}
	tagger->tags[tagger->count] = '\0';
	tag_cues(tagger, document);
	count_before(tagger);
	for (uint32_t i = 0; i < tagger->count; i++)
		document->tokens[tagger->units[i].first].tag = tagger->tags[i];
}
