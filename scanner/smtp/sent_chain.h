/*
 * sent_chain.h - what one session sent, held against the TLSA records that
 * were found before.
 *
 * Whether a chain fits is DANE's question, which nobody here can answer: a
 * command that knows the judge's rules hands in a chain_fit_fn.
 */
#ifndef SENT_CHAIN_H
#define SENT_CHAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/array.h"
#include "base/macros.h"
#include "dns/name.h"
#include "tls/tls_client.h"

/* The certificates, leaf first.  All zero is an empty one. */
struct sent_chain {
	struct array bytes; /* DER, one behind the other */
	size_t end[TLS_CHAIN_MAX];
	unsigned count;
	bool cut; /* the server sent more */
};

/* Copies the certificate.  0 or -ENOMEM. */
MUST_USE int sent_chain_add(
    struct sent_chain *c, const uint8_t *der, size_t len);
const uint8_t *sent_chain_at(
    const struct sent_chain *c, unsigned i, size_t *len);
void sent_chain_fini(struct sent_chain *c);

/* TLSA records as they were found; all is borrowed. */
struct found_tlsa {
	const struct dns_name *base; /* the TLSA base domain */
	const uint8_t *rdata;        /* each behind its length, two bytes */
	size_t len;
};

/*
 * Does the chain, sent at `at_s` (seconds since 1970), fit one of the records,
 * or could it for all that the scanner knows?  1, 0 or -ENOMEM.  Any thread may
 * call it.
 */
typedef int chain_fit_fn(const struct found_tlsa *tlsa,
    const struct sent_chain *chain, int64_t at_s);

#endif
