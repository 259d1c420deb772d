/*
 * addr.h - an IPv4 or IPv6 address, and prefixes of them.
 *
 * IPv4 is kept as the mapped form ::ffff:a.b.c.d, so that one comparison,
 * one hash and one table serve both families.
 */
#ifndef ADDR_H
#define ADDR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct addr {
	uint8_t bytes[16]; /* network order; IPv4 as ::ffff:0:0/96 */
};

enum { ADDR_TEXT_MAX = 46 }; /* INET6_ADDRSTRLEN */

struct addr addr_from_v4(const uint8_t bytes[4]);
struct addr addr_from_v6(const uint8_t bytes[16]);
bool addr_is_v4(const struct addr *a);

/* The 4 bytes of an IPv4 address: a view into `a`. */
const uint8_t *addr_v4_bytes(const struct addr *a);

bool addr_equal(const struct addr *a, const struct addr *b);

/* <0, 0, >0: by bytes, IPv4 before most of IPv6. */
int addr_compare(const struct addr *a, const struct addr *b);

/* A hash for tables, keyed (hash.h). */
uint64_t addr_hash(const struct addr *a);

/* "192.0.2.1" or "2001:db8::1" (RFC 5952).  False: not an address. */
bool addr_parse(const char *text, struct addr *out);

/* Writes the text form and returns `text`. */
const char *addr_format(const struct addr *a, char text[ADDR_TEXT_MAX]);

/* The same of an IPv6 address that stays one, whatever it is mapped from. */
const char *addr_format_v6(const uint8_t bytes[16], char text[ADDR_TEXT_MAX]);

struct prefix {
	struct addr base; /* host bits are zero */
	uint8_t bits;     /* 0 to 128 of the mapped form: IPv4 /8 is 104 */
};

/*
 * "192.0.2.0/24", "2001:db8::/32", or an address alone (/32, /128).
 * False: not a prefix, or its host bits are set.
 */
bool prefix_parse(const char *text, struct prefix *out);

/* The prefix of so many bits that has `a`. */
struct prefix prefix_of(const struct addr *a, unsigned bits);

/* By bits of the mapped form: ::/0 has every address, IPv4 as well. */
bool prefix_has(const struct prefix *p, const struct addr *a);

#endif
