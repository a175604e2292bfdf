/* SPDX-License-Identifier: MIT */
/*
 * libcurl, loaded when it is first asked for: it brings some thirty libraries with it, and most commands ask no daemon.
 */
#ifndef QUOTED_LIBCURL_H
#define QUOTED_LIBCURL_H

#include <curl/curl.h>

#include "quoted/error.h"

/* What of it is called, under curl's names without "curl_". */
struct libcurl {
	__typeof__(curl_global_init) *global_init;
	__typeof__(curl_easy_init) *easy_init;
	__typeof__(curl_easy_cleanup) *easy_cleanup;
	__typeof__(curl_easy_reset) *easy_reset;
	__typeof__(curl_easy_perform) *easy_perform;
	__typeof__(curl_easy_strerror) *easy_strerror;
	CURLcode (*easy_setopt)(CURL *curl, CURLoption option, ...);
	CURLcode (*easy_getinfo)(CURL *curl, CURLINFO info, ...);
};

/* The library, ready for use; NULL with err set if it cannot be loaded. It stays for the life of the process. */
const struct libcurl *libcurl_load(struct error *err);

#endif
