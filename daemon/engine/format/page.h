/* SPDX-License-Identifier: MIT */
/*
 * A web page as a flat tree: its nodes in document order, each with the end of its subtree, so that every
 * pass over it is a loop. libxml2's HTML parser makes it through its SAX events; what the elements mean for
 * an article is for body.c and meta.c.
 */
#ifndef QUOTED_PAGE_H
#define QUOTED_PAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "quoted/buffer.h"
#include "quoted/error.h"

/* What an element is to a reader of the page. */
enum tag_flag {
	TAG_BLOCK = 1, /* begins and ends a block of text */
	TAG_DROP = 2,  /* never part of an article's text */
	TAG_HEADING = 4,
	TAG_RAW = 8,   /* its text is no text: script, style */
	TAG_CELL = 16, /* table cells: a space apart */
	TAG_VOID = 32  /* has no content */
};

/* The elements that matter; all others are TAG_OTHER. */
enum tag {
	TAG_TEXT,
	TAG_OTHER,
	TAG_A,
	TAG_ADDRESS,
	TAG_ARTICLE,
	TAG_ASIDE,
	TAG_AUDIO,
	TAG_BLOCK_NITF,
	TAG_BLOCKQUOTE,
	TAG_BODY,
	TAG_BUTTON,
	TAG_CANVAS,
	TAG_CAPTION,
	TAG_CENTER,
	TAG_DATALIST,
	TAG_DD,
	TAG_DETAILS,
	TAG_DIALOG,
	TAG_DIV,
	TAG_DL,
	TAG_DT,
	TAG_EMBED,
	TAG_FIELDSET,
	TAG_FIGCAPTION,
	TAG_FIGURE,
	TAG_FOOTER,
	TAG_FORM,
	TAG_FRAMESET,
	TAG_H1,
	TAG_H2,
	TAG_H3,
	TAG_H4,
	TAG_H5,
	TAG_H6,
	TAG_HEAD,
	TAG_HEADER,
	TAG_HGROUP,
	TAG_HL1,
	TAG_HL2,
	TAG_HR,
	TAG_HTML,
	TAG_IFRAME,
	TAG_IMG,
	TAG_INPUT,
	TAG_LABEL,
	TAG_LEGEND,
	TAG_LI,
	TAG_LINK,
	TAG_MAIN,
	TAG_MAP,
	TAG_MEDIA,
	TAG_MENU,
	TAG_META,
	TAG_NAV,
	TAG_NOSCRIPT,
	TAG_OBJECT,
	TAG_OL,
	TAG_OPTION,
	TAG_P,
	TAG_PICTURE,
	TAG_PRE,
	TAG_Q,
	TAG_SCRIPT,
	TAG_SECTION,
	TAG_SELECT,
	TAG_STYLE,
	TAG_SUMMARY,
	TAG_SVG,
	TAG_TABLE,
	TAG_TBODY,
	TAG_TD,
	TAG_TEMPLATE,
	TAG_TEXTAREA,
	TAG_TFOOT,
	TAG_TH,
	TAG_THEAD,
	TAG_TIME,
	TAG_TITLE,
	TAG_TR,
	TAG_UL,
	TAG_VIDEO,
	TAG_COUNT
};

/* The attributes that are kept. */
enum attribute_name {
	ATTRIBUTE_CLASS,
	ATTRIBUTE_ID,
	ATTRIBUTE_ROLE,
	ATTRIBUTE_ITEMPROP,
	ATTRIBUTE_PROPERTY,
	ATTRIBUTE_NAME,
	ATTRIBUTE_CONTENT,
	ATTRIBUTE_HREF,
	ATTRIBUTE_REL,
	ATTRIBUTE_DATETIME,
	ATTRIBUTE_LANG,
	ATTRIBUTE_TYPE,
	ATTRIBUTE_HIDDEN,
	ATTRIBUTE_ARIA_HIDDEN,
	ATTRIBUTE_STYLE,
	ATTRIBUTE_TESTID,
	ATTRIBUTE_COMPONENT,
	ATTRIBUTE_ALT,
	ATTRIBUTE_COUNT
};

#define PAGE_DEPTH_MAX 2000u
#define PAGE_BREAK '\x1F' /* stands in text where a line is broken; white space to all who do not ask */

struct page_attribute {
	uint32_t value; /* where it begins in text, NUL-terminated */
	uint32_t name;
};

struct page_node {
	uint32_t parent;
	uint32_t end;          /* first node after its subtree */
	uint32_t text, length; /* of a text node, and of a script its content: in text */
	uint32_t attribute;    /* first of its attributes */
	uint16_t attribute_count;
	uint8_t tag;
	bool dropped; /* not for the reader; body.c's mark */
};

/* Zero-initialise it; reused from page to page. */
struct page {
	struct page_node *nodes;
	struct page_attribute *attributes;
	struct buffer text;
	uint32_t count, attribute_count;
	uint32_t room, attribute_room;
	uint32_t current; /* open element while parsing */
	uint32_t depth;
	bool is_node[PAGE_DEPTH_MAX]; /* of each open element: others are part of the text round them */
	const char *refused;          /* the limit that was met while parsing, or NULL */
};

/*
 * Parse length bytes of valid UTF-8. Returns 0, or -1 with err set when a limit of nodes, depth or attributes is
 * met. Markup errors are no errors.
 */
int page_parse(struct page *page, const char *html, size_t length, struct error *err);
void page_done(struct page *page);
/* Whether an element of the markup has more attributes than are read: libxml2's check for doubles takes quadratic time.
 */
bool page_has_many_attributes(const char *html, size_t length);

/* Value of an attribute, or NULL. */
const char *page_attribute(const struct page *page, const struct page_node *node, enum attribute_name name);
/* Append the text below node, white space collapsed, dropped nodes left out. */
void page_text(const struct page *page, uint32_t node, struct buffer *out);
/* Append length bytes of text: white space collapsed to one space, soft hyphens, zero-width and bidirectional controls
 * left out. */
void page_collapse(const char *text, size_t length, struct buffer *out);
/* Length of the character at text if it is not to be seen: soft hyphen, zero-width or bidirectional control; else 0. */
size_t text_hidden(const char *text, size_t left);
/* The character reference at text ("&amp;", "&#8217;"): its length and its UTF-8 in ret; 0 if there is none. */
size_t reference_decode(const char *text, char ret[8]);
unsigned tag_flags(enum tag tag);
/* The element of that name, in any case. */
enum tag tag_find(const char *name);
/* Whether elements of that name are part of the text round them, and mean nothing without an attribute. */
bool tag_is_inline(const char *name);
/* The attribute of that name, an enum attribute_name, or -1. */
int attribute_find(const char *name);

#endif
