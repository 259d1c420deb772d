/* nsec3.h - hashed owner names of NSEC3 records (RFC 5155). */
#ifndef DNS_NSEC3_H
#define DNS_NSEC3_H

#include <stdbool.h>
#include <stdint.h>

#include "base/wire.h"
#include "dns/name.h"

enum {
	NSEC3_SHA1 = 1, /* the one algorithm that there is */
	NSEC3_HASH_BYTES = 20,
	NSEC3_OPT_OUT = 1,
	/* R20: with more, nothing is proved, and the zone is insecure. */
	NSEC3_ITERATIONS_MAX = 150,
};

/* The hash that the first label is (RFC 4648 7).  False: it is none. */
bool nsec3_owner_hash(
    const struct dns_name *owner, uint8_t out[NSEC3_HASH_BYTES]);

/* RFC 5155 5.  False: no heap, or a failure of OpenSSL. */
bool nsec3_hash(const struct dns_name *name, struct wire salt,
    uint16_t iterations, uint8_t out[NSEC3_HASH_BYTES]);

/* The hash lies between these two; the last one of a zone points back. */
bool nsec3_between(const uint8_t owner[NSEC3_HASH_BYTES],
    const uint8_t next[NSEC3_HASH_BYTES], const uint8_t hash[NSEC3_HASH_BYTES]);

/* RFC 5155 8.2: the records of one proof have one salt and one count. */
bool nsec3_is_same_salt(struct wire a, struct wire b);

#endif
