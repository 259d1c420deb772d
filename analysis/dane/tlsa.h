/* tlsa.h - TLSA records: reading, what SMTP may use, and the digests. */
#ifndef TLSA_H
#define TLSA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <openssl/types.h>

#include "output/record/reason.h"
#include "dns/rdata.h"

enum {
	TLSA_PKIX_TA = 0,
	TLSA_PKIX_EE = 1,
	TLSA_TA = 2, /* DANE-TA */
	TLSA_EE = 3, /* DANE-EE */
	TLSA_CERT = 0,
	TLSA_SPKI = 1,
	TLSA_FULL = 0,
	TLSA_SHA256 = 1,
	TLSA_SHA512 = 2,
	TLSA_DIGEST_MAX = 64,
};

struct tlsa {
	uint8_t usage, selector, mtype;
	struct rdata data;
	bool usable;        /* R9 */
	bool superseded;    /* R10: usable, but a stronger digest is there */
	enum reason reason; /* why it is not usable */
};

/* A RDATA of fewer than three bytes is one of usage, selector, mtype 255. */
struct tlsa tlsa_parse(const struct rdata *rdata);

/* R14: where PKIX is wanted, usages 0 and 1 are as usable as the others. */
void tlsa_allow_pkix(struct tlsa *r);

/* Marks what digest agility leaves out among all records of a host. */
void tlsa_apply_agility(struct tlsa *records, size_t count);

/* The part of `cert` that a selector means, to be freed; NULL: none. */
uint8_t *tlsa_selected(X509 *cert, uint8_t selector, size_t *len);

/* The digest that matching type 1 or 2 wants of such a part. */
bool tlsa_digest(uint8_t mtype, const uint8_t *part, size_t len,
    uint8_t out[TLSA_DIGEST_MAX], unsigned *out_len);

/* `cert` is what this record would describe with this selector and mtype. */
bool tlsa_describes(
    const struct tlsa *r, uint8_t selector, uint8_t mtype, X509 *cert);

#endif
