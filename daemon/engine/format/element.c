/* SPDX-License-Identifier: MIT */
/* The names of a page's elements and attributes, and what each is to a reader; the page itself is page.c's. */
#include <stdlib.h>
#include <strings.h>

#include "page.h"

static const struct {
	const char *name;
	uint8_t tag, flags;
} tags[] = {
	{"a", TAG_A, 0},
	{"address", TAG_ADDRESS, TAG_BLOCK},
	{"article", TAG_ARTICLE, TAG_BLOCK},
	{"aside", TAG_ASIDE, TAG_BLOCK | TAG_DROP},
	{"audio", TAG_AUDIO, TAG_DROP},
	{"block", TAG_BLOCK_NITF, TAG_BLOCK},
	{"blockquote", TAG_BLOCKQUOTE, TAG_BLOCK},
	{"body", TAG_BODY, TAG_BLOCK},
	{"button", TAG_BUTTON, TAG_DROP},
	{"canvas", TAG_CANVAS, TAG_DROP},
	{"caption", TAG_CAPTION, TAG_BLOCK | TAG_DROP},
	{"center", TAG_CENTER, TAG_BLOCK},
	{"datalist", TAG_DATALIST, TAG_DROP},
	{"dd", TAG_DD, TAG_BLOCK},
	{"details", TAG_DETAILS, TAG_BLOCK},
	{"dialog", TAG_DIALOG, TAG_BLOCK | TAG_DROP},
	{"div", TAG_DIV, TAG_BLOCK},
	{"dl", TAG_DL, TAG_BLOCK},
	{"dt", TAG_DT, TAG_BLOCK},
	{"embed", TAG_EMBED, TAG_DROP},
	{"fieldset", TAG_FIELDSET, TAG_BLOCK},
	{"figcaption", TAG_FIGCAPTION, TAG_BLOCK | TAG_DROP},
	{"figure", TAG_FIGURE, TAG_BLOCK},
	{"footer", TAG_FOOTER, TAG_BLOCK | TAG_DROP},
	{"form", TAG_FORM, TAG_BLOCK},
	{"frameset", TAG_FRAMESET, TAG_DROP},
	{"h1", TAG_H1, TAG_BLOCK | TAG_HEADING},
	{"h2", TAG_H2, TAG_BLOCK | TAG_HEADING},
	{"h3", TAG_H3, TAG_BLOCK | TAG_HEADING},
	{"h4", TAG_H4, TAG_BLOCK | TAG_HEADING},
	{"h5", TAG_H5, TAG_BLOCK | TAG_HEADING},
	{"h6", TAG_H6, TAG_BLOCK | TAG_HEADING},
	{"head", TAG_HEAD, TAG_DROP},
	{"header", TAG_HEADER, TAG_BLOCK},
	{"hgroup", TAG_HGROUP, TAG_BLOCK},
	{"hl1", TAG_HL1, TAG_BLOCK | TAG_HEADING},
	{"hl2", TAG_HL2, TAG_BLOCK | TAG_HEADING},
	{"hr", TAG_HR, TAG_BLOCK | TAG_VOID},
	{"html", TAG_HTML, 0},
	{"iframe", TAG_IFRAME, TAG_DROP},
	{"img", TAG_IMG, TAG_VOID},
	{"input", TAG_INPUT, TAG_DROP | TAG_VOID},
	{"label", TAG_LABEL, 0},
	{"legend", TAG_LEGEND, TAG_BLOCK},
	{"li", TAG_LI, TAG_BLOCK},
	{"link", TAG_LINK, TAG_DROP | TAG_VOID},
	{"main", TAG_MAIN, TAG_BLOCK},
	{"map", TAG_MAP, TAG_DROP},
	{"media", TAG_MEDIA, TAG_BLOCK | TAG_DROP},
	{"menu", TAG_MENU, TAG_BLOCK | TAG_DROP},
	{"meta", TAG_META, TAG_DROP | TAG_VOID},
	{"nav", TAG_NAV, TAG_BLOCK | TAG_DROP},
	{"noscript", TAG_NOSCRIPT, TAG_DROP},
	{"object", TAG_OBJECT, TAG_DROP},
	{"ol", TAG_OL, TAG_BLOCK},
	{"option", TAG_OPTION, TAG_DROP},
	{"p", TAG_P, TAG_BLOCK},
	{"picture", TAG_PICTURE, 0},
	{"pre", TAG_PRE, TAG_BLOCK},
	{"q", TAG_Q, 0},
	{"script", TAG_SCRIPT, TAG_DROP | TAG_RAW},
	{"section", TAG_SECTION, TAG_BLOCK},
	{"select", TAG_SELECT, TAG_DROP},
	{"style", TAG_STYLE, TAG_DROP | TAG_RAW},
	{"summary", TAG_SUMMARY, TAG_BLOCK},
	{"svg", TAG_SVG, TAG_DROP},
	{"table", TAG_TABLE, TAG_BLOCK},
	{"tbody", TAG_TBODY, TAG_BLOCK},
	{"td", TAG_TD, TAG_CELL},
	{"template", TAG_TEMPLATE, TAG_DROP},
	{"textarea", TAG_TEXTAREA, TAG_DROP},
	{"tfoot", TAG_TFOOT, TAG_BLOCK},
	{"th", TAG_TH, TAG_CELL},
	{"thead", TAG_THEAD, TAG_BLOCK},
	{"time", TAG_TIME, 0},
	{"title", TAG_TITLE, TAG_DROP},
	{"tr", TAG_TR, TAG_BLOCK},
	{"ul", TAG_UL, TAG_BLOCK},
	{"video", TAG_VIDEO, TAG_DROP},
};

#define TAGS (sizeof(tags) / sizeof(*tags))

/* Elements that are part of the text round them: without an attribute that is kept they are no nodes. */
static const char *const inline_names[] = {
	"abbr", "acronym", "b", "bdi",  "bdo",   "big",  "cite",   "code",   "dfn", "em",  "font", "i", "ins", "kbd",
	"mark", "nobr",    "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "tt",   "u", "var", "wbr",
};

static const char *const attribute_names[ATTRIBUTE_COUNT] = {
	"class",    "id",   "role", "itemprop", "property",    "name",  "content",     "href",           "rel",
	"datetime", "lang", "type", "hidden",   "aria-hidden", "style", "data-testid", "data-component", "alt",
};

unsigned tag_flags(enum tag tag)
{
	/* the table is in the order of the enumeration, which begins with the two that have no name */
	return tag < TAG_A ? 0 : tags[tag - TAG_A].flags;
}

enum tag tag_find(const char *name)
{
	size_t low = 0, high = TAGS;

	while (low < high) {
		size_t middle = (low + high) / 2;
		int order = strcasecmp(name, tags[middle].name);

		if (!order)
			return (enum tag)tags[middle].tag;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return TAG_OTHER;
}

static int compare_names(const void *name, const void *entry)
{
	return strcasecmp(name, *(const char *const *)entry);
}

bool tag_is_inline(const char *name)
{
	return bsearch(name, inline_names, sizeof(inline_names) / sizeof(*inline_names), sizeof(*inline_names),
		       compare_names) != NULL;
}

int attribute_find(const char *name)
{
	for (int i = 0; i < ATTRIBUTE_COUNT; i++)
		if (!strcasecmp(name, attribute_names[i]))
			return i;
	return strcasecmp(name, "xml:lang") ? -1 : ATTRIBUTE_LANG;
}
