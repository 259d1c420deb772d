/*
 * root_reply.h - what the reply of a root server to ". SOA", asked with RD,
 * says of whoever gave it, and of our clock.
 *
 * No root server recurses, and each is an authority for that name.  A reply
 * that says otherwise is not theirs: somebody on the way answers port 53.
 */
#ifndef ROOT_REPLY_H
#define ROOT_REPLY_H

#include <stdbool.h>
#include <stdint.h>

#include "dns/message.h"
#include "dns/validity.h"

enum root_reply_from {
	ROOT_REPLY_NOBODY,    /* it tells nothing */
	ROOT_REPLY_AUTHORITY, /* AA: a server of the root */
	ROOT_REPLY_RESOLVER,  /* without AA: RA, or the SOA itself */
};

struct root_reply {
	enum root_reply_from from;
	bool is_signed; /* the SOA, by the root; only if an authority's */
	bool allows;    /* some signature holds at the time that was given */
	struct dns_validity validity; /* of that one, or of the last */
};

/* The message has the question; `now_s` since 1970. */
void root_reply_read(
    const struct dns_message *m, uint32_t now_s, struct root_reply *out);

#endif
