/* SPDX-License-Identifier: MIT */
/*
 * From an article's bytes to UTF-8 text, tokens, paragraphs, quotation-mark spans and sentences.
 */
#ifndef QUOTED_TEXT_H
#define QUOTED_TEXT_H

#include "document.h"

/* UTF-8 text of some bytes: the bytes themselves, or what they were converted to. */
struct decoded {
	const char *text; /* NUL-terminated only if the bytes are, or it was converted */
	size_t length;
	struct buffer own;
};

/*
 * UTF-8 of the bytes. Valid UTF-8 stays as it is, byte for byte (a byte order mark and CR LF included), so that offsets
 * hold for the file, whatever charset is declared; UTF-16, then the declared charset (may be
 * NULL), then UTF-8 with bad bytes in it, then windows-1252 are converted by iconv. 0 with ret filled, which may point
 * into the bytes (free it with decoded_done); -1 with err set, and nothing to free, for binary data.
 */
int text_decode(const void *bytes, size_t length, const char *charset, struct decoded *ret, struct error *err);
/* The name of UTF-16 if the bytes are that: by their mark, or because every other byte of their beginning is zero; or
 * NULL. */
const char *text_utf16(const void *bytes, size_t length);
void decoded_done(struct decoded *decoded);

/* Tokens and paragraphs (one a line) of text from byte start on; resets the document's arrays. */
void tokenize(struct document *document, const char *text, size_t start, size_t length);

/* Pair the quotation marks paragraph by paragraph: fills quotes and the tokens' quote and TOKEN_QUOTED. */
void quotes_find(struct document *document);

/* Split paragraphs into sentences; a quotation-mark span is never split. Sets title_case and its flags. */
void sentences_find(struct document *document);

/* Mark paragraphs that are page furniture, headline or byline, by the pack's furniture lines. */
struct furniture;
struct furniture *furniture_load(const char *path, struct error *err);
void furniture_free(struct furniture *furniture);
/* Whether a line is furniture: bullets, ends and case do not matter. */
bool furniture_is(const struct furniture *furniture, const char *line, size_t length);
/* Whether a paragraph of a web page without quotation marks has words in it that only furniture has. */
bool furniture_within(const struct furniture *furniture, const char *paragraph, size_t length);
/* The paragraph that is the title of a text: the first that is neither furniture nor a list's item, if it reads so; or
 * NULL. After paragraphs_classify. */
const struct paragraph *title_paragraph(const struct document *document);
void paragraphs_classify(struct document *document, const struct furniture *furniture);

/* Room for one more element of a document's array. */
void document_grow(void **array, uint32_t *room, uint32_t count, size_t size);
/* One more attribution, empty, that takes over no other's source. The document's, until the next is added. */
struct attribution *document_add_attribution(struct document *document);
void document_done(struct document *document);

#endif
