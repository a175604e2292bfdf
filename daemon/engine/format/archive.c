/* SPDX-License-Identifier: MIT */
/*
 * Unpack gz, xz, zst, bz2, zip, tar and 7z within limits, and read what is inside; libarchive knows the formats.
 * A zip that is a DOCX, ODT or EPUB is office.c's.
 */
#include <archive.h>
#include <archive_entry.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "format.h"

#define GZIP_MIN 20                  /* bytes of a gzip file of nothing */
#define DEPTH_MAX 3                  /* packed files within packed files */
#define MEMBERS_MAX 100000           /* of one archive */
#define RATIO_MAX 250                /* unpacked to packed bytes; news in JSON reaches 20 */
#define RATIO_FROM ((size_t)8 << 20) /* bytes that may be unpacked before the ratio counts */

struct unpacking {
	struct reader *reader;
	const char *name; /* of the packed file */
	struct archive *archive;
	struct buffer bytes, member;
	struct office office;
	size_t count;
	const char *why; /* the limit that was met, or NULL */
};

static struct archive *open_archive(const char *bytes, size_t length)
{
	struct archive *archive = archive_read_new();

	archive_read_support_filter_gzip(archive);
	archive_read_support_filter_xz(archive);
	archive_read_support_filter_zstd(archive);
	archive_read_support_filter_bzip2(archive);
	archive_read_support_format_zip_streamable(archive);
	archive_read_support_format_zip_seekable(archive);
	archive_read_support_format_tar(archive);
	archive_read_support_format_7zip(archive);
	archive_read_support_format_raw(archive);
	if (archive_read_open_memory(archive, bytes, length) == ARCHIVE_OK)
		return archive;
	archive_read_free(archive);
	return NULL;
}

/* The entry's bytes, within the limits. 0, -1 if it is broken or a limit is met. */
static int read_entry(struct unpacking *unpacking)
{
	struct buffer *bytes = &unpacking->bytes;
	size_t packed;
	la_ssize_t n;

	buffer_clear(bytes);
	while ((n = archive_read_data(unpacking->archive, buffer_reserve(bytes, 65536), 65536)) > 0) {
		bytes->length += (size_t)n;
		packed = (size_t)archive_filter_bytes(unpacking->archive, -1);
		if (bytes->length > unpacking->reader->budget)
			unpacking->why = "it unpacks to more than 256 MiB";
		else if (bytes->length > RATIO_FROM && bytes->length / RATIO_MAX > packed)
			unpacking->why = "it unpacks to more than 250 times its size";
		if (unpacking->why)
			return -1;
	}
	if (n < 0)
		return -1;
	buffer_reserve(bytes, 0)[0] = '\0';
	unpacking->reader->budget -= bytes->length;
	return 0;
}

/* What belongs to a saved page or an operating system, and is no article. */
static bool is_beside(const char *path, const struct buffer *bytes)
{
	static const char *const images[] = {"\x89PNG", "\xFF\xD8\xFF", "GIF8", "RIFF"};
	static const char *const suffixes[] = {".css", ".js",  ".opf",  ".ncx",   ".svg",
					       ".ttf", ".otf", ".woff", ".woff2", ".dtd"};
	const char *base = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;

	for (size_t i = 0; i < sizeof(suffixes) / sizeof(*suffixes); i++)
		if (strlen(base) > strlen(suffixes[i]) &&
		    !strcasecmp(base + strlen(base) - strlen(suffixes[i]), suffixes[i]))
			return true;
	if (*base == '.' || strstr(path, "_files/") || !strncmp(path, "__MACOSX/", 9))
		return true;
	for (size_t i = 0; i < sizeof(images) / sizeof(*images); i++)
		if (bytes->length > 4 && !memcmp(bytes->data, images[i], strlen(images[i])))
			return true;
	return false;
}

/* What stands in a book beside its chapters. */
static bool is_front_matter(const struct buffer *bytes)
{
	static const char *const types[] = {"toc", "titlepage", "cover", "copyright-page", "landmarks"};
	char attribute[40];

	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++) {
		snprintf(attribute, sizeof(attribute), "epub:type=\"%s\"", types[i]);
		if (strstr(bytes->data, attribute))
			return true;
	}
	return false;
}

static void read_member(struct unpacking *unpacking, const char *path)
{
	struct error err;

	if (!unpacking->bytes.length || is_beside(path, &unpacking->bytes) ||
	    (unpacking->office.is_epub && is_front_matter(&unpacking->bytes)))
		return;
	buffer_clear(&unpacking->member);
	buffer_printf(&unpacking->member, "%s/%s", unpacking->name, path);
	if (unpacking->office.is_epub && unpacking->office.properties.length)
		unpacking->reader->properties = &unpacking->office.properties;
	if (format_read(unpacking->reader, unpacking->member.data, unpacking->bytes.data, unpacking->bytes.length,
			&err) < 0 &&
	    !unpacking->reader->stopped)
		reading_fail(unpacking->reader, unpacking->member.data, &err);
	unpacking->reader->properties = NULL;
}

static int tell_broken(const struct unpacking *unpacking, struct error *err)
{
	const char *reason = archive_error_string(unpacking->archive);

	if (unpacking->why)
		return error_set(err, "the packed file was left: %s", unpacking->why);
	reason = reason ? reason : "no reason known";
	return error_set(err, "the packed file is broken or cut off: %.*s", (int)strcspn(reason, "\n"), reason);
}

/* Every entry; 0 at the archive's end. */
static int read_entries(struct unpacking *unpacking, struct error *err)
{
	struct archive_entry *entry;
	int r;

	while ((r = archive_read_next_header(unpacking->archive, &entry)) == ARCHIVE_OK || r == ARCHIVE_WARN) {
		const char *path = archive_entry_pathname(entry);

		if (unpacking->reader->stopped)
			return 0;
		if (++unpacking->count > MEMBERS_MAX)
			unpacking->why = "it holds more than 100000 files";
		if (archive_entry_is_encrypted(entry))
			unpacking->why = "it is encrypted";
		if (unpacking->why || read_entry(unpacking) < 0)
			break;
		if (archive_format(unpacking->archive) == ARCHIVE_FORMAT_RAW)
			return format_read(unpacking->reader, unpacking->name, unpacking->bytes.data,
					   unpacking->bytes.length, err);
		if (!path || archive_entry_filetype(entry) == AE_IFDIR)
			continue;
		if (!office_take(&unpacking->office, path, &unpacking->bytes))
			read_member(unpacking, path);
	}
	return unpacking->why || r != ARCHIVE_EOF ? tell_broken(unpacking, err) : 0;
}

/* Whether it is all there, and says that nothing was packed. */
static bool is_empty_gzip(const char *bytes, size_t length)
{
	return length >= GZIP_MIN && length < 512 && !memcmp(bytes, "\x1F\x8B", 2) &&
	       !memcmp(bytes + length - 8, "\0\0\0\0\0\0\0\0", 8);
}

int read_archive(struct reader *reader, const char *name, const char *bytes, size_t length, struct error *err)
{
	struct unpacking unpacking = {.reader = reader, .name = name};
	size_t before = reader->handed;
	struct error why;
	int r;

	if (reader->depth >= DEPTH_MAX)
		return error_set(err, "packed files are nested more than %d deep", DEPTH_MAX);
	unpacking.archive = open_archive(bytes, length);
	if (!unpacking.archive)
		return error_set(err, is_empty_gzip(bytes, length)
					      ? "no text: what is packed is empty"
					      : "the packed file cannot be opened: it may be cut off");
	reader->depth++;
	r = read_entries(&unpacking, &why);
	reader->depth--;
	if (!r && unpacking.office.kind)
		r = office_read(reader, name, &unpacking.office, &why);
	if (r < 0 && reader->handed > before && !reader->stopped) {
		buffer_clear(&unpacking.member);
		buffer_printf(&unpacking.member, "%s#end", name);
		reading_fail(reader, unpacking.member.data, &why);
	}
	archive_read_free(unpacking.archive);
	buffer_done(&unpacking.bytes);
	buffer_done(&unpacking.member);
	office_done(&unpacking.office);
	if (r < 0)
		return error_set(err, "%s", why.text);
	return reader->handed > before ? 0 : error_set(err, "no article in the packed file");
}
