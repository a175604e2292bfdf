/* SPDX-License-Identifier: MIT */
/* Decode an article's bytes to UTF-8; tokens are token.c's matter. */
#include "text.h"

#include <errno.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>

/* First byte that is not valid UTF-8 (RFC 3629), or length. */
static size_t utf8_valid(const unsigned char *text, size_t length)
{
	size_t i = 0;

	while (i < length) {
		unsigned char c = text[i];
		size_t need;

		if (c < 0x80) {
			i++;
			continue;
		}
		need = c >= 0xC2 && c < 0xE0 ? 2 : (c & 0xF0) == 0xE0 ? 3 : c >= 0xF0 && c < 0xF5 ? 4 : 0;
		if (!need || need > length - i)
			return i;
		for (size_t k = 1; k < need; k++)
			if ((text[i + k] & 0xC0) != 0x80)
				return i;
		if ((c == 0xE0 && text[i + 1] < 0xA0) || (c == 0xED && text[i + 1] > 0x9F) ||
		    (c == 0xF0 && text[i + 1] < 0x90) || (c == 0xF4 && text[i + 1] > 0x8F))
			return i;
		i += need;
	}
	return length;
}

static char *convert(const char *charset, const char *bytes, size_t length, struct arena *arena, size_t *ret_length)
{
	iconv_t cd = iconv_open("UTF-8", charset);
	size_t room = length * 3, left = room;
	char *text, *to, *from = (char *)(uintptr_t)bytes;

	if (cd == (iconv_t)-1)
		return NULL;
	text = to = arena_alloc(arena, room + 1);
	while (length) {
		if (iconv(cd, &from, &length, &to, &left) != (size_t)-1)
			break;
		if (errno == E2BIG || left < 3)
			break;
		memcpy(to, "\xEF\xBF\xBD", 3); /* a byte the charset does not define */
		to += 3;
		left -= 3;
		from++;
		length--;
	}
	iconv_close(cd);
	*ret_length = (size_t)(to - text);
	return text;
}

static int refuse_binary(const unsigned char *bytes, size_t length, struct error *err)
{
	const unsigned char *nul = memchr(bytes, '\0', length);
	size_t controls = 0;

	if (nul)
		return error_set(err, "binary data: a NUL at byte %zu; only text can be read", (size_t)(nul - bytes));
	for (size_t i = 0; i < length; i++)
		controls += bytes[i] < 0x20 && bytes[i] != '\n' && bytes[i] != '\r' && bytes[i] != '\t' && bytes[i] != '\f';
	if (controls * 20 > length)
		return error_set(err, "binary data: %zu control characters; only text can be read", controls);
	return 0;
}

char *text_decode(const void *bytes, size_t length, struct arena *arena, size_t *ret_length, struct error *err)
{
	const unsigned char *at = bytes;

	if (length >= 2 && ((at[0] == 0xFF && at[1] == 0xFE) || (at[0] == 0xFE && at[1] == 0xFF)))
		return convert("UTF-16", bytes, length, arena, ret_length);
	if (refuse_binary(at, length, err) < 0)
		return NULL;
	if (utf8_valid(at, length) == length) {
		*ret_length = length;
		return arena_copy(arena, bytes, length);
	}
	return convert("WINDOWS-1252", bytes, length, arena, ret_length);
}
