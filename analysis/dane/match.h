/*
 * dane_match.h - which TLSA record matches which chain (R9 to R15).
 *
 * The path of usage 2 is built and verified by OpenSSL's own DANE code, one
 * record at a time; usage 3 is a comparison with the leaf.
 */
#ifndef DANE_MATCH_H
#define DANE_MATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <openssl/types.h>

#include "tlsa.h"

enum { DANE_CHAIN_MAX = 64, DANE_NAMES_MAX = 4 };

/* A chain as it was sent, and who may be at its end. */
struct dane_peer {
	X509 *chain[DANE_CHAIN_MAX]; /* leaf first, at least one */
	size_t chain_count;
	const char *names[DANE_NAMES_MAX]; /* R13, without the final dot */
	size_t name_count;
	int64_t at_s;      /* seconds since 1970: when the chain was seen */
	X509_STORE *roots; /* R14: for usages 0 and 1; NULL: none */
};

struct dane_result {
	bool matched;
	int depth;          /* of the certificate that the record names */
	X509 *cert;         /* it, of the chain; NULL: it came from DNS */
	enum reason reason; /* why not; digest agility is not looked at */
};

/* One usable record against one chain. */
struct dane_result dane_match(
    const struct tlsa *record, const struct dane_peer *peer);

#endif
