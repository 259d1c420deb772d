/* rdata_form.h - the fields of each type's RDATA, for its writer and reader. */
#ifndef DNS_RDATA_FORM_H
#define DNS_RDATA_FORM_H

#include <stdint.h>

/*
 * The fields of a type, one letter each; NULL: it has no form of its own.
 *   1 2 4  unsigned numbers of so many bytes
 *   n      a name, lower case; N: a name as it was sent
 *   a A    an IPv4, an IPv6 address
 *   t      a time, YYYYMMDDHHMMSS (RFC 4034 3.2)
 *   y      a type
 *   S      a salt with its length, hex or "-"; H: a hash with its length,
 *          base 32 hex (RFC 5155 3.3)
 *   x b    all that is left, in hex, in base 64; at least one byte
 *   s      character strings up to the end, at least one
 *   m      a type bitmap up to the end
 */
const char *rdata_form(uint16_t type);

#endif
