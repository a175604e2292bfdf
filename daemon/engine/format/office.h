/* SPDX-License-Identifier: MIT */
/* Word processors' documents (DOCX, ODT): XML in a zip, whose members archive.c hands over as they come. */
#ifndef QUOTED_OFFICE_H
#define QUOTED_OFFICE_H

#include <stdbool.h>

#include "quoted/buffer.h"
#include "quoted/error.h"

struct reader;

/* Zero-initialise it. */
struct office {
	enum { OFFICE_NONE, OFFICE_DOCX, OFFICE_ODT } kind;
	bool is_opendocument, is_office, is_epub, is_encrypted; /* its first member says so */
	struct buffer text, properties;                         /* XML */
};

/* Take a member of a zip if it is one of a document's. Returns whether it is, and so no article of its own. */
bool office_take(struct office *office, const char *path, struct buffer *bytes);
/* Give the reading's empty fields what a document's properties (XML) tell: author, date, language. */
void office_properties(struct reader *reader, const struct buffer *properties);
/* Hand the document over as an article. */
int office_read(struct reader *reader, const char *name, const struct office *office, struct error *err);
void office_done(struct office *office);

#endif
