/* SPDX-License-Identifier: MIT */
/* Growing byte strings, JSON strings and arenas. */
#include "quoted/buffer.h"

#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#define ARENA_BLOCK 16384
#define READ_MIN 65536
#define PRINT_MIN 64 /* bytes of a printed text for which there is room at once */

struct arena_block {
	struct arena_block *next;
	size_t size;
	max_align_t data[];
};

static void *must(void *memory)
{
	if (!memory) {
		fputs("<2>out of memory\n", stderr);
		_exit(71);
	}
	return memory;
}

void *xmalloc(size_t size)
{
	return must(malloc(size ? size : 1));
}

void *xcalloc(size_t count, size_t size)
{
	return must(calloc(count ? count : 1, size ? size : 1));
}

void *xrealloc(void *old, size_t count, size_t size)
{
	return must(reallocarray(old, count ? count : 1, size ? size : 1));
}

char *xstrdup(const char *text)
{
	return must(strdup(text));
}

void buffer_done(struct buffer *buffer)
{
	free(buffer->data);
	memset(buffer, 0, sizeof(*buffer));
}

void buffer_clear(struct buffer *buffer)
{
	buffer->length = 0;
	if (buffer->data)
		buffer->data[0] = '\0';
}

void buffer_grow(struct buffer *buffer, size_t more)
{
	size_t want = buffer->length + more + 1, room = buffer->capacity ? buffer->capacity : 256;

	while (room < want)
		room *= 2;
	buffer->data = xrealloc(buffer->data, room, 1);
	buffer->capacity = room;
}

void buffer_number(struct buffer *buffer, long long number)
{
	char digits[24];
	char *at = digits + sizeof(digits);
	unsigned long long rest = number < 0 ? 0ULL - (unsigned long long)number : (unsigned long long)number;

	do {
		*--at = (char)('0' + rest % 10);
		rest /= 10;
	} while (rest);
	if (number < 0)
		*--at = '-';
	buffer_add(buffer, at, (size_t)(digits + sizeof(digits) - at));
}

void buffer_printf(struct buffer *buffer, const char *format, ...)
{
	va_list args, again;
	char *to = buffer_reserve(buffer, PRINT_MIN);
	size_t room = buffer->capacity - buffer->length;
	int length;

	va_start(args, format);
	va_copy(again, args);
	length = vsnprintf(to, room, format, args);
	va_end(args);
	if (length > 0 && (size_t)length >= room)
		vsnprintf(buffer_reserve(buffer, (size_t)length), (size_t)length + 1, format, again);
	buffer->length += length > 0 ? (size_t)length : 0;
	va_end(again);
}

int buffer_drain(struct buffer *buffer, int fd)
{
	size_t want = READ_MIN;
	struct stat st = {0};
	ssize_t n;

	if (fstat(fd, &st) == 0 && st.st_size > 0)
		want = (size_t)st.st_size + 1; /* one byte short: that was all, of a file */
	do {
		n = read(fd, buffer_reserve(buffer, want), want);
		if (n <= 0)
			continue;
		buffer->length += (size_t)n;
		want = (size_t)n < want ? want - (size_t)n : READ_MIN;
	} while ((n > 0 && !(want == 1 && S_ISREG(st.st_mode))) || (n < 0 && errno == EINTR));
	buffer_reserve(buffer, 0)[0] = '\0';
	return n < 0 ? -1 : 0;
}

int buffer_read(struct buffer *buffer, const char *path, struct error *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), r;

	if (fd < 0)
		return error_errno(err, "could not open \"%s\"", path);
	r = buffer_drain(buffer, fd);
	if (r < 0)
		error_errno(err, "could not read \"%s\"", path);
	close(fd);
	return r;
}

/* Bytes of a sequence that begins with c, or 0 if none does. */
static size_t sequence_length(unsigned char c)
{
	if (c < 0xC2)
		return c < 0x80 ? 1 : 0;
	return c < 0xE0 ? 2 : c < 0xF0 ? 3 : c < 0xF5 ? 4 : 0;
}

/* Whether the second byte of a sequence makes it neither longer than it need be nor one of no character. */
static bool second_fits(unsigned char first, unsigned char second)
{
	unsigned char least = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
	unsigned char most = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;

	return second >= least && second <= most;
}

size_t text_sequence(const char *text, size_t left)
{
	const unsigned char *at = (const unsigned char *)text;
	size_t length = sequence_length(at[0]);

	if (length < 2)
		return length;
	if (length > left || !second_fits(at[0], at[1]))
		return 0;
	for (size_t i = 2; i < length; i++)
		if ((at[i] & 0xC0) != 0x80)
			return 0;
	return length;
}

size_t text_ascii(const char *text, size_t length)
{
	size_t at = 0;
	uint64_t bytes;

	for (; at + sizeof(bytes) <= length; at += sizeof(bytes)) {
		memcpy(&bytes, text + at, sizeof(bytes));
		if (bytes & 0x8080808080808080ULL)
			break;
	}
	return at;
}

bool text_is_utf8(const char *text, size_t length)
{
	const unsigned char *at = (const unsigned char *)text, *end = at + length;

	while (at < end) {
		size_t step = *at < 0x80 ? 1 : text_sequence((const char *)at, (size_t)(end - at));

		if (!step)
			return false;
		at += step;
	}
	return true;
}

void buffer_utf8(struct buffer *buffer, const char *text, size_t length)
{
	const unsigned char *at = (const unsigned char *)text, *end = at + length;

	while (at < end) {
		size_t step = *at < 0x80 ? 1 : text_sequence((const char *)at, (size_t)(end - at));

		if (step)
			buffer_add(buffer, at, step);
		else
			buffer_text(buffer, "\xEF\xBF\xBD");
		at += step ? step : 1;
	}
}

static void json_escape(struct buffer *buffer, unsigned char c)
{
	static const char names[] = "\"\"\\\\\nn\rr\tt";

	for (size_t i = 0; i + 1 < sizeof(names); i += 2) {
		if (names[i] == (char)c) {
			buffer_char(buffer, '\\');
			buffer_char(buffer, names[i + 1]);
			return;
		}
	}
	buffer_printf(buffer, "\\u%04x", c);
}

#ifdef __SSE2__
#define STEP 16 /* bytes looked at at once */
#else
#define STEP sizeof(uint64_t)

#define EACH(byte) (UINT64_C(0x0101010101010101) * (byte))

/* Of eight bytes in a number, the high bit of each that is zero, up to the first that is. */
static inline uint64_t zeros(uint64_t bytes)
{
	return (bytes - EACH(1)) & ~bytes & EACH(0x80);
}
#endif

/* How many of the STEP bytes stand as they are in a JSON string: ASCII without controls, '"' and '\\'. */
static inline size_t plain_json(const char *text)
{
#ifdef __SSE2__
	__m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)text);
	__m128i others = _mm_cmplt_epi8(bytes, _mm_set1_epi8(0x20)); /* those beyond ASCII are less than 0 */
	int mask;

	others = _mm_or_si128(others, _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"')));
	others = _mm_or_si128(others, _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\')));
	others = _mm_or_si128(others, _mm_cmpeq_epi8(bytes, _mm_set1_epi8(0x7F)));
	mask = _mm_movemask_epi8(others);
	return mask ? (size_t)__builtin_ctz((unsigned)mask) : STEP;
#else
	uint64_t bytes, others;

	memcpy(&bytes, text, sizeof(bytes));
	bytes = le64toh(bytes);
	/* a byte below 0x20 has none of the bits 0x60; one more than 0x7E is 0x7F or more */
	others = ((bytes | (bytes + EACH(1))) & EACH(0x80)) | zeros(bytes & EACH(0x60)) | zeros(bytes ^ EACH('"')) |
		 zeros(bytes ^ EACH('\\'));
	return others ? (size_t)__builtin_ctzll(others) / 8 : STEP;
#endif
}

/* Add what stands as it is; returns how many bytes of text that are. */
static size_t add_plain(struct buffer *buffer, const char *text, size_t length)
{
	char *to = buffer_reserve(buffer, length);
	size_t at = 0;

	while (at < length) {
		size_t step = length - at < STEP ? 0 : plain_json(text + at);
		unsigned char c;

		if (step)
			memcpy(to + at, text + at, STEP);
		at += step;
		if (step == STEP || at == length)
			continue;
		c = (unsigned char)text[at];
		if (c < 0x80 ? c < 0x20 || c == 0x7F || c == '"' || c == '\\'
			     : !(step = text_sequence(text + at, length - at)))
			break;
		to[at] = (char)c;
		for (size_t i = 1; c >= 0x80 && i < step; i++)
			to[at + i] = text[at + i];
		at += c < 0x80 ? 1 : step;
	}
	to[at] = '\0';
	buffer->length += at;
	return at;
}

void buffer_json(struct buffer *buffer, const char *text, size_t length)
{
	size_t at = 0;

	buffer_char(buffer, '"');
	while (at < length) {
		at += add_plain(buffer, text + at, length - at);
		if (at == length)
			break;
		if ((unsigned char)text[at] < 0x80)
			json_escape(buffer, (unsigned char)text[at]);
		else
			buffer_text(buffer, "\xEF\xBF\xBD");
		at++;
	}
	buffer_char(buffer, '"');
}

/* size bytes, aligned, with whatever is in them. */
static void *take(struct arena *arena, size_t size)
{
	struct arena_block *block = arena->blocks;
	void *memory;

	size = (size + 15) & ~(size_t)15;
	if (!block || arena->used + size > block->size) {
		size_t room = size > ARENA_BLOCK ? size : ARENA_BLOCK;

		block = xmalloc(sizeof(*block) + room);
		block->size = room;
		block->next = arena->blocks;
		arena->blocks = block;
		arena->used = 0;
	}
	memory = (char *)block->data + arena->used;
	arena->used += size;
	return memory;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	return memset(take(arena, size), 0, size);
}

char *arena_copy(struct arena *arena, const char *text, size_t length)
{
	char *copy = take(arena, length + 1);

	if (length)
		memcpy(copy, text, length);
	copy[length] = '\0';
	return copy;
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
	size_t room = arena->blocks ? arena->blocks->size - arena->used : 0;
	char *text = room ? (char *)arena->blocks->data + arena->used : NULL;
	va_list args, again;
	int length;

	va_start(args, format);
	va_copy(again, args);
	length = vsnprintf(text, room, format, args); /* where it will lie, if it has room there */
	va_end(args);
	text = take(arena, length > 0 ? (size_t)length + 1 : 1);
	if (length <= 0)
		text[0] = '\0';
	else if ((size_t)length >= room)
		vsnprintf(text, (size_t)length + 1, format, again);
	va_end(again);
	return text;
}

void arena_reset(struct arena *arena)
{
	struct arena_block *block = arena->blocks;

	while (block && block->next) {
		struct arena_block *next = block->next;

		free(block);
		block = next;
	}
	arena->blocks = block;
	arena->used = 0;
}

void arena_done(struct arena *arena)
{
	struct arena_block *block = arena->blocks;

	while (block) {
		struct arena_block *next = block->next;

		free(block);
		block = next;
	}
	memset(arena, 0, sizeof(*arena));
}
