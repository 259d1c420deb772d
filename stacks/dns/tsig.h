/*
 * tsig.h - transaction signatures (RFC 8945): of a query, and of the messages
 * of its reply, each of which signs those before it, too.
 *
 * It knows the key and bytes; the clock is the caller's.
 */
#ifndef DNS_TSIG_H
#define DNS_TSIG_H

#include <stddef.h>
#include <stdint.h>

#include "base/macros.h"
#include "dns/message.h"
#include "dns/tsig_key.h"

enum {
	TSIG_RECORD_MAX = 640,  /* bytes that one adds to a query */
	TSIG_UNSIGNED_MAX = 99, /* between two that are: RFC 8945 5.3.1 */
	TSIG_FUDGE_S = 300,
};

enum tsig_verdict {
	TSIG_SIGNED,    /* this message, and those before it */
	TSIG_UNSIGNED,  /* this one; one behind it must be */
	TSIG_MISSING,   /* none where there must be one */
	TSIG_OTHER_KEY, /* another name or algorithm than ours */
	TSIG_WRONG,     /* something was changed, or another secret */
	TSIG_LATE,      /* not signed now, by our clock */
	TSIG_REFUSED,   /* the server does not take ours: tsig_chain_error() */
	TSIG_FAILED,    /* the machine: no heap */
};

/* What a server says of our signature: RFC 8945 3. */
enum tsig_error {
	TSIG_ERROR_BADSIG = 16,
	TSIG_ERROR_BADKEY = 17,
	TSIG_ERROR_BADTIME = 18,
};

struct tsig_chain;

/*
 * 0; -EINVAL with a line in `why` that never holds the secret: no such
 * algorithm, no name, no base64; or -ENOMEM.
 */
MUST_USE int tsig_chain_new(
    const struct tsig_key *key, struct tsig_chain **out, struct text *why);
void tsig_chain_free(struct tsig_chain *c); /* NULL is fine */

/*
 * Signs a query of `len` bytes without a TSIG, which has room for
 * TSIG_RECORD_MAX more; what comes next is its reply.  Gives the new length,
 * 0: no heap.
 */
MUST_USE size_t tsig_chain_sign(
    struct tsig_chain *c, uint8_t *query, size_t len, uint64_t now_s);

/* The next message of the reply. */
enum tsig_verdict tsig_chain_verify(
    struct tsig_chain *c, const struct dns_message *m, uint64_t now_s);

/* Behind TSIG_REFUSED: an enum tsig_error, or whatever it was; 0: none. */
uint16_t tsig_chain_error(const struct tsig_chain *c);
const char *tsig_error_text(uint16_t error);

#endif
