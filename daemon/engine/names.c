/* SPDX-License-Identifier: MIT */
/* Find name runs, tell persons from organisations and places, and join the forms of one name; see names.h. */
#include "names.h"

#include <stdlib.h>
#include <string.h>

#include "tag.h"
#include "text.h"

#define FUNCTION_WORDS                                                                                                 \
	(WORD(DETERMINER) | WORD(POSSESSIVE) | WORD(SUBJECT) | WORD(OBJECT) | WORD(WHO) | WORD(WHICH) | WORD(WH_ADVERB) |   \
	 WORD(THAT) | WORD(TO) | WORD(PREPOSITION) | WORD(AGENT) | WORD(SUBORDINATOR) | WORD(AND) | WORD(BUT) | WORD(BE) |  \
	 WORD(HAVE) | WORD(DO) | WORD(NEGATION) | WORD(TIME) | WORD(NUMBER))
#define PRONOUN_WORDS (WORD(SUBJECT) | WORD(OBJECT) | WORD(POSSESSIVE))

void names_done(struct names *names)
{
	free(names->mentions);
	free(names->at);
	memset(names, 0, sizeof(*names));
}

static uint64_t hash_token(const struct document *document, const struct token *token)
{
	char folded[256];
	size_t length = token->end - token->start;
	uint64_t h = 0xcbf29ce484222325ULL;

	if (length > 200)
		length = 200;
	length = lexicon_fold(document->text + token->start, length, folded);
	for (size_t i = 0; i < length; i++)
		h = (h ^ (unsigned char)folded[i]) * 0x100000001b3ULL;
	return h | 1;
}

/* Whether the token may stand in a name: a capital that is more than a sentence's beginning. */
static bool name_token(const struct document *document, uint32_t i)
{
	const struct token *token = &document->tokens[i];
	uint64_t classes = token->word ? token->word->classes : 0;

	if (token->kind != TOKEN_WORD || !(token->flags & TOKEN_CAPITAL) || (token->flags & (TOKEN_TITLE_CASE | TOKEN_APOSTROPHE)))
		return false;
	if (classes & (FUNCTION_WORDS & ~WORD(NUMBER)))
		return (token->flags & TOKEN_UPPER) && !(classes & (PRONOUN_WORDS | WORD(DETERMINER))) && token->end - token->start > 1;
	if (!(token->flags & TOKEN_SENTENCE))
		return true;
	if (classes & (WORD(FIRST_NAME) | WORD(TITLE) | WORD(PLACE) | WORD(ORGANISATION_WORD) | WORD(DEMONYM) | WORD(PARTY)))
		return true;
	return !(classes & (WORD(VERB_BASE) | WORD(VERB_ING) | WORD(VERB_PAST) | WORD(VERB_PART) | WORD(NOUN) | WORD(ADJECTIVE) |
			    WORD(ADVERB) | WORD(MODAL) | WORD(COLLECTIVE) | WORD(HUMAN) | WORD(ROLE)));
}

/* Tokens of the title of several words ("secretary of state") that begins at i, or 0. */
static uint32_t title_phrase(const struct document *document, uint32_t i)
{
	const struct phrase *phrase = lexicon_phrases(document->lexicon, document->tokens[i].word);

	for (; phrase; phrase = phrase->next) {
		uint32_t k = 0;

		while (k < phrase->count && i + k < document->token_count && document->tokens[i + k].word == phrase->words[k])
			k++;
		if (k == phrase->count && (phrase->classes & (WORD(TITLE) | WORD(ROLE))))
			return k;
	}
	return 0;
}

/* End of the name run that begins at i: capitals, with particles and initials between. */
static uint32_t run_end(const struct document *document, uint32_t i, uint32_t limit)
{
	uint32_t end = i + 1;

	while (end < limit) {
		const struct token *token = &document->tokens[end];

		if (token->sentence != document->tokens[i].sentence || (token->flags & TOKEN_QUOTED) != (document->tokens[i].flags & TOKEN_QUOTED))
			break;
		if (name_token(document, end) && !title_phrase(document, end)) {
			end++;
			continue;
		}
		if (token_is(token, WORD(NAME_PARTICLE) | WORD(AND)) && end + 1 < limit && name_token(document, end + 1) &&
		    !token_is(token, WORD(AND))) {
			end += 2;
			continue;
		}
		break;
	}
	return end;
}

/* First token behind the titles that the run [first, last) begins with. */
static uint32_t skip_titles(const struct document *document, uint32_t first, uint32_t last)
{
	uint32_t name = first;

	for (uint32_t i = first; i + 1 < last; i++) {
		const struct token *token = &document->tokens[i];

		if (token_is(token, WORD(TITLE)) && !(i > first && token_is(token, WORD(FIRST_NAME)) && name == i))
			name = i + 1;
	}
	if (name == first)
		while (name + 2 < last && token_is(&document->tokens[name], WORD(DEMONYM) | WORD(PARTY)) &&
		       !token_is(&document->tokens[last - 1], WORD(ORGANISATION_WORD)))
			name++;
	return name;
}

static struct mention *add_mention(struct names *names, uint32_t first, uint32_t last, uint32_t title)
{
	struct mention *mention;

	document_grow((void **)&names->mentions, &names->mention_room, names->mention_count, sizeof(*mention));
	mention = &names->mentions[names->mention_count++];
	memset(mention, 0, sizeof(*mention));
	mention->first = first;
	mention->last = last;
	mention->title = title;
	mention->entity = -1;
	return mention;
}

static bool lower_noun(const struct document *document, uint32_t i)
{
	const struct token *token = &document->tokens[i];

	return i < document->token_count && token->kind == TOKEN_WORD && !(token->flags & TOKEN_CAPITAL) &&
	       token_is(token, WORD(NOUN) | WORD(ORGANISATION_NOUN) | WORD(ROLE) | WORD(COLLECTIVE) | WORD(DOCUMENT)) &&
	       !token_is(token, WORD(VERB_PAST) | WORD(VERB_S) | WORD(MODAL) | WORD(BE) | WORD(HAVE));
}

/* A title of several words and the name behind it, if one begins at i; returns where to go on, or i. */
static uint32_t find_titled(struct names *names, const struct document *document, uint32_t i, uint32_t limit)
{
	uint32_t title = title_phrase(document, i), end;

	if (!title)
		return i;
	if (i + title >= limit || !name_token(document, i + title))
		return i + title;
	end = run_end(document, i + title, limit);
	add_mention(names, skip_titles(document, i + title, end), end, i);
	return end;
}

static void find_runs(struct names *names, const struct document *document)
{
	for (uint32_t i = 0; i < document->token_count && names->mention_count < MENTIONS_MAX;) {
		const struct paragraph *paragraph = &document->paragraphs[document->tokens[i].paragraph];
		uint32_t end, name;
		struct mention *mention;

		if (paragraph->kind == PARAGRAPH_FURNITURE) {
			i = paragraph->last;
			continue;
		}
		end = find_titled(names, document, i, paragraph->last);
		if (end > i) {
			i = end;
			continue;
		}
		if (!name_token(document, i)) {
			i++;
			continue;
		}
		end = run_end(document, i, paragraph->last);
		name = skip_titles(document, i, end);
		mention = add_mention(names, name, end, i);
		if (name > i && document->tokens[name - 1].word)
			mention->gender = document->tokens[name - 1].word->gender;
		if (mention->gender == 'e')
			mention->gender = 0;
		mention->modifier = (end < document->token_count && (document->tokens[end].flags & TOKEN_APOSTROPHE)) ||
				    lower_noun(document, end);
		i = end;
	}
}

/* What one mention says for a person (positive) or against. */
static int person_evidence(const struct document *document, const struct mention *mention)
{
	const struct token *tokens = document->tokens;
	uint32_t words = mention->last - mention->first;
	int score = 0;

	score += mention->title < mention->first && token_is(&tokens[mention->first - 1], WORD(TITLE)) ? 4 : 0;
	score += token_is(&tokens[mention->first], WORD(FIRST_NAME)) ? (words > 1 ? 4 : 1) : 0;
	if (mention->first && token_is(&tokens[mention->first - 1], WORD(ROLE)) && !(tokens[mention->first - 1].flags & TOKEN_CAPITAL))
		score += 3;
	if (mention->first && token_is(&tokens[mention->first - 1], WORD(DETERMINER)) && !mention->modifier)
		score -= 3;
	for (uint32_t i = mention->first; i < mention->last; i++) {
		score -= token_is(&tokens[i], WORD(ORGANISATION_WORD)) ? 5 : 0;
		score -= token_is(&tokens[i], WORD(PLACE) | WORD(DEMONYM) | WORD(PARTY)) ? 4 : 0;
		score -= words == 1 && (tokens[i].flags & TOKEN_UPPER) ? 4 : 0;
		score += i > mention->first && tokens[i].end - tokens[i].start == 2 && document->text[tokens[i].end - 1] == '.' ? 2 : 0;
	}
	if (mention->last < document->token_count) {
		const struct token *next = &tokens[mention->last];

		score += token_is(next, WORD(WHO)) || tag_is_cue(next->tag) ? 1 : 0;
		if (mention->last + 1 < document->token_count && document->text[next->start] == ',' &&
		    (token_is(&tokens[mention->last + 1], WORD(WHO)) || tokens[mention->last + 1].kind == TOKEN_NUMBER))
			score += 3;
	}
	if (words >= 2 && words <= 3)
		score += 1;
	return score;
}

static bool name_phrase(const struct document *document, const struct mention *mention, uint64_t classes)
{
	const struct phrase *phrase = lexicon_phrases(document->lexicon, document->tokens[mention->first].word);

	for (; phrase; phrase = phrase->next) {
		uint32_t k = 0;

		while (k < phrase->count && mention->first + k < mention->last &&
		       document->tokens[mention->first + k].word == phrase->words[k])
			k++;
		if ((phrase->classes & classes) && k == phrase->count && mention->first + k == mention->last)
			return true;
	}
	return false;
}

static uint64_t hash_name(const struct document *document, const struct mention *mention)
{
	uint64_t h = 0;

	for (uint32_t i = mention->first; i < mention->last; i++)
		h = (h * 0x9E3779B97F4A7C15ULL) ^ hash_token(document, &document->tokens[i]);
	return h | 1;
}

/* Last token of the name proper, without "Jr." and its like. */
static uint32_t last_name(const struct document *document, const struct mention *mention)
{
	uint32_t last = mention->last - 1;

	while (last > mention->first && token_is(&document->tokens[last], WORD(NAME_SUFFIX)))
		last--;
	return last;
}

static struct entity *add_entity(struct names *names, const struct document *document, const struct mention *mention, uint64_t key)
{
	struct entity *entity = &names->entities[names->entity_count];
	const struct token *tokens = document->tokens;

	memset(entity, 0, sizeof(*entity));
	entity->key = key;
	entity->name_span = (struct span){tokens[mention->first].start, tokens[mention->last - 1].end};
	entity->name = arena_copy(names->arena, document->text + entity->name_span.start,
				  entity->name_span.end - entity->name_span.start);
	entity->first = hash_token(document, &tokens[mention->first]);
	entity->last = hash_token(document, &tokens[last_name(document, mention)]);
	entity->words = mention->last - mention->first;
	entity->first_token = mention->first;
	entity->merged = names->entity_count++;
	if (name_phrase(document, mention, WORD(PLACE)))
		entity->person -= 8;
	return entity;
}

/* One entity a string; its evidence is the sum over its mentions. */
static void collect(struct names *names, const struct document *document)
{
	uint32_t slots[4096] = {0};

	names->entity_count = 0;
	for (uint32_t i = 0; i < names->mention_count; i++) {
		struct mention *mention = &names->mentions[i];
		uint64_t key = hash_name(document, mention);
		uint32_t slot = (uint32_t)(key >> 7) & 4095;
		struct entity *entity;

		while (slots[slot] && names->entities[slots[slot] - 1].key != key)
			slot = (slot + 1) & 4095;
		if (!slots[slot]) {
			if (names->entity_count == ENTITIES_MAX)
				continue;
			add_entity(names, document, mention, key);
			slots[slot] = names->entity_count;
		}
		mention->entity = (int32_t)slots[slot] - 1;
		entity = &names->entities[mention->entity];
		entity->mentions++;
		entity->last_token = mention->first;
		entity->person += person_evidence(document, mention);
		entity->male += mention->gender == 'm' ? 5 : 0;
		entity->female += mention->gender == 'f' ? 5 : 0;
	}
}

static void type_entities(struct names *names, const struct document *document)
{
	for (uint32_t i = 0; i < names->entity_count; i++) {
		struct entity *entity = &names->entities[i];
		const struct word *word = lexicon_find(document->lexicon, entity->name, strcspn(entity->name, " "));

		entity->type = entity->person > 0 ? ENTITY_PERSON : ENTITY_ORGANISATION;
		if (entity->type == ENTITY_PERSON && word && (word->classes & WORD(FIRST_NAME)) && entity->words > 1) {
			entity->male += word->gender == 'm' ? 2 : 0;
			entity->female += word->gender == 'f' ? 2 : 0;
		}
		if (entity->type == ENTITY_ORGANISATION && word && (word->classes & WORD(PLACE)) && entity->words == 1)
			entity->type = ENTITY_PLACE;
	}
}

char entity_gender(const struct entity *entity)
{
	if (entity->male * 10 > entity->female * 13)
		return 'm';
	return entity->female * 10 > entity->male * 13 ? 'f' : 0;
}

static bool gender_clash(const struct entity *a, const struct entity *b)
{
	char x = entity_gender(a), y = entity_gender(b);

	return x && y && x != y;
}

static void merge(struct names *names, uint32_t from, uint32_t to)
{
	struct entity *a = &names->entities[from], *b = &names->entities[to];

	a->merged = to;
	b->mentions += a->mentions;
	b->male += a->male;
	b->female += a->female;
	b->person += a->person;
	b->first_token = a->first_token < b->first_token ? a->first_token : b->first_token;
}

struct entity *names_entity(struct names *names, int32_t index)
{
	if (index < 0)
		return NULL;
	while (names->entities[index].merged != (uint32_t)index)
		index = (int32_t)names->entities[index].merged;
	return &names->entities[index];
}

/* Whether the first names agree: the same, an initial, or a known short form. */
static bool first_agrees(const struct names *names, const struct entity *a, const struct entity *b)
{
	const struct word *x = lexicon_find(names->lexicon, a->name, strcspn(a->name, " "));
	const struct word *y = lexicon_find(names->lexicon, b->name, strcspn(b->name, " "));

	if (a->first == b->first || (a->name[0] == b->name[0] && (a->name[1] == '.' || b->name[1] == '.')))
		return true;
	if (x && x->classes & WORD(NICKNAME) && x->value && y && !strcmp(x->value, y->text))
		return true;
	return y && y->classes & WORD(NICKNAME) && y->value && x && !strcmp(y->value, x->text);
}

/* Join fuller and shorter forms of names of several words. */
static void merge_full(struct names *names)
{
	for (uint32_t i = 0; i < names->entity_count; i++) {
		struct entity *a = &names->entities[i];

		if (a->type != ENTITY_PERSON || a->words < 2)
			continue;
		for (uint32_t k = 0; k < i && k < 256; k++) {
			struct entity *b = &names->entities[k];

			if (b->merged != k || b->type != ENTITY_PERSON || b->words < 2 || b->last != a->last || gender_clash(a, b) ||
			    !first_agrees(names, a, b))
				continue;
			merge(names, i, k);
			break;
		}
	}
}

/* How well the full name fits a single word that stands at a mention. */
static int fit(const struct entity *full, const struct entity *single, const struct mention *mention)
{
	int score = full->last == single->last ? 10 : full->first == single->first ? 5 : 0;
	char gender = entity_gender(full);

	if (!score || full->type == ENTITY_PLACE)
		return 0;
	if (mention->gender && gender)
		score += mention->gender == gender ? 6 : -20;
	score += full->first_token < mention->first ? 3 : 0;
	score += full->mentions < 4 ? (int)full->mentions : 4;
	score += full->last_token < mention->first && full->last_token + 60 > mention->first ? 3 : 0;
	return score > 0 ? score : 0;
}

/* Give single-word mentions their full name; homonyms by what stands with them. */
static void link_single(struct names *names)
{
	for (uint32_t i = 0; i < names->entity_count; i++)
		names->entities[i].last_token = names->entities[i].first_token;
	for (uint32_t m = 0; m < names->mention_count; m++) {
		struct mention *mention = &names->mentions[m];
		struct entity *own = mention->entity < 0 ? NULL : &names->entities[mention->entity];
		int best = 0, best_at = -1;

		if (!own)
			continue;
		for (uint32_t k = 0; own->words == 1 && k < names->entity_count && k < 256; k++) {
			struct entity *full = &names->entities[k];
			int score = full->words > 1 && full->merged == k && full->type == ENTITY_PERSON && own->person > -6
					    ? fit(full, own, mention)
					    : 0;

			if (score > best) {
				best = score;
				best_at = (int)k;
			}
		}
		if (best_at >= 0)
			mention->entity = best_at;
		names_entity(names, mention->entity)->last_token = mention->first;
	}
}

static void add_role(struct entity *entity, const struct word *word)
{
	for (uint32_t i = 0; i < entity->role_count; i++)
		if (entity->roles[i] == word)
			return;
	if (entity->role_count < ROLE_WORDS_MAX)
		entity->roles[entity->role_count++] = word;
}

/* Take the words of [first, last) as the entity's role if there is a role noun among them. */
static void take_role(struct entity *entity, const struct document *document, uint32_t first, uint32_t last)
{
	bool role = false;
	size_t length;

	for (uint32_t i = first; i < last; i++)
		role |= token_is(&document->tokens[i], WORD(ROLE) | WORD(TITLE));
	if (!role || first >= last)
		return;
	for (uint32_t i = first; i < last; i++) {
		const struct word *word = document->tokens[i].word;

		if (word && !(word->classes & (FUNCTION_WORDS & ~WORD(NUMBER))) && word->classes)
			add_role(entity, word);
		if (word && (word->classes & WORD(ROLE)) && (word->gender == 'm' || word->gender == 'f'))
			*(word->gender == 'm' ? &entity->male : &entity->female) += 1;
	}
	length = document->tokens[last - 1].end - document->tokens[first].start;
	if (length > entity->role.end - entity->role.start && length < 120)
		entity->role = (struct span){document->tokens[first].start, document->tokens[last - 1].end};
}

/* End of an apposition or predicate that begins at first: before a comma, a mark or a verb. */
static uint32_t role_end(const struct document *document, uint32_t first)
{
	uint32_t i = first;

	while (i < document->token_count && i < first + 14 && document->tokens[i].sentence == document->tokens[first].sentence &&
	       document->tokens[i].kind <= TOKEN_NUMBER &&
	       !token_is(&document->tokens[i], WORD(WHO) | WORD(WHICH) | WORD(THAT) | WORD(MODAL) | WORD(BE) | WORD(SUBJECT)))
		i++;
	return i;
}

static void find_roles(struct names *names, const struct document *document)
{
	const struct token *tokens = document->tokens;

	for (uint32_t m = 0; m < names->mention_count; m++) {
		const struct mention *mention = &names->mentions[m];
		struct entity *entity = names_entity(names, mention->entity);
		uint32_t next = mention->last, before = mention->title;

		if (!entity || entity->type != ENTITY_PERSON)
			continue;
		while (before > 0 && before + 6 > mention->title && tokens[before - 1].kind == TOKEN_WORD &&
		       tokens[before - 1].sentence == tokens[mention->first].sentence &&
		       token_is(&tokens[before - 1], WORD(ROLE) | WORD(TITLE) | WORD(DEMONYM) | WORD(PARTY) | WORD(OFFICE_MODIFIER)))
			before--;
		take_role(entity, document, before, mention->first);
		if (next + 2 >= document->token_count || mention->modifier)
			continue;
		if (document->text[tokens[next].start] == ',')
			take_role(entity, document, next + 1, role_end(document, next + 1));
		else if (token_is(&tokens[next], WORD(BE)))
			take_role(entity, document, next + 1, role_end(document, next + 1));
	}
}

/* The next he or she outside quotation marks, before another person is named, tells a gender. */
static void learn_gender(struct names *names, const struct document *document)
{
	for (uint32_t m = 0; m < names->mention_count; m++) {
		const struct mention *mention = &names->mentions[m];
		struct entity *entity = names_entity(names, mention->entity);
		uint32_t limit = m + 1 < names->mention_count ? names->mentions[m + 1].title : document->token_count;

		if (!entity || entity->type != ENTITY_PERSON || mention->modifier || entity->male + entity->female > 4)
			continue;
		for (uint32_t i = mention->last; i < limit && i < mention->last + 40; i++) {
			const struct token *token = &document->tokens[i];

			if ((token->flags & TOKEN_QUOTED) || !token_is(token, WORD(SUBJECT)) || !token->word->gender)
				continue;
			entity->male += token->word->gender == 'm';
			entity->female += token->word->gender == 'f';
			break;
		}
	}
}

const struct mention *names_at(const struct names *names, uint32_t token)
{
	return token < names->at_room && names->at[token] >= 0 ? &names->mentions[names->at[token]] : NULL;
}

static void index_tokens(struct names *names, const struct document *document)
{
	if (document->token_count > names->at_room) {
		names->at_room = document->token_count * 2;
		names->at = xrealloc(names->at, names->at_room, sizeof(*names->at));
	}
	memset(names->at, 0xFF, names->at_room * sizeof(*names->at));
	for (uint32_t m = 0; m < names->mention_count; m++)
		for (uint32_t i = names->mentions[m].first; i < names->mentions[m].last; i++)
			names->at[i] = (int32_t)m;
}

void names_find(struct names *names, const struct document *document, struct arena *arena)
{
	names->lexicon = document->lexicon;
	names->arena = arena;
	names->mention_count = 0;
	find_runs(names, document);
	collect(names, document);
	type_entities(names, document);
	merge_full(names);
	link_single(names);
	find_roles(names, document);
	learn_gender(names, document);
	index_tokens(names, document);
}
