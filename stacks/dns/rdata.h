/*
 * rdata.h - RDATA in presentation form, the fields that we look into, and
 * RDATA that lives apart from any message.
 *
 * `rdata` is a view into `message`, which compression pointers refer to; for
 * RDATA that came without a message it is its own.
 */
#ifndef DNS_RDATA_H
#define DNS_RDATA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"
#include "base/wire.h"
#include "dns/name.h"
#include "dns/type.h"

/*
 * Appends RDATA in presentation form.  Types of dns/type.h have their own;
 * others, and RDATA that does not parse or that its own form would not give
 * back byte for byte, are written as \# LEN HEX (RFC 3597): nothing is ever
 * lost.  Names end in a dot, are written without compression, and are lower
 * case where the canonical form of DNSSEC is (RFC 6840 5.1: all but NSEC's).
 */
void dns_rdata_add_text(struct text *t, uint16_t type, struct wire rdata,
    const struct wire *message);

/* RDATA that we look into.  False: it does not parse. */
bool dns_rdata_name(
    struct wire rdata, const struct wire *message, struct dns_name *out);
bool dns_rdata_mx(struct wire rdata, const struct wire *message,
    uint16_t *preference, struct dns_name *out);

/* The signer's name of an RRSIG, and the type that it covers. */
bool dns_rdata_rrsig_signer(struct wire rdata, const struct wire *message,
    uint16_t *covered, struct dns_name *out);

/* RDATA in memory of its own, its names without compression. */
struct rdata {
	const uint8_t *bytes;
	size_t len;
};

/* A cursor over it. */
struct wire rdata_wire(const struct rdata *r);

/* In canonical order (RFC 4034 6.3): as bytes, a shorter one first. */
int rdata_compare(const struct rdata *a, const struct rdata *b);

/* Appends DS or TLSA data: three numbers, then hex. */
void rdata_add_text(struct text *t, uint16_t type, const struct rdata *r);

#endif
