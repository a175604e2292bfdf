/* SPDX-License-Identifier: MIT */
/* Decode an article's bytes to UTF-8; tokens are token.c's matter. */
#include "text.h"

#include <errno.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define UTF16_WITHIN 1024 /* bytes that are looked at for zeros */
#define UTF16_MIN 16
#define FOREIGN_MIN 16   /* bytes of a text that are not ASCII */
#define FOREIGN_SHARE 40 /* per cent of its letters */

/* First byte that is not valid UTF-8, or length. */
static size_t utf8_valid(const unsigned char *text, size_t length)
{
	size_t i = text_ascii((const char *)text, length);

	while (i < length) {
		size_t step = text[i] < 0x80 ? 1 : text_sequence((const char *)text + i, length - i);

		if (!step)
			return i;
		i += step;
		if (step > 1)
			i += text_ascii((const char *)text + i, length - i);
	}
	return length;
}

/* Add the bytes, which are of that charset, as UTF-8. false if the charset is not known. */
static bool convert(const char *charset, const char *bytes, size_t length, struct buffer *out)
{
	iconv_t cd = iconv_open("UTF-8", charset);
	char *from = (char *)(uintptr_t)bytes;

	if (cd == (iconv_t)-1)
		return false;
	while (length) {
		char *to = buffer_reserve(out, length + 16), *at = to;
		size_t room = length + 16, done;

		done = iconv(cd, &from, &length, &at, &room);
		out->length += (size_t)(at - to);
		if (done != (size_t)-1)
			break;
		if (errno == E2BIG)
			continue;
		buffer_text(out, "\xEF\xBF\xBD"); /* a byte the charset does not define */
		from++;
		length--;
	}
	iconv_close(cd);
	buffer_add(out, "", 0);
	return true;
}

static int refuse_binary(const unsigned char *bytes, size_t length, struct error *err)
{
	const unsigned char *nul = memchr(bytes, '\0', length);
	size_t controls = 0;

	if (nul)
		return error_set(err, "binary data: a NUL at byte %zu; only text can be read", (size_t)(nul - bytes));
	for (size_t i = 0; i < length; i++)
		controls +=
			bytes[i] < 0x20 && bytes[i] != '\n' && bytes[i] != '\r' && bytes[i] != '\t' && bytes[i] != '\f';
	if (controls * 20 > length)
		return error_set(err, "binary data: %zu control characters; only text can be read", controls);
	return 0;
}

/* Of the letters of a text in windows-1252 few are none of ASCII; where many are it is of a charset that nobody
 * declares. */
static int refuse_foreign(const unsigned char *bytes, size_t length, struct error *err)
{
	size_t letters = 0, foreign = 0;

	for (size_t i = 0; i < length; i++) {
		letters += (bytes[i] | 32) >= 'a' && (bytes[i] | 32) <= 'z';
		foreign += bytes[i] >= 0x80;
	}
	if (foreign < FOREIGN_MIN || foreign * 100 < (letters + foreign) * FOREIGN_SHARE)
		return 0;
	return error_set(err,
			 "text of an unknown charset: %zu of %zu letters are not ASCII, and it is no UTF-8; it can be "
			 "read as UTF-8",
			 foreign, letters + foreign);
}

/* Whether the text, not wholly valid, is UTF-8 with a few bad bytes rather than of another charset. */
static bool mostly_utf8(const unsigned char *text, size_t length)
{
	size_t good = 0, bad = 0;

	for (size_t i = 0; i < length;) {
		size_t step = text[i] < 0x80 ? 1 : text_sequence((const char *)text + i, length - i);

		good += step > 1;
		bad += !step;
		i += step ? step : 1;
	}
	return good > bad;
}

/* UTF-8 as it is, every other byte taken as windows-1252. */
static void mend_utf8(const char *bytes, size_t length, struct buffer *out)
{
	for (size_t i = 0; i < length;) {
		size_t valid = utf8_valid((const unsigned char *)bytes + i, length - i);

		buffer_add(out, bytes + i, valid);
		i += valid;
		if (i < length)
			convert("WINDOWS-1252", bytes + i++, 1, out);
	}
}

/*
 * Charsets that are declared and converted. Others are not: a sandboxed process cannot load what it has not loaded
 * before. What calls itself Latin-1 or ASCII is windows-1252, or UTF-8, in truth.
 */
static const struct {
	const char *declared, *charset;
} charsets[] = {
	{"windows-1250", "WINDOWS-1250"},
	{"cp1250", "WINDOWS-1250"},
	{"windows-1251", "WINDOWS-1251"},
	{"cp1251", "WINDOWS-1251"},
	{"windows-1253", "WINDOWS-1253"},
	{"windows-1254", "WINDOWS-1254"},
	{"windows-1256", "WINDOWS-1256"},
	{"iso-8859-2", "ISO-8859-2"},
	{"iso-8859-5", "ISO-8859-5"},
	{"iso-8859-7", "ISO-8859-7"},
	{"iso-8859-9", "WINDOWS-1254"},
	{"iso-8859-15", "ISO-8859-15"},
	{"koi8-r", "KOI8-R"},
	{"macintosh", "MACINTOSH"},
	{"shift_jis", "SHIFT_JIS"},
	{"shift-jis", "SHIFT_JIS"},
	{"sjis", "SHIFT_JIS"},
	{"x-sjis", "SHIFT_JIS"},
	{"euc-jp", "EUC-JP"},
	{"iso-2022-jp", "ISO-2022-JP"},
	{"gb2312", "GB18030"},
	{"gbk", "GB18030"},
	{"gb18030", "GB18030"},
	{"big5", "BIG5"},
	{"euc-kr", "EUC-KR"},
	{"ks_c_5601-1987", "EUC-KR"},
	{"utf-16le", "UTF-16LE"},
	{"utf-16be", "UTF-16BE"},
};

static const char *find_charset(const char *declared)
{
	for (size_t i = 0; declared && i < sizeof(charsets) / sizeof(*charsets); i++)
		if (!strcasecmp(charsets[i].declared, declared))
			return charsets[i].charset;
	return NULL;
}

const char *text_utf16(const void *bytes, size_t length)
{
	const unsigned char *at = bytes;
	size_t head = length < UTF16_WITHIN ? length & ~(size_t)1 : UTF16_WITHIN, zeros[2] = {0};

	if (length >= 2 && ((at[0] == 0xFF && at[1] == 0xFE) || (at[0] == 0xFE && at[1] == 0xFF)))
		return "UTF-16";
	if (length % 2 || head < UTF16_MIN)
		return NULL;
	for (size_t i = 0; i < head; i++)
		zeros[i % 2] += !at[i];
	if (zeros[0] + zeros[1] < head / 2 - head / 16 || (zeros[0] && zeros[1]))
		return NULL;
	return zeros[1] ? "UTF-16LE" : "UTF-16BE";
}

/* Whether the charset's bytes are all ASCII, and so valid UTF-8. */
static bool is_seven_bit(const char *charset)
{
	return charset && !strcmp(charset, "ISO-2022-JP");
}

int text_decode(const void *bytes, size_t length, const char *charset, struct decoded *ret, struct error *err)
{
	const unsigned char *at = bytes;
	struct buffer own = {0};
	const char *utf16 = text_utf16(bytes, length);

	charset = utf16 ? utf16 : find_charset(charset);
	*ret = (struct decoded){.text = bytes, .length = length};
	if (!utf16 && refuse_binary(at, length, err) < 0)
		return -1;
	if (!utf16 && !is_seven_bit(charset) && utf8_valid(at, length) == length)
		return 0;
	if (!charset && !mostly_utf8(at, length) && refuse_foreign(at, length, err) < 0)
		return -1;
	if (!charset || !convert(charset, bytes, length, &own)) {
		if (mostly_utf8(at, length))
			mend_utf8(bytes, length, &own);
		else
			convert("WINDOWS-1252", bytes, length, &own);
	}
	*ret = (struct decoded){.text = own.data, .length = own.length, .own = own};
	return 0;
}

void decoded_done(struct decoded *decoded)
{
	buffer_done(&decoded->own);
}
