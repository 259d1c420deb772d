/* validity.h - from when until when a signature holds (RFC 4034 3.1.5). */
#ifndef DNS_VALIDITY_H
#define DNS_VALIDITY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/wire.h"

/* Seconds since 1970, as serial numbers: they wrap in 2106. */
struct dns_validity {
	uint32_t inception_s, expiration_s;
};

/* The time nearest to `now_s` that has these 32 bits. */
static inline int64_t
dns_validity_nearest(uint32_t serial, int64_t now_s)
{
	return now_s + (int32_t)(serial - (uint32_t)now_s);
}

/* Up to the very second of its end. */
bool dns_validity_has(const struct dns_validity *v, uint32_t now_s);

/* Of an RRSIG's RDATA, and the type that it covers.  False: malformed. */
bool dns_validity_read(
    struct wire rdata, uint16_t *covered, struct dns_validity *out);

#endif
