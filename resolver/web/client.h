/*
 * client.h - HTTPS by libcurl: one request, one reply, each bounded.
 *
 * Nothing but https:// is asked, and no redirect leads elsewhere.  Where the
 * addresses are given, nobody else is asked: no resolver, no proxy, and no
 * redirect is followed.  A token goes to the host that was named alone.
 */
#ifndef WEB_CLIENT_H
#define WEB_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/macros.h"
#include "base/text.h"
#include "resolver/transfer/fault.h"
#include "resolver/web/head.h"

struct transfer_limits;
struct web_client;

struct web_request {
	const char *url;
	const char *resolve;  /* "HOST:443:ADDRESS,..."; NULL: as it is usual */
	const char *token;    /* NULL: none */
	const char *body;     /* JSON to post; NULL: it is GET, or HEAD */
	bool head;            /* no body is wanted */
	uint64_t from;        /* the first byte that is wanted */
	const char *if_range; /* and only of this version */
	void *ctx;
	/* Of a reply of status 2xx; a fault ends it. */
	enum transfer_fault (*begin)(void *ctx, const struct web_head *head);
	enum transfer_fault (*take)(
	    void *ctx, const uint8_t *bytes, size_t len);
};

/*
 * `limits`, whose bytes are those of one reply, and `ca_file` (NULL: the
 * system's roots) are borrowed.  0 or -ENOMEM.
 */
MUST_USE int web_client_new(const char *ca_file,
    const struct transfer_limits *limits, struct web_client **out);
void web_client_free(struct web_client *c); /* NULL is fine */

/* Reads `ca_file` now: somebody else could not, later.  0 or -errno. */
MUST_USE int web_client_load_roots(struct web_client *c);

/* NONE: status 2xx, whole.  Else the fault; what is known besides in `why`. */
MUST_USE enum transfer_fault web_client_run(struct web_client *c,
    const struct web_request *r, struct web_head *head, struct text *why);

#endif
