/* SPDX-License-Identifier: MIT */
/* The stance of a cue with its content; see stance.h. */
#include "stance.h"

#include <string.h>

#include "tag.h"

#define OBJECT_TOKENS_MAX 12 /* between a verb and the infinitive that it asks for */
#define ASKING (TAG('h') | TAG('w') | TAG('W') | TAG('t') | TAG('s'))
#define FINITE (TAG('d') | TAG('z') | TAG('B') | TAG('H') | TAG('O') | TAG('M'))

static bool ends_in_question(const struct document *document, const struct attribution *attribution)
{
	uint32_t last = attribution->content_count ? attribution->content[attribution->content_count - 1].last : 0;

	while (last && document->tokens[last - 1].kind == TOKEN_MARK)
		last--;
	return last && document->text[document->tokens[last - 1].start] == '?';
}

/* The content behind the cue, outside marks; else nothing. */
static struct range plain_content(const struct document *document, const struct attribution *attribution)
{
	struct range content = attribution->content_count ? attribution->content[0] : (struct range){0, 0};

	if (content.first >= content.last || content.first < attribution->cue.last ||
	    document->tokens[content.first].quote >= 0)
		return (struct range){0, 0};
	return content;
}

/* The verb of the infinitive that the content is, or that stands in it behind an object: "Lee to [go]"; or 0. */
static uint32_t infinitive(const struct document *document, struct range content)
{
	for (uint32_t i = content.first; i + 1 < content.last && i < content.first + OBJECT_TOKENS_MAX; i++) {
		char tag = document->tokens[i].tag;

		if (tag == 'o' &&
		    token_is(&document->tokens[i + 1], WORD(VERB_BASE) | WORD(BE) | WORD(HAVE) | WORD(DO)))
			return i + 1;
		if (tag_is_of(tag, FINITE | (i == content.first ? ASKING : 0)) || (tag && strchr(",:;-!", tag)))
			return 0;
	}
	return 0;
}

/* Whether the verb is one of telling, or what is done to who is told of: "to [be] interviewed". */
static bool tells(const struct document *document, uint32_t verb)
{
	const struct word *word = document->tokens[verb].word;

	return token_is(&document->tokens[verb], WORD(BE)) ||
	       (word->cue && (word->cue->flags & (CUE_SPEECH | CUE_INVERTS | CUE_TELL)));
}

/* "would not say whether", "did not comment on": not that it is so, nor that it is not, but nothing. */
static bool keeps_silent(const struct document *document, const struct attribution *attribution, struct range content)
{
	bool would = false;

	if (!(attribution->entry->flags & CUE_SPEECH))
		return false;
	for (uint32_t i = attribution->cue.first; i < attribution->cue.last; i++)
		would |= token_is(&document->tokens[i], WORD(MODAL));
	if (!(attribution->entry->flags & CUE_INVERTS))
		return would || attribution->entry->strength <= 2;
	return would && content.first < content.last &&
	       tag_is_of(document->tokens[content.first].tag, ASKING & ~TAG('t'));
}

enum stance stance_read(const struct document *document, const struct attribution *attribution, bool *negated)
{
	struct range content = plain_content(document, attribution);
	uint32_t verb;

	if (!attribution->entry)
		return ends_in_question(document, attribution) ? STANCE_QUESTION : STANCE_ASSERT;
	if (*negated && keeps_silent(document, attribution, content)) {
		*negated = false;
		return STANCE_DECLINE;
	}
	verb = content.first < content.last ? infinitive(document, content) : 0;
	if (attribution->entry->stance == STANCE_QUESTION && verb)
		return STANCE_DEMAND;
	if (attribution->entry->stance == STANCE_DECLINE && verb == content.first + 1 && !tells(document, verb))
		return STANCE_REJECT;
	return attribution->entry->stance;
}
