/*
 * head.h - what a server says of a reply before its body comes.
 *
 * It is kept only where it may be said again: a version is printable and
 * short.  Length and Retry-After are libcurl's to read.
 */
#ifndef WEB_HEAD_H
#define WEB_HEAD_H

#include <stddef.h>
#include <stdint.h>

enum { WEB_TAG_MAX = 256, WEB_DATE_MAX = 64 };

struct web_head {
	long status;
	char etag[WEB_TAG_MAX]; /* strong, with its quotes; or "" */
	char modified[WEB_DATE_MAX];
	int64_t length;   /* of the whole file; -1: not known */
	uint64_t from;    /* where a part of it begins */
	unsigned retry_s; /* Retry-After; 0: none */
};

/* One line, with its end or without; a status line begins anew. */
void web_head_take(struct web_head *h, const char *line, size_t len);

#endif
