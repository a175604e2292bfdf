/* SPDX-License-Identifier: MIT */
/*
 * The labeller: a linear-chain conditional random field (Lafferty, McCallum, Pereira 2001) over an article's tokens
 * that says of each whether it is source, cue or content of an attribution. Its weights are the pack's
 * (labels.weights, made by rules/train); the rules' own attributions are among its features. What becomes of the labels
 * is attribute.c's matter.
 */
#ifndef QUOTED_LABEL_H
#define QUOTED_LABEL_H

#include "document.h"
#include "quoted/error.h"

/*
 * Labels: LABEL_OUT is outside every attribution, LABEL_BETWEEN + part between the parts of one, behind such a part,
 * LABEL_PART + 4 * part + place in a part.
 */
enum label_part { PART_SOURCE, PART_CUE, PART_CONTENT, PART_COUNT };
enum label_place { PLACE_BEGIN, PLACE_INSIDE, PLACE_LAST, PLACE_ONLY, PLACE_COUNT };
#define LABEL_OUT 0
#define LABEL_BETWEEN 1
#define LABEL_PART 4
#define LABEL_COUNT (LABEL_PART + PLACE_COUNT * PART_COUNT)

/* Whether label `to` may follow label `from`; either may be LABEL_OUT beyond the ends. */
bool label_follows(int from, int to);

/* Label the tokens of the range as one part. */
void label_lay(uint8_t *labels, struct range range, enum label_part part);

/* What the features of a token are made of. */
struct label_token {
	uint32_t word;                        /* hash of the folded word */
	uint32_t left, right;                 /* hashes of the nearest cue on each side within the sentence */
	uint32_t between_left, between_right; /* what lies between it and here, as bits */
	uint32_t quote;                       /* hash of the quotation-mark span it is in and of where */
	uint8_t tag, edge, place, hint, hint_kind, cue;
};

#define LABEL_NODE_FEATURES 13
#define LABEL_EDGE_FEATURES 8
#define LABEL_EDGE_BITS 10

#define LABEL_PADDING 2 /* empty tokens of a view before the first and behind the last */

struct label_view {
	struct label_token *tokens; /* of the document, between the padding */
	uint32_t count, room;
};

/* Fill the view from a document whose attributions the rules have found. */
void label_view_fill(struct label_view *view, const struct document *document);
void label_view_done(struct label_view *view);
/* Hashes of the features of token i; how many is the same for each token. Their low bits are the rows. */
size_t label_node_features(const struct label_view *view, uint32_t i, uint32_t *features);
/* Hashes of the features of the transition from token i - 1 to token i. */
size_t label_edge_features(const struct label_view *view, uint32_t i, uint32_t *features);

/* The transitions that may be, in rows of the edge weights. */
#define LABEL_PAIRS 88
struct label_pair {
	uint8_t from, to;
};
extern const struct label_pair label_pairs[LABEL_PAIRS];

/* Scores and weights are in parts of a natural logarithm. */
#define LABEL_SCALE 24

/* Of a function with loops over lanes: compiled for wider ones too, to be taken where the processor has them. */
#if defined(__x86_64__) && defined(__GLIBC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__)
#define LABEL_CLONED __attribute__((target_clones("avx2", "default")))
#else
#define LABEL_CLONED
#endif

/* Eight scores side by side; which, label_lattice.h says. */
typedef int16_t label_lanes __attribute__((vector_size(16)));
/* Sixteen weights side by side. */
typedef int8_t label_bytes __attribute__((vector_size(16)));

struct label_model {
	uint32_t node_bits, edge_bits, choice_bits;
	label_bytes *nodes; /* one a row, in the order of states */
	label_lanes *edges; /* LABEL_ROWS a row */
	int8_t *choices;    /* one a row; NULL if the file has none */
};

/* NULL with err naming the file if it is missing, cut short or not of this format. */
struct label_model *label_model_load(const char *path, struct error *err);
void label_model_free(struct label_model *model);

/* Labels that a stretch of tokens [first, last) may have, best first. */
#define LABEL_CANDIDATES 8
#define LABEL_UNIT_MAX 512 /* tokens; longer stretches have one candidate */
struct label_candidate {
	int32_t score; /* against the best one: 0 or less */
	uint8_t labels[LABEL_UNIT_MAX];
};
struct label_unit {
	uint32_t first, last;
	uint32_t count;
	struct label_candidate candidates[LABEL_CANDIDATES];
};

struct label_lattice;
struct label_search;
struct label_search *label_search_new(void);
void label_search_free(struct label_search *search);
/*
 * Fill the unit's candidates: the paths of the highest score between the labels that stand at its ends, each of them
 * one step beside another and then on as is best (the exact scores of what follows make it A*; Soong, Huang 1991).
 */
void label_search_run(struct label_search *search, const struct label_lattice *lattice, struct label_unit *unit);

/* Features of a candidate as a whole; returns how many. */
#define LABEL_CHOICE_FEATURES 4096
size_t label_choice_features(const struct label_view *view, const struct label_unit *unit, uint32_t candidate,
			     uint32_t *features);
/* The candidate whose parts are most probable, given the model's choice weights; how sure that is of each token. */
uint32_t label_choose(const struct label_model *model, const struct label_view *view, const struct label_unit *unit,
		      struct surety *surety);

/* Scratch memory of one thread. */
struct labeller;

struct labeller *labeller_new(const struct label_model *model);
void labeller_free(struct labeller *labeller);
/* The best labels of the document's tokens, valid until the next call. */
const uint8_t *labeller_run(struct labeller *labeller, const struct document *document);
/* How sure it is of them, valid as long. */
const struct surety *labeller_surety(const struct labeller *labeller);
/* The same labels; each unit of more than one candidate is shown to `see`, which returns the one to take. */
typedef uint32_t label_see(void *data, const struct label_view *view, const struct label_unit *unit);
const uint8_t *labeller_each(struct labeller *labeller, const struct document *document, label_see *see, void *data);

#endif
