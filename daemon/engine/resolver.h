/* SPDX-License-Identifier: MIT */
/*
 * What the parts of the resolver share: source.c finds the head of a source and its names, reference.c answers what
 * pronouns and common nouns refer to.
 */
#ifndef QUOTED_RESOLVER_H
#define QUOTED_RESOLVER_H

#include "history.h"
#include "names.h"

#define JOINT_MAX 6
#define CONFIDENCE_MIN 0.5 /* below it the speaker stays unnamed */

#define PENDING_MAX 8 /* roles of the lead that wait for a name */

/* A role that was a source before the name of who has it was given. */
struct pending {
	struct statement *statement;
	struct range phrase;
	bool again; /* the text goes on to call them so: they are not the next who is named */
};

#define HEADS_MAX 4

/* A source that nobody names: "an official". */
struct unnamed {
	const struct statement *statement;
	const struct word *head;
	uint32_t token;
};

#define RECENT_MAX 8

/* A source that was resolved. */
struct recent {
	const struct statement *statement;
	uint32_t token;
};

struct resolver {
	bool notes_candidates;
	struct names names;
	struct history history;
	int32_t last;                         /* entity of the last named person, or -1 */
	const struct statement *organisation; /* the last whose speaker is an organisation */
	uint32_t last_organisation_sentence;
	const struct statement *plural; /* last statement whose speakers are several */
	uint32_t plural_sentence;
	const struct statement *unnamed; /* the last source, if it was one human whom nobody names */
	uint32_t unnamed_token;          /* its end */
	struct unnamed heads[HEADS_MAX]; /* the last sources that nobody names, by what they are called */
	uint32_t head_count;
	struct recent recent[RECENT_MAX]; /* the last sources */
	uint32_t recent_count;
	uint32_t section; /* of history when they were noted: another section knows none of them */
	struct pending pending[PENDING_MAX];
	uint32_t pending_count;
	const struct document *document;
	struct arena *arena;
	const char *byline;
};

/* Add a speaker by name, or NULL if there are too many. */
struct speaker *resolver_add_speaker(struct resolver *resolver, struct statement *statement, const char *name,
				     enum speaker_type type, double confidence);
/* Add a speaker to the statement; the first one's confidence is the statement's, a less sure one lowers it. */
void resolver_add_entity(struct resolver *resolver, struct statement *statement, int32_t entity, double confidence);
void resolver_add_words(struct resolver *resolver, struct statement *statement, struct range words,
			enum speaker_type type, double confidence);
/* What kind of speaker the noun at head is, if nobody names it. */
enum speaker_type resolver_unnamed_type(const struct document *document, uint32_t head);
/* Note whom else the source may mean, for explanations: several entities of about the same weight. */
void resolver_note(struct resolver *resolver, struct statement *statement, const struct referents *referents);

/* subject.c: the subject of the clause that a cue without a source is in; whether there is one. */
bool subject_find(const struct resolver *resolver, const struct attribution *attribution, struct range *ret);

/* source.c: whom the words of a source name, and so who speaks. */
void source_resolve(struct resolver *resolver, struct statement *statement, struct range source);
/* Each returns whether the source is settled, be it that nobody can be named. source: its words. */
bool reference_pronoun(struct resolver *resolver, struct statement *statement, struct range source);
/* Sentences that begin between the tokens, but for those that are quoted. */
uint32_t reference_sentences(const struct document *document, uint32_t from, uint32_t to);
/* plural.c: who "they" or "the two" at the token are. */
void plural_resolve(struct resolver *resolver, struct statement *statement, uint32_t token);
/* "another": one more of those who spoke, by the word for them in the singular: "officials", "an official". */
void plural_one_more(struct resolver *resolver, struct statement *statement, uint32_t token);
/* One of the people that the phrase names, its head last: "passenger" of "passengers"; false if it names none. */
bool plural_one_of(struct resolver *resolver, struct statement *statement, struct range people);
/* relative.c: the same of "who" and "which". */
bool relative_resolve(struct resolver *resolver, struct statement *statement, struct range source);
/* Take up what stands before the token: names, pronouns and roles. */
void reference_advance(struct resolver *resolver, uint32_t token);
/* description.c: "the" and its like at token i, not "a". */
bool description_definite(const struct document *document, uint32_t i);
/* The person that "the president" in the narrative means, taken up at its noun; returns where to go on. */
uint32_t description_take(struct resolver *resolver, uint32_t first, uint32_t limit);
/* The person who has the role that the phrase names; owned: by another ("his lawyer"). Whether there is one. */
bool description_role(struct resolver *resolver, struct statement *statement, struct range phrase, bool owned);
/* "the CS" behind "Cabinet Secretary Ann Lee": the person whose title the mention's letters stand for, if there is one.
 */
bool description_acronym(struct resolver *resolver, struct statement *statement, const struct mention *mention);
/* Sentences since a person who has the role of that name was last spoken of; UINT32_MAX: never. */
uint32_t description_distance(const struct resolver *resolver, const struct word *head, uint32_t token);
/* "the Italian", "the 24-year-old": who stands out, if the phrase is of that kind; else false. */
bool description_epithet(struct resolver *resolver, struct statement *statement, struct range phrase);
/* A common noun phrase, its head last. */
bool reference_noun(struct resolver *resolver, struct statement *statement, struct range phrase);

/* signature.c: the name that signs a quotation, if one does; sets the statement's source as well. */
bool signature_resolve(struct resolver *resolver, const struct attribution *attribution, struct statement *statement);
/* organisation.c: whom "it" at the token means. */
void organisation_it(struct resolver *resolver, struct statement *statement, uint32_t token);
/* "the agency": the organisation last spoken of whose name has the noun; of a noun for any, also that which stands out.
 */
bool organisation_noun(struct resolver *resolver, struct statement *statement, struct range phrase);
/* "the poll": what stands behind the name that a noun like it last went with. */
bool organisation_document(struct resolver *resolver, struct statement *statement, struct range phrase);
/* issuer.c: whose document the phrase means, from where it was brought in; returns whether it can be told. */
bool issuer_resolve(struct resolver *resolver, struct statement *statement, struct range phrase);
/* carry.c: whom statement i goes on from, all before it being known; and whose "I" its source is. */
void carry_resolve(struct resolver *resolver, struct statement *statements, uint32_t i);
/* cataphora.c: note a role of the lead that nobody named before has, and, once all is read, find who has it. */
void cataphora_note(struct resolver *resolver, struct statement *statement, struct range phrase);
/* Who speaks in that statement is called by its role once more. */
void cataphora_again(struct resolver *resolver, const struct statement *statement);
void cataphora_resolve(struct resolver *resolver);

#endif
