/* SPDX-License-Identifier: MIT */
/*
 * Extractions as bytes, the way from an extract process to its parent. A number has seven bits a byte, the lowest
 * first; a text has its length plus one in front, 0 for NULL, and a NUL behind, so that it can be used where it lies.
 */
#include "quoted/record.h"

#include <string.h>

static void put_number(struct buffer *out, uint64_t number)
{
	for (; number >= 0x80; number >>= 7)
		buffer_char(out, (char)(number | 0x80));
	buffer_char(out, (char)number);
}

/* What is no UTF-8, as a file's name may be, becomes so: with U+FFFD for each byte that is wrong. */
static void put_bytes(struct buffer *out, const char *text, size_t length)
{
	struct buffer mended = {0};

	if (!text_is_utf8(text, length)) {
		buffer_utf8(&mended, text, length);
		text = mended.data;
		length = mended.length;
	}
	put_number(out, length + 1);
	buffer_add(out, text, length);
	buffer_char(out, '\0');
	buffer_done(&mended);
}

static void put_text(struct buffer *out, const char *text)
{
	if (text)
		put_bytes(out, text, strlen(text));
	else
		put_number(out, 0);
}

static void put_span(struct buffer *out, struct span span)
{
	put_number(out, span.start);
	put_number(out, span.end);
}

static void put_spans(struct buffer *out, const struct spans *spans)
{
	put_number(out, spans->count);
	for (size_t i = 0; i < spans->count; i++)
		put_span(out, spans->at[i]);
}

static void put_speaker(struct buffer *out, const struct speaker *speaker)
{
	put_text(out, speaker->name);
	put_number(out, speaker->type);
	put_text(out, speaker->role);
	put_text(out, speaker->reason);
	put_number(out, (unsigned char)speaker->gender);
	put_number(out, speaker->alias_count);
	for (size_t i = 0; i < speaker->alias_count; i++)
		put_text(out, speaker->aliases[i]);
}

static void put_claim(struct buffer *out, const struct claim *claim)
{
	put_number(out, claim->holder != NULL);
	if (claim->holder)
		put_speaker(out, claim->holder);
	put_number(out, claim->stance);
	put_number(out, claim->negated);
	put_number(out, claim->term_count);
	for (size_t i = 0; i < claim->term_count; i++)
		put_text(out, claim->terms[i]);
	put_number(out, claim->figure_count);
	for (size_t i = 0; i < claim->figure_count; i++) {
		put_text(out, claim->figures[i].value);
		put_text(out, claim->figures[i].of);
		put_text(out, claim->figures[i].upto);
		put_text(out, claim->figures[i].bound);
	}
}

static void put_statement(struct buffer *out, const struct statement *statement)
{
	put_text(out, statement->id);
	put_number(out, statement->kind);
	put_number(out, statement->stance);
	put_number(out, statement->negated);
	put_spans(out, &statement->content);
	put_spans(out, &statement->cue);
	put_spans(out, &statement->source);
	put_span(out, statement->addressee);
	put_span(out, statement->venue);
	put_text(out, statement->said_at);
	put_number(out, statement->paragraph);
	put_text(out, statement->rule);
	put_text(out, statement->chain);
	buffer_add(out, &statement->confidence, sizeof(statement->confidence));
	put_number(out, statement->speaker_count);
	for (size_t i = 0; i < statement->speaker_count; i++)
		put_speaker(out, &statement->speakers[i]);
	put_number(out, statement->claim_count);
	for (size_t i = 0; i < statement->claim_count; i++)
		put_claim(out, &statement->claims[i]);
}

/* An article too short for a sketch has none. */
static void put_sketch(struct buffer *out, const struct sketch *sketch)
{
	put_number(out, sketch->shingles);
	for (size_t i = 0; sketch->shingles && i < SKETCH_MINS; i++)
		put_number(out, sketch->mins[i]);
}

const char *extraction_form(void)
{
#define FORM(digest) #digest
	static const char form[] =
#include "record-form.inc"
		;
#undef FORM

	return form;
}

void extraction_pack(struct buffer *out, const struct extraction *extraction)
{
	const struct article *article = &extraction->article;

	put_text(out, article->name);
	put_bytes(out, article->text, article->length);
	put_text(out, article->title);
	put_text(out, article->byline);
	put_text(out, article->outlet);
	put_text(out, article->url);
	put_text(out, article->date);
	put_text(out, article->language);
	put_text(out, article->dateline);
	put_text(out, extraction->rules);
	put_number(out, extraction->partial);
	put_sketch(out, &extraction->sketch);
	put_number(out, extraction->count);
	for (size_t i = 0; i < extraction->count; i++)
		put_statement(out, &extraction->statements[i]);
}
