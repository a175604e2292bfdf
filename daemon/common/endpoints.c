/* SPDX-License-Identifier: MIT */
/* The table of endpoints; answering them is the server's, asking the client's. */
#include "quoted/endpoints.h"

#include <string.h>

const struct endpoint endpoints[] = {
	{ENDPOINT_STATUS, "GET", "/v1/status", "", "the daemon's state, counts, inbox and rules", false},
	{ENDPOINT_STATEMENTS, "GET", "/v1/statements",
	 "speaker,words,kind,stance,since,until,article,printings,after,limit", "statements, newest first", false},
	{ENDPOINT_STATEMENT, "GET", "/v1/statements/{id}", "", "every printing of one statement", false},
	{ENDPOINT_SPEAKERS, "GET", "/v1/speakers", "name,after,limit", "speakers, most quoted first", false},
	{ENDPOINT_SPEAKER, "GET", "/v1/speakers/{id}", "", "one speaker with aliases and roles", false},
	{ENDPOINT_ARTICLES, "GET", "/v1/articles", "words,after,limit", "articles, newest first", false},
	{ENDPOINT_ARTICLE, "GET", "/v1/articles/{id}", "", "one article with its text and statements", false},
	{ENDPOINT_HISTORY, "GET", "/v1/history/{id}", "", "what was changed in an article, revision by revision",
	 false},
	{ENDPOINT_FAILED, "GET", "/v1/failed", "after,limit", "files that failed, with the reason", false},
	{ENDPOINT_DROPS, "GET", "/v1/drops", "hash,after,limit", "what became of dropped files, newest first", false},
	{ENDPOINT_CLAIMS, "GET", "/v1/claims", "words,speaker,as-of,after,limit",
	 "what statements are about and how it stands, newest first", false},
	{ENDPOINT_CLAIM, "GET", "/v1/claims/{id}", "as-of", "one claim: who is for it, who against, since when", false},
	{ENDPOINT_TIMELINE, "GET", "/v1/timeline", "speaker,words,as-of,after,limit",
	 "a speaker's positions, newest first", false},
	{ENDPOINT_FLIPS, "GET", "/v1/flips", "speaker,words,as-of,after,limit",
	 "speakers who changed sides or numbers, newest first", false},
	{ENDPOINT_VERIFY, "GET", "/v1/verify", "text,speaker", "whether a quotation is real, and whose", false},
	{ENDPOINT_PROOFS, "GET", "/v1/proofs", "after,limit", "statements whose words are not in the kept text", false},
	{ENDPOINT_CORRECTIONS, "GET", "/v1/corrections", "after,limit", "corrections by hand, newest first", false},
	{ENDPOINT_CORRECT, "POST", "/v1/corrections", "correction,target,value,items,note", "make a correction", true},
	{ENDPOINT_UNDO, "POST", "/v1/undo/{id}", "", "undo a correction", true},
	{ENDPOINT_WATCHES, "GET", "/v1/watches", "after,limit", "standing questions, newest first", false},
	{ENDPOINT_WATCH, "POST", "/v1/watches", "query,exec,note",
	 "watch for what comes in; exec: a program to run for each ring", true},
	{ENDPOINT_UNWATCH, "POST", "/v1/unwatch/{id}", "", "end a watch", true},
	{ENDPOINT_RINGS, "GET", "/v1/rings", "watch,after",
	 "a stream: what watches ring for, as lines of JSON; after: the last ring that is known, as the first line "
	 "says it",
	 false},
	{ENDPOINT_FOLLOW, "GET", "/v1/follow", "speaker,words,kind,stance,after",
	 "a stream: each new statement as a line of JSON; after: the last article that is known", false},
	{ENDPOINT_HELP, "GET", "/v1", "", "this list", false},
	{ENDPOINT_SYNC, "POST", "/v1/sync", "", "answer when every file dropped before has its outcome", false},
	{ENDPOINT_RETRY, "POST", "/v1/retry", "name", "put failed files back into the inbox", true},
	{ENDPOINT_REEXTRACT, "POST", "/v1/reextract", "articles,after,commit,rules",
	 "read kept articles again, those listed or the next ones, and tell what differs; commit=yes replaces it",
	 true},
	{0},
};

/* Whether path is the pattern's; *ret_segment: what stands for "{id}", which can only come last. */
static bool matches(const char *pattern, const char *path, const char **ret_segment)
{
	const char *brace = strchr(pattern, '{');
	size_t head = brace ? (size_t)(brace - pattern) : strlen(pattern);

	*ret_segment = NULL;
	if (strncmp(pattern, path, head) != 0)
		return false;
	if (!brace)
		return !path[head];
	*ret_segment = path + head;
	return path[head] && !strchr(path + head, '/');
}

const struct endpoint *endpoint_find(const char *method, const char *path, const char **ret_segment, bool *ret_known)
{
	*ret_known = false;
	for (const struct endpoint *endpoint = endpoints; endpoint->path; endpoint++) {
		if (!matches(endpoint->path, path, ret_segment))
			continue;
		if (!strcmp(endpoint->method, method))
			return endpoint;
		*ret_known = true;
	}
	*ret_segment = NULL;
	return NULL;
}

bool endpoint_takes(const struct endpoint *endpoint, const char *parameter)
{
	size_t length = strlen(parameter);

	for (const char *at = endpoint->parameters; *at;) {
		size_t word = strcspn(at, ",");

		if (word == length && !strncmp(at, parameter, length))
			return true;
		at += word + (at[word] == ',');
	}
	return false;
}
