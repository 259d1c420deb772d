/*
 * rdata_canonical.h - RDATA of a message as it is without one: names in full,
 * and in lower case where the canonical form is (RFC 4034 6.2, RFC 6840 5.1).
 *
 * Names are taken out of the types that may have them compressed (RFC 3597 4);
 * all else is bytes.
 */
#ifndef DNS_RDATA_CANONICAL_H
#define DNS_RDATA_CANONICAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/wire.h"

enum { DNS_RDATA_MAX = 65535 };

/*
 * The fields of a type up to its last name, a letter each: a digit stands for
 * so many bytes, 's' for a character string, 'n' for a name, 'N' for one whose
 * case stays.  Empty: it has no such name.
 */
const char *dns_rdata_names(uint16_t type);

/*
 * Writes it into `out`, room for DNS_RDATA_MAX.  False: a name or a field does
 * not parse, or it grows too long.
 */
bool dns_rdata_canonical(uint16_t type, struct wire rdata,
    const struct wire *message, uint8_t *out, size_t *len);

#endif
