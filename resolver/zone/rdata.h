/*
 * rdata.h - RDATA fields of a master file to wire form.
 *
 * Only for the types that a delegation is made of: NS A AAAA DS RRSIG.
 */
#ifndef ZONE_RDATA_H
#define ZONE_RDATA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "entry.h"

/*
 * Writes the RDATA of `rr` into `out`, room for `cap` bytes.  The form of
 * RFC 3597 (\# LEN HEX) is taken too.  False: malformed, too long, or
 * another type.
 */
bool zone_rdata_build(
    const struct zone_rr *rr, uint8_t *out, size_t cap, size_t *len);

/* The type that an RRSIG covers, in RFC 3597 form too; 0: not to be read. */
uint16_t zone_rrsig_covered(const struct zone_rr *rr);

#endif
