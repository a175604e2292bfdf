/* SPDX-License-Identifier: MIT */
/* Which paragraphs of an article are the turns of a dialogue; see dialogue.h. */
#include "dialogue.h"

#include <stdlib.h>
#include <string.h>

#include "text.h"

#define LABEL_TOKENS_MAX 14 /* before a label's colon */
#define NAME_TOKENS_MAX 5   /* of them the name */
#define GAP_MAX 4           /* paragraphs from a turn to the next one */
#define QUESTION_TOKENS_MAX 80
#define QUESTIONS_MIN 3
#define CLAUSE_CLASSES                                                                                                 \
	(WORD(SUBJECT) | WORD(BE) | WORD(HAVE) | WORD(DO) | WORD(MODAL) | WORD(VERB_PAST) | WORD(POSSESSIVE))
#define VERB_CLASSES (WORD(SUBJECT) | WORD(BE) | WORD(HAVE) | WORD(DO) | WORD(MODAL))

static char first_byte(const struct document *document, uint32_t i)
{
	return document->text[document->tokens[i].start];
}

static bool is_punctuation(const struct document *document, uint32_t i, const char *which)
{
	return document->tokens[i].kind == TOKEN_PUNCTUATION && strchr(which, first_byte(document, i));
}

/* Whether the paragraph ends as a sentence does, whatever mark or bracket stands behind its point. */
static bool ends_sentence(const struct document *document, const struct paragraph *paragraph)
{
	uint32_t last = paragraph->last - 1;

	while (last > paragraph->first &&
	       (document->tokens[last].kind == TOKEN_MARK || is_punctuation(document, last, ")]'")))
		last--;
	return is_punctuation(document, last, ".?!") || !memcmp(document->text + document->tokens[last].start, "…", 3);
}

static bool asks(const struct document *document, const struct paragraph *paragraph)
{
	return is_punctuation(document, paragraph->last - 1, "?");
}

static bool holds(const struct document *document, struct range range, uint64_t classes)
{
	for (uint32_t i = range.first; i < range.last; i++)
		if (token_is(&document->tokens[i], classes))
			return true;
	return false;
}

static bool holds_person(const struct document *document, const struct paragraph *paragraph, char person)
{
	for (uint32_t i = paragraph->first; i < paragraph->last; i++)
		if (token_is(&document->tokens[i], WORD(SUBJECT) | WORD(POSSESSIVE)) &&
		    document->tokens[i].word->person == person)
			return true;
	return false;
}

/* "Q." and "A:" before what is said. */
static bool read_initial(const struct document *document, const struct paragraph *paragraph, struct turn *turn)
{
	const struct token *token = &document->tokens[paragraph->first];
	uint32_t next = paragraph->first + 1, length = token->end - token->start;
	bool point = length == 2 && document->text[token->end - 1] == '.';
	bool mark = next < paragraph->last && is_punctuation(document, next, ":.");

	if (token->kind != TOKEN_WORD || !(token->flags & TOKEN_CAPITAL) || length != 1u + point || point == mark)
		return false;
	turn->initial = true;
	turn->name = (unsigned char)first_byte(document, paragraph->first);
	turn->source = (struct range){paragraph->first, next};
	turn->cue = mark && first_byte(document, next) == ':' ? (struct range){next, next + 1} : (struct range){0, 0};
	turn->content = next + mark;
	return true;
}

/* The colon that the label at token `first` ends with, or 0. */
static uint32_t label_end(const struct document *document, const struct paragraph *paragraph, uint32_t first)
{
	for (uint32_t i = first; i < paragraph->last && i < first + LABEL_TOKENS_MAX; i++) {
		if (is_punctuation(document, i, ":"))
			return i;
		if (document->tokens[i].kind == TOKEN_MARK || is_punctuation(document, i, ".?!;") ||
		    token_is(&document->tokens[i], VERB_CLASSES))
			return 0;
	}
	return 0;
}

/* "LEE (laughing):", "Ann Lee, the mayor:" before what is said. */
static bool read_label(const struct document *document, const struct paragraph *paragraph, struct turn *turn)
{
	/* an outlet may set each turn within marks */
	uint32_t first = paragraph->first + (document->tokens[paragraph->first].kind == TOKEN_MARK), i = first;
	uint32_t colon = label_end(document, paragraph, first);

	while (colon && i < colon && !is_punctuation(document, i, ",([")) {
		if (document->tokens[i].kind != TOKEN_WORD ||
		    (!(document->tokens[i].flags & TOKEN_CAPITAL) &&
		     !token_is(&document->tokens[i], WORD(NAME_PARTICLE) | WORD(ORGANISATION_JOIN))))
			return false;
		i++;
	}
	if (i == first || i > first + NAME_TOKENS_MAX || colon + 1 >= paragraph->last)
		return false;
	turn->source = (struct range){first, i};
	turn->cue = (struct range){colon, colon + 1};
	turn->content = colon + 1;
	turn->name = document->tokens[i - 1].hash;
	return true;
}

/* Whether what the label stands before is prose: it ends like a sentence and has a verb or pronoun. */
static bool is_prose(const struct document *document, const struct paragraph *paragraph, const struct turn *turn)
{
	return ends_sentence(document, paragraph) &&
	       holds(document, (struct range){turn->content, paragraph->last}, CLAUSE_CLASSES);
}

/* Whether the label can be nothing but a person's: two words or more, the first one a first name. */
static bool is_full_name(const struct document *document, const struct turn *turn)
{
	return turn->source.last > turn->source.first + 1 &&
	       token_is(&document->tokens[turn->source.first], WORD(FIRST_NAME));
}

/* What the labelled paragraphs of an article have in common. */
struct count {
	uint32_t turns, prose, full_names, changes, repeats, initials, near;
};

static void count_turn(const struct dialogue *dialogue, const struct document *document, uint32_t p, int64_t before,
		       struct count *count)
{
	const struct turn *turn = &dialogue->turns[p];

	count->turns++;
	count->prose += is_prose(document, &document->paragraphs[p], turn);
	count->full_names += is_full_name(document, turn);
	count->initials += turn->initial;
	if (before < 0)
		return;
	count->near += p - before <= GAP_MAX;
	count->changes += dialogue->turns[before].name != turn->name;
	for (int64_t k = before; k >= 0 && k + 2 * GAP_MAX >= p; k--)
		if (dialogue->turns[k].kind == TURN_LABELLED && dialogue->turns[k].name == turn->name) {
			count->repeats++;
			return;
		}
}

/*
 * Labels take turns: one speaks again after another, or letters do, or full names. A list's fields, as "Method: ...",
 * come once.
 */
static bool takes_turns(const struct count *count)
{
	if (count->turns < 2 || !count->changes || count->near * 3 < (count->turns - 1) * 2)
		return false;
	if (count->initials == count->turns)
		return count->prose * 2 >= count->turns;
	return count->prose * 3 >= count->turns * 2 && (count->repeats || count->full_names * 3 >= count->turns * 2);
}

/* Read the labels; false, and none, if they make no dialogue. */
static bool read_labels(struct dialogue *dialogue, const struct document *document)
{
	struct count count = {0};
	int64_t before = -1;

	for (uint32_t p = 0; p < document->paragraph_count; p++) {
		const struct paragraph *paragraph = &document->paragraphs[p];
		struct turn *turn = &dialogue->turns[p];

		if (paragraph->kind != PARAGRAPH_TEXT || paragraph->first >= paragraph->last ||
		    (!read_initial(document, paragraph, turn) && !read_label(document, paragraph, turn)))
			continue;
		turn->kind = TURN_LABELLED;
		count_turn(dialogue, document, p, before, &count);
		before = p;
	}
	if (takes_turns(&count))
		return true;
	memset(dialogue->turns, 0, document->paragraph_count * sizeof(*dialogue->turns));
	return false;
}

/* Unlabelled prose between two turns goes on with the first of them, if nearly all paragraphs there are turns. */
static void read_more(struct dialogue *dialogue, const struct document *document)
{
	uint32_t first = document->paragraph_count, last = 0, turns = 0;

	for (uint32_t p = 0; p < document->paragraph_count; p++) {
		if (dialogue->turns[p].kind != TURN_LABELLED)
			continue;
		first = p < first ? p : first;
		last = p;
		turns++;
	}
	if (turns * 2 <= last - first)
		return;
	for (uint32_t p = first + 1; p < last; p++) {
		const struct paragraph *paragraph = &document->paragraphs[p];

		if (dialogue->turns[p].kind == TURN_NONE && dialogue->turns[p - 1].kind != TURN_NONE &&
		    paragraph->kind == PARAGRAPH_TEXT && paragraph->first < paragraph->last &&
		    ends_sentence(document, paragraph) && !is_punctuation(document, paragraph->first, "(["))
			dialogue->turns[p] = (struct turn){.kind = TURN_MORE, .content = paragraph->first};
	}
}

static bool is_question(const struct document *document, const struct paragraph *paragraph)
{
	return paragraph->kind == PARAGRAPH_TEXT && paragraph->last - paragraph->first <= QUESTION_TOKENS_MAX &&
	       paragraph->last - paragraph->first > 2 && document->tokens[paragraph->first].quote < 0 &&
	       asks(document, paragraph);
}

/* Whether an answer without marks: prose in the first person. */
static bool is_answer(const struct document *document, const struct paragraph *paragraph)
{
	return paragraph->kind == PARAGRAPH_TEXT && paragraph->first < paragraph->last &&
	       document->tokens[paragraph->first].quote < 0 && !asks(document, paragraph) &&
	       ends_sentence(document, paragraph);
}

/* Questions to somebody as paragraphs of their own, and answers in the first person. */
static void read_questions(struct dialogue *dialogue, const struct document *document)
{
	uint32_t questions = 0, to_you = 0, answers = 0, own = 0;

	for (uint32_t p = 0; p + 1 < document->paragraph_count; p++) {
		if (!is_question(document, &document->paragraphs[p]) ||
		    !is_answer(document, &document->paragraphs[p + 1]))
			continue;
		questions++;
		to_you += holds_person(document, &document->paragraphs[p], '2');
		dialogue->turns[p] = (struct turn){.kind = TURN_QUESTION, .content = document->paragraphs[p].first};
		for (p++; p < document->paragraph_count && is_answer(document, &document->paragraphs[p]); p++) {
			struct turn answer = {.kind = TURN_ANSWER, .content = document->paragraphs[p].first};

			answer.kind = dialogue->turns[p - 1].kind == TURN_QUESTION ? TURN_ANSWER : TURN_MORE;
			dialogue->turns[p] = answer;
			answers++;
			own += holds_person(document, &document->paragraphs[p], '1');
		}
		p--;
	}
	if (questions < QUESTIONS_MIN || to_you * 2 < questions || own * 2 < answers || answers > questions * 3)
		memset(dialogue->turns, 0, document->paragraph_count * sizeof(*dialogue->turns));
}

/* A first name, or a word that no list has. */
static bool begins_full_name(const struct token *token)
{
	return token->kind == TOKEN_WORD && (!token->word || token_is(token, WORD(FIRST_NAME)));
}

/* The one person named in full before the first turn. */
static void find_guest(struct dialogue *dialogue, const struct document *document)
{
	uint64_t name = 0;

	dialogue->guest = (struct range){0, 0};
	for (uint32_t p = 0; p < document->paragraph_count && dialogue->turns[p].kind == TURN_NONE; p++) {
		const struct paragraph *paragraph = &document->paragraphs[p];

		for (uint32_t i = paragraph->first; i + 1 < paragraph->last; i++) {
			const struct token *token = &document->tokens[i], *next = token + 1;

			if (!begins_full_name(token) || !(token->flags & next->flags & TOKEN_CAPITAL) ||
			    next->kind != TOKEN_WORD || (next->word && !token_is(next, WORD(FIRST_NAME))))
				continue;
			if (name && next->hash != name) {
				dialogue->guest = (struct range){0, 0};
				return;
			}
			name = next->hash;
			if (!dialogue->guest.last)
				dialogue->guest = (struct range){i, i + 2};
		}
	}
}

/* The letter whose turns ask least, of two that differ in it; else 0. */
static uint64_t find_answerer(const struct dialogue *dialogue, const struct document *document)
{
	int32_t asked[UINT8_MAX + 1] = {0};
	int first = 0, second = 0;

	for (uint32_t p = 0; p < document->paragraph_count; p++) {
		const struct turn *turn = &dialogue->turns[p];

		if (!turn->initial)
			continue;
		first = first ? first : (int)turn->name;
		second = (int)turn->name != first ? (int)turn->name : second;
		asked[turn->name] += asks(document, &document->paragraphs[p]) ? 1 : -1;
	}
	if (!second || asked[first] == asked[second])
		return 0;
	return (uint64_t)(asked[first] < asked[second] ? first : second);
}

void dialogue_read(struct dialogue *dialogue, const struct document *document)
{
	if (document->paragraph_count > dialogue->room) {
		dialogue->room = document->paragraph_count * 2;
		dialogue->turns = xrealloc(dialogue->turns, dialogue->room, sizeof(*dialogue->turns));
	}
	if (!document->paragraph_count)
		return;
	memset(dialogue->turns, 0, document->paragraph_count * sizeof(*dialogue->turns));
	if (read_labels(dialogue, document))
		read_more(dialogue, document);
	else
		read_questions(dialogue, document);
	find_guest(dialogue, document);
	dialogue->answerer = find_answerer(dialogue, document);
}

uint32_t dialogue_content(const struct dialogue *dialogue, const struct document *document, uint32_t paragraph,
			  struct range *ret)
{
	uint32_t count = 0;

	do {
		struct range range = {dialogue->turns[paragraph].content, document->paragraphs[paragraph].last};

		if (is_punctuation(document, range.last - 1, "."))
			range.last--;
		if (range.first < range.last)
			ret[count++] = range;
		paragraph++;
	} while (count < CONTENT_MAX && paragraph < document->paragraph_count &&
		 dialogue->turns[paragraph].kind == TURN_MORE);
	return count;
}

struct range dialogue_guest(const struct dialogue *dialogue, uint32_t paragraph)
{
	const struct turn *turn = &dialogue->turns[paragraph];

	if (turn->kind == TURN_ANSWER || (turn->initial && turn->name == dialogue->answerer))
		return dialogue->guest;
	return (struct range){0, 0};
}

void dialogue_done(struct dialogue *dialogue)
{
	free(dialogue->turns);
}
