/* type_bitmap.h - the types that an NSEC or NSEC3 lists (RFC 4034 4.1.2). */
#ifndef DNS_TYPE_BITMAP_H
#define DNS_TYPE_BITMAP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/wire.h"

/* `bitmap` is all that is left of the RDATA; it is not moved on. */
bool dns_type_bitmap_has(struct wire bitmap, uint16_t type);

/*
 * Some type that is data: any but RRSIG and NSEC, which every denial has, and
 * the pseudo-types, which are to be ignored (RFC 4034 4.1.2).
 */
bool dns_type_bitmap_has_data(struct wire bitmap);

#endif
