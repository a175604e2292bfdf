/* SPDX-License-Identifier: MIT */
/* See libcurl.h. */
#include "libcurl.h"

#include <dlfcn.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#define FILE_NAME "libcurl.so.4"

static const struct {
	const char *name;
	size_t offset;
} symbols[] = {
	{"curl_global_init", offsetof(struct libcurl, global_init)},
	{"curl_easy_init", offsetof(struct libcurl, easy_init)},
	{"curl_easy_cleanup", offsetof(struct libcurl, easy_cleanup)},
	{"curl_easy_reset", offsetof(struct libcurl, easy_reset)},
	{"curl_easy_perform", offsetof(struct libcurl, easy_perform)},
	{"curl_easy_strerror", offsetof(struct libcurl, easy_strerror)},
	{"curl_easy_setopt", offsetof(struct libcurl, easy_setopt)},
	{"curl_easy_getinfo", offsetof(struct libcurl, easy_getinfo)},
};

const struct libcurl *libcurl_load(struct error *err)
{
	static struct libcurl libcurl;
	static bool is_loaded;
	void *library = is_loaded ? NULL : dlopen(FILE_NAME, RTLD_NOW | RTLD_LOCAL);

	if (is_loaded)
		return &libcurl;
	for (size_t i = 0; library && i < sizeof(symbols) / sizeof(*symbols); i++) {
		void *symbol = dlsym(library, symbols[i].name);

		if (!symbol)
			library = NULL;
		memcpy((char *)&libcurl + symbols[i].offset, &symbol, sizeof(symbol));
	}
	if (!library) {
		error_set(err, "could not load libcurl: %s", dlerror());
		return NULL;
	}
	libcurl.global_init(CURL_GLOBAL_NOTHING);
	is_loaded = true;
	return &libcurl;
}
