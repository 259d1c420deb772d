/*
 * match.h - which TLSA record matches which chain (R9 to R15).
 *
 * The path of usage 2 is built and verified by OpenSSL's own DANE code, one
 * record at a time; usage 3 is a comparison with the leaf.
 */
#ifndef DANE_MATCH_H
#define DANE_MATCH_H

#include <stdbool.h>

#include <openssl/types.h>

#include "diagnose.h"
#include "peer.h"
#include "tlsa.h"

struct dane_result {
	bool matched;
	int depth;            /* of the certificate that the record names */
	X509 *cert;           /* it, of the chain; NULL: it came from DNS */
	struct diagnosis why; /* not; digest agility is not looked at */
};

/* One usable record against one chain. */
struct dane_result dane_match(
    const struct tlsa *record, const struct dane_peer *peer);

#endif
