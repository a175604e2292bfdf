/* SPDX-License-Identifier: MIT */
/* Bytes to UTF-8: what is copied, what is converted, what is refused and why. */
#include "engine_helper.h"

static const char *decode(struct arena *arena, const char *bytes, size_t length, size_t *ret_length, struct error *err)
{
	err->text[0] = '\0';
	*ret_length = 0;
	struct decoded decoded;
	const char *text;

	if (text_decode(bytes, length, NULL, &decoded, err) < 0)
		return NULL;
	*ret_length = decoded.length;
	text = arena_copy(arena, decoded.text, decoded.length);
	decoded_done(&decoded);
	return text;
}

#define DECODES(bytes, wanted)                                                                                         \
	do {                                                                                                           \
		const char *text = decode(&arena, bytes, sizeof(bytes) - 1, &length, &err);                            \
		assert_non_null(text);                                                                                 \
		assert_int_equal(length, sizeof(wanted) - 1);                                                          \
		assert_memory_equal(text, wanted, length);                                                             \
		assert_int_equal(text[length], '\0');                                                                  \
	} while (0)

#define REFUSES(bytes, why)                                                                                            \
	do {                                                                                                           \
		assert_null(decode(&arena, bytes, sizeof(bytes) - 1, &length, &err));                                  \
		assert_non_null(strstr(err.text, why));                                                                \
	} while (0)

static void utf8_is_copied_byte_for_byte(void **state)
{
	struct arena arena = {0};
	struct error err;
	size_t length;

	(void)state;
	DECODES("plain", "plain");
	DECODES("", "");
	DECODES("caf\xC3\xA9 \xE2\x80\x9C\xF0\x9F\x9A\xA2\xE2\x80\x9D",
		"caf\xC3\xA9 \xE2\x80\x9C\xF0\x9F\x9A\xA2\xE2\x80\x9D");
	DECODES("\xEF\xBB\xBFline\r\nline", "\xEF\xBB\xBFline\r\nline");
	arena_done(&arena);
}

static void windows_1252_is_converted(void **state)
{
	struct arena arena = {0};
	struct error err;
	size_t length;

	(void)state;
	DECODES("\x93"
		"caf\xE9\x94",
		"\xE2\x80\x9C"
		"caf\xC3\xA9\xE2\x80\x9D");
	DECODES("it\x92s \x80 5", "it\xE2\x80\x99s \xE2\x82\xAC 5");
	DECODES("a\x81"
		"b\xE9",
		"a\xEF\xBF\xBD"
		"b\xC3\xA9");                                      /* 0x81 is no character of it */
	DECODES("\xC3", "\xC3\x83");                               /* a UTF-8 sequence that is cut off */
	DECODES("\xED\xA0\x80x", "\xC3\xAD\xC2\xA0\xE2\x82\xACx"); /* a surrogate is no UTF-8 */
	DECODES("\xC0\xAF", "\xC3\x80\xC2\xAF");                   /* nor is an overlong slash */
	arena_done(&arena);
}

static void utf16_needs_its_mark(void **state)
{
	struct arena arena = {0};
	struct error err;
	size_t length;

	(void)state;
	DECODES("\xFF\xFEh\0i\0", "hi");
	DECODES("\xFE\xFF\0h\0i", "hi");
	REFUSES("h\0i\0", "NUL at byte 1");
	arena_done(&arena);
}

static void binary_is_refused_with_its_place(void **state)
{
	struct arena arena = {0};
	struct error err;
	size_t length;

	(void)state;
	REFUSES("text\0more", "NUL at byte 4");
	REFUSES("\x01\x02\x03\x04 abc", "4 control characters");
	DECODES("one \x1B in a text that is long enough for it to be a slip",
		"one \x1B in a text that is long enough for it to be a slip");
	arena_done(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(utf8_is_copied_byte_for_byte),
		cmocka_unit_test(windows_1252_is_converted),
		cmocka_unit_test(utf16_needs_its_mark),
		cmocka_unit_test(binary_is_refused_with_its_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
