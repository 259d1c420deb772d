/*
 * name_key.h - a name as bytes that sort as names do.
 *
 * Compared by memcmp(), a shorter one first, keys are in canonical order (RFC
 * 4034 6.1): what is at and below a name is one range.  Each label, the last
 * one first, ends in a zero; its own bytes 0 and 1 are two bytes each.
 */
#ifndef DNS_NAME_KEY_H
#define DNS_NAME_KEY_H

#include "dns/name.h"

enum { DNS_NAME_KEY_MAX = 2 * DNS_NAME_MAX };

/* Gives how many bytes of `out` it takes; of the root none. */
size_t dns_name_key(const struct dns_name *name, uint8_t out[DNS_NAME_KEY_MAX]);

/*
 * The same and a zero, with which no label begins: whatever is put behind it,
 * what is of the name comes before what is of the names below it.
 */
size_t dns_name_own_key(
    const struct dns_name *name, uint8_t out[DNS_NAME_KEY_MAX + 1]);

#endif
