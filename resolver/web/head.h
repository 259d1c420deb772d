/*
 * head.h - what a server says of a reply before its body comes.
 *
 * It is kept only where it may be said again: a version is printable and
 * short.  Length and Retry-After are libcurl's to read, as is whom it spoke to.
 */
#ifndef WEB_HEAD_H
#define WEB_HEAD_H

#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"

enum { WEB_TAG_MAX = 256, WEB_DATE_MAX = 64, WEB_TYPE_MAX = 128 };

/* What is amiss in the certificate of a server. */
enum web_cert_fault {
	WEB_CERT_FINE, /* or it was not seen */
	WEB_CERT_EXPIRED,
	WEB_CERT_OTHER_NAME,
	WEB_CERT_UNKNOWN_CA,
	WEB_CERT_INVALID, /* whatever else */
};

struct web_head {
	long status;
	char etag[WEB_TAG_MAX]; /* strong, with its quotes; or "" */
	char modified[WEB_DATE_MAX];
	int64_t length;             /* of the whole file; -1: not known */
	uint64_t from;              /* where a part of it begins */
	unsigned retry_s;           /* Retry-After; 0: none */
	char type[WEB_TYPE_MAX];    /* Content-Type; or "" */
	char location[WEB_TAG_MAX]; /* of a redirect; or "" */
	/* Of the connection, which no header says. */
	char ip[ADDR_TEXT_MAX]; /* who was connected to; or "" */
	enum web_cert_fault cert;
};

/* One line, with its end or without; a status line begins anew. */
void web_head_take(struct web_head *h, const char *line, size_t len);

#endif
