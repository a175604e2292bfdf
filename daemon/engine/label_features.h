/* SPDX-License-Identifier: MIT */
/*
 * The features of transitions, in groups of those that are made of the same things: label_rows.c sums the rows of a
 * group once. A feature's number keeps it apart from the others; those of tokens are numbered by themselves.
 */
#ifndef QUOTED_LABEL_FEATURES_H
#define QUOTED_LABEL_FEATURES_H

#include "label.h"

#define LABEL_PAIR_FEATURES 3
#define LABEL_PLACE_FEATURES 2

static inline uint32_t label_feature(uint32_t number, uint32_t x, uint32_t y)
{
	uint32_t h = x * 0x9E3779B1u ^ (y + number * 0x51ED270Bu) * 0x85EBCA77u;

	return (h ^ h >> 15) * 0xC2B2AE3Du;
}

/* What each feature of a token is made of; the lanes behind them are of none. */
#define LABEL_NODE_LANES 16
struct label_node {
	uint32_t x[LABEL_NODE_LANES], y[LABEL_NODE_LANES];
};

static inline struct label_node label_node_of(const struct label_token *t)
{
	uint32_t hints = (uint32_t)t[-1].hint << 16 | (uint32_t)t->hint << 8 | t[1].hint;

	return (struct label_node){
		.x = {0, t[-2].word, t[-1].word, t->word, t[1].word, t[2].word, t[-1].word, t->word,
		      (uint32_t)t[-1].tag << 16 | (uint32_t)t->tag << 8 | t[1].tag, t->left, t->right, hints, hints},
		.y = {0, 0, 0, 0, 0, 0, t->word, t[1].word, 0, t->between_left, t->between_right, t->tag, t->hint_kind},
	};
}

static inline void label_node_hash(const struct label_node *node, uint32_t *features)
{
	for (uint32_t k = 0; k < LABEL_NODE_LANES; k++)
		features[k] = label_feature(k, node->x[k], node->y[k]);
}

/* Of the transition to the token: what both tokens are; and what every transition has. */
static inline void label_pair_features(const struct label_token *t, uint32_t *features)
{
	features[0] = label_feature(0, 0, 0);
	features[1] = label_feature(2, t[-1].edge, 0);
	features[2] = label_feature(3, (uint32_t)t[-1].edge << 8 | t->edge, 0);
}

/* Their places, and what the rules found there. */
static inline void label_place_features(const struct label_token *t, uint32_t *features)
{
	features[0] = label_feature(5, t->place, t[-1].place);
	features[1] = label_feature(6, (uint32_t)t[-1].hint << 8 | t->hint, 0);
}

/* The function word that it leads to, or what else it leads to. */
static inline uint32_t label_function_feature(const struct label_token *t)
{
	static const bool functions[256] = {
		['I'] = true, ['y'] = true, ['j'] = true, ['t'] = true, ['s'] = true, ['k'] = true,
		['b'] = true, ['o'] = true, ['W'] = true, ['w'] = true, ['h'] = true};

	return label_feature(1, functions[t->edge] ? t->word : t->edge, 0);
}

/* The token that it leads to, and the next. */
static inline uint32_t label_next_feature(const struct label_token *t)
{
	return label_feature(4, (uint32_t)t->edge << 8 | t[1].edge, 0);
}

#endif
